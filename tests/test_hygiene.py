"""What the project says of itself in several places is the same in all."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import claimx


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, object]:
    found: dict[str, object] = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))[
        "project"
    ]
    return found


@pytest.mark.parametrize(
    ("file", "pattern"),
    [
        ("CITATION.cff", r"^version: (.+)$"),
        ("CHANGELOG.md", r"^## \[(\d.+)\] - \d{4}-\d\d-\d\d$"),
    ],
)
def test_the_version_is_everywhere_the_same(
    root: Path, project: dict[str, object], file: str, pattern: str
) -> None:
    told = re.search(pattern, (root / file).read_text("utf-8"), re.M)
    assert told is not None
    assert told[1] == project["version"] == claimx.__version__


def test_the_day_of_the_version_is_the_same(root: Path) -> None:
    cited = re.search(r'^date-released: "(.+)"$', (root / "CITATION.cff").read_text("utf-8"), re.M)
    assert cited is not None
    assert f"## [{claimx.__version__}] - {cited[1]}" in (root / "CHANGELOG.md").read_text("utf-8")


def test_the_paths_that_contributing_names_are_there(root: Path) -> None:
    page = (root / "CONTRIBUTING.md").read_text("utf-8")
    paths = set(re.findall(r"`((?:data|src|tests|docs|training|benchmarks)/[\w./-]+)`", page))
    assert len(paths) > 5
    assert [path for path in sorted(paths) if not (root / path).exists()] == []


def test_the_tests_that_the_formats_name_are_there(root: Path) -> None:
    page = (root / "docs" / "formats.md").read_text("utf-8")
    named = set(re.findall(r"`(tests/[\w./]+)`", page))
    there = {
        path.relative_to(root).as_posix() for path in (root / "tests" / "io").glob("test_*.py")
    }
    assert [path for path in sorted(named) if not (root / path).exists()] == []
    assert there - named == {"tests/io/test_language.py", "tests/io/test_shards.py"}
