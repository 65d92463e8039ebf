"""Bytes to text, and what cannot be one."""

from __future__ import annotations

import re
from datetime import datetime

from claimx.errors import InputError
from claimx.models import Article

BYTE_ORDER_MARK = "\ufeff"
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(data: bytes, encoding: str, place: str, *, offset: int = 0) -> str:
    """``data`` as text.

    Raises :class:`InputError` on a byte that is none in ``encoding``, saying which: ``offset``
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


def article(
    place: str, *, doc_id: str, text: str, date: str | None = None, title: str | None = None
) -> Article:
    """The article, once its text and date are found to be such.

    Raises :class:`InputError` on a text that is blank, or holds a character that no text has.
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
    return Article(doc_id=doc_id, text=text, date=iso_date(date, place), title=title or None)


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
