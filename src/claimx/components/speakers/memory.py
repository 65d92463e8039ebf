"""Who spoke and acted last: what a pronoun, a null subject or a quotation that goes on looks back to."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from spacy.tokens import Doc

from claimx.components.grammar import quote_at, sentence_at
from claimx.components.speakers.cast import Cast, Entity

MEMORY = 12
"""Sentences over which a null subject or pronoun looks back."""
GOING_ON = 20
"""Claims over which a quotation that goes on looks back for its speaker."""
TOGETHER = 3
"""Sentences over which a verb in the plural looks back for several people who acted together."""
CROWD = 25
"""Those who spoke or acted last in one sentence: nobody looks back over more."""
MAX_LOSERS = 8
"""Candidates not chosen that are told of."""


@dataclass
class Event:
    """A moment in which an entity was subject or source: what a null subject looks back to."""

    token: int
    sentence: int
    entity: Entity
    spoke: bool
    quoted: bool = False
    alone: bool = True
    """Whether it was the only source of its claim: several do not go on with one quotation."""
    joined: tuple[Entity, ...] = ()
    """Those who acted together with it: *Rossi e Neri hanno aperto un bar. Raccontano …*"""
    subordinate: bool = False
    """Whether it was the subject of a subordinate clause only: *quando Rossi arrivò, disse*."""


@dataclass
class Log:
    """How a claim's speakers were found, for whoever asks why."""

    steps: list[str] = field(default_factory=list)
    _losers: dict[Entity, str] = field(default_factory=dict)

    def step(self, text: str) -> None:
        """One step of the search, in plain English."""
        self.steps.append(text)

    def pass_over(self, entity: Entity, why: str) -> None:
        """Somebody who was thought of and not chosen."""
        if len(self._losers) < MAX_LOSERS:
            self._losers.setdefault(entity, why)

    def losers(self, chosen: set[Entity]) -> list[str]:
        """Those passed over, but for the ones that another rung has chosen."""
        return [f"{e.name}: {why}" for e, why in self._losers.items() if e not in chosen]


