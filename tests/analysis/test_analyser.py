"""The Docs are those of ``nlp.pipe``, however the components are called."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from claimx.analysis import analysed, analyser, chunks, documents, words
from claimx.analysis.analyser import Analyser
from claimx.io.gold import read_gold
from claimx.labels import LabelledArticle
from claimx.models import Article

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

GOLD = Path(__file__).parents[2] / "data" / "gold"
TEXTS = [each.text for each in read_gold(GOLD) if isinstance(each, LabelledArticle)]


def annotation(doc: Doc) -> list[tuple[Any, ...]]:
    return [(t.text, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i, t.ent_type_) for t in doc]


def claims(doc: Doc) -> list[str]:
    return [claim.model_dump_json() for claim in doc._.claims]


def run(nlp: Language, texts: list[str]) -> list[Doc]:
    return Analyser(nlp).run([nlp.make_doc(text) for text in texts])


def test_as_by_spacy(nlp: Language) -> None:
    for ours, theirs in zip(run(nlp, TEXTS), nlp.pipe(TEXTS), strict=True):
        assert annotation(ours) == annotation(theirs)
        assert claims(ours) == claims(theirs)


@pytest.mark.parametrize(
    ("module", "size", "value"),
    [
        pytest.param(words, "KEPT", 700, id="words forgotten now and then"),
        pytest.param(words, "KEPT", 5, id="more words in a batch than are kept"),
        pytest.param(analyser, "BATCH_WORDS", 1, id="a text at a time"),
        pytest.param(analyser, "NETWORK_WORDS", 1, id="a text at a time in the networks"),
        pytest.param(analyser, "VOCABULARY", 0, id="new words forgotten"),
    ],
)
def test_sizes_change_nothing(
    nlp: Language, monkeypatch: pytest.MonkeyPatch, module: Any, size: str, value: int
) -> None:
    articles = [Article(doc_id=str(n), text=text) for n, text in enumerate(TEXTS[:4])]
    expected = list(documents(articles))
    monkeypatch.setattr(module, size, value)
    fresh = Analyser(nlp)
    monkeypatch.setattr("claimx.analysis._analyser", lambda _: fresh)
    assert list(documents(articles)) == expected


def test_the_networks_are_left_as_they_were(nlp: Language) -> None:
    before = [[layer.name for layer in node.layers] for node in nlp.get_pipe("ner").model.walk()]
    run(nlp, TEXTS[:1])
    after = [[layer.name for layer in node.layers] for node in nlp.get_pipe("ner").model.walk()]
    assert after == before


class TestLongTexts:
    """A text of more tokens than are analysed as one."""

    TEXT = (
        "«Non mi dimetto», ha detto il sindaco Carlo Verdi. Il ponte è chiuso da ieri sera.\n" * 8
    )

    def test_it_is_cut_where_a_line_or_a_sentence_ends(
        self, nlp: Language, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(analyser, "LONGEST", 30)
        (doc,) = run(nlp, [self.TEXT])
        (whole,) = nlp.pipe([self.TEXT])
        assert doc.text == self.TEXT
        assert [t.is_sent_start for t in doc] == [t.is_sent_start for t in whole]
        assert claims(doc) == claims(whole)

    def test_without_any_end_it_is_cut_all_the_same(
        self, nlp: Language, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(analyser, "LONGEST", 10)
        text = "il sindaco ha detto che " * 20
        (doc,) = run(nlp, [text])
        assert doc.text == text

    def test_its_id_and_date_stay(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(analyser, "LONGEST", 30)
        article = Article(doc_id="a", text=self.TEXT, date="2024-10-28")
        doc = analysed(article)
        assert (doc._.claimx_id, doc._.claimx_date) == ("a", "2024-10-28")
        assert doc._.claims[0].id == "a#c1"


def test_one_that_fails_is_named_and_the_others_are_done(
    nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    def qualify(doc: Doc) -> Doc:
        if "drago" in doc.text:
            raise ZeroDivisionError("fire")
        return doc

    broken = Analyser(nlp)
    broken._steps = [*broken._steps[:-1], qualify]
    monkeypatch.setattr("claimx.analysis._analyser", lambda _: broken)
    texts = ["«Sì», ha detto Rossi.", "Il drago ha detto di no.", "«No», ha detto Verdi."]
    first, error, last = documents(Article(doc_id=text[:3], text=text) for text in texts)
    assert (first.doc_id, last.doc_id) == ("«Sì", "«No")
    assert str(error) == "Il : claimx fails on it: ZeroDivisionError: fire: please report it"


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param([3, 3, 3], [[3, 3], [3]], id="no more than needed"),
        pytest.param([9, 1], [[9], [1]], id="a long one alone"),
        pytest.param([1, 9], [[1, 9]], id="a long one last"),
    ],
)
def test_chunks(lengths: list[int], expected: list[list[int]]) -> None:
    articles = [Article(doc_id=str(n), text="x" * n) for n in lengths]
    found = [[len(article.text) for article in chunk] for chunk in chunks(articles, 5)]
    assert found == expected
