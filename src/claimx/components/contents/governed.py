"""Sieve 2: what verbs and states govern, and what precedes them.

*ha detto che …* · *è stato chiaro: …* · *è convinto che …* · *…, lo ha detto Rossi*
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from claimx.components.contents.clauses import clause_start
from claimx.components.contents.edges import right_edge
from claimx.components.contents.findings import Findings
from claimx.components.contents.frames import PHRASES, Clause, infinitive_after
from claimx.components.contents.parentheticals import parenthetical, set_off
from claimx.components.contents.phrases import accused_after, said_by_agent
from claimx.components.contents.preceding import anaphoric, resumes_clause
from claimx.components.contents.trimming import trim
from claimx.components.contents.words import (
    OPENERS,
    any_finite,
    cue_at,
    in_first_or_second_person,
    is_cleft,
    is_copula,
    is_infinitive,
    is_name,
)
from claimx.components.grammar import (
    bare_participle,
    cleft_copula,
    feature,
    finite,
    first_value,
    fused,
    grammar,
    is_passive,
    is_verb,
    lemma_of,
    listed,
    morph,
    noun_phrase,
    quotations_between,
    sentence_at,
    sentence_of,
    subject_of,
)
from claimx.components.nouns import SPEAKING, noun_type
from claimx.components.state import Cue, Range

# ------------------------------------------------------------------ verbs


ASIDE = 12
"""Tokens of an aside between a verb and its clause."""
WHAT_IS = 30
"""Tokens after a verb, its subject with offices among them, in which *essere* is sought."""
BEFORE_COLON = 14
"""Tokens after a verb, its subject and complements among them, in which a colon is sought."""


def find_governed(found: Findings, cue: Cue) -> None:
    """What a verb says: a clause or phrase after it, a sentence round it, what precedes it."""
    doc = found.doc
    low, high = sentence_of(doc, cue["head"])
    cleft = cleft_copula(doc, cue["start"], cue["head"], cue["end"])
    if cleft is not None:
        high = cleft
    if not _reports(found, cue) or _is_aside(doc, cue) or _is_cited(found, cue):
        return
    if set_off(doc, cue, low) and parenthetical(found, cue, low, high):
        return
    if _says_nothing_itself(doc, cue):
        return
    if (clause := _what_is_said(doc, cue)) is not None:
        high = sentence_of(doc, cue["head"])[1]
    else:
        clause = clause_start(doc, cue, high)
    if clause is not None and clause.frame in {"che", "di"} and _given_that(doc, cue, clause):
        return
    if clause is not None and (clause.frame not in PHRASES - {"of"} or _voiced(doc, cue, clause)):
        _add_clause(found, cue, clause, high)
    elif (
        not _colon(found, cue, high)
        and not parenthetical(found, cue, low, high)
        and not _subject_said(found, cue)
    ):
        anaphoric(found, cue, low)


def _is_aside(doc: Doc, cue: Cue) -> bool:
    """*ha spiegato[, rispondendo ai cronisti,] che …*: the clause is the other verb's."""
    start = cue["start"]
    if start < 2 or doc[start - 1].text != "," or doc[start].lower_ not in listed("comments"):
        return False
    other = cue_at(doc, start - 2)
    if other is None or other["part"] != "verb" or other["head"] != start - 2:
        return False
    close = next((t.i for t in doc[cue["end"] : cue["end"] + ASIDE] if t.text == ","), len(doc))
    return close + 1 < len(doc) and doc[close + 1].lower_ == "che"


def _is_cited(found: Findings, cue: Cue) -> bool:
    """*Secondo i vicini [risulterebbe] che …*: a verb of nobody's, in what an evidential cites."""
    at = found.doc[cue["head"]].idx
    return cue["lemma"] in listed("surfacing") and any(
        draft["rule"].startswith("adposition.") and any(a <= at < b for a, b in draft["content"])
        for draft in found.within(cue["head"], cue["head"] + 1)
    )


