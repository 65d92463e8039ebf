from __future__ import annotations

import pytest

from claimx.scoring.names import fold, same_speakers


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Mark Rutte", "mark rutte"),
        ("il Cremlino", "cremlino"),
        ("L'Università", "universita"),
        ("la  Corte d'Appello", "corte d appello"),
        ("Illa", "illa"),
        ("l'ex-ministro", "ex ministro"),
        ("", ""),
    ],
)
def test_fold(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("gold", "predicted", "same"),
    [
        pytest.param([], [], True, id="nobody"),
        pytest.param([["Rossi"]], [], False, id="nobody given"),
        pytest.param([], [["Rossi"]], False, id="somebody where nobody is"),
        pytest.param([["Mario Rossi", "Rossi"]], [["ROSSI"]], True, id="another accepted name"),
        pytest.param([["Rossi"]], [["Mario Rossi", "Rossi"]], False, id="first given name counts"),
        pytest.param([["Rossi"], ["Verdi"]], [["Verdi"], ["Rossi"]], True, id="in any order"),
        pytest.param([["Rossi"], ["Verdi"]], [["Rossi"], ["Rossi"]], False, id="one for both"),
        pytest.param([["Rossi"]], [["Rossi"], ["Verdi"]], False, id="one too many"),
    ],
)
def test_same_speakers(gold: list[list[str]], predicted: list[list[str]], same: bool) -> None:
    assert same_speakers(gold, predicted) is same
