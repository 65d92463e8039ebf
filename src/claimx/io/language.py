"""Whether a text is Italian, by its share of Italian function words against others'."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

ENOUGH = 20
"""Words from which on a text can be judged."""
LEAST = 0.06
"""The share of function words below which a text is in none of these languages.

News has about 0.4, the tersest headlines 0.1.
"""

_SAMPLE = 20_000
_WORD = re.compile(r"[^\W\d_]+")
_NAMES = {
    "ca": "Catalan",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "nl": "Dutch",
    "pt": "Portuguese",
    "ro": "Romanian",
}


def doubt(text: str) -> str | None:
    """Why ``text`` seems not to be Italian; None if it may be, or is too short to tell.

    >>> doubt("Il sindaco ha detto che i fondi ci sono.") is None
    True
    """
    words = [word.lower() for word in _WORD.findall(text[:_SAMPLE])]
    if len(words) < ENOUGH:
        return None
    shares = {
        language: sum(word in known for word in words) / len(words)
        for language, known in _function_words().items()
    }
    likeliest = max(shares, key=lambda language: (shares[language], language == "it"))
    if shares[likeliest] < LEAST:
        return "it has hardly any Italian function words"
    return None if likeliest == "it" else f"it reads like {_NAMES[likeliest]}"


@cache
def _function_words() -> dict[str, frozenset[str]]:
    data = files("claimx.lexicon").joinpath("function_words.toml").read_text(encoding="utf-8")
    return {language: frozenset(words.split()) for language, words in tomllib.loads(data).items()}
