"""The pipeline as spaCy sees it: factories, one component for all, processes, files."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import spacy
import srsly
from spacy import displacy
from spacy.tokens import Doc, DocBin
from spacy.training import Example

import claimx
from claimx.components.state import drafts
from claimx.errors import ModelError
from claimx.pipeline import LAYOUT, NEEDED, STEPS, _model

if TYPE_CHECKING:
    from spacy.language import Language

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
    return with_claimx()


def with_claimx(**config: Any) -> Language:
    one = spacy.load(_model(None))
    one.add_pipe("claimx", config=config)
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


def test_the_scorer_is_an_entry_point() -> None:
    assert "claimx.spans_scorer.v1" in {each.name for each in entry_points(group="spacy_scorers")}


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import spacy; print(spacy.blank('it').add_pipe('claimx_quotes').match)", "Quotes.match"),
        (
            f"import spacy; nlp = spacy.load({str(_model(None))!r}); nlp.add_pipe('claimx'); "
            f"print(nlp({TEXTS[0]!r})._.claims[0].content.text)",
            "La diga tiene […] e il lago scende",
        ),
        (
            "import spacy; print(spacy.util.registry.scorers.get('claimx.spans_scorer.v1')())",
            "score_spans",
        ),
    ],
)
def test_without_importing_claimx(code: str, says: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert says in done.stdout, done.stderr


GROUPS = {
    "claimx": [
        ("La diga tiene", "direct", 1),
        ("e il lago scende", "direct", 1),
        ("la strada potrebbe restare chiusa", "indirect", 2),
    ],
    "claimx_source": [("Bianchi", "source", 1)],
    "claimx_cue": [("ha detto", "cue", 1), ("ha aggiunto", "cue", 2)],
    "claimx_content": [
        ("La diga tiene", "content", 1),
        ("e il lago scende", "content", 1),
        ("la strada potrebbe restare chiusa", "content", 2),
    ],
}


def groups(doc: Doc) -> dict[str, list[tuple[str, str, int]]]:
    return {
        name: [(span.text, span.label_, span.id) for span in group]
        for name, group in doc.spans.items()
    }


class TestSpanGroups:
    def test_contents_sources_and_cues_with_the_number_of_their_claim(
        self, docs: list[Doc]
    ) -> None:
        assert groups(docs[0]) == GROUPS
        assert [int(claim.id.rpartition("#c")[2]) for claim in docs[0]._.claims] == [1, 2]

    def test_a_text_without_claims_has_them_empty(self, docs: list[Doc]) -> None:
        assert groups(docs[-1]) == {name: [] for name in GROUPS}

    def test_they_are_the_passages_of_the_claims(self, docs: list[Doc]) -> None:
        claims = [claim for claim in docs[1]._.claims if claim.cue]
        assert claims
        cues = [docs[1].text[s.start : s.end] for claim in claims for s in claim.cue.spans]
        assert [span.text for span in docs[1].spans["claimx_cue"]] == cues

    def test_they_come_back_from_bytes_and_a_docbin(self, docs: list[Doc]) -> None:
        vocab = docs[0].vocab
        assert groups(Doc(vocab).from_bytes(docs[0].to_bytes())) == GROUPS
        data = DocBin(docs=docs[:1], store_user_data=True).to_bytes()
        (kept,) = DocBin(store_user_data=True).from_bytes(data).get_docs(vocab)
        assert groups(kept) == GROUPS

    def test_they_come_back_from_processes(self, base: Language) -> None:
        first, *_ = base.pipe(TEXTS, n_process=2, batch_size=1)
        assert groups(first) == GROUPS

    @pytest.mark.parametrize("group", GROUPS)
    def test_displacy_shows_them(self, docs: list[Doc], group: str) -> None:
        html = displacy.render(docs[0], style="span", options={"spans_key": group}, jupyter=False)
        for _, label, _ in GROUPS[group]:
            assert label in html


def test_bytes_keep_the_claims(docs: list[Doc]) -> None:
    for doc in docs:
        assert Doc(doc.vocab).from_bytes(doc.to_bytes())._.claims == doc._.claims


class TestConfig:
    def test_it_is_passed_on_and_kept_on_disk(self, tmp_path: Path) -> None:
        with_claimx(max_run=50, spans_key="detto").to_disk(tmp_path)
        nlp = spacy.load(tmp_path)
        assert nlp.get_pipe_config(LAYOUT)["max_run"] == 50
        doc = nlp(TEXTS[0])
        names = [name.replace("claimx", "detto") for name in GROUPS]
        assert [list(doc.spans), list(groups(doc).values())] == [names, list(GROUPS.values())]

    def test_a_pipeline_of_steps_comes_back_from_disk(
        self, nlp: Language, docs: list[Doc], tmp_path: Path
    ) -> None:
        nlp.to_disk(tmp_path)
        assert [doc._.claims for doc in spacy.load(tmp_path).pipe(TEXTS)] == [
            doc._.claims for doc in docs
        ]

    @pytest.mark.parametrize(
        ("config", "says"),
        [
            ({"max_run": "x"}, "max_run"),
            ({"max_run": 0}, "max_run is 0: a sentence has 1 token or more"),
            ({"spans_key": 3}, "spans_key"),
            ({"scorer": 3}, "scorer"),
            ({"nothing": 1}, "unexpected argument: 'nothing'"),
        ],
    )
    def test_what_it_cannot_be(self, config: dict[str, Any], says: str) -> None:
        with pytest.raises(ValueError, match=says):
            with_claimx(**config)

    def test_long_runs_are_cut_where_it_says(self) -> None:
        words = "ponte " * 30
        starts = {}
        for run in (10, 400):
            nlp = spacy.blank("it")
            nlp.add_pipe(LAYOUT, config={"max_run": run})
            starts[run] = [token.i for token in nlp(words) if token.is_sent_start and token.i]
        assert starts == {10: [10, 20], 400: []}


class TestScores:
    """What ``nlp.evaluate`` gives for references with span groups."""

    def scored(self, nlp: Language, **spans: list[tuple[str, str]]) -> dict[str, Any]:
        text = TEXTS[0]
        given = {
            group: [
                (text.rindex(words), text.rindex(words) + len(words), label) for words, label in s
            ]
            for group, s in spans.items()
        }
        return nlp.evaluate([Example.from_dict(nlp.make_doc(text), {"spans": given})])

    @pytest.mark.parametrize("pipeline", ["base", "nlp"])
    def test_of_all_that_is_right(self, pipeline: str, request: pytest.FixtureRequest) -> None:
        right = {name: [(words, label) for words, label, _ in GROUPS[name]] for name in GROUPS}
        scores = self.scored(request.getfixturevalue(pipeline), **right)
        assert [scores[f"spans_{name}_f"] for name in GROUPS] == [1, 1, 1, 1]

    def test_of_some_that_is_wrong(self, base: Language) -> None:
        scores = self.scored(
            base,
            claimx=[
                ("La diga tiene", "direct"),
                ("e il lago scende", "mixed"),
                ("la strada potrebbe restare chiusa", "indirect"),
                ("ha incontrato i tecnici", "indirect"),
            ],
            claimx_source=[("La sindaca Marta Bianchi", "source")],
        )
        assert (scores["spans_claimx_p"], scores["spans_claimx_r"]) == (2 / 3, 2 / 4)
        assert scores["spans_claimx_per_type"]["indirect"] == {"p": 1, "r": 0.5, "f": 2 / 3}
        assert scores["spans_claimx_source_f"] == 0

    def test_of_groups_that_no_reference_has(self, base: Language) -> None:
        scores = self.scored(base, claimx_source=[("Bianchi", "source")])
        assert scores["spans_claimx_f"] is scores["spans_claimx_cue_f"] is None

    def test_under_another_name_and_none_at_all(self) -> None:
        (words, label, _), *_ = GROUPS["claimx_source"]
        other = with_claimx(spans_key="detto")
        assert self.scored(other, detto_source=[(words, label)])["spans_detto_source_f"] == 1
        none = self.scored(with_claimx(scorer=None), claimx_source=[(words, label)])
        assert not [name for name in none if name.startswith("spans_claimx")]
