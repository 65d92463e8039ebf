"""The records that claimx gives: plain, frozen, validated.

Every offset is a Unicode code point into the article's text exactly as given, and every
range is half-open. A list of spans has more than one entry where the piece is interrupted;
``text`` then joins the pieces with :data:`GAP`. Terms (*source, cue, content*) are those of
the attribution relation of the Penn Attribution Relations Corpus (Pareti 2012).
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

SCHEMA_VERSION: Final = "1.0"
GAP = " […] "

Kind = Literal["direct", "indirect", "mixed"]
CueType = Literal[
    "say",
    "announce",
    "ask",
    "promise",
    "deny",
    "confirm",
    "accuse",
    "believe",
    "acknowledge",
    "according_to",
    "noun",
    "punctuation",
]
SpeakerType = Literal["PER", "ORG", "LOC", "GROUP", "DOC", "ANON"]
Resolution = Literal[
    "named", "description", "pronoun", "null_subject", "continuation", "ellipsis", "none"
]
Polarity = Literal["affirmed", "negated"]
Certainty = Literal["asserted", "hedged"]


class Record(BaseModel):
    """Base of all records: immutable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Record):
    """A half-open range of code points, ``text[start:end]``; never empty."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"a span must not be empty: {self.start}–{self.end}")
        return self


class Passage(Record):
    """Words of the article: ``text`` is the pieces under ``spans``, joined with :data:`GAP`."""

    text: str
    spans: Annotated[tuple[Span, ...], Field(min_length=1)]

    @classmethod
    def of(cls, text: str, pieces: list[tuple[int, int]]) -> Self:
        """The passage under ``pieces`` (start, end) of the article's ``text``."""
        return cls(
            text=GAP.join(text[start:end] for start, end in pieces),
            spans=tuple(Span(start=start, end=end) for start, end in pieces),
        )


class Cue(Passage):
    """The words that signal the saying, their dictionary form, and what kind of saying it is."""

    lemma: str
    type: CueType


class Time(Passage):
    """When the claim was made; ``value`` is an ISO 8601 date or interval, if it can be told."""

    value: str | None = None


class Speaker(Record):
    """Who a source is, one entity over the whole article.

    ``id`` is stable within the document (``s1``, ``s2`` … in order of first claim);
    ``role`` is as the article gives it (*segretario generale della Nato*).
    """

    id: str
    name: str
    type: SpeakerType
    role: str | None = None
    aliases: tuple[str, ...] = ()
    wikidata: str | None = None


class Source(Record):
    """One source of a claim: the words in the sentence (null when inferred), and who that is."""

    mention: Passage | None
    speaker: Speaker | None
    resolution: Resolution


class Claim(Record):
    """One attribution relation: a source who says, a cue that signals it, a content that is said."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    id: str
    doc_id: str
    kind: Kind
    content: Passage
    cue: Cue | None
    sources: tuple[Source, ...]
    polarity: Polarity = "affirmed"
    certainty: Certainty = "asserted"
    hedge: Passage | None = None
    stated_at: Time | None = None
    parent: str | None = None
    sentence: Span
    rule: str
    confidence: Annotated[float, Field(ge=0, le=1)]


class Article(Record):
    """What goes in: a text, what to call it, and what is known of it.

    ``date`` is the day of publication (ISO 8601), ``author`` who signed it, ``url`` where it is
    on the web.
    """

    doc_id: str
    text: str
    date: str | None = None
    title: str | None = None
    author: str | None = None
    url: str | None = None


class Document(Record):
    """An article and its claims, in text order."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    doc_id: str
    text: str
    date: str | None = None
    title: str | None = None
    author: str | None = None
    url: str | None = None
    claims: tuple[Claim, ...] = ()


class Segment(Record):
    """A stretch of an article, and which piece of a claim it is, if any."""

    text: str
    part: Literal["source", "cue", "content"] | None = None


class Explanation(Record):
    """Why a claim is there.

    ``passage`` is its sentence, or sentences, cut where source, cue and content begin and end;
    joined it is the text. ``rule`` and ``rule_it`` tell in English and Italian what kind of
    construction it is, ``example`` is another of the kind. ``steps`` tell how the parts and the
    speakers were found, ``candidates`` who else might have been the speaker and was not.
    """

    claim: Claim
    passage: tuple[Segment, ...]
    rule: str
    rule_it: str
    example: str
    steps: tuple[str, ...]
    candidates: tuple[str, ...] = ()
