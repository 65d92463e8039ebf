"""What the command line names, as articles: files, folders, globs, standard input."""

from __future__ import annotations

import glob
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from textwrap import shorten
from typing import BinaryIO

from claimx.errors import InputError, MissingExtraError
from claimx.io.csv import read_csv
from claimx.io.jsonl import read_jsonl
from claimx.io.records import Columns
from claimx.io.text import read_text
from claimx.models import Article

STANDARD_INPUT = "-"


def _read_parquet(
    file: BinaryIO, *, place: str, encoding: str, columns: Columns
) -> Iterator[Article | InputError]:
    try:
        from claimx.io.parquet import read_parquet
    except ImportError as error:
        raise MissingExtraError("parquet") from error
    yield from read_parquet(file, place=place, columns=columns)


_RECORDS: dict[str, Callable[..., Iterator[Article | InputError]]] = {
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".parquet": _read_parquet,
}
_SUFFIXES = frozenset({".txt", *_RECORDS})
_MARKED_UP = frozenset({".htm", ".html", ".json", ".xml"})


class Meter:
    """How much of the inputs has been read, in bytes; standard input counts for nothing."""

    def __init__(self) -> None:
        self.total = 0
        self._read = 0
        self._file: BinaryIO | None = None

    @property
    def done(self) -> int:
        """The bytes that have been read so far."""
        return self._read + (self._file.tell() if self._file and not self._file.closed else 0)

    def plan(self, paths: Iterable[Path]) -> None:
        """Count what there is to read."""
        self.total = sum(_size(path) for path in paths)

    def begin(self, file: BinaryIO) -> None:
        """Follow the reading of a file, from front to back."""
        self._file = file

    def end(self, path: Path) -> None:
        """Count a file as read."""
        self._file = None
        self._read += _size(path)


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size if path.is_file() else 0
    return 0


def read(
    inputs: Iterable[str],
    *,
    encoding: str = "utf-8",
    columns: Columns | None = None,
    meter: Meter | None = None,
) -> Iterator[Article | InputError]:
    """The articles in ``inputs``, each a file, a folder, a glob, or ``-`` for standard input.

    A folder stands for the files in it, at any depth, whose suffix is known; any other file
    that is named is read as plain text. A file that is named twice is read once. Document ids
    are unique: a second file of the same stem is called ``stem-2``; a second record of the
    same id is an error, as its maker meant them to differ. ``columns`` are where records have
    their fields; ``meter`` is kept up to date.
    """
    columns, meter = columns or Columns(), meter or Meter()
    seen: set[str] = set()
    paths = list(_files(inputs))
    meter.plan(path for path in paths if isinstance(path, Path))
    for path in paths:
        if isinstance(path, InputError):
            yield path
            continue
        found: Article | InputError | None = None
        for found in _read(path, _free(path, seen), encoding, columns, meter):
            if isinstance(found, InputError):
                yield found
            elif found.doc_id in seen:
                yield InputError(str(path), f"the id {found.doc_id!r} is there twice")
            else:
                seen.add(found.doc_id)
                yield found
        meter.end(path)
        if found is None:
            yield InputError(str(path), "empty: there is no article in it")


def _files(inputs: Iterable[str]) -> Iterator[Path | InputError]:
    """The files that ``inputs`` stand for, each once."""
    seen = set()
    for name in inputs:
        for path in _expand(name):
            if isinstance(path, InputError):
                yield path
            elif (real := path if str(path) == STANDARD_INPUT else path.resolve()) not in seen:
                seen.add(real)
                yield path


def _expand(name: str) -> Iterator[Path | InputError]:
    path = Path(name)
    try:
        exists, is_folder = path.exists(), path.is_dir()
    except OSError as error:  # such as a name too long for any file: a text, perhaps
        yield InputError(shorten(name, 60), error.strerror or str(error))
        return
    if is_folder:
        yield from _folder(path)
    elif name == STANDARD_INPUT or exists:
        yield path
    elif glob.has_magic(name):
        matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 — of an absolute pattern too
        if not matches:
            yield InputError(name, "no file matches")
        for match in matches:
            yield from _expand(match) if Path(match).is_dir() else iter([Path(match)])
    else:
        yield InputError(name, "no such file or folder")


def _folder(folder: Path) -> Iterator[Path | InputError]:
    empty = True
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in _SUFFIXES and path.is_file() and not hidden:
            empty = False
            yield path
    if empty:
        yield InputError(
            str(folder), "no article in this folder", f"looked for {', '.join(sorted(_SUFFIXES))}"
        )


def _read(
    path: Path, doc_id: str, encoding: str, columns: Columns, meter: Meter
) -> Iterator[Article | InputError]:
    if str(path) == STANDARD_INPUT:
        yield from _content(sys.stdin.buffer, path, doc_id, encoding, columns)
    elif path.suffix.lower() in _MARKED_UP:
        yield InputError(str(path), f"{path.suffix} files are not read", "give the text alone")
    else:
        try:
            with path.open("rb") as file:
                meter.begin(file)
                yield from _content(file, path, doc_id, encoding, columns)
        except OSError as error:
            yield InputError(str(path), error.strerror or str(error))


def _content(
    file: BinaryIO, path: Path, doc_id: str, encoding: str, columns: Columns
) -> Iterator[Article | InputError]:
    reader = _RECORDS.get(path.suffix.lower())
    if reader:
        yield from reader(file, place=str(path), encoding=encoding, columns=columns)
    else:
        place = "standard input" if str(path) == STANDARD_INPUT else str(path)
        yield from read_text(file, place=place, doc_id=doc_id, encoding=encoding)


def _free(path: Path, taken: set[str]) -> str:
    """The file's stem, numbered if it is taken; bytes of it that are no UTF-8 are replaced."""
    stem = "stdin" if str(path) == STANDARD_INPUT else path.stem
    stem = stem.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    number, name = 1, stem
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name
