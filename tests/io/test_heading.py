"""Titles and days that texts tell of themselves: what is one, and what only looks like one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from claimx.io import read
from claimx.io.heading import LONGEST, day_of, headed, title_of
from claimx.models import Article

BODY = "Il sindaco ha detto che i fondi arriveranno entro la fine di maggio."
PARAGRAPH = (
    f"{BODY} L'assessora ha aggiunto che i cantieri apriranno in primavera, dopo le gare. {BODY}"
)
UNTIL = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("ROMA, 28 ottobre 2024 (askanews) - ", "2024-10-28"),
        ("Roma, 28 ott. 2024 (Adnkronos) – ", "2024-10-28"),
        ("(ANSA) - ROMA, 28 OTT 2024 - ", "2024-10-28"),
        ("(ANSA-AFP) - KHARKIV, 28 OTT 2024 - ", "2024-10-28"),
        ("(Adnkronos Salute) - Comacchio, 3 mag. 2024 - ", "2024-05-03"),
        ("(DIRE) Comacchio, 3 mag. 2024 - ", "2024-05-03"),
        ("Cuneo, 4 novembre 2024 – ", "2024-11-04"),
        ("CUNEO, lunedì 4 novembre 2024 — ", "2024-11-04"),
        ("Reggio Emilia, 4 novembre 2024 - ", "2024-11-04"),
        ("L’Aquila, 1° marzo 2024 - ", "2024-03-01"),
        ("Bruxelles, 04/11/2024 - ", "2024-11-04"),
        ("Modena, 4 novembre 2024\n", "2024-11-04"),
        ("Riapre il ponte\n\nModena, 4 novembre 2024\n\n", "2024-11-04"),
        ("Comunicato stampa\nRiapre il ponte\n\nModena, 4 nov. 2024 - ", "2024-11-04"),
        # without a year, it is the last such day before the first of March 2025
        ("ROMA, 28 ottobre (askanews) - ", "2024-10-28"),
        ("(ANSA) - ROMA, 28 OTT - ", "2024-10-28"),
        ("Modena, 3 mag. ", "2024-05-03"),
        ("Cuneo, 1 marzo – ", "2025-03-01"),
        ("Cuneo, 2 marzo – ", "2024-03-02"),
    ],
)
def test_datelines(head: str, day: str) -> None:
    assert day_of(head + BODY, UNTIL) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"Il 3 maggio 2024 {BODY}", id="in a sentence"),
        pytest.param(f"Roma, il 3 maggio 2024, era deserta. {BODY}", id="place in a sentence"),
        pytest.param(f"Parigi, 13 novembre 2015. La notte cominciò presto. {BODY}", id="story"),
        pytest.param(f"Roma, 3 maggio 2024: la città si ferma. {BODY}", id="colon"),
        pytest.param(f"Roma, 3 maggio 1950 - 12 giugno 2020\n\n{BODY}", id="a life"),
        pytest.param(f"Nato a Roma, 3 maggio 1950 - {BODY}", id="a birth"),
        pytest.param(f"Serie A, 28 ottobre 2024 - I risultati. {BODY}", id="no place"),
        pytest.param(f"Concerto di Natale\nSabato 14 dicembre 2024\n{BODY}", id="an event"),
        pytest.param(f"Festa del patrono\n14 dicembre 2024\n{BODY}", id="a day alone"),
        pytest.param(f"Mario Rossi (Roma, 3 maggio 1950) - {BODY}", id="in brackets"),
        pytest.param(f"(nella foto) Rossi, 3 maggio 2024 - {BODY}", id="brackets of no agency"),
        pytest.param(f"Roma, 31 febbraio 2024 - {BODY}", id="no such day"),
        pytest.param(f"Roma, 3 maggio 2026 - {BODY}", id="after the day that is known"),
        pytest.param(f"{BODY}\n" * 5 + f"Roma, 3 maggio 2024 - {BODY}", id="far down"),
        pytest.param(f"{BODY} (ANSA) - ROMA, 28 OTT 2024 - {BODY}", id="within a line"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    assert day_of(text, UNTIL) is None


@pytest.mark.parametrize("head", ["ROMA, 28 ottobre (askanews) - ", "(ANSA) - ROMA, 28 OTT - "])
def test_without_a_year_there_is_no_day(head: str) -> None:
    assert day_of(head + BODY) is None


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Ponte chiuso, il sindaco: «Riapre a maggio»\n\n", "Ponte chiuso, il sindaco: «Riapre a maggio»"),
        ("Il ponte riapre? Il sindaco non sa\r\n\r\n", "Il ponte riapre? Il sindaco non sa"),
        ("\n  Riapre il ponte  \n\n", "Riapre il ponte"),
        ("Riapre il ponte\nModena, 3 mag. - ", "Riapre il ponte"),
        ("Riapre il ponte\n(ANSA) - MODENA, 3 MAG - ", "Riapre il ponte"),
        (f"Riapre il ponte\n{PARAGRAPH}", "Riapre il ponte"),
        ("«Non mi dimetto», dice Bianchi\n\n", "«Non mi dimetto», dice Bianchi"),
        ("COMUNICATO STAMPA N. 12\n\nRiapre il ponte\n\n", "Riapre il ponte"),
        ("di Anna Neri\n\nRiapre il ponte\n\n", "Riapre il ponte"),
    ],
)  # fmt: skip
def test_titles(head: str, title: str) -> None:
    assert title_of(head + BODY) == title


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BODY, id="a text alone"),
        pytest.param(f"{BODY}\n\n{BODY}", id="a sentence"),
        pytest.param(f"«Non mi dimetto.»\n\n{BODY}", id="a quotation"),
        pytest.param(f"Gentile direttore,\n\n{BODY}", id="a letter"),
        pytest.param(f"Ecco le richieste:\n\n{BODY}", id="a colon"),
        pytest.param(f"{'parola ' * (LONGEST // 6)}\n\n{BODY}", id="small letters"),
        pytest.param(f"{'Parola ' * (LONGEST // 6)}\n\n{BODY}", id="too long"),
        pytest.param(f"- un ponte nuovo\n\n{BODY}", id="a list"),
        pytest.param(f"Modena, 3 mag. - Riapre il ponte\n\n{BODY}", id="a dateline"),
        pytest.param("Il sindaco ha detto che i fondi\narriveranno entro maggio.", id="cut lines"),
        pytest.param(f"Riapre il ponte\n{BODY}\n{BODY}", id="lines of a like length"),
        pytest.param("Riapre il ponte\n\n", id="nothing after it"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_title(text: str) -> None:
    assert title_of(text) is None


def test_what_the_caller_gives_stays() -> None:
    text = f"Riapre il ponte\n\nModena, 3 maggio 2024 - {BODY}"
    given = Article(doc_id="a", text=text, title="Titolo", date="2020-01-01")
    assert headed(given) == given
    bare = Article(doc_id="a", text=text)
    assert headed(bare) == Article(
        doc_id="a", text=text, title="Riapre il ponte", date="2024-05-03"
    )


def test_files_tell_their_title_and_day_records_do_not(tmp_path: Path) -> None:
    text = f"Riapre il ponte\n\nModena, 3 mag. - {BODY}"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.csv").write_text(f'id,text\nb,"{text}"\n', encoding="utf-8")
    assert list(read([str(tmp_path)], until="2025-03-01")) == [
        Article(doc_id="a", text=text, title="Riapre il ponte", date="2024-05-03"),
        Article(doc_id="b", text=text),
    ]
