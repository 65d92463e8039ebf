from __future__ import annotations

import pytest

from claimx.io.language import doubt


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            "Il ministro ha detto lunedì che il governo non cambierà la legge, mentre "
            "l'opposizione ha chiesto le dimissioni dopo il voto in Parlamento.",
            None,
            id="Italian",
        ),
        pytest.param(
            "Lavoro, sciopero generale: stop treni, bus, metro. Sindacati: «Adesione alta». Il "
            "governo: «Disagi contenuti». Borsa giù a Milano, spread oltre quota duecento.",
            None,
            id="headlines",
        ),
        pytest.param("The minister said so.", None, id="too short to tell"),
        pytest.param("«" * 1000, None, id="no words"),
        pytest.param(
            "The minister said on Monday that the government would not change the law, while "
            "the opposition called for his resignation after the vote.",
            "it reads like English",
            id="English",
        ),
        pytest.param(
            "El ministro dijo el lunes que el gobierno no cambiará la ley, mientras la oposición "
            "pidió su dimisión después de la votación en el parlamento.",
            "it reads like Spanish",
            id="Spanish",
        ),
        pytest.param(
            "Le ministre a déclaré lundi que le gouvernement ne changerait pas la loi, tandis que "
            "l'opposition a demandé sa démission après le vote du parlement.",
            "it reads like French",
            id="French",
        ),
        pytest.param(
            "Министр заявил в понедельник, что правительство не изменит закон, а оппозиция "
            "потребовала его отставки после голосования в парламенте, и об этом все знают.",
            "it has hardly any Italian function words",
            id="another script",
        ),
    ],
)
def test_doubt(text: str, reason: str | None) -> None:
    assert doubt(text) == reason
