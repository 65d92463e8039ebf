"""Every case of ``tests/cases``: the claims of its text are those that it marks, and no others.

The cases are marked text, for anyone who knows Italian to read and to add to; their notation is
told in ``tests/cases/README.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from claimx.lexicon import load_rules
from claimx.scoring.names import same_speakers

if TYPE_CHECKING:
    from spacy.language import Language

    from claimx.models import Claim

FOLDER = Path(__file__).parents[1] / "cases"
_MARK = re.compile(r"<(/?)(\w+)((?: \d+)*)>")
_CHECKED = frozenset(
    ["kind", "speaker", "how", "rule", "type", "polarity", "certainty", "hedge", "parent"]
)
Range = tuple[int, int]


@dataclass
class Expected:
    """One claim as a case marks it; ``said`` holds what its ``>`` lines ask for beside."""

    content: list[Range] = field(default_factory=list)
    cue: list[Range] = field(default_factory=list)
    source: list[Range] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)


@dataclass
class Case:
    """One marked text: where it stands, what it says, and what is to be found."""

    place: str
    heading: str
    text: str
    claims: dict[int, Expected]
    failing: str | None
    """Why it fails today, if it does."""


def read(path: Path, fence: str | None = None) -> list[Case]:
    """The cases of a file, in order, or those in its blocks of code of the kind ``fence``.

    Raises ValueError that names the line of a bad one.
    """
    cases, heading, block = [], "", list[tuple[int, str]]()
    inside = fence is None
    lines = [*path.read_text(encoding="utf-8").splitlines(), ""]
    for number, line in enumerate(lines, 1):
        if fence and line.startswith("```"):
            inside, line = line == f"```{fence}", ""
        if not inside and line and not line.startswith("#"):
            continue
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.strip():
            block.append((number, line.strip()))
        elif block:
            place = f"{path.name}:{block[0][0]}"
            try:
                cases.append(_case(place, heading, [line for _, line in block]))
            except ValueError as error:
                raise ValueError(f"{place}: {error}") from error
            block = []
    return cases


def _case(place: str, heading: str, lines: list[str]) -> Case:
    marked = " ".join(line for line in lines if line[0] not in ">!").replace("¶ ", "¶")
    text, claims = parse(marked.replace("¶", "\n"))
    for line in lines:
        if line[0] == ">":
            _say(claims, line[1:].strip())
    failing = next((line[1:].strip() for line in lines if line[0] == "!"), None)
    return Case(place, heading, text, claims, failing)


def parse(marked: str) -> tuple[str, dict[int, Expected]]:
    """A marked text's own text, and its claims by number.

    >>> text, claims = parse("<source>Rossi</source> <cue>ha detto</cue> che <content>piove</content>.")
    >>> text, claims[1].content
    ('Rossi ha detto che piove.', [(19, 24)])
    """
    text, last = "", 0
    claims: dict[int, Expected] = {}
    opened: list[tuple[str, list[int], int]] = []
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        last = mark.end()
        closes, name, numbers = mark.groups()
        if not closes:
            if name not in {"content", "cue", "source"}:
                raise ValueError(f"<{name}> is no content, cue or source")
            opened.append((name, [int(n) for n in numbers.split()] or [1], len(text)))
        elif not opened or opened[-1][0] != name:
            raise ValueError(f"</{name}> closes nothing")
        else:
            name, of, start = opened.pop()
            for number in of:
                getattr(claims.setdefault(number, Expected()), name).append((start, len(text)))
    if opened:
        raise ValueError(f"<{opened[-1][0]}> is never closed")
    for number, claim in claims.items():
        if not claim.content:
            raise ValueError(f"claim {number} has no content")
    return text + marked[last:], dict(sorted(claims.items()))


def _say(claims: dict[int, Expected], line: str) -> None:
    number, _, rest = line.partition(".") if line[0].isdigit() else ("1", "", line)
    if int(number) not in claims:
        raise ValueError(f"there is no claim {number}")
    for part in rest.split(";"):
        name, colon, value = (piece.strip() for piece in part.partition(":"))
        if not colon or name not in _CHECKED:
            raise ValueError(f"{part.strip()!r} is not one of {', '.join(sorted(_CHECKED))}")
        claims[int(number)].said[name] = value


# ---------------------------------------------------------------- what was found, beside it


def lines_expected(case: Case) -> list[str]:
    """What the case asks for, a claim a line."""
    claims = case.claims.items()
    order = sorted(claims, key=lambda item: item[1].content)
    return [
        _line(
            _texts(case.text, claim.content),
            _texts(case.text, claim.cue),
            _texts(case.text, claim.source),
        )
        for _, claim in order
    ]


def _line(content: str, cue: str, source: str) -> str:
    return f"source: {source or '-'} | cue: {cue or '-'} | content: {content}"


def _texts(text: str, ranges: list[Range]) -> str:
    return " […] ".join(text[start:end] for start, end in ranges)


def lines_found(claims: tuple[Claim, ...]) -> list[str]:
    """What was found, in the same form."""
    return [
        _line(
            claim.content.text,
            claim.cue.text if claim.cue else "",
            " […] ".join(s.mention.text for s in claim.sources if s.mention),
        )
        for claim in claims
    ]


def said(case: Case, claims: tuple[Claim, ...]) -> Iterator[tuple[str, str, str]]:
    """(what, expected, found) for all that the ``>`` lines ask for and is not so."""
    order = sorted(case.claims, key=lambda number: case.claims[number].content)
    ids = {number: claim.id for number, claim in zip(order, claims, strict=True)}
    for number, claim in zip(order, claims, strict=True):
        for what, wanted in case.claims[number].said.items():
            found = _value(claim, what)
            if not _same(what, wanted, found, ids):
                yield f"claim {number}, {what}", wanted, found


def _value(claim: Claim, what: str) -> str:
    match what:
        case "speaker":
            return " + ".join(s.speaker.name for s in claim.sources if s.speaker) or "-"
        case "how":
            return " + ".join(s.resolution for s in claim.sources) or "-"
        case "type":
            return claim.cue.type if claim.cue else "-"
        case "hedge":
            return claim.hedge.text if claim.hedge else "-"
        case _:
            return str(getattr(claim, what) or "-")


def _same(what: str, wanted: str, found: str, ids: dict[int, str]) -> bool:
    match what:
        case "speaker" if wanted != "-" and found != "-":
            accepted = [[name.strip() for name in each.split("|")] for each in wanted.split("+")]
            return same_speakers(accepted, [[name] for name in found.split(" + ")])
        case "rule":
            return found.startswith(wanted)
        case "parent":
            return found == (ids[int(wanted)] if wanted != "-" else "-")
        case _:
            return found == wanted


ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
SHOWN = [case for page in DOCS for case in read(page, "claims")]
"""What the pages show as claims that are found."""
MISSED = [case for page in DOCS for case in read(page, "missed")]
"""What they show as claims that are not."""
CASES = [*(case for path in sorted(FOLDER.glob("*.txt")) for case in read(path)), *SHOWN]


def _parameter(case: Case) -> object:
    marks = [pytest.mark.xfail(reason=case.failing, strict=False)] if case.failing else []
    return pytest.param(case, id=case.place, marks=marks)


@pytest.mark.parametrize("case", [_parameter(case) for case in CASES])
def test_case(nlp: Language, case: Case) -> None:
    claims = tuple(nlp(case.text)._.claims)
    assert lines_found(claims) == lines_expected(case), f"\n{case.heading}\n{case.text}"
    assert list(said(case, claims)) == [], f"\n{case.heading}\n{case.text}"


@pytest.mark.parametrize("case", MISSED, ids=lambda case: case.place)
def test_what_the_pages_say_fails_does(nlp: Language, case: Case) -> None:
    claims = tuple(nlp(case.text)._.claims)
    right = lines_found(claims) == lines_expected(case) and not list(said(case, claims))
    assert not right, f"claimx does this right now: take it off the page, {case.place}"


@pytest.mark.parametrize("name", sorted(load_rules()))
def test_the_example_of_a_rule_is_a_case(name: str) -> None:
    family, _, member = name.partition(".")
    rule = f"{family}." if member == "*" else name
    assert any(
        claim.said.get("rule", "").startswith(rule)
        for case in CASES
        if case.text == load_rules()[name].example
        for claim in case.claims.values()
    )


def test_the_pages_have_such_cases() -> None:
    assert {case.place.partition(":")[0] for case in SHOWN} >= {"claims.md"}
    assert {case.place.partition(":")[0] for case in MISSED} == {"limits.md"}


# ---------------------------------------------------------------- the notation


def written(tmp_path: Path, text: str) -> list[Case]:
    path = tmp_path / "cases.txt"
    path.write_text(text, encoding="utf-8")
    return read(path)


def test_a_block_with_all_that_it_may_have(tmp_path: Path) -> None:
    (case,) = written(
        tmp_path,
        "# Head\n\n<source 1 2>Rossi</source> <cue>dice</cue>¶che\n<content>A <content 2>B</content>"
        "</content>.\n> kind: direct; speaker: Rossi | Aldo Rossi\n> 2. parent: 1\n! why\n",
    )
    assert case.place == "cases.txt:3"
    assert (case.heading, case.failing) == ("Head", "why")
    assert case.text == "Rossi dice\nche A B."
    assert [case.text[a:b] for a, b in case.claims[1].content] == ["A B"]
    assert [case.text[a:b] for a, b in case.claims[2].content] == ["B"]
    assert case.claims[1].source == case.claims[2].source == [(0, 5)]
    assert case.claims[1].said == {"kind": "direct", "speaker": "Rossi | Aldo Rossi"}
    assert case.claims[2].said == {"parent": "1"}


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ("<content>A", "<content> is never closed"),
        ("A</content>", "</content> closes nothing"),
        ("<content><cue>A</content></cue>", "</content> closes nothing"),
        ("<speaker>A</speaker>", "<speaker> is no content"),
        ("<cue>dice</cue> A", "claim 1 has no content"),
        ("<content>A</content>\n> 2. kind: direct", "there is no claim 2"),
        ("<content>A</content>\n> mood: bad", "'mood: bad' is not one of"),
        ("<content>A</content>\n> kind", "'kind' is not one of"),
    ],
)
def test_a_bad_block_is_named(tmp_path: Path, block: str, says: str) -> None:
    with pytest.raises(ValueError, match=rf"^cases\.txt:2: {says}"):
        written(tmp_path, f"\n{block}\n")


def test_a_case_that_is_not_met_fails(nlp: Language, tmp_path: Path) -> None:
    wrong = ("Piove <content>sul lago</content>.", "Il ministro ha detto che i fondi ci sono.")
    for text in wrong:
        (case,) = written(tmp_path, text)
        with pytest.raises(AssertionError):
            test_case(nlp, case)


def test_no_file_of_cases_is_empty() -> None:
    assert {case.place.partition(":")[0] for case in CASES} >= {
        p.name for p in FOLDER.glob("*.txt")
    }
