"""The lexicon of cues as a person, or a spreadsheet, reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from claimx.lexicon import CueLexicon, Entry


class Row(NamedTuple):
    """One cue: its dictionary form, what part of speech, what saying, and what it governs."""

    cue: str
    part: str
    type: str
    governs: str


def rows(cues: CueLexicon) -> Iterator[Row]:
    """Every cue of the lexicon: verbs, locutions, nouns, adpositions, each in its order."""
    for part, entries in (
        ("verb", cues.verbs.values()),
        ("locution", [entry for group in cues.locutions.values() for entry in group]),
        ("noun", cues.nouns.values()),
    ):
        for entry in entries:
            yield Row(_words(entry), part, entry.type.replace("_", " "), _frames(entry))
    for form in cues.adpositions.forms:
        yield Row(" ".join(form), "adposition", "according to", "source")


def print_cues(out: TextIO, cues: CueLexicon) -> None:
    """Print a table on a terminal, else a line a cue, its fields parted by tabs."""
    if not out.isatty():
        out.writelines("\t".join(row) + "\n" for row in (Row._fields, *rows(cues)))
        return
    table = Table(*(field.capitalize() for field in Row._fields), box=box.SIMPLE_HEAD)
    for row in rows(cues):
        table.add_row(*row)
    Console(file=out, highlight=False).print(table)


def _words(entry: Entry) -> str:
    return " ".join("/".join(alternatives) for alternatives in entry.words)


def _frames(entry: Entry) -> str:
    return " ".join(sorted(entry.frames))
