"""Sieve 2, evidential segments: the sentence round them is what the source says.

*secondo Rossi* · *a suo parere* · *come riferisce il Corriere* · *la legge, secondo cui …*
"""

from __future__ import annotations

from functools import cache

from spacy.tokens import Doc, Span, Token

from claimx.components.contents.edges import right_edge
from claimx.components.contents.findings import Findings
from claimx.components.contents.frames import Clause
from claimx.components.contents.phrases import phrase_end, within_word
from claimx.components.contents.trimming import trim
from claimx.components.contents.words import (
    OPENERS,
    any_finite,
    can_speak,
    cue_at,
    is_padding,
)
from claimx.components.grammar import (
    DASHES,
    bare_participle,
    cues_between,
    ending_in,
    finite,
    first_value,
    fused,
    grammar,
    is_verb,
    listed,
    morph,
    name_in_marks,
    sentence_of,
    verb_group,
)
from claimx.components.lookup import known_cues
from claimx.components.nouns import noun_type
from claimx.components.state import Cue, Range
from claimx.lexicon import CueLexicon

IN_BRACKETS = 30
"""Tokens that a bracket may hold on either side of an evidential in it."""


def find_evidential(found: Findings, cue: Cue) -> None:
    """What the source of an evidential says: the clause before it, the one after it, or both."""
    doc = found.doc
    low, high = _in_brackets(doc, cue, *sentence_of(doc, cue["head"]))
    if cue["part"] == "adposition" and (start := _relative_after(doc, cue["end"])):
        _add_relative(found, cue, start, high)
        return
    if _is_participle(doc, cue) and cue["lemma"].split()[-1] in listed("also_of_plans"):
        return  # come previsto
    spoken = not listed("mouthpieces").isdisjoint(cue["lemma"].split())
    if spoken and _another_reports(doc, low, high):
        return  # il Comune, per bocca del sindaco, ha annunciato: the verb is the cue
    end = _past_apposition(doc, cue["end"], _segment_end(doc, cue, high), high)
    end = _past_other(doc, end, high)
    left = _left(doc, cue, low, any_finite(doc[end:high]))
    if left is None and (relative := _relative_before(doc, cue, low)) is not None:
        high = _main_predicate(doc, relative, end, high)
    end = _past_relative(doc, end, high) if left is None else end
    right = _right(doc, cue, end, high, alone=left is None)
    pieces = [piece for piece in (left, right) if piece is not None]
    if sum(end - start for start, end in pieces) < 8:
        return
    rule = "adposition." + cue["lemma"].split()[0]
    draft = found.add(rule, pieces, cue, cue["head"], inferred="none")
    found.take_quotations(draft, pieces)


def _another_reports(doc: Doc, low: int, high: int) -> bool:
    """Whether a verb of the sentence says something itself."""
    verbs = (c for c in cues_between(doc, low, high) if c["part"] == "verb")
    return any(finite(doc[k]) for c in verbs for k in c["tokens"])


def _in_brackets(doc: Doc, cue: Cue, low: int, high: int) -> Range:
    """The tokens between the brackets round the cue, from the last evidential on; else the sentence.

    *(due tonnellate secondo fonti coreane, [cinque secondo fonti russe])*
    """
    opening = closing = None
    for i in range(cue["start"] - 1, max(low, cue["start"] - IN_BRACKETS) - 1, -1):
        if doc[i].text == ")":
            break
        if doc[i].text == "(":
            opening = i
            break
    if opening is not None:
        window = range(cue["end"], min(high, cue["end"] + IN_BRACKETS))
        closing = next((i for i in window if doc[i].text == ")"), None)
    if opening is None or closing is None:
        return low, high
    after = [c for c in cues_between(doc, cue["end"], closing) if c["part"] == "adposition"]
    if after:
        apart = [i for i in range(cue["end"], after[0]["start"]) if doc[i].text == ","]
        closing = apart[-1] if apart else closing
    last = [c for c in cues_between(doc, opening, cue["start"]) if c["part"] == "adposition"]
    commas = [i for i in range(last[-1]["end"], cue["start"]) if doc[i].text == ","] if last else []
    return (commas[-1] if commas else opening) + 1, closing


