"""Several sources of one claim, and one source of several claims."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from claimx.components.grammar import (
    SUBJECTS,
    chars,
    feature,
    finite,
    finite_between,
    fused,
    has_case,
    has_determiner,
    is_verb,
    listed,
    morph,
    quote_at,
    sentence_at,
    verb_group,
)
from claimx.components.lookup import coverage, text_of, token_from, within
from claimx.components.nouns import SPEAKING, noun_type
from claimx.components.sources.candidates import (
    agrees,
    apposed,
    can_be_joined,
    in_relative,
    speaks,
    text_between,
)
from claimx.components.sources.mentions import mention
from claimx.components.state import Cue, Draft, Mention, drafts


def conjuncts(token: Token) -> list[Token]:
    """A source and those coordinated with it: *il sindaco e il prefetto*."""
    found = [token]
    person = noun_type(token) in SPEAKING
    for child in token.children:
        if child.dep_ != "conj" or not can_be_joined(child):
            continue
        if child.pos_ == "NUM" and token.lower_ in listed("all"):
            continue  # tutti e tre
        if person and noun_type(child) == "DOC":
            continue  # people and papers do not speak together
        if _joined(token, child) and not apposed(token, child):
            found.extend(conjuncts(child))
    if len(found) == 1 and token.pos_ == "NOUN":
        found += _joined_to_name(token)
    return found


def _joined_to_name(office: Token) -> list[Token]:
    """*il capitano Aldo Neri e [il luogotenente] Ivo Bassi*: joined in the parse to the name of the first."""
    names = (c for c in office.children if c.ent_type_ == "PER" and c.i > office.i)
    return [
        other
        for name in names
        for other in name.children
        if other.dep_ == "conj" and has_determiner(other) and noun_type(other) == "PER"
    ]


def _joined(token: Token, child: Token) -> bool:
    """*A e B*, or one of a list that goes on: *A, [B] e C*."""
    between = token.doc[token.i + 1 : child.i]
    if any(t.lower_ in listed("coordinators") for t in between):
        return True
    return any(c.dep_ == "conj" and c.i > child.i for c in token.children)


def completed(doc: Doc, draft: Draft, mentions: list[Mention]) -> list[Mention]:
    """The mentions of a draft as its verb's number has them: two offices of one joined, a
    second that the parse has missed added, one too many dropped.
    """
    cue = draft["cue"]
    if len(mentions) > 1 and cue is not None:
        if _one_person(doc, cue, mentions) or _two_offices(doc, cue, mentions):
            end = _up_to_name(doc, mentions[-1]["pieces"][-1][1])
            span = (mentions[0]["pieces"][0][0], end)
            how = mentions[-1]["how"]
            mentions = [Mention(pieces=[span], head=mentions[0]["head"], how=how)]
        elif cue["part"] == "verb" and _singular_after(doc, cue, mentions[0]):
            mentions = mentions[:1]
    if len(mentions) > 1 and cue is not None:
        mentions = [*_listed_before(doc, cue, mentions[0]), *mentions]
    if len(mentions) == 1 and mentions[0]["how"] == "ellipsis":
        named = _named_before(doc, mentions[0])
        if named is not None:
            mentions = [named, *mentions]
    if len(mentions) == 1 and cue is not None and cue["part"] == "verb":
        second = _second(doc, cue, mentions[0])
        if second is not None:
            mentions = [*mentions, second]
        elif (first := _first_of_two(doc, cue, mentions[0])) is not None:
            mentions = [first, *mentions]
    return mentions


def _listed_before(doc: Doc, cue: Cue, first: Mention) -> list[Mention]:
    """*[I residenti], i negozianti e gli studenti chiedono*: a subject more, which a comma parts from
    the ``first`` of a list that the parse has joined.
    """
    noun, start = doc[first["head"]], token_from(doc, first["pieces"][0][0])
    if noun.dep_ not in SUBJECTS or feature(doc, cue["tokens"], "Number") != "Plur":
        return []
    for other in noun.head.children:
        if other.dep_ in SUBJECTS and other.i < start - 1 and speaks(other):
            found = mention(doc, other, cue["head"])
            if found and text_of(doc)[found["pieces"][-1][1] : doc[start].idx].strip() == ",":
                return [found]
    return []


def _singular_after(doc: Doc, cue: Cue, first: Mention) -> bool:
    """One verb in the singular after its source has one: *Rossi, con Neri e Bassi, ha detto*."""
    return first["head"] < cue["start"] and feature(doc, cue["tokens"], "Number") == "Sing"


def _one_person(doc: Doc, cue: Cue, mentions: list[Mention]) -> bool:
    """*l'ex ministra e senatrice Carla Donati ritiene*: two offices of one, the verb singular."""
    first, last = mentions[0], mentions[-1]
    return (
        len(mentions) == 2
        and _singular_after(doc, cue, first)
        and doc[first["head"]].pos_ == "NOUN"
        and text_between(doc, first, last).strip() in listed("and")
    )


