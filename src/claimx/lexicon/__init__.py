"""The language as data: TOML files beside this one, and the loader that validates them.

Rules never name a word; they ask the lexicon. Every list is read once per process.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
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


class Cues(BaseModel):
    """All cues, by the lemma of their first word."""

    model_config = ConfigDict(frozen=True)

    verbs: Mapping[str, Entry]
    locutions: Mapping[str, tuple[Entry, ...]]
    nouns: Mapping[str, Entry]
    states: Mapping[str, Entry]
    adpositions: Adpositions

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


def _groups(raw: Mapping[str, Any], section: str) -> list[tuple[str, str, frozenset[str]]]:
    """(entry, type, frames) for every entry of a section; raises LexiconError."""
    found: list[tuple[str, str, frozenset[str]]] = []
    for group in raw.get(section, ()):
        kind, frames = group.get("type"), frozenset(group.get("frames", ()))
        if kind not in CUE_TYPES:
            raise LexiconError(f"cues.toml: [[{section}]] has the unknown type {kind!r}")
        if not frames or frames - FRAMES:
            wrong = sorted(frames - FRAMES) or "none"
            raise LexiconError(f"cues.toml: [[{section}]] of type {kind!r}: frames {wrong}")
        listed = group.get("lemmas", group.get("words"))
        if not isinstance(listed, str):
            raise LexiconError(f"cues.toml: [[{section}]] of type {kind!r} has no lemmas or words")
        entries = words(listed) if "lemmas" in group else _lines(listed)
        found.extend((entry, kind, frames) for entry in entries)
    return found


def _by_lemma(raw: Mapping[str, Any], section: str) -> dict[str, Entry]:
    merged: dict[str, Entry] = {}
    for lemma, kind, frames in _groups(raw, section):
        known = merged.get(lemma)
        merged[lemma] = Entry(
            words=((lemma,),),
            type=known.type if known else kind,
            frames=known.frames | frames if known else frames,
        )
    return merged


def parse_cues(raw: Mapping[str, Any]) -> Cues:
    """Validate the content of ``cues.toml``; raises LexiconError naming the entry."""
    locutions: dict[str, list[Entry]] = {}
    for line, kind, frames in _groups(raw, "locutions"):
        pattern = tuple(tuple(word.split("|")) for word in line.split())
        if len(pattern) < 2:
            raise LexiconError(f"cues.toml: the locution {line!r} has one word only")
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
        raise LexiconError(f"cues.toml: [adpositions]: {error}") from error
    return Cues(
        verbs=_by_lemma(raw, "verbs"),
        locutions={first: tuple(group) for first, group in locutions.items()},
        nouns=_by_lemma(raw, "nouns"),
        states=_by_lemma(raw, "states"),
        adpositions=adpositions,
    )


@cache
def load_cues() -> Cues:
    """The cue lexicon that ships with claimx."""
    return parse_cues(read_toml("cues.toml"))


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
