"""Read the treebanks of Universal Dependencies and make them speak one dialect.

Seven Italian treebanks follow the same guidelines and still differ: in tags
(PUD), in features (MarkIT, PoSTWITA, PUD), in subtypes of relations
(ParlaMint has no passive ones), in spacing (MarkIT).  A model trained on the
mixture as it is learns to guess which treebank it reads.  Here all of them are
rewritten as ISDT would have it, and multiword tokens (*della*, *dirlo*) are
merged as spaCy's own Italian pipelines have them.
"""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from augment import Parsed, join_sentences, varied_texts
from names import join_tokens
from spacy.tokens import Doc
from spacy.training.converters import conllu_to_docs  # type: ignore[attr-defined]
from spacy.vocab import Vocab

# The treebanks whose features already are ISDT's: what a form can be is learnt from them.
REFERENCE = ("it_isdt", "it_vit", "it_partut", "it_parlamint")
# The others: their features are projected onto what the reference has for the form.
DIVERGENT = ("it_markit", "it_postwita", "it_pud")
# Strictly seen VIT diverges too: a first guess stands in many places (*siano* an indicative).
STRICT_REFERENCE = ("it_isdt", "it_partut", "it_parlamint")
STRICT_DIVERGENT = (*DIVERGENT, "it_vit")
# What must not change when a form is, strictly, given the reference's features.
DECISIVE = ("Number", "Tense", "VerbForm", "PronType", "Clitic")
# How often the reference must have a form before it overrules VIT.
MIN_SEEN = 2
HELD_OUT = "it_isdt-ud-test"
DEV = "it_vit-ud-dev"

# Differently varied copies of the treebanks in the training file; tweets are in the first
# two only, and ISDT, the nearest to news, is twice in each.
COPIES = 5
COPIES_WITH_TWEETS = 2

ID, FORM, LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL, DEPS, MISC = range(10)

# The relations of spaCy's Italian pipelines.
# fmt: off
RELATIONS = frozenset({
    "root", "acl", "acl:relcl", "advcl", "advmod", "amod", "appos", "aux", "aux:pass", "case",
    "cc", "ccomp", "compound", "conj", "cop", "csubj", "dep", "det", "det:poss", "det:predet",
    "discourse", "expl", "expl:impers", "expl:pass", "fixed", "flat", "flat:foreign",
    "flat:name", "iobj", "mark", "nmod", "nsubj", "nsubj:pass", "nummod", "obj", "obl",
    "obl:agent", "parataxis", "punct", "vocative", "xcomp",
})
# "da" with one of these is no agent: *chiuso da anni*, *stimato dal 2010*.
NOT_AGENTS = frozenset({
    "anno", "mese", "giorno", "settimana", "ora", "tempo", "secolo", "minuto", "parte",
    "momento", "punto", "oggi", "ieri",
})
# fmt: on
RARE_RELATIONS = {
    "list": "parataxis",
    "goeswith": "flat",
    "orphan": "dep",
    "reparandum": "dep",
    "dislocated": "dislocated",
}
FIXED_POS = {"case": "ADP", "mark": "SCONJ", "advmod": "ADV", "cc": "CCONJ"}
PUD_VERB_FORMS = {"VBC": "Fin", "VBN": "Part", "VB": "Inf", "VBG": "Ger"}
PREDETERMINERS = {"tutto", "entrambi", "ambedue", "entrambe", "tutti", "tutte", "tutta"}
Row = list[str]
Features = dict[str, str]


@dataclass
class Sentence:
    """One sentence as CoNLL-U rows (multiword ranges included), and its treebank."""

    treebank: str
    rows: list[Row] = field(default_factory=list)

    def words(self) -> list[Row]:
        """The syntactic words: no multiword ranges."""
        return [row for row in self.rows if row[ID].isdigit()]


