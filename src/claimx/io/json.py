"""JSON: one array of Documents."""

from __future__ import annotations

from typing import TextIO

from claimx.models import Document


class JsonWriter:
    """An array of Documents, each written as it comes."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._lead = "[\n"

    def write(self, document: Document) -> None:
        """Write ``document``."""
        self._out.write(self._lead + document.model_dump_json(indent=2))
        self._lead = ",\n"

    def close(self) -> None:
        """Close the array."""
        self._out.write("[]\n" if self._lead == "[\n" else "\n]\n")
