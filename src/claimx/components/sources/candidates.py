"""Which words can be a source: by their tag, their agreement, and where they stand."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from claimx.components.grammar import (
    DASHES,
    bare_participle,
    feature,
    finite,
    first_value,
    has_determiner,
    is_nominal,
    is_verb,
    listed,
    text_of,
)
from claimx.components.lookup import is_cue_verb, within
from claimx.components.nouns import noun_type
from claimx.components.state import Cue, Mention, Range

RELATIVE_REACH = 8
"""Tokens between a relative word and its verb."""
NEAR = 12
"""Tokens between a subject and a cue that comes after what is said."""


def usable(token: Token, content: list[Range]) -> bool:
    """Whether a token may head a source: no part of what is said, no cue, time nor bare *che*."""
    if is_cue_verb(token.doc, token.i):
        return False
    if token.lower_ in listed("times") | listed("voiceless") and token.pos_ != "PROPN":
        return False
    if token.lower_ in listed("about") and token.dep_ != "flat:name":
        return False  # Ben il 36% dei ragazzi
    if not (is_nominal(token) or token.pos_ in {"ADJ", "DET", "VERB"} or token.text[0].isupper()):
        return False
    return not within(content, token.idx)


def speaks(token: Token) -> bool:
    """Whether a noun can be the subject of saying: a name, a pronoun, people or papers."""
    if token.pos_ in {"PROPN", "PRON", "NUM"} or token.ent_type_ or token.text[0].isupper():
        return True
    return noun_type(token) is not None


def agrees(doc: Doc, cue: Cue, noun: Token) -> bool:
    """Number agreement between a verb and a source; unknown counts as agreement."""
    if noun.lower_ in listed("first_person") and feature(doc, cue["tokens"], "Person") == "3":
        return False  # Radio anch'io spiega
    if noun.ent_type_ == "PER" or noun.text[0].isupper() or noun.pos_ in {"PROPN", "NUM"}:
        return True
    verb = feature(doc, cue["tokens"], "Number")
    determiners = (first_value(c, "Number") for c in noun.children if c.dep_ == "det")
    number = next(filter(None, determiners), None) or first_value(noun, "Number")
    if verb is None or number is None or verb == number:
        return True
    joined = any(c.dep_ == "conj" for c in noun.children) or _joined_by_words(noun)
    return verb == "Plur" and joined


def _joined_by_words(noun: Token) -> bool:
    """*il capitano Aldo Neri [e il] luogotenente*: another of its kind after *e*, whatever the parse says."""
    doc = noun.doc
    for token in doc[noun.i + 1 : min(noun.i + JOINED, len(doc) - 1)]:
        if token.is_punct or finite(token):
            return False
        if token.lower_ in listed("and"):
            return token.nbor().pos_ in {"DET", "PROPN"}
    return False


JOINED = 10
"""Tokens of a source before the *e* that joins another to it."""


def finite_cue(doc: Doc, cue: Cue) -> bool:
    """Whether a cue has a finite verb: *ha detto*, not *dicendo*."""
    return any(finite(doc[i]) for i in cue["tokens"])


def disguised(doc: Doc, cue: Cue) -> bool:
    """*il Comune [precisa] che*: a verb that the tagger took for an adjective or noun; no participle."""
    return not is_verb(doc[cue["head"]]) and not bare_participle(doc, cue["head"])


def finds(cue: Cue) -> bool:
    """Whether things may be the source too: *gli esami hanno accertato*, *la foto permette di stabilire*."""
    return cue["type"] == "acknowledge" or cue["lemma"] in listed("finding")


def in_relative(doc: Doc, i: int, low: int) -> bool:
    """Whether a finite verb has a relative word shortly before it: *una maestra che [insegna]*."""
    for k in range(i - 1, max(low, i - RELATIVE_REACH), -1):
        if doc[k].lower_ in listed("relative_words"):
            return True
        if finite(doc[k]) or doc[k].text in {":", ";"}:
            return False
    return False


def near(doc: Doc, subject: Token, cue: Cue) -> bool:
    """A subject before a cue that follows what is said stands close: *«…», Rossi ha detto*."""
    if cue["start"] - subject.i > NEAR:
        return False
    return not any(t.text in {"»", "”"} for t in doc[subject.i : cue["start"]])


def breaks_clause(token: Token) -> bool:
    """What a clause's topic is not sought beyond: *: ; –*, *ma*, *mentre*; not the hyphen of *ex-marito*."""
    if token.text in DASHES:
        return bool(token.whitespace_) or token.i == 0 or bool(token.nbor(-1).whitespace_)
    return token.text in {":", ";"} or token.lower_ in listed("adversatives")


def apposed(token: Token, child: Token) -> bool:
    """*Rossi, portavoce e capo delegazione*: an office beside a name, no second source."""
    named = token.pos_ == "PROPN" or bool(token.ent_type_)
    office = child.pos_ in {"NOUN", "ADJ"} and not has_determiner(child)
    return named and office and "," in {t.text for t in token.doc[token.i : child.i]}


def can_be_joined(token: Token) -> bool:
    """Whether a conjunct may be a second source, elliptic ones among them: *e quella ucraina*."""
    return not is_verb(token) and (is_nominal(token) or token.pos_ in {"DET", "ADJ"})


def text_between(doc: Doc, first: Mention, last: Mention) -> str:
    """The text between two mentions."""
    return text_of(doc)[first["pieces"][-1][1] : last["pieces"][0][0]]
