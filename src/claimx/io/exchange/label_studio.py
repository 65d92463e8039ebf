"""Label Studio: tasks with predictions, and the labelling interface.

A region's offsets are code points (older releases counted UTF-16 units; ``text`` tells
which). Attributes are per-region choices and a text area, results of their own with the region's
id. See https://labelstud.io/guide/task_format and https://labelstud.io/guide/predictions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

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
from claimx.io.exchange.records import File, json_files, problem

LOOKED_FOR = "looked for .json, as Label Studio exports it"


def files(tasks: Iterable[Task]) -> Iterator[File | InputError]:
    """``tasks.json``, to import, and ``labeling-config.xml``, the code of the interface."""
    yield File("labeling-config.xml", _interface())
    records = [
        {
            "data": {
                "text": task.text,
                "doc_id": task.doc_id,
                **({"date": task.date} if task.date is not None else {}),
                **({"title": task.title} if task.title is not None else {}),
            },
            "predictions": [{"model_version": "claimx", "result": list(_results(task))}],
        }
        for task in tasks
    ]
    yield File("tasks.json", json.dumps(records, ensure_ascii=False, indent=1) + "\n")


def _results(task: Task) -> Iterator[dict[str, Any]]:
    for mark in task.marks:
        span = {"start": mark.start, "end": mark.end}
        given = {"id": mark.id, "to_name": "text"}
        words = task.text[mark.start : mark.end]
        value = {**span, "text": words, "labels": [mark.label]}
        yield {**given, "from_name": "label", "type": "labels", "value": value}
        for name, text in mark.attributes.items():
            if name == SPEAKER:  # the text area makes a line of each that is typed into it
                kind, values = "textarea", {"text": [names_text([each]) for each in names_of(text)]}
            else:
                kind, values = "choices", {"choices": [text]}
            yield {**given, "from_name": name, "type": kind, "value": {**span, **values}}
    for link in task.links:
        ends = {"from_id": link.head, "to_id": link.tail}
        yield {**ends, "type": "relation", "direction": "right", "labels": [link.label]}


def _interface() -> str:
    view = Element("View")
    labels = SubElement(view, "Labels", name="label", toName="text")
    for label in LABELS:
        SubElement(labels, "Label", value=label, background=COLOURS[label])
    relations = SubElement(view, "Relations")
    for relation in RELATIONS:
        SubElement(relations, "Relation", value=relation)
    SubElement(view, "Style").text = ".htx-text{ white-space: pre-wrap; }"
    SubElement(view, "Text", name="text", value="$text", granularity="symbol")
    shown = {"visibleWhen": "region-selected", "whenTagName": "label"}
    contents = SubElement(view, "View", {**shown, "whenLabelValue": ",".join(KINDS)})
    asked = {"toName": "text", "perRegion": "true"}
    SubElement(contents, "Header", value="speakers, a line each: Name | other name")
    SubElement(contents, "TextArea", {"name": SPEAKER, **asked, "editable": "true", "rows": "1"})
    for name, values in CHOICES.items():
        SubElement(contents, "Header", value=name)
        choices = SubElement(contents, "Choices", {"name": name, **asked, "showInline": "true"})
        for value in values:
            SubElement(choices, "Choice", value=value)
    indent(view)
    return tostring(view, encoding="unicode") + "\n"


class _Data(BaseModel):
    text: str
    doc_id: str | None = None
    date: str | None = None
    title: str | None = None


class _Value(BaseModel):
    start: int
    end: int
    text: str | list[str] | None = None
    labels: list[str] = []
    choices: list[str] = []


class _Result(BaseModel):
    type: str
    id: str | None = None
    from_name: str | None = None
    value: _Value | None = None
    from_id: str = ""
    to_id: str = ""
    labels: list[str] = []


class _Annotation(BaseModel):
    result: list[_Result]
    was_cancelled: bool = False


class _Task(BaseModel):
    id: int | str | None = None
    data: _Data
    annotations: list[_Annotation] = []
    predictions: list[_Annotation | int] = []


_RECORDS = TypeAdapter(list[Any])


def read(path: Path) -> Iterator[Task | InputError]:
    """The tasks of an export in the format JSON; the last annotation counts, or the prediction."""
    for file, data in json_files(path):
        if isinstance(data, InputError):
            yield data
            continue
        if not (isinstance(data, list) and all(isinstance(r, dict) and "data" in r for r in data)):
            yield InputError(str(file), "no export of Label Studio", "export it as JSON")
            continue
        for number, record in enumerate(data, 1):
            place = f"{file}: task {number}"
            try:
                yield _task(place, f"{file.stem}-{number}", _Task.model_validate(record))
            except ValidationError as error:
                yield problem(place, error)
            except InputError as error:
                yield error


def _task(place: str, otherwise: str, record: _Task) -> Task:
    data = record.data
    doc_id = data.doc_id or otherwise
    task = Task(f"{place} ({doc_id})", doc_id, data.text, data.date, data.title)
    done = [each for each in record.annotations if not each.was_cancelled]
    suggested = [each for each in record.predictions if isinstance(each, _Annotation)]
    chosen = done or ([] if record.annotations else suggested)
    if not chosen:
        raise InputError(task.place, "it has no annotation, or was skipped in Label Studio")
    results = chosen[-1].result
    told = _told(results)
    for result in results:
        if result.type == "relation":
            label = result.labels[0] if result.labels else ""
            task.links.append(Link(label, result.from_id, result.to_id))
        elif result.type == "labels" and result.value is not None:
            id_ = result.id or ""
            label = result.value.labels[0] if result.value.labels else ""
            span = _span(task, id_, result.value)
            task.marks.append(Mark(id_, label, *span, told.get(id_, {})))
    return task


def _told(results: Iterable[_Result]) -> dict[str, dict[str, str]]:
    """The attributes of each region, by its id."""
    told: dict[str, dict[str, str]] = {}
    for result in results:
        if result.type in ("choices", "textarea") and result.value and result.from_name:
            text = result.value.text
            said = [text] if isinstance(text, str) else text or []
            values = result.value.choices if result.type == "choices" else said
            if text := "; ".join(value for value in values if value.strip()):
                told.setdefault(result.id or "", {})[result.from_name] = text
    return told


def _span(task: Task, id_: str, value: _Value) -> tuple[int, int]:
    """The region's code points; those of its UTF-16 units where its text is found only there."""
    span = value.start, value.end
    if not isinstance(value.text, str) or _same(task.text[slice(*span)], value.text):
        return span
    utf16 = Utf16(task.text)
    other = utf16.points(value.start), utf16.points(value.end)
    if -1 not in other and _same(task.text[slice(*other)], value.text):
        return other
    there = task.text[slice(*span)]
    raise InputError(
        task.place, f"span {id_}: the text has {there!r} there, the span says {value.text!r}"
    )


def _same(one: str, other: str) -> bool:
    """Whether two texts are alike but for blanks, which the browser does not always keep."""
    return one.split() == other.replace("\\n", "\n").split()
