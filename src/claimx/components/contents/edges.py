"""Where a content ends: its sentence's end, or before what is the writer's or another's."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from claimx.components.contents.frames import PHRASES, Clause
from claimx.components.contents.phrases import accused_after, not_only
from claimx.components.contents.resumption import resumes
from claimx.components.contents.words import (
    BREAKS,
    CLOSERS,
    OPENERS,
    any_finite,
    cue_at,
    is_gerund,
    is_infinitive,
    is_participle,
    other_quotation,
)
from claimx.components.grammar import (
    DASHES,
    bare_participle,
    finite,
    fused,
    grammar,
    is_passive,
    is_verb,
    lemma_of,
    listed,
    morph,
    noun_phrase,
    quote_at,
    sentence_of,
    subject_of,
    verb_group,
)
from claimx.components.nouns import noun_type
from claimx.components.state import Cue, quotations

MAX_TOKENS = 300
"""More is no clause: the bound keeps a text of endless sentences linear."""


def right_edge(doc: Doc, cue: Cue, clause: Clause, end: int) -> int:
    """The token after the content that begins with ``clause``; a quotation that it enters is taken whole.

    ``end`` bounds the search (tokens).
    """
    if clause.frame == "di" and doc[clause.start].lower_ in listed("yes_or_no"):
        goes_on = [t.lower_ for t in doc[clause.start + 1 : clause.start + 3]] == [",", "che"]
        if not goes_on:
            return clause.start + 1  # ha detto di no, but: di sì, che verrà
    # whether the cue stands in brackets that close after the content: (ha detto che …)
    in_brackets = any(doc[k].text == "(" for k in range(max(0, cue["start"] - 12), clause.start))
    predicated = False
    end = min(end, clause.start + MAX_TOKENS)
    quoted = quote_at(doc)
    own, joints = quoted[cue["head"]], listed("and")
    infinitive = clause.frame in {"di", "a"}
    i = clause.start
    while i < end:
        token = doc[i]
        index = quoted[i]
        if index not in {-1, own}:
            last = max(min(quotations(doc)[index]["last"], end), i + 1)
            if clause.frame == "quote" and _ends_with_quotation(doc, last, end):
                return last
            in_brackets = in_brackets and not any(t.text == "(" for t in doc[i:last])
            predicated = True
            i = last
            continue
        if (in_brackets and token.text == ")") or _ends_at(doc, i, clause, end):
            break
        stated = predicated or clause.frame in PHRASES
        if token.text == ":" and stated and _others_turn(doc, i + 1, cue):
            break
        if token.text == ":" and cue["type"] == "ask" and _new_clause(doc, i + 1, end):
            break  # ha chiesto di intervenire[: dopo il voto la Lega ha scritto] a tutti
        in_brackets = in_brackets and token.text != "("
        if infinitive and finite(token) and _main_verb_at(doc, clause, i):
            return _before_subject(doc, clause, i)
        predicated = predicated or finite(token) or _is_clause_of(token, cue)
        may_resume = i > clause.start and (predicated or clause.frame not in _FINITE)
        if may_resume and resumes(doc, i, cue):
            break
        apart = cue["type"] == "ask" or doc[i - 1].is_punct
        if infinitive and token.lower_ == "mentre" and apart:
            break  # invita l'uomo a sporgere denuncia [mentre] i medici lo visitano
        if token.text == "," and (_leaves_mood(doc, clause, i) or _tells_when(doc, i, end)):
            break
        if token.lower_ in joints and _leaves_subjunctive(doc, clause, i):
            break
        bare, joins = infinitive and not predicated, token.lower_ in joints
        if joins and ((bare and _predicate_at(doc, i + 1)) or _somebody_else(doc, i + 1)):
            break  # ha detto di avere paura [ed è scappato], … [e dall'altra c'è chi] nega
        if bare and token.text == "," and (_concedes(doc, i + 1) or _but_writer(doc, i + 1)):
            break  # ha detto di essere pronto[, anche se non ha esperienza]
        i += 1
    stop = main_clause(doc, cue, clause, min(i, end))
    if clause.frame in PHRASES:
        stop = min(stop, _phrase_end(doc, cue, clause, stop))
    return stop


def _new_clause(doc: Doc, i: int, end: int) -> bool:
    """Whether after a colon a sentence follows with a finite verb of its own, no list of what is said."""
    if i >= end or doc[i].lower_ in listed("complementizers") | fused("di") | fused("a"):
        return False
    mark = next((k for k in range(i, end) if doc[k].text in {";", "("} | DASHES), end)
    return any_finite(doc[i:mark]) and not is_infinitive(doc[i])


def _main_verb_at(doc: Doc, clause: Clause, i: int) -> bool:
    """*immaginando di non essere visto[, ha rotto] la finestra*: a finite verb that nothing leads into.

    What an infinitive governs has one only after a conjunction, a relative word or a question word.
    """
    words = doc[clause.start : i]
    leads = listed("subordinating") | listed("relative_words") | listed("leading_in")
    return not any(t.lower_ in leads or t.text in {":", "("} | DASHES for t in words)


def _before_subject(doc: Doc, clause: Clause, i: int) -> int:
    """Where the clause of the finite verb at ``i`` begins: at its subject, or the comma before it."""
    group = verb_group(doc, i)[0]
    verb = doc[i].head if doc[i].dep_ in {"aux", "aux:pass", "cop"} else doc[i]
    by = subject_of(doc, verb.i)
    start = noun_phrase(doc, by.i)[0] if by is not None and by.i < i else group
    start = start if start > clause.start else group
    commas = [t.i for t in doc[clause.start : start] if t.text == ","]
    return commas[-1] if commas else start


def _tells_when(doc: Doc, comma: int, end: int) -> bool:
    """*ha detto che la squadra è stanca[, al termine della gara].*: when it was said, up to the stop."""
    first = " ".join(t.lower_ for t in doc[comma + 1 : comma + 3])
    if first.replace(" ", "_") not in listed("occasions"):
        return False
    rest = doc[comma + 1 : end]
    return not any_finite(rest) and not any(t.text in {",", ":"} for t in rest)


def _leaves_mood(doc: Doc, clause: Clause, comma: int) -> bool:
    """*si pensava che fosse un falso[, ma nessuno l'ha provato]*: the writer's indicative after a subjunctive."""
    if clause.frame not in _FINITE or comma + 2 >= len(doc) or doc[comma + 1].lower_ != "ma":
        return False
    noun = next((t for t in doc[comma + 2 : comma + 5] if t.pos_ == "NOUN"), None)
    if noun is not None and noun.nbor(-1).pos_ == "DET" and lemma_of(noun) in listed("glosses"):
        return True  # chiede che A[, ma la richiesta] è stata respinta
    said = next((t for t in doc[clause.start : comma] if finite(t)), None)
    after = next((t for t in doc[comma + 2 : comma + MOOD] if finite(t) or t.is_punct), None)
    if said is None or after is None or "Sub" not in morph(said, "Mood"):
        return False
    return finite(after) and "Ind" in morph(after, "Mood")


def _leaves_subjunctive(doc: Doc, clause: Clause, joint: int) -> bool:
    """*sospetta che i bilanci siano falsi [e ha affidato] una perizia*: the speaker's next deed."""
    verb = joint + 1
    before = grammar().clitics | grammar().negations | {"così"}
    while verb + 1 < len(doc) and doc[verb].lower_ in before:
        verb += 1
    if clause.frame != "che" or verb >= len(doc) or not finite(doc[verb]):
        return False
    said = next((t for t in doc[clause.start : joint] if finite(t)), None)
    return said is not None and "Sub" in morph(said, "Mood") and "Ind" in morph(doc[verb], "Mood")


MOOD = 12
"""Tokens after *ma* in which its verb is sought."""


_FINITE = frozenset(["che", "se", "come"])
"""Frames whose clause has a finite verb: before it nothing can go on after the clause."""


def _but_writer(doc: Doc, i: int) -> bool:
    """*sperava di bloccare i ladri[, ma non è arrivato] in tempo*: a finite verb right after *ma*."""
    return i + 1 < len(doc) and doc[i].lower_ == "ma" and _predicate_at(doc, i + 1)


def _concedes(doc: Doc, i: int) -> bool:
    """*anche se …*"""
    return i + 1 < len(doc) and doc[i].lower_ == "anche" and doc[i + 1].lower_ == "se"


def _somebody_else(doc: Doc, i: int) -> bool:
    """*[c'è chi] nega*, *[dall'altra c'è chi] nega*."""
    return any(
        t.lower_ == "è" and t.nbor().lower_ == "chi" for t in doc[i : min(i + 6, len(doc) - 1)]
    )


def _is_clause_of(token: Token, cue: Cue) -> bool:
    """The predicate of what the cue governs, by the parse: *ha chiesto che l'Unione [estenda] …*"""
    return token.dep_ == "ccomp" and token.head.i == cue["head"]


def _ends_at(doc: Doc, i: int, clause: Clause, end: int) -> bool:
    """A stop, a new line, or the colon before a quotation: *ha detto che ha paura[: «…»]*."""
    token = doc[i]
    if token.text in {".", "?", "!", ";"} and i > clause.start and not _abbreviates(doc, i):
        return True
    if token.text == ":" and i + 1 < end:
        asked = clause.frame in {"se", "come"}
        return (
            asked
            or doc[i + 1].text in OPENERS
            or quote_at(doc)[i + 1] not in {-1, quote_at(doc)[i]}
        )
    if token.text == ".." and i + 1 < end and doc[i + 1].text[:1].isupper():
        return True  # two stops for one
    headline = token.is_title and i > clause.start and _begins_sentence(doc, i)
    return headline or "\n" in token.text


def _begins_sentence(doc: Doc, i: int) -> bool:
    """*accusati di truffa [Sono] stati arrestati*: a headline without a stop, and the text after it."""
    token, before = doc[i], doc[i - 1]
    if token.pos_ not in _LITTLE or token.ent_type_:
        return False
    lower = i + 1 < len(doc) and doc[i + 1].text[0].islower()
    return lower and (before.text[0].islower() or before.text in CLOSERS)


_LITTLE = frozenset(["AUX", "DET", "ADP", "SCONJ", "CCONJ", "PRON"])
"""Tags of words that have a capital only at the beginning of a sentence."""


def _others_turn(doc: Doc, i: int, cue: Cue) -> bool:
    """*… che Mosca pagava: [il Cremlino nega] di averlo fatto*: another subject and its cue."""
    if i >= len(doc) or doc[i].pos_ not in {"DET", "PROPN"}:
        return False
    for k in range(i + 1, min(i + 6, len(doc))):
        other = cue_at(doc, k)
        if other is not None and other["part"] == "verb" and other["head"] != cue["head"]:
            return any_finite(doc[j] for j in other["tokens"])
        if doc[k].pos_ not in {"NOUN", "PROPN", "ADJ"}:
            return False
    return False


def _abbreviates(doc: Doc, i: int) -> bool:
    """*Aldo M[.] ha detto*: the stop of an initial."""
    return (
        doc[i].text == "."
        and i > 0
        and len(doc[i - 1]) == 1
        and doc[i - 1].text.isupper()
        and i + 1 < len(doc)
        and not doc[i + 1].is_space
    )


def _ends_with_quotation(doc: Doc, i: int, end: int) -> bool:
    """After a quotation that is the whole content: stop unless the clause plainly goes on.

    *ha detto che «A»[, e che «B»]*
    """
    while i < end and doc[i].text in CLOSERS:
        i += 1
    if i >= end:
        return True
    if not doc[i].is_punct:
        return False
    goes_on = (
        doc[i].text == ","
        and i + 2 < end
        and doc[i + 1].lower_ in listed("and") | {"che"}
        and (doc[i + 2].text in OPENERS or doc[i + 2].lower_ == "che")
    )
    return not goes_on


def main_clause(doc: Doc, cue: Cue, clause: Clause, stop: int) -> int:
    """Where the sentence's own clause begins, if the cue stands in a subordinate one before it.

    *Quando X ha detto che A, Y ha risposto*; *l'uomo, che dice di essere A, è fuggito*.
    """
    stop = _before_answer(doc, cue, clause, stop)
    stop = _before_predicate(doc, cue, clause, stop)
    stop = _before_main(doc, cue, clause, stop)
    token = doc[cue["head"]]
    for _ in range(6):
        governor = token.head
        if governor.i == token.i:
            return stop
        main = _main_verb(doc, token, cue, clause, stop)
        if main is not None:
            group = verb_group(doc, main.i)[0]
            marks = (k for k in range(group, clause.start, -1) if doc[k].text in BREAKS)
            return min(next(marks, stop), stop)
        token = governor
    return stop


def _before_predicate(doc: Doc, cue: Cue, clause: Clause, stop: int) -> int:
    """Where a sentence goes on after a relative clause, where the parse has lost it.

    *L'uomo, che ha ammesso di aver bevuto[, ha nascosto] l'auto*: by its commas;
    *l'uomo che ha detto di aver visto il ladro [è stato] sentito*: one predicate more than its clauses have.
    """
    low, _ = sentence_of(doc, cue["head"])
    che = _relative_of(doc, cue, low)
    if che is None:
        return stop
    colons = (k + 1 for k in range(che - 1, low, -1) if doc[k].text in {":", ";"})
    low = next(colons, low)
    if any_finite(doc[low:che]):
        return stop
    if doc[che - 1].text == "," and che > low + 1:
        return _past_commas(doc, clause, stop)
    awaited = int(clause.frame in _FINITE)
    breaks = {":", "("} | DASHES
    joints = listed("and") | listed("relative_words") | listed("subordinating")
    for i in range(clause.start, stop):
        token = doc[i]
        if other_quotation(doc, cue["head"], i) >= 0 or token.text in breaks:
            return stop
        if token.lower_ in joints:
            awaited += 1
        if not finite(token):
            continue
        if awaited:
            awaited -= 1
            continue
        own = verb_group(doc, i)[0]  # che ha chiesto di restare anonimo[, i colloqui] sono …
        apart = (k for k in range(own - 1, clause.start, -1) if doc[k].text == ",")
        return next(apart, own) if i > clause.start else stop
    return stop


def _relative_of(doc: Doc, cue: Cue, low: int) -> int | None:
    """The *che* or *chi* of the cue's relative clause: *l'uomo [che] ha chiamato dicendo …*"""
    che = cue["start"] - 1
    if bare_participle(doc, cue["head"]) and che > low:  # il giovane sospettato di furto è fuggito
        beside = doc[che].text == "," or doc[che].pos_ in _ANTECEDENTS
        return cue["start"] if beside else None
    while che > low and (doc[che].pos_ == "ADV" or doc[che].lower_ in grammar().inner):
        che -= 1
    if is_gerund(doc[cue["head"]]):
        before = [t for t in doc[max(low, che - GERUND) : che] if finite(t)]
        if len(before) != 1:
            return None
        che = verb_group(doc, before[0].i)[0] - 1
    if che < low:
        return None
    if doc[che].lower_ == "chi":
        return che
    if (relative := _oblique_relative(doc, che, low)) is not None:
        return relative
    about = che > low and (doc[che - 1].text == "," or doc[che - 1].pos_ in _ANTECEDENTS)
    return che if doc[che].lower_ == "che" and about else None


def _oblique_relative(doc: Doc, i: int, low: int) -> int | None:
    """*la lettera [con la quale] il sindaco*, *la donna [che] il teste*: the relative before a subject."""
    for k in range(i, max(low, i - SUBJECT), -1):
        if doc[k].lower_ == "cui" and doc[k - 1].pos_ == "ADP":
            return k - 1
        if doc[k].lower_ in listed("which") and doc[k - 1].pos_ in {"ADP", "DET"}:
            return k - 1 if doc[k - 1].pos_ == "ADP" else k - 2
        if doc[k].lower_ == "che" and k < i and doc[k].dep_ != "mark":
            return k if doc[k - 1].pos_ in _ANTECEDENTS else None
        if doc[k].pos_ not in _PHRASE:
            return None
    return None


SUBJECT = 8
"""Tokens of a subject between a relative and its verb."""
_PHRASE = frozenset(["DET", "NOUN", "PROPN", "ADJ", "ADP", "NUM", "ADV"])

GERUND = 14
"""Tokens between a relative clause's verb and a gerund in it."""


def _before_main(doc: Doc, cue: Cue, clause: Clause, stop: int) -> int:
    """*Mentre il sindaco sostiene che la strada è sicura[, i residenti protestano]*.

    The cue's clause is the first of its sentence, and what stands after a comma is a clause too.
    """
    low, _ = sentence_of(doc, cue["head"])
    if any_finite(doc[low : cue["start"]]):
        return stop
    opener = max(cue["start"] - 1, low)
    nearest = max(low, opener - BEFORE_CUE)
    while opener > nearest and not (_ends_subject(doc[opener]) or finite(doc[opener])):
        if doc[opener].lower_ in listed("opens_subordinate"):
            break
        opener -= 1
    given = cue["part"] == "noun" and any(c.dep_ == "case" for c in doc[cue["head"]].children)
    apart = given or (not any_finite(doc[k] for k in cue["tokens"]) and cue["part"] == "verb")
    if doc[opener].lower_ not in listed("opens_subordinate") and not apart:
        return stop  # appreso che è fuggito[, lo hanno cercato]
    awaited = int(clause.frame in _FINITE)
    for i in range(clause.start, stop - 1):
        if other_quotation(doc, cue["head"], i) >= 0:
            return stop
        awaited += doc[i].lower_ in listed("relative_words")  # …, che in passato è tornato, …
        awaited -= finite(doc[i])
        said = awaited <= 0
        if said and doc[i].text == "," and _clause_at(doc, i + 1, stop):
            return i
    return stop


def _ends_subject(token: Token) -> bool:
    """A mark beyond which no subject of a clause stands; a comma may be in it: *il ministro, Aldo Neri*."""
    return token.is_punct and token.text not in {",", "(", ")"}


BEFORE_CUE = 30
"""Tokens between a conjunction and the verb of its clause."""


def _clause_at(doc: Doc, i: int, stop: int) -> bool:
    """A clause of its own: a finite verb before another mark, and no conjunction that begins it."""
    if doc[i].lower_ in listed("and") | listed("subordinating") | fused("di"):
        return False
    for token in doc[i:stop]:
        if token.is_punct:
            return False
        if finite(token):
            return True
    return False


_ANTECEDENTS = frozenset(["NOUN", "PROPN", "PRON", "ADJ"])
"""Tags of what a relative clause without a comma is about: *l'uomo che*, *quello che*."""


def _past_commas(doc: Doc, clause: Clause, stop: int) -> int:
    """The comma after which a finite verb goes on with the sentence: *…, che ha ammesso di …[,] ha*."""
    said = False
    for i in range(clause.start, stop - 1):
        said = said or (is_verb(doc[i]) and not is_gerund(doc[i]))
        if said and doc[i].text == "," and _predicate_at(doc, i + 1):
            return i
    return stop


def _predicate_at(doc: Doc, i: int) -> bool:
    """*ha nascosto*, *non lo sono*: a finite verb, past negation and clitics."""
    own = grammar().negations | grammar().clitics
    while i + 1 < len(doc) and doc[i].lower_ in own and doc[i].pos_ != "DET":
        i += 1
    return i < len(doc) and finite(doc[i])


def _before_answer(doc: Doc, cue: Cue, clause: Clause, stop: int) -> int:
    """*A chi le chiede se firmerà l'ordinanza [risponde] …*: the sentence's own cue, after a finite verb."""
    if not _of_addressee(doc, cue):
        return stop
    asked = False
    for i in range(clause.start, stop):
        own = cue_at(doc, i)
        joined = doc[i - 1].lower_ in listed("and") | listed("clause_words")
        if asked and own is not None and own["part"] == "verb" and i == own["start"] and not joined:
            while doc[i - 1].ent_type_ == "PER" and i - 1 > clause.start:
                i -= 1  # … se firmerà, [Anna Neri] risponde
            return i
        asked = asked or is_verb(doc[i])
    return stop


def _of_addressee(doc: Doc, cue: Cue) -> bool:
    """*[a chi] gli chiede*, *e [ai genitori che] gli rimproverano*: a relative of one spoken to."""
    low, _ = sentence_of(doc, cue["head"])
    relative = cue["start"] - 1
    if relative < low or doc[relative].lower_ not in {"che", "chi"}:
        return False
    for i in range(relative - 1, max(low, relative - 5) - 1, -1):
        if doc[i].lower_ in fused("a"):
            before = doc[i - 1] if i > low else None
            return before is None or before.is_punct or before.lower_ in listed("and")
        if doc[i].pos_ not in {"NOUN", "ADJ", "DET", "PROPN", "NUM"}:
            return False
    return False


def _main_verb(doc: Doc, token: Token, cue: Cue, clause: Clause, stop: int) -> Token | None:
    """The predicate inside the content's stretch that the clause of ``token`` hangs on."""
    governor = token.head
    if token.dep_ in {"advcl", "acl:relcl"} and _finite_group(doc, governor):
        within = clause.start < governor.i < stop
        own = governor.i in cue["tokens"]
        return governor if within and is_verb(governor) and not own else None
    if (
        token.dep_ == "acl:relcl"
        and clause.start < governor.head.i < stop
        and _finite_group(doc, governor.head)
    ):
        return governor.head  # l'uomo, che dice di …, è fuggito
    return None


def _finite_group(doc: Doc, verb: Token) -> bool:
    """Whether a verb or its auxiliary is finite."""
    return any_finite(doc[k] for k in verb_group(doc, verb.i))


def _phrase_end(doc: Doc, cue: Cue, clause: Clause, stop: int) -> int:
    """The end of a noun phrase or predicate: past its complements, not past another clause."""
    i = clause.start
    while i < stop:
        index = other_quotation(doc, cue["head"], i)
        quoted = _quoted_reason(doc, i, stop) if i > clause.start and index < 0 else None
        if quoted is not None:
            i = quoted
        elif index >= 0:
            i = max(quotations(doc)[index]["last"], i + 1)
            while i < stop and doc[i].text in CLOSERS:
                i += 1
            if clause.frame == "of" and i < stop and doc[i].pos_ in _AFTER_QUOTED:
                return i  # parla di «notevoli problemi» [ciò nonostante …]
        elif _phrase_ends_at(doc, i, cue, clause, stop):
            return i
        else:
            i += 1
    return min(i, stop)


_AFTER_QUOTED = frozenset(["PRON", "ADV", "AUX", "VERB", "SCONJ"])
"""Tags of what goes on with the sentence after a quoted phrase."""


def _reason_at(doc: Doc, i: int) -> int | None:
    """How many words a conjunction of reason at ``i`` has: *perché*, *dal momento che*."""
    words = [t.lower_ for t in doc[i : i + MAX_REASON]]
    sizes = range(1, len(words) + 1)
    return next((n for n in sizes if "_".join(words[:n]) in listed("reasons")), None)


def _quoted_reason(doc: Doc, i: int, stop: int) -> int | None:
    """*chiede prudenza[, perché] «il virus circola»*: where the marks open after a conjunction of reason.

    What is in marks there are the speaker's words, and so is the reason.
    """
    at = i + 1 if doc[i].text == "," else i
    size = _reason_at(doc, at)
    if size is None or at + size >= stop or doc[at + size].text not in OPENERS:
        return None
    return at + size if quote_at(doc)[at + size - 1] < 0 else None


MAX_REASON = 3
"""Words of a conjunction of reason: *dal momento che*."""


def _phrase_ends_at(doc: Doc, i: int, cue: Cue, clause: Clause, stop: int) -> bool:
    token = doc[i]
    if token.text == ",":
        return _comma_ends_phrase(doc, i, cue, clause, stop)
    if token.text in DASHES:
        return clause.frame != "named"
    if token.text == ":":  # chiede giustizia[: il processo è fermo]
        return clause.frame in {"named", "accused"} or any_finite(doc[i + 1 : stop])
    if token.text == "(":
        return clause.frame == "object" and _is_remark(doc, i)
    if clause.frame in {"self", "named", "accused"} and token.lower_ in listed("and"):
        return _joins_predicate(doc, i, clause, stop)
    if clause.frame == "object" and token.lower_ in listed("and"):
        return any_finite(doc[i + 1 : min(i + 9, stop)])
    if i == clause.start:
        return False
    of = _about_whom(doc, cue, clause)
    if of is not None and i == noun_phrase(doc, of.i)[0]:
        return True
    to = token.lower_ in fused("a") and i + 1 < stop and noun_type(doc[i + 1]) in {"GROUP", "ORG"}
    if clause.frame in {"object", "accused"} and to and cue["lemma"] in listed("told_to"):
        return True  # ha denunciato il furto [ai carabinieri]
    dated = i + 2 < stop and doc[i + 2].lower_ in listed("times")  # tagli prima di giugno
    first = token.pos_ in {"ADJ", "NUM"}  # l'avvio della prima sperimentazione
    ends = token.lower_ in listed("object_ends") and not dated and not first
    acts = is_infinitive(doc[clause.start])  # accusato di aver picchiato il vicino mentre dormiva
    charged = clause.frame == "accused" and not acts
    if charged and (token.lower_ in listed("charge_ends") or _reason_at(doc, i) is not None):
        return True  # denunciato per guida in stato di ebbrezza [dopo …], [visto che …]
    agent = token.lower_ in fused("da") and not any(is_verb(t) for t in doc[i - 2 : i])
    if clause.frame == "accused" and not acts and agent:
        return any(noun_type(t) is not None for t in doc[i + 1 : min(i + 3, stop)])
    if clause.frame == "object" and (ends or is_gerund(token)):
        return True  # annuncia le dimissioni [dopo …], [dicendo che …]
    if clause.frame == "named" and token.lower_ in fused("da"):
        return bare_participle(doc, cue["head"]) or is_passive(doc, cue["head"])
    after = doc[i + 1].lower_ if i + 1 < stop else ""
    reason = token.lower_ == "in" and after in {"quanto", "attesa"}
    reason = reason or (token.lower_ == "anche" and after == "se")
    return reason or (token.lower_ == "mentre" and not (acts and clause.frame == "accused"))


def _about_whom(doc: Doc, cue: Cue, clause: Clause) -> Token | None:
    """Of whom a predicate or charge is said, who may come after it.

    *si è espresso contro i tagli [il comitato]*, *è indagato per furto [un operaio]*, *denunciano
    per ricettazione [un vigile]*.
    """
    if clause.frame not in {"self", "accused"}:
        return None
    charged = clause.frame == "accused" and doc[clause.start - 1].lower_ == "per"
    after = accused_after(doc, cue, clause.start) if charged else None
    return after or subject_of(doc, cue["head"])


def _joins_predicate(doc: Doc, i: int, clause: Clause, stop: int) -> bool:
    """Whether the *e* at ``i`` goes on with the writer's predicate: *si dice pentito [e ora chiede scusa]*."""
    joined = doc[min(i + 1, stop - 1)]
    if any_finite(doc[i + 1 : min(i + 4, stop)]):
        return True
    if clause.frame == "accused" and joined.pos_ == "ADP" and _clause_at(doc, i + 1, stop):
        return True  # con l'accusa di furto [e nella mattinata di ieri è stato processato]
    if clause.frame == "named" and joined.lower_ in fused("a"):
        return True  # ritenuto di interesse [e al vaglio] degli inquirenti
    if is_infinitive(joined):
        return clause.frame != "accused"
    # ritenuto utile [e inviato] in Procura, but accusato di aver invaso e occupato il paese
    dealt = is_participle(joined) and joined.pos_ == "VERB"
    return dealt and not any(is_infinitive(t) for t in doc[clause.start : i])


def _is_remark(doc: Doc, i: int) -> bool:
    """*(richiesta accolta ieri)*, but not *(Pd)*: the writer's words in brackets."""
    return i + 2 < len(doc) and doc[i + 2].text != ")" and not doc[i + 1].ent_type_


def _comma_ends_phrase(doc: Doc, comma: int, cue: Cue, clause: Clause, stop: int) -> bool:
    """*annuncia le dimissioni[,] che …*; not *accusato di furto[,] di rapina* or in a list."""
    but = comma + 2 < stop and [t.lower_ for t in doc[comma + 1 : comma + 3]] == ["ma", "anche"]
    if but and not_only(doc, clause.start):
        return False
    if clause.frame == "object" and cue["lemma"] in listed("reported_for"):
        window = doc[comma + 1 : min(comma + LIST_REACH, stop)]
        per = next((t.i for t in window if t.lower_ == "per"), comma)
        if per > comma and not any_finite(doc[comma:per]):
            return False  # denuncia un uomo e una donna, [entrambi residenti qui], per furto
    clause_after = comma + 1 < stop and doc[comma + 1].lower_ in listed("and")
    if clause.frame == "object" and (clause_after or not _listed(doc, comma, stop)):
        return True  # segnalano il furto in corso[, e le immagini]
    following = doc[comma + 1] if comma + 1 < stop else None
    if clause.frame == "accused" and bare_participle(doc, cue["head"]):
        if is_infinitive(doc[clause.start]):  # accusato di aver ucciso, nella notte, il vicino
            return following is None or following.pos_ not in {"ADP", "DET", "NOUN", "ADV"}
        if following is not None and following.pos_ == "NOUN" and _listed(doc, comma, stop):
            return False  # denunciati per lesioni[,] minacce e porto abusivo di armi
        return following is None or following.lower_ not in fused("di") | {"per"}
    if following is None:
        return True
    if clause.frame == "named" and _predicate_past(doc, comma, stop):
        return False  # descrive l'azione, compiuta nel 2014, come «ragionevole»
    if clause.frame == "named" and following.pos_ == "DET" and _clause_at(doc, comma + 1, stop):
        return True  # è considerata un rimedio[, le società] restano in dubbio
    if following.lower_ in {"il", "e"} and following.head.dep_ in {"conj", "appos"}:
        return False
    return (
        following.lower_ in listed("comma_openers")
        or is_gerund(following)
        or following.pos_ == "VERB"
        or finite(following)  # ritenuto il capo della banda[,] è stato arrestato
        or (clause.frame == "named" and following.pos_ == "PROPN")
    )


def _predicate_past(doc: Doc, comma: int, stop: int) -> bool:
    """Whether an aside at ``comma`` ends before the *come* of what is named."""
    window = doc[comma + 1 : min(comma + LIST_REACH, stop - 1)]
    close = next((t.i for t in window if t.text == "," or finite(t)), None)
    return close is not None and doc[close].text == "," and doc[close + 1].lower_ == "come"


def _listed(doc: Doc, comma: int, stop: int) -> bool:
    """Whether a comma stands in a list: *le dimissioni, la nomina e il rinvio*."""
    for token in doc[comma + 1 : min(comma + 5, stop)]:
        if token.dep_ == "conj":
            return True
        if token.pos_ in {"NOUN", "PROPN"}:
            break
    if comma + 1 >= stop or doc[comma + 1].pos_ not in {"DET", "NOUN"}:
        return False
    for i in range(comma + 2, min(comma + LIST_REACH, stop - 1)):
        if doc[i].lower_ in listed("and"):
            last = doc[i + 1].pos_ == doc[comma + 1].pos_
            return last and not any_finite(doc[i + 1 : min(i + 8, stop)])
        if finite(doc[i]) or (doc[i].pos_ not in _IN_LIST and doc[i].text != ","):
            return False
    return False


LIST_REACH = 14
"""Tokens between a comma and the *e* before a list's last part."""
_IN_LIST = frozenset(["DET", "NOUN", "PROPN", "ADJ", "ADP", "NUM", "ADV", "VERB"])
"""Tags of what the parts of a list hold."""
