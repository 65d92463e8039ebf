"""The table for people: who said it, how, what, and where it stands in the text."""

from __future__ import annotations

import re
from textwrap import shorten
from typing import TextIO

from rich import box
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from claimx.models import Claim, Document, Kind, Passage, Source

NARROW = 72
"""Columns of terminal below which claims are listed, not tabled."""

LONGEST_MENTION = 60
"""Characters of a mention that are shown: the rest is in the machine formats."""

KIND_STYLE: dict[Kind, str] = {"direct": "green", "indirect": "cyan", "mixed": "magenta"}

_BLANKS = re.compile(r"\s+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class TableWriter:
    """A table a document, as wide as the terminal, or ``width`` columns."""

    def __init__(self, out: TextIO, width: int | None = None) -> None:
        self._console = Console(file=out, width=width, highlight=False)

    def write(self, document: Document) -> None:
        """Print the claims of ``document``."""
        print_ = self._console.print
        heading = [document.doc_id, document.date or "", document.title or ""]
        print_(Text(" · ".join(printable(part) for part in heading if part), "bold underline"))
        if self._console.width < NARROW:
            print_()
            for claim in document.claims:
                print_(_item(claim, document), "")
        elif document.claims:
            print_(_table(document))
        print_(Text(summary(document), "dim"), "", sep="\n")

    def close(self) -> None:
        """Nothing is left to print."""


def printable(text: str) -> str:
    """``text`` on one line, without characters that would steer a terminal."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", _BLANKS.sub(" ", text))


def _table(document: Document) -> Table:
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, leading=1)
    table.add_column("Speaker", ratio=4, overflow="fold")
    table.add_column("How", ratio=3, overflow="fold", min_width=13)  # the longest kinds of cue
    table.add_column("What", ratio=9, overflow="fold")
    table.add_column("Where", no_wrap=True)
    for claim in document.claims:
        indent = 2 * depth(claim, document)
        table.add_row(
            who(claim),
            how(claim, between="\n"),
            Padding(what(claim, nested=indent > 0), (0, 0, 0, indent)),
            where(claim, document.text, between="\n"),
        )
    return table


def _item(claim: Claim, document: Document) -> Padding:
    lines = (
        who(claim),
        how(claim, between=" · "),
        Padding(what(claim), (0, 0, 0, 2)),
        where(claim, document.text, between=" · "),
    )
    return Padding(Group(*lines), (0, 0, 0, 2 * depth(claim, document)))


def who(claim: Claim) -> Text:
    """Who says it, a line or two a source."""
    if not claim.sources:
        return Text("—", "dim")
    return Text("\n").join(_source(source) for source in claim.sources)


def _source(source: Source) -> Text:
    """The speaker, then what the sentence calls it, or how it was inferred where it does not."""
    cell = Text()
    mention = (
        shorten(printable(source.mention.text), LONGEST_MENTION, placeholder="…")
        if source.mention
        else None
    )
    if source.speaker:
        cell.append(printable(source.speaker.name), "bold")
        if source.speaker.role:
            cell.append(f", {printable(source.speaker.role)}")
        if mention is None:
            cell.append(f"\n(inferred: {source.resolution.replace('_', ' ')})", "yellow")
        elif mention != source.speaker.name:
            cell.append(f"\n“{mention}”", "dim")
    elif mention is not None:
        cell.append(f"“{mention}”")
        cell.append("\n(not resolved)", "yellow")
    else:
        cell.append("—", "dim")
    return cell


def how(claim: Claim, between: str) -> Text:
    """The kind of claim, its cue, and what is special about it."""
    parts = [Text(claim.kind, KIND_STYLE[claim.kind])]
    if claim.cue:
        parts.append(Text(printable(claim.cue.text), "italic"))
        parts.append(Text(claim.cue.type.replace("_", " "), "dim"))
    if claim.polarity == "negated":
        parts.append(Text("negated", "bold red"))
    if claim.certainty == "hedged":
        hedge = f": {printable(claim.hedge.text)}" if claim.hedge else ""
        parts.append(Text(f"hedged{hedge}", "yellow"))
    return Text(between).join(parts)


def what(claim: Claim, *, nested: bool = False) -> Text:
    """What is said, and when; with a mark if it lies within another claim."""
    cell = Text.assemble(("↳ " if nested else "", "dim"), printable(claim.content.text))
    if time := claim.stated_at:
        value = f" = {time.value}" if time.value else ""
        cell.append(f"\nwhen: {printable(time.text)}{value}", "dim")
    return cell


def where(claim: Claim, text: str, between: str) -> Text:
    """The line of ``text``, and the code points."""
    line = text.count("\n", 0, claim.content.spans[0].start) + 1
    return Text(between).join([Text(f"line {line}"), Text(_ranges(claim.content), "dim")])


def _ranges(passage: Passage) -> str:
    """From the first character to the last: the pieces are in the machine formats."""
    return f"{passage.spans[0].start}–{passage.spans[-1].end}"


def depth(claim: Claim, document: Document) -> int:
    """How many claims hold this one."""
    parents = {each.id: each.parent for each in document.claims}
    depth, holder = 0, claim.parent
    while holder in parents and depth < len(parents):
        depth, holder = depth + 1, parents[holder]
    return depth


def summary(document: Document) -> str:
    """How many claims there are, and by how many speakers."""
    if not document.claims:
        return "no claims"
    speakers = {
        source.speaker.id for claim in document.claims for source in claim.sources if source.speaker
    }
    return f"{_count(len(document.claims), 'claim')}, {_count(len(speakers), 'speaker')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
