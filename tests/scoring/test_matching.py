from __future__ import annotations

import pytest

from claimx.labels import LabelledClaim
from claimx.scoring import match


@pytest.mark.parametrize(
    ("text", "gold", "predicted", "overlap", "exact"),
    [
        pytest.param("che piove forte", "piove forte", "che piove forte", 1.0, True, id="che"),
        pytest.param("«Va bene», disse", "Va bene", "«Va bene», ", 1.0, True, id="punctuation"),
        pytest.param("uno due tre", "uno due", "due tre", 0.5, False, id="half"),
        pytest.param("uno due tre", "uno", "uno due tre", 0.5, False, id="a third, and all"),
        pytest.param("a che di", "a che", "che di", None, False, id="introducers alone"),
        pytest.param("uno due tre", "uno", "tre", None, False, id="apart"),
    ],
)
def test_overlap(text: str, gold: str, predicted: str, overlap: float | None, exact: bool) -> None:
    one, other = (
        LabelledClaim(kind="direct", content=((text.index(w), text.index(w) + len(w)),))
        for w in (gold, predicted)
    )
    pairs = match(text, [one], [other])
    assert [pair.overlap for pair in pairs] == ([] if overlap is None else [overlap])
    assert any(pair.exact for pair in pairs) is exact
    assert all(pair.found for pair in pairs)


def test_the_greatest_overlap_goes_first_and_each_claim_once() -> None:
    text = "uno due tre quattro"
    gold = [LabelledClaim(kind="direct", content=(r,)) for r in ((0, 19), (0, 7))]
    predicted = [LabelledClaim(kind="direct", content=(r,)) for r in ((0, 7), (0, 11))]
    assert [(p.gold, p.predicted) for p in match(text, gold, predicted)] == [(1, 0), (0, 1)]


def test_ties_go_to_the_pair_of_like_cue() -> None:
    text = "nega e dice che piove"
    piove, nega, dice = ((16, 21),), ((0, 4),), ((7, 11),)
    gold = [LabelledClaim(kind="indirect", content=piove, cue=cue) for cue in (nega, dice)]
    assert [(p.gold, p.predicted) for p in match(text, gold, gold[::-1])] == [(0, 1), (1, 0)]
    assert [(p.gold, p.predicted) for p in match(text, gold, gold)] == [(0, 0), (1, 1)]
