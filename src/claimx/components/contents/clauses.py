"""Where a content begins: complementizers, infinitives, indirect questions, quotations, phrases.

*ha detto [che …]* · *promette [di …]* · *chiede [se …]* · *spiega [come …]* · *parla di «…»*
"""

from __future__ import annotations

from functools import cache

from spacy.tokens import Doc, Span, Token

from claimx.components.contents.frames import Clause, infinitive_after
from claimx.components.contents.phrases import accusation, phrase_start, self_description
from claimx.components.contents.words import (
    BREAKS,
    OPENERS,
    any_finite,
    cue_at,
    is_gerund,
)
from claimx.components.grammar import (
    DASHES,
    SUBJECTS,
    bare_participle,
    ending_in,
    feature,
    finite,
    first_value,
    fused,
    grammar,
    has_case,
    is_passive,
    is_verb,
    lemma_of,
    listed,
    morph,
    quote_at,
    subject_of,
    verb_group,
)
from claimx.components.nouns import noun_type
from claimx.components.state import Cue, quotations


def clause_start(doc: Doc, cue: Cue, end: int) -> Clause | None:
    """Find the clause or phrase that the cue governs to its right; None if there is none.

    ``end`` bounds the search (tokens).
    """
    frames = set(cue["frames"])
    head = cue["head"]
    after = max(cue["end"], head + 1)
    if frames & {"accused", "charged"} and (charge := accusation(doc, cue, after, end)) is not None:
        return charge
    crossed_verb = False
    i = after = _past_aside(doc, after, end)
    quoted = quote_at(doc)
    own = quoted[head]
    while i < end:
        token = doc[i]
        index = quoted[i]
        if index not in {-1, own}:
            if i <= after + 1 and (self_said := self_description(doc, cue, i)):
                return self_said
            # a quotation of its own: the content, if nothing but little words comes before
            of = "of" in frames and any(t.lower_ in fused("di") for t in doc[after:i])
            if "quote" in frames and not crossed_verb and not of and _bare(doc, after, i):
                return Clause(i - 1 if i > after and doc[i - 1].text in OPENERS else i, "quote")
            if frames & {"object", "of", "accused", "named", "self"}:
                break
            i = max(quotations(doc)[index]["last"], i + 1)
            continue
        if token.text == ":" or (i > after and _other_cue(doc, i, cue)):
            break
        if (clause := _opened_at(doc, i, cue, after, end)) is not None:
            return clause
        if finite(token) and i > after:
            crossed_verb = True
            if token.dep_ == "conj" and token.head.i == head:
                break  # ha detto poco e se n'è andato: the writer's next predicate
        if crossed_verb and i - after > 30:
            break
        i += 1
    return phrase_start(doc, cue, after, end)


def _past_aside(doc: Doc, i: int, end: int) -> int:
    """*«Ci hanno spiegato [– continua Neri –] che …»*, *dicendo[, come l'altra volta,] di volere …*"""
    if i >= end or doc[i].text not in BREAKS:
        return i
    pair = DASHES if doc[i].text in DASHES else {","}
    close = next((k for k in range(i + 2, min(i + ASIDE, end - 1)) if doc[k].text in pair), None)
    if close is None:
        return i
    opener = doc[close + 1]
    apart = is_gerund(doc[i + 1]) or doc[i + 1].pos_ == "ADP"  # ipotizza, senza prove, che …
    that = opener.lower_ == "che" and (opener.dep_ == "mark" or apart)
    to = opener.lower_ == "di" and infinitive_after(doc, close + 1, end) is not None
    return close + 1 if that or to else i


ASIDE = 14
"""Tokens of an aside between a verb and its clause."""


