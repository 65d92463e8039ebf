"""Where the writer takes the word again inside a sentence: the next predicate, another's turn.

*Rossi ha detto che A [e ha aggiunto] che B* · *… che A, [mentre Bianchi nega]* ·
*… che A[, come ha scritto il Corriere]*
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from claimx.components.contents.clauses import clause_start
from claimx.components.contents.words import BREAKS, OPENERS, can_speak, cue_at, is_gerund
from claimx.components.grammar import (
    DASHES,
    bare_participle,
    feature,
    finite,
    fused,
    is_verb,
    last_finite,
    lemma_of,
    listed,
    morph,
    subject_of,
)
from claimx.components.nouns import noun_type
from claimx.components.state import Cue

TURN = 14
"""Tokens of another's name and office that may stand before the cue of their turn."""


def resumes(doc: Doc, i: int, cue: Cue) -> bool:
    """Whether at ``i`` the writer's sentence goes on: a predicate beside the cue, another cue's turn."""
    token = doc[i]
    if token.text == "," and (_glosses(doc, i + 1) or _comments(doc, i + 1)):
        return True
    if token.text == "," and (_leads_on(doc, i + 1) or _others_object(doc, i + 1, cue)):
        return True
    turns = token.text in BREAKS or token.lower_ in listed("turning")
    if not turns and token.text != "(" and token.lower_ != "o":
        return False
    following = i + 1
    if token.text == "," and following < len(doc) and doc[following].lower_ in listed("turning"):
        following += 1
    if token.lower_ in listed("and") and doc[min(following, len(doc) - 1)].text == ",":
        following = _past_aside(doc, following)  # e, senza indicare date, ha aggiunto
    if _quotes_on(doc, following):
        return False
    if _coordinated_with(doc, following, cue) or _evidential_at(doc, i, following, cue):
        return True
    if turns and _agrees_with_cue(doc, i, following, cue):
        return True
    if token.lower_ in listed("and") and _goes_on_in_participle(doc, following, cue):
        return True
    if token.text == "," and _closed_by(doc, following, cue):
        return True
    return turns and _takes_turn(doc, i, following, cue)


def _quotes_on(doc: Doc, i: int) -> bool:
    """*… e [che «]potrebbero fuggire»*: another clause of what is said, in the speaker's words."""
    return i + 1 < len(doc) and doc[i].lower_ == "che" and doc[i + 1].text in OPENERS


def _glosses(doc: Doc, i: int) -> bool:
    """*…, un'ipotesi che …*, *…, circostanza che …*: the writer's word for what was said."""
    noun = i + 1 if i < len(doc) and doc[i].lower_ in listed("indefinite_articles") else i
    if noun + 1 >= len(doc) or lemma_of(doc[noun]) not in listed("glosses"):
        return False
    return doc[noun + 1].lower_ in {"che", "cui"} or doc[noun + 1].lower_ in fused("a") | fused(
        "di"
    )


def _leads_on(doc: Doc, i: int) -> bool:
    """*…, [perché – scrive in una email – «…»*: a conjunction, a dash and another cue of the same speaker."""
    if i + 2 >= len(doc) or doc[i].pos_ not in {"SCONJ", "CCONJ"} or doc[i + 1].text not in DASHES:
        return False
    cue = cue_at(doc, i + 2)
    return cue is not None and cue["part"] == "verb"


def _others_object(doc: Doc, i: int, cue: Cue) -> bool:
    """*…, [ma i residenti] restano scettici*: people who act against what was said, right after *ma*."""
    if i + 3 >= len(doc) or doc[i].lower_ not in listed("adversatives"):
        return False
    if doc[i + 1].pos_ != "DET":
        return False
    verb = next((t for t in doc[i + 2 : i + 9] if finite(t) or t.is_punct), None)
    subject = doc[i + 2]
    kinds = {"GROUP", "ORG"} if doc[i].lower_ == "mentre" else {"GROUP"}
    people = subject.pos_ == "NOUN" and noun_type(subject) in kinds
    return people and verb is not None and finite(verb) and not is_gerund(doc[cue["head"]])


def _comments(doc: Doc, i: int) -> bool:
    """*…, [riferendosi] al rivale*, *…, [facendo salire] il bilancio*: a gerund about the saying."""
    if i + 1 >= len(doc) or doc[i].lower_ not in listed("comments"):
        return False
    return doc[i].lower_ != "facendo" or doc[i + 1].lower_ in listed("made")


def _past_aside(doc: Doc, comma: int) -> int:
    """The token after the comma that closes an aside, if it has no finite verb."""
    for token in doc[comma + 1 : comma + 12]:
        if token.text == ",":
            return token.i + 1
        if finite(token):
            break
    return comma


