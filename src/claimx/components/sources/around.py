"""Sources by the words round the cue, where the parse of news is not to be relied on."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from claimx.components.grammar import (
    CLOSING,
    NOMINAL,
    bare_participle,
    begins_name,
    ending_in,
    finite,
    first_value,
    fused,
    grammar,
    has_case,
    is_nominal,
    is_verb,
    lemma_of,
    listed,
    prepositions,
    quote_at,
    sentence_of,
)
from claimx.components.lookup import known_cues, token_from, within
from claimx.components.nouns import SPEAKING, noun_type, role_list
from claimx.components.sources.candidates import (
    agrees,
    breaks_clause,
    in_relative,
    speaks,
    usable,
)
from claimx.components.state import Cue, Range

AFTER = 14
"""Tokens after a verb in which its subject is sought."""
NEXT = 12
"""Tokens after a cue like *queste le parole di* in which the speaker is sought."""
NAME_LINKS = frozenset(["flat", "flat:name"])
"""Relations between the words of a name."""
NOUN_LINKS = NAME_LINKS | {"nmod", "amod", "appos"}
"""Relations between a noun and what follows it in its phrase."""
_NAMES = frozenset(["NOUN", "PROPN"])


def nominal_from(doc: Doc, i: int) -> Token | None:
    """The head of the noun phrase that begins at ``i``: its first noun or name."""
    for token in doc[i : i + 6]:
        if token.pos_ in {"NOUN", "PROPN", "PRON"} or token.ent_type_:
            return token
        untagged = token.pos_ == "ADJ" and token.i > i and noun_type(token) in SPEAKING
        if untagged and not _counts(doc, token.i, {"NOUN", "PROPN"}):
            return token  # i responsabili militari
        if token.pos_ == "NUM" and not _counts(doc, token.i, {"NOUN", "ADJ", "PROPN"}):
            return token
        opening_mark = token.is_punct and (token.i == i or token.is_left_punct)
        if token.pos_ not in {"DET", "ADJ", "NUM", "ADV"} and not opening_mark:
            return None
    return None


def _counts(doc: Doc, i: int, tags: set[str]) -> bool:
    """*[tre] sindaci*, not *[tre] su dieci*: whether a number has its noun after it."""
    return i + 1 < len(doc) and doc[i + 1].pos_ in tags


def from_da(doc: Doc, i: int) -> Token | None:
    """*da X* where *da* stands at ``i``, whatever the parse hangs it on."""
    if i < len(doc) and doc[i].lower_ in fused("da"):
        return nominal_from(doc, i + 1)
    return None


def agent_past(doc: Doc, end: int) -> Token | None:
    """*definita «folle» da Rossi*: the agent right after what is said, which ends at ``end``."""
    i = token_from(doc, end)
    while i < len(doc) and doc[i].is_punct and doc[i].idx - end <= 4:
        i += 1
    return from_da(doc, i) if i < len(doc) and doc[i].idx - end <= 4 else None


def after_verb(doc: Doc, cue: Cue, content: list[Range]) -> Token | None:
    """The noun phrase after a reporting verb: *ha detto ieri ai giornalisti il sindaco Rossi*.

    Complements with a preposition and times are passed over; a stop, a clause or what is said
    ends the search. A person's name is preferred to a noun right before it.
    """
    first: Token | None = None
    in_complement = False
    start = _past_manner(doc, cue["end"])
    for i in range(start, min(start + AFTER, len(doc))):
        token = doc[i]
        if _ends_search(doc, i, cue, content):
            break
        if token.pos_ == "ADV" or token.lower_ in listed("times") | grammar().inner:
            continue
        joined = token.lower_ in prepositions()  # davanti al giudice
        if (token.pos_ == "ADP" or joined) and not begins_name(token):
            in_complement = True
            continue
        first_of_name = i
        while first_of_name > start and doc[first_of_name].ent_iob_ == "I":
            first_of_name -= 1
        governed = doc[first_of_name - 1].pos_ in {"ADP", "DET"} and in_complement
        if token.ent_type_ == "PER" and not governed:
            return token if first is None or in_complement or _is_object(first) else first
        if (
            token.lower_ in listed("one_of")
            and i + 1 < len(doc)
            and doc[i + 1].lower_ in fused("di")
        ):
            return token  # una delle operatrici
        counts = token.pos_ == "NUM" and doc[i - 1].pos_ in {"NOUN", "PROPN"}
        opens = token.pos_ == "DET" and doc[i - 1].pos_ != "ADP"
        if i > cue["end"] and (opens or (counts and _counts(doc, i, {"NOUN", "ADJ"}))):
            in_complement = False  # hanno detto al Corriere [due] funzionari
            continue
        if token.pos_ == "DET" and i + 1 < len(doc) and doc[i + 1].pos_ == "PROPN":
            continue  # scrive [La] Stampa
        if in_complement or (token.pos_ == "NUM" and _counts(doc, i, {"NOUN", "ADJ"})):
            continue
        if first is not None and _is_object(first) and _is_person(token):
            return token  # abbassa gli occhi [il custode]
        if first is None and _may_be_subject(token):
            first = token
            if i + 1 >= len(doc) or doc[i + 1].ent_type_ == "PER":
                continue
            person = i + 2 < len(doc) and doc[i + 1].pos_ == "DET" and _is_person(doc[i + 2])
            if speaks(first) or not person:
                return first
        elif not _in_noun_phrase(token):
            break
    return first


def _is_object(noun: Token) -> bool:
    """*allarga [le braccia] Neri*: a thing with its article, before who does it."""
    return noun.nbor(-1).pos_ == "DET" and not speaks(noun)


def _is_person(token: Token) -> bool:
    """*il [custode]*: a noun for a person, after its article."""
    return noun_type(token) == "PER" and token.nbor(-1).pos_ == "DET"


def _past_manner(doc: Doc, i: int) -> int:
    """*commentano [amareggiati] Neri e Rossi*, *sostiene[, perentorio,] Neri*: past how it is said."""
    if i + 1 >= len(doc):
        return i
    aside = i + 2 < len(doc) and doc[i].text == doc[i + 2].text == ","
    if aside and doc[i + 1].pos_ not in {"PROPN", "DET", "PRON"}:
        return i + 3
    if doc[i].pos_ == "ADV" and doc[i + 1].pos_ != "PROPN":
        i += 1  # raccontano [ancora scossi] la moglie e il figlio
    following = i + 1
    while following < len(doc) and doc[following].pos_ == "ADV":
        following += 1  # ha commentato [sconsolato ancora] Neri
    if following >= len(doc):
        return i
    opens = doc[following].pos_ in {"PROPN", "DET"} or doc[following].lower_ in listed("one_of")
    untagged = doc[i].pos_ == "NOUN" and doc[i + 1].pos_ == "DET"  # sottolinea amara la donna
    manner = doc[i].pos_ == "ADJ" or untagged or bare_participle(doc, i)
    return following if opens and manner else i


def _ends_search(doc: Doc, i: int, cue: Cue, content: list[Range]) -> bool:
    """A mark, a line's end, a quotation, what is said or another clause."""
    token = doc[i]
    if token.is_punct or "\n" in token.text or quote_at(doc)[i] != quote_at(doc)[cue["head"]]:
        return True
    if within(content, token.idx) or finite(token):
        return True
    return token.lower_ in listed("relative_pronouns")