class Memory:
    """The events of an article up to where the walk has come, by sentence."""

    def __init__(self, doc: Doc, cast: Cast) -> None:
        self.doc = doc
        self.cast = cast
        self.quoted = quote_at(doc)
        self.sentence = sentence_at(doc)
        self.log = Log()
        self._by_sentence: dict[int, list[Event]] = {}
        self._seen: dict[Entity, int] = {}
        """Entity → the last token at which it was subject or source."""
        self._spoken: list[Event] = []
        self._by_gender: dict[str | None, list[int]] = {}
        self._named = set(cast.by_token.values())

    def note(self, event: Event) -> None:
        """Remember that somebody spoke or acted."""
        self._by_sentence.setdefault(event.sentence, []).append(event)
        self._seen[event.entity] = max(event.token, self._seen.get(event.entity, -1))
        if event.spoke and event.alone:
            self._spoken.append(event)

    def _of_sentence(self, number: int) -> list[Event]:
        return self._by_sentence.get(number, [])[-CROWD:]

    def is_named(self, entity: Entity) -> bool:
        """Whether the article names it, and does not only describe it."""
        return entity in self._named

    def seen(self, entity: Entity, before: int) -> int:
        """The last token at which an entity was subject or source, or -1 if that was not ``before``."""
        token = self._seen.get(entity, -1)
        return token if token <= before else -1

    # -- who spoke or acted

    def last(
        self,
        at: int,
        number: str | None,
        gender: str | None,
        kind: str | None = None,
        but: Callable[[Entity], bool] | None = None,
        named: bool = True,
    ) -> Entity | None:
        """The last speaker or subject before token ``at`` that agrees, speakers of a sentence first.

        ``but`` tells who cannot be meant: who says *«Mi ha detto …»*, whom *Agli agenti ha detto …*
        is told to. ``named``: where nobody spoke or acted, the last person named will do.
        """
        here = self.sentence[at] if at < len(self.sentence) else 0
        events = [
            event
            for i in range(max(0, here - MEMORY), here + 1)
            for event in self._of_sentence(i)
            if event.token < at and not (but is not None and but(event.entity))
            if i == here or not event.subordinate
        ]
        events.sort(key=lambda e: (e.sentence, e.spoke, not e.subordinate, e.token), reverse=True)
        found: Entity | None = None
        for event in events:
            entity = event.entity
            if found is not None:
                if entity is not found:
                    self.log.pass_over(entity, "spoke or acted longer ago")
                    break
            elif (why := _disagrees(entity, number, gender, kind)) is not None:
                self.log.pass_over(entity, why)
            else:
                found = entity
                what = "spoke" if event.spoke else "was the subject"
                self.log.step(f"{entity.name} {what} {_ago(here - event.sentence)}")
        if found is None and number == "Plur":
            found = self._collective(events)  # il comitato protesta. Dicono che …
        if found is None and named:
            found = self._last_named(at, number, gender, kind)
            found = None if found is not None and but is not None and but(found) else found
        return found

    def subject_of(self, at: int) -> Entity | None:
        """The one named person who acts in the sentence of ``at``: *Rossi ha deciso di «lottare»*."""
        events = self._of_sentence(self.sentence[at])
        people = {e.entity for e in events if not e.spoke and e.token < at}
        named = [e for e in people if e.type == "PER" and e in self._named]
        return named[0] if len(named) == 1 else None

    def together(self, at: int) -> tuple[Entity, ...]:
        """Those who last acted together, up to ``TOGETHER`` sentences before; nobody if a group did since."""
        here = self.sentence[at]
        for sentence in range(here, max(-1, here - TOGETHER - 1), -1):
            events = [e for e in self._of_sentence(sentence) if e.token < at]
            for event in sorted(events, key=lambda e: e.token, reverse=True):
                if event.joined:
                    return event.joined
                if event.entity.number != "Sing":
                    return ()
        return ()

    def _collective(self, events: list[Event]) -> Entity | None:
        """The last body, which a verb in the plural may mean."""
        found = next((e.entity for e in events if e.entity.type in {"ORG", "GROUP"}), None)
        if found is not None:
            self.log.step(f"{found.name} is several people")
        return found

    def just_named(self, at: int, gender: str | None) -> Entity | None:
        """The named person whom this sentence or the one before is about.

        A definite description picks it up: *Anna Neri è arrivata. La consulente ha detto …*
        """
        here = self.sentence[at]
        for sentence in (here, here - 1):
            events = [e for e in self._of_sentence(sentence) if e.token < at]
            for event in sorted(events, key=lambda e: (e.spoke, e.token), reverse=True):
                entity = event.entity
                if entity.type != "PER" or entity not in self._named:
                    continue
                if entity.of_gender(gender):
                    return entity
                self.log.pass_over(entity, "of another gender")
        return None

    def going_on(self, before: int, quoted: bool, number: str | None = None) -> Entity | None:
        """The last one of that number who spoke alone, in a quotation if there was one and ``quoted``
        asks for it.
        """
        spoken = [
            e for e in self._spoken[-GOING_ON:] if e.token < before and e.entity.of_number(number)
        ]
        in_quotes = [e for e in spoken if e.quoted] if quoted else []
        if not spoken:
            return None
        chosen = (in_quotes or spoken)[-1].entity
        if spoken[-1].entity is not chosen:
            self.log.pass_over(spoken[-1].entity, "spoke last, but not in quotation marks")
        return chosen

    # -- who was named

    @cached_property
    def _people(self) -> list[int]:
        """Tokens of people's names."""
        return sorted(i for i, e in self.cast.by_token.items() if e.type == "PER")

    def _outside(self, gender: str | None) -> list[int]:
        """Tokens of people's names outside quotations, of those who may have that gender."""
        if gender not in self._by_gender:
            self._by_gender[gender] = [
                i
                for i in self._people
                if self.quoted[i] < 0 and self.cast.by_token[i].of_gender(gender)
            ]
        return self._by_gender[gender]

    def _last_named(
        self, at: int, number: str | None, gender: str | None, kind: str | None
    ) -> Entity | None:
        """The last person named by the writer before ``at``, where nobody has spoken or acted yet."""
        if number == "Plur" or kind == "ORG":
            return None
        found = self._before(at, self._outside(gender))
        if found is not None:
            self.log.step(f"nobody who agrees has spoken or acted: {found.name} was named last")
        return found

    def named_lately(self, at: int, gender: str) -> Entity | None:
        """The last person of a known gender in the last two sentences: *lui*, *lei* tell them apart."""
        here = self.sentence[at]
        for k in range(bisect.bisect_left(self._people, at) - 1, -1, -1):
            i = self._people[k]
            entity = self.cast.by_token[i]
            if here - self.sentence[i] > 2:
                return None
            if self.quoted[i] >= 0:
                continue
            if entity.gender == gender:
                return entity
            self.log.pass_over(
                entity, "of another gender" if entity.gender else "of no known gender"
            )
        return None

    def named_before(self, at: int) -> Entity | None:
        """The last person named before ``at``, in quotations too: *quest'ultimo*."""
        return self._before(at, self._people)

    def _before(self, at: int, tokens: list[int]) -> Entity | None:
        last = bisect.bisect_left(tokens, at) - 1
        return self.cast.by_token[tokens[last]] if last >= 0 else None

    @cached_property
    def interviewee(self) -> Entity | None:
        """The person whom the writer names most."""
        count = Counter(self.cast.by_token[i] for i in self._outside(None))
        people = [e for e in self.cast.entities if e in count]
        return max(people, key=lambda e: (count[e], -e.first), default=None)


def _disagrees(
    entity: Entity, number: str | None, gender: str | None, kind: str | None
) -> str | None:
    """Why an entity cannot be the one looked for, or None if it can."""
    if not entity.of_number(number):
        return "of another number than the verb or pronoun"
    if entity.type == "PER" and not entity.of_gender(gender):
        return "of another gender"
    if kind and entity.type != kind:
        return "no person" if kind == "PER" else "no body"
    return None


def _ago(sentences: int) -> str:
    if sentences > 1:
        return f"{sentences} sentences before"
    return "in the sentence before" if sentences else "in this sentence"
