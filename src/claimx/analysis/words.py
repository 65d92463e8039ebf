"""What a network computes for each word by itself, computed once for each word form.

A spaCy ``tok2vec`` begins with layers that see every token without its neighbours. A newspaper
repeats its words, so what those layers gave is kept, and asked for again only for a form that is
new: a third of the network's work is saved, and the result is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token
from thinc.api import Model

KEPT = 30_000
"""Word forms that are kept, about 15 MB a network; beyond it all are forgotten and it begins anew."""

_SEES_ONE_TOKEN = {
    "concatenate", "dropout", "extract_features", "hashembed", "ints-getitem", "layernorm",
    "list2ragged", "maxout", "mish", "ragged2list", "static_vectors", "with_array",
}  # fmt: skip
"""Kinds of layer, by thinc's names, that look at no neighbour."""

_MULTIPLIER, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)

Vectors = NDArray[np.float32]
Features = NDArray[np.uint64]


class WordMemory:
    """Stands in for ``layer``, which embeds words, and asks it only for those that are new."""

    def __init__(self, layer: Model[Any, Any]) -> None:
        self._layer = layer
        self._columns = [*_columns(layer), "ORTH"]
        self._rows: dict[int, int] = {}
        self._known: Vectors = np.empty((0, 0), dtype=np.float32)

    def stand_in(self) -> Model[Any, Any]:
        """The layer that remembers; for prediction only."""
        return Model("words_once", self._forward)

    def _forward(
        self, model: Model[Any, Any], docs: Sequence[Doc], is_train: bool
    ) -> tuple[list[Vectors], Callable[[Any], Any]]:
        return self.vectors(docs), lambda gradient: []

    def vectors(self, docs: Sequence[Doc]) -> list[Vectors]:
        """An array for each of ``docs``, a row a token: what the layer would give."""
        features = np.concatenate([doc.to_array(self._columns) for doc in docs])
        keys, first, inverse = np.unique(_keys(features), return_index=True, return_inverse=True)
        if len(self._rows) + len(keys) > KEPT:
            self._rows.clear()
        new = [n for n, key in enumerate(keys.tolist()) if key not in self._rows]
        if new and not self._learn(docs, features, keys[new].tolist(), first[new]):
            return cast("list[Vectors]", self._layer.predict(list(docs)))
        rows = np.fromiter((self._rows[key] for key in keys.tolist()), np.int64, len(keys))
        ends = np.cumsum([len(doc) for doc in docs])
        return np.split(self._known[rows[inverse]], ends[:-1])

    def _learn(
        self, docs: Sequence[Doc], features: Features, keys: list[int], places: NDArray[np.intp]
    ) -> bool:
        """Embed the tokens at ``places``; False if out of their text they would be other words."""
        words = _out_of_text(list(_tokens_at(docs, places)))
        if len(keys) > KEPT or not np.array_equal(words.to_array(self._columns), features[places]):
            return False
        (vectors,) = self._layer.predict([words])
        if self._known.shape[1] != vectors.shape[1]:
            self._known = np.empty((KEPT, vectors.shape[1]), dtype=np.float32)
        begin = len(self._rows)
        self._known[begin : begin + len(keys)] = vectors
        self._rows.update(zip(keys, range(begin, begin + len(keys)), strict=True))
        return True


def _tokens_at(docs: Sequence[Doc], places: NDArray[np.intp]) -> Iterator[Token]:
    """The tokens at ``places`` of all ``docs`` one after the other."""
    starts = np.cumsum([0, *(len(doc) for doc in docs)])
    in_doc = np.searchsorted(starts, places, side="right") - 1
    for n, place in zip(in_doc.tolist(), (places - starts[in_doc]).tolist(), strict=True):
        yield docs[n][place]


def _columns(layer: Model[Any, Any]) -> list[Any]:
    """What the layer looks at in a token, as spaCy names it."""
    extractors = (node for node in layer.walk() if node.name == "extract_features")
    return [column for node in extractors for column in node.attrs["columns"]]


def _keys(features: Features) -> Features:
    """One number a row. The columns are 64-bit hashes already: two rows will not share theirs."""
    keys = np.zeros(len(features), dtype=np.uint64)
    for n in range(features.shape[1]):
        keys = (keys ^ features[:, n]) * _MULTIPLIER
        keys ^= keys >> _SHIFT
    return keys


def _out_of_text(tokens: list[Any]) -> Doc:
    words = Doc(
        tokens[0].vocab,
        words=[token.text for token in tokens],
        spaces=[bool(token.whitespace_) for token in tokens],
    )
    for word, token in zip(words, tokens, strict=True):
        if word.norm != token.norm:  # an exception of the tokenizer
            word.norm_ = token.norm_
    return words


def _embeds_words(layer: Model[Any, Any]) -> bool:
    whole = layer.name.startswith("extract_features>>") and layer.name.endswith(">>ragged2list")
    kinds = {node.name for node in layer.walk() if not node.layers}
    return whole and kinds <= _SEES_ONE_TOKEN


class Remembering:
    """Puts word memories in the place of the layers that embed words, and takes them out again.

    A model without such a layer, a transformer say, is left as it is.
    """

    def __init__(self, models: Sequence[Model[Any, Any]]) -> None:
        self._places = [
            (parent, n, layer, WordMemory(layer).stand_in())
            for model in models
            for parent in model.walk()
            for n, layer in enumerate(parent.layers)
            if _embeds_words(layer)
        ]

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """While it lasts, the models embed each word form once."""
        for parent, n, _, memory in self._places:
            parent.layers[n] = memory
        try:
            yield
        finally:
            for parent, n, layer, _ in self._places:
                parent.layers[n] = layer