def _may_be_subject(token: Token) -> bool:
    if is_nominal(token) or token.text[0].isupper():
        return True
    noun = token.nbor(-1).pos_ == "DET" and token.lower_ not in (
        role_list("first_of_two") | role_list("modifying")
    )
    untagged = noun and noun_type(token) in SPEAKING  # dice il tecnico, not il pubblico ministero
    return token.pos_ == "ADJ" and (token.dep_ in {"nsubj", "obj"} or untagged)


def _in_noun_phrase(token: Token) -> bool:
    if token.pos_ in {"DET", "ADJ", "NUM", "NOUN", "PROPN"}:
        return True
    return token.lower_ in listed("singular_articles")  # tagged as a pronoun


def before_verb(doc: Doc, cue: Cue, content: list[Range]) -> Token | None:
    """The proper name or determined noun right before the verb: *Rossi ha detto*."""
    i = cue["start"] - 1
    while i >= 0 and (doc[i].pos_ == "ADV" or doc[i].lower_ in listed("before_verb")):
        i -= 1
    if i > 0 and doc[i].text in CLOSING and doc[i - 1].text[:1].isupper():
        i -= 1  # «Repubblica» scrive che …
    if i < 0 or within(content, doc[i].idx):
        return None
    token = doc[i]
    if token.pos_ in _NAMES:
        links = NAME_LINKS if token.ent_type_ == "PER" else NOUN_LINKS | {"compound"}
        noun = ending_in(doc, i, links, _NAMES)
        return None if _governed(doc, noun) or _others_object(noun, cue) else noun
    if token.pos_ == "PRON" and token.lower_ in listed("personal"):
        return token
    return None


