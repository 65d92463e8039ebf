"""What kind of speaker a noun names, by the lists of ``roles.toml``."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from spacy.tokens import Doc, Token

from claimx.components.grammar import fused, lemma_of, listed, quote_at
from claimx.lexicon import read_toml, words
from claimx.models import SpeakerType

AGE = re.compile(r"^(\d{1,3}|[a-zàèéìòù]+)(-?enne|enni)$")
"""*34enne*, *ventinovenne*."""


def figures_of_age(form: str) -> str | None:
    """*64* of *64enne* or *64-enne*; None of a word that is no age in figures."""
    return (
        form.split("-")[0].removesuffix("enne") if AGE.match(form) and form[0].isdigit() else None
    )


SPEAKING = frozenset(["PER", "GROUP", "ORG", "ANON"])
"""Types that can speak, as papers cannot."""


@cache
def _types() -> dict[str, SpeakerType]:
    raw = read_toml("roles.toml")
    found: dict[str, SpeakerType] = {}
    order: tuple[SpeakerType, ...] = ("PER", "GROUP", "DOC", "ORG", "ANON")
    for kind in order:
        for word in words(raw[kind]):
            found.setdefault(word, kind)
    for people in words(raw["demonyms"]):
        found.setdefault(people, "GROUP")
        for one in _singulars(people):
            found.setdefault(one, "PER")
    return found


def _singulars(people: str) -> list[str]:
    """*tunisini* → *tunisino*, *tunisina*; *polacchi* → *polacco*; *albanesi* → *albanese*."""
    stem = people[:-2] if people.endswith("hi") else people[:-1]
    return [stem + ending for ending in ("o", "a", "e")]


@cache
def _endings() -> tuple[tuple[str, SpeakerType], ...]:
    raw = read_toml("roles.toml")["endings"]
    kinds: tuple[SpeakerType, ...] = ("PER", "GROUP")
    return tuple((ending, kind) for kind in kinds for ending in words(raw[kind]))


@cache
def role_list(name: str) -> frozenset[str]:
    """The word list ``name`` of ``roles.toml``."""
    return frozenset(words(read_toml("roles.toml")[name]))


@cache
def _not_people() -> frozenset[str]:
    return frozenset(words(read_toml("roles.toml")["endings"]["not"]))


@cache
def anaphoric() -> frozenset[str]:
    """Nouns that with a definite article mean the last one spoken of: *la manager*, *l'istituto*."""
    groups = read_toml("roles.toml")["anaphoric"].values()
    return frozenset(word for group in groups for word in words(group))


@cache
def alike() -> tuple[frozenset[str], ...]:
    """Nouns for bodies, in groups whose nouns may mean each other: *la squadra … la società*."""
    groups = {name: words(group) for name, group in read_toml("roles.toml")["alike"].items()}
    wide = groups.pop("any")
    return tuple(frozenset([*group, *wide]) for group in groups.values())


@cache
def any_alike() -> frozenset[str]:
    """Every noun of ``alike``."""
    return frozenset().union(*alike())


@cache
def same_people(noun: str) -> frozenset[str]:
    """The nouns for those whom one noun means: *agente* → *poliziotto*, *polizia* …"""
    groups = (frozenset(words(g)) for g in read_toml("roles.toml")["same_people"].values())
    return next((group for group in groups if noun in group), frozenset([noun]))


@cache
def same_office() -> dict[str, str]:
    """Office → the name that stands for it (*presidente_del_consiglio* → *premier*)."""
    raw = read_toml("roles.toml")["same"]
    return {other: first for first, others in raw.items() for other in words(others)}


@cache
def wider() -> dict[str, tuple[str, ...]]:
    """A wider noun → the offices of those whom it may mean (*manager* → *amministratore*, …)."""
    return {noun: tuple(words(raw)) for noun, raw in read_toml("roles.toml")["wider"].items()}


@cache
def generic() -> frozenset[str]:
    """Nouns for any person: *uomo*, *donna*."""
    raw = read_toml("roles.toml")["generic"]
    return frozenset(word for group in raw.values() for word in words(group))


@lru_cache(maxsize=30_000)
def speaker_type(lemma: str, form: str) -> SpeakerType | None:
    """The type of speaker that a noun names, or None if it names none."""
    types = _types()
    lemma, form = (word.removeprefix("ex-").removeprefix("neo-") for word in (lemma, form))
    plural = types.get(form)
    if plural in {"GROUP", "ANON"}:
        return plural
    if AGE.match(form):
        return "PER"
    known = types.get(lemma) or plural
    if known is None and form.endswith("a"):  # delegata, prefetta: as the masculine
        known = types.get(form[:-1] + "o") or types.get(form[:-1] + "e")
    if known is None and lemma.startswith("vice"):  # vicecomandante
        known = types.get(lemma.removeprefix("vice").removeprefix("-"))
    if known is None and form not in _not_people() and len(form) > 6:
        known = next((kind for ending, kind in _endings() if _ends(lemma, form, ending)), None)
    return known


def _ends(lemma: str, form: str, ending: str) -> bool:
    """Whether a noun has an ending of people; *-ese* in its lemma too: *i modenesi*, not *le imprese*."""
    if ending in {"ese", "esi"} and not lemma.endswith("ese"):
        return False
    return form.endswith(ending)


def noun_type(noun: Token) -> SpeakerType | None:
    """The type of speaker that a token of the text names, or None if it names none."""
    form = noun.lower_
    known = speaker_type(lemma_of(noun), form)
    return _of_share(noun) if known is None and form in listed("shares") else known


def _of_share(noun: Token) -> SpeakerType | None:
    """*gran parte dei cittadini*, *la parte civile*; not *la parte del tetto*."""
    for child in noun.children:
        if child.lower_ in listed("of_party"):
            return "PER"
        if child.dep_ == "nmod" and speaker_type(lemma_of(child), child.lower_) in SPEAKING:
            return "GROUP"
    return None


def addressee(doc: Doc, head: int, end: int) -> int:
    """Where a speaker's phrase ends before whom it speaks to: *il Papa [ai giovani]*, else ``end``."""
    person = noun_type(doc[head]) == "PER" or doc[head].ent_type_ == "PER"
    if lemma_of(doc[head]) in role_list("portfolios"):
        return end  # l'assessore ai giovani
    quoted = quote_at(doc)
    for i in range(head + 1, end - 1):
        if quoted[i] != quoted[head]:
            continue  # l'associazione «Insieme a Sassuolo»
        spoken_to = noun_type(doc[i + 1]) in {"PER", "GROUP"} and doc[i + 1].pos_ == "NOUN"
        if person and doc[i].lower_ in fused("a") and spoken_to:
            return i
        if doc[i].lower_ in fused("a") and doc[i + 1].ent_type_ == "ORG":
            return i  # l'opposizione [al Mundo]
    return end


def names_person(lemma: str, form: str) -> bool:
    """Whether a noun can speak: a person, a group or a body, not a document."""
    return speaker_type(lemma, form) in SPEAKING
