"""An evaluation as a person reads it."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from claimx.io.table import KIND_STYLE, printable
from claimx.scoring import Mistake, Score, Scores

_MISTAKES = {
    "missed": "Missed: labelled, not found",
    "invented": "Invented: found, not labelled",
    "misattributed": "Misattributed: found, but not given to the right speaker",
}


def print_scores(console: Console, scores: Scores, mistakes: Sequence[Mistake]) -> None:
    """Print the figures, those by kind, then each mistake with the text round it."""
    console.print(
        f"{scores.articles} articles, {scores.gold} gold claims, {scores.predicted} predicted", ""
    )
    console.print(_metrics(scores), _kinds(scores), sep="\n")
    for what, heading in _MISTAKES.items():
        these = [mistake for mistake in mistakes if mistake.what == what]
        console.print(Text(f"{heading} ({len(these)})", "bold"))
        for mistake in these:
            console.print(Padding(_mistake(mistake), (0, 0, 1, 2)))


def _metrics(scores: Scores) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("Metric", no_wrap=True)
    for heading in ("P", "R", "F1", "95 %", "of found", "right", "pred.", "gold"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, score in scores.metrics.items():
        table.add_row(
            name.replace("_", " "),
            _figure(score.precision),
            _figure(score.recall),
            _figure(score.f1),
            _interval(score),
            _figure(score.of_found),
            str(score.right),
            str(score.predicted),
            str(score.gold),
            style="bold" if name == "attributed" else "",
        )
    return table


def _kinds(scores: Scores) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Kind")
    for heading in ("gold", "found", "attributed"):
        table.add_column(heading, justify="right", no_wrap=True)
    for kind, score in scores.kinds.items():
        table.add_row(
            Text(kind, KIND_STYLE[kind]),
            str(score.gold),
            f"{score.found} {score.found / score.gold:6.1%}",
            f"{score.attributed} {score.attributed / score.gold:6.1%}",
        )
    return table


def _mistake(mistake: Mistake) -> Text:
    text = Text()
    text.append(f"{mistake.doc_id} {mistake.start}–{mistake.end}", "dim")
    if mistake.cue:
        text.append(f"  {printable(mistake.cue)}", "italic")
    if mistake.what != "invented":
        text.append(f"  {_names(mistake.wanted)}", "green")
    if mistake.what != "missed":
        text.append(f"  {_names(mistake.given)}", "red")
    text.append(f"\n…{printable(mistake.before)}", "dim")
    text.append(printable(mistake.content), "bold")
    text.append(f"{printable(mistake.after)}…", "dim")
    return text


def _names(names: Sequence[str]) -> str:
    return ", ".join(map(printable, names)) or "nobody"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _interval(score: Score) -> str:
    interval = score.interval
    return "–" if interval is None else f"{interval.low:.3f}–{interval.high:.3f}"
