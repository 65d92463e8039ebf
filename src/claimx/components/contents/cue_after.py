"""What stands after a quotation: its cue, its source's name, a sentence that only says whose it is.

*«…», ha detto Rossi* · *«…»: confessa il custode* · *«…» (Maria Neri)* · *«…». Così il sindaco.*
"""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Doc, Token

from claimx.components.contents.clauses import clause_start
from claimx.components.contents.findings import Findings
from claimx.components.contents.words import (
    OPENERS,
    any_finite,
    can_speak,
    cue_at,
    in_first_or_second_person,
    is_copula,
    is_gerund,
    is_infinitive,
    unlisted_cue,
)
from claimx.components.grammar import (
    DASHES,
    cues_between,
    feature,
    finite,
    fused,
    grammar,
    is_passive,
    is_verb,
    lemma_of,
    listed,
    quote_at,
    sentence_at,
    sentence_of,
    subject_of,
    text_of,
    verb_group,
)
from claimx.components.nouns import noun_type
from claimx.components.state import Cue, Quotation, sentences


class Ruled(NamedTuple):
    """A cue and the rule that gives it to the quotation."""

    rule: str
    cue: Cue


# ------------------------------------------------------------------ in its sentence


def cue_after(found: Findings, q: Quotation, after: int) -> Ruled | None:
    """The cue that follows a quotation in its sentence: *«…», ha detto Rossi*.

    ``after`` is the first token after the quotation's marks.
    """
    doc = found.doc
    i = _past_marks(doc, q, after)
    if i is None or _is_asked(doc, q):
        return None
    marks = i - after
    limit = _sentence_limit(found, i)
    if doc[i].lower_ == "così" and limit - i <= 14 and not any_finite(doc[i:limit]):
        return Ruled("quote.cue_after", unlisted_cue(i, [i], "così"))  # «…», così il sindaco
    for cue in cues_between(doc, i, limit):
        if (
            cue["head"] >= limit
            or cue["head"] in found.taken_cues
            or found.quoted[cue["head"]] >= 0
        ):
            continue
        if cue["part"] == "verb" and ("quote" in cue["frames"] or cue["start"] == i):
            if in_first_or_second_person(doc, cue):
                continue
            if _within_sentence(doc, q, cue, limit):
                return None
            return Ruled("quote.cue_after", cue) if _follows(doc, cue, i, limit) else None
        if cue["part"] == "noun" and _noun_follows(doc, cue, i, marks):
            return Ruled("quote.noun_after", cue)
        if cue["part"] == "as" and cue["start"] - i <= 1:
            return Ruled("quote.cue_after", cue)
    apart = marks > 0 and any_finite(doc[q["first"] : q["last"]])
    return _unknown_verb(doc, i, limit, apart=apart)


def _is_asked(doc: Doc, q: Quotation) -> bool:
    """*Alla domanda «Si candida?», Rossi ha risposto*: the cue answers it."""
    noun = q["first"] - 2
    return (
        noun > 0 and doc[noun].lower_ in listed("questions") and doc[noun - 1].lower_ in fused("a")
    )


def _past_marks(doc: Doc, q: Quotation, after: int) -> int | None:
    """The first word after a quotation in its sentence and line, at most three marks on."""
    i = after
    while i < min(after + 3, len(doc)) and doc[i].is_punct and doc[i].text not in _PLAIN_OPENERS:
        if doc[i].text in {".", ":", ";", "?", "!"} and not (
            doc[i].text == ":" and _turns(doc, i + 1)
        ):
            return None
        i += 1
    text = text_of(doc)
    if i >= len(doc) or "\n" in doc[i].text or "\n" in text[q["outer_end"] : doc[i].idx]:
        return None
    if i == after and text[q["end"] - 1 : q["end"]] == "." and doc[i].text[0].isupper():
        return None  # «… è finita.» Rossi …: a new sentence
    return i


_PLAIN_OPENERS = OPENERS - {'"', "”"}
"""Marks that open and do not close: another quotation begins there."""


def _turns(doc: Doc, i: int) -> bool:
    """Whether a cue or a noun cue begins at ``i``: *«Sono stato io»: confessa il custode*."""
    for k in range(i, min(i + 3, len(doc))):
        cue = cue_at(doc, k)
        if cue is not None and cue["part"] in {"verb", "noun"} and "quote" in cue["frames"]:
            introduced = doc[i].pos_ == "DET" or doc[i].lower_ in listed("pointing_leads")
            named = cue["part"] == "noun" or doc[cue["start"] - 1].lower_ == "quanto"
            return cue["start"] == i or (introduced and named)
    return False


