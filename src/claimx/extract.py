"""Text in, Documents out: the one public door beside the command line and spaCy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from claimx.analysis import Record, analysed, documents
from claimx.engines.local import documents_by
from claimx.errors import InputError
from claimx.models import Article, Claim, Document, Explanation
from claimx.reasons import reasons


def extract(
    text: str,
    *,
    doc_id: str = "text",
    date: str | None = None,
    title: str | None = None,
    model: str | None = None,
    cues: str | Path | None = None,
) -> Document:
    """The claims of one text, in text order; offsets are code points of ``text``, half-open.

    ``doc_id`` is what the ids of its claims begin with. ``date`` (ISO 8601) is the day of
    publication, on which *ieri* and *lunedì* are anchored; ``title`` is kept as it is. ``model``
    is an Italian spaCy pipeline, by name or folder, instead of claimx's own.

    Raises ModelError if the pipeline cannot be loaded, and InputError if the rules fail on the
    text.
    """
    article = Article(doc_id=doc_id, text=text, date=date, title=title)
    return next(extract_many([article], model=model, cues=cues))


def extract_many(
    articles: Iterable[Article],
    *,
    model: str | None = None,
    cues: str | Path | None = None,
    n_process: int = 1,
    on_error: Callable[[InputError], None] | None = None,
) -> Iterator[Document]:
    """The claims of many articles, in their order, streamed: articles are read as they are needed.

    ``n_process`` worker processes share the work; the claims are the same for any number. With
    more than one, a script must be importable (``if __name__ == "__main__":``) where processes
    are spawned, as on macOS and Windows.

    An article that cannot be done (a fault in the rules, a worker process that dies of it) is
    left out and given to ``on_error``; without that the InputError is raised. Raises ModelError
    if the pipeline ``model`` cannot be loaded.
    """
    for record in records(articles, model=model, cues=cues, n_process=n_process):
        if isinstance(record, Document):
            yield record
        elif on_error is None:
            raise record
        else:
            on_error(record)


def records(
    articles: Iterable[Article],
    *,
    model: str | None = None,
    cues: str | Path | None = None,
    n_process: int = 1,
) -> Iterator[Record]:
    """What ``extract_many`` gives, with the InputError of an article in its place."""
    if n_process == 1:
        return documents(articles, model=model, cues=cues)
    return documents_by(articles, workers=n_process, model=model, cues=cues)


def explain(
    article: Article,
    claim_id: str,
    *,
    model: str | None = None,
    cues: str | Path | None = None,
) -> Explanation:
    """Why a claim of ``article`` is there: its rule, how its speakers were found, who was not chosen.

    ``claim_id`` is a claim's whole id, or what follows the ``#`` in it. The article has to be given
    as it was when the claim was found, for ids count claims.

    Raises InputError, with the ids that there are, if there is no such claim, and ModelError if
    the pipeline ``model`` cannot be loaded.
    """
    doc = analysed(article, model=model, cues=cues)
    claims: list[Claim] = doc._.claims
    wanted = claim_id if "#" in claim_id else f"{article.doc_id}#{claim_id}"
    claim = next((each for each in claims if each.id == wanted), None)
    if claim is None:
        there = ", ".join(each.id for each in claims) or "none"
        raise InputError(article.doc_id, f"no claim {claim_id!r}", f"claims there: {there}")
    return reasons(doc, claim)
