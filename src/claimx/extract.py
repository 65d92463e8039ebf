"""Text in, Documents out: the one public door beside the command line and spaCy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from claimx.errors import InputError
from claimx.models import Article, Claim, Document, Explanation
from claimx.pipeline import load
from claimx.reasons import reasons

BATCH = 32
"""Articles that are worked on at a time, by each process."""


def extract(
    text: str,
    *,
    doc_id: str = "text",
    date: str | None = None,
    title: str | None = None,
    model: str | None = None,
) -> Document:
    """The claims of one text.

    ``date`` (ISO 8601) is the day of publication, on which *ieri* and *lunedì* are anchored.
    Raises ModelError if the pipeline ``model`` cannot be loaded.
    """
    article = Article(doc_id=doc_id, text=text, date=date, title=title)
    return next(extract_many([article], model=model))


def extract_many(
    articles: Iterable[Article], *, model: str | None = None, n_process: int = 1
) -> Iterator[Document]:
    """The claims of many articles, in their order, streamed.

    ``n_process`` worker processes share the work; the claims are the same for any number.
    """
    nlp = load(model)
    pairs = ((_prepare(nlp, article), article) for article in articles)
    piped = nlp.pipe(pairs, as_tuples=True, n_process=n_process, batch_size=BATCH)
    for doc, article in piped:
        claims: list[Claim] = doc._.claims
        yield Document(
            doc_id=article.doc_id,
            text=article.text,
            date=article.date,
            title=article.title,
            claims=tuple(claims),
        )


def _prepare(nlp: Language, article: Article) -> Doc:
    doc = nlp.make_doc(article.text)
    doc._.claimx_id = article.doc_id
    doc._.claimx_date = article.date
    return doc


def explain(article: Article, claim_id: str, *, model: str | None = None) -> Explanation:
    """Why a claim of ``article`` is there: its rule, how its speakers were found, who was not chosen.

    ``claim_id`` is a claim's whole id, or what follows the ``#`` in it. Raises InputError, with
    the ids that there are, if there is no such claim.
    """
    nlp = load(model)
    doc = nlp(_prepare(nlp, article))
    claims: list[Claim] = doc._.claims
    wanted = claim_id if "#" in claim_id else f"{article.doc_id}#{claim_id}"
    claim = next((each for each in claims if each.id == wanted), None)
    if claim is None:
        there = ", ".join(each.id for each in claims) or "none"
        raise InputError(article.doc_id, f"no claim {claim_id!r}", f"claims there: {there}")
    return reasons(doc, claim)
