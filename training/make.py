"""Make the Italian pipeline from the corpora: `python training/make.py --corpora DIR --out build`.

Every step writes a file or folder under `--out` and is skipped if that exists;
delete it to do the step again.  Runs of one stage go side by side, each on
one core.  The same corpora give the same pipeline: all seeds are fixed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import assemble
import spacy
from augment import Parsed, varied_texts
from cue_parses import cue_parses
from evaluate import evaluate
from lookups import LEMMA_TREEBANKS, make_lookups
from names import FINISHING_WEIGHTS, WEIGHTS
from names import training_docs as names_docs
from rawnews import write_raw_news
from rawtext import write_raw_text
from spacy.tokens import DocBin
from treebanks import load_treebanks, ten_joined, to_doc
from treebanks import training_docs as parse_docs
from vectors import VectorSettings, train_vectors

HERE = Path(__file__).parent
DATELINES = 0.08
"""Share of the last run's texts that begin with a place: *MODENA. …*"""
CUE_COPIES = 8
"""How often the last run has the hand-corrected parses, each time varied."""
ONE_CORE = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}


def step(target: Path, make: Callable[[Path], object]) -> None:
    """Make a target unless it is there; a broken-off step leaves none."""
    if target.exists():
        print(f"{target.name}: there already", flush=True)
        return
    start = time.monotonic()
    fresh = target.with_name(target.name + ".part")
    make(fresh)
    fresh.rename(target)
    print(f"{target.name}: {(time.monotonic() - start) / 60:.1f} minutes", flush=True)


def spacy_command(*arguments: str | Path) -> subprocess.Popen[bytes]:
    """Start a command of spaCy's on one core."""
    command = [sys.executable, "-m", "spacy", *map(str, arguments)]
    return subprocess.Popen(command, env=os.environ | ONE_CORE)


def finish(process: subprocess.Popen[bytes]) -> None:
    """Wait for a command, and stop if it failed."""
    if process.wait():
        raise SystemExit(f"failed: {process.args!r}")


def make_corpora(corpora: Path, out: Path) -> None:
    """The training and development files of both runs, and the lemmatizer's tables."""
    nlp = spacy.blank("it")

    def parse_train(target: Path, *, strict: bool = False) -> None:
        sentences = load_treebanks(corpora, strict=strict)[0]
        DocBin(docs=parse_docs(nlp.vocab, sentences)).to_disk(target)

    def parse_dev(target: Path, *, strict: bool = False) -> None:
        dev = [to_doc(sentence) for sentence in load_treebanks(corpora, strict=strict)[1]]
        DocBin(docs=ten_joined(nlp.vocab, dev)).to_disk(target)

    def names_train(target: Path) -> None:
        DocBin(docs=names_docs(nlp, corpora, WEIGHTS, seed=0)[0]).to_disk(target)

    def names_finish(target: Path) -> None:
        docs = names_docs(nlp, corpora, FINISHING_WEIGHTS, seed=1, swap=True)[0]
        DocBin(docs=docs).to_disk(target)

    def names_dev(target: Path) -> None:
        DocBin(docs=names_docs(nlp, corpora, WEIGHTS, seed=0)[1]).to_disk(target)

    def lookups(target: Path) -> None:
        train = load_treebanks(corpora, strict=False)[0]
        docs = [to_doc(s) for s in train if s.treebank in LEMMA_TREEBANKS]
        make_lookups(docs, out / "raw.txt").to_disk(target)

    step(out / "parse-train.spacy", parse_train)
    step(out / "parse-dev.spacy", parse_dev)
    step(out / "parse-mend.spacy", partial(parse_train, strict=True))
    step(out / "parse-mend-dev.spacy", partial(parse_dev, strict=True))
    step(out / "names-train.spacy", names_train)
    step(out / "names-finish.spacy", names_finish)
    step(out / "names-dev.spacy", names_dev)
    step(out / "lookups", lookups)


def make_vectors(corpora: Path, out: Path) -> None:
    """The raw text and the word vectors, in the form that training reads."""
    step(out / "raw.txt", lambda target: write_raw_text(corpora, target))
    table = out / "vectors.floret"
    step(table, lambda target: train_vectors(out / "raw.txt", target, VectorSettings()))
    step(
        out / "vectors",
        lambda target: finish(
            spacy_command("init", "vectors", "it", table, target, "--mode", "floret")
        ),
    )


@dataclass(frozen=True)
class Run:
    """One run of `spacy train`: its config's name, its data, and the run that it goes on from."""

    name: str
    train: str
    dev: str
    source: str | None = None


