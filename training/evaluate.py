"""Measure a pipeline: `python training/evaluate.py MODEL --corpora DIR`.

Figures, on data that no training step has seen:

* on `it_isdt-ud-test`, merged as `spacy convert --merge-subtokens` does, with the
  treebank's tokens and from raw text: POS, morphology, UAS and LAS as spaCy's
  Scorer computes them (punctuation left out of UAS and LAS), lemmas;
* the same tree figures on the measuring half of `cue_parses.jsonl`: real news round its cues;
* sentences: the test sentences joined ten to a text with spaces, from raw text;
* the same on raw news: the sentence ends of `sentence_ends.jsonl`, 302 checked by hand;
* names: PER, LOC and ORG on `kind-WN_dev`, ten sentences to a text, from raw text;
* speed: words a second of `nlp.pipe` on 300 articles, on one core if the
  environment says so (OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1).
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import spacy
from cue_parses import cue_parses
from lookups import gold_lemma
from names import read_texts
from names import to_doc as names_to_doc
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.training import Example
from treebanks import read_treebank, ten_joined, to_doc

TEST = "ud/it_isdt-ud-test.conllu.gz"
NAMES = "ner/kind-WN_dev.tsv.gz"
RAW = "raw/gazzetta-modena.txt.gz"
LABELS = ("PER", "LOC", "ORG")
SENTENCE_ENDS = Path(__file__).parent / "sentence_ends.jsonl"


def percent(value: float | None) -> float:
    """A share as a percentage with one decimal."""
    return round(100 * (value or 0.0), 1)


def annotated(nlp: Language, docs: Iterable[Doc]) -> list[Doc]:
    """The documents after all enabled components."""
    return list(nlp.pipe(docs))


def lemma_figures(examples: Sequence[Example]) -> dict[str, float]:
    """Lemma accuracy, of all tokens and of verbs alone.

    The treebank's lemma of a merged verb with pronouns (*dirlo*) is both words'
    (*dire lo*); ours is the verb's.  "lemma" counts ours as right, "lemma_strict" not.
    """
    right = strict = total = verbs_right = verbs = 0
    for example in examples:
        aligned = example.alignment.x2y
        for token in example.predicted:
            where = list(aligned[token.i])
            if len(where) != 1:
                continue
            gold_token = example.reference[int(where[0])]
            wanted = gold_lemma(gold_token.lemma_, gold_token.pos_)
            total += 1
            right += token.lemma_ == wanted
            strict += token.lemma_ == gold_token.lemma_
            if gold_token.pos_ == "VERB":
                verbs += 1
                verbs_right += token.lemma_ == wanted
    return {
        "lemma": percent(right / total),
        "lemma_strict": percent(strict / total),
        "lemma_verbs": percent(verbs_right / verbs),
    }


def parse_figures(nlp: Language, golds: Sequence[Doc], *, raw: bool) -> dict[str, float]:
    """POS, morphology, tree and lemma figures, with the treebank's tokens or from raw text."""
    inputs = [
        nlp.make_doc(gold.text)
        if raw
        else Doc(nlp.vocab, [t.text for t in gold], [bool(t.whitespace_) for t in gold])
        for gold in golds
    ]
    examples = [
        Example(predicted, gold)
        for predicted, gold in zip(annotated(nlp, inputs), golds, strict=True)
    ]
    scores = Scorer.score_token_attr(examples, "pos")
    scores |= Scorer.score_token_attr(
        examples,
        "morph",
        getter=lambda token, _: str(token.morph),
    )
    figures = {"pos": percent(scores["pos_acc"]), "morph": percent(scores["morph_acc"])}
    return figures | tree_figures(examples) | lemma_figures(examples)


def tree_figures(examples: Sequence[Example]) -> dict[str, float]:
    """UAS and LAS, punctuation left out."""
    scores = Scorer.score_deps(
        examples,
        "dep",
        getter=lambda token, _: token.dep_.lower(),
        ignore_labels=("p", "punct"),
    )
    return {"uas": percent(scores["dep_uas"]), "las": percent(scores["dep_las"])}