def _add_relative(found: Findings, cue: Cue, start: int, high: int) -> None:
    """*un rapporto secondo cui …*, *il sindaco, secondo il quale …*"""
    doc = found.doc
    before = cue["start"] - 1
    noun = doc[before] if doc[before].text != "," else doc[max(0, before - 1)]
    person = noun_type(noun) == "PER" or noun.ent_type_ in {"PER", "ORG"} or noun.text[:1].isupper()
    reported = noun.dep_ == "obj" and not person and cue_at(doc, noun.head.i) is not None
    whole = ending_in(doc, noun.i, _NOUN_LINKS, {"NOUN", "PROPN"})  # il comitato per i minori
    speaks = noun_type(noun) is not None or (whole.i < noun.i and can_speak(whole))
    anybody = any(t.lower_ in listed("si") for t in doc[start : start + 3])
    if cue["lemma"] == "per" and (anybody or not can_speak(whole)):
        return  # l'approvazione dell'ente, Neri, per il quale già si parla di …
    if noun.pos_ == "NOUN" and (reported or not speaks):
        return  # le voci secondo cui …: no source, another cue's object
    stop = right_edge(doc, cue, Clause(start, "che"), high)
    piece = trim(doc, start, _main_predicate(doc, before, start, stop))
    if piece is not None:
        draft = found.add("adposition.cui", [piece], cue, cue["head"], inferred="none")
        found.take_quotations(draft, [piece])


_NOUN_LINKS = frozenset(["nmod", "amod", "flat", "flat:name"])
"""Relations between a noun and what follows it in its phrase."""


def _main_predicate(doc: Doc, before: int, start: int, stop: int) -> int:
    """Where the sentence goes on after a relative clause: *Rossi, secondo cui è tardi[, resta]*."""
    low, _ = sentence_of(doc, before)
    if any_finite(doc[low:before]):
        return stop
    for i in range(start, stop - 1):
        following = doc[i + 1]
        if doc[i].text == "," and any_finite(doc[start:i]) and finite(following):
            return i
    return stop


def _relative_after(doc: Doc, i: int) -> int:
    """The token after *cui* or *il quale* at ``i``; 0 if there is none."""
    if i < len(doc) and doc[i].lower_ == "cui":
        return i + 1
    if i + 1 < len(doc) and doc[i + 1].lower_ in listed("which"):
        return i + 2
    return 0


def _left(doc: Doc, cue: Cue, low: int, goes_on: bool) -> Range | None:
    """*[Il bilancio è in ordine], secondo Rossi*: its clause before the segment.

    ``goes_on`` tells whether a clause follows the segment too.
    """
    before = cue["start"] - 1
    while before >= low and (
        doc[before].is_punct
        or doc[before].is_space
        or doc[before].lower_ in listed("before_evidential")
    ):
        before -= 1
    if before < low or doc[before].lower_ in listed("subordinating"):
        return None
    joints = listed("and") | listed("adversatives")
    joins = goes_on and any(t.lower_ in joints for t in doc[before + 1 : cue["start"]])
    if joins and any_finite(doc[low : before + 1]):
        return None  # la strada è chiusa[, ma secondo il sindaco] riaprirà
    start = _clause_bound(doc, low, cue["start"], goes_on)
    if cue["part"] == "as" and not goes_on:
        start = _subordinate(doc, start, before)
    if start > before or all(t.pos_ in {"ADV", "CCONJ", "SCONJ"} for t in doc[start : before + 1]):
        return None  # così come dichiarato, …
    while start <= before and is_padding(doc[start]):
        start += 1
    return trim(doc, start, before + 1)


def _subordinate(doc: Doc, low: int, before: int) -> int:
    """*Rossi ha detto che [la strada è chiusa], come ha confermato Neri*: the last clause of *che* before it."""
    for k in range(before, low, -1):
        if doc[k].lower_ == "che" and doc[k].dep_ == "mark" and doc[k].pos_ == "SCONJ":
            return k + 1 if any_finite(doc[k + 1 : before + 1]) else low
    return low


def _clause_bound(doc: Doc, low: int, i: int, goes_on: bool) -> int:
    """The first token of the clause that holds ``i``: after *mentre*, a semicolon or a colon.

    After *che* or *cui* too, where its verb is still to come: *l'uomo che, secondo i vicini, …*
    ``i`` itself after another evidential and a comma: *secondo il pm è colpevole, [secondo la difesa] …*
    """
    predicated = False
    apart = goes_on and doc[i - 1].text == ","
    for k in range(i - 1, low, -1):
        if apart and _evidential_at(doc, k):
            return i
        if doc[k].text in {";", ":"} or doc[k].lower_ == "mentre":
            return k + 1
        predicated = predicated or finite(doc[k])
        before = cue_at(doc, k - 1)
        said = doc[k].lower_ in _OPENS and before is not None and before["part"] == "verb"
        if said and not predicated:
            return k + 1  # ricorda come un adulto su tre, stando all'indagine, dorma poco
        if not predicated and doc[k].lower_ in listed("relative_pronouns") | {"dove"}:
            return k + 1
    return i if apart and _evidential_at(doc, low) else low


