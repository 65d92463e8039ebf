from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest

from claimx.models import Article, Claim, Document, Passage, Source, Span, Speaker
from claimx.report.html import LANGS, HtmlWriter, Lang, strings
from claimx.report.voices import Census, parts

VOID = {"meta", "input", "br", "path", "rect"}


class Page(HTMLParser):
    """A page as its tags and the words of its articles; a tag that is not closed fails."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.marks: Counter[tuple[str, str]] = Counter()
        self.words = ""
        self._open: list[tuple[str, dict[str, str]]] = []
        self._texts_from: int | None = None
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        if tag in VOID:
            return
        self._open.append((tag, attributes))
        if tag == "div" and attributes.get("class") == "text":
            self._texts_from = len(self._open)
            self.texts.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag
        if self._texts_from is not None and len(self._open) < self._texts_from:
            self._texts_from = None

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._texts_from is None:
            return
        self.texts[-1] += data
        for _, attributes in self._open[self._texts_from :]:
            for number in attributes.get("data-c", "").split():
                self.marks[number, attributes["class"].split()[0]] += len(data)

    def having(self, name: str) -> list[dict[str, str]]:
        return [attributes for _, attributes in self.tags if name in attributes]


def html(*documents: Document, lang: Lang = "it") -> str:
    out = StringIO(newline="")
    page = HtmlWriter(out, lang)
    for document in documents:
        page.write(document)
    page.close()
    return out.getvalue()


def claim(text: str, number: int, *pieces: tuple[int, int], name: str = "Rossi") -> Claim:
    """A claim whose content is these ranges of ``text``, and whose source is inferred."""
    speaker = Speaker(id="s1", name=name, type="PER")
    return Claim(
        id=f"d#c{number}",
        doc_id="d",
        kind="mixed",
        content=Passage.of(text, list(pieces)),
        cue=None,
        sources=(Source(mention=None, speaker=speaker, resolution="continuation"),),
        sentence=Span(start=0, end=len(text)),
        rule="quote.continuation",
        confidence=0.5,
    )


ODD = [
    pytest.param("<script>alert(1)</script>", id="script"),
    pytest.param("\"'><img src=x onerror=alert(1)>&amp;", id="quotes"),
    pytest.param("שלום \u202eodorevor\u202c \u2066x\u2069", id="right to left"),
    pytest.param("a\x01b\x1bc\x85d\u2028e\rf\r\ng\th", id="control characters"),
    pytest.param("{{ 7 * 7 }}{% raw %}{# x #}", id="template"),
    pytest.param("𝒳 è 👩‍👩‍👧 e\u0301", id="beyond the basic plane"),
]


@pytest.mark.parametrize("odd", ODD)
def test_everything_is_escaped_and_the_text_is_kept(odd: str) -> None:
    text = f"Prima {odd} poi.\n\n  Dice {odd} «sì».\n"
    whole = claim(text, 1, (6, 6 + len(odd)), name=odd)
    document = Document(doc_id=odd, text=text, title=odd, date="2024-10-28", claims=(whole,))
    page = Page(html(document))
    assert page.texts == [text]
    assert Counter(tag for tag, _ in page.tags)["script"] == 2
    assert not any(tag == "img" for tag, _ in page.tags)
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)


def test_a_character_that_no_page_can_hold_keeps_its_place() -> None:
    assert Page(html(Document(doc_id="d", text="a\0b"))).texts == ["a\N{REPLACEMENT CHARACTER}b"]


@pytest.mark.parametrize(
    "ranges",
    [
        pytest.param([[(0, 20)], [(5, 10)]], id="nested"),
        pytest.param([[(0, 10)], [(5, 20)]], id="crossing"),
        pytest.param([[(0, 4), (9, 14)], [(9, 14)]], id="interrupted, and a range shared"),
        pytest.param([[(0, 30)], [(12, 22)], [(14, 30)]], id="over lines"),
        pytest.param([[(0, 31)]], id="to the end"),
    ],
)
def test_every_claim_has_its_marks(ranges: list[list[tuple[int, int]]]) -> None:
    text = "uno due tre quattro\n\ncinque sei"
    claims = tuple(claim(text, n, *pieces) for n, pieces in enumerate(ranges, 1))
    page = Page(html(Document(doc_id="d", text=text, claims=claims)))
    assert page.texts == [text]
    for number, pieces in enumerate(ranges, 1):
        marked = page.marks[str(number), "c"]
        assert marked == sum(len(re.sub(r"\n+", "", text[a:b])) for a, b in pieces)
        assert [a["id"] for a in page.having("id") if a["id"] == f"t0-{number}"] != []


def test_each_part_is_marked(document: Document) -> None:
    page = Page(html(document))
    assert page.texts == [document.text]
    for number, each in enumerate(document.claims, 1):
        parts_of = {
            "c": [each.content],
            "cue": [each.cue] if each.cue else [],
            "src": [source.mention for source in each.sources if source.mention],
        }
        for part, passages in parts_of.items():
            length = sum(s.end - s.start for passage in passages for s in passage.spans)
            assert page.marks[str(number), part] == length


def test_a_real_article_cut_everywhere(root: Path) -> None:
    from claimx.io import read

    articles = read([str(root / "data" / "raw")], encoding="utf-8")
    for article in articles:
        assert isinstance(article, Article)
        text = article.text
        edges = range(0, len(text) - 40, 25)
        claims = tuple(claim(text, n, (at, at + 40)) for n, at in enumerate(edges, 1))
        assert Page(html(Document(doc_id="d", text=text, claims=claims))).texts == [text]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_places_in_the_page_are_there_once(document: Document, count: int) -> None:
    page = Page(html(*[document] * count))
    ids = Counter(attributes["id"] for attributes in page.having("id"))
    assert set(ids.values()) == {1}
    linked = {a["href"][1:] for a in page.having("href")}
    described = {a["aria-describedby"] for a in page.having("aria-describedby")}
    labelled = {a["aria-labelledby"] for a in page.having("aria-labelledby")}
    assert linked | described | labelled <= set(ids)
    assert len(page.texts) == count


def test_nothing_is_fetched(document: Document) -> None:
    page = Page(html(document, document))
    (policy,) = [a["content"] for a in page.having("http-equiv")]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert not page.having("src")
    assert not page.having("style")
    assert all(attributes["href"].startswith("#") for attributes in page.having("href"))


@pytest.mark.parametrize("lang", LANGS)
def test_the_language(document: Document, lang: Lang) -> None:
    page = Page(html(document, lang=lang))
    assert page.tags[0] == ("html", {"lang": lang, "class": "one"})
    assert strings(lang)["voices.heading"] in page.words


def test_both_languages_have_every_string() -> None:
    it, en = map(strings, LANGS)
    assert list(it) == list(en)
    for key, words in it.items():
        assert ("{n}" in words) == ("{n}" in en[key]), key


def test_share_of_voice(document: Document) -> None:
    assert [(p.key, p.claims, p.words, p.direct, round(p.share, 2)) for p in parts(document)] == [
        ("carlo bianchi", [1, 2], 14, 14, 0.61),
        ("elio verdi", [3], 3, 0, 0.13),
        ("procura", [4], 3, 0, 0.13),
        ("", [4], 3, 0, 0.13),
    ]


@pytest.mark.parametrize(
    ("names", "voices"),
    [
        pytest.param([("Mark Rutte", "Rutte"), ("Rutte",)], ["Mark Rutte"], id="alias"),
        pytest.param([("MARK RUTTE",), ("Mark Rutte",)], ["MARK RUTTE"], id="case"),
        pytest.param(
            [("Anna Rossi", "Rossi"), ("Ugo Rossi", "Rossi"), ("Rossi",)],
            ["Anna Rossi", "Rossi", "Ugo Rossi"],
            id="an alias of two",
        ),
    ],
)
def test_voices_across_articles(names: list[tuple[str, ...]], voices: list[str]) -> None:
    census = Census()
    for name, *aliases in names:
        each = claim("uno due", 1, (0, 7), name=name)
        speaker = Speaker(id="s1", name=name, type="PER", aliases=tuple(aliases))
        source = each.sources[0].model_copy(update={"speaker": speaker})
        each = each.model_copy(update={"sources": (source,)})
        document = Document(doc_id="d", text="uno due", claims=(each,))
        census.add(document, parts(document))
    assert sorted(voice.name for voice in census.voices()) == voices
