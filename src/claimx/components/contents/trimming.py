"""What falls off the edges of a content: datelines, connectives, stops, the outer marks."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from claimx.components.grammar import DASHES, chars, listed, quotations_between, text_of
from claimx.components.state import Range

_DATELINE = re.compile(
    r"[^\n]{0,70}?\([^)\n]{2,25}\)\s*[-–—]\s*"
    r"|[A-ZÀ-Ý][^\n.«“\"]{2,40}, \d{1,2}[^\n]{2,18}?[-–—]\s+"
    r"|[A-ZÀ-Ý][A-ZÀ-Ý ]{3,30}[.-]\s+"
    r"|[A-ZÀ-Ý][A-ZÀ-Ý' ]{2,28}\s+(?=[«“\"])"
    r"|[A-ZÀ-Ý]{4,14}(?: [A-ZÀ-Ý]{3,14})? (?=[A-ZÀ-Ý][a-zà-ý])"
)
"""*Milano, 28 ott. (askanews) –*, *Nuoro, 19 ott. -*, *MODENA.*, *MODENA «…»*, *MODENA Il sindaco*:
place, date, agency."""

_AGENCY = re.compile(r"\([^)\n]{2,25}\)\s*[-–—]\s*")
"""*(askanews) –*"""

_BYLINE = re.compile(
    r"\s*(?:di )?[A-ZÀ-Ý][a-zà-ÿ]+ (?:(?:De|Di|Del|Della|Dal|Dalla|Lo|La) )?([A-ZÀ-Ý][a-zà-ÿ]+)\s+(?=[«“\"])"
)
"""*Serena Neri «…»*: who wrote the article, if the surname does not come again."""

_DATELINE_WIDTH, _AGENCY_WIDTH = 120, 40


def trim(doc: Doc, start: int, end: int) -> Range | None:
    """Characters of a content: no stop, comma or connective at its edges, outer marks off if all is quoted."""
    start = min(dateline_end(doc, start), end)
    while start < end and _falls_off(doc[start], ",.;:)!"):
        start += 1
    while end > start and (
        _falls_off(doc[end - 1], ",.;:(")
        or (end - 1 > start and doc[end - 1].lower_ in listed("dangling"))
    ):
        end -= 1
    span = chars(doc, start, end)
    return strip_marks(doc, span) if span is not None else None


def _falls_off(token: Token, marks: str) -> bool:
    return token.is_space or token.text in DASHES or (len(token) == 1 and token.text in marks)


def strip_marks(doc: Doc, span: Range) -> Range | None:
    """Take off the outer marks of a span that is one whole quotation, and a stop at its end."""
    start, end = span
    text = text_of(doc)
    for _, q in quotations_between(doc, start - 1, end + 1):
        if (
            q["outer_start"] >= start - 1
            and q["outer_end"] <= end + 1
            and _blank(text[start : q["start"]])
            and _blank(text[q["end"] : end])
        ):
            return trim_chars(text, q["start"], q["end"])
    return trim_chars(text, start, end)


def _blank(piece: str) -> bool:
    return not any(c.isalnum() for c in piece)


def trim_chars(text: str, start: int, end: int) -> Range | None:
    """Drop space and final stop or comma; a question or exclamation mark and an ellipsis stay."""
    while start < end and (
        text[start].isspace() or (text[start] in ",;:.–—-" and not text.startswith("...", start))
    ):
        start += 1
    while end > start and (
        text[end - 1].isspace() or text[end - 1] in ",;:" or _ends_in_stop(text, start, end)
    ):
        end -= 1
    return (start, end) if end > start else None


def _ends_in_stop(text: str, start: int, end: int) -> bool:
    """*… lo ha detto.*, but not *…* written with stops, nor an initial: *Aldo M.*"""
    if text[end - 1] != "." or text.endswith("..", start, end):
        return False
    initial = end - start > 1 and text[end - 2].isupper()
    return not (initial and (end - start == 2 or not text[end - 3].isalpha()))


def dateline_end(doc: Doc, start: int) -> int:
    """The first token after the dateline that the text or a paragraph begins with, else ``start``.

    A byline that a quotation follows is one too.
    """
    if start >= len(doc):
        return start
    text, at = text_of(doc), doc[start].idx
    byline = _BYLINE.match(text) if not text[:at].strip() else None
    if byline is not None and text.count(byline[1]) == 1:
        return _token_from(doc, start, byline.end())
    if doc[start].text == "(" and (agency := _AGENCY.match(text, at, at + _AGENCY_WIDTH)):
        return _token_from(doc, start, agency.end())
    in_line = start > 0 and "\n" not in doc[start - 1].text
    if in_line and (start > 12 or not all(t.is_space for t in doc[:start])):
        return start
    dateline = _DATELINE.match(text, at, at + _DATELINE_WIDTH)
    return _token_from(doc, start, dateline.end()) if dateline else start


def _token_from(doc: Doc, start: int, char: int) -> int:
    """The first token after ``start`` that begins at or after ``char``, else ``start``."""
    window = range(start, min(start + _DATELINE_WIDTH + 1, len(doc)))
    return next((i for i in window if doc[i].idx >= char), start)