def read_treebank(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a CoNLL-U file, empty nodes left out."""
    name = path.name.split("-ud-")[0]
    sentence = Sentence(name)
    with gzip.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if not line:
                if sentence.rows:
                    yield sentence
                sentence = Sentence(name)
            elif not line.startswith("#"):
                row = line.split("\t")
                if "." not in row[ID]:
                    sentence.rows.append(row)
    if sentence.rows:
        yield sentence


def parse_features(text: str) -> Features:
    """`A=b|C=d` as a dictionary."""
    return {} if text == "_" else dict(part.split("=", 1) for part in text.split("|"))


def format_features(features: Mapping[str, str]) -> str:
    """The opposite of `parse_features`, in the order that CoNLL-U asks for."""
    return "|".join(f"{k}={features[k]}" for k in sorted(features, key=str.lower)) or "_"


@dataclass
class Reference:
    """What the reference treebanks say of forms and verbs."""

    features: dict[tuple[str, str], Counter[str]]
    tags: dict[tuple[str, str, str], Counter[str]]
    passive: dict[str, tuple[int, int]]
    strict: bool

    @classmethod
    def learn(cls, sentences: Iterable[Sentence], *, strict: bool) -> Reference:
        """Count features by (form, UPOS), and passives by verb.

        `strict` mends VIT as well, and takes the most frequent features that do
        not contradict the token's own instead of the most similar.
        """
        trusted = STRICT_REFERENCE if strict else REFERENCE
        sentences = [s for s in sentences if s.treebank in trusted]
        features: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        tags: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
        passive: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for sentence in sentences:
            words = sentence.words()
            for row in words:
                form = row[FORM].lower()
                features[form, row[UPOS]][row[FEATS]] += 1
                tags[form, row[UPOS], row[FEATS]][row[XPOS]] += 1
                if sentence.treebank != "it_parlamint" and row[LEMMA] == "essere":
                    head = words[int(row[HEAD]) - 1]
                    if row[DEPREL] in ("aux", "aux:pass"):
                        passive[head[LEMMA]][row[DEPREL] == "aux:pass"] += 1
        verbs = {verb: (a, p) for verb, (a, p) in passive.items()}
        return cls(features, tags, verbs, strict)

    def is_passive(self, verb: str) -> bool:
        """Whether *essere* with this verb's participle mostly makes a passive."""
        active, passive = self.passive.get(verb, (0, 0))
        return passive > active

    def best_features(self, form: str, upos: str, own: Features) -> str | None:
        """The reference's features for a form that agree best with the token's own."""
        seen = self.features.get((form.lower(), upos))
        if not seen:
            return None

        def similarity(candidate: str) -> tuple[int, int]:
            theirs = parse_features(candidate)
            score = 0
            for name, value in own.items():
                if name in theirs:
                    score += 1 if theirs[name] == value else -2
                elif name in ("Mood", "Tense", "VerbForm"):
                    score -= 1
            return score, seen[candidate]

        def compatibility(candidate: str) -> tuple[int, int, int]:
            theirs = parse_features(candidate)
            conflicts = [k for k, v in own.items() if theirs.get(k, v) != v]
            lost = [k for k in own if k in ("Tense", "VerbForm") and k not in theirs]
            decisive = len(lost) + sum(k in DECISIVE for k in conflicts)
            return -decisive, -len(conflicts), seen[candidate]

        return max(seen, key=compatibility) if self.strict else max(seen, key=similarity)


def harmonise(sentence: Sentence, reference: Reference) -> None:
    """Rewrite a sentence in place as ISDT would have annotated it."""
    words = sentence.words()
    children: dict[str, list[Row]] = defaultdict(list)
    for row in words:
        children[row[HEAD]].append(row)
    if sentence.treebank == "it_markit":
        _restore_spacing(sentence)
    for row in words:
        if row[LEMMA].startswith("[") and row[UPOS] == "PUNCT":
            row[LEMMA] = row[FORM]
        if sentence.treebank in (STRICT_DIVERGENT if reference.strict else DIVERGENT):
            _project_features(row, sentence.treebank, reference)
    if sentence.treebank == "it_parlamint":
        _mark_passives(words, reference)
    for row in words:
        head = words[int(row[HEAD]) - 1] if row[HEAD] != "0" else None
        row[DEPREL] = _relation(row, head, children)
    for row in words:
        fixed = any(child[DEPREL] == "fixed" for child in children[row[ID]])
        features = parse_features(row[FEATS])
        if features.pop("Reflex", ""):
            row[FEATS] = format_features(features)
        if fixed and "ExtPos" not in features and row[DEPREL] in FIXED_POS:
            row[FEATS] = format_features(features | {"ExtPos": FIXED_POS[row[DEPREL]]})
        elif not fixed and features.pop("ExtPos", ""):
            row[FEATS] = format_features(features)


def _restore_spacing(sentence: Sentence) -> None:
    """MarkIT has a space after every token; put the tokens together as text is printed."""
    covered: set[int] = set()
    surface: list[Row] = []
    for row in sentence.rows:
        if "-" in row[ID]:
            first, last = map(int, row[ID].split("-"))
            covered.update(range(first, last + 1))
            surface.append(row)
        elif int(row[ID]) not in covered:
            surface.append(row)
    _, spans = join_tokens([row[FORM] for row in surface])
    for row, (_, end), (start, _) in zip(surface, spans, spans[1:], strict=False):
        row[MISC] = "SpaceAfter=No" if start == end else "_"


def _project_features(row: Row, treebank: str, reference: Reference) -> None:
    """Replace the features of a divergent treebank by ISDT's for the same form."""
    own = parse_features(row[FEATS])
    if treebank == "it_vit":
        seen = reference.features.get((row[FORM].lower(), row[UPOS]), Counter())
        if row[FEATS] in seen or seen.total() < MIN_SEEN:
            return
        own = {k: v for k, v in own.items() if k in DECISIVE}
    if treebank == "it_pud":
        if row[XPOS] == "DTP$" and row[UPOS] in ("PRON", "DET"):
            row[UPOS] = "DET"
            own.pop("Person", None)
        if row[UPOS] in ("VERB", "AUX") and row[XPOS] in PUD_VERB_FORMS:
            own["VerbForm"] = PUD_VERB_FORMS[row[XPOS]]
        if own.get("Aspect") == "Imp" and own.get("Tense") == "Past":
            own["Tense"] = "Imp"
        if row[UPOS] == "PRON" and row[XPOS] == "WP":
            own = {"PronType": "Rel"}
        own = {k: v for k, v in own.items() if k not in ("Voice", "Aspect", "Case", "Polarity")}
        own = {k: v for k, v in own.items() if "[" not in k}
    best = reference.best_features(row[FORM], row[UPOS], own)
    if best is None:
        if row[UPOS] == "PRON" and own.get("PronType") != "Prs":
            own.pop("Person", None)
        if row[UPOS] in ("ADV", "PUNCT", "ADP", "CCONJ", "SCONJ", "PROPN", "X", "SYM"):
            own = {k: v for k, v in own.items() if k in ("Foreign", "PronType", "Degree")}
        if row[UPOS] == "NUM":
            own.setdefault("NumType", "Card")
        best = format_features(own)
    row[FEATS] = best
    tags = reference.tags.get((row[FORM].lower(), row[UPOS], best))
    if tags:
        row[XPOS] = tags.most_common(1)[0][0]


def _mark_passives(words: list[Row], reference: Reference) -> None:
    """ParlaMint knows no passive relations: add them by what the verb does elsewhere."""
    for verb in words:
        if "VerbForm=Part" not in verb[FEATS]:
            continue
        mine = [row for row in words if row[HEAD] == verb[ID]]
        auxiliaries = [row for row in mine if row[DEPREL] == "aux"]
        lemmas = [row[LEMMA] for row in auxiliaries]
        passive = "venire" in lemmas or (
            "essere" in lemmas and (lemmas.count("essere") > 1 or reference.is_passive(verb[LEMMA]))
        )
        if not passive:
            continue
        [row for row in auxiliaries if row[LEMMA] in ("essere", "venire")][-1][DEPREL] = "aux:pass"
        for row in mine:
            if row[DEPREL] == "nsubj":
                row[DEPREL] = "nsubj:pass"


def _relation(row: Row, head: Row | None, children: Mapping[str, list[Row]]) -> str:
    """The relation of a word in spaCy's Italian label set."""
    relation = RARE_RELATIONS.get(row[DEPREL], row[DEPREL])
    if relation == "dislocated" and head is not None:
        clitic = any(c[DEPREL] == "obj" and c[UPOS] == "PRON" for c in children[head[ID]])
        return "obj" if clitic else "nsubj"
    if relation not in RELATIONS:
        relation = relation.split(":")[0]
    if relation not in RELATIONS:
        return "dep"
    if head is None:
        return relation
    if relation == "flat" and row[UPOS] == head[UPOS] == "PROPN":
        return "flat:name"
    if relation == "det":
        if "Poss=Yes" in row[FEATS]:
            return "det:poss"
        if row[XPOS] == "T" or (row[UPOS] == "DET" and row[LEMMA].lower() in PREDETERMINERS):
            return "det:predet"
    if relation == "obl" and _is_agent(row, head, children):
        return "obl:agent"
    return relation


def _is_agent(row: Row, head: Row, children: Mapping[str, list[Row]]) -> bool:
    """Whether an oblique is the *da*-phrase of a passive."""
    from_da = any(c[DEPREL] == "case" and c[LEMMA] == "da" for c in children[row[ID]])
    passive = any(c[DEPREL] == "aux:pass" for c in children[head[ID]])
    return (
        from_da
        and passive
        and row[UPOS] in ("NOUN", "PROPN", "PRON")
        and row[LEMMA].lower() not in NOT_AGENTS
    )


def to_doc(sentence: Sentence) -> Doc:
    """The sentence as a spaCy document, multiword tokens merged as `spacy convert` does."""
    text = "\n".join("\t".join(row) for row in sentence.rows) + "\n"
    docs: Iterable[Doc] = conllu_to_docs(  # type: ignore[no-untyped-call]
        text, n_sents=1, merge_subtokens=True, no_print=True
    )
    return next(iter(docs))


def load_treebanks(corpora: Path, *, strict: bool) -> tuple[list[Sentence], list[Sentence]]:
    """All harmonised sentences to train on, and those to choose the best checkpoint by.

    `it_isdt-ud-test` is not even opened.
    """
    train: list[Sentence] = []
    dev: list[Sentence] = []
    for path in sorted((corpora / "ud").glob("*.conllu.gz")):
        if path.name.startswith(HELD_OUT):
            continue
        target = dev if path.name.startswith(DEV) else train
        target.extend(read_treebank(path))
    reference = Reference.learn(train, strict=strict)
    for sentence in train + dev:
        harmonise(sentence, reference)
    return train, dev


def training_docs(
    vocab: Vocab, sentences: Iterable[Sentence], datelines: float = 0
) -> Iterator[Doc]:
    """All copies of the training sentences, varied and grouped to texts."""
    parsed = [(s.treebank, Parsed.from_doc(to_doc(s))) for s in sentences]
    for copy in range(COPIES):
        chosen = [p for name, p in parsed if name != "it_postwita" or copy < COPIES_WITH_TWEETS]
        chosen += [p for name, p in parsed if name == "it_isdt"]
        yield from varied_texts(vocab, chosen, seed=1000 * copy, datelines=datelines)


def ten_joined(vocab: Vocab, docs: Sequence[Doc]) -> Iterator[Doc]:
    """Gold sentences joined ten to a text, as spaCy's own training data has them."""
    parsed = [Parsed.from_doc(doc) for doc in docs]
    for start in range(0, len(parsed), 10):
        yield join_sentences(vocab, parsed[start : start + 10], None)
