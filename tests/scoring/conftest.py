"""Claims in few words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from claimx.labels import LabelledArticle, LabelledClaim

TEXT = "Anna dice che piove forte. Bruno nega che la strada sia chiusa. «Va bene», ha detto Carla."


@pytest.fixture
def claim() -> Callable[..., LabelledClaim]:
    """Makes a claim from words of the text: content, then cue, source, speaker …"""

    def claim(*content: str, speaker: tuple[str, ...] = (), **fields: Any) -> LabelledClaim:
        ranges = {
            name: tuple(_range(words) for words in fields.pop(name, ()))
            for name in ("cue", "source")
        }
        if "stated_at" in fields:
            fields["stated_at"] = tuple(_range(words) for words in fields["stated_at"])
        return LabelledClaim(
            content=tuple(_range(words) for words in content),
            speaker=tuple((name,) for name in speaker),
            **{"kind": "indirect", **ranges, **fields},
        )

    return claim


@pytest.fixture
def article() -> Callable[..., LabelledArticle]:
    """Makes an article that holds the given claims."""

    def article(*claims: LabelledClaim, doc_id: str = "a") -> LabelledArticle:
        return LabelledArticle(doc_id=doc_id, text=TEXT, claims=claims)

    return article


def _range(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)
