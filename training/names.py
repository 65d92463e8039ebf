"""Read the corpora labelled with names, as running text with character offsets.

KIND and WikiNEuRal come as lists of tokens: the spaces of the original text are
lost, and their tokens are not the ones spaCy makes.  A recogniser must be
trained on what it meets later, so each sentence is put together again with
sensible spacing, and its names are kept as character offsets, which spaCy
aligns to its own tokens.
"""

from __future__ import annotations

import gzip
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from augment import Style
from spacy.language import Language
from spacy.tokens import Doc

OPENING = set("([{«“‘<")
CLOSING = set(")]}»”>,;:!?…%") | {"...", ".", "..", "!!", "??", "?!"}
APOSTROPHES = ("'", "’")
# An apostrophe at the end of these words marks a cut ending, not an elision: a space follows.
CUT = {"po'", "mo'", "po’", "mo’", "di'", "fa'", "va'", "sta'", "da'"}


@dataclass
class NamedText:
    """A stretch of text and its names, as (start, end, label) in characters."""

    text: str
    names: list[tuple[int, int, str]]


def join_tokens(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Put tokens together to a text as a newspaper would print it.

    Returns the text and the (start, end) of each token in it.
    """
    text = ""
    spans: list[tuple[int, int]] = []
    glue = True
    inside_quote: dict[str, bool] = {'"': False, "'": False}
    for i, token in enumerate(tokens):
        following = tokens[i + 1] if i + 1 < len(tokens) else ""
        space_before = not glue
        glue_next = False
        if token in inside_quote:
            if inside_quote[token]:
                space_before = False
            else:
                glue_next = True
            inside_quote[token] = not inside_quote[token]
        elif token in OPENING:
            glue_next = True
        elif token in CLOSING:
            # A decimal point or a file's dot stands between spaces now and then; a comma never.
            space_before = False
        elif token == "’" or (token.startswith(APOSTROPHES) and len(token) <= 3):
            space_before = False
        elif token.endswith(APOSTROPHES) and token.lower() not in CUT:
            glue_next = following[:1].isalnum() or following in ('"', "«", "“", "‘")
        elif token == "/" or (token in ("-", "–") and _number(tokens, i)):
            space_before, glue_next = False, True
        if space_before:
            text += " "
        spans.append((len(text), len(text) + len(token)))
        text += token
        glue = glue_next
    return text, spans


def _number(tokens: Sequence[str], i: int) -> bool:
    """Whether a dash stands between two numbers (a score, a span of years)."""
    return 0 < i < len(tokens) - 1 and tokens[i - 1].isdigit() and tokens[i + 1].isdigit()


def read_sentences(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Yield (tokens, IOB2 tags) of each sentence of a KIND or WikiNEuRal file."""
    tokens: list[str] = []
    tags: list[str] = []
    with gzip.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) < 2:
                if tokens:
                    yield tokens, tags
                tokens, tags = [], []
                continue
            tokens.append(fields[-2])
            tags.append(fields[-1])
    if tokens:
        yield tokens, tags


def named_text(tokens: Sequence[str], tags: Sequence[str]) -> NamedText:
    """One sentence as text, its IOB2 tags as character offsets."""
    text, spans = join_tokens(tokens)
    names: list[tuple[int, int, str]] = []
    for (start, end), tag in zip(spans, tags, strict=True):
        prefix, _, label = tag.partition("-")
        if prefix == "I" and names and names[-1][2] == label and start - names[-1][1] <= 1:
            names[-1] = (names[-1][0], end, label)
        elif prefix in ("B", "I"):
            names.append((start, end, label))
    return NamedText(text, names)


def read_texts(path: Path, group: int = 1) -> Iterator[NamedText]:
    """Yield the texts of a corpus, `group` sentences joined with spaces in each."""
    pending: list[NamedText] = []
    for tokens, tags in read_sentences(path):
        pending.append(named_text(tokens, tags))
        if len(pending) == group:
            yield join_texts(pending)
            pending = []
    if pending:
        yield join_texts(pending)


def join_texts(parts: Iterable[NamedText], separator: str = " ") -> NamedText:
    """Several texts as one, the offsets of their names moved along."""
    text = ""
    names: list[tuple[int, int, str]] = []
    for part in parts:
        if text:
            text += separator
        names += [(len(text) + s, len(text) + e, label) for s, e, label in part.names]
        text += part.text
    return NamedText(text, names)


# How often each corpus is gone over, in the long run and in the one that finishes it: the
# hand-labelled news counts most.  The encyclopaedia is labelled by machine and by other rules
# (a country is never ORG there), but only it has MISC: a weight below 1 keeps that share of
# its sentences and all with MISC.
Weights = Mapping[str, float]
WEIGHTS: Weights = {
    "kind-WN_train": 4,
    "kind-ADG_train": 2,
    "kind-FIC_train": 1,
    "wikineural": 1,
}
FINISHING_WEIGHTS: Weights = {"kind-WN_train": 5, "kind-ADG_train": 1, "wikineural": 0.3}
DEV_EVERY = 12
HELD_OUT = "kind-WN_dev"


