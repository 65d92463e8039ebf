"""The ladder: who each source of each claim is, in text order."""

from __future__ import annotations

import bisect
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from claimx.components.grammar import (
    SUBJECTS,
    feature,
    finite,
    first_value,
    fused,
    has_case,
    is_verb,
    lemma_of,
    listed,
    morph,
    quote_at,
    sentence_at,
    source_phrase,
    text_of,
)
from claimx.components.lookup import (
    count_answers,
    coverage,
    places,
    remembered,
    tokens_with,
    within,
)
from claimx.components.nouns import SPEAKING, noun_type, same_people
from claimx.components.speakers.cast import Cast, Entity
from claimx.components.speakers.descriptions import Descriptions
from claimx.components.speakers.memory import Event, Log, Memory
from claimx.components.speakers.names import core_name
from claimx.components.speakers.phrases import person_in
from claimx.components.state import Cue, Draft, Mention, cues, drafts, sentences

Sourced = tuple[Mention | None, Entity | None, str]
"""A source: its mention, who it is, and how that was found (a Resolution)."""

TOLD = 60
"""Tokens of a quotation over which a verb in it looks back for its subject."""
LEAD = 2
"""Sentences at the beginning of an article that may tell of somebody before it says who."""
TOLD_NEXT = 3
"""Sentences after such a one in which it says so …"""
MAX_TOLD_NEXT = 120
"""… and tokens of them."""
TOLD_OF = 2
"""Sentences over which a null subject looks back for somebody who neither spoke nor acted."""
_MAIN = frozenset(["ROOT", "conj", "parataxis", "acl:relcl", "advcl"])
_BEFORE_QUOTATION = " \t«“\"„‘'"
_BEFORE_ANSWER = _BEFORE_QUOTATION + "\n-–—"


class Resolved(NamedTuple):
    """A draft's sources, how they were found, and who else was thought of."""

    sources: list[Sourced]
    trace: list[str]
    losers: list[str]


