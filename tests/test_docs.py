"""What the pages in docs tell to type does what they say.

Of the blocks of a page, in their order: one with a title is a file of that name; lines that begin
with ``claimx`` are run, and Python is; a block without a language after them is lines of what
they print. Blocks of another language are let be: ``sh`` is for what cannot be run here.
"""

from __future__ import annotations

import io
import json
import re
import shlex
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import spacy

import claimx
import claimx.errors
from claimx.io.gold import read_gold
from claimx.labels import LabelledArticle
from claimx.pipeline import _model

DOCS = Path(__file__).parents[1] / "docs"
TRIED_ELSEWHERE = {"correct.md", "spacy.md", "spark.md"}
"""The first two below, the last in tests/engines: its clusters are not at hand."""


class Block(NamedTuple):
    language: str
    title: str | None
    text: str


def blocks(page: Path) -> list[Block]:
    found = re.findall(r"^```(.*)\n((?:.*\n)*?)```$", page.read_text(encoding="utf-8"), re.M)
    titles = [re.search(r'title="(.+)"', info) for info, _ in found]
    return [
        Block(info.split("title=")[0].strip(), title and title[1], text)
        for (info, text), title in zip(found, titles, strict=True)
    ]


@pytest.fixture
def follow(
    root: Path, nlp: Any, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., int]:
    """Does what a page tells, in an empty folder; gives the number of its steps.

    ``before`` is called with each step.
    """
    monkeypatch.chdir(tmp_path)
    Path("data").symlink_to(root / "data")

    def printed(command: str, names: dict[str, Any]) -> str:
        if command.startswith("claimx "):
            done = run(*shlex.split(command)[1:], width=80)
            assert (done.exit_code, done.stderr) == (0, ""), command
            return str(done.stdout)
        with redirect_stdout(io.StringIO()) as out:
            exec(command, names)
        return out.getvalue()

    def follow(page: str, before: Callable[[str], str | None] = str) -> int:
        said, steps, names = "", 0, dict[str, Any]()
        for language, title, text in blocks(DOCS / page):
            if title:
                Path(title).write_text(text, encoding="utf-8")
                continue
            if language == "python":
                commands = [text]
            elif language or text.startswith("pip "):
                continue
            elif text.startswith("claimx "):
                commands = text.replace("\\\n", "").splitlines()
            else:
                there = [line.rstrip() for line in said.splitlines()]
                assert [
                    line for line in map(str.rstrip, text.splitlines()) if line not in there
                ] == []
                continue
            for command in commands:
                steps += 1
                said = printed(before(command) or command, names)
        return steps

    return follow


RUN = [page.name for page in sorted(DOCS.glob("*.md")) if page.name not in TRIED_ELSEWHERE]


@pytest.mark.parametrize("page", RUN)
def test_what_a_page_tells_to_type(page: str, follow: Callable[..., int]) -> None:
    runs = any(b.text.startswith("claimx ") or b.language == "python" for b in blocks(DOCS / page))
    assert bool(follow(page)) == runs


@pytest.mark.parametrize(
    "page", [DOCS.parent / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda page: page.name
)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!http|#)([^)#\s]+)", text)
    assert [link for link in links if not page.parent.joinpath(link).exists()] == []


def test_the_api_page_has_every_public_name() -> None:
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    assert "::: claimx.errors\n" in page
    told = set(re.findall(r"[\w.]+", page)) | {f"claimx.{name}" for name in vars(claimx.errors)}
    names = {*claimx.__all__} - {"__version__"}
    assert {n for n in names if n not in told and f"claimx.{n}" not in told} == set()


def test_some_pages_tell_to_type() -> None:
    assert {"index.md", "en.md", "newsroom.md", "factcheck.md", "research.md"} <= set(RUN)


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


def test_every_command_of_correct(follow: Callable[..., int]) -> None:
    def before(command: str) -> None:
        if "export.json" in command:
            corrected_in_label_studio(Path("to-correct", "tasks.json"))

    assert follow("correct.md", before) == 12

    def gold(folder: str) -> LabelledArticle:
        (article,) = read_gold(Path(folder))
        assert isinstance(article, LabelledArticle)
        return article

    first = gold("data/gold/consiglio-comunale.json")
    assert len(gold("corrected").claims) == len(first.claims) - 1
    for tool in ("doccano", "brat", "inception", "prodigy"):
        assert gold(f"gold-{tool}") == first


def test_every_line_of_spacy(follow: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> None:
    load, own = spacy.load, _model(None)
    monkeypatch.setattr(spacy, "load", lambda name: load(own))

    def before(code: str) -> str | None:
        if '"detto"' not in code:
            return None
        # so that the scores below are of its groups
        return 'nlp.remove_pipe("claimx")\n' + code.replace('"detto"', '"claimx"')

    last = """
assert doc._.claims[0].sources[0].speaker.name == "Anna Neri"
assert (scores["spans_claimx_f"], scores["spans_claimx_cue_f"]) == (1, 1)
"""
    code = [block.text for block in blocks(DOCS / "spacy.md")]
    assert follow("spacy.md", lambda step: (before(step) or step) + last * (step == code[-1])) == 4
