"""Gold files, and the predictions to score against them.

A gold file is one labelled article in JSON (``LabelledArticle``). A
stand-off file, in a folder ``standoff`` beside them, has an article a line, whose text is a
line of a corpus that may not be passed on::

    {"doc_id": "…", "corpus": "paper", "line": 12, "sha256": "…", "claims": […]}

``corpus`` is the name, without suffix, of a text file anywhere in the folder of corpora;
``line`` counts from 1; ``sha256`` is that of the text, without its line end, in UTF-8.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from claimx.errors import GoldError, MissingCorpusError
from claimx.labels import LabelledArticle, LabelledClaim
from claimx.models import GAP, Claim, Passage

STANDOFF = "standoff"


def read_gold(path: Path, corpora: Path | None = None) -> Iterator[LabelledArticle | GoldError]:
    """The labelled articles of a file, or of a folder and its ``standoff`` folder.

    In the place of stand-off articles whose corpus is not at hand in ``corpora`` comes one
    ``MissingCorpusError`` a file; in that of an article whose labels do not fit its text, a
    ``GoldError`` that names the claim.
    """
    if path.is_dir():
        files = [*sorted(path.glob("*.json")), *sorted((path / STANDOFF).glob("*.jsonl"))]
        if not files:
            yield GoldError(str(path), "no gold file in this folder", "looked for *.json")
    else:
        files = [path]
    for file in files:
        try:
            if file.suffix == ".jsonl":
                yield from _standoff(file, corpora)
            else:
                yield _article(str(file), file.read_bytes())
        except GoldError as error:
            yield error
        except OSError as error:
            yield GoldError(str(file), error.strerror or str(error))


def gold_text(article: LabelledArticle) -> str:
    """``article`` as the text of a gold file; what is not told is left out."""
    return article.model_dump_json(indent=1, exclude_defaults=True) + "\n"


def read_predictions(path: Path, gold: Sequence[LabelledArticle]) -> dict[str, list[LabelledClaim]]:
    """The predicted claims of each gold article, by document id.

    ``path`` is a file or folder of claims a line, as ``claimx extract --format jsonl`` writes,
    or of gold files, to compare two labellers. Raises ``GoldError`` on a claim that is
    malformed, belongs to no gold article, or does not fit its text.
    """
    texts = {article.doc_id: article.text for article in gold}
    found: dict[str, list[LabelledClaim]] = {doc_id: [] for doc_id in texts}
    files = sorted([*path.glob("*.jsonl"), *path.glob("*.json")]) if path.is_dir() else [path]
    if not files:
        raise GoldError(str(path), "no predictions in this folder", "looked for *.jsonl, *.json")
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise GoldError(str(file), error.strerror or str(error)) from error
        if file.suffix == ".json":
            other = _article(str(file), data)
            if texts.get(other.doc_id) != other.text:
                raise GoldError(str(file), f"no gold article {other.doc_id!r} with this text")
            found[other.doc_id].extend(other.claims)
            continue
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.strip():
                claim = _claim(f"{file}:{number}", line, texts)
                found[claim.doc_id].append(LabelledClaim.of(claim))
    return found


def _article(place: str, data: bytes) -> LabelledArticle:
    try:
        article = LabelledArticle.model_validate_json(data)
    except ValidationError as error:
        raise GoldError(place, first_problem(error)) from error
    _check(place, article)
    return article


def _claim(place: str, line: bytes, texts: Mapping[str, str]) -> Claim:
    try:
        claim = Claim.model_validate_json(line)
    except ValidationError as error:
        raise GoldError(place, first_problem(error)) from error
    if (text := texts.get(claim.doc_id)) is None:
        raise GoldError(place, f"{claim.id}: there is no gold article {claim.doc_id!r}")
    passages: list[Passage | None] = [claim.content, claim.cue, claim.stated_at, claim.hedge]
    passages += [source.mention for source in claim.sources]
    for passage in filter(None, passages):
        there = GAP.join(text[span.start : span.end] for span in passage.spans)
        if passage.text != there:
            raise GoldError(
                place, f"{claim.id}: the text has {there!r} where the claim has {passage.text!r}"
            )
    return claim


def _check(place: str, article: LabelledArticle) -> None:
    for number, claim in enumerate(article.claims, 1):
        for start, end in claim.ranges:
            if end > len(article.text):
                raise GoldError(
                    place,
                    f"{article.doc_id}, claim {number}: [{start}, {end}] is beyond the text, "
                    f"which has {len(article.text)} characters",
                )


def first_problem(error: ValidationError) -> str:
    """The first thing that is wrong, and where: ``claims 3, kind: Input should be …``."""
    first = error.errors(include_url=False, include_input=False)[0]
    steps = [str(step + 1) if isinstance(step, int) else step for step in first["loc"]]
    return ": ".join(filter(None, [" ".join(steps), first["msg"]]))


class _StandOff(BaseModel):
    """A line of a stand-off file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    doc_id: str
    corpus: str
    line: Annotated[int, Field(ge=1)]
    sha256: str
    date: str | None = None
    title: str | None = None
    claims: tuple[LabelledClaim, ...]


def _standoff(file: Path, corpora: Path | None) -> Iterator[LabelledArticle | GoldError]:
    entries: list[tuple[str, _StandOff]] = []
    for number, line in enumerate(file.read_bytes().split(b"\n"), 1):
        if line.strip():
            try:
                entries.append((f"{file}:{number}", _StandOff.model_validate_json(line)))
            except ValidationError as error:
                yield GoldError(f"{file}:{number}", first_problem(error))
    texts: dict[tuple[str, int], str] = {}
    for corpus in sorted({entry.corpus for _, entry in entries}):
        path = _corpus(corpora, corpus)
        if path is None:
            yield MissingCorpusError(
                str(file), f"skipped: its texts are in the corpus {corpus}, which is not at hand"
            )
            continue
        wanted = {entry.line for _, entry in entries if entry.corpus == corpus}
        texts |= {(corpus, line): text for line, text in _lines(path, wanted)}
        for place, entry in entries:
            if entry.corpus == corpus:
                yield _join(place, entry, texts.get((corpus, entry.line), ""))


def _join(place: str, entry: _StandOff, text: str) -> LabelledArticle | GoldError:
    if hashlib.sha256(text.encode()).hexdigest() != entry.sha256:
        return GoldError(place, f"line {entry.line} of {entry.corpus} is not the text labelled")
    article = LabelledArticle(
        doc_id=entry.doc_id, text=text, date=entry.date, title=entry.title, claims=entry.claims
    )
    try:
        _check(place, article)
    except GoldError as error:
        return error
    return article


def _corpus(corpora: Path | None, name: str) -> Path | None:
    """The file of the corpus ``name`` in ``corpora``, plain or gzipped."""
    if corpora is None:
        return None
    found = (path for path in corpora.rglob("*.txt*") if path.name.split(".")[0] == name)
    return min(found, default=None)


def _lines(corpus: Path, wanted: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Those lines of a corpus file, plain or gzipped, whose number is ``wanted``."""
    wanted = set(wanted)
    with gzip.open(corpus, "rb") if corpus.suffix == ".gz" else corpus.open("rb") as file:
        for number, line in enumerate(file, 1):
            if number in wanted:
                yield number, line.decode().rstrip("\r\n")