def _sentence_limit(found: Findings, i: int) -> int:
    """The end of what may hold the cue: a stop, a colon, a line's end, the next quotation."""
    window = range(i, min(i + 40, len(found.doc)))
    for k in window:
        text = found.doc[k].text
        if text in {".", ";", ":"} or "\n" in text or found.quoted[k] >= 0:
            return k
    return window.stop


def _within_sentence(doc: Doc, q: Quotation, cue: Cue, limit: int) -> bool:
    """*Il comitato [«No ponte»] ha annunciato un ricorso*, *Rossi, che si è detto [«ottimista»], ha
    promesso fondi*: a phrase in marks amid the writer's sentence, before a cue with an object of its own.
    """
    low, _ = sentences(doc)[sentence_at(doc)[q["first"]]]
    before = doc[low : max(low, q["first"] - 1)]
    if any_finite(doc[q["first"] : q["last"]]) or not any(t.is_alpha for t in before):
        return False
    if quote_at(doc)[cue["start"]] >= 0:
        return False
    things = [c for c in doc[cue["head"]].children if cue["end"] <= c.i < limit]
    own = any(c.dep_ == "obj" and c.pos_ == "NOUN" and not can_speak(c) for c in things)
    if own or any(c.dep_ in {"xcomp", "ccomp"} and is_verb(c) for c in things):
        return True
    clause = clause_start(doc, cue, limit)  # la donna, «sotto choc», ha detto agli agenti di …
    return clause is not None and clause.frame in {"che", "di"}


def _follows(doc: Doc, cue: Cue, i: int, limit: int) -> bool:
    """Whether a verb after a quotation says it: *«…», [così ha risposto] Rossi*, *[Rossi ha detto]*."""
    lead = list(doc[i : cue["start"]])
    if len(lead) == 1 and lead[0].lower_ in listed("cleft_leads"):
        return any(is_copula(t) for t in doc[cue["end"] : cue["end"] + 2])  # a parlare è Rossi
    if (lead and doc[i].pos_ == "CCONJ") or doc[i].lower_ in listed("restarts"):
        return False
    if doc[i].lower_ in listed("carrying_relatives"):
        return False  # una domenica «storta» che ricorderà a lungo
    if len(lead) <= 4 and all(_is_little(t) for t in lead):
        return not _says_more(doc, cue, limit)
    governed = any_finite(lead) and all(_governs(t) for t in lead)
    if governed and len(lead) <= 5 and is_infinitive(doc[cue["head"]]):
        return not _says_more(doc, cue, limit)
    if len(lead) > 14 or any_finite(lead):
        return False
    if any(t.lower_ in listed("subordinators") for t in lead):
        return False
    subject = subject_of(doc, cue["head"])
    return (
        subject is not None
        and (can_speak(subject) or "che" in cue["frames"])
        and i <= subject.i < cue["start"]
        and not _says_more(doc, cue, limit)
        and not any_finite(doc[cue["end"] : limit])
    )


def _governs(token: Token) -> bool:
    """*«…», [non si stanca di] ripetere il sindaco*, *«…», [tiene a] precisare Rossi*."""
    return is_verb(token) or token.pos_ in {"ADP", "ADV", "PRON"}


def _is_little(token: Token) -> bool:
    """*così*, *poi*, *è quanto*: words between a quotation and its cue."""
    return (
        token.pos_ in {"ADV", "PRON"}
        or token.is_punct
        or token.lower_ in listed("after_quotation") | grammar().clitics
    )


def _says_more(doc: Doc, cue: Cue, limit: int) -> bool:
    """A cue after a quotation with a clause of its own: *…, aggiungendo che …*"""
    if cue["end"] >= len(doc):
        return False
    following = doc[cue["end"]].lower_
    if cue["end"] < limit and following in listed("plain_di") | {"che", "se"}:
        return bool({"che", "di", "se"} & set(cue["frames"]))
    if cue["type"] == "ask" and _bids(doc, cue["end"], limit):
        return True
    if _threatens(doc, cue):
        return True
    return limit < len(doc) and doc[limit].text == ":" and is_gerund(doc[cue["head"]])


