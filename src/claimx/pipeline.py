"""Which components, in which order, on which Italian pipeline."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from claimx.components import (  # noqa: F401  imported for the factories that they register
    claims,
    contents,
    cues,
    layout,
    lemmas,
    qualify,
    quotes,
    sources,
    speakers,
)
from claimx.errors import ModelError

OWN_MODEL = Path(__file__).parent / "it_claimx_news"
LAYOUT = "claimx_layout"
"""The step that comes before the parser."""
STEPS = (
    "claimx_quotes",
    "claimx_cues",
    "claimx_contents",
    "claimx_sources",
    "claimx_speakers",
    "claimx_qualify",
    "claimx_claims",
)
"""The steps after all that the Italian pipeline has, in their order."""
NEEDED = ("parser", "lemmatizer", "ner")
"""What an Italian pipeline must have for the steps to work on."""
MAX_LENGTH = 100_000_000
"""Characters that a text may have."""


class Steps:
    """The component ``claimx``: every step after the parser, as one."""

    def __init__(self, nlp: Language) -> None:
        self.steps = [nlp.create_pipe(step) for step in STEPS]

    def __call__(self, doc: Doc) -> Doc:
        """Run the steps in their order."""
        for step in self.steps:
            doc = step(doc)
        return doc


@Language.factory("claimx", assigns=["doc.spans"])
def make_claimx(nlp: Language, name: str) -> Steps:
    """All steps as one component, for any Italian pipeline: ``nlp.add_pipe("claimx")``.

    The one step that comes before the parser is added there. Raises ModelError if the pipeline
    lacks what the steps work on.
    """
    _require(nlp)
    if LAYOUT not in nlp.pipe_names:
        nlp.add_pipe(LAYOUT, before="parser")
    return Steps(nlp)


def _require(nlp: Language) -> None:
    missing = [pipe for pipe in NEEDED if pipe not in nlp.pipe_names]
    if missing:
        name = "_".join(filter(None, (nlp.lang, nlp.meta.get("name"))))
        raise ModelError(f"the pipeline {name!r} has no {', '.join(missing)}: claimx needs them")


def _model(name: str | None) -> str | Path:
    return name or os.environ.get("CLAIMX_MODEL") or OWN_MODEL


@cache
def _load(name: str | Path) -> Language:
    try:
        nlp = spacy.load(name)
    except OSError as error:
        raise ModelError(
            f"the pipeline {str(name)!r} is not installed: install it, or leave out --model "
            "and CLAIMX_MODEL to use the one that claimx brings"
        ) from error
    _require(nlp)
    nlp.add_pipe(LAYOUT, before="parser")
    for step in STEPS:
        nlp.add_pipe(step)
    nlp.max_length = MAX_LENGTH
    return nlp


def load(model: str | None = None) -> Language:
    """The Italian pipeline with every claimx step; loaded once per process and model.

    ``model`` names an installed spaCy pipeline or its folder; without it the environment's
    ``CLAIMX_MODEL``, else the pipeline that claimx brings. Raises ModelError.
    """
    return _load(_model(model))
