"""Verbs and locutions of saying, and those that only cite (*come ha detto il sindaco*)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Token

from claimx.components.cues.forms import cue_lemma, known_verbs, si_before, verb_in_disguise
from claimx.components.grammar import (
    VERBS,
    bare_participle,
    finite,
    fused,
    grammar,
    is_verb,
    lemma_of,
    listed,
    morph,
    sentence_at,
    verb_group,
)
from claimx.components.lookup import known_cues, phrase_starts, places, remembered, tokens_with
from claimx.components.state import Cue, cue_of
from claimx.lexicon import CueLexicon, Entry

LOCUTION_GAP = 4
"""Tokens that may stand between two words of a locution."""
_GAP_ENDS = frozenset(".:;?!")


def verb_cues(doc: Doc) -> Iterator[Cue]:
    """The verbs of the lexicon, in every form that a text has them in."""
    for i in _candidates(doc):
        token = doc[i]
        if _is_auxiliary(token) or not (is_verb(token) or verb_in_disguise(token)):
            continue
        if _says_nothing(doc, token):
            continue
        group = verb_group(doc, i)
        locution = _locution(doc, i, group)
        if locution is not None:
            yield _locution_cue(token, group, *locution)
        else:
            lemma = cue_lemma(token)
            cue = _evidential_cue(token, lemma, group) or _plain_cue(token, lemma, group)
            if cue is not None:
                yield cue


def _candidates(doc: Doc) -> list[int]:
    """The words, in order, that may be a form of a verb of the lexicon, or begin a locution."""
    forms, cues = places(doc, "LOWER"), known_cues(doc)
    beginning = _beginnings(cues)
    known = (at for form, at in forms.items() if form in beginning or known_verbs(cues, form))
    tagged = (i for i in tokens_with(doc, "POS", VERBS) if lemma_of(doc[i]) in beginning)
    return sorted({*(i for at in known for i in at), *tagged})


@cache
def _beginnings(cues: CueLexicon) -> frozenset[str]:
    """The verbs that cues are or begin with; a reflexive one's lemma may be without its *si*."""
    verbs = cues.verbs.keys() | cues.locutions.keys() | cues.adpositions.reports
    after_non = (word for entry in cues.locutions.get("non", ()) for word in entry.words[1])
    plain = (lemma[:-2] + "e" for lemma in cues.verbs if lemma.endswith("rsi"))
    return frozenset([*verbs, *after_non, *plain])


def _is_auxiliary(token: Token) -> bool:
    """*[avevano] dato adito a dubbi*: part of another verb, and no beginning of a locution."""
    return token.pos_ == "AUX" and token.dep_ in {"aux", "aux:pass"}


def _says_nothing(doc: Doc, token: Token) -> bool:
    """*stando a*, *vale a dire*: a preposition, or part of a fixed phrase."""
    return token.lower_ in listed("prepositional") or excluded(doc, token.i)


def excluded(doc: Doc, i: int) -> bool:
    """Whether the token is part of a fixed phrase that says nothing (*vale a dire*)."""
    return i in remembered(doc, "excluded", _excluded)


def _excluded(doc: Doc) -> set[int]:
    found = phrase_starts(doc, grammar().exclusions)
    return {
        i
        for phrase, starts in found.items()
        for start in starts
        for i in range(start, start + len(phrase))
    }


# ---------------------------------------------------------------- locutions


def _locution(doc: Doc, i: int, group: list[int]) -> tuple[Entry, list[int]] | None:
    """The longest locution whose first word is token ``i``, of the verb ``group``, and its tokens."""
    best: tuple[Entry, list[int]] | None = None
    if doc[i].dep_ in {"aux", "aux:pass"}:
        return best  # non avevano dato adito a dubbi
    beginning = list(_beginning_with(doc, i, group))
    if not beginning:
        return best
    near = {w for token in doc[i + 1 : i + 1 + LOCUTION_GAP] for w in _spellings(token)}
    for entry, rest in beginning:
        if rest and near.isdisjoint(rest[0]):
            continue
        tokens = [i]
        for alternatives in rest:
            found = _next_word(doc, tokens[-1], alternatives)
            if found is None:
                break
            tokens.append(found)
        else:
            if best is None or len(tokens) > len(best[1]):
                best = entry, tokens
    return best


def _beginning_with(
    doc: Doc, i: int, group: list[int]
) -> Iterator[tuple[Entry, tuple[tuple[str, ...], ...]]]:
    """The locutions that the verb at ``i`` may begin, with their other words; *non* stands before it."""
    locutions = known_cues(doc).locutions
    for entry in locutions.get(lemma_of(doc[i]), ()):
        yield entry, entry.words[1:]
    if any(doc[k].lower_ == "non" for k in group):
        for entry in locutions.get("non", ()):
            if _is_word(doc[i], entry.words[1]):
                yield entry, entry.words[2:]


