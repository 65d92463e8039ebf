"""A cue inside a quotation's own marks: *«Non lo so – dice Rossi – ma ci penserò»*."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Doc

from claimx.components.contents.trimming import trim_chars
from claimx.components.contents.words import (
    BREAKS,
    any_finite,
    in_first_or_second_person,
    is_name,
)
from claimx.components.grammar import (
    DASHES,
    cues_between,
    grammar,
    listed,
    subject_of,
    text_of,
)
from claimx.components.state import Cue, Quotation, Range


class Interrupted(NamedTuple):
    """The words of a quotation without the cue that interrupts them, and that cue."""

    pieces: list[Range]
    cue: Cue | None = None


def interrupted(doc: Doc, q: Quotation) -> Interrupted:
    """The pieces of a quotation round a cue inside its marks; one piece if there is none."""
    text = text_of(doc)
    whole = trim_chars(text, q["start"], q["end"])
    if whole is None:
        return Interrupted([])
    for cue in cues_between(doc, q["first"], q["last"]):
        if (
            cue["part"] != "verb"
            or "quote" not in cue["frames"]
            or not q["first"] < cue["start"] < q["last"]
            or in_first_or_second_person(doc, cue)
        ):
            continue
        opener = _opener(doc, cue)
        if doc[opener].text not in BREAKS:
            continue
        close = _close(doc, q, cue, opener)
        end = _aside_end(doc, q, cue, opener) if close is None else close
        if end is None or not _is_aside(doc, cue, opener, end):
            continue
        left = trim_chars(text, q["start"], doc[opener].idx)
        right = None
        if close is not None:
            right = trim_chars(text, doc[close].idx + len(doc[close]), q["end"])
        return Interrupted([piece for piece in (left, right) if piece is not None], cue)
    return Interrupted([whole])


def _opener(doc: Doc, cue: Cue) -> int:
    """The mark before the aside, past an adverb: *[–] poi aggiunge –*."""
    opener = cue["start"] - 1
    return opener - 1 if doc[opener].lower_ in listed("aside_adverbs") else opener


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


def _is_aside(doc: Doc, cue: Cue, opener: int, end: int) -> bool:
    """Whether the writer and not the speaker says it: someone is named; commas need a name close by."""
    width = end - cue["end"]
    named = any(is_name(t) for t in doc[cue["end"] : end])
    if doc[opener].text == ",":
        clitic = any(doc[k].lower_ in grammar().clitics for k in cue["tokens"][:-1])
        return named and not clitic and width <= 8
    return named or subject_of(doc, cue["head"]) is not None or width <= 14
