"""How far a run is, for a person who waits: on standard error, and only on a terminal."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from claimx.errors import InputError
from claimx.io import Meter
from claimx.models import Document


class RunProgress:
    """Articles done, words a second, errors, and the time left by the share of the input read."""

    def __init__(self, meter: Meter, *, shown: bool) -> None:
        self._meter = meter
        self._articles = self._words = self._errors = 0
        self._bar = Progress(
            TextColumn("{task.fields[articles]} articles"),
            BarColumn(),
            TextColumn("{task.fields[speed]:.0f} words/s"),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.fields[errors]}", style="red"),
            console=Console(stderr=True),
            transient=True,
            disable=not shown,
        )
        self._task = self._bar.add_task("", total=None, articles=0, speed=0.0, errors="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def advance(self, record: Document | InputError) -> None:
        """Count what has come of an article."""
        if isinstance(record, Document):
            self._articles += 1
            self._words += len(record.text.split())
        self._update()

    def fail(self) -> None:
        """Count something that was not right."""
        self._errors += 1
        self._update()

    def _update(self) -> None:
        elapsed = self._bar.tasks[0].elapsed or 1
        self._bar.update(
            self._task,
            completed=self._meter.done,
            total=self._meter.total or None,
            articles=self._articles,
            speed=self._words / elapsed,
            errors=f"{self._errors} not right" if self._errors else "",
        )
