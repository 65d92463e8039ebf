"""The language as data: TOML files beside this one, and the loader that validates them.

Rules never name a word; they ask the lexicon. Every list is read once per process.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from claimx.errors import LexiconError
from claimx.models import CueType

FRAMES = frozenset(
    ["quote", "che", "di", "a", "se", "come", "object", "of", "accused", "charged", "named", "self"]
)
CUE_TYPES = frozenset(get_args(CueType))


class Entry(BaseModel):
    """One cue of the lexicon: its words, what kind of saying it is, and what it governs."""

    model_config = ConfigDict(frozen=True)

    words: tuple[tuple[str, ...], ...]
    """The words in order, each with its alternatives; one word but for locutions."""
    type: CueType
    frames: frozenset[str]

    @property
    def lemma(self) -> str:
        """The dictionary form: of each word the first alternative."""
        return " ".join(alternatives[0] for alternatives in self.words)


class Adpositions(BaseModel):
    """Evidential prepositions (*secondo, stando a*) and the words that go with them."""

    model_config = ConfigDict(frozen=True)

    forms: tuple[tuple[str, ...], ...]
    possessive: tuple[tuple[str, ...], ...]
    quanto: frozenset[str]
    reports: frozenset[str]
    conformity: frozenset[str]


class CueLexicon(BaseModel):
    """All cues, by the lemma of their first word.

    Two are the same only if they are one object, so that what is made of one can be kept with it.
    """

    model_config = ConfigDict(frozen=True)

    verbs: Mapping[str, Entry]
    locutions: Mapping[str, tuple[Entry, ...]]
    nouns: Mapping[str, Entry]
    states: Mapping[str, Entry]
    adpositions: Adpositions

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def entries(self) -> list[Entry]:
        """Every cue, verbs first, as ``claimx cues`` lists them."""
        locutions = [entry for group in self.locutions.values() for entry in group]
        return [
            *self.verbs.values(),
            *dict.fromkeys(locutions),
            *self.states.values(),
            *self.nouns.values(),
        ]


@cache
def read_toml(name: str) -> dict[str, Any]:
    """The parsed lexicon file ``name``; raises LexiconError if it is no valid TOML."""
    try:
        return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{name}: {error}") from error


def words(text: str) -> list[str]:
    """The entries of a multi-line list of words."""
    return text.split()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """The entries of a list with one phrase a line, each as its words."""
    return tuple(tuple(line.split()) for line in _lines(text))


def _groups(
    raw: Mapping[str, Any], section: str, file: str
) -> list[tuple[str, str, frozenset[str]]]:
    """(entry, type, frames) for every entry of a section; raises LexiconError."""
    found: list[tuple[str, str, frozenset[str]]] = []
    for group in raw.get(section, ()):
        kind, frames = group.get("type"), frozenset(group.get("frames", ()))
        if kind not in CUE_TYPES:
            told = f"{file}: [[{section}]] has the unknown type {kind!r}: one of "
            raise LexiconError(told + ", ".join(sorted(CUE_TYPES)))
        if not frames or frames - FRAMES:
            wrong = f"unknown frames {sorted(frames - FRAMES)}" if frames else "no frames"
            told = f"{file}: [[{section}]] of type {kind!r} has {wrong}: there are "
            raise LexiconError(told + ", ".join(sorted(FRAMES)))
        listed = group.get("lemmas", group.get("words"))
        if not isinstance(listed, str):
            raise LexiconError(f"{file}: [[{section}]] of type {kind!r} has no lemmas or words")
        entries = words(listed) if "lemmas" in group else _lines(listed)
        found.extend((entry, kind, frames) for entry in entries)
    return found


def _by_lemma(raw: Mapping[str, Any], section: str, file: str) -> dict[str, Entry]:
    merged: dict[str, Entry] = {}
    for lemma, kind, frames in _groups(raw, section, file):
        known = merged.get(lemma)
        merged[lemma] = Entry(
            words=((lemma,),),
            type=known.type if known else kind,
            frames=known.frames | frames if known else frames,
        )
    return merged


def parse_cues(raw: Mapping[str, Any], file: str = "cues.toml") -> CueLexicon:
    """Validate the content of ``cues.toml``; raises LexiconError naming the ``file`` and the entry."""
    locutions: dict[str, list[Entry]] = {}
    for line, kind, frames in _groups(raw, "locutions", file):
        pattern = tuple(tuple(word.split("|")) for word in line.split())
        if len(pattern) < 2:
            raise LexiconError(f"{file}: the locution {line!r} has one word only")
        entry = Entry(words=pattern, type=kind, frames=frames)
        for first in pattern[0]:
            locutions.setdefault(first, []).append(entry)
    try:
        section = raw["adpositions"]
        adpositions = Adpositions(
            forms=phrases(section["forms"]),
            possessive=phrases(section["possessive"]),
            quanto=frozenset(section["quanto"]),
            reports=frozenset(words(section["reports"])),
            conformity=frozenset(words(section["conformity"])),
        )
    except (KeyError, AttributeError, TypeError, ValidationError) as error:
        raise LexiconError(f"{file}: [adpositions]: {error}") from error
    return CueLexicon(
        verbs=_by_lemma(raw, "verbs", file),
        locutions={first: tuple(group) for first, group in locutions.items()},
        nouns=_by_lemma(raw, "nouns", file),
        states=_by_lemma(raw, "states", file),
        adpositions=adpositions,
    )


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid")

    type: str
    frames: list[str]
    lemmas: str | None = None
    words: str | None = None


class _Adpositions(BaseModel):
    model_config = ConfigDict(extra="forbid")

    forms: str = ""
    possessive: str = ""


class _Without(BaseModel):
    model_config = ConfigDict(extra="forbid")

    lemmas: str = ""


class _OwnCues(BaseModel):
    """A lexicon of one's own: ``cues.toml`` in small, with what is left out of that."""

    model_config = ConfigDict(extra="forbid")

    verbs: list[_Group] = []
    locutions: list[_Group] = []
    nouns: list[_Group] = []
    states: list[_Group] = []
    adpositions: _Adpositions = _Adpositions()
    without: _Without = _Without()


