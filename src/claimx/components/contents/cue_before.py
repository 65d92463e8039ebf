"""What stands before a quotation in its sentence: a cue, a source, another quotation.

*ha detto: «…»* · *Rossi: «…»* · *«A», ha detto Rossi, e «B»* · *Poi l'affondo: «…»*
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from spacy.tokens import Doc, Token

from claimx.components.contents.clauses import clause_start
from claimx.components.contents.findings import Findings
from claimx.components.contents.frames import PHRASES
from claimx.components.contents.nominal import has_source
from claimx.components.contents.trimming import dateline_end
from claimx.components.contents.words import (
    BREAKS,
    any_finite,
    can_speak,
    is_name,
    is_participle,
    is_person_noun,
    is_title,
    unlisted_cue,
)
from claimx.components.grammar import (
    SUBJECTS,
    cues_between,
    feature,
    finite,
    fused,
    grammar,
    has_case,
    is_verb,
    lemma_of,
    listed,
    morph,
    quotation_before,
    quote_at,
    sentence_at,
    subject_of,
    text_of,
    verb_group,
)
from claimx.components.lookup import token_from
from claimx.components.nouns import noun_type
from claimx.components.state import Cue, Quotation, quotations, sentences


class LeadIn(NamedTuple):
    """What leads in a quotation."""

    how: Literal["cue", "shared", "source", "same", "joined"]
    """By a cue; by a cue with a content of its own (*dice che A: «B»*); by a source without a verb;
    by the speaker of before; as a part of the quotation before."""
    at: int = -1
    """The source's head, or the index of the quotation before."""
    cue: Cue | None = None


def lead_in(found: Findings, q: Quotation, before: int) -> LeadIn | None:
    """What leads in the quotation ``q`` from its left, where ``before`` is the last token before it."""
    doc = found.doc
    if before < 0 or begins_sentence(doc, q, before):
        return None
    previous = quotation_before(doc, q["outer_start"])
    floor = sentences(doc)[sentence_at(doc)[before]][0]
    if previous is not None and (previous in found.taken_quotes or not _is_name(found, previous)):
        floor = max(floor, quotations(doc)[previous]["last"])
        if previous in found.taken_quotes and _goes_on(found, previous, q, before):
            return LeadIn("joined", previous)
    mark = doc[before].text
    if mark not in BREAKS | {":"}:
        announced = _announced(found, q, floor, before)
        return None if announced is None else LeadIn("cue", cue=announced)
    if mark == ":" and (cited := _as_before(found, floor, before)) is not None:
        return LeadIn("cue", cue=cited)
    cues = _cues_before(found, floor, before)
    if mark != ":":
        beside = (c for c in cues if c["part"] == "noun" and _beside(doc, c, q, before))
        verbs = [c for c in cues if c["end"] >= before - 1 and c["part"] == "verb"]
        cues = verbs or list(beside)[-1:]
    free = [c for c in cues if not _has_own_clause(doc, c, before)]
    verbs = [c for c in free if c["part"] == "verb"]
    if not verbs and free and mark == ":" and not _sourced(doc, free[-1], floor, before):
        last = _last_phrase(list(doc[floor:before]))  # Poi l'affondo: «…»
        return LeadIn("same") if last is None else LeadIn("source", last)
    if verbs or (free and all(c["part"] != "verb" for c in cues)):
        return LeadIn("cue", cue=(verbs or free)[-1])
    if mark != ":":
        return None
    if cues:
        shared = next((c for c in reversed(cues) if c["part"] == "verb"), cues[-1])
        return LeadIn("shared", cue=shared)
    opinion = _adposition(found, floor, before)
    if opinion is not None and any_finite(doc[opinion["end"] : before]):
        return LeadIn("shared", cue=opinion)  # per Rossi è solo l'inizio: «…»
    if (verb := _verb_at_colon(doc, before)) is not None:
        return LeadIn("cue", cue=verb)
    if opinion is not None:
        return LeadIn("cue", cue=opinion)
    source = _source_at_colon(doc, _without_brackets(doc, floor, before))
    return LeadIn("same") if source is None else LeadIn("source", source)


