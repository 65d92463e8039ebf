"""Sieve 3: quotations left over that continue a speaker, and headlines.

*«A», ha detto Rossi. «B».* · *Rossi: non mi dimetto* · *«Il mare è nostro»: la Bolivia spera*
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from claimx.components.contents.cue_before import begins_sentence, nominal_head
from claimx.components.contents.findings import Findings
from claimx.components.contents.trimming import trim, trim_chars
from claimx.components.contents.words import any_finite, can_speak, is_cleft, is_title
from claimx.components.grammar import (
    SUBJECTS,
    chars,
    cues_between,
    finite,
    is_verb,
    listed,
    sentence_at,
    subject_of,
    text_of,
)
from claimx.components.lookup import count_answers, remembered, token_from
from claimx.components.nouns import noun_type
from claimx.components.state import Cue, Mention, Quotation, Range, quotations, sentences
from claimx.lexicon import load_bodies

# ------------------------------------------------------------------ quotations


def find_leftover(found: Findings) -> None:
    """Quotations that no cue has taken: continuations, fragments, openings, headlines."""
    for index, q in enumerate(quotations(found.doc)):
        if q["level"] == 0 and index not in found.taken_quotes and q["last"] - q["first"] >= 3:
            _add_leftover(found, index, q)


def _add_leftover(found: Findings, index: int, q: Quotation) -> None:
    doc = found.doc
    before = token_from(found.doc, q["outer_start"]) - 1
    after = token_from(found.doc, q["outer_end"])
    begins = before < 0 or begins_sentence(doc, q, before)
    alone = begins and _ends_sentence(doc, q, after)
    earlier = found.first_content < q["start"]
    near = earlier and _near(found, q)
    if alone and (near or _answers(doc, q)):
        _add(found, "quote.continuation", index, q, q["first"], inferred="continuation")
    elif alone and (introduced := _introduction(found, q)) is not None:
        _add(found, "quote.continuation", index, q, q["first"], inferred="continuation")
        if index in found.taken_quotes:
            found.taken_quotes[index]["source_cue"] = introduced
    elif near and not alone and (sentence := _own_sentence(found, q)) is not None:
        found.add(
            "quote.fragment",
            [sentence],
            None,
            q["first"],
            quotation=index,
            inferred="continuation",
        )
    elif alone and not earlier and _opens_article(q):
        person = _first_person_after(found, after)
        if person is not None:
            mentions = found.named(person)
            _add(found, "quote.opening", index, q, person, mentions, inferred="continuation")
        elif _is_statement(found, q):
            _add(found, "quote.continuation", index, q, q["first"], inferred="continuation")
    elif alone and not earlier and (person := _next_subject(found, q, after)) is not None:
        mentions = found.named(person)
        _add(found, "quote.opening", index, q, person, mentions, inferred="continuation")
    elif alone and _is_statement(found, q):
        _add(found, "quote.continuation", index, q, q["first"], inferred="continuation")
    elif begins and after < len(doc) and doc[after].text == ":":
        # «Il mare è nostro»: la Bolivia spera …
        window = doc[after + 1 : min(after + 14, len(doc))]
        subject = next((t for t in window if t.dep_ == "nsubj"), None)
        if subject is not None:
            _add(found, "quote.headline", index, q, q["first"], found.named(subject.i))


def _add(
    found: Findings,
    rule: str,
    index: int,
    q: Quotation,
    anchor: int,
    mentions: list[Mention] | None = None,
    inferred: str = "null_subject",
) -> None:
    """Write down a whole quotation."""
    piece = trim_chars(found.text, q["start"], q["end"])
    if piece is not None:
        found.add(
            rule, [piece], None, anchor, quotation=index, inferred=inferred, mentions=mentions
        )


def _ends_sentence(doc: Doc, q: Quotation, after: int) -> bool:
    """Whether the quotation is the last thing of its sentence or line."""
    if after >= len(doc):
        return True
    text, following = text_of(doc), doc[after]
    if "\n" in text[q["end"] : following.idx] or "\n" in following.text:
        return True
    if following.text in {".", "!", "?", ";"}:
        return True
    return text[q["end"] - 1 : q["end"]] in {".", "!", "?", "…"} and following.text[:1].isupper()


def _near(found: Findings, q: Quotation) -> bool:
    """Whether a claim begins before the quotation, in its sentence or the two before."""
    index = sentence_at(found.doc)[min(q["first"], len(found.doc) - 1)]
    return any(
        draft["content"][0][0] < q["start"]
        for i in range(max(0, index - 4), index + 1)
        for draft in found.of_sentence(i)
    )


def _introduction(found: Findings, q: Quotation) -> Cue | None:
    """*A parlare è Anna Neri. «…»*, *Il sindaco interviene in aula. «…»*: a verb of saying in the
    sentence before with somebody as its subject, and nothing that is said.
    """
    doc = found.doc
    number = sentence_at(doc)[min(q["first"], len(doc) - 1)]
    if number == 0 or "\n\n" in found.text[doc[sentences(doc)[number - 1][1] - 1].idx : q["start"]]:
        return None
    low, high = sentences(doc)[number - 1]
    spoken = (
        cue
        for cue in cues_between(doc, low, high)
        if cue["part"] == "verb"
        and "quote" in cue["frames"]
        and cue["head"] not in found.taken_cues
        and found.quoted[cue["head"]] < 0
    )
    return next((cue for cue in spoken if is_cleft(doc, cue) or _tells(doc, cue)), None)


def _answers(doc: Doc, q: Quotation) -> bool:
    """*Che cosa farà? «Resto».*: an interview, by its lines or by a second answer of its kind."""
    text, i = text_of(doc), q["outer_start"]
    while i and text[i - 1].isspace():
        i -= 1
    if text[i - 1 : i] != "?":
        return False
    return "\n" in text[i : q["start"]] or remembered(doc, "answers", count_answers) > 1


def _own_sentence(found: Findings, q: Quotation) -> Range | None:
    """A sentence half in marks that goes on with what a speaker says: *C'è una «crescente sfiducia» …*"""
    doc = found.doc
    number = sentence_at(doc)[min(q["first"], len(doc) - 1)]
    low, high = sentences(doc)[number]
    words = found.text[q["start"] : q["end"]]
    if len(words.split()) < 5 or is_title(words) or low == 0 or found.within(low, high):
        return None
    if any(_tells(doc, cue) for cue in cues_between(doc, low, high)):
        return None
    previous = sentences(doc)[sentence_at(doc)[low] - 1]
    gap = found.text[doc[previous[1] - 1].idx : doc[low].idx]
    if not found.within(*previous) or "\n\n" in gap:
        return None
    return trim(doc, low, high)


