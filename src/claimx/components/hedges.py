"""Hedging: whether what is said is said for certain, and by which words that can be told.

The conditional of hearsay (*avrebbe mentito*) is told from the future in the past (*disse che
sarebbe tornato*), from hypotheses (*se piovesse, verrebbe*) and from courtesy (*vorrebbe*) by
the cue's tense and frame and by the clause, after the accounts of the Italian reportative
conditional (Squartini 2001) and of factuality (Saurí and Pustejovsky 2009).
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Token

from claimx.components.grammar import (
    STOPS,
    VERBS,
    finite,
    grammar,
    is_verb,
    lemma_of,
    listed,
    morph,
    quote_at,
    sentence_of,
    verb_group,
)
from claimx.components.lookup import (
    MAX_SENTENCE,
    Phrase,
    between,
    cues_between,
    phrase_starts,
    places,
    remembered,
    tokens_with,
)
from claimx.components.nouns import names_person
from claimx.components.state import Cue, Draft, Range
from claimx.components.times import TimeExpression
from claimx.lexicon import phrases, read_toml, words

_CONDITIONAL = re.compile(r"(?<!c)(?:rebbero|rebbe)$")
_FIRST_PERSON = re.compile(r"(?:remmo|rei)$")
_LIKE_PARTICIPLE = re.compile(r"(?:[aiu]t|rs|st|tt|rt|nt)[oaie]$")
_CLAUSES = frozenset(["acl:relcl", "acl", "advcl", "ccomp", "csubj"])


class HedgeWords(NamedTuple):
    """The lists of ``hedges.toml``."""

    phrases: tuple[Phrase, ...]
    hypothesis: tuple[Phrase, ...]
    appearance: frozenset[str]
    appearance_forms: frozenset[str]
    doubting: frozenset[str]
    epistemic: frozenset[str]
    deontic: frozenset[str]
    deadlines: frozenset[str]
    wish: frozenset[str]
    stative: frozenset[str]
    judgement: frozenset[str]
    retrospective: frozenset[str]
    with_essere: frozenset[str]
    subordinators: frozenset[str]


@cache
def hedge_words() -> HedgeWords:
    """The hedging words that ship with claimx."""
    raw = read_toml("hedges.toml")
    hedge, conditional = raw["hedge"], raw["conditional"]
    return HedgeWords(
        phrases=phrases(hedge["adverbs"]),
        hypothesis=phrases(conditional["hypothesis"]),
        **{name: frozenset(words((hedge | conditional)[name])) for name in HedgeWords._fields[2:]},
    )


class Frame(NamedTuple):
    """What a conditional is read against: the saying that it stands in."""

    evidential: bool
    """*secondo X*, *stando a X*: the conditional beside it is hearsay."""
    past: bool
    """The saying is in a past tense, and governs the clause."""
    governed: bool
    """The clause is introduced (*che*), not free indirect speech."""
    retrospective: bool
    """The saying looks back: *accusare*, *rivelare*."""
    asks: bool
    quotation: int
    """The quotation that the saying itself lies in, or -1."""
    head: int
    """The token that heads the saying, or -1."""


WRITER = Frame(
    evidential=False,
    past=False,
    governed=True,
    retrospective=False,
    asks=False,
    quotation=-1,
    head=-1,
)
"""The writer's own conditional, with no saying round it."""


def past_tense(doc: Doc, head: int) -> bool:
    """Whether a verb is in a past tense, or a non-finite one depends on such a verb."""
    token = doc[head]
    for _ in range(3):
        group = verb_group(doc, token.i)
        tensed = [doc[i] for i in group if "Fin" in morph(doc[i], "VerbForm")]
        if tensed:
            return _past_group(doc, group, tensed[0])
        if token.head is token or not is_verb(token.head):
            return False
        token = token.head
    return False


def _past_group(doc: Doc, group: list[int], tensed: Token) -> bool:
    if {"Past", "Imp"} & set(morph(tensed, "Tense")):
        return True
    if "Pres" not in morph(tensed, "Tense") or "Cnd" in morph(tensed, "Mood"):
        return False
    last = doc[group[-1]]
    if tensed.i == last.i or "Part" not in morph(last, "VerbForm"):
        return False
    auxiliary = lemma_of(tensed)
    if auxiliary == "avere":
        return True
    middle = {doc[i].lower_ for i in group[:-1]}
    return (
        bool(middle & (listed("been") | listed("si")))
        or lemma_of(last) in hedge_words().with_essere
    )


