"""Last step: drafts become Claims, nested and numbered, each with the rule that made it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example

from claimx.components.confidence import confidence, features
from claimx.components.lookup import chars, forget, sentence_of, text_of, within
from claimx.components.scorer import SPANS_KEY, Score, group_names
from claimx.components.state import Attribution, Draft, Range, drafts, register
from claimx.models import Claim, Cue, Passage, Source, Speaker, Time
from claimx.models import Span as Place

CLAIMS_CONFIG: Final[dict[str, Any]] = {
    "spans_key": SPANS_KEY,
    "scorer": {"@scorers": "claimx.spans_scorer.v1"},
}


def _pieces(doc: Doc, tokens: list[int]) -> list[Range]:
    """Characters of a list of tokens, adjacent ones joined."""
    found: list[Range] = []
    last = -2
    for i in sorted(tokens):
        start, end = doc[i].idx, doc[i].idx + len(doc[i])
        if i == last + 1 and found:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
        last = i
    return found


def _within(inner: Draft, outer: Draft) -> bool:
    return all(any(a <= s and e <= b for a, b in outer["content"]) for s, e in inner["content"])


def _holds(doc: Doc, outer: Draft, inner: Draft) -> bool:
    """Whether a claim lies in what another says, with its cue if it has one."""
    if not _within(inner, outer):
        return False
    if inner["cue"] is None:
        return inner["content"] != outer["content"]
    return within(outer["content"], doc[inner["cue"]["head"]].idx)


def _parents(found: list[Draft], doc: Doc) -> list[int | None]:
    """For each draft the smallest other one whose content holds its content and its cue."""
    parents: list[int | None] = []
    sizes = [sum(end - start for start, end in draft["content"]) for draft in found]
    starts = [draft["content"][0][0] for draft in found]
    begun: list[int] = []
    for i, draft in enumerate(found):
        begun = [j for j in begun if found[j]["content"][-1][1] > starts[i]]
        later = i + 1
        while later < len(found) and starts[later] <= starts[i]:
            later += 1
        holders = [j for j in (*begun, *range(i + 1, later)) if _holds(doc, found[j], draft)]
        parents.append(min(holders, key=lambda j: sizes[j], default=None))
        begun.append(i)
    return parents


def _source(text: str, record: Attribution) -> Source:
    mention, speaker = record["mention"], record["speaker"]
    return Source(
        mention=Passage.of(text, mention["pieces"]) if mention else None,
        speaker=Speaker.model_validate(speaker) if speaker else None,
        resolution=record["how"] if speaker else "none",
    )


def _confidence(draft: Draft, pieces: list[str], nested: bool) -> float:
    """The probability that a claim is right, by what the rules know about it."""
    cue, speakers = draft["cue"], draft.get("speakers", [])
    first = speakers[0] if speakers else None
    return confidence(
        features(
            rule=draft["rule"],
            kind=draft["kind"],
            cue_type=cue["type"] if cue else None,
            resolution="missing" if first is None else first["how"] if first["speaker"] else "none",
            nested=nested,
            words=sum(len(text.split()) for text in pieces),
            sources=len(speakers),
        )
    )


def claims_of(doc: Doc) -> list[Claim]:
    """The claims of a processed Doc, in text order: the getter behind ``doc._.claims``."""
    found = drafts(doc)
    parents = _parents(found, doc)
    claims = [
        _claim(doc, draft, number, parent)
        for number, (draft, parent) in enumerate(zip(found, parents, strict=True), 1)
    ]
    forget(doc)
    return claims


def _claim(doc: Doc, draft: Draft, number: int, parent: int | None) -> Claim:
    text, doc_id = text_of(doc), doc._.claimx_id or "text"
    cue, hedge, stated = draft["cue"], draft.get("hedge"), draft.get("stated_at")
    pieces = [text[start:end] for start, end in draft["content"]]
    start, end = _sentence(doc, draft)
    return Claim(
        id=f"{doc_id}#c{number}",
        doc_id=doc_id,
        kind=draft["kind"],
        content=Passage.of(text, draft["content"]),
        cue=Cue(
            **dict(Passage.of(text, _pieces(doc, cue["tokens"]))),
            lemma=cue["lemma"],
            type=cue["type"],
        )
        if cue is not None
        else None,
        sources=tuple(_source(text, record) for record in draft.get("speakers", [])),
        polarity=draft.get("polarity", "affirmed"),
        certainty=draft.get("certainty", "asserted"),
        hedge=Passage.of(text, hedge) if hedge else None,
        stated_at=Time(**dict(Passage.of(text, stated["pieces"])), value=stated["value"])
        if stated
        else None,
        parent=f"{doc_id}#c{parent + 1}" if parent is not None else None,
        sentence=Place(start=start, end=end),
        rule=draft["rule"],
        confidence=_confidence(draft, pieces, parent is not None),
    )


def _sentence(doc: Doc, draft: Draft) -> Range:
    """Characters of the sentence that a claim's cue stands in, or where its content begins."""
    low, high = sentence_of(doc, min(draft["anchor"], len(doc) - 1))
    return chars(doc, low, high) or (doc[low].idx, doc[low].idx + 1)