def _opened_at(doc: Doc, i: int, cue: Cue, after: int, end: int) -> Clause | None:
    """The clause that the word at ``i`` opens for the cue, if it opens one."""
    token = doc[i]
    low = token.lower_
    if i != after and low not in _openers():
        return None
    frames = set(cue["frames"])
    head = cue["head"]
    if low in listed("complementizers"):
        said_already = doc[after].lower_ in fused("a") and doc[cue["start"]].lower_ in listed(
            "clitic_it"
        )
        if said_already and cue["start"] < head:
            return None  # lo ha comunicato al preside che ha avvisato la polizia
        if "che" in frames and token.pos_ != "DET" and _complement(doc, i, head, after):
            return Clause(i + 1, "che")
        asked = low == "che" and token.pos_ == "DET" and frames & {"se", "come"}
        if asked and i - after <= 7 and doc[i - 1].pos_ == "ADP":
            return Clause(_with_preposition(doc, i, after), "come")  # in che modo
    turns_out = cue["type"] == "acknowledge" and doc[cue["start"]].lower_ in listed("si")
    if i == after and "di" in frames and _is_being(token) and not turns_out:
        return Clause(i, "di")  # sostiene essere infondate le accuse, che ha dichiarato essere …
    suspects = cue["lemma"] in listed("suspecting") and not is_gerund(doc[head])
    unsure = cue["type"] == "believe" or cue["lemma"] in listed("appearing") or suspects
    if i == after and unsure and "che" in frames and _bare_subjunctive(doc, i):
        return Clause(i, "che")  # pensavo scherzasse, risulta sia partito
    answer = doc[i + 1].lower_ if i + 1 < len(doc) else ""
    if low == "di" and "di" in frames and i == after and answer in listed("yes_or_no"):
        return Clause(i + 1, "di")  # ritiene di sì
    if low in fused("di") and "di" in frames and doc[i - 1].lower_ not in listed("before_di"):
        inf = infinitive_after(doc, i, end)
        addressed = inf is not None and not _of_object(doc, inf, head)
        second = "object" in frames and _joined_to_object(doc, head, after, i)
        if (
            inf is not None
            and not second
            and (
                i == after
                or doc[inf].head.i == head
                or (addressed and _only_addressee(doc, after, i))
                or i == _past_hearer(doc, head, after)
            )
        ):
            return Clause(i + 1, "di")
    if low in fused("a") and "a" in frames:
        inf = infinitive_after(doc, i, end)
        joined = any(t.pos_ == "CCONJ" for t in doc[after:i]) and any_finite(doc[after:i])
        if inf is not None and (doc[inf].head.i == head or not joined):
            return Clause(i + 1, "a")
    if low in listed("interrogatives") and frames & {"se", "come"} and _asks(doc, i, cue, after):
        if low == "se" and doc[i - 1].lower_ in listed("before_if"):
            return None  # anche se, come se
        if low == "come" and "named" in frames and i > after:
            return None  # indica il rock [come genere preferito]
        if low == "se":
            return Clause(_with_preposition(doc, i + 1, after), "se")
        return Clause(_with_preposition(doc, i, after), "come")
    return None


def _is_being(token: Token) -> bool:
    """*essere* as the infinitive of a clause without a preposition."""
    return token.lower_ in {"essere", "esser"}


@cache
def _openers() -> frozenset[str]:
    """The words that may open a clause, wherever they stand after the cue."""
    return listed("complementizers") | listed("interrogatives") | fused("di") | fused("a")


def _bare_subjunctive(doc: Doc, i: int) -> bool:
    """*pensavo [scherzasse]*, *non ritenne [ci fossero] prove*: a clause without its *che*."""
    while i + 1 < len(doc) and (doc[i].lower_ in grammar().clitics or doc[i].lower_ == "non"):
        i += 1
    return finite(doc[i]) and "Sub" in morph(doc[i], "Mood")


def _other_cue(doc: Doc, i: int, cue: Cue) -> bool:
    """Whether another verb of saying begins at ``i``: what follows is its own."""
    other = cue_at(doc, i)
    return (
        other is not None
        and other["part"] == "verb"
        and other["head"] != cue["head"]
        and not bare_participle(doc, other["head"])
    )


def _with_preposition(doc: Doc, start: int, after: int) -> int:
    """*in che modo*, *a chi*: the preposition goes with its interrogative."""
    if start - 1 >= after and doc[start - 1].pos_ == "ADP":
        return start - 1
    return start


def _bare(doc: Doc, start: int, end: int) -> bool:
    """Whether only marks, *che/di*, adverbs and the like stand between cue and quotation."""
    if start < end and doc[start].lower_ in fused("da") and end - start <= 8:
        by = [t for t in doc[start + 1 : end] if not t.is_punct]  # accertato dai finanzieri «che …»
        return bool(by) and all(t.pos_ in {"NOUN", "PROPN", "ADJ", "ADP", "DET"} for t in by)
    return all(
        t.is_punct or t.is_space or t.pos_ in {"ADV", "SCONJ"} or t.lower_ in listed("quote_links")
        for t in doc[start:end]
    )