def _tells(doc: Doc, cue: Cue) -> bool:
    """Whether a cue has a subject of its own: the sentence is the writer's, with somebody's report."""
    subject = subject_of(doc, cue["head"]) if cue["part"] == "verb" else None
    return subject is not None and can_speak(subject) and cue["type"] != "believe"


def _is_statement(found: Findings, q: Quotation) -> bool:
    """Whether a quotation that nobody introduces is a sentence somebody says: a verb, closed by a mark."""
    lost = q["start"] == 0 and found.text[q["end"] : q["outer_end"]] != '"'
    opened = q["outer_start"] < q["start"] or lost
    closed = opened and q["end"] < q["outer_end"]
    words = found.doc[q["first"] : q["last"]]
    return closed and len(words) >= (6 if lost else 4) and any_finite(words)


def _opens_article(q: Quotation) -> bool:
    """The article opens with the words of the one whom it then names."""
    in_marks = q["outer_start"] < q["start"]
    return in_marks and q["last"] - q["first"] >= 6 and q["first"] < 12


def _first_person_after(found: Findings, after: int) -> int | None:
    """The first person who is a subject in the sentences after an opening quotation."""
    doc = found.doc
    for token in doc[after : min(after + 50, len(doc))]:
        if token.dep_ not in SUBJECTS or found.quoted[token.i] >= 0:
            continue
        if token.ent_type_ == "PER" or noun_type(token) == "PER":
            return token.i
    return None


