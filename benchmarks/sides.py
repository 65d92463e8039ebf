"""What is measured, one function each: run in a process of its own, it prints a JSON object.

    python benchmarks/sides.py NAME CORPUS ARTICLES

CORPUS is a text file, gzipped or not, an article a line. The pipeline is loaded and has seen a few
articles before a clock is started.
"""

from __future__ import annotations

import gzip
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import claimx
from claimx.models import Article, Claim

WARM = 30
"""Articles before the clock is started."""
DATE = "2018-06-01"

Figures = dict[str, Any]


def articles(corpus: Path, count: int) -> Iterator[Article]:
    """The first articles of a corpus."""
    with gzip.open(corpus, "rt") if corpus.suffix == ".gz" else corpus.open() as lines:
        for number, line in enumerate(islice(lines, count), 1):
            yield Article(doc_id=f"a{number}", text=line.strip(), date=DATE)


def words(chosen: Iterable[Article]) -> int:
    return sum(len(article.text.split()) for article in chosen)


def clocked(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def parsed(chosen: list[Article], batch: int) -> list[list[Claim]]:
    """Everything parsed by spaCy's own loop."""
    nlp = claimx.load()

    def prepared() -> Iterator[Any]:
        for article in chosen:
            doc = nlp.make_doc(article.text)
            doc._.claimx_id, doc._.claimx_date = article.doc_id, article.date
            yield doc

    return [doc._.claims for doc in nlp.pipe(prepared(), batch_size=batch)]


def pipe(chosen: list[Article]) -> Figures:
    """``nlp.pipe`` with every component and step, at the batch size that is best for it."""
    parsed(chosen[:WARM], 32)
    sizes = {
        size: clocked(lambda size=size: parsed(chosen[:200], size)) for size in (8, 16, 32, 64, 128)
    }
    best = min(sizes, key=lambda size: sizes[size])
    return {"seconds": clocked(lambda: parsed(chosen, best)), "batch": best}


def extract(chosen: list[Article], processes: int = 1) -> Figures:
    """``extract_many``."""
    list(claimx.extract_many(chosen[:WARM]))
    run = lambda: sum(1 for _ in claimx.extract_many(chosen, n_process=processes))  # noqa: E731
    return {"seconds": clocked(run)}


def extract_2(chosen: list[Article]) -> Figures:
    return extract(chosen, 2)


def differing(chosen: list[Article]) -> Figures:
    """Claims that are not the same as when everything is parsed by spaCy's loop."""
    theirs = {claim.model_dump_json() for claims in parsed(chosen, 64) for claim in claims}
    ours = {
        claim.model_dump_json()
        for document in claimx.extract_many(chosen)
        for claim in document.claims
    }
    return {"claims": len(theirs), "differing": max(len(ours - theirs), len(theirs - ours))}


def share(chosen: list[Article]) -> Figures:
    """The time that spaCy's components take of the whole, tokenizer and lemmatizer among them."""
    from claimx import analysis

    list(claimx.extract_many(chosen[:WARM]))
    spent = {"spacy": 0.0, "layout": 0.0}

    def timed(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*given: Any) -> Any:
            start = time.perf_counter()
            try:
                return call(*given)
            finally:
                spent[name] += time.perf_counter() - start

        return wrapped

    runner: Any = analysis._analyser(claimx.load())
    runner._language = [
        timed("layout", pipe) if getattr(pipe, "__module__", "").endswith("layout") else pipe
        for pipe in runner._language
    ]
    runner._pass = timed("spacy", runner._pass)
    analysis._prepare = timed("spacy", analysis._prepare)  # the tokenizer
    whole = clocked(lambda: sum(1 for _ in claimx.extract_many(chosen)))
    return {"ours": 1 - (spent["spacy"] - spent["layout"]) / whole}


def memory(chosen: Iterable[Article]) -> Figures:
    """Peak memory of a process that extracts, in MiB."""
    for _ in claimx.extract_many(chosen):
        pass
    return {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def one_file(chosen: list[Article], count: int) -> Figures:
    """Seconds a word of one text of so many words."""
    pieces: list[str] = []
    size = 0
    for article in chosen:
        pieces.append(article.text)
        size += len(article.text.split())
        if size >= count:
            break
    list(claimx.extract_many(chosen[:WARM]))
    text = " ".join(pieces)
    seconds = clocked(lambda: claimx.extract(text))
    return {"seconds a word": seconds / size, "words": size}


def file_10k(chosen: list[Article]) -> Figures:
    found = [one_file(chosen[n:], 10_000)["seconds a word"] for n in range(0, 500, 50)]
    return {"seconds a word": sum(found) / len(found), "words": 10_000}


def file_1m(chosen: list[Article]) -> Figures:
    return one_file(chosen, 1_000_000)


def spark(chosen: list[Article]) -> Figures:
    """``claimx.spark.extract`` on two local workers; the session and its workers are started."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from claimx import spark as engine

    session = engine.session("local[2]")
    with tempfile.TemporaryDirectory() as folder:
        rows = [article.model_dump(include={"id", "doc_id", "text", "date"}) for article in chosen]
        pq.write_table(pa.Table.from_pylist(rows), f"{folder}/articles.parquet")
        whole = session.read.parquet(f"{folder}/articles.parquet")
        run = lambda frame: frame.write.mode("overwrite").parquet(f"{folder}/claims")  # noqa: E731
        run(engine.extract(whole.limit(4 * WARM).repartition(2), id_column="doc_id"))
        # one file of this size is one partition, which one worker would do alone
        dealt = lambda: whole.repartition(8)  # noqa: E731
        seconds = clocked(lambda: run(engine.extract(dealt(), id_column="doc_id")))
    session.stop()
    return {"seconds": seconds}


def files_2(chosen: list[Article]) -> Figures:
    """The local engine with two processes, Parquet in and out as for Spark."""
    from claimx.io import Format, writer, written

    list(claimx.extract_many(chosen[:WARM]))

    def run() -> None:
        with (
            tempfile.TemporaryDirectory() as folder,
            written(Path(folder, "claims.parquet")) as out,
        ):
            claims = writer(Format.PARQUET, out)
            for document in claimx.extract_many(chosen, n_process=2):
                claims.write(document)
            claims.close()

    return {"seconds": clocked(run)}


SIDES: dict[str, Callable[[list[Article]], Figures]] = {
    side.__name__: side
    for side in (
        pipe, extract, extract_2, differing, share, memory, file_10k, file_1m, spark, files_2,
    )
}  # fmt: skip

if __name__ == "__main__":
    _, name, corpus, count = sys.argv
    chosen = articles(Path(corpus), int(count))
    given: Any = chosen if name == "memory" else list(chosen)
    print(json.dumps(SIDES[name](given)))
