"""*secondo la procura*, *per il sindaco*, *a suo parere*: prepositions that name a source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile

from spacy.tokens import Doc, Token

from claimx.components.grammar import (
    DASHES,
    finite,
    first_value,
    fused,
    grammar,
    lemma_of,
    listed,
    morph,
    name_in_marks,
    prepositions,
)
from claimx.components.lookup import known_cues, phrase_starts, tokens_with
from claimx.components.nouns import SPEAKING, noun_type
from claimx.components.state import Cue, cue_of
from claimx.lexicon import CueLexicon, load_bodies

STATEMENT = 16
"""Tokens after *per X* in which the verb of X's opinion is sought."""
_OPENING = frozenset(["«", "“", '"', "‘"])
_CLAUSE_ENDS = frozenset([".", ":", ";", "»", "”", '"'])


def adposition_cues(doc: Doc) -> Iterator[Cue]:
    """The prepositions of the lexicon where a source comes after them."""
    by_first = _by_first(known_cues(doc))
    for i in tokens_with(doc, "LOWER", by_first.keys()):
        for form in by_first[doc[i].lower_]:
            end = i + len(form)
            stands = end < len(doc) and _stands(doc, i, form)
            if stands and _introduces_source(doc, i, end, form):
                end = _past_saying(doc, end)
                yield _cue(form, head=i, tokens=range(i, end))


