"""Which texts may hold a claim at all: those with a word that may be a cue, or with a mark.

Only the forms are looked at, before any network runs, so nothing is passed over that the rules
would take: a form counts if under any part of speech its lemma is in the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc

from claimx.components.cues import lexicon_of
from claimx.components.cues.forms import infinitives
from claimx.components.grammar import grammar
from claimx.components.lookup import text_of
from claimx.lexicon import CueLexicon, load_marks

FORMS = 30_000
"""Word forms whose answer is kept."""


class Screen:
    """Tells which texts of a pipeline may hold a claim."""

    def __init__(self, nlp: Language) -> None:
        self._tables = _lemma_tables(nlp)
        self._cues = frozenset(_cue_words(lexicon_of(nlp)))
        self._mark = re.compile(_marks())
        self._is_cue = lru_cache(FORMS)(self._may_be_cue)

    def __call__(self, doc: Doc) -> bool:
        """Whether a tokenized text may hold a claim."""
        if self._tables is None or self._mark.search(text_of(doc)):
            return True
        return any(self._is_cue(token.lower_) for token in doc)

    def _may_be_cue(self, form: str) -> bool:
        return not self._cues.isdisjoint(self._lemmas(form))

    def _lemmas(self, form: str) -> Iterator[str]:
        """Whatever lemma a form may be given, or be looked up under."""
        yield form
        yield form.replace("’", "'")
        yield from infinitives(form)
        stem = form[:-1]
        yield from (stem + "o", stem + "e", stem.removesuffix("h") + "o")  # convinte, stanchi
        for table in self._tables or ():
            found = table.get(form) or table.get(form.capitalize()) or ()
            for lemma in [found] if isinstance(found, str) else found:
                yield lemma.lower().split(" ")[0]


def _lemma_tables(nlp: Language) -> list[dict[str, str | list[str]]] | None:
    """The tables in which a pipeline looks lemmas up; None if it computes them."""
    lemmatizer = nlp.get_pipe("lemmatizer")
    if not isinstance(lemmatizer, Lemmatizer) or "lookup" not in lemmatizer.mode:
        return None
    return [lemmatizer.lookups.get_table(name) for name in lemmatizer.lookups.tables]


def _cue_words(cues: CueLexicon) -> Iterator[str]:
    """For each cue a word without which it is not there."""
    yield from cues.verbs
    yield from (lemma[:-2] + "e" for lemma in cues.verbs if lemma.endswith("rsi"))
    yield from cues.nouns
    yield from cues.states
    for group in cues.locutions.values():
        for entry in group:
            yield from max(entry.words[1:], key=lambda word: min(map(len, word)))
    for form in (*cues.adpositions.forms, *cues.adpositions.possessive):
        word = max(form, key=len)
        yield word
        yield from grammar().fused.get(word, ())
    yield from cues.adpositions.reports
    yield "quanto"


def _marks() -> str:
    """A quotation mark, a colon, a dash between spaces: no apostrophe, no hyphen."""
    marks = load_marks()
    double = re.escape(marks.doubles + marks.angle_open + marks.angle_close + marks.single_open)
    return rf"[{double}:]|(?<!\w)[{re.escape(marks.single_either)}]|(?<!\w)[{marks.dashes}](?!\w)|^[{marks.dashes}]"
