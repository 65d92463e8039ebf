"""Sources by the parse: subject, agent, antecedent, and the subject of a verb above."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from spacy.tokens import Doc, Token

from claimx.components.grammar import (
    SUBJECTS,
    ending_in,
    feature,
    finite,
    first_value,
    fused,
    has_case,
    is_nominal,
    is_verb,
    lemma_of,
    listed,
    morph,
    sentence_of,
    verb_group,
)
from claimx.components.nouns import SPEAKING, noun_type
from claimx.components.sources.candidates import agrees, finds, finite_cue, speaks, usable
from claimx.components.state import Cue, Range

MAX_CHAIN = 4
"""Verbs to climb in search of a shared subject."""
_GOVERNED = frozenset(["conj", "advcl", "xcomp", "ccomp", "parataxis", "acl", "csubj", "obl"])
"""Relations over which a verb may share the subject of the one above it."""


def subject(verb: Token, content: list[Range]) -> Token | None:
    """The overt subject of a verb; of a relative clause the noun that it hangs on."""
    subjects = [c for c in verb.children if c.dep_ in SUBJECTS]
    if len(subjects) > 1 and subjects[0].lower_ in listed("selves"):
        del subjects[0]  # lo stesso La Russa
    if len(subjects) > 1 and subjects[1].i < verb.i:
        between = verb.doc[subjects[0].i + 1 : subjects[1].i]
        if any(t.text == "," for t in between) and not any(is_verb(t) for t in between):
            del subjects[0]  # Tav, Salvini attacca; Delitto di via Roma, il cognato nega
    for child in subjects:
        if child.i < verb.i and any(t.text == ":" for t in verb.doc[child.i : verb.i]):
            continue  # Birmania: le ONG parlano …
        if child.lower_ in listed("relative_subjects"):
            found = _antecedent(verb, child)
            return found if found is not None and usable(found, content) else None
        if usable(child, content):
            found = _past_examples(_said_of(child), verb)
            return _past_topic(found, verb) if child.i < verb.i else found
    return None


def _past_topic(noun: Token, verb: Token) -> Token:
    """*La Francia sulla stessa linea, [il ministro Neri] dice*: a subject that no comma parts from its verb."""
    doc = noun.doc
    group = verb_group(doc, verb.i)[0]
    comma = next(
        (k for k in range(group - 1, max(noun.i, group - NEAREST), -1) if doc[k].text == ","), None
    )
    if comma is None or comma + 1 >= group:
        return noun
    phrase = doc[comma + 1 : group]
    opens = phrase[0].pos_ in {"DET", "PROPN"} or phrase[0].ent_type_ == "PER"
    bare = all(t.pos_ in _OF_PHRASE for t in phrase)
    commas = sum(t.text == "," for t in doc[noun.i : group])
    plural = "Plur" in morph(doc[group], "Number") or "Plur" in morph(verb, "Number")
    listed_with = plural and any(t.dep_ == "conj" for t in phrase)
    if not (opens and bare and commas % 2) or listed_with:
        return noun
    return next((t for t in phrase if t.ent_type_ == "PER" or noun_type(t) == "PER"), noun)


NEAREST = 12
"""Tokens before a verb in which a subject nearer than the parse's is sought."""
_OF_PHRASE = frozenset(["DET", "NOUN", "PROPN", "ADJ", "ADP", "NUM"])


def _past_examples(noun: Token, verb: Token) -> Token:
    """*[I sostenitori], tra cui il premier Neri, affermano*: not who is only one of them."""
    doc = noun.doc
    if noun.i > verb.i:
        return noun
    for i in range(noun.i - 1, max(0, noun.i - EXAMPLES), -1):
        if finite(doc[i]):
            break
        article = doc[i].lower_ == "quali"  # fra i quali, tra cui
        opener = i - 2 if article else i - 1
        if doc[i].lower_ not in {"cui", "quali"} or doc[opener].lower_ not in listed("among"):
            continue
        if opener > 1 and doc[opener - 1].text == ",":
            above = ending_in(doc, opener - 2, _IN_PHRASE, {"NOUN", "PROPN"})
            return above if is_nominal(above) else noun
    return noun


EXAMPLES = 14
"""Tokens over which the members of a group are listed: *tra cui A, B e C*."""
_IN_PHRASE = frozenset(["nmod", "amod", "flat", "flat:name"])
"""Relations between a noun and what follows it in its phrase."""


