"""Before the parser: a line break ends a sentence, whatever the parser would think."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc


def layout(doc: Doc) -> Doc:
    """Preset a sentence start after every line break; spaCy's parser keeps to it."""
    for i in range(1, len(doc)):
        if "\n" in doc[i - 1].text and not doc[i].is_space:
            doc[i].is_sent_start = True
    return doc


@Language.factory("claimx_layout", assigns=["token.is_sent_start"])
def make_layout(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component, for spaCy."""
    return layout
