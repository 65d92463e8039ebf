"""The records that claimx gives: plain, frozen, validated.

Every offset is a Unicode code point into the article's text exactly as given, and every
range is half-open. A list of spans has more than one entry where the piece is interrupted;
``text`` then joins the pieces with ``GAP``. Terms (*source, cue, content*) are those of
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

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Span(Record):
    """A half-open range of code points, ``text[start:end]``; never empty."""

    start: Annotated[int, Field(ge=0)]
    """The first code point."""
    end: Annotated[int, Field(ge=1)]
    """One past the last code point."""

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"a span must not be empty: {self.start}–{self.end}")
        return self


class Passage(Record):
    """Words of the article: ``text`` is the pieces under ``spans``, joined with ``[…]``."""

    text: str
    """The words, exactly as they stand there."""
    spans: Annotated[tuple[Span, ...], Field(min_length=1)]
    """Where each piece stands, in text order."""

    @classmethod
    def of(cls, text: str, pieces: list[tuple[int, int]]) -> Self:
        """The passage under ``pieces``, each (start, end) in code points of the article's ``text``.

        Raises pydantic's ValidationError, a ValueError, if there is no piece or one is empty.
        """
        return cls(
            text=GAP.join(text[start:end] for start, end in pieces),
            spans=tuple(Span(start=start, end=end) for start, end in pieces),
        )


class Cue(Passage):
    """The words that signal the saying, their dictionary form, and what kind of saying it is."""

    lemma: str
    """The dictionary form, such as ``dire``, ``essere convinto`` or ``secondo``."""
    type: CueType
    """What kind of saying it is."""


class Time(Passage):
    """The words that tell when the claim was made, and which day or days that is."""

    value: str | None = None
    """An ISO 8601 date (``2024-10-28``) or interval (``2024-10-21/2024-10-27``), if it can be told."""


class Speaker(Record):
    """Who a source is, one entity over the whole article."""

    id: str
    """Stable within the document: ``s1``, ``s2`` … in order of first claim."""
    name: str
    """The fullest name that the article gives, or a description without its article (``procura``)."""
    type: SpeakerType
    """A person, an organisation, a place, a group of people, a document, or somebody unnamed."""
    role: str | None = None
    """As the article gives it: ``segretario generale della Nato``."""
    aliases: tuple[str, ...] = ()
    """What else the article calls the speaker by name."""
    wikidata: str | None = None
    """The Wikidata item, for whoever links speakers to it; claimx leaves it null."""


class Source(Record):
    """One source of a claim: the words in the sentence, and who that is."""

    mention: Passage | None
    """The words in the sentence that name the source; null when it is inferred."""
    speaker: Speaker | None
    """Who it is, over the article; null where nobody can tell."""
    resolution: Resolution
    """How the speaker was found."""


class Claim(Record):
    """One attribution relation: a source who says, a cue that signals it, a content that is said."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    """Rises when a field changes its meaning."""
    id: str
    """The document's id, ``#c``, and the ordinal in text order: ``kursk#c3``."""
    doc_id: str
    """The id of the article."""
    kind: Kind
    """``direct``: all of the content is in quotation marks; ``indirect``: none; ``mixed``: some."""
    content: Passage
    """What is said."""
    cue: Cue | None
    """The words that signal the saying; null where there are none."""
    sources: tuple[Source, ...]
    """Who says it, one entry a source; empty where the text has none and none can be inferred."""
    polarity: Polarity = "affirmed"
    """``negated`` where the cue itself is: *non ha confermato*."""
    certainty: Certainty = "asserted"
    """``hedged`` by the conditional of hearsay, *potrebbe*, *pare* and their like."""
    hedge: Passage | None = None
    """The words that hedge, where the content is hedged."""
    stated_at: Time | None = None
    """When it was said, where the text tells."""
    parent: str | None = None
    """The id of the claim whose content holds this one, if any."""
    sentence: Span
    """The sentence of the cue, or of the content where there is no cue."""
    rule: str
    """The rule that made it, such as ``quote.cue_after``."""
    confidence: Annotated[float, Field(ge=0, le=1)]
    """How sure claimx is, from 0 to 1: of the claims given 0.8, about 80 % are right."""


class Article(Record):
    """What goes in: a text, what to call it, and what is known of it."""

    doc_id: str
    """What the ids of its claims begin with."""
    text: str
    """The text, to whose code points every offset refers."""
    date: str | None = None
    """The day of publication, ISO 8601: what *ieri* and *lunedì* count from."""
    title: str | None = None
    """The headline."""
    author: str | None = None
    """Who signed it."""
    url: str | None = None
    """Where it is on the web."""


class Document(Record):
    """An article and its claims, in text order."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    """Rises when a field changes its meaning."""
    doc_id: str
    """The id of the article."""
    text: str
    """The text exactly as given."""
    date: str | None = None
    """The day of publication, ISO 8601."""
    title: str | None = None
    """The headline."""
    author: str | None = None
    """Who signed it."""
    url: str | None = None
    """Where it is on the web."""
    claims: tuple[Claim, ...] = ()
    """Its claims, in text order."""


class Segment(Record):
    """A stretch of an article, and which piece of a claim it is, if any."""

    text: str
    """The stretch."""
    part: Literal["source", "cue", "content"] | None = None
    """Which piece of the claim it is; null for what lies between."""


class Explanation(Record):
    """Why a claim is there."""

    claim: Claim
    """The claim."""
    passage: tuple[Segment, ...]
    """Its sentence, or sentences, cut where source, cue and content begin and end."""
    rule: str
    """What kind of construction it is, in English."""
    rule_it: str
    """The same in Italian."""
    example: str
    """Another sentence of the kind."""
    steps: tuple[str, ...]
    """How the parts and the speakers were found."""
    candidates: tuple[str, ...] = ()
    """Who else might have been the speaker and was not."""
