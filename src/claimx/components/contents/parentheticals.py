"""Sieve 2, cues set off by commas or dashes: the sentence round them is what is said.

*Il bilancio, [ha detto Rossi], è in ordine* · *Il bilancio è in ordine[, ha suggerito].*
"""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from claimx.components.contents.edges import right_edge
from claimx.components.contents.findings import Findings
from claimx.components.contents.frames import Clause
from claimx.components.contents.phrases import accusation
from claimx.components.contents.trimming import trim
from claimx.components.contents.words import (
    BREAKS,
    CLOSERS,
    OPENERS,
    any_finite,
    is_gerund,
    is_padding,
    is_participle,
)
from claimx.components.grammar import (
    SUBJECTS,
    bare_participle,
    cues_between,
    feature,
    finite,
    first_value,
    fused,
    grammar,
    is_indefinite,
    is_passive,
    is_verb,
    lemma_of,
    listed,
    quotation_before,
    quote_at,
    subject_of,
)
from claimx.components.lookup import known_cues, token_from
from claimx.components.nouns import noun_type
from claimx.components.state import Cue, Range, quotations


def set_off(doc: Doc, cue: Cue, low: int) -> bool:
    """Whether a cue comes right after a comma or dash, and only its source and a stop follow."""
    end = cue["end"]
    if cue["start"] <= low or doc[cue["start"] - 1].text not in BREAKS:
        return False
    for i in range(end, min(end + 14, len(doc))):
        token = doc[i]
        if token.text in BREAKS | {"."} or "\n" in token.text:
            return i == end or token.text != "." or _is_source_like(doc, end, i)
        free = doc[end].lower_ in listed("whoever")
        if (is_verb(token) and not free) or token.is_punct:
            return False
        if i == end and not free and token.lower_ in listed("content_openers"):
            return False
    return False


def parenthetical(found: Findings, cue: Cue, low: int, high: int) -> bool:
    """Write down the sentence round a parenthetical or final cue; whether the cue is one.

    *…, ha suggerito.* · *Se no, ha detto Rossi, …*
    """
    doc = found.doc
    opener = _opener(doc, cue, low)
    if opener is None:
        return False
    if _has_its_cue(found, cue):
        return False
    close = _close(doc, cue, opener, high)
    if close is None or _done_to_it(doc, cue, close):
        return False
    closed = close < high and doc[close].text in BREAKS
    verbless = _nothing_of(doc[low:opener]) and _is_source_like(doc, cue["end"], close)
    if not closed and not verbless and _subject_before(doc, cue, low, opener):
        return False
    if closed and _predicate_of_sentence(doc, low, opener, close):
        return False
    if cue["lemma"] in listed("surfacing") and _turns_out(doc, cue, close):
        return False
    if closed and _only_finite(doc, cue, (low, opener), (close, high)):
        return False
    if _takes_object(doc, cue, close, high) or accusation(doc, cue, cue["end"], close) is not None:
        return False
    right_clause = closed and (
        any(is_verb(t) for t in doc[close + 1 : high]) or _rest_of_clause(doc, close + 1)
    )
    if right_clause and _about_source(doc, opener, close, low, high):
        right_clause = False
    if not right_clause and _awaits_predicate(doc, low, opener):
        return False
    first = _left_edge(doc, low, opener, medial=right_clause)
    governs = any(c.dep_ in _THINGS and c.i >= cue["end"] for c in doc[cue["head"]].children)
    if governs and opener == first + 1 and doc[first].pos_ == "ADV":
        return False  # Inoltre, auspica una soluzione e, …
    if not right_clause and _only_attributes(doc, first, opener):
        return False  # Secondo quanto si apprende, si aspetta una relazione
    if governs and doc[first].pos_ == "ADP" and not any(is_verb(t) for t in doc[first:opener]):
        things = (c for c in doc[cue["head"]].children if cue["end"] <= c.i < close)
        if any(c.dep_ in _THINGS and noun_type(c) is None and not c.ent_type_ for c in things):
            return False  # nella loro nota, sottolineano la mancanza di prove, da cui …
    reason = close + 1 < len(doc) and _gives_reason(doc, opener, close + 1)
    left = None if reason or _leads_on(doc, first, opener) else trim(doc, first, opener)
    pieces = [left] if left else []
    if right_clause and (
        _subject_clause(doc, low, opener, close) or not _goes_elsewhere(doc[close + 1])
    ):
        stop = right_edge(doc, cue, Clause(close + 1, "che"), high)
        right = trim(doc, close + 1, stop)
        if right:
            pieces.append(right)
    said = [doc[token_from(doc, a) : token_from(doc, b)] for a, b in pieces]
    if not verbless and not any(_predicates(piece, final=len(said) == 1) for piece in said):
        return False
    if close == cue["end"] and not any(any_finite(piece) for piece in said):
        return False  # furto, urla, inseguimento: nobody says it, nothing is predicated
    draft = found.add("clause.parenthetical", pieces, cue, cue["head"])
    found.take_quotations(draft, pieces)
    return True


