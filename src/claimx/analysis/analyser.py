"""Tokenized texts to analysed ones, by the components of a pipeline, called so as to lose no time.

The annotation is what ``nlp.pipe`` gives; only the calls differ:

- a text that cannot hold a claim is not analysed (``claimx.analysis.screen``);
- words are embedded once (``claimx.analysis.words``);
- texts are batched by words, since the networks' arrays have to stay in the processor's cache,
  those of one length together, since a batch takes as many turns as its longest text;
- the transitions of all texts of a batch are chosen side by side from Python: spaCy's own loop
  takes Python's lock for every feature of every state;
- a very long text is analysed in stretches that end where a sentence does, in bounded memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import chain
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline import DependencyParser, EntityRecognizer, TrainablePipe
from spacy.tokens import Doc

from claimx.analysis.screen import Screen
from claimx.analysis.words import Remembering
from claimx.pipeline import STEPS

BATCH_WORDS = 4_000
"""Tokens that are analysed at a time."""
NETWORK_WORDS = 2_000
"""Tokens that a network which looks at each word's neighbours takes at a time."""
LONGEST = 2_500
"""Tokens of a text that are analysed as one."""
VOCABULARY = 30_000
"""Word forms that stay in the vocabulary: beyond, new ones are forgotten after each batch."""

_FINAL = frozenset([".", "!", "?", "…", "..."])

Component = Callable[[Doc], Doc]


class Analyser:
    """Runs a pipeline that ``claimx.pipeline.load`` has made."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._language = [pipe for name, pipe in nlp.pipeline if name not in STEPS]
        self._steps = [pipe for name, pipe in nlp.pipeline if name in STEPS[:-1]]
        self._screen = Screen(nlp)
        trained = [pipe for pipe in self._language if isinstance(pipe, TrainablePipe)]
        self._remembering = Remembering([pipe.model for pipe in trained])

    def run(self, docs: Sequence[Doc]) -> Iterator[Doc]:
        """Analyse tokenized texts and take the claimx steps on each in turn; in their order.

        The last step, which shows claims as spans of a Doc, is left out, as claims do without. A
        text in which nothing can be a cue comes back as it was.
        """
        held = [self._screen(doc) for doc in docs]
        analysed = self._analysed([doc for doc, may in zip(docs, held, strict=True) if may])
        for doc, may in zip(docs, held, strict=True):
            if may:
                doc = next(analysed)
                for step in self._steps:
                    doc = step(doc)
            yield doc

    def forgetting(self) -> Any:
        """A context in which new words do not stay in the vocabulary, once that has grown large.

        No Doc made in it may be used after it.
        """
        if len(self._nlp.vocab) < VOCABULARY:
            return nullcontext()
        return self._nlp.memory_zone()

    def _analysed(self, docs: list[Doc]) -> Iterator[Doc]:
        """``docs`` with all that the components before the steps write."""
        stretches = [list(_stretches(doc)) for doc in docs]
        pieces = list(chain.from_iterable(stretches))
        by_length = sorted(range(len(pieces)), key=lambda n: len(pieces[n]))
        with self._remembering():
            batched = batches((pieces[n] for n in by_length), BATCH_WORDS)
            analysed = [doc for batch in batched for doc in self._pass(batch)]
        done = dict(zip(by_length, analysed, strict=True))
        rest = (done[n] for n in range(len(pieces)))
        for doc, parts in zip(docs, stretches, strict=True):
            yield next(rest) if len(parts) == 1 else _joined(doc, [next(rest) for _ in parts])

    def _pass(self, docs: list[Doc]) -> list[Doc]:
        """A batch through each component."""
        for pipe in self._language:
            if (
                isinstance(pipe, DependencyParser | EntityRecognizer)
                and pipe.cfg["beam_width"] == 1
            ):
                _parse(pipe, docs)
            elif isinstance(pipe, TrainablePipe):
                for part in batches(docs, NETWORK_WORDS):
                    pipe.set_annotations(part, pipe.predict(part))
            else:
                docs = [pipe(doc) for doc in docs]
        return docs


def _parse(parser: DependencyParser | EntityRecognizer, docs: list[Doc]) -> None:
    """What ``parser(doc)`` does, for many texts at once: the likeliest transition of each in turn."""
    states = parser.moves.init_batch(docs)
    going = [state for state in states if not state.is_final()]
    if going:
        scorer = parser.model.predict(docs)
        while going:
            going = parser.transition_states(going, scorer.predict(going))
        scorer.clear_memory()  # large arrays, which reference cycles would hold on to
    parser.set_annotations(docs, states)


def batches(docs: Iterable[Doc], words: int) -> Iterator[list[Doc]]:
    """``docs`` in lists of at most ``words`` tokens; one that has more is a list of its own.

    At most, since the peak of memory is that of the largest batch.
    """
    batch: list[Doc] = []
    size = 0
    for doc in docs:
        if batch and size + len(doc) > words:
            yield batch
            batch, size = [], 0
        batch.append(doc)
        size += len(doc)
    if batch:
        yield batch


def _stretches(doc: Doc) -> Iterator[Doc]:
    """A text as it is, or one that is too long in parts, cut where a sentence or a line ends.

    Where none ends for ``LONGEST`` tokens, it is cut all the same.
    """
    if len(doc) <= LONGEST:
        yield doc
        return
    norms, start = doc.to_array(["NORM"]), 0
    while start < len(doc):
        end = start + LONGEST
        if end < len(doc):
            ends = (i for i in range(end, start + LONGEST // 2, -1) if _ends(doc, i))
            end = next(ends, end)
        stretch: Any = doc[start:end]  # whose type is told without the array: without it, all
        # attributes of the whole text would be read for every stretch
        yield stretch.as_doc(array_head=["NORM"], array=norms)
        start = end


def _ends(doc: Doc, i: int) -> bool:
    """Whether a line or plainly a sentence ends before token ``i``."""
    before = doc[i - 1].text
    return "\n" in before or (before in _FINAL and doc[i].text[:1].isupper())


def _joined(doc: Doc, parts: list[Doc]) -> Doc:
    """The parts of ``doc`` as one text again, with what the steps have been told of it."""
    for part in parts:
        part.tensor = np.empty((0, 0), dtype=np.float32)  # no step needs it, and it is large
    whole = Doc.from_docs(parts, ensure_whitespace=False)
    joined = doc if whole is None else whole  # there are always parts
    joined.user_data.update(doc.user_data)
    return joined
