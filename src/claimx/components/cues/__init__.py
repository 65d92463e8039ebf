"""Step 2: cues, the words that may signal saying, by the lexicon.

A cue is only a candidate here: it becomes a claim when the next step finds what is said.

``verbs`` finds verbs and locutions, ``forms`` the verbs that the tagger or lemmatizer has
missed, ``adpositions`` *secondo* and its like; nouns and states are here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc, Token

from claimx.components.cues.adpositions import adposition_cues, evidence_cues, possessive_cues
from claimx.components.cues.forms import MAX_ADVERBS, si_before
from claimx.components.cues.verbs import excluded, verb_cues
from claimx.components.grammar import (
    SUBJECTS,
    fused,
    grammar,
    is_verb,
    lemma_of,
    verb_group,
)
from claimx.components.lookup import known_cues, places, tell_cues
from claimx.components.state import Cue, cue_of, register
from claimx.lexicon import CueLexicon, load_cues

CUES_CONFIG: Final[dict[str, Any]] = {"cues": None}


class Cues:
    """The component: writes ``doc._.claimx_cues``, by the ``known`` cues."""

    def __init__(self, known: CueLexicon) -> None:
        self.known = known

    def match(self, doc: Doc) -> list[Cue]:
        """The cues of a text, in order; no word is two of them."""
        states = list(_state_cues(doc))
        taken = {i for cue in states for i in cue["tokens"]}
        verbs = [cue for cue in verb_cues(doc) if cue["head"] not in taken]
        adpositions = [*adposition_cues(doc), *possessive_cues(doc), *evidence_cues(doc)]
        taken = {i for cue in adpositions for i in range(cue["start"], cue["end"] + 2)}
        taken |= {i for cue in verbs if " " in cue["lemma"] for i in cue["tokens"]}
        nouns = [cue for cue in _noun_cues(doc) if cue["head"] not in taken]
        found = [*verbs, *states, *adpositions, *nouns]
        return sorted(found, key=lambda cue: (cue["start"], cue["end"]))

    def __call__(self, doc: Doc) -> Doc:
        """Write what ``match`` found."""
        tell_cues(doc, self.known)  # the later steps ask for them too
        doc._.claimx_cues = self.match(doc)
        return doc


def _noun_cues(doc: Doc) -> Iterator[Cue]:
    """*l'annuncio*, *la promessa di*."""
    nouns = known_cues(doc).nouns
    for i in places(doc, "POS").get("NOUN", ()):
        lemma = lemma_of(doc[i])
        if lemma in nouns and not excluded(doc, i):
            yield cue_of([i], i, lemma, "noun", nouns[lemma].frames, "noun")


def _state_cues(doc: Doc) -> Iterator[Cue]:
    """*(è) convinto che*, *si dicono certi di*: with the copula where it stands right before."""
    forms, states = places(doc, "LOWER"), known_cues(doc).states
    stems = _stems(known_cues(doc))
    for i in sorted(i for form in forms if form[:-1] in stems for i in forms[form]):
        lemma = _state(doc[i])
        if lemma is None:
            continue
        entry, tokens = states[lemma], _with_copula(doc, i)
        if _governs(doc, i) or _points_back(doc, tokens):
            yield cue_of(tokens, i, lemma, entry.type, entry.frames, "state")


@cache
def _stems(cues: CueLexicon) -> frozenset[str]:
    """The states without their ending, with the *h* that some have in the plural."""
    stems = {lemma[:-1] for lemma in cues.states}
    return frozenset(stems | {stem + "h" for stem in stems})


def _state(token: Token) -> str | None:
    """The lemma of an adjective or participle in the lexicon, whatever its gender and number."""
    opens = token.is_sent_start and token.i + 1 < len(token.doc) and token.nbor().lower_ == "che"
    if token.pos_ not in _STATES and not opens and not _reflexive(token):
        return None
    stem = token.lower_[:-1]
    lemmas = (lemma_of(token), token.lower_, stem + "o")
    lemma = next((lemma for lemma in lemmas if lemma in known_cues(token.doc).states), None)
    if lemma is None or stem not in {lemma[:-1], lemma[:-1] + "h"}:
        return None
    of_somebody = any(child.dep_ in SUBJECTS for child in token.children) or _reflexive(token)
    return lemma if token.pos_ != "ADV" or of_somebody else None  # not certo, è tardi


_STATES = frozenset(["ADJ", "VERB", "NOUN", "ADV"])
"""Tags of a state: *certo* is taken for an adverb now and then."""


def _reflexive(token: Token) -> bool:
    """*si è detto [certo]*: right after a verb of calling oneself."""
    before = token.doc[token.i - 1] if token.i else token
    return is_verb(before) and si_before(before)


def _points_back(doc: Doc, tokens: list[int]) -> bool:
    """*[Ne] è convinto il sindaco*: of what was said before."""
    return len(tokens) > 1 and any(doc[i].lower_ == "ne" for i in tokens)


def _governs(doc: Doc, i: int) -> bool:
    """*convinto che*, *certo di*, *preoccupato dal fatto che*."""
    following = doc[i + 1].lower_ if i + 1 < len(doc) else ""
    if following in fused("da"):
        return i + 3 < len(doc) and doc[i + 2].lower_ == "fatto"
    return following in {"che", "di", "d'", ":"}


def _with_copula(doc: Doc, i: int) -> list[int]:
    """*[si dicono sempre] certi*: the tokens of the copula that stands before a state, and the state."""
    g = grammar()
    copula, floor = i - 1, max(-1, i - 1 - MAX_ADVERBS)
    while copula > floor and (doc[copula].pos_ == "ADV" or doc[copula].lower_ in g.inner):
        copula -= 1
    if copula < 0 or lemma_of(doc[copula]) not in g.copulas:
        return [i]
    if doc[copula].pos_ not in {"AUX", "VERB"}:
        return [i]
    return [*verb_group(doc, copula), *range(copula + 1, i + 1)]


@Language.factory(
    "claimx_cues",
    assigns=["doc._.claimx_cues"],
    requires=["token.lemma", "token.pos", "token.dep", "doc._.claimx_sentences"],
    default_config=CUES_CONFIG,
)
def make_cues(nlp: Language, name: str, cues: str | None) -> Cues:
    """The component, for spaCy.

    ``cues`` is a file that adds to the lexicon: see `claimx.lexicon.load_cues`. Raises LexiconError
    if it is not right.
    """
    register()
    return Cues(load_cues(cues))


def lexicon_of(nlp: Language) -> CueLexicon:
    """The cues that a pipeline with the step ``claimx_cues`` knows."""
    step = nlp.get_pipe("claimx_cues")
    return step.known if isinstance(step, Cues) else load_cues()
