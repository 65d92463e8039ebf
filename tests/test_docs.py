"""What the pages in docs tell to type does what they say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import spacy

from claimx.io.gold import read_gold
from claimx.labels import LabelledArticle
from claimx.pipeline import _model


def blocks(page: Path) -> list[str]:
    return re.findall(r"```\w*\n(.*?)```", page.read_text(encoding="utf-8"), re.S)


def corrected_in_label_studio(tasks: Path) -> None:
    """What the page tells people to do there."""
    (task,) = json.loads(tasks.read_text("utf-8"))
    result = task["predictions"][0]["result"]
    words = {each["id"]: each["value"]["text"] for each in result if each["type"] == "labels"}
    (gone,) = (id_ for id_, text in words.items() if text == "una proroga")
    result[:] = [e for e in result if gone not in (e.get("id"), e.get("from_id"), e.get("to_id"))]
    (renamed,) = (
        each
        for each in result
        if each["type"] == "textarea" and words[each["id"]].startswith("Il teatro non è di destra")
    )
    assert renamed["value"]["text"] == ["vicesindaco"]
    renamed["value"]["text"] = ["vicesindaco | vicesindaco di Pavia"]
    task["annotations"] = [{"result": result}]
    Path("export.json").write_text(json.dumps([task]), encoding="utf-8")


@pytest.mark.usefixtures("nlp")
def test_every_command_of_correct(
    root: Path, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data").symlink_to(root / "data")
    said, commands = "", 0
    for block in blocks(root / "docs" / "correct.md")[1:]:
        for line in map(str.rstrip, block.splitlines()):
            if not line.startswith("claimx "):
                assert line in [each.rstrip() for each in said.splitlines()]
                continue
            commands += 1
            if "export.json" in line:
                corrected_in_label_studio(Path("to-correct", "tasks.json"))
            done = run(*line.split()[1:])
            assert (done.exit_code, done.stderr) == (0, "")
            said = done.stdout
    assert commands == 12

    def gold(folder: str) -> LabelledArticle:
        (article,) = read_gold(Path(folder))
        assert isinstance(article, LabelledArticle)
        return article

    first = gold("data/gold/consiglio-comunale.json")
    assert len(gold("corrected").claims) == len(first.claims) - 1
    for tool in ("doccano", "brat", "inception", "prodigy"):
        assert gold(f"gold-{tool}") == first


def test_every_line_of_spacy(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load, own = spacy.load, _model(None)
    monkeypatch.setattr(spacy, "load", lambda name: load(own))
    code = blocks(root / "docs" / "spacy.md")
    names: dict[str, Any] = {}
    for block in code:
        if '"detto"' in block:
            names["nlp"].remove_pipe("claimx")
            block = block.replace(
                '"detto"', '"claimx"'
            )  # so that the scores below are of its groups
        exec(block, names)
    assert names["doc"]._.claims[0].sources[0].speaker.name == "Anna Neri"
    scores = names["scores"]
    assert (scores["spans_claimx_f"], scores["spans_claimx_cue_f"]) == (1, 1)
