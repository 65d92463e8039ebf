"""No text that holds a claim is passed over; some that hold none are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from claimx.analysis.screen import Screen
from claimx.lexicon import load_rules

if TYPE_CHECKING:
    from spacy.language import Language

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.txt"))


@pytest.mark.parametrize(
    "text",
    [
        "Il gatto dorme sul divano.",
        "Furto in via Emilia, rubate due biciclette",
        "L'Inter batte il Milan con un gol nel finale",
        "Domani sole su tutta la regione.",
    ],
)
def test_passed_over(nlp: Language, text: str) -> None:
    assert not Screen(nlp)(nlp.make_doc(text))


@pytest.mark.parametrize(
    "text",
    [
        "Ha detto di sì.",
        "Dicendosi stupita se n'è andata",
        "La sindaca s'è detta contraria",
        "Secondo la procura ha rubato",
        "Stando alla polizia ha rubato",
        "A parer suo nevica",
        "La promessa di ripartire",
        "Convinta che piova",
        "Sbottò infuriato",
        "Meloni: avanti così",
        "Lo chiamano 'ndrangheta",
        "Non ha dubbi il sindaco sul ponte",
    ],
)
def test_looked_at(nlp: Language, text: str) -> None:
    assert Screen(nlp)(nlp.make_doc(text))


@pytest.mark.parametrize("rule", sorted(load_rules()))
def test_the_example_of_every_rule_is_looked_at(nlp: Language, rule: str) -> None:
    assert Screen(nlp)(nlp.make_doc(load_rules()[rule].example))


def test_no_case_with_a_claim_is_passed_over(nlp: Language) -> None:
    screen, held = Screen(nlp), 0
    for path in CASES:
        for case in path.read_text(encoding="utf-8").split("\n\n"):
            doc = nlp.make_doc(case)
            if not screen(doc):
                assert not nlp(case)._.claims
            held += 1
    assert held > 500


def test_a_lemmatizer_without_tables_passes_nothing_over(
    nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen(nlp)
    monkeypatch.setattr(screen, "_tables", None)
    assert screen(nlp.make_doc("Il gatto dorme."))
