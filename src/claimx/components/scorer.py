"""Scores of the span groups against reference Docs: what ``nlp.evaluate`` asks a component for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from spacy.scorer import Scorer
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry

SPANS_KEY = "claimx"
"""The span group of contents by kind, and how the names of the others begin."""

Score = Callable[..., dict[str, Any]]


def group_names(spans_key: str) -> tuple[str, str, str, str]:
    """The span groups: contents by their kind, then sources, cues and contents, each as such."""
    return spans_key, f"{spans_key}_source", f"{spans_key}_cue", f"{spans_key}_content"


def make_scorer() -> Score:
    """The scorer, for a component's config: ``{"@scorers": "claimx.spans_scorer.v1"}``.

    For each span group that a reference Doc has, it gives ``spans_{group}_p``, ``_r``, ``_f`` and
    ``_per_type``: a span is right if tokens and label are those of the reference. References
    without a group count for nothing in it; a score that had none is None.
    """
    return score_spans


def score_spans(
    examples: Iterable[Example], *, spans_key: str = SPANS_KEY, **_: Any
) -> dict[str, Any]:
    """Precision, recall and F1 of the span groups of ``examples``, exact and by label."""
    examples = list(examples)
    scores: dict[str, Any] = {}
    for group in group_names(spans_key):
        attribute = f"spans_{group}"
        scores |= Scorer.score_spans(
            examples,
            attribute,
            getter=partial(_spans, group),
            has_annotation=partial(_has, group),
            allow_overlap=True,
        )
    return scores


def _spans(group: str, doc: Doc, _: str) -> Iterable[Span]:
    spans: Iterable[Span] = doc.spans.get(group, [])
    return spans


def _has(group: str, doc: Doc) -> bool:
    return group in doc.spans


registry.scorers.register("claimx.spans_scorer.v1", func=make_scorer)
