"""Sieve 2, nouns of saying: with a source and a clause, or set off with *essere*.

*la promessa del premier di abbassare le tasse* · *…, sono le sue parole, …*
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from claimx.components.contents.edges import right_edge
from claimx.components.contents.findings import Findings
from claimx.components.contents.frames import Clause, infinitive_after
from claimx.components.contents.preceding import concludes
from claimx.components.contents.trimming import trim
from claimx.components.contents.words import (
    BREAKS,
    OPENERS,
    can_speak,
    cue_at,
    is_copula,
)
from claimx.components.grammar import (
    SUBJECTS,
    descendants,
    finite,
    finite_between,
    first_value,
    fused,
    has_case,
    is_indefinite,
    is_there,
    lemma_of,
    listed,
    morph,
    noun_phrase,
    sentence_of,
    subject_of,
    verb_group,
)
from claimx.components.nouns import noun_type
from claimx.components.state import Cue

HEADLINE = 14
"""Tokens before the colon of a headline or of a sentence like one."""


def find_nominal(found: Findings, cue: Cue) -> None:
    """What a noun of saying announces: *la promessa del premier di abbassare le tasse*."""
    doc = found.doc
    low, high = sentence_of(doc, cue["head"])
    noun = doc[cue["head"]]
    if found.quoted[noun.i] >= 0 and noun.head.i == noun.i:
        return
    if any(c.lower_ in listed("these") for c in noun.children):
        return  # date queste richieste di mediazione: of before
    source = _source(noun)
    window = range(noun.i + 1, min(noun.i + 20, high))
    articles = listed("singular_articles")
    held = cue["lemma"] in listed("held") and doc[noun.i - 1].lower_ in articles
    charge = cue["lemma"] in listed("accusation")
    clause: Clause | None = None
    for i in window:
        clause = None
        if source is not None or held or charge or _made_by(noun):
            clause = _copular_clause(doc, i, high, charge=charge)
        if doc[i].text == ":" and source is not None:
            clause = _after_colon(doc, cue, i, low, high)
        elif doc[i].text == ":" and _made(noun) and doc[i + 1].text not in OPENERS:
            clause = Clause(i + 1, "che")  # ha rilasciato una dichiarazione: …
        if clause is not None or finite(doc[i]) or doc[i].text in {":", ";"}:
            break
        clause = _clause_at(doc, i, cue, source, high)
        if clause is not None:
            break
        if doc[i].lower_ == "secondo" and i + 1 < high and doc[i + 1].lower_ == "cui":
            return
    if clause is None and source is not None and concludes(found, cue, low):
        return
    if clause is None and not _asked_for(found, cue, high):
        _words_of(found, cue, low, high)
    if clause is None:
        return
    if clause.frame == "accused":
        source = None  # the charge, not who makes it
    copular = clause.start > 2 and any(map(is_copula, doc[clause.start - 3 : clause.start - 1]))
    if _is_said_itself(found, noun, clause) or _has_its_cue(found, noun, clause):
        return
    expressed = noun.dep_ == "obj" and lemma_of(noun.head) in listed("expressing")
    if cue["lemma"] in listed("only_expressed") and not expressed:
        return
    if source is None and not (_supported(doc, noun) or _made(noun) or is_there(noun) or copular):
        return
    if source is not None and source.pos_ == "NOUN" and noun_type(source) is None:
        return  # proposte di buon senso per …
    if source is None and first_value(noun.head, "Person") in {"1", "2"}:
        return  # ho la certezza che …
    stop = right_edge(doc, cue, clause, high)
    if noun.dep_ in SUBJECTS and clause.start < noun.head.i < stop:
        # la promessa di … è stata mantenuta: not the sentence's predicate
        stop = min(stop, verb_group(doc, noun.head.i)[0])
    if clause.frame == "accused":  # in manette con l'accusa di furto [un uomo], [Mario Neri]
        by = subject_of(doc, noun.head.i)
        ends = [noun_phrase(doc, by.i)[0]] if by is not None and by.i > clause.start else []
        ends += [t.i for t in doc[clause.start : stop] if t.ent_type_ == "PER"]
        stop = min([stop, *ends])
    piece = trim(doc, clause.start, stop)
    if piece is not None:
        frame = "di" if clause.frame == "accused" else clause.frame
        draft = found.add("noun." + frame, [piece], cue, noun.i)
        found.take_quotations(draft, [piece])


def _is_said_itself(found: Findings, noun: Token, clause: Clause) -> bool:
    """*ribadisce [il proprio impegno a restare]*: the noun is the object that another cue says."""
    at = noun.idx
    return any(
        draft["rule"] == "clause.object"
        and draft["cue"] is not None
        and draft["cue"]["head"] == noun.head.i
        and draft["content"][0][0] <= at < found.doc[clause.start].idx < draft["content"][0][1]
        for draft in found.within(noun.i, noun.i + 1)
    )


def _has_its_cue(found: Findings, noun: Token, clause: Clause) -> bool:
    """*i giudici scrivono [nelle motivazioni] che …*: another cue says the same clause."""
    start = found.doc[clause.start].idx
    beside = found.within(noun.i, noun.i + 1)
    return any(draft["content"][0][0] == start for draft in beside)


def _copular_clause(doc: Doc, i: int, high: int, *, charge: bool) -> Clause | None:
    """*la promessa del premier [è che] …*, *l'obiettivo di Rossi [è di] vincere*.

    Of a ``charge`` with a noun too: *l'accusa [è di] omicidio colposo*.
    """
    if not is_copula(doc[i]) or i + 1 >= high:
        return None
    if doc[i + 1].lower_ in listed("pointing") and i + 2 < high:
        i += 1  # la convinzione è quella di aver vinto
    if doc[i + 1].lower_ == "che":
        return Clause(i + 2, "che")
    if doc[i + 1].lower_ in listed("plain_di") and infinitive_after(doc, i + 1, high) is not None:
        return Clause(i + 2, "di")
    if charge and doc[i + 1].lower_ in fused("di") and i + 2 < high:
        return Clause(i + 2, "accused")
    return None


def _made(noun: Token) -> bool:
    """*ha rilasciato una [dichiarazione]: …*, *lancia l'[allarme]: …*"""
    return noun.dep_ == "obj" and lemma_of(noun.head) in listed("making")


