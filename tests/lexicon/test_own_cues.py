"""A lexicon of one's own, beside the one that ships: what it adds, leaves out, and by which doors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spacy

import claimx
from claimx.errors import LexiconError
from claimx.lexicon import load_cues
from claimx.pipeline import _model

OWN = """
[[verbs]]
type = "say"
frames = ["quote", "che"]
lemmas = "favoleggiare"

[[verbs]]
type = "accuse"
frames = ["come"]
lemmas = "spiegare"

[[locutions]]
type = "believe"
frames = ["che"]
words = "mettere la|una mano sul fuoco"

[[nouns]]
type = "noun"
frames = ["che"]
lemmas = "favola"

[[states]]
type = "believe"
frames = ["che", "di"]
lemmas = "straconvinto"

[adpositions]
forms = "a dar retta a"

[without]
lemmas = "sostenere"
"""
TALE = "Il consigliere ha favoleggiato che il ponte sarà pronto a maggio."


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(OWN, "utf-8")
    return file


@pytest.mark.usefixtures("nlp")
@pytest.mark.parametrize(
    ("text", "content"),
    [
        pytest.param(TALE, "il ponte sarà pronto a maggio", id="a verb"),
        pytest.param("«Il ponte è pronto», favoleggia.", "Il ponte è pronto", id="quoted"),
        pytest.param(
            "Il sindaco mette la mano sul fuoco che il ponte riapre a maggio.",
            "il ponte riapre a maggio",
            id="a locution",
        ),
        pytest.param(
            "Il sindaco è straconvinto che il ponte riapre a maggio.",
            "il ponte riapre a maggio",
            id="a state",
        ),
        pytest.param(
            "A dar retta ai tecnici, il ponte riapre a maggio.",
            "il ponte riapre a maggio",
            id="a preposition",
        ),
    ],
)
def test_cues_that_are_added(text: str, content: str, own: Path) -> None:
    assert claimx.extract(text).claims == ()
    (claim,) = claimx.extract(text, cues=own).claims
    assert claim.content.text == content


@pytest.mark.usefixtures("nlp")
def test_cues_that_are_left_out(own: Path) -> None:
    text = "Il sindaco sostiene che il ponte riapre a maggio."
    assert len(claimx.extract(text).claims) == 1
    assert claimx.extract(text, cues=own).claims == ()


def test_a_cue_in_both_lexicons_keeps_its_type_and_has_the_frames_of_both(own: Path) -> None:
    shipped, both = load_cues().verbs["spiegare"], load_cues(str(own)).verbs["spiegare"]
    assert both.type == shipped.type == "say"
    assert both.frames == shipped.frames | {"come"}


@pytest.mark.usefixtures("nlp")
def test_every_door_of_the_library(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [claimx.Article(doc_id=f"a{n}", text=TALE) for n in range(3)]
    two = claimx.extract_many(articles, cues=own, n_process=2)
    assert [len(document.claims) for document in two] == [1, 1, 1]
    assert claimx.explain(articles[0], "c1", cues=own).claim.doc_id == "a0"
    assert len(claimx.load(cues=own)(TALE)._.claims) == 1
    assert claimx.load()(TALE)._.claims == []
    monkeypatch.setenv("CLAIMX_CUES", str(own))
    assert len(claimx.extract(TALE).claims) == 1


def test_a_spacy_pipeline_on_disk_and_back(own: Path, tmp_path: Path) -> None:
    nlp = spacy.load(_model(None))
    nlp.add_pipe("claimx", config={"cues": str(own)})
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert [len(each(TALE)._.claims) for each in (nlp, again)] == [1, 1]
    (doc,) = nlp.pipe([TALE])
    assert set(doc.user_data) <= {key for key in doc.user_data if key[0] == "._."}


@pytest.mark.parametrize(
    "words",
    [
        ["extract", "tale.txt", "--format", "md"],
        ["extract", "tale.txt", "--format", "md", "--jobs", "2"],
        ["explain", "tale.txt", "c1"],
        ["report", "tale.txt", "-o", "page.html"],
        ["cues"],
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("nlp")
def test_every_command(
    words: list[str], own: Path, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tale.txt").write_text(TALE, "utf-8")
    done = run(*words, "--cues", str(own))
    assert (done.exit_code, done.stderr) == (0, "")
    page = Path("page.html")
    assert "favoleggia" in (page.read_text("utf-8") if page.exists() else done.stdout)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[verbs]\n", "no TOML: "),
        ('[[verb]]\ntype = "say"\n', "verb: Extra inputs are not permitted (sections: verbs, "),
        ('[[verbs]]\ntype = "say"\nlemmas = "dire"\n', "verbs.1.frames: Field required"),
        (
            '[[verbs]]\ntype = "said"\nframes = ["che"]\nlemmas = "dire"\n',
            "[[verbs]] has the unknown type 'said': one of according_to, ",
        ),
        (
            '[[verbs]]\ntype = "say"\nframes = ["that"]\nlemmas = "dire"\n',
            "[[verbs]] of type 'say' has unknown frames ['that']: there are a, ",
        ),
        (
            '[[verbs]]\ntype = "say"\nframes = ["che"]\nlemmas = "dice"\n',
            "[[verbs]]: 'dice' is no infinitive",
        ),
        (
            '[[verbs]]\ntype = "say"\nframes = ["che"]\n',
            "[[verbs]] of type 'say' has no lemmas or words",
        ),
        (
            '[[locutions]]\ntype = "say"\nframes = ["che"]\nwords = "dire"\n',
            "the locution 'dire' has one word only",
        ),
        ('[without]\nlemmas = "xyzare"\n', "[without]: ['xyzare'] are no cues of one word"),
        (None, "No such file or directory"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    text: str | None, problem: str, tmp_path: Path, run: Any
) -> None:
    file, article = tmp_path / "own.toml", tmp_path / "tale.txt"
    article.write_text(TALE, "utf-8")
    if text is not None:
        file.write_text(text, "utf-8")
    with pytest.raises(LexiconError) as error:
        claimx.extract(TALE, cues=file)
    assert str(error.value).startswith(f"{file}: {problem}")
    done = run("extract", str(article), "--cues", str(file))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"claimx: {error.value}\n"
