"""JSON-LD in the terms of schema.org: a graph of articles and of the claims that appear in them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, TextIO
from urllib.parse import quote

from claimx.models import Claim, Document, Source, SpeakerType

CONTEXT = "https://schema.org"
TYPES: dict[SpeakerType, str] = {
    "PER": "Person",
    "ORG": "Organization",
    "LOC": "Organization",  # a place that speaks is the body that rules it: Mosca, il Comune
    "GROUP": "Organization",
    "DOC": "CreativeWork",
}
"""What a speaker is; one who is not named is given as text, as schema.org lets any thing be."""

_PLAIN = frozenset(["affirmed", "asserted"])


class JsonLdWriter:
    """One graph: an ``Article`` a document, then a ``Claim`` a claim.

    A claim's ``author`` is who says it, its ``appearance`` the article, and the report or the
    book if it is one that says so. Its ``datePublished`` is the day on which it was said; where
    that is not known, the article's. schema.org has no word for a claim that its author denies
    or doubts: ``keywords`` say ``negated`` and ``hedged``, and ``description`` is the sentence of
    the cue as the article has it. Ids are the article's address, or its id, with ``#``.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._lead = f'{{"@context": "{CONTEXT}", "@graph": [\n'

    def write(self, document: Document) -> None:
        """Write the nodes of ``document``."""
        self._write(_article(document))
        for claim in document.claims:
            self._write(_claim(claim, document))

    def close(self) -> None:
        """Close the graph."""
        self._out.write((self._lead if self._lead.startswith("{") else "\n") + "]}\n")

    def _write(self, node: dict[str, Any]) -> None:
        there = {name: value for name, value in node.items() if value not in (None, [])}
        self._out.write(self._lead + json.dumps(there, ensure_ascii=False))
        self._lead = ",\n"


def _id(document: Document, ordinal: str = "") -> str:
    """An article's IRI, or that of what ``ordinal`` numbers in it: *c3*, *s1*."""
    base = document.url.partition("#")[0] if document.url else quote(document.doc_id, safe="")
    return f"{base}#{ordinal}" if ordinal else base


def _article(document: Document) -> dict[str, Any]:
    return {
        "@id": _id(document),
        "@type": "Article",
        "identifier": document.doc_id,
        "name": document.title or document.doc_id,
        "headline": document.title,
        "author": document.author and {"@type": "Person", "name": document.author},
        "datePublished": document.date,
        "url": document.url,
        "inLanguage": "it",
    }


def _claim(claim: Claim, document: Document) -> dict[str, Any]:
    speakers = [(source, _speaker(source, document)) for source in claim.sources]
    works = [each for source, each in speakers if _is_work(source)]
    return {
        "@id": _id(document, _ordinal(claim.id)),
        "@type": "Claim",
        "identifier": claim.id,
        "text": claim.content.text,
        "description": document.text[claim.sentence.start : claim.sentence.end],
        "keywords": [each for each in (claim.polarity, claim.certainty) if each not in _PLAIN],
        "author": [each for source, each in speakers if each and not _is_work(source)],
        "appearance": [{"@id": _id(document)}, *works],
        "datePublished": _day(claim) or document.date,
        "isPartOf": claim.parent and {"@id": _id(document, _ordinal(claim.parent))},
        "inLanguage": "it",
    }


def _speaker(source: Source, document: Document) -> dict[str, Any] | str | None:
    speaker = source.speaker
    if speaker is None or speaker.type not in TYPES:
        return speaker.name if speaker else (source.mention.text if source.mention else None)
    node = {
        "@id": _id(document, speaker.id),
        "@type": TYPES[speaker.type],
        "name": speaker.name,
        "alternateName": list(speaker.aliases),
        "jobTitle" if speaker.type == "PER" else "description": speaker.role,
        "sameAs": speaker.wikidata and f"https://www.wikidata.org/wiki/{speaker.wikidata}",
    }
    return {name: value for name, value in node.items() if value}


def _is_work(source: Source) -> bool:
    return source.speaker is not None and source.speaker.type == "DOC"


def _day(claim: Claim) -> str | None:
    """The day on which it was said, if it is one."""
    value = claim.stated_at.value if claim.stated_at else None
    try:
        return date.fromisoformat(value).isoformat() if value else None
    except ValueError:
        return None  # a stretch of days


def _ordinal(claim_id: str) -> str:
    return claim_id.rpartition("#")[2]
