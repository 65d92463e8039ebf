"""The names of an article: the recognizer's, mended, and those that it has missed."""

from __future__ import annotations

import re
from functools import cache

from spacy.tokens import Doc, Span, Token

from claimx.components.grammar import MAX_NAME, fused, is_verb, listed, morph, quote_at, text_of
from claimx.components.lookup import is_cue_verb, places, tokens_with
from claimx.components.nouns import addressee, noun_type, role_list, same_office
from claimx.components.state import cues
from claimx.lexicon import load_bodies

MAX_ACRONYM = 6
"""Letters of a name in capitals that is taken for a body's: *CGIL*, *UNESCO*."""
_OF_NAME = frozenset("-/'’\"“”«».")
"""Marks that a name may hold: *Emilia-Romagna*, *l'«Alba»*."""


def fold(name: str) -> str:
    """A name for comparison: lower case, words and single spaces only.

    >>> fold("Emilia-Romagna ")
    'emilia romagna'
    """
    return re.sub(r"\W+", " ", name).strip().lower()


def initials(name: str) -> str:
    """The capitals that a name's words begin with.

    >>> initials("Banca centrale Europea"), initials("Banca Centrale Europea")
    ('BE', 'BCE')
    """
    return "".join(w[0] for w in re.findall(r"\w+", name) if w[0].isupper())


def core_name(doc: Doc, start: int, end: int, head: int) -> str:
    """A mention as a name: no determiner before it, no apposition, gloss or looser complement after.

    *Un gruppo di ricercatori dell'università, guidato da …* → *gruppo di ricercatori dell'università*
    """
    while start < end - 1 and doc[start + 1].pos_ != "ADP" and _before_name(doc[start]):
        if f"{doc[start].lower_}_{doc[start + 1].lower_}" in same_office():
            break  # primo ministro
        start += 1
    if start < head and doc[start].lower_ in fused("di"):
        start += 1  # [delle] voci
    if start + 2 < end and doc[start].lower_ in listed("amounts") and doc[start + 1].pos_ == "ADP":
        start += 2  # [decine di] residenti
    head = max(head, start)
    end = max(addressee(doc, head, end), head + 1)
    field = noun_type(doc[head]) == "ORG"  # l'agenzia per l'ambiente, sulla sicurezza
    quoted = quote_at(doc)  # il comitato «Giù le mani [dal parco]»: all that stands in marks
    own = (i for i in range(head + 1, end) if quoted[i] == quoted[head])
    ends = (_name_end(doc, i, end, field=field) for i in own)
    stop = next((at for at in ends if at is not None), end)
    if start + 2 < stop and doc[start].pos_ == "NUM" and doc[start + 1].pos_ == "NOUN":
        start += 1  # [due] pm milanesi, but due uomini: these two
    core = doc[start:stop].text.strip(" ,;:")
    return core or doc[start:end].text.strip(" ,;:") or doc[head].text


def _before_name(token: Token) -> bool:
    return token.is_punct or (token.lower_ in listed("determiners") and not _of_surname(token))


def _of_surname(token: Token) -> bool:
    """*il ministro [La] Malfa*: an article with a capital amid a sentence, before another."""
    amid = token.i > 0 and token.nbor(-1).is_alpha and not token.is_sent_start
    titled = token.is_title and token.i + 1 < len(token.doc) and token.nbor().is_title
    return bool(amid and titled and token.ent_type_ == "PER")


