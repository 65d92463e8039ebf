"""Where the claims go: a file written whole or not at all, or standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Protocol, TextIO

from claimx.errors import MissingExtraError, OutputError
from claimx.models import Document


class Format(StrEnum):
    """The forms that claims can be written in."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    JSONLD = "jsonld"
    CSV = "csv"
    MARKDOWN = "md"
    PARQUET = "parquet"
    HTML = "html"


class Writer(Protocol):
    """Writes documents, one after the other."""

    def write(self, document: Document) -> None:
        """Write the claims of ``document``."""

    def close(self) -> None:
        """Write what ends the output; the stream stays open."""


def writer(form: Format, out: TextIO) -> Writer:
    """The writer of ``form`` to ``out``, a file; raises MissingExtraError if a package is missing.

    HTML has its own, in ``claimx.report.html``, which stands above this package.
    """
    match form:
        case Format.TABLE:
            from claimx.io.table import TableWriter

            return TableWriter(out)
        case Format.JSON:
            from claimx.io.json import JsonWriter

            return JsonWriter(out)
        case Format.JSONL:
            from claimx.io.jsonl import JsonlWriter

            return JsonlWriter(out)
        case Format.JSONLD:
            from claimx.io.jsonld import JsonLdWriter

            return JsonLdWriter(out)
        case Format.MARKDOWN:
            from claimx.io.markdown import MarkdownWriter

            return MarkdownWriter(out)
        case Format.CSV:
            from claimx.io.csv import CsvWriter

            return CsvWriter(out)
        case Format.PARQUET:
            try:
                from claimx.io.parquet import ParquetWriter
            except ImportError as error:
                raise MissingExtraError("parquet") from error
            return ParquetWriter(out)
        case Format.HTML:
            raise ValueError("HTML is written by claimx.report.html")


@contextmanager
def written(path: Path | None) -> Iterator[TextIO]:
    """A UTF-8 stream to ``path``, or to standard output if that is None.

    A file is there under its name only once all of it is written: until then, and after any
    failure, what was there before stays. Raises ``OutputError`` if it cannot be written.
    """
    with _standard_output() if path is None else _file(path) as out:
        yield out


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        with Path(os.devnull).open("w") as nowhere:  # so that what is left is not tried again
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        raise _unwritable("standard output", error) from error


@contextmanager
def _file(path: Path) -> Iterator[TextIO]:
    target = path.resolve()
    if target.is_dir():
        raise OutputError(str(path), "is a folder", "name a file in it")
    special = target.exists() and not target.is_file()  # a device or a pipe has no whole
    draft = target if special else target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="") as out:
            yield out
        if not special:
            draft.replace(target)
    except OSError as error:
        raise _unwritable(str(path), error) from error
    finally:
        if not special:
            with suppress(OSError):
                draft.unlink()


def _unwritable(place: str, error: OSError) -> OutputError:
    return OutputError(place, f"cannot be written: {error.strerror or error}")
