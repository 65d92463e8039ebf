"""The hand-corrected parses of 200 sentences of real news, each with a verb of saying.

`cue_parses.jsonl` is stand-off: a line a sentence, with its half (*train* or *measure*), the
line of the newspaper that it stands on, and of each token the offset in that line, the length,
the part of speech, the head (from 1 on, 0 for the root) and the relation.  It holds no text.

The sentences were drawn at random from lines 5,001 on: verbs of saying after a quotation, before
*che*, between dashes, with joined subjects, and others.  They were parsed by the pipeline and
corrected by one hand each, after ISDT: a quoted clause governs a verb of saying that follows or
interrupts it (*parataxis*); a verb that comes first governs the quoted clause (*ccomp*).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

PARSES = Path(__file__).parent / "cue_parses.jsonl"
RAW = "raw/gazzetta-modena.txt.gz"


def cue_parses(vocab: Vocab, corpora: Path, half: str) -> Iterator[Doc]:
    """The sentences of a half with heads and relations; their features are not annotated."""
    with gzip.open(corpora / RAW, "rt", encoding="utf8", newline="\n") as lines:
        articles = lines.read().split("\n")
    for line in PARSES.read_text(encoding="utf8").splitlines():
        parse = json.loads(line)
        if parse["half"] != half:
            continue
        text, tokens = articles[parse["line"] - 1], parse["tokens"]
        ends = [start + length for start, length, *_ in tokens]
        starts = [start for start, *_ in tokens[1:]] + [ends[-1] + 1]
        yield Doc(
            vocab,
            words=[text[start:end] for (start, *_), end in zip(tokens, ends, strict=True)],
            spaces=[end < following for end, following in zip(ends, starts, strict=True)],
            heads=[i if head == 0 else head - 1 for i, (*_, head, _) in enumerate(tokens)],
            deps=[relation for *_, relation in tokens],
        )
