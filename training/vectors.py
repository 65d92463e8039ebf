"""Train floret vectors: word vectors for any spelling, in a table of fixed size.

floret stores a word and its parts (character n-grams) in one hash table of
`rows` rows.  A rare or misspelt word still gets a vector from its parts, and
the table of 40,000 x 128 numbers is all that the pipeline has to carry.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import floret  # type: ignore[import-untyped]


@dataclass(frozen=True)
class VectorSettings:
    """What the vectors are trained with.

    Always one thread, or the result changes from run to run; floret fixes its own seed.
    """

    model: str = "skipgram"
    dim: int = 128
    rows: int = 40_000
    epochs: int = 5
    window: int = 5
    min_count: int = 5
    minn: int = 4
    maxn: int = 5
    hash_count: int = 2


def train_vectors(text: Path, target: Path, settings: VectorSettings) -> None:
    """Train on a file of tokenized lines and write the table in floret's text format."""
    model = floret.train_unsupervised(
        str(text),
        model=settings.model,
        mode="floret",
        dim=settings.dim,
        bucket=settings.rows,
        epoch=settings.epochs,
        ws=settings.window,
        minCount=settings.min_count,
        minn=settings.minn,
        maxn=settings.maxn,
        hashCount=settings.hash_count,
        thread=1,
    )
    model.save_floret_vectors(str(target))
