from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from claimx.errors import GoldError, MissingCorpusError
from claimx.io.gold import read_gold, read_predictions
from claimx.labels import LabelledArticle, LabelledClaim
from claimx.models import Document

TEXT = "Rossi: «È un inizio»."
CLAIM: dict[str, Any] = {"kind": "direct", "content": [[8, 19]], "speaker": [["Rossi"]]}


def article(**changes: Any) -> str:
    return json.dumps({"doc_id": "a", "text": TEXT, "claims": [CLAIM]} | changes)


def test_a_gold_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(article(note="let be"), encoding="utf-8")
    (gold,) = read_gold(tmp_path)
    assert isinstance(gold, LabelledArticle)
    assert gold.text == TEXT
    assert gold.claims == (LabelledClaim(kind="direct", content=((8, 19),), speaker=(("Rossi",),)),)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param("{", "Invalid JSON", id="no JSON"),
        pytest.param('{"doc_id": "a"}', "text: Field required", id="no text"),
        pytest.param(
            article(claims=[CLAIM, CLAIM | {"cue": [[5, 22]]}]),
            "a, claim 2: [5, 22] is beyond the text, which has 21 characters",
            id="beyond the text",
        ),
        pytest.param(
            article(claims=[CLAIM | {"source": [[5, 5]]}]),
            "claims 1 source 1: Value error, not a range: [5, 5]",
            id="empty range",
        ),
        pytest.param(
            article(claims=[CLAIM | {"polarty": "negated"}]),
            "claims 1 polarty: Extra inputs are not permitted",
            id="misspelt field",
        ),
    ],
)
def test_gold_that_does_not_fit_is_named(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    (error,) = read_gold(tmp_path)
    assert isinstance(error, GoldError)
    assert str(error).startswith(f"{tmp_path / 'a.json'}: {says}")


def test_gold_that_is_not_there_is_named(tmp_path: Path) -> None:
    (missing,) = read_gold(tmp_path / "no.json")
    assert str(missing) == f"{tmp_path / 'no.json'}: No such file or directory"
    (empty,) = read_gold(tmp_path)
    assert str(empty) == f"{tmp_path}: no gold file in this folder: looked for *.json"


@pytest.fixture
def standoff(tmp_path: Path) -> Path:
    """A gold folder whose stand-off labels point to line 2 of a corpus ``paper``."""
    (tmp_path / "corpora" / "raw").mkdir(parents=True)
    with gzip.open(tmp_path / "corpora" / "raw" / "paper.txt.gz", "wb") as file:
        file.write(f"Altro.\n{TEXT}\n".encode())
    (tmp_path / "gold" / "standoff").mkdir(parents=True)
    entry = {
        "doc_id": "paper-2",
        "corpus": "paper",
        "line": 2,
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "claims": [CLAIM],
    }
    lines = [json.dumps(entry), json.dumps(entry | {"line": 1})]
    (tmp_path / "gold" / "standoff" / "paper.jsonl").write_text("\n".join(lines))
    return tmp_path


def test_stand_off_labels_find_their_text(standoff: Path) -> None:
    good, moved = read_gold(standoff / "gold", standoff / "corpora")
    assert isinstance(good, LabelledArticle)
    assert (good.doc_id, good.text) == ("paper-2", TEXT)
    assert isinstance(moved, GoldError)
    assert "paper.jsonl:2: line 1 of paper is not the text labelled" in str(moved)


def test_stand_off_labels_without_their_corpus_are_skipped(standoff: Path) -> None:
    for corpora in (None, standoff / "gold"):
        (skipped,) = read_gold(standoff / "gold", corpora)
        assert isinstance(skipped, MissingCorpusError)
        assert "the corpus paper, which is not at hand" in str(skipped)


@pytest.fixture
def gold(document: Document) -> list[LabelledArticle]:
    return [LabelledArticle(doc_id=document.doc_id, text=document.text)]


def test_predictions_are_read_by_article(
    tmp_path: Path, document: Document, gold: list[LabelledArticle]
) -> None:
    lines = [claim.model_dump_json() for claim in document.claims]
    (tmp_path / "any.jsonl").write_text("\n".join(lines), encoding="utf-8")
    gold.append(LabelledArticle(doc_id="other", text="Altro."))
    assert read_predictions(tmp_path, gold) == {
        "esempio": [LabelledClaim.of(claim) for claim in document.claims],
        "other": [],
    }


def test_another_labeller_is_read_as_predictions(
    tmp_path: Path, document: Document, gold: list[LabelledArticle]
) -> None:
    claim = LabelledClaim.of(document.claims[1])
    other = gold[0].model_copy(update={"claims": (claim,)})
    (tmp_path / "esempio.json").write_text(other.model_dump_json(), encoding="utf-8")
    assert read_predictions(tmp_path, gold) == {"esempio": [claim]}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param('"kind":"mixed"', '"kind":"odd"', "kind: Input should be", id="form"),
        pytest.param(
            '"doc_id":"esempio"',
            '"doc_id":"x"',
            "esempio#c1: there is no gold article 'x'",
            id="article",
        ),
        pytest.param(
            '"start":27',
            '"start":26',
            "esempio#c1: the text has ' «i fondi arriveranno»' where the claim has",
            id="offsets",
        ),
    ],
)
def test_predictions_that_do_not_fit_are_named(
    tmp_path: Path, document: Document, gold: list[LabelledArticle], old: str, new: str, says: str
) -> None:
    line = document.claims[0].model_dump_json()
    assert old in line
    path = tmp_path / "p.jsonl"
    path.write_text(line.replace(old, new), encoding="utf-8")
    with pytest.raises(GoldError) as error:
        read_predictions(path, gold)
    assert str(error.value).startswith(f"{path}:1: {says}")
