"""What news writes as one word and spaCy's Italian tokenizer takes apart, or the other way round."""

from __future__ import annotations

from spacy.attrs import NORM, ORTH  # type: ignore[import-not-found]
from spacy.lang.tokenizer_exceptions import emoticons  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.util import compile_infix_regex  # type: ignore[import-not-found]

# Abbreviations that are no word themselves, so that their stop never ends a sentence alone.
# fmt: off
ABBREVIATIONS = (
    "S.p.A.", "S.p.a.", "S.r.l.", "s.r.l.", "S.n.c.", "s.n.c.", "S.a.s.", "s.a.s.",
    "c.p.", "c.p.c.", "c.p.p.", "p.m.", "d.l.", "d.lgs.", "D.Lgs.", "s.s.",
    "dott.", "Dott.", "sig.", "Sig.", "mons.", "Mons.", "ing.", "Ing.", "geom.", "Geom.",
    "rag.", "Rag.", "arch.", "Arch.", "on.", "On.", "sen.", "Sen.", "gen.", "Gen.", "cfr.",
    "feb.", "apr.", "mag.", "giu.", "lug.", "ago.", "sett.", "ott.", "nov.", "dic.",
)
# fmt: on
# News agencies type an apostrophe for the accent: *E' stato*, *perche'*.
ACCENTED = ("è", "perché", "poiché", "più", "può", "già", "così", "però", "sarà", "città", "cioè")
UNACCENTED = str.maketrans("àèéìòù", "aeeiou")


def apostrophe_forms() -> dict[str, str]:
    """Spellings with an apostrophe, of either kind and case, and the word they stand for."""
    forms = {}
    for word in ACCENTED:
        for apostrophe in ("'", "’"):
            bare = word.translate(UNACCENTED) + apostrophe
            forms[bare] = forms[bare[0].upper() + bare[1:]] = word
    return forms


# Quotation marks inside a word, where an article is elided or a space has been forgotten:
# *l'"Ansa"*, *dell'«Avvenire»*, *ha detto:«Basta»,ha aggiunto*, *Lucano.“Ci*.
MARKS = '«»“”„"'
INFIXES = (rf"(?<=\w)[:,.;](?=[{MARKS}])", rf"[{MARKS}]", rf"(?<=[{MARKS}])[:,.;]")


def adapt_tokenizer(nlp: Language) -> None:
    """Keep abbreviations and words with an apostrophe for an accent in one token; no faces.

    *Rossi (Pd): «…»* holds a bracket and a colon, not the face ``):``. A quotation mark is a
    token wherever it stands.
    """
    infixes = [*nlp.Defaults.infixes, *INFIXES]  # type: ignore[misc]
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer  # type: ignore[union-attr]
    rules = nlp.tokenizer.rules  # type: ignore[union-attr]
    nlp.tokenizer.rules = {form: rule for form, rule in rules.items() if form not in emoticons}  # type: ignore[union-attr]
    for abbreviation in ABBREVIATIONS:
        nlp.tokenizer.add_special_case(abbreviation, [{ORTH: abbreviation}])  # type: ignore[union-attr]
    for form, word in apostrophe_forms().items():
        nlp.tokenizer.add_special_case(form, [{ORTH: form, NORM: word}])  # type: ignore[union-attr]