def _coordinated_with(doc: Doc, i: int, cue: Cue) -> bool:
    """Whether the first verb from ``i`` on is coordinated with the cue: *… [e ha aggiunto] …*"""
    verb = _next_predicate(doc, i)
    if verb is None or _joined_later(doc, i, verb):
        return False
    if verb.dep_ == "conj" and verb.head.i == cue["head"]:
        return True
    return verb.dep_ in {"conj", "parataxis"} and verb.head.i in cue["tokens"]


def _joined_later(doc: Doc, i: int, verb: Token) -> bool:
    """*la salute e la sicurezza, [ed] entrambe seguiranno*: its subject comes after another *e*."""
    subject = subject_of(doc, verb.i)
    joints = [t.i for t in doc[i : verb.i] if t.lower_ in listed("and")]
    return bool(joints) and subject is not None and joints[-1] < subject.i < verb.i


def _agrees_with_cue(doc: Doc, i: int, following: int, cue: Cue) -> bool:
    """*i siti hanno segnalato che l'indirizzo è noto [e hanno rilasciato] i dati*: the cue's subject.

    A verb right after *e*, in the compound tense and the number of the cue, where the last verb of
    the content is in neither.
    """
    if doc[i].lower_ not in listed("and") and doc[following - 1].lower_ not in listed("and"):
        return False
    start = following
    while start < len(doc) and doc[start].pos_ == "ADV":
        start += 1
    if start + 1 < len(doc) and _as_the_cue(doc, start, cue, i):
        return True
    if start + 1 >= len(doc) or doc[start].pos_ != "AUX" or not finite(doc[start]):
        return False
    if not _compound(doc, cue) or lemma_of(doc[start]) not in listed("of_tense"):
        return False
    told = last_finite(doc, cue["end"], i)
    if told is None or morph(doc[start], "Number") != morph(_finite_of(doc, cue), "Number"):
        return False
    other_number = morph(told, "Number") != morph(doc[start], "Number")
    if morph(told, "Mood") == ["Cnd"] and "Ind" in morph(doc[start], "Mood"):
        return True  # ha detto che non se ne sarebbe andata [e ha urlato]
    simple = told.pos_ != "AUX" or told.dep_ == "cop"
    return morph(doc[start], "Tense") == morph(_finite_of(doc, cue), "Tense") and (
        other_number or simple
    )


def _as_the_cue(doc: Doc, verb: int, cue: Cue, joint: int) -> bool:
    """*fanno notare che un accordo si troverà [e rimandano] tutto*: in a simple tense, by its number."""
    told, own = last_finite(doc, cue["end"], joint), _finite_of(doc, cue)
    simple = not _compound(doc, cue) and doc[verb].pos_ == "VERB"
    if told is None or not finite(doc[verb]) or not simple:
        return False
    number, tense = morph(doc[verb], "Number"), morph(doc[verb], "Tense")
    same = number == morph(own, "Number") and tense == morph(own, "Tense")
    return same and morph(told, "Number") != number and morph(told, "Tense") != tense


def _goes_on_in_participle(doc: Doc, i: int, cue: Cue) -> bool:
    """*ha detto che A [e chiesto] ai cittadini di …*: a participle that shares the cue's auxiliary."""
    other = cue_at(doc, i)
    if other is None or other["part"] != "verb" or other["start"] != i or not _compound(doc, cue):
        return False
    participle = bare_participle(doc, i) and morph(doc[i], "Gender") != ["Fem"]
    return (
        participle
        and morph(doc[i], "Number") != ["Plur"]
        and clause_start(doc, other, min(i + 14, len(doc))) is not None
    )


def _closed_by(doc: Doc, i: int, cue: Cue) -> bool:
    """*hanno scoperto che A[, si legge nello studio].*: another cue, with nothing to say of its own, up to the stop."""
    other = cue_at(doc, i)
    if (
        other is None
        or other["part"] != "verb"
        or other["start"] != i
        or other["head"] == cue["head"]
    ):
        return False
    if other["type"] not in _CLOSING or not any(finite(doc[k]) for k in other["tokens"]):
        return False
    return _runs_to_stop(doc, other["end"]) and not _has_clause(doc, other)


_CLOSING = frozenset(["say", "announce", "confirm"])
"""Types of cues that close a sentence: *…, spiega Rossi.*"""


def _finite_of(doc: Doc, cue: Cue) -> Token:
    return next((doc[k] for k in cue["tokens"] if finite(doc[k])), doc[cue["head"]])


def _next_predicate(doc: Doc, i: int) -> Token | None:
    """The first verb from ``i`` on that a coordination there may bring."""
    for token in doc[i : min(i + 12, len(doc))]:
        if "\n" in token.text or token.text in {".", ";"}:
            return None
        if is_verb(token) and token.dep_ not in {"aux", "aux:pass", "cop"}:
            return token
    return None


