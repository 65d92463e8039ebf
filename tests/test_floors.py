"""The quality gate: no figure on the gold falls below its floor."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

FLOORS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "floors.toml").read_text())
ARTICLE: dict[str, float] = FLOORS.pop("article")

Run = Callable[..., Result]


def figures(result: Result) -> dict[str, float | None]:
    assert result.exit_code == 0, result.stderr
    metrics = json.loads(result.stdout)["metrics"]
    return {name: metrics[name]["f1"] for name in metrics}


def below(figures: dict[str, float | None], floors: dict[str, float]) -> list[str]:
    """Each figure that is below its floor, with both."""
    return [
        f"{name}: {figures[name]} < {floor}"
        for name, floor in floors.items()
        if (figures[name] or 0) < floor
    ]


@pytest.fixture(scope="module")
def gold_figures(root: Path) -> dict[str, float | None]:
    from typer.testing import CliRunner

    from claimx.cli import app

    # the floors are those of the articles that are at hand everywhere
    alone = {"CLAIMX_CORPORA": None}
    command = ["evaluate", str(root / "data/gold"), "--format", "json"]
    return figures(CliRunner().invoke(app, command, env=alone))


def test_no_figure_is_below_its_floor(gold_figures: dict[str, float | None]) -> None:
    assert below(gold_figures, FLOORS) == []


def test_the_article_is_not_below_its_floor(run: Run, root: Path) -> None:
    gold = root / "data/gold/askanews-nato-kursk.json"
    assert below(figures(run("evaluate", gold, "--format", "json")), ARTICLE) == []


def test_the_gate_shuts() -> None:
    measured = {"attributed": 0.5, "content": 0.7, "negated": None}
    floors = {"attributed": 0.6, "content": 0.7, "negated": 0.1}
    assert below(measured, floors) == ["attributed: 0.5 < 0.6", "negated: None < 0.1"]
