"""News for the teacher to label: sentences of the raw corpora, cut by a finished pipeline.

python rawnews.py --corpora DIR --model MODEL --out RAW.spacy
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import spacy
from names import read_texts
from spacy.tokens import Doc, DocBin

ARTICLES = 2600
"""Articles of the newspaper: about 900,000 words."""
ENCYCLOPAEDIA = 700
"""Texts of ten sentences from WikiNEuRal."""
MIN_WORDS, MAX_WORDS = 4, 60


def texts(corpora: Path) -> Iterator[str]:
    """A newspaper's articles, Wikinews and some of an encyclopaedia."""
    with gzip.open(corpora / "raw/gazzetta-modena.txt.gz", "rt", encoding="utf8") as lines:
        yield from random.Random(5).sample([line.strip() for line in lines], ARTICLES)
    for text in read_texts(corpora / "ner/kind-WN_train.tsv.gz", group=8):
        yield text.text
    wikipedia = read_texts(corpora / "ner/wikineural-it-val.conllu.gz", group=10)
    for text in islice(wikipedia, ENCYCLOPAEDIA):
        yield text.text


def sentences(docs: Iterator[Doc]) -> Iterator[Doc]:
    """Each sentence as a document of its own, words and spaces only."""
    for doc in docs:
        for sent in doc.sents:
            words = [token for token in sent if not token.is_space]
            if MIN_WORDS <= len(words) <= MAX_WORDS:
                yield Doc(
                    doc.vocab,
                    words=[t.text for t in words],
                    spaces=[bool(t.whitespace_) for t in words],
                    sent_starts=[i == 0 for i in range(len(words))],
                )


def write_raw_news(corpora: Path, parser: Path, target: Path) -> None:
    """Write the sentences of all texts to a file, in their order, as the parser cuts them."""
    nlp = spacy.load(parser)
    DocBin(docs=sentences(nlp.pipe(texts(corpora)))).to_disk(target)
