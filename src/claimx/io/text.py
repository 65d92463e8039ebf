"""Plain text files: one file, one article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from claimx.errors import InputError
from claimx.io.decoding import article, decode
from claimx.models import Article


def read_text(
    file: BinaryIO, *, place: str, doc_id: str, encoding: str
) -> Iterator[Article | InputError]:
    """The article that ``file`` is, called ``doc_id``."""
    try:
        yield article(place, doc_id=doc_id, text=decode(file.read(), encoding, place))
    except InputError as error:
        yield error
