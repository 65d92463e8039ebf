"""What holds for every text, however broken: tried on generated and on mutated articles.

``CLAIMX_EXAMPLES`` sets how many of each are tried.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import claimx
from claimx.io import Format, writer
from claimx.io.gold import read_gold
from claimx.labels import LabelledArticle
from claimx.models import GAP, Article, Claim, Document, Passage, Span

pytestmark = pytest.mark.usefixtures("nlp")

EXAMPLES = int(os.environ.get("CLAIMX_EXAMPLES", "250"))
TEXTS = [
    each.text
    for each in read_gold(Path(__file__).parents[1] / "data" / "gold")
    if isinstance(each, LabelledArticle)
]
SOME_WORDS = """
il la un una sindaco ministra procura Rossi Maria Verdi Nato governo che di a se come secondo per
ha detto dice spiega avrebbe affermato non si è convinto denuncia promessa parole ieri lunedì oggi
ponte chiuso domani partire pagare quando perché ma mentre anche lui lei essi sua nostra indagato
accusato truffa «Non mi dimetto» "basta" “sì” l' dell' un' c'è 30% 15 3.000 S. dott. On. ecc.
"""
WORDS = SOME_WORDS.split()
MARKS = ["«", "»", '"', "“", "”", "‘", "’", "'", "(", ")", "[", "]", "–", "-", ":", ",", ".", "?"]
MARKS += ["!", "…", "...", ";", "\n", "\n\n", "\r\n", "\t", "\u00a0", "=", "+", "@", "*", "\\"]
STRANGE = [
    "\u0301",
    "\u200b",
    "\u202e",
    "\u2066",
    "\ufeff",
    "😀",
    "👨‍👩‍👧",
    "א",
    "ﷺ",
    "\x85",
    "\u2028",
    "\x1b",
]

pieces = st.one_of(
    st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(MARKS), st.sampled_from(STRANGE)
)
generated = st.lists(st.tuples(pieces, st.sampled_from([" ", " ", " ", ""])), min_size=1).map(
    lambda parts: "".join(piece + space for piece, space in parts)
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A stretch of an article to which up to six things have been done."""
    text = draw(st.sampled_from(TEXTS))
    start = draw(st.integers(0, len(text)))
    text = text[start : start + draw(st.integers(1, 1500))]
    for _ in range(draw(st.integers(0, 6))):
        a, b = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        mark, other = draw(st.sampled_from(MARKS)), draw(st.sampled_from(MARKS + STRANGE))
        match draw(st.integers(0, 8)):
            case 0:
                text = text[:a] + text[b:]
            case 1:
                text = text[:b] + text[a:b][:300] + text[b:]
            case 2:
                text = text.replace(mark, other)
            case 3:
                text = text.replace(mark, "", 1)
            case 4:
                text = text[:a] + other + text[a:]
            case 5:
                text = text[:a] + text[a:b].upper() + text[b:]
            case 6:
                text = text[:a] + text[a:b].lower() + text[b:]
            case 7:
                text = text.replace(" ", draw(st.sampled_from(["  ", "\n", "\u00a0", ""])))
            case _:
                text = text.replace("\n", "\r\n")
    return text


def passages(claim: Claim) -> Iterator[Passage]:
    mentions = [source.mention for source in claim.sources]
    for passage in (claim.content, claim.cue, claim.hedge, claim.stated_at, *mentions):
        if passage is not None:
            yield passage


def check(document: Document, text: str) -> None:
    """What holds for the claims of any text."""
    assert document.text == text
    ids = [claim.id for claim in document.claims]
    assert ids == [f"{document.doc_id}#c{n}" for n in range(1, len(ids) + 1)]
    starts = [claim.content.spans[0].start for claim in document.claims]
    assert starts == sorted(starts)
    for claim in document.claims:
        assert claim.parent is None or (claim.parent in ids and claim.parent != claim.id)
        assert claim.sentence.end <= len(text)
        for passage in passages(claim):
            assert GAP.join(text[s.start : s.end] for s in passage.spans) == passage.text
            assert all(0 <= s.start < s.end <= len(text) for s in passage.spans)
            assert in_order(passage.spans)
            assert passage.text.strip()


def in_order(spans: tuple[Span, ...]) -> bool:
    return all(a.end <= b.start for a, b in pairwise(spans))


every = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@every
@given(generated)
def test_generated_text(text: str) -> None:
    check(claimx.extract(text, doc_id="a"), text)


@every
@given(mutated())
@example(  # a space that is tagged as a verb
    'Nel blocco "Giovanni Viale", il primo trapianto. La paziente, 61 anni,operatorio "Giovanni '
    'Viale", il primo trapianto di cornea.'.replace(" ", "\u00a0")
)
@example(": «Sono qui da anni».\r\n\r\n«Non l'ho mai vista».\r\n")  # a colon before all words
@example("Il ministro annuncia le dimissioni,")  # a comma, and no more
@example("«A\u00a0Genova\u00a0pensano\u00a0che\u00a0i")  # a name whose head lies before it
def test_mutated_articles(text: str) -> None:
    document = claimx.extract(text, doc_id="a")
    check(document, text)
    assert claimx.extract(text, doc_id="a") == document


@settings(every, max_examples=max(EXAMPLES // 50, 1))
@given(st.lists(mutated(), min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_batches_order_and_processes_have_no_influence(texts: list[str], random: object) -> None:
    articles = [Article(doc_id=str(n), text=text) for n, text in enumerate(texts)]
    alone = {each.doc_id: next(claimx.extract_many([each])) for each in articles}
    random.shuffle(articles)  # type: ignore[attr-defined]
    for processes in (1, 2):
        for document in claimx.extract_many(articles, n_process=processes):
            assert document == alone[document.doc_id]


@every
@given(st.lists(st.sampled_from([*MARKS, *STRANGE, "a", "1"]), min_size=1, max_size=6).map("".join))
def test_no_cell_of_a_csv_is_a_formula(text: str) -> None:
    """A cell that begins so is run by spreadsheets: the OWASP list."""
    passage = Passage(text=text, spans=(Span(start=0, end=len(text)),))
    claim = Claim(
        id=text, doc_id=text, kind="direct", content=passage, cue=None, sources=(),
        sentence=Span(start=0, end=1), rule="quote.opening", confidence=1,
    )  # fmt: skip
    rows = writer(Format.CSV, out := StringIO())
    rows.write(Document(doc_id=text, text=text, claims=(claim,)))
    _, row = csv.reader(StringIO(out.getvalue(), newline=""))
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert text in {row[0], row[0][1:]}