def _next_word(doc: Doc, at: int, alternatives: tuple[str, ...]) -> int | None:
    """Where the next word of a locution stands, shortly after ``at`` in the same clause."""
    for i in range(at + 1, min(at + 1 + LOCUTION_GAP, len(doc))):
        if _is_word(doc[i], alternatives):
            return i
        if doc[i].text in _GAP_ENDS or doc[i].lower_ in listed("complementizers"):
            return None  # dice che la sua …: not "dire la sua"
    return None


def _is_word(token: Token, alternatives: tuple[str, ...]) -> bool:
    """Whether a token is one of the words of the lexicon."""
    return not _spellings(token).isdisjoint(alternatives)


def _spellings(token: Token) -> set[str]:
    """How the lexicon may have a token: by form or lemma, with any apostrophe or none."""
    form = token.lower_.replace("’", "'")
    return {form, token.lower_, form.rstrip("'") + "'", lemma_of(token)}


def _locution_cue(token: Token, group: list[int], entry: Entry, tokens: list[int]) -> Cue:
    light = grammar().auxiliaries | listed("light")
    return cue_of(
        sorted({*group, *tokens}),
        tokens[-1] if lemma_of(token) in light else token.i,
        entry.lemma,
        entry.type,
        entry.frames,
        "verb",
    )


# ---------------------------------------------------------------- single verbs


def _plain_cue(token: Token, lemma: str, group: list[int]) -> Cue | None:
    entry = known_cues(token.doc).verbs.get(lemma)
    if entry is None or _other_verb(token, lemma, group) or _goes_on_doing(token, lemma):
        return None
    if _answers_for(token, lemma) or _suffers(token, lemma) or _declares(token, lemma):
        return None
    return cue_of(group, token.i, lemma, entry.type, entry.frames, "verb")


def _answers_for(token: Token, lemma: str) -> bool:
    """*dovrà rispondere [di furto]*: answers for a crime, says nothing."""
    following = token.doc[token.i + 1 : token.i + 3]
    if lemma != "rispondere" or len(following) < 2 or following[0].lower_ not in fused("di"):
        return False
    return following[1].pos_ in {"NOUN", "ADJ"}


def _suffers(token: Token, lemma: str) -> bool:
    """*ha accusato [un malore]*: felt it, said nothing."""
    if lemma not in listed("suffering"):
        return False
    following = [lemma_of(t) for t in token.doc[token.i + 1 : token.i + 4] if t.pos_ == "NOUN"]
    return bool(following) and following[0] in listed("suffered")


def _declares(token: Token, lemma: str) -> bool:
    """*dichiara al Fisco [un reddito] di …*, *ha dichiarato lo [stato] di emergenza*: no statement."""
    if lemma not in listed("declaring"):
        return False
    things = (c for c in token.children if c.dep_ in {"obj", "nsubj:pass"})
    return any(lemma_of(c) in listed("declared") for c in things)


def _goes_on_doing(token: Token, lemma: str) -> bool:
    """*continuano però [a cacciare]*: goes on with something else than words."""
    if lemma not in listed("going_on_doing"):
        return False
    following = (t for t in token.doc[token.i + 1 : token.i + 4] if t.pos_ != "ADV")
    word = next(following, None)
    to = word is not None and word.lower_ in {"a", "ad"} and word.i + 1 < len(token.doc)
    return to and word is not None and "Inf" in morph(token.doc[word.i + 1], "VerbForm")


def _other_verb(token: Token, lemma: str, group: list[int]) -> bool:
    """A reflexive that means something else (*rivelarsi un grattacapo*, *assicurarsi*): no clause follows."""
    doc = token.doc
    of_itself = "self" in known_cues(doc).verbs[lemma].frames and lemma != "dire"
    if lemma.endswith("rsi") or of_itself:
        return False
    if lemma == "dire" and token.i and doc[token.i - 1].lower_ in listed("meaning"):
        return True  # vuol dire: means
    if token.lower_.endswith(("rsi", "ndosi")):
        return True
    if lemma in listed("reporting_reflexives") or not si_before(token, group):
        return False
    following = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else ""
    if lemma in listed("adding") and following in fused("a"):
        return True  # un altro indagato si aggiunge ai sette
    auxiliary = any(lemma_of(doc[i]) == "essere" for i in group[:-1])
    return following != "che" and (auxiliary or "Inf" in morph(token, "VerbForm"))


