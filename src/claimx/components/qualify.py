"""Step 6: whether it was said (polarity), for certain (certainty), and when (time)."""

from __future__ import annotations

import bisect
import re
from functools import cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from claimx.components.grammar import (
    DASHES,
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
from claimx.components.hedges import WRITER, frame_of, hedged_cue, hedges, participle
from claimx.components.lookup import sentence_at, sentences_of, text_of
from claimx.components.state import Cue, Draft, Range, drafts, register, sentences
from claimx.components.times import (
    Reckoner,
    TimeExpression,
    all_times,
    anchor_of,
    dateline,
    free_times,
)
from claimx.lexicon import phrases, read_toml, words

MAX_JOINED = 8
"""Coordinated verbs over which a time in front of the first is sought."""
_FUTURE = re.compile(r"r(?:ò|à|emo|anno)$")


# ------------------------------------------------------------------ polarity


class Negation(NamedTuple):
    """The lists of ``hedges.toml`` under ``[negation]``."""

    words: frozenset[str]
    subjects: frozenset[str]
    fronted: frozenset[str]
    privative: frozenset[str]
    empty_before: tuple[tuple[str, ...], ...]
    empty_after: frozenset[str]


@cache
def negation() -> Negation:
    """The negative words that ship with claimx."""
    raw = read_toml("hedges.toml")["negation"]
    return Negation(
        words=frozenset(words(raw["words"])),
        subjects=frozenset(words(raw["subjects"])),
        fronted=frozenset(words(raw["fronted"])),
        privative=frozenset(words(raw["privative"])),
        empty_before=phrases(raw["empty_before"]),
        empty_after=frozenset(words(raw["empty_after"])),
    )


def _ends_with(doc: Doc, end: int, phrase: tuple[str, ...]) -> bool:
    start = end - len(phrase)
    return start >= 0 and [t.lower_ for t in doc[start:end]] == list(phrase)


def _empty(doc: Doc, i: int, head: int) -> bool:
    """A *non* that takes nothing away: *non ha solo detto*, *non senza dire*, *finché non dirà*."""
    n = negation()
    if any(t.lower_ in n.empty_after for t in doc[i + 1 : max(head, i + 2)]):
        return True
    k = i
    while k > 0 and i - k <= 8 and not (doc[k - 1].is_punct or is_verb(doc[k])):
        if any(_ends_with(doc, k, phrase) for phrase in n.empty_before):
            return True
        k -= 1
    return False


def negated(doc: Doc, cue: Cue, content: frozenset[int]) -> bool:
    """Whether the saying itself is denied: *non ha confermato*, *nessuno ha detto*, *senza dire*.

    A verb of denying is none (*ha smentito*), its negation is one (*non ha escluso*), and so is
    what somebody may or will not say (*non può confermare*). A governing verb's negation is not
    the cue's (*non esita a dire*, *non fa che ripetere*).
    """
    n = negation()
    head = cue["head"]
    if cue["part"] == "noun":
        # nessuna conferma, senza alcun annuncio
        before = [t.lower_ for t in doc[max(0, head - 3) : head]]
        return bool(before) and (before[-1] in n.subjects or bool(n.privative & set(before[-2:])))
    if cue["part"] != "verb":
        return cue["start"] > 0 and doc[cue["start"] - 1].lower_ == "non"
    if cue["lemma"].startswith("non "):
        return False
    group = sorted({*cue["tokens"], *verb_group(doc, head), *_modal_group(doc, head)})
    group = [i for i in group if i <= head]
    denials = [
        doc[i].lower_ for i in group if doc[i].lower_ in n.words and not _empty(doc, i, head)
    ]
    if denials:
        # non … né and the like agree, they do not cancel; non può non dire does
        return denials.count("non") != 2
    first = group[0]
    tensed = next((i for i in group if finite(doc[i])), head)
    if any(doc[i].lower_ in n.fronted and i < tensed for i in group) or (
        any(doc[i].lower_ in n.fronted for i in group) and not finite(doc[tensed])
    ):
        return not (first > 0 and doc[first - 1].lower_ == "come") and doc[first].lower_ != "come"
    if first > 0 and doc[first - 1].lower_ in n.privative:
        return not (first > 1 and doc[first - 2].lower_ == "non")
    return _negative_subject(doc, head, first, content)


def _modal_group(doc: Doc, head: int) -> list[int]:
    """The words of the modal over an infinitive, unless *che* comes between (*non può che dire*)."""
    g, governor = grammar(), doc[head].head
    if (
        doc[head].dep_ == "xcomp"
        and lemma_of(governor) in g.modals
        and governor.i < head
        and all(
            t.pos_ == "ADV" or t.lower_ in g.clitics | g.inner for t in doc[governor.i + 1 : head]
        )
    ):
        return verb_group(doc, governor.i)
    return []


def _negative_subject(doc: Doc, head: int, first: int, content: frozenset[int]) -> bool:
    """*nessuno ha detto*, *né il sindaco né la giunta hanno detto*, *mai il premier ha detto*."""
    n = negation()
    low, _ = sentence_of(doc, head)
    quoted = quote_at(doc)
    k = first - 1
    while k >= low and first - k <= 9 and k not in content and quoted[k] == quoted[head]:
        token = doc[k]
        if token.is_punct or is_verb(token) or token.lower_ in listed("clause_beginnings"):
            return False
        opens = k == low or doc[k - 1].is_punct or doc[k - 1].pos_ == "CCONJ"
        if token.lower_ in n.subjects and (opens or not _oblique(doc, k)):
            return True
        if token.lower_ in n.fronted and opens:
            return True
        k -= 1
    return False


def _oblique(doc: Doc, i: int) -> bool:
    """A negative word behind a preposition: *per nessun motivo* is no subject."""
    return doc[i - 1].pos_ == "ADP"


# ------------------------------------------------------------------ time


def _content_tokens(doc: Doc, pieces: list[Range]) -> list[int]:
    found: list[int] = []
    for start, end in pieces:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            found.extend(range(span.start, span.end))
    return sorted(set(found))


class _Reach(NamedTuple):
    """Tokens of the cue's own clause, in which a time says when it was said."""

    left: frozenset[int]
    right: frozenset[int]


def _participle(doc: Doc, i: int) -> bool:
    """A participle, gerund or infinitive with a phrase of its own."""
    form = morph(doc[i], "VerbForm")
    return doc[i].pos_ == "VERB" and bool({"Part", "Ger", "Inf"} & set(form))


def _left(
    doc: Doc, start: int, low: int, barred: frozenset[int], timed: frozenset[int]
) -> set[int]:
    """Tokens before the verb that belong to its clause, from ``start`` down to ``low``."""
    quoted, reach = quote_at(doc), set[int]()
    i = start
    while i >= low:
        token = doc[i]
        if i in barred or token.text in {":", ";", "("} | DASHES or "\n" in token.text:
            break
        if quoted[i] >= 0 and quoted[i] != quoted[start + 1]:
            i -= 1
            continue
        if i in timed:  # due anni fa: no verb
            reach.add(i)
            i -= 1
            continue
        if token.text == ")":
            while i > low and doc[i].text != "(":
                i -= 1
            i -= 1
            continue
        if token.lower_ in listed("clause_beginnings"):
            break
        if finite(token) or _participle(doc, i):
            # what lies between another verb and the next comma is that verb's
            cut = next((k for k in range(i, start + 1) if doc[k].text == ","), None)
            if cut is None and finite(token):
                cut = next((k for k in range(i, start + 1) if doc[k].pos_ == "CCONJ"), None)
            reach = {k for k in reach if cut is not None and k > cut}
            if not finite(token):
                i -= 1
                continue
            opener = _clause_opener(doc, i, low)
            if opener is None or cut is None:
                break
            i = opener - 1
            continue
        reach.add(i)
        i -= 1
    return reach


def _clause_opener(doc: Doc, verb: int, low: int) -> int | None:
    """Where the relative or adverbial clause round a finite verb begins; None if it is a main one."""
    k = verb
    while k >= low:
        if doc[k].lower_ in listed("clause_beginnings") | listed("adverbial_beginnings"):
            return k - 1 if k > low and doc[k - 1].pos_ in {"ADP", "DET"} else k
        if doc[k].text in {";", ":"} or (k < verb and finite(doc[k]) and doc[k].pos_ == "VERB"):
            return None
        k -= 1
    return None


def _right(
    doc: Doc, start: int, high: int, barred: frozenset[int], timed: frozenset[int]
) -> set[int]:
    """Tokens after the verb that belong to its clause, from ``start`` up to ``high``."""
    quoted, reach = quote_at(doc), set[int]()
    i = start
    while i < high:
        token = doc[i]
        if i in barred or token.text in {":", ";", ")"} or "\n" in token.text:
            break
        if token.text in DASHES or (quoted[i] >= 0 and quoted[i] != quoted[start - 1]):
            break
        if i in timed:
            reach.add(i)
            i += 1
            continue
        if token.text == "(":
            while i < high and doc[i].text != ")":
                i += 1
            i += 1
            continue
        if token.lower_ in listed("clause_beginnings"):
            break
        if finite(token):
            cut = max(
                (k for k in reach if doc[k].pos_ == "CCONJ" or doc[k].text == ","), default=None
            )
            reach = {k for k in reach if cut is not None and k < cut}
            break
        if _participle(doc, i):
            break
        reach.add(i)
        i += 1
    return reach


def _reach(doc: Doc, group: list[int], content: frozenset[int], timed: frozenset[int]) -> _Reach:
    low, high = sentence_of(doc, group[-1])
    # a participle or gerund takes what follows it; what precedes is the main verb's
    tensed = any(finite(doc[i]) for i in group) or not _participle(doc, group[-1])
    left = _left(doc, group[0] - 1, low, content, timed) if tensed else set[int]()
    right = _right(doc, group[-1] + 1, high, content, timed)
    inner = {i for i in range(group[0], group[-1]) if i not in group}
    return _Reach(frozenset(left | inner), frozenset(right))


def _in_apposition(doc: Doc, first: int, group: list[int]) -> bool:
    """*Rossi, sindaco nel 2019, ha detto*: between commas, behind a noun of its own."""
    k = first - 1
    while k >= 0 and first - k <= 12 and k not in group:
        if doc[k].text == ",":
            opens = k + 1 < first
            before = doc[k - 1] if k else None
            return opens and before is not None and doc[k + 1].pos_ in {"NOUN", "ADJ"}
        k -= 1
    return False


def _behind_comma(doc: Doc, at: range, group: list[int]) -> bool:
    """A time inside another phrase that a comma parts from the verb.

    *ha detto Rossi, l'uomo arrivato venerdì*; *gelo da giovedì, lo dicono i modelli*. A time
    that stands first after the comma is the verb's (*ha detto Rossi, ieri a Roma*).
    """
    if at[0] > group[-1]:
        comma = any(doc[k].text == "," for k in range(group[-1] + 1, at[0]))
        return comma and doc[at[0] - 1].text != ","
    anaphor = any(doc[k].lower_ in listed("clitic_it") for k in group[:-1])
    return anaphor and any(doc[k].text == "," for k in range(at[-1] + 1, group[0]))


def _after_participle(doc: Doc, at: range, group: list[int]) -> bool:
    """*la dichiarazione resa giovedì dal giudice*: the time is the participle's, however tagged."""
    before = at[0] - 1
    if before < 0 or before in group:
        return False
    if participle(doc[before]):
        return True
    agent = at[-1] + 1 < len(doc) and doc[at[-1] + 1].lower_ in grammar().fused["da"]
    return agent and doc[before].pos_ in {"ADJ", "NOUN", "VERB"} and before - 1 not in group


class _When:
    """The times of one article, and the day that they are reckoned from."""

    def __init__(self, doc: Doc, said: list[Range]) -> None:
        """``said`` holds the characters of the sentences that say something."""
        self.doc = doc
        self.anchor = anchor_of(
            text_of(doc), doc._.claimx_date if doc.has_extension("claimx_date") else None
        )
        header = dateline(text_of(doc))
        self.expressions = all_times(text_of(doc), said)
        self.by_start = {time.start: time for time in self.expressions}
        self.times: list[tuple[TimeExpression, range]] = []
        for time in free_times(text_of(doc), self.expressions):
            span = doc.char_span(time.start, time.end, alignment_mode="expand")
            if span is None or (header is not None and header[0] <= time.start < header[1]):
                continue
            if "clock" in time.groups and span.end < len(doc) and doc[span.end].pos_ == "NOUN":
                continue  # alle 15 famiglie
            self.times.append((time, range(span.start, span.end)))
        self.timed = frozenset(i for _, at in self.times for i in at)
        self.firsts = [at.start for _, at in self.times]

    def _within(self, tokens: frozenset[int]) -> list[tuple[TimeExpression, range]]:
        if not tokens:
            return []
        low = bisect.bisect_left(self.firsts, min(tokens))
        high = bisect.bisect_right(self.firsts, max(tokens))
        return [(t, r) for t, r in self.times[low:high] if all(i in tokens for i in r)]

    def said(self, draft: Draft, content: frozenset[int]) -> tuple[TimeExpression, bool] | None:
        """The time that says when a claim was made, and whether its verb is a future."""
        doc, cue = self.doc, draft["cue"]
        if cue is None:
            return self._beside_colon(draft, content)
        if cue["part"] == "adposition":
            return None
        group = sorted(cue["tokens"])
        ahead = any(finite(doc[i]) and _FUTURE.search(doc[i].lower_) for i in group)
        if cue["part"] == "noun":
            found = self._of_noun(cue, content)
        else:
            found = self._nearest(group, _reach(doc, group, content, self.timed))
            if found is None:
                found = self._shared(cue, content)
        return (found, ahead) if found is not None else None

    def _nearest(self, group: list[int], reach: _Reach) -> TimeExpression | None:
        best: tuple[int, TimeExpression] | None = None
        for tokens, before in ((reach.left, True), (reach.right, False)):
            for time, at in self._within(tokens):
                if time.fronted and not before:
                    continue
                if _in_apposition(self.doc, at[0], group) or _after_participle(self.doc, at, group):
                    continue
                if _behind_comma(self.doc, at, group):
                    continue
                distance = group[0] - at[-1] if before else at[0] - group[-1]
                if best is None or distance < best[0]:
                    best = distance, time
        return best[1] if best is not None else None

    def _shared(self, cue: Cue, content: frozenset[int]) -> TimeExpression | None:
        """*Ieri il sindaco ha incontrato i medici e ha detto che …*: in front of both verbs."""
        doc, node = self.doc, self.doc[cue["head"]]
        for _ in range(MAX_JOINED):
            if node.dep_ != "conj" or node.head.i >= node.i:
                return None
            between = doc[node.head.i : node.i]
            node = node.head
            if not is_verb(node) or node.i in content:
                return None
            if any(t.text in {";", ":"} and t.i not in content for t in between):
                return None
            group = verb_group(doc, node.i)
            reach = _reach(doc, group, content, self.timed)
            found = self._nearest(group, _Reach(reach.left, frozenset()))
            if found is not None:
                return found
        return None

    def _of_noun(self, cue: Cue, content: frozenset[int]) -> TimeExpression | None:
        """*l'appello di ieri*, *la promessa, due anni fa, di …*."""
        doc = self.doc
        _, high = sentence_of(doc, cue["head"])
        reach = frozenset(_right(doc, cue["end"], high, content, self.timed))
        found = next((t for t, _ in self._within(reach)), None)
        if found is not None:
            return found
        head = cue["end"]
        if head + 1 < len(doc) and doc[head].lower_ in grammar().fused["di"]:
            at = doc[head + 1].idx
            if head + 1 not in content:
                return self.by_start.get(at)
        return None

    def _beside_colon(
        self, draft: Draft, content: frozenset[int]
    ) -> tuple[TimeExpression, bool] | None:
        """*Rossi, ieri: «…»*: nothing but a source and a time before the colon."""
        doc = self.doc
        if not content or not draft["mentions"]:
            return None
        first = min(content)
        low = sentence_of(doc, draft["mentions"][0]["head"])[0]
        colon = next(
            (k for k in range(first - 1, max(first - 4, -1), -1) if doc[k].text == ":"), None
        )
        if colon is None or not low < colon:
            return None
        found = self._within(frozenset(range(low, colon)))
        if any(finite(t) or _participle(doc, t.i) for t in doc[low:colon]):
            # si è sfogato in serata: «…»
            found = [(time, at) for time, at in found if at[-1] + 1 == colon]
        return (found[-1][0], False) if found else None


# ------------------------------------------------------------------ the component


def _inner(found: list[Draft], outer: int, tokens: list[list[int]]) -> list[int]:
    """Indices of the drafts whose content and cue lie in the content of another.

    Drafts stand in the order of their contents, so that only those that begin inside are asked.
    """
    inside = frozenset(tokens[outer])
    if not inside:
        return []
    low = bisect.bisect_left(tokens, tokens[outer][0], key=_first)
    high = bisect.bisect_right(tokens, tokens[outer][-1], key=_first)
    return [
        k
        for k in range(low, high)
        if k != outer
        and (draft := found[k])["cue"] is not None
        and draft["cue"]["head"] in inside
        and len(tokens[k]) < len(inside)
        and inside.issuperset(tokens[k])
    ]


def _first(tokens: list[int]) -> int:
    return tokens[0] if tokens else -1


def _spoken(doc: Doc, found: list[Draft]) -> list[Range]:
    """The characters of the sentences that hold a draft's cue or content, in order."""
    sentence, held = sentence_at(doc), set[int]()
    for draft in found:
        held |= sentences_of(doc, draft)
        if draft["cue"] is not None:
            held.update(sentence[i] for i in draft["cue"]["tokens"])
    tokens = (sentences(doc)[number] for number in sorted(held))
    return [(doc[first].idx, doc[last - 1].idx + len(doc[last - 1])) for first, last in tokens]


class Qualify:
    """The component: completes the drafts with polarity, certainty and time.

    >>> import claimx
    >>> claim, = claimx.extract("Ieri il sindaco non ha confermato che il ponte chiude.").claims
    >>> claim.polarity, claim.certainty, claim.stated_at.text
    ('negated', 'asserted', 'Ieri')
    """

    def __call__(self, doc: Doc) -> Doc:
        """Complete the drafts of ``doc``."""
        found = drafts(doc)
        if not found:
            return doc
        when = _When(doc, _spoken(doc, found))
        times = when.expressions
        tokens = [_content_tokens(doc, draft["content"]) for draft in found]
        inner = [_inner(found, k, tokens) for k in range(len(found))]
        around: list[list[int]] = [[] for _ in found]
        for outer, within in enumerate(inner):
            for k in within:
                around[k].append(outer)
        evidence: list[list[Range]] = [[] for _ in found]
        # the smaller first: a content is hedged too by what is hearsay to others inside it
        for k in sorted(range(len(found)), key=lambda k: len(tokens[k])):
            nearest = min(around[k], key=lambda j: len(tokens[j]), default=None)
            evidence[k] = self._hedge(doc, found, k, nearest, tokens, inner[k], evidence, times)
        for k, draft in enumerate(found):
            cue = draft["cue"]
            content = frozenset(tokens[k])
            denied = cue is not None and negated(doc, cue, content)
            draft["polarity"] = "negated" if denied else "affirmed"
            draft["certainty"] = "hedged" if evidence[k] else "asserted"
            if evidence[k]:
                draft["hedge"] = evidence[k]
            said = when.said(draft, content)
            if said is not None:
                time, ahead = said
                draft["stated_at"] = {
                    "pieces": [(time.start, time.end)],
                    "value": Reckoner(when.anchor, ahead).value(time),
                }
        return doc

    def _hedge(
        self,
        doc: Doc,
        found: list[Draft],
        k: int,
        outer: int | None,
        tokens: list[list[int]],
        inner: list[int],
        evidence: list[list[Range]],
        times: list[TimeExpression],
    ) -> list[Range]:
        draft = found[k]
        told = [j for j in inner if (c := found[j]["cue"]) and c["part"] in {"adposition", "as"}]
        skip = frozenset(i for j in inner if j not in told for i in tokens[j])
        marks = hedges(doc, tokens[k], skip, frame_of(doc, draft), times)
        marks += [span for j in told for span in evidence[j]]
        if draft["cue"] is not None:
            frame = frame_of(doc, found[outer]) if outer is not None else WRITER
            marks += hedged_cue(doc, draft["cue"], frame, times)
        return sorted(set(marks))


@Language.factory(
    "claimx_qualify",
    assigns=["doc._.claimx_drafts"],
    requires=["token.dep", "token.morph", "doc._.claimx_drafts"],
)
def make_qualify(nlp: Language, name: str) -> Qualify:
    """The factory of the step."""
    register()
    return Qualify()