@cache
def load_cues(own: str | None = None) -> CueLexicon:
    """The cue lexicon that ships with claimx, with what the file ``own`` adds and leaves out.

    ``own`` is TOML in the form of ``cues.toml``, every section optional, and ``[without]`` lists
    shipped ``lemmas`` that are no cues. Of a cue in both the frames add up, and the shipped type
    stays. Read once per process. Raises LexiconError that names the file and what is wrong in it.
    """
    raw = dict(read_toml("cues.toml"))
    if own is None:
        return parse_cues(raw)
    told = _own_cues(own)
    for section in ("verbs", "locutions", "nouns", "states"):
        groups: list[_Group] = getattr(told, section)
        raw[section] = [*raw[section], *(group.model_dump(exclude_none=True) for group in groups)]
    raw["adpositions"] = dict(raw["adpositions"])
    for name, lines in told.adpositions:
        raw["adpositions"][name] += f"\n{lines}"
    return _without(set(words(told.without.lemmas)), parse_cues(raw, own), own)


def _own_cues(file: str) -> _OwnCues:
    try:
        own = _OwnCues.model_validate(tomllib.loads(Path(file).read_text(encoding="utf-8")))
    except OSError as error:
        raise LexiconError(f"{file}: {error.strerror or error}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(f"{file}: no TOML: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step + 1 if isinstance(step, int) else step) for step in first["loc"])
        there = ", ".join(_OwnCues.model_fields)
        raise LexiconError(f"{file}: {place}: {first['msg']} (sections: {there})") from error
    for group in own.verbs:
        for verb in words(group.lemmas or ""):
            if not verb.endswith(("re", "rsi")):
                raise LexiconError(f"{file}: [[verbs]]: {verb!r} is no infinitive")
    return own


