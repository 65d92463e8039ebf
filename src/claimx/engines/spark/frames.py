"""DataFrames of articles to DataFrames of claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  as all of Spark's users call it
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import (
    DataType,
    DateType,
    IntegralType,
    NullType,
    StringType,
    TimestampNTZType,
    TimestampType,
)

from claimx.engines.spark import partitions
from claimx.errors import InputError
from claimx.io.arrow import claim_schema
from claimx.models import Claim

_TYPES: dict[str, tuple[type[DataType], ...]] = {
    "id": (StringType, NullType, IntegralType),
    "text": (StringType, NullType),
    "date": (StringType, NullType, DateType, TimestampType, TimestampNTZType),
    "title": (StringType, NullType),
}
"""What the columns of an article may hold."""


def extract(
    df: DataFrame,
    *,
    id_column: str = "id",
    text_column: str = "text",
    date_column: str | None = None,
    title_column: str | None = None,
    model: str | None = None,
    cues: str | None = None,
    batch_size: int = partitions.ROWS_OUT,
) -> DataFrame:
    """The claims in the articles of ``df``: a row a claim, in text order within its article.

    The columns are the fields of ``claimx.Claim``, nested as they are there, with offsets in
    code points. ``id_column`` holds text or whole numbers, ``text_column`` text, ``date_column``
    dates, timestamps (by the session's time zone) or ISO 8601 text. ``model`` is an Italian spaCy
    pipeline that the workers have, by name or folder, ``cues`` a file of theirs that adds to the
    cue lexicon; ``batch_size`` bounds the claims that a
    worker hands back at a time.

    Rows that are no article are left out: ``errors`` tells which. An article on which the
    rules fail is left out too, and named in the worker's log. Ids are not checked to be unique.

    As everything in Spark this runs when its rows are asked for, and each time that they are,
    unless they are written or cached. The work is shared out by the partitions of ``df``.

    Raises InputError, at once, if a column is not there or is of another type.
    """
    columns = {"id": id_column, "text": text_column, "date": date_column, "title": title_column}
    return claims(_articles(df, columns), model=model, cues=cues, size=batch_size)


def errors(
    df: DataFrame,
    *,
    id_column: str = "id",
    text_column: str = "text",
    date_column: str | None = None,
    title_column: str | None = None,
) -> DataFrame:
    """The rows of ``df`` that ``extract`` leaves out, and the ``problem`` of each.

    The columns are ``id``, ``text``, ``date`` and ``title``, as text, and ``problem``. Rows are
    judged as ``extract`` judges them, without its work: it costs no more than reading ``df``.

    Raises InputError, at once, if a column is not there or is of another type.
    """
    columns = {"id": id_column, "text": text_column, "date": date_column, "title": title_column}
    schema = from_arrow_schema(partitions.CHECKED_ROW)
    return _articles(df, columns).mapInArrow(partitions.problems, schema)


def claims(
    articles: DataFrame,
    *,
    model: str | None,
    cues: str | None,
    size: int = partitions.ROWS_OUT,
    keep: Callable[[Claim], bool] | None = None,
    on_error: Callable[[InputError], None] = partitions.log,
) -> DataFrame:
    """The claims in ``articles`` (``ROW``) to ``keep``."""
    work = partial(
        partitions.claims, model=model, cues=cues, size=size, keep=keep, on_error=on_error
    )
    return articles.mapInArrow(work, from_arrow_schema(claim_schema()))


def _articles(df: DataFrame, columns: Mapping[str, str | None]) -> DataFrame:
    """Of ``df`` what makes an article; ``columns`` tells which column is which field, if any."""
    there = {field.name: field.dataType for field in df.schema.fields}
    taken = []
    for field, name in columns.items():
        if name is None:
            taken.append(F.lit(None).cast("string").alias(field))
            continue
        if name not in there:
            names = ", ".join(there) or "none"
            raise InputError("DataFrame", f"there is no column {name!r}", f"what is there: {names}")
        if not isinstance(there[name], _TYPES[field]):
            kind = there[name].simpleString()
            raise InputError("DataFrame", f"column {name!r} is {kind}, which no {field} is")
        taken.append(F.col(f"`{name}`").cast("string").alias(field))
    return df.select(*taken)