def _is_name(found: Findings, index: int) -> bool:
    """*la lista «Cambiamo Cento» ha presentato …: «…»*: whether a quotation is a name in marks."""
    q, doc = quotations(found.doc)[index], found.doc
    words = doc[q["first"] : q["last"]]
    before = token_from(doc, q["outer_start"]) - 1
    body = (
        noun_type(words[0]) == "ORG" if words else False
    )  # del “Comitato viale Gramsci e dintorni”
    named = body and before >= 0 and doc[before].pos_ in {"ADP", "DET", "NOUN"}
    return is_title(found.text[q["start"] : q["end"]]) or (named and not any_finite(words))


def begins_sentence(doc: Doc, q: Quotation, before: int) -> bool:
    """Whether the quotation is the first thing of its sentence or line."""
    token = doc[before]
    between = text_of(doc)[token.idx + len(token) : q["outer_start"]]
    if "\n" in between or "\n" in token.text:
        return True
    if token.text in {".", "!", "?", "…", ";"}:
        return True
    low = sentences(doc)[sentence_at(doc)[before]][0]
    if dateline_end(doc, low) > before:
        return True  # MODENA «Mi hanno rapinata»
    sentence = sentences(doc)[sentence_at(doc)[min(q["first"], len(doc) - 1)]]
    return before < sentence[0] and token.text not in {":", ","}


def _goes_on(found: Findings, previous: int, q: Quotation, before: int) -> bool:
    """Whether a quotation is the next piece of the one before it in its sentence.

    *«A», ha detto Rossi, «B»* · *la sua è «A» e «B»*
    """
    doc = found.doc
    last = quotations(doc)[previous]
    sentence = sentence_at(doc)
    if sentence[max(last["last"] - 1, 0)] != sentence[before]:
        return False
    draft = found.taken_quotes[previous]
    cue = draft["cue"]
    if (
        cue is not None
        and last["last"] <= cue["head"] <= before
        and draft["rule"] in {"quote.cue_after", "quote.noun_after"}
        and not cues_between(doc, cue["end"], before + 1)
    ):
        width = len(doc[cue["end"] : before + 1])
        if width <= 8 or (width <= 25 and doc[before].text in BREAKS | {":"}):
            return True
    gap = text_of(doc)[last["outer_end"] : q["outer_start"]].strip(" ,").lower()
    return gap in _GAPS or gap.replace(" ", "_") in listed("joints")


_GAPS = frozenset(["", "–", "-", "—", "(...)", "[...]", "…", "..."])
"""What may stand between two pieces of one quotation."""


def _cues_before(found: Findings, floor: int, before: int) -> list[Cue]:
    """The free verbs and nouns of saying between ``floor`` and the mark before a quotation."""
    return [
        c
        for c in cues_between(found.doc, floor - 4, before + 1)
        if floor <= c["head"] <= before
        and c["part"] in {"verb", "noun"}
        and "quote" in c["frames"]
        and c["head"] not in found.taken_cues
        and found.quoted[c["head"]] < 0
        and feature(found.doc, c["tokens"], "Person") in {"3", None}
        and not _shares_opinion(found.doc, c, floor)
    ]


def _shares_opinion(doc: Doc, cue: Cue, floor: int) -> bool:
    """*[Dello stesso avviso] Anna Neri: «…»*, *[Di parere opposto] il sindaco: «…»*: no words of theirs."""
    first = next((t for t in doc[floor : cue["start"]] if not t.is_space and not t.is_punct), None)
    between = cue["start"] - first.i if first is not None else 0
    opens = first is not None and first.lower_ in fused("di") and between <= 2
    return opens and cue["lemma"] in listed("opinions")


def _as_before(found: Findings, floor: int, before: int) -> Cue | None:
    """*…, [come racconta] il diretto interessato: «…»*: up to the colon only who says it."""
    doc = found.doc
    near = [c for c in cues_between(doc, floor, before) if c["part"] == "as"]
    if not near or near[-1]["head"] in found.taken_cues or found.quoted[near[-1]["head"]] >= 0:
        return None
    cue = near[-1]
    between = doc[cue["end"] : before]
    plain = len(between) > 0 and not any(t.text in BREAKS for t in between)
    anybody = any(doc[i].lower_ in listed("si") for i in cue["tokens"])  # come si legge
    return cue if plain and not anybody and not any_finite(between) else None