def _complement(doc: Doc, i: int, head: int, after: int) -> bool:
    """Whether the *che* at ``i`` opens what the verb at ``head`` says."""
    token, before = doc[i], doc[i - 1]
    if i == after:  # hanno lanciato un appello [che è stato respinto]: a relative
        thing = before.pos_ == "NOUN" and doc[i - 2].pos_ == "DET"
        return not thing or token.dep_ == "mark" or not _has_gap(doc, i)
    both = any(t.lower_ == "sia" for t in doc[after:i])
    if both and i + 1 < len(doc) and doc[i + 1].pos_ == "ADP":
        return False  # sia a loro [che] agli altri
    if before.lower_ in listed("and") and _joins_relative(doc, head, i):
        return False  # uno sprint che gli ha assicurato 191 successi, e [che] …
    if is_passive(doc, head) and _has_gap(doc, i) and _of_subject(doc, i, head):
        return False  # è stata avvisata la polizia [che ha mandato] una pattuglia
    if before.text == "," and is_passive(doc, head) and _after_agent(doc, head, i - 1):
        return False  # è stata confermata da Neri, [che era lì]
    if _of_complement(token, before):
        return False  # smentisce legami con gli uomini [che erano lì]
    if (past := _past_hearer(doc, head, after)) is not None and i <= past:
        return i == past
    about = doc[after].pos_ == "ADP" and all(t.pos_ in {"ADP", "DET"} for t in doc[after : i - 1])
    if before.lower_ == "fatto" and about:
        return True  # si è lamentato del fatto che …
    if before.lower_ in listed("factive") | listed("conjunctive"):
        return False  # il fatto che, dopo che
    if before.lower_ == "a" and doc[i - 2].lower_ in listed("conjunctive"):
        return False  # sino a che
    if token.dep_ == "mark" and token.head.i > i and _governs(doc, head, token.head.i, i):
        return True
    if before.is_punct:
        # ha detto, in sostanza, che …: not after a noun, whose relative it would be
        aside = doc[after].text == "," and before.text == ","  # si è ipotizzato, per ora, che …
        if _past_participle(doc, after, i):
            return True
        nouns = not aside and any(
            t.pos_ in {"NOUN", "PROPN"} and t.dep_ in {"obj", "nsubj", "obl"} for t in doc[after:i]
        )
        return token.pos_ == "SCONJ" and token.dep_ == "mark" and not nouns
    cue = cue_at(doc, head)
    addressed = (
        cue is not None and cue["lemma"] in listed("addressing") and doc[after].pos_ != "ADP"
    )
    begins = i + 1 < len(doc) and doc[i + 1].pos_ in _BEGINS_CLAUSE
    if addressed and begins and _only_addressee(doc, after, i):
        return True  # ha informato i dipendenti che la filiale chiuderà
    verbless = not any_finite(doc[after:i])
    # ha denunciato ai carabinieri che …, not è stato denunciato ai carabinieri che indagano
    told = doc[after].lower_ in fused("a") and not is_passive(doc, head)
    if told and _has_gap(doc, i) and _indefinite_before(doc, after, i):
        return False  # notifica a uno studente [che frequenta] le superiori la misura
    noun = ending_in(doc, i - 1, frozenset(["nmod", "amod", "flat"]), {"NOUN", "PROPN", "ADJ"})
    thing = noun.pos_ == "NOUN" and noun_type(noun) is None and noun.i >= after
    if told and thing and token.pos_ == "PRON":
        return False  # si aggiunge al limo [che è sulla riva]
    told = told or (doc[after].lower_ in fused("in") and noun_type(before) == "DOC")
    if _past_complements(doc, head, after, i) and (told or not _accuses(doc, head)):
        cue = cue_at(doc, head)
        return cue is None or cue["lemma"] not in listed("takes_things")
    if token.pos_ == "SCONJ" and verbless:
        return before.pos_ == "ADV" or before.i == head or _only_addressee(doc, after, i)
    return False


def _of_subject(doc: Doc, i: int, head: int) -> bool:
    """Whether a *che* at ``i`` comes right after the subject of the passive at ``head``."""
    noun = ending_in(
        doc, i - 1, frozenset(["nmod", "amod", "flat", "flat:name"]), {"NOUN", "PROPN"}
    )
    return noun.i > head and noun.dep_ in SUBJECTS and noun.head.i == head


_BEGINS_CLAUSE = frozenset(["DET", "PROPN"])
"""Tags with which a clause begins that has a subject of its own."""


def _past_participle(doc: Doc, after: int, i: int) -> bool:
    """*ha detto agli agenti, chiamati dai passanti, [che] …*: past what is said of whom it is told to."""
    if doc[after].lower_ not in fused("a"):
        return False
    comma = next((k for k in range(after, i - 1) if doc[k].text == ","), None)
    return comma is not None and bare_participle(doc, comma + 1)


