"""What JSON Lines and CSV have in common: records with an id, a text, perhaps date and title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from claimx.errors import InputError
from claimx.io.decoding import article
from claimx.models import Article

COLUMNS = {"id": ("id", "doc_id"), "text": ("text",), "date": ("date",), "title": ("title",)}
REQUIRED = ("id", "text")


def check_columns(place: str, there: Iterable[str]) -> None:
    """Raise :class:`InputError` if ``there`` lacks the column of an id or a text."""
    there = list(there)
    for field in REQUIRED:
        if not any(name in there for name in COLUMNS[field]):
            names = ", ".join(there) or "none"
            raise InputError(place, f"there is no {field!r}", f"what is there: {names}")


def article_from(place: str, record: Mapping[str, Any]) -> Article:
    """The article in ``record``; what else is in it is let be.

    Raises :class:`InputError` where a required column is missing, or what it holds will not do.
    """
    check_columns(place, record)
    values = {field: _value(place, record, names) for field, names in COLUMNS.items()}
    if not values["id"]:
        raise InputError(place, "the id is empty")
    return article(
        place,
        doc_id=values["id"],
        text=values["text"] or "",
        date=values["date"],
        title=values["title"],
    )


def _value(place: str, record: Mapping[str, Any], names: Iterable[str]) -> str | None:
    for name in names:
        value = record.get(name)
        if value is None:
            continue
        if isinstance(value, str):
            return value
        if name in COLUMNS["id"] and isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        raise InputError(place, f"{name!r} is {type(value).__name__}, not text")
    return None
