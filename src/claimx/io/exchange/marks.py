"""Labelled claims as spans and relations: the one form between gold and every annotation tool.

A claim is a span over each piece of its content, labelled with its kind, and relations from the
first piece to its cue, its sources and its time. Further pieces hang on the first by a relation
``CONTINUES``. What is no span is an attribute of the first piece: see ``CHOICES`` and
``SPEAKER``. Cues, sources and times that claims share are one span.

All offsets are code points; a tool that counts otherwise converts, with ``Utf16``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Final, NamedTuple, get_args

from pydantic import ValidationError

from claimx.errors import InputError
from claimx.io.gold import first_problem
from claimx.labels import LabelledArticle, LabelledClaim
from claimx.models import Kind

KINDS: Final[tuple[str, ...]] = get_args(Kind)
"""Labels of contents."""
PARTS: Final = ("cue", "source", "time")
"""Labels of the other spans, and of the relations to them."""
CONTINUES: Final = "continues"
"""The relation between two pieces of one content."""
LABELS: Final = (*KINDS, *PARTS)
RELATIONS: Final = (*PARTS, CONTINUES)
SPEAKER: Final = "speaker"
"""The attribute with the accepted names: ``Mark Rutte | Rutte; Nato``, see ``names_text``."""
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "polarity": ("negated",),
    "certainty": ("asserted", "hedged"),
    "inside": ("yes",),
    "stated_at": ("none",),
}
"""The other attributes and their values; without one of these the label does not say, or no.

