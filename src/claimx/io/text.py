"""Plain text files: one file, one article."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from claimx.errors import InputError
from claimx.io.decoding import article, decode, decode_any
from claimx.models import Article


def read_text(
    file: BinaryIO, *, place: str, doc_id: str, encoding: str | None
) -> Iterator[Article | InputError]:
    """The article that ``file`` is, called ``doc_id``."""
    try:
        yield text_article(file.read(), place=place, doc_id=doc_id, encoding=encoding)
    except InputError as error:
        yield error


def text_article(
    data: bytes,
    *,
    place: str,
    doc_id: str,
    encoding: str | None = None,
    url: str | None = None,
    note: Callable[[str], object] = lambda _: None,
) -> Article:
    """The article that ``data`` is; ``note`` is told which encoding was found, if not UTF-8.

    Raises ``InputError`` on bytes that are no text in ``encoding``, or in any that is known.
    """
    text = decode(data, encoding, place) if encoding else decode_any(data, place, note)
    return article(place, doc_id=doc_id, text=text, url=url)
