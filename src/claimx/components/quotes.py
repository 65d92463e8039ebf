"""Step 1: quotations, by their marks, and sentences that no quotation is cut by.

Real text mixes marks of every style, re-opens them at a paragraph, forgets to close them or
closes what was never opened, and writes the apostrophe with the glyph of a single mark. So a
mark's side is told by the characters round it; its glyph only breaks ties. One pass with a
stack, linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Token

from claimx.components.lookup import (
    MAX_SENTENCE,
    forget,
    places,
    quote_at,
    tell_text,
    text_of,
    token_from,
)
from claimx.components.state import Quotation, Range, register
from claimx.lexicon import load_marks, words

MAX_SINGLE = 300
"""Characters a quotation in single marks may span: farther apart they are apostrophes."""
MAX_DEPTH = 12
"""Quotations open one in another: more are marks that nobody closes. Print nests three at most."""
MAX_REACH = 1500
"""Characters that a closing mark without its opening one may look back for a beginning."""

_SENTENCE_END = re.compile(r"[.!?…][\"”»’')\]]*\s+")
_WORD_END = re.compile(r"\w+$")
_FINAL = frozenset([".", "?", "!", "…", "...", "?!", "!?"])
_TRIM = " \t\r\n\u00a0"
_AFTER_CLOSING = frozenset(".,;:)")
"""Marks that no quotation begins with."""


class Pair(NamedTuple):
    """One quotation: the inner range, and the range with its marks."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    level: int


class _Open(NamedTuple):
    """A quotation that has not been closed yet."""

    at: int
    family: str
    """``angle``, ``double``, ``single``, or ``lost`` where the opening mark is missing."""
    glyph: str


def _can_open(text: str, i: int) -> bool:
    """Whether the characters round a mark let it open: *disse «No*, *l'"Alba"*, *Uno-"Due*."""
    before = text[i - 1] if i else " "
    after = text[i + 1] if i + 1 < len(text) else " "
    if after in _AFTER_CLOSING and not text.startswith("...", i + 1):
        return False  # a space before it is a slip: … dalla piazza ".
    return not after.isspace() and not before.isalnum() and before not in ".!?…%,;:"


def _can_close(text: str, i: int) -> bool:
    """Whether the characters round a mark let it close: *no»,*."""
    before = text[i - 1] if i else " "
    after = text[i + 1] if i + 1 < len(text) else " "
    return not before.isspace() and not after.isalnum()


def pair(text: str) -> list[Pair]:
    """All quotations of a text, in order of their beginning.

    >>> text = 'Disse: «Ho letto "Il gattopardo" ieri».'
    >>> [(text[p.start:p.end], p.level) for p in pair(text)]
    [('Ho letto "Il gattopardo" ieri', 0), ('Il gattopardo', 1)]
    """
    return _Pairing(text).run()


