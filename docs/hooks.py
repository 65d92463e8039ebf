"""What the pages take from the code and the README when the site is built, so that nothing is told twice.

A line that is nothing but a link out of this folder is replaced by what it leads to: a section
of the README, the rules, the cues, the commands, the record, the steps. A block ``claims`` holds sentences
in the notation of ``tests/cases``, shown with their parts coloured; under a block ``missed``
stands what claimx finds instead, today.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from html import escape
from importlib.metadata import entry_points
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

import claimx
from claimx.lexicon import Entry, load_cues, load_rules
from claimx.models import Article, Claim, CueType, Document, Explanation
from claimx.pipeline import LAYOUT, STEPS

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"^\[[^\]\n]+\]\(\.\./([^)#\s]+)(?:#([^)\s]+))?\)$", re.M)
BLOCK = re.compile(r"^```(claims|missed)\n(.*?)^```$", re.M | re.S)
FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
AFAR = re.compile(r'<(?:script|img|iframe|source|link)\b[^>]*\b(?:src|href)="(?:https?:)?//[^"]*')


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Put in what a page asks for."""
    markdown = LINK.sub(lambda link: _behind(link[1], link[2]), markdown)
    return BLOCK.sub(lambda block: _marked(block[2], missed=block[1] == "missed"), markdown)


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Name the language of a page that is not in the site's; raises ValueError if it loads from afar."""
    if afar := AFAR.search(output):
        raise ValueError(f"{page.file.src_path} asks another site: {afar[0]}")
    lang = page.meta.get("lang", "en")
    return output.replace('<html lang="en"', f'<html lang="{lang}"', 1)


def _behind(path: str, anchor: str | None) -> str:
    if path.endswith(".md"):
        return _section((ROOT / path).read_text(encoding="utf-8"), anchor)
    return MADE[path]()


# ---------------------------------------------------------------- from Markdown


def _section(text: str, anchor: str | None) -> str:
    """What stands under the heading ``anchor``, without it; without one under the title alone."""
    fenced = [range(*fence.span()) for fence in FENCE.finditer(text)]
    headings = [
        heading
        for heading in re.finditer(r"^(#+) (.+)$", text, re.M)
        if not any(heading.start() in fence for fence in fenced)
    ]
    for number, heading in enumerate(headings):
        if anchor in (None, re.sub(r"[^\w-]", "", heading[2].lower().replace(" ", "-"))):
            level = len(heading[1]) if anchor else 6
            later = (h.start() for h in headings[number + 1 :] if len(h[1]) <= level)
            body = text[heading.end() : next(later, len(text))]
            body = re.sub(r"<!--.*?-->", "", body, flags=re.S)
            return re.sub(r"\[([^\]]+)\]\((?!http|#)([\w./-]+)\)", _inside, body).strip()
    raise KeyError(anchor)


def _inside(link: re.Match[str]) -> str:
    """A link to a page of this folder, by the page's name where its file is named; another as words."""
    words, path = link.groups()
    page = path.removeprefix("docs/")
    if page == path:
        return f"`{words}`"
    if words == path:
        words = re.search(r"^# (.+)$", (ROOT / path).read_text(encoding="utf-8"), re.M)[1]
    return f"[{words}]({page})"


# ---------------------------------------------------------------- sentences with their parts


def _marked(block: str, *, missed: bool) -> str:
    return "\n\n".join(
        _case(lines, missed=missed)
        for blank, group in groupby(block.splitlines(), key=lambda line: not line.strip())
        if not blank and (lines := list(group))
    )


def _case(lines: list[str], *, missed: bool) -> str:
    marked = " ".join(line for line in lines if line[0] not in ">!")
    notes = [line[1:].strip() for line in lines if line[0] == ">"]
    shown = re.sub(r"<(\w+)(?: [\d ]+)?>", r'<mark class="\1">', marked)
    shown = re.sub(r"</\w+>", "</mark>", shown).replace("¶", "<br>")
    rows = [_row("right" if missed else "", shown, *map(_note, notes))]
    if missed:
        text = re.sub(r"</?\w+(?: [\d ]+)?>", "", marked).replace("¶ ", "¶").replace("¶", "\n")
        found = claimx.extract(text).claims
        rows += [_row("claimx", *_told(claim)) for claim in found] or [
            _row("claimx", "<em>nothing</em>")
        ]
    return f'<div class="case">{"".join(rows)}</div>'


def _row(who: str, *parts: str) -> str:
    first, *rest = parts
    notes = "".join(f'<br><span class="note">{note}</span>' for note in rest)
    label = f'<span class="who">{who}</span>' if who else ""
    return f'<div class="row">{label}<p lang="it">{first}{notes}</p></div>'


def _note(line: str) -> str:
    return escape(re.sub(r"^(\d+)\. ", r"claim \1: ", line))


def _told(claim: Claim) -> tuple[str, str]:
    speakers = [source.speaker.name for source in claim.sources if source.speaker]
    parts = [
        ("source", " + ".join(source.mention.text for source in claim.sources if source.mention)),
        ("cue", claim.cue.text if claim.cue else ""),
        ("content", claim.content.text),
    ]
    words = " · ".join(
        f'<mark class="{part}">{escape(text)}</mark>' for part, text in parts if text
    )
    return words, f"speaker: {escape(' + '.join(speakers)) or 'nobody'}"


def _example(document: Document, claim: Claim) -> str:
    """The text with the parts of ``claim`` marked."""
    article = Article(doc_id=document.doc_id, text=document.text)
    segments = claimx.explain(article, claim.id).passage
    passage = "".join(segment.text for segment in segments)
    before, _, after = document.text.partition(passage)
    words = "".join(
        f'<mark class="{segment.part}">{escape(segment.text)}</mark>'
        if segment.part
        else escape(segment.text)
        for segment in segments
    )
    return escape(before) + words + escape(after)


