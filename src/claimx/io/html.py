"""Web pages: the article in a page, without what stands round it."""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from datetime import date

import trafilatura

from claimx.errors import InputError
from claimx.io.decoding import article, decode
from claimx.models import Article

ENOUGH = 12
"""Words below which what a page holds is no article, but a notice or a menu."""

_DECLARED = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEAD = 4096
_AS_BROWSERS = {"ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "latin1": "cp1252"}
"""Encodings that pages name and browsers, by the WHATWG standard, read as another."""

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it tells of pages; InputError does


def html_article(
    data: bytes,
    *,
    place: str,
    doc_id: str,
    encoding: str | None = None,
    charset: str | None = None,
    url: str | None = None,
) -> Article:
    """The article in a page: its main text, a line a paragraph, with title, date and author.

    ``encoding`` is what the caller says of ``data``; without it the word of the server
    (``charset``) counts, then the page's own, else trafilatura finds it. ``url`` is where the page
    is from.

    Raises ``InputError`` if there is no article in it, or a byte is none in ``encoding``.
    """
    found = trafilatura.bare_extraction(
        decode(data, encoding, place) if encoding else _page(data, charset),
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        # Only a date that the page gives as its own: no year of a copyright line.
        date_extraction_params={
            "original_date": True,
            "extensive_search": False,
            "max_date": date.today().isoformat(),
        },
    )
    text = (found.text or "") if isinstance(found, trafilatura.settings.Document) else ""
    if not isinstance(found, trafilatura.settings.Document) or len(text.split()) < ENOUGH:
        raise InputError(
            place, "no article found in the page", "copy its text into a .txt file and give that"
        )
    return article(
        place,
        doc_id=doc_id,
        text=text,
        date=found.date,
        title=found.title,
        author=found.author,
        url=url or found.url,
    )


def _page(data: bytes, charset: str | None) -> str | bytes:
    """The page as text if its encoding is told, and rightly, else as it is."""
    declared = _DECLARED.search(data, 0, _HEAD)
    for name in (charset, declared and declared[1].decode("ascii", "replace")):
        with suppress(LookupError, UnicodeDecodeError):
            if name:
                return data.decode(_AS_BROWSERS.get(name.lower(), name))
    return data
