"""What a worker does with its share of the rows: Arrow batches in, Arrow batches out.

Each function is handed an iterator over a whole partition and streams: it holds no more than a
batch that came in, the articles that ``claimx.extract_many`` works on at a time, and a batch
that goes out. A row that will not do never stops the others: ``problem`` tells what is wrong.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from itertools import islice
from pathlib import PurePosixPath
from textwrap import shorten

import pyarrow as pa

import claimx
from claimx.errors import InputError
from claimx.io.arrow import claims_batch
from claimx.io.csv import read_csv
from claimx.io.jsonl import read_jsonl
from claimx.io.records import Columns, article_from
from claimx.io.text import read_text
from claimx.models import Article, Claim

ROW = pa.schema([(name, pa.string()) for name in ("id", "text", "date", "title")])
"""An article as it goes to a worker."""
CHECKED_ROW = ROW.append(pa.field("problem", pa.string()))
"""The same, or what is wrong with it."""
PLACE = "claimx_place"
"""The column that tells which file a row is of."""
ROWS_OUT = 256
"""Rows of a batch that comes back."""

_LONGEST_LINE = 60
"""Characters of a line that are shown to tell which it is."""
_DEFAULT = Columns()

Batches = Iterable[pa.RecordBatch]
Found = Iterator[Article | InputError]


def claims(
    batches: Batches,
    *,
    model: str | None,
    cues: str | None,
    size: int,
    keep: Callable[[Claim], bool] | None,
    on_error: Callable[[InputError], None],
) -> Iterator[pa.RecordBatch]:
    """The claims to ``keep`` in the articles of ``batches`` (``ROW``), ``size`` a batch."""
    articles = (each for each in _articles(batches, _DEFAULT) if isinstance(each, Article))
    documents = claimx.extract_many(articles, model=model, cues=cues, on_error=on_error)
    found = filter(keep, (claim for document in documents for claim in document.claims))
    while some := list(islice(found, size)):
        yield claims_batch(some)


def rehearsal(batches: Batches, *, model: str | None, cues: str | None) -> Iterator[pa.RecordBatch]:
    """``batches`` as they are, once the pipeline is loaded."""
    claimx.load(model, cues=cues)
    yield from batches


def log(error: InputError) -> None:
    """Name an article on which the rules fail in the worker's log."""
    logging.getLogger("claimx").warning("%s", error)


def problems(batches: Batches) -> Iterator[pa.RecordBatch]:
    """The rows of ``batches`` (``ROW``) that are no article, each with what is wrong."""
    for batch in batches:
        wrong = {
            number: ": ".join(filter(None, (each.problem, each.advice)))
            for number, each in enumerate(_articles([batch], _DEFAULT))
            if isinstance(each, InputError)
        }
        columns = batch.take(pa.array(wrong, pa.int64())).columns
        columns.append(pa.array(wrong.values(), pa.string()))
        yield pa.RecordBatch.from_arrays(columns, schema=CHECKED_ROW)


def rows(batches: Batches, *, columns: Columns) -> Iterator[pa.RecordBatch]:
    """The articles of tables, whose ``columns`` come after the column ``PLACE``."""
    return _checked(_articles(batches, columns))


def lines(batches: Batches, *, encoding: str, columns: Columns) -> Iterator[pa.RecordBatch]:
    """The articles of JSON Lines; ``batches`` are the place and the bytes of each line."""

    def found() -> Found:
        for place, line in _pairs(batches):
            for each in read_jsonl(BytesIO(line), place=place, encoding=encoding, columns=columns):
                if isinstance(each, Article):
                    yield each
                else:  # Spark does not tell the number of a line
                    shown = shorten(line.decode(encoding, "replace"), _LONGEST_LINE)
                    yield InputError(f"{place}: {shown}", each.problem, each.advice)

    return _checked(found())


def files(
    batches: Batches, *, encoding: str, columns: Columns, names: Mapping[str, str]
) -> Iterator[pa.RecordBatch]:
    """The articles of CSV and text files; ``batches`` are the place and the bytes of each file.

    A text is called as ``names`` tells for its place, else by the stem of its name.
    """

    def found() -> Found:
        for place, content in _pairs(batches):
            file, path = BytesIO(content), PurePosixPath(place)
            if path.suffix.lower() == ".txt":
                doc_id = names.get(place, path.stem)
                yield from read_text(file, place=place, doc_id=doc_id, encoding=encoding)
            else:
                yield from read_csv(file, place=place, encoding=encoding, columns=columns)

    return _checked(found())


def _articles(batches: Batches, columns: Columns) -> Found:
    for batch in batches:
        for row in zip(*batch.columns, strict=True):
            place = "row"
            try:
                record = {
                    name: value.as_py() for name, value in zip(batch.schema.names, row, strict=True)
                }
                place = record.pop(PLACE, place)
                ids = [str(record[name]) for name in columns.id if name in record]
                yield article_from(f"{place}: id {', '.join(ids)}", record, columns)
            except InputError as error:
                yield error
            except UnicodeDecodeError as error:
                yield InputError(place, f"not UTF-8: {error}")


def _pairs(batches: Batches) -> Iterator[tuple[str, bytes]]:
    for batch in batches:
        for place, value in zip(*batch.columns, strict=True):
            yield place.as_py(), value.as_py()


def _checked(found: Found) -> Iterator[pa.RecordBatch]:
    while some := list(islice(found, ROWS_OUT)):
        yield pa.RecordBatch.from_pylist([_row(each) for each in some], schema=CHECKED_ROW)


def _row(found: Article | InputError) -> dict[str, str | None]:
    if isinstance(found, InputError):
        return {"problem": str(found)}
    return {"id": found.doc_id, "text": found.text, "date": found.date, "title": found.title}