def _adposition(found: Findings, floor: int, before: int) -> Cue | None:
    """*[Per] il sindaco: «…»*, *[secondo] Rossi: «…»*."""
    between = cues_between(found.doc, floor, before)
    return next((c for c in between if c["part"] == "adposition"), None)


def _has_own_clause(doc: Doc, cue: Cue, until: int) -> bool:
    """*ha detto [che A]: «B»*: a content of the cue's own before the quotation."""
    if cue["part"] == "noun":
        return False
    if "object" in cue["frames"] and _denied_words(doc, cue["end"], until):
        return True
    clausal = cue.copy()
    kept = {"object"} if cue["type"] in _OBJECT_AND_WORDS else set()
    clausal["frames"] = sorted(set(cue["frames"]) - (PHRASES - kept))
    clause = clause_start(doc, clausal, until)
    return clause is not None and clause.frame != "quote"


_OBJECT_AND_WORDS = frozenset(["announce", "ask", "confirm", "deny", "promise"])
"""Types of cues that have a content before the colon: *chiede [le dimissioni]: «…»*."""


def _denied_words(doc: Doc, start: int, until: int) -> bool:
    """*ha smentito [le voci secondo cui …]: «…»*: an object that holds what it says."""
    return any(
        token.pos_ == "NOUN"
        and doc[token.i + 1].lower_ == "secondo"
        and doc[token.i + 2].lower_ == "cui"
        for token in doc[start : min(start + 5, until - 2)]
    )


def _beside(doc: Doc, noun: Cue, q: Quotation, before: int) -> bool:
    """*L'appello lanciato dal vicesindaco – «…» –*: a noun with its source, the words set off by marks."""
    between = doc[noun["end"] : before]
    if len(between) > NEAR_NOUN or any_finite(between) or any(t.is_punct for t in between):
        return False
    after = token_from(doc, q["outer_end"])
    closed = after < len(doc) and doc[after].text == doc[before].text
    return closed and (any(can_speak(t) for t in between) or _possessed(doc[noun["head"]]))


NEAR_NOUN = 9
"""Tokens between a noun of saying and the mark before its words."""


def _possessed(noun: Token) -> bool:
    return any(c.dep_ == "det:poss" for c in noun.children)


def _announced(found: Findings, q: Quotation, floor: int, before: int) -> Cue | None:
    """*Queste le sue parole "Non …"*, *Duro il commento del sindaco "Abbiamo …"*: a noun of saying
    with its source, then a sentence in marks that no colon brings, and nothing after it.
    """
    doc = found.doc
    words, after = doc[q["first"] : q["last"]], token_from(doc, q["outer_end"])
    if not words or not words[0].text[:1].isupper() or not any_finite(words):
        return None
    if after < len(doc) and not doc[after].is_space and doc[after].text not in _STOPS:
        return None
    nouns = (c for c in reversed(_cues_before(found, floor, before)) if c["part"] == "noun")
    return next(
        (
            c
            for c in nouns
            if before - c["end"] < NEAR_NOUN
            and has_source(doc[c["head"]])
            and c["start"] - floor <= LEADING
            and not any_finite(doc[c["start"] : before + 1])
        ),
        None,
    )


LEADING = 3
"""Tokens before the noun of saying that announces a quotation: *duro il*, *queste le sue*."""
_STOPS = frozenset([".", "!", "?", "…"])


def _sourced(doc: Doc, noun: Cue, floor: int, before: int) -> bool:
    """*la risposta [del sindaco]: «…»*, *[arriva] la replica: «…»*: a source, or a verb that has one."""
    token = doc[noun["head"]]
    return (
        any(c.dep_ in {"nmod", "det:poss"} for c in token.children)
        or (token.i + 1 < before and doc[token.i + 1].lower_ in fused("di"))
        or any_finite(doc[floor:before])
    )


