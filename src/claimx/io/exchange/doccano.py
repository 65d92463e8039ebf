"""doccano: JSON Lines with entities and relations, for a project of sequence labelling.

Offsets are UTF-16 code units, as doccano counts unless a project takes grapheme clusters as one
character (https://github.com/doccano/doccano/issues/2290). An entity has a label and nothing
else, so attributes are entities too: ``polarity: negated`` over the content, tied to it by a
relation ``IS``. A label has at most 100 characters: it shows a speaker's best name, and the
column ``names`` has the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from claimx.errors import InputError
from claimx.io.exchange.marks import (
    CHOICES,
    COLOURS,
    KINDS,
    LABELS,
    RELATIONS,
    SPEAKER,
    Link,
    Mark,
    Task,
    Utf16,
    names_of,
    names_text,
)
from claimx.io.exchange.records import File, json_lines, problem
from claimx.io.gold import first_problem

LOOKED_FOR = "looked for .jsonl, as doccano exports it"
IS = "is"
"""The relation from a content to an attribute."""
LONGEST_NAME = 80


def files(tasks: Iterable[Task]) -> Iterator[File | InputError]:
    """``tasks.jsonl``, to import, and the labels of spans and relations, to import before it."""
    labels = [
        *LABELS,
        *(f"{name}: {value}" for name, values in CHOICES.items() for value in values),
    ]
    yield File("span-labels.json", _label_types(labels))
    yield File("relation-labels.json", _label_types([*RELATIONS, IS]))
    ids = count(1)  # of the whole file: doccano takes them so
    records = (json.dumps(_record(task, ids), ensure_ascii=False) for task in tasks)
    yield File("tasks.jsonl", "".join(f"{record}\n" for record in records))


def _label_types(labels: Iterable[str]) -> str:
    types = [
        {
            "text": label,
            "background_color": COLOURS.get(label, "#d5dbdb"),
            "text_color": "#000000",
        }
        for label in labels
    ]
    return json.dumps(types, indent=1) + "\n"


def _record(task: Task, ids: Iterator[int]) -> dict[str, Any]:
    utf16, names = Utf16(task.text), _Shown()
    entities: list[dict[str, Any]] = []
    relations: list[dict[str, Any]] = []

    def entity(mark: Mark, label: str) -> int:
        span = {"start_offset": utf16.units(mark.start), "end_offset": utf16.units(mark.end)}
        entities.append({"id": next(ids), "label": label, **span})
        return int(entities[-1]["id"])

    def relate(head: int, tail: int, label: str) -> None:
        relations.append({"id": len(relations) + 1, "from_id": head, "to_id": tail, "type": label})

    numbers = {}
    for mark in task.marks:
        numbers[mark.id] = entity(mark, mark.label)
        for name, value in mark.attributes.items():
            for shown in map(names, names_of(value)) if name == SPEAKER else [value]:
                relate(numbers[mark.id], entity(mark, f"{name}: {shown}"), IS)
    for link in task.links:
        relate(numbers[link.head], numbers[link.tail], link.label)
    return {
        "text": task.text,
        "doc_id": task.doc_id,
        "date": task.date or "",
        "title": task.title or "",
        "names": json.dumps(names.full, ensure_ascii=False),
        "entities": entities,
        "relations": relations,
    }


class _Shown:
    """Short names for lists of accepted names, one each."""

    def __init__(self) -> None:
        self.full: dict[str, list[str]] = {}

    def __call__(self, names: Sequence[str]) -> str:
        best = " ".join(names[0].split())[:LONGEST_NAME]
        for number in count(1):
            shown = best if number == 1 else f"{best} ({number})"
            if self.full.setdefault(shown, list(names)) == list(names):
                return shown
        raise AssertionError  # pragma: no cover


class _Entity(BaseModel):
    id: int
    label: str
    start_offset: int
    end_offset: int


class _Relation(BaseModel):
    from_id: int
    to_id: int
    type: str


class _Line(BaseModel):
    text: str
    doc_id: str | None = None
    date: str = ""
    title: str = ""
    names: str = "{}"
    entities: list[_Entity]
    relations: list[_Relation] = []


def read(path: Path) -> Iterator[Task | InputError]:
    """The tasks of an export in the format JSONL (relation)."""
    for place, record in json_lines(path):
        if isinstance(record, InputError):
            yield record
        elif not isinstance(record, dict) or "entities" not in record:
            yield InputError(place, "no task of doccano with relations", "export it as JSONL")
        else:
            try:
                yield _task(place, _Line.model_validate(record))
            except ValidationError as error:
                yield problem(place, error)
            except InputError as error:
                yield error


def _task(place: str, line: _Line) -> Task:
    doc_id = line.doc_id or place.rpartition("/")[2].replace(".jsonl:", "-")
    task = Task(f"{place}: {doc_id}", doc_id, line.text, line.date or None, line.title or None)
    utf16, full = Utf16(line.text), _full(task, line.names)
    line.entities.sort(key=lambda entity: entity.id)
    told = {entity.id: entity for entity in line.entities if ": " in entity.label}
    plain = [entity for entity in line.entities if entity.id not in told]
    attributes: dict[int, dict[str, str]] = {entity.id: {} for entity in plain}
    for entity in told.values():
        name, _, value = entity.label.partition(": ")
        value = names_text([full.get(value, [value])]) if name == SPEAKER else value
        given = attributes[_content(task, entity, plain, line.relations)]
        given[name] = f"{given[name]}; {value}" if name in given and name == SPEAKER else value
    for entity in plain:
        start, end = utf16.points(entity.start_offset), utf16.points(entity.end_offset)
        if -1 in (start, end):
            where = f"{entity.start_offset}–{entity.end_offset}"
            problem = f"{entity.label} {entity.id}: {where} is no span of the text"
            raise InputError(task.place, problem, "offsets are UTF-16 units, not graphemes")
        mark = Mark(str(entity.id), entity.label, start, end, attributes[entity.id])
        task.marks.append(mark)
    for relation in line.relations:
        if not told.keys() & {relation.from_id, relation.to_id}:
            task.links.append(Link(relation.type, str(relation.from_id), str(relation.to_id)))
    return task


def _full(task: Task, names: str) -> dict[str, list[str]]:
    try:
        return TypeAdapter(dict[str, list[str]]).validate_json(names)
    except ValidationError as error:
        raise InputError(task.place, f"names: {first_problem(error)}") from error


def _content(
    task: Task, told: _Entity, plain: Iterable[_Entity], relations: Iterable[_Relation]
) -> int:
    """The content that an attribute is of: by a relation, else the only one with its span."""
    contents = {entity.id: entity for entity in plain if entity.label in KINDS}
    for relation in relations:
        ends = {relation.from_id, relation.to_id}
        if told.id in ends and (tied := ends & contents.keys()):
            return tied.pop()
    span = told.start_offset, told.end_offset
    same = [e.id for e in contents.values() if (e.start_offset, e.end_offset) == span]
    if len(same) == 1:
        return same[0]
    raise InputError(
        task.place, f"{told.label} {told.id}: of no one content", f"draw a relation {IS} to it"
    )
