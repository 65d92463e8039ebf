"""Why a claim is there, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from claimx.io.table import KIND_STYLE, printable
from claimx.models import Claim, Explanation

PART_STYLE = {"source": "bold yellow", "cue": "italic cyan", "content": "green"}


def print_explanation(console: Console, explanation: Explanation) -> None:
    """Print the claim, the rule that made it, how its speakers were found, and who lost."""
    claim = explanation.claim
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    grid.add_row("claim", Text(claim.id, "bold"))
    grid.add_row("kind", Text(claim.kind, KIND_STYLE[claim.kind]))
    grid.add_row("text", _passage(explanation))
    grid.add_row("cue", Text(_cue(claim)))
    grid.add_row("speaker", Text(_speakers(claim), "bold"))
    grid.add_row("rule", _rule(explanation))
    grid.add_row("confidence", f"{claim.confidence:.2f}")
    grid.add_row("steps", _list(explanation.steps))
    if explanation.candidates:
        grid.add_row("not chosen", _list(explanation.candidates))
    console.print(grid)


def _passage(explanation: Explanation) -> Text:
    """The sentence, with each part in brackets that name it: a reader may see no colours."""
    whole = Text()
    for segment in explanation.passage:
        if segment.part is None:
            whole.append(printable(segment.text))
        else:
            style = PART_STYLE[segment.part]
            whole.append(f"[{segment.part}: ", "dim").append(printable(segment.text), style)
            whole.append("]", "dim")
    return whole


def _rule(explanation: Explanation) -> Text:
    lines = (explanation.claim.rule, explanation.rule, explanation.rule_it)
    return Text("\n".join(lines)).append(f"\n{explanation.example}", "dim italic")


def _cue(claim: Claim) -> str:
    if not claim.cue:
        return "none"
    return f"{printable(claim.cue.text)} ({claim.cue.lemma}, {claim.cue.type.replace('_', ' ')})"


def _speakers(claim: Claim) -> str:
    names = [printable(source.speaker.name) for source in claim.sources if source.speaker]
    return ", ".join(names) or "nobody named"


def _list(lines: Iterable[str]) -> Text:
    return Text("\n".join(f"{number}. {printable(line)}" for number, line in enumerate(lines, 1)))
