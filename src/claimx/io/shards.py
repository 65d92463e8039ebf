"""Output in shards: what is done stays done, and a run that was stopped goes on where it was.

A shard is what becomes of ``SHARD`` articles, in the order in which they are read, so that
its bytes do not depend on how the work was shared or how often it was interrupted. It is written
whole, then a marker beside it, which holds a digest of the articles and the settings: a shard
whose marker fits is not done again.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import NamedTuple, Protocol, TextIO

from claimx.errors import InputError, OutputError
from claimx.io.jsonl import DocumentWriter
from claimx.io.output import Format, Writer, writer, written
from claimx.models import Article, Document

SHARD = 500
"""Articles whose claims are written as one."""
COMPLETE = "_SUCCESS"
"""The file that says that a folder holds all there is, as Hadoop's tools have it."""

Record = Document | InputError
Work = Callable[[Iterable[Article]], Iterator[Record]]
Make = Callable[[Format, TextIO], Writer]
"""Makes the writer of a form."""


class Store(Protocol):
    """Where a run's records go."""

    @property
    def kept(self) -> Path | None:
        """The folder that holds what is done, if the run does not come to its end."""

    def fill(self, articles: Iterable[Article], work: Work) -> Iterator[Record]:
        """Do the work and keep what comes of it; the records, as they come."""


class Stream:
    """Standard output, or a device: records are written as they come, and nothing is kept."""

    kept: Path | None = None

    def __init__(self, output: Path | None, form: Format, *, make: Make = writer) -> None:
        self._output, self._form, self._make = output, form, make

    def fill(self, articles: Iterable[Article], work: Work) -> Iterator[Record]:
        """Do the work and write what comes of it."""
        with written(self._output) as out:
            claims = self._make(self._form, out)
            for record in work(articles):
                if isinstance(record, Document):
                    claims.write(record)
                yield record
            claims.close()


class Folder:
    """A folder of shards, each in the form asked for: ``part-00000.jsonl`` and so on."""

    def __init__(
        self, folder: Path, form: Format, *, settings: str, resume: bool, make: Make = writer
    ) -> None:
        self._shards = _Shards(
            folder,
            f".{form}",
            partial(make, form),
            named=folder,
            settings=settings,
            resume=resume,
        )

    @property
    def kept(self) -> Path | None:
        """The folder, if a shard is in it."""
        return self._shards.kept

    def fill(self, articles: Iterable[Article], work: Work) -> Iterator[Record]:
        """Do the work and keep what comes of it; what a run before this one has done is not again."""
        yield from self._shards.fill(articles, work)
        self._shards.complete()


class File:
    """One file, there only once it is whole; until then its shards are in a folder beside it."""

    def __init__(
        self, path: Path, form: Format, *, settings: str, resume: bool, make: Make = writer
    ) -> None:
        self._path, self._form, self._make = path, form, make
        folder = path.with_name(path.name + ".parts")
        self._shards = _Shards(
            folder, ".jsonl", DocumentWriter, named=path, settings=settings, resume=resume
        )

    @property
    def kept(self) -> Path | None:
        """The folder of the shards, if one is in it."""
        return self._shards.kept

    def fill(self, articles: Iterable[Article], work: Work) -> Iterator[Record]:
        """Do the work, keep what comes of it, and at the end put it together."""
        try:
            yield from self._shards.fill(articles, work)
            with written(self._path) as out:
                claims = self._make(self._form, out)
                for document in self._shards.documents():
                    claims.write(document)
                claims.close()
            self._shards.remove()
        finally:
            self._shards.remove_if_empty()


class _Shard(NamedTuple):
    number: int
    articles: int
    digest: str


class _Shards:
    def __init__(
        self,
        folder: Path,
        suffix: str,
        make: Callable[[TextIO], Writer],
        *,
        named: Path,
        settings: str,
        resume: bool,
    ) -> None:
        self._folder, self._suffix, self._make, self._settings = folder, suffix, make, settings
        self._count = 0
        try:
            folder.mkdir(exist_ok=True)
            there = any(folder.glob("part-*"))
            for left in (*folder.glob(".part-*.part"), folder / COMPLETE) if resume else ():
                left.unlink(missing_ok=True)
        except OSError as error:
            problem = f"cannot be written: {error.strerror or error}"
            raise OutputError(str(named), problem) from error
        if there and not resume:
            advice = "--resume goes on with it; to begin anew, delete it"
            raise OutputError(str(folder), "holds what an earlier run has done", advice)

    @property
    def kept(self) -> Path | None:
        """The folder, if a shard is in it."""
        return self._folder if any(self._folder.glob("part-*")) else None

    def fill(self, articles: Iterable[Article], work: Work) -> Iterator[Record]:
        """Do the work on the articles of the shards that are not there yet, and keep each."""
        waiting: deque[_Shard] = deque()
        told: deque[InputError] = deque()

        def still_to_do() -> Iterator[Article]:
            for number, batch in enumerate(_batched(articles)):
                shard = _Shard(number, len(batch), self._digest(batch))
                self._count = number + 1
                errors = self._errors_of(shard)
                if errors is None:
                    waiting.append(shard)
                    yield from batch
                else:
                    told.extend(errors)

        records: list[Record] = []
        for record in work(still_to_do()):
            records.append(record)
            yield record
            if len(records) == waiting[0].articles:
                self._keep(waiting.popleft(), records)
                records = []
        yield from told

    def documents(self) -> Iterator[Document]:
        """All documents of all shards, in order."""
        for number in range(self._count):
            with self._place(number).open(encoding="utf-8") as file:
                yield from map(Document.model_validate_json, file)

    def complete(self) -> None:
        """Take away what an earlier run on more articles has left, and say that all is there."""
        for path in (*self._folder.glob("part-*"), *self._folder.glob(".part-*.done")):
            if int(path.name.lstrip(".").split(".")[0].removeprefix("part-")) >= self._count:
                path.unlink()
        with written(self._folder / COMPLETE):
            pass

    def remove(self) -> None:
        """Take the folder away."""
        rmtree(self._folder, ignore_errors=True)

    def remove_if_empty(self) -> None:
        """Take the folder away if nothing was kept in it."""
        with suppress(OSError):
            self._folder.rmdir()

    def _place(self, number: int) -> Path:
        return self._folder / f"part-{number:05}{self._suffix}"

    def _marker(self, number: int) -> Path:
        return self._folder / f".part-{number:05}.done"

    def _digest(self, articles: list[Article]) -> str:
        digest = sha256(self._settings.encode())
        for article in articles:
            digest.update(article.model_dump_json().encode())
        return digest.hexdigest()

    def _errors_of(self, shard: _Shard) -> list[InputError] | None:
        """What could not be done in a shard that is there; None if it is not, or is of other input."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            marker = json.loads(self._marker(shard.number).read_text(encoding="utf-8"))
            if marker["digest"] == shard.digest and self._place(shard.number).exists():
                return [InputError(*parts) for parts in marker["errors"]]
        return None

    def _keep(self, shard: _Shard, records: list[Record]) -> None:
        errors = [(e.place, e.problem, e.advice) for e in records if isinstance(e, InputError)]
        with written(self._place(shard.number)) as out:
            claims = self._make(out)
            for record in records:
                if isinstance(record, Document):
                    claims.write(record)
            claims.close()
        with written(self._marker(shard.number)) as out:
            json.dump({"digest": shard.digest, "articles": shard.articles, "errors": errors}, out)


def _batched(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    for article in articles:
        batch.append(article)
        if len(batch) == SHARD:
            yield batch
            batch = []
    if batch:
        yield batch
