"""Bytes to text, and what cannot be one."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from claimx.errors import InputError
from claimx.models import Article

BYTE_ORDER_MARK = "\ufeff"
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_OTHERS = ["cp1252", "mac_roman", "utf_16_le", "utf_16_be"]
"""What Italian text is in where it is not in UTF-8; among all encodings a short text fits many."""
_ITALIAN = frozenset("àèéìíîòóùúÀÈÉÌÍÒÓÙÚáâäêëïôöûüçñÇÑ«»‹›“”„‘’–—…•€°ªº\u00a0")
SAMPLE = 1_000_000
"""Bytes of a file of records by which its encoding is found."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(data: bytes, encoding: str, place: str, *, offset: int = 0) -> str:
    """``data`` as text.

    Raises ``InputError`` on a byte that is none in ``encoding``, saying which: ``offset``
    is where in the file ``data`` begins.
    """
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        byte = data[error.start]
        raise InputError(
            place,
            f"not {encoding}: byte 0x{byte:02X} at offset {offset + error.start}",
            "name the file's encoding with --encoding, such as --encoding cp1252",
        ) from error
    return text.removeprefix(BYTE_ORDER_MARK) if offset == 0 else text


def decode_any(data: bytes, place: str, note: Callable[[str], object] = lambda _: None) -> str:
    """``data`` as text: UTF-8, or what its byte order mark says, or what it can only be.

    ``note`` is told which encoding that is, where it is not UTF-8. Raises ``InputError``
    where it is no text in any, with the byte that is none in UTF-8.
    """
    for mark, marked in _MARKS.items():
        if data.startswith(mark):
            note(f"{place}: read as {marked}")
            return decode(data, marked, place)
    try:
        return decode(data, "utf-8", place)
    except InputError:
        encoding = _likeliest(data)
        if encoding is None:
            raise
        note(f"{place}: read as {encoding}")
        return decode(data, encoding, place)


def encoding_of(file: BinaryIO, place: str, note: Callable[[str], object]) -> str:
    """In which encoding the lines of ``file`` are, by those at its beginning: UTF-8 if in doubt.

    Lines of UTF-8 with a broken one among them stay what they are, since in another encoding
    they would hold what Italian has not. ``note`` is told of another than UTF-8.
    """
    if not file.seekable():
        return "utf-8"
    lines = b"".join(file.readlines(SAMPLE))
    file.seek(0)
    try:
        lines.decode("utf-8")
    except UnicodeDecodeError:
        found = _likeliest(lines)
        if found and not found.startswith("utf-16"):  # whose line ends are no single bytes
            note(f"{place}: read as {found}")
            return found
    return "utf-8"


def _likeliest(data: bytes) -> str | None:
    """Of the encodings that ``data`` may be in, the one that makes most marks of Italian of it.

    charset-normalizer tells which make words of it: for a page of text it is often more than one,
    as a *«* of cp1252 is a *´* of Mac Roman.
    """
    from charset_normalizer import from_bytes

    fits = from_bytes(data, cp_isolation=_OTHERS, enable_fallback=False)
    marks = {fit.encoding: _marks(str(fit)) for fit in fits}
    # The first of the best, so that cp1252 has it where there is nothing between them.
    best = max(_OTHERS, key=lambda encoding: marks.get(encoding, 0))
    return best.replace("_", "-") if marks.get(best, 0) > 0 else None


def _marks(text: str) -> int:
    """Characters beyond ASCII that Italian has, less those that it has not."""
    return sum(1 if char in _ITALIAN else -1 for char in text if not char.isascii())


def article(
    place: str,
    *,
    doc_id: str,
    text: str,
    date: str | None = None,
    title: str | None = None,
    author: str | None = None,
    url: str | None = None,
) -> Article:
    """The article, once its text and date are found to be such.

    Raises ``InputError`` on a text that is blank, or holds a character that no text has.
    """
    if not text.strip():
        raise InputError(place, "empty: there is no text")
    if (at := text.find("\0")) >= 0:
        raise InputError(
            place, f"NUL character at offset {at}", "claimx reads plain text, not binary files"
        )
    if half := _SURROGATE.search(text):
        raise InputError(
            place, f"half a surrogate pair, U+{ord(half[0]):04X}, at offset {half.start()}"
        )
    return Article(
        doc_id=doc_id,
        text=text,
        date=iso_date(date, place),
        title=title or None,
        author=author or None,
        url=url,
    )


def iso_date(value: str | None, place: str) -> str | None:
    """The day of an ISO 8601 date or time, as YYYY-MM-DD.

    >>> iso_date("2024-10-28T09:30:00Z", "a.jsonl:3")
    '2024-10-28'
    """
    if not value:
        return None
    try:
        return datetime.fromisoformat(value).date().isoformat()
    except ValueError as error:
        raise InputError(place, f"{value!r} is not a date", "write it as YYYY-MM-DD") from error