def _name_end(doc: Doc, i: int, end: int, *, field: bool) -> int | None:
    """Where a name ends if token ``i`` is no part of it, else None; a body's may tell its ``field``."""
    token = doc[i]
    if token.is_punct and token.text not in _OF_NAME:
        return i
    hyphened = (i + 1 < end and doc[i + 1].text == "-") or doc[i - 1].text == "-"
    counted = token.pos_ == "NOUN" and doc[i - 1].pos_ == "ADP"  # uno dei residenti
    if ((is_verb(token) or _charged(doc, i)) and not hyphened) or (
        token.text in listed("name_ends") and not counted
    ):
        return i - 1 if doc[i - 1].pos_ == "ADP" else i
    if token.pos_ == "ADV" and token.lower_ in listed("times"):
        return i - 1 if doc[i - 1].pos_ == "ADP" else i  # i carabinieri di Finale [ieri mattina]
    when = i + 2 if i + 1 < end and doc[i + 1].pos_ == "DET" else i + 1
    if token.pos_ == "ADP" and when < end and doc[when].lower_ in listed("times"):
        return i  # la sentenza dell'aprile scorso, il bilancio di questa mattina
    told = field and token.lower_ in fused("su") | {"per", "contro"}
    loose = token.pos_ == "ADP" and not told and token.lower_ not in listed("name_links")
    loose = loose and not token.is_title  # il supermercato In's
    if token.lower_ in {"a", "ad"} and i + 1 < end and doc[i + 1].ent_type_ == "LOC":
        return i if noun_type(doc[i - 1]) == "PER" else None  # una madre a Cremona
    return i if loose and not token.ent_type_ else None


def _charged(doc: Doc, i: int) -> bool:
    """*il docente [accusato] di violenza*: a participle that the tagger takes for an adjective."""
    of = i + 1 < len(doc) and doc[i + 1].lower_ in fused("di") | {"per"}
    return of and doc[i].lower_[:-1] in _CHARGED


_CHARGED = frozenset(["accusat", "sospettat", "indagat", "denunciat", "arrestat", "imputat"])
"""What a person is charged with is no part of the name."""


def name_tokens(span: Span) -> list[Token]:
    """The tokens of a name, without determiner, title or stray mark."""
    tokens = list(span)
    while tokens and _no_beginning(tokens[0]) and not _begins_body(tokens):
        tokens = tokens[1:]
    if len(tokens) > 1 and is_cue_verb(span.doc, tokens[0].i):
        tokens = tokens[1:]  # [Dice] Aldo Neri: «…»
    for i in range(2, len(tokens)):
        task = tokens[i].is_lower and "Inf" in morph(tokens[i], "VerbForm")
        if task and tokens[i - 1].lower_ in listed("plain_di"):
            return tokens[: i - 1]  # Comune [di sospendere i lavori]
    for i in range(1, len(tokens) - 1):
        if tokens[i].is_lower and is_cue_verb(span.doc, tokens[i].i):
            return tokens[:i]  # Microsoft [critica Google]
    while len(tokens) > 1 and tokens[-1].is_lower and is_cue_verb(span.doc, tokens[-1].i):
        tokens = tokens[:-1]  # la Protezione civile [rassicura]
    while tokens and (tokens[-1].is_space or (tokens[-1].is_punct and tokens[-1].text != ".")):
        tokens = tokens[:-1]
    return tokens


def _begins_body(tokens: list[Token]) -> bool:
    """*[ministero] della Salute*, *[ospedale] San Francesco*: without its noun the name is another."""
    if len(tokens) < 2 or tokens[0].pos_ != "NOUN" or noun_type(tokens[0]) != "ORG":
        return False
    return tokens[1].lower_ in fused("di") or tokens[1].lower_ in listed("saints")


def _no_beginning(token: Token) -> bool:
    """*[il] Rossi*, *[Il] Rossi*, *[signor] Rossi*."""
    if not (token.text[:1].isupper() or token.text[:1].isdigit()):
        return True
    articles = listed("singular_articles") | listed("plural_articles")
    return token.lower_ in articles | role_list("titles") and not _of_surname(token)


def name_of(doc: Doc, tokens: list[Token]) -> str:
    """A name as the text writes it."""
    return text_of(doc)[tokens[0].idx : tokens[-1].idx + len(tokens[-1])].strip()


def plausible_name(span: Span) -> bool:
    """Whether a span can be a person's name: a capital, a letter, on one line."""
    capital = any(t.text[:1].isupper() for t in span)
    return capital and any(t.is_alpha for t in span) and "\n" not in span.text


def gender_of(doc: Doc, span: Span) -> str | None:
    """Gender of a person: by the article before a surname, else by the first name or its ending."""
    if span.start and doc[span.start - 1].lower_ in listed("feminine_determiners"):
        return "Fem"
    tokens = name_tokens(span)
    first = tokens[0].lower_ if tokens else ""
    if first in role_list("masculine_names"):
        return "Masc"
    if first in role_list("feminine_names"):
        return "Fem"
    if len(tokens) < 2:
        return None  # Costa, Franco: a surname ends as it likes
    return {"o": "Masc", "a": "Fem"}.get(first[-1])


