"""Fit the confidence of claims on gold and say how well it is calibrated.

    python training/confidence.py GOLD_DIR [GOLD_DIR ...] --out src/claimx/lexicon/confidence.toml

Each predicted claim is right if its content is found (token F1 of at least 0.5, matched 1:1) and
every speaker is right. A logistic regression with an L2 penalty learns that from the features
of ``claimx.components.confidence``. Calibration is measured by cross-validation over articles: no
article is in both parts.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from claimx.components.confidence import features
from claimx.extract import extract_many
from claimx.io.gold import read_gold
from claimx.labels import LabelledArticle, LabelledClaim
from claimx.models import Article, Claim
from claimx.scoring.matching import match
from claimx.scoring.names import same_speakers

FOLDS = 10
BINS = 10
STRENGTH = 0.3
"""Inverse of the L2 penalty: small, because there are few hundred claims."""
LEAST = 0.05
"""A weight smaller than this is left out of the file."""


def describe(claim: Claim) -> dict[str, float]:
    """The features of a claim, each with the value 1."""
    first = claim.sources[0].resolution if claim.sources else "missing"
    names = features(
        rule=claim.rule,
        kind=claim.kind,
        cue_type=claim.cue.type if claim.cue else None,
        resolution=first,
        nested=claim.parent is not None,
        words=len(claim.content.text.split()),
        sources=len(claim.sources),
    )
    return dict.fromkeys(names, 1.0)


def calibration_error(right: Any, given: Any) -> float:
    """Expected calibration error over ten bins of equal width (Guo et al. 2017)."""
    bins = np.minimum((given * BINS).astype(int), BINS - 1)
    parts = [
        (bins == b).sum() / len(right) * abs(right[bins == b].mean() - given[bins == b].mean())
        for b in range(BINS)
        if (bins == b).any()
    ]
    return float(sum(parts))


def observations(article: LabelledArticle) -> list[tuple[dict[str, float], bool]]:
    """(features, whether it is right) for every claim predicted in a gold article."""
    document = next(extract_many([Article(doc_id=article.doc_id, text=article.text)]))
    predicted = [LabelledClaim.of(claim) for claim in document.claims]
    right = {
        pair.predicted
        for pair in match(article.text, article.claims, predicted)
        if pair.found
        and same_speakers(article.claims[pair.gold].speaker, predicted[pair.predicted].speaker)
    }
    return [(describe(claim), i in right) for i, claim in enumerate(document.claims)]


def model() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=2000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--corpora", type=Path, help="where stand-off gold finds its texts")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()

    rows: list[dict[str, float]] = []
    answers: list[bool] = []
    groups: list[int] = []
    articles = [
        article
        for folder in arguments.gold
        for article in read_gold(folder, arguments.corpora)
        if isinstance(article, LabelledArticle)
    ]
    for number, article in enumerate(articles):
        for row, right in observations(article):
            rows.append(row)
            answers.append(right)
            groups.append(number)

    vectorizer = DictVectorizer(sparse=False)
    table, right = vectorizer.fit_transform(rows), np.array(answers, dtype=float)
    given = np.zeros(len(right))
    for train, test in GroupKFold(FOLDS).split(table, right, groups):
        given[test] = model().fit(table[train], right[train]).predict_proba(table[test])[:, 1]
    print(f"{len(articles)} articles, {len(right)} claims, {right.mean():.3f} of them right")
    print(
        f"expected calibration error, {FOLDS}-fold over articles: {calibration_error(right, given):.3f}"
    )
    for floor in (0.9, 0.8, 0.7, 0.5):
        chosen = given >= floor
        if chosen.any():
            print(
                f"given at least {floor}: {chosen.sum()} claims, {right[chosen].mean():.3f} right"
            )

    fitted = model().fit(table, right)
    names = vectorizer.get_feature_names_out()
    weights = sorted(
        (str(n), float(w)) for n, w in zip(names, fitted.coef_[0], strict=True) if abs(w) >= LEAST
    )
    lines = [
        "# Made by training/confidence.py from the gold articles: do not edit by hand.",
        f"bias = {fitted.intercept_[0]:.3f}",
        "",
        "[weights]",
        *(f'"{name}" = {weight:.3f}' for name, weight in weights),
    ]
    arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