def _antecedent(verb: Token, relative: Token) -> Token | None:
    """The noun that a relative clause hangs on: *[il sindaco], che ha detto*.

    Where that cannot speak, the last before the relative word that can: *le parole di una
    [testimone], che ha detto*.
    """
    token = verb
    for _ in range(MAX_CHAIN):
        if token.dep_ in {"acl:relcl", "acl"}:
            noun = _governing(_said_of(token.head), verb)
            if speaks(noun):
                return noun
            nearer = (t for t in reversed(token.doc[noun.i : relative.i]) if _person(t, noun))
            return next(nearer, noun)
        if token.head.i == token.i:
            return None
        token = token.head
    return None


def _governing(noun: Token, verb: Token) -> Token:
    """The noun of a phrase that a relative verb is said of: by number, and people before bodies.

    *un ispettore dei vigili che mi chiese* → ispettore; *il professore del dipartimento, che ha
    spiegato* → professore; *una donna, rimasta anonima, che ha detto* → donna.
    """
    while is_verb(noun) and noun.dep_ == "acl" and is_nominal(noun.head):
        noun = noun.head
    number = first_value(verb, "Number") if finite(verb) else None
    auxiliaries = (c for c in verb.children if c.dep_ in {"aux", "aux:pass", "cop"})
    number = number or next((n for c in auxiliaries if (n := first_value(c, "Number"))), None)
    above = noun
    for _ in range(MAX_CHAIN):
        if above.dep_ != "nmod" or not is_nominal(above.head):
            break
        above = above.head
        own = first_value(noun, "Number")
        disagrees = number is not None and own is not None and own != number
        fits = first_value(above, "Number") in {number, None}
        if disagrees and fits and speaks(above):
            return above
        anybody = above.pos_ == "PRON" and above.lower_ in listed("one_of") | {"qualcuno"}
        relative = anybody or (noun_type(above) == "PER" and not above.ent_type_)
        named = above.ent_type_ == "PER" and noun_type(noun) == "ORG"  # Tarallo del dipartimento
        if named or (relative and (noun.ent_type_ != "PER" or has_case(noun, fused("di")))):
            return above  # il professore dell'ateneo, la moglie di Rossi, che ha detto
    return noun


def _person(token: Token, above: Token) -> bool:
    """Whether a token is in the phrase of ``above`` and names somebody who can speak."""
    if token.pos_ not in {"NOUN", "PROPN"} or not above.is_ancestor(token):
        return False
    return noun_type(token) in SPEAKING or token.ent_type_ in {"PER", "ORG"}


def _said_of(noun: Token) -> Token:
    """Who a noun is said of: *X, un meccanico, che …*, *X è un elettricista che …* → X."""
    while noun.dep_ == "appos" and noun.head.i < noun.i:
        noun = noun.head
    if any(c.dep_ == "cop" for c in noun.children):
        above = next((c for c in noun.children if c.dep_ == "nsubj"), None)
        if above is not None and is_nominal(above) and above.pos_ != "PRON":
            return above
    return noun


def agent(verb: Token) -> Token | None:
    """*è stato detto [da X]*: the agent after a passive."""
    relations = {"obl:agent", "obl", "nmod"}
    after = (c for c in verb.children if c.dep_ in relations and c.i > verb.i)
    return next((c for c in after if has_case(c, fused("da"))), None)


def agent_before(verb: Token) -> Token | None:
    """*[dalla procura] è stato detto*: the agent before it."""
    before = (c for c in verb.children if c.dep_ in {"obl:agent", "obl"} and c.i < verb.i)
    return next((c for c in before if has_case(c, fused("da"))), None)


def body(doc: Doc, cue: Cue, content: list[Range]) -> Token | None:
    """*dalla CRI dicono*, *dall'ambasciata fanno sapere*: the body after *da*, the verb plural."""
    if feature(doc, cue["tokens"], "Number") != "Plur":
        return None
    for verb in (doc[i] for i in cue["tokens"] if is_verb(doc[i])):
        found = agent(verb) or agent_before(verb)
        if found is not None and usable(found, content):
            return found
    before = _right_before(doc, cue["start"]) or _at(doc, cue["end"])
    return before if before is not None and usable(before, content) else None


