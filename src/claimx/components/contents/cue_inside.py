"""A cue inside a quotation's own marks: *«Non lo so – dice Rossi – ma ci penserò»*."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from claimx.components.contents.trimming import trim_chars
from claimx.components.contents.words import (
    BREAKS,
    any_finite,
    can_speak,
    in_first_or_second_person,
    is_gerund,
    is_name,
    is_person_noun,
    unlisted_cue,
)
from claimx.components.grammar import (
    DASHES,
    bare_participle,
    cues_between,
    finite,
    grammar,
    lemma_of,
    listed,
    morph,
    subject_of,
    text_of,
    verb_group,
)
from claimx.components.state import Cue, Quotation, Range


class Interrupted(NamedTuple):
    """The words of a quotation without the cue that interrupts them, and that cue."""

    pieces: list[Range]
    cue: Cue | None = None


def interrupted(doc: Doc, q: Quotation) -> list[Interrupted]:
    """The parts of a quotation, each with the cue inside it; one without a cue if there is none.

    A second cue begins a part of its own, at the sentence that it interrupts:
    *«A – dice Rossi – B. C – aggiunge – D»*.
    """
    text = text_of(doc)
    whole = trim_chars(text, q["start"], q["end"])
    if whole is None:
        return [Interrupted([])]
    asides = list(_asides(doc, q, cues_between(doc, q["first"], q["last"])))
    asides = asides or list(_asides(doc, q, _unlisted(doc, q))) or list(_nominal(doc, q))
    if not asides:
        return [Interrupted([whole])]
    starts = [q["start"]]
    for before, aside in pairwise(asides):
        starts.append(_sentence_start(text, before.end, doc[aside.opener].idx))
    ends = [*starts[1:], q["end"]]
    parts = []
    for aside, start, end in zip(asides, starts, ends, strict=True):
        left = trim_chars(text, start, doc[aside.opener].idx)
        right = trim_chars(text, aside.end, end) if aside.closed else None
        pieces = [piece for piece in (left, right) if piece is not None]
        parts.append(Interrupted(pieces, aside.cue))
    return parts


class _Aside(NamedTuple):
    """A cue set off inside a quotation: its opening mark (a token), where it ends (a character)."""

    cue: Cue
    opener: int
    end: int
    closed: bool
    """Whether words of the quotation follow."""


def _asides(doc: Doc, q: Quotation, candidates: Iterable[Cue]) -> Iterator[_Aside]:
    """The cues among ``candidates`` that interrupt a quotation, in order."""
    past = q["first"]
    for cue in candidates:
        if (
            cue["part"] != "verb"
            or "quote" not in cue["frames"]
            or not past < cue["start"] < q["last"]
            or in_first_or_second_person(doc, cue)
            or is_gerund(doc[cue["head"]])
            or bare_participle(doc, cue["head"])
        ):
            continue
        opener = _opener(doc, cue)
        if opener < past or doc[opener].text not in BREAKS:
            continue
        close = _close(doc, q, cue, opener)
        end = _aside_end(doc, q, cue, opener) if close is None else close
        if end is None or not _is_aside(doc, q, cue, opener, end):
            continue
        if close is None:
            yield _Aside(cue, opener, q["end"], closed=False)
            return
        yield _Aside(cue, opener, doc[close].idx + len(doc[close]), closed=True)
        past = close


def _unlisted(doc: Doc, q: Quotation) -> list[Cue]:
    """*«A – [analizza] la Cgil – B»*: any verb right after a dash, its subject up to the next one.

    *«A – [fotografa] Neri – B»*: whatever the parse says of a word that only a name follows;
    *«A – [allarga le braccia] Neri – B»*: with an object, if a name is last.
    """
    found = []
    for i in range(q["first"] + 1, q["last"] - 2):
        if doc[i].text not in DASHES:
            continue
        close = next(
            (k for k in range(i + 2, min(i + 20, q["last"])) if doc[k].text in DASHES), None
        )
        if close is None or any_finite(doc[i + 2 : close]):
            continue
        verb, named = doc[i + 1], doc[close - 1].ent_type_ == "PER"
        only_named = named and all(t.ent_type_ == "PER" for t in doc[i + 2 : close])
        if not _third_person(verb) and not (only_named and _may_be_verb(verb)):
            continue
        by = nominal_after(doc, i + 2, close)
        if by is not None and can_speak(by):
            found.append(unlisted_cue(i + 1, [i + 1], lemma_of(verb)))
        elif named:
            words = [k for k in range(i + 1, close) if doc[k].ent_type_ != "PER"]
            found.append(unlisted_cue(i + 1, words, lemma_of(verb)))
    return found


def _third_person(verb: Token) -> bool:
    person = finite(verb) and verb.pos_ != "AUX" and "3" in morph(verb, "Person")
    return person and lemma_of(verb) not in grammar().auxiliaries


def _may_be_verb(word: Token) -> bool:
    """*fotografa*, *ironizzò*: not *l'assessore*, nor an office."""
    plain = word.is_lower and word.pos_ in {"NOUN", "PROPN", "ADJ", "VERB"}
    return plain and not is_person_noun(word)