class Resolver:
    """Walks the drafts in text order and finds each one's speakers."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.cast = Cast(doc)
        self.memory = Memory(doc, self.cast)
        self.descriptions = Descriptions(doc, self.cast, self.memory)
        self.drafts = drafts(doc)
        self.quoted = quote_at(doc)
        self.sentence = sentence_at(doc)
        self.cues = {d["cue"]["start"] for d in self.drafts if d["cue"] is not None}
        """Tokens at which a cue begins."""
        self.said = coverage(doc, (piece for d in self.drafts for piece in d["content"]))
        """For each token in how many contents it lies."""
        self.speakers: dict[int, Entity | None] = {}
        """Quotation → its first speaker, if it has one."""
        self._subjects()
        self._doers()
        for start, end in sentences(doc):
            self._opening(start, end)

    def run(self) -> list[Resolved]:
        """The sources of each draft, in the drafts' order."""
        found: dict[int, Resolved] = {}
        for i in sorted(range(len(self.drafts)), key=lambda i: self.drafts[i]["anchor"]):
            found[i] = self._resolve(self.drafts[i])
        return [found[i] for i in range(len(self.drafts))]

    # -- the writer's own clauses

    def _subjects(self) -> None:
        """Subjects of the writer's own clauses, as candidates for a later null subject."""
        for token in (self.doc[i] for i in tokens_with(self.doc, "DEP", SUBJECTS)):
            if token.head.dep_ not in _MAIN:
                continue
            if self.quoted[token.i] >= 0 or self.said[token.i]:
                continue
            entity = self.cast.by_token.get(token.i)
            if entity is not None and not entity.acts:
                continue
            if entity is None and (_can_speak(token) or _is_few(token)) and not _measures(token):
                start, end, head = source_phrase(self.doc, token.i)
                entity = person_in(self.cast, start, end, head)
                entity = entity or self.descriptions.find(start, end, head)
            if entity is not None and _of_main_clause(token):
                self._acted(token.i, entity, joined=self._joined(token, entity))
            elif entity is not None and token.head.dep_ == "advcl":
                self._acted(token.i, entity, subordinate=True)

    def _doers(self) -> None:
        """*[Attacco] di Anna Neri al sindaco*, *un episodio [citato] da Neri*: whose words a noun or a
        passive tells of.
        """
        for cue in cues(self.doc):
            at, head = cue["end"], cue["head"]
            by = {"noun": "di", "verb": "da"}.get(cue["part"])
            outside = self.quoted[head] < 0 and not self.said[head]
            if by is None or not outside or at + 1 >= len(self.doc):
                continue
            if self.doc[at].lower_ in fused(by):
                entity = self.cast.by_token.get(at + 1)
                if entity is not None and entity.type == "PER":
                    self._acted(at + 1, entity)

    def _opening(self, start: int, end: int) -> None:
        """A sentence that begins with a person is about that person, whatever the parse says."""
        for i in range(start, min(start + 5, end)):
            entity = self.cast.by_token.get(i)
            if entity is not None:
                if entity.type == "PER" and not self.said[i] and self.quoted[i] < 0:
                    self._acted(i, entity)
                return
            if self.doc[i].pos_ not in {"DET", "NOUN", "ADJ", "ADV", "SPACE"}:
                return

    def _joined(self, subject: Token, entity: Entity) -> tuple[Entity, ...]:
        """*[Anna Neri e Ugo Rossi] hanno aperto un bar*: the people of a subject of several."""
        others = (c.i for c in subject.children if c.dep_ == "conj" and c.i > subject.i)
        people = [entity, *(self.cast.by_token.get(i) for i in others)]
        named = [person for person in people if person is not None and person.type == "PER"]
        return tuple(dict.fromkeys(named)) if len(set(named)) > 1 else ()

    def _acted(
        self,
        i: int,
        entity: Entity,
        *,
        subordinate: bool = False,
        joined: tuple[Entity, ...] = (),
    ) -> None:
        event = Event(
            i, self.sentence[i], entity, spoke=False, subordinate=subordinate, joined=joined
        )
        self.memory.note(event)

    # -- the walk

    def _resolve(self, draft: Draft) -> Resolved:
        log = self.memory.log = Log()
        found: list[Sourced] = []
        for m in draft["mentions"]:
            entity, how = self._mention(m, found)
            found.append((m, entity, how))
        if not draft["mentions"]:
            inferred, how = self._infer(draft)
            found += [(None, entity, how) for entity in inferred]
        sources: dict[Entity | int, Sourced] = {}
        for number, source in enumerate(found):
            sources.setdefault(number if source[1] is None else source[1], source)
        chosen = {entity for _, entity, _ in sources.values() if entity is not None}
        for mention, entity, _ in sources.values():
            asked = mention is not None and has_case(self.doc[mention["head"]], fused("a"))
            if entity is not None and not asked and self._is_candidate(draft, entity):
                self._spoke(draft, entity, alone=len(found) == 1)
        if sources and "quotation" in draft:
            first = next(iter(sources.values()))
            self.speakers.setdefault(draft["quotation"], first[1])
        return Resolved(list(sources.values()), log.steps, log.losers(chosen))

    def _is_candidate(self, draft: Draft, entity: Entity) -> bool:
        """Whether the speaker of a claim is one for later claims that name none.

        Not who speaks within another's claim or quotation, nor a paper or body that is only
        cited: *secondo il rapporto*.
        """
        outside = self.quoted[draft["anchor"]] < 0 or "quotation" in draft
        return outside and not self._nested(draft) and (not _cited(draft) or entity.type == "PER")

    def _nested(self, draft: Draft) -> bool:
        """Whether the claim lies within another's content: its speaker is no candidate outside."""
        anchor = min(draft["anchor"], len(self.doc) - 1)
        return self.said[anchor] > within(draft["content"], self.doc[anchor].idx)

    def _spoke(self, draft: Draft, entity: Entity, alone: bool) -> None:
        anchor = draft["anchor"]
        sentence = self.sentence[min(anchor, len(self.sentence) - 1)]
        self.memory.note(
            Event(
                anchor,
                sentence,
                entity,
                spoke=not _cited(draft),
                quoted="quotation" in draft,
                alone=alone,
            )
        )

    # -- with a mention

    def _mention(self, m: Mention, found: list[Sourced]) -> tuple[Entity | None, str]:
        head = self.doc[m["head"]]
        span = self.doc.char_span(*m["pieces"][0], alignment_mode="expand")
        if span is None:
            return None, "none"
        log = self.memory.log
        before = found[-1][0] if found else None
        if m["how"] == "ellipsis" and before is not None:
            return self._elliptic(span, head, self.doc[before["head"]]), "ellipsis"
        if m["how"] == "pronoun":
            log.step(f"“{head.text}” stands for somebody spoken of before")
            return self._pronoun(head), "pronoun"
        named = person_in(self.cast, span.start, span.end, head.i) or self._apposed(
            span.end, head.i
        )
        if named is not None:
            self._complete(named, span, head.i)
            log.step(f"“{span.text}” names {named.name}")
            return named, "named"
        if head.lower_ == "chi" and head.pos_ == "PRON":
            return Entity(name=span.text, type="GROUP", first=head.i), "description"
        return self.descriptions.find(span.start, span.end, head.i), "description"

    def _elliptic(self, span: Span, head: Token, noun: Token) -> Entity:
        """*l'intelligence americana e [quella ucraina]*: the noun of the source before it."""
        name = f"{noun.text} {self.doc[head.i + 1 : span.end].text}".strip()
        self.memory.log.step(f"“{head.text}” stands for “{noun.text}”")
        return Entity(name=name, type=noun_type(noun) or "ORG", first=head.i)

    def _apposed(self, end: int, head: int) -> Entity | None:
        """Who is named right after the phrase that ends at ``end``: *la loro leader, Anna Neri*.

        A body only where ``head`` is a noun for one: *l'associazione degli industriali, la Alfa*.
        """
        doc = self.doc
        if end + 1 >= len(doc) or doc[end].text != ",":
            return None
        for i in range(end + 1, min(end + 4, len(doc))):
            entity = self.cast.by_token.get(i)
            if entity is not None and not self._closes(i, entity):
                return None  # secondo i dati, Mario Rossi avrebbe …
            if entity is not None:
                body = entity.type == "ORG" and noun_type(doc[head]) == "ORG" and i <= end + 2
                return entity if entity.type == "PER" or body else None
            if doc[i].pos_ not in {"DET", "NOUN", "ADJ"}:
                return None
        return None

    def _closes(self, i: int, entity: Entity) -> bool:
        """Whether a mark, or the verb of a cue, follows the name that begins at ``i``."""
        while i < len(self.doc) and self.cast.by_token.get(i) is entity:
            i += 1
        return i >= len(self.doc) or self.doc[i].is_punct or i in self.cues

    def _complete(self, entity: Entity, span: Span, head: int) -> None:
        """A body's name may go on past what the recognizer has: *Unione [utenti]*, *Centro studi Neri*."""
        by_token = self.cast.by_token
        if entity.type not in {"ORG", "LOC"} or by_token.get(head) is not entity:
            return
        start = next((i for i in range(span.start, head) if by_token.get(i) is entity), head)
        name = core_name(self.doc, start, span.end, head)
        longest = len(entity.name.split()) + 3
        if name.startswith(entity.name + " ") and len(name.split()) <= longest:
            entity.name, shorter = name, entity.name
            entity.call(shorter)

    def _pronoun(self, head: Token) -> Entity | None:
        """*io*, *loro*, *quest'ultimo*, *lei*, *la sua promessa*: each looks back in its own way."""
        low, memory = head.lower_, self.memory
        if low in listed("first_person"):
            return self.speakers.get(self.quoted[head.i])
        if low == "loro" and head.dep_ != "det:poss":
            return memory.last(head.i, "Plur", None)
        if low in listed("latter"):
            gender = first_value(head, "Gender")
            return memory.named_before(head.i) or memory.last(head.i, "Sing", gender)
        gender = "Fem" if low in listed("she") else "Masc" if low in listed("he") else None
        own = self.speakers.get(self.quoted[head.i]) if self.quoted[head.i] >= 0 else None
        if low in listed("subject_pronouns"):
            return memory.last(head.i, "Sing", gender, kind="PER")  # egli: who acted last
        if gender and (known := memory.named_lately(head.i, gender)) is not None:
            return known if known is not own else None  # «… e lui mi ha detto»: not who speaks
        pronouns = (("feminine_pronouns", "Fem"), ("masculine_pronouns", "Masc"))
        for words, shown in pronouns:
            if low in listed(words):
                known = memory.last(head.i, "Sing", shown, kind="PER")
                known = known or self._described_before(head.i, "Sing", shown)
                return known if known is not own else None
        if head.dep_ == "det:poss" or low in listed("possessives"):
            return memory.last(head.i, "Plur" if low == "loro" else "Sing", None)
        return memory.last(head.i, None, None)

    # -- without one

    def _infer(self, draft: Draft) -> tuple[list[Entity], str]:
        """Who speaks where the sentence names nobody, and how that is known."""
        cue, anchor, how = draft["cue"], draft["anchor"], draft["inferred"]
        if how == "none":
            return [], "none"
        if draft["rule"] == "quote.fragment" and (subject := self.memory.subject_of(anchor)):
            return [subject], "null_subject"
        if introduced := draft.get("introduced"):
            self.memory.log.step("named in the sentence before, as about to speak")
            return _one(self._mention(introduced[0], [])[0]), "continuation"
        if how == "continuation" or cue is None:
            return _one(self._going_on(draft)), "continuation"
        number = feature(self.doc, cue["tokens"], "Number")
        if self.quoted[anchor] >= 0 and "quotation" not in draft:
            within = self._told_of(anchor, number)
            return _one(within), "null_subject" if within else "none"
        if cue["part"] == "noun":
            return _one(self.memory.last(anchor, None, None)), "null_subject"
        if number == "Plur" and (several := self.memory.together(anchor)):
            self.memory.log.step("the last to act together, as the verb is in the plural")
            return list(several), "null_subject"
        gender = (
            self._participle_gender(cue["tokens"])
            or self._gender_before(cue["head"])
            or self._own_gender(draft)
        )
        told = self._told(cue)
        but = (lambda e: any(e.is_one_of(group) for group in told)) if told else None
        found = self.memory.last(anchor, number, gender, but=but)
        goes_on = "quotation" in draft and cue["lemma"] in listed("going_on_speaking")
        if goes_on and found is not None and found.type != "PER":
            found = self.memory.going_on(anchor, quoted=False, number=number) or found
        found = found or self._described_before(anchor, number, gender)
        return _one(found or self._told_of_next(anchor, number, gender)), "null_subject"

    def _told(self, cue: Cue) -> list[frozenset[str]]:
        """*[Agli agenti] ha detto*: whom it is said to, by the nouns for such people, and so not
        who says it."""
        told = (c for c in self.doc[cue["head"]].children if has_case(c, fused("a")))
        return [same_people(lemma_of(c)) for c in told if noun_type(c) in SPEAKING]

    def _described_before(
        self, anchor: int, number: str | None, gender: str | None
    ) -> Entity | None:
        """*Hanno fermato [un uomo di 40 anni]. Ha detto …*: who was last told of, without a name."""
        here, kinds = self.sentence[anchor], {"PER", "GROUP"} if number == "Plur" else {"PER"}
        nouns = places(self.doc, "POS").get("NOUN", [])
        for k in range(bisect.bisect_left(nouns, anchor) - 1, -1, -1):
            i, token = nouns[k], self.doc[nouns[k]]
            if here - self.sentence[i] > TOLD_OF:
                return None
            if self.quoted[i] >= 0 or self.said[i]:
                continue
            kind = noun_type(token)
            if kind not in kinds or (self.sentence[i] == here and self._addressed(token, anchor)):
                continue
            other = gender is not None and first_value(token, "Gender") not in {gender, None}
            agrees = first_value(token, "Number") == ("Plur" if number == "Plur" else "Sing")
            if (agrees or kind == "GROUP") and not other:
                start, end, head = source_phrase(self.doc, i)
                self.memory.log.step(f"“{self.doc[start:end].text}” was told of last")
                return self.descriptions.find(start, end, head)
        return None

    def _addressed(self, noun: Token, anchor: int) -> bool:
        """*Ha telefonato [alla donna] e ha detto*, *ha fermato [un uomo] chiedendo*: not who says it."""
        object_ = (
            noun.dep_ == "obj" and noun.i < anchor and "Ger" in morph(self.doc[anchor], "VerbForm")
        )
        return object_ or has_case(noun, fused("a"))

    def _told_of_next(self, anchor: int, number: str | None, gender: str | None) -> Entity | None:
        """*Ha bussato e ha detto di essere un evaso. Si tratta di [un uomo di 53 anni]*: where an
        article begins with somebody and does not say who, the one told of next.
        """
        here = self.sentence[anchor]
        if here >= LEAD or number is None:
            return None
        kinds = {"PER", "GROUP"} if number == "Plur" else {"PER"}
        following = sentences(self.doc)[here + 1 : here + 1 + TOLD_NEXT]
        words = (self.doc[i] for low, high in following for i in range(low, high))
        for token in islice(words, MAX_TOLD_NEXT):
            presented = token.dep_ == "obl" and token.head.lower_ == "tratta"
            outside = self.quoted[token.i] < 0 and not self.said[token.i]
            if not outside or not (presented or token.dep_ in SUBJECTS):
                continue
            entity = self.cast.by_token.get(token.i)
            if entity is None and noun_type(token) in kinds:
                start, end, head = source_phrase(self.doc, token.i)
                entity = self.descriptions.find(start, end, head)
            if entity is None or entity.type not in kinds:
                continue
            if entity.of_number(number) and entity.of_gender(gender):
                self.memory.log.step(f"nobody was told of before: {entity.name} is the next")
                return entity
        return None

    def _told_of(self, anchor: int, number: str | None) -> Entity | None:
        """The last subject of who speaks in a quotation: *«L'uomo è arrivato. Mi [ha detto] che …»*."""
        index = self.quoted[anchor]
        for i in range(anchor - 1, max(-1, anchor - TOLD), -1):
            token = self.doc[i]
            if self.quoted[i] != index:
                break
            if token.dep_ not in SUBJECTS or token.pos_ not in {"NOUN", "PROPN"}:
                continue
            if first_value(token, "Number") not in {number, None}:
                continue
            entity = self.cast.by_token.get(i)
            if entity is None and _can_speak(token):
                start, end, head = source_phrase(self.doc, i)
                entity = self.descriptions.find(start, end, head)
            if entity is not None and entity is not self.speakers.get(index):
                self.memory.log.step(f"{entity.name} was the last subject in the quotation")
                return entity
        own = self.speakers.get(index)
        if number == "Plur":
            return None  # mi hanno detto: nobody in particular
        known = (
            None
            if own is None
            else self.memory.last(anchor, number, None, but=lambda e: e is own, named=False)
        )
        if known is not None:
            return known
        told = self._described_before(anchor, number, None)  # il ladro …: «Mi ha detto …»
        return told if told is not own else None

    def _participle_gender(self, tokens: list[int]) -> str | None:
        """Gender of the subject where the verb shows it: *è intervenuta*."""
        if any(lemma_of(self.doc[i]) == "essere" for i in tokens[:-1]):
            return first_value(self.doc[tokens[-1]], "Gender")
        return None

    def _gender_before(self, verb: int) -> str | None:
        """*[Nato] nel 1937, raccontava*: of a participle that opens the sentence before its verb."""
        for child in self.doc[verb].children:
            participle = child.dep_ in {"advcl", "acl"} and child.i < verb and is_verb(child)
            opens = child.is_sent_start or child.i == sentences(self.doc)[self.sentence[verb]][0]
            absolute = any(c.dep_ in SUBJECTS for c in child.children)
            if participle and opens and not absolute and first_value(child, "Number") == "Sing":
                return first_value(child, "Gender")
        return None

    def _own_gender(self, draft: Draft) -> str | None:
        """Gender of who says *«sono stata»*, *«ero solo»*: of an adjective or participle after *I am*."""
        index = draft.get("quotation")
        if index is None:
            return None
        for start, end in draft["content"]:
            span = self.doc.char_span(start, end, alignment_mode="contract")
            if span is None:
                continue
            for token in span:
                if token.lower_ not in listed("i_am") or self.quoted[token.i] != index:
                    continue
                for word in self.doc[token.i + 1 : min(token.i + 3, span.end)]:
                    said_of = word.pos_ in {"ADJ", "VERB"} and word.head.i >= token.i
                    if said_of and first_value(word, "Number") == "Sing":
                        return _shown_gender(word)
                    if word.pos_ not in {"ADV", "AUX"}:
                        break
        return None

    def _going_on(self, draft: Draft) -> Entity | None:
        """Who goes on speaking: the last speaker; at a new paragraph that of the last quotation."""
        memory, log = self.memory, self.memory.log
        start, anchor = draft["content"][0][0], draft["anchor"]
        if self._answers(start):
            if (asked := self._asked_by_name(anchor)) is not None:
                log.step(f"the question is put to {asked.name}")
                return asked
            log.step("the quotation answers a question: an interview with the one named most")
            return memory.interviewee
        found = memory.going_on(anchor, quoted=self._opens_paragraph(start))
        answering = memory.going_on(anchor, quoted=True)
        if self._is_interview() and answering is not None and answering is memory.interviewee:
            log.step("an interview goes on with the one who answers")
            return answering
        if found is not None and found.number == "Plur" and self._says_i(draft):
            found = memory.going_on(anchor, quoted=True, number="Sing") or found
        if found is not None:
            log.step(f"{found.name} was the last to speak")
            return found
        return memory.last(anchor, None, None) or self._first_to_speak(anchor)

    def _says_i(self, draft: Draft) -> bool:
        """*«[Ho] ancora paura»*: whether a quotation is the words of one person."""
        start, end = draft["content"][0]
        span = self.doc.char_span(start, end, alignment_mode="contract") or ()
        own = (t for t in span if finite(t) and first_value(t, "Person") == "1")
        return any(first_value(verb, "Number") == "Sing" for verb in own)

    def _first_to_speak(self, anchor: int) -> Entity | None:
        """Who the next quotation names, for one that an article begins with: *«Basta». «È ora», dice Neri*."""
        at = bisect.bisect_right(self._sourced, anchor, key=_anchor)
        following = self._sourced[at] if at < len(self._sourced) else None
        if following is None or len(following["mentions"]) > 1:
            return None
        found, _ = self._mention(following["mentions"][0], [])
        if found is not None:
            self.memory.log.step(f"nobody has spoken yet: {found.name} is the first to")
        return found

    @cached_property
    def _sourced(self) -> list[Draft]:
        """The quotations that name their speakers, by where they stand."""
        return sorted((d for d in self.drafts if "quotation" in d and d["mentions"]), key=_anchor)

    def _asked_by_name(self, anchor: int) -> Entity | None:
        """*[Neri], come funziona?*: whom the question before a quotation begins with."""
        question = self.sentence[anchor] - 1
        if question < 0:
            return None
        low, high = sentences(self.doc)[question]
        first = next((i for i in range(low, high) if not self.doc[i].is_space), low)
        entity = self.cast.by_token.get(first)
        if entity is None or entity.type != "PER":
            return None
        while first < high and self.cast.by_token.get(first) is entity:
            first += 1
        return entity if first < high and self.doc[first].text == "," else None

    def _is_interview(self) -> bool:
        """Whether two quotations or more answer a question of the writer's."""
        return remembered(self.doc, "answers", count_answers) > 1

    def _opens_paragraph(self, at: int) -> bool:
        """Whether only marks stand between a line's beginning and ``at``."""
        text = text_of(self.doc)
        return _back_over(text, at, _BEFORE_QUOTATION) == 0 or "\n" in text[max(0, at - 3) : at]

    def _answers(self, at: int) -> bool:
        """Whether the quotation at ``at`` follows a question of the writer's: an interview."""
        text = text_of(self.doc)
        end = _back_over(text, at, _BEFORE_ANSWER)
        return text[end - 1 : end] == "?"