# ---------------------------------------------------------------- finding them


def find_names(doc: Doc) -> list[Span]:
    """All names in text order: the recognizer's, known people elsewhere, sources it has missed."""
    places = {e.text for e in doc.ents if e.label_ == "LOC"}
    ents = [e for e in doc.ents if len(e) <= MAX_NAME and _looks_like_name(e)]
    labelled = [_without_body(e, places) for e in ents]
    again = _again(doc, labelled)
    covered = {t.i for span in again for t in span}
    kept = [span for span in labelled if not any(t.i in covered for t in span)]
    return sorted([*kept, *again, *_unlabelled(doc)], key=lambda span: span.start)


def _looks_like_name(span: Span) -> bool:
    return any(t.text[:1].isupper() or t.text[:1].isdigit() for t in span)


def _without_body(span: Span, places: set[str]) -> Span:
    """*Usa Obama* → *Obama*; *il segretario della [Cgil] Neri*, *il sindaco di [Lodi] Neri*."""
    if span.label_ == "PER" and span.text in load_bodies():
        return Span(span.doc, span.start, span.end, label="ORG")
    if span.label_ == "PER" and heads_text(span.doc, span):
        return Span(span.doc, span.start, span.end, label="LOC")  # MODENA. La giunta …
    if _is_byline(span):
        return Span(span.doc, span.end - 1, span.end, label="LOC")
    if _is_dateline(span):
        return Span(span.doc, span.start, span.start + 1, label="LOC")
    if _goes_on(span):
        return Span(span.doc, span.start, span.end + 1, label="PER")
    if _holds_office(span):
        return Span(span.doc, span.start, span.end, label="PER")
    if len(span) > 1 and _belongs_to(span, places):
        return Span(span.doc, span.start + 1, span.end, label="PER")
    if span.label_ != "PER" or span[0].lower_ not in role_list("bodies"):
        return span
    if len(span) == 1:
        return Span(span.doc, span.start, span.end, label="ORG")
    return Span(span.doc, span.start + 1, span.end, label="PER")


def _is_byline(span: Span) -> bool:
    """*Anna Neri SAN FELICE. È entrato …*: who writes and where, before the first sentence."""
    if span.start or len(span) < MIN_BYLINE or span.end >= len(span.doc):
        return False
    first, last = span[0].text, span[-1].text
    return len(last) > 2 and last.isupper() and not first.isupper()


def _is_dateline(span: Span) -> bool:
    """*[FIORANO] Magari …*: a place before the first sentence, its first word taken for more of it."""
    first = span[0].text
    place = span.start == 0 and len(span) == 2 and len(first) > 2 and first.isupper()
    return place and span[1].is_title


def _goes_on(span: Span) -> bool:
    """*Giovanni Battista [Durante], del sindacato, …*: a surname that is another word without its capital."""
    doc, end = span.doc, span.end
    if span.label_ != "PER" or end + 1 >= len(doc) or not doc[end + 1].is_punct:
        return False
    surname = doc[end]
    named = surname.is_title and len(surname) > 2 and surname.is_alpha and not surname.ent_type_
    return named and noun_type(surname) is None and surname.text not in load_bodies()


MIN_BYLINE = 3
"""Tokens of a byline: a name and a place."""


def heads_text(doc: Doc, span: Span) -> bool:
    """*MODENA. La giunta …*: the place of a dateline."""
    if span.start or span.end >= len(doc):
        return False
    following = doc[span.end].text
    return span.text.isupper() and (
        following in {".", "-", "–", ",", "«"} or following[0].isupper()
    )


def _holds_office(span: Span) -> bool:
    """*la consigliera di opposizione [Anna Neri]*, whatever the recognizer takes her for."""
    return (
        span.label_ in {"ORG", "MISC"}
        and 2 <= len(span) <= 3
        and all(t.pos_ == "PROPN" and t.is_title for t in span)
        and span.text not in load_bodies()
        and _after_office(span.doc, span.start)
    )


