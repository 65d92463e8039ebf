"""What the tools' files share: files of JSON, and the words for what is wrong in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

from pydantic import ValidationError

from claimx.errors import InputError
from claimx.io.gold import first_problem


class File(NamedTuple):
    """A file to write: its name in the folder, and its whole text."""

    name: str
    text: str


class Stems:
    """File names, without suffix, for ids: what a file name cannot hold becomes a hyphen.

    No two are the same, nor differ in case alone.

    >>> stem_of = Stems()
    >>> stem_of("2024/10: kursk"), stem_of("2024:10: Kursk")
    ('2024-10- kursk', '2024-10- Kursk-2')
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def __call__(self, doc_id: str) -> str:
        """A name for ``doc_id`` that no other id has been given."""
        plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "-", doc_id).strip(". ")[:60] or "article"
        stem = next(name for name in _numbered(plain) if name.casefold() not in self._taken)
        self._taken.add(stem.casefold())
        return stem


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def found(path: Path, *suffixes: str) -> list[Path]:
    """The file itself, or the files of a folder that end in one of ``suffixes``."""
    if not path.is_dir():
        return [path]
    return sorted(each for each in path.iterdir() if each.suffix.lower() in suffixes)


def text_of(file: Path) -> str:
    """The text of a file in UTF-8, line ends as they are; raises InputError."""
    try:
        return _decoded(str(file), file.read_bytes())
    except OSError as error:
        raise InputError(str(file), error.strerror or str(error)) from error


def _decoded(place: str, data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise InputError(place, f"not UTF-8: byte {error.start}") from error


def json_files(path: Path) -> Iterator[tuple[Path, Any]]:
    """The JSON in each file of ``path``, or the InputError in its place."""
    for file in found(path, ".json"):
        try:
            yield file, json.loads(text_of(file).removeprefix("\ufeff"))
        except InputError as error:
            yield file, error
        except ValueError as error:
            yield file, InputError(str(file), f"not JSON: {error}")


def json_lines(path: Path) -> Iterator[tuple[str, Any]]:
    """The JSON of each line of each file of ``path`` with its place, or the InputError instead.

    A zip file, which doccano exports in, stands for the ``.jsonl`` in it.
    """
    for name, text in _texts(path):
        if isinstance(text, InputError):
            yield name, text
            continue
        for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
            if line.strip():
                place = f"{name}:{number}"
                try:
                    yield place, json.loads(line)
                except ValueError as error:
                    yield place, InputError(place, f"not JSON: {error}")


def _texts(path: Path) -> Iterator[tuple[str, str | InputError]]:
    for file in found(path, ".jsonl", ".zip"):
        try:
            if file.suffix.lower() != ".zip":
                yield str(file), text_of(file)
                continue
            held = sorted(unzipped(file).items())
        except InputError as error:
            yield str(file), error
            continue
        for name, data in held:
            if name.endswith(".jsonl"):
                place = f"{file}/{name}"
                try:
                    yield place, _decoded(place, data)
                except InputError as error:
                    yield place, error


def unzipped(file: Path) -> dict[str, bytes]:
    """What a zip file holds, by name; raises InputError."""
    try:
        with ZipFile(file) as zipped:
            return {name: zipped.read(name) for name in zipped.namelist()}
    except OSError as error:
        raise InputError(str(file), error.strerror or str(error)) from error
    except (BadZipFile, RuntimeError) as error:  # the latter: encrypted, or packed as nobody packs
        raise InputError(str(file), f"not a zip file that can be read: {error}") from error


def problem(place: str, error: ValidationError) -> InputError:
    """The first thing that is wrong in a record."""
    return InputError(place, first_problem(error))