def frame_of(doc: Doc, draft: Draft) -> Frame:
    """What a draft's own cue says about the conditionals in its content."""
    cue = draft["cue"]
    if cue is None:
        return WRITER._replace(governed=False)
    lemmas = {cue["lemma"], *cue["lemma"].split(), lemma_of(doc[cue["head"]])}
    return Frame(
        evidential=cue["part"] in {"adposition", "as"},
        past=cue["part"] == "verb" and past_tense(doc, cue["head"]),
        governed=draft["rule"].startswith(("clause.che", "clause.se", "clause.come", "noun.")),
        retrospective=bool(lemmas & hedge_words().retrospective),
        asks=cue["type"] == "ask",
        quotation=quote_at(doc)[cue["head"]],
        head=cue["head"],
    )


# ------------------------------------------------------------------ conditionals


def _conditionals(doc: Doc) -> list[int]:
    forms = places(doc, "LOWER")
    verbs = (at for form, at in forms.items() if len(form) > 5 and _CONDITIONAL.search(form))
    return sorted(i for at in verbs for i in at)


def conditionals(doc: Doc, low: int, high: int) -> list[int]:
    """The verbs in the third person of the conditional, by their ending, in ``low``–``high``."""
    return between(remembered(doc, "conditionals", _conditionals), low, high)


def participle(token: Token) -> bool:
    """A past participle, also one that is tagged as an adjective."""
    return "Part" in morph(token, "VerbForm") or (
        token.pos_ == "ADJ" and _LIKE_PARTICIPLE.search(token.lower_) is not None
    )


def _been(token: Token) -> bool:
    return token.lower_ in listed("been")


def _lexical(doc: Doc, i: int, end: int) -> list[Token]:
    """The participles and infinitives that a verb at ``i`` carries, up to two of them."""
    found: list[Token] = []
    for token in doc[i + 1 : min(i + 7, end)]:
        if "Inf" in morph(token, "VerbForm") or participle(token):
            found.append(token)
            if len(found) == 2:
                break
        elif not (token.pos_ == "ADV" or token.lower_ in grammar().inner | grammar().clitics):
            break
    return found


def _perfect(doc: Doc, token: Token, carried: list[Token]) -> bool:
    """*avrebbe mentito*, *sarebbe tornato*, *si sarebbe dimesso*, not *sarebbe coinvolto*."""
    if not carried or not participle(carried[0]):
        return False
    if lemma_of(token) == "avere" or token.lower_.startswith("av"):
        return True
    if not (lemma_of(token) == "essere" or token.lower_.startswith("sar")):
        return False
    return (
        _been(carried[0])
        or lemma_of(carried[0]) in hedge_words().with_essere
        or (token.i > 0 and doc[token.i - 1].lower_ in listed("si"))
    )


def _phrases(doc: Doc) -> dict[Phrase, list[int]]:
    """Each phrase that hedges or makes a hypothesis → where it begins in the text."""
    return phrase_starts(doc, hedge_words().phrases + hedge_words().hypothesis)


def _standing(
    doc: Doc, phrases: tuple[Phrase, ...], low: int, high: int
) -> Iterator[tuple[Phrase, int]]:
    """Those of ``phrases`` that stand in the tokens ``low``–``high``, each with its first place."""
    for phrase, starts in remembered(doc, "phrases", _phrases).items():
        within = between(starts, low, high - len(phrase) + 1)
        if within and phrase in phrases:
            yield phrase, within[0]


def _hypothetical(doc: Doc, at: int, low: int, high: int, frame: Frame) -> bool:
    """Whether a condition for the conditional at ``at`` stands in its sentence."""
    for phrase, found in _standing(doc, hedge_words().hypothesis, low, high):
        if phrase == ("senza",):
            # senza quella telefonata …; not: avrebbe agito senza permesso
            if found > at or frame.evidential:
                continue
            following = doc[found + 1] if found + 1 < high else None
            if following is None or "Inf" in morph(following, "VerbForm"):
                continue
        if phrase == ("se",) and doc[found].pos_ == "PRON":
            continue  # the reflexive
        return True
    return False


def _judges(doc: Doc, token: Token, high: int) -> bool:
    """*sarebbe un errore*, *sarebbe meglio*: a judgement, not a report."""
    if lemma_of(token) != "essere" and not token.lower_.startswith("sar"):
        return False
    for following in doc[token.i + 1 : min(token.i + 6, high)]:
        if (
            following.lower_ in hedge_words().judgement
            or lemma_of(following) in hedge_words().judgement
        ):
            return True
        if following.pos_ not in {"ADV", "DET", "ADJ", "ADP"} and not _been(following):
            return False
    return False


