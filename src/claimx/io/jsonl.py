"""JSON Lines: an article a line in, a claim a line out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO, TextIO

from claimx.errors import InputError
from claimx.io.decoding import decode
from claimx.io.records import Columns, article_from
from claimx.models import Article, Document

# Line ends to some readers, though not to JSON: written escaped, a line stays a line to all.
_LINE_ENDS = {ord(char): f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"}


def read_jsonl(
    file: BinaryIO, *, place: str, encoding: str, columns: Columns
) -> Iterator[Article | InputError]:
    """The article of each line of ``file`` that is not blank; ``place`` is the file's name."""
    offset = 0
    for number, line in enumerate(file, 1):
        try:
            if record := decode(line, encoding, f"{place}:{number}", offset=offset).strip():
                yield _article(f"{place}:{number}", record, columns)
        except InputError as error:
            yield error
        offset += len(line)


def _article(place: str, line: str, columns: Columns) -> Article:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(place, f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise InputError(place, "not a JSON object", 'write {"id": "…", "text": "…"}')
    return article_from(place, record, columns)


class JsonlWriter:
    """A claim a line."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, document: Document) -> None:
        """Write the claims of ``document``."""
        for claim in document.claims:
            self._out.write(claim.model_dump_json().translate(_LINE_ENDS) + "\n")

    def close(self) -> None:
        """Nothing is left to write."""


class DocumentWriter:
    """A whole Document a line, text and all: what ``Document.model_validate_json`` reads."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, document: Document) -> None:
        """Write ``document``."""
        self._out.write(document.model_dump_json().translate(_LINE_ENDS) + "\n")

    def close(self) -> None:
        """Nothing is left to write."""
