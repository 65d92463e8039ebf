"""One tree of errors. Each message names the place and says what to do about it."""

from __future__ import annotations


class ClaimxError(Exception):
    """Base of everything that claimx raises on purpose."""


class InputError(ClaimxError):
    """An input that cannot be read as an article: ``place`` names the file (and line, byte …)."""

    def __init__(self, place: str, problem: str, advice: str = "") -> None:
        self.place, self.problem, self.advice = place, problem, advice
        super().__init__(": ".join(part for part in (place, problem, advice) if part))


class GoldError(InputError):
    """A gold or prediction file that does not fit its text or its form."""


class MissingCorpusError(GoldError):
    """Gold claims whose texts are kept elsewhere, and are not at hand."""


class OutputError(InputError):
    """A place that cannot be written to."""


class ModelError(ClaimxError):
    """A spaCy pipeline that is not installed, or lacks a component that claimx needs."""


class LexiconError(ClaimxError):
    """A lexicon file with an entry that is malformed; names the file and the entry."""


class EngineError(ClaimxError):
    """An engine that cannot be started."""


class MissingExtraError(EngineError, ImportError):
    """Packages that claimx uses for this alone, and that are not installed."""

    def __init__(self, extra: str) -> None:
        super().__init__(f"packages are missing: pip install 'claimx[{extra}]'")