def _at(doc: Doc, i: int) -> Token | None:
    """*dicono [alla polisportiva] –*, *spiegano [al bar Roma],*: a place up to the next mark, no newspaper."""
    if i + 2 >= len(doc) or doc[i].lower_ not in fused("a") or not doc[i + 1].is_lower:
        return None
    end = next((t.i for t in doc[i + 1 : i + DA_REACH] if t.is_punct), None)
    body = noun_type(doc[i + 1]) == "ORG" and lemma_of(doc[i + 1]) not in listed("told_bodies")
    return doc[i + 1] if body and end is not None else None


def _right_before(doc: Doc, start: int) -> Token | None:
    """*[dalla Regione] ci hanno risposto*, *In [negozio] riferiscono*, whatever the parse hangs it on."""
    for i in range(start - 1, max(-1, start - DA_REACH), -1):
        opens = i == 0 or doc[i - 1].is_punct or doc[i - 1].is_space
        if doc[i].lower_ in fused("da") or (opens and doc[i].lower_ in fused("in")):
            return next((t for t in doc[i + 1 : start] if t.pos_ in {"NOUN", "PROPN"}), None)
        if doc[i].pos_ not in {"NOUN", "PROPN", "ADJ", "DET", "ADP"}:
            return None
    return None


DA_REACH = 6
"""Tokens before a verb that a body after *da* may have."""


def impersonal(doc: Doc, cue: Cue, content: Sequence[Range] = ()) -> bool:
    """*si dice*, *si suppone*: nobody in particular says it.

    A subject in ``content`` is none of the cue's: *[la spesa], si legge nella nota, è raddoppiata*.
    """
    verb = doc[cue["head"]]
    if lemma_of(verb.head) in listed("coming_to_one") and any(
        c.lower_ == "da" and c.dep_ == "mark" for c in verb.children
    ):
        return True  # viene da chiedersi
    si = listed("si")
    if about_anybody(doc, cue):
        return True
    if not any(doc[i].lower_ in si for i in range(cue["start"], verb.i)):
        return False
    if any(a.lower_ == "ci" and b.lower_ in si for a, b in pairwise(doc[cue["start"] : verb.i])):
        return True  # non ci si aspetta che
    if cue["lemma"].endswith("rsi") or _of_oneself(doc, cue):
        return False
    if any(c.lower_ in si and c.dep_ in {"expl:impers", "expl:pass"} for c in verb.children):
        return True
    oneself = cue["part"] == "verb" and " " in cue["lemma"] and not _made(cue)  # si rende conto
    if oneself or feature(doc, cue["tokens"], "Number") not in {"Sing", None}:
        return False
    return subject(verb, list(content)) is None


def _made(cue: Cue) -> bool:
    """*si fa sapere*, *si fa notare*."""
    return cue["lemma"].startswith("fare ")


def about_anybody(doc: Doc, cue: Cue) -> bool:
    """*post che si suppone siano stati scritti*: said of the antecedent, by nobody in particular."""
    before = doc[cue["start"] - 1].lower_ if cue["start"] else ""
    return cue["type"] == "believe" and doc[cue["start"]].lower_ in listed("si") and before == "che"


def _of_oneself(doc: Doc, cue: Cue) -> bool:
    """*si è detto sicuro*, *si è dichiarata innocente*: of oneself, not *si è detto che*."""
    reflexive = "self" in cue["frames"] and cue["lemma"] in listed("said_of_oneself")
    return reflexive and any(doc[i].pos_ == "AUX" for i in cue["tokens"])


def paper(doc: Doc, cue: Cue, content: list[Range]) -> Token | None:
    """*nella nota si legge*, *dai dati è emerso*: what an impersonal verb is read from."""
    cases = fused("in") | fused("da") | fused("su")
    low, high = sentence_of(doc, cue["head"])
    low = next((i + 1 for i in range(cue["start"] - 1, low, -1) if doc[i].text in {":", ";"}), low)
    near: list[Token] = [
        *doc[cue["head"]].children,
        *doc[low : cue["start"]],
        *doc[cue["end"] : min(cue["end"] + 5, high)],
    ]
    for token in near:
        of_body = token.pos_ == "PROPN" and noun_type(token) == "ORG"  # in Procura si ritiene
        studied = token.dep_ == "obj" and noun_type(token) == "DOC" and usable(token, content)
        if studied and "Ger" in morph(token.head, "VerbForm"):
            return token  # analizzando la perizia si evince che
        if token.lower_ in listed("which"):
            continue  # una lettera nella quale si legge
        read = cue["lemma"] == "leggere" and has_case(token, fused("in") | fused("su"))
        if not (token.pos_ == "NOUN" or of_body or read) or not usable(token, content):
            continue
        if read and token.lower_ not in listed("ways_of_reading"):
            return token  # si legge nelle linee guida
        shows = cue["lemma"] in listed("surfacing") and has_case(token, fused("da"))
        if shows or (noun_type(token) in {"DOC", "ORG", "ANON"} and has_case(token, cases)):
            return token
    return _holding(doc, low, cue, content)


