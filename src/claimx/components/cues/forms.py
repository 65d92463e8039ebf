"""Verb forms that the tagger or the lemmatizer does not know, by their endings and neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from spacy.tokens import Doc, Token

from claimx.components.grammar import (
    DASHES,
    finite_form,
    fused,
    grammar,
    lemma_of,
    listed,
    morph,
    sentence_at,
    verb_group,
)
from claimx.components.lookup import known_cues
from claimx.components.nouns import noun_type
from claimx.components.state import sentences
from claimx.lexicon import CueLexicon

MAX_ADVERBS = 20
"""Adverbs that may stand between a word and the verb or auxiliary before it."""
_ENCLITICS = re.compile(
    r"(?:(?<=ndo)|(?<=[aei]r))(?:mi|ti|si|ci|vi|lo|la|li|le|ne|gli|(?:me|te|se|ce|ve|glie)(?:lo|la|li|le|ne))$"
)
_REFLEXIVE = ("rsi", "ndosi", "tosi", "tasi", "tisi", "tesi")
_PARTICIPLES = ("ato", "uto", "ito", "ata", "ati", "ate")
_OPENING = frozenset(["«", "“", '"'])
_CLOSING = frozenset(["»", "”", '"'])


def infinitives(form: str) -> Iterator[str]:
    """The infinitives that a form may belong to, by the regular endings.

    >>> list(infinitives("dicendomi"))
    ['dire']
    >>> list(infinitives("sbotta"))
    ['sbottare']
    """
    bare = _ENCLITICS.sub("", form)
    if bare in grammar().irregular:
        yield grammar().irregular[bare]
        return
    if bare != form and bare.endswith("r"):
        yield bare + "e"
    for ending, infinitive_endings in grammar().endings.items():
        if not bare.endswith(ending) or len(bare) <= len(ending) + 2:
            continue
        stem = bare[: -len(ending)]
        for infinitive in infinitive_endings:
            if infinitive == "are" and ending in {"a", "ano", "ò"} and stem.endswith("h"):
                stem = stem[:-1]
            yield stem + infinitive


@lru_cache(maxsize=30_000)
def known_verbs(cues: CueLexicon, form: str) -> tuple[str, ...]:
    """The verbs of a lexicon that a form may belong to, by the regular endings."""
    return tuple(infinitive for infinitive in infinitives(form) if infinitive in cues.verbs)


def cue_lemma(token: Token) -> str:
    """The lemma under which a verb stands in the lexicon; reflexive where a *si* goes with it."""
    cues, lemma = known_cues(token.doc), lemma_of(token)
    if lemma not in cues.verbs and lemma not in cues.locutions:
        lemma = next((v for v in known_verbs(cues, token.lower_) if _may_be_of(token, v)), lemma)
    reflexive = lemma[:-1] + "si" if lemma.endswith("re") else lemma
    if _of_nobody(token, lemma, reflexive):
        return lemma
    if reflexive in cues.verbs and (token.lower_.endswith(_REFLEXIVE) or si_before(token)):
        return reflexive
    return lemma


def _may_be_of(token: Token, verb: str) -> bool:
    """Whether a form that the tagger takes for a participle may be one of a verb: *posta* not of *postare*."""
    regular = token.lower_[:-1].endswith("at")
    return "Part" not in morph(token, "VerbForm") or not verb.endswith("are") or regular


def _of_nobody(token: Token, lemma: str, reflexive: str) -> bool:
    """*si ritiene che*, but not *si lamenta che*: whether *si* is nobody in particular."""
    verbs, i = known_cues(token.doc).verbs, token.i + 1
    if i >= len(token.doc) or token.doc[i].lower_ != "che" or not {lemma, reflexive} <= set(verbs):
        return False
    return "che" in verbs[lemma].frames and "che" not in verbs[reflexive].frames


def si_before(token: Token, group: list[int] | None = None) -> bool:
    """Whether a *si* stands in the verb's group before it: *si è poi difeso*."""
    doc = token.doc
    before = (verb_group(doc, token.i) if group is None else group)[:-1]
    return any(doc[i].lower_ in listed("si") for i in before)


