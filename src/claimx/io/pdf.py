"""PDF: lines on pages, put together to the paragraphs that they were."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO, NamedTuple

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTPage, LTTextBox, LTTextLine
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

from claimx.errors import InputError
from claimx.io.decoding import article
from claimx.models import Article

MARGIN = 0.12
"""Share of a page's height, at its top and at its foot, where headers and footers stand."""
SHORT = 0.8
"""Share of the column's width below which a line that ends in a stop ends its paragraph."""
ANOTHER_SIZE = 1.15
"""From which ratio of heights two lines are of different type, a headline and a text."""

GUTTER = 8
"""Points that are between two columns, at least."""

_LAYOUT = LAParams(boxes_flow=None)  # its own order reads a short right column before the left
_FINAL = re.compile(r"[.!?:…]['’\"”»)]*$")
_BROKEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
_NUMBER = re.compile(r"\W*(?:pag(?:ina|\.)?\s*)?\d+(?:\s*(?:/|di)\s*\d+)?\W*", re.IGNORECASE)
_BULLETS = "•▪◦‣●■"
_UNNAMED = re.compile(r"\(cid:(\d+)\)")
_NAMED = {"127": "•"}  # what WinAnsi has in the places that nothing else is in
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\0": ""})

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # of odd fonts; the text is what counts


class _Line(NamedTuple):
    """A line of print: where it is (in points), in which box of the layout, and how wide that is."""

    page: int
    box: int
    text: str
    left: float
    right: float
    height: float
    bold: bool
    at_edge: bool
    column: tuple[float, float]


def pdf_article(file: BinaryIO, *, place: str, doc_id: str) -> Article:
    """The article in a PDF: a line a paragraph, words that were divided whole again.

    Lines at the head or foot of several pages, and page numbers, are left out. What the file's
    properties say is let be: a title is as a rule the name of a draft.

    Raises ``InputError`` if it is no PDF, or broken, or encrypted, or holds images alone.
    """
    try:
        lines = list(_lines(extract_pages(BytesIO(file.read()), laparams=_LAYOUT)))
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        advice = "save a copy without a password and give that"
        raise InputError(place, "encrypted", advice) from error
    except Exception as error:  # a broken file shows as any error: a KeyError, a struct.error …
        advice = "print it to a new PDF, or copy its text into a .txt file"
        raise InputError(place, "not PDF, or broken", advice) from error
    text = "\n".join(_paragraphs(_without_edges(lines)))
    if text.count("\ufffd") * 2 >= len(text.replace("\n", "")):
        advice = "recognise its text first, with ocrmypdf for instance"
        raise InputError(place, "no text in it that can be read, images perhaps", advice)
    return article(place, doc_id=doc_id, text=text)


def _lines(pages: Iterable[LTPage]) -> Iterator[_Line]:
    for number, page in enumerate(pages):
        boxes = [each for each in page if isinstance(each, LTTextBox)]
        for order, box in enumerate(_as_read(boxes)):
            for line in box:
                text = readable(line.get_text())
                if isinstance(line, LTTextLine) and text:
                    low, high = MARGIN * page.height, (1 - MARGIN) * page.height
                    yield _Line(
                        number,
                        order,
                        text,
                        line.x0,
                        line.x1,
                        line.height,
                        _is_bold(line),
                        line.y1 < low or line.y0 > high,
                        (box.x0, box.x1),
                    )


def _as_read(boxes: Iterable[LTTextBox]) -> Iterator[LTTextBox]:
    """The boxes of a page in reading order: from the top, column after column.

    What stands side by side begins columns; they go on down to the first box that lies across.
    """
    columns: list[LTTextBox] = []
    for band in _bands(boxes):
        if _gutter([*columns, *band]) is None:
            yield from _by_column(columns)
            columns = []
        if columns or _gutter(band) is not None:
            columns += band
        else:
            yield from band
    yield from _by_column(columns)


def _bands(boxes: Iterable[LTTextBox]) -> Iterator[list[LTTextBox]]:
    """From the top: the boxes that no blank strip across the page parts."""
    band: list[LTTextBox] = []
    for box in sorted(boxes, key=lambda box: -box.y1):
        if band and box.y1 < min(each.y0 for each in band) + 1:
            yield band
            band = []
        band.append(box)
    if band:
        yield band


def _gutter(boxes: Iterable[LTTextBox]) -> float | None:
    """Where the first column of ``boxes`` ends, if there is another beside it."""
    end = None
    for box in sorted(boxes, key=lambda box: box.x0):
        if end is not None and box.x0 >= end + GUTTER:
            return end
        end = box.x1 if end is None else max(end, box.x1)
    return None


def _by_column(boxes: list[LTTextBox]) -> Iterator[LTTextBox]:
    end = _gutter(boxes)
    if end is None:
        yield from sorted(boxes, key=lambda box: -box.y1)
        return
    yield from sorted((box for box in boxes if box.x1 <= end), key=lambda box: -box.y1)
    yield from _by_column([box for box in boxes if box.x1 > end])


def readable(text: str) -> str:
    """A line as it is read: ligatures undone, one blank for several, U+FFFD for unnamed letters.

    >>> readable("l\u2019uﬃcio  stampa")
    'l’ufficio stampa'
    """
    text = _UNNAMED.sub(lambda letter: _NAMED.get(letter[1], "\ufffd"), text)
    return " ".join(text.translate(_LIGATURES).split())


def _is_bold(line: LTTextLine) -> bool:
    return all("bold" in char.fontname.lower() for char in line if isinstance(char, LTChar))


def _without_edges(lines: list[_Line]) -> list[_Line]:
    """``lines`` but for page numbers, and what is at the edge of half of the pages, at least two."""
    pages = len({line.page for line in lines})
    # The set: a line may be twice at the edges of one page.
    seen = Counter(
        name for _, name in {(line.page, _alike(line)) for line in lines if line.at_edge}
    )
    return [
        line
        for line in lines
        if not (
            line.at_edge
            and (_NUMBER.fullmatch(line.text) or seen[_alike(line)] >= max(2, pages / 2))
        )
    ]


def _alike(line: _Line) -> str:
    """The line with its numbers taken for one: *Pagina 1*, *Pagina 2*."""
    return re.sub(r"\d+", "0", line.text)


def _paragraphs(lines: Iterable[_Line]) -> Iterator[str]:
    text, before = "", None
    for line in lines:
        if before is None:
            text = line.text
        elif _goes_on(before, line):
            divided = _BROKEN.search(text)
            if divided and line.text[0].islower():
                text = text[: divided.start()] + line.text
            else:
                text += ("" if divided else " ") + line.text
        else:
            yield text
            text = line.text
        before = line
    if text:
        yield text


def _goes_on(before: _Line, line: _Line) -> bool:
    """Whether ``line`` is of the paragraph that ``before`` is of."""
    sizes = sorted((before.height, line.height))
    if sizes[1] >= ANOTHER_SIZE * sizes[0] or before.bold != line.bold or line.text[0] in _BULLETS:
        return False
    if (before.page, before.box) != (line.page, line.box):
        # Over a gap, a page or a column only a sentence that is not at its end goes on.
        return not _FINAL.search(before.text) and line.text[0].islower()
    left, right = before.column
    short = before.right - left < SHORT * (right - left)
    return not (_FINAL.search(before.text) and (short or line.left > left + line.height))