# Side by side in each stage; a stage begins when the one before has ended.
TREEBANKS = (
    (
        Run("parse", "parse-train", "parse-dev"),
        Run("names", "names-train", "names-dev"),
    ),
    (
        Run("parse-finish", "parse-train", "parse-dev", "parse"),
        Run("names-finish", "names-finish", "names-dev", "names"),
    ),
    (Run("parse-mend", "parse-mend", "parse-mend-dev", "parse-finish"),),
)
# What the teacher has made of raw news comes in between.
NEWS = (
    (Run("news", "news-train", "parse-mend-dev", "parse-mend"),),
    (Run("news-finish", "news-finish", "parse-mend-dev", "news"),),
)
# The pipeline's weights are the mean of these.
AVERAGED = ("news-finish/model-last", "news/model-best")


def train(runs: Sequence[Run], out: Path) -> None:
    """Start a process for each run and wait for all; a run whose folder is there is skipped."""
    running: list[tuple[subprocess.Popen[bytes], Path, Path]] = []
    for run in runs:
        target, fresh = out / run.name, out / f"{run.name}.part"
        if target.exists():
            print(f"{run.name}: there already", flush=True)
            continue
        process = spacy_command(
            *("train", HERE / "configs" / f"{run.name}.cfg", "--output", fresh),
            *("--paths.train", out / f"{run.train}.spacy"),
            *("--paths.dev", out / f"{run.dev}.spacy"),
            *("--paths.vectors", out / "vectors"),
            *(("--paths.source", out / run.source / "model-best") if run.source else ()),
        )
        running.append((process, fresh, target))
    for process, fresh, target in running:
        finish(process)
        fresh.rename(target)


def make_news(corpora: Path, out: Path) -> None:
    """The teacher, what it says of raw news, and the student's training files."""
    vocab = spacy.blank("it").vocab

    def teacher(command: str, *inputs: Path) -> Callable[[Path], object]:
        arguments = [sys.executable, str(HERE / "teacher.py"), command, *map(str, inputs)]
        options = ["--vectors", str(out / "vectors"), "--threads", "2", "--out"]
        return lambda target: subprocess.run([*arguments, *options, str(target)], check=True)

    def news_train(target: Path) -> None:
        gold = DocBin().from_disk(out / "parse-mend.spacy").get_docs(vocab)
        labelled = DocBin().from_disk(out / "news-labelled.spacy").get_docs(vocab)
        news = varied_texts(vocab, [Parsed.from_doc(doc) for doc in labelled], seed=77)
        DocBin(docs=[*gold, *news]).to_disk(target)

    def news_finish(target: Path) -> None:
        train, dev = load_treebanks(corpora, strict=True)
        docs = list(parse_docs(vocab, [*train, *dev], datelines=DATELINES))
        parses = [Parsed.from_doc(doc) for doc in cue_parses(vocab, corpora, "train")]
        for copy in range(CUE_COPIES):
            docs += varied_texts(vocab, parses, seed=500 + copy, datelines=2.5 * DATELINES)
        DocBin(docs=docs).to_disk(target)

    parser = out / "parse-mend/model-best"
    step(out / "news-raw.spacy", partial(write_raw_news, corpora, parser))
    training, dev = out / "parse-mend.spacy", out / "parse-mend-dev.spacy"
    step(out / "teacher.pt", teacher("train", training, dev))
    step(out / "news-labelled.spacy", teacher("label", out / "teacher.pt", out / "news-raw.spacy"))
    step(out / "news-train.spacy", news_train)
    step(out / "news-finish.spacy", news_finish)


def finish_pipeline(corpora: Path, out: Path) -> None:
    """Assemble, measure, and write the pipeline with its figures to `out`/it_claimx_news."""
    nlp = assemble.build(
        parse=[out / run for run in AVERAGED],
        names=out / "names-finish/model-best",
        lookups=out / "lookups",
        vectors=out / "vectors",
    )
    target = out / "it_claimx_news"
    assemble.fill_meta(nlp)
    assemble.write(nlp, target)
    figures = evaluate(spacy.load(target), corpora)
    assemble.record_performance(target, figures)
    for name, figure in figures.items():
        print(f"{name}: {figure}")


def main() -> None:
    """All steps, in order."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpora", type=Path, required=True, help="the folder of the corpora")
    parser.add_argument("--out", type=Path, required=True, help="where everything is written")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    make_vectors(options.corpora, options.out)
    make_corpora(options.corpora, options.out)
    for stage in TREEBANKS:
        train(stage, options.out)
    make_news(options.corpora, options.out)
    for stage in NEWS:
        train(stage, options.out)
    finish_pipeline(options.corpora, options.out)


if __name__ == "__main__":
    main()
