"""Sieve 2: what precedes a cue that points back to it.

*…, lo ha detto Rossi* · *… Questo è quanto sostiene Rossi* · *… È la tesi di Rossi.*
"""

from __future__ import annotations

from spacy.tokens import Doc

from claimx.components.contents.findings import Findings
from claimx.components.contents.trimming import trim
from claimx.components.contents.words import BREAKS, any_finite, is_cleft, is_copula
from claimx.components.grammar import (
    bare_participle,
    chars,
    is_indefinite,
    listed,
    morph,
    sentence_at,
)
from claimx.components.state import Cue, Range, cue_of, sentences


def anaphoric(found: Findings, cue: Cue, low: int) -> None:
    """*lo ha detto Rossi*, *questo è quanto sostiene Rossi*: the content is what precedes."""
    doc = found.doc
    head = cue["head"]
    quanto = _after_quanto(doc, cue, low)
    of_it = cue["part"] == "state"  # ne è convinto
    if found.quoted[head] >= 0 or (bare_participle(doc, head) and not of_it):
        return
    if not quanto and not of_it and not _resumes_with_clitic(doc, cue):
        return
    if _confirms_another(found, cue):
        piece: Range | None = chars(doc, cue["start"], cue["start"] + 1)
        cue = cue_of(cue["tokens"][1:], head, cue["lemma"], cue["type"], cue["frames"], cue["part"])
    elif doc[low].lower_ == "che" and cue["start"] - low > 2:
        piece = trim(doc, low + 1, cue["start"])  # che fosse vero, lo ha confermato Rossi
    elif (cue["start"] - low > 8 or _follows_phrase(doc, cue, low)) and not quanto:
        piece = _clause_before(doc, cue, low)
    else:
        piece = sentence_before(found, cue, quanto)
    if piece is not None:
        found.add("clause.anaphoric", [piece], cue, head)


def _confirms_another(found: Findings, cue: Cue) -> bool:
    """*La Nato annuncia che A. [Lo] conferma Rutte*: what precedes is another's claim, so the clitic
    itself is what is said.
    """
    doc = found.doc
    clitic = doc[cue["start"]].lower_ in listed("clitic_it")
    index = sentence_at(doc)[cue["head"]] - 1
    return cue["type"] == "confirm" and clitic and bool(index >= 0 and found.of_sentence(index))


def _after_quanto(doc: Doc, cue: Cue, low: int) -> bool:
    """*Questo [è quanto] sostiene Rossi*."""
    start = cue["start"]
    if start < 2 or doc[start - 1].lower_ != "quanto":
        return False
    return any(is_copula(t) for t in doc[max(low, start - 3) : start])


def _resumes_with_clitic(doc: Doc, cue: Cue) -> bool:
    """*[Lo] ha detto Rossi*, *[l']ha annunciato la procura*."""
    said_it = cue["start"] < cue["head"] and doc[cue["start"]].lower_ in listed("clitic_it")
    if said_it and morph(doc[cue["head"]], "Gender") == ["Fem"]:
        return False  # ha saputo la notizia e l'ha commentata
    cleft = doc[cue["head"]].lower_.endswith("rlo") and is_cleft(doc, cue)  # a rivelarlo è Rossi
    return (
        (said_it or cleft)
        and cue["lemma"] not in listed("of_people")
        and cue["type"] in {"say", "announce", "confirm", "acknowledge", "deny"}
        and ("quote" in cue["frames"] or cue["type"] in {"acknowledge", "announce"})
        and "che" in cue["frames"]
    )


def resumes_clause(doc: Doc, cue: Cue) -> bool:
    """*…, [lo] ha detto Rossi*: whether a clitic right after a mark points back to the clause before."""
    start = cue["start"]
    clitic = doc[start].lower_ in listed("clitic_it") | {"ne"} and start < cue["head"]
    return clitic and start > 0 and doc[start - 1].text in BREAKS | {":"}


def _follows_phrase(doc: Doc, cue: Cue, low: int) -> bool:
    """*[Sei gradi in meno da giovedì], lo dicono i modelli*: not *ieri, lo ha detto Rossi*."""
    before = doc[low : cue["start"] - 1]
    nouns = sum(t.pos_ in {"NOUN", "PROPN", "VERB"} for t in before)
    own_source = cue["end"] < len(doc) and doc[cue["end"]].pos_ in {"DET", "NOUN", "PROPN"}
    clause = doc[cue["start"] - 1].text == ":" and any_finite(before)  # chiude: lo dice Rossi
    phrase = own_source and len(before) > 2 and nouns > 1
    return resumes_clause(doc, cue) and (clause or phrase)


def _clause_before(doc: Doc, cue: Cue, low: int) -> Range | None:
    """*[E' vero], lo ha detto Rossi*: the clause before the cue in its sentence."""
    for k in range(cue["start"] - 1, max(low, cue["start"] - 3), -1):
        if doc[k].text in BREAKS | {":"}:
            return trim(doc, low, k)
    return None


def sentence_before(found: Findings, cue: Cue, quanto: bool) -> Range | None:
    """The sentence before the cue's, if no claim has it; before *quanto* all that short ones lead to."""
    doc = found.doc
    every = sentences(doc)
    index = sentence_at(doc)[cue["head"]] - 1
    if index < 0:
        return None
    start, end = every[index]
    if doc[start].idx and "\n\n" in found.text[doc[end - 1].idx : doc[cue["start"]].idx]:
        return None
    if quanto:
        while index and not _starts_block(doc, start) and every[index][1] - every[index][0] < 12:
            index -= 1
            start = every[index][0]
    piece = trim(doc, start, end)
    if piece is None or any(
        d["content"][0][0] <= piece[0] and piece[1] <= d["content"][-1][1]
        for d in found.within(start, end)
    ):
        return None
    return piece


def _starts_block(doc: Doc, start: int) -> bool:
    return start == 0 or "\n" in doc[start - 1].text


def concludes(found: Findings, cue: Cue, low: int) -> bool:
    """Write down *A. [È la tesi] di Rossi*: the sentence before as what a noun of saying sums up."""
    doc, noun = found.doc, cue["head"]
    first = low
    while first < noun and (doc[first].is_space or doc[first].pos_ in {"ADV", "CCONJ"}):
        first += 1
    between = doc[first + 1 : noun]
    if not is_copula(doc[first]) or not between:
        return False
    if any(t.pos_ not in {"DET", "ADJ"} for t in between) or is_indefinite(doc[noun]):
        return False
    piece = sentence_before(found, cue, quanto=False)
    return piece is not None and found.add("noun.anaphoric", [piece], cue, noun) is not None