def _after_colon(doc: Doc, cue: Cue, colon: int, low: int, high: int) -> Clause | None:
    """*l'ultima richiesta del padre: [che …]*; in a headline *L'allarme dei medici: [turni doppi]*."""
    if colon + 2 >= high:
        return None
    if doc[colon + 1].lower_ == "che" and "che" in cue["frames"]:
        return Clause(colon + 2, "che")
    if doc[colon + 1].text in OPENERS or "quote" not in cue["frames"]:
        return None
    verbless = not finite_between(doc, low, colon)
    reason = any(t.lower_ == "infatti" for t in doc[colon : colon + 6])
    told = cue["lemma"] not in listed("doings") and not reason
    return Clause(colon + 1, "che") if verbless and told and colon - low <= HEADLINE else None


def _clause_at(doc: Doc, i: int, cue: Cue, source: Token | None, high: int) -> Clause | None:
    """*la notizia [che] …*, *la promessa del premier [di] …*, *l'invito [a] …*"""
    token, noun = doc[i], cue["head"]
    frames = set(cue["frames"])
    adjacent = i == noun + 1
    if token.lower_ == "che" and "che" in frames:
        follows = adjacent or (source is not None and noun < source.i < i <= source.i + 3)
        governed = token.dep_ == "mark" and token.head.head.i == noun
        if governed or (follows and _no_relative(doc, i)):
            return Clause(i + 1, "che")
    opens_a = "a" in frames and token.lower_ in fused("a")
    opens_di = frames & {"di", "a"} and token.lower_ in fused("di")
    if opens_a or opens_di:
        inf = infinitive_after(doc, i, high)
        other = cue_at(doc, i - 1)
        if other is not None and other["part"] == "verb" and other["end"] == i:
            return None  # la dichiarazione di Neri, ammettendo [di] …
        after_source = source is not None and source.i < i
        if inf is not None and (adjacent or after_source or doc[inf].head.i == noun):
            return Clause(i + 1, "di")
        if inf is None and adjacent and _arrested_with(doc, cue):
            return Clause(i + 1, "accused")
    return None


def _arrested_with(doc: Doc, cue: Cue) -> bool:
    """*in manette con l'[accusa] di furto*: a charge that nobody is said to make."""
    before = {t.lower_ for t in doc[max(0, cue["head"] - 3) : cue["head"]]}
    return cue["lemma"] in listed("accusation") and bool(before & fused("con"))


def _no_relative(doc: Doc, i: int) -> bool:
    """*la convinzione del sindaco [che] i fondi arriveranno*: the clause has a subject of its own."""
    if doc[i].pos_ == "SCONJ":
        return True
    verb = next((t for t in doc[i + 1 : i + 12] if finite(t)), None)
    if verb is None:
        return False
    lexical = verb.head if verb.dep_ in {"aux", "aux:pass", "cop"} else verb
    return "Sub" in morph(verb, "Mood") or any(
        c.dep_ in SUBJECTS and c.i != i for c in lexical.children
    )


def has_source(noun: Token) -> bool:
    """*la promessa [del premier]*, *la [sua] promessa*: whether a noun of saying tells whose it is."""
    return _source(noun) is not None


def _source(noun: Token) -> Token | None:
    """*la promessa [del premier]*, *la [sua] promessa*."""
    for child in noun.children:
        if child.dep_ == "det:poss":
            return child
        if child.dep_ not in {"nmod", "obl"} or child.i < noun.i:
            continue
        if has_case(child, fused("di")):
            return child
        if child.lower_ == "parte" and has_case(child, {"da"}):  # la richiesta da parte di Rossi
            return next((c for c in child.children if has_case(c, fused("di"))), None)
    return None