def _threatens(doc: Doc, cue: Cue) -> bool:
    """*hanno minacciato [il personale] (tre donne) [di consegnare] i soldi*: an object and an infinitive."""
    things = [c for c in doc[cue["head"]].children if c.i >= cue["end"]]
    to_do = any(c.dep_ == "xcomp" and is_infinitive(c) for c in things)
    return to_do and any(c.dep_ == "obj" and c.pos_ == "NOUN" for c in things)


def _bids(doc: Doc, i: int, limit: int) -> bool:
    """*ha sollecitato [il pubblico a prendersi] cura di sé*: whom, and to do what."""
    return any(
        token.lower_ in {"a", "ad"} and is_infinitive(doc[token.i + 1])
        for token in doc[i : min(i + 8, limit - 1)]
    )


def _noun_follows(doc: Doc, cue: Cue, i: int, marks: int) -> bool:
    """*«…», [è stata la risposta] di Rossi*, *«…», [la replica]*."""
    width = cue["start"] - i
    if "quote" not in cue["frames"] or width > 6:
        return False
    lead = doc[i : cue["start"]]
    predicated = any(is_copula(t) for t in lead)
    # queste pressappoco le sue esatte parole
    width -= sum(t.pos_ in {"ADJ", "ADV"} or t.dep_ == "det:poss" for t in lead)
    begins = doc[i].pos_ == "DET" or doc[i].lower_ in listed("pointing_leads")
    points = doc[i].lower_ in listed("pointing_leads") and width <= POINTING  # queste più o meno le
    return predicated or (marks > 0 and begins and (width <= 2 or points))


POINTING = 4
"""Tokens between *queste* and the noun of saying that it points with."""


def _unknown_verb(doc: Doc, i: int, limit: int, *, apart: bool) -> Ruled | None:
    """*«…», sorride Rossi*, *«…», allarga le braccia il sindaco*: a verb of any kind, then a person.

    ``apart`` tells whether a mark parts it from a whole sentence in marks.
    """
    head = i
    while head < limit and (
        doc[head].pos_ in {"AUX", "ADV"} or doc[head].lower_ in grammar().clitics
    ):
        head += 1
    if head + 1 >= limit or not is_verb(doc[head]):
        return None
    if feature(doc, verb_group(doc, head), "Person") != "3":
        return None
    subject = subject_of(doc, head)
    following = doc[head + 1]
    beside = following.ent_type_ == "PER" or following.pos_ in {"DET", "PROPN"}
    inverted = beside and subject is not None and subject.i > head and can_speak(subject)
    if not inverted and not (apart and _person_ends(doc, head + 1, limit)):
        return None
    tokens = list(range(i, head + 1))
    return Ruled("quote.verb_after", unlisted_cue(head, tokens, lemma_of(doc[head])))


def _person_ends(doc: Doc, i: int, limit: int) -> bool:
    """*«…», analizza [il pm Neri],*, *«…», scuote [la testa Anna Neri]*: whether a person, past an object
    or complement at most, ends the clause. A sentence in marks before it leaves the verb no other.
    """
    end = next((k for k in range(i, limit) if doc[k].is_punct), min(limit, len(doc)))
    first = next((k for k in range(i, end) if _may_begin(doc, k)), end)
    things = [t for t in doc[i:first] if t.pos_ in {"NOUN", "PROPN"}]
    plain = all(t.pos_ in _OF_COMPLEMENT for t in doc[i:first])
    return first < end and plain and len(things) <= 1 and end - i <= COMPLEMENT


def _may_begin(doc: Doc, i: int) -> bool:
    """Whether a person's name begins at ``i``, or a noun for one with its article; none after a preposition."""
    if doc[i - 1].pos_ in {"ADP", "DET"}:
        return False
    if doc[i].ent_type_ == "PER" and doc[i].ent_iob_ == "B":
        return True
    return doc[i].pos_ == "DET" and noun_type(doc[i + 1]) == "PER"


COMPLEMENT = 12
"""Tokens after a verb of any kind up to the mark that closes its clause."""
_OF_COMPLEMENT = frozenset(["DET", "NOUN", "ADJ", "ADP", "ADV"])


# ------------------------------------------------------------------ beside it