def _anchor(draft: Draft) -> int:
    return draft["anchor"]


def _cited(draft: Draft) -> bool:
    """*secondo il rapporto*, *per la procura*: whether a source is cited rather than speaks."""
    return draft["cue"] is not None and draft["cue"]["type"] == "according_to"


def _can_speak(token: Token) -> bool:
    """*la manager*, *i carabinieri*: whether a common noun names somebody who can speak."""
    titled = token.pos_ == "PROPN" and token.is_title  # il Papa, which a tagger takes for a name
    common = token.pos_ in {"NOUN", "ADJ", "PRON", "NUM"}
    return (common or titled) and noun_type(token) in SPEAKING


def _measures(token: Token) -> bool:
    """*una decina di minuti*: an amount of what cannot speak."""
    counted = (c for c in token.children if c.dep_ == "nmod")
    return token.lower_ in listed("amounts") and not any(noun_type(c) in SPEAKING for c in counted)


def _is_few(token: Token) -> bool:
    """*i due*, *le tre*: people told of before, by how many they are."""
    if token.pos_ != "NUM" or not token.is_alpha:
        return False
    return any(c.dep_ == "det" and c.lower_ in {"i", "le"} for c in token.children)


def _shown_gender(word: Token) -> str | None:
    """*contento*, *stata*; *felice* and *ottimista* show none, whatever the tagger says."""
    if word.lower_.endswith("e") or (word.pos_ == "ADJ" and word.lower_.endswith(_EITHER)):
        return None
    return first_value(word, "Gender")


_EITHER = ("ista", "iasta")
"""Endings of adjectives that are the same for men and women: *ottimista*, *entusiasta*."""


def _of_main_clause(subject: Token) -> bool:
    verb = subject.head
    return verb.dep_ == "ROOT" or (verb.dep_ == "conj" and verb.head.dep_ == "ROOT")


def _back_over(text: str, at: int, characters: str) -> int:
    """Where the run of ``characters`` begins that ends at ``at``."""
    while at > 0 and text[at - 1] in characters:
        at -= 1
    return at


def _one(entity: Entity | None) -> list[Entity]:
    return [] if entity is None else [entity]