def _has_its_cue(found: Findings, cue: Cue) -> bool:
    """*«A – spiega Neri – B?», [si chiede] Neri*: the quotation before has a cue inside it."""
    at = found.doc[cue["start"]].idx
    before = quotation_before(found.doc, at)
    taken = found.taken_quotes.get(before) if before is not None else None
    if before is None or taken is None or taken["rule"] != "quote.cue_inside":
        return False
    between = found.text[quotations(found.doc)[before]["outer_end"] : at]
    return not any(c.isalnum() for c in between)


def _done_to_it(doc: Doc, cue: Cue, close: int) -> bool:
    """*la polizia, appena lo incontra, [lo riconosce], lo arresta*: an object, and nobody named."""
    clitic = doc[cue["start"]].lower_ in listed("clitic_it") and cue["start"] < cue["head"]
    return clitic and close == cue["end"] and cue["type"] == "acknowledge"


_THINGS = frozenset(["obj", "nsubj:pass"])
"""Relations of what a verb governs, in the active and in the passive."""


def _opener(doc: Doc, cue: Cue, low: int) -> int | None:
    """The mark before a cue that may be a parenthetical, past adverbs: *…[,] poi ha aggiunto …*"""
    needed = {"che"} if _between_marks(doc, cue) else {"quote", "che"}
    if not needed <= set(cue["frames"]) or cue["start"] <= low:
        return None
    doubtful = cue["type"] in {"ask", "accuse", "deny"}
    if doubtful and not _is_source_like(doc, cue["end"], cue["end"] + 4):
        return None
    opener = cue["start"] - 1
    while opener > low and (doc[opener].pos_ == "ADV" or doc[opener].lower_ in grammar().inner):
        opener -= 1
    if doc[opener].text not in BREAKS | CLOSERS | {"("}:
        return None
    if is_gerund(doc[cue["head"]]) or bare_participle(doc, cue["head"]):
        return None
    if is_participle(doc[cue["head"]]) and len(cue["tokens"]) == 1:
        return None  # sono stati fermati e, qui, denunciati
    held = cue["end"] < len(doc) and doc[cue["end"]].pos_ == "ADJ"
    if held and is_passive(doc, cue["head"]):
        return None  # il ragazzo, oltre al furto, è ritenuto responsabile di …
    return None if _subject_told_of(doc, cue) or _only_predicate(doc, cue) else opener


def _between_marks(doc: Doc, cue: Cue) -> bool:
    """*La vittima[, hanno ricostruito gli inquirenti,] conosceva …*: a finite verb and its source, no more."""
    if doc[cue["start"] - 1].text not in BREAKS or not any(finite(doc[k]) for k in cue["tokens"]):
        return False
    close = next((t for t in doc[cue["end"] : cue["end"] + 8] if t.is_punct), None)
    if close is None or close.text not in BREAKS:
        return False
    if is_passive(doc, cue["head"]):  # not: entra, viene scoperto dai vicini, scappa
        been = [doc[k].lower_ for k in cue["tokens"][:-1]] == ["è", "stato"]
        return been and close.i == cue["end"]  # l'arma, è stato accertato, era rubata
    return close.i > cue["end"]


