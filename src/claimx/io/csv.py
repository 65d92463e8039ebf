"""CSV: an article a row in, a claim a row out."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import BinaryIO, TextIO

from claimx.errors import InputError
from claimx.io.decoding import decode
from claimx.io.records import Columns, article_from
from claimx.models import Article, Claim, Document, Passage

COLUMNS = (
    "id",
    "doc_id",
    "speaker",
    "speaker_type",
    "role",
    "kind",
    "content",
    "content_spans",
    "cue",
    "cue_lemma",
    "cue_type",
    "cue_spans",
    "source",
    "source_spans",
    "resolution",
    "polarity",
    "certainty",
    "hedge",
    "stated_at",
    "stated_at_value",
    "parent",
    "sentence",
    "rule",
    "confidence",
)
BETWEEN_SOURCES = " | "

_LONGEST_FIELD = 2**31 - 1
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def read_csv(
    file: BinaryIO, *, place: str, encoding: str, columns: Columns
) -> Iterator[Article | InputError]:
    """The article of each row of ``file``, whose first row names the columns.

    Fields are parted by comma, semicolon or tab, whichever the first row has most of. A row
    is named by the line that it ends on.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    lines = _Lines(file, place, encoding)
    try:
        first = next(lines, "")
        header = next(csv.reader([first], delimiter=(mark := _delimiter(first)), strict=True), [])
        if lines.errors:
            raise lines.errors[0]
        if not header:
            raise InputError(place, "empty: there is no row of column names")
        columns.check(place, header)
    except csv.Error as error:
        yield InputError(f"{place}:1", f"not CSV: {error}")
        return
    except InputError as error:
        yield error
        return

    rows = csv.reader(lines, delimiter=mark, strict=True)
    while True:
        here = f"{place}:{rows.line_num + 2}"
        try:
            row = next(rows)
            here = f"{place}:{rows.line_num + 1}"
            if lines.errors:
                raise lines.errors[0]
            if len(row) > len(header):
                raise InputError(here, f"{len(row)} fields, but {len(header)} columns")
            if row:
                yield article_from(here, dict(zip(header, row, strict=False)), columns)
        except StopIteration:
            return
        except csv.Error as error:
            yield InputError(here, f"not CSV: {error}", "is a quotation mark left open?")
        except InputError as error:
            yield error
        lines.errors.clear()


class _Lines:
    """The lines of a file as text, with their ends; bytes that are none are told in ``errors``."""

    def __init__(self, file: BinaryIO, place: str, encoding: str) -> None:
        self.errors: list[InputError] = []
        self._file, self._place, self._encoding = file, place, encoding
        self._offset = self._number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line, offset = next(self._file), self._offset
        self._offset += len(line)
        self._number += 1
        try:
            return decode(line, self._encoding, f"{self._place}:{self._number}", offset=offset)
        except InputError as error:
            self.errors.append(error)
            return line.decode(self._encoding, errors="replace")


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


class CsvWriter:
    """A claim a row, under the names in ``COLUMNS``.

    Ranges are ``start-end``, several parted by semicolons; where a claim has more than one
    source, their cells are parted by a bar. A cell that a spreadsheet would take for a formula
    begins with an apostrophe.
    """

    def __init__(self, out: TextIO) -> None:
        self._rows = csv.writer(out)
        self._rows.writerow(COLUMNS)

    def write(self, document: Document) -> None:
        """Write the claims of ``document``."""
        for claim in document.claims:
            row = _row(claim)
            self._rows.writerow([_safe(row[column]) for column in COLUMNS])

    def close(self) -> None:
        """Nothing is left to write."""


def _row(claim: Claim) -> dict[str, str]:
    speakers = [source.speaker for source in claim.sources]
    mentions = [source.mention for source in claim.sources]
    return {
        "id": claim.id,
        "doc_id": claim.doc_id,
        "speaker": _each(speaker.name if speaker else "" for speaker in speakers),
        "speaker_type": _each(speaker.type if speaker else "" for speaker in speakers),
        "role": _each((speaker.role if speaker else None) or "" for speaker in speakers),
        "kind": claim.kind,
        "content": claim.content.text,
        "content_spans": _spans(claim.content),
        "cue": _text(claim.cue),
        "cue_lemma": claim.cue.lemma if claim.cue else "",
        "cue_type": claim.cue.type if claim.cue else "",
        "cue_spans": _spans(claim.cue),
        "source": _each(map(_text, mentions)),
        "source_spans": _each(map(_spans, mentions)),
        "resolution": _each(source.resolution for source in claim.sources),
        "polarity": claim.polarity,
        "certainty": claim.certainty,
        "hedge": _text(claim.hedge),
        "stated_at": _text(claim.stated_at),
        "stated_at_value": (claim.stated_at.value if claim.stated_at else None) or "",
        "parent": claim.parent or "",
        "sentence": f"{claim.sentence.start}-{claim.sentence.end}",
        "rule": claim.rule,
        "confidence": str(claim.confidence),
    }


def _each(cells: Iterable[str]) -> str:
    cells = list(cells)
    return BETWEEN_SOURCES.join(cells) if any(cells) else ""


def _text(passage: Passage | None) -> str:
    return passage.text if passage else ""


def _spans(passage: Passage | None) -> str:
    return ";".join(f"{span.start}-{span.end}" for span in passage.spans) if passage else ""


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
