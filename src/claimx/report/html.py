"""The report: one HTML file that holds the articles, their claims and who is quoted how much.

It is made from ``templates``; its words are in ``strings.toml``. It needs no network and forbids
itself to use any, and reads as a page where scripts do not run.
"""

from __future__ import annotations

import base64
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from tempfile import TemporaryFile
from typing import Any, Literal, NamedTuple, TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from claimx.io.table import printable
from claimx.lexicon import describe
from claimx.models import Claim, Document, Source
from claimx.report.marks import Line, lines
from claimx.report.voices import (
    Census,
    Part,
    Voice,
    attributed,
    parts,
    periods,
    start_of,
    words_of,
)

Lang = Literal["it", "en"]
LANGS: tuple[Lang, ...] = ("it", "en")

FIRST, LISTED = 12, 200
"""Voices of many articles that are shown at once, and on demand; the filter knows them all."""

PLOTTED = 6
"""Voices whose claims are plotted over time."""

_CHUNK = 1 << 16
_STARRED = re.compile(r"\*(.+?)\*")
_SPACES = re.compile(r"\s+")


class Note(NamedTuple):
    """A claim as its card tells it: its ordinal from 1, that of the claim round it, its voices."""

    number: int
    claim: Claim
    parent: int | None
    voices: list[int]


class Speaking(NamedTuple):
    """A voice of an article: its number on the page, the claims told under it, and elsewhere."""

    number: int
    part: Part
    notes: list[Note]
    elsewhere: list[int]


@dataclass(frozen=True)
class Heading:
    """How an article is called, and whether its first line is what it is called."""

    name: str
    is_first_line: bool


@dataclass(frozen=True)
class Column:
    """A period of a plot: its place from 0 and first day, its claims, and these out of the most."""

    index: int
    start: date
    count: int
    height: float


class Row(NamedTuple):
    """A voice over time; None for all of them."""

    voice: Voice | None
    columns: list[Column]
    peak: int


class HtmlWriter:
    """One page of all the documents.

    The articles wait in a temporary file until the overview, which stands before them, is known:
    memory grows with the voices, not with the texts. ``lang`` is the language that the page opens
    in; a button switches.
    """

    def __init__(self, out: TextIO, lang: Lang = "it") -> None:
        self._out, self._lang = out, lang
        self._environment = environment(lang)
        self._article = self._environment.get_template("article.html")
        self._waiting = TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 (closed in close)
        self._census = Census()
        self._numbers: dict[str, int] = {}
        self._rules: set[str] = set()
        self._first: Heading | None = None

    def write(self, document: Document) -> None:
        """Add ``document`` to the page."""
        index = self._census.articles
        voices = parts(document)
        self._census.add(document, voices)
        self._rules.update(claim.rule for claim in document.claims)
        read, rest = lines(document.text, document.claims)
        heading = _heading(document, read)
        self._first = self._first or heading
        html = self._article.render(
            index=index,
            document=document,
            heading=heading,
            lines=read,
            rest=rest,
            speaking=self._speaking(document, voices),
            names=_names(document),
            length=len(document.text),
            words=len(words_of(document.text)),
            told=round(100 * attributed(document)),
        )
        self._waiting.write(html)

    def close(self) -> None:
        """Write the page."""
        self._waiting.seek(0)
        census = self._census
        voices = census.voices()
        stream = self._environment.get_template("page.html").stream(
            lang=self._lang,
            articles=iter(lambda: Markup(self._waiting.read(_CHUNK)), ""),
            census=census,
            voices=voices,
            named=[voice for voice in voices if voice.name],
            words=sum(voice.words for voice in voices),
            numbers=self._numbers,
            first=self._first,
            time=_over_time(voices),
            limits={"first": FIRST, "listed": LISTED},
            strings={lang: {**strings(lang), **_told(self._rules, lang)} for lang in LANGS},
            css=_asset("report.css"),
            js=_asset("report.js"),
        )
        stream.enable_buffering(64)
        self._out.writelines(stream)
        self._waiting.close()

    def _speaking(self, document: Document, voices: list[Part]) -> list[Speaking]:
        ordinals = {claim.id: number for number, claim in enumerate(document.claims, 1)}
        of_claim: dict[int, list[int]] = {}
        for part in voices:
            number = self._numbers.setdefault(part.key, len(self._numbers))
            for each in part.claims:
                of_claim.setdefault(each, []).append(number)
        speaking, told = [], set[int]()
        for part in voices:
            notes = []
            for each in part.claims:
                if each not in told:
                    claim = document.claims[each - 1]
                    notes.append(
                        Note(each, claim, ordinals.get(claim.parent or ""), of_claim[each])
                    )
            elsewhere = [each for each in part.claims if each in told]
            told.update(part.claims)
            speaking.append(Speaking(self._numbers[part.key], part, notes, elsewhere))
        return speaking