def _two_offices(doc: Doc, cue: Cue, mentions: list[Mention]) -> bool:
    """*«…», ha detto il vicesindaco e assessore [Aldo Neri]*: the verb is singular, one is named."""
    first, last = mentions[0], mentions[-1]
    if len(mentions) != 2 or feature(doc, cue["tokens"], "Number") != "Sing":
        return False
    joined = text_between(doc, first, last).strip() in listed("and")
    after = last["head"] - 1
    bare = doc[last["head"]].pos_ == "NOUN" and doc[after].lower_ in listed("and")
    return joined and bare and first["how"] == "description"


def _up_to_name(doc: Doc, end: int) -> int:
    """The end of the name that offices which end at ``end`` lead to: *… alla Sicurezza [Aldo Neri]*."""
    first = token_from(doc, end)
    for i in range(first, min(first + 8, len(doc))):
        if doc[i].ent_type_ == "PER":
            while i + 1 < len(doc) and doc[i + 1].ent_type_ == "PER" and doc[i + 1].ent_iob_ == "I":
                i += 1
            return doc[i].idx + len(doc[i])
        if doc[i].pos_ not in {"ADP", "DET", "NOUN", "PROPN", "ADJ"}:
            break
    return end


def each_named(doc: Doc, found: Mention) -> list[Mention]:
    """*i pm [Aldo Neri] e [Rita Salvi]*, *[gli amici] e [i parenti]*: two in one phrase, as two mentions."""
    if len(found["pieces"]) != 1:
        return [found]
    start, end = found["pieces"][0]
    span = doc.char_span(start, end, alignment_mode="contract")
    if span is None:
        return [found]
    if (listed_names := _names_listed(doc, span)) is not None:
        return listed_names
    for i in range(span.start + 1, span.end - 1):
        if doc[i].lower_ not in listed("and"):
            continue
        named = doc[i - 1].ent_type_ == doc[i + 1].ent_type_ == "PER"
        plural = morph(doc[found["head"]], "Number") == ["Plur"]
        head = _head_joined(doc, i, span.end)
        if head is None or not ((named and plural) or _another(doc, i, head)):
            continue
        first, last = chars(doc, span.start, i), chars(doc, i + 1, span.end)
        if first is None or last is None:
            continue
        how = "named" if named else "description"
        one = doc[i - 1] if named else doc[found["head"]]
        return [
            Mention(pieces=[first], head=one.i, how=how),
            Mention(pieces=[last], head=head.i, how=how),
        ]
    return [found]


