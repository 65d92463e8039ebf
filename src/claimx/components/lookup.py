"""Where a token or a character lies: in which sentence, quotation, content.

The tables are made once per Doc and kept in its ``user_data`` until ``forget``, which the
last step calls; whoever asks later has them made anew.
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Set
from functools import cache
from itertools import accumulate
from typing import TypeVar

from spacy.tokens import Doc

from claimx.components.state import Cue, Draft, Quotation, Range, cues, quotations, sentences
from claimx.lexicon import CueLexicon, load_cues

T = TypeVar("T")
Phrase = tuple[str, ...]
"""Words in their order, lower case, with straight apostrophes."""

STOPS = frozenset([".", "?", "!", "…", "...", ";"])
MAX_SENTENCE = 400
"""Tokens of a sentence: what goes on longer is cut, so that a step may look through a whole one for
each cue and still take time in proportion to the text. News has 250 in its longest."""
_PREFIX = "claimx_"


_ANSWER = re.compile(r"\?\s*[«“\"]\w")


def count_answers(doc: Doc) -> int:
    """The quotations that answer a question right before them: an interview has several."""
    return len(_ANSWER.findall(text_of(doc)))


def remembered(doc: Doc, name: str, make: Callable[[Doc], T]) -> T:
    """``make(doc)``, made once; it must be plain data, and hold as long as the steps run."""
    key, known = _PREFIX + name, doc.user_data
    if key not in known:
        known[key] = make(doc)
    found: T = known[key]
    return found


def forget(doc: Doc) -> None:
    """Drop what the steps have cached on the Doc."""
    for key in list(doc.user_data):
        if isinstance(key, str) and key.startswith(_PREFIX):
            del doc.user_data[key]


# ---------------------------------------------------------------- characters and tokens


def text_of(doc: Doc) -> str:
    """The text of a Doc, cached: spaCy builds it anew at every ``doc.text``."""
    return remembered(doc, "text", lambda doc: doc.text)


def tell_text(doc: Doc, text: str) -> None:
    """Spare ``text_of`` the work where the text of a Doc is known."""
    doc.user_data[_PREFIX + "text"] = text


def tell_cues(doc: Doc, known: CueLexicon) -> None:
    """Have the steps know other cues in a Doc than those that ship with claimx."""
    doc.user_data[_PREFIX + "known_cues"] = known


def known_cues(doc: Doc) -> CueLexicon:
    """The cues that are known in a Doc."""
    return remembered(doc, "known_cues", lambda doc: load_cues())


def token_starts(doc: Doc) -> list[int]:
    """The offset of each token. Cached on the Doc."""
    return remembered(doc, "starts", lambda doc: doc.to_array("IDX").tolist())


def _places(doc: Doc, attribute: str) -> dict[str, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for i, value in enumerate(doc.to_array(attribute).tolist()):
        found[value].append(i)
    strings = doc.vocab.strings
    return {strings[value]: places for value, places in found.items()}


def places(doc: Doc, attribute: str) -> dict[str, list[int]]:
    """Each value of a token attribute (``LOWER``, ``POS``, …) → its tokens, in order. Cached on the Doc.

    Who looks for certain words looks here, so that the others cost nothing.
    """
    return remembered(doc, "by_" + attribute, lambda doc: _places(doc, attribute))


def tokens_with(doc: Doc, attribute: str, values: Set[str]) -> list[int]:
    """The tokens, in order, whose ``attribute`` is one of ``values``."""
    table = places(doc, attribute)
    return sorted(i for value in table.keys() & values for i in table[value])


def token_from(doc: Doc, char: int) -> int:
    """Index of the first token that begins at ``char`` or after it; ``len(doc)`` if none does."""
    return bisect.bisect_left(token_starts(doc), char)


def within(pieces: Iterable[Range], char: int) -> bool:
    """Whether a character lies in one of the pieces of text."""
    return any(start <= char < end for start, end in pieces)


def coverage(doc: Doc, pieces: Iterable[Range]) -> list[int]:
    """For each token in how many of the pieces of text it begins; one more entry for the end."""
    steps = [0] * (len(doc) + 1)
    for start, end in pieces:
        steps[token_from(doc, start)] += 1
        steps[token_from(doc, end)] -= 1
    return list(accumulate(steps))


def chars(doc: Doc, start: int, end: int) -> Range | None:
    """Characters of the tokens ``start``–``end`` without space at the edges; None if all is space."""
    while start < end and doc[start].is_space:
        start += 1
    while end > start and doc[end - 1].is_space:
        end -= 1
    if start >= end:
        return None
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


def phrase_starts(doc: Doc, phrases: Iterable[Phrase]) -> dict[Phrase, list[int]]:
    """Those of ``phrases`` that the text has → where they begin, in order, with either apostrophe.

    Each is looked for by its longest word, which few texts have.
    """
    forms = places(doc, "LOWER")
    found: dict[Phrase, list[int]] = {}
    for phrase in phrases:
        offset, spellings = _longest_word(phrase)
        for form in spellings & forms.keys():
            starts = [i - offset for i in forms[form] if _stands(doc, i - offset, phrase)]
            if starts:
                found[phrase] = sorted([*found.get(phrase, ()), *starts])
    return found


@cache
def _longest_word(phrase: Phrase) -> tuple[int, frozenset[str]]:
    """Where the longest word of a phrase stands in it, and how that may be written."""
    offset = max(range(len(phrase)), key=lambda i: len(phrase[i]))
    return offset, frozenset([phrase[offset], phrase[offset].replace("'", "’")])


def _stands(doc: Doc, start: int, phrase: Phrase) -> bool:
    if start < 0 or start + len(phrase) > len(doc):
        return False
    return all(doc[start + n].lower_.replace("’", "'") == word for n, word in enumerate(phrase))


def between(places: list[int], low: int, high: int) -> list[int]:
    """Those of ``places``, which are in order, that lie in ``low``–``high``."""
    return places[bisect.bisect_left(places, low) : bisect.bisect_left(places, high)]


# ---------------------------------------------------------------- quotations


def _quote_at(doc: Doc) -> list[int]:
    found = [-1] * len(doc)
    for index, quotation in enumerate(quotations(doc)):
        if quotation["level"] == 0:
            for i in range(quotation["first"], min(quotation["last"], len(doc))):
                found[i] = index
    return found


def quote_at(doc: Doc) -> list[int]:
    """For each token the index of the top quotation that it lies in, or -1. Cached on the Doc."""
    return remembered(doc, "quote_at", _quote_at)


def _top_quotations(doc: Doc) -> list[int]:
    return remembered(
        doc, "top", lambda doc: [i for i, q in enumerate(quotations(doc)) if q["level"] == 0]
    )


def quotations_between(doc: Doc, start: int, end: int) -> list[tuple[int, Quotation]]:
    """Top quotations (with their index) that overlap the characters ``start``–``end``."""
    every, top = quotations(doc), _top_quotations(doc)
    i = bisect.bisect_left(top, start, key=lambda index: every[index]["start"])
    if i and every[top[i - 1]]["end"] > start:
        i -= 1
    found = []
    while i < len(top) and every[top[i]]["start"] < end:
        found.append((top[i], every[top[i]]))
        i += 1
    return found


def quotation_before(doc: Doc, char: int) -> int | None:
    """Index of the last top quotation that ends by ``char``."""
    every, top = quotations(doc), _top_quotations(doc)
    i = bisect.bisect_left(top, char, key=lambda index: every[index]["outer_start"])
    return top[i - 1] if i and every[top[i - 1]]["outer_end"] <= char else None


# ---------------------------------------------------------------- cues


def cues_between(doc: Doc, start: int, end: int) -> list[Cue]:
    """Cues that begin in the tokens ``start``–``end``, in order."""
    every = cues(doc)
    low = bisect.bisect_left(every, start, key=lambda cue: cue["start"])
    high = bisect.bisect_left(every, end, key=lambda cue: cue["start"])
    return every[low:high]


def _cue_verbs(doc: Doc) -> list[bool]:
    found = [False] * len(doc)
    for cue in cues(doc):
        if cue["part"] == "verb":
            found[cue["head"]] = True
    return found


def is_cue_verb(doc: Doc, i: int) -> bool:
    """Whether the token is a cue's verb, whatever the parse says it is."""
    return remembered(doc, "cue_verbs", _cue_verbs)[i]


