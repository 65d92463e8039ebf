"""Whom a description means: *il ministro*, *la manager*, *i carabinieri di Lodi*."""

from __future__ import annotations

from itertools import takewhile
from typing import NamedTuple

from spacy.tokens import Doc, Token

from claimx.components.grammar import first_value, fused, lemma_of, listed, morph, source_phrase
from claimx.components.nouns import (
    AGE,
    alike,
    anaphoric,
    any_alike,
    figures_of_age,
    generic,
    noun_type,
    role_list,
    wider,
)
from claimx.components.speakers.cast import (
    NAMESAKES,
    Cast,
    Entity,
    narrowed,
    office,
    office_key,
    people_in,
)
from claimx.components.speakers.memory import Memory
from claimx.components.speakers.names import core_name, fold

NAMED_SO = 250
"""Tokens over which a noun for a body looks back for a name with that noun."""
TOLD_OF = 2
"""Sentences over which *il ragazzo* looks back for *uno studente*."""


class _Description(NamedTuple):
    """A noun phrase that names nobody."""

    start: int
    end: int
    head: int
    lemma: str
    """The noun, by the name that stands for its office."""
    key: str
    """The office in several words: ``presidente_del_consiglio``."""
    kind: str
    number: str
    gender: str | None
    modifiers: set[str]

    @classmethod
    def of(cls, doc: Doc, start: int, end: int, head: int) -> _Description:
        noun = doc[head]
        plural = morph(noun, "Number") == ["Plur"]
        phrase = office_key(doc, head, end)
        # of one name for an office in several words nothing is told apart: il capo del governo
        told = set() if office(phrase) == phrase else {fold(w) for w in phrase.split("_")}
        return cls(
            start=start,
            end=end,
            head=head,
            lemma=office(_noun(noun)),
            key=office(phrase),
            kind=noun_type(noun) or ("GROUP" if plural else "ORG"),
            number=first_value(noun, "Number") or ("Plur" if noun.pos_ == "NUM" else "Sing"),
            gender=first_value(noun, "Gender") or _gender_shown(doc, start, head),
            modifiers={
                fold(t.text)
                for t in takewhile(lambda t: t.text != ",", doc[head + 1 : end])
                if t.pos_ in {"NOUN", "PROPN", "ADJ"} and t.text[:1].isalpha()
            }
            - told,
        )


