"""The loader: what it takes, and what it says of a lexicon that is wrong."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files
from typing import Any

import pytest

from claimx.errors import LexiconError
from claimx.lexicon import load_cues, load_marks, parse_cues, read_toml

ADPOSITIONS = read_toml("cues.toml")["adpositions"]


def cues(**sections: Any) -> dict[str, Any]:
    return {"adpositions": ADPOSITIONS, **sections}


def group(
    lemmas: str = "dire", kind: str = "say", frames: tuple[str, ...] = ("che",)
) -> dict[str, Any]:
    return {"lemmas": lemmas, "type": kind, "frames": list(frames)}


def test_a_verb_in_two_groups_has_the_frames_of_both_and_the_type_of_the_first() -> None:
    found = parse_cues(
        cues(verbs=[group("dire dirsi"), group("dire", "announce", ("quote",))])
    ).verbs
    assert (found["dire"].type, found["dire"].frames) == ("say", {"che", "quote"})
    assert found["dirsi"].frames == {"che"}


def test_a_locution_stands_under_each_of_its_first_words() -> None:
    line = {"words": "essere|dire convinto", "type": "believe", "frames": ["che"]}
    found = parse_cues(cues(locutions=[line])).locutions
    assert set(found) == {"essere", "dire"}
    assert found["dire"][0].lemma == "essere convinto"


def test_adpositions_are_split_into_words() -> None:
    raw = {"adpositions": {**ADPOSITIONS, "forms": "secondo\nstando a"}}
    assert parse_cues(raw).adpositions.forms == (("secondo",), ("stando", "a"))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        pytest.param(cues(verbs=[group(kind="shout")]), r"\[\[verbs\]\].*'shout'", id="type"),
        pytest.param(
            cues(verbs=[{"lemmas": "dire", "frames": ["che"]}]),
            r"\[\[verbs\]\].*None",
            id="no type",
        ),
        pytest.param(cues(nouns=[group(frames=("ché",))]), r"\[\[nouns\]\].*'ché'", id="frame"),
        pytest.param(cues(verbs=[group(frames=())]), r"\[\[verbs\]\].*no frames", id="no frames"),
        pytest.param(
            cues(verbs=[{"type": "say", "frames": ["che"]}]),
            r"\[\[verbs\]\] of type 'say'.*lemmas",
            id="no lemmas",
        ),
        pytest.param(
            cues(locutions=[{"words": "dire", "type": "say", "frames": ["che"]}]),
            "locution 'dire' has one word",
            id="a locution of one word",
        ),
        pytest.param({}, r"\[adpositions\]", id="no adpositions"),
        pytest.param(
            {"adpositions": {**ADPOSITIONS, "forms": 3}}, r"\[adpositions\]", id="a number"
        ),
    ],
)
def test_what_is_wrong_is_named(raw: dict[str, Any], says: str) -> None:
    with pytest.raises(LexiconError, match=says):
        parse_cues(raw)


def test_a_file_that_is_no_toml_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "bad.toml").write_text("verbs = [", encoding="utf-8")
    monkeypatch.setattr("claimx.lexicon.files", lambda _: tmp_path)
    with pytest.raises(LexiconError, match=r"bad\.toml"):
        read_toml("bad.toml")


# ---------------------------------------------------------------- the lexicon that ships


@pytest.mark.parametrize("section", ["verbs", "locutions", "nouns", "states"])
def test_no_entry_stands_twice_in_one_group(section: str) -> None:
    groups = read_toml("cues.toml")[section]
    assert groups
    twice = {
        entry: each["type"]
        for each in groups
        for entry, times in Counter(
            each["lemmas"].split() if "lemmas" in each else each["words"].strip().splitlines()
        ).items()
        if times > 1
    }
    assert twice == {}


@pytest.mark.parametrize(
    ("verb", "kind"),
    [
        ("dire", "say"),
        ("annunciare", "announce"),
        ("chiedere", "ask"),
        ("promettere", "promise"),
        ("negare", "deny"),
        ("confermare", "confirm"),
        ("accusare", "accuse"),
        ("ritenere", "believe"),
        ("rivelare", "acknowledge"),
        ("dimostrare", "acknowledge"),
    ],
)
def test_the_type_of_a_verb(verb: str, kind: str) -> None:
    assert load_cues().verbs[verb].type == kind


def test_every_verb_is_an_infinitive() -> None:
    odd = [verb for verb in load_cues().verbs if not verb.endswith(("re", "rsi"))]
    assert odd == []


def test_no_mark_has_two_roles() -> None:
    marks = load_marks()
    glyphs = marks.doubles + marks.angle_open + marks.angle_close + marks.single_open
    assert len(set(glyphs + marks.single_either)) == len(glyphs + marks.single_either)


@pytest.mark.parametrize(
    "name", sorted(p.name for p in files("claimx.lexicon").iterdir() if p.name.endswith(".toml"))
)
def test_every_file_is_toml(name: str) -> None:
    assert tomllib.loads(files("claimx.lexicon").joinpath(name).read_text(encoding="utf-8"))
