"""Claims as a data frame of polars or pandas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, overload

from claimx.errors import MissingExtraError
from claimx.models import Claim, Document

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


@overload
def to_frame(
    documents: Iterable[Document], backend: Literal["polars"] = "polars"
) -> pl.DataFrame: ...


@overload
def to_frame(documents: Iterable[Document], backend: Literal["pandas"]) -> pd.DataFrame: ...


def to_frame(
    documents: Iterable[Document], backend: Literal["polars", "pandas"] = "polars"
) -> pl.DataFrame | pd.DataFrame:
    """A row a claim, in the order of ``documents``; types are the same whatever is in it.

    Flat columns come first. ``speaker``, ``speaker_type``, ``role``, ``source`` and ``resolution``
    are those of the claim's first source; ``start`` and ``end`` are where the content begins and
    ends, in code points of the text; days are ISO 8601, as text. Then come the nested ones:
    ``speakers``, the names of all that are known, and ``content_spans`` and ``sources`` as in
    ``Claim``.

    A frame of pandas has Arrow's types, for its own have no lists and take integers with a gap
    for floats. Raises MissingExtraError if the packages of ``backend`` are not installed, and
    ValueError if it is neither.
    """
    match backend:
        case "polars":
            try:
                import polars

                table = _table(documents)
            except ImportError as error:
                raise MissingExtraError("polars") from error
            return polars.DataFrame(table)
        case "pandas":
            try:
                import pandas

                table = _table(documents)
            except ImportError as error:
                raise MissingExtraError("pandas") from error
            frame: pd.DataFrame = table.to_pandas(types_mapper=pandas.ArrowDtype)
            return frame
        case _:
            raise ValueError(f"no backend {backend!r}: polars or pandas")


def _table(documents: Iterable[Document]) -> pa.Table:
    import pyarrow as pa

    from claimx.io.arrow import claim_schema

    nested = claim_schema()
    schema = pa.schema(
        [
            *((name, pa.string()) for name in ("id", "doc_id", "date", "title", "author", "url")),
            *((name, pa.string()) for name in ("speaker", "speaker_type", "role", "source")),
            *((name, pa.string()) for name in ("resolution", "kind", "content")),
            ("start", pa.int64()),
            ("end", pa.int64()),
            *((name, pa.string()) for name in ("cue", "cue_lemma", "cue_type")),
            *((name, pa.string()) for name in ("polarity", "certainty", "hedge")),
            *((name, pa.string()) for name in ("stated_at", "stated_at_value", "parent", "rule")),
            ("confidence", pa.float64()),
            ("speakers", pa.list_(pa.string())),
            ("content_spans", nested.field("content").type.field("spans").type),
            ("sources", nested.field("sources").type),
        ]
    )
    rows = [_row(document, claim) for document in documents for claim in document.claims]
    return pa.Table.from_pylist(rows, schema=schema)


def _row(document: Document, claim: Claim) -> dict[str, Any]:
    first = claim.sources[0] if claim.sources else None
    speaker = first.speaker if first else None
    return {
        **claim.model_dump(include={"id", "doc_id", "kind", "polarity", "certainty", "parent"}),
        **document.model_dump(include={"date", "title", "author", "url"}),
        "rule": claim.rule,
        "confidence": claim.confidence,
        "speaker": speaker.name if speaker else None,
        "speaker_type": speaker.type if speaker else None,
        "role": speaker.role if speaker else None,
        "source": first.mention.text if first and first.mention else None,
        "resolution": first.resolution if first else None,
        "content": claim.content.text,
        "start": claim.content.spans[0].start,
        "end": claim.content.spans[-1].end,
        "cue": claim.cue.text if claim.cue else None,
        "cue_lemma": claim.cue.lemma if claim.cue else None,
        "cue_type": claim.cue.type if claim.cue else None,
        "hedge": claim.hedge.text if claim.hedge else None,
        "stated_at": claim.stated_at.text if claim.stated_at else None,
        "stated_at_value": claim.stated_at.value if claim.stated_at else None,
        "speakers": [source.speaker.name for source in claim.sources if source.speaker],
        "content_spans": [span.model_dump() for span in claim.content.spans],
        "sources": [source.model_dump() for source in claim.sources],
    }
