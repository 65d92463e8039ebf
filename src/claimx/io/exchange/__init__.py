"""Labelled articles to annotation tools and back, so that people can correct them.

One file a tool, each of which maps ``claimx.io.exchange.marks`` and nothing else: ``files``
are what the tool takes, its configuration among them; ``read`` is what it gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from claimx.errors import InputError, MissingExtraError, OutputError
from claimx.io.exchange.marks import labelled, marked
from claimx.io.exchange.records import Stems
from claimx.io.gold import gold_text
from claimx.io.output import written
from claimx.labels import LabelledArticle

TOOLS: Final = ("label-studio", "doccano", "brat", "inception", "prodigy")


def export(tool: str, articles: Iterable[LabelledArticle], folder: Path) -> Iterator[InputError]:
    """Write ``articles`` to ``folder`` as ``tool`` takes them, with the configuration it needs.

    Yields an InputError for each article that the tool's form cannot hold; the others are
    written. Raises OutputError where a file cannot be written, MissingExtraError if a package
    is missing.
    """
    for found in _tool(tool).files(marked(article) for article in articles):
        if isinstance(found, InputError):
            yield found
        else:
            _write(folder / found.name, found.text)


def corrected(tool: str, paths: Iterable[Path]) -> Iterator[LabelledArticle | InputError]:
    """The articles in what ``tool`` has exported: files, and folders of them.

    In the place of what is not right comes the InputError that names file, task and place.
    Raises MissingExtraError if a package is missing.
    """
    seen: set[str] = set()
    for path in paths:
        if not path.exists():
            yield InputError(str(path), "no such file or folder")
            continue
        empty = True
        for task in _tool(tool).read(path):
            empty = False
            try:
                if isinstance(task, InputError):
                    raise task
                if task.doc_id in seen:
                    raise InputError(task.place, f"the article {task.doc_id!r} is there twice")
                article = labelled(task)
            except InputError as error:
                yield error
            else:
                seen.add(article.doc_id)
                yield article
        if empty:
            yield InputError(str(path), f"no task of {tool} in it", _tool(tool).LOOKED_FOR)


def write_gold(articles: Iterable[LabelledArticle], folder: Path) -> None:
    """Write each of ``articles`` as a gold file in ``folder``, under the name of its id.

    Raises OutputError where a file cannot be written.
    """
    stem_of = Stems()
    for article in articles:
        _write(folder / f"{stem_of(article.doc_id)}.json", gold_text(article))


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(str(path.parent), f"cannot be made: {error.strerror}") from error
    with written(path) as out:
        out.write(text)


def _tool(name: str) -> Any:
    try:
        return import_module(f"claimx.io.exchange.{name.replace('-', '_')}")
    except ImportError as error:
        raise MissingExtraError(name) from error
