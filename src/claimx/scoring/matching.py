"""Which predicted claim stands for which gold claim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from claimx.labels import LabelledClaim

FOUND = 0.5
"""Token F1 of the contents from which on a gold claim counts as found."""

_WORD = re.compile(r"\w+")
_INTRODUCERS = frozenset({"che", "di", "se", "a", "d"})


class Pair(NamedTuple):
    """A gold and a predicted claim, by index, that share words of their content."""

    gold: int
    predicted: int
    overlap: float
    """Token F1 of the two contents, above 0, at most 1."""
    exact: bool
    """Whether the contents are the same words."""

    @property
    def found(self) -> bool:
        """Whether the overlap is enough."""
        return self.overlap >= FOUND


def words(text: str, ranges: Iterable[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """The words of ``text`` under ``ranges``, each as (start, end).

    Punctuation does not count, nor does an introducing *che, di, se* or *a*, so that annotators
    may differ in these.

    >>> sorted(words("ha detto che piove", [(9, 18)]))
    [(13, 18)]
    """
    found = [hit.span() for start, end in ranges for hit in _WORD.finditer(text, start, end)]
    first = next(
        (i for i, (start, end) in enumerate(found) if text[start:end].lower() not in _INTRODUCERS),
        len(found),
    )
    return frozenset(found[first:])


def match(
    text: str, gold: Sequence[LabelledClaim], predicted: Sequence[LabelledClaim]
) -> list[Pair]:
    """Pair claims one to one, the greatest overlap of contents first.

    Ties go to the pair whose cues share more words, then to the earlier claims.
    """
    gold_words = [words(text, claim.content) for claim in gold]
    predicted_words = [words(text, claim.content) for claim in predicted]
    gold_cues = [words(text, claim.cue) for claim in gold]
    predicted_cues = [words(text, claim.cue) for claim in predicted]

    candidates = [
        Pair(i, j, 2 * len(shared) / (len(wanted) + len(given)), wanted == given)
        for i, wanted in enumerate(gold_words)
        for j, given in enumerate(predicted_words)
        if (shared := wanted & given)
    ]
    candidates.sort(
        key=lambda pair: (
            -pair.overlap,
            -len(gold_cues[pair.gold] & predicted_cues[pair.predicted]),
            pair.gold,
            pair.predicted,
        )
    )

    pairs: list[Pair] = []
    taken_gold: set[int] = set()
    taken_predicted: set[int] = set()
    for pair in candidates:
        if pair.gold not in taken_gold and pair.predicted not in taken_predicted:
            taken_gold.add(pair.gold)
            taken_predicted.add(pair.predicted)
            pairs.append(pair)
    return pairs


def overlap(text: str, one: Iterable[tuple[int, int]], other: Iterable[tuple[int, int]]) -> bool:
    """Whether the two passages share a word."""
    return bool(words(text, one) & words(text, other))
