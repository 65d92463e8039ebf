"""How sure a claim is: a logistic of what the rules know about it, fitted on gold.

The weights stand in ``lexicon/confidence.toml`` and are made by ``training/confidence.py``. Of the
claims given 0.8 about 80 % are right: content found and every speaker right.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache

from claimx.lexicon import read_toml


@cache
def _weights() -> tuple[float, dict[str, float]]:
    raw = read_toml("confidence.toml")
    return float(raw["bias"]), {str(name): float(weight) for name, weight in raw["weights"].items()}


def features(
    *,
    rule: str,
    kind: str,
    cue_type: str | None,
    resolution: str,
    nested: bool,
    words: int,
    sources: int,
) -> Iterator[str]:
    """What is known of a claim, as names that may carry a weight.

    ``resolution`` is that of the first source (``missing`` where there is none), ``words`` the
    length of the content, ``sources`` how many sources there are.
    """
    yield f"rule={rule}"
    yield f"kind={kind}"
    yield f"cue={cue_type or 'none'}"
    yield f"resolution={resolution}"
    yield f"rule+resolution={rule.split('.')[0]}+{resolution}"
    if nested:
        yield "nested"
    if words <= 3:
        yield "short"
    elif words > 40:
        yield "long"
    if sources > 1:
        yield "several"


def confidence(names: Iterator[str]) -> float:
    """The probability of being right, two digits."""
    bias, weights = _weights()
    score = bias + sum(weights.get(name, 0.0) for name in names)
    return round(1 / (1 + math.exp(-score)), 2)
