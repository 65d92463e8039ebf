"""Who said what: attributed claims from Italian news.

>>> import claimx
>>> document = claimx.extract("«Non mi dimetto», ha detto Mario Rossi.")  # doctest: +SKIP
>>> document.claims[0].sources[0].speaker.name  # doctest: +SKIP
'Mario Rossi'

Importing claimx loads no spaCy: that happens with the first text.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from claimx.errors import ClaimxError, GoldError, InputError, LexiconError, ModelError
    from claimx.extract import explain, extract, extract_many
    from claimx.io.frame import to_frame
    from claimx.models import (
        Article,
        Claim,
        Cue,
        Document,
        Explanation,
        Passage,
        Source,
        Span,
        Speaker,
        Time,
    )
    from claimx.pipeline import load

    __version__: str

_LAZY = {
    "claimx.errors": ["ClaimxError", "GoldError", "InputError", "LexiconError", "ModelError"],
    "claimx.extract": ["explain", "extract", "extract_many"],
    "claimx.io.frame": ["to_frame"],
    "claimx.models": [
        "Article",
        "Claim",
        "Cue",
        "Document",
        "Explanation",
        "Passage",
        "Source",
        "Span",
        "Speaker",
        "Time",
    ],
    "claimx.pipeline": ["load"],
}
_HOME = {name: module for module, names in _LAZY.items() for name in names}

__all__ = [
    "Article",
    "Claim",
    "ClaimxError",
    "Cue",
    "Document",
    "Explanation",
    "GoldError",
    "InputError",
    "LexiconError",
    "ModelError",
    "Passage",
    "Source",
    "Span",
    "Speaker",
    "Time",
    "__version__",
    "explain",
    "extract",
    "extract_many",
    "load",
    "to_frame",
]


def __getattr__(name: str) -> Any:
    """Import what ``name`` stands for when it is first asked for."""
    if name == "__version__":
        from importlib.metadata import version

        return version("claimx")
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'claimx' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__


class _Package(ModuleType):
    """Keeps ``claimx.extract`` the function: importing the module of that name would rebind it."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name == "extract" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
