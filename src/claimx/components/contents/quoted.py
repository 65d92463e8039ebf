"""Sieve 1: quotations with a cue round, before, after or inside them.

The order of the places that are looked at follows Muzny et al. (2017).
"""

from __future__ import annotations

from claimx.components.contents.cue_after import Ruled, cue_after, name_after, next_sentence
from claimx.components.contents.cue_before import LeadIn, begins_sentence, lead_in
from claimx.components.contents.cue_inside import Interrupted, interrupted
from claimx.components.contents.findings import Findings
from claimx.components.contents.nominal import has_source
from claimx.components.contents.trimming import trim, trim_chars
from claimx.components.contents.words import (
    any_finite,
    in_first_or_second_person,
    is_gerund,
    is_title,
)
from claimx.components.grammar import (
    SUBJECTS,
    cues_between,
    finite,
    grammar,
    listed,
    quotation_before,
    quotations_between,
    sentence_at,
    sentence_of,
    subject_of,
)
from claimx.components.lookup import known_cues, token_from
from claimx.components.nouns import noun_type
from claimx.components.state import Cue, Quotation, Range, quotations, sentences

WORDS = 2
"""Tokens of a quotation that is only a word of its sentence."""
NEAR = 6
"""Tokens between a noun of saying and the colon before its words, if a verb after them is no nearer."""


def find_quoted(found: Findings) -> None:
    """Give the quotations of the article their cues; then those in other quotations theirs."""
    sieve = _Quoted(found)
    sieve.top()
    sieve.nested()


