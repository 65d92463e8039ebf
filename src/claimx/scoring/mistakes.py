"""What went wrong, claim by claim, with the text round it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from claimx.labels import LabelledArticle, LabelledClaim
from claimx.models import GAP, Record
from claimx.scoring.matching import match
from claimx.scoring.names import same_speakers

MARGIN = 60
"""Characters of the article shown on either side of a mistake."""


class Mistake(Record):
    """A gold claim missed or given to somebody else, or a predicted one that is none.

    ``wanted`` are the gold speakers, each under the best name, ``given`` the predicted ones;
    ``start`` and ``end`` frame the content; ``before`` and ``after`` are the text round it.
    """

    what: Literal["missed", "invented", "misattributed"]
    doc_id: str
    start: int
    end: int
    before: str
    content: str
    after: str
    cue: str
    wanted: tuple[str, ...] = ()
    given: tuple[str, ...] = ()


def mistakes(article: LabelledArticle, predicted: Sequence[LabelledClaim]) -> list[Mistake]:
    """Every claim of ``article`` that is missed, invented or misattributed, in text order."""
    return sorted(_mistakes(article, predicted), key=lambda mistake: (mistake.start, mistake.end))


def _mistakes(article: LabelledArticle, predicted: Sequence[LabelledClaim]) -> Iterator[Mistake]:
    found = [pair for pair in match(article.text, article.claims, predicted) if pair.found]
    for i in set(range(len(article.claims))) - {pair.gold for pair in found}:
        claim = article.claims[i]
        yield _mistake("missed", article, claim, wanted=_best_names(claim))
    for i in set(range(len(predicted))) - {pair.predicted for pair in found}:
        yield _mistake("invented", article, predicted[i], given=_best_names(predicted[i]))
    for pair in found:
        gold, other = article.claims[pair.gold], predicted[pair.predicted]
        if not same_speakers(gold.speaker, other.speaker):
            yield _mistake(
                "misattributed", article, gold, wanted=_best_names(gold), given=_best_names(other)
            )


def _mistake(
    what: Literal["missed", "invented", "misattributed"],
    article: LabelledArticle,
    claim: LabelledClaim,
    *,
    wanted: tuple[str, ...] = (),
    given: tuple[str, ...] = (),
) -> Mistake:
    text = article.text
    start = min(start for start, _ in claim.content)
    end = max(end for _, end in claim.content)
    return Mistake(
        what=what,
        doc_id=article.doc_id,
        start=start,
        end=end,
        before=text[max(0, start - MARGIN) : start],
        content=GAP.join(text[start:end] for start, end in claim.content),
        after=text[end : end + MARGIN],
        cue=GAP.join(text[start:end] for start, end in claim.cue),
        wanted=wanted,
        given=given,
    )


def _best_names(claim: LabelledClaim) -> tuple[str, ...]:
    return tuple(names[0] for names in claim.speaker)
