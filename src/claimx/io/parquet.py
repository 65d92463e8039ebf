"""Parquet: an article a row in, a claim a row out, nested and typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, TextIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from claimx.errors import InputError
from claimx.io.arrow import claim_schema, claims_batch
from claimx.io.records import Columns, article_from
from claimx.models import SCHEMA_VERSION, Article, Claim, Document

ROWS = 256
"""Articles that are read at a time."""
BUFFER = 65_536
"""Bytes of a column that are read at a time; without it, those of a whole row group."""
GROUP = 5_000
"""Claims of a row group: what is held in memory, and what a reader can skip."""


def read_parquet(file: BinaryIO, *, place: str, columns: Columns) -> Iterator[Article | InputError]:
    """The article of each row of ``file``; a row is named by its number, from 1, after ``place``.

    Memory grows neither with the file nor with its row groups.
    """
    number = 0
    try:
        table = pq.ParquetFile(file, buffer_size=BUFFER, pre_buffer=False)
        columns.check(place, table.schema_arrow.names)
        used = list(columns.used(table.schema_arrow.names))
        for batch in table.iter_batches(ROWS, columns=used):
            for row in _times_told(batch, columns).to_pylist():
                number += 1
                try:
                    yield article_from(f"{place}:row {number}", row, columns)
                except InputError as error:
                    yield error
    except InputError as error:
        yield error
    except (pa.ArrowException, OSError, ValueError, OverflowError, LookupError) as error:
        where = f"{place}:row {number + 1}" if number else place
        yield InputError(where, f"cannot be read as Parquet: {_first_line(error)}")


def _times_told(batch: pa.RecordBatch, columns: Columns) -> pa.RecordBatch:
    """``batch`` with its times as text, by the clocks of their zones: Python has not all of them."""
    for index, field in enumerate(batch.schema):
        if field.name in columns.date and pa.types.is_timestamp(field.type):
            try:
                times = pc.local_timestamp(batch.column(index)).cast(pa.string())
            except pa.ArrowInvalid:
                continue  # an offset such as +01:00 is no zone to older Arrow, but one to Python
            batch = batch.set_column(index, field.name, times)
    return batch


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


class ParquetWriter:
    """A claim a row, by ``claimx.io.arrow.claim_schema``; written to the stream's bytes."""

    def __init__(self, out: TextIO) -> None:
        schema = claim_schema().with_metadata({"claimx_schema_version": SCHEMA_VERSION})
        self._table = pq.ParquetWriter(out.buffer, schema, compression="zstd")
        self._claims: list[Claim] = []

    def write(self, document: Document) -> None:
        """Write the claims of ``document``, once there are enough for a row group."""
        self._claims += document.claims
        while len(self._claims) >= GROUP:
            self._write(GROUP)

    def close(self) -> None:
        """Write what is left, and the footer."""
        if self._claims:
            self._write(len(self._claims))
        self._table.close()

    def _write(self, count: int) -> None:
        self._table.write_batch(claims_batch(self._claims[:count]))
        del self._claims[:count]
