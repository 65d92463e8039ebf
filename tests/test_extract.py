"""The whole way, on the real pipeline: what holds for every text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import Result

import claimx
from claimx.io.gold import read_gold
from claimx.labels import LabelledArticle
from claimx.models import GAP, Article, Document, Passage

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.usefixtures("nlp")

GOLD = Path(__file__).parents[1] / "data" / "gold"
ARTICLES = [each for each in read_gold(GOLD) if isinstance(each, LabelledArticle)]


def passages(document: Document) -> Iterator[Passage]:
    for claim in document.claims:
        mentions = [source.mention for source in claim.sources]
        for passage in (claim.content, claim.cue, claim.hedge, claim.stated_at, *mentions):
            if passage is not None:
                yield passage


@pytest.fixture(scope="module")
def documents(nlp: Language) -> list[Document]:
    articles = [Article(doc_id=each.doc_id, text=each.text) for each in ARTICLES]
    return list(claimx.extract_many(articles))


def test_every_article_comes_out_as_it_went_in(documents: list[Document]) -> None:
    assert [(each.doc_id, each.text) for each in documents] == [
        (each.doc_id, each.text) for each in ARTICLES
    ]


def test_every_offset_gives_the_text_beside_it(documents: list[Document]) -> None:
    checked = 0
    for document in documents:
        for passage in passages(document):
            pieces = [document.text[span.start : span.end] for span in passage.spans]
            assert GAP.join(pieces) == passage.text
            checked += 1
    assert checked > 500


def test_ids_and_parents_hold_together(documents: list[Document]) -> None:
    for document in documents:
        ids = [claim.id for claim in document.claims]
        assert ids == [f"{document.doc_id}#c{n}" for n in range(1, len(ids) + 1)]
        assert {claim.parent for claim in document.claims} <= {None, *ids}
        starts = [claim.content.spans[0].start for claim in document.claims]
        assert starts == sorted(starts)
        assert all(claim.doc_id == document.doc_id for claim in document.claims)


def test_an_article_alone_gives_the_same_as_among_others(documents: list[Document]) -> None:
    last = documents[-1]
    assert claimx.extract(last.text, doc_id=last.doc_id) == last


def test_processes_give_the_same_as_one(documents: list[Document]) -> None:
    articles = [Article(doc_id=each.doc_id, text=each.text) for each in ARTICLES[:3]]
    assert list(claimx.extract_many(articles, n_process=2)) == documents[:3]


def test_line_ends_and_rare_characters_do_not_shift_offsets() -> None:
    text = "🙂 Titolo\r\n\r\n«Non mi dimetto», ha detto e\u0301 Mario Rossi.\u2028«Resto\u00a0qui»."
    document = claimx.extract(text)
    assert document.claims
    for passage in passages(document):
        assert passage.text == GAP.join(text[s.start : s.end] for s in passage.spans)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("«»“”\"'‹›„‟’‘" * 200, id="quotation marks alone"),
        pytest.param('"' * 5_000, id="one mark, again and again"),
        pytest.param("«" * 5_000, id="never closed"),
        pytest.param("»" * 5_000, id="never opened"),
        pytest.param("\n\n\n", id="line ends alone"),
        pytest.param(".", id="a stop"),
        pytest.param("a" * 100_000, id="one long word"),
        pytest.param("ha detto che " * 1_000, id="cues alone"),
        pytest.param("1) 2) 3) " * 1_000, id="lists alone"),
        pytest.param("😀" * 1_000, id="pictures"),
        pytest.param("النص العربي 中文 עברית " * 50, id="other scripts"),
        pytest.param("The mayor said «no». " * 50, id="another language"),
    ],
)
def test_no_text_is_too_odd(text: str) -> None:
    document = claimx.extract(text)
    for passage in passages(document):
        assert passage.text == GAP.join(text[s.start : s.end] for s in passage.spans)


def test_a_megabyte_on_one_line(run: Callable[..., Result], tmp_path: Path) -> None:
    sentence = "«Non mi dimetto», ha detto il sindaco Mario Rossi, che resta in carica a Lodi. "
    text = sentence * (1_000_000 // len(sentence.encode()) + 1)
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    (tmp_path / "next.txt").write_text(sentence, encoding="utf-8")
    result = run("extract", tmp_path, "-f", "jsonl")
    assert result.exit_code == 0, result.stderr
    claims = [json.loads(line) for line in result.stdout.splitlines()]
    assert len({claim["doc_id"] for claim in claims}) == 2
    for claim in claims[:: len(claims) // 100 or 1]:
        if claim["doc_id"] == "long":
            (span,) = claim["content"]["spans"]
            assert text[span["start"] : span["end"]] == claim["content"]["text"]


def test_a_model_that_is_not_installed(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("«No», ha detto Rossi.", encoding="utf-8")
    result = run("extract", tmp_path / "a.txt", "--model", "it_no_such_model")
    assert result.exit_code == 2
    assert "it_no_such_model" in result.stderr
    assert "Traceback" not in result.stderr