def _what_is_said(doc: Doc, cue: Cue) -> Clause | None:
    """*Quello che chiede il sindaco è che [i dati siano pubblici]*: said after *essere*."""
    head = doc[cue["head"]]
    if head.dep_ != "acl:relcl" or head.head.lower_ not in listed("what_is"):
        return None
    for i in range(cue["end"], min(cue["end"] + WHAT_IS, len(doc) - 2)):
        if is_copula(doc[i]) and doc[i + 1].lower_ == "che" and "che" in cue["frames"]:
            return Clause(i + 2, "che")
        if is_copula(doc[i]) and doc[i + 1].pos_ == "DET" and "object" in cue["frames"]:
            return Clause(i + 1, "object")  # quello che chiedono è una pulizia più accurata
        if finite(doc[i]):
            return None
    return None


def _given_that(doc: Doc, cue: Cue, clause: Clause) -> bool:
    """*considerato che è tardi*: given that; *sta pensando di partire*: plans, says nothing."""
    if clause.frame == "che":
        return cue["type"] == "believe" and bare_participle(doc, cue["head"])
    if cue["lemma"] not in listed("planning"):
        return False
    verb = doc[infinitive_after(doc, clause.start - 1, len(doc)) or clause.start]
    being = lemma_of(verb) in listed("being") | grammar().auxiliaries or verb.pos_ == "AUX"
    done = any(
        "Part" in morph(doc[k], "VerbForm") or "Ger" in morph(doc[k], "VerbForm")
        for k in cue["tokens"]
    )
    return done and not being and not any(c.pos_ == "AUX" for c in verb.children)


def _add_clause(found: Findings, cue: Cue, clause: Clause, high: int) -> None:
    """Write down the clause or phrase that a verb governs."""
    doc = found.doc
    stop = right_edge(doc, cue, clause, high)
    by = _subject_at_end(doc, cue, clause, stop)
    piece = trim(doc, clause.start, stop if by is None else by)
    if piece is None or (clause.frame in PHRASES and piece[1] - piece[0] < 3):
        return
    pieces = [piece]
    if clause.frame == "accused" and (accused := accused_after(doc, cue, clause.start)) is not None:
        start, end = noun_phrase(doc, accused.i, (stop, high))
        pieces += [p for p in [trim(doc, start, end)] if p is not None]
    quoting = found.quoted[cue["head"]] < 0  # a verb inside a quotation is a speaker's
    rule = f"clause.{clause.frame}" if clause.frame != "quote" else "quote.object"
    draft = found.add(rule, pieces, cue, cue["head"])
    if draft is None:
        return
    if by is not None and (speaker := _speaker_in(doc, by, stop)) is not None:
        draft["mentions"] = found.named(speaker)
    if quoting:
        found.take_quotations(draft, pieces)
        whole = _quotation_round(doc, piece)
        if whole is not None:
            draft["quotation"] = whole
    if draft["kind"] == "direct" and clause.frame in {"of", "named"}:
        draft["kind"] = (
            "mixed"  # ha parlato di «resa»: the word is the speaker's, the phrase is not
        )


def _subject_at_end(doc: Doc, cue: Cue, clause: Clause, stop: int) -> int | None:
    """*Chiede le dimissioni [anche Neri]*, *Ha confessato di aver ucciso il padre [il figlio]*.

    Where a verb that opens its sentence has no subject before it, the last phrase without a
    preposition is one, if it names somebody and what the verb or infinitive governs comes first.
    """
    low, _ = sentence_of(doc, cue["head"])
    opens = not any(t.pos_ in {"NOUN", "PROPN", "PRON"} for t in doc[low : cue["start"]])
    if (
        clause.frame not in {"object", "di"}
        or not opens
        or not any_finite(doc[cue["start"] : cue["end"]])
    ):
        return None
    plural = feature(doc, cue["tokens"], "Number")
    begins = [k for k in range(clause.start, stop) if _begins_phrase(doc, k, clause.start)]
    if not begins or begins[-1] == clause.start:
        return None
    last = begins[-1]
    speaker = _speaker_in(doc, last, stop)
    if speaker is None or any_finite(doc[last : min(speaker + 1, stop)]):
        return None
    number = first_value(doc[speaker], "Number")
    if plural is not None and number is not None and number != plural:
        return None
    governed = len(begins) > 1 or clause.frame == "object" or _takes_no_object(doc, clause.start)
    if not governed:
        return None
    return last - 1 if doc[last - 1].lower_ == "anche" else last