def _next_subject(found: Findings, q: Quotation, after: int) -> int | None:
    """*«Non so cosa dire». [Il figlio Aldo Neri] è scosso*: the person named that the sentence after
    a statement begins with, where nobody has spoken yet.
    """
    doc = found.doc
    while after < len(doc) and (doc[after].is_punct or doc[after].is_space):
        after += 1
    if not _is_statement(found, q) or after >= len(doc):
        return None
    low, high = sentences(doc)[sentence_at(doc)[after]]
    first = next((t for t in doc[low : min(low + 6, high)] if t.dep_ in SUBJECTS), None)
    if first is None or low < q["first"]:
        return None
    named = (t for t in first.subtree if t.ent_type_ == "PER" and first.i <= t.i < first.i + 3)
    return next((first.i for _ in named), None)


# ------------------------------------------------------------------ headlines


def find_headlines(found: Findings) -> None:
    """*Rossi: non mi dimetto*: a name, a colon and an unquoted sentence, in a line without a stop."""
    doc = found.doc
    sentence = sentence_at(doc)
    at = 0
    for number, line in enumerate(found.text.split("\n")):
        start, at = at, at + len(line) + 1
        if not _may_be_headline(line.strip(), number):
            continue
        first, last = token_from(found.doc, start), token_from(found.doc, start + len(line))
        if first >= last:
            continue
        for index in range(sentence[first], sentence[last - 1] + 1):
            low, high = sentences(doc)[index]
            _headline(found, max(low, first), min(high, last), last)


def _may_be_headline(line: str, number: int) -> bool:
    """A short line without a stop; the first line may have one, the first two may be longer."""
    if not line or (number > 0 and line.endswith(".")):
        return False
    return len(line) <= (120 if number > 1 else 160)


def _headline(found: Findings, first: int, last: int, line_end: int) -> None:
    """Write down what a headline says after its colon, with the name before it as the source.

    It runs to the line's end: *Rossi: il derby? Ne parliamo a maggio*.
    """
    doc = found.doc
    while first < last and doc[first].is_space:
        first += 1
    if found.within(first, last):
        return
    window = range(first, min(first + 10, last))
    colon = next((i for i in window if doc[i].text == ":"), None)
    if colon is None or colon + 2 >= last:
        return
    lead = list(doc[first:colon])
    comma = max((t.i for t in lead if t.text == ","), default=first - 1)
    source = _headline_source(doc, lead, comma)
    if source is None or not any(is_verb(t) or t.pos_ == "NOUN" for t in doc[colon + 1 : last]):
        return
    piece = trim(doc, colon + 1, last if found.within(last, line_end) else line_end)
    if piece is None:
        return
    span = chars(doc, comma + 1, _mention_end(lead, comma, colon))
    head = nominal_head(source)
    head = head if head > comma else source.i  # Omicidio, [la difesa]: …
    how = "named" if source.pos_ == "PROPN" or source.ent_type_ else "description"
    mentions = [Mention(pieces=[span], head=head, how=how)] if span else []
    found.add("headline.colon", [piece], None, head, mentions=mentions)


def _headline_source(doc: Doc, lead: list[Token], comma: int) -> Token | None:
    """The name or noun for a person before a headline's colon: *Moro, [Rossi]: nessun accordo*."""
    if not lead or lead[0].text[0].isdigit():
        return None
    if any(finite(t) or (t.is_punct and t.text != ",") for t in lead):
        return None
    heads = [t for t in lead if can_speak(t)]
    own = [t for t in heads if t.i > comma]
    if not own or (own[0].ent_type_ == "LOC" and not _is_capital(own[0], comma)):
        return None  # Roma: strade chiuse
    noun = next((t for t in lead if t.i > comma and t.pos_ in {"NOUN", "PROPN"}), None)
    if noun is None or noun in heads:
        return own[0]
    # Bilancio Rossi: …, but not Lavoro, allarme della Cgil: …
    named = noun.i <= lead[-1].i - 1 and doc[noun.i + 1].ent_type_ == "PER"
    return own[0] if named else None


def _is_capital(place: Token, comma: int) -> bool:
    """*Ucraina, [Mosca]: pronti a negoziare*: a seat of power after a headline's topic."""
    return place.i == comma + 1 and comma > 0 and place.text in load_bodies()


def _mention_end(lead: list[Token], comma: int, colon: int) -> int:
    """Where the source's mention ends: *[Rossi] a Bianchi: …*"""
    for token in lead:
        if token.i > comma and token.pos_ == "ADP" and token.lower_ in listed("headline_addressee"):
            return token.i if token.i > comma + 1 else colon
    return colon