def name_after(doc: Doc, after: int) -> int | None:
    """*«…» – Maria Neri*, *«…» (Maria Neri)*: a dash or bracket, a person, and the end of the line."""
    if after + 1 >= len(doc) or not (doc[after].text in DASHES or doc[after].text == "("):
        return None
    end = after + 1
    while end < len(doc) and (doc[end].ent_type_ == "PER" or doc[end].pos_ == "PROPN"):
        end += 1
    if end == after + 1 or end - after > 5:
        return None
    return after + 1 if _ends_line(doc, end) else None


def _ends_line(doc: Doc, i: int) -> bool:
    """Whether at ``i`` a line ends, past a stop or a bracket."""
    if i >= len(doc) or "\n" in doc[i].text:
        return True
    if doc[i].text not in {".", ")"}:
        return False
    return i + 1 >= len(doc) or "\n" in doc[i + 1].text or doc[i + 1].text == "."


def next_sentence(found: Findings, q: Quotation, after: int) -> Ruled | None:
    """A sentence after the quotation that only says whose it is.

    *«…». Così il sindaco.* · *«…». Queste le parole di Rossi.* · *«…». A dirlo è Rossi.*
    """
    doc = found.doc
    if after + 2 >= len(doc) or "\n\n" in found.text[q["outer_end"] : doc[after].idx + 1]:
        return None
    start = after + 1 if doc[after].text in {".", "!", "?", ",", ":"} else after
    if doc[start].lower_ == "così" and doc[after].text in {",", ":"}:
        return _so(found, start, sentence_of(doc, start)[1])  # «…»: così il sindaco
    if not doc[start].text[:1].isupper():
        return None
    low, high = sentence_of(doc, start)
    if not all(doc[k].is_punct or doc[k].is_space for k in range(low, start)):
        return None
    lead = doc[start].lower_
    if lead == "così":
        return _so(found, start, high)
    limit = min(start + 7, high)
    for cue in cues_between(doc, start, limit):
        free = start <= cue["head"] < limit and cue["head"] not in found.taken_cues
        if free and _points_back(doc, cue, lead):
            return Ruled("quote.next_sentence", cue)
    return None


def _so(found: Findings, start: int, high: int) -> Ruled | None:
    """*[Così] il sindaco in aula*, without a verb."""
    near = found.doc[start : min(start + 8, high)]
    named = found.doc[start + 1].pos_ in {"DET", "PROPN"}  # Così il sindaco Neri, interviene
    if high - start > 30 or (any_finite(near) and not named):
        return None
    return Ruled("quote.next_sentence", unlisted_cue(start, [start], "così"))


def _with_these_words(doc: Doc, cue: Cue, lead: str) -> bool:
    """*«…». [Con queste parole] l'assessore ha commentato*: not of whom they are said to."""
    these = lead == "con" and doc[cue["start"] - 1].lower_ in listed("these")
    verb = next((t for t in doc[cue["end"] : cue["end"] + POINTED] if finite(t)), None)
    if not these or verb is None:
        return False
    lexical = verb.head if verb.dep_ in {"aux", "aux:pass"} else verb
    return not is_passive(doc, lexical.i)


POINTED = 16
"""Tokens after *con queste parole* in which the verb is sought."""


def _points_back(doc: Doc, cue: Cue, lead: str) -> bool:
    """*[Queste] le parole …*, *[A] dirlo è …*, *[Lo] ha detto …*, *[Questo] è quanto sostiene …*"""
    pointing = lead in listed("pointing_leads")
    if cue["part"] == "noun" and ("quote" in cue["frames"] or lead in listed("beginnings")):
        begins = lead in listed("beginnings") and doc[cue["start"] - 2].lower_ == "così"
        return pointing or begins or _with_these_words(doc, cue, lead)
    if cue["part"] == "state":
        return lead == "ne"  # «…». Ne è convinto Rossi
    if cue["part"] != "verb" or "quote" not in cue["frames"]:
        return False
    following = doc[cue["end"] : cue["end"] + 3]
    if lead in listed("cleft_leads") and any(is_copula(t) for t in following):
        return True
    if "che" not in cue["frames"]:
        return False
    asks = lead == "se" and doc[cue["head"] - 1].lower_ in listed("clitic_it")
    if asks and cue["type"] == "ask":
        return True  # «…?». Se lo chiede Rossi
    if lead == "lo" and not any(t.lower_ in {"che", "di"} for t in following[:1]):
        return True
    known = pointing or lead == "lo" or lead in listed("cleft_leads")
    return known and doc[cue["start"] - 1].lower_ == "quanto"