def _governed(doc: Doc, noun: Token) -> bool:
    """*a Rossi ha detto*, *con la sindaca ha detto*: a complement, no subject."""
    first = noun.i
    while first and (doc[first - 1].pos_ == "DET" or doc[first - 1].ent_type_ == "PER"):
        first -= 1
    if first > 0 and doc[first - 1].pos_ == "ADP":
        return True
    cases = (c for c in noun.children if c.dep_ == "case")
    return noun.ent_type_ != "PER" and any(c.i >= first - 1 for c in cases)  # da parte sua l'Atcm


def _others_object(noun: Token, cue: Cue) -> bool:
    """*a chi gli chiede se firmerà [l'ordinanza] risponde*: the object of a verb before it."""
    verb = noun.head
    own = verb.i in cue["tokens"]
    return noun.dep_ in {"obj", "obl"} and finite(verb) and verb.i < noun.i and not own


def next_speaker(doc: Doc, cue: Cue) -> Token | None:
    """*Così il sindaco*, *queste le parole di Rossi*, *a dirlo è Rossi*: the first after the cue."""
    _, high = sentence_of(doc, cue["head"])
    for i in range(cue["end"], min(cue["end"] + NEXT, high)):
        token = doc[i]
        manner = (
            token.text == "," and doc[cue["end"]].pos_ == "ADP"
        )  # lo dicono a gran voce, i vicini
        if token.text in {",", ".", ":"} and i > cue["end"] and not manner:
            break
        named = (token.pos_ in _NAMES or token.ent_type_) and not has_case(token, {"a"})
        if named and speaks(token) and token.lower_ not in listed("times"):
            return token
    return None


def topic(doc: Doc, cue: Cue, content: list[Range]) -> Token | None:
    """The phrase that the clause begins with, where the parse has lost its verb.

    *Anna Neri, una maestra che insegna qui, ha detto …*: no finite verb comes between them but
    in relative clauses, and no preposition stands before it.
    """
    for i in range(_clause_start(doc, cue), cue["start"]):
        token = doc[i]
        before_that = token.lower_ in fused("di") and i > 0 and doc[i - 1].pos_ == "ADV"
        if token.pos_ == "ADP" or before_that or token.lower_ in prepositions() - fused("di"):
            return _after_complement(doc, i, cue, content)
        clitic = token.lower_ in grammar().clitics
        if token.pos_ == "DET" or (token.pos_ in {"PROPN", "NOUN", "PRON", "NUM"} and not clitic):
            return _first_nominal(doc, i, cue, content)
        if token.pos_ in {"VERB", "AUX", "SCONJ"}:
            return None
    return None


def _clause_start(doc: Doc, cue: Cue) -> int:
    """Where the clause of a cue begins: after a mark, *ma*, or the last verb that is not its own."""
    low, _ = sentence_of(doc, cue["head"])
    quoted = quote_at(doc)
    start = cue["start"]
    while start > low:
        before = doc[start - 1]
        if breaks_clause(before) or quoted[before.i] != quoted[cue["head"]]:
            break
        if finite(before) and not in_relative(doc, before.i, low):
            break
        start -= 1
    return start


def _after_complement(doc: Doc, i: int, cue: Cue, content: list[Range]) -> Token | None:
    """*Nel pomeriggio a Lodi, [il sindaco] ha detto*: past the comma that ends a complement.

    A phrase between two commas is the complement's apposition: *nel suo libro, Il viaggio, ha
    scritto*.
    """
    comma = next((k for k in range(i, min(i + 12, cue["start"])) if doc[k].text == ","), None)
    for token in doc[i + 2 : comma or cue["start"]]:
        place = doc[token.i - 1].ent_type_ == "LOC"
        if place and token.ent_type_ == "PER" and usable(token, content):
            return token  # a Roma Mario Rossi, …, ha detto
    if comma is None:
        return None
    found = _first_nominal(doc, comma + 1, cue, content)
    if found is None:
        return None
    last = cue["start"] - 1
    closed = doc[last].text == "," and not any(t.text == "," for t in doc[found.i : last])
    return None if closed else found


