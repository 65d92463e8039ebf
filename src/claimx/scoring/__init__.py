"""Predicted claims against labelled ones: who said what, found and rightly attributed."""

from claimx.scoring.matching import Pair, match
from claimx.scoring.metrics import METRICS, Interval, KindScore, Score, Scores, evaluate
from claimx.scoring.mistakes import Mistake, mistakes

__all__ = [
    "METRICS",
    "Interval",
    "KindScore",
    "Mistake",
    "Pair",
    "Score",
    "Scores",
    "evaluate",
    "match",
    "mistakes",
]
