"""brat: a text and its annotations in a file each, and the configuration beside them.

Offsets are code points. A span that goes on after a line end is written in fragments, as brat
itself does (https://brat.nlplab.org/standoff.html). Attributes are brat's; the speaker is the
note on the content. What brat has no place for stands in ``ARTICLES``, which it lets be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from claimx.errors import InputError
from claimx.io.exchange.marks import (
    CHOICES,
    COLOURS,
    CONTINUES,
    KINDS,
    LABELS,
    PARTS,
    SPEAKER,
    Link,
    Mark,
    Task,
)
from claimx.io.exchange.records import File, Stems, found, problem, text_of

LOOKED_FOR = "looked for .ann, each with its .txt"
ARTICLES = "articles.json"
"""For each file its article's id, and date and title if known."""

_LINE_END = re.compile(r"[^\S\n]*\n\s*")
_NOTE = "AnnotatorNotes"


def files(tasks: Iterable[Task]) -> Iterator[File | InputError]:
    """A collection: ``annotation.conf``, ``visual.conf``, and the two files of each article."""
    yield File("annotation.conf", _configuration())
    yield File("visual.conf", _colours())
    articles: dict[str, dict[str, str]] = {}
    stem_of = Stems()
    for task in tasks:
        stem = stem_of(task.doc_id)
        known = {"doc_id": task.doc_id, "date": task.date, "title": task.title}
        articles[stem] = {name: value for name, value in known.items() if value is not None}
        yield File(f"{stem}.txt", task.text)
        yield File(f"{stem}.ann", "".join(f"{line}\n" for line in _lines(task)))
    yield File(ARTICLES, json.dumps(articles, ensure_ascii=False, indent=1) + "\n")


def _configuration() -> str:
    contents = "|".join(KINDS)
    relations = [f"{part}\tArg1:{contents}, Arg2:{part}" for part in PARTS]
    relations += [f"{CONTINUES}\tArg1:{contents}, Arg2:{contents}"]
    relations += ["<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"]
    attributes = [
        f"{name}\tArg:{contents}, Value:{'|'.join(values)}" for name, values in CHOICES.items()
    ]
    sections = {
        "entities": LABELS,
        "relations": relations,
        "events": [],
        "attributes": attributes,
    }
    return "\n".join(
        f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in sections.items()
    )


def _colours() -> str:
    drawn = "".join(f"{label}\tbgColor:{COLOURS[label]}\n" for label in LABELS)
    return f"[labels]\n\n[drawing]\n{drawn}"


def _lines(task: Task) -> Iterator[str]:
    ids = {mark.id: f"T{n}" for n, mark in enumerate(task.marks, 1)}
    attributes = notes = 0
    for mark in task.marks:
        fragments = list(_fragments(task.text, mark.start, mark.end))
        spans = ";".join(f"{start} {end}" for start, end in fragments)
        words = _words(task.text, fragments)
        yield f"{ids[mark.id]}\t{mark.label} {spans}\t{words}"
        for name, value in mark.attributes.items():
            if name == SPEAKER:
                notes += 1
                yield f"#{notes}\t{_NOTE} {ids[mark.id]}\t{value}"
            else:
                attributes += 1
                yield f"A{attributes}\t{name} {ids[mark.id]} {value}"
    for n, link in enumerate(task.links, 1):
        yield f"R{n}\t{link.label} Arg1:{ids[link.head]} Arg2:{ids[link.tail]}\t"