def _holding(doc: Doc, low: int, cue: Cue, content: list[Range]) -> Token | None:
    """*[una circolare] da inviare ai prefetti in cui si ordina*: the paper before the relative."""
    for i in range(cue["start"] - 1, max(low, cue["start"] - 3), -1):
        relative = doc[i].lower_ == "cui" or doc[i].lower_ in listed("which")
        shown = cue["lemma"] in listed("surfacing") and doc[i - 1].lower_ in fused("da")
        if relative and shown:
            noun = doc[i - 2] if doc[i - 2].text != "," else doc[i - 3]
            return noun if noun.pos_ == "NOUN" and usable(noun, content) else None
        if relative and doc[i - 1].lower_ in fused("in") | fused("con"):
            nouns = (
                t for t in reversed(doc[max(low, i - PAPER_REACH) : i - 1]) if t.pos_ == "NOUN"
            )
            held = next((t for t in nouns if noun_type(t) not in SPEAKING), None)
            fits = held is not None and noun_type(held) == "DOC" and usable(held, content)
            return held if fits else None
    return None


PAPER_REACH = 12
"""Tokens before *in cui* in which a paper is sought."""


def shared(doc: Doc, cue: Cue, verb: Token, content: list[Range]) -> Token | None:
    """The subject of the verb that this one is coordinated with or governed by.

    *[La sindaca] è arrivata e ha detto*, *[Rossi] è uscito dicendo*, *[il medico] che ha detto*.
    """
    token = verb
    low, high = sentence_of(doc, verb.i)
    for _ in range(MAX_CHAIN):
        if token.head.i == token.i or not low <= token.head.i < high:
            break
        if token.dep_ == "acl" and "Inf" in morph(token, "VerbForm"):
            token = token.head
            if any(c.dep_ == "cop" for c in token.children) and speaks(token):
                return token if usable(token, content) else None  # è [il sindaco] a dire
            # [Rossi] ha avuto modo di dire
            if token.dep_ in {"obj", "obl", "xcomp"} and is_verb(token.head):
                token = token.head
                found = subject(token, content)
                if found is not None and agrees(doc, cue, found) and speaks(found):
                    return found
            continue
        if token.dep_ == "acl:relcl" and _set_off_gerund(doc, verb) and token.i != verb.i:
            token = token.head  # ha criticato chi …, dicendo che: not the relative's subject
            continue
        if _gerund_beside(token):
            token = token.head  # ha lodato l'Europa affermando che: the subject's saying
            continue
        if token.dep_ in {"acl:relcl", "acl"} and is_nominal(token.head):
            if token.dep_ == "acl" and _disagrees(token, token.head):
                token = token.head
                continue
            carried = (
                token.dep_ == "acl"
                or _has_relative(token)
                or token.head.lower_ in listed("whoever")
            )
            noun = _named_before(doc, token) or token.head
            return noun if carried and usable(noun, content) else None
        nominal = _set_off_gerund(doc, verb) and is_nominal(token)  # on the way up from a relative
        if not nominal and not _shares_subject(
            token, finite_start=token.i == verb.i and finite_cue(doc, cue)
        ):
            break
        above = token.head
        if _set_off_gerund(doc, verb) and _subjunctive_after(above):
            above = above.head  # [Neri] è uscito prima che Rossi entrasse, dicendo che
        token = _past_relative(verb, above)
        found = subject(token, content)
        if found is None or not agrees(doc, cue, found):
            continue
        if speaks(found) or finds(cue):
            return found
    return None


