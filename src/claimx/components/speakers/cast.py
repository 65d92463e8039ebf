"""The people and bodies of an article, their names and their offices."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

from claimx.components.grammar import (
    SUBJECTS,
    finite_form,
    first_value,
    fused,
    is_verb,
    lemma_of,
    listed,
    morph,
    prepositions,
    source_phrase,
)
from claimx.components.nouns import figures_of_age, noun_type, role_list, same_office
from claimx.components.speakers.names import (
    MAX_ACRONYM,
    core_name,
    find_names,
    fold,
    gender_of,
    heads_text,
    initials,
    name_of,
    name_tokens,
    plausible_name,
)
from claimx.lexicon import load_bodies

BEFORE = 12
"""Tokens before a name in which its office is sought."""
AFTER = 12
"""Tokens that an office after a name may have."""


NAMESAKES = 50
"""People or bodies of one office that a description is weighed against, on either side of it."""


@dataclass(eq=False)
class Entity:
    """One person or body of the article."""

    name: str
    type: str
    gender: str | None = None
    number: str | None = "Sing"
    roles: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)
    """Lemmas of the nouns that the article calls it by."""
    first: int = 0
    """The token where it is first named."""
    acts: bool = True
    """Whether it can do what a person does: a place cannot, but a country can."""

    def call(self, name: str) -> None:
        """Add a name that the article uses for it."""
        if name != self.name and name not in self.aliases:
            self.aliases.append(name)

    def of_gender(self, gender: str | None) -> bool:
        """Whether it may have that gender; unknown ones agree."""
        return not (gender and self.gender and gender != self.gender)

    def is_one_of(self, nouns: frozenset[str]) -> bool:
        """Whether the article calls it by one of ``nouns``, or its name has one."""
        return bool(nouns & self.heads) or any(fold(word) in nouns for word in self.name.split())

    def of_number(self, number: str | None) -> bool:
        """Whether it may have that number; unknown ones agree."""
        return not (number and self.number and number != self.number)


def _first(entity: Entity) -> int:
    return entity.first


def namesakes(entities: list[Entity], at: int) -> list[Entity]:
    """Those of ``entities``, in order of their first naming, who are named nearest to ``at``."""
    middle = bisect.bisect_left(entities, at, key=_first)
    return entities[max(0, middle - NAMESAKES) : middle + NAMESAKES]


def people_in(*texts: str) -> set[str]:
    """The adjectives of a people among some words, without their ending: *croat* of *croato*, *croata*."""
    words = {fold(word) for text in texts for word in text.split()}
    peoples = role_list("demonyms")
    return {w[:-1] for w in words if w[:-1] + "i" in peoples or w[:-1] + "hi" in peoples}


def office(lemma: str) -> str:
    """The name that stands for an office of several names: *presidente_del_consiglio* → *premier*."""
    return same_office().get(lemma, lemma)


def office_key(doc: Doc, head: int, end: int) -> str:
    """*presidente del Consiglio* → ``presidente_del_consiglio``, to be looked up as an office."""
    if head and doc[head - 1].lower_ in role_list("first"):
        return f"{doc[head - 1].lower_}_{doc[head].lower_}"
    if narrowed(doc, head, end):
        return doc[head].lower_
    return "_".join(t.lower_ for t in doc[head : min(head + 3, end)])


def narrowed(doc: Doc, head: int, end: int) -> bool:
    """*presidente del consiglio [regionale]*, *[di] amministrazione*: not the office of three words."""
    return head + 3 < end and (doc[head + 3].pos_ == "ADJ" or doc[head + 3].lower_ == "di")


class Cast:
    """The people and bodies of one article."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.names: list[Span] = find_names(doc)
        """All names, in text order."""
        self.entities: list[Entity] = []
        self.by_token: dict[int, Entity] = {}
        """Token of a name → whose it is."""
        self.ages: dict[str, Entity] = {}
        """Age in figures → who is told to have it."""
        self._people()
        self._bodies()
        self._roles()
        self._ages()
        self._numbers = {entity: number for number, entity in enumerate(self.entities)}
        self._by_noun: dict[str, list[Entity]] = {}
        self._by_people: dict[str, list[Entity]] = {}
        """Adjective of a people without its ending → those of whom only that is told."""
        self._by_first_word: dict[str, list[Entity]] = {}
        """First word of a body's longer name → the bodies, by where they are named first."""
        for entity in sorted(self.entities, key=_first):
            word, _, rest = fold(entity.name).partition(" ")
            if rest and entity.type == "ORG":
                self._by_first_word.setdefault(word, []).append(entity)
            for noun in entity.heads:
                self._by_noun.setdefault(noun, []).append(entity)
            for stem in people_in(*entity.roles) if entity.heads & role_list("vague") else ():
                self._by_people.setdefault(stem, []).append(entity)
        self._starts = [span.start for span in self.names]
        self._longest = max((len(span) for span in self.names), default=0)

    def called(self, at: int, *nouns: str) -> list[Entity]:
        """Those round ``at`` whom the article gives one of these nouns or offices, in the cast's order."""
        return self._round(at, (self._by_noun.get(noun, []) for noun in nouns))

    def of_people(self, at: int, stems: set[str]) -> list[Entity]:
        """Those round ``at`` who are only told to be of one of these peoples, in the cast's order."""
        return self._round(at, (self._by_people.get(stem, []) for stem in stems))

    def only_body_called(self, noun: str, at: int) -> Entity | None:
        """The one body named before ``at`` whose name begins with ``noun`` and goes on."""
        bodies = self._by_first_word.get(fold(noun), [])
        before = [body for body in bodies[:2] if body.first < at]
        return before[0] if len(before) == 1 else None

    def _round(self, at: int, groups: Iterable[list[Entity]]) -> list[Entity]:
        found = {entity for group in groups for entity in namesakes(group, at)}
        return sorted(found, key=self._numbers.__getitem__)

    def names_in(self, start: int, end: int) -> list[Span]:
        """Names that overlap the tokens ``start``–``end``, in order."""
        low = bisect.bisect_left(self._starts, start - self._longest)
        high = bisect.bisect_left(self._starts, end)
        return [span for span in self.names[low:high] if span.end > start]

    def _people(self) -> None:
        """People by their names: the longest first, so that a surname finds its bearer."""
        spans = [e for e in self.names if e.label_ == "PER" and plausible_name(e)]
        words = {id(span): [t.text for t in name_tokens(span)] for span in spans}
        full = {" ".join(parts) for parts in words.values() if len(parts) > 1}

        def reach(span: Span) -> tuple[bool, int]:
            parts = words[id(span)]
            holds = any(" ".join(parts[k:]) in full for k in range(1, len(parts) - 1))
            return holds, -len(parts)  # Massachusetts Elizabeth Warren after Elizabeth Warren

        people = _People()
        for span in sorted(spans, key=reach):
            tokens = name_tokens(span)
            if not tokens:
                continue
            entity = people.take(name_of(self.doc, tokens), span.start)
            entity.gender = entity.gender or gender_of(self.doc, span)
            if span.start and self.doc[span.start - 1].lower_ in role_list("several"):
                entity.number = None  # i fratelli Neri
            self.by_token.update((t.i, entity) for t in span)
        self._missed_surnames(people.all)
        self.entities.extend(sorted(people.all, key=lambda e: e.first))

    def _missed_surnames(self, people: list[Entity]) -> None:
        """A surname that the recognizer has taken for something else: *Roma* of *Ugo Roma*."""
        bearers = {}
        for entity in people:
            parts = entity.name.split()
            bearers.update({" ".join(parts[k:]): entity for k in range(1, len(parts))})
        for span in self.names:
            if span.label_ != "PER" and span.text in bearers:
                self.by_token.update((t.i, bearers[span.text]) for t in span)

    def _bodies(self) -> None:
        """Bodies by their names, and by the initials of a name before: *Banca d'Italia*, *BI*.

        Names that the lexicon has for one body are one: *la Russia*, *Mosca*.
        """
        bodies: dict[str, Entity] = {}
        by_initials: dict[str, Entity] = {}
        for span in self.names:
            tokens = name_tokens(span)
            if span.label_ == "PER" or span.start in self.by_token or not tokens:
                continue
            name = name_of(self.doc, tokens)
            known = load_bodies().get(name)
            entity = bodies.get(fold(name)) or bodies.get(fold(known or name))
            if entity is None and name.isupper() and 2 <= len(name) <= MAX_ACRONYM:
                entity = by_initials.get(name)
            if entity is None:
                kind = "LOC" if span.label_ == "LOC" else "ORG"
                number = None if self._is_plural(span, tokens[0]) else "Sing"
                acts = (kind == "ORG" or known is not None) and not heads_text(self.doc, span)
                entity = Entity(name=name, type=kind, number=number, first=span.start, acts=acts)
                by_initials.setdefault(initials(name), entity)
                self.entities.append(entity)
            if name == known and entity.name != name:
                entity.name, name = name, entity.name  # the country's own name before its capital's
            entity.call(name)
            bodies.setdefault(fold(name), entity)
            bodies.setdefault(fold(known or name), entity)
            self.by_token.update((t.i, entity) for t in span)

    def _ages(self) -> None:
        """*Anna Neri, 64 anni*, *la 64enne Anna Neri*: what a later *64enne* means."""
        for span in self.names:
            entity = self.by_token.get(span.start)
            if entity is not None and entity.type == "PER":
                self.note_age(entity, span.start, span.end)

    def note_age(self, entity: Entity, start: int, end: int) -> None:
        """Remember the age that stands beside the phrase ``start``–``end``, if one does."""
        doc = self.doc
        beside = end + 1 if end < len(doc) and doc[end].text == "," else end
        if beside + 1 < len(doc) and doc[beside].is_digit and doc[beside + 1].lower_ == "anni":
            self.ages.setdefault(doc[beside].text, entity)
        for i in range(start, end - 1):
            if doc[i].is_digit and doc[i + 1].lower_ == "anni":
                self.ages.setdefault(doc[i].text, entity)
        for token in doc[max(0, start - 1) : min(beside + 1, len(doc))]:
            if years := figures_of_age(token.lower_):
                self.ages.setdefault(years, entity)

    def _is_plural(self, span: Span, first: Token) -> bool:
        """*gli Stati Uniti*, *i Verdi*: the verb may be in either number."""
        if not span.start or morph(first, "Number") != ["Plur"]:
            return False
        return self.doc[span.start - 1].lower_ in listed("plural_determiners")

    def _roles(self) -> None:
        """Offices that the article gives its people: *il premier X*, *X, presidente di Y*."""
        for span in self.names:
            entity = self.by_token.get(span.start)
            if entity is None or entity.type == "LOC":
                continue  # Omicidio di Carpi, la difesa: …
            for head, end in _offices(self.doc, span):
                noun = self.doc[head]
                if (noun_type(noun) == "PER") != (entity.type == "PER"):
                    continue
                role = core_name(self.doc, head, end, head)
                if role and role not in entity.roles:
                    entity.roles.append(role)
                entity.heads |= {office(office_key(self.doc, head, end)), office(lemma_of(noun))}
                if noun.lower_ in role_list("modifying") and head + 1 < end:
                    entity.heads.add(office(lemma_of(self.doc[head + 1])))  # l'ex ministra
                if entity.type == "PER" and entity.gender is None:
                    entity.gender = first_value(noun, "Gender")


