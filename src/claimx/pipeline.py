"""Which components, in which order, on which Italian pipeline."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

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
    tenses,
)
from claimx.components.scorer import SPANS_KEY, Score
from claimx.errors import ModelError

OWN_MODEL = Path(__file__).parent / "it_claimx_news"
LAYOUT = "claimx_layout"
"""The step that comes before the parser."""
STEPS = (
    "claimx_tenses",
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


Config = Mapping[str, Mapping[str, Any]]
"""Settings of steps, by name."""


class Steps:
    """The component ``claimx``: every step after the parser, as one; ``last`` is its last step."""

    def __init__(self, nlp: Language, last: claims.Claims, config: Config) -> None:
        self.last = last
        self.steps: list[Callable[[Doc], Doc]] = [
            *(nlp.create_pipe(step, config=dict(config.get(step, {}))) for step in STEPS[:-1]),
            last,
        ]

    def __call__(self, doc: Doc) -> Doc:
        """Run the steps in their order."""
        for step in self.steps:
            doc = step(doc)
        return doc

    def score(self, examples: Iterable[Example], **given: Any) -> dict[str, Any]:
        """The scores of the span groups, which the last step writes."""
        return self.last.score(examples, **given)


@Language.factory(
    "claimx",
    assigns=["doc.spans", "doc._.claims"],
    requires=["token.pos", "token.lemma", "token.dep", "doc.ents"],
    default_config={"max_run": layout.MAX_RUN, **cues.CUES_CONFIG, **claims.CLAIMS_CONFIG},
    default_score_weights={f"spans_{SPANS_KEY}_f": 1.0},
)
def make_claimx(
    nlp: Language, name: str, max_run: int, cues: str | None, spans_key: str, scorer: Score | None
) -> Steps:
    """All steps as one component, for any Italian pipeline: ``nlp.add_pipe("claimx")``.

    The one step that comes before the parser, ``claimx_layout``, is added there with ``max_run``,
    unless it is there already; ``cues`` goes to ``claimx_cues``, ``spans_key`` and ``scorer`` go
    to the last, ``claimx_claims``. Raises ModelError if the pipeline lacks what the steps work on,
    LexiconError if the file of cues is not right.
    """
    _require(nlp)
    if LAYOUT not in nlp.pipe_names:
        nlp.add_pipe(LAYOUT, before="parser", config={"max_run": max_run})
    last = claims.make_claims(nlp, STEPS[-1], spans_key, scorer)
    return Steps(nlp, last, {"claimx_cues": {"cues": cues}})


def _require(nlp: Language) -> None:
    missing = [pipe for pipe in NEEDED if pipe not in nlp.pipe_names]
    if missing:
        name = "_".join(filter(None, (nlp.lang, nlp.meta.get("name"))))
        raise ModelError(f"the pipeline {name!r} has no {', '.join(missing)}: claimx needs them")


def _model(name: str | None) -> str | Path:
    return name or os.environ.get("CLAIMX_MODEL") or OWN_MODEL


def _own_cues(file: str | Path | None) -> str | None:
    named = file or os.environ.get("CLAIMX_CUES")
    return str(Path(named).absolute()) if named else None


@cache
def _load(name: str | Path, cues: str | None) -> Language:
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
        nlp.add_pipe(step, config={"cues": cues} if step == "claimx_cues" else {})
    nlp.max_length = MAX_LENGTH
    return nlp


def load(model: str | None = None, *, cues: str | Path | None = None) -> Language:
    """The Italian pipeline with every claimx step; loaded once per process, model and cues.

    ``model`` names an installed spaCy pipeline or its folder; without it the environment's
    ``CLAIMX_MODEL``, else the pipeline that claimx brings.

    ``cues`` is a TOML file that adds to the cue lexicon; without it the environment's
    ``CLAIMX_CUES``, if there is one.

    Raises ModelError if the model is not installed, or has no parser, lemmatizer or entity
    recognizer, LexiconError if the file of cues is not right.
    """
    return _load(_model(model), _own_cues(cues))
