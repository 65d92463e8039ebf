"""What the tests share: the pipeline, a document made by hand, the command line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

import claimx
from claimx.cli import app
from claimx.models import Claim, Cue, Document, Passage, Source, Span, Speaker, Time

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).resolve().parents[1]

TEXT = (
    "Il sindaco ha promesso che «i fondi arriveranno».\n"
    "«Non mi dimetto», ha poi detto Carlo Bianchi, «anche se Verdi spera che io lo faccia».\n"
    "Secondo la procura e quella di Lodi, =Rossi avrebbe pagato."
)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline as users get it, made once."""
    return claimx.load()


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The corpora whose texts may not be passed on; what needs them is skipped without them."""
    path = Path(os.environ.get("CLAIMX_CORPORA", ROOT.parent / "shared" / "corpora"))
    if not path.is_dir():
        pytest.skip(f"no corpora in {path}: set CLAIMX_CORPORA")
    return path


@pytest.fixture
def run() -> Callable[..., Result]:
    """Runs ``claimx`` with the given words, in this process."""

    def run(*words: str | Path, stdin: str | bytes | None = None, width: int = 100) -> Result:
        runner = CliRunner(env={"COLUMNS": str(width), "NO_COLOR": "1", "TERM": "dumb"})
        return runner.invoke(app, [str(word) for word in words], input=stdin)

    return run


def passage(words: str, *more: str, text: str = TEXT) -> Passage:
    """The passage of ``text`` under these words, each at its first place."""
    return Passage.of(text, [(text.index(w), text.index(w) + len(w)) for w in (words, *more)])


def named(id_: str, name: str, *aliases: str, role: str | None = None) -> Speaker:
    return Speaker(id=id_, name=name, type="PER", role=role, aliases=aliases)


@pytest.fixture
def document() -> Document:
    """Four claims: mixed and inferred, direct in two pieces, nested, hedged with two sources."""
    bianchi = named("s1", "Carlo Bianchi", "Bianchi", role="sindaco")
    cue = passage("ha poi detto")
    quotation = passage("Non mi dimetto", "anche se Verdi spera che io lo faccia")
    return Document(
        doc_id="esempio",
        text=TEXT,
        date="2024-10-28",
        claims=(
            Claim(
                id="esempio#c1",
                doc_id="esempio",
                kind="mixed",
                content=passage("«i fondi arriveranno»"),
                cue=Cue(**passage("ha promesso").model_dump(), lemma="promettere", type="promise"),
                sources=(Source(mention=None, speaker=bianchi, resolution="null_subject"),),
                polarity="negated",
                sentence=Span(start=0, end=49),
                rule="clause.che",
                confidence=0.9,
            ),
            Claim(
                id="esempio#c2",
                doc_id="esempio",
                kind="direct",
                content=quotation,
                cue=Cue(**cue.model_dump(), lemma="dire", type="say"),
                sources=(
                    Source(mention=passage("Carlo Bianchi"), speaker=bianchi, resolution="named"),
                ),
                stated_at=Time(**passage("poi").model_dump(), value="2024-10-28"),
                sentence=Span(start=50, end=136),
                rule="quote.cue_after",
                confidence=0.8,
            ),
            Claim(
                id="esempio#c3",
                doc_id="esempio",
                kind="indirect",
                content=passage("io lo faccia"),
                cue=Cue(**passage("spera").model_dump(), lemma="sperare", type="believe"),
                sources=(
                    Source(
                        mention=passage("Verdi"),
                        speaker=named("s2", "Élio Verdi", "Verdi"),
                        resolution="named",
                    ),
                ),
                parent="esempio#c2",
                sentence=Span(start=50, end=136),
                rule="clause.che",
                confidence=0.7,
            ),
            Claim(
                id="esempio#c4",
                doc_id="esempio",
                kind="indirect",
                content=passage("=Rossi avrebbe pagato"),
                cue=Cue(**passage("Secondo").model_dump(), lemma="secondo", type="according_to"),
                sources=(
                    Source(
                        mention=passage("la procura"),
                        speaker=Speaker(id="s3", name="procura", type="ORG"),
                        resolution="description",
                    ),
                    Source(mention=passage("quella di Lodi"), speaker=None, resolution="ellipsis"),
                ),
                certainty="hedged",
                hedge=passage("avrebbe"),
                sentence=Span(start=137, end=len(TEXT)),
                rule="adposition.secondo",
                confidence=0.4,
            ),
        ),
    )
