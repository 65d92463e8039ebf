"""Word files: the paragraphs, those in tables among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from claimx.errors import InputError
from claimx.io.decoding import article
from claimx.models import Article

TITLE = "Title"
"""The style of a title; python-docx names those that come with Word in English."""


def docx_article(file: BinaryIO, *, place: str, doc_id: str) -> Article:
    """The article in a Word file: a line a paragraph; its title is the paragraph of that style.

    What the file's properties say is let be: title and author are those of the template or of
    whoever has the computer, the date that of a draft.

    Raises ``InputError`` if it is no such file, or broken, or holds no text.
    """
    try:
        paragraphs = [each for each in _paragraphs(Document(file)) if each.text.strip()]
    except Exception as error:  # a broken package shows as an error of zipfile, of lxml, a KeyError
        raise InputError(
            place,
            "not a Word file, or broken or encrypted",
            "open it in a word processor and save it anew as .docx, or as .txt",
        ) from error
    return article(
        place,
        doc_id=doc_id,
        text="\n".join(each.text for each in paragraphs),
        title=next((each.text.strip() for each in paragraphs if _is_title(each)), None),
    )


def _paragraphs(holder: object) -> Iterator[Paragraph]:
    """The paragraphs of a document or a cell, in the order in which they are read."""
    content: Iterable[Paragraph | Table] = holder.iter_inner_content()  # type: ignore[attr-defined]
    for piece in content:
        if isinstance(piece, Paragraph):
            yield piece
            continue
        seen = set()  # a merged cell is there once for each that it takes the place of
        for row in piece.rows:
            for cell in row.cells:
                if cell._tc not in seen:
                    seen.add(cell._tc)
                    yield from _paragraphs(cell)


def _is_title(paragraph: Paragraph) -> bool:
    return paragraph.style is not None and paragraph.style.name == TITLE