# ---------------------------------------------------------------- from the code

FAMILIES = {
    "quote": "Quotations",
    "clause": "Clauses",
    "adposition": "According to",
    "noun": "Nouns",
    "headline": "Headlines",
}
TYPES: dict[CueType, str] = {
    "say": "The source says it, and no more.",
    "announce": "The source makes it known, or foretells it.",
    "ask": "The source asks for it, orders it or proposes it.",
    "promise": "The source promises it, or threatens it.",
    "deny": "The source says that it is not so.",
    "confirm": "The source says that it is so.",
    "accuse": "The source charges or blames somebody.",
    "believe": "The source holds it, hopes it or fears it.",
    "acknowledge": "The source admits it, reveals it or finds it.",
    "according_to": "No verb: the words name whose statement the sentence is.",
    "noun": "A noun stands for the saying.",
}


def _rules() -> str:
    parts = []
    for name, rule in load_rules().items():
        family, _, member = name.partition(".")
        if family in FAMILIES and (heading := f"## {FAMILIES[family]}") not in parts:
            parts.append(heading)
        document = claimx.extract(rule.example, doc_id="example")
        claim = next(
            claim
            for claim in document.claims
            if claim.rule == name or (member == "*" and claim.rule.startswith(family + "."))
        )
        parts += [
            f"### Any other `{family}.…`" if member == "*" else f"### `{name}`",
            f"{rule.en}\n{{ .en }}\n\n{rule.it}\n{{ .it lang=it }}",
            f'<div class="case"><p lang="it">{_example(document, claim)}</p></div>',
        ]
    return "\n\n".join(parts)


def _cues() -> str:
    lexicon = load_cues()
    locutions = dict.fromkeys(e for group in lexicon.locutions.values() for e in group)
    kinds: list[tuple[str, Iterable[Entry]]] = [
        ("Verbs", lexicon.verbs.values()),
        ("Locutions", locutions),
        ("States of mind", lexicon.states.values()),
        ("Nouns", lexicon.nouns.values()),
    ]
    parts = []
    for type_, meaning in TYPES.items():
        found = [
            f"**{kind}.** {', '.join(words)}\n{{ .words lang=it }}"
            for kind, entries in kinds
            if (words := [_words(entry) for entry in entries if entry.type == type_])
        ]
        if type_ == "according_to":
            forms = [" ".join(form) for form in lexicon.adpositions.forms]
            own = [" ".join(form) for form in lexicon.adpositions.possessive]
            found.append(f"**Before a source.** {', '.join(forms)}\n{{ .words lang=it }}")
            found.append(f"**With the source in them.** {', '.join(own)}\n{{ .words lang=it }}")
        if found:
            parts += [f"### `{type_}`", meaning, *found]
    return "\n\n".join(parts)


def _words(entry: Entry) -> str:
    return " ".join("/".join(alternatives) for alternatives in entry.words)


def _commands() -> str:
    """What typer tells of the app, from its first command on."""
    words = [sys.executable, "-m", "typer", "claimx.cli", "utils", "docs", "--name", "claimx"]
    told = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=True)
    commands = told.stdout[told.stdout.index("## `") :]
    commands = re.sub(r"^\* `--help`.*\n", "", commands, flags=re.M)
    commands = re.sub(r"\*\*Options\*\*:\s+(?=##|\Z)", "", commands)
    return re.sub(r"^\*\*(Usage|Arguments|Options)\*\*:$", r"**\1**", commands, flags=re.M)


def _steps() -> str:
    """The spaCy components in their order, and what each is for."""
    claimx.load()
    homes = {each.name: each.module for each in entry_points(group="spacy_factories")}
    rows = []
    for name in (LAYOUT, *STEPS):
        told = str(sys.modules[homes[name]].__doc__).partition("\n")[0]
        told = re.sub(r"^(Step \d|Last step): ", "", told)
        rows.append((f"`{name}`", told[0].upper() + told[1:]))
    return _table(("component", "for"), rows)


def _record() -> str:
    records = (Claim, Document, Article, Explanation)
    _, schema = models_json_schema([(record, "serialization") for record in records])
    models = schema["$defs"]
    order = ["Claim", "Passage", "Span", "Cue", "Source", "Speaker", "Time", "Document", "Article"]
    parts = []
    for name in [*order, *sorted(models.keys() - {*order})]:
        rows = [
            (f"`{field}`", _type(shape), _plain(shape["description"]))
            for field, shape in models[name]["properties"].items()
        ]
        told = _plain(models[name]["description"])
        parts += [f"### {name}", told, _table(("field", "type", "meaning"), rows)]
    return "\n\n".join(parts)


def _type(shape: dict[str, Any]) -> str:
    match shape:
        case {"$ref": ref}:
            name = ref.rpartition("/")[2]
            return f"[{name}](#{name.lower()})"
        case {"anyOf": shapes}:
            return " or ".join(map(_type, shapes))
        case {"enum": values}:
            return " ".join(f"`{value}`" for value in values)
        case {"const": value}:
            return f"`{json.dumps(value)}`"
        case {"type": "array", "items": items}:
            return f"list of {_type(items)}"
        case _:
            return str(shape["type"])


def _plain(docstring: str) -> str:
    return " ".join(docstring.replace("``", "`").split())


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(_lines(head, rows))


def _lines(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


MADE: dict[str, Callable[[], str]] = {
    "src/claimx/cli.py": _commands,
    "src/claimx/lexicon/cues.toml": _cues,
    "src/claimx/lexicon/rules.toml": _rules,
    "src/claimx/models.py": _record,
    "src/claimx/pipeline.py": _steps,
}