def _without(lemmas: set[str], cues: CueLexicon, file: str) -> CueLexicon:
    kept = {
        section: {lemma: entry for lemma, entry in found.items() if lemma not in lemmas}
        for section in ("verbs", "nouns", "states")
        if (found := getattr(cues, section))
    }
    if unknown := lemmas - {*cues.verbs, *cues.nouns, *cues.states}:
        raise LexiconError(f"{file}: [without]: {sorted(unknown)} are no cues of one word")
    return cues.model_copy(update=kept)


@cache
def load_bodies() -> Mapping[str, str]:
    """Countries, institutions, agencies and parties: each of their names → the first of them.

    >>> load_bodies()["Mosca"], load_bodies()["Oms"]
    ('Russia', 'Organizzazione mondiale della sanità')
    """
    raw = read_toml("bodies.toml")
    found: dict[str, str] = {}
    for section in ("countries", "bodies", "known"):
        for line in _lines(raw[section]):
            names = [name.strip() for name in line.split(",")]
            for name in names:
                if found.setdefault(name, names[0]) != names[0]:
                    raise LexiconError(f"bodies.toml: {name!r} stands for two bodies")
    return found


class Datelines(BaseModel):
    """What stands at the head of an article, in lower case."""

    model_config = ConfigDict(frozen=True)

    agencies: frozenset[str]
    places: frozenset[str]
    above: tuple[str, ...]


@cache
def load_datelines() -> Datelines:
    """The words of datelines; countries and capitals are among the places.

    >>> load_datelines().places >= {"reggio emilia", "mosca"}
    True
    """
    raw = read_toml("datelines.toml")
    countries = _lines(read_toml("bodies.toml")["countries"])
    names = {name.strip().lower() for line in countries for name in line.split(",")}
    return Datelines(
        agencies=frozenset(_lines(raw["agencies"])),
        places=frozenset(_lines(raw["places"])) | names,
        above=tuple(_lines(raw["above"])),
    )


class Marks(BaseModel):
    """Quotation marks by the role that their glyph suggests."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    double_open: str
    double_close: str
    double_either: str
    angle_open: str
    angle_close: str
    single_open: str
    single_either: str
    dashes: str
    apocopes: str

    @property
    def doubles(self) -> str:
        """Every double mark, whichever side it stands on."""
        return self.double_open + self.double_close + self.double_either


@cache
def load_marks() -> Marks:
    """The quotation marks that ship with claimx."""
    try:
        return Marks(**read_toml("quotation_marks.toml"))
    except ValidationError as error:
        raise LexiconError(f"quotation_marks.toml: {error}") from error


class Rule(BaseModel):
    """What a rule is, in plain words, and a sentence that it takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: str
    it: str
    example: str


def parse_rules(raw: Mapping[str, Any]) -> dict[str, Rule]:
    """Validate the content of ``rules.toml``; raises LexiconError naming the rule."""
    rules = {}
    for family, members in raw.items():
        for member, fields in members.items():
            name = f"{family}.{member}"
            try:
                rules[name] = Rule.model_validate(fields)
            except ValidationError as error:
                raise LexiconError(f"rules.toml: [{name}]: {error}") from error
    return rules


@cache
def load_rules() -> Mapping[str, Rule]:
    """The rules that ship with claimx, by the name that ``Claim.rule`` gives."""
    return parse_rules(read_toml("rules.toml"))


def describe(rule: str) -> Rule:
    """What the rule of that name is, or what its family is; raises LexiconError if neither is told.

    >>> describe("quote.cue_after").example
    '«Non mi dimetto», ha detto il sindaco.'
    """
    rules = load_rules()
    found = rules.get(rule) or rules.get(rule.partition(".")[0] + ".*")
    if found is None:
        raise LexiconError(f"rules.toml: the rule {rule!r} is not there: tell what it is")
    return found
