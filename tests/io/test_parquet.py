"""Parquet in and out."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from claimx.errors import InputError
from claimx.io import Columns, Format, parquet, read, writer, written
from claimx.models import SCHEMA_VERSION, Article, Claim, Document

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

Run = Callable[..., Result]
DAY = datetime.date(2024, 10, 28)


def table(path: Path, **columns: Any) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def outcome(path: Path, columns: Columns | None = None) -> list[Article | str]:
    return [
        str(found).replace(f"{path}", "FILE") if isinstance(found, InputError) else found
        for found in read([str(path)], columns=columns)
    ]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        pytest.param(
            {"id": ["a"], "text": ["Sì."], "other": [1.5]},
            Article(doc_id="a", text="Sì."),
            id="what else is there is let be",
        ),
        pytest.param(
            {"doc_id": [7], "text": ["Sì."]}, Article(doc_id="7", text="Sì."), id="number"
        ),
        pytest.param(
            {"id": ["a"], "text": ["Sì."], "date": [DAY], "title": ["T"]},
            Article(doc_id="a", text="Sì.", date="2024-10-28", title="T"),
            id="a day",
        ),
        pytest.param(
            {"id": ["a"], "text": ["Sì."], "date": [datetime.datetime(2024, 10, 28, 9, 30)]},
            Article(doc_id="a", text="Sì.", date="2024-10-28"),
            id="a time",
        ),
        pytest.param(
            {"id": ["a"], "text": pa.array(["Sì."]).dictionary_encode()},
            Article(doc_id="a", text="Sì."),
            id="dictionary",
        ),
        pytest.param(
            {"id": ["a"], "text": pa.array(["Sì."], pa.large_string())},
            Article(doc_id="a", text="Sì."),
            id="large string",
        ),
    ],
)
def test_an_article_a_row(tmp_path: Path, columns: dict[str, Any], expected: Article) -> None:
    assert outcome(table(tmp_path / "a.parquet", **columns)) == [expected]


def test_bad_rows_beside_good_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS", 2)
    path = table(
        tmp_path / "a.parquet",
        id=["a", None, "c", "d", "e"],
        text=["Sì.", "No.", None, "Sì.", "Sì."],
        date=["2024-10-28", None, None, "lunedì", None],
    )
    assert outcome(path) == [
        Article(doc_id="a", text="Sì.", date="2024-10-28"),
        "FILE:row 2: the id is empty",
        "FILE:row 3: empty: there is no text",
        "FILE:row 4: 'lunedì' is not a date: write it as YYYY-MM-DD",
        Article(doc_id="e", text="Sì."),
    ]


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    path = table(tmp_path / "a.parquet", id=["a"], corpo=["Sì."])
    assert outcome(path) == ["FILE: there is no 'text': what is there: id, corpo"]


@pytest.mark.parametrize(
    "content", [pytest.param(b"PAR1", id="cut"), pytest.param(b"id,text\n", id="another form")]
)
def test_what_is_no_parquet(tmp_path: Path, content: bytes) -> None:
    (path := tmp_path / "a.parquet").write_bytes(content)
    (problem,) = outcome(path)
    assert str(problem).startswith("FILE: not Parquet, or broken: ")


@pytest.mark.parametrize("group", [1, 2, 5000])
def test_what_is_written_is_what_was_found(
    tmp_path: Path, document: Document, monkeypatch: pytest.MonkeyPatch, group: int
) -> None:
    monkeypatch.setattr(parquet, "GROUP", group)
    with written(path := tmp_path / "o.parquet") as out:
        claims = writer(Format.PARQUET, out)
        claims.write(document)
        claims.close()
    rows = pq.read_table(path).to_pylist()
    assert [Claim.model_validate(row) for row in rows] == list(document.claims)
    assert pq.ParquetFile(path).num_row_groups == -(-len(rows) // group)


def test_no_claims_give_a_table_all_the_same(tmp_path: Path) -> None:
    with written(path := tmp_path / "o.parquet") as out:
        writer(Format.PARQUET, out).close()
    schema = pq.read_schema(path)
    assert schema.metadata[b"claimx_schema_version"].decode() == SCHEMA_VERSION
    assert str(schema.field("content").type.field("spans").type.value_type) == (
        "struct<start: int64 not null, end: int64 not null>"
    )


class TestNamedColumns:
    """The same for every form that has columns."""

    ROW = {"codice": "7", "corpo": "Sì.", "giorno": "2024-10-28", "titolo": "T"}  # noqa: RUF012
    NAMES = ("--id-column", "codice", "--text-column", "corpo", "--date-column", "giorno")

    @pytest.fixture(params=["a.jsonl", "a.csv", "a.parquet"])
    def path(self, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
        path: Path = tmp_path / request.param
        if path.suffix == ".parquet":
            return table(path, **{name: [value] for name, value in self.ROW.items()})
        path.write_text(
            json.dumps(self.ROW)
            if path.suffix == ".jsonl"
            else ",".join(self.ROW) + "\n" + ",".join(self.ROW.values()) + "\n",
            encoding="utf-8",
        )
        return path

    def test_they_are_read(self, path: Path) -> None:
        columns = Columns.named(id="codice", text="corpo", date="giorno", title="titolo")
        assert outcome(path, columns) == [
            Article(doc_id="7", text="Sì.", date="2024-10-28", title="T")
        ]

    def test_one_that_is_not_there_is_named(self, run: Run, path: Path) -> None:
        result = run("extract", path, *self.NAMES, "--title-column", "occhiello")
        assert result.exit_code == 1
        assert "there is no 'occhiello': what is there: codice, corpo, giorno, titolo" in (
            result.stderr
        )
