"""Claims as a data frame."""

from __future__ import annotations

import sys
from typing import Any

import pytest

import claimx
from claimx.errors import MissingExtraError
from claimx.models import Document

pl = pytest.importorskip("polars")
pd = pytest.importorskip("pandas")
pytest.importorskip("pyarrow")

BACKENDS: list[Any] = ["polars", "pandas"]


def column(frame: Any, name: str) -> list[Any]:
    values: list[Any] = frame[name].to_list()
    return [None if value is pd.NA else value for value in values]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("id", ["esempio#c1", "esempio#c2", "esempio#c3", "esempio#c4"]),
        ("date", ["2024-10-28"] * 4),
        ("title", [None] * 4),
        ("speaker", ["Carlo Bianchi", "Carlo Bianchi", "Élio Verdi", "procura"]),
        ("speaker_type", ["PER", "PER", "PER", "ORG"]),
        ("role", ["sindaco", "sindaco", None, None]),
        ("source", [None, "Carlo Bianchi", "Verdi", "la procura"]),
        ("start", [27, 51, 122, 174]),
        ("end", [48, 134, 134, 195]),
        ("cue_lemma", ["promettere", "dire", "sperare", "secondo"]),
        ("stated_at_value", [None, "2024-10-28", None, None]),
        ("parent", [None, None, "esempio#c2", None]),
        ("confidence", [0.9, 0.8, 0.7, 0.4]),
    ],
)
def test_flat_columns(document: Document, backend: Any, name: str, values: list[Any]) -> None:
    assert column(claimx.to_frame([document], backend), name) == values


@pytest.mark.parametrize("backend", BACKENDS)
def test_nested_columns(document: Document, backend: Any) -> None:
    frame = claimx.to_frame([document], backend)
    spans = [list(map(dict, each)) for each in column(frame, "content_spans")]
    assert spans[1] == [{"start": 51, "end": 65}, {"start": 97, "end": 134}]
    assert [list(each) for each in column(frame, "speakers")][3] == ["procura"]
    sources = column(frame, "sources")[3]
    assert [source["resolution"] for source in sources] == ["description", "ellipsis"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_types_are_the_same_whatever_is_in_it(document: Document, backend: Any) -> None:
    bare = document.model_copy(update={"claims": ()})
    full = claimx.to_frame([document] * 2, backend)
    for documents in ([], [bare]):
        empty = claimx.to_frame(documents, backend)
        assert len(empty) == 0
        assert dict(zip(empty.columns, empty.dtypes, strict=True)) == dict(
            zip(full.columns, full.dtypes, strict=True)
        )
    assert len(full) == 8


@pytest.mark.parametrize("missing", ["pyarrow", "backend"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_without_the_packages(monkeypatch: pytest.MonkeyPatch, backend: Any, missing: str) -> None:
    monkeypatch.setitem(sys.modules, backend if missing == "backend" else missing, None)
    with pytest.raises(MissingExtraError, match=rf"pip install 'claimx\[{backend}\]'"):
        claimx.to_frame([], backend)


def test_another_backend(document: Document) -> None:
    backend: Any = "dask"
    with pytest.raises(ValueError, match="no backend 'dask': polars or pandas"):
        claimx.to_frame([document], backend)
