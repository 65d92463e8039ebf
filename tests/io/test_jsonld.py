"""JSON-LD: terms of schema.org, each where it belongs."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest

from claimx.io import Format, writer
from claimx.models import Document, Passage, Source, Speaker

jsonld = pytest.importorskip("pyld").jsonld

SCHEMA = "https://schema.org/"
THING = {"identifier", "name", "alternateName", "description", "sameAs", "url"}
WORK = {"author", "datePublished", "headline", "inLanguage", "isPartOf", "keywords", "text"} | THING
TERMS = {
    "Article": WORK,
    "Claim": WORK | {"appearance"},
    "CreativeWork": WORK,
    "Organization": THING,
    "Person": THING | {"jobTitle"},
}
"""Types of schema.org, and those of their properties that are used here."""
URL = "https://esempio.it/ponte"


def graph(*documents: Document) -> list[dict[str, Any]]:
    out = StringIO()
    to = writer(Format.JSONLD, out)
    for document in documents:
        to.write(document)
    to.close()
    data = json.loads(out.getvalue())
    assert data["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = data["@graph"]
    return nodes


def said_by(document: Document, source: Source) -> dict[str, Any]:
    """The node of a claim with this source."""
    claim = document.claims[0].model_copy(update={"sources": (source,)})
    return graph(document.model_copy(update={"claims": (claim,)}))[1]


def nodes_of(node: Any) -> list[dict[str, Any]]:
    """Every node in an expanded graph that says what it is."""
    if isinstance(node, list):
        return [each for item in node for each in nodes_of(item)]
    if not isinstance(node, dict):
        return []
    inner = [each for value in node.values() for each in nodes_of(value)]
    return [node, *inner] if "@type" in node else inner


def test_an_article_and_its_claims(document: Document) -> None:
    about = {"title": "Riapre il ponte", "author": "Anna Neri", "url": URL}
    article, first, second, third, fourth = graph(document.model_copy(update=about))
    assert article == {
        "@id": URL,
        "@type": "Article",
        "identifier": "esempio",
        "name": "Riapre il ponte",
        "headline": "Riapre il ponte",
        "author": {"@type": "Person", "name": "Anna Neri"},
        "datePublished": "2024-10-28",
        "url": URL,
        "inLanguage": "it",
    }
    assert first == {
        "@id": f"{URL}#c1",
        "@type": "Claim",
        "identifier": "esempio#c1",
        "text": "«i fondi arriveranno»",
        "description": "Il sindaco ha promesso che «i fondi arriveranno».",
        "keywords": ["negated"],
        "author": [
            {
                "@id": f"{URL}#s1",
                "@type": "Person",
                "name": "Carlo Bianchi",
                "alternateName": ["Bianchi"],
                "jobTitle": "sindaco",
            }
        ],
        "appearance": [{"@id": URL}],
        "datePublished": "2024-10-28",
        "inLanguage": "it",
    }
    assert third["isPartOf"] == {"@id": second["@id"]}
    assert [each if isinstance(each, str) else each["name"] for each in fourth["author"]] == [
        "procura",
        "quella di Lodi",
    ]


@pytest.mark.parametrize(
    ("about", "keywords"),
    [
        ({"polarity": "negated", "certainty": "asserted"}, ["negated"]),
        ({"polarity": "affirmed", "certainty": "hedged"}, ["hedged"]),
        ({"polarity": "negated", "certainty": "hedged"}, ["negated", "hedged"]),
    ],
)
def test_what_an_author_denies_or_doubts_is_marked(
    document: Document, about: dict[str, str], keywords: list[str]
) -> None:
    claim = document.claims[0].model_copy(update=about)
    (_, node) = graph(document.model_copy(update={"claims": (claim,)}))
    assert node["keywords"] == keywords


def test_every_term_is_one_of_schema_org(document: Document) -> None:
    context = {"@vocab": SCHEMA, "@base": "https://esempio.it/"}
    about = {"title": "T", "author": "Anna Neri", "url": URL}
    nodes = graph(document, document.model_copy(update={"doc_id": "b è #2", **about}))
    expanded = nodes_of(jsonld.expand({"@context": context, "@graph": nodes}))
    assert len(expanded) > 10
    for node in expanded:
        (kind,) = node["@type"]
        terms = {key.removeprefix(SCHEMA) for key in node if not key.startswith("@")}
        assert terms <= TERMS[kind.removeprefix(SCHEMA)]
    ids = [node["@id"] for node in expanded if node["@type"] == [f"{SCHEMA}Claim"]]
    assert len(set(ids)) == 8
    assert all(each.startswith("https://") for each in ids)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("PER", {"@type": "Person", "jobTitle": "ruolo"}),
        ("ORG", {"@type": "Organization", "description": "ruolo"}),
        ("LOC", {"@type": "Organization", "description": "ruolo"}),
        ("GROUP", {"@type": "Organization", "description": "ruolo"}),
    ],
)
def test_speakers(document: Document, kind: Any, expected: dict[str, str]) -> None:
    speaker = Speaker(id="s1", name="N", type=kind, role="ruolo", wikidata="Q42")
    node = said_by(document, Source(mention=None, speaker=speaker, resolution="named"))
    same = "https://www.wikidata.org/wiki/Q42"
    assert node["author"] == [{"@id": "esempio#s1", "name": "N", "sameAs": same, **expected}]


def test_a_report_that_says_so_is_where_the_claim_appears(document: Document) -> None:
    report = Speaker(id="s1", name="rapporto Istat", type="DOC")
    node = said_by(document, Source(mention=None, speaker=report, resolution="named"))
    assert node["appearance"][1]["name"] == "rapporto Istat"
    assert "author" not in node


def test_who_is_not_named_is_given_as_text(document: Document) -> None:
    nobody = Speaker(id="s1", name="fonti vicine al dossier", type="ANON")
    node = said_by(document, Source(mention=None, speaker=nobody, resolution="description"))
    assert node["author"] == ["fonti vicine al dossier"]
    mention = Passage.of("chi c'era", [(0, 9)])
    node = said_by(document, Source(mention=mention, speaker=None, resolution="none"))
    assert node["author"] == ["chi c'era"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("2024-10-27", "2024-10-27", id="a day"),
        pytest.param("2024-10-21/2024-10-27", "2024-10-28", id="a stretch: the article's"),
        pytest.param(None, "2024-10-28", id="not known: the article's"),
    ],
)
def test_the_day(document: Document, value: str | None, expected: str) -> None:
    time = document.claims[1].stated_at
    assert time is not None
    when = {"stated_at": time.model_copy(update={"value": value})}
    claim = document.claims[1].model_copy(update=when)
    assert graph(document.model_copy(update={"claims": (claim,)}))[1]["datePublished"] == expected


@pytest.mark.parametrize("count", [0, 1, 2])
def test_it_is_one_graph(document: Document, count: int) -> None:
    bare = document.model_copy(update={"claims": ()})
    assert [node["@type"] for node in graph(*[bare] * count)] == ["Article"] * count
