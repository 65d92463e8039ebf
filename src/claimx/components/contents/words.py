"""What every sieve asks of single words: closed classes, marks, persons, the cue at a token."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Span, Token

from claimx.components.grammar import (
    DASHES,
    cleft_copula,
    feature,
    finite,
    finite_between,
    lemma_of,
    morph,
    quote_at,
)
from claimx.components.lookup import remembered
from claimx.components.nouns import SPEAKING, noun_type, role_list
from claimx.components.state import Cue, cue_of, cues

OPENERS = frozenset(['"', "“", "«", "‘", "”", "„"])
CLOSERS = frozenset(['"', "”", "»", "’", "'", "“"])
BREAKS = DASHES | {","}
"""Marks that set off an aside: *…, ha detto Rossi, …*, *… – dice – …*"""


def any_finite(tokens: Iterable[Token]) -> bool:
    """Whether a finite verb is among ``tokens``; a stretch of the text is not walked for it."""
    if isinstance(tokens, Span):
        return finite_between(tokens.doc, tokens.start, tokens.end)
    return any(finite(token) for token in tokens)


def is_gerund(token: Token) -> bool:
    """*dicendo*, *aggiungendo*."""
    return "Ger" in morph(token, "VerbForm")


def is_infinitive(token: Token) -> bool:
    """*dire*, *aggiungere*."""
    return "Inf" in morph(token, "VerbForm")


def is_participle(token: Token) -> bool:
    """*detto*, *aggiunto*."""
    return "Part" in morph(token, "VerbForm")


def is_copula(token: Token) -> bool:
    """A form of *essere*."""
    return lemma_of(token) == "essere"


def is_cleft(doc: Doc, cue: Cue) -> bool:
    """*A chiedere aiuto è il Papa*: who reports comes after *essere*."""
    start, head, end = cue["start"], cue["head"], cue["end"]
    return cue["type"] != "believe" and cleft_copula(doc, start, head, end) is not None


def is_person_noun(token: Token) -> bool:
    """*il sindaco*, *i residenti*, *la procura*: a noun for someone who can speak."""
    return token.pos_ == "NOUN" and noun_type(token) in SPEAKING


def is_name(token: Token) -> bool:
    """*Rossi*, *Confindustria*: a proper noun, or part of a person's or body's name."""
    known = token.text[0].isupper() and token.lower_ in role_list("bodies")  # M5s
    return token.ent_type_ in {"PER", "ORG"} or token.pos_ == "PROPN" or known


def can_speak(token: Token) -> bool:
    """*Rossi*, *il sindaco*."""
    return is_name(token) or is_person_noun(token)


def is_padding(token: Token) -> bool:
    """Space, or a mark that opens no quotation."""
    return token.is_space or (token.is_punct and token.text not in OPENERS)


def in_first_or_second_person(doc: Doc, cue: Cue) -> bool:
    """*ho detto*, *dite*: the one who speaks there is not spoken about."""
    return feature(doc, cue["tokens"], "Person") in {"1", "2"}


def is_title(text: str) -> bool:
    """A name or title in marks, every word but the little ones capitalised: *«La Grande Bellezza»*."""
    long = [w for w in text.replace("’", " ").replace("'", " ").split() if len(w) > 3]
    return bool(long) and all(w[0].isupper() for w in long) and len(text.split()) <= 5


def other_quotation(doc: Doc, head: int, i: int) -> int:
    """The top quotation that holds token ``i``, or -1; -1 also if it holds the cue at ``head`` too."""
    quoted = quote_at(doc)
    return -1 if quoted[i] == quoted[head] else quoted[i]


def _cue_table(doc: Doc) -> dict[int, Cue]:
    table: dict[int, Cue] = {}
    for cue in cues(doc):
        for k in cue["tokens"]:
            table.setdefault(k, cue)
    return table


def cue_at(doc: Doc, i: int) -> Cue | None:
    """The cue that the token ``i`` is part of. Cached on the Doc."""
    return remembered(doc, "cue_table", _cue_table).get(i)


def unlisted_cue(head: int, tokens: list[int], lemma: str) -> Cue:
    """A cue that the lexicon does not list, where its place beside a quotation tells it: *sorride*."""
    return cue_of(tokens, head, lemma, "say", ["quote"], "verb")
