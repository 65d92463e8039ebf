"""Articles in, Documents out, in this process: the record function that every engine runs."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from claimx.analysis.analyser import BATCH_WORDS, Analyser
from claimx.components.lookup import tell_text
from claimx.errors import InputError
from claimx.models import Article, Claim, Document
from claimx.pipeline import load

Record = Document | InputError
"""What comes of an article."""
CHARACTERS = 36 * BATCH_WORDS
"""Characters of text that are worked on at a time: about six batches, dealt out by length."""


def documents(
    articles: Iterable[Article], *, model: str | None = None, cues: str | Path | None = None
) -> Iterator[Record]:
    """The claims of each article, in order, streamed.

    An article on which the rules fail gives the InputError that names it; the others are done.
    Raises ModelError if the pipeline ``model`` cannot be loaded, LexiconError if the file ``cues``
    is not right.
    """
    nlp = load(model, cues=cues)
    for batch in chunks(articles, CHARACTERS):
        yield from _records(nlp, batch)


def chunks(articles: Iterable[Article], characters: int) -> Iterator[list[Article]]:
    """``articles`` in lists that have at least so many characters of text, but for the last."""
    batch: list[Article] = []
    size = 0
    for article in articles:
        batch.append(article)
        size += len(article.text)
        if size >= characters:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def analysed(article: Article, *, model: str | None = None, cues: str | Path | None = None) -> Doc:
    """The Doc of one article after every step, as ``documents`` sees it."""
    nlp = load(model, cues=cues)
    (doc,) = _analyser(nlp).run([_prepare(nlp, article)])
    return doc


@cache
def _analyser(nlp: Language) -> Analyser:
    analyser = Analyser(nlp)
    gc.freeze()  # a pipeline stays: to look through it for garbage again and again takes time
    return analyser


def _records(nlp: Language, articles: list[Article]) -> list[Record]:
    """All of a batch; one article at a time where the batch fails.

    It is a list, for no Doc may outlive the words that it is made of.
    """
    analyser = _analyser(nlp)
    try:
        with analyser.forgetting():
            docs = analyser.run([_prepare(nlp, article) for article in articles])
            return [_document(*pair) for pair in zip(articles, docs, strict=True)]
    except Exception as error:
        if len(articles) == 1:
            problem = f"claimx fails on it: {type(error).__name__}: {error}"
            return [InputError(articles[0].doc_id, problem, "please report it")]
        return [record for article in articles for record in _records(nlp, [article])]


def _prepare(nlp: Language, article: Article) -> Doc:
    doc = nlp.make_doc(article.text)
    tell_text(doc, article.text)
    doc._.claimx_id = article.doc_id
    doc._.claimx_date = article.date
    return doc


def _document(article: Article, doc: Doc) -> Document:
    claims: list[Claim] = doc._.claims
    return Document(**dict(article), claims=tuple(claims))
