"""Every figure of ``benchmarks/README.md``: two sides in turn, each in a process of its own.

    python benchmarks/run.py CORPUS [--articles 2000] [--repeats 5] [--only NAME ...]

CORPUS is a text file, gzipped or not, an article a line. Run it with nothing else running. A row
is the median of the ratios of pairs measured one after the other, and their least and greatest.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

SIDES = Path(__file__).with_name("sides.py")
ARTICLE = Path(__file__).parents[1] / "data" / "raw" / "askanews-nato-kursk.txt"
CLAIMX = [sys.executable, "-m", "claimx"]


class Setting(NamedTuple):
    corpus: Path
    articles: int
    repeats: int


class Row(NamedTuple):
    what: str
    ratios: list[float]
    asked: str
    note: str = ""


def side(name: str, setting: Setting, articles: int | None = None) -> dict[str, Any]:
    """The figures of one side."""
    words = [sys.executable, SIDES, name, setting.corpus, str(articles or setting.articles)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def seconds(words: list[Any]) -> float:
    start = time.perf_counter()
    subprocess.run(words, check=True, capture_output=True)
    return time.perf_counter() - start


def pairs(setting: Setting, left: Callable[[], float], right: Callable[[], float]) -> list[float]:
    """``left`` over ``right``, in turn."""
    return [left() / right() for _ in range(setting.repeats)]


def speed(setting: Setting) -> Row:
    batches: set[int] = set()

    def whole() -> float:
        figures = side("pipe", setting)
        batches.add(figures["batch"])
        return float(figures["seconds"])

    ratios = pairs(setting, whole, lambda: side("extract", setting)["seconds"])
    note = f"best batch size {', '.join(map(str, sorted(batches)))}"
    return Row("words a second: `extract_many` over `nlp.pipe`", ratios, "≥ 1.5", note)


def same(setting: Setting) -> Row:
    figures = side("differing", setting)
    note = f"{figures['differing']} of {figures['claims']} claims"
    ratio = figures["differing"] / figures["claims"]
    return Row("claims that differ from parsing everything", [ratio], "≤ 0.005", note)


def processes(setting: Setting) -> Row:
    ratios = pairs(
        setting,
        lambda: side("extract", setting)["seconds"],
        lambda: side("extract_2", setting)["seconds"],
    )
    return Row("words a second: two processes over one", ratios, "≥ 1.8")


def share(setting: Setting) -> Row:
    ratios = [side("share", setting)["ours"] for _ in range(setting.repeats)]
    return Row("time that is claimx's own, of the whole", ratios, "≤ 0.15")


def memory(setting: Setting) -> Row:
    """Of the whole corpus over 1,000 articles."""
    large, small = (
        [side("memory", setting, count)["peak"] for _ in range(setting.repeats)]
        for count in (10_371, 1_000)
    )
    ratios = [one / other for one, other in zip(large, small, strict=True)]
    note = f"{median(large):.0f} over {median(small):.0f} MiB"
    return Row("peak memory: 10,371 articles over 1,000", ratios, "≤ 1.1", note)


def help_text(setting: Setting) -> Row:
    ratios = pairs(
        setting,
        lambda: seconds([*CLAIMX, "--help"]),
        lambda: seconds([sys.executable, "-c", "import spacy"]),
    )
    return Row("`claimx --help` over `import spacy`", ratios, "≤ 0.3")


def one_article(setting: Setting) -> Row:
    load = (
        "import spacy, pathlib, claimx.pipeline as p;"
        f"spacy.load(p.OWN_MODEL)(pathlib.Path({str(ARTICLE)!r}).read_text())"
    )
    ratios = pairs(
        setting,
        lambda: seconds([*CLAIMX, "extract", ARTICLE]),
        lambda: seconds([sys.executable, "-c", load]),
    )
    return Row("`claimx extract ARTICLE` over loading and parsing", ratios, "≤ 1.25")


def length(setting: Setting) -> Row:
    ratios = pairs(
        setting,
        lambda: side("file_1m", setting, 4_000)["seconds a word"],
        lambda: side("file_10k", setting, 4_000)["seconds a word"],
    )
    return Row("seconds a word: one text of 1,000,000 words over 10,000", ratios, "≤ 1.2")


def killed(setting: Setting) -> Row:
    """Twenty runs, each killed at random moments until it comes to its end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs = folder / "articles.jsonl"
        inputs.write_text("\n".join(_records(setting)), encoding="utf-8")
        whole = folder / "whole.jsonl"
        once = seconds([*CLAIMX, "extract", inputs, "-o", whole, "--jobs", "2"])
        kills = 0
        different = 0
        for n in range(20):
            out = folder / f"{n}.jsonl"
            words = [*CLAIMX, "extract", str(inputs), "-o", str(out), "--jobs", "2", "--resume"]
            for pause in _pauses(once):
                process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
                try:
                    if process.wait(pause):
                        raise RuntimeError(f"exit status {process.returncode}: {words}")
                    break
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    kills += 1
            different += out.read_bytes() != whole.read_bytes()
    return Row("runs killed and resumed that differ", [different / 20], "0", f"{kills} kills")


def _pauses(once: float) -> Iterator[float | None]:
    """Two kills at random moments, then no more."""
    yield random.uniform(0, once)
    yield random.uniform(0, once)
    yield None


def _records(setting: Setting) -> Iterator[str]:
    from sides import articles

    for article in articles(setting.corpus, min(setting.articles, 1_500)):
        yield json.dumps({"id": article.doc_id, "text": article.text, "date": article.date})


def spark(setting: Setting) -> Row:
    ratios = pairs(
        setting,
        lambda: side("spark", setting)["seconds"],
        lambda: side("files_2", setting)["seconds"],
    )
    return Row("time: Spark `local[2]` over two processes", ratios, "≤ 1.5")


ROWS: dict[str, Callable[[Setting], Row]] = {
    row.__name__: row
    for row in (
        speed, same, processes, share, memory, help_text, one_article, length, killed, spark,
    )
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=ROWS, default=list(ROWS))
    given = parser.parse_args()
    setting = Setting(given.corpus, given.articles, given.repeats)
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
          f"Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}, "
          f"{setting.articles} articles, {setting.repeats} repeats\n")  # fmt: skip
    print("| what | median | least – greatest | asked | |\n|---|---|---|---|---|")
    for name in given.only:
        row = ROWS[name](setting)
        spread = f"{min(row.ratios):.3f} – {max(row.ratios):.3f}"
        print(f"| {row.what} | {median(row.ratios):.3f} | {spread} | {row.asked} | {row.note} |",
              flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
