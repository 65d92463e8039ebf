"""Vary the training texts as real news varies.

Treebank sentences come alone, complete and tidily punctuated.  News comes in
paragraphs, with every style of quotation mark, headlines without a full stop,
upper case, typographic apostrophes and dashes.  spaCy's augmenters can swap
marks; they cannot drop a full stop, take the quotation marks away or put a
sentence between them.  So the variants are made once, before training, from a
fixed seed, and written to the training file.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc
from spacy.vocab import Vocab

QUOTES = set('"“”«»„') | {"''", "``"}
DASHES = {"-", "–", "—"}
STYLES: tuple[tuple[str, str], ...] = (('"', '"'), ("“", "”"), ("«", "»"), ("''", "''"))
STYLE_WEIGHTS = (4, 4, 5, 1)


@dataclass
class Parsed:
    """One parsed sentence as plain lists; heads are positions in the sentence."""

    words: list[str]
    spaces: list[bool]
    pos: list[str]
    tags: list[str]
    morphs: list[str]
    lemmas: list[str]
    heads: list[int]
    deps: list[str]

    @classmethod
    def from_doc(cls, doc: Doc) -> Parsed:
        """Take the annotation of a one-sentence document."""
        return cls(
            words=[t.text for t in doc],
            spaces=[bool(t.whitespace_) for t in doc],
            pos=[t.pos_ for t in doc],
            tags=[t.tag_ for t in doc],
            morphs=[str(t.morph) for t in doc],
            lemmas=[t.lemma_ for t in doc],
            heads=[t.head.i for t in doc],
            deps=[t.dep_ for t in doc],
        )

    def copy(self) -> Parsed:
        """A copy that can be changed freely."""
        return replace(self, **{k: list(v) for k, v in vars(self).items()})

    def root(self) -> int:
        """The position of the sentence's root."""
        return next(i for i, head in enumerate(self.heads) if head == i)

    def insert(self, at: int, word: str, *, space: bool) -> None:
        """Insert a punctuation mark that hangs on the root."""
        root = self.root()
        self.heads = [h + (h >= at) for h in self.heads]
        self.words.insert(at, word)
        self.spaces.insert(at, space)
        self.pos.insert(at, "PUNCT")
        self.tags.insert(at, "FB")
        self.morphs.insert(at, "")
        self.lemmas.insert(at, word)
        self.deps.insert(at, "punct")
        self.heads.insert(at, root + (root >= at))

    def delete(self, at: int) -> None:
        """Delete a token without dependents; the space after it stays."""
        if at and self.spaces[at]:
            self.spaces[at - 1] = True
        for values in vars(self).values():
            del values[at]
        self.heads = [h - (h > at) for h in self.heads]

    def is_leaf(self, at: int) -> bool:
        """Whether nothing depends on the token."""
        return all(head != at for i, head in enumerate(self.heads)) and self.heads[at] != at


@dataclass(frozen=True)
class Style:
    """How one text writes its marks; a newspaper is consistent within an article."""

    quotes: tuple[str, str] | None
    apostrophe: str | None
    dash: str | None

    @classmethod
    def draw(cls, rng: random.Random) -> Style:
        """Draw a style; None leaves the marks as they are."""
        quotes = rng.choices(STYLES, STYLE_WEIGHTS)[0] if rng.random() < 0.6 else None
        apostrophe = rng.choice("’’'") if rng.random() < 0.5 else None
        dash = rng.choice("-–—") if rng.random() < 0.5 else None
        return cls(quotes, apostrophe, dash)


def restyle(sentence: Parsed, style: Style, rng: random.Random) -> Parsed:
    """A variant of the sentence in the style of its text."""
    sentence = sentence.copy()
    roll = rng.random()
    quote_positions = [i for i, w in enumerate(sentence.words) if w in QUOTES]
    if quote_positions and roll < 0.08:
        for i in reversed(quote_positions):
            if sentence.is_leaf(i):
                sentence.delete(i)
    elif style.quotes and len(quote_positions) % 2 == 0:
        for n, i in enumerate(quote_positions):
            sentence.words[i] = sentence.lemmas[i] = style.quotes[n % 2]
    if style.apostrophe:
        sentence.words = [
            w if w in QUOTES else w.replace("'", style.apostrophe).replace("’", style.apostrophe)
            for w in sentence.words
        ]
    if style.dash:
        for i, w in enumerate(sentence.words):
            if w in DASHES and sentence.pos[i] == "PUNCT":
                sentence.words[i] = sentence.lemmas[i] = style.dash
    return _change_ends(sentence, style, rng)