class _People:
    """People by their names, each found by the parts of it that others leave out."""

    def __init__(self) -> None:
        self.all: list[Entity] = []
        self._parts: list[list[str]] = []
        self._exact: dict[str, int] = {}
        self._by_word: dict[str, set[int]] = {}

    def take(self, name: str, at: int) -> Entity:
        """The person whom ``name``, at token ``at``, stands for: one known by it, or a new one."""
        parts = fold(name).split()
        number = self._find(parts)
        if number is not None:
            if len(parts) == 1:
                self._exact.setdefault(parts[0], number)
            entity = self.all[number]
            entity.call(name)
            entity.first = min(entity.first, at)
            return entity
        entity = Entity(name=name, type="PER", first=at)
        self._exact.setdefault(" ".join(parts), len(self.all))
        for word in parts:
            self._by_word.setdefault(word, set()).add(len(self.all))
        self.all.append(entity)
        self._parts.append(parts)
        return entity

    def _find(self, parts: list[str]) -> int | None:
        """The longer name that a shorter one stands for: same surname, or a part that one alone has."""
        if not parts:
            return None
        exact = self._exact.get(" ".join(parts))
        if exact is not None:
            return exact
        endings = (" ".join(parts[k:]) for k in range(1, len(parts) - 1))
        longer = [self._exact[ending] for ending in endings if ending in self._exact]
        if longer:
            return min(longer)  # Massachusetts Elizabeth Warren → Elizabeth Warren
        holders = sorted(set.intersection(*(self._by_word.get(w, set()) for w in parts)))
        surname = [n for n in holders if self._parts[n][-len(parts) :] == parts]
        if surname:
            return min(surname, key=lambda n: self.all[n].first)
        return holders[0] if len(holders) == 1 else None


