"""Files to a DataFrame of articles, by the readers that read them elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial, reduce

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, DataFrameReader, SparkSession, Window
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql.pandas.types import from_arrow_schema

from claimx.engines.spark import partitions
from claimx.engines.spark.session import session
from claimx.errors import InputError
from claimx.io.records import Columns

PARQUET = frozenset({".parquet"})
LINES = frozenset({".jsonl", ".ndjson"})
FILES = frozenset({".csv", ".tsv", ".txt"})
"""Suffixes of what is read as a table, line by line, and a whole file at a time."""

_CHECKED = from_arrow_schema(partitions.CHECKED_ROW)


def read(
    inputs: Sequence[str],
    *,
    encoding: str = "utf-8",
    columns: Columns | None = None,
    spark: SparkSession | None = None,
) -> DataFrame:
    """The articles in files: ``id``, ``text``, ``date``, ``title``, or the ``problem`` of one.

    ``inputs`` are files, folders (at any depth) and globs, wherever Spark can read: Parquet, JSON
    Lines, CSV, and text files, an article each. ``encoding`` is that of all but Parquet. A row
    with a ``problem`` has nothing else.

    Raises InputError if an input is not there, if none holds such files, or if Parquet lacks a
    column.
    """
    spark = spark or session()
    columns = columns or Columns()
    paths = _listed(spark, inputs)
    suffix = F.lower(F.regexp_extract("path", r"\.[^./]*$", 0)).alias("suffix")
    there = {row.suffix for row in paths.select(suffix).distinct().collect()}
    found = []
    if there & PARQUET:
        found.append(_parquet(_source(spark, PARQUET), inputs, columns))
    if there & LINES:
        found.append(_lines(_source(spark, LINES), inputs, encoding, columns))
    if there & FILES:
        names = _numbered(paths)
        found.append(_files(_source(spark, FILES), inputs, encoding, columns, names))
    if not found:
        known = ", ".join(sorted(PARQUET | LINES | FILES))
        raise InputError(", ".join(inputs), "no article there", f"looked for {known}")
    return reduce(DataFrame.unionByName, found)


def _listed(spark: SparkSession, inputs: Sequence[str]) -> DataFrame:
    """The files that ``inputs`` stand for, without what is in them."""
    source = spark.read.option("recursiveFileLookup", True).format("binaryFile")
    try:
        return source.load(list(inputs)).select("path")
    except AnalysisException as error:
        if error.getCondition() != "PATH_NOT_FOUND":
            raise
        missing = (error.getMessageParameters() or {}).get("path", ", ".join(inputs))
        raise InputError(missing, "no such file or folder") from error


def _source(spark: SparkSession, suffixes: Iterable[str]) -> DataFrameReader:
    """A reader of those files in folders, at any depth, that have one of ``suffixes``."""
    globs = ("".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in s) for s in suffixes)
    reader = spark.read.option("recursiveFileLookup", True)
    return reader.option("pathGlobFilter", f"*{{{','.join(globs)}}}")


def _parquet(source: DataFrameReader, inputs: Sequence[str], columns: Columns) -> DataFrame:
    df = source.parquet(*inputs)
    columns.check(", ".join(inputs), df.columns)
    used = [F.col(f"`{name}`") for name in columns.used(df.columns)]
    placed = df.select(F.col("_metadata.file_path").alias(partitions.PLACE), *used)
    return placed.mapInArrow(partial(partitions.rows, columns=columns), _CHECKED)


def _lines(
    source: DataFrameReader, inputs: Sequence[str], encoding: str, columns: Columns
) -> DataFrame:
    df = source.option("lineSep", "\n").text(list(inputs))
    # As bytes: Spark's text is whatever the file holds, and claimx tells which byte is wrong.
    lines = df.select(F.col("_metadata.file_path"), F.col("value").cast("binary"))
    work = partial(partitions.lines, encoding=encoding, columns=columns)
    return lines.mapInArrow(work, _CHECKED)


def _files(
    source: DataFrameReader,
    inputs: Sequence[str],
    encoding: str,
    columns: Columns,
    names: Mapping[str, str],
) -> DataFrame:
    files = source.format("binaryFile").load(list(inputs)).select("path", "content")
    work = partial(partitions.files, encoding=encoding, columns=columns, names=names)
    return files.mapInArrow(work, _CHECKED)


def _numbered(paths: DataFrame) -> dict[str, str]:
    """What those texts are called that share their name with one before them: ``stem-2`` …."""
    stem = F.regexp_extract("path", r"([^/]*)\.[tT][xX][tT]$", 1).alias("stem")
    texts = paths.select("path", stem).where("stem != ''")
    number = F.row_number().over(Window.partitionBy("stem").orderBy("path"))
    later = texts.withColumn("number", number).where("number > 1")
    return {row.path: f"{row.stem}-{row.number}" for row in later.collect()}
