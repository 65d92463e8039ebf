"""The figures are those of the independent scorer that the project is judged by."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from claimx.io.gold import read_gold
from claimx.labels import LabelledArticle, LabelledClaim
from claimx.scoring import evaluate


@pytest.fixture(scope="module")
def referee(root: Path) -> ModuleType:
    path = root.parent / "shared" / "tools" / "score_claims.py"
    if not path.is_file():
        pytest.skip(f"the independent scorer is not at hand: {path}")
    spec = importlib.util.spec_from_file_location("referee", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def distort(article: LabelledArticle, dice: random.Random) -> Iterator[LabelledClaim]:
    """The claims of ``article`` with every fault that an extractor could have."""
    for claim in article.claims:
        if dice.random() < 0.2:
            continue
        changes: dict[str, object] = {}
        if dice.random() < 0.5:
            shift, grow = dice.randint(-30, 30), dice.randint(-20, 40)
            moved = [(max(0, start + shift), end + grow) for start, end in claim.content]
            kept = tuple((start, min(end, len(article.text))) for start, end in moved)
            changes["content"] = tuple(r for r in kept if r[0] < r[1]) or claim.content
        if dice.random() < 0.2:
            changes["cue"] = dice.choice([(), claim.content])
        if dice.random() < 0.2:
            changes["source"] = dice.choice([(), claim.cue, claim.source[:1]])
        if dice.random() < 0.3:
            changes["speaker"] = dice.choice([(), (("altri",),), claim.speaker * 2])
        if dice.random() < 0.2:
            changes["kind"] = dice.choice(["direct", "indirect", "mixed"])
        yield claim.model_copy(update=changes)
        if dice.random() < 0.1:
            yield claim


@pytest.mark.parametrize("seed", range(10))
def test_same_figures(referee: ModuleType, root: Path, seed: int) -> None:
    dice = random.Random(seed)
    gold = [each for each in read_gold(root / "data/gold") if isinstance(each, LabelledArticle)]
    predicted = [list(distort(article, dice)) for article in gold]

    theirs, by_kind = referee.score(
        (
            article.text,
            [claim.model_dump() for claim in article.claims],
            [
                claim.model_dump() | {"speaker": [names[0] for names in claim.speaker]}
                for claim in claims
            ],
        )
        for article, claims in zip(gold, predicted, strict=True)
    )
    ours = evaluate(zip(gold, predicted, strict=True), resamples=1)

    assert (ours.gold, ours.predicted) == (theirs["gold"], theirs["pred"])
    assert {name: ours.metrics[name].right for name in ("attributed", "content", "exact")} == {
        "attributed": theirs["attributed"],
        "content": theirs["soft"],
        "exact": theirs["exact"],
    }
    for name, figure in (("attributed", "attributed"), ("content", "soft"), ("exact", "exact")):
        score = ours.metrics[name]
        assert (score.precision, score.recall, score.f1) == pytest.approx(
            referee.f1(theirs[figure], theirs["pred"], theirs["gold"])
        )
    for name, figure, count in (("cue", "cue", "cue_n"), ("source", "src", "src_n")):
        assert ours.metrics[name].of_found == pytest.approx(theirs[figure] / theirs[count])
    assert ours.metrics["kind"].right == theirs["kind"]
    assert {kind: [s.found, s.gold, s.attributed] for kind, s in ours.kinds.items()} == by_kind
