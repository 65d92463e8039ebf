"""INCEpTION: a UIMA CAS for each article, in XMI, and the type system with the layers.

The type system is what INCEpTION's page of layers imports: spans, the relations between them,
and what is known of the article. Offsets in the files are UTF-16 code units; cassis counts code
points, and converts. Read are XMI, CAS JSON, and the zip files that INCEpTION exports either in.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from cassis import Cas, TypeSystem, load_cas_from_json, load_cas_from_xmi, load_typesystem

from claimx.errors import InputError
from claimx.io.exchange.marks import CHOICES, SPEAKER, Link, Mark, Task
from claimx.io.exchange.records import File, Stems, found, unzipped

LOOKED_FOR = "looked for .xmi, .json and .zip"
TYPE_SYSTEM = "TypeSystem.xml"
SPAN: Final = "webanno.custom.ClaimSpan"
LINK: Final = "webanno.custom.ClaimRelation"
ARTICLE: Final = "webanno.custom.ClaimArticle"

_STRING = "uima.cas.String"
_FIELDS = ("doc_id", "date", "title")
_ATTRIBUTES = (SPEAKER, *CHOICES)


def files(tasks: Iterable[Task]) -> Iterator[File | InputError]:
    """``TypeSystem.xml``, to import as layers, and an ``.xmi`` an article."""
    types = _types()
    yield File(TYPE_SYSTEM, types.to_xml())
    stem_of = Stems()
    for task in tasks:
        try:
            yield File(f"{stem_of(task.doc_id)}.xmi", _cas(task, types).to_xmi(pretty_print=True))
        except ValueError as error:  # a control character
            yield InputError(task.doc_id, f"cannot be written as XML: {error}")


def _types() -> TypeSystem:
    types = TypeSystem()
    span = types.create_type(SPAN, "uima.tcas.Annotation")
    for name in ("label", *_ATTRIBUTES):
        types.create_feature(span, name, _STRING)
    link = types.create_type(LINK, "uima.tcas.Annotation")
    for name in ("Governor", "Dependent"):  # the names that INCEpTION has for the two ends
        types.create_feature(link, name, span)
    types.create_feature(link, "label", _STRING)
    article = types.create_type(ARTICLE, "uima.cas.AnnotationBase")
    for name in _FIELDS:
        types.create_feature(article, name, _STRING)
    return types


def _cas(task: Task, types: TypeSystem) -> Cas:
    cas = Cas(types)
    cas.sofa_string = task.text
    cas.sofa_mime = "text/plain"
    known = {name: getattr(task, name) for name in _FIELDS}
    cas.add(types.get_type(ARTICLE)(**known))
    spans = {}
    for mark in task.marks:
        given = {"begin": mark.start, "end": mark.end, "label": mark.label}
        spans[mark.id] = types.get_type(SPAN)(**given, **mark.attributes)
    for span in spans.values():
        cas.add(span)
    for link in task.links:
        ends = {"Governor": spans[link.head], "Dependent": spans[link.tail]}
        place = {"begin": spans[link.tail].begin, "end": spans[link.tail].end}
        cas.add(types.get_type(LINK)(**place, **ends, label=link.label))
    return cas


def read(path: Path) -> Iterator[Task | InputError]:
    """The article of each file."""
    for file in found(path, ".xmi", ".json", ".zip"):
        try:
            if file.suffix.lower() == ".zip":
                yield from _zipped(file, unzipped(file))
            else:
                beside = file.with_name(TYPE_SYSTEM)
                types = beside.read_bytes() if beside.exists() else None
                data = file.read_bytes()
                yield _task(str(file), file.stem, file.suffix.lower(), data, types)
        except OSError as error:
            yield InputError(str(file), error.strerror or str(error))
        except InputError as error:
            yield error


def _zipped(file: Path, held: Mapping[str, bytes]) -> Iterator[Task | InputError]:
    for name in sorted(held):
        suffix = Path(name).suffix.lower()
        if suffix in (".xmi", ".json"):
            types = held.get(str(Path(name).with_name(TYPE_SYSTEM)))
            stem = Path(name).stem if len(held) > 2 else file.stem
            try:
                yield _task(f"{file}: {name}", stem, suffix, held[name], types)
            except InputError as error:
                yield error


def _task(place: str, stem: str, suffix: str, data: bytes, types: bytes | None) -> Task:
    cas = _loaded(place, suffix, data, types)
    text: Any = cas.sofa_string
    if not text:
        raise InputError(place, "there is no text")
    if not cas.typesystem.contains_type(SPAN):
        raise InputError(place, f"no layer {SPAN}: is this an export of claimx's project?")
    known: dict[str, Any] = {}
    for article in cas.select(ARTICLE) if cas.typesystem.contains_type(ARTICLE) else ():
        known = {name: article.get(name) for name in _FIELDS}
    doc_id = known.get("doc_id") or stem
    task = Task(f"{place} ({doc_id})", doc_id, text, known.get("date"), known.get("title"))
    for span in cas.select(SPAN):
        told = {name: value for name in _ATTRIBUTES if (value := span.get(name))}
        mark = Mark(f"#{span.xmiID}", span.label or "", span.begin, span.end, told)
        task.marks.append(mark)
    for link in cas.select(LINK) if cas.typesystem.contains_type(LINK) else ():
        ends = [f"#{end.xmiID}" if end else "#?" for end in (link.Governor, link.Dependent)]
        task.links.append(Link(link.label or "", *ends))
    return task


def _loaded(place: str, suffix: str, data: bytes, types: bytes | None) -> Cas:
    """The CAS; an offset that is none of the text's, of which cassis warns, is an error."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message="Not mapping", category=UserWarning)
            if suffix == ".json":
                return load_cas_from_json(BytesIO(data))
            system = load_typesystem(BytesIO(types)) if types else _types()
            return load_cas_from_xmi(BytesIO(data), typesystem=system, lenient=True)
    except UserWarning as error:
        raise InputError(place, f"a span is no span of the text: {error}") from error
    except KeyError as error:
        raise InputError(place, f"refers to what is not there: xmi:id {error}") from error
    except Exception as error:  # cassis, and lxml below it, raise what they please
        raise InputError(place, f"no CAS: {type(error).__name__}: {error}") from error
