"""After the parser: compound tenses with a complement inside, which parsers take apart.

*ha in un primo momento negato*, *ha nei giorni scorsi chiesto*: of some such sentences the parse
makes *ha* the predicate, of which the participle is a complement or a modifier. The scheme of
Universal Dependencies has the auxiliary hang on the participle, with all else that was its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy
from spacy.language import Language
from spacy.tokens import Doc, Token

from claimx.components.lookup import tokens_with

MAX_BETWEEN = 7
"""Tokens of the complement between an auxiliary and its participle."""
_AUXILIARIES = frozenset(
    [
        "ha",
        "hanno",
        "aveva",
        "avevo",
        "avevano",
        "avrebbe",
        "avrebbero",
        "avrà",
        "avranno",
        "abbia",
        "abbiano",
    ]
)
"""*avere* in the third person."""
_PARTICIPLE = re.compile(r"\w{2,}(?:[aiu]to|tto|so|sto|rto|nto|lto)")
"""*detto*, *chiesto*, *ammesso*: with *avere* in the masculine singular."""
_REGULAR = re.compile(r"\w{3,}[aiu]to")
_THIS = frozenset(["questa", "quest'", "quest’", "questo"])
_GOES_ON = frozenset(["che", "di", ":"])
"""What comes after *detto* the participle, not after a noun or adjective: *tra l'altro detto che*."""
_IN_COMPLEMENT = frozenset(["ADP", "DET", "ADJ", "NUM", "NOUN", "ADV", "PRON", "PROPN"])


def tenses(doc: Doc) -> Doc:
    """Put together the compound tenses that the parse has taken apart."""
    found = list(_apart(doc))
    if not found:
        return doc
    heads = [token.head.i for token in doc]
    labels: Any = doc.to_array("DEP").tolist()
    for auxiliary, participle in found:
        root = heads[auxiliary] == auxiliary
        above, label = (participle if root else heads[auxiliary]), labels[auxiliary]
        heads = [participle if head == auxiliary else head for head in heads]
        heads[participle], labels[participle] = above, label
        heads[auxiliary], labels[auxiliary] = participle, doc.vocab.strings.add("aux")
    steps = [(head - i) % 2**64 for i, head in enumerate(heads)]
    table: Any = numpy.array(list(zip(steps, labels, strict=True)), dtype="uint64")
    doc.from_array(["HEAD", "DEP"], table)
    for auxiliary, participle in found:
        verb: Any = doc[participle]
        verb.pos_, doc[auxiliary].pos_ = "VERB", "AUX"
        verb.set_morph("Gender=Masc|Number=Sing|Tense=Past|VerbForm=Part")
    return doc


def _apart(doc: Doc) -> Iterator[tuple[int, int]]:
    """The auxiliaries that the parse takes for verbs, with their participles."""
    for i in tokens_with(doc, "LOWER", _AUXILIARIES):
        token = doc[i]
        if token.pos_ in {"VERB", "AUX"} and token.dep_ not in {"aux", "aux:pass"}:
            participle = _participle(doc, token)
            if participle is not None:
                yield token.i, participle


def _participle(doc: Doc, auxiliary: Token) -> int | None:
    """The participle past a complement: *ha [nei giorni scorsi] chiesto*; not *ha in casa un mandato*."""
    start = auxiliary.i + 1
    for i in range(start, min(start + MAX_BETWEEN + 1, len(doc))):
        token = doc[i]
        if i > start + 1 and _may_be_participle(token):
            return i
        noun = i == start + 1 and _REGULAR.fullmatch(token.lower_) is not None  # in passato
        if (token.pos_ not in _IN_COMPLEMENT and not noun) or token.is_sent_start:
            return None
        before = doc[i - 1].pos_
        today = token.lower_ in _THIS  # ha questa mattina annunciato
        if i == start and token.pos_ not in {"ADP", "ADV"} and not today:
            return None
        article = token.pos_ == "DET" and token.dep_ != "det:poss"  # dal canto suo
        begins_object = article and i > start and before not in {"ADP", "ADV", "DET"}
        if begins_object or (token.pos_ == "NOUN" and before == "NOUN"):
            return None
    return None


def _may_be_participle(token: Token) -> bool:
    if token.pos_ == "VERB":
        own = any(c.dep_ in {"aux", "aux:pass"} for c in token.children)
        return not own and _PARTICIPLE.fullmatch(token.lower_) is not None
    if token.pos_ not in {"ADJ", "NOUN"} or token.nbor(-1).pos_ == "ADP":
        return False
    goes_on = token.i + 1 < len(token.doc) and token.nbor().lower_ in _GOES_ON
    form = _PARTICIPLE if goes_on else _REGULAR
    return form.fullmatch(token.lower_) is not None


@Language.component(
    "claimx_tenses",
    assigns=["token.dep", "token.head", "token.pos", "token.morph"],
    requires=["token.dep", "token.pos"],
)
def make_tenses(doc: Doc) -> Doc:
    """The component, for spaCy."""
    return tenses(doc)