def _begins_phrase(doc: Doc, i: int, start: int) -> bool:
    """A noun phrase that no preposition or conjunction goes before."""
    token, before = doc[i], doc[i - 1]
    if i > start and (before.pos_ in {"ADP", "CCONJ", "DET"} or before.is_punct):
        return False
    if token.pos_ == "DET" and token.lower_ in listed("definite_articles"):
        return True
    name = token.ent_type_ == "PER" and token.ent_iob_ == "B" and before.pos_ not in {"NOUN", "ADJ"}
    return name or (i == start and token.pos_ == "NOUN")


def _speaker_in(doc: Doc, start: int, stop: int) -> int | None:
    """The noun or name for somebody that the phrase at ``start`` begins with."""
    for token in doc[start : min(start + 4, stop)]:
        if token.ent_type_ == "PER" or (
            token.pos_ in {"NOUN", "ADJ", "NUM"} and noun_type(token) in SPEAKING
        ):
            return token.i
        if token.pos_ == "NOUN" or token.is_punct or is_verb(token):
            return None
    return None


def _takes_no_object(doc: Doc, i: int) -> bool:
    """*essere ricevuti*, *sentirsi soli*: an infinitive after which a noun phrase is no object."""
    passive = lemma_of(doc[i]) == "essere" and "Part" in morph(doc[i + 1], "VerbForm")
    return passive or doc[i].lower_.endswith("rsi")


def _subject_said(found: Findings, cue: Cue) -> bool:
    """*[La presenza di fiamme] è stata esclusa dai pompieri*: the subject of a passive with its agent."""
    doc = found.doc
    thing = said_by_agent(doc, cue)
    if thing is None or thing.i > cue["start"]:
        return False
    start, end = noun_phrase(doc, thing.i)
    if doc[start].lower_ in listed("anaphors"):
        return False
    piece = trim(doc, start, min(end, cue["start"]))
    draft = piece and found.add("clause.object", [piece], cue, cue["head"])
    return bool(draft)


def _quotation_round(doc: Doc, piece: Range) -> int | None:
    """The quotation that holds the whole piece."""
    for index, q in quotations_between(doc, piece[0] - 3, piece[1]):
        if q["start"] <= piece[0] and piece[1] <= q["end"]:
            return index
    return None


def _says_nothing_itself(doc: Doc, cue: Cue) -> bool:
    """*[ciò] dimostra che …*, *[il fatto] dice che …*: such a subject is no source."""
    subject = subject_of(doc, cue["head"])
    if subject is not None and cue["lemma"] in listed("also_of_plans"):
        common = subject.pos_ == "NOUN" and not subject.ent_type_ and subject.text[0].islower()
        thing = common and noun_type(subject) is None
        if thing and subject.i < cue["start"]:
            return True  # l'operazione prevede che …
    return (
        subject is not None
        and (subject.i < cue["start"] or not is_passive(doc, cue["head"]))
        and subject.lower_ in listed("neuter")
        and subject.pos_ != "PROPN"  # il Fatto Quotidiano
        and not any(c.dep_ in {"amod", "nmod"} for c in subject.children)
    )


