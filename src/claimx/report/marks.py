"""An article cut where the parts of its claims begin and end, so that tags may go between."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from claimx.models import Claim, Kind, Passage

Part = Literal["content", "cue", "source"]

LONGEST_HEADLINE = 200
"""Characters of a first line that can still be a headline."""

_LINE = re.compile(r"\S(?:.*\S)?")
_ORDER: dict[Part, int] = {"content": 0, "source": 1, "cue": 2}


class Mark(NamedTuple):
    """A half-open range of code points that is a part of ``claims`` (by ordinal, from 1)."""

    start: int
    end: int
    part: Part
    kind: Kind
    claims: tuple[int, ...]


class Piece(NamedTuple):
    """A step of writing a line: its words, a mark that opens or closes, a reference to a claim."""

    step: Literal["text", "open", "close", "reference"]
    text: str = ""
    mark: Mark | None = None
    claim: int = 0


class Line(NamedTuple):
    """A line of the article and the blanks before it: all lines joined are the text."""

    before: str
    pieces: list[Piece]
    headline: bool

    @property
    def text(self) -> str:
        """The words of the line."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def apart(self) -> bool:
        """Whether a blank line stands before it."""
        return self.before.count("\n") > 1


def marks(claims: Sequence[Claim]) -> list[Mark]:
    """The marks of ``claims``, outer before inner; one mark where claims share a range."""
    found: dict[tuple[int, int, Part, Kind], list[int]] = defaultdict(list)

    def add(passage: Passage | None, part: Part, number: int, kind: Kind) -> None:
        for span in passage.spans if passage else ():
            numbers = found[span.start, span.end, part, kind]
            if number not in numbers:
                numbers.append(number)

    for number, claim in enumerate(claims, 1):
        add(claim.content, "content", number, claim.kind)
        add(claim.cue, "cue", number, claim.kind)
        for source in claim.sources:
            add(source.mention, "source", number, claim.kind)
    every = [Mark(*place, tuple(numbers)) for place, numbers in found.items()]
    return sorted(every, key=lambda mark: (mark.start, -mark.end, _ORDER[mark.part]))


def lines(text: str, claims: Sequence[Claim]) -> tuple[list[Line], str]:
    """The lines of ``text`` with the marks of ``claims``, and the blanks after the last.

    Marks are nested properly: one that another cuts, or a line's end, is closed and opened anew.
    """
    every = marks(claims)
    ends: dict[int, list[int]] = defaultdict(list)
    for number, claim in enumerate(claims, 1):
        ends[claim.content.spans[-1].end].append(number)
    found: list[Line] = []
    done = 0
    bounds = [match.span() for match in _LINE.finditer(text)]
    for index, (start, end) in enumerate(bounds):
        following = bounds[index + 1][0] if index + 1 < len(bounds) else len(text) + 1
        inside = [mark for mark in every if mark.start < end and start < mark.end]
        # A content that ends in the blanks after the line has its reference at the line's end.
        here: dict[int, list[int]] = defaultdict(list)
        for place, numbers in ends.items():
            if start < place < following:
                here[min(place, end)].extend(numbers)
        headline = (
            index == 0
            and following <= len(text)
            and text.count("\n", end, following) > 1
            and end - start <= LONGEST_HEADLINE
            and text[end - 1] != "."
        )
        found.append(
            Line(text[done:start], list(_pieces(text, start, end, inside, here)), headline)
        )
        done = end
    return found, text[done:]


def _pieces(
    text: str, start: int, end: int, inside: list[Mark], ends: dict[int, list[int]]
) -> Iterator[Piece]:
    edges = {start, end, *ends}
    edges.update(edge for mark in inside for edge in mark[:2] if start < edge < end)
    open_: list[Mark] = []
    done = start
    for edge in sorted(edges):
        if edge > done:
            yield Piece("text", text[done:edge])
            done = edge
        again: list[Mark] = []
        while any(mark.end <= edge or edge == end for mark in open_):
            mark = open_.pop()
            yield Piece("close")
            if mark.end > edge:
                again.append(mark)
        for number in sorted(ends.get(edge, ())):
            yield Piece("reference", claim=number)
        if edge == end:
            return
        begun = [m for m in inside if m.start == edge or (edge == start and m.start < start)]
        for mark in (*reversed(again), *begun):
            open_.append(mark)
            yield Piece("open", mark=mark)