class _Quoted:
    """The sieve's run: each quotation is cut round the cue inside it once."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.quotations = quotations(found.doc)
        self._cut: dict[int, list[Interrupted]] = {}

    def cut(self, index: int) -> list[Interrupted]:
        """A quotation's parts, each with the cue inside it."""
        if index not in self._cut:
            self._cut[index] = interrupted(self.found.doc, self.quotations[index])
        return self._cut[index]

    def top(self) -> None:
        """The quotations that lie in no other, but for those that the next paragraph re-opens."""
        top = [index for index, q in enumerate(self.quotations) if q["level"] == 0]
        taken = self.found.taken_quotes
        for index, following in zip(top, [*top[1:], None], strict=False):
            if following is not None and self._reopens(following) == index:
                continue
            self._attribute(index)
            for earlier in self._reopened(index):
                if index in taken:
                    taken[earlier] = taken[index]

    def nested(self) -> None:
        """A quotation inside another, right after its own cue: *«Mi ha detto: "Ciao"»*."""
        for q in self.quotations:
            piece = trim_chars(self.found.text, q["start"], q["end"]) if q["level"] else None
            cue = self._nested_cue(q) if piece is not None else None
            if piece is None or cue is None:
                continue
            draft = self.found.add("quote.nested", [piece], cue, cue["head"])
            if draft is not None:
                draft["kind"] = "direct"

    def _nested_cue(self, q: Quotation) -> Cue | None:
        found = self.found
        before = token_from(found.doc, q["outer_start"]) - 1
        nearby = [
            cue
            for cue in cues_between(found.doc, before - 8, before + 1)
            if cue["part"] == "verb"
            and "quote" in cue["frames"]
            and (before - cue["end"] <= 1 or self.found.doc[before].text == ":")
            and cue["head"] not in found.taken_cues
            and found.quoted[cue["head"]] == found.quoted[q["first"]]
        ]
        if not nearby or in_first_or_second_person(found.doc, nearby[-1]):
            return None
        between = found.doc[nearby[-1]["end"] : before + 1]
        object_only = found.doc[before].text == ":" and not any_finite(between)
        return nearby[-1] if object_only or all(t.is_punct for t in between) else None

    # -------------------------------------------------------------- paragraphs

    def _reopens(self, index: int) -> int | None:
        """The quotation before this one that no mark closed, because this paragraph re-opens it."""
        start = self.quotations[index]["outer_start"]
        earlier = quotation_before(self.found.doc, start)
        if earlier is None or earlier in self.found.taken_quotes:
            return None
        q = self.quotations[earlier]
        gap = self.found.text[q["end"] : start]
        closed = q["outer_end"] > q["end"] or bool(gap.strip()) or "\n" not in gap
        return None if closed or self.cut(earlier)[0].cue is not None else earlier

    def _reopened(self, index: int) -> list[int]:
        """The quotations before this one that it re-opens, paragraph by paragraph, in text order."""
        chain: list[int] = []
        earlier = self._reopens(index)
        while earlier is not None:
            chain.append(earlier)
            earlier = self._reopens(earlier)
        return chain[::-1]

    # -------------------------------------------------------------- one quotation

    def _attribute(self, index: int) -> None:
        """Look for the cue of a quotation: inside, before, after, in the next sentence."""
        found, doc, q = self.found, self.found.doc, self.quotations[index]
        (pieces, inner), *others = self.cut(index)
        if index not in found.taken_quotes:
            earlier = [piece for k in self._reopened(index) for piece in self.cut(k)[0].pieces]
            pieces = [*earlier, *pieces]
        before = token_from(found.doc, q["outer_start"]) - 1
        after = token_from(found.doc, q["outer_end"])
        lead = lead_in(found, q, before)
        if inner is not None:
            drafts = [found.add("quote.cue_inside", pieces, inner, inner["head"], quotation=index)]
            for other in others:
                if other.cue is not None:
                    head = other.cue["head"]
                    drafts.append(found.add("quote.cue_inside", other.pieces, other.cue, head))
            for draft in drafts:
                if draft is not None:
                    draft["quotation"] = index
                    if lead is not None and lead.how == "cue" and lead.cue is not None:
                        draft["source_cue"] = lead.cue  # la donna ha aggiunto: «Era – dice – …»
                    elif (
                        lead is not None and lead.how == "source" and self._is_silent(draft["cue"])
                    ):
                        draft["mentions"] = found.named(lead.at)  # Così Neri: «Era – dice – …»
            return
        verbs = known_cues(found.doc).verbs
        led = lead.cue if lead is not None and lead.how == "cue" else None
        plain = led is not None and led["part"] == "verb" and led["lemma"] not in verbs
        noun = led if led is not None and led["part"] == "noun" else None
        far = (
            noun is not None and before - noun["end"] > NEAR
        )  # i suoi commenti sulla guida …: «A», dice X
        nobody = noun is not None and (far or not has_source(doc[noun["head"]]))
        if plain or nobody:
            # Poi riparte: «A presto», promette: what comes after is the verb of saying
            closing = cue_after(found, q, after)
            cited = closing is not None and closing.cue["part"] == "as"  # «A», come spiega Neri
            if closing is not None and (cited or closing.cue["lemma"] in verbs):
                found.add(closing.rule, pieces, closing.cue, closing.cue["head"], quotation=index)
                return
        led = lead.cue if lead is not None else None
        apart = led is not None and led["part"] == "verb" and before - led["end"] > 1
        if apart and (said := self._named_after(q, after)) is not None:
            # il Pd contesta i dati: «A», spiega Sandro Neri
            found.add(said.rule, pieces, said.cue, said.cue["head"], quotation=index)
            return
        if lead is not None and lead.how == "shared" and (said := self._said_after(q, after)):
            # Le famiglie chiedono chiarimenti: «A», scrivono
            draft = found.add(said.rule, pieces, said.cue, said.cue["head"], quotation=index)
            if draft is not None and lead.cue is not None:
                draft["source_cue"] = lead.cue
            return
        if lead is not None and lead.how in {"joined", "shared", "cue"}:
            self._led_in(index, pieces, lead)
            return
        if (name := name_after(doc, after)) is not None:
            mentions = found.named(name)
            found.add("quote.name_after", pieces, None, name, quotation=index, mentions=mentions)
            return
        if self._names(q, before) or self._acts(q, after):
            return  # la società "Eurostar", non ha confermato; «Insieme per Cento» chiede aiuto
        closing = cue_after(found, q, after) or next_sentence(found, q, after)
        if closing is not None:
            self._closed_by(index, pieces, closing.rule, closing.cue, before)
            silent = closing.cue["end"] >= len(doc) or self._is_silent(closing.cue)
            if lead is not None and lead.how == "source" and silent and index in found.taken_quotes:
                # Cauto Neri: «A», avverte, «B»
                found.taken_quotes[index]["mentions"] = found.named(lead.at)
        elif lead is not None:
            self._led_in(index, pieces, lead)

    def _said_after(self, q: Quotation, after: int) -> Ruled | None:
        """A cue right after the quotation that names nobody: *…: «A», [scrivono].*"""
        closing, doc = cue_after(self.found, q, after), self.found.doc
        if closing is None or closing.cue["part"] != "verb":
            return None
        end = closing.cue["end"]
        where = end < len(doc) and doc[end].pos_ == "ADP"  # «A», ha detto dalla sua casa
        return closing if where or self._is_silent(closing.cue) else None

    def _named_after(self, q: Quotation, after: int) -> Ruled | None:
        """A cue right after the quotation whose subject is named right after it: *…: «A», [spiega] Neri.*"""
        closing, doc = cue_after(self.found, q, after), self.found.doc
        if closing is None or closing.cue["part"] != "verb" or closing.cue["end"] >= len(doc):
            return None
        first = doc[closing.cue["end"]]
        office = first.pos_ == "DET" and noun_type(doc[first.i + 1]) == "PER"
        return closing if first.ent_type_ == "PER" or office else None

    def _is_silent(self, cue: Cue | None) -> bool:
        """Whether a mark follows a cue: it names nobody."""
        doc = self.found.doc
        return cue is not None and cue["end"] < len(doc) and doc[cue["end"]].is_punct

    def _names(self, q: Quotation, before: int) -> bool:
        """*la società "Eurostar"*, *soprannominato «Rapina»*: a name in marks, right after a word."""
        words = self.found.text[q["start"] : q["end"]]
        return before >= 0 and self.found.doc[before].is_alpha and is_title(words)

    def _is_subject(self, q: Quotation, after: int) -> bool:
        """*"decine di persone" gli chiedevano la disponibilità*: a noun in marks, right before its verb."""
        doc = self.found.doc
        words = [t for t in doc[q["first"] : q["last"]] if not t.is_punct]
        if not words or words[0].text[0].isupper() or any_finite(words):
            return False
        first = doc[after] if after < len(doc) else words[0]
        goes_on = finite(first) or first.lower_ in grammar().clitics
        return goes_on and any(t.dep_ in SUBJECTS and t.head.i >= after for t in words)

    def _acts(self, q: Quotation, after: int) -> bool:
        """*«Insieme per Cento» chiede aiuto*: a name in marks, right before a verb that has an object."""
        doc, words = self.found.doc, self.found.text[q["start"] : q["end"]]
        if self._is_subject(q, after):
            return True
        if not 0 < after < len(doc) - 1 or len(words.split()) < 2 or not is_title(words):
            return False
        verb, following = doc[after], doc[after + 1]
        by = subject_of(doc, after)
        says_it = by is not None and by.i > after  # «Viva Verdi» dice Neri
        return finite(verb) and not following.is_punct and following.pos_ != "PROPN" and not says_it

    def _led_in(self, index: int, pieces: list[Range], lead: LeadIn) -> None:
        """Write down a quotation with what leads it in."""
        found, q = self.found, self.quotations[index]
        if lead.how == "joined":
            found.join(found.taken_quotes[lead.at], pieces, index)
        elif lead.how == "cue" and lead.cue is not None:
            if self._resumes(lead.cue, q):
                self._led_in(index, pieces, LeadIn("shared", cue=lead.cue))
            elif not self._said_before(index, pieces, lead.cue):
                begun = self._begun_before(q, lead.cue)
                pieces = pieces if begun is None else [begun, (q["outer_start"], q["outer_end"])]
                pieces = self._goes_on_unquoted(q) or pieces
                found.add("quote.cue_before", pieces, lead.cue, lead.cue["head"], quotation=index)
        elif lead.how == "shared" and lead.cue is not None:
            shared = found.add("quote.colon", pieces, None, q["first"], quotation=index)
            if shared is not None:
                shared["source_cue"] = lead.cue
                shared["anchor"] = lead.cue["head"]
        elif lead.how == "source":
            found.add(
                "quote.colon",
                pieces,
                None,
                lead.at,
                quotation=index,
                inferred="continuation",
                mentions=found.named(lead.at),
            )
        else:
            found.add(
                "quote.continuation",
                pieces,
                None,
                q["first"],
                quotation=index,
                inferred="continuation",
            )

    def _resumes(self, cue: Cue, q: Quotation) -> bool:
        """*[Lo] ha annunciato la famiglia con una nota: «…»*: what precedes is said, too."""
        doc = self.found.doc
        low, _ = sentence_of(doc, cue["head"])
        clitic = cue["start"] == low and doc[low].lower_ in listed("clitic_it")
        return clitic and cue["start"] < cue["head"] and q["first"] - cue["end"] > 3

    def _said_before(self, index: int, pieces: list[Range], cue: Cue) -> bool:
        """Write down *[A], precisa Rossi: «[B]»* as two claims of one source; whether it was that."""
        found, doc, q = self.found, self.found.doc, self.quotations[index]
        low, _ = sentence_of(doc, cue["head"])
        comma = cue["start"] - 1
        if comma <= low or doc[comma].text != "," or cue["part"] != "verb":
            return False
        before = doc[low:comma]
        if not any_finite(before) or before[0].lower_ in listed("subordinating"):
            return False
        if is_gerund(before[-1]) or before[-1].pos_ in {"ADP", "DET", "CCONJ", "SCONJ"}:
            return False  # fu stampata usando, dice Neri: «…»
        if any(t.text in {",", ":"} or found.quoted[t.i] >= 0 for t in before):
            return False
        if cues_between(doc, low, comma) or not {"quote", "che"} <= set(cue["frames"]):
            return False
        piece = trim(doc, low, comma)
        if piece is None or found.add("clause.parenthetical", [piece], cue, cue["head"]) is None:
            return False
        second = found.add("quote.colon", pieces, None, q["first"], quotation=index)
        if second is not None:
            second["source_cue"] = cue
            second["anchor"] = cue["head"]
        return True

    def _begun_before(self, q: Quotation, cue: Cue) -> Range | None:
        """*[Il piano], ha detto Rossi, «è pronto»*: the words that the quotation goes on with.

        They have no verb, or are a condition: *se il governo ci aiuta, dice, «partiremo»*.
        """
        doc = self.found.doc
        low, _ = sentence_of(doc, cue["head"])
        comma, after = cue["start"] - 1, token_from(doc, q["outer_start"]) - 1
        if cue["part"] != "verb" or doc[after].text != "," or doc[comma].text != ",":
            return None
        before = doc[low:comma]
        if not before or any(t.text in {",", ":"} or self.found.quoted[t.i] >= 0 for t in before):
            return None
        sourced = any(t.pos_ in {"NOUN", "PROPN"} for t in doc[cue["end"] : after])
        condition = before[0].lower_ in listed("conditional") and any_finite(before)
        named = before[0].pos_ in {"DET", "NOUN", "PROPN"} and not any_finite(before) and sourced
        if not (condition or named) or self._holds_taken(low, comma):
            return None
        return trim(doc, low, comma)

    def _goes_on_unquoted(self, q: Quotation) -> list[Range]:
        """*Neri frena: [«forse» l'esercito non servirà]*: a word in marks after a colon, and its sentence."""
        doc, after = self.found.doc, token_from(self.found.doc, q["outer_end"])
        high = sentence_of(doc, after)[1] if after < len(doc) else 0
        colon = doc[max(q["first"] - 2, 0)].text == ":"
        goes_on = after < high and doc[after].is_alpha and not doc[after].is_title
        if not colon or q["last"] - q["first"] > WORDS or not goes_on:
            return []
        piece = trim(doc, q["first"] - 1, high)
        return [piece] if piece is not None and any_finite(doc[after:high]) else []

    def _closed_by(self, index: int, pieces: list[Range], rule: str, cue: Cue, before: int) -> None:
        """Write down a quotation with the cue after it, and the sentence's words before it."""
        found, q = self.found, self.quotations[index]
        start = self._unquoted_lead(q, before, cue)
        if start is None:
            found.add(rule, pieces, cue, cue["head"], quotation=index)
            return
        draft = found.add(rule, [(start, q["outer_end"])], cue, cue["head"], quotation=index)
        if draft is not None:
            for other, _ in quotations_between(found.doc, start, q["start"] - 1):
                found.taken_quotes[other] = draft

    def _unquoted_lead(self, q: Quotation, before: int, cue: Cue) -> int | None:
        """Where the sentence begins whose quotation a final cue closes, if it is all the speaker's.

        *In Lombardia avrà il sostegno, in quanto «da soli non ce l'avremmo fatta», spiega Rossi*
        """
        found, doc = self.found, self.found.doc
        if before < 0 or begins_sentence(doc, q, before) or doc[before].text == ":":
            return None
        if cue["part"] == "as" and not any_finite(doc[q["first"] : q["last"]]):
            return None  # Vignola, «la bella sul Panaro», come recita il cartello
        start = sentences(doc)[sentence_at(doc)[before]][0]
        if self._holds_taken(start, before) or self._holds_cue(start, before, cue):
            return None
        lead = [t for t in doc[start : before + 1] if not t.is_punct and not t.is_space]
        if len(lead) <= 3 and all(t.pos_ in {"ADV", "CCONJ", "SCONJ"} for t in lead):
            return None
        first = doc[start].idx
        while first < q["start"] and found.text[first].isspace():
            first += 1
        return first

    def _holds_taken(self, start: int, before: int) -> bool:
        """Whether a quotation that has its claim begins in the tokens ``start``–``before``."""
        doc = self.found.doc
        low = doc[start - 1].idx if start else 0
        return any(
            index in self.found.taken_quotes and start <= other["first"] <= before
            for index, other in quotations_between(doc, low, doc[before].idx + 1)
        )

    def _holds_cue(self, start: int, before: int, cue: Cue) -> bool:
        """Whether another cue stands in ``start``–``before``; one of acknowledging may, if ``cue`` is final.

        *Riconosce che è tardi, «ma non è finita», [spiega Rossi].*
        """
        found, doc = self.found, self.found.doc
        high = sentence_of(doc, cue["head"])[1]
        final = doc[cue["start"] - 1].text == "," and not any_finite(doc[cue["end"] : high])
        return any(
            start <= other["head"] <= before
            and other["part"] in {"verb", "as", "adposition"}
            and found.quoted[other["head"]] < 0
            and (other["type"] != "acknowledge" or not final)
            for other in cues_between(doc, start - 4, before + 1)
        )