def _nominal(doc: Doc, q: Quotation) -> Iterator[_Aside]:
    """*«A – è lo sfogo [di Neri] – B»*, *«A – sono le sue parole – B»*: a noun of saying between dashes."""
    past = q["first"]
    for cue in cues_between(doc, q["first"], q["last"]):
        if cue["part"] != "noun" or "quote" not in cue["frames"]:
            continue
        opener = next(
            (
                k
                for k in range(cue["start"] - 1, cue["start"] - 6, -1)
                if k <= past or doc[k].text in DASHES
            ),
            past,
        )
        between = doc[opener + 1 : cue["start"]]
        if (
            opener <= past
            or not between
            or lemma_of(between[0]) != "essere"
            or not finite(between[0])
        ):
            continue
        window = range(cue["end"], min(q["last"], cue["end"] + 30))
        close = next((k for k in window if doc[k].text in DASHES), None)
        if close is not None and not _states(doc[cue["end"] : close]):
            yield _Aside(cue, opener, doc[close].idx + len(doc[close]), closed=True)
            past = close


def _states(words: Span) -> bool:
    """Whether a verb stands in some words that is in no relative clause: *colui che ha chiamato* has none."""
    relatives = sum(t.lower_ in listed("relative_words") for t in words)
    return sum(finite(t) for t in words) > relatives


def nominal_after(doc: Doc, start: int, end: int) -> Token | None:
    """The first noun or name of the tokens ``start``–``end``, if no preposition comes before it."""
    for token in doc[start:end]:
        if token.pos_ in {"NOUN", "PROPN"}:
            return token
        if token.pos_ not in {"DET", "ADJ", "ADV"}:
            return None
    return None


def _sentence_start(text: str, low: int, high: int) -> int:
    """Where the last sentence before ``high`` begins; ``low`` if none begins after that."""
    stops = [hit.end() for hit in _STOP.finditer(text, low, high)]
    return stops[-1] if stops else low


_STOP = re.compile(r"[.!?…](?=\s|$)\s*")
"""The end of a sentence."""


def _opener(doc: Doc, cue: Cue) -> int:
    """The mark before the aside, past an adverb: *[–] poi aggiunge –*."""
    opener = cue["start"] - 1
    if doc[opener].text not in BREAKS:
        opener = _past_governor(doc, opener)
    return opener - 1 if doc[opener].lower_ in listed("aside_adverbs") else opener


def _past_governor(doc: Doc, i: int) -> int:
    """The token before *tiene a*, *ha avuto modo di* that end at ``i``: *– tiene a [precisare]*."""
    verb = i - 1 if doc[i].lower_ in {"a", "di"} else i
    if verb > 2 and doc[verb].lower_ in listed("occasions_to"):
        return verb_group(doc, verb - 1)[0] - 1  # – ha avuto modo di [raccontare]
    if (
        verb < 1
        or not finite(doc[verb])
        or lemma_of(doc[verb]) not in listed("reporting_governors")
    ):
        return i
    before = verb - 1
    while before > 0 and doc[before].lower_ in grammar().clitics:
        before -= 1
    return before


def _close(doc: Doc, q: Quotation, cue: Cue, opener: int) -> int | None:
    """The mark that ends the aside as it began: *– dice Rossi [–]*, *, dice Rossi[,]*."""
    pair = DASHES if doc[opener].text in DASHES else {","}
    for k in range(cue["end"], min(q["last"], cue["end"] + 30)):
        if doc[k].text in pair:
            return k
        if doc[k].text in {".", "?", "!", ":"} or (k == cue["end"] and doc[k].lower_ == "che"):
            return None
    return None


def _aside_end(doc: Doc, q: Quotation, cue: Cue, opener: int) -> int | None:
    """The end of the quotation, if only its source follows the cue: *«A – dice il sindaco»*."""
    unclosed = q["outer_end"] == q["end"]
    if doc[opener].text == "," and not unclosed:
        return None
    tail = doc[cue["end"] : q["last"]]
    return q["last"] if len(tail) <= 12 and not any_finite(tail) else None


def _is_aside(doc: Doc, q: Quotation, cue: Cue, opener: int, end: int) -> bool:
    """Whether the writer and not the speaker says it: someone is named; commas need a name close by.

    A noun will do in a quotation that nothing else introduces: *«Se chiudiamo, ha spiegato ai
    cronisti il dirigente, chiude la valle»*.
    """
    width = end - cue["end"]
    named = any(is_name(t) for t in doc[cue["end"] : end])
    if doc[opener].text == ",":
        clitic = any(doc[k].lower_ in grammar().clitics for k in cue["tokens"][:-1])
        source = any(is_person_noun(t) for t in doc[cue["end"] : end]) and _is_alone(doc, q)
        return (named or source) and not clitic and width <= 8
    return named or subject_of(doc, cue["head"]) is not None or width <= 14


def _is_alone(doc: Doc, q: Quotation) -> bool:
    """Whether a quotation is a sentence of its own, with no word beside it."""
    text, start, end = text_of(doc), q["outer_start"], q["outer_end"]
    before, after = text[max(0, start - 4) : start].rstrip(" "), text[end : end + 4].lstrip(" .")
    opens = not before or before[-1] in ".!?…\n"
    return opens and (not after or after[0] == "\n" or after[0].isupper())
