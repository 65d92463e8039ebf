"""Worker processes, and what becomes of the articles that they die of."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterable, Iterator

import pytest

from claimx.engines import local
from claimx.errors import InputError, ModelError
from claimx.models import Article, Document

pytestmark = pytest.mark.skipif(
    multiprocessing.get_start_method() != "fork",
    reason="the workers' part is replaced before a fork",
)


def some(*texts: str) -> list[Article]:
    return [Article(doc_id=str(n), text=text) for n, text in enumerate(texts)]


def fake(
    articles: Iterable[Article], *, model: str | None = None, cues: str | None = None
) -> Iterator[Document | InputError]:
    """Does what the texts say, in the place of extraction."""
    for article in articles:
        match article.text.split():
            case ["die"]:
                os.kill(os.getpid(), signal.SIGKILL)
            case ["exit", code]:
                os._exit(int(code))
            case ["fail"]:
                yield InputError(article.doc_id, "problem", "advice")
                continue
            case ["slow"]:
                time.sleep(0.3)
        yield Document(doc_id=article.doc_id, text=article.text)


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "documents", fake)
    monkeypatch.setattr(local, "load", lambda model, cues: None)
    monkeypatch.setattr(local, "CHARACTERS", 8)  # two or three articles a batch


def outcome(texts: list[str], workers: int) -> list[str]:
    records = local.documents_by(iter(some(*texts)), workers=workers)
    return [
        record.doc_id if isinstance(record, Document) else f"{record.place}! {record.problem}"
        for record in records
    ]


DEAD = "the process that worked on it died twice"


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param([], [], id="nothing to do"),
        pytest.param(["one"], ["0"], id="one"),
        pytest.param(["slow", *["abc"] * 20], [str(n) for n in range(21)], id="in order"),
        pytest.param(
            ["abc", "abc", "die", "abc", "abc", "abc"],
            ["0", "1", f"2! {DEAD} (signal 9); it is left out", "3", "4", "5"],
            id="one that is died of",
        ),
        pytest.param(
            ["die", "exit 3", "abc"],
            [
                f"0! {DEAD} (signal 9); it is left out",
                f"1! {DEAD} (exit status 3); it is left out",
                "2",
            ],
            id="two that are died of",
        ),
        pytest.param(["abc", "fail", "abc"], ["0", "1! problem", "2"], id="one that fails"),
    ],
)
def test_records_come_in_order_whatever_befalls(
    texts: list[str], expected: list[str], workers: int
) -> None:
    assert outcome(texts, workers) == expected


def test_articles_are_read_as_they_are_needed() -> None:
    read = 0

    def endless() -> Iterator[Article]:
        nonlocal read
        while True:
            read += 1
            yield Article(doc_id=str(read), text="abc")

    records = local.documents_by(endless(), workers=2)
    for _ in range(10):
        next(records)
    assert read < 10 + 3 * (2 * local.WAITING + 2 * local.GIVEN)
    records.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_a_reader_that_fails_leaves_no_process_behind() -> None:
    def broken() -> Iterator[Article]:
        yield from some("abc", "abc", "abc", "abc")
        raise ModelError("no more")

    with pytest.raises(ModelError, match="no more"):
        list(local.documents_by(broken(), workers=2))
    assert multiprocessing.active_children() == []