def _evidential_at(doc: Doc, i: int) -> bool:
    """Whether an adposition that names a source begins at ``i``."""
    cue = cue_at(doc, i)
    return cue is not None and cue["part"] == "adposition" and cue["start"] == i


_OPENS = frozenset(["che", "come", "se"])
"""Words that open what another cue says."""


def _right(doc: Doc, cue: Cue, end: int, high: int, *, alone: bool) -> Range | None:
    """*Secondo Rossi [il bilancio è in ordine]*: its clause after the segment.

    ``end`` is the segment's end, ``alone`` whether nothing before it is the content.
    """
    start = _past_padding(doc, end, high)
    if start + 1 < high and doc[start].lower_ in _asides() and doc[start + 1].text == ",":
        start = _past_padding(doc, start + 1, high)  # secondo la Cisl, invece, …
    if start >= high or doc[end].text in {".", ";", "?", "!"}:
        return None
    if not alone and (_is_relative(doc[start]) or _others_report(doc, start, high)):
        return None
    aside = any(t.text in DASHES for t in doc[end:start]) and cue_at(doc, start) is not None
    if not alone and aside and cue["part"] == "as":
        return None  # «…, come mi ha detto lui – spiega Neri – …»
    if not alone and doc[start].lower_ == "come" and not any_finite(doc[start:high]):
        return None  # …, come conferma la famiglia, come il figlio
    stop = right_edge(doc, cue, Clause(start, "che"), high)
    if not alone and all(t.pos_ in {"PROPN", "PUNCT"} for t in doc[start:stop]):
        return None  # la vicepresidente (e commerciante) [Anna Neri]
    return trim(doc, start, stop) if any(t.is_alpha for t in doc[start:stop]) else None


def _others_report(doc: Doc, start: int, high: int) -> bool:
    """*…, come mostra lo studio, [ma Neri ha detto] che …*: another's cue after *ma* or *e*."""
    if doc[start].lower_ not in listed("adversatives") | listed("and"):
        return False
    for token in doc[start + 1 : min(start + 8, high)]:
        cue = cue_at(doc, token.i)
        if cue is not None and cue["part"] == "verb":
            return True
        if token.pos_ not in {"DET", "NOUN", "PROPN", "ADJ", "ADP"}:
            return False
    return False


def _past_padding(doc: Doc, i: int, high: int) -> int:
    while i < high and is_padding(doc[i]):
        i += 1
    return i


def _asides() -> frozenset[str]:
    return grammar().inner | listed("before_evidential")


def _is_relative(token: Token) -> bool:
    return token.lower_ in listed("relative_pronouns") and token.pos_ == "PRON"


def _segment_end(doc: Doc, cue: Cue, high: int) -> int:
    """The token after an evidential segment: past its source, at the comma that closes it."""
    i = cue["end"]
    adposition = cue["part"] == "adposition"
    if i < high and _is_participle(doc, cue) and doc[i].lower_ not in fused("da") | fused("in"):
        return _past_da(doc, i, high)  # come previsto
    if adposition and cue["lemma"] in _possessives(known_cues(doc)):
        return i  # a suo parere
    surface = _phrase_end(doc, i, high) if adposition else high
    free = next((k for k in range(i, min(i + 2, high)) if doc[k].lower_ in listed("whoever")), None)
    if free is not None:  # da chi fa le indagini, …
        return next((k for k in range(free, high) if doc[k].is_punct), high)
    while i < high:
        token = doc[i]
        if token.text == "(" and (close := _closing_bracket(doc, i, high)) is not None:
            i = surface = close + 1  # il Servizio geologico (USGS)
            continue
        past = name_in_marks(doc, i) if adposition else None
        if past is not None and past < high and doc[past].text == ",":
            i = surface = past  # secondo il «Corriere dei laghi», …
            continue
        if adposition and i <= cue["end"] + 2 and _somebody_acts(doc, i):
            return i
        relative = token.lower_ in {"che", "quando", "mentre"} and i > cue["end"]
        if relative and not adposition and token.lower_ != "che":
            stop = next((k for k in range(i, high) if doc[k].text in {",", "."}), high)
            i = surface = stop  # come mi ha detto il carabiniere quando sono uscito
            continue
        if relative and (comma := _comma_after(doc, i, high)) is not None:
            i = surface = comma  # come sostengono i residenti che vivono lì, …
            continue
        if i >= surface and not token.is_punct and token.lower_ not in listed("and"):
            return i
        if token.text == "," and adposition and (last := _past_list(doc, cue["end"], i, high)) > i:
            return last
        inside = within_word(doc, i)  # le autorità nord-coreane
        breaks = token.text in {",", ".", ";", ":", ")"} | DASHES | OPENERS or "\n" in token.text
        if breaks and not inside:
            return i
        if finite(token) and not inside and i > cue["end"] and (adposition or i > cue["head"] + 1):
            return max(verb_group(doc, i)[0], cue["end"] + 1)
        i += 1
    return i


