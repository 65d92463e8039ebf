"""Before the parser: what the text's form tells for certain, whatever the pipeline would think.

Where a sentence ends, and which words are gerunds with a pronoun at their end (*dicendogli*): half
of those a tagger takes for something else, as the treebanks that it learns from write them as two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

MAX_RUN = 400
"""Tokens without a stop that are parsed as one sentence: more is no sentence, and a tree over all of
it would make each look at the parse as long as the text. News has 150 at most."""
_STOPS = frozenset([".", "?", "!", "…", "..."])
_GERUND = re.compile(
    r"(?:d|st|\w{2,})[ae]ndo(?:mi|ti|si|ci|vi|gli|l[eoai]|ne|(?:me|te|se|ce|ve|glie)(?:l[eoai]|ne))"
)
"""*dandogli*, *dicendomelo*; not *pendolo*."""


def layout(doc: Doc, max_run: int = MAX_RUN) -> Doc:
    """Preset what the form tells: gerunds, and where sentences start.

    A sentence starts after every line break, and in what has no stop; spaCy's parser keeps to it.
    """
    for i in _gerunds(doc):
        gerund: Any = doc[i]
        gerund.pos_ = "VERB"
        gerund.set_morph("Clitic=Yes|VerbForm=Ger")
    return _sentences(doc, max_run)


def _gerunds(doc: Doc) -> Iterator[int]:
    """The gerunds that end in a pronoun."""
    for i, form in enumerate(doc.to_array("ORTH").tolist()):
        if _is_gerund(doc.vocab.strings[form]):
            yield i


@lru_cache(maxsize=30_000)
def _is_gerund(form: str) -> bool:
    return form.islower() and _GERUND.fullmatch(form) is not None  # Mirandola is a town


def _sentences(doc: Doc, max_run: int) -> Doc:
    breaks = list(_after_breaks(doc))
    first = [*breaks, *_in_runs(doc, breaks, max_run)]
    if not first:
        return doc
    starts: Any = doc.to_array("SENT_START")
    starts[first] = 1
    # all at once: for each that is set by itself spaCy looks through the whole Doc
    return doc.from_array(["SENT_START"], starts)


def _after_breaks(doc: Doc) -> Iterator[int]:
    for i in doc.to_array("IS_SPACE").nonzero()[0].tolist():
        if "\n" in doc[i].text and i + 1 < len(doc) and not doc[i + 1].is_space:
            yield i + 1


def _in_runs(doc: Doc, breaks: list[int], max_run: int) -> Iterator[int]:
    """Every ``max_run`` tokens after the last stop or line break."""
    if len(doc) <= max_run:
        return
    stops = {doc.vocab.strings[mark] for mark in _STOPS}
    ends = [i for i, mark in enumerate(doc.to_array("ORTH").tolist()) if mark in stops]
    for start, end in pairwise([0, *sorted([*ends, *breaks]), len(doc)]):
        yield from range(start + max_run, end, max_run)


@Language.factory(
    "claimx_layout",
    assigns=["token.is_sent_start", "token.pos", "token.morph"],
    default_config={"max_run": MAX_RUN},
)
def make_layout(nlp: Language, name: str, max_run: int) -> Callable[[Doc], Doc]:
    """The component, for spaCy.

    ``max_run`` is how many tokens without a stop are parsed as one sentence. Raises ValueError
    if that is less than 1.
    """
    if max_run < 1:
        raise ValueError(f"max_run is {max_run}: a sentence has 1 token or more")
    return partial(layout, max_run=max_run)