class Claims:
    """The component: writes the span groups, and drops what the steps have cached.

    ========================== =============================================== =================
    group                      spans                                           label
    ========================== =============================================== =================
    ``{spans_key}``            contents                                        the claim's kind
    ``{spans_key}_source``     sources, as the sentences have them             ``source``
    ``{spans_key}_cue``        cues                                            ``cue``
    ``{spans_key}_content``    contents                                        ``content``
    ========================== =============================================== =================

    A piece that is interrupted is several spans; spans of one claim share its number, the ``3``
    of ``#c3``, as ``span.id``. They are whole tokens.
    """

    def __init__(self, spans_key: str = SPANS_KEY, scorer: Score | None = None) -> None:
        self.spans_key = spans_key
        self.scorer = scorer

    def match(self, doc: Doc) -> list[Span]:
        """The contents of the claims as spans, each labelled with its kind."""
        return _spans(doc, ((d["content"], d["kind"]) for d in drafts(doc)))

    def __call__(self, doc: Doc) -> Doc:
        """Write the span groups."""
        found = drafts(doc)
        kinds, sources, cues, contents = group_names(self.spans_key)
        doc.spans[kinds] = self.match(doc)
        doc.spans[sources] = _spans(doc, ((_mentions(draft), "source") for draft in found))
        doc.spans[cues] = _spans(doc, ((_cue(doc, draft), "cue") for draft in found))
        doc.spans[contents] = _spans(doc, ((draft["content"], "content") for draft in found))
        forget(doc)
        return doc

    def score(self, examples: Iterable[Example], **given: Any) -> dict[str, Any]:
        """What the scorer gives, if there is one: see ``claimx.components.scorer``."""
        given["spans_key"] = self.spans_key
        return self.scorer(examples, **given) if self.scorer else {}


def _spans(doc: Doc, passages: Iterable[tuple[Iterable[Range], str]]) -> list[Span]:
    """The pieces of each claim's passage as spans of whole tokens, with label and number."""
    spans = (
        doc.char_span(start, end, label=label, span_id=number, alignment_mode="expand")
        for number, (pieces, label) in enumerate(passages, 1)
        for start, end in pieces
    )
    return [span for span in spans if span is not None]


def _mentions(draft: Draft) -> list[Range]:
    mentions = (record["mention"] for record in draft.get("speakers", []))
    return [piece for mention in mentions if mention for piece in mention["pieces"]]


def _cue(doc: Doc, draft: Draft) -> list[Range]:
    return _pieces(doc, draft["cue"]["tokens"]) if draft["cue"] else []


@Language.factory(
    "claimx_claims",
    assigns=["doc.spans", "doc._.claims"],
    requires=["doc._.claimx_drafts"],
    default_config=CLAIMS_CONFIG,
    default_score_weights={f"spans_{SPANS_KEY}_f": 1.0},
)
def make_claims(nlp: Language, name: str, spans_key: str, scorer: Score | None) -> Claims:
    """The component, for spaCy.

    ``spans_key`` is how the names of its span groups begin; ``scorer`` gives the scores of
    ``nlp.evaluate``, or is None for none.
    """
    register()
    if not Doc.has_extension("claims"):
        Doc.set_extension("claims", getter=claims_of)
    return Claims(spans_key, scorer)
