"""What the steps hand to each other: plain typed dictionaries on ``doc._``.

Plain data, because Python objects there break ``n_process`` and ``DocBin``. Character
offsets are code points into the text, token indices are spaCy's; ranges are half-open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NotRequired, TypedDict

from spacy.tokens import Doc

Range = tuple[int, int]


class Quotation(TypedDict):
    """A quoted stretch, marks left out; ``outer_*`` count them in."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    level: int
    """0 for a quotation that lies in no other."""
    first: int
    """Index of the first token that is not before ``start``."""
    last: int
    """Index after the last token that begins before ``end``."""


class Cue(TypedDict):
    """Words that may signal saying."""

    head: int
    """The token that governs: the verb, noun or (first word of the) adposition."""
    start: int
    end: int
    """Token range of the words; ``tokens`` where they are not adjacent."""
    tokens: list[int]
    lemma: str
    type: str
    frames: list[str]
    part: str
    """``verb``, ``state``, ``noun``, ``adposition`` or ``as`` (*come ha detto*)."""


def cue_of(
    tokens: Sequence[int], head: int, lemma: str, kind: str, frames: Iterable[str], part: str
) -> Cue:
    """The cue of those tokens, given in order; ``kind`` is its type in the lexicon."""
    return Cue(
        head=head,
        start=tokens[0],
        end=tokens[-1] + 1,
        tokens=list(tokens),
        lemma=lemma,
        type=kind,
        frames=sorted(frames),
        part=part,
    )


class Mention(TypedDict):
    """A source as the text has it."""

    pieces: list[Range]
    """Characters of the mention."""
    head: int
    """Token that heads it."""
    how: str
    """A Resolution: named, description, pronoun, ellipsis."""


class Known(TypedDict):
    """Who a source is over the article."""

    id: str
    name: str
    type: str
    role: str | None
    aliases: list[str]


class Attribution(TypedDict):
    """One source of a claim, resolved."""

    mention: Mention | None
    speaker: Known | None
    how: str
    """How the speaker was found: a Resolution."""


class Draft(TypedDict):
    """A claim in the making."""

    rule: str
    content: list[Range]
    kind: str
    cue: Cue | None
    anchor: int
    """Token from which a speaker is sought: the cue's head, or the content's first token."""
    mentions: list[Mention]
    inferred: str
    """How the speaker is sought where there is no mention: a Resolution."""
    source_cue: NotRequired[Cue]
    """The cue whose source is this claim's too, where it has none: *ha detto che A: «B»*."""
    introduced: NotRequired[list[Mention]]
    """Who is named in the sentence before as about to speak: no source, but the speaker."""
    quotation: NotRequired[int]
    """Index of the quotation that is the content, if it is one."""
    speakers: NotRequired[list[Attribution]]
    polarity: NotRequired[str]
    certainty: NotRequired[str]
    hedge: NotRequired[list[Range]]
    stated_at: NotRequired[dict[str, Any]]
    trace: NotRequired[list[str]]
    """How its speakers were found, step by step, in plain English."""
    losers: NotRequired[list[str]]
    """Who else was thought of, and why it was not they: ``name: reason``."""


EXTENSIONS = (
    "claimx_quotations",
    "claimx_sentences",
    "claimx_cues",
    "claimx_drafts",
    "claimx_id",
    "claimx_date",
)


def register() -> None:
    """Declare the attributes on Doc; safe to call again."""
    for name in EXTENSIONS:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)


def _read(doc: Doc, name: str) -> Any:
    """What a step has written under ``doc._.NAME``, read where spaCy keeps it: it is asked for often."""
    written: dict[Any, Any] = doc.user_data
    return written.get(("._.", name, None, None)) or []


def quotations(doc: Doc) -> list[Quotation]:
    """The quotations, in order of their beginning."""
    found: list[Quotation] = _read(doc, "claimx_quotations")
    return found


def sentences(doc: Doc) -> list[Range]:
    """Token ranges of the sentences, in order; what is only space lies in none."""
    found: list[Range] = _read(doc, "claimx_sentences")
    return found


def cues(doc: Doc) -> list[Cue]:
    """The cues, in order of their beginning."""
    found: list[Cue] = _read(doc, "claimx_cues")
    return found


def drafts(doc: Doc) -> list[Draft]:
    """The claims in the making, in text order."""
    found: list[Draft] = _read(doc, "claimx_drafts")
    return found