# ---------------------------------------------------------------- sentences


def _sentence_at(doc: Doc) -> list[int]:
    found = [0] * len(doc)
    for index, (start, end) in enumerate(sentences(doc)):
        found[start:end] = [index] * (end - start)
    return found


def sentence_at(doc: Doc) -> list[int]:
    """For each token the index of its sentence (quotations uncut). Cached on the Doc."""
    return remembered(doc, "sentence_at", _sentence_at)


def sentences_of(doc: Doc, draft: Draft) -> set[int]:
    """The indices of the sentences that hold a draft's anchor or a part of its content."""
    sentence, last = sentence_at(doc), len(doc) - 1
    found = {sentence[min(draft["anchor"], last)]}
    for start, end in draft["content"]:
        first = sentence[min(token_from(doc, start), last)]
        final = sentence[min(max(token_from(doc, end) - 1, 0), last)]
        found.update(range(first, final + 1))
    return found


def sentence_of(doc: Doc, i: int) -> Range:
    """Token range of the sentence of token ``i``; inside a quotation, of the sentence in it."""
    index = quote_at(doc)[i]
    if index < 0:
        return sentences(doc)[sentence_at(doc)[i]]
    first, last = quotations(doc)[index]["first"], quotations(doc)[index]["last"]
    stops = remembered(doc, "stops", _stops)
    after = bisect.bisect_left(stops, i)
    start = max(stops[after - 1] + 1 if after else 0, first)
    end = min(stops[after] + 1 if after < len(stops) else len(doc), last)
    start += (i - start) // MAX_SENTENCE * MAX_SENTENCE
    return start, min(end, start + MAX_SENTENCE)


def _stops(doc: Doc) -> list[int]:
    """Tokens at which a sentence ends, quoted or not."""
    found = (at for text, at in places(doc, "LOWER").items() if text in STOPS or "\n" in text)
    return sorted(i for at in found for i in at)
