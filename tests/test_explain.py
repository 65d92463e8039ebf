"""Why a claim is there, on the real pipeline."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import claimx
from claimx.components import contents
from claimx.errors import InputError, LexiconError
from claimx.lexicon import FRAMES, describe, load_cues, load_rules, parse_rules
from claimx.models import Article, Explanation
from claimx.reasons import reasons

if TYPE_CHECKING:
    from spacy.language import Language

ARTICLE = Article(
    doc_id="diga",
    text=(
        "La sindaca Marta Bianchi ha incontrato i tecnici. "
        "«La diga tiene», ha detto ieri Bianchi, «e il lago scende». "
        "Poi ha aggiunto che la strada potrebbe restare chiusa."
    ),
    date="2024-10-28",
)


@pytest.fixture(scope="module")
def explanations(nlp: Language) -> dict[str, Explanation]:
    return {name: claimx.explain(ARTICLE, name) for name in ("diga#c1", "diga#c2")}


def test_the_passage_is_the_text_with_the_parts_told_apart(
    explanations: dict[str, Explanation],
) -> None:
    for explanation in explanations.values():
        assert "".join(segment.text for segment in explanation.passage) in ARTICLE.text
    parts = [
        (segment.part, segment.text) for segment in explanations["diga#c1"].passage if segment.part
    ]
    assert parts == [
        ("content", "La diga tiene"),
        ("cue", "ha detto"),
        ("source", "Bianchi"),
        ("content", "e il lago scende"),
    ]


def test_the_rule_is_in_plain_words(explanations: dict[str, Explanation]) -> None:
    explanation = explanations["diga#c2"]
    assert explanation.claim.rule == "clause.che"
    assert (explanation.rule, explanation.rule_it) == (
        describe("clause.che").en,
        describe("clause.che").it,
    )


def test_how_the_speaker_was_found(explanations: dict[str, Explanation]) -> None:
    named, inferred = ("\n".join(explanations[name].steps) for name in ("diga#c1", "diga#c2"))
    assert "the sentence names the source: “Bianchi”" in named
    assert "Marta Bianchi, sindaca (PER); also called Bianchi" in named
    assert "the verb has no subject beside it" in inferred
    assert "over the article that is Marta Bianchi" in inferred


def test_what_else_is_told_of_the_claim(explanations: dict[str, Explanation]) -> None:
    named, inferred = ("\n".join(explanations[name].steps) for name in ("diga#c1", "diga#c2"))
    assert "“ha detto” is a cue of the lexicon: dire, of type say" in named
    assert "“ieri” tells when it was said, which is 2024-10-27" in named
    assert "the content is direct: all of it is in quotation marks" in named
    assert "hedged by “potrebbe”" in inferred


def test_a_passage_of_several_sentences_is_whole(nlp: Language) -> None:
    text = "Ugo Neri è uscito. «Piove. Non mi muovo. Aspetto qui», ha detto Neri."
    explanation = claimx.explain(Article(doc_id="a", text=text), "a#c1")
    assert "".join(segment.text for segment in explanation.passage).endswith(text[19:])


def test_every_claim_of_the_gold_articles_can_be_explained(nlp: Language, root: Path) -> None:
    told = 0
    for path in sorted((root / "data" / "gold").glob("*.json")):
        text = json.loads(path.read_text(encoding="utf-8"))["text"]
        doc = nlp(text)
        for claim in doc._.claims:
            explanation = reasons(doc, claim)
            assert "".join(segment.text for segment in explanation.passage) in text
            parts = {segment.part for segment in explanation.passage}
            assert ("cue" in parts) is (claim.cue is not None)
            told += 1
    assert told > 100


def test_the_traces_of_the_steps_are_passed_on(
    nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    def claims(doc: object) -> object:
        for number, draft in enumerate(doc._.claimx_drafts, 1):  # type: ignore[attr-defined]
            draft["trace"] = [f"step of {number}"]
            draft["losers"] = [f"loser of {number}"]
        return doc

    monkeypatch.setattr(
        nlp.get_pipe("claimx_qualify").__class__, "__call__", lambda _, doc: claims(doc)
    )
    explanation = claimx.explain(ARTICLE, "diga#c2")
    assert explanation.steps[-1] == "step of 2"
    assert explanation.candidates == ("loser of 2",)


def test_the_name_of_the_article_may_be_left_out(explanations: dict[str, Explanation]) -> None:
    assert claimx.explain(ARTICLE, "c2") == explanations["diga#c2"]


@pytest.mark.parametrize("claim_id", ["diga#c3", "c3", "altro#c1", "diga#", ""])
def test_a_claim_that_is_not_there(nlp: Language, claim_id: str) -> None:
    with pytest.raises(InputError, match=r"diga: no claim .*claims there: diga#c1, diga#c2$"):
        claimx.explain(ARTICLE, claim_id)


def test_an_article_without_claims(nlp: Language) -> None:
    with pytest.raises(InputError, match=r"claims there: none$"):
        claimx.explain(Article(doc_id="a", text="Piove."), "a#c1")


# ---------------------------------------------------------------- every rule is told


def _makes_clause(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Clause"
    )


def emitted() -> set[str]:
    """The rules that the code can give, by their names in it and the lists that it builds them of."""
    rooms = sorted(Path(contents.__file__).parent.glob("*.py"))
    source = "\n".join(room.read_text(encoding="utf-8") for room in rooms)
    families = "|".join({name.partition(".")[0] for name in load_rules()})
    literal = set(re.findall(rf'"((?:{families})\.\w+)"', source))
    made = [node for node in ast.walk(ast.parse(source)) if _makes_clause(node)]
    frames = {
        node.value for call in made for node in ast.walk(call) if isinstance(node, ast.Constant)
    } & FRAMES
    clauses = {f"clause.{frame}" for frame in frames - {"quote"}}
    nouns = {
        f"noun.{frame}"
        for entry in load_cues().nouns.values()
        for frame in entry.frames - {"quote"}
    }
    forms = {f"adposition.{form[0]}" for form in load_cues().adpositions.forms}
    return literal | clauses | nouns | forms


@pytest.mark.parametrize("rule", sorted(emitted()))
def test_every_rule_is_told(rule: str) -> None:
    told = describe(rule)
    assert told.en.endswith((".", "…"))
    assert told.it.endswith((".", "…"))
    assert told.example


def test_no_rule_is_told_that_is_not_there() -> None:
    assert {name for name in load_rules() if not name.endswith("*")} - emitted() == {
        "adposition.come"
    }


def test_the_code_is_read_right() -> None:
    assert {
        "quote.cue_after",
        "clause.parenthetical",
        "headline.colon",
        "adposition.cui",
    } <= emitted()


@pytest.mark.parametrize("name", sorted(load_rules()))
def test_an_example_is_one_of_its_rule(nlp: Language, name: str) -> None:
    family, _, member = name.partition(".")
    rules = {claim.rule for claim in nlp(load_rules()[name].example)._.claims}
    if member == "*":
        assert {rule.partition(".")[0] for rule in rules} == {family}
    else:
        assert name in rules


def test_a_rule_that_is_told_nowhere() -> None:
    with pytest.raises(LexiconError, match=r"'verse\.rhymed' is not there"):
        describe("verse.rhymed")


def test_a_rule_that_is_told_badly() -> None:
    with pytest.raises(LexiconError, match=r"\[clause\.che\]"):
        parse_rules({"clause": {"che": {"en": "A clause."}}})