def verb_in_disguise(token: Token) -> bool:
    """A verb form that the tagger took for a noun or adjective: *«…», sbotta Rossi*, *ha negato di*.

    Only where the words beside it leave no doubt: an auxiliary before a participle; or no
    determiner before it, and after it a clause, a mark or a name.
    """
    if token.pos_ not in {"NOUN", "ADJ", "PROPN", "ADV", "X"}:
        return False
    form = token.lower_
    if not known_verbs(known_cues(token.doc), form):
        return False
    doc = token.doc
    if token.text[:1].isupper():
        opens = token.i == 0 or doc[token.i - 1].text == "." or doc[token.i - 1].is_space
        return opens and (_before_quotation(doc, token.i) or _before_speaker(doc, token.i))
    before = _word_before(token)
    if before is not None and before.pos_ == "AUX" and lemma_of(before) == "avere":
        return True
    if form.endswith(_PARTICIPLES):
        return _charged(token)
    if _after_quotation(doc, token.i):
        return True
    if _before_quotation(doc, token.i) or _in_writing(doc, token.i):
        return before is None or before.pos_ not in {"DET", "ADP"}
    if before is not None and before.pos_ not in {"DET", "ADP"} and _only_verb(token):
        return True
    if before is not None and _noun_after(before, token) and not _clause_after_noun(before, token):
        return False
    return token.i + 1 < len(doc) and _leaves_no_doubt(doc[token.i + 1])


def _charged(token: Token) -> bool:
    """*due uomini, [accusati] di furto*: a participle that the tagger took for a noun."""
    doc, following = token.doc, token.i + 1
    cues = known_cues(doc)
    charges = any("accused" in cues.verbs[i].frames for i in known_verbs(cues, token.lower_))
    of = following < len(doc) and doc[following].lower_ in fused("di") | {"per"}
    return charges and of and token.dep_ in {"acl", "appos", "amod"}


def _word_before(token: Token) -> Token | None:
    """The last word before a token that is no adverb: *[ha] già negato*."""
    doc, i = token.doc, token.i - 1
    floor = max(-1, i - MAX_ADVERBS)
    while i > floor and (doc[i].pos_ == "ADV" or doc[i].lower_ in grammar().inner):
        i -= 1
    return doc[i] if i >= 0 else None


def _before_speaker(doc: Doc, i: int) -> bool:
    """*[Dice] Aldo Neri del “Comitato”: «…»*: a name, a colon and a quotation, no other verb."""
    named = i + 1 < len(doc) and doc[i + 1].is_title and doc[i + 1].pos_ == "PROPN"
    window = doc[i + 1 : i + SPEAKER]
    colon = next((t.i for t in window if t.text in {":", "."} or finite_form(t)), None)
    return named and colon is not None and _before_quotation(doc, colon - 1)


SPEAKER = 25
"""Tokens of who speaks, with an office, between a verb and a colon."""


def _before_quotation(doc: Doc, i: int) -> bool:
    """*sbotta: «…»*."""
    if i + 2 >= len(doc) or doc[i + 1].text != ":":
        return False
    return doc[i + 2].text in _OPENING | {"‘"}


def _in_writing(doc: Doc, i: int) -> bool:
    """*la Provincia [informa] in una nota che il ponte è chiuso*: a paper, and what it says."""
    window = doc[i + 1 : i + 6]
    if len(window) < 3 or window[0].lower_ not in fused("in") | fused("con"):
        return False
    paper = next((t for t in window if noun_type(t) == "DOC"), None)
    return paper is not None and paper.nbor().lower_ in {"che", "come"}


def _after_quotation(doc: Doc, i: int) -> bool:
    """*«…», sbotta.*, *«…», gli gridano.*"""
    while i >= 3 and doc[i - 1].lower_ in grammar().clitics:
        i -= 1
    return i >= 2 and doc[i - 1].text == "," and doc[i - 2].text in _CLOSING


def _only_verb(token: Token) -> bool:
    """A sentence has a verb: *la procura accusa Rossi di truffa*."""
    doc = token.doc
    low, high = sentences(doc)[sentence_at(doc)[token.i]]
    return not any(finite_form(t) for t in doc[low:high])


def _noun_after(before: Token, token: Token) -> bool:
    """Whether the word before makes a noun or adjective of it: *la [nega]*, *procura [accusa]*."""
    if before.pos_ in {"DET", "ADP", "ADJ", "NUM"}:
        return True
    return before.pos_ == "NOUN" and token.pos_ == "ADJ"


def _clause_after_noun(before: Token, token: Token) -> bool:
    """*il sindaco [conferma] che*: after a noun, but before a clause."""
    doc, i = token.doc, token.i + 1
    return before.pos_ == "NOUN" and i < len(doc) and doc[i].lower_ == "che"


def _leaves_no_doubt(following: Token) -> bool:
    """What comes after a verb and not after a noun: a clause, an article, a name, a mark."""
    if following.lower_ in listed("clause_openers") or following.text in _OPENING | DASHES | {":"}:
        return True
    return following.pos_ in {"DET", "PROPN"} or following.text[:1].isupper()
