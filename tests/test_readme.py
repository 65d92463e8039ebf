"""What the README shows is what claimx prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result


@pytest.fixture(scope="module")
def blocks(root: Path) -> list[str]:
    """The README's blocks of code."""
    return re.findall(r"```\w*\n(.*?)```", (root / "README.md").read_text(encoding="utf-8"), re.S)


@pytest.mark.usefixtures("nlp")
def test_the_table_is_the_real_one(
    root: Path, blocks: list[str], run: Callable[..., Result]
) -> None:
    command, *rows = [line.rstrip() for line in blocks[0].splitlines() if line.strip()]
    assert command.startswith("$ claimx ")
    words = [word for word in command.split()[2:] if not word.startswith("data/")]
    article = root / command.split()[-1]
    shown = run(*words, article, "--format", "table", width=100).stdout
    there = {line.rstrip() for line in shown.splitlines()}
    assert [row for row in rows if row not in there and row != " …"] == []


def test_every_command_and_option_is_there(blocks: list[str], run: Callable[..., Result]) -> None:
    (block,) = [block for block in blocks if "claimx evaluate" in block]
    commands = re.findall(r"^claimx (\w+)", block, re.M)
    assert len(commands) == 8
    shown = [run(command, "--help", width=200) for command in commands]
    assert [help_.exit_code for help_ in shown] == [0] * len(commands)
    told = re.findall(r"--[a-z-]+", block)
    help_ = "".join(help_.stdout for help_ in shown)
    assert [option for option in told if option not in help_] == []
