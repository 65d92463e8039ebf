"""Time expressions and the days that they mean, by the forms of ``times.toml``.

A small recogniser of the expressions that news uses beside a verb of saying, after the deictic
and calendar classes of TimeML (Pustejovsky et al. 2003; for Italian: Caselli et al. 2011).
Values are whole days, ISO 8601: ``2024-10-28``, or an interval ``2024-10-21/2024-10-27``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from claimx.errors import LexiconError
from claimx.lexicon import read_toml, words

_GAP = r"(?:(?<=['’])[^\S\n]?|[^\S\n]+)"
_JOINT = re.compile(r"^[^\S\n]+(?:d[ei]l?|dell[oae]|dell['’]|dei|degli|delle)?[^\S\n]*$")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"(?<!\w)[0-9]")
_STOP = re.compile(r"[.!?](?=\s+\D)|\n")
_LINK = 16
"""Characters of *e* and the space round it between two times."""
_DIGITS = "0"
"""Stands for any number among the words of a text."""
_UNITS = ("day_unit", "week_unit", "month_unit", "year_unit", "far_unit", "hour_unit")
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})(?![0-9]|[.,][0-9])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])[°º]?(?![0-9])|primo"


class Form(NamedTuple):
    """One compiled form of ``times.toml``."""

    pattern: re.Pattern[str]
    needs: tuple[frozenset[str], ...]
    """For each word that is not optional, what it may be; a text without any has no such form."""
    value: str
    kind: str
    past: bool
    before: bool
    not_after: frozenset[str]


class TimeExpression(NamedTuple):
    """A time expression of a text: ``text[start:end]``, and how its value is reckoned."""

    start: int
    end: int
    form: Form
    groups: Mapping[str, str]

    @property
    def past(self) -> bool:
        """Whether it can only lie before the day of publication."""
        return self.form.past

    @property
    def fronted(self) -> bool:
        """Whether it says when only before the verb (*a otto anni*)."""
        return self.form.before


@cache
def _raw() -> dict[str, Any]:
    return read_toml("times.toml")


def _number(section: str, word: str) -> int | None:
    found = _raw()[section].get(word.lower().replace("’", "'").rstrip("."))
    return int(found) if found is not None else None


def _either(forms: list[str]) -> str:
    ordered = sorted(forms, key=len, reverse=True)
    return "|".join(re.escape(form).replace("'", "['’]") for form in ordered)


@cache
def _classes() -> dict[str, str]:
    raw = _raw()
    found = {name: _either(words(forms)) for name, forms in raw["classes"].items()}
    found |= {
        "weekday": _either(list(raw["weekdays"])),
        "month": _either(list(raw["months"])),
        "short_month": f"(?:{_either(list(raw['short_months']))})\\.?",
        "season": _either(list(raw["seasons"])),
        "number": rf"[0-9]{{1,3}}|{_either(list(raw['numbers']))}",
        "decade": rf"['’‘]?(?:[1-9]0|{_either(list(raw['decades']))})",
        "day": _DAY,
        "year": _YEAR,
        "numeric": r"[0-3]?[0-9][/.-][01]?[0-9][/.-](?:[0-9]{4}|[0-9]{2})",
        "clock": r"(?:[01]?[0-9]|2[0-4])(?:[.:,][0-5][0-9])?(?![0-9]|[.,:][0-9])",
    }
    return found


def _item(item: str, seen: set[str]) -> str:
    classes, found = _classes(), []
    for choice in item.split("|"):
        if choice.startswith("{"):
            name = choice[1:-1]
            found.append(
                f"(?P<{name}>{classes[name]})" if name not in seen else f"(?:{classes[name]})"
            )
            seen.add(name)
        else:
            found.append(re.escape(choice).replace("'", "['’]"))
    return f"(?:{'|'.join(found)})"


def _compile(form: str) -> re.Pattern[str]:
    pattern, seen, begun = "", set[str](), False
    for raw_item in form.split():
        optional = raw_item.endswith("?")
        item = _item(raw_item.removesuffix("?"), seen)
        if begun:
            pattern += f"(?:{_GAP}{item})?" if optional else _GAP + item
        else:
            pattern += f"(?:{item}{_GAP})?" if optional else item
            begun = not optional
    return re.compile(rf"(?<![\w'’]){pattern}(?!\w)", re.IGNORECASE)


def _first_words(forms: Iterable[str]) -> set[str]:
    return {m.group().lower() for form in forms if (m := _WORD.search(form))}


def _needs(form: str) -> tuple[frozenset[str], ...]:
    raw, found = _raw(), []
    for item in form.split():
        if item.endswith("?"):
            continue
        choices: set[str] = set()
        for choice in item.split("|"):
            name = choice.strip("{}")
            if not choice.startswith("{"):
                choices |= _first_words([choice])
            elif name in raw["classes"]:
                choices |= _first_words(words(raw["classes"][name]))
            else:
                choices |= _first_words(raw.get(f"{name}s", ()))
                if "-9]" in _classes()[name]:
                    choices |= {_DIGITS, "primo"}
        found.append(frozenset(choices))
    return tuple(found)


@cache
def forms() -> tuple[Form, ...]:
    """Every form of the lexicon, in its order; raises LexiconError for an unknown class or rule."""
    for group in _raw()["forms"]:
        unknown = set(re.findall(r"\{(\w+)\}", group["forms"])) - set(_classes())
        if unknown:
            raise LexiconError(f"times.toml: unknown classes {sorted(unknown)}")
        if not hasattr(Reckoner, f"_{group['value'].split()[0]}"):
            raise LexiconError(f"times.toml: unknown rule {group['value']!r}")
    return tuple(
        Form(
            pattern=_compile(line),
            needs=_needs(line),
            value=group["value"],
            kind=group.get("kind", "day"),
            past=group.get("past", False),
            before=group.get("place") == "before",
            not_after=frozenset(words(group.get("not_after", ""))),
        )
        for group in _raw()["forms"]
        for line in group["forms"].splitlines()
        if line.strip()
    )


@cache
def _by_word() -> dict[str, tuple[int, ...]]:
    """Word → the forms (by their number) of which it may be the word that fewest texts have."""
    found: dict[str, list[int]] = {}
    for number, form in enumerate(forms()):
        for word in max(form.needs, key=_rareness):
            found.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in found.items()}


def _rareness(need: frozenset[str]) -> int:
    """The shortest of the words that may fill a place: articles and prepositions are short."""
    return min(map(len, need), default=0)


@cache
def _forbidden() -> frozenset[str]:
    return frozenset(words(_raw()["limits"]["not_after"]))


def _clauses(text: str, near: Iterable[tuple[int, int]] | None) -> Iterator[tuple[int, int]]:
    """The stretches between stops; only those that overlap one of ``near``, which are in order."""
    ends = [*(m.end() for m in _STOP.finditer(text)), len(text)]
    clauses = zip([0, *ends], ends, strict=False)
    if near is None:
        yield from clauses
        return
    wanted = iter(near)
    low, high = next(wanted, (len(text), len(text)))
    for start, stop in clauses:
        while high <= start < len(text):
            low, high = next(wanted, (len(text), len(text)))
        if low < stop:
            yield start, stop


def _matches(text: str, near: Iterable[tuple[int, int]] | None) -> list[TimeExpression]:
    """The longest form at each place, none overlapping another."""
    found: list[TimeExpression] = []
    by_word = _by_word()
    for start, stop in _clauses(text, near):
        here = set(_WORD.findall(text[start:stop].lower()))
        if _NUMBER.search(text, start, stop):
            here.add(_DIGITS)
        numbers = {number for word in by_word.keys() & here for number in by_word[word]}
        for form in (forms()[number] for number in sorted(numbers)):
            if any(need.isdisjoint(here) for need in form.needs):
                continue
            for m in form.pattern.finditer(text, start, stop):
                groups = {name: word for name, word in m.groupdict().items() if word}
                found.append(TimeExpression(m.start(), m.end(), form, groups))
    found.sort(key=lambda t: (t.start, -t.end))
    kept: list[TimeExpression] = []
    for time in found:
        if not kept or time.start >= kept[-1].end:
            kept.append(time)
    return kept


def _word_before(text: str, at: int) -> str:
    m = re.search(r"([\w]+['’]?)[^\S\n]*$", text[max(0, at - 24) : at])
    return m.group(1).lower().replace("’", "'") if m else ""


def all_times(text: str, near: Iterable[tuple[int, int]] | None = None) -> list[TimeExpression]:
    """The time expressions of a text, a time of day and a day beside it as one.

    ``near`` holds the characters, in order, in whose clauses they are sought; everywhere without it.
    """
    joined: list[TimeExpression] = []
    for time in _matches(text, near):
        last = joined[-1] if joined else None
        if (
            last is not None
            and "part" in {last.form.kind, time.form.kind}
            and _JOINT.match(text[last.end : time.start])
        ):
            day = time if last.form.kind == "part" else last
            joined[-1] = day._replace(start=last.start, end=time.end)
        else:
            joined.append(time)
    return joined


def free_times(text: str, times: list[TimeExpression]) -> list[TimeExpression]:
    """Those of ``times`` that stand by themselves.

    What a preposition ties to a noun (*la riunione di ieri*) or makes a bound (*entro oggi*, *tra
    ieri e oggi*) is left out.
    """
    free: list[TimeExpression] = []
    last_tied = -1
    for time in times:
        gap = text[last_tied : min(time.start, last_tied + _LINK)] if last_tied >= 0 else ""
        beside = gap.strip() in {"e", "ed", "o"} and last_tied + len(gap) == time.start
        if beside or _tied(text, time):
            last_tied = time.end
        else:
            free.append(time)
    return free


def find_times(text: str) -> list[TimeExpression]:
    """The time expressions of a text that stand by themselves.

    >>> text = "Lo ha detto ieri sera, dopo la riunione di lunedì."
    >>> [text[t.start:t.end] for t in find_times(text)]
    ['ieri sera']
    """
    return free_times(text, all_times(text))


def _tied(text: str, time: TimeExpression) -> bool:
    """Whether the word before ties the expression to a noun, or makes it a bound or a habit."""
    before = _word_before(text, time.start)
    return before in _forbidden() or before in time.form.not_after


# ------------------------------------------------------------------ values


def _interval(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def _whole_month(year: int, month: int) -> tuple[date, date]:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _nearest(year: int, step: int, ahead: bool, at: Any, anchor: date) -> Any:
    """``at(year)`` on the right side of the anchor: ``step`` 0 may be today, -1 and 1 may not."""
    future = step > 0 or (step == 0 and ahead)
    here = at(year)
    if future:
        return here if here > anchor or (step == 0 and here == anchor) else at(year + 1)
    return here if here < anchor or (step == 0 and here == anchor) else at(year - 1)


class Reckoner:
    """Turns expressions into ISO dates, from the day of publication.

    ``anchor`` is that day, None if it is not known; ``ahead`` says that the verb is a future.
    """

    def __init__(self, anchor: date | None, ahead: bool = False) -> None:
        self.anchor = anchor
        self.ahead = ahead

    def value(self, time: TimeExpression) -> str | None:
        """The ISO 8601 date or interval of whole days, or None if it cannot be told."""
        found = self._range(time)
        return _interval(*found) if found is not None else None

    def _range(self, time: TimeExpression) -> tuple[date, date] | None:
        rule, *rest = time.form.value.split()
        try:
            found: tuple[date, date] | None = getattr(self, f"_{rule}")(time.groups, *rest)
        except (ValueError, OverflowError):
            return None  # a day that no calendar has: il 31 giugno
        return found

    def _none(self, groups: Mapping[str, str]) -> None:
        return None

    def _day(self, groups: Mapping[str, str], offset: str) -> tuple[date, date] | None:
        return self._days(groups, offset, offset)

    def _days(self, groups: Mapping[str, str], first: str, last: str) -> tuple[date, date] | None:
        if self.anchor is None:
            return None
        return self.anchor + timedelta(int(first)), self.anchor + timedelta(int(last))

    def _weekday(self, groups: Mapping[str, str], step: str) -> tuple[date, date] | None:
        wanted = _number("weekdays", groups["weekday"])
        if self.anchor is None or wanted is None:
            return None
        back = (self.anchor.isoweekday() - wanted) % 7
        if int(step) > 0 or (step == "0" and self.ahead):
            day = self.anchor + timedelta(-back % 7 or (7 if step == "1" else 0))
        else:
            day = self.anchor - timedelta(back or (7 if step == "-1" else 0))
        return day, day

    def _date(self, groups: Mapping[str, str], step: str) -> tuple[date, date] | None:
        if "numeric" in groups:
            d, m, y = (int(n) for n in re.split(r"[/.-]", groups["numeric"]))
            day = date(y + 2000 if y < 100 else y, m, d)
            return day, day
        month = _number("months", groups.get("month", "")) or _number(
            "short_months", groups.get("short_month", "")
        )
        digits = groups["day"].rstrip("°º")
        number = int(digits) if digits.isdigit() else 1
        if month is None:
            return None
        if "year" in groups:
            day = date(int(groups["year"]), month, number)
            return day, day
        if self.anchor is None:
            return None
        found: date = _nearest(
            self.anchor.year, int(step), self.ahead, lambda y: date(y, month, number), self.anchor
        )
        return found, found

    def _month(
        self, groups: Mapping[str, str], step: str, stretch: str = "all"
    ) -> tuple[date, date] | None:
        month = _number("months", groups["month"])
        if month is None:
            return None
        if "year" in groups:
            year = int(groups["year"])
        elif self.anchor is None:
            return None
        else:
            here = self.anchor.replace(day=1)
            year = _nearest(
                here.year, int(step), self.ahead, lambda y: date(y, month, 1), here
            ).year
        first, last = _whole_month(year, month)
        edges = {"start": (1, 10), "middle": (11, 20), "end": (21, last.day), "all": (1, last.day)}
        low, high = edges[stretch]
        return first.replace(day=low), last.replace(day=high)

    def _season(self, groups: Mapping[str, str], step: str) -> tuple[date, date] | None:
        month = _number("seasons", groups["season"])
        if month is None:
            return None
        if "year" in groups:
            year = int(groups["year"])
        elif self.anchor is None:
            return None
        elif int(step) < 0:
            # the last one that is over
            year = self.anchor.year
            while _whole_month(year, month + 2)[1] >= self.anchor:
                year -= 1
        else:
            year = _nearest(
                self.anchor.year, 0, self.ahead, lambda y: date(y, month, 1), self.anchor
            ).year
        return date(year, month, 1), _whole_month(year, month + 2)[1]

    def _week(self, groups: Mapping[str, str], step: str) -> tuple[date, date] | None:
        if self.anchor is None:
            return None
        monday = self.anchor - timedelta(self.anchor.weekday()) + timedelta(7 * int(step))
        return monday, monday + timedelta(6)

    def _weekend(self, groups: Mapping[str, str], step: str) -> tuple[date, date] | None:
        if self.anchor is None:
            return None
        sunday = self.anchor - timedelta(self.anchor.isoweekday())
        return sunday - timedelta(1), sunday

    def _this_month(self, groups: Mapping[str, str], step: str) -> tuple[date, date] | None:
        if self.anchor is None:
            return None
        return _whole_month(self.anchor.year, self.anchor.month + int(step))

    def _this_year(self, groups: Mapping[str, str], step: str) -> tuple[date, date] | None:
        if self.anchor is None:
            return None
        return self._year({"year": str(self.anchor.year + int(step))})

    def _year(self, groups: Mapping[str, str]) -> tuple[date, date]:
        year = int(groups["year"])
        return date(year, 1, 1), date(year, 12, 31)

    def _decade(self, groups: Mapping[str, str]) -> tuple[date, date] | None:
        word = groups["decade"].lstrip("'’‘")
        number = int(word) if word.isdigit() else _number("decades", word)
        if number is None:
            return None
        # anni Venti and Trenta, in an article of this century, are those of the last one
        return date(1900 + number, 1, 1), date(1909 + number, 12, 31)

    def _ago(self, groups: Mapping[str, str]) -> tuple[date, date] | None:
        word = groups["number"]
        count = int(word) if word.isdigit() else _number("numbers", word)
        unit = next(u for u in _UNITS if u in groups)
        if self.anchor is None or count is None:
            return None
        match unit:
            case "day_unit":
                return self._day(groups, str(-count))
            case "week_unit":
                return self._week(groups, str(-count))
            case "month_unit":
                return self._this_month(groups, str(-count))
            case "year_unit":
                return self._this_year(groups, str(-count))
        return None

    def _since(self, groups: Mapping[str, str]) -> tuple[date, date] | None:
        if self.anchor is None:
            return None
        if "day" in groups:
            found = self._date(groups, "0")
        elif "weekday" in groups:
            found = self._weekday(groups, "0")
        elif "month" in groups:
            found = self._month(groups, "0")
        elif "year" in groups:
            found = self._year(groups)
        else:
            return None
        return (found[0], self.anchor) if found is not None and found[0] <= self.anchor else None


# ------------------------------------------------------------------ the day of publication


@cache
def _dateline() -> re.Pattern[str]:
    classes = _classes()
    month = f"(?:(?P<month>{classes['month']})|(?P<short_month>{classes['short_month']}))"
    return re.compile(
        r"^[^\S\n]*(?:date[ :]+(?P<hint>[0-9]{4}(?:-[0-9]{2}){0,2})[^\S\n]*)?"
        r"(?:\((?P<agency>[^()\n]{2,40})\)[^\S\n]*[-–—]?[^\S\n]*)?"
        r"(?:(?P<place>(?-i:[A-ZÀ-Ý])[\w'’./ ]{1,40}?)[^\S\n]*[,–—-][^\S\n]*)?"
        rf"(?:(?:{classes['weekday']}),?[^\S\n]+)?"
        rf"(?:(?P<day>{_DAY})[^\S\n]+{month}(?:[^\S\n]+(?P<year>{_YEAR}))?"
        rf"|(?P<numeric>{classes['numeric']}))"
        r"(?=[^\S\n]*(?:[.:(|–—-]|$))",
        re.IGNORECASE | re.MULTILINE,
    )


_HINT = re.compile(r"^\s*date[ :]+([0-9]{4}(?:-[0-9]{2}){0,2})\b", re.IGNORECASE)
_ISO = re.compile(r"^([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
HEAD = 800
"""Code points at the beginning of a text in which a dateline is looked for."""


def _datelines(text: str) -> Iterator[re.Match[str]]:
    yield from _dateline().finditer(text, 0, min(len(text), HEAD))


class Dateline(NamedTuple):
    """Place and day at the head of a text, ``text[start:end]``, and what they are made of."""

    start: int
    end: int
    groups: Mapping[str, str]

    def day(self, until: date | None) -> date | None:
        """The day, not after ``until``; a dateline without a year is of the last such day until then.

        None if no year can be told, or no calendar has that day.
        """
        groups = dict(self.groups)
        if (hint := _ISO.match(groups.get("hint", ""))) and "numeric" not in groups:
            groups.setdefault("year", hint[1])
        try:
            found = Reckoner(until)._date(groups, "0")
        except ValueError:
            return None
        return found[0] if found and (until is None or found[0] <= until) else None


def datelines(text: str) -> Iterator[Dateline]:
    """What may be the dateline of a text: each line of its head that begins with a day.

    >>> [(d.groups["place"], d.day(date(2025, 1, 7))) for d in datelines("Bari, 12 mar. (Agenzia) –")]
    [('Bari', datetime.date(2024, 3, 12))]
    """
    for found in _datelines(text):
        yield Dateline(*found.span(), {name: of for name, of in found.groupdict().items() if of})


def dateline(text: str) -> tuple[int, int] | None:
    """Where the dateline of a text lies (*Milano, 28 ott.*), or None if it has none."""
    found = next(_datelines(text), None)
    return found.span() if found is not None else None


def anchor_of(text: str, given: str | None = None) -> date | None:
    """The day of publication: ``given`` (ISO 8601) if it names a day, else by the dateline.

    A year or month that is given, or stands before the text, completes a dateline without one.

    >>> anchor_of("Milano, 28 ott. (Agenzia) – I ministri", "2024-10")
    datetime.date(2024, 10, 28)
    >>> anchor_of("Roma, 29 settembre 2010. Il ministro")
    datetime.date(2010, 9, 29)
    """
    hint = _ISO.match(given or "") or _ISO.match(m.group(1) if (m := _HINT.match(text)) else "")
    year = month = None
    try:
        if hint is not None:
            year, month = int(hint.group(1)), int(hint.group(2) or 0)
            if hint.group(3):
                return date(year, month, int(hint.group(3)))
        for m in _datelines(text):
            groups = {k: v for k, v in m.groupdict().items() if v}
            if "year" not in groups and "numeric" not in groups:
                if year is None:
                    continue
                groups["year"] = str(year)
            found = Reckoner(None)._date(groups, "0")
            if found is not None and (not month or found[0].month == month):
                return found[0]
    except ValueError:
        return None  # no such day
    return None