def _change_ends(sentence: Parsed, style: Style, rng: random.Random) -> Parsed:
    """Drop the final stop, quote the whole sentence, or change its case, now and then."""
    ends_in_stop = sentence.words[-1] in (".", "…", "...")
    quoted = any(w in QUOTES for w in sentence.words)
    roll = rng.random()
    if (
        roll < 0.07
        and ends_in_stop
        and len(sentence.words) > 2
        and sentence.is_leaf(-1 % len(sentence.words))
    ):
        sentence.delete(len(sentence.words) - 1)
    elif roll < 0.15 and not quoted and len(sentence.words) > 2:
        opening, closing = style.quotes or ('"', '"')
        sentence.insert(0, opening, space=False)
        if ends_in_stop and rng.random() < 0.6:
            sentence.spaces[-2] = False
            sentence.insert(len(sentence.words) - 1, closing, space=False)
        else:
            sentence.spaces[-1] = False
            sentence.insert(len(sentence.words), closing, space=True)
    case = rng.random()
    if case < 0.012:
        sentence.words = [w.upper() for w in sentence.words]
    elif case < 0.022:
        sentence.words = [w.lower() for w in sentence.words]
    elif case < 0.03 and sentence.words[0].islower():
        sentence.words[0] = sentence.words[0].capitalize()
    return sentence


def _ends_sentence(sentence: Parsed) -> bool:
    return sentence.words[-1] in ".!?…:;" or sentence.words[-1] in QUOTES


def join_sentences(vocab: Vocab, sentences: Sequence[Parsed], rng: random.Random | None) -> Doc:
    """Several sentences as one text; with `rng`, paragraphs are broken at random."""
    whole = Parsed([], [], [], [], [], [], [], [])
    for n, sentence in enumerate(sentences):
        start = len(whole.words)
        for name, values in vars(whole).items():
            if name != "heads":
                values.extend(getattr(sentence, name))
        whole.heads.extend(head + start for head in sentence.heads)
        whole.spaces[-1] = True
        if rng is not None and n + 1 < len(sentences):
            breaks = 0.2 if _ends_sentence(sentence) else 0.75
            if rng.random() < breaks:
                whole.spaces[-1] = rng.random() < 0.1
                _append_break(whole, rng.choice(("\n\n", "\n", "\n\n", "\n\n\n")))
    return Doc(
        vocab,
        words=whole.words,
        spaces=whole.spaces,
        pos=whole.pos,
        tags=whole.tags,
        morphs=whole.morphs,
        lemmas=whole.lemmas,
        heads=whole.heads,
        deps=whole.deps,
    )


def _append_break(whole: Parsed, text: str) -> None:
    """A paragraph break is a token of its own to spaCy: it hangs on the token before."""
    whole.heads.append(len(whole.words) - 1)
    whole.words.append(text)
    whole.spaces.append(False)
    whole.pos.append("SPACE")
    whole.tags.append("_SP")
    whole.morphs.append("")
    whole.lemmas.append(text)
    whole.deps.append("dep")


def group(sentences: Iterable[Parsed], rng: random.Random) -> Iterator[list[Parsed]]:
    """Cut a run of sentences into texts of one to eight.

    Not longer: the parser's oracle takes time by the square of a text's length.
    """
    pending: list[Parsed] = []
    size = 1
    for sentence in sentences:
        pending.append(sentence)
        if len(pending) >= size:
            yield pending
            pending = []
            size = rng.choices((1, 2, 3, 4, 8), (3, 3, 3, 2, 1))[0]
    if pending:
        yield pending


DATELINES = [
    "MODENA",
    "CARPI",
    "SASSUOLO",
    "ROMA",
    "MILANO",
    "Bologna",
    "Napoli",
    "Torino",
    "TORINO",
    "Palermo",
    "Fiorano",
]


def with_dateline(sentence: Parsed, place: str, mark: str) -> Parsed:
    """The sentence after a place and a mark, which belong to it: *MODENA. La giunta ha …*"""
    sentence.insert(0, mark, space=True)
    sentence.insert(0, place, space=mark != ".")
    sentence.pos[0], sentence.tags[0], sentence.deps[0] = "PROPN", "SP", "parataxis"
    sentence.heads[1] = 0
    return sentence


def varied_texts(
    vocab: Vocab, sentences: Sequence[Parsed], seed: int, datelines: float = 0
) -> Iterator[Doc]:
    """The sentences as texts, varied as the seed has it; that share of texts has a dateline."""
    rng, places = random.Random(seed), random.Random(seed)
    for texts in group(sentences, rng):
        style = Style.draw(rng)
        varied = [restyle(s, style, rng) for s in texts]
        if places.random() < datelines:
            mark = places.choice((".", ".", ".", "-", "–"))
            varied[0] = with_dateline(varied[0], places.choice(DATELINES), mark)
        yield join_sentences(vocab, varied, rng)
