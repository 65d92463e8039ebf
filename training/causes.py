"""Count the errors on labelled articles by their cause: `python training/causes.py GOLD...`.

A gold claim that is lost is lost at one step, and that step is its cause, in the order of the
steps: no cue where the label has one (*cue unknown*); a cue, but no claim of it (*frame*: what it
governs was not seen, by the parse or the rules); a claim, but half of its words are others
(*boundary*); no cue in the label and no claim (*quotation*: marks, colons, headlines). A claim
found but given to another is one of the source's words (*source head*) or of who they are
(*speaker*). A claim that no label has is *invented*, by the family of its rule.

Prints a Markdown table with a column for each set of articles.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from claimx import load
from claimx.components.state import cues
from claimx.io.gold import read_gold
from claimx.labels import LabelledArticle, LabelledClaim
from claimx.models import Claim
from claimx.scoring.matching import Pair, match, overlap
from claimx.scoring.names import same_speakers

CAUSES = (
    "lost: cue unknown",
    "lost: frame (the cue governs nothing that was seen)",
    "lost: boundary (found, but less than half of its words)",
    "lost: quotation or headline without a cue",
    "speaker: source head (other words, or none)",
    "speaker: the right words, another person",
    "speaker: no source in the sentence, another person or none",
    "invented: quotation",
    "invented: clause",
    "invented: secondo and its like",
    "invented: noun",
)
FAMILIES = {"quote": 7, "headline": 7, "clause": 8, "adposition": 9, "noun": 10}


def cause_lost(article: LabelledArticle, lost: LabelledClaim, found: Iterable[Claim]) -> str:
    """Why a gold claim is not among those found."""
    text = article.text
    for claim in found:
        if overlap(text, lost.content, LabelledClaim.of(claim).content) and (
            not lost.cue or overlap(text, lost.cue, LabelledClaim.of(claim).cue)
        ):
            return CAUSES[2]
    if not lost.cue:
        return CAUSES[3]
    doc = load()(text)
    known = [(doc[i].idx, doc[i].idx + len(doc[i])) for cue in cues(doc) for i in cue["tokens"]]
    return CAUSES[1] if overlap(text, lost.cue, known) else CAUSES[0]


def cause_misattributed(article: LabelledArticle, gold: LabelledClaim, given: LabelledClaim) -> str:
    """Why a claim that was found has another speaker."""
    if not gold.source and not given.source:
        return CAUSES[6]
    return CAUSES[5] if overlap(article.text, gold.source, given.source) else CAUSES[4]


def causes(article: LabelledArticle) -> Counter[str]:
    """The errors on one article."""
    found: list[Claim] = list(load()(article.text)._.claims)
    predicted = [LabelledClaim.of(claim) for claim in found]
    pairs: list[Pair] = [p for p in match(article.text, article.claims, predicted) if p.found]
    count: Counter[str] = Counter()
    for i in set(range(len(article.claims))) - {pair.gold for pair in pairs}:
        count[cause_lost(article, article.claims[i], found)] += 1
    for pair in pairs:
        gold, given = article.claims[pair.gold], predicted[pair.predicted]
        if not same_speakers(gold.speaker, given.speaker):
            count[cause_misattributed(article, gold, given)] += 1
    for i in set(range(len(found))) - {pair.predicted for pair in pairs}:
        count[CAUSES[FAMILIES[found[i].rule.split(".")[0]]]] += 1
    return count


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", nargs="+", type=Path, help="files or folders of labelled articles")
    parser.add_argument("--corpora", type=Path, help="the texts of stand-off labels")
    options = parser.parse_args()
    columns: list[tuple[str, Counter[str]]] = []
    for path in options.gold:
        read = (a for a in read_gold(path, options.corpora) if isinstance(a, LabelledArticle))
        articles = list(read)
        total = sum((causes(article) for article in articles), Counter())
        total["gold claims"] = sum(len(article.claims) for article in articles)
        columns.append((path.name, total))
    print("| cause |", " | ".join(name for name, _ in columns), "|")
    print("|---|" + "---|" * len(columns))
    for row in ("gold claims", *CAUSES):
        print(f"| {row} |", " | ".join(str(count[row]) for _, count in columns), "|")


if __name__ == "__main__":
    main()
