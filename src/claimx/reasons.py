"""Why a claim is there, told from what the steps left on the Doc."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from claimx.components.state import drafts
from claimx.lexicon import describe
from claimx.models import Claim, Explanation, Kind, Passage, Resolution, Segment, Source

_KIND: dict[Kind, str] = {
    "direct": "all of it is in quotation marks",
    "indirect": "none of it is in quotation marks",
    "mixed": "some of it is in quotation marks",
}
_FOUND: dict[Resolution, str] = {
    "named": "the sentence names the source",
    "description": "the sentence says what the source is, not who",
    "pronoun": "the source is a pronoun, for the last one spoken of who agrees with it",
    "null_subject": (
        "the verb has no subject beside it: the speaker is the last one who spoke or acted "
        "and agrees with the verb"
    ),
    "continuation": "nobody is named beside it: whoever spoke last goes on",
    "ellipsis": "the source leaves out a noun, which is that of the source before it",
    "none": "nothing in the article tells who this is",
}


def reasons(doc: Doc, claim: Claim) -> Explanation:
    """The explanation of ``claim``, one of those of ``doc``."""
    draft = drafts(doc)[int(claim.id.rpartition("#c")[2]) - 1]
    rule = describe(claim.rule)
    return Explanation(
        claim=claim,
        passage=tuple(_cut(doc.text, claim)),
        rule=rule.en,
        rule_it=rule.it,
        example=rule.example,
        steps=(*_steps(claim), *draft.get("trace", [])),
        candidates=tuple(draft.get("losers", [])),
    )


def _cut(text: str, claim: Claim) -> Iterator[Segment]:
    """The text from the claim's first word, or its sentence's, to the last, cut where parts meet."""
    parts: dict[int, str] = {}
    for name, passages in (
        ("content", [claim.content]),
        ("cue", [claim.cue]),
        ("source", [source.mention for source in claim.sources]),
    ):
        for passage in passages:
            parts.update(dict.fromkeys(_places(passage), name))
    start = min(claim.sentence.start, *parts)
    end = max(claim.sentence.end, *(place + 1 for place in parts))
    last = start
    for place in range(start + 1, end + 1):
        if place == end or parts.get(place) != parts.get(last):
            yield Segment.model_validate({"text": text[last:place], "part": parts.get(last)})
            last = place


def _places(passage: Passage | None) -> Iterator[int]:
    for span in passage.spans if passage else ():
        yield from range(span.start, span.end)


def _steps(claim: Claim) -> Iterator[str]:
    if claim.cue:
        kind = claim.cue.type.replace("_", " ")
        yield f"“{claim.cue.text}” is a cue of the lexicon: {claim.cue.lemma}, of type {kind}"
    else:
        yield "there are no words that signal the saying"
    yield f"the content is {claim.kind}: {_KIND[claim.kind]}"
    if claim.polarity == "negated":
        yield "the cue is negated"
    if claim.certainty == "hedged":
        yield f"the content is hedged by “{claim.hedge.text}”" if claim.hedge else "it is hedged"
    if claim.stated_at:
        value = f", which is {claim.stated_at.value}" if claim.stated_at.value else ""
        yield f"“{claim.stated_at.text}” tells when it was said{value}"
    if claim.parent:
        yield f"it lies in what {claim.parent} says"
    if not claim.sources:
        yield "no source: the sentence has none, and nobody can be inferred"
    for source in claim.sources:
        yield from _source(source)


def _source(source: Source) -> Iterator[str]:
    mention = f": “{source.mention.text}”" if source.mention else ""
    yield _FOUND[source.resolution] + mention
    if speaker := source.speaker:
        role = f", {speaker.role}" if speaker.role else ""
        aliases = f"; also called {', '.join(speaker.aliases)}" if speaker.aliases else ""
        yield f"over the article that is {speaker.name}{role} ({speaker.type}){aliases}"