def _own_will(doc: Doc, at: int) -> bool:
    """*dice che rifarebbe tutto*: without a subject, the speaker's own readiness."""
    k = at - 1
    while k > 0 and doc[k].lower_ in grammar().clitics | grammar().negations:
        k -= 1
    return k >= 0 and doc[k].lower_ == "che"


def _agent(doc: Doc, verb: Token, low: int) -> bool | None:
    """Whether the subject of a verb can act: a person or a body; None if it is not to be seen."""
    heads = {verb.i, verb.head.i}
    for head in heads:
        for child in doc[head].children:
            if child.dep_ in {"nsubj", "nsubj:pass"} and low <= child.i:
                return _acts(child)
    noun = next(
        (t for t in reversed(doc[low : verb.i]) if t.pos_ in {"NOUN", "PROPN", "PRON"}), None
    )
    return _acts(noun) if noun is not None else None


def _acts(token: Token) -> bool:
    return token.ent_type_ in {"PER", "ORG", "LOC"} or names_person(lemma_of(token), token.lower_)


def reports(
    doc: Doc, at: int, low: int, high: int, frame: Frame, times: list[TimeExpression]
) -> bool:
    """Whether the conditional at token ``at`` of the sentence ``low``–``high`` hedges.

    ``times`` are the time expressions of that sentence.
    """
    w, token = hedge_words(), doc[at]
    lemma = lemma_of(token)
    carried = _lexical(doc, at, high)
    if frame.asks:
        return False
    quoted = quote_at(doc)[at]
    own_words = quoted >= 0 and quoted != frame.quotation
    if lemma in w.epistemic:
        due = times or any(t.lower_ in w.deadlines for t in doc[at:high])
        if lemma in w.deontic and not due:
            impersonal = at > 0 and doc[at - 1].lower_ == "si"
            return not (impersonal or own_words) and _agent(doc, token, low) is False
        return True
    if carried and lemma_of(carried[0]) in w.epistemic:
        return False  # avrebbe potuto evitarlo: it did not happen
    if lemma in w.wish:
        return frame.evidential
    if _judges(doc, token, high) or _hypothetical(doc, at, low, high, frame):
        return False
    perfect = _perfect(doc, token, carried)
    if own_words:
        return perfect and frame.retrospective
    if frame.evidential or frame.retrospective:
        return True
    if perfect:
        ahead = frame.past and frame.governed and not any(t.past for t in times)
        return not ahead
    if lemma in w.stative:
        return True
    return frame.governed and not _own_will(doc, at)


# ------------------------------------------------------------------ a whole content


def _sentences(doc: Doc, tokens: list[int]) -> list[list[int]]:
    """The content's tokens by sentence; pieces of one sentence stay together."""
    found: list[list[int]] = [[]]
    for i in tokens:
        found[-1].append(i)
        ends = (text := doc[i].text) in _ENDS or "\n" in text
        if ends or i - found[-1][0] >= MAX_SENTENCE:
            found.append([])
    return [group for group in found if any(doc[i].is_alpha for i in group)]


_ENDS = STOPS - {";"}


def _subordinate(doc: Doc, i: int, inside: frozenset[int], first: int, frame: Frame) -> bool:
    """Whether a word lies in a clause under the content's main ones: parse and surface agree.

    The clause that *secondo X* stands in is a main one (*dove, secondo X, sarebbe …*).
    """
    node = doc[i]
    parsed = False
    for _ in range(12):
        if node.head is node or node.head.i not in inside:
            break
        if node.dep_ in _CLAUSES:
            parsed = True
            break
        node = node.head
    if not parsed:
        return False
    k = i - 1
    while k > first:
        low = doc[k].lower_
        if frame.evidential and k == frame.head:
            return False
        if low in hedge_words().subordinators:
            return doc[k - 1].lower_ not in {"e", "ed", "ma", "o"}
        if finite(doc[k]) and doc[k].pos_ == "VERB":
            return False
        k -= 1
    return False


def _range(doc: Doc, first: int, last: int) -> Range:
    return doc[first].idx, doc[last].idx + len(doc[last])


def _likeness(doc: Doc, token: Token, high: int) -> bool:
    """*sembra un film*; but *mi sembra un errore*, *la cosa sembra chiara*."""
    following = next((t for t in doc[token.i + 1 : high] if t.pos_ != "ADV"), None)
    to_whom = {doc[i].lower_ for i in verb_group(doc, token.i)} & listed("to_whom")
    return following is not None and following.pos_ in {"DET", "PROPN"} and not to_whom


