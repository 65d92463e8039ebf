from __future__ import annotations

from collections.abc import Callable

import pytest

from claimx.labels import LabelledArticle, LabelledClaim
from claimx.scoring import Score, evaluate, mistakes

Make = Callable[..., LabelledClaim]
MakeArticle = Callable[..., LabelledArticle]


def counts(score: Score) -> tuple[int, int, int]:
    return score.right, score.predicted, score.gold


def test_each_metric_counts_what_it_says(claim: Make, article: MakeArticle) -> None:
    gold = [
        claim("piove forte", cue=["dice"], source=["Anna"], speaker=("Anna",)),
        claim("la strada sia chiusa", cue=["nega"], source=["Bruno"], speaker=("Bruno",)),
        claim("Va bene", kind="direct", cue=["ha detto"], speaker=("Carla",)),
    ]
    predicted = [
        claim("piove forte", cue=["dice"], source=["Anna"], speaker=("Anna",)),
        claim("strada sia chiusa", cue=["Bruno"], source=["nega"], speaker=("Anna",)),
        claim("ha detto Carla"),
    ]
    scores = evaluate([(article(*gold), predicted)]).metrics
    assert {name: counts(score) for name, score in scores.items()} == {
        "attributed": (1, 3, 3),
        "content": (2, 3, 3),
        "exact": (1, 3, 3),
        "cue": (1, 2, 3),
        "source": (1, 2, 2),
        "speaker": (1, 2, 3),
        "kind": (2, 3, 3),
        "negated": (0, 0, 0),
        "hedged": (0, 0, 0),
        "stated_at": (0, 0, 0),
    }
    assert scores["attributed"].f1 == pytest.approx(1 / 3)
    assert scores["attributed"].of_found == pytest.approx(1 / 2)


@pytest.mark.parametrize(
    ("metric", "gold", "predicted", "expected"),
    [
        pytest.param(
            "negated", {"polarity": "negated"}, {"polarity": "negated"}, (1, 1, 1), id="negated"
        ),
        pytest.param("negated", {}, {"polarity": "negated"}, (0, 1, 0), id="wrongly negated"),
        pytest.param(
            "hedged", {"certainty": "hedged"}, {"certainty": "asserted"}, (0, 0, 1), id="hedge"
        ),
        pytest.param("hedged", {}, {"certainty": "hedged"}, (0, 0, 0), id="no certainty labelled"),
        pytest.param(
            "stated_at", {"stated_at": ["Anna dice"]}, {"stated_at": ["dice"]}, (1, 1, 1), id="time"
        ),
        pytest.param(
            "stated_at", {"stated_at": []}, {"stated_at": ["dice"]}, (0, 1, 0), id="no such time"
        ),
        pytest.param("stated_at", {}, {"stated_at": ["dice"]}, (0, 0, 0), id="no time labelled"),
    ],
)
def test_what_qualifies_a_claim_is_scored_where_it_is_labelled(
    claim: Make,
    article: MakeArticle,
    metric: str,
    gold: dict[str, object],
    predicted: dict[str, object],
    expected: tuple[int, int, int],
) -> None:
    pair = article(claim("piove forte", **gold)), [claim("piove forte", **predicted)]
    assert counts(evaluate([pair]).metrics[metric]) == expected


def test_nothing_to_score_is_none_and_nothing_right_is_0(claim: Make, article: MakeArticle) -> None:
    empty = evaluate([]).metrics["attributed"]
    assert (empty.precision, empty.recall, empty.f1, empty.interval) == (None,) * 4
    missed = evaluate([(article(claim("piove forte")), [])]).metrics["attributed"]
    assert (missed.precision, missed.recall, missed.f1) == (None, 0, 0)


def test_kinds_are_those_of_gold(claim: Make, article: MakeArticle) -> None:
    gold = claim("Va bene", kind="direct"), claim("piove forte")
    predicted = [claim("Va bene", kind="mixed"), claim("piove forte", speaker=("Anna",))]
    kinds = evaluate([(article(*gold), predicted)]).kinds
    assert {kind: (s.gold, s.found, s.attributed) for kind, s in kinds.items()} == {
        "direct": (1, 1, 1),
        "indirect": (1, 1, 0),
    }


def test_the_interval_holds_the_figure_and_does_not_change(
    claim: Make, article: MakeArticle
) -> None:
    right = article(claim("piove forte")), [claim("piove forte")]
    wrong = article(claim("piove forte")), []
    mixed = evaluate([right, wrong] * 10).metrics["attributed"]
    assert mixed.interval is not None
    assert mixed.f1 is not None
    assert 0.3 < mixed.interval.low < mixed.f1 < mixed.interval.high < 0.95
    assert evaluate([right, wrong] * 10).metrics["attributed"] == mixed

    even = evaluate([right] * 5).metrics["attributed"].interval
    assert even is not None
    assert (even.low, even.high) == (1, 1)
    assert evaluate([right]).metrics["attributed"].interval is None


def test_mistakes_are_told_with_the_text_round_them(claim: Make, article: MakeArticle) -> None:
    gold = article(
        claim("piove forte", cue=["dice"], speaker=("Anna",)),
        claim("la strada sia chiusa", speaker=("Bruno",)),
    )
    predicted = [
        claim("la strada sia chiusa", speaker=("Anna", "Carla")),
        claim("ha detto", "Carla", speaker=("Carla",)),
    ]
    missed, misattributed, invented = mistakes(gold, predicted)
    assert (missed.what, missed.content, missed.cue, missed.wanted) == (
        "missed",
        "piove forte",
        "dice",
        ("Anna",),
    )
    assert (missed.before, missed.after[:14]) == ("Anna dice che ", ". Bruno nega c")
    assert (misattributed.what, misattributed.wanted, misattributed.given) == (
        "misattributed",
        ("Bruno",),
        ("Anna", "Carla"),
    )
    assert (invented.what, invented.content) == ("invented", "ha detto […] Carla")
    assert gold.text[invented.start : invented.end] == "ha detto Carla"
