"""A place where a content begins, and the infinitive that a preposition opens."""

from __future__ import annotations

import re
from typing import NamedTuple

from spacy.tokens import Doc, Token

from claimx.components.contents.words import OPENERS, is_infinitive
from claimx.components.grammar import grammar, is_verb, listed

PHRASES = frozenset(["accused", "named", "object", "of", "self"])
"""Frames whose content is a phrase, not a clause."""


class Clause(NamedTuple):
    """Where a cue's content begins, and by which frame."""

    start: int
    frame: str


def infinitive_after(doc: Doc, i: int, end: int) -> int | None:
    """The infinitive that a preposition at ``i`` opens: *di [non averlo mai] visto*, *di «aiutare …»*."""
    for j in range(i + 1, min(i + 5, end)):
        token = doc[j]
        verb = is_verb(token) and token.lower_.endswith(_INFINITIVES)
        short = token.lower_ in listed("cut_infinitives") and not token.is_title
        if is_infinitive(token) or verb or short or _AUXILIARY.fullmatch(token.lower_):
            return j
        if not _may_precede_infinitive(token):
            return None
    return None


_AUXILIARY = re.compile(
    r"(aver|esser)(l[oaie]|gli|mi|ti|si|ci|vi|ne|(glie|me|te|se|ce|ve)(l[oaie]|ne))"
)
"""*averli*, *esserselo*: infinitives whatever the tagger makes of them."""
_INFINITIVES = ("are", "ere", "ire", "rsi")


def _may_precede_infinitive(token: Token) -> bool:
    g = grammar()
    return (
        token.pos_ == "ADV"
        or token.lower_ in g.clitics | g.negations
        or (token.is_punct and token.text in OPENERS)
    )
