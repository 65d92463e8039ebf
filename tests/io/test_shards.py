"""A run that is stopped anywhere and goes on gives the bytes of one that was not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from claimx.errors import InputError, OutputError
from claimx.io import shards
from claimx.io.output import Format
from claimx.io.shards import COMPLETE, File, Folder, Record, Store
from claimx.models import Article, Claim, Cue, Document, Passage, Span

SENTENCE = "Verdi ha detto di sì."


class Killed(BaseException):
    """The end of the process."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "SHARD", 3)


def articles(count: int, text: str = SENTENCE) -> list[Article]:
    return [Article(doc_id=f"a{n}", text=text) for n in range(count)]


def claim(article: Article) -> Claim:
    return Claim(
        id=f"{article.doc_id}#c1",
        doc_id=article.doc_id,
        kind="indirect",
        content=Passage.of(article.text, [(14, 19)]),
        cue=Cue(**dict(Passage.of(article.text, [(6, 14)])), lemma="dire", type="say"),
        sources=(),
        sentence=Span(start=0, end=len(article.text)),
        rule="clause.di",
        confidence=0.5,
    )


class Work:
    """Makes a claim of each article; is killed before the article of that number is done."""

    def __init__(self, until: int | None = None, bad: str = "") -> None:
        self.done: list[str] = []
        self._until, self._bad = until, bad

    def __call__(self, chosen: Iterable[Article]) -> Iterator[Record]:
        for article in chosen:
            if len(self.done) == self._until:
                raise Killed
            self.done.append(article.doc_id)
            if article.doc_id == self._bad:
                yield InputError(article.doc_id, "bad")
            else:
                yield Document(doc_id=article.doc_id, text=article.text, claims=(claim(article),))


Make = Callable[..., Store]


def file(path: Path, form: Format = Format.JSONL, **options: object) -> Store:
    return File(path / f"o.{form}", form, **{"settings": "", "resume": False, **options})  # type: ignore[arg-type]


def folder(path: Path, form: Format = Format.JSONL, **options: object) -> Store:
    return Folder(path / "o", form, **{"settings": "", "resume": False, **options})  # type: ignore[arg-type]


def contents(path: Path) -> dict[str, bytes]:
    return {
        str(each.relative_to(path)): each.read_bytes()
        for each in sorted(path.rglob("*"))
        if each.is_file()
    }


@pytest.fixture(params=[file, folder])
def make(request: pytest.FixtureRequest) -> Make:
    made: Make = request.param
    return made


@pytest.mark.parametrize("form", [Format.JSONL, Format.CSV, Format.JSON])
@pytest.mark.parametrize("until", range(8))
def test_killed_and_resumed(tmp_path: Path, make: Make, form: Format, until: int) -> None:
    (one := tmp_path / "one").mkdir()
    (two := tmp_path / "two").mkdir()
    list(make(one, form).fill(articles(8), Work()))
    with pytest.raises(Killed):
        list(make(two, form).fill(articles(8), Work(until)))
    rest = Work()
    list(make(two, form, resume=True).fill(articles(8), rest))
    assert contents(two) == contents(one)
    assert rest.done == [f"a{n}" for n in range(until // 3 * 3, 8)]


def test_a_file_is_there_only_at_the_end(tmp_path: Path) -> None:
    store = file(tmp_path)
    with pytest.raises(Killed):
        list(store.fill(articles(8), Work(7)))
    assert not (tmp_path / "o.jsonl").exists()
    assert store.kept == tmp_path / "o.jsonl.parts"


def test_a_file_leaves_nothing_beside_it(tmp_path: Path) -> None:
    list(file(tmp_path).fill(articles(8), Work()))
    assert [path.name for path in tmp_path.iterdir()] == ["o.jsonl"]


def test_nothing_kept_leaves_nothing(tmp_path: Path) -> None:
    store = file(tmp_path)
    with pytest.raises(Killed):
        list(store.fill(articles(8), Work(2)))
    assert list(tmp_path.iterdir()) == []
    assert store.kept is None


def test_a_folder_says_when_all_is_there(tmp_path: Path) -> None:
    list(folder(tmp_path).fill(articles(8), Work()))
    names = [path.name for path in (tmp_path / "o").iterdir() if not path.name.startswith(".")]
    assert sorted(names) == [
        COMPLETE,
        "part-00000.jsonl",
        "part-00001.jsonl",
        "part-00002.jsonl",
    ]


@pytest.mark.parametrize(
    ("changed", "settings", "again"),
    [
        pytest.param(articles(8), "", [], id="nothing changed"),
        pytest.param(articles(8), "speaker Verdi", range(8), id="other settings"),
        pytest.param([*articles(7), *articles(9)[8:]], "", [6, 8], id="another article"),
        pytest.param(articles(4), "", [3], id="fewer articles"),
        pytest.param(articles(9), "", [6, 7, 8], id="more articles"),
        pytest.param(articles(8, f"{SENTENCE} No."), "", range(8), id="other texts"),
    ],
)
def test_what_has_changed_is_done_again(
    tmp_path: Path, changed: list[Article], settings: str, again: Iterable[int]
) -> None:
    list(folder(tmp_path).fill(articles(8), Work()))
    rest = Work()
    list(folder(tmp_path, settings=settings, resume=True).fill(changed, rest))
    assert rest.done == [f"a{n}" for n in again]
    (fresh := tmp_path / "fresh").mkdir()
    list(folder(fresh, settings=settings).fill(changed, Work()))
    assert contents(tmp_path / "o") == contents(fresh / "o")


def test_a_marker_that_is_spoilt_counts_for_nothing(tmp_path: Path) -> None:
    list(folder(tmp_path).fill(articles(8), Work()))
    (tmp_path / "o" / ".part-00001.done").write_text("{")
    rest = Work()
    list(folder(tmp_path, resume=True).fill(articles(8), rest))
    assert rest.done == ["a3", "a4", "a5"]


def test_errors_are_told_again(tmp_path: Path, make: Make) -> None:
    with pytest.raises(Killed):
        list(make(tmp_path).fill(articles(8), Work(5, bad="a1")))
    records = list(make(tmp_path, resume=True).fill(articles(8), Work()))
    assert [str(each) for each in records if isinstance(each, InputError)] == ["a1: bad"]


def test_what_an_earlier_run_has_done_is_not_thrown_away(tmp_path: Path, make: Make) -> None:
    with pytest.raises(Killed):
        list(make(tmp_path).fill(articles(8), Work(5)))
    with pytest.raises(OutputError, match="holds what an earlier run has done: --resume goes on"):
        make(tmp_path)


def test_claims_of_many_shards_are_one_csv(tmp_path: Path) -> None:
    list(file(tmp_path, Format.CSV).fill(articles(8), Work()))
    rows = (tmp_path / "o.csv").read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[0] for row in rows] == ["id", *(f"a{n}#c1" for n in range(8))]
