"""The steps take time in proportion to the text, whatever shape it has.

Time is not measured, work is: every call that the steps make, spaCy's own among them. A text of
twice the length makes about twice as many; where each cue or mark looked through all the others,
it would be four times.
"""

from __future__ import annotations

from cProfile import Profile
from typing import TYPE_CHECKING

import pytest

from claimx.components.layout import MAX_RUN
from claimx.components.lookup import MAX_SENTENCE
from claimx.pipeline import STEPS

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

TOKENS = MAX_SENTENCE
"""Length of the shorter text: the longer has two sentences where it would have one without end."""
MOST = 2.3
"""How many times as much work a text of twice the length may make."""

SHAPES = {
    "sentences": ("", "Il sindaco ha detto che il ponte chiude. ", ""),
    "quotations": ("", "«Non mi dimetto più», ha detto Rossi. ", ""),
    "questions and answers": ("", "Che cosa farà? «Resto qui con voi.» ", ""),
    "null subjects": ("", "Ha detto che piove. ", ""),
    "headlines": ("", "Rossi: non mi dimetto\n", ""),
    "a sentence without a stop": (
        "",
        "il sindaco guarda il ponte e la strada con i cittadini ",
        "",
    ),
    "clauses without a stop": ("", "ha detto che ", ""),
    "subjects and clauses without a stop": ("", "Rossi ha detto che ", ""),
    "reports without a stop": ("", "la giunta ha detto che forse il piano cambia e ", ""),
    "evidentials without a stop": ("", "secondo Rossi, ", ""),
    "asides without a stop": ("", "forse, il ponte, ha detto Rossi, ", ""),
    "a content of asides": ("Rossi ha detto che ", "forse, il ponte, sarebbe chiuso, ", "."),
    "semicolons": ("", "Rossi ha detto che piove; ", ""),
    "colons": ("", "Rossi dice: ", ""),
    "coordinated sources": ("", "Rossi e ", "Bianchi hanno detto che piove."),
    "nouns of nouns": ("Il capo ", "del capo ", "ha detto che piove."),
    "names": ("", "Anna Neri, sindaca di Lodi, ", "ha detto che piove."),
    "names in a row": ("", "Neri ", "ha detto che piove."),
    "times": ("Rossi ha detto ", "ieri, lunedì, due anni fa, ", "che piove."),
    "commas": ("", ", ", ""),
    "spaces": ("Rossi dice: «", " \n ", "piove»."),
    "one letter": ("", "a ", ""),
    "cues inside a quotation": ("«", "A – dice – B ", "»"),
    "clauses inside a quotation": ("Rossi dice: «", "e il sindaco dice che piove ", "»"),
    "sentences inside a quotation": ("«", "Il sindaco ha detto che piove. ", "»"),
    "quotations of one sentence": ("", "«Non mi dimetto più», ha detto Rossi, ", ""),
    "quotations left open": ("", "« ", ""),
    "quotations left open, line by line": ("", "«Non mi dimetto mai più\n", ""),
    "quotations never opened": ("", "parola » ", ""),
    "single marks": ("", "‘a ", ""),
    "marks of one kind": ("", 'a "b" ', ""),
    "brackets": ("", "(ha detto ", ""),
}
"""What the text begins with, what it repeats, what it ends with."""


def _work(nlp: Language, doc: Doc) -> int:
    """How many calls the steps make for a parsed text, and the record of its claims."""
    with Profile() as profile:
        for step in STEPS:
            doc = nlp.get_pipe(step)(doc)
        assert doc._.claims is not None
    return sum(entry.callcount for entry in profile.getstats())


def _parsed(nlp: Language, text: str) -> Doc:
    with nlp.select_pipes(disable=STEPS):
        return nlp(text)


def _grows(nlp: Language, short: str, long: str) -> float:
    """How many times the work for the shorter text the longer takes; what is read once is read before."""
    _work(nlp, _parsed(nlp, short[:1000]))
    return _work(nlp, _parsed(nlp, long)) / _work(nlp, _parsed(nlp, short))


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_with_the_text(nlp: Language, shape: str) -> None:
    before, piece, after = SHAPES[shape]
    times = -(-TOKENS // len(nlp.make_doc(piece)))
    short, long = (before + times * factor * piece + after for factor in (1, 2))
    assert _grows(nlp, short, long) <= MOST


@pytest.mark.parametrize(
    ("opening", "closing"), [("«", "»"), ("«dice ", "» "), ("“", "”"), ("( ", ") ")]
)
def test_work_grows_with_nesting(nlp: Language, opening: str, closing: str) -> None:
    short, long = (opening * n + "è tardi" + closing * n for n in (TOKENS // 2, TOKENS))
    assert _grows(nlp, short, long) <= MOST


@pytest.mark.parametrize(
    "person", ["Il sindaco Ugo {0}ini", "Ugo {0}ini", "Il medico {0}ino", "Il medico russo {0}ino"]
)
def test_work_grows_with_the_cast(nlp: Language, person: str) -> None:
    """Many people of one office or first name, each with a name or description of their own."""
    names = [a + b + c for a in "BCDFGL" for b in "aeiou" for c in "lmnrst"]
    said = [person.format(name) + " ha detto che piove. " for name in names]
    assert _grows(nlp, "".join(said[: len(said) // 2]), "".join(said)) <= MOST


def test_one_long_word(nlp: Language) -> None:
    assert _grows(nlp, "a" * 50_000, "a" * 100_000) <= MOST


def test_no_sentence_is_endless(nlp: Language) -> None:
    doc = nlp("il sindaco e " * MAX_RUN)
    assert max(end - start for start, end in doc._.claimx_sentences) <= MAX_SENTENCE
    assert max(map(len, doc.sents)) <= MAX_RUN
