"""How good the predicted claims are: precision, recall and F1, each with its interval.

========== =================================================================================
metric     a predicted claim is right if, of the gold claim that it is matched with,
========== =================================================================================
attributed the content is found (token F1 of at least 0.5) and every speaker is right
content    the content is found
exact      the content is the same words
cue        it is found and the cues overlap; counted where there is a cue
source     it is found and every source mention is overlapped; where there is a mention
speaker    it is found and every speaker is right; where there is a speaker
kind       it is found and direct, indirect or mixed alike
negated    both cues are negated: of the claims found, as are the next two
hedged     both are hedged; only in articles whose labels tell
stated_at  the times overlap; only in articles whose labels tell
========== =================================================================================

A figure with nothing to score is None, not 0.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Self

from claimx.labels import LabelledArticle, LabelledClaim
from claimx.models import Kind, Record
from claimx.scoring.matching import match, overlap
from claimx.scoring.names import same_speakers

RESAMPLES = 1000
SEED = 2012

METRICS = (
    "attributed",
    "content",
    "exact",
    "cue",
    "source",
    "speaker",
    "kind",
    "negated",
    "hedged",
    "stated_at",
)


class Interval(Record):
    """Where the figure lies in 95 % of samples of as many articles."""

    low: float
    high: float


class Score(Record):
    """One metric over all articles, with the counts that it comes from."""

    precision: float | None
    recall: float | None
    f1: float | None
    interval: Interval | None
    """Of F1; None with fewer than two articles."""
    right: int
    predicted: int
    gold: int
    of_found: float | None
    """The share that is right of the gold claims found, which tells a step from those before."""


class KindScore(Record):
    """How many of the gold claims of one kind are found, and rightly attributed."""

    gold: int
    found: int
    attributed: int


class Scores(Record):
    """All the figures: ``metrics`` by the names in ``METRICS``, ``kinds`` by gold kind."""

    articles: int
    gold: int
    predicted: int
    metrics: dict[str, Score]
    kinds: dict[Kind, KindScore]


class Tally(NamedTuple):
    """The counts behind a score, which add up over articles."""

    right: int = 0
    predicted: int = 0
    gold: int = 0
    found: int = 0

    @classmethod
    def sum(cls, tallies: Iterable[Tally]) -> Self:
        """All of ``tallies`` together."""
        return cls(*(sum(column) for column in zip(*tallies, strict=True)))

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.right, self.predicted + self.gold)


class _Outcome(NamedTuple):
    """One article's claims and the pairs of them whose content is found."""

    text: str
    gold: Sequence[LabelledClaim]
    predicted: Sequence[LabelledClaim]
    found: Sequence[tuple[LabelledClaim, LabelledClaim]]
    exact: int


