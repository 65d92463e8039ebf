"""What the command line names, as articles: files, folders, globs, web addresses, standard input."""

from __future__ import annotations

import glob
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from textwrap import shorten
from typing import Any, BinaryIO

from claimx.errors import InputError
from claimx.io.csv import read_csv
from claimx.io.decoding import encoding_of
from claimx.io.heading import headed
from claimx.io.jsonl import read_jsonl
from claimx.io.records import Columns
from claimx.io.text import text_article
from claimx.models import Article

STANDARD_INPUT = "-"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")

Note = Callable[[str], object]
"""Takes what is worth telling of an input that is right all the same."""


class Url(str):
    """A web address, where a path could be."""


def _read_parquet(
    file: BinaryIO, *, place: str, encoding: str | None, columns: Columns
) -> Iterator[Article | InputError]:
    try:
        with _extra("parquet", place):
            from claimx.io.parquet import read_parquet
    except InputError as error:
        yield error
        return
    yield from read_parquet(file, place=place, columns=columns)


def _text(file: BinaryIO, **given: Any) -> Article:
    return text_article(file.read(), **given)


def _html(file: BinaryIO, *, place: str, note: Note, **given: Any) -> Article:
    with _extra("web", place):
        from claimx.io.html import html_article
    return html_article(file.read(), place=place, **given)


def _docx(file: BinaryIO, *, place: str, doc_id: str, **_: Any) -> Article:
    with _extra("office", place):
        from claimx.io.docx import docx_article
    return docx_article(file, place=place, doc_id=doc_id)


def _pdf(file: BinaryIO, *, place: str, doc_id: str, **_: Any) -> Article:
    with _extra("office", place):
        from claimx.io.pdf import pdf_article
    return pdf_article(file, place=place, doc_id=doc_id)


@contextmanager
def _extra(name: str, place: str) -> Iterator[None]:
    """Imports of packages that an extra brings to read ``place``: InputError if one is not there."""
    try:
        yield
    except ImportError as error:
        advice = f"pip install 'claimx[{name}]'"
        raise InputError(place, "packages that read it are missing", advice) from error