def _names_listed(doc: Doc, span: Span) -> list[Mention] | None:
    """*[Ugo Neri di Alfa], [Anna Poli di Beta] e [Ivo Rossi di Gamma]*: three people or more."""
    breaks = [i for i in range(span.start + 1, span.end - 1) if doc[i].lower_ in _LISTING]
    pieces = list(zip([span.start, *(i + 1 for i in breaks)], [*breaks, span.end], strict=True))
    named = [next((t.i for t in doc[a:b] if t.ent_type_ == "PER"), -1) for a, b in pieces]
    if len(pieces) < 3 or -1 in named:
        return None
    spans = [chars(doc, first, last) for first, last in pieces]
    return [
        Mention(pieces=[piece], head=head, how="named")
        for piece, head in zip(spans, named, strict=True)
        if piece is not None
    ]


_LISTING = frozenset([",", "e", "ed"])


def _another(doc: Doc, i: int, head: Token) -> bool:
    """*gli amici e [i parenti]*: a determiner and a noun that can speak, no part of a complement."""
    return doc[i + 1].pos_ == "DET" and head.pos_ == "NOUN" and speaks(head) and speaks(doc[i - 1])


def _named_before(doc: Doc, ellipsis: Mention) -> Mention | None:
    """The source that an elliptic one leans on: *[l'intelligence francese] che quella tedesca*."""
    i = ellipsis["head"] - 1
    if i < 1 or doc[i].lower_ not in listed("and") | {"che"}:
        return None
    noun = next((t for t in reversed(doc[max(0, i - 8) : i]) if t.pos_ == "NOUN"), None)
    if noun is None or not (speaks(noun) or has_determiner(noun)):
        return None
    start = noun.i
    while start > 0 and doc[start - 1].pos_ in {"DET", "ADJ"}:
        start -= 1
    span = chars(doc, start, i)
    return Mention(pieces=[span], head=noun.i, how="description") if span else None


def _second(doc: Doc, cue: Cue, first: Mention) -> Mention | None:
    """The last of several sources that the parse has missed: a plural verb, *e* and a phrase before.

    *Sia l'intelligence americana che quella ucraina hanno affermato …*
    """
    noun, group = doc[first["head"]], _finite_group(doc, cue["head"])
    if noun.i >= group[0] or morph(noun, "Number") == ["Plur"]:
        return None
    if feature(doc, group, "Number") != "Plur":
        return None
    after_first = max(noun.i, token_from(doc, first["pieces"][0][1]))
    for i in range(after_first, group[0] - 1):
        token = doc[i]
        other_clause = finite(token) and not in_relative(doc, i, after_first)
        if other_clause or token.text in {".", ":", ";"}:
            return None
        if not _joins(doc, i, group[0]):
            continue
        head = _head_joined(doc, i, group[0])
        if head is not None:
            return _joined_mention(doc, i + 1, head, group[0])
    return None


def _first_of_two(doc: Doc, cue: Cue, second: Mention) -> Mention | None:
    """*[Sia Rossi] che Neri hanno detto*: the parse has only the one beside the verb.

    The verb may be singular after *[non solo Rossi], ma anche Neri ha detto*.
    """
    start = token_from(doc, second["pieces"][0][0])
    plural = feature(doc, _finite_group(doc, cue["head"]), "Number") == "Plur"
    if start < 2 or doc[start - 1].lower_ not in listed("both_and"):
        return None
    if not plural and doc[start - 1].lower_ not in listed("also"):
        return None
    end = start - 2 if doc[start - 2].lower_ in listed("adversatives") else start - 1
    end -= doc[end - 1].is_punct
    for i in range(end - 1, max(-1, end - 1 - BOTH), -1):
        if doc[i].is_punct or finite(doc[i]):
            return None
        if doc[i].lower_ in listed("both"):
            head = next((t for t in doc[i + 1 : end] if t.pos_ in {"NOUN", "PROPN"}), None)
            return None if head is None else _joined_mention(doc, i + 1, head, end)
    return None


BOTH = 15
"""Tokens of the first of two that *sia … che* joins."""


def _finite_group(doc: Doc, verb: int) -> list[int]:
    """The words of a verb, or of the one above a gerund: *hanno risposto [dicendo] che*."""
    head = doc[verb].head
    if "Ger" in morph(doc[verb], "VerbForm") and is_verb(head):
        return verb_group(doc, head.i)
    return verb_group(doc, verb)