def _subject_told_of(doc: Doc, cue: Cue) -> bool:
    """*Don Zeno, che fondò la comunità, [è stato ricordato]*; not *erano soldi, è stato detto*."""
    number = feature(doc, cue["tokens"], "Number")
    verb = doc[cue["head"]]
    if cue["type"] == "ask" and is_passive(doc, verb.i):
        return True  # all'imputato, già condannato, è stato imposto l'obbligo
    told_of = (c for c in verb.children if c.dep_ == "nsubj:pass")
    return any(c.i < cue["start"] and first_value(c, "Number") in {number, None} for c in told_of)


def _only_predicate(doc: Doc, cue: Cue) -> bool:
    """A verb that no aside has: negated, to come, or in the subjunctive; *letto*, but not *si legge*."""
    words = {doc[i].lower_ for i in cue["tokens"]}
    if words & grammar().negations or (
        cue["lemma"] in listed("trusting") and words & listed("in_it")
    ):
        return True
    impersonal = bool(words & listed("si")) and not cue["lemma"].endswith("rsi")
    if cue["lemma"] in listed("read_by_anybody") and not impersonal:
        return True
    if impersonal and cue["end"] < len(doc) and doc[cue["end"]].pos_ in {"DET", "NOUN", "PROPN"}:
        return True  # si ricorda Purple Rain
    mood = feature(doc, cue["tokens"], "Mood")
    later = feature(doc, cue["tokens"], "Tense") == "Fut" and not _told_later(doc, cue)
    return mood == "Sub" or later


def _told_later(doc: Doc, cue: Cue) -> bool:
    """*Era lì, [dirà poi ai giudici], da un'ora*: the future of stories, with whom it is told to."""
    near = doc[cue["start"] - 1 : min(cue["end"] + 4, len(doc))]
    to = any(t.lower_ in fused("a") for t in near)
    return to and cue["lemma"] in listed("telling")


def _close(doc: Doc, cue: Cue, opener: int, high: int) -> int | None:
    """The break after the cue, past its subject at most: *, ha detto il sindaco di Modena[,]*."""
    bracket = doc[opener].text == "("
    close = cue["end"]
    while close < high:
        token = doc[close]
        if token.text in {".", ";", "?", "!", ":"} | BREAKS or "\n" in token.text:
            break
        if bracket and token.text == ")":
            break
        free = doc[cue["end"]].lower_ in listed("whoever")  # sostiene chi ha letto la bozza
        if (finite(token) and not free) or (close == cue["end"] and token.lower_ in {"che", "di"}):
            return None
        close += 1
    return close if close - cue["end"] <= 30 else None


def _nothing_of(piece: Span) -> bool:
    """*[Nessun pericolo], assicura il sindaco*, *[Tutto regolare], dicono …*: said without a verb."""
    return len(piece) > 1 and piece[0].lower_ in listed("none_or_all")


def _predicates(piece: Span, *, final: bool) -> bool:
    """Whether what is said has a predicate, before a ``final`` cue a finite one or a participle.

    *Rossi, parlando in aula, [ha ricordato …]* has none.
    """
    if final:
        return any_finite(piece) or is_participle(piece[0])
    return any(is_verb(t) for t in piece)


def _left_edge(doc: Doc, low: int, opener: int, *, medial: bool) -> int:
    """Where the clause begins that a cue stands in or after: past a semicolon, or the writer's colon.

    *Rossi frena: [i conti], dice, [sono in ordine]* · *Una bocciatura per la Lega: [è tardi],
    attaccano* · *[Il problema è uno: mancano i soldi], dice Rossi*.
    """
    start = low
    for i in range(low, opener):
        own = doc[i].text == ";" or (
            doc[i].text == ":" and (medial or not any_finite(doc[start:i]))
        )
        if own and quote_at(doc)[i] < 0 and opener - i > 1:
            start = i + 1
    while start < opener and is_padding(doc[start]):
        start += 1
    return start