def _named_before(doc: Doc, relative: Token) -> Token | None:
    """*l'assessore alla sicurezza [Aldo Neri], che aveva promesso*: the person named right before a
    relative that the parse hangs on something that cannot speak.
    """
    word = next((c for c in relative.children if c.lower_ in listed("carrying_relatives")), None)
    if word is None or relative.dep_ != "acl:relcl" or speaks(relative.head):
        return None
    i = word.i - 1 if doc[word.i - 1].text != "," else word.i - 2
    name = doc[i] if i > relative.head.i else None
    return name if name is not None and name.ent_type_ == "PER" else None


def _subjunctive_after(verb: Token) -> bool:
    """*prima che [entrasse]*: whether a verb is that of a subjunctive clause after its main verb.

    Those of *quando* and *mentre* tell what happened next, and keep the gerunds that follow.
    """
    tensed = (t for t in (verb, *verb.children) if finite(t) and _of_verb(t, verb))
    unreal = any("Sub" in morph(t, "Mood") for t in tensed)
    return verb.dep_ == "advcl" and unreal and verb.head.i < verb.i and is_verb(verb.head)


def _disagrees(word: Token, noun: Token) -> bool:
    """*una borsa, forse [convinti] di …*: said of somebody else, by its number."""
    own, other = first_value(word, "Number"), first_value(noun, "Number")
    return own is not None and other is not None and own != other


def _past_relative(verb: Token, joined: Token) -> Token:
    """*[L'azienda] ringrazia gli agenti che sono intervenuti e auspica*: the main verb, by its tense.

    A verb that the parse joins to a relative clause goes with the verb above where it has that
    one's tense, and the relative another; else with the ``joined`` one.
    """
    main = joined.head
    while is_nominal(main) and main.head.i != main.i:
        main = main.head
    if joined.dep_ != "acl:relcl" or not is_verb(main):
        return joined
    said, above = _tense(verb), _tense(main)
    return main if said is not None and said == above != _tense(joined) else joined


def _tense(verb: Token) -> tuple[bool, set[str], set[str]] | None:
    """Whether a verb's tense is compound, and the tense and number of what is finite of it."""
    tensed = next((t for t in (verb, *verb.children) if finite(t) and _of_verb(t, verb)), None)
    if tensed is None:
        return None
    return tensed.i != verb.i, set(morph(tensed, "Tense")), set(morph(tensed, "Number"))


def _of_verb(token: Token, verb: Token) -> bool:
    return token.i == verb.i or token.dep_ in {"aux", "aux:pass", "cop"}


def _set_off_gerund(doc: Doc, verb: Token) -> bool:
    """*…, [dicendo] che*: a gerund after a comma goes with the main clause."""
    return "Ger" in morph(verb, "VerbForm") and verb.i > 0 and doc[verb.i - 1].text == ","


def _gerund_beside(verb: Token) -> bool:
    """A gerund that the parse has hung on an object or complement."""
    if "Ger" not in morph(verb, "VerbForm") or verb.dep_ != "acl" or not is_nominal(verb.head):
        return False
    noun = verb.head
    while noun.dep_ in {"conj", "nmod", "appos"} and noun.head.i < noun.i:
        noun = noun.head
    return noun.dep_ in {"obj", "obl", "iobj"}


def _has_relative(verb: Token) -> bool:
    """Whether a relative word carries the subject, a conjunction by its tag if none else does."""
    words = [c for c in verb.children if c.lower_ in listed("carrying_relatives")]
    subjects = any(c.dep_ in SUBJECTS for c in verb.children)
    return any(c.pos_ == "PRON" or (c.dep_ == "mark" and not subjects) for c in words)


def _shares_subject(verb: Token, finite_start: bool) -> bool:
    """Whether a verb may take the subject of the one above it.

    Not a finite clause of its own: *X sostiene che sia vero*, *quando ha detto …, X era via*.
    """
    if verb.dep_ not in _GOVERNED:
        return False
    if verb.dep_ == "ccomp" and "Inf" not in morph(verb, "VerbForm"):
        return False
    return not (verb.dep_ == "advcl" and finite_start)


def above(noun: Token, content: list[Range]) -> Token | None:
    """*[X] ha espresso la speranza che*: the subject of the verb that a noun hangs on."""
    token = noun
    for _ in range(MAX_CHAIN):
        token = token.head
        if is_verb(token):
            found = subject(token, content)
            if found is not None and found.i != noun.i:
                return found
        if token.head.i == token.i:
            break
    return None