# ---------------------------------------------------------------- verbs that only cite


def _evidential_cue(token: Token, lemma: str, group: list[int]) -> Cue | None:
    """*come ha detto il sindaco*, *secondo quanto riferito*: the verb with its lead-in."""
    doc = token.doc
    lead = _as_lead(doc, group[0])
    lead = _past_subject(doc, group[0]) if lead is None else lead
    themselves = _past_themselves(doc, group[0])
    if lead is None and themselves != group[0]:
        lead = _as_lead(doc, themselves)
    if lead is None or not _may_cite(doc, lemma, group):
        return None
    if not _cites(doc, lead) or _own_voice(doc, group):
        return None
    words = range(lead, themselves) if doc[themselves - 1].pos_ != "NOUN" else range(lead, lead + 3)
    return cue_of(
        [*words, *group],
        token.i,
        ("come " if doc[lead].lower_ == "come" else "secondo quanto ") + lemma,
        "according_to",
        [],
        "as",
    )


def _past_subject(doc: Doc, start: int) -> int | None:
    """*[da quello che] i militari hanno ricostruito*: the lead-in past the verb's subject."""
    i = start - 1
    while i > 2 and start - i <= SUBJECT and doc[i].pos_ in {"DET", "NOUN", "PROPN", "ADJ", "ADP"}:
        i -= 1
    if i == start - 1 or doc[i].lower_ != "che" or doc[i - 1].lower_ not in listed("what_is"):
        return None
    return _as_lead(doc, i + 1)


SUBJECT = 8
"""Tokens of a subject between *quello che* and its verb."""


def _past_themselves(doc: Doc, start: int) -> int:
    """*come [lui stesso] ammette*: where a pronoun before a verb begins, else ``start``."""
    i = start
    if i > 1 and doc[i - 1].lower_ in listed("selves"):
        i -= 1
    return i - 1 if i > 1 and doc[i - 1].lower_ in listed("personal") else start


def _may_cite(doc: Doc, lemma: str, group: list[int]) -> bool:
    """Whether a verb after *come* or *quanto* cites: a finite one may be any that brings a quotation."""
    cues = known_cues(doc)
    if lemma in cues.adpositions.reports:
        return True
    entry = cues.verbs.get(lemma)
    if entry is None or "quote" not in entry.frames:
        return False
    impersonal = any(doc[i].lower_ in listed("si") for i in group)  # come si può pretendere
    after = doc[group[-1] + 1 : group[-1] + 4]
    by = len(group) == 1 and any(
        t.lower_ in fused("da") for t in after
    )  # come espresso dalla legge
    return not impersonal and (by or any(finite(doc[i]) for i in group))


def _as_lead(doc: Doc, start: int) -> int | None:
    """Where a lead-in begins that makes a verb evidential: *come*, *secondo quanto*, *a quanto*."""
    if start < 1:
        return None
    before = doc[start - 1].lower_
    if before == "come":
        return start - 1
    if before == "che" and start > 2 and doc[start - 2].lower_ in listed("what_is"):
        lead = doc[start - 3].lower_  # secondo quello che ha detto, da quel che si apprende
        return start - 3 if lead in listed("quanto_leads") | fused("a") else None
    if before != "quanto" or start < 2:
        return None
    lead = doc[start - 2].lower_
    if lead in fused("a"):
        return start - 3 if start >= 3 and doc[start - 3].lower_ == "stando" else start - 2
    return start - 2 if lead in listed("quanto_leads") else None


def _cites(doc: Doc, lead: int) -> bool:
    """*come ha detto X* beside a statement, against *spiega come ha detto*: a break comes before it.

    Nor after what takes *a* itself: *rispetto a quanto dichiarato*, *credere a quanto dicono*.
    """
    if lead == 0:
        return True
    before = doc[lead - 1]
    if doc[lead].lower_ in fused("a"):
        return before.lower_ not in listed("with_a") and "Inf" not in morph(before, "VerbForm")
    if doc[lead].lower_ != "come":
        return True
    by = lead + 2 < len(doc) and doc[lead + 2].lower_ in fused("da")
    if by and bare_participle(doc, lead + 1):
        return True  # un'aggressione vera e propria come specificato dai verbali
    if before.is_punct or before.is_space or before.lower_ in listed("before_as"):
        return True
    return sentence_at(doc)[lead - 1] != sentence_at(doc)[lead]


def _own_voice(doc: Doc, group: list[int]) -> bool:
    """*come abbiamo detto*: the writer's own."""
    verbs = (doc[i] for i in group if is_verb(doc[i]))
    return any(person in {"1", "2"} for verb in verbs for person in morph(verb, "Person"))