def _voiced(doc: Doc, cue: Cue, clause: Clause) -> bool:
    """Whether a bare object can be a statement: its subject speaks, and it is no mere topic."""
    if clause.frame == "object" and (
        doc[clause.start].lower_ in listed("anaphors") | listed("idle")
        or _unsaid_infinitive(doc, cue)
    ):
        return False
    subject = _who(subject_of(doc, cue["head"]))
    if clause.frame == "object" and cue["lemma"] in listed("also_of_plans"):
        planner = _antecedent(subject)
        people = planner is not None and noun_type(planner) in {"PER", "GROUP"}
        return people or (planner is not None and is_name(planner))
    if (
        subject is None
        or subject.i >= clause.start  # è stata annunciata la chiusura
        or cue["type"] == "acknowledge"
        or cue["lemma"] in listed("finding")
        or subject.pos_ in {"PROPN", "PRON", "NUM"}
        or subject.ent_type_
    ):
        return True
    if clause.frame in {"named", "accused"}:
        return True
    return noun_type(subject) is not None


def _who(subject: Token | None) -> Token | None:
    """*il 18% degli [intervistati]*: whom a share is of."""
    if subject is None or not (subject.text == "%" or subject.like_num):
        return subject
    return next((c for c in subject.children if c.dep_ == "nmod"), subject)


def _antecedent(subject: Token | None) -> Token | None:
    """*[l'economista], che prevede un calo*: the noun that a relative subject stands for."""
    if subject is None or subject.lower_ not in listed("relative_subjects"):
        return subject
    return subject.head.head if subject.head.dep_ == "acl:relcl" else subject


def _unsaid_infinitive(doc: Doc, cue: Cue) -> bool:
    """*può annunciare le dimissioni*: not said, unlike *ha fatto notare*, *ha voluto sottolineare*."""
    locution = any_finite(doc[i] for i in cue["tokens"] if doc[i].pos_ == "VERB")
    said = locution or (any_finite(doc[i] for i in cue["tokens"]) and " " in cue["lemma"])
    return is_infinitive(doc[cue["head"]]) and not (said or _willed(doc, cue) or is_cleft(doc, cue))


def _willed(doc: Doc, cue: Cue) -> bool:
    """*ha [voluto] sottolineare l'impegno*: it was said, where *può annunciare* is open."""
    governor = doc[cue["head"]].head
    verbs = (governor, *governor.children, *(doc[i] for i in cue["tokens"][:-1]))
    return any(
        (lemma_of(verb) in listed("willing") and "Part" in morph(verb, "VerbForm"))
        or lemma_of(verb) in listed("going_on")
        for verb in verbs
    )


def _reports(found: Findings, cue: Cue) -> bool:
    """Whether a verb form can report: no first or second person in a quotation, no imperative."""
    doc = found.doc
    head = doc[cue["head"]]
    subject = subject_of(doc, head.i)
    if cue["lemma"] in listed("only_impersonal") and doc[cue["start"]].lower_ not in listed("si"):
        return False
    if subject is None and (_bids(found, head) or _may_be_said(doc, cue)):
        return False
    if cue["lemma"] in listed("perceiving") and len(cue["tokens"]) > 1:
        return False
    if in_first_or_second_person(doc, cue):
        overt = subject is not None and subject.lower_ in {"io", "noi"}
        return found.quoted[head.i] >= 0 and overt and cue["type"] != "believe"
    if is_cleft(doc, cue):
        return True
    if is_infinitive(head) and not any(doc[i].pos_ == "AUX" for i in cue["tokens"][:-1]):
        return _reporting_infinitive(head)
    if bare_participle(doc, head.i):
        return (
            bool({"accused", "named"} & set(cue["frames"]))
            or cue["lemma"] in listed("charging_participles")
            or head.lower_[:-1] in listed("stative_participles")
            or len(cue["lemma"].split()) > 1
            or _announces(doc, cue)
        )
    return True


