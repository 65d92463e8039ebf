"""Claims as Arrow: one schema, derived from the records, for Parquet and for Spark."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import pyarrow as pa
from pydantic import BaseModel

from claimx.models import Claim

_PLAIN = {str: pa.string(), int: pa.int64(), float: pa.float64()}


@cache
def claim_schema() -> pa.Schema:
    """A row a claim: the fields of ``Claim``, nested as they are there."""
    return pa.schema(_fields(Claim))


def claims_batch(claims: Iterable[Claim]) -> pa.RecordBatch:
    """``claims`` as rows of ``claim_schema``."""
    rows = [claim.model_dump() for claim in claims]
    return pa.RecordBatch.from_pylist(rows, schema=claim_schema())


def _fields(model: type[BaseModel]) -> list[pa.Field]:
    return [_field(name, field.annotation) for name, field in model.model_fields.items()]


def _field(name: str, annotation: Any) -> pa.Field:
    optional = get_origin(annotation) in (Union, UnionType)
    if optional:
        (annotation,) = (each for each in get_args(annotation) if each is not NoneType)
    return pa.field(name, _type(annotation), nullable=optional)


def _type(annotation: Any) -> pa.DataType:
    if get_origin(annotation) is Literal:
        return pa.string()
    if get_origin(annotation) is tuple:
        return pa.list_(_field("element", get_args(annotation)[0]))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return pa.struct(_fields(annotation))
    return _PLAIN[annotation]