class _Pairing:
    """One walk over a text: what is open, outermost first, and what has been closed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.marks = load_marks()
        self.found: list[Pair] = []
        self.open: list[_Open] = []
        self.last_end = 0
        """Where the last quotation ended that lies in no other."""
        self.last_break = -1
        """Where the last line ended."""

    def run(self) -> list[Pair]:
        marks, text, past = self.marks, self.text, 0
        for found in _mark().finditer(text):
            i, char = found.start(), found.group()
            if i < past:
                continue  # the mark that closed a single one
            if char == "\n":
                self.last_break = i
            elif char in marks.angle_open:
                self._angle_opens(i)
            elif char in marks.angle_close:
                self._angle_closes(i)
            elif char in marks.doubles:
                self._double(i)
            elif char in marks.single_open or self._single_opens(i):
                past = self._single(i) + 1
        while self.open:
            self._shut_unclosed(0, len(text))
        return sorted(self.found)

    # -- angle marks: «»

    def _angle_opens(self, i: int) -> None:
        """A mark inside its own kind is nested if both are closed, else the first was left open."""
        depth = next((d for d, o in enumerate(self.open) if o.family == "angle"), None)
        if depth is not None:
            last = self._innermost("angle") or 0
            in_double = any(o.family == "double" for o in self.open[last + 1 :])
            if not in_double and not _balanced_ahead(self.text, i):
                self._shut_unclosed(depth, i)
        self._begin(i, "angle")

    def _angle_closes(self, i: int) -> None:
        """It closes its own kind, else a double mark («opened “so»), else one that is missing."""
        depth = self._innermost("angle")
        if depth is None and self.open and self.open[-1].family == "double":
            depth = len(self.open) - 1
        if depth is not None:
            self._shut(depth, i, i + 1)
        else:
            self._close_lost(i, least=0)

    # -- double marks: “” "

    def _double(self, i: int) -> None:
        """A double mark's side is told by the characters round it; its glyph breaks ties."""
        marks, char = self.marks, self.text[i]
        opens, closes = _can_open(self.text, i), _can_close(self.text, i)
        if opens == closes:
            opens, closes = char in marks.double_open, char in marks.double_close
        depth = self._innermost("double")
        if depth is not None:
            self._double_within(i, depth, opens, closes)
        elif opens or (not closes and char not in marks.double_close):
            self._begin(i, "double")
        elif self.open and self.open[-1].family == "angle":
            if "»" not in self.text[i : i + MAX_REACH].split("«")[0]:
                self._shut(len(self.open) - 1, i, i + 1)  # «opened so”
        elif not self.open:
            self._close_lost(i, least=2)

    def _double_within(self, i: int, depth: int, opens: bool, closes: bool) -> None:
        """A double mark where one is open already: it closes that, is nested, or begins anew."""
        outer = self.open[depth]
        if closes or not opens:
            self._shut(depth, i, i + 1)
        else:
            if not self._nests(i, outer):
                self._shut_unclosed(depth, i)
            self._begin(i, "double")

    def _nests(self, i: int, outer: _Open) -> bool:
        """Whether an opening mark lies in ``outer``: no line began since, and both are closed.

        The same mark is nested only where no new sentence began: *"Dice "piove" da ore"*.
        """
        text, char = self.text, self.text[i]
        if self.last_break > outer.at or not _closes_ahead(text, i):
            return False
        if outer.glyph != char:
            return char not in self.marks.double_close
        return text[i - 2 : i - 1] not in ".!?"

    # -- single marks: ‘’ '

    def _single_opens(self, i: int) -> bool:
        """Whether an apostrophe's glyph may open: not within a word."""
        text = self.text
        if not _can_open(text, i):
            return False
        return text[i + 1].isalnum() and not (i and text[i - 1].isalnum())

    def _single(self, i: int) -> int:
        """Pair a single mark with its closing one, if there is one; returns where to go on from."""
        end = _single_end(self.text, i, lone=not self.open)
        if end is None or " " not in self.text[i:end]:
            return i
        self._begin(i, "single")
        self._close(len(self.open) - 1, end, end + 1)
        return end if self.text[end] in self.marks.doubles else i

    # -- opening and closing

    def _begin(self, i: int, family: str) -> None:
        """Note that a quotation opens at ``i``; where too many are open, none of them is closed."""
        if len(self.open) >= MAX_DEPTH:
            self._shut_unclosed(0, i)
        self.open.append(_Open(i, family, self.text[i]))

    def _innermost(self, family: str) -> int | None:
        depths = range(len(self.open) - 1, -1, -1)
        return next((d for d in depths if self.open[d].family == family), None)

    def _shut(self, depth: int, at: int, end: int) -> None:
        """Close the quotation at ``depth`` before the mark ``at``–``end``."""
        self._close(depth, at, end)
        if not self.open:
            self.last_end = end

    def _shut_unclosed(self, depth: int, limit: int) -> None:
        """Close a quotation whose mark is missing, by ``limit``."""
        at = _unclosed_end(self.text, self.open[depth].at, limit)
        self._shut(depth, at, at)

    def _close_lost(self, i: int, least: int) -> None:
        """Close at ``i`` what was never opened, if it has ``least`` characters."""
        start = _lost_opening(self.text, i, self.last_end)
        if start is None or i - start < least:
            return
        before, self.open = self.open, [_Open(start, "lost", "")]
        self._close(0, i, i + 1)
        self.open, self.last_end = before, i + 1

    def _close(self, depth: int, at: int, end: int) -> None:
        """Note the quotation at ``depth``, without the space at its edges, and drop what is open in it."""
        opened, text = self.open[depth], self.text
        del self.open[depth:]
        start, stop = opened.at + len(opened.glyph), at
        while start < stop and text[start] in _TRIM:
            start += 1
        while stop > start and text[stop - 1] in _TRIM:
            stop -= 1
        if stop > start:
            self.found.append(Pair(start, stop, opened.at, end, depth))