def _past_da(doc: Doc, i: int, high: int) -> int:
    """*secondo quanto riferito [ai media da un portavoce], …*: the comma after an agent farther on."""
    for k in range(i, min(i + 16, high)):
        if doc[k].is_punct or finite(doc[k]):
            by = any(t.lower_ in fused("da") for t in doc[i:k])
            return k if by and doc[k].text in {",", "."} else i
    return i


def _phrase_end(doc: Doc, i: int, high: int) -> int:
    """The end of a source by the surface: *i dati [diffusi ieri dall'Istat]*, past the adverb."""
    end = phrase_end(doc, i, high)
    made = any(bare_participle(doc, k) for k in range(i + 1, end))
    comma = next((k for k in range(end, high) if doc[k].is_punct or finite(doc[k])), end)
    if made and comma < len(doc) and doc[comma].text == ",":
        return comma  # un sondaggio condotto tra oltre mille elettori, …
    issued = end < high and bare_participle(doc, end - 1) and doc[end].pos_ == "ADV"
    if issued and end + 1 < high and doc[end + 1].lower_ in fused("da"):
        return phrase_end(doc, end + 1, high)
    return end


def _past_list(doc: Doc, start: int, comma: int, high: int) -> int:
    """*secondo Cgil[, Cisl e Uil] il piano è sbagliato*: past a list of sources, else the comma.

    Not if a verb comes next, whose subject they are: *secondo Rossi, Neri e Bassi hanno torto*.
    """
    if not _names_speaker(doc[start:comma]):
        return comma
    i, joined = comma, False
    while i < high and doc[i].text == "," and not joined:
        first, i = i + 1, phrase_end(doc, i + 1, min(high, comma + LIST))
        if i == first or doc[first].pos_ == "ADP" or not _names_speaker(doc[first:i]):
            return comma
        joined = any(t.lower_ in listed("and") for t in doc[first:i])
    following = next((t for t in doc[i:high] if t.pos_ not in {"ADV", "PRON"}), None)
    return comma if not joined or following is None or finite(following) else i


LIST = 40
"""Tokens of a list of sources after its first."""


def _names_speaker(phrase: Span) -> bool:
    """*Cgil*, *i residenti*, *il sindaco Rossi*: a phrase whose first noun can speak."""
    noun = next((t for t in phrase if t.pos_ in {"NOUN", "PROPN"}), None)
    return noun is not None and can_speak(noun)


def _somebody_acts(doc: Doc, i: int) -> bool:
    """*secondo la procura [Rossi] ha mentito*: a body's noun, then who did it; not *il sindaco Rossi*."""
    if doc[i].ent_type_ != "PER" or doc[i].ent_iob_ != "B" or doc[i - 1].pos_ != "NOUN":
        return False
    body = noun_type(doc[i - 1]) != "PER" or morph(doc[i - 1], "Number") == ["Plur"]
    end = next((k for k in range(i, len(doc)) if doc[k].ent_type_ != "PER"), len(doc))
    return body and any(finite(t) for t in doc[end : end + 2])


def _comma_after(doc: Doc, i: int, high: int) -> int | None:
    """The comma that ends the relative clause which begins at ``i``, if it comes shortly after."""
    commas = (k for k in range(i, min(i + 10, high)) if doc[k].text == ",")
    first = next(commas, None)
    if first != i + 1:
        return first
    return next((k for k in range(first + 1, high) if doc[k].is_punct and doc[k].text != ","), high)


def _closing_bracket(doc: Doc, i: int, high: int) -> int | None:
    """Where the bracket closes that opens at ``i``, if it does shortly after."""
    return next((k for k in range(i + 1, min(i + 8, high)) if doc[k].text == ")"), None)


