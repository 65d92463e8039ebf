"""Prodigy: a task for each claim, so that no spans of a task lie in one another, and one more.

Prodigy's interface of relations takes no nested spans, and a claim's own spans are not. The
attributes are fields to fill in. The last task of each article has no claim: it is for those
that are missing. Offsets are code points, and ``tokens`` are cut where spans begin and end. See
https://prodi.gy/docs/dependencies-relations and https://prodi.gy/docs/api-interfaces.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from claimx.errors import InputError
from claimx.io.exchange.marks import (
    CHOICES,
    CONTINUES,
    KINDS,
    LABELS,
    RELATIONS,
    SPEAKER,
    Link,
    Mark,
    Task,
)
from claimx.io.exchange.records import File, json_lines, problem

LOOKED_FOR = "looked for .jsonl, as prodigy db-out writes it"
FIELDS = (SPEAKER, *CHOICES)

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def files(tasks: Iterable[Task]) -> Iterator[File | InputError]:
    """``tasks.jsonl``, the stream, and ``prodigy.json``, the configuration of the interface."""
    blocks = [{"view_id": "relations"}]
    for name in FIELDS:
        told = "Name | other name; next speaker" if name == SPEAKER else " | ".join(CHOICES[name])
        blocks.append({"view_id": "text_input", "field_id": name, "field_label": f"{name}: {told}"})
    settings = {
        "blocks": blocks,
        "labels": RELATIONS,
        "relations_span_labels": LABELS,
        "wrap_relations": True,
    }
    yield File("prodigy.json", json.dumps(settings, indent=1) + "\n")
    records = (json.dumps(each, ensure_ascii=False) for task in tasks for each in _records(task))
    yield File("tasks.jsonl", "".join(f"{record}\n" for record in records))


def _records(task: Task) -> Iterator[dict[str, Any]]:
    """The tasks of an article."""
    continuing = {link.tail for link in task.links if link.label == CONTINUES}
    heads = [mark for mark in task.marks if mark.label in KINDS and mark.id not in continuing]
    marks = {mark.id: mark for mark in task.marks}
    for number, head in enumerate([*heads, None], 1):
        links = [link for link in task.links if head and link.head == head.id]
        own = [head, *(marks[link.tail] for link in links)] if head else []
        spans = _spans(task.text, own)
        tokens = spans.pop("tokens")
        meta = {"doc_id": task.doc_id, "claim": number, "of": len(heads) + 1}
        meta |= {
            name: value
            for name, value in {"date": task.date, "title": task.title}.items()
            if value is not None
        }
        yield {
            "text": task.text,
            "meta": meta,
            **(head.attributes if head else {}),
            "tokens": tokens,
            "spans": list(spans.values()),
            "relations": [
                {
                    "head": spans[link.head]["token_end"],
                    "child": spans[link.tail]["token_end"],
                    "head_span": spans[link.head],
                    "child_span": spans[link.tail],
                    "label": link.label,
                }
                for link in links
            ],
        }


def _spans(text: str, marks: Iterable[Mark]) -> dict[str, Any]:
    """The marks as Prodigy's spans, by id, and under ``tokens`` the tokens that they are made of."""
    marks = list(marks)
    cuts = {offset for mark in marks for offset in (mark.start, mark.end)}
    cuts |= {offset for token in _TOKEN.finditer(text) for offset in token.span()}
    edges = sorted(cuts | {0, len(text)})
    pieces = list(pairwise(edges))
    first, last = {mark.start for mark in marks}, {mark.end for mark in marks}
    words = [  # a space is a token only where a span begins or ends with it
        (start, end)
        for start, end in pieces
        if text[start:end] != " " or start in first or end in last
    ]
    starts = {start: n for n, (start, _) in enumerate(words)}
    ends = {end: n for n, (_, end) in enumerate(words)}
    found: dict[str, Any] = {
        mark.id: {
            "start": mark.start,
            "end": mark.end,
            "token_start": starts[mark.start],
            "token_end": ends[mark.end],
            "label": mark.label,
        }
        for mark in marks
    }
    found["tokens"] = [
        {
            "text": text[start:end],
            "start": start,
            "end": end,
            "id": n,
            "ws": text[end : end + 1] == " " and end not in starts,
            "disabled": False,
        }
        for n, (start, end) in enumerate(words)
    ]
    return found


class _Meta(BaseModel):
    doc_id: str
    claim: int
    of: int
    date: str | None = None
    title: str | None = None


class _Span(BaseModel):
    start: int
    end: int
    label: str


class _Relation(BaseModel):
    head_span: _Span
    child_span: _Span
    label: str


class _Record(BaseModel):
    text: str
    meta: _Meta
    answer: str = "accept"
    spans: list[_Span] = []
    relations: list[_Relation] = []
    speaker: str = ""
    polarity: str = ""
    certainty: str = ""
    inside: str = ""
    stated_at: str = ""


def read(path: Path) -> Iterator[Task | InputError]:
    """The articles of an export; a claim that was rejected is left out.

    An article of which a task is ignored or not there is an error. Of two answers to a task
    the last one counts.
    """
    articles: dict[str, dict[int, tuple[str, _Record]]] = {}
    wrong: set[str] = set()
    for place, line in json_lines(path):
        if isinstance(line, InputError):
            yield line
        elif not isinstance(line, dict) or "meta" not in line:
            yield InputError(place, "no task that claimx made for Prodigy: it has no 'meta'")
        else:
            try:
                record = _Record.model_validate(line)
            except ValidationError as error:
                yield problem(place, error)
                meta = line["meta"]
                wrong.add(str(meta.get("doc_id")) if isinstance(meta, dict) else "")
            else:
                tasks = articles.setdefault(record.meta.doc_id, {})
                tasks[record.meta.claim] = place, record
    for doc_id, tasks in articles.items():
        if doc_id not in wrong:  # told already
            try:
                yield _task(doc_id, tasks)
            except InputError as error:
                yield error


def _task(doc_id: str, records: dict[int, tuple[str, _Record]]) -> Task:
    place, first = next(iter(records.values()))
    file = place.rpartition(":")[0]
    task = Task(f"{file}: {doc_id}", doc_id, first.text, first.meta.date, first.meta.title)
    there = len(records)
    if there < first.meta.of:
        raise InputError(task.place, f"{there} of its {first.meta.of} tasks are there")
    for number, (place, record) in sorted(records.items()):
        here = f"{place}: {doc_id}, task {number}"
        if record.text != first.text:
            raise InputError(here, "its text is not that of the article's other tasks")
        if record.answer == "ignore" and record.spans:
            raise InputError(here, "was ignored: accept or reject it")
        if record.answer == "accept":
            _add(task, here, number, record)
    return task


def _add(task: Task, place: str, number: int, record: _Record) -> None:
    told = {name: value for name in FIELDS if (value := getattr(record, name).strip())}
    ids: dict[_Key, str] = {}
    for n, span in enumerate(record.spans, 1):
        ids[_key(span)] = id_ = f"{number}.{n}"
        attributes = told if span.label in KINDS else {}
        task.marks.append(Mark(id_, span.label, span.start, span.end, attributes))
    for relation in record.relations:
        ends = []
        for span in (relation.head_span, relation.child_span):
            if (key := _key(span)) not in ids:
                where = f"{span.label} {span.start}–{span.end}"
                raise InputError(place, f"relation {relation.label}: there is no span {where}")
            ends.append(ids[key])
        task.links.append(Link(relation.label, *ends))


_Key = tuple[int, int, str]


def _key(span: _Span) -> _Key:
    return span.start, span.end, span.label
