"""What is published, the source and the wheel made of it, is whole and works by itself."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of both: without a network, as what builds them is there."""
    folder = tmp_path_factory.mktemp("dist")
    words = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(root)]
    subprocess.run(words, check=True, capture_output=True)
    return folder


def sources(folder: Path) -> set[str]:
    """The files of a package, by their path from where it lies."""
    return {
        path.relative_to(folder.parent).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


def test_the_wheel_has_every_file_of_the_package(root: Path, built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    there = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert there == sources(root / "src" / "claimx")


def test_the_source_has_what_a_contributor_needs(root: Path, built: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as tar:
        there = {name.partition("/")[2] for name in tar.getnames()}
    kept = {
        "Makefile",
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "CITATION.cff",
        "mkdocs.yml",
    }
    assert kept <= there
    for folder in ("tests", "data", "docs", "notebooks", "training", "benchmarks"):
        assert {f"{folder}/{path.name}" for path in (root / folder).glob("*.[mpit]*")} <= there


def test_the_wheel_works_without_the_source(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(tmp_path / "site"), str(wheel)], check=True)
    (tmp_path / "ponte.txt").write_text("«Il ponte riapre», ha detto la sindaca.", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "import claimx.cli as c; print(c.__file__); c.app()",
         "extract", "ponte.txt", "--format", "jsonl"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": "site"}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    place, claim = done.stdout.splitlines()
    assert Path(tmp_path, place).is_relative_to(tmp_path / "site")
    assert '"text":"Il ponte riapre"' in claim
