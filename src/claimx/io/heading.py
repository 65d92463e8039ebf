"""What a plain text tells of itself at its head: the headline, and the day in the dateline.

Only what is sure is taken, for days of claims are reckoned from it: a dateline as agencies and
press offices write it. Texts are never changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from claimx.components.times import Dateline, datelines
from claimx.lexicon import load_datelines
from claimx.models import Article

LONGEST = 160
"""Characters of a headline."""
ABOVE = 3
"""Lines that may stand above a headline, or between it and the dateline."""

_LINE = re.compile(r"[^\r\n]+")
_CLOSING = "\"'»”’)"
_AFTER = re.compile(
    r"(?P<stop>\.?)[^\S\n]*(?:\((?P<agency>[^()\n]{2,40})\))?[^\S\n]*(?P<dash>[-–—](?!\s*\d))?"
)


def headed(article: Article, until: str | None = None) -> Article:
    """``article`` with the title and the date that its text tells, where it has none.

    A day without a year is the last such day up to ``until`` (ISO 8601), and left where that is
    not known.
    """
    if article.title and article.date:
        return article
    limit = date.fromisoformat(until) if until else None
    day = None if article.date else day_of(article.text, limit)
    title = article.title or title_of(article.text)
    return article.model_copy(
        update={"title": title, "date": article.date or (day.isoformat() if day else None)}
    )


def day_of(text: str, until: date | None = None) -> date | None:
    """The day in a text's dateline; None where there is no dateline, or none that is sure.

    >>> day_of("ROMA, 28 ottobre 2024 (askanews) - Il ministro ha detto di no.")
    datetime.date(2024, 10, 28)
    >>> day_of("Parigi, 13 novembre 2015. La notte cominciò presto.")
    """
    lines = list(_lines(text))[: ABOVE + 1]
    end = lines[-1].end if lines else 0
    sure = (found for found in datelines(text) if found.start < end and _is_sure(text, found))
    return next((day for found in sure if (day := found.day(until))), None)


def title_of(text: str) -> str | None:
    """The headline that a text begins with, if it does.

    >>> title_of("Ponte chiuso, il sindaco: «Riapre»\\n\\nMODENA. Il ponte resta chiuso.")
    'Ponte chiuso, il sindaco: «Riapre»'
    """
    begun = {found.start for found in datelines(text)}
    lines = list(_lines(text))
    for line, following in pairwise(lines[: ABOVE + 1]):
        if line.text.lower().startswith(tuple(f"{each} " for each in load_datelines().above)):
            continue
        if line.start in begun or not _may_be_title(line.text):
            return None
        apart = text.count("\n", line.end, following.start) > 1
        return line.text if apart or _begins_text(following, line, begun) else None
    return None


class _Line(NamedTuple):
    start: int
    end: int
    text: str


def _lines(text: str) -> Iterator[_Line]:
    """The lines that are not blank, each without the blanks round it."""
    for found in _LINE.finditer(text):
        if line := found[0].strip():
            yield _Line(*found.span(), line)


def _may_be_title(line: str) -> bool:
    last = line.rstrip(_CLOSING)[-1:]
    return (
        len(line) <= LONGEST
        and len(line.split()) > 1
        and not line[0].islower()
        and line[0] not in "-–—•*#"
        and last not in {"", ".", ",", ";", ":"}
    )


def _begins_text(line: _Line, title: _Line, begun: set[int]) -> bool:
    """Whether a line that follows at once is the text: a dateline, or a paragraph.

    In a text whose every line is cut to a width, the second is about as long as the first.
    """
    length = len(line.text)
    paragraph = length > LONGEST and length > 1.5 * len(title.text) and not line.text[0].islower()
    return line.start in begun or paragraph


def _is_sure(text: str, found: Dateline) -> bool:
    """Whether a day at the head of a line can only be that of the article.

    With an agency it is; with a place that news is sent from, where a dash follows or nothing, or
    the month is cut short (*Modena, 3 mag.*). A story may open with place and day; it goes on
    after a stop.
    """
    after = _AFTER.match(text, found.end)
    agency = f"{found.groups.get('agency', '')} {(after and after['agency']) or ''}"
    if not load_datelines().agencies.isdisjoint(re.split(r"\W+", agency.lower())):
        return True
    place = re.sub(r"\s+", " ", found.groups.get("place", "")).replace("’", "'").lower()
    if after is None or place not in load_datelines().places:
        return False
    line_ends = text[after.end() : after.end() + 1] in {"", "\r", "\n"}
    return bool(after["dash"]) or line_ends or bool(after["stop"] and "short_month" in found.groups)