def _rest_of_clause(doc: Doc, i: int) -> bool:
    """*Possono partecipare, precisa la nota, [tutti i laureati]*: no verb, and no office of the source."""
    if i + 1 >= len(doc) or doc[i].pos_ not in {"DET", "ADP"}:
        return False
    noun = next((t for t in doc[i : i + 5] if t.pos_ in {"NOUN", "PROPN"}), None)
    return noun is not None and (doc[i].pos_ == "ADP" or noun_type(noun) != "PER")


def _awaits_predicate(doc: Doc, low: int, opener: int) -> bool:
    """*racconta come, poche ore dopo, [aveva scritto] a tutti*: the cue is the clause's own verb."""
    for i in range(opener - 1, low, -1):
        if finite(doc[i]):
            return False
        if doc[i].lower_ in listed("clause_words") | {"come"} and doc[i + 1].text == ",":
            return True
    return False


def _leads_on(doc: Doc, start: int, opener: int) -> bool:
    """*Il coordinatore invita alla cautela, perché – scrive – «…»*: a report before, what is said after."""
    if opener > start and doc[opener - 1].lower_ == "dove":
        return True  # domani l'incontro, dove, assicura Neri, «ci saremo»
    return (
        opener > start
        and doc[opener - 1].pos_ in {"SCONJ", "CCONJ"}
        and any(
            cue["part"] == "verb" and any_finite(doc[i] for i in cue["tokens"])
            for cue in cues_between(doc, start, opener)
        )
    )


def _gives_reason(doc: Doc, opener: int, after: int) -> bool:
    """*Il cantiere è fermo perché – spiega Neri – «[mancano i fondi]»*: the writer's clause before."""
    joined = doc[opener - 1].lower_ in listed("joining")
    return joined and doc[after].text in OPENERS and quote_at(doc)[opener - 1] < 0


def _only_attributes(doc: Doc, start: int, end: int) -> bool:
    """*[Secondo quanto si apprende], si aspetta*: no verb in the tokens but that of the words it begins with."""
    cues = (c for c in cues_between(doc, start, start + 1) if c["part"] not in {"verb", "noun"})
    return any(not any_finite(t for t in doc[start:end] if t.i not in c["tokens"]) for c in cues)


def _subject_before(doc: Doc, cue: Cue, low: int, opener: int) -> bool:
    """*Il sindaco, che ieri era assente, ha detto*: the cue is the sentence's own predicate."""
    subject = subject_of(doc, cue["head"])
    if subject is None or subject.i >= opener:
        return False
    if subject.pos_ == "PRON" and not any_finite(doc[subject.i : opener]):
        return True  # arrivano gli agenti e lui, durante le discussioni, minaccia
    return not any(
        finite(t)
        and not (doc[t.i - 1].text == "," and doc[t.i + 1].text == ",")  # il testo, ricorda, …
        and not any(
            w.lower_ in listed("clause_words") | {"come"} for w in doc[max(low, t.i - 8) : t.i]
        )
        for t in doc[low:opener]
    )


def _predicate_of_sentence(doc: Doc, low: int, opener: int, close: int) -> bool:
    """*L'ayatollah, ieri, ha confermato il presidente, [ma] …*: a name before, no clause to go on with.

    *Il bilancio, ha detto Rossi, è in ordine* has its verb after the second mark.
    """
    if any_finite(doc[low:opener]) or close + 1 >= len(doc):
        return False
    following = doc[close + 1]
    return following.pos_ in {"CCONJ", "SCONJ"} or following.lower_ in listed("new_clauses")


def _turns_out(doc: Doc, cue: Cue, close: int) -> bool:
    """*A suo carico, ieri, [risulterebbe] un altro episodio*: a thing, which nobody says."""
    own = (c for c in doc[cue["head"]].children if cue["end"] <= c.i < close)
    if cue["end"] < close and doc[cue["end"]].pos_ == "ADJ":
        return True  # la casa che, in apparenza, risultava vuota, …
    return any(c.dep_ in SUBJECTS and noun_type(c) is None and not c.ent_type_ for c in own)