def _past_apposition(doc: Doc, start: int, comma: int, high: int) -> int:
    """Past what a source is called: *secondo Mario Neri[, responsabile del centro], il rischio …*

    ``start`` is where the source begins, ``comma`` where it may end.
    """
    if comma + 2 < high and doc[comma].text in DASHES:
        return _past_dashes(doc, comma, high)
    if comma + 2 >= high or doc[comma].text != ",":
        return comma
    first = doc[comma + 2] if doc[comma + 1].pos_ == "DET" else doc[comma + 1]
    if bare_participle(doc, comma + 1) and doc[comma + 1].pos_ != "NOUN":
        if _of_another(doc, start, comma):
            return comma  # una moda, secondo i giornali, [diffusa] …
        return _past_participle(doc, comma, high)  # per la procura[, guidata da Neri,] è omicidio
    if doc[comma + 1].lower_ in fused("di") and doc[comma + 2].ent_type_ == "ORG":
        window = range(comma + 2, min(comma + 10, high))
        end = next((k for k in window if doc[k].text == "," or finite(doc[k])), comma)
        return end if doc[end].text == "," else comma  # Neri, dell'Università di Pavia, …
    people = any(noun_type(t) in {"PER", "GROUP"} for t in doc[start:comma] if t.pos_ == "NOUN")
    named = people and doc[comma + 1].pos_ == "PROPN"  # i titolari del bar, Anna e Aldo Neri
    noun = doc[comma + 1].pos_ in {"NOUN", "PROPN"} and doc[comma + 1].is_lower
    office = noun and doc[comma - 1].ent_type_ == "PER"
    named = named or office  # Gary Ginn, coroner della contea
    if not named and (first.pos_ != "NOUN" or noun_type(first) != "PER"):
        return comma
    for i in range(comma + 2, min(comma + 16, high)):
        if finite(doc[i]) or (named and is_verb(doc[i])):
            return comma
        if doc[i].text == ",":
            return i
    return comma


def _relative_before(doc: Doc, cue: Cue, low: int) -> int | None:
    """*la banca [dove], secondo lui, …*: the relative word right before an evidential."""
    i = cue["start"] - 1
    while i > low and doc[i].is_punct:
        i -= 1
    return i if i > low and doc[i].lower_ in {"dove", "cui", "che", "quando"} else None


def _past_other(doc: Doc, comma: int, high: int) -> int:
    """*secondo i rilievi[, come ha spiegato il capo della Mobile], l'uomo …*: who else says so."""
    other = cue_at(doc, comma + 1) if comma + 1 < high and doc[comma].text == "," else None
    if other is None or other["part"] != "as" or other["start"] != comma + 1:
        return comma
    close = _segment_end(doc, other, high)
    return close if close < high and doc[close].text == "," else comma


def _of_another(doc: Doc, start: int, comma: int) -> bool:
    """Whether a participle after a source agrees in number with what stands before it, and not with it."""
    own = next((t for t in doc[start:comma] if t.pos_ in {"NOUN", "PROPN"}), None)
    if own is None:
        return False
    said = first_value(doc[comma + 1], "Number")
    return None not in {said, first_value(own, "Number")} and said != first_value(own, "Number")


def _past_dashes(doc: Doc, dash: int, high: int) -> int:
    """*secondo il convivente [– interrogato ieri –], la donna …*: past what dashes enclose, if no clause."""
    for i in range(dash + 1, min(dash + 16, high - 1)):
        if finite(doc[i]):
            break
        if doc[i].text in DASHES:
            return i + 1
    return dash


def _past_participle(doc: Doc, comma: int, high: int) -> int:
    """Past a participle that is said of a source, to the comma that closes it; else its first comma."""
    for i in range(comma + 2, min(comma + 16, high)):
        if finite(doc[i]):
            return comma
        if doc[i].text == ",":
            return i
    return comma


def _past_relative(doc: Doc, comma: int, high: int) -> int:
    """*per l'attrice Neri[, che lavorò con lui], era un genio*: the comma that closes a relative."""
    if comma + 2 >= high or doc[comma].text != "," or doc[comma + 1].lower_ != "che":
        return comma
    window = range(comma + 2, min(comma + 20, high))
    return next((i for i in window if doc[i].text == ","), comma)


def _is_participle(doc: Doc, cue: Cue) -> bool:
    """*come [previsto]*, *come [emerso] in aula*."""
    return (
        cue["part"] == "as"
        and doc[cue["head"]].lower_.endswith(("to", "so"))
        and not any(doc[k].pos_ == "AUX" for k in cue["tokens"])
    )


@cache
def _possessives(cues: CueLexicon) -> frozenset[str]:
    return frozenset(" ".join(form) for form in cues.adpositions.possessive)
