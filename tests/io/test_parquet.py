"""Parquet in and out."""

from __future__ import annotations

import datetime
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from claimx.errors import InputError, MissingExtraError
from claimx.io import Columns, Format, parquet, read, writer, written
from claimx.models import SCHEMA_VERSION, Article, Claim, Document

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

Run = Callable[..., Result]
DAY = datetime.date(2024, 10, 28)
ROME, NANOSECONDS = "Europe/Rome", pa.timestamp("ns")
MIDNIGHT = 1_730_158_200  # half past eleven in the evening in UTC


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
            {"id": ["a"], "text": ["Sì."], "date": pa.array([MIDNIGHT], pa.timestamp("s", ROME))},
            Article(doc_id="a", text="Sì.", date="2024-10-29"),
            id="a time by the clock of its zone",
        ),
        pytest.param(
            {
                "id": ["a"],
                "text": ["Sì."],
                "date": pa.array([MIDNIGHT], pa.timestamp("s", "+01:00")),
            },
            Article(doc_id="a", text="Sì.", date="2024-10-29"),
            id="a time by its offset",
        ),
        pytest.param(
            {"id": ["a"], "text": ["Sì."], "date": pa.array([MIDNIGHT * 10**9 + 1], NANOSECONDS)},
            Article(doc_id="a", text="Sì.", date="2024-10-28"),
            id="a time finer than Python has it",
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


def test_a_time_beyond_the_calendar_is_one_bad_row(tmp_path: Path) -> None:
    times = pa.array([10**15, MIDNIGHT], pa.timestamp("s"))
    path = table(tmp_path / "a.parquet", id=["a", "b"], text=["Sì.", "No."], date=times)
    problem, good = outcome(path)
    assert str(problem).startswith("FILE:row 1: '<value out of range: ")
    assert good == Article(doc_id="b", text="No.", date="2024-10-28")


def test_a_zone_that_is_none(tmp_path: Path) -> None:
    times = pa.array([MIDNIGHT], pa.timestamp("s", "Luna/Tranquillitatis"))
    (problem,) = outcome(table(tmp_path / "a.parquet", id=["a"], text=["Sì."], date=times))
    assert "FILE: cannot be read as Parquet: " in str(problem)
    assert "Luna/Tranquillitatis" in str(problem)


class Watched(BytesIO):
    """Bytes that know how many of them were asked for at once."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.most = max(self.most, len(data))
        return data


def test_a_row_group_is_not_read_at_once() -> None:
    texts = [random.Random(number).randbytes(5_000).hex() for number in range(500)]
    rows = pa.table({"id": list(map(str, range(500))), "text": texts})
    pq.write_table(rows, file := Watched(), data_page_size=100_000, write_batch_size=10)
    found = parquet.read_parquet(file, place="FILE", columns=Columns())
    assert [each.text for each in found if isinstance(each, Article)] == texts
    assert file.most < len(file.getvalue()) / 2


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    path = table(tmp_path / "a.parquet", id=["a"], corpo=["Sì."])
    assert outcome(path) == ["FILE: there is no 'text': what is there: id, corpo"]


@pytest.mark.parametrize(
    "content", [pytest.param(b"PAR1", id="cut"), pytest.param(b"id,text\n", id="another form")]
)
def test_what_is_no_parquet(tmp_path: Path, content: bytes) -> None:
    (path := tmp_path / "a.parquet").write_bytes(content)
    (problem,) = outcome(path)
    assert str(problem).startswith("FILE: cannot be read as Parquet: ")


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


def test_piped(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Il ponte è chiuso.", encoding="utf-8")
    result = run("extract", tmp_path / "a.txt", "--format", "parquet", "--speaker", "Nessuno")
    assert result.exit_code == 0
    assert pq.read_table(BytesIO(result.stdout_bytes)).num_rows == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_it_is_not_for_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Il ponte è chiuso.", encoding="utf-8")
    reader, terminal = os.openpty()
    words = [sys.executable, "-m", "claimx", "extract", tmp_path / "a.txt", "-f", "parquet"]
    done = subprocess.run(words, stdout=terminal, stderr=subprocess.PIPE, text=True, check=False)
    os.close(terminal)
    os.close(reader)
    assert done.returncode == 2
    assert "parquet is not for a terminal: name a file with -o" in (
        " ".join(done.stderr.replace("│", " ").split())
    )


class TestWithoutThePackages:
    @pytest.fixture(autouse=True)
    def _missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(sys.modules, "claimx.io.parquet", raising=False)
        monkeypatch.setitem(sys.modules, "pyarrow", None)

    def test_reading(self, tmp_path: Path) -> None:
        (tmp_path / "a.parquet").write_bytes(b"PAR1")
        told = "packages that read it are missing: pip install 'claimx[parquet]'"
        assert outcome(tmp_path / "a.parquet") == [f"FILE: {told}"]

    def test_writing_leaves_no_file(self, tmp_path: Path) -> None:
        with (
            pytest.raises(MissingExtraError, match=r"pip install 'claimx\[parquet\]'"),
            written(tmp_path / "o.parquet") as out,
        ):
            writer(Format.PARQUET, out)
        assert list(tmp_path.iterdir()) == []


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
