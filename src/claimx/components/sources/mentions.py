"""The mention that a source's head stands for, and what kind of mention it is."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from claimx.components.contents.trimming import dateline_end
from claimx.components.contents.words import is_gerund, is_infinitive
from claimx.components.grammar import (
    MAX_NAME,
    SUBJECTS,
    bare_participle,
    chars,
    finite,
    has_determiner,
    is_verb,
    listed,
    phrase_head,
    sentence_of,
    source_phrase,
)
from claimx.components.nouns import addressee, noun_type
from claimx.components.state import Mention


def mention(doc: Doc, head: Token, cue: int = -1) -> Mention | None:
    """The mention that ``head`` heads, with its apposition; it never holds the token ``cue``."""
    if head.lower_ in listed("possessives") and head.pos_ != "PRON":
        return Mention(pieces=[(head.idx, head.idx + len(head))], head=head.i, how="pronoun")
    if head.lower_ in listed("whoever"):
        end = _free_relative(doc, head.i, cue)
        whole = chars(doc, head.i, end)
        return whole and Mention(pieces=[whole], head=head.i, how="description")
    head = _past_dateline(doc, head)
    start, end, at = source_phrase(doc, head.i)
    if start <= cue < head.i:
        start = cue + 1
        at = max(at, start)
    elif head.i < cue < end:
        end = cue
    if head.dep_ in SUBJECTS | {"appos", "conj"} and _after_name(doc, start, at):
        name = _name_before(doc, start - 2)
        if name is not None:
            start = at = name
    while start < at and doc[at].ent_type_ == "PER" and doc[start].pos_ in {"ADJ", "VERB"}:
        start += 1  # commentano amareggiati [Neri] e Rossi
    if cue < 0 or start < cue:
        start, at = _past_topic(doc, start, end, at, cue)
    start = _past_clause(doc, start, at)
    if at + 2 < end and doc[at].lower_ in listed("prefixes") and doc[at + 1].text == "-":
        at += 2  # il neo-campione
    end = max(addressee(doc, at, end), at + 1)
    if cue < start:
        end = _before_statement(doc, start, end)
    end = _with_name(doc, end, at, cue)
    while end - 1 > at and doc[end - 1].pos_ == "ADV":
        end -= 1  # disse uno dei due [candidamente]
    if end - 2 > at and doc[end - 2].text == "," and bare_participle(doc, end - 1):
        end -= 2  # il rapporto, pubblicato lunedì, …
    span = chars(doc, start, end)
    return Mention(pieces=[span], head=at, how=_kind(doc, start, end, at)) if span else None


def _free_relative(doc: Doc, i: int, cue: int) -> int:
    """Where *chi fa le indagini* ends: at the cue after it, or at a mark."""
    if i < cue:
        end = next((k for k in range(i + 1, cue) if _ends_relative(doc[k])), cue)
        while end > i + 1 and doc[end - 1].pos_ in {"PRON", "AUX", "CCONJ", "ADV"}:
            end -= 1  # chi le ha viste [lo ha] confermato
        return end
    window = range(i + 1, min(i + 12, len(doc)))
    return next((k for k in window if _ends_relative(doc[k])), i + 1)


def _ends_relative(token: Token) -> bool:
    return token.is_punct or token.is_space


def _past_dateline(doc: Doc, head: Token) -> Token:
    """*Nuoro, 19 ott. - [La giunta] ha detto*: no place of a dateline is a source."""
    low, high = sentence_of(doc, head.i)
    first = dateline_end(doc, low)
    if head.i >= first:
        return head
    return next((t for t in doc[first:high] if t.pos_ in {"NOUN", "PROPN"}), head)


def _after_name(doc: Doc, start: int, at: int) -> bool:
    """*Mario Rossi, [un turista], …*: the name is the source, the noun its apposition."""
    if start < 2 or doc[start - 1].text != "," or doc[at].pos_ != "NOUN":
        return False
    if any(c.dep_ == "conj" and has_determiner(c) for c in doc[at].children):
        return False  # Mario Rossi, [la vice] e il segretario: a list
    before = doc[start - 2]
    body = before.ent_type_ == "ORG" and noun_type(doc[at]) == "ORG"  # Alfa, un'azienda
    return body or before.ent_type_ == "PER" or (before.pos_ == "PROPN" and not before.ent_type_)


def _name_before(doc: Doc, last: int) -> int | None:
    """Where the name begins that ends at ``last``; None if it is a complement."""
    if _governed_name(doc, last):
        return None
    start, floor = last, max(0, last - MAX_NAME)
    kind = doc[last].ent_type_ or "PER"
    while start > floor and (doc[start - 1].pos_ == "PROPN" or doc[start - 1].ent_type_ == kind):
        start -= 1
    return start


def _governed_name(doc: Doc, i: int) -> bool:
    """Whether the name that ends at ``i`` is a complement or object, and not what *…, il sindaco* goes on.

    *alla testata tedesca Der Spiegel, …*, *ringraziando Anna Neri, …*, *dopo aver visto Anna Neri, …*
    """
    floor = max(0, i - MAX_NAME)
    while i > floor and doc[i].pos_ in {"NOUN", "ADJ", "PROPN", "DET"}:
        if doc[i].ent_type_ == "PER" and doc[i - 1].ent_type_ == "LOC":
            return False  # a Roma Mario Rossi, presidente …
        i -= 1
    return doc[i].pos_ == "ADP" or _has_object(doc[i])


def _has_object(word: Token) -> bool:
    """*ringraziando*, *ringraziare*, *aver ringraziato*: a verb without a person, before its object."""
    compound = any(c.dep_ == "aux" for c in word.children)
    return is_verb(word) and (compound or is_gerund(word) or is_infinitive(word))


def _past_topic(doc: Doc, start: int, end: int, at: int, cue: int) -> tuple[int, int]:
    """(start, head) of a mention without a headline's topic before it.

    *[Mense,] il pm chiede …*, *[Manovra,] il ministro: …*
    """
    comma = next((i for i in range(start + 1, end - 1) if doc[i].text == ","), None)
    if comma is None:
        return start, at
    later = phrase_head(doc, comma + 1, end, at)
    opens = comma == start + 1 and end == cue and doc[comma + 1].pos_ == "DET"
    if opens and doc[start].ent_type_ == "PER" and noun_type(doc[later]) == "PER":
        return comma + 1, later  # a topic that the recognizer has taken for a person
    no_speaker = doc[at].ent_type_ != "PER" and noun_type(doc[at]) is None
    speaker = noun_type(doc[later]) is not None or doc[later].ent_type_ == "PER"
    if no_speaker and later > comma and speaker:
        return comma + 1, later
    return start, at


def _past_clause(doc: Doc, start: int, at: int) -> int:
    """*Sebbene non sia vincolante, [molti deputati] …*: no clause before its noun is in a mention."""
    predicated = False
    for token in doc[start:at]:
        predicated = predicated or finite(token)
        if predicated and token.text == ",":
            start = token.i + 1
    return start


def _before_statement(doc: Doc, start: int, end: int) -> int:
    """Where a mention after its cue ends: *secondo le accuse[,] Rossi ha pagato*.

    What follows the comma is an apposition only if a mark closes it.
    """
    comma = next((i for i in range(start + 1, end - 1) if doc[i].text == ","), None)
    if comma is None or end >= len(doc) or doc[end].is_punct or doc[end].is_space:
        return end
    return comma


def _with_name(doc: Doc, end: int, at: int, cue: int) -> int:
    """Where a mention ends that a name goes on: *il comandante della nave, [Ivo Lenzi]*."""
    if doc[end - 1].ent_type_ == "PER":
        end = _rest_of_name(doc, end)
    if end + 1 >= len(doc) or doc[end].text != "," or doc[end + 1].ent_type_ != "PER":
        return end
    if doc[at].ent_type_ == "PER" or noun_type(doc[at]) != "PER":
        return end
    last = _rest_of_name(doc, end + 2)
    closed = last >= len(doc) or doc[last].is_punct or doc[last].is_space
    return last if closed or at < cue else end


def _rest_of_name(doc: Doc, end: int) -> int:
    while end < len(doc) and doc[end].ent_type_ == "PER" and doc[end].ent_iob_ == "I":
        end += 1
    return end


def _kind(doc: Doc, start: int, end: int, at: int) -> str:
    """How a mention points to its speaker: a Resolution."""
    if _is_pronoun(doc, at):
        return "pronoun"
    head = doc[at]
    if head.lower_ in listed("pointing"):
        return "ellipsis"  # quella ucraina
    if head.pos_ == "PROPN" or any(t.ent_type_ for t in (head, *doc[start:end])):
        return "named"
    return "description"


def _is_pronoun(doc: Doc, at: int) -> bool:
    """*lui*, *la sua promessa*, *quest'ultima*."""
    head = doc[at]
    if head.dep_ == "det:poss":
        return True
    if head.lower_ in listed("possessives") and head.pos_ in {"DET", "ADJ", "PRON"}:
        return True
    latter = head.lower_ in listed("latter") | listed("latter_plural")
    if latter and at > 0 and doc[at - 1].lower_.startswith("quest"):
        return True
    return head.pos_ == "PRON" and head.lower_ in listed("personal")
