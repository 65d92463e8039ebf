"""Who is quoted how much: the voices of an article, and the same voices across articles."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, NamedTuple

from claimx.models import Claim, Document, Kind, Speaker, SpeakerType
from claimx.scoring.names import fold

Period = Literal["day", "week", "month", "year"]
Ranges = list[tuple[int, int]]

_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"[«“”„‟\"‹][^«»“”„‟\"‹›]+[»”“\"›]")
_LONGEST: tuple[tuple[Period, int], ...] = (("day", 31), ("week", 190), ("month", 3700))
"""Days that a plot by day, by week and by month covers at most."""


class Stretch(NamedTuple):
    """Where a voice speaks: a half-open range of code points, and in which form."""

    start: int
    end: int
    kind: Kind


@dataclass
class Part:
    """A voice in one article: ``claims`` by ordinal from 1, its words, and those in quotation marks."""

    key: str
    speaker: Speaker | None
    claims: list[int] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    words: int = 0
    direct: int = 0
    share: float = 0.0


@dataclass
class Voice:
    """A voice across articles; ``keys`` are the folded names that are held to be its."""

    name: str
    type: SpeakerType | None
    keys: list[str]
    articles: int = 0
    claims: int = 0
    words: int = 0
    direct: int = 0
    days: Counter[date] = field(default_factory=Counter)
    aliases: set[str] = field(default_factory=set)

    @property
    def is_named(self) -> bool:
        """Whether it goes by a name, and not by a description (*sindaco*)."""
        return self.name != self.name.lower()


def key_of(speaker: Speaker | None) -> str:
    """What a speaker is known by in every article; empty for nobody named."""
    return (fold(speaker.name) or speaker.name.casefold()) if speaker else ""


def words_of(text: str) -> list[int]:
    """Where the words of ``text`` begin."""
    return [match.start() for match in _WORD.finditer(text)]


def parts(document: Document) -> list[Part]:
    """The voices of an article, the one with most words first.

    A word that a voice says counts once for it, however its claims are nested; a word that two
    voices say counts for both, and ``share`` is the part of all that is so counted. Of a mixed
    claim the words in quotation marks are direct.
    """
    found: dict[str, Part] = {}
    for number, claim in enumerate(document.claims, 1):
        speakers = [source.speaker for source in claim.sources] or [None]
        for speaker in {key_of(speaker): speaker for speaker in reversed(speakers)}.values():
            part = found.setdefault(key_of(speaker), Part(key_of(speaker), speaker))
            part.claims.append(number)
            part.stretches.extend(
                Stretch(span.start, span.end, claim.kind) for span in claim.content.spans
            )
    words = words_of(document.text)
    for part in found.values():
        claims = [document.claims[number - 1] for number in part.claims]
        part.words = _count(words, [(s.start, s.end) for s in part.stretches])
        part.direct = _count(words, _quoted(document.text, claims))
    whole = sum(part.words for part in found.values()) or 1
    for part in found.values():
        part.share = part.words / whole
    return sorted(found.values(), key=lambda part: (not part.key, -part.words))


def attributed(document: Document) -> float:
    """The part of the words of ``document`` that some source says, 0 to 1."""
    words = words_of(document.text)
    told = [(span.start, span.end) for claim in document.claims for span in claim.content.spans]
    return _count(words, told) / len(words) if words else 0.0


class Census:
    """The voices of many articles, joined as they come."""

    def __init__(self) -> None:
        self._by_key: dict[str, Voice] = {}
        self.articles = self.claims = 0

    def add(self, document: Document, voices: Iterable[Part]) -> None:
        """Count the voices of one more article."""
        self.articles += 1
        self.claims += len(document.claims)
        day = _day(document.date)
        for part in voices:
            speaker = part.speaker
            voice = self._by_key.setdefault(
                part.key,
                Voice(
                    speaker.name if speaker else "", speaker.type if speaker else None, [part.key]
                ),
            )
            if speaker:
                voice.aliases.update(fold(alias) for alias in speaker.aliases)
            voice.articles += 1
            voice.claims += len(part.claims)
            voice.words += part.words
            voice.direct += part.direct
            if day:
                voice.days[day] += len(part.claims)

    def voices(self) -> list[Voice]:
        """All voices, nobody named last, most words first.

        One that goes by what is an alias of exactly one other of its type (*Rutte*, of *Mark
        Rutte*) is that one: in another article, or written otherwise in the same.
        """
        known_as: dict[tuple[str, SpeakerType | None], set[str]] = defaultdict(set)
        for key, voice in self._by_key.items():
            for alias in voice.aliases - {key}:
                known_as[alias, voice.type].add(key)
        joined: dict[str, Voice] = {}
        for key, voice in sorted(self._by_key.items(), key=lambda item: -len(item[0].split())):
            others = known_as[key, voice.type]
            whole = joined.get(next(iter(others))) if len(others) == 1 and key else None
            joined[key] = _sum(whole, voice) if whole else voice
        one_each = {id(voice): voice for voice in joined.values()}.values()
        return sorted(one_each, key=lambda voice: (voice.keys == [""], -voice.words, voice.name))


def periods(days: Iterable[date]) -> tuple[Period, list[date]]:
    """How to count ``days``, and the first day of each period from the first to the last of them."""
    first, last = min(days), max(days)
    long = (last - first).days
    period: Period = next((name for name, most in _LONGEST if long < most), "year")
    starts = [start_of(first, period)]
    while (after := _next(starts[-1], period)) <= last:
        starts.append(after)
    return period, starts


def start_of(day: date, period: Period) -> date:
    """The first day of the period that ``day`` is in."""
    match period:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)


def _next(start: date, period: Period) -> date:
    length = {"day": 1, "week": 7, "month": 31, "year": 366}[period]
    return start_of(start + timedelta(days=length), period)


def _sum(whole: Voice, more: Voice) -> Voice:
    whole.keys += more.keys
    whole.articles += more.articles
    whole.claims += more.claims
    whole.words += more.words
    whole.direct += more.direct
    whole.days.update(more.days)
    return whole


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


def _quoted(text: str, claims: Sequence[Claim]) -> Ranges:
    """The ranges of ``claims`` that stand in quotation marks."""
    found: Ranges = []
    for claim in claims:
        for span in claim.content.spans:
            if claim.kind == "direct":
                found.append((span.start, span.end))
            elif claim.kind == "mixed":
                pieces = _QUOTED.finditer(text, span.start, span.end)
                found.extend(piece.span() for piece in pieces)
    return found


def _count(words: list[int], ranges: Ranges) -> int:
    """How many of ``words`` begin in ``ranges``, each counted once."""
    count, done = 0, 0
    for start, end in sorted(ranges):
        if end > done:
            count += bisect_left(words, end) - bisect_left(words, max(start, done))
            done = end
    return count