def _aside(doc: Doc, start: int, end: int, high: int) -> bool:
    """*la mostra, forse la più bella, chiude*: said of a noun between commas, not of the clause."""
    if not start or doc[start - 1].text != "," or end >= high or doc[end].text == ",":
        return False
    comma = next((t.i for t in doc[end:high] if t.text == ","), None)
    return comma is not None and not any(is_verb(t) for t in doc[end:comma])


def _lexical_hedges(doc: Doc, low: int, high: int) -> list[tuple[int, int]]:
    """(first, last) tokens of hedging words in ``low``–``high``."""
    w = hedge_words()
    found = []
    for phrase, at in _standing(doc, w.phrases, low, high):
        if not _aside(doc, at, at + len(phrase), high):
            found.append((at, at + len(phrase) - 1))
    for token in (doc[i] for i in between(remembered(doc, "doubts", _doubts), low, high)):
        apparent = is_verb(token) and lemma_of(token) in w.appearance
        if not (apparent or token.lower_ in w.appearance_forms) or not _likeness(doc, token, high):
            found.append((token.i, token.i))
    return found


def _doubts(doc: Doc) -> list[int]:
    """The words of a text that hedge by themselves: *pare*, *dubito*, *potrei*."""
    w, forms = hedge_words(), places(doc, "LOWER")
    verbs = frozenset(tokens_with(doc, "POS", VERBS))
    seeming = (i for i in verbs if lemma_of(doc[i]) in w.appearance)
    told = (i for form in w.appearance_forms | w.doubting for i in forms.get(form, ()))
    modest = (form for form in forms if form.startswith("potr") and _FIRST_PERSON.search(form))
    return sorted({*seeming, *told, *(i for form in modest for i in forms[form] if i in verbs)})


def hedges(
    doc: Doc,
    tokens: list[int],
    skip: frozenset[int],
    frame: Frame,
    times: list[TimeExpression],
) -> list[Range]:
    """The evidence, in characters, that the content of ``tokens`` is hedged; none if it is not.

    ``skip`` are tokens that another saying inside the content answers for. A content of several
    sentences is hedged when its first is, or half of them are.
    """
    inside = frozenset(tokens)
    groups = _sentences(doc, tokens)
    told = sorted(
        cue["head"]
        for cue in cues_between(doc, min(inside, default=0), max(inside, default=-1) + 1)
        if cue["part"] == "adposition" and cue["head"] in inside
    )
    found: list[list[tuple[int, int]]] = []
    for group in groups:
        low, high = group[0], group[-1] + 1
        start, end = doc[low].idx, doc[high - 1].idx + len(doc[high - 1])
        near = times[
            bisect.bisect_left(times, start, key=lambda time: time.start) : bisect.bisect_left(
                times, end, key=lambda time: time.start
            )
        ]
        marks = [pair for pair in _lexical_hedges(doc, low, high) if pair[0] in inside] + [
            (i, i)
            for i in conditionals(doc, low, high)
            if i in inside and reports(doc, i, low, high, _told(frame, told, low, i), near)
        ]
        found.append(
            [
                p
                for p in marks
                if p[0] not in skip and not _subordinate(doc, p[0], inside, low, frame)
            ]
        )
    hedged = [marks for marks in found if marks]
    if not hedged or not (found[0] or 2 * len(hedged) >= len(groups)):
        return []
    return sorted({_range(doc, a, b) for marks in hedged for a, b in marks})


def _told(frame: Frame, evidentials: list[int], low: int, at: int) -> Frame:
    """The frame, evidential if *secondo X* stands before the conditional in its own sentence."""
    if between(evidentials, low, at):
        return frame._replace(evidential=True)
    return frame


def hedged_cue(doc: Doc, cue: Cue, frame: Frame, times: list[TimeExpression]) -> list[Range]:
    """The evidence that the saying itself is hearsay: *avrebbe detto*, *potrebbe annunciare*."""
    if cue["part"] != "verb":
        return []
    low, high = sentence_of(doc, cue["head"])
    group = sorted({*cue["tokens"], *verb_group(doc, cue["head"])})
    return [
        _range(doc, i, i)
        for i in conditionals(doc, group[0], group[-1] + 1)
        if i in group and reports(doc, i, low, high, frame, times)
    ]