@cache
def _by_first(cues: CueLexicon) -> dict[str, list[tuple[str, ...]]]:
    """The prepositions by their first word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for form in cues.adpositions.forms:
        found.setdefault(form[0].lower(), []).append(form)
    return found


def evidence_cues(doc: Doc) -> Iterator[Cue]:
    """*[Dalle] prime ricostruzioni, l'auto avrebbe sbandato*: what a conditional of hearsay rests on.

    Only at the beginning of a sentence, where its verb is in the conditional.
    """
    for i in tokens_with(doc, "LOWER", fused("da")):
        if not _opens_clause(doc, i) or i + 2 >= len(doc):
            continue
        noun = _first_noun(doc, i + 1, 5)
        if noun is None or lemma_of(noun) not in listed("evidence"):
            continue
        verbs = (t for t in doc[noun.i : min(noun.i + RESTS, len(doc))] if _decides(t, noun.i))
        verb = next(verbs, None)
        if verb is not None and "Cnd" in morph(verb, "Mood"):
            end = _past_saying(doc, i + 1)
            yield _cue(("da",), head=i, tokens=range(i, end))


RESTS = 30
"""Tokens after what a statement rests on in which its verb is sought."""


def _decides(token: Token, start: int) -> bool:
    """A finite verb that is in no relative clause, or the end of the sentence."""
    if token.text in {".", ";", ":"}:
        return True
    relative = any(t.lower_ in {"che", "cui"} for t in token.doc[max(start, token.i - 3) : token.i])
    return finite(token) and not relative


def _past_saying(doc: Doc, i: int) -> int:
    """*secondo [il racconto dei] vicini*: past a noun of saying, to whose it is."""
    noun = i + 1 if doc[i].pos_ == "DET" else i
    noun += noun + 1 < len(doc) and doc[noun].pos_ == "ADJ"  # la prima ricostruzione di
    if noun + 2 >= len(doc) or lemma_of(doc[noun]) not in listed("sayings"):
        return i
    of = doc[noun + 1].lower_ in fused("di")
    whose = _first_noun(doc, noun + 2, 3)
    if whose is None and doc[noun + 2].pos_ == "NUM":
        return noun + 2  # la testimonianza dei due
    speaks = whose is not None and (_is_speaker(whose) or whose.pos_ == "PROPN")
    return noun + 2 if of and speaks else i  # una prima ricostruzione dei fatti


def _stands(doc: Doc, start: int, form: tuple[str, ...]) -> bool:
    """Whether a preposition of several words stands at ``start``, its last one fused or not."""
    *first, last = form
    if any(doc[i].lower_ != word for i, word in enumerate(first, start)):
        return False
    ending = doc[start + len(first)].lower_
    return ending == last or ending in grammar().fused.get(last, frozenset())


def possessive_cues(doc: Doc) -> Iterator[Cue]:
    """*a suo parere*: the source is the possessive in the middle."""
    own = listed("possessives")
    for form, starts in phrase_starts(doc, known_cues(doc).adpositions.possessive).items():
        for start in starts:
            end = start + len(form)
            words = [i for i in range(start, end) if doc[i].lower_ not in own]
            yield _cue(form, head=end - 1, tokens=words)


def _cue(form: tuple[str, ...], head: int, tokens: Sequence[int]) -> Cue:
    return cue_of(tokens, head, " ".join(form), "according_to", [], "adposition")


def _introduces_source(doc: Doc, start: int, end: int, form: tuple[str, ...]) -> bool:
    """*secondo la polizia*, not *il secondo tempo* nor *secondo le regole* nor *secondo me*."""
    following = doc[end]
    if form[0] in {"secondo", "stando"} and following.lower_ in prepositions():
        return False  # arrivato secondo alla maratona
    if following.lower_ in listed("no_source_after"):
        return following.lower_ == "cui" and form == ("secondo",)
    if form == ("per",):
        return _opinion(doc, start)
    if start and doc[start - 1].lower_.startswith("rinvi"):
        return False  # il rinvio a giudizio del ministro
    if form == ("a", "sentire"):  # not continuava a sentire
        noun = _first_noun(doc, end, 3)
        return _opens_clause(doc, start) or (
            doc[start - 1].text == "," and noun is not None and _is_speaker(noun)
        )
    return form != ("secondo",) or _is_preposition(doc, start)


def _is_preposition(doc: Doc, i: int) -> bool:
    """*secondo* the preposition before a source: no number, no conformity (*secondo le regole*)."""
    token, following = doc[i], doc[i + 1]
    if i + 2 < len(doc) and doc[i + 2].lower_ in listed("which"):
        return True  # secondo il quale
    if token.pos_ in {"ADJ", "NUM"} and following.pos_ in {"NOUN", "ADJ"}:
        return False  # secondo tempo
    if (
        i
        and doc[i - 1].pos_ in {"DET", "NUM"}
        and doc[i - 1].lower_ in listed("ordinal_determiners")
    ):
        return False  # il secondo
    if (past := name_in_marks(doc, i + 1)) is not None:
        return past < len(doc) and doc[past].text == ","  # secondo «Le Monde», …
    noun = _first_noun(doc, i + 1, 5)
    if noun is None:
        untagged = (
            i + 2 < len(doc) and doc[i + 2].pos_ == "ADJ" and noun_type(doc[i + 2]) is not None
        )
        return following.pos_ == "PRON" or untagged  # secondo i responsabili
    if noun.i == i + 1 and noun.pos_ == "NOUN" and first_value(noun, "Number") == "Sing":
        return noun_type(noun) not in {None, "PER"}  # secondo figlio
    if noun.lower_ in listed("elided_articles"):
        return False
    if following.is_punct and following.text not in DASHES:
        return False
    return lemma_of(noun) not in known_cues(noun.doc).adpositions.conformity


def _first_noun(doc: Doc, start: int, reach: int) -> Token | None:
    return next((t for t in doc[start : start + reach] if t.pos_ in {"NOUN", "PROPN"}), None)


def _opinion(doc: Doc, start: int) -> bool:
    """*per il sindaco il bilancio è in ordine*: *per* and a speaker first in a clause, no verb before.

    A purpose, a cause or who profits stands elsewhere in its clause, or names no speaker.
    """
    if start + 2 >= len(doc):
        return False
    following = doc[start + 1]
    articles = listed("singular_articles") | listed("plural_articles")
    if following.lower_ in articles and doc[start + 2].lower_ in listed("which"):
        return start > 0 and doc[start - 1].text == ","  # Rossi, per il quale
    if following.pos_ not in {"DET", "PROPN"}:
        return False
    noun = _first_noun(doc, start + 1, 4)
    if noun is not None and _of_a_charge(doc, noun):
        return False  # indagato per l'accusa di ricettazione
    if noun is not None and noun.i <= start + 2 and lemma_of(noun) in listed("courts"):
        return _opens_clause(doc, start) or doc[start - 1].text == ","
    if noun is None or not _is_speaker(noun):
        return False
    if start > 1 and doc[start - 1].text == "," and doc[start - 2].text in _CLAUSE_ENDS:
        return True  # «Sono tornate», per il sindaco, «vecchie parole»
    if not _opens_clause(doc, start):
        return False
    if any(t.lower_ in listed("indefinite_articles") for t in doc[start + 1 : noun.i]):
        return False
    return _states_being(doc, noun.i + 1) or (
        _named_alone(following) and _somebody_does(doc, start)
    )


def _of_a_charge(doc: Doc, noun: Token) -> bool:
    """*l'accusa di ricettazione*, not the *accusa* that is the prosecution."""
    following = noun.i + 1 < len(doc) and doc[noun.i + 1].lower_ in fused("di")
    return lemma_of(noun) == "accusa" and following