@cache
def strings(lang: Lang) -> Mapping[str, str]:
    """The words of the page in ``lang``, by table and name: ``kind.direct``."""
    raw = tomllib.loads(files("claimx.report").joinpath("strings.toml").read_text("utf-8"))
    return {
        f"{table}.{name}": both[lang] for table, rows in raw.items() for name, both in rows.items()
    }


def environment(lang: Lang) -> Environment:
    """The templates, with what they call; every value is escaped."""
    made = Environment(
        loader=PackageLoader("claimx.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )

    def say(key: str, n: object = None) -> str:
        _, is_rule, rule = key.partition("rule.")
        return _filled(_rule(rule, lang) if is_rule else strings(lang)[key], n)

    def t(key: str, n: object = None) -> Markup:
        number = Markup("") if n is None else Markup(' data-n="{}"').format(n)
        return Markup('<span data-t="{}"{}>{}</span>').format(key, number, say(key, n))

    made.globals.update(say=say, t=t, how=_how)
    made.filters.update(printable=printable, exact=_exact, percent=_percent)
    return made


def _filled(words: str, n: object) -> str:
    """``words`` with the number in its place, in the singular where there is one and it is 1."""
    one, _, many = words.partition("|")
    return (one if n == 1 or not many else many).replace("{n}", str(n))


def _told(rules: set[str], lang: Lang) -> dict[str, str]:
    return {f"rule.{rule}": _rule(rule, lang) for rule in sorted(rules)}


def _rule(rule: str, lang: Lang) -> str:
    """What ``rule`` is, with words of Italian in quotation marks where it has them in asterisks."""
    told = describe(rule)
    return _STARRED.sub(r"“\1”", told.it if lang == "it" else told.en)


def _asset(name: str) -> dict[str, Any]:
    """A style or script of ours, and the digest by which the page allows it and no other."""
    text = files("claimx.report").joinpath("templates", name).read_text("utf-8")
    digest = base64.b64encode(sha256(text.encode()).digest()).decode()
    return {"text": Markup(text), "digest": f"sha256-{digest}"}


def _exact(text: str) -> Markup:
    """``text`` so that a browser reads each of its characters: it would drop NUL and change CR."""
    safe = Markup.escape(text).replace("\0", "\N{REPLACEMENT CHARACTER}")
    return safe.replace("\r", Markup("&#13;"))


def _percent(share: float) -> str:
    """A share of 0 to 1, such that something never reads as nothing."""
    return "<1" if 0 < share < 0.005 else f"{share:.0%}"[:-1]


def _names(document: Document) -> dict[int, str]:
    """Who says each claim, by ordinal: what follows its number where it is read aloud."""
    return {
        number: "".join(f", {printable(s.speaker.name)}" for s in claim.sources if s.speaker)
        for number, claim in enumerate(document.claims, 1)
    }


def _how(source: Source) -> str:
    return f"resolution.{source.resolution}"


def _heading(document: Document, read: list[Line]) -> Heading:
    """The title, or the first line where it is a headline, or the id."""
    first = printable(read[0].text) if read and read[0].headline else None
    title = printable(document.title.strip()) if document.title else None
    name = title or first or printable(document.doc_id)
    return Heading(name, first is not None and _SPACES.sub(" ", first) == name)


def _over_time(voices: list[Voice]) -> dict[str, Any] | None:
    """The claims of each period, all and of the voices quoted most; None for fewer than two days."""
    every = sum((voice.days for voice in voices), Counter[date]())
    if len(every) < 2:
        return None
    period, starts = periods(every)

    def row(voice: Voice | None, days: Counter[date]) -> Row:
        counts = Counter[date]()
        for day, count in days.items():
            counts[start_of(day, period)] += count
        peak = max(counts.values())
        columns = [
            Column(index, start, counts[start], counts[start] / peak)
            for index, start in enumerate(starts)
        ]
        return Row(voice, columns, peak)

    def rows() -> Iterator[Row]:
        yield row(None, every)
        dated = [voice for voice in voices if voice.name and voice.is_named and voice.days]
        yield from (row(voice, voice.days) for voice in dated[:PLOTTED])

    return {"period": period, "rows": list(rows()), "starts": starts}
