"""Before the parser: a line break ends a sentence, whatever the parser would think."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc


def layout(doc: Doc) -> Doc:
    """Preset a sentence start after every line break; spaCy's parser keeps to it."""
    for space in doc.to_array("IS_SPACE").nonzero()[0].tolist():
        following = space + 1
        if following < len(doc) and "\n" in doc[space].text and not doc[following].is_space:
            doc[following].is_sent_start = True
    return doc


@Language.factory("claimx_layout", assigns=["token.is_sent_start"])
def make_layout(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component, for spaCy."""
    return layout
