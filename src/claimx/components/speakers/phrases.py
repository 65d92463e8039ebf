"""Whom a phrase names, and whom it only mentions in a complement."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from claimx.components.grammar import listed, quote_at
from claimx.components.nouns import noun_type
from claimx.components.speakers.cast import Cast, Entity


def person_in(cast: Cast, start: int, end: int, head: int) -> Entity | None:
    """The person (or named body) that a phrase is about, not one in its complements.

    *il premier [Rossi]*, *la [Cgil]*; of *il legale di Rossi* nobody.
    """
    doc = cast.doc
    body: Entity | None = None
    person: Entity | None = None
    quoted = quote_at(doc)
    for span in cast.names_in(start, end):
        if quoted[span.start] not in {-1, quoted[head]} and span.label_ == "PER":
            continue  # la preside del liceo «Aldo Neri»
        if span.end > end and span.start != head:
            continue  # a name that runs out of the phrase, and is not what it is about
        entity = cast.by_token.get(span.start) or cast.by_token.get(span[-1].i)
        if entity is None:
            continue
        before = _before(doc, span, start)
        covers_head = span.start <= head < span.end
        if not covers_head and before is not None and _is_complement(doc, span, head, before):
            continue
        if entity.type == "PER":
            if person is None or (span.label_ == "PER" and len(span) > 1):
                person = entity
        elif body is None and (covers_head or _is_apposed(doc, span, head, before, entity)):
            body = entity
    return person or body


def _before(doc: Doc, span: Span, start: int) -> Token | None:
    """The word before a name and its article, within a phrase that begins at ``start``."""
    if span.start <= start:
        return None
    i = span.start - 1
    while i > start and doc[i].pos_ == "DET":
        i -= 1
    return doc[i]


def _is_complement(doc: Doc, span: Span, head: int, before: Token) -> bool:
    """*il legale di [Rossi]*, *Neri e [Rossi]*, *una società quale la [Rossi]*."""
    if before.pos_ == "ADP" or before.lower_ in listed("and"):
        return True
    between = doc[head + 1 : span.start]
    if any(t.lower_ == "cui" for t in between):
        return True  # i sostenitori, tra cui il premier Rossi
    if any(t.text == "," for t in between):
        return _in_participle_clause(between)
    if span.label_ == "PER" and (before.pos_ == "PROPN" or before.ent_type_ == "LOC"):
        return False  # il presidente degli Stati Uniti Rossi
    if span.label_ == "PER" and len(span) > 1 and before.pos_ == "NOUN" and before.i != head:
        of_somebody = any(t.pos_ == "ADP" for t in doc[head + 1 : before.i])
        # il figlio dell'imprenditore Ugo Rossi, not l'assessore alla sicurezza Anna Rossi
        return of_somebody and noun_type(before) in {"PER", "GROUP"}
    if span.label_ == "PER" and len(span) > 1 and before.pos_ == "ADJ":
        nouns = (t for t in reversed(between) if t.pos_ == "NOUN")
        last = next(nouns, None)  # l'allenatore della nazionale italiana Ugo Rossi
        return last is not None and noun_type(last) in {"PER", "GROUP"}
    return any(t.pos_ == "ADP" or t.lower_ in listed("exemplifying") for t in between)


def _in_participle_clause(between: Span) -> bool:
    """*l'imputato, assistito dall'avvocato [Rossi]*: a verb since the last comma."""
    for token in reversed(between):
        if token.text == ",":
            return False
        if token.pos_ == "VERB":
            return True
    return False


def _is_apposed(doc: Doc, span: Span, head: int, before: Token | None, entity: Entity) -> bool:
    """*il sindacato [Cgil]*, *la banca centrale [Bce]*: a body's name after what it is."""
    if before is None or span.start <= head or entity.type != "ORG":
        return False
    if before.i != head and before.pos_ != "ADJ" and before.text != ",":
        return False
    return noun_type(doc[head]) in {"ORG", "GROUP"}
