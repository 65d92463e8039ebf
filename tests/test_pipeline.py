"""The pipeline as spaCy sees it: factories, one component for all, processes, files."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import pytest
import spacy
import srsly
from spacy.tokens import DocBin

import claimx
from claimx.components.state import drafts
from claimx.errors import ModelError
from claimx.pipeline import LAYOUT, NEEDED, STEPS, _model

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

TEXTS = [
    "La sindaca Marta Bianchi ha incontrato i tecnici.\n«La diga tiene», ha detto ieri Bianchi, "
    "«e il lago scende». Poi ha aggiunto che la strada potrebbe restare chiusa.",
    "Secondo la procura e quella di Lodi, il manager avrebbe pagato. «Non è vero», replica lui.",
    "Piove.",
]


@pytest.fixture(scope="module")
def docs(nlp: Language) -> list[Doc]:
    return [nlp(text) for text in TEXTS]


@pytest.fixture(scope="module")
def base(nlp: Language) -> Language:
    """The pipeline below the steps, with all of them in one component."""
    one = spacy.load(_model(None))
    one.add_pipe("claimx")
    return one


def test_one_component_gives_the_same_as_the_steps(base: Language, docs: list[Doc]) -> None:
    assert sum(len(doc._.claims) for doc in docs) > 3
    for doc in docs:
        assert base(doc.text)._.claims == doc._.claims


def test_one_component_puts_the_layout_before_the_parser(base: Language) -> None:
    assert base.pipe_names.index(LAYOUT) == base.pipe_names.index("parser") - 1
    assert base.pipe_names[-1] == "claimx"


@pytest.mark.parametrize(
    ("has", "lacks"), [([], NEEDED), (["ner"], NEEDED[:2]), (["parser", "lemmatizer"], NEEDED[2:])]
)
def test_a_pipeline_that_lacks_what_the_steps_need(has: list[str], lacks: tuple[str, ...]) -> None:
    blank = spacy.blank("it")
    for name in has:
        blank.add_pipe(name)
    with pytest.raises(ModelError, match=rf"'it_pipeline' has no {', '.join(lacks)}: claimx needs"):
        blank.add_pipe("claimx")


def test_processes_carry_plain_data(nlp: Language, docs: list[Doc]) -> None:
    piped = list(nlp.pipe(TEXTS, n_process=2, batch_size=1))
    assert [doc._.claims for doc in piped] == [doc._.claims for doc in docs]


def test_a_docbin_keeps_the_claims(nlp: Language, docs: list[Doc]) -> None:
    data = DocBin(docs=docs, store_user_data=True).to_bytes()
    kept = list(DocBin(store_user_data=True).from_bytes(data).get_docs(nlp.vocab))
    assert [doc._.claims for doc in kept] == [doc._.claims for doc in docs]
    assert [len(drafts(doc)) for doc in kept] == [len(drafts(doc)) for doc in docs]


def test_the_steps_leave_no_caches_and_plain_data_only(docs: list[Doc]) -> None:
    for doc in docs:
        assert doc._.claims is not None
        assert not [key for key in doc.user_data if isinstance(key, str)]
        for name in ("quotations", "sentences", "cues", "drafts"):
            assert srsly.json_loads(srsly.json_dumps(doc._.get(f"claimx_{name}"))) is not None


def test_a_doc_may_be_run_again(nlp: Language, docs: list[Doc]) -> None:
    doc = docs[0].copy()
    for step in STEPS:
        doc = nlp.get_pipe(step)(doc)
    assert doc._.claims == docs[0]._.claims


def test_how_a_speaker_was_found_is_told(docs: list[Doc]) -> None:
    named, inferred = drafts(docs[0])
    assert named["trace"] == ["“Bianchi” names Marta Bianchi"]
    assert inferred["trace"] == ["Marta Bianchi spoke in the sentence before"]


def test_who_was_passed_over_is_told(nlp: Language) -> None:
    text = (
        "Il premier Ugo Neri è arrivato a Lodi. La ministra Anna Bassi ha parlato ai sindaci. "
        "«Il ponte resta chiuso», ha detto lui."
    )
    (draft,) = drafts(nlp(text))
    assert draft["losers"] == ["Anna Bassi: of another gender"]
    assert claimx.explain(claimx.models.Article(doc_id="a", text=text), "c1").candidates == tuple(
        draft["losers"]
    )


def test_every_factory_is_an_entry_point() -> None:
    declared = {each.name for each in entry_points(group="spacy_factories")}
    assert {"claimx", LAYOUT, *STEPS} <= declared


def test_a_step_can_be_added_without_importing_claimx() -> None:
    code = "import spacy; print(spacy.blank('it').add_pipe('claimx_quotes').match)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "Quotes.match" in done.stdout, done.stderr