def _first_nominal(doc: Doc, start: int, cue: Cue, content: list[Range]) -> Token | None:
    for i in range(start, min(start + 5, cue["start"])):
        token = doc[i]
        if token.pos_ == "ADP" or is_verb(token):
            return None
        if token.lower_ in listed("latter") and doc[i - 1].lower_.startswith("quest"):
            return token  # quest'ultima
        if token.pos_ in _NAMES and token.lower_ not in listed("times"):
            fits = usable(token, content) and agrees(doc, cue, token) and speaks(token)
            return token if fits else None
    return None


def before_cui(doc: Doc, start: int, relative: Token) -> Token | None:
    """*[Rossi], secondo cui*: the noun before a relative that begins at ``start``."""
    i = start - 1
    while i >= 0 and doc[i].is_punct:
        i -= 1
    if i < 0:
        return None
    clause = relative.head
    above = clause.head
    if clause.dep_ != "acl:relcl" or not is_nominal(above) or above.i >= relative.i:
        above = ending_in(doc, i, NOUN_LINKS, NOMINAL)
    above = _whose(doc, above, i)
    gender = _GENDERS.get(doc[start + 1].lower_)
    if gender is None or first_value(above, "Gender") in {gender, None}:
        return above
    fits = (t for t in reversed(doc[above.i : i + 1]) if first_value(t, "Gender") == gender)
    return next((t for t in fits if t.pos_ in _NAMES and speaks(t)), above)


def _whose(doc: Doc, noun: Token, last: int) -> Token:
    """*il parere [dei geologi], secondo cui*, *un'inchiesta dopo la denuncia [della madre], secondo cui*."""
    cue = doc[last]
    while cue.i > noun.i and not (
        cue.pos_ in _NAMES and cue.i and doc[cue.i - 1].lower_ in fused("di")
    ):
        cue = cue.nbor(-1)
    sayings = known_cues(doc).nouns.keys() | listed("sayings")
    said = doc[cue.i - 2] if cue.i - 2 >= noun.i else cue
    if doc[cue.i - 1].lower_ not in fused("di") or lemma_of(said) not in sayings:
        return noun
    return cue if speaks(cue) else noun


_GENDERS = {"la": "Fem", "le": "Fem", "il": "Masc", "i": "Masc"}
"""Gender by the article of *il quale*."""


def possessor(noun: Token, content: list[Range]) -> Token | None:
    """*le parole [di Rossi]*: who a noun is of."""
    for child in noun.children:
        of = child.dep_ == "nmod" and child.i > noun.i and has_case(child, fused("di"))
        if of and usable(child, content):
            return child
        if child.lower_ == "parte" and has_case(child, {"da"}):
            return possessor(child, content)  # la richiesta da parte di Rossi
    return _author(noun, content)


def _author(noun: Token, content: list[Range]) -> Token | None:
    """*le affermazioni fatte ieri [dal premier]*: the agent of a participle beside a noun."""
    for participle in noun.children:
        if participle.dep_ not in {"acl", "amod"} or participle.i < noun.i:
            continue
        for child in participle.children:
            if has_case(child, fused("da")) and usable(child, content) and speaks(child):
                return child
    return _agent_after(noun, content)


def _agent_after(noun: Token, content: list[Range]) -> Token | None:
    """*l'appello all'unità lanciato [dal vicesindaco]*, by the words where the parse has it otherwise."""
    doc = noun.doc
    for token in doc[noun.i + 1 : min(noun.i + NEXT, len(doc) - 1)]:
        if token.is_punct or finite(token):
            return None
        following = doc[token.i + 1].lower_
        if bare_participle(doc, token.i) and following in fused("da"):
            found = from_da(doc, token.i + 1)
            fits = found is not None and usable(found, content) and speaks(found)
            return found if fits else None
    return None