def _belongs_to(span: Span, places: set[str]) -> bool:
    """Whether a span begins with what somebody's office is of."""
    doc, first = span.doc, span[0]
    named = len(span) > 2 and all(t.is_title and t.lower_ not in _of_bodies() for t in span[1:])
    whole = named and first.is_title and noun_type(first) == "ORG"
    body = first.lower_ in role_list("bodies") or first.text in places or whole
    of = span.start > 1 and doc[span.start - 1].lower_ in fused("di")
    before = doc[max(0, span.start - (6 if whole else 2)) : span.start - 1]
    return body and of and any(noun_type(t) == "PER" for t in before)


@cache
def _of_bodies() -> frozenset[str]:
    """Every word of a body's name: *(Croce) Rossa Internazionale* is no person of the cross."""
    return frozenset(word.lower() for body in load_bodies() for word in body.split())


def _again(doc: Doc, labelled: list[Span]) -> list[Span]:
    """Full names of known people that the recognizer elsewhere took for something else or for more."""
    full: dict[tuple[str, ...], int] = {}
    lengths: dict[str, set[int]] = {}
    """First word of a full name → how many words those have that begin with it."""
    ends: dict[int, int] = {}
    for span in labelled:
        if span.label_ != "PER":
            continue
        ends[span.start] = span.end
        name = tuple(t.text for t in name_tokens(span))
        if len(name) > 1:
            full.setdefault(name, len(full))
            lengths.setdefault(name[0], set()).add(len(name))
    found = []
    for i in tokens_with(doc, "LOWER", {word.lower() for word in lengths}):
        longer = (n for n in lengths.get(doc[i].text, ()) if ends.get(i, 0) < i + n)
        names = (tuple(t.text for t in doc[i : i + n]) for n in longer)
        first = min((name for name in names if name in full), key=full.__getitem__, default=None)
        if first is not None:
            found.append(Span(doc, i, i + len(first), label="PER"))
    return found


def _unlabelled(doc: Doc) -> list[Span]:
    """Runs of proper nouns that the recognizer has left: a single surname above all.

    Only a body that the lexicon knows, or right before or after a cue, where a name is its source,
    or after somebody's office.
    """
    beside = {
        i for cue in cues(doc) if cue["part"] != "noun" for i in (cue["start"] - 1, cue["end"])
    }
    proper = places(doc, "POS").get("PROPN", [])
    amid = {doc[i].text for i in proper if not _begins(doc, i)}
    """Names that stand within a sentence, where a capital is no accident."""
    found: list[Span] = []
    end = 0
    for i in proper:
        if i < end or not _bare_proper(doc[i]):
            continue
        end = i + 1
        while end < len(doc) and _bare_proper(doc[end]):
            end += 1
        text = doc[i:end].text
        by_accident = end == i + 1 and _begins(doc, i) and text not in amid
        if end - i > MAX_NAME:
            continue
        known = text in load_bodies()
        source = known or i in beside or end - 1 in beside or _after_office(doc, i)
        if source and not by_accident and _no_noun(doc[i], text):
            acronym = text.isupper() and len(text) <= MAX_ACRONYM
            label = "ORG" if known or acronym else "PER"
            found.append(Span(doc, i, end, label=label))
    return found


def _after_office(doc: Doc, i: int) -> bool:
    """*il direttore sportivo [Neri]*, *la consigliera di opposizione [Anna Neri]*; not *il sindaco di Lodi*."""
    if i == 0 or doc[i - 1].pos_ not in {"NOUN", "ADJ"}:
        return False
    for token in reversed(doc[max(0, i - 4) : i]):
        if token.pos_ == "NOUN" and noun_type(token) == "PER":
            return True
        if token.pos_ not in {"NOUN", "ADJ"} and token.lower_ not in {"di", "all'", "alla"}:
            return False
    return False


def _bare_proper(token: Token) -> bool:
    return token.pos_ == "PROPN" and not token.ent_type_ and token.text[:1].isupper()


def _no_noun(first: Token, text: str) -> bool:
    """No *Presidente*, no *Lunedì*."""
    return noun_type(first) is None and text.lower() not in listed("times")


def _begins(doc: Doc, i: int) -> bool:
    """Whether the capital of a token may be that of its sentence."""
    return i == 0 or doc[i - 1].is_punct or doc[i - 1].is_space or bool(doc[i].is_sent_start)
