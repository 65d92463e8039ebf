from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

import claimx


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["-c", "import claimx"], id="import"),
        pytest.param(["-m", "claimx", "--help"], id="help"),
        pytest.param(["-m", "claimx", "extract", "--help"], id="help of extract"),
        pytest.param(["-m", "claimx", "export", "--help"], id="help of export"),
        pytest.param(["-m", "claimx", "report", "--help"], id="help of report"),
        pytest.param(["-m", "claimx", "--version"], id="version"),
        pytest.param(["-m", "claimx", "schema"], id="schema"),
        pytest.param(["-m", "claimx", "cues"], id="cues"),
    ],
)
def test_no_spacy_is_loaded_before_it_is_needed(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *words], capture_output=True, text=True, check=False
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "claimx" in loaded
    assert (
        sorted(loaded & {"cassis", "jinja2", "numpy", "pyarrow", "pyspark", "spacy", "thinc"}) == []
    )


@pytest.mark.parametrize("name", claimx.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(claimx, name) is not None


def test_the_module_of_that_name_does_not_take_the_place_of_extract() -> None:
    module = importlib.import_module("claimx.extract")
    assert claimx.extract is module.extract


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        claimx.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_reading_and_writing_load_no_package_before_its_format_is_met() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-X",
            "importtime",
            "-c",
            "import claimx.io, claimx.io.frame, claimx.io.exchange",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    extras = {
        "cassis",
        "docx",
        "pandas",
        "pdfminer",
        "polars",
        "pyarrow",
        "requests",
        "trafilatura",
    }
    assert "claimx.io.frame" in loaded
    assert sorted(loaded & (extras | {"charset_normalizer", "spacy"})) == []
