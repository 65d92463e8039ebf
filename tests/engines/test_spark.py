"""Claims on Spark, with worker processes of their own: the same as without it."""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import Result

import claimx
from claimx.models import Article, Claim

pytest.importorskip("pyspark", reason="needs claimx[spark]")

import claimx.spark
from claimx.io.arrow import claim_schema

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SCHEMA = "id string, text string, date string, title string"
ARTICLES = [
    ("ponte", "Il sindaco ha detto che il ponte è sicuro.", "2024-10-28", None),
    ("fondi", "«I fondi arriveranno», ha promesso ieri Anna Rossi.", "2024-10-28", "I fondi"),
    ("nulla", "Ieri è piovuto sulla città.", None, None),
    ("lodi", "Secondo la procura di Lodi, l’imputato avrebbe pagato.", None, None),
]


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    session = claimx.spark.session("local[2]", {"spark.sql.session.timeZone": "UTC"})
    yield session
    session.stop()


@pytest.fixture(scope="session")
def articles(root: Path) -> list[Article]:
    """Short ones, and one as long as news is."""
    kursk = (root / "data/raw/askanews-nato-kursk.txt").read_text(encoding="utf-8")
    rows = [*ARTICLES, ("kursk", kursk, "2024-10-28", None)]
    return [Article(doc_id=id_, text=text, date=d, title=t) for id_, text, d, t in rows]


@pytest.fixture(scope="session")
def expected(articles: list[Article]) -> list[dict[str, Any]]:
    return [
        claim.model_dump(mode="json")
        for document in claimx.extract_many(articles)
        for claim in document.claims
    ]


def frame(spark: SparkSession, articles: list[Article], partitions: int = 2) -> DataFrame:
    rows = [(each.doc_id, each.text, each.date, each.title) for each in articles]
    return spark.createDataFrame(rows, SCHEMA).repartition(partitions)


def claims(df: DataFrame) -> list[dict[str, Any]]:
    """The rows of ``df`` as JSON has them, by article and place."""
    return by_place([row.asDict(recursive=True) for row in df.collect()])