# ---------------------------------------------------------------- offices beside a name


def _offices(doc: Doc, span: Span) -> list[tuple[int, int]]:
    """(head, end) of the offices beside a name, before it or after a comma."""
    found = (_office_before(doc, span), _office_after(doc, span), _office_predicated(doc, span))
    return [each for each in found if each]


def _office_predicated(doc: Doc, span: Span) -> tuple[int, int] | None:
    """*Anna Neri è [la nuova presidente]*, *… è stata eletta [sindaca]*, *[Il tecnico] è Ugo Rossi*."""
    name = span.root
    if name.dep_ in SUBJECTS:
        verb = name.head
        nouns = [verb] if _is_equated(verb) else []
        if lemma_of(verb) in listed("appointing"):
            nouns = [c for c in verb.children if c.dep_ in {"xcomp", "obj"} and c.i > verb.i]
    else:
        nouns = [c for c in name.children if c.dep_ in SUBJECTS] if _is_equated(name) else []
    for noun in nouns:
        if noun.pos_ == "NOUN" and noun_type(noun) == "PER" and morph(noun, "Number") != ["Plur"]:
            return noun.i, source_phrase(doc, noun.i)[1]
    return None


def _is_equated(predicate: Token) -> bool:
    """Whether *essere* makes of a word what somebody is, without *non*."""
    children = list(predicate.children)
    being = any(c.dep_ == "cop" and lemma_of(c) == "essere" for c in children)
    return being and not any(c.lower_ in {"non", "come"} for c in children)


