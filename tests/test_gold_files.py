"""The gold files keep to their form, so that no score comes from a slip of the pen."""

from __future__ import annotations

from itertools import chain, pairwise
from pathlib import Path

import pytest

from claimx.io.gold import read_gold
from claimx.labels import LabelledArticle, LabelledClaim

GOLD = Path(__file__).parents[1] / "data" / "gold"
FILES = sorted(GOLD.glob("*.json"))


def labelled(path: Path, corpora: Path | None = None) -> list[LabelledArticle]:
    articles = list(read_gold(path, corpora))
    assert [str(each) for each in articles if isinstance(each, Exception)] == []
    return [each for each in articles if isinstance(each, LabelledArticle)]


def check(article: LabelledArticle) -> None:
    text = article.text
    for claim in article.claims:
        for start, end in claim.ranges:
            assert text[start:end] == text[start:end].strip(), "a span begins or ends in a blank"
        ordered = sorted(claim.content)
        assert list(claim.content) == ordered, "the pieces of a content are in text order"
        assert all(a[1] <= b[0] for a, b in pairwise(ordered))
        assert not claim.cue or not _meet(claim.content, claim.cue), "a cue is no content"
        assert all(chain.from_iterable(claim.speaker)), "a name is empty"
        if claim.source and claim.speaker:
            assert len(claim.source) == len(claim.speaker), "a speaker for each source"
        if claim.inside:
            assert any(_within(claim, other) for other in article.claims if other is not claim)


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in FILES])
def test_a_gold_file_is_well_formed(path: Path) -> None:
    (article,) = labelled(path)
    assert article.doc_id == path.stem
    assert article.claims
    check(article)


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.stem) for path in sorted(GOLD.glob("standoff/*.jsonl"))]
)
def test_a_stand_off_file_is_well_formed(path: Path, corpora: Path) -> None:
    articles = labelled(path, corpora)
    assert articles
    for article in articles:
        check(article)


def test_the_gold_covers_what_a_score_needs() -> None:
    articles = [article for path in FILES for article in labelled(path)]
    claims = [claim for article in articles for claim in article.claims]
    assert len(articles) >= 13
    assert len(claims) >= 100
    assert {claim.kind for claim in claims} == {"direct", "indirect", "mixed"}
    assert len({article.doc_id for article in articles}) == len(articles)


def _meet(one: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...]) -> bool:
    return any(a < d and c < b for a, b in one for c, d in other)


def _within(claim: LabelledClaim, other: LabelledClaim) -> bool:
    """Whether the content of ``claim`` lies between the ends of the other's."""
    first, last = other.content[0][0], other.content[-1][1]
    return all(first <= start and end <= last for start, end in claim.content)