def _fragments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a span between its line ends."""
    for line_end in _LINE_END.finditer(text, start, end):
        if start < line_end.start() and line_end.end() < end:
            yield start, line_end.start()
            start = line_end.end()
    yield start, end


def _words(text: str, fragments: Iterable[tuple[int, int]]) -> str:
    """What stands on the line of a span: its text, on one line."""
    return " ".join(re.sub(r"[\n\r\t]", " ", text[start:end]) for start, end in fragments)


class _Article(BaseModel):
    doc_id: str
    date: str | None = None
    title: str | None = None


_ARTICLES = TypeAdapter(dict[str, _Article])


def read(path: Path) -> Iterator[Task | InputError]:
    """The articles of a collection, a folder, or of the ``.ann`` files named."""
    annotations = found(path, ".ann")
    folder = path if path.is_dir() else path.parent
    try:
        known = _known(folder / ARTICLES)
    except InputError as error:
        yield error
        known = {}
    if path.is_dir():
        annotated = {file.stem for file in annotations}
        for stem in sorted(known.keys() - annotated):
            yield InputError(str(folder / f"{stem}.ann"), "there is no such file")
    for file in annotations:
        try:
            yield _task(file, known.get(file.stem) or _Article(doc_id=file.stem))
        except InputError as error:
            yield error


def _known(file: Path) -> dict[str, _Article]:
    if not file.exists():
        return {}
    try:
        return _ARTICLES.validate_json(text_of(file))
    except ValidationError as error:
        raise problem(str(file), error) from error


def _task(file: Path, article: _Article) -> Task:
    if file.suffix != ".ann":
        raise InputError(str(file), "no annotations of brat", "name its .ann file")
    words = file.with_suffix(".txt")
    if not words.exists():
        raise InputError(str(file), f"there is no text: {words.name} is not beside it")
    task = Task(
        f"{file} ({article.doc_id})", article.doc_id, text_of(words), article.date, article.title
    )
    attributes: dict[str, dict[str, str]] = {}
    for number, line in enumerate(text_of(file).split("\n"), 1):
        place = f"{file}:{number}"
        fields = line.rstrip("\r").split("\t")
        try:
            match line[:1]:
                case "T":
                    _span(task, place, *fields[:3])
                case "R":
                    label, one, other = fields[1].split()
                    ends = one.partition(":")[2], other.partition(":")[2]
                    task.links.append(Link(label, *ends))
                case "A" | "M":
                    name, id_, *value = fields[1].split()
                    (only,) = value or CHOICES[name]  # brat may leave the only value out
                    attributes.setdefault(id_, {})[name] = only
                case "#" if fields[1].startswith(f"{_NOTE} "):
                    attributes.setdefault(fields[1].split()[1], {})[SPEAKER] = fields[2]
                case _:  # what people may add, such as normalizations, is let be
                    pass
        except (IndexError, KeyError, TypeError, ValueError) as error:
            raise InputError(place, f"no line of brat: {line!r}") from error
    ids = {mark.id for mark in task.marks}
    for id_ in attributes.keys() - ids:
        raise InputError(task.place, f"{' '.join(attributes[id_])}: there is no span {id_}")
    task.marks[:] = [mark._replace(attributes=attributes.get(mark.id, {})) for mark in task.marks]
    return task


def _span(task: Task, place: str, id_: str, label_and_span: str, said: str) -> None:
    """Add a span; fragments that are more than a line end apart are pieces of a content."""
    label, _, spans = label_and_span.partition(" ")
    fragments = [(int(start), int(end)) for start, end in map(str.split, spans.split(";"))]
    if not all(0 <= start < end <= len(task.text) for start, end in fragments):
        size = f"which has {len(task.text)} characters"
        raise InputError(place, f"{label} {id_}: {spans} is no span of the text, {size}")
    if (there := _words(task.text, fragments)).split() != said.split():
        problem = f"{label} {id_}: the text has {there!r} there, the line says {said!r}"
        raise InputError(place, problem)
    pieces = [fragments[0]]
    for start, end in fragments[1:]:
        between = task.text[pieces[-1][1] : start]
        if "\n" in between and not between.strip():
            pieces[-1] = pieces[-1][0], end
        else:
            pieces.append((start, end))
    for n, piece in enumerate(pieces, 1):
        task.marks.append(Mark(id_ if n == 1 else f"{id_}.{n}", label, *piece))
        if n > 1 and label in KINDS:
            task.links.append(Link(CONTINUES, id_, f"{id_}.{n}"))