def evaluate(
    articles: Iterable[tuple[LabelledArticle, Sequence[LabelledClaim]]],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Scores:
    """Score each article's predicted claims against its labelled ones.

    The interval is a percentile bootstrap over articles, the same at every run.
    """
    outcomes = [_outcome(article, predicted) for article, predicted in articles]
    tallies = [_tallies(outcome) for outcome in outcomes]
    draws = list(_draws(len(outcomes), resamples, seed))
    return Scores(
        articles=len(outcomes),
        gold=sum(len(outcome.gold) for outcome in outcomes),
        predicted=sum(len(outcome.predicted) for outcome in outcomes),
        metrics={metric: _score([tally[metric] for tally in tallies], draws) for metric in METRICS},
        kinds=_kinds(outcomes),
    )


def _outcome(article: LabelledArticle, predicted: Sequence[LabelledClaim]) -> _Outcome:
    pairs = match(article.text, article.claims, predicted)
    return _Outcome(
        text=article.text,
        gold=article.claims,
        predicted=predicted,
        found=[(article.claims[p.gold], predicted[p.predicted]) for p in pairs if p.found],
        exact=sum(pair.exact for pair in pairs),
    )


def _tallies(outcome: _Outcome) -> dict[str, Tally]:
    text, gold, predicted, found, exact = outcome

    def everywhere(right: Callable[[LabelledClaim, LabelledClaim], bool]) -> Tally:
        hits = sum(right(wanted, given) for wanted, given in found)
        return Tally(hits, len(predicted), len(gold), len(found))

    def where(
        has: Callable[[LabelledClaim], bool], right: Callable[[LabelledClaim, LabelledClaim], bool]
    ) -> Tally:
        return Tally(
            sum(has(wanted) and right(wanted, given) for wanted, given in found),
            sum(map(has, predicted)),
            sum(map(has, gold)),
            sum(has(wanted) for wanted, _ in found),
        )

    def of_found(
        has: Callable[[LabelledClaim], bool], right: Callable[[LabelledClaim, LabelledClaim], bool]
    ) -> Tally:
        wanted_count = sum(has(wanted) for wanted, _ in found)
        return Tally(
            sum(has(wanted) and has(given) and right(wanted, given) for wanted, given in found),
            sum(has(given) for _, given in found),
            wanted_count,
            wanted_count,
        )

    def speakers(wanted: LabelledClaim, given: LabelledClaim) -> bool:
        return same_speakers(wanted.speaker, given.speaker)

    def sources(wanted: LabelledClaim, given: LabelledClaim) -> bool:
        return all(
            any(overlap(text, [mention], [other]) for other in given.source)
            for mention in wanted.source
        )

    tells_certainty = any(claim.certainty is not None for claim in gold)
    tells_time = any(claim.stated_at is not None for claim in gold)
    return {
        "attributed": everywhere(speakers),
        "content": everywhere(lambda wanted, given: True),
        "exact": Tally(exact, len(predicted), len(gold), len(found)),
        "cue": where(_has_cue, lambda wanted, given: overlap(text, wanted.cue, given.cue)),
        "source": where(_has_source, sources),
        "speaker": where(_has_speaker, speakers),
        "kind": everywhere(lambda wanted, given: wanted.kind == given.kind),
        "negated": of_found(_is_negated, lambda wanted, given: True),
        "hedged": of_found(_is_hedged, lambda wanted, given: True) if tells_certainty else Tally(),
        "stated_at": of_found(
            _has_time,
            lambda wanted, given: overlap(text, wanted.stated_at or (), given.stated_at or ()),
        )
        if tells_time
        else Tally(),
    }


def _has_cue(claim: LabelledClaim) -> bool:
    return bool(claim.cue)


def _has_source(claim: LabelledClaim) -> bool:
    return bool(claim.source)


def _has_speaker(claim: LabelledClaim) -> bool:
    return bool(claim.speaker)


def _is_negated(claim: LabelledClaim) -> bool:
    return claim.polarity == "negated"


def _is_hedged(claim: LabelledClaim) -> bool:
    return claim.certainty == "hedged"


def _has_time(claim: LabelledClaim) -> bool:
    return bool(claim.stated_at)


def _kinds(outcomes: Sequence[_Outcome]) -> dict[Kind, KindScore]:
    gold: list[Kind] = [claim.kind for outcome in outcomes for claim in outcome.gold]
    found = [pair for outcome in outcomes for pair in outcome.found]
    return {
        kind: KindScore(
            gold=gold.count(kind),
            found=sum(wanted.kind == kind for wanted, _ in found),
            attributed=sum(
                wanted.kind == kind and same_speakers(wanted.speaker, given.speaker)
                for wanted, given in found
            ),
        )
        for kind in sorted(set(gold))
    }


def _score(tallies: Sequence[Tally], draws: Sequence[Sequence[int]]) -> Score:
    total = Tally.sum([Tally(), *tallies])
    return Score(
        precision=_share(total.right, total.predicted),
        recall=_share(total.right, total.gold),
        f1=total.f1,
        interval=_interval(tallies, draws) if len(tallies) > 1 else None,
        right=total.right,
        predicted=total.predicted,
        gold=total.gold,
        of_found=_share(total.right, total.found),
    )


def _interval(tallies: Sequence[Tally], draws: Iterable[Sequence[int]]) -> Interval | None:
    samples = (Tally.sum(tallies[i] for i in draw).f1 for draw in draws)
    figures = sorted(figure for figure in samples if figure is not None)
    if not figures:
        return None
    last = len(figures) - 1
    return Interval(low=figures[round(0.025 * last)], high=figures[round(0.975 * last)])


def _draws(articles: int, resamples: int, seed: int) -> Iterator[Sequence[int]]:
    """``resamples`` samples, with replacement, of as many articles as there are."""
    dice = random.Random(seed)
    if articles:
        for _ in range(resamples):
            yield dice.choices(range(articles), k=articles)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
