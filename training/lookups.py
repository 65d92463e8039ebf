"""Make the lemmatizer's tables: spaCy's published ones, corrected and cut to size.

spaCy's Italian lemmatizer looks a form up by its part of speech.  The tables of
`spacy-lookups-data` (from morph-it) are taken as they are, and then

* mended: accents were decoded wrongly (*portÃ²*), so that no *dirà* was ever found;
  and *rimasti* is of *rimanere*, not the rare *tu rimasti* of *rimare*;
* extended and corrected with what the training treebanks agree on;
* given the lemmas that ISDT has for merged prepositions (*della*: *di il*) and
  the verb's lemma for a verb with pronouns (*dirlo*: *dire*);
* given each elided form with the typographic apostrophe too;
* freed of what changes nothing (entries that repeat their key) and of verbs that
  no corpus ever uses, of others the forms that news hardly has, so that the pipeline stays small and loads fast.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import srsly  # type: ignore[import-untyped]
from spacy.lookups import Lookups
from spacy.tokens import Doc
from spacy.util import registry
from tokens import apostrophe_forms

POS_TABLES = {
    "NUM": "num",
    "DET": "det",
    "ADP": "adp",
    "ADJ": "adj",
    "NOUN": "noun",
    "PRON": "pron",
    "VERB": "verb",
    "AUX": "aux",
    "ADV": "adv",
}
PREFIX = "lemma_lookup"
# The treebanks whose lemmas are made by one rule; tweets and essays have stray ones.
LEMMA_TREEBANKS = ("it_isdt", "it_vit", "it_partut", "it_parlamint", "it_pud")
# How often a treebank must say otherwise before a published entry gives way.
OVERRULE = 3
MAJORITY = 0.75

# Endings of verb forms that news hardly has: *tu* and *voi*, the subjunctive of *io*, and
# forms cut short (*dovran*, *potevan*).  Kept only where a corpus has the form itself.
RARE_ENDINGS = re.compile(
    r"([aei]v(ate|i|o)|st[ei]|ai|rei|rete|ssi(mo)?|mmo|[nmrl]|r[tv]i|ndo[tv]i)$"
)

# Participles that are also *io* of a rare verb: news writes *ha rivolto un invito*, not *io rivolto*.
PARTICIPLES = {
    "rivolto": "rivolgere",
    "rivolta": "rivolgere",
    "rivolti": "rivolgere",
    "imposto": "imporre",
    "imposti": "imporre",
}

Tables = dict[str, dict[str, str]]


def published_table(name: str) -> dict[str, str]:
    """One table of `spacy-lookups-data`, read with its keys (spaCy's own reader hashes them)."""
    path = Path(f"{registry.lookups.get('it')[name]}.gz")
    return dict(srsly.read_gzip_json(path))


def published_tables() -> Tables:
    """The published tables by part of speech, mended."""
    names = sorted(set(POS_TABLES.values()) | {"other"})
    tables = {}
    for name in names:
        table = published_table(f"{PREFIX}_{name}")
        tables[name] = {decoded(form): decoded(lemma) for form, lemma in table.items()}
    prefer_participles(tables["verb"])
    return tables


def decoded(word: str) -> str:
    """Undo a wrong decoding: what stands as *portÃ²* is *portò* in UTF-8."""
    try:
        return word.encode("latin-1").decode("utf8")
    except UnicodeError:
        return word


def prefer_participles(verbs: dict[str, str]) -> None:
    """Where a form is both, take *rimasti* (rimanere) before *tu rimasti* (rimare)."""
    verbs.update(PARTICIPLES)
    for form, lemma in list(verbs.items()):
        if form.endswith(("sti", "ste")):
            masculine, feminine = verbs.get(form[:-1] + "o"), verbs.get(form[:-1] + "a")
            if masculine is not None and masculine == feminine != lemma:
                verbs[form] = masculine


def gold_lemma(lemma: str, pos: str) -> str:
    """The lemma to learn for a merged token: of a verb with pronouns, the verb's alone."""
    return lemma.split(" ")[0] if pos in ("VERB", "AUX") else lemma


def correct(tables: Tables, docs: Iterable[Doc]) -> None:
    """Take over what the treebanks mostly say of a form and part of speech.

    Parts of speech without a table of their own share the table "other".
    """
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for doc in docs:
        for token in doc:
            if token.pos_ not in ("SPACE", "PUNCT", "PROPN") and token.lemma_ not in ("", "_"):
                seen[token.text.lower(), token.pos_][gold_lemma(token.lemma_, token.pos_)] += 1
    for (form, pos), lemmas in seen.items():
        table = tables[POS_TABLES.get(pos, "other")]
        lemma, count = lemmas.most_common(1)[0]
        agreed = count >= MAJORITY * lemmas.total()
        if agreed and (form not in table or count >= OVERRULE):
            table[form] = lemma


def words_of(text: Path) -> set[str]:
    """Every word of the raw text, in lower case."""
    with text.open(encoding="utf8") as lines:
        return {word.lower() for line in lines for word in line.split()}


def add_typographic(tables: Tables) -> None:
    """Each form with a straight apostrophe also with the typographic one."""
    for table in tables.values():
        for form, lemma in list(table.items()):
            if "'" in form:
                table.setdefault(form.replace("'", "’"), lemma)
    for form, word in apostrophe_forms().items():
        for name in ("verb", "aux", "adv", "noun", "other"):
            tables[name].setdefault(form.lower(), tables[name].get(word, word))
    tables["det"] |= {"l’": "il", "un’": "uno"}
    tables["pron"] |= {"l’": "lo", "un’": "uno"}
    tables["adp"] |= {"d’": "di"}


def is_rare(form: str, verbs: Mapping[str, str]) -> bool:
    """Whether news hardly has such a form; plural participles (*visti*) are no rarity."""
    return bool(RARE_ENDINGS.search(form)) and form[:-1] + "o" not in verbs


def prune(tables: Tables, words: set[str]) -> None:
    """Drop entries without effect, and verbs and adjectives no corpus has a form of."""
    verbs = tables["verb"]
    used = {lemma for form, lemma in verbs.items() if form in words}
    tables["verb"] = {
        form: lemma
        for form, lemma in verbs.items()
        if lemma in used and (form in words or not is_rare(form, verbs))
    }
    adjectives = tables["adj"]
    used = {lemma for form, lemma in adjectives.items() if form in words}
    tables["adj"] = {form: lemma for form, lemma in adjectives.items() if lemma in used}
    # An entry that repeats its key changes nothing, unless the table "other" says otherwise.
    for name, table in tables.items():
        if name != "other":
            tables[name] = {
                form: lemma
                for form, lemma in table.items()
                if form != lemma or form in tables["other"]
            }


def make_lookups(docs: Iterable[Doc], text: Path) -> Lookups:
    """All tables, ready for the lemmatizer (the unspecific one stays empty)."""
    tables = published_tables()
    correct(tables, docs)
    add_typographic(tables)
    prune(tables, words_of(text))
    lookups = Lookups()
    for name, table in tables.items():
        lookups.add_table(f"{PREFIX}_{name}", table)
    lookups.add_table(PREFIX, {})
    return lookups