def vary(text: NamedText, style: Style, rng: random.Random) -> NamedText:
    """A variant of the text: other quotation marks, apostrophes, dashes, case.

    Only replacements of equal length, so that the names stay where they are.
    """
    changed = text.text
    if style.quotes and len(style.quotes[0]) == 1 and changed.count('"') % 2 == 0:
        opening, closing = style.quotes
        parts = re.split('["“”«»]', changed)
        changed = parts[0]
        for n, part in enumerate(parts[1:]):
            changed += (closing if n % 2 else opening) + part
    if style.apostrophe:
        changed = changed.replace("'", style.apostrophe).replace("’", style.apostrophe)
    if style.dash:
        changed = re.sub(r"(?<= )[-–—](?= )", style.dash, changed)
    roll = rng.random()
    if roll < 0.02 and len(changed.upper()) == len(changed):
        changed = changed.upper()
    elif roll < 0.025:
        changed = changed.lower()
    return NamedText(changed, text.names)


# How often a name gives way to another of its kind in the finishing run.
SWAPS = {"PER": 0.5, "LOC": 0.25, "ORG": 0.25}
Pools = Mapping[tuple[str, int, bool], Sequence[str]]


def _pool_key(label: str, name: str) -> tuple[str, int, bool]:
    """Names that can stand for each other: of one label, length and kind of first letter.

    The kind of letter (vowel or not) keeps *l'* and *dell'* before it right.
    """
    return label, len(name.split()), name[0].lower() in "aeiouàèéìòùh"


def pool_names(texts: Iterable[NamedText]) -> Pools:
    """All names that begin with a capital and have no digit, by what they can stand for."""
    pools: dict[tuple[str, int, bool], list[str]] = defaultdict(list)
    for text in texts:
        for start, end, label in text.names:
            name = text.text[start:end]
            if label in SWAPS and _swappable(name):
                pools[_pool_key(label, name)].append(name)
    return pools


def _swappable(name: str) -> bool:
    return name[0].isupper() and not any(c.isdigit() for c in name)


def swap_names(text: NamedText, pools: Pools, rng: random.Random) -> NamedText:
    """The text with some names replaced: a small corpus is soon known by heart."""
    changed = ""
    names: list[tuple[int, int, str]] = []
    position = 0
    for start, end, label in text.names:
        name = text.text[start:end]
        if label in SWAPS and _swappable(name) and rng.random() < SWAPS[label]:
            name = rng.choice(pools.get(_pool_key(label, name)) or [name])
        changed += text.text[position:start]
        names.append((len(changed), len(changed) + len(name), label))
        changed += name
        position = end
    return NamedText(changed + text.text[position:], names)


def to_doc(nlp: Language, text: NamedText) -> Doc:
    """The text as spaCy tokenizes it; a name that cuts through a token grows to its end."""
    doc = nlp.make_doc(text.text)
    spans = []
    taken = 0
    for start, end, label in text.names:
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None and span.start >= taken:
            spans.append(span)
            taken = span.end
    doc.set_ents(spans, default="outside")
    return doc


def _grouped(sentences: Sequence[NamedText], rng: random.Random) -> Iterator[list[NamedText]]:
    position = 0
    while position < len(sentences):
        size = rng.choices((1, rng.randint(2, 5), 8), (3, 4, 3))[0]
        yield list(sentences[position : position + size])
        position += size


def training_docs(
    nlp: Language, corpora: Path, weights: Weights, seed: int, *, swap: bool = False
) -> tuple[list[Doc], list[Doc]]:
    """The documents to train the recogniser on, and those to choose its checkpoint by.

    `kind-WN_dev` is left alone: every twelfth block of the training part of the
    same news serves to choose by.  With `swap`, all but the first copy of a
    corpus have some of their names replaced.
    """
    rng = random.Random(seed)
    train: list[Doc] = []
    dev: list[Doc] = []
    chosen: list[tuple[int, list[NamedText]]] = []
    for path in sorted((corpora / "ner").glob("*.gz")):
        weight = next((w for name, w in weights.items() if path.name.startswith(name)), 0.0)
        if path.name.startswith(HELD_OUT) or not weight:
            continue
        sentences = [named_text(tokens, tags) for tokens, tags in read_sentences(path)]
        if weight < 1:
            sentences = [s for s in sentences if _has_misc(s) or rng.random() < weight]
        kept: list[NamedText] = []
        for n, start in enumerate(range(0, len(sentences), 40)):
            block = sentences[start : start + 40]
            if path.name.startswith("kind-WN_train") and n % DEV_EVERY == DEV_EVERY - 1:
                dev.append(to_doc(nlp, join_texts(block)))
            else:
                kept.extend(block)
        chosen.append((max(1, round(weight)), kept))
    pools = pool_names(text for _, kept in chosen for text in kept) if swap else {}
    for copies, kept in chosen:
        for copy in range(copies):
            for texts in _grouped(kept, rng):
                style = Style.draw(rng)
                separator = rng.choices((" ", "\n", "\n\n"), (8, 1, 1))[0]
                if swap and copy:
                    texts = [swap_names(text, pools, rng) for text in texts]
                varied = [vary(text, style, rng) for text in texts]
                train.append(to_doc(nlp, join_texts(varied, separator)))
    return train, dev


def _has_misc(text: NamedText) -> bool:
    return any(label == "MISC" for _, _, label in text.names)