def _named_alone(first: Token) -> bool:
    """*per [Conti]*, *per [Legambiente]*: a name without an article."""
    return first.pos_ == "PROPN" and first.ent_type_ in {"PER", "ORG"}


def _somebody_does(doc: Doc, start: int) -> bool:
    """*Per Conti [il governo] ha fallito*, *Per Anna Neri, leader del partito, [il piano] va rivisto*.

    After the name, and what it is called, a subject with an article and its verb.
    """
    i = start + 1
    while i < len(doc) and doc[i].ent_type_ in {"PER", "ORG"}:
        i += 1
    if i + 1 < len(doc) and doc[i].text == "," and doc[i + 1].pos_ == "NOUN":
        close = next((k for k in range(i + 1, min(i + 12, len(doc))) if doc[k].is_punct), i)
        i = close + 1 if doc[close].text == "," else i
    if i + 2 >= len(doc) or doc[i].pos_ != "DET":
        return False
    for token in doc[i + 1 : i + 10]:
        if finite(token):
            return lemma_of(token) != "essere"  # not: per Anna la gara è finita
        if token.pos_ not in {"NOUN", "ADJ", "ADP", "DET", "PROPN"}:
            return False
    return False


def _is_speaker(noun: Token) -> bool:
    body = noun.ent_type_ == "LOC" and noun.text in load_bodies()  # per Zagabria, per la Francia
    return noun.ent_type_ in {"PER", "ORG"} or noun_type(noun) in SPEAKING or body


def _opens_clause(doc: Doc, i: int) -> bool:
    """Whether a clause begins at ``i``: a sentence's, one after a mark or after *ma*."""
    if i == 0 or doc[i].is_sent_start:
        return True
    before = doc[i - 1]
    if before.is_space or before.text in _CLAUSE_ENDS:
        return True
    return before.lower_ in listed("adversatives")


def _up_to_close(mark: Token) -> list[Token]:
    """The tokens after an opening mark, up to the next one that may close it."""
    window = mark.doc[mark.i + 1 : mark.i + 40]
    return list(takewhile(lambda t: t.text not in {"»", "”", '"'}, window))


def _past_relative(doc: Doc, start: int) -> int:
    """*per l'attrice Neri[, che lavorò con lui], …*: the token after a relative clause between commas."""
    comma = next(
        (i for i in range(start, min(start + 6, len(doc) - 1)) if doc[i].text == ","), None
    )
    if comma is None or doc[comma + 1].lower_ not in listed("relative_pronouns"):
        return start
    window = range(comma + 2, min(comma + 20, len(doc)))
    return next((i for i in window if doc[i].text == ","), start)


def _states_being(doc: Doc, start: int) -> bool:
    """Whether what follows is a statement: its verb is *essere*, a modal, one of being, or in the conditional."""
    start = name_in_marks(doc, start) or start  # per il comitato «Casa Verde», …
    for token in doc[_past_relative(doc, start) :][: STATEMENT - 1]:
        if token.text in _OPENING:
            return any(finite(t) for t in _up_to_close(token))  # per l'attrice «era un genio»
        if token.text == ":" and token.i + 1 < len(token.doc):
            return token.nbor().text in _OPENING  # per il sindaco: «…»
        if token.text in {".", ";", "?", ":"} or token.is_space:
            return False
        if finite(token):
            auxiliary = token.dep_ in {"aux", "aux:pass"} and lemma_of(token) == "essere"
            hearsay = "Cnd" in morph(token, "Mood")  # per la Cgil la fabbrica chiuderebbe
            return hearsay or (lemma_of(token) in listed("being") and not auxiliary)
    return False