# ---------------------------------------------------------------- looking ahead and back


@cache
def _mark() -> re.Pattern[str]:
    """Any mark, and what ends a line."""
    marks = load_marks()
    angles, singles = marks.angle_open + marks.angle_close, marks.single_open + marks.single_either
    return re.compile(f"[\n{re.escape(marks.doubles + angles + singles)}]")


def _marks(text: str, start: int, end: int) -> Iterator[int]:
    """Where marks and line ends stand in ``start``–``end``."""
    return (found.start() for found in _mark().finditer(text, start, end))


@cache
def _apocopes() -> frozenset[str]:
    return frozenset(words(load_marks().apocopes))


def _single_end(text: str, i: int, lone: bool) -> int | None:
    """Where a quotation in single marks that opens at ``i`` closes; None for an apostrophe.

    A ``lone`` one, which no double marks are open round, may be closed by a double mark.
    """
    marks = load_marks()
    limit = min(len(text), i + MAX_SINGLE)
    line_end = text.find("\n", i, limit)
    for j in _marks(text, i + 2, limit if line_end < 0 else line_end):
        if text[j] in marks.single_either and _can_close(text, j):
            if not _apostrophe(text, i, j):
                return j
        elif text[j] in marks.doubles:
            return j if lone and _can_close(text, j) and not _can_open(text, j) else None
        elif text[j] in marks.angle_open or text[j] in marks.angle_close:
            return None
    return None


def _apostrophe(text: str, start: int, i: int) -> bool:
    """*un po'*, *di'*, *anni '60'*: a mark that belongs to the word or number before it."""
    word = _WORD_END.search(text[max(start + 1, i - 12) : i])
    return text[i - 1].isdigit() or (word is not None and word.group().lower() in _apocopes())


def _balanced_ahead(text: str, i: int) -> bool:
    """Whether the angle marks from ``i`` on close an outer quotation too: «… «…» …»."""
    marks = load_marks()
    depth = 1
    for j in _marks(text, i, i + MAX_REACH):
        if text[j] in marks.angle_open:
            depth += 1
            if depth > MAX_DEPTH:
                return False
        elif text[j] in marks.angle_close:
            depth -= 1
            if depth == 0:
                return True
        elif text.startswith("\n\n", j):
            return False
    return False


def _closes_ahead(text: str, i: int) -> bool:
    """Whether two closing marks follow, so that a mark at ``i`` is a nested one."""
    marks = load_marks()
    closing = 0
    for j in _marks(text, i + 1, i + MAX_REACH):
        if text[j] not in marks.doubles:
            continue
        if _can_close(text, j):
            closing += 1
            if closing == 2:
                return True
        elif _can_open(text, j):
            return False
    return False


def _lost_opening(text: str, at: int, since: int) -> int | None:
    """Where a quotation begins whose opening mark is missing: a sentence start after the last one."""
    floor = max(since, at - MAX_REACH)
    blank = text.rfind("\n\n", floor, at)
    floor = max(floor, blank + 2 if blank >= 0 else 0)
    if floor == 0 or text[floor - 1] == "\n":
        return floor
    match = _SENTENCE_END.search(text, floor, at)
    if match:
        return match.end()
    newline = text.find("\n", floor, at)
    return newline + 1 if newline >= 0 else None


def _unclosed_end(text: str, start: int, limit: int) -> int:
    """Where a quotation without a closing mark ends: its paragraph, else a full sentence.

    The last sentence before the next quotation, which ``limit`` is the beginning of; at the
    text's end the first one.
    """
    line_end = text.find("\n", start, limit)
    if line_end >= 0:
        return start + len(text[start:line_end].rstrip(" \t"))
    ends = [m.start() + 1 for m in _SENTENCE_END.finditer(text, start, limit)]
    if ends:
        return ends[-1] if limit < len(text) else ends[0]
    return limit if limit == len(text) else start