``stated_at`` is ``none`` where the labeller looked for a time and there was none.
"""
COLOURS: Final[Mapping[str, str]] = {
    "direct": "#7fb3d5",
    "indirect": "#a9dfbf",
    "mixed": "#a3e4d7",
    "cue": "#f9e79f",
    "source": "#f5b7b1",
    "time": "#d7bde2",
}

Names = Sequence[Sequence[str]]


class Mark(NamedTuple):
    """A span with a label; ``start`` and ``end`` are code points, half-open."""

    id: str
    label: str
    start: int
    end: int
    attributes: Mapping[str, str] = {}


class Link(NamedTuple):
    """A relation from one mark to another, by id. Its direction does not count."""

    label: str
    head: str
    tail: str


@dataclass(frozen=True)
class Task:
    """An article as a tool has it; ``place`` names the file and the task in it."""

    place: str
    doc_id: str
    text: str
    date: str | None = None
    title: str | None = None
    marks: list[Mark] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def marked(article: LabelledArticle) -> Task:
    """``article`` as spans and relations; ids are ``c1``, ``c2`` … for contents, ``p1`` … else."""
    task = Task(article.doc_id, article.doc_id, article.text, article.date, article.title)
    parts: dict[tuple[str, int, int], str] = {}

    def part(label: str, start: int, end: int) -> str:
        if (key := (label, start, end)) not in parts:
            parts[key] = f"p{len(parts) + 1}"
            task.marks.append(Mark(parts[key], label, start, end))
        return parts[key]

    for number, claim in enumerate(article.claims, 1):
        first, *more = sorted(claim.content)
        head = f"c{number}"
        task.marks.append(Mark(head, claim.kind, *first, _attributes(claim)))
        for n, piece in enumerate(more, 2):
            task.marks.append(Mark(f"{head}.{n}", claim.kind, *piece))
            task.links.append(Link(CONTINUES, head, f"{head}.{n}"))
        for label, ranges in zip(PARTS, (claim.cue, claim.source, claim.stated_at), strict=True):
            for start, end in ranges or ():
                task.links.append(Link(label, head, part(label, start, end)))
    return task


def labelled(task: Task) -> LabelledArticle:
    """The labelled article in ``task``, claims and ranges in text order.

    A cue, source or time without a relation is let be, as what is left of a claim taken away.
    Raises InputError, naming the place, at the first span or relation that cannot be.
    """
    try:
        return LabelledArticle(
            doc_id=task.doc_id,
            text=task.text,
            date=task.date,
            title=task.title,
            claims=tuple(sorted(_claims(task), key=_order)),
        )
    except ValidationError as error:
        raise InputError(task.place, first_problem(error)) from error


def _order(claim: LabelledClaim) -> Any:
    return claim.content, claim.cue, claim.source


def in_text_order(article: LabelledArticle) -> LabelledArticle:
    """``article`` as ``labelled`` gives it: the order of claims is all that may change."""
    claims = [_with_sources_in_order(claim) for claim in article.claims]
    return article.model_copy(update={"claims": tuple(sorted(claims, key=_order))})


def _with_sources_in_order(claim: LabelledClaim) -> LabelledClaim:
    """The sources in text order, and their speakers with them where there is one for each."""
    order = sorted(range(len(claim.source)), key=claim.source.__getitem__)
    source = tuple(claim.source[n] for n in order)
    paired = len(claim.source) == len(claim.speaker)
    speaker = tuple(claim.speaker[n] for n in order) if paired else claim.speaker
    return claim.model_copy(update={"source": source, "speaker": speaker})


def _attributes(claim: LabelledClaim) -> dict[str, str]:
    told = {
        SPEAKER: names_text(_with_sources_in_order(claim).speaker),
        "polarity": claim.polarity if claim.polarity == "negated" else "",
        "certainty": claim.certainty or "",
        "inside": "yes" if claim.inside else "",
        "stated_at": "none" if claim.stated_at == () else "",
    }
    return {name: value for name, value in told.items() if value}


def _claims(task: Task) -> Iterable[LabelledClaim]:
    marks = _checked(task)
    contents = {mark.id: [mark] for mark in task.marks if mark.label in KINDS}
    parts: dict[str, list[Mark]] = {id_: [] for id_ in contents}
    for link in task.links:
        for id_ in (link.head, link.tail):
            if id_ not in marks:
                raise InputError(task.place, f"{_told(link)}: there is no span {id_}")
        ends = marks[link.head], marks[link.tail]
        within = [mark for mark in ends if mark.label in KINDS]
        others = [mark for mark in ends if mark.label not in KINDS]
        if len(within) == 2 and link.label == CONTINUES:
            one, other = (contents[mark.id] for mark in within)
            if one is not other:
                one.extend(other)
                contents |= dict.fromkeys((mark.id for mark in other), one)
        elif len(within) == 1:
            parts[within[0].id] += others
        else:
            labels = " and a ".join(mark.label for mark in ends)
            raise InputError(task.place, f"{_told(link)}: joins a {labels}")
    for pieces in {id(pieces): pieces for pieces in contents.values()}.values():
        found = [part for piece in pieces for part in parts[piece.id]]
        yield _claim(task.place, sorted(pieces, key=lambda mark: mark.start), found)


def _checked(task: Task) -> dict[str, Mark]:
    marks: dict[str, Mark] = {}
    for mark in task.marks:
        here = f"{mark.label} {mark.id}"
        if mark.label not in LABELS:
            raise InputError(task.place, f"span {mark.id}: no label {mark.label!r}", _one(LABELS))
        if not 0 <= mark.start < mark.end <= len(task.text):
            size = f"which has {len(task.text)} characters"
            span = f"{mark.start}–{mark.end}"
            raise InputError(task.place, f"{here}: {span} is no span of the text, {size}")
        for name, value in mark.attributes.items():
            if name != SPEAKER and value not in CHOICES.get(name, ()):
                values = _one(CHOICES.get(name, CHOICES))
                raise InputError(task.place, f"{here}: no {name} {value!r}", values)
        if mark.id in marks:
            raise InputError(task.place, f"{here}: the id is there twice")
        marks[mark.id] = mark
    return marks


def _claim(place: str, pieces: list[Mark], parts: list[Mark]) -> LabelledClaim:
    told: dict[str, str] = {}
    for piece in reversed(pieces):
        told |= piece.attributes
    time = _ranges(parts, "time")
    try:
        return LabelledClaim.model_validate(
            {
                "kind": pieces[0].label,
                "content": sorted({(mark.start, mark.end) for mark in pieces}),
                "cue": _ranges(parts, "cue"),
                "source": _ranges(parts, "source"),
                "speaker": names_of(told.get(SPEAKER, "")),
                "polarity": told.get("polarity", "affirmed"),
                "inside": "inside" in told,
                "certainty": told.get("certainty"),
                "stated_at": time or (() if "stated_at" in told else None),
            }
        )
    except ValueError as error:
        raise InputError(place, f"{pieces[0].label} {pieces[0].id}: {error}") from error


def _ranges(marks: Iterable[Mark], label: str) -> list[tuple[int, int]]:
    return sorted({(mark.start, mark.end) for mark in marks if mark.label == label})


def _told(link: Link) -> str:
    return f"relation {link.label or 'without a label'} from {link.head} to {link.tail}"


def _one(values: Iterable[str]) -> str:
    return f"one of {', '.join(values)}"


_ESCAPES = {"\\": "\\\\", "|": "\\|", ";": "\\;", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ESCAPED = {escape: char for char, escape in _ESCAPES.items()}
_NAME_PIECES = re.compile(r"\\.|[|;]|[^\\|;]+|\\$", re.S)


def names_text(speaker: Names) -> str:
    r"""The accepted names of each source on one line; a bar or semicolon in one is escaped.

    >>> names_text([["Mark Rutte", "Rutte"], ["Nato"]])
    'Mark Rutte | Rutte; Nato'
    """
    return "; ".join(" | ".join(map(_escaped, names)) for names in speaker)


def _escaped(name: str) -> str:
    return "".join(_ESCAPES.get(char, char) for char in name)


def names_of(text: str) -> list[list[str]]:
    """What ``names_text`` wrote, or a person; ValueError if a name is empty.

    >>> names_of("Mark Rutte|Rutte ; Nato")
    [['Mark Rutte', 'Rutte'], ['Nato']]
    """
    if not text.strip():
        return []
    speakers = [[""]]
    for piece in _NAME_PIECES.findall(text):
        if piece == ";":
            speakers.append([""])
        elif piece == "|":
            speakers[-1].append("")
        else:
            speakers[-1][-1] += piece if len(piece) == 1 else _ESCAPED.get(piece, piece)
    stripped = [[name.strip() for name in names] for names in speakers]
    if stripped[-1] == [""]:  # after a semicolon at the end
        del stripped[-1]
    if not all(name for names in stripped for name in names):
        raise ValueError(f"a speaker has an empty name: {text!r}")
    return stripped


class Utf16:
    """Offsets of a text in UTF-16 code units, as JavaScript and Java count, and in code points.

    >>> Utf16("a🙂b").units(2), Utf16("a🙂b").points(3)
    (3, 2)
    """

    def __init__(self, text: str) -> None:
        self._starts = [0, *accumulate(2 if char > "\uffff" else 1 for char in text)]

    def units(self, points: int) -> int:
        """The offset in code units of an offset in code points."""
        return self._starts[points]

    def points(self, units: int) -> int:
        """The offset in code points; -1, which is none, outside the text or within a character."""
        found = bisect_left(self._starts, units)
        there = found < len(self._starts) and self._starts[found] == units
        return found if there else -1