def _verb_at_colon(doc: Doc, colon: int) -> Cue | None:
    """Any verb right before the colon, in the third person: *Rossi enumera: «…»*."""
    head = colon - 1
    while head > 0 and (doc[head].pos_ == "ADV" or doc[head].lower_ in grammar().inner):
        head -= 1
    verb = doc[max(head, 0)]
    if not is_verb(verb) or verb.pos_ == "AUX" or quote_at(doc)[verb.i] >= 0:
        return None
    by = subject_of(doc, head)
    if by is not None and by.pos_ == "NOUN" and by.i < head and not can_speak(by):
        return None  # la rapina l'ha provata: «…»
    group = verb_group(doc, head)
    if feature(doc, group, "Person") != "3" or lemma_of(verb) in grammar().auxiliaries:
        return None
    return unlisted_cue(head, group, lemma_of(verb))


def _source_at_colon(doc: Doc, frame: list[Token]) -> int | None:
    """The head of the source in the words before a colon, none of them a cue.

    *Rossi: «…»* · *Il sindaco, ieri: «…»* · *Rossi va all'attacco: «…»*
    """
    frame = _main_part(frame)
    if (mood := _voice_of_mood(frame)) is not None:
        return mood
    if frame and _has_verb(frame[:1]) and (last := _last_phrase(frame, inverted=True)) is not None:
        return last  # Torna all'attacco il sindaco: «…»
    if _has_verb(frame):
        subjects = [
            t
            for t in frame
            if t.dep_ in SUBJECTS
            and not is_verb(t)
            and t.pos_ != "PRON"
            and quote_at(doc)[t.i] < 0
            and _may_be_source(t)
            and (t.dep_ != "nsubj:pass" or t.i < t.head.i or bool(t.ent_type_))
        ]
        if subjects and subjects[-1].ent_type_ != "PER" and (told := _told_of(frame)) is not None:
            return told
        return subjects[-1].i if subjects else _touched(frame)
    if len(frame) > VERBLESS or _addresses(frame):
        return None
    if (last := _last_phrase(frame)) is not None:
        return last
    comma = max((t.i for t in frame if t.text in {",", "."}), default=-1)
    name = next((t for t in frame if t.i > comma and is_name(t)), None)
    noun = next((t for t in frame if t.i > comma and is_person_noun(t)), None)
    if name is not None and (noun is None or noun.i >= name.i):
        office = doc[nominal_head(name)]
        if office.i < comma and office.pos_ == "NOUN" and noun_type(office) == "PER":
            return office.i  # il presidente del circolo, Aldo Neri: «…»
        return nominal_head(name, comma)  # Manovra, Conte: «…»
    if noun is None:
        return None
    opens = comma >= 0 and doc[comma + 1].pos_ == "NOUN"  # Rossi, presidente: «…»
    apposed = opens and doc[comma - 1].ent_type_ == "PER"
    return nominal_head(doc[comma - 1]) if apposed else noun.i


VERBLESS = 20
"""Tokens before a colon that may name a source without a verb."""


def _main_part(frame: list[Token]) -> list[Token]:
    """*Della stessa idea un vicino [che passa]: «…»*: without a relative at its end."""
    for number, token in enumerate(frame):
        if finite(token):
            return frame
        relative = token.lower_ == "che" and number > 1 and frame[number - 1].pos_ in _NOMINAL
        if relative and not any(t.text == "," for t in frame[number:]):
            return frame[:number]
    return frame


_NOMINAL = frozenset(["NOUN", "PROPN", "ADJ"])


def _told_of(frame: list[Token]) -> int | None:
    """*A fornirle, [Aldo Neri], responsabile del centro, che dal 2008 cura …: «…»*: set off, then told of."""
    for token in frame:
        if token.ent_type_ != "PER" or token.ent_iob_ != "B":
            continue
        end = next((t for t in frame if t.i > token.i and t.ent_type_ != "PER"), token)
        before = token.nbor(-1) if token.i else token
        if end.text == "," and before.text == "," and not any_finite(frame[: frame.index(token)]):
            return nominal_head(token)
    return None