def _joined_to_object(doc: Doc, head: int, after: int, i: int) -> bool:
    """*ribadisce la sua opposizione alla guerra e [di] essere vicino*: the object comes first."""
    joined = doc[i - 1].lower_ in listed("and")
    return joined and any(c.dep_ == "obj" and after <= c.i < i for c in doc[head].children)


def _joins_relative(doc: Doc, head: int, i: int) -> bool:
    """Whether a verb with an object is in a relative clause, which the *che* at ``i`` goes on with."""
    group = verb_group(doc, head)[0]
    relative = group > 0 and doc[group - 1].lower_ == "che"
    return relative and any(c.dep_ == "obj" and head < c.i < i for c in doc[head].children)


def _after_agent(doc: Doc, head: int, comma: int) -> bool:
    """Whether the agent of a passive stands between it and the comma, a clause of its own after it."""
    agents = (c for c in doc[head].children if head < c.i < comma and has_case(c, fused("da")))
    return any(t.dep_ in {"acl:relcl", "acl"} and t.i > comma for a in agents for t in a.subtree)


def _of_complement(token: Token, noun: Token) -> bool:
    """Whether a *che* is a relative of a noun right before it that no cue speaks to: *con gli uomini che*."""
    relative = token.dep_ in SUBJECTS and token.head.dep_ == "acl:relcl" and token.head.head == noun
    return relative and has_case(noun, listed("among") | {"con", "per", "contro"})


def _indefinite_before(doc: Doc, after: int, i: int) -> bool:
    """*a [uno studente] che …*: whoever is spoken to, right before the *che* at ``i``."""
    words = doc[after + 1 : i]
    return len(words) <= 4 and any(t.lower_ in listed("indefinite_articles") for t in words)


def _has_gap(doc: Doc, i: int) -> bool:
    """Whether a verb comes right after the *che* at ``i``, in the indicative: it is its subject."""
    k = i + 1
    while k + 1 < len(doc) and (doc[k].lower_ in grammar().clitics or doc[k].lower_ == "non"):
        k += 1
    return k < len(doc) and finite(doc[k]) and "Ind" in morph(doc[k], "Mood")


def _accuses(doc: Doc, head: int) -> bool:
    """*denunceranno i gestori che servono alcol*: whoever follows is accused, and does not speak."""
    cue = cue_at(doc, head)
    return cue is not None and cue["type"] == "accuse"


def _past_hearer(doc: Doc, head: int, after: int) -> int | None:
    """Where the clause begins after a relative about the hearer, if there is one.

    *ha detto al cronista che lo intervistava [che] …*, *chiede all'operaio che lavorava lì [di] uscire*
    """
    if doc[after].lower_ not in fused("a"):
        return None
    relative = None
    for token in doc[after + 1 : after + 12]:
        if token.is_punct:
            return None
        if token.lower_ == "che" and relative is None:
            relative = token.i
        elif token.lower_ == "che" and finite(doc[token.i - 1]):
            return token.i if cue_at(doc, token.i - 1) is None else None
        elif relative is not None and token.lower_ == "di" and _bids(doc, head, relative, token.i):
            return token.i
    return None


def _bids(doc: Doc, head: int, relative: int, i: int) -> bool:
    """Whether the *di* at ``i`` opens what the verb at ``head`` asks for, past the hearer's relative."""
    cue = cue_at(doc, head)
    if cue is None or "di" not in cue["frames"] or cue["type"] != "ask":
        return False
    inf = infinitive_after(doc, i, len(doc))
    between = doc[relative + 1 : i]
    told = any(cue_at(doc, t.i) is not None for t in between)
    return inf is not None and any_finite(between) and not told


def _past_complements(doc: Doc, head: int, after: int, i: int) -> bool:
    """Whether only complements stand between the verb and *che*: nothing that *che* is said of.

    *ha giurato alla radio che …*, *ha annunciato ieri in conferenza stampa che …*,
    *hanno detto i soccorritori che …*
    """
    if not after < i <= after + 12:
        return False
    subject = subject_of(doc, head)
    nobody = any(doc[k].lower_ in listed("si") for k in verb_group(doc, head))
    may_follow = not nobody and (subject is None or subject.i > head)  # si legge una frase che …
    governed = False
    for token in doc[after:i]:
        if token.is_punct or is_verb(token):
            return False
        if token.lower_ in fused("da") and not (subject is None and _has_auxiliary(doc, head)):
            return (
                False  # sottolineato dai senatori che …: a relative; not è stato detto da Neri che
            )
        if token.pos_ == "ADP":
            governed = True
        elif token.pos_ == "DET" and not (governed and doc[token.i - 1].pos_ == "ADP"):
            if not may_follow:
                return False
            governed, may_follow = False, False
        elif token.pos_ == "NOUN" and not governed and token.lower_ not in listed("times"):
            if noun_type(token) is None or not _fits(doc, head, token):
                return False
        elif token.pos_ not in {"ADV", "DET", "NOUN", "PROPN", "ADJ", "NUM"}:
            return False
    return True


