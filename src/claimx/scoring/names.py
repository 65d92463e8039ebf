"""Names made comparable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_ARTICLE = re.compile(r"^(?:il|lo|la|i|gli|le|un|uno|una|l)\b[\s']*")


def fold(name: str) -> str:
    """``name`` without case, accents, punctuation and a leading article.

    >>> fold("L'Università di Pavia"), fold("il  Cremlino")
    ('universita di pavia', 'cremlino')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    spaced = plain.replace("'", "' ").strip()
    return " ".join(re.findall(r"\w+", _ARTICLE.sub("", spaced)))


def same_speakers(gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> bool:
    """Whether ``predicted`` names every gold speaker, and nobody else.

    Of each gold speaker any accepted name will do; of each predicted one the first counts.

    >>> same_speakers([["Mark Rutte", "Rutte"], ["Kiev"]], [["Kiev"], ["rutte"]])
    True
    """
    accepted = [{fold(name) for name in names} for names in gold]
    given = [fold(names[0]) for names in predicted]
    return (
        len(accepted) == len(given)
        and all(any(name in names for names in accepted) for name in given)
        and all(any(name in names for name in given) for names in accepted)
    )