def _joins(doc: Doc, i: int, verb: int) -> bool:
    """*e*, or the *che* of *sia … che*: no clause of its own before the verb."""
    low = doc[i].lower_
    return low in listed("and") or (low == "che" and not finite_between(doc, i, verb))


def _head_joined(doc: Doc, i: int, verb: int) -> Token | None:
    """The noun right after the conjunction at ``i``, with no finite verb before ``verb``."""
    pointing = listed("pointing")
    nouns = (t for t in doc[i + 1 : i + 4] if t.pos_ in {"NOUN", "PROPN"} or t.lower_ in pointing)
    head = next(nouns, None)
    first = doc[i + 1]
    if head is None or finite_between(doc, head.i, verb):
        return None
    begins = first.pos_ in {"DET", "PROPN", "PRON", "ADJ"} or first.lower_ in pointing
    return head if begins else None


def _joined_mention(doc: Doc, start: int, head: Token, verb: int) -> Mention | None:
    """From after the conjunction to the verb, or to a mark that a space stands beside."""
    stops = (
        k
        for k in range(head.i, verb)
        if doc[k].is_punct and doc[k - 1].whitespace_ + doc[k].whitespace_
    )
    span = chars(doc, start, next(stops, verb))
    if span is None:
        return None
    elliptic = head.lower_ in listed("pointing")
    how = "ellipsis" if elliptic else "named" if head.ent_type_ else "description"
    return Mention(pieces=[span], head=head.i, how=how)


def share(doc: Doc) -> None:
    """A cue without a subject of its own takes that of the claim before it in the sentence.

    *La sindaca ha detto che … e ha aggiunto che …*: by the guidelines the shared subject is the
    source of each. Not across a quotation's marks, nor into what another says.
    """
    found = drafts(doc)
    said = coverage(doc, (piece for draft in found for piece in draft["content"]))
    before: Draft | None = None
    for draft in sorted(found, key=lambda d: d["anchor"]):
        cue = draft["cue"]
        if cue is None or cue["part"] not in {"verb", "state"}:
            continue
        if before is not None and _may_share(doc, draft, cue, before):
            content = draft["content"]
            draft["mentions"] = [
                m for m in before["mentions"] if not within(content, m["pieces"][0][0])
            ]
        own = within(draft["content"], doc[cue["head"]].idx)
        if draft["mentions"] and said[cue["head"]] == own:
            before = draft


def _may_share(doc: Doc, draft: Draft, cue: Cue, before: Draft) -> bool:
    """Whether a draft has no source of its own and stands where it may take that of ``before``."""
    if draft["mentions"] or draft["inferred"] != "null_subject" or not before["mentions"]:
        return False
    anchor, at = before["anchor"], cue["head"]
    sentence, quoted = sentence_at(doc), quote_at(doc)
    if sentence[anchor] != sentence[at] or quoted[anchor] != quoted[at]:
        return False
    if within(before["content"], doc[at].idx):
        return False
    first = doc[before["mentions"][0]["head"]]
    if not agrees(doc, cue, first) or has_case(first, fused("a")) or _only_if(doc, before, cue):
        return False  # a un cronista che gli chiede se …, risponde
    several = len(before["mentions"]) > 1
    return not several or feature(doc, cue["tokens"], "Number") in {"Plur", None}


def _only_if(doc: Doc, before: Draft, cue: Cue) -> bool:
    """*Se il governo dimostrerà che …, aggiunge, …*: a subordinate clause's subject is no other's."""
    if before["cue"] is None:
        return False
    verb = doc[before["cue"]["head"]]
    marked = any(c.dep_ == "mark" and c.i < verb.i for c in verb.children)
    joined = doc[cue["head"]].dep_ == "conj" and verb.is_ancestor(doc[cue["head"]])
    return verb.dep_ == "advcl" and marked and finite(verb) and not joined