def _has_auxiliary(doc: Doc, head: int) -> bool:
    return any(doc[i].pos_ == "AUX" for i in verb_group(doc, head)[:-1])


def _fits(doc: Doc, head: int, noun: Token) -> bool:
    """Whether a noun can be the subject of a verb by its number: not *decreterà [vincitori] che …*"""
    number = feature(doc, verb_group(doc, head), "Number")
    return number is None or first_value(noun, "Number") in {number, None}


def _governs(doc: Doc, head: int, verb: int, mark: int) -> bool:
    """Whether the parse hangs the clause of ``verb``, which ``mark`` opens, on the cue at ``head``."""
    clause = doc[verb]
    governor = clause.head.i
    if governor == head and clause.dep_ in _COMPLEMENTS:
        return True
    if governor in verb_group(doc, head):
        return True
    # not per evitare che …, another verb's
    return clause.dep_ == "ccomp" and head <= governor < mark and not is_verb(doc[governor])


_COMPLEMENTS = frozenset(["ccomp", "csubj", "csubj:pass", "parataxis", "advcl", "xcomp", "acl"])
"""Relations by which the parser hangs what is said on its verb, rightly or not."""


def _only_addressee(doc: Doc, start: int, end: int) -> bool:
    """Only an addressee, a time, a place or the subject stands in ``start``–``end``: no verb."""
    return end - start <= 14 and not any(
        is_verb(t) and "Part" not in morph(t, "VerbForm") for t in doc[start:end]
    )


def _up_to_clause(doc: Doc, i: int) -> Span:
    """The tokens from ``i`` to where another clause or sentence begins, a score at most."""
    stop = min(i + 20, len(doc))
    ends = listed("clause_words") | listed("adversatives") | {".", ";"}
    return doc[i : next((k for k in range(i, stop) if doc[k].lower_ in ends), stop)]


def _of_object(doc: Doc, infinitive: int, head: int) -> bool:
    """Whether an infinitive belongs to the thing that the cue names: *nota l'impossibilità di uscire*."""
    noun = doc[infinitive].head
    between = (t for t in doc[head + 1 : infinitive] if t.pos_ == "NOUN")
    if any(lemma_of(t) in listed("of_doing") for t in between):
        return True  # scrive a tutti dopo la decisione del ministro di uscire
    return (
        noun.pos_ == "NOUN"
        and noun.i < infinitive
        and noun.dep_ == "obj"
        and head < noun.i
        and noun_type(noun) is None
    )


def _asks(doc: Doc, i: int, cue: Cue, after: int) -> bool:
    """Whether an interrogative at ``i`` opens an indirect question or a clause of manner.

    *chiede [se …]*, *spiega al giudice [come …]*, *non dice [quanto …]*
    """
    token = doc[i]
    addressed = _only_addressee(doc, after, i)
    if token.lower_ == "se":
        return "se" in cue["frames"] and i - after <= 8 and token.pos_ == "SCONJ" and addressed
    if i - after > 6 or not addressed or i + 1 >= len(doc):
        return False
    if token.lower_ in listed("which") and doc[i - 1].pos_ == "DET":
        return False  # ha risposto Neri, secondo il quale …
    following = doc[i + 1]
    if following.is_punct and not (following.text == "," and token.lower_ == "come"):
        return False
    if token.lower_ == "perché" and i > after and cue["type"] == "ask":
        return False  # chiede più controlli perché la zona è buia
    if token.lower_ in listed("clause_adverbs") and not any_finite(_up_to_clause(doc, i + 1)):
        return False
    if token.lower_ == "quanto" and bare_participle(doc, i + 1):
        return False  # lo sdegno per quanto avvenuto
    if token.lower_ == "quando":
        return token.head.head.i == cue["head"] and token.head.dep_ == "ccomp"
    return not doc[i - 1].is_punct