def _office_before(doc: Doc, span: Span) -> tuple[int, int] | None:
    """*[il segretario generale della Nato](,) Mark Rutte*."""
    last = span.start - 1
    if last >= 0 and doc[last].text == ",":
        last -= 1
    if last < 0 or _is_complement(doc, last):
        return None
    head = None
    for i in range(last, max(0, last - BEFORE) - 1, -1):
        token = doc[i]
        if _ends_office(token):
            break
        if token.pos_ not in {"NOUN", "PROPN", "ADJ"}:
            continue
        if noun_type(token) not in {"PER", "ORG", "DOC"}:
            continue
        if token.pos_ == "ADJ" and i and doc[i - 1].pos_ not in {"DET", "ADP"}:
            continue  # i Lavori pubblici
        if morph(token, "Number") == ["Plur"] and head is None and span.label_ == "PER":
            break  # ha scritto ai clienti Anna Neri
        governed = _has_preposition(doc, token)
        beside = head == i + 1  # della segretaria cittadina Anna Neri
        if head is None or not governed or beside or doc[span.start - 1].text == ",":
            head = i
        if not governed and (i == 0 or doc[i - 1].pos_ in {"DET", "ADP", "PUNCT"}):
            break
    if head is None:
        return None
    end = span.start
    while end > head and doc[end - 1].is_punct:
        end -= 1
    return head, end


def _is_complement(doc: Doc, last: int) -> bool:
    """Whether what ends at ``last`` makes the name a complement: *il sindaco di | Roma*."""
    article = doc[last].pos_ == "DET" and doc[last].lower_ not in prepositions()
    before = doc[last - 1] if last > 0 and article else doc[last]
    return before.pos_ == "ADP" or before.lower_ in prepositions()


def _ends_office(token: Token) -> bool:
    """A mark, a verb or a conjunction; *incaricato*, where it goes with a noun, is none."""
    if (token.is_punct and token.text not in {"-", "'"}) or token.is_space:
        return True
    if is_verb(token) and (token.pos_ == "AUX" or token.dep_ != "amod"):
        return True
    # delle infrastrutture e dei trasporti: one office
    return token.pos_ == "CCONJ" and token.nbor().pos_ != "ADP"


def _has_preposition(doc: Doc, noun: Token) -> bool:
    """*della Nato*; a passive's *dal ministro* is no complement of another noun."""
    if noun.i > 0 and doc[noun.i - 1].lower_ in fused("da"):
        return False
    return any(c.dep_ == "case" and c.i < noun.i for c in noun.children)


def _office_after(doc: Doc, span: Span) -> tuple[int, int] | None:
    """*Mark Rutte, [segretario generale della Nato], …*; *Anna Neri, ex ministra*."""
    comma = span.end
    if comma >= len(doc) or doc[comma].text not in {",", "("}:
        return None
    for i in range(comma + 1, min(comma + 5, len(doc))):
        token = doc[i]
        if token.pos_ in {"NOUN", "PROPN"} and noun_type(token) in {"PER", "ORG"}:
            end = i + 1
            while end < min(len(doc), i + AFTER) and not _ends_apposition(doc[end]):
                end += 1
            if end < len(doc) and is_verb(doc[end]) and finite_form(doc[end]):
                return None  # Mense, il pm chiede …: no apposition
            return i, end
        if token.pos_ in {"DET", "ADJ", "ADV", "ADP"} or token.lower_ in role_list("before_office"):
            continue
        return None
    return None


def _ends_apposition(token: Token) -> bool:
    return token.is_punct or is_verb(token) or token.is_space