def _made_by(noun: Token) -> bool:
    """*l'allarme [lanciato dai medici] è che …*: whether a participle tells who says it."""
    made = (c for c in noun.children if c.dep_ == "acl" and c.i == noun.i + 1)
    by = (c for participle in made for c in participle.children if has_case(c, fused("da")))
    return any(can_speak(c) for c in by)


def _asked_for(found: Findings, cue: Cue, high: int) -> bool:
    """*la richiesta di Rossi [di un rinvio]*, *presenta la richiesta [di convalida]*: the thing itself."""
    doc = found.doc
    noun = doc[cue["head"]]
    above = cue_at(doc, noun.head.i) if noun.dep_ == "obj" else None
    answered = above is not None and above["type"] in {"deny", "confirm"}  # respinge la richiesta
    if answered or cue["lemma"] not in listed("asking_for"):
        return False
    after = [c for c in noun.children if c.i > noun.i]
    sources = [c for c in after if _of(c) and can_speak(c) and not is_indefinite(c)]
    things = [c for c in after if c.pos_ == "NOUN" and _of(c)]
    things += [  # la richiesta di Rossi di un rinvio, not del proprietario della casa
        t
        for source in sources
        for t in descendants(source)
        if t.pos_ == "NOUN"
        and t.head.i == source.i
        and _of(t)
        and has_case(t, listed("plain_di"))
        and not can_speak(t)
    ]
    sourced = bool(sources) or _from_somebody(noun) or _supported(doc, noun)
    thing = next((c for c in things if c not in sources), None)
    if thing is None or not sourced:
        return False
    start, end = noun_phrase(doc, thing.i, (noun.i + 1, high))
    piece = trim(doc, start, end)
    return piece is not None and found.add("noun.di", [piece], cue, noun.i) is not None


def _of(noun: Token) -> bool:
    return noun.dep_ in {"nmod", "obl"} and has_case(noun, fused("di"))


def _from_somebody(noun: Token) -> bool:
    """*la richiesta avanzata [dal pm]*."""
    return any(
        has_case(child, fused("da"))
        for participle in noun.children
        if participle.dep_ in {"acl", "amod"}
        for child in participle.children
    )


def _supported(doc: Doc, noun: Token) -> bool:
    """*ha espresso la speranza che*, *nella convinzione che*: the noun's source is the subject."""
    if noun.dep_ in {"obj", "nsubj:pass"} and lemma_of(noun.head) in listed("support"):
        return True
    cases = fused("in") | fused("con")
    return doc[noun.i - 1].lower_ in cases or has_case(noun, cases)


def _words_of(found: Findings, cue: Cue, low: int, high: int) -> None:
    """*…, sono le sue parole, …*: a noun with *essere*, set off by commas; *a suo parere*."""
    doc = found.doc
    noun = cue["head"]
    if "quote" not in cue["frames"] or found.quoted[noun] >= 0:
        return
    if any(t.lower_ in listed("there") for t in doc[max(low, noun - 3) : noun]):
        return  # secondo cui non ci sono parole
    article = doc[noun - 1].lower_ in listed("definite_articles")
    plain = noun > 2 and is_copula(doc[noun - 2]) and article
    if "di" in cue["frames"] and not (plain and has_source(doc[noun])):
        return
    start, end = _between_marks(doc, noun, low, high)
    if start == low or noun - start > 6 or end - noun > 10 or doc[noun - 1].pos_ == "ADP":
        return
    if not any(is_copula(t) for t in doc[start:noun]) or any(
        finite(t) and not is_copula(t) for t in doc[start:end]
    ):
        return
    opener = start - 1
    if doc[opener].text not in BREAKS:
        return
    first = low
    while first < opener and doc[first].is_space:
        first += 1
    left = trim(doc, first, opener)
    right = trim(doc, end + 1, high) if end < high and doc[end].text in BREAKS else None
    pieces = [piece for piece in (left, right) if piece is not None]
    if pieces:
        draft = found.add("noun.parenthetical", pieces, cue, noun)
        found.take_quotations(draft, pieces)


ASIDE = 12
"""Tokens that an aside round a noun of saying may have on either side of it."""


def _between_marks(doc: Doc, i: int, low: int, high: int) -> tuple[int, int]:
    """The tokens round ``i`` between two marks or spaces, a dozen on either side at most."""
    low, high = max(low, i - ASIDE), min(high, i + ASIDE)
    start, end = i, i + 1
    while start > low and not doc[start - 1].is_punct and not doc[start - 1].is_space:
        start -= 1
    while end < high and not doc[end].is_punct and not doc[end].is_space:
        end += 1
    return start, end
