"""The lemmatizer of the pipeline that claimx brings: spaCy's, but for names and clitics.

spaCy's Italian lemmatizer looks a name up among the nouns and puts one that no table has in
lower case (*Zanardi* → *zanardi*), and makes *la*, *le*, *li* and *gli* all *lo*. The treebanks
of Universal Dependencies leave both as they are written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy.lang.it.lemmatizer import ItalianLemmatizer
from spacy.language import Language
from spacy.tokens import Token

_CLITICS = frozenset(["la", "le", "li", "gli"])


MAX_CACHED = 30_000
"""Words whose lemmas are kept at hand: most of what a newspaper says in a day."""


class Lemmatizer(ItalianLemmatizer):
    """spaCy's lookup by part of speech; names and clitics as they are written."""

    def pos_lookup_lemmatize(self, token: Token) -> list[str]:
        """The lemma of a token by the table of its part of speech; looked up once for a word."""
        word = token.orth, token.pos
        if word not in self.cache:
            if len(self.cache) >= MAX_CACHED:
                self.cache.clear()
            self.cache[word] = self._look_up(token)
        found: list[str] = self.cache[word]
        return found

    def _look_up(self, token: Token) -> list[str]:
        if token.pos_ == "PROPN":
            return [token.text]
        if token.pos_ == "PRON" and token.lower_ in _CLITICS:
            return [token.lower_]
        return super().pos_lookup_lemmatize(token)


@Language.factory(
    "claimx_lemmatizer",
    assigns=["token.lemma"],
    default_config={
        "model": None,
        "mode": "pos_lookup",
        "overwrite": False,
        "scorer": {"@scorers": "spacy.lemmatizer_scorer.v1"},
    },
    default_score_weights={"lemma_acc": 1.0},
)
def make_lemmatizer(
    nlp: Language,
    model: None,
    name: str,
    mode: str,
    overwrite: bool,
    scorer: Callable[..., Any] | None,
) -> Lemmatizer:
    """The component, for spaCy; the arguments are those of spaCy's own."""
    return Lemmatizer(nlp.vocab, model, name, mode=mode, overwrite=overwrite, scorer=scorer)
