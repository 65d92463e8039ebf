"""Worker processes on this machine: batches of articles go out, records come back, in order.

A worker that dies (out of memory, killed) costs nobody else anything: it is replaced, and the
batch that it was at is tried again, one article at a time. The article with which a worker dies
again is named and skipped.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from pydantic import TypeAdapter

from claimx.analysis import CHARACTERS, Record, chunks, documents
from claimx.errors import InputError
from claimx.models import Article, Claim, Document
from claimx.pipeline import load

GIVEN = 2
"""Batches that a worker holds: the one that it is at, and one so that it need not wait."""
WAITING = 8
"""Batches for each worker that may be done while one before them is not."""

_Answer = list[bytes | tuple[str, str, str]]
"""For each article its claims as JSON, at a fraction of a pickle's cost, or an InputError's parts."""
_CLAIMS = TypeAdapter(tuple[Claim, ...])


class _Batch(NamedTuple):
    number: int
    part: int
    """0, or which of the articles of that number, where they are tried one at a time."""
    articles: list[Article]


def documents_by(
    articles: Iterable[Article],
    *,
    workers: int,
    model: str | None = None,
    cues: str | Path | None = None,
) -> Iterator[Record]:
    """What ``claimx.analysis.documents`` gives, by so many worker processes.

    The pipeline is loaded here first, so that one that is missing is told at once (ModelError),
    and workers that are forked share it.
    """
    load(model, cues=cues)
    crew = _Crew(workers, _Pipeline(model, cues))
    try:
        yield from crew.run(chunks(articles, CHARACTERS))
    finally:
        crew.dismiss()


class _Pipeline(NamedTuple):
    """What ``claimx.load`` is to load."""

    model: str | None
    cues: str | Path | None


class _Worker:
    """A process, the pipe to it, and the batches that it has not answered, oldest first."""

    def __init__(self, pipeline: _Pipeline) -> None:
        self.pipe, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.Process(
            target=_work, args=(theirs, os.getpid(), pipeline), daemon=True
        )
        self.process.start()
        theirs.close()
        self.given: deque[_Batch] = deque()

    def give(self, batch: _Batch) -> None:
        """Hand over a batch. That a worker is dead shows when its answer is waited for."""
        self.given.append(batch)
        with suppress(OSError):
            self.pipe.send(batch.articles)

    def dismiss(self) -> int | None:
        """End the process, whatever it is at; its exit code."""
        self.pipe.close()
        self.process.terminate()
        self.process.join()
        return self.process.exitcode


class _Crew:
    """The workers, and the order in which their records come out."""

    def __init__(self, size: int, pipeline: _Pipeline) -> None:
        self._size, self._pipeline = size, pipeline
        self._workers: list[_Worker] = []
        self._again: deque[_Batch] = deque()
        self._done: dict[int, dict[int, list[Record]]] = {}
        """By number, then by part."""
        self._parts: dict[int, int] = {}
        """How many parts a number has that had to be taken apart."""
        self._next = 0
        """The number that comes out next."""

    def run(self, batches: Iterable[list[Article]]) -> Iterator[Record]:
        """The records of all ``batches``, in order."""
        fresh = (_Batch(number, 0, articles) for number, articles in enumerate(batches))
        coming = next(fresh, None)
        while True:
            while (worker := self._idle()) is not None:
                if self._again:
                    worker.give(self._again.popleft())
                elif coming is not None and coming.number < self._next + WAITING * self._size:
                    worker.give(coming)
                    coming = next(fresh, None)
                else:
                    break
            busy = [worker for worker in self._workers if worker.given]
            if not busy:
                return
            answered = wait([worker.pipe for worker in busy])
            for worker in busy:
                if worker.pipe in answered:
                    self._take(worker)
            yield from self._in_order()

    def dismiss(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.dismiss()
        self._workers.clear()

    def _idle(self) -> _Worker | None:
        """The worker that has least to do, a new one if there may be more; None if all have enough."""
        least = min(self._workers, key=lambda worker: len(worker.given), default=None)
        if (least is None or least.given) and len(self._workers) < self._size:
            self._workers.append(_Worker(self._pipeline))
            return self._workers[-1]
        return least if least is not None and len(least.given) < GIVEN else None

    def _take(self, worker: _Worker) -> None:
        """A worker's next answer, or its death."""
        try:
            answer: _Answer = worker.pipe.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        batch = worker.given.popleft()
        self._keep(batch, [_record(*pair) for pair in zip(batch.articles, answer, strict=True)])

    def _bury(self, worker: _Worker) -> None:
        """What a dead worker was at is tried again by parts, or given up; the rest is still to do."""
        self._workers.remove(worker)
        code = worker.dismiss()
        batch, *rest = worker.given
        self._again.extendleft(reversed(rest))
        if len(batch.articles) > 1:
            singles = [_Batch(batch.number, n, [each]) for n, each in enumerate(batch.articles)]
            self._parts[batch.number] = len(singles)
            self._again.extendleft(reversed(singles))
            return
        how = f"signal {-code}" if code is not None and code < 0 else f"exit status {code}"
        problem = f"the process that worked on it died twice ({how}); it is left out"
        advice = "is it very long, or memory short? fewer --jobs need less"
        self._keep(batch, [InputError(batch.articles[0].doc_id, problem, advice)])

    def _keep(self, batch: _Batch, records: list[Record]) -> None:
        self._done.setdefault(batch.number, {})[batch.part] = records

    def _in_order(self) -> Iterator[Record]:
        """What can come out now."""
        while len(parts := self._done.get(self._next, {})) == self._parts.get(self._next, 1):
            del self._done[self._next]
            self._next += 1
            for part in sorted(parts):
                yield from parts[part]


def _record(article: Article, answer: bytes | tuple[str, str, str]) -> Record:
    if isinstance(answer, tuple):
        return InputError(*answer)
    return Document(**dict(article), claims=_CLAIMS.validate_json(answer))


def _work(pipe: Connection, parent: int, pipeline: _Pipeline) -> None:
    """A worker: batches in, answers out, until nobody wants them."""
    Thread(target=_outlive_nobody, args=(parent,), daemon=True).start()
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            articles = pipe.recv()
            found = documents(articles, model=pipeline.model, cues=pipeline.cues)
            pipe.send([_answer(record) for record in found])


def _answer(record: Record) -> bytes | tuple[str, str, str]:
    if isinstance(record, InputError):
        return record.place, record.problem, record.advice
    return _CLAIMS.dump_json(record.claims)


def _outlive_nobody(parent: int) -> None:
    """End this process soon after its parent, however that has ended."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