def cue_figures(nlp: Language, corpora: Path) -> dict[str, float]:
    """UAS and LAS on sentences of real news with verbs of saying, with their tokens given."""
    golds = list(cue_parses(nlp.vocab, corpora, "measure"))
    inputs = [
        Doc(nlp.vocab, [t.text for t in gold], [bool(t.whitespace_) for t in gold])
        for gold in golds
    ]
    predicted = annotated(nlp, inputs)
    return tree_figures([Example(p, g) for p, g in zip(predicted, golds, strict=True)])


def sentence_figures(nlp: Language, golds: Sequence[Doc]) -> dict[str, float]:
    """Precision, recall and F of sentence spans, ten sentences joined to a text."""
    examples = [Example(nlp(text.text), text) for text in ten_joined(nlp.vocab, golds)]
    scores = Scorer.score_spans(
        examples,
        "sents",
        getter=lambda doc, _: doc.sents,
        has_annotation=lambda doc: doc.has_annotation("SENT_START"),
    )
    return {f"sents_{k}": percent(scores[f"sents_{k}"]) for k in "prf"}


def end_figures(nlp: Language, corpora: Path) -> dict[str, float]:
    """Precision, recall and F of sentence ends on articles of a newspaper."""
    with gzip.open(corpora / RAW, "rt", encoding="utf8", newline="\n") as lines:
        articles = lines.read().split("\n")
    right = found = wanted = 0
    for line in SENTENCE_ENDS.read_text(encoding="utf8").splitlines():
        gold = json.loads(line)
        text = articles[gold["line"] - 1]
        ends = {sent.start_char + len(sent.text.rstrip()) for sent in nlp(text).sents}
        right += len(ends & set(gold["ends"]))
        found += len(ends)
        wanted += len(gold["ends"])
    return {
        "p": percent(right / found),
        "r": percent(right / wanted),
        "f": percent(2 * right / (found + wanted)),
    }


def name_figures(nlp: Language, path: Path) -> dict[str, float]:
    """F of names: all three labels, and each; other labels are left out on both sides."""
    examples = []
    for text in read_texts(path, group=10):
        gold = names_to_doc(nlp, text)
        predicted = nlp(text.text)
        predicted.ents = [ent for ent in predicted.ents if ent.label_ in LABELS]
        examples.append(Example(predicted, gold))
    scores = Scorer.score_spans(examples, "ents")
    figures = {f"ents_{k}": percent(scores[f"ents_{k}"]) for k in "prf"}
    for label in LABELS:
        figures[f"ents_f_{label}"] = percent(scores["ents_per_type"][label]["f"])
    return figures


def words_per_second(nlp: Language, path: Path, articles: int = 300) -> int:
    """Words that `nlp.pipe` does in a second, the fastest of two passes."""
    with gzip.open(path, "rt", encoding="utf8") as lines:
        texts = [line.strip() for line, _ in zip(lines, range(articles), strict=False)]
    best = 0.0
    for _ in range(2):
        start = time.perf_counter()
        words = sum(len(doc) for doc in nlp.pipe(texts))
        best = max(best, words / (time.perf_counter() - start))
    return round(best)


def evaluate(nlp: Language, corpora: Path, *, speed: bool = True) -> dict[str, Any]:
    """All figures of a pipeline."""
    golds = [to_doc(sentence) for sentence in read_treebank(corpora / TEST)]
    measures: dict[str, Callable[[], Any]] = {
        "gold_tokens": lambda: parse_figures(nlp, golds, raw=False),
        "raw_text": lambda: parse_figures(nlp, golds, raw=True),
        "cues": lambda: cue_figures(nlp, corpora),
        "sentences": lambda: sentence_figures(nlp, golds),
        "sentence_ends": lambda: end_figures(nlp, corpora),
        "names": lambda: name_figures(nlp, corpora / NAMES),
    }
    if speed:
        measures["words_per_second"] = lambda: words_per_second(nlp, corpora / RAW)
    return {name: measure() for name, measure in measures.items()}


def main() -> None:
    """Load the pipeline named on the command line and print its figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", help="a pipeline: folder or installed package")
    parser.add_argument("--corpora", type=Path, required=True, help="the folder of the corpora")
    parser.add_argument("--no-speed", action="store_true", help="leave the speed out")
    options = parser.parse_args()
    nlp = spacy.load(options.model)
    print(json.dumps(evaluate(nlp, options.corpora, speed=not options.no_speed), indent=2))


if __name__ == "__main__":
    main()