def _touched(frame: list[Token]) -> int | None:
    """*[A Neri] non va giù: «…»*, *accolta con rabbia [dal sindaco]: «…»*: whom it happens to, or who does it."""
    words = [t for t in frame if not t.is_space]
    doers = (t for t in words if t.dep_ in {"obl:agent", "obl"} and has_case(t, fused("da")))
    opening = (t for t in words if has_case(t, fused("a")) and words[0] in t.children)
    people = (t for t in (*doers, *opening) if _may_be_source(t) and is_verb(t.head))
    return next((t.i for t in people), None)


def _last_phrase(frame: list[Token], *, inverted: bool = False) -> int | None:
    """*Di diverso avviso [il sindaco]: «…»*, *Sulla stessa linea [Neri]: «…»*: a speaker after a complement."""
    words = [t for t in frame if not t.is_space]
    start = len(words)
    while start and words[start - 1].pos_ in {"DET", "NOUN", "PROPN", "ADJ"}:
        start -= 1
        if words[start].pos_ == "DET":
            break
    phrase = words[start:]
    begins = phrase and (phrase[0].pos_ == "DET" or is_name(phrase[0]))
    if not begins or not start or words[start - 1].pos_ == "ADP":
        return None
    if not inverted and words[0].pos_ != "ADP":
        return None
    agrees = any(lemma_of(t) in listed("opinions") for t in words[:start])
    return next((t.i for t in phrase if can_speak(t) or (agrees and t.pos_ == "NOUN")), None)


def _addresses(frame: list[Token]) -> bool:
    """*Poi, [rivolta ai banchi della procura]: «…»*: only who is spoken to is named."""
    words = [t for t in frame if not t.is_punct and not t.is_space and t.pos_ != "ADV"]
    return len(words) > 1 and is_participle(words[0]) and words[1].lower_ in fused("a")


def _voice_of_mood(frame: list[Token]) -> int | None:
    """*Soddisfatti [i ricorrenti]: «…»*, *Perentorio [l'avvocato di Neri]: «…»*: a word, then who is so."""
    words = [t for t in frame if not t.is_space]
    if len(words) < 3 or words[1].pos_ != "DET" or any(t.is_punct for t in words[:3]):
        return None
    if words[0].ent_type_ or words[0].pos_ not in _MOODS or _has_verb(frame):
        return None
    return next((t.i for t in words[2:4] if t.pos_ in {"NOUN", "PROPN"}), None)


def _has_verb(frame: list[Token]) -> bool:
    """Whether there is a finite verb; taggers take *Perentorio* or *Soddisfatti* at a beginning for one."""
    others = {"1", "2"}
    return any(
        finite(t) and lemma_of(t).endswith(("re", "rsi")) and others.isdisjoint(morph(t, "Person"))
        for t in frame
    )


_MOODS = frozenset(["ADJ", "VERB", "NOUN", "PROPN"])
"""Tags that a word for a mood may have: taggers differ at the beginning of a sentence."""


def _may_be_source(token: Token) -> bool:
    if token.ent_type_ in {"PER", "ORG"} or is_person_noun(token):
        return True
    return token.pos_ == "PROPN" and token.ent_type_ != "LOC"


def nominal_head(token: Token, floor: int = -1) -> int:
    """*il sindaco Mario [Rossi]* → *sindaco*: the noun after ``floor`` that a name hangs on.

    Not one that is no speaker: *l'ira di [Rossi]: «…»*.
    """
    while (
        floor < token.head.i
        and (token.head.pos_ == "PROPN" or can_speak(token.head))
        and token.dep_ in {"flat", "flat:name", "nmod", "appos", "amod", "compound"}
        and token.head.i < token.i
        and token.head.pos_ in {"NOUN", "PROPN"}
    ):
        token = token.head
    return token.i


def _without_brackets(doc: Doc, start: int, end: int) -> list[Token]:
    """The tokens ``start``–``end`` but for what stands in brackets."""
    found, depth = [], 0
    for token in doc[start:end]:
        depth += (token.text == "(") - (token.text == ")")
        if depth <= 0 and token.text != ")":
            found.append(token)
    return found
