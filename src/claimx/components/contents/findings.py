"""The state of one article's run through the sieves: what is found, what is taken."""

from __future__ import annotations

from spacy.tokens import Doc

from claimx.components.contents.words import is_title
from claimx.components.grammar import (
    chars,
    noun_phrase,
    quotations_between,
    quote_at,
    second_phrase,
    sentence_at,
    text_of,
)
from claimx.components.lookup import sentences_of
from claimx.components.nouns import addressee
from claimx.components.state import Cue, Draft, Mention, Range


class Findings:
    """The drafts of one Doc, with what their cues and quotations leave for later sieves."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text = text_of(doc)
        self.quoted = quote_at(doc)
        self.drafts: list[Draft] = []
        self.taken_cues: set[int] = set()
        """Heads of the cues that have their content."""
        self.taken_quotes: dict[int, Draft] = {}
        """The draft that each quotation (by its index) belongs to."""
        self.first_content = len(self.text)
        """The character where the first content found begins."""
        self._by_sentence: dict[int, list[Draft]] = {}

    def add(
        self,
        rule: str,
        pieces: list[Range],
        cue: Cue | None,
        anchor: int,
        *,
        quotation: int | None = None,
        inferred: str = "null_subject",
        mentions: list[Mention] | None = None,
    ) -> Draft | None:
        """Write down a claim and take its cue and ``quotation``; None if no piece has a character."""
        pieces = [piece for piece in pieces if piece[1] > piece[0]]
        if not pieces:
            return None
        draft = Draft(
            rule=rule,
            content=pieces,
            kind=kind_of(self.doc, pieces, self._round(rule, cue)),
            cue=cue,
            anchor=anchor,
            mentions=mentions or [],
            inferred=inferred,
        )
        if quotation is not None:
            draft["quotation"] = quotation
            self.taken_quotes[quotation] = draft
        if cue is not None:
            self.taken_cues.add(cue["head"])
        self.drafts.append(draft)
        self.first_content = min(self.first_content, pieces[0][0])
        for sentence in sentences_of(self.doc, draft):
            self._by_sentence.setdefault(sentence, []).append(draft)
        return draft

    def _round(self, rule: str, cue: Cue | None) -> int:
        """The character of a cue inside somebody's quotation, where it is no aside: else -1."""
        aside = rule.startswith("quote.") or rule == "clause.parenthetical"
        if cue is None or aside or self.quoted[cue["head"]] < 0:
            return -1
        return self.doc[cue["head"]].idx

    def join(self, draft: Draft, pieces: list[Range], quotation: int) -> None:
        """Add a quotation's ``pieces`` to the content of a draft that stands already."""
        draft["content"] = [*draft["content"], *pieces]
        draft["kind"] = kind_of(self.doc, draft["content"])
        self.taken_quotes[quotation] = draft

    def take_quotations(self, draft: Draft | None, pieces: list[Range]) -> None:
        """Note that the quotations inside ``pieces`` belong to ``draft``."""
        if draft is None:
            return
        for start, end in pieces:
            for index, q in quotations_between(self.doc, start, end):
                if q["end"] <= end + 1:
                    self.taken_quotes.setdefault(index, draft)

    def of_sentence(self, index: int) -> list[Draft]:
        """Drafts that touch the sentence ``index``."""
        return self._by_sentence.get(index, [])

    def within(self, start: int, end: int) -> list[Draft]:
        """Drafts that touch the sentences of the tokens ``start``–``end``."""
        if start >= end:
            return []
        sentence = sentence_at(self.doc)
        return [
            draft
            for index in range(sentence[start], sentence[end - 1] + 1)
            for draft in self.of_sentence(index)
        ]

    def named(self, head: int) -> list[Mention]:
        """The noun phrase of the token ``head`` as the source."""
        start, end = noun_phrase(self.doc, head)
        start = second_phrase(self.doc, start, head)  # Sulla stessa linea [il sindaco]: «…»
        end = next((i for i in range(head + 1, end) if self.doc[i].text == ":"), end)
        span = chars(self.doc, start, addressee(self.doc, head, end))
        return [Mention(pieces=[span], head=head, how="named")] if span else []


def kind_of(doc: Doc, pieces: list[Range], inside_of: int = -1) -> str:
    """direct, mixed or indirect, by how much of the content is in quotation marks.

    A quotation round the character ``inside_of`` does not count: *«Mi ha detto che verrà»*.
    """
    text = text_of(doc)
    low, high = min(a for a, _ in pieces), max(b for _, b in pieces)
    quoted = [
        q for _, q in quotations_between(doc, low, high) if not q["start"] <= inside_of < q["end"]
    ]
    inside = total = 0
    speech = False  # a quotation that is no title in marks
    for start, end in pieces:
        total += _letters(text[start:end])
        for q in quoted:
            first, last = max(start, q["start"]), min(end, q["end"])
            if first >= last:
                continue
            inside += _letters(text[first:last])
            if start <= q["outer_start"] or q["outer_end"] <= end:
                speech = speech or not is_title(text[q["start"] : q["end"]])
    if total and inside >= total:
        return "direct"
    return "mixed" if inside and speech else "indirect"


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