def by_place(claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(claims, key=lambda c: (c["doc_id"], int(c["id"].rpartition("#c")[2])))


class TestExtract:
    @pytest.mark.parametrize("batch_size", [1, 256])
    def test_claims_are_those_of_extract_many(
        self,
        spark: SparkSession,
        articles: list[Article],
        expected: list[dict[str, Any]],
        batch_size: int,
    ) -> None:
        df = frame(spark, articles)
        found = claimx.spark.extract(
            df, date_column="date", title_column="title", batch_size=batch_size
        )
        assert claims(found) == by_place(expected)

    def test_work_is_done_in_other_processes_with_one_thread(self, spark: SparkSession) -> None:
        def whose(batches: Iterator[Any]) -> Iterator[Any]:
            import pyarrow as pa

            for _ in batches:
                threads = os.environ["OMP_NUM_THREADS"]
                yield pa.RecordBatch.from_pylist(
                    [{"pid": os.getpid(), "python": sys.executable, "threads": threads}]
                )

        rows = spark.range(2).mapInArrow(whose, "pid long, python string, threads string")
        found = rows.collect()
        assert os.getpid() not in {row.pid for row in found}
        assert {(row.python, row.threads) for row in found} == {(sys.executable, "1")}

    def test_schema_is_fixed_and_nested(self, spark: SparkSession) -> None:
        from pyspark.sql.pandas.types import to_arrow_schema

        schema = claimx.spark.extract(spark.createDataFrame([], SCHEMA)).schema
        assert schema.fieldNames() == list(Claim.model_fields)
        assert schema["sources"].dataType.elementType.fieldNames() == [  # type: ignore[attr-defined]
            "mention",
            "speaker",
            "resolution",
        ]
        there, wanted = to_arrow_schema(schema), claim_schema()
        assert [(f.name, f.nullable) for f in there] == [(f.name, f.nullable) for f in wanted]

    @pytest.mark.parametrize(
        ("type_", "value", "day"),
        [
            ("string", "2024-10-28T09:30:00Z", "2024-10-27"),
            ("date", datetime.date(2024, 10, 28), "2024-10-27"),
            ("timestamp", datetime.datetime(2024, 10, 28, 9, 30), "2024-10-27"),
            ("string", None, None),
        ],
    )
    def test_columns_of_other_names_and_types(
        self, spark: SparkSession, type_: str, value: object, day: str | None
    ) -> None:
        rows = [(7, "Anna Rossi ha detto ieri che il ponte è sicuro.", value)]
        df = spark.createDataFrame(rows, f"`nr.` int, corpo string, uscito {type_}")
        (claim,) = claims(
            claimx.spark.extract(df, id_column="nr.", text_column="corpo", date_column="uscito")
        )
        assert (claim["id"], claim["stated_at"]["value"]) == ("7#c1", day)

    @pytest.mark.parametrize(
        ("names", "message"),
        [
            ({"text_column": "corpo"}, r"no column 'corpo': what is there: id, text, date, title"),
            ({"id_column": "n"}, r"no column 'n'"),
            ({"date_column": "giorno"}, r"no column 'giorno'"),
        ],
    )
    @pytest.mark.parametrize("what", [claimx.spark.extract, claimx.spark.errors])
    def test_a_column_that_is_not_there_is_told_at_once(
        self,
        spark: SparkSession,
        what: Callable[..., DataFrame],
        names: dict[str, str],
        message: str,
    ) -> None:
        with pytest.raises(claimx.InputError, match=message):
            what(spark.createDataFrame([], SCHEMA), **names)

    def test_a_column_of_another_type_is_told_at_once(self, spark: SparkSession) -> None:
        df = spark.createDataFrame([], "id double, text string")
        with pytest.raises(claimx.InputError, match="column 'id' is double, which no id is"):
            claimx.spark.extract(df)


class TestRowsThatAreNoArticle:
    ROWS = (
        (None, "Testo.", None, "the id is empty"),
        ("", "Testo.", None, "the id is empty"),
        ("a", None, None, "empty: there is no text"),
        ("b", " \n", None, "empty: there is no text"),
        ("c", "Testo.", "ieri", "'ieri' is not a date: write it as YYYY-MM-DD"),
        ("d", "a\0b", None, "NUL character at offset 1"),
    )

    def test_they_are_skipped_and_told(self, spark: SparkSession) -> None:
        good = ("ponte", ARTICLES[0][1], "2024-10-28")
        rows = [row[:3] for row in self.ROWS]
        df = spark.createDataFrame(
            [*rows[:3], good, *rows[3:]], "id string, text string, date string"
        )
        wrong = claimx.spark.errors(df, date_column="date").collect()
        assert [(row.id, row.text, row.date) for row in wrong] == rows
        for row, (*_, problem) in zip(wrong, self.ROWS, strict=True):
            assert row.problem.startswith(problem)
        found = claims(claimx.spark.extract(df, date_column="date"))
        assert [claim["id"] for claim in found] == ["ponte#c1"]


def test_parquet_in_and_out(
    spark: SparkSession,
    articles: list[Article],
    expected: list[dict[str, Any]],
    tmp_path: Path,
) -> None:
    there, out = str(tmp_path / "in.parquet"), str(tmp_path / "out.parquet")
    frame(spark, articles).write.parquet(there)
    df = spark.read.parquet(there)
    claimx.spark.extract(df, date_column="date").write.parquet(out)
    found = spark.read.parquet(out)
    assert claims(found) == by_place(expected)
    assert found.where("sources[0].speaker.name = 'Anna Rossi'").count() == 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Articles of every form, some in a folder within, and what is none beside them."""
    folder = tmp_path / "in put"
    (folder / "più giù").mkdir(parents=True)

    def write(name: str, *lines: str, encoding: str = "utf-8") -> None:
        (folder / name).write_bytes("\n".join(lines).encode(encoding))

    write("a.txt", "Il sindaco ha detto che il ponte è sicuro.")
    write("più giù/a.txt", "Anna Rossi ha detto ieri che il ponte è chiuso.")
    write("vuoto.txt", " ")
    write(
        "fogli.csv",
        "doc_id;text;title",
        'c1;"Il ponte',
        'Mario Neri ha detto che il ponte si farà.";T',
        ";x;y",
    )
    write(
        "righe.JSONL",
        json.dumps({"id": 5, "text": "Secondo la procura ha pagato.", "date": "2024-01-02"}),
        "{guasto",
        "",
        json.dumps({"doc_id": "j", "text": "«Non mi dimetto», ha detto Élio Verdi."}),
    )
    write("note.md", "Il sindaco ha detto che il ponte è sicuro.")
    return folder


class TestCommandLine:
    ENGINE = ("--engine", "spark", "--master", "local[2]")

    @pytest.mark.usefixtures("spark")
    @pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
    def test_claims_and_complaints_are_those_of_the_engine_local(
        self, run: Callable[..., Result], folder: Path, tmp_path: Path, name: str
    ) -> None:
        import pyarrow.parquet as pq

        out, words = tmp_path / name, (folder, "--date", "2024-10-28", "--min-confidence", "0.2")
        done = run("extract", *words, "-o", out, *self.ENGINE)
        local = run("extract", *words, "--format", "jsonl")
        assert (done.exit_code, local.exit_code) == (1, 1), done.output
        assert (out / "_SUCCESS").exists()
        found = (
            pq.read_table(out).to_pylist()
            if name.endswith("parquet")
            else [
                json.loads(line)
                for part in out.glob("part-*")
                for line in part.read_text(encoding="utf-8").splitlines()
            ]
        )
        assert by_place(found) == by_place([json.loads(c) for c in local.stdout.splitlines()])
        assert {claim["doc_id"] for claim in found} == {"a", "a-2", "c1", "5", "j"}
        told = done.stderr
        for problem in ("vuoto.txt: empty", "fogli.csv:4: the id is empty", "{guasto: not JSON"):
            assert problem in told

    @pytest.mark.usefixtures("spark")
    def test_parquet_by_column_and_speaker(
        self, run: Callable[..., Result], spark: SparkSession, tmp_path: Path
    ) -> None:
        there, out = tmp_path / "in.parquet", tmp_path / "out.jsonl"
        rows = [(1, "Anna Rossi ha detto che sì. Ugo Neri ha detto che no.")]
        spark.createDataFrame(rows, "id int, corpo string").write.parquet(str(there))
        words = ("--text-column", "corpo", "--speaker", "ugo neri")
        done = run("extract", there, "-o", out, *words, *self.ENGINE)
        assert done.exit_code == 0, done.output
        (line,) = [line for part in out.glob("part-*") for line in part.open(encoding="utf-8")]
        assert json.loads(line)["sources"][0]["speaker"]["name"] == "Ugo Neri"

    @pytest.mark.usefixtures("spark")
    @pytest.mark.parametrize(
        ("words", "status", "message"),
        [
            (["no.txt", "-o", "new"], 1, "no.txt: no such file or folder"),
            (["{here}", "-o", "{here}"], 2, "is there already"),
            (["{here}", "-o", "{here}/new", "--model", "nessuno"], 2, "'nessuno' is not installed"),
            (["{here}"], 2, "name it with -o"),
            (["-", "-o", "new"], 2, "reads files and folders"),
            (["{here}", "-o", "new.csv", "--format", "csv"], 2, "not csv"),
            (["{here}", "-o", "new", "--resume"], 2, "--resume is for the engine local"),
        ],
    )
    def test_what_cannot_be_done(
        self, run: Callable[..., Result], folder: Path, words: list[str], status: int, message: str
    ) -> None:
        told = [word.format(here=folder) for word in words]
        done = run("extract", *told, *self.ENGINE)
        assert (done.exit_code, message in done.stderr) == (status, True), done.output
        assert not (folder / "new").exists()

    def test_without_spark_it_says_what_to_install(
        self, run: Callable[..., Result], folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in [name for name in sys.modules if name.startswith("claimx.engines.spark")]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, "pyspark.sql", None)
        done = run("extract", folder, "-o", folder / "new", *self.ENGINE)
        assert (done.exit_code, "pip install 'claimx[spark]'" in done.stderr) == (2, True)