# ---------------------------------------------------------------- sentences


def split_sentences(doc: Doc) -> list[Range]:
    """Token ranges of the sentences: the parser's where they agree with the punctuation.

    A sentence ends at a line break, or at a final stop outside quotations that a capital, a
    mark or a digit follows. A quotation of several sentences is no end, unless it is itself
    whole sentences and what follows begins a new one. None is longer than ``MAX_SENTENCE``.
    """
    found: list[Range] = []
    start = 0
    ends = (i + 1 for i in _may_end_sentence(doc) if _ends_sentence(doc, i))
    for end in (*ends, len(doc)):
        while start < end:
            cut = min(end, start + MAX_SENTENCE)
            if any(not doc[i].is_space for i in range(start, cut)):
                found.append((start, cut))
            start = cut
    return found


def _may_end_sentence(doc: Doc) -> list[int]:
    """The stops, closing marks and line breaks of a text, but for its last token."""
    marks = _FINAL | set(_closing_marks()) | {";"}
    by_form = places(doc, "LOWER")
    kept = (at for form, at in by_form.items() if form in marks or "\n" in form)
    return sorted(i for at in kept for i in at if i + 1 < len(doc))


def _ends_sentence(doc: Doc, i: int) -> bool:
    """Whether a sentence ends with token ``i``, which is not the text's last."""
    token, inside = doc[i], quote_at(doc)
    if inside[i] >= 0:
        # within a quotation nothing does but a line break at its very end
        return inside[i + 1] != inside[i] and _breaks_line(token)
    if _breaks_line(token) or token.text == ";":
        return True
    if token.text in _FINAL:
        return _is_final(doc, i)
    return token.text in _closing_marks() and _closes_sentence(doc, i)


def _breaks_line(token: Token) -> bool:
    return "\n" in token.text_with_ws


@cache
def _closing_marks() -> str:
    marks = load_marks()
    return marks.doubles + marks.angle_close


def _is_final(doc: Doc, i: int) -> bool:
    """Whether a stop outside quotations ends a sentence: no initial's, no mark closes after it."""
    following = doc[i + 1].text
    if not doc[i].whitespace_ and following in _closing_marks() + ")’":
        return False
    first = following[:1]
    goes_on = first.isalnum() and not (first.isupper() or first.isdigit())
    return not goes_on and not _after_initial(doc, i)


def _after_initial(doc: Doc, i: int) -> bool:
    """*il presidente J. Rossi*; after *J.F.* a sentence may end."""
    if doc[i].text != "." or i < 2:
        return False
    letter = doc[i - 1].text
    return len(letter) == 1 and letter.isupper() and doc[i - 2].text != "."


def _closes_sentence(doc: Doc, i: int) -> bool:
    """*«… ferma.» Il sindaco …*: a closing mark after a final stop, and a capital the parser agrees with."""
    if i == 0 or quote_at(doc)[i - 1] < 0 or doc[i - 1].text[-1:] not in ".?!…":
        return False
    return doc[i + 1].text[:1].isupper() and doc[i + 1].is_sent_start is not False


class Quotes:
    """The component: writes ``doc._.claimx_quotations`` and ``doc._.claimx_sentences``."""

    def match(self, doc: Doc) -> list[Quotation]:
        """The quotations of a text, in order of their beginning."""
        return [
            Quotation(
                start=item.start,
                end=item.end,
                outer_start=item.outer_start,
                outer_end=item.outer_end,
                level=item.level,
                first=token_from(doc, item.start),
                last=token_from(doc, item.end),
            )
            for item in pair(text_of(doc))
        ]

    def __call__(self, doc: Doc) -> Doc:
        """Write the quotations, then the sentences that they do not cut."""
        text = text_of(doc)
        forget(doc)  # what an earlier run has left
        tell_text(doc, text)
        doc._.claimx_quotations = self.match(doc)
        doc._.claimx_sentences = split_sentences(doc)
        return doc


@Language.factory(
    "claimx_quotes",
    assigns=["doc._.claimx_quotations", "doc._.claimx_sentences"],
    requires=["token.sent_start"],
)
def make_quotes(nlp: Language, name: str) -> Quotes:
    """The component, for spaCy."""
    register()
    return Quotes()