def _announces(doc: Doc, cue: Cue) -> bool:
    """*[Confermata] dalla direzione la chiusura*, *[Chiesto] il rinvio a giudizio*: the sentence's predicate."""
    head = doc[cue["head"]]
    low, _ = sentence_of(doc, head.i)
    opens = all(t.is_space or t.is_punct for t in doc[low : cue["start"]])
    told = any(c.dep_ == "nsubj:pass" and c.i > head.i for c in head.children)
    if not opens or not told or head.dep_ != "ROOT":
        return False
    return cue["type"] in _MADE_KNOWN or said_by_agent(doc, cue) is not None


_MADE_KNOWN = frozenset(["announce", "ask", "promise"])
"""Types of cues whose participle alone is a headline's predicate."""


def _may_be_said(doc: Doc, cue: Cue) -> bool:
    """*si può dire che …*: the writer's own."""
    words = {doc[i].lower_ for i in cue["tokens"]}
    return bool(words & listed("si")) and any(
        lemma_of(doc[i]) in listed("allowing") for i in cue["tokens"]
    )


def _bids(found: Findings, head: Token) -> bool:
    """*Guardate che …*, *«si assicuri che …»*: an imperative, or the polite form of it."""
    polite = found.quoted[head.i] >= 0 and head.dep_ in {"ROOT", "parataxis"}
    moods = morph(head, "Mood")
    return "Imp" in moods or ("Sub" in moods and polite)


def _reporting_infinitive(head: Token) -> bool:
    """*ha voluto precisare che*, *per dire che*, *a chiedere*: governed by a verb or by per / a / nel."""
    governor = head.head
    marks = {c.lower_ for c in head.children if c.dep_ in {"mark", "case"}}
    open_ended = "per" in marks or lemma_of(governor) in listed("trying")
    if marks & listed("unsaid") or (open_ended and lemma_of(head) in listed("inquiring")):
        return False
    if first_value(governor, "Person") in {"1", "2"} and head.dep_ in {"xcomp", "ccomp"}:
        return False  # credo di poter dire che
    before = governor.i < head.i
    if head.dep_ in {"xcomp", "ccomp"} and before and is_verb(governor):
        said_of_others = first_value(governor, "Person") not in {"1", "2"}
        return said_of_others and lemma_of(governor) in listed("reporting_governors")
    if head.dep_ == "acl" and before and lemma_of(governor) in listed("grounds"):
        return True  # hanno ragione di ritenere che …
    if "per" in marks and before and governor.pos_ == "NOUN":
        return False  # prove per confermare che …
    return bool(marks & listed("reporting_prepositions")) and head.dep_ in _LOOSE


_LOOSE = frozenset(["advcl", "acl", "csubj", "ccomp", "ROOT", "xcomp", "obl"])
"""Relations of an infinitive with a preposition to what it hangs on."""


def _colon(found: Findings, cue: Cue, high: int) -> bool:
    """*il sindaco è stato chiaro: …*, *mi ha detto: dammi le chiavi*: unquoted, after a colon."""
    doc = found.doc
    whole = doc[cue["end"] : cue["end"] + 1].text in listed("everything")  # ha scoperto tutto: …
    needed = {"che"} if whole else {"quote", "che"}
    if not needed <= set(cue["frames"]) or cue["type"] not in _STATING:
        return False
    if cue["start"] and doc[cue["start"] - 1].lower_ == "chi":
        return False  # sapendo chi avrebbe risposto: …
    if resumes_clause(doc, cue) or bare_participle(doc, cue["head"]):
        return False  # è in calo, lo dicono i dati: …
    # sono stati avvisati: …, sono denunciati: …
    addressed = cue["lemma"] in listed("addressing") or cue["type"] == "accuse"
    told = (addressed or "named" in cue["frames"]) and is_passive(doc, cue["head"])
    denied = any(doc[i].lower_ == "non" for i in cue["tokens"])
    if cue["type"] == "acknowledge" and doc[cue["start"]].lower_ in listed("clitic_it"):
        return False  # lo hanno riconosciuto: era uno spacciatore
    if told or (denied and not cue["lemma"].startswith("non ")):  # non ha dubbi: …
        return False
    window = range(cue["end"], min(cue["end"] + BEFORE_COLON, high))
    colon = next((i for i in window if doc[i].text == ":"), None)
    if colon is None or colon + 2 >= high or any_finite(doc[cue["end"] : colon]):
        return False
    if any(t.is_punct and t.text != "," for t in doc[cue["end"] : colon]):
        return False
    if is_infinitive(doc[cue["head"]]) and any(t.pos_ == "DET" for t in doc[cue["end"] : colon]):
        return False  # fatica a dichiarare il vincitore: …
    start = colon + 1
    own = {-1, found.quoted[cue["head"]]}
    if doc[start].text in OPENERS or found.quoted[start] not in own:
        return False
    if any(t.lower_ == "infatti" for t in doc[start : start + 5]):
        return False  # the writer's reason
    named = any(c.dep_ == "obj" and c.i < colon for c in doc[cue["head"]].children)
    if named and cue["type"] == "say" and not any_finite(doc[start:high]):
        return False  # mette in luce i limiti del piano: pochi soldi, poco tempo
    piece = trim(doc, start, right_edge(doc, cue, Clause(start, "che"), high))
    taken = any([piece] == draft["content"] for draft in found.of_sentence(sentence_at(doc)[start]))
    if piece is None or taken:  # ha spiegato, [rispondendo] ai cronisti: …
        return False
    return found.add("clause.colon", [piece], cue, cue["head"]) is not None