def _evidential_at(doc: Doc, i: int, following: int, cue: Cue) -> bool:
    """*…[, come ha scritto il Corriere]*, *…[, secondo Rossi].*, *secondo il pm …[, secondo la difesa] …*"""
    other = cue_at(doc, following)
    if other is None or other["start"] != following:
        return False
    if other["part"] == "as":
        return True
    if other["part"] != "adposition":
        return False
    return cue["part"] == "adposition" or (doc[i].text == "," and _runs_to_stop(doc, following))


def _runs_to_stop(doc: Doc, i: int) -> bool:
    """Whether a parenthetical that begins at ``i`` runs to its sentence's end."""
    for token in doc[i : min(i + 25, len(doc))]:
        if token.text in {".", ";"} or "\n" in token.text:
            return True
        if token.text == "," or finite(token):
            return False
    return False


def _takes_turn(doc: Doc, i: int, following: int, cue: Cue) -> bool:
    """Whether another cue right after ``i`` is the writer's, not part of what the first one says."""
    nearby = _cue_from(doc, following, TURN)
    if (
        nearby is None
        or nearby["head"] == cue["head"]
        or nearby["part"] != "verb"
        or bare_participle(doc, nearby["head"])
    ):
        return False
    head, verb = doc[cue["head"]], doc[nearby["head"]]
    if is_gerund(verb) and (
        is_gerund(head) or (verb.dep_ in {"advcl", "conj"} and verb.head.i == head.i)
    ):
        return True  # …, aggiungendo che …
    comma = doc[i].text == "," and nearby["start"] == following
    if is_gerund(verb) and comma and nearby["type"] in _OF_SPEAKERS and _has_clause(doc, nearby):
        return True  # ha negato che Mosca voglia la guerra, [definendo] false le notizie
    if doc[following - 1].lower_ == "mentre":
        return True
    if verb.dep_ in {"conj", "parataxis"} and (
        verb.head.i == head.i or (verb.head.i == head.head.i and head.dep_ == "conj")
    ):
        return True
    return _reports_beside(doc, i, following, cue, nearby)


_OF_SPEAKERS = frozenset(["say", "announce"])
"""Types of gerunds after a comma that are the speaker's, whatever the parse hangs them on."""


def _reports_beside(doc: Doc, i: int, following: int, cue: Cue, nearby: Cue) -> bool:
    """*… [e Bianchi ha risposto] che …*, *…, [ha aggiunto] che …*: same tense, a clause of its own."""
    verb = doc[nearby["head"]]
    auxiliary = any(doc[k].pos_ == "AUX" for k in nearby["tokens"])
    if is_verb(verb) and not finite(verb) and not auxiliary:
        return False
    subject = doc[following : nearby["start"]]
    noun_phrase = all(t.pos_ in {"DET", "NOUN", "PROPN", "ADJ", "ADP", "NUM"} for t in subject)
    if noun_phrase and doc[following - 1].lower_ == "ma" and any(can_speak(t) for t in subject):
        return True  # …, ma la difesa nega
    own_subject = doc[i].lower_ in listed("and") and noun_phrase
    return (
        (nearby["start"] == following or own_subject)
        and feature(doc, nearby["tokens"], "Person") in {"3", None}
        and _compound(doc, cue) == _compound(doc, nearby)
        and _has_clause(doc, nearby)
    )


def _compound(doc: Doc, cue: Cue) -> bool:
    """Whether the verb is in a compound tense: coordinated cues share theirs."""
    return any(lemma_of(doc[k]) in listed("of_tense") for k in cue["tokens"] if k != cue["head"])


def _has_clause(doc: Doc, cue: Cue) -> bool:
    """Whether something to say follows the cue: *[che …]*, *[: «…»]*, *[le dimissioni]*."""
    end = cue["end"]
    if end >= len(doc):
        return False
    following = doc[end]
    return (
        following.lower_ in listed("plain_di") | {"che", ":"}
        or ("object" in cue["frames"] and following.pos_ == "NOUN")
        or following.text in OPENERS
        or following.pos_ == "DET"
        or clause_start(doc, cue, min(end + 12, len(doc))) is not None
    )


def _cue_from(doc: Doc, i: int, width: int) -> Cue | None:
    """The first verbal cue in the ``width`` tokens from ``i`` on, before any mark."""
    for k in range(i, min(i + width, len(doc))):
        if doc[k].is_punct:
            return None
        cue = cue_at(doc, k)
        if cue is not None and cue["part"] in {"verb", "as"}:
            return cue
    return None
