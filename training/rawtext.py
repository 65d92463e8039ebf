"""Write every raw sentence of the corpora as lines of spaCy tokens, to train vectors on.

Left out: the two parts on which figures are measured (`it_isdt-ud-test`,
`kind-WN_dev`), so that no figure profits from having seen the very text.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import spacy
from names import join_tokens, read_sentences

HELD_OUT = ("it_isdt-ud-test", "kind-WN_dev")


def raw_texts(corpora: Path) -> Iterator[str]:
    """Yield all running text of the corpora: articles, treebank and name-corpus sentences."""
    for path in sorted((corpora / "raw").glob("*.txt.gz")):
        with gzip.open(path, "rt", encoding="utf8") as lines:
            yield from (line.strip() for line in lines)
    for path in sorted((corpora / "ud").glob("*.conllu.gz")):
        if path.name.startswith(HELD_OUT):
            continue
        with gzip.open(path, "rt", encoding="utf8") as lines:
            yield from (line[9:].strip() for line in lines if line.startswith("# text = "))
    for path in sorted((corpora / "ner").glob("*.gz")):
        if path.name.startswith(HELD_OUT):
            continue
        for tokens, _ in read_sentences(path):
            yield join_tokens(tokens)[0]


def write_raw_text(corpora: Path, target: Path) -> None:
    """Tokenize the raw text with spaCy's blank Italian tokenizer, a text a line."""
    nlp = spacy.blank("it")
    with target.open("w", encoding="utf8") as out:
        for doc in map(nlp.make_doc, raw_texts(corpora)):
            words = [token.text for token in doc if not token.is_space]
            if words:
                out.write(" ".join(words) + "\n")