_STATING = frozenset(
    ["accuse", "acknowledge", "say", "announce", "ask", "promise", "confirm", "deny"]
)
"""Cue types after whose colon the words themselves follow."""


# ------------------------------------------------------------------ states


def find_state(found: Findings, cue: Cue) -> None:
    """*è convinto che …*, *i genitori, certi di vincere, …*, *preoccupati dal fatto che …*"""
    doc = found.doc
    low, high = sentence_of(doc, cue["head"])
    if len(cue["tokens"]) > 1 and in_first_or_second_person(doc, cue):
        return
    if doc[cue["start"]].lower_ == "ne":
        anaphoric(found, cue, low)
        return
    before = doc[cue["start"] - 1] if cue["start"] > low else None
    if len(cue["tokens"]) == 1 and before is not None and before.pos_ == "NOUN":
        return  # un nido sicuro che …
    opener = cue["end"]
    if doc[opener].lower_ in fused("da"):
        start = opener + 3
    elif doc[opener].lower_ == "che" or infinitive_after(doc, opener, high) is not None:
        start = opener + 1
    elif doc[opener].text == ":" and len(cue["tokens"]) > 1 and doc[opener + 1].text not in OPENERS:
        start = opener + 1  # i pm sono sicuri: …
    elif doc[opener].lower_ in fused("di") and (colon := _of_one_thing(doc, opener, high)):
        start = colon + 1
    else:
        return
    stop = right_edge(doc, cue, Clause(start, "che"), high)
    if len(cue["tokens"]) == 1:  # no copula: an aside, up to its comma
        asides = (
            i for i in range(start, stop) if doc[i].text == "," and _finite_ahead(doc, i, high)
        )
        stop = next(asides, stop)
    piece = trim(doc, start, stop)
    if piece is not None:
        found.take_quotations(found.add("clause.state", [piece], cue, cue["head"]), [piece])


def _of_one_thing(doc: Doc, i: int, high: int) -> int | None:
    """*è convinto di [una cosa]: …*: the colon before what it is."""
    for token in doc[i + 1 : min(i + 5, high - 1)]:
        if token.text == ":":
            return token.i if doc[token.i + 1].text not in OPENERS else None
        if token.lower_ not in listed("one_thing"):
            return None
    return None


def _finite_ahead(doc: Doc, i: int, end: int) -> bool:
    """Whether the writer's own predicate follows the comma at ``i``: a finite verb before another comma."""
    for token in doc[i + 1 : end]:
        if token.text == "," or token.lower_ in listed("relative_pronouns"):
            return False
        if finite(token):
            return True
    return False
