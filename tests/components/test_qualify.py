"""Polarity, certainty and time, each with the cue and content given: the step alone."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from claimx.components.qualify import Qualify
from claimx.components.state import Cue, Draft, Mention, cues
from claimx.components.times import Reckoner, anchor_of, dateline, find_times

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PUBLISHED = "2024-10-28"
"""A Monday."""
MARK = re.compile(r"[\[\]{}]")


def places(marked: str, opener: str, closer: str) -> list[tuple[int, int]]:
    """Where the pieces between two marks lie once all marks are taken off."""
    return [
        (
            len(MARK.sub("", marked[: m.start()])),
            len(MARK.sub("", marked[: m.end()])),
        )
        for m in re.finditer(re.escape(opener) + ".*?" + re.escape(closer), marked)
    ]


def rule_of(text: str, start: int, cue: Cue | None) -> str:
    before = text[:start].rstrip()
    if cue is not None and cue["part"] in {"adposition", "as"}:
        return "adposition.secondo"
    if before.endswith(("«", '"')):
        return "quote.cue_before"
    if re.search(r"\b(che|se|di)$", before):
        return "clause.che"
    return "clause.parenthetical"


def qualified(nlp: Language, marked: str, published: str | None = PUBLISHED) -> tuple[Doc, Draft]:
    """The draft for the cue in [] and the content in {}, as the step completes it."""
    text = MARK.sub("", marked)
    doc = nlp.make_doc(text)
    doc._.claimx_date = published
    doc = nlp(doc)
    content, cue_at = places(marked, "{", "}"), places(marked, "[", "]")
    cue = None
    if cue_at:
        (low, high), *_ = cue_at
        cue = next(c for c in cues(doc) if low <= doc[c["head"]].idx < high)
    head = next((t.i for t in doc if t.pos_ in {"NOUN", "PROPN"}), 0)
    mentions = [] if cue_at else [Mention(pieces=[(0, 1)], head=head, how="named")]
    draft = Draft(
        rule=rule_of(text, content[0][0], cue),
        content=content,
        kind="indirect",
        cue=cue,
        anchor=cue["head"] if cue else head,
        mentions=mentions,
        inferred="null_subject",
    )
    doc._.claimx_drafts = [draft]
    return Qualify()(doc), draft


# ---------------------------------------------------------------- polarity

POLARITY = [
    ("Il questore [ha confermato] che {i fermati sono due}.", "affirmed"),
    ("Il questore [non ha confermato] che {i fermati siano due}.", "negated"),
    ("Il questore [non lo ha mai detto] che {i fermati erano due}.", "negated"),
    ("Il questore [non può confermare] che {i fermati siano due}.", "negated"),
    ("Il questore [non può che confermare] che {i fermati sono due}.", "affirmed"),
    ("Il questore [non vuole spiegare] se {i fermati siano due}.", "negated"),
    ("Nessuno [ha detto] che {la scuola chiude}.", "negated"),
    ("Nessun ministro [ha annunciato] che {la legge cambia}.", "negated"),
    ("Né il sindaco né la giunta [hanno promesso] che {la piscina riaprirà}.", "negated"),
    ("Neppure la procura [ha confermato] che {ci siano indagati}.", "negated"),
    ("Il premier [non può non ammettere] che {il piano è in ritardo}.", "affirmed"),
    ("Il portavoce [non ha né confermato] che {il vertice si terrà}.", "negated"),
    ("Mai il presidente [ha detto] che {avrebbe firmato}.", "negated"),
    ("La società ha chiuso la sede senza [spiegare] se {pagherà gli stipendi}.", "negated"),
    ("L'azienda [nega] che {i rifiuti siano tossici}.", "affirmed"),
    ("L'azienda [smentisce] che {ci siano esuberi}.", "affirmed"),
    ("L'azienda [non nega] che {ci siano esuberi}.", "negated"),
    ("La Farnesina [non ha escluso] che {gli ostaggi siano vivi}.", "negated"),
    ("Il critico non esita a [sostenere] che {il film è brutto}.", "affirmed"),
    ("L'assessora non fa che [ripetere] che {i fondi ci sono}.", "affirmed"),
    ("Il prefetto [non solo ha detto] che {la diga tiene}, ma ha chiamato i tecnici.", "affirmed"),
    ("Il prefetto [non ha solo detto] che {la diga tiene}, ma l'ha mostrata.", "affirmed"),
    ("Finché il giudice [non dirà] che {il contratto è nullo}, si lavora.", "affirmed"),
    ("Il ministro [ha detto] che {non si dimette}.", "affirmed"),
    ("Il ministro [ha detto] che {nessuno ha firmato}.", "affirmed"),
    ("L'autista, che non guidava, [ha detto] che {dormiva}.", "affirmed"),
    ("Dal ministero nessuna [conferma] che {l'accordo sia firmato}.", "negated"),
    ("{Il bilancio migliora} [secondo] la giunta.", "affirmed"),
]


@pytest.mark.parametrize(("marked", "expected"), POLARITY)
def test_polarity(nlp: Language, marked: str, expected: str) -> None:
    assert qualified(nlp, marked)[1]["polarity"] == expected


# ---------------------------------------------------------------- certainty

# the evidence, in order; nothing where it is asserted
CERTAINTY = [
    # hearsay
    ("[Secondo] gli inquirenti {il cassiere avrebbe aperto la porta ai ladri}.", ["avrebbe"]),
    ("[Secondo] gli inquirenti {il cassiere ha aperto la porta ai ladri}.", []),
    ("[Stando a] fonti sindacali {gli esuberi sarebbero quaranta}.", ["sarebbero"]),
    ("L'avvocato [sostiene] che {la perizia sarebbe sbagliata nei calcoli}.", ["sarebbe"]),
    ("Il quotidiano [scrive] che {il re avrebbe venduto la villa}.", ["avrebbe"]),
    ("{L'incendio}, [spiegano] i vigili, {sarebbe partito dalla cucina}.", ["sarebbe"]),
    ("La donna [ha denunciato] che {i vicini l'avrebbero minacciata}.", ["avrebbero"]),
    ("Il testimone [ha detto] che {i due avrebbero litigato la sera di lunedì scorso}.", None),
    ("[Secondo] la polizia {l'uomo è fuggito e avrebbe gettato l'arma}.", ["avrebbe"]),
    ("[Secondo] la difesa {le firme non sarebbero autentiche}.", ["sarebbero"]),
    ("[Secondo] i medici {il virus risulterebbe meno aggressivo}.", ["risulterebbe"]),
    (
        "{Ha dormito in un fienile, dove la neve}, [stando a] un pastore, {sarebbe caduta fitta}.",
        ["sarebbe"],
    ),
    # the future in the past
    ("Il tenore [disse] che {sarebbe tornato alla Scala}.", []),
    ("Il tenore [ha detto] che {sarebbe tornato alla Scala}.", []),
    ("La ditta [aveva annunciato] che {avrebbe assunto venti operai}.", []),
    ("La ditta [annunciò] che {si sarebbe trasferita in Polonia}.", []),
    ("Il premier [prometteva] che {avrebbe abbassato le tasse}.", []),
    # what the speaker would do
    ("Il mister [dice] che {rifarebbe la stessa squadra}.", []),
    # hypotheses
    ("Il geologo [spiega] che {se piovesse ancora la collina franerebbe}.", []),
    ("{Se la diga cedesse}, [avverte] il geologo, {il paese verrebbe sommerso}.", []),
    ("[Secondo] il geologo {la collina franerebbe se piovesse ancora}.", []),
    ("Il rettore [sostiene] che {senza i fondi europei l'ateneo chiuderebbe}.", []),
    ("Il sindacato [osserva] che {sarebbe un errore chiudere la linea}.", []),
    ("La preside [dice] che {sarebbe meglio rinviare la gita}.", []),
    # courtesy and wishes
    ("Il cantante [dice] che {vorrebbe un figlio}.", []),
    ("«{Vorrei un figlio}», [dice] il cantante.", []),
    ("«{Non cambierei nulla della mia vita}», [racconta] l'attrice.", []),
    ("«{Mi piacerebbe vivere a Napoli}», [racconta] l'attrice.", []),
    # possibility
    ("Il ministero [fa sapere] che {il concorso potrebbe slittare}.", ["potrebbe"]),
    ("«{Il concorso potrebbe slittare}», [dice] il ministro.", ["potrebbe"]),
    ("[Secondo] i meteorologi {la neve dovrebbe arrivare giovedì}.", ["dovrebbe"]),
    ("La Regione [prevede] che {i lavori dovrebbero finire entro marzo}.", None),
    ("L'opposizione [dice] che {il ministro dovrebbe dimettersi}.", []),
    ("«{Dovresti chiedere scusa}», [ha detto] il giudice.", []),
    ("Il medico [ha spiegato] che {il paziente avrebbe potuto salvarsi}.", []),
    ("«{I giovani dovrebbero leggere di più}», [dice] la maestra.", []),
    # words
    ("Il tecnico [dice] che {forse la squadra ha bisogno di riposo}.", ["forse"]),
    (
        "Il geometra [ritiene] che {il crollo sia probabilmente dovuto alla pioggia}.",
        ["probabilmente"],
    ),
    ("I vicini [raccontano] che {pare ci fosse una lite}.", ["pare"]),
    ("I vicini [raccontano] che {la casa sembra vuota}.", ["sembra"]),
    ("«{Mi è sembrato un rigore}», [ha detto] il terzino.", ["sembrato"]),
    ("«{Sembrava un film}», [ha detto] il terzino.", []),
    ("La Procura [riferisce] che {il presunto assassino è in fuga}.", ["presunto"]),
    ("La giunta [dice] che {a quanto pare i conti tornano}.", ["a quanto pare"]),
    # not in the main clause
    ("La direttrice [spiega] che {la sala, forse la più bella del museo, chiude}.", []),
    ("Il preside [dice] che {la classe che potrebbe chiudere è la terza}.", []),
    ("Il giudice [scrive] che {l'uomo ha un fratello che avrebbe fatto carriera}.", []),
    # the saying itself
    ("Il calciatore [avrebbe detto] che {l'allenatore è bravo}.", ["avrebbe"]),
    ("La giunta [potrebbe annunciare] che {la tassa sparirà}.", ["potrebbe"]),
    # no conditional at all
    ("La popolazione [dice] che {il paese crebbe in fretta}.", []),
    ("Il sindaco [dice] che {il ponte può crollare}.", []),
]


@pytest.mark.parametrize(("marked", "evidence"), CERTAINTY)
def test_certainty(nlp: Language, marked: str, evidence: list[str] | None) -> None:
    doc, draft = qualified(nlp, marked)
    found = [doc.text[start:end] for start, end in draft.get("hedge", [])]
    if evidence is None:
        assert found
    else:
        assert found == evidence
    assert draft["certainty"] == ("hedged" if found else "asserted")


def test_an_evidential_inside_hedges_the_whole(nlp: Language) -> None:
    _, draft = qualified(
        nlp, "Il vicario [aggiunge] che {secondo i tecnici la cupola crollerebbe}."
    )
    assert draft["certainty"] == "hedged"


def test_a_doubt_late_in_a_long_quotation_does_not_hedge_it(nlp: Language) -> None:
    _, draft = qualified(
        nlp,
        "«{Abbiamo vinto. La squadra c'è. I tifosi ci aiutano. Forse prendo un cane}», [dice] il terzino.",
    )
    assert draft["certainty"] == "asserted"


# ---------------------------------------------------------------- when it was said

STATED = [
    ("Il questore [ha detto] ieri che {i fermati sono due}.", "ieri", "2024-10-27"),
    ("Ieri sera il questore [ha detto] che {i fermati sono due}.", "Ieri sera", "2024-10-27"),
    (
        "Il questore, giovedì scorso, [ha detto] che {i fermati sono due}.",
        "giovedì scorso",
        "2024-10-24",
    ),
    ("«{I fermati sono due}», [ha detto] lunedì il questore.", "lunedì", "2024-10-28"),
    ("«{I fermati sono due}», [ha detto] il questore sabato.", "sabato", "2024-10-26"),
    ("Il questore [dirà] giovedì che {i fermati sono due}.", "giovedì", "2024-10-31"),
    (
        "Nel 1994 il medico [scrisse] che {la cura era inutile}.",
        "Nel 1994",
        "1994-01-01/1994-12-31",
    ),
    (
        "Il comitato, che a luglio [aveva chiesto] che {il cantiere chiudesse}, tace.",
        "a luglio",
        "2024-07-01/2024-07-31",
    ),
    ("[Secondo quanto riferito] ieri dalla polizia, {i fermati sono due}.", "ieri", "2024-10-27"),
    ("{I fermati}, [ha precisato] in serata la questura, {sono due}.", "in serata", "2024-10-28"),
    (
        "La questura [ha precisato] nella serata di domenica che {i fermati sono due}.",
        "nella serata di domenica",
        "2024-10-27",
    ),
    (
        "Già due anni fa il geologo [sosteneva] che {la collina si muove}.",
        "due anni fa",
        "2022-01-01/2022-12-31",
    ),
    (
        "Nei giorni scorsi la procura [ha scritto] che {i conti non tornano}.",
        "Nei giorni scorsi",
        "2024-10-21/2024-10-27",
    ),
    ("Il geologo [ripete] da anni che {la collina si muove}.", "da anni", None),
    (
        "Ieri il sindaco ha incontrato i medici e [ha detto] che {i fondi ci sono}.",
        "Ieri",
        "2024-10-27",
    ),
    ("Il ministro, ieri: «{I fondi ci sono}».", "ieri", "2024-10-27"),
    (
        "Il 3 marzo 2021 il giudice [dichiarò] che {il contratto era nullo}.",
        "Il 3 marzo 2021",
        "2021-03-03",
    ),
    # not when it was said
    ("Il questore [ha detto] che {ieri i fermati erano due}.", None, None),
    ("Il questore [ha detto] che {i fermati erano due}.", None, None),
    ("La ministra, arrivata ieri a Bari, [ha detto] che {i fondi ci sono}.", None, None),
    ("Il presidente eletto nel 2019 [ha detto] che {i fondi ci sono}.", None, None),
    ("Nella riunione di ieri il sindaco [ha detto] che {i fondi ci sono}.", None, None),
    ("Dopo il vertice del 12 marzo il sindaco [ha detto] che {i fondi ci sono}.", None, None),
    ("Il pilota, campione nel 2015, [ha detto] che {si ritira}.", None, None),
    ("Il ministro è tornato ieri e [ha detto] che {i fondi ci sono}.", None, None),
    ("Il medico, che ieri era a Bari, [ha detto] che {i fondi ci sono}.", None, None),
    ("Il rapporto pubblicato giovedì [rivela] che {le scorte calano}.", None, None),
    ("Il sindaco [ha detto] alle 15 famiglie che {i fondi ci sono}.", None, None),
    ("Bari, 12 marzo – Il sindaco [ha detto] che {i fondi ci sono}.", None, None),
    ("Bari, lunedì 28 ottobre 2024. Il sindaco [ha detto] che {i fondi ci sono}.", None, None),
    ("[Secondo] la nota di ieri {i fondi ci sono}.", None, None),
]


@pytest.mark.parametrize(("marked", "when", "value"), STATED)
def test_stated_at(nlp: Language, marked: str, when: str | None, value: str | None) -> None:
    doc, draft = qualified(nlp, marked)
    stated: dict[str, Any] | None = draft.get("stated_at")
    if when is None:
        assert stated is None
        return
    assert stated is not None
    assert [doc.text[start:end] for start, end in stated["pieces"]] == [when]
    assert stated["value"] == value


def test_dateline_anchors_where_no_date_is_given(nlp: Language) -> None:
    _, draft = qualified(
        nlp,
        "Bari, 12 marzo 2021 (Agenzia) – Ieri il sindaco [ha detto] che {i fondi ci sono}.",
        None,
    )
    assert draft["stated_at"]["value"] == "2021-03-11"


# ---------------------------------------------------------------- what the expressions mean

VALUES = [
    ("oggi", "2024-10-28"),
    ("ieri mattina", "2024-10-27"),
    ("l’altro ieri", "2024-10-26"),
    ("stamattina", "2024-10-28"),
    ("questa mattina", "2024-10-28"),
    ("in tarda serata", "2024-10-28"),
    ("nella notte", "2024-10-27/2024-10-28"),
    ("ieri alle 18.30", "2024-10-27"),
    ("lunedì", "2024-10-28"),
    ("lunedì scorso", "2024-10-21"),
    ("lo scorso sabato", "2024-10-26"),
    ("venerdì sera", "2024-10-25"),
    ("giovedì prossimo", "2024-10-31"),
    ("il 28 ottobre", "2024-10-28"),
    ("il 29 ottobre", "2023-10-29"),
    ("l'8 marzo", "2024-03-08"),
    ("il primo maggio", "2024-05-01"),
    ("il 1° maggio 2019", "2019-05-01"),
    ("lo scorso 12 aprile", "2024-04-12"),
    ("sabato 26 ottobre", "2024-10-26"),
    ("il 4/10/2024", "2024-10-04"),
    ("il 31 giugno", None),
    ("a settembre", "2024-09-01/2024-09-30"),
    ("a novembre", "2023-11-01/2023-11-30"),
    ("lo scorso ottobre", "2023-10-01/2023-10-31"),
    ("a fine agosto", "2024-08-21/2024-08-31"),
    ("a metà luglio", "2024-07-11/2024-07-20"),
    ("nel febbraio del 2020", "2020-02-01/2020-02-29"),
    ("nel 2019", "2019-01-01/2019-12-31"),
    ("negli anni Settanta", "1970-01-01/1979-12-31"),
    ("negli anni '80", "1980-01-01/1989-12-31"),
    ("la scorsa settimana", "2024-10-21/2024-10-27"),
    ("la settimana scorsa", "2024-10-21/2024-10-27"),
    ("nel fine settimana", "2024-10-26/2024-10-27"),
    ("il mese scorso", "2024-09-01/2024-09-30"),
    ("l'anno scorso", "2023-01-01/2023-12-31"),
    ("la scorsa estate", "2024-06-01/2024-08-31"),
    ("lo scorso inverno", "2023-12-01/2024-02-29"),
    ("due giorni fa", "2024-10-26"),
    ("tre settimane fa", "2024-10-07/2024-10-13"),
    ("un mese fa", "2024-09-01/2024-09-30"),
    ("dieci mesi fa", "2023-12-01/2023-12-31"),
    ("pochi giorni fa", None),
    ("nelle ultime ore", "2024-10-27/2024-10-28"),
    ("nei giorni scorsi", "2024-10-21/2024-10-27"),
    ("nei mesi scorsi", None),
    ("da tempo", None),
    ("dal 2021", "2021-01-01/2024-10-28"),
    ("il giorno dopo", None),
]


@pytest.mark.parametrize(("words", "value"), VALUES)
def test_value(words: str, value: str | None) -> None:
    text = f"Così si espresse {words}."
    (time,) = find_times(text)
    assert text[time.start : time.end] == words
    assert Reckoner(date.fromisoformat(PUBLISHED)).value(time) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [("sabato", "2024-11-02"), ("il 3 marzo", "2025-03-03"), ("domani", "2024-10-29")],
)
def test_value_with_a_future(words: str, value: str) -> None:
    (time,) = find_times(words)
    assert Reckoner(date.fromisoformat(PUBLISHED), ahead=True).value(time) == value


@pytest.mark.parametrize("words", ["ieri", "lunedì", "il 28 ottobre", "a marzo", "due anni fa"])
def test_no_value_without_a_day_of_publication(words: str) -> None:
    (time,) = find_times(words)
    assert Reckoner(None).value(time) is None


@pytest.mark.parametrize(
    "text",
    [
        "la riunione di ieri",
        "entro venerdì",
        "fino al 12 marzo",
        "ogni lunedì",
        "tra ieri e oggi",
        "un marzo freddo",
        "mille e 2019 euro",
        "il prezzo di 2.019 euro",
    ],
)
def test_no_time_by_itself(text: str) -> None:
    assert find_times(text) == []


@pytest.mark.parametrize(
    ("text", "given", "day"),
    [
        ("Il sindaco ha parlato.", "2024-10-28", "2024-10-28"),
        ("Il sindaco ha parlato.", "2024-10-28T09:30:00Z", "2024-10-28"),
        ("Il sindaco ha parlato.", None, None),
        ("Roma, 29 settembre 2010. Il sindaco ha parlato.", None, "2010-09-29"),
        ("Milano, 28 ott. (Agenzia) – Il sindaco ha parlato.", None, None),
        ("Milano, 28 ott. (Agenzia) – Il sindaco ha parlato.", "2024", "2024-10-28"),
        (" date 2024-10 Milano, 28 ott. (Agenzia) – Il sindaco ha parlato.", None, "2024-10-28"),
        ("Roma, 29 settembre 2010. Il sindaco ha parlato.", "2024-10-28", "2024-10-28"),
        (
            "Titolo lungo\n\n(AGENZIA) - BARI, 3 MAG 2022 - Il sindaco ha parlato.",
            None,
            "2022-05-03",
        ),
        ("Il 3 maggio 2019 il sindaco ha parlato.", None, None),
        ("Bari, 31 febbraio 2019 - Il sindaco ha parlato.", None, None),
    ],
)
def test_day_of_publication(text: str, given: str | None, day: str | None) -> None:
    found = anchor_of(text, given)
    assert (found.isoformat() if found else None) == day


def test_dateline_is_the_place_and_day() -> None:
    text = "Titolo\n\nBari, 12 mar. (Agenzia) – Il sindaco"
    found = dateline(text)
    assert found is not None
    assert text[slice(*found)] == "Bari, 12 mar."
