"""Claims as a person labels them: what gold files hold, and what scoring compares.

A labelled claim says what is said, by which words it is signalled, by whom, and under which
names that speaker may be given. Offsets are code points, ranges half-open, as in
``claimx.models``; a gold file writes each range as ``[start, end]``.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from claimx.models import Certainty, Claim, Document, Kind, Passage, Polarity, Record


def _not_empty(span: tuple[int, int]) -> tuple[int, int]:
    start, end = span
    if not 0 <= start < end:
        raise ValueError(f"not a range: [{start}, {end}]")
    return span


Range = Annotated[tuple[int, int], AfterValidator(_not_empty)]
Names = Annotated[tuple[str, ...], Field(min_length=1)]


class LabelledClaim(Record):
    """One claim; ``speaker`` has the accepted names of each source, the best first.

    ``certainty`` and ``stated_at`` are None where the labeller did not say.
    """

    kind: Kind
    content: Annotated[tuple[Range, ...], Field(min_length=1)]
    cue: tuple[Range, ...] = ()
    source: tuple[Range, ...] = ()
    speaker: tuple[Names, ...] = ()
    polarity: Polarity = "affirmed"
    inside: bool = False
    certainty: Certainty | None = None
    stated_at: tuple[Range, ...] | None = None

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """Every range that the claim names."""
        return (*self.content, *self.cue, *self.source, *(self.stated_at or ()))

    @classmethod
    def of(cls, claim: Claim) -> Self:
        """What ``claim`` says, in the terms of a label."""
        return cls(
            kind=claim.kind,
            content=_ranges(claim.content),
            cue=_ranges(claim.cue),
            source=tuple(span for source in claim.sources for span in _ranges(source.mention)),
            speaker=tuple((source.speaker.name,) for source in claim.sources if source.speaker),
            polarity=claim.polarity,
            inside=claim.parent is not None,
            certainty=claim.certainty,
            stated_at=_ranges(claim.stated_at),
        )


class LabelledArticle(BaseModel):
    """An article and its labelled claims. Fields that scoring does not know are let be."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    doc_id: str
    text: str
    date: str | None = None
    title: str | None = None
    claims: tuple[LabelledClaim, ...] = ()

    @classmethod
    def of(cls, document: Document) -> Self:
        """What claimx found in ``document``, in the terms of labels."""
        return cls(
            doc_id=document.doc_id,
            text=document.text,
            date=document.date,
            title=document.title,
            claims=tuple(LabelledClaim.of(claim) for claim in document.claims),
        )


def _ranges(passage: Passage | None) -> tuple[tuple[int, int], ...]:
    return tuple((span.start, span.end) for span in passage.spans) if passage else ()