_RECORDS: dict[str, Callable[..., Iterator[Article | InputError]]] = {
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".parquet": _read_parquet,
}
"""Files of many articles."""
_SINGLE: dict[str, Callable[..., Article]] = {
    ".txt": _text,
    ".htm": _html,
    ".html": _html,
    ".docx": _docx,
    ".pdf": _pdf,
}
"""Files that are an article each."""
_SUFFIXES = frozenset({*_SINGLE, *_RECORDS})
_NOT_READ = {
    ".doc": "save it as .docx",
    ".json": "write an article a line, in a .jsonl file",
    ".odt": "save it as .docx",
    ".rtf": "save it as .docx",
    ".xml": "give the text alone",
}


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
    encoding: str | None = None,
    columns: Columns | None = None,
    meter: Meter | None = None,
    note: Note = lambda _: None,
    until: str | None = None,
) -> Iterator[Article | InputError]:
    """The articles in ``inputs``: a file, a folder, a glob, a web address, ``-`` for standard input.

    A folder stands for the files in it, at any depth, whose suffix is known; any other file
    that is named is read as plain text. A file that is named twice is read once. Document ids
    are unique: a second file of the same stem is called ``stem-2``; a second record of the
    same id is an error, as its maker meant them to differ. ``columns`` are where records have
    their fields; ``meter`` is kept up to date.

    ``encoding`` is that of all inputs. Without it, that of an input which is not in UTF-8 is
    found, and ``note`` is told which. What a text itself tells of its title and its day
    is taken from it (``claimx.io.heading``); ``until`` (ISO 8601) is the day after which none of
    them appeared. An input whose format needs packages that are not installed is an error, too.
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
        try:
            doc_id = _free(path, seen)
        except InputError as error:
            yield error
            continue
        for found in _read(path, doc_id, encoding, columns, meter, note):
            if isinstance(found, InputError):
                yield found
            elif found.doc_id in seen:
                yield InputError(str(path), f"the id {found.doc_id!r} is there twice")
            else:
                seen.add(found.doc_id)
                yield found if _has_records(path) else headed(found, until)
        if isinstance(path, Path):
            meter.end(path)
        if found is None:
            yield InputError(str(path), "empty: there is no article in it")


def _has_records(path: Path | Url) -> bool:
    """Whether the articles of it are records, with fields of their own for title and date."""
    return isinstance(path, Path) and path.suffix.lower() in _RECORDS


def _files(inputs: Iterable[str]) -> Iterator[Path | Url | InputError]:
    """The files that ``inputs`` stand for, each once."""
    seen: set[Path | Url] = set()
    for name in inputs:
        for path in _expand(name):
            if isinstance(path, InputError):
                yield path
            elif (real := _resolved(path)) not in seen:
                seen.add(real)
                yield path


def _resolved(path: Path | Url) -> Path | Url:
    if isinstance(path, Url) or str(path) == STANDARD_INPUT:
        return path
    return path.resolve()


def _expand(name: str) -> Iterator[Path | Url | InputError]:
    if scheme := _SCHEME.match(name):
        if scheme[1].lower() in {"http", "https"}:
            yield Url(name)
        else:
            yield InputError(
                name, f"{scheme[1]} addresses are not read", "give one of http or https"
            )
        return
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
    path: Path | Url,
    doc_id: str,
    encoding: str | None,
    columns: Columns,
    meter: Meter,
    note: Note,
) -> Iterator[Article | InputError]:
    if isinstance(path, Url):
        yield from _fetched(path, doc_id, encoding, note)
    elif str(path) == STANDARD_INPUT:
        yield from _single(sys.stdin.buffer, "standard input", ".txt", doc_id, encoding, note)
    elif advice := _NOT_READ.get(path.suffix.lower()):
        yield InputError(str(path), f"{path.suffix} files are not read", advice)
    else:
        try:
            with path.open("rb") as file:
                meter.begin(file)
                yield from _content(file, path, doc_id, encoding, columns, note)
        except OSError as error:
            yield InputError(str(path), error.strerror or str(error))


def _content(
    file: BinaryIO, path: Path, doc_id: str, encoding: str | None, columns: Columns, note: Note
) -> Iterator[Article | InputError]:
    suffix, place = path.suffix.lower(), str(path)
    if records := _RECORDS.get(suffix):
        if suffix != ".parquet":
            encoding = encoding or encoding_of(file, place, note)
        yield from records(file, place=place, encoding=encoding, columns=columns)
    else:
        yield from _single(file, place, suffix, doc_id, encoding, note)


def _single(
    file: BinaryIO,
    place: str,
    suffix: str,
    doc_id: str,
    encoding: str | None,
    note: Note,
    **more: Any,
) -> Iterator[Article | InputError]:
    """The one article of a file; what no reader is known for is read as plain text."""
    reader: Callable[..., Article] = _SINGLE.get(suffix, _text)
    try:
        yield reader(file, place=place, doc_id=doc_id, encoding=encoding, note=note, **more)
    except InputError as error:
        yield error


def _fetched(
    url: Url, doc_id: str, encoding: str | None, note: Note
) -> Iterator[Article | InputError]:
    with _extra("web", url):
        from claimx.io.web import fetch
    try:
        page = fetch(url)
    except InputError as error:
        yield error
        return
    more = {"charset": page.charset} if page.suffix == ".html" else {}
    for found in _single(BytesIO(page.data), url, page.suffix, doc_id, encoding, note, **more):
        yield found if isinstance(found, InputError) else found.model_copy(update={"url": page.url})


def _free(path: Path | Url, taken: set[str]) -> str:
    """The file's stem, numbered if it is taken; bytes of it that are no UTF-8 are replaced."""
    stem = _stem(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    number, name = 1, stem
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name


def _stem(path: Path | Url) -> str:
    if isinstance(path, Url):
        with _extra("web", path):
            from claimx.io.web import name_of
        return name_of(path)
    return "stdin" if str(path) == STANDARD_INPUT else path.stem
