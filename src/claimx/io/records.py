"""What JSON Lines, CSV and Parquet share: records with an id, a text, perhaps a date and a title."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Self

from claimx.errors import InputError
from claimx.io.decoding import article
from claimx.models import Article


class Columns(NamedTuple):
    """Under which names a record may have its fields; the first that is there counts."""

    id: tuple[str, ...] = ("id", "doc_id")
    text: tuple[str, ...] = ("text",)
    date: tuple[str, ...] = ("date",)
    title: tuple[str, ...] = ("title",)
    required: tuple[str, ...] = ("id", "text")
    """The fields that a record must have."""

    @classmethod
    def named(cls, **names: str | None) -> Self:
        """The columns as a person names them (``text="corpo"``); what is named has to be there."""
        chosen = {field: (name,) for field, name in names.items() if name is not None}
        required = dict.fromkeys((*cls().required, *chosen))
        return cls(**chosen, required=tuple(required))

    def check(self, place: str, there: Iterable[str]) -> None:
        """Raise ``InputError`` if ``there`` lacks a column that is required."""
        there = list(there)
        for field in self.required:
            names: tuple[str, ...] = getattr(self, field)
            if not any(name in there for name in names):
                found = ", ".join(there) or "none"
                raise InputError(place, f"there is no {names[0]!r}", f"what is there: {found}")

    def used(self, there: Iterable[str]) -> Iterator[str]:
        """The columns of those there that are looked at."""
        every = {*self.id, *self.text, *self.date, *self.title}
        yield from (name for name in there if name in every)


def article_from(place: str, record: Mapping[str, Any], columns: Columns) -> Article:
    """The article in ``record``; what else is in it is let be.

    Raises ``InputError`` where a required column is missing, or what it holds will not do.
    """
    columns.check(place, record)
    doc_id = _value(place, record, columns.id, also=int)
    if not doc_id:
        raise InputError(place, "the id is empty")
    return article(
        place,
        doc_id=doc_id,
        text=_value(place, record, columns.text) or "",
        date=_value(place, record, columns.date, also=datetime.date),
        title=_value(place, record, columns.title),
    )


def _value(
    place: str, record: Mapping[str, Any], names: Iterable[str], also: type | None = None
) -> str | None:
    """The text in the first of the columns that holds something; ``also`` of that type."""
    for name in names:
        value = record.get(name)
        if value is None:
            continue
        if isinstance(value, str):
            return value
        if also is not None and isinstance(value, also) and not isinstance(value, bool):
            return value.isoformat() if isinstance(value, datetime.date) else str(value)
        raise InputError(place, f"{name!r} is {type(value).__name__}, not text")
    return None