def _only_finite(doc: Doc, cue: Cue, before: Range, after: Range) -> bool:
    """*La polizia, durante un controllo, [ha denunciato un uomo], per furto*: the sentence has no other verb."""
    own = (c for c in doc[cue["head"]].children if cue["end"] <= c.i < after[0])
    things = any(c.dep_ == "obj" and (is_indefinite(c) or noun_type(c) is None) for c in own)
    return things and not any_finite(doc[slice(*before)]) and not any_finite(doc[slice(*after)])


def _takes_object(doc: Doc, cue: Cue, close: int, high: int) -> bool:
    """*…, teme [una seconda ondata]*: an object, not a source."""
    if cue["end"] >= high:
        return False
    first = doc[cue["end"]]
    things = (c for c in doc[cue["head"]].children if c.dep_ == "obj" and c.i >= cue["end"])
    said = (c for c in things if noun_type(c) != "DOC")  # but: - spiega una nota -
    if any(lemma_of(c) in known_cues(doc).nouns for c in said):
        return True  # …, Neri, la regista, ha commentato la notizia
    closed = close < high and doc[close].text in BREAKS
    object_only = all(c.dep_ == "obj" for c in _own_phrases(doc, cue, close))
    if closed and first.lower_ in listed("definite_articles") and not object_only:
        return False
    if first.pos_ == "NOUN" and first.dep_ == "obj" and noun_type(first) is None:
        return True  # chiede aiuto alla polizia
    return first.pos_ in {"DET", "NOUN", "NUM"} and not _is_source_like(doc, cue["end"], close)


def _own_phrases(doc: Doc, cue: Cue, close: int) -> list[Token]:
    """The subject and object of a cue after it, up to the mark that closes it."""
    own = (c for c in doc[cue["head"]].children if cue["end"] <= c.i < close)
    return [c for c in own if c.dep_ in SUBJECTS | {"obj"}]


def _is_source_like(doc: Doc, start: int, end: int) -> bool:
    """Whether a phrase after a cue can be its source: a name or a noun for people or papers."""
    return any(
        t.pos_ == "PROPN" or t.ent_type_ or t.text[:1].isupper() or noun_type(t) is not None
        for t in doc[start : min(end, start + 6)]
    )


def _subject_clause(doc: Doc, low: int, opener: int, close: int) -> bool:
    """*Non è la prima volta, ricordano i residenti, [che il torrente esonda]*: what *è* is said of."""
    following = doc[close + 1]
    verbs = [t for t in doc[low:opener] if finite(t)]
    return (
        following.lower_ == "che"
        and following.dep_ == "mark"
        and len(verbs) == 1
        and lemma_of(verbs[0]) == "essere"
    )


def _about_source(doc: Doc, opener: int, close: int, low: int, high: int) -> bool:
    """*…, ha scritto Neri[, fondatrice del sito, in un messaggio che …]*: after all has been said.

    An office without an article, or a complement whose verbs are all in relative clauses.
    """
    if not any_finite(doc[low:opener]):
        return False
    following = doc[close + 1]
    if (
        following.pos_ == "NOUN"
        and noun_type(following) == "PER"
        and doc[close - 1].ent_type_ == "PER"
    ):
        return True
    if following.pos_ != "ADP" or is_verb(doc[close + 2] if close + 2 < len(doc) else following):
        return False
    words = doc[close + 1 : high]
    relatives = sum(t.lower_ in listed("relative_words") for t in words)
    return 0 < sum(finite(t) for t in words) <= relatives


def _goes_elsewhere(following: Token) -> bool:
    """After a parenthetical the writer goes on about the source: *, ha detto Rossi, [che è …]*."""
    if is_gerund(following) or following.lower_ in listed("turns_away"):
        return True
    return following.lower_ in listed("aside_relatives") and following.dep_ in {"nsubj", "mark"}