class Descriptions:
    """The descriptions of an article so far, and whom they were taken for."""

    def __init__(self, doc: Doc, cast: Cast, memory: Memory) -> None:
        self.doc = doc
        self.cast = cast
        self.memory = memory
        self._by_name: dict[str, Entity] = {}
        self._by_noun: dict[str, list[Entity]] = {}
        self._by_first_word: dict[str, list[Entity]] = {}

    def find(self, start: int, end: int, head: int) -> Entity:
        """The entity that a description means: one with that role, an earlier description, or a new one."""
        entity = self._find(start, end, head)
        self.cast.note_age(entity, start, end)
        return entity

    def _find(self, start: int, end: int, head: int) -> Entity:
        described = _Description.of(self.doc, start, end, head)
        text = self.doc[start:end].text
        if self.doc[start].lower_ not in listed("indefinite_determiners"):
            known = self._known(described)
            if known is not None:
                self.memory.log.step(f"“{text}” is taken for {known.name}")
                return known
        name = core_name(self.doc, start, end, head)
        entity = self._by_name.get(fold(name))
        if entity is not None:
            self.memory.log.step(f"“{text}” was spoken of before")
            return entity
        entity = Entity(
            name=name,
            type=described.kind,
            gender=described.gender,
            number=described.number,
            heads={described.lemma},
            first=head,
        )
        self._by_name[fold(name)] = entity
        word, _, rest = fold(name).partition(" ")
        if rest:
            self._by_first_word.setdefault(word, []).append(entity)
        for noun in {described.lemma, described.key}:  # il presidente del Consiglio → il premier
            self._by_noun.setdefault(noun, []).append(entity)
        self.memory.log.step(f"“{text}” matches nobody named: it stands for itself")
        return entity

    def _known(self, described: _Description) -> Entity | None:
        """Whom a definite description means, the surest way first."""
        noun = self.doc[described.head]
        words = {lemma_of(noun), noun.lower_}
        if noun.pos_ == "NUM" and noun.is_alpha:  # due uomini … i due
            counted = reversed(self._by_first_word.get(noun.lower_, []))
            return next((e for e in counted if e.first < described.head), None)
        years = figures_of_age(noun.lower_)
        aged = self.cast.ages.get(years) if years else None
        if aged is not None and aged.first <= described.head:
            return aged
        match = self._by_role(described)
        if match is not None:
            return match
        if self._of_another(described):
            return None
        person = described.kind == "PER"
        if described.number != "Sing" or self._names(described):
            return None
        if (person or described.kind == "DOC") and (
            match := self._by_wider(described) or self._by_people(described)
        ) is not None:
            return match
        if described.kind == "ORG" and (whole := self._whole_name(described)) is not None:
            return whole
        may_mean = described.lemma in any_alike()
        body = described.kind == "ORG" or may_mean
        if may_mean and described.modifiers and (only := self._only_body(described)) is not None:
            return only
        if self._determined(described) and self._means_last(described):
            kind = "ORG" if body else "PER"
            if kind == "ORG":
                same = lemma_of(self.doc[described.head - 1]) == "stesso"  # lo stesso istituto
                found = self._body_before(described) if same else self._body_named_so(described)
                if found is not None:
                    return found
            last = self.memory.last(described.head, "Sing", described.gender, kind=kind)
            if last is None and kind == "ORG":
                last = self._body_before(described)
            if not body and (last is None or described.lemma not in generic()):
                last = self._nearer(described, last)
            if last is not None and self._may_be(last, described):
                return last
        former = self.doc[described.start : described.head + 1].text.lower().split()
        one_of_many = not words & role_list("unique") or "ex" in former
        if person and one_of_many and self.doc[described.start].pos_ == "DET":
            named = self.memory.just_named(described.head, described.gender)
            if named is None and described.gender is not None and "ex" in former:
                named = self.memory.named_lately(described.head, described.gender)
            other = described.lemma in role_list("elected") and named is not None and named.heads
            return None if other else named  # l'assessore is not the unionist just named
        return None

    def _may_be(self, last: Entity, described: _Description) -> bool:
        """*il gestore* after *il padre* is another, *il sindacato* after *l'ospedale*; *l'uomo* or
        somebody's name may be either."""
        if last.type == "ORG" and not _alike(described.lemma, last):
            return False
        if described.lemma in generic() or AGE.match(self.doc[described.head].lower_):
            in_office = bool(last.heads & (role_list("elected") | role_list("in_office")))
            return self.memory.is_named(last) or not in_office  # il giovane is not the secretary
        return self.memory.is_named(last) or not last.heads or described.kind != "PER"

    def _body_named_so(self, described: _Description) -> Entity | None:
        """*l'istituto*, *l'ateneo*: the last body whose name says that it is one."""
        doc, at = self.doc, described.head
        for span in reversed(self.cast.names_in(max(0, at - NAMED_SO), at)):
            entity = self.cast.by_token.get(span.start)
            nouns = (office(lemma_of(t).lower()) for t in span)
            before = doc[span.start - 1] if span.start else None
            if before is not None and before.lower_ in fused("di") and span.start > 1:
                before = doc[span.start - 2]  # l'università di Padova
            called = before is not None and office(lemma_of(before)) == described.lemma
            if entity is not None and entity.type != "PER" and (called or described.lemma in nouns):
                return entity
        return None

    def _whole_name(self, described: _Description) -> Entity | None:
        """*il ministero* after *il ministero della Salute*: the one body named so far that begins so."""
        if described.modifiers or not self._determined(described):
            return None
        return self.cast.only_body_called(self.doc[described.head].text, described.head)

    def _only_body(self, described: _Description) -> Entity | None:
        """*l'azienda di Cupertino*, *il colosso americano*: the one body named lately that it may be."""
        at = described.head
        own = self.doc[at + 1 : described.end]
        of_place = [t for t in own if t.ent_type_ in {"LOC", "ORG"} or people_in(t.text)]
        if {fold(t.text) for t in of_place} != described.modifiers:
            return None
        spans = self.cast.names_in(max(0, at - NAMED_SO), at)
        named = {self.cast.by_token.get(span.start) for span in spans}
        bodies = [e for e in named if e is not None and e.type == "ORG" and e.acts]
        fits = [e for e in bodies if _alike(described.lemma, e)]
        return fits[0] if len(fits) == 1 else None

    def _nearer(self, described: _Description, named: Entity | None) -> Entity | None:
        """*Lo ha riferito [un portavoce]. … il funzionario*: who was told of since somebody was ``named``."""
        told = self._told_of(described)
        if told is None or named is None:
            return named or told
        at, seen = described.head, self.memory.seen
        return told if max(told.first, seen(told, at)) > seen(named, at) else named

    def _told_of(self, described: _Description) -> Entity | None:
        """*Hanno rapinato [uno studente]. Il ragazzo …*: who was last told of with *un* or *una*."""
        here = self.memory.sentence[described.head]
        for i in range(described.start - 1, -1, -1):
            token = self.doc[i]
            if here - self.memory.sentence[i] > TOLD_OF:
                return None
            determined = any(c.lower_ in listed("indefinite_articles") for c in token.children)
            if token.pos_ != "NOUN" or not determined or self.memory.quoted[i] >= 0:
                continue
            if any(c.dep_ == "cop" for c in token.children):
                continue  # dice di essere un medico: what somebody is called, nobody else
            if noun_type(token) == "PER" and first_value(token, "Gender") == described.gender:
                return self.find(*source_phrase(self.doc, i))
        return None

    def _body_before(self, described: _Description) -> Entity | None:
        """*l'ente*, *lo stesso istituto*: the body named last, not in a quotation."""
        at = described.head
        for span in reversed(self.cast.names_in(max(0, at - NAMED_SO), at)):
            entity = self.cast.by_token.get(span.start)
            outside = self.memory.quoted[span.start] < 0
            if entity is not None and entity.type == "ORG" and entity.acts and outside:
                return entity
        return None

    def _names(self, described: _Description) -> bool:
        """*l'editore [Neri]*: a name that the recognizer has missed, right after the noun."""
        i = described.head + 1
        if i >= described.end or self.doc[i].pos_ != "PROPN" or not self.doc[i].text[0].isupper():
            return False
        return self.doc[i].lower_ not in role_list("bodies")  # la senatrice Pd

    def _determined(self, described: _Description) -> bool:
        """*la donna*, *dalla donna*, but not the bare *donna* of a headline: somebody not named yet."""
        start = described.start
        return start < described.head or (start > 0 and self.doc[start - 1].pos_ == "ADP")

    def _means_last(self, described: _Description) -> bool:
        """*la donna*, *la manager*, *il 34enne*, *l'istituto*: the last one spoken of.

        Not where the noun is somebody's (*l'avvocato di Rossi*), nor a body told apart from
        others (*la banca centrale*).
        """
        noun = self.doc[described.head]
        aged = AGE.match(noun.lower_) is not None
        points_back = lemma_of(noun) in generic() | anaphoric() or noun.lower_ in anaphoric()
        if not (points_back or aged):
            return False
        if not described.modifiers or aged:
            return True
        return described.kind == "PER" and not self._owned(described)

    def _of_another(self, described: _Description) -> bool:
        """*il suo portavoce*: not who spoke last."""
        before = self.doc[described.start : described.head]
        return any(t.dep_ == "det:poss" or t.lower_ in listed("possessives") for t in before)

    def _owned(self, described: _Description) -> bool:
        """*il legale di Rossi*, *il direttore della banca*: somebody's, so not the last one spoken of."""
        doc = self.doc
        for i in range(described.head + 1, min(described.head + 3, described.end)):
            if doc[i].lower_ in fused("di"):
                return not (i + 1 < len(doc) and doc[i + 1].ent_type_ == "LOC")
        return False

    def _by_role(self, described: _Description) -> Entity | None:
        """The nearest entity before (or the only one) whose role or description is this noun."""
        if not described.lemma[:1].isalpha():
            return None
        candidates = [*self._with_office(described), *self._described_so(described)]
        if not candidates:
            return None
        at, seen = described.head, self.memory.seen
        before = [e for e in candidates if e.first <= at]
        if before:
            chosen = max(before, key=lambda e: (seen(e, at), e.first))
        else:
            chosen = max(candidates, key=lambda e: (seen(e, at), -e.first))
        for entity in candidates:
            if entity is not chosen:
                self.memory.log.pass_over(entity, "has that role too, but spoke longer ago")
        return chosen

    def _by_wider(self, described: _Description) -> Entity | None:
        """*La manager* after *l'amministratrice Anna Neri*: who has a narrower office."""
        narrower = wider().get(described.lemma, ()) or wider().get(
            self.doc[described.head].lower_, ()
        )
        if described.modifiers or not self._determined(described):
            return None
        at = described.head
        named = self.cast.called(at, *map(office, narrower))
        if (found := self._nearest(described, named)) is not None:
            return found
        told = [e for noun in narrower for e in self._by_noun.get(office(noun), [])[-NAMESAKES:]]
        return self._nearest(described, told)

    def _by_people(self, described: _Description) -> Entity | None:
        """*il capo della diplomazia croata* after *il collega croato, Ivo Neri*: who is only told to
        be of that people.
        """
        stems = people_in(*described.modifiers)
        return self._nearest(described, self.cast.of_people(described.head, stems))

    def _nearest(self, described: _Description, entities: list[Entity]) -> Entity | None:
        """The one of the right kind and gender among ``entities`` who spoke or was named last."""
        at, seen = described.head, self.memory.seen
        gender = None if described.lemma in role_list("either_gender") else described.gender
        kind, gender = (described.kind, None) if described.kind == "DOC" else ("PER", gender)
        fits = [e for e in entities if e.type == kind and e.first <= at and e.of_gender(gender)]
        return max(fits, key=lambda e: (seen(e, at), e.first), default=None)

    def _with_office(self, described: _Description) -> list[Entity]:
        """People and bodies of the cast whose office or noun this is: *il premier*, *la società*."""
        if described.number == "Plur":
            return []
        found = []
        for entity in self.cast.called(described.head, described.key, described.lemma):
            if described.kind == "PER" and entity.type == "LOC":
                continue
            if described.kind == "DOC" and described.lemma not in _words(entity.name):
                continue  # la legge: not the party whose law it is
            same_gender = entity.of_gender(described.gender)
            if not same_gender and described.lemma not in role_list("either_gender"):
                self.memory.log.pass_over(entity, "has that role, but is of another gender")
                continue
            if self._other_office(described, entity):
                self.memory.log.pass_over(entity, "has a like role, but another office")
                continue
            known = _words(entity.name, *entity.roles)
            short = narrowed(self.doc, described.head, described.end)
            own = described.modifiers - listed("of_italy")  # il premier italiano
            told_apart = own and (short or described.key not in entity.heads)
            if told_apart and not own & known:
                self.memory.log.pass_over(entity, "has that role, but of something else")
                continue
            found.append(entity)
        return found

    def _other_office(self, described: _Description, entity: Entity) -> bool:
        """*il presidente del consiglio regionale* is not the *presidente del consiglio*."""
        if not narrowed(self.doc, described.head, described.end):
            return False
        wider = "_".join(t.lower_ for t in self.doc[described.head : described.head + 3])
        return office(wider) in entity.heads

    def _described_so(self, described: _Description) -> list[Entity]:
        """Earlier descriptions by the same noun, with nothing in this one that they have not."""
        return [
            entity
            for noun in dict.fromkeys([described.lemma, described.key])
            for entity in self._by_noun.get(noun, [])[-NAMESAKES:]
            if entity.first <= described.head
            and entity.number == described.number
            and described.modifiers <= _words(entity.name)
        ]


def _noun(token: Token) -> str:
    """*papa* for *il Papa*, which a tagger takes for a name."""
    lemma = lemma_of(token)
    return lemma if noun_type(token) is None else lemma.lower()


def _alike(noun: str, body: Entity) -> bool:
    """*la società* after *la squadra*; not *il sindacato* after *l'ospedale*."""
    groups = [group for group in alike() if noun in group]
    nouns = body.heads or _words(body.name) & any_alike()
    wide = len(groups) == len(alike())  # l'ente: may be any body
    return wide or not groups or not nouns or any(nouns & group for group in groups)


def _gender_shown(doc: Doc, start: int, head: int) -> str | None:
    """The gender that an article shows where its noun has none: *la pm*, *dal presidente*."""
    shown = (first_value(t, "Gender") for t in doc[max(0, start - 1) : head] if t.pos_ == "DET")
    return next(filter(None, shown), None)


def _words(*names: str) -> set[str]:
    return {fold(word) for name in names for word in name.split()}
