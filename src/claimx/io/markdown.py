"""Markdown: the table for people, to paste into a page, a wiki or a ticket."""

from __future__ import annotations

import re
from typing import TextIO

from claimx.io.table import depth, how, printable, summary, what, where, who
from claimx.models import Document

_MARKS = re.compile(r"([\\`*_\[\]<>#|~&$])")
_HEADER = "| Speaker | How | What | Where |\n|---|---|---|---|\n"


class MarkdownWriter:
    """A heading and a table a document, as GitHub's Markdown has them."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, document: Document) -> None:
        """Write the claims of ``document``."""
        about = [document.doc_id if document.title else None, document.date, document.author]
        lines = [f"## {escaped(document.title or document.doc_id)}", ""]
        if told := " · ".join(escaped(part) for part in about if part):
            lines += [told, ""]
        if document.url:
            lines += [f"<{document.url.translate(_NO_BRACKETS)}>", ""]
        lines.append(f"{summary(document)}\n")
        self._out.write("\n".join(lines) + "\n")
        if not document.claims:
            return
        self._out.write(_HEADER)
        for claim in document.claims:
            cells = (
                who(claim),
                how(claim, between="\n"),
                what(claim, nested=depth(claim, document) > 0),
                where(claim, document.text, between="\n"),
            )
            row = ("<br>".join(map(escaped, cell.plain.split("\n"))) for cell in cells)
            self._out.write(f"| {' | '.join(row)} |\n")
        self._out.write("\n")

    def close(self) -> None:
        """Nothing is left to write."""


_NO_BRACKETS = str.maketrans({"<": "%3C", ">": "%3E", " ": "%20", "\n": "", "\r": ""})


def escaped(text: str) -> str:
    """``text`` on one line, with nothing in it that Markdown or HTML would take for its own.

    >>> escaped("a|b *c* <i>")
    'a\\\\|b \\\\*c\\\\* \\\\<i\\\\>'
    """
    return _MARKS.sub(r"\\\1", printable(text))
