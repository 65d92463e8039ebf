"""Gold to each annotation tool and back; what people change there; what they break."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.errors import InputError
from claimx.io.exchange import TOOLS, corrected, export, write_gold
from claimx.io.exchange.marks import in_text_order, marked, names_of
from claimx.io.gold import read_gold
from claimx.labels import LabelledArticle, LabelledClaim
from claimx.models import Document

GOLD = Path(__file__).parents[2] / "data" / "gold"
EMOJI = "🗳️ 👨‍👩‍👧 Perche\u0301 𝒳\r\n"  # astral, joined and combining characters, a line end of two
TEXT = (
    EMOJI + "«Non mi dimetto», ha poi detto Carlo Bianchi, «anche se Verdi spera\n"
    "che io lo faccia». La procura e quella di Lodi 🙂 non hanno confermato che Rossi\n avrebbe pagato."
)

Change = Callable[[Path], None]
Claims = list[LabelledClaim]


def at(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


DIRECT = LabelledClaim(
    kind="direct",
    content=(at("Non mi dimetto"), at("anche se Verdi spera\nche io lo faccia")),
    cue=(at("ha"), at("detto")),
    source=(at("Carlo Bianchi"),),
    speaker=(("Carlo Bianchi", "Bianchi", "sindaco; \\ | \n\tfantasma"),),
    certainty="asserted",
    stated_at=(at("poi"),),
)
NESTED = LabelledClaim(
    kind="indirect",
    content=(at("io lo faccia"),),
    cue=(at("spera"),),
    source=(at("Verdi"),),
    speaker=(("Verdi",),),
    inside=True,
    stated_at=(),
)
NEGATED = LabelledClaim(
    kind="mixed",
    content=(at("Rossi\n avrebbe pagato"),),
    cue=(at("non hanno confermato"),),
    source=(at("La procura"), at("quella di Lodi")),
    speaker=(("procura", "pm"), ("procura", "procura di Lodi")),
    polarity="negated",
    certainty="hedged",
)
INFERRED = LabelledClaim(
    kind="mixed", content=(at("Rossi\n avrebbe pagato"),), speaker=(("🙂 Lodi " + "x" * 150,),)
)
ARTICLE = LabelledArticle(
    doc_id="a/b: 🙂", text=TEXT, date="2024-10-28", claims=(DIRECT, NESTED, INFERRED, NEGATED)
)
TASKS = {"label-studio": "tasks.json", "doccano": "tasks.jsonl", "prodigy": "tasks.jsonl"}


def exported(tool: str, folder: Path, *articles: LabelledArticle) -> Path:
    """What a person would give back: the file of tasks, or the folder."""
    assert list(export(tool, articles or (ARTICLE,), folder)) == []
    return folder / TASKS.get(tool, "")


def back(tool: str, path: Path) -> list[LabelledArticle]:
    found = list(corrected(tool, [path]))
    assert [str(each) for each in found if isinstance(each, Exception)] == []
    return [each for each in found if isinstance(each, LabelledArticle)]


def problems(tool: str, path: Path) -> list[str]:
    return [str(each) for each in corrected(tool, [path]) if isinstance(each, InputError)]


@pytest.mark.parametrize("tool", TOOLS)
class TestRoundTrip:
    @pytest.mark.parametrize("path", [pytest.param(p, id=p.stem) for p in GOLD.glob("*.json")])
    def test_every_gold_file(self, tool: str, path: Path, tmp_path: Path) -> None:
        (article,) = read_gold(path)
        assert isinstance(article, LabelledArticle)
        assert back(tool, exported(tool, tmp_path, article)) == [in_text_order(article)]

    def test_stand_off_gold(self, tool: str, corpora: Path, tmp_path: Path) -> None:
        gold = [each for each in read_gold(GOLD, corpora) if isinstance(each, LabelledArticle)]
        assert len(gold) > 200
        there = {each.doc_id: each for each in back(tool, exported(tool, tmp_path, *gold))}
        assert there == {each.doc_id: in_text_order(each) for each in gold}

    def test_whatever_stands_before_the_spans(self, tool: str, tmp_path: Path) -> None:
        assert back(tool, exported(tool, tmp_path)) == [ARTICLE]

    def test_an_article_without_claims(self, tool: str, tmp_path: Path) -> None:
        empty = ARTICLE.model_copy(update={"claims": (), "title": "Un titolo", "date": None})
        assert back(tool, exported(tool, tmp_path, empty)) == [empty]

    def test_ids_that_make_the_same_file_name(self, tool: str, tmp_path: Path) -> None:
        two = [ARTICLE.model_copy(update={"doc_id": name}) for name in ("a:b", "a?b")]
        there = back(tool, exported(tool, tmp_path, *two))
        assert sorted(there, key=lambda each: each.doc_id) == two
        write_gold(two, tmp_path / "gold")
        assert list(files(tmp_path / "gold")) == ["a-b-2.json", "a-b.json"]

    def test_claims_that_were_found(self, tool: str, document: Document, tmp_path: Path) -> None:
        article = LabelledArticle.of(document)
        assert back(tool, exported(tool, tmp_path, article)) == [in_text_order(article)]


# --- What a person does in the tool, on the first content of ARTICLE ---------------------------


def edit_json(path: Path, change: Callable[[Any], None]) -> None:
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def edit_lines(path: Path, change: Callable[[list[Any]], None]) -> None:
    data = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    change(data)
    path.write_text("\n".join(json.dumps(each) for each in data), encoding="utf-8")


class LabelStudio:
    """A submitted annotation in the place of the prediction."""

    @staticmethod
    def edit(path: Path, change: Callable[[list[Any]], None]) -> None:
        def submit(tasks: Any) -> None:
            (prediction,) = tasks[0]["predictions"]
            change(prediction["result"])
            tasks[0] |= {"id": 7, "annotations": [{"id": 1, **prediction}], "predictions": [3]}

        edit_json(path, submit)

    def move(self, path: Path) -> None:
        def change(results: list[Any]) -> None:
            for result in results:
                if result.get("id") == "c1":
                    result["value"] |= {"start": result["value"]["start"] + 4}
                    if result["type"] == "labels":
                        result["value"]["text"] = "mi dimetto"

        self.edit(path, change)

    def delete(self, path: Path) -> None:
        def change(results: list[Any]) -> None:
            gone = {"c1", "c1.2"}
            results[:] = [
                each
                for each in results
                if not gone & {each.get("id"), each.get("from_id"), each.get("to_id")}
            ]

        self.edit(path, change)

    def relate(self, path: Path) -> None:
        def change(results: list[Any]) -> None:
            verdi = next(e["id"] for e in results if e.get("value", {}).get("text") == "Verdi")
            results.append({"type": "relation", "from_id": verdi, "to_id": "c1", "labels": []})

        self.edit(path, change)

    def rename(self, path: Path) -> None:
        def change(results: list[Any]) -> None:
            (area,) = (e for e in results if e.get("id") == "c1" and e["type"] == "textarea")
            area["value"]["text"] = ["Ugo Bianchi | Bianchi"]

        self.edit(path, change)


class Doccano:
    def edit(self, path: Path, change: Callable[[list[Any], list[Any]], None]) -> None:
        edit_lines(path, lambda lines: change(lines[0]["entities"], lines[0]["relations"]))

    def move(self, path: Path) -> None:
        self.edit(path, lambda spans, _: spans[0].update(start_offset=spans[0]["start_offset"] + 4))

    def delete(self, path: Path) -> None:
        def change(spans: list[Any], relations: list[Any]) -> None:
            own = {spans[0]["id"]} | {
                each["to_id"]
                for each in relations
                if each["from_id"] == spans[0]["id"] and each["type"] in ("is", "continues")
            }
            spans[:] = [each for each in spans if each["id"] not in own]
            relations[:] = [each for each in relations if each["from_id"] not in own]

        self.edit(path, change)

    def relate(self, path: Path) -> None:
        def change(spans: list[Any], relations: list[Any]) -> None:
            verdi = [each for each in spans if each["label"] == "source"][1]
            relations.append(
                {"id": 99, "from_id": spans[0]["id"], "to_id": verdi["id"], "type": "source"}
            )

        self.edit(path, change)

    def rename(self, path: Path) -> None:
        def change(spans: list[Any], relations: list[Any]) -> None:
            speaker = next(each for each in spans if each["label"].startswith("speaker: Carlo"))
            speaker["label"] = "speaker: Ugo Bianchi"

        self.edit(path, change)


class Brat:
    @staticmethod
    def edit(path: Path, pattern: str, to: str) -> None:
        (file,) = path.glob("*.ann")
        text, changes = re.subn(pattern, to, file.read_bytes().decode(), flags=re.M)
        assert changes
        file.write_bytes(text.encode())

    def move(self, path: Path) -> None:
        start, end = at("mi dimetto")
        self.edit(path, r"^T1\t.*", f"T1\tdirect {start} {end}\tmi dimetto")

    def delete(self, path: Path) -> None:
        self.edit(path, r"^(T[12]\t|R\d+\t.*:T1 |[A#]\d+\t\w+ T1\b).*\n", "")

    def relate(self, path: Path) -> None:
        start, end = at("Verdi")
        self.edit(path, r"\Z", f"T99\tsource {start} {end}\tVerdi\nR99\tsource Arg1:T1 Arg2:T99\t")

    def rename(self, path: Path) -> None:
        self.edit(path, r"(AnnotatorNotes T1\t).*", r"\1Ugo Bianchi | Bianchi")


class Inception:
    @staticmethod
    def edit(path: Path, change: Callable[[Any, Any, Any], None]) -> None:
        cassis = pytest.importorskip("cassis")
        (file,) = path.glob("*.xmi")
        types = cassis.load_typesystem(path / "TypeSystem.xml")
        cas = cassis.load_cas_from_xmi(file, types)
        first = next(e for e in cas.select("webanno.custom.ClaimSpan") if e.label == "direct")
        change(cas, types, first)
        (path / "TypeSystem.xml").unlink()
        file.unlink()
        cas.to_json(file.with_suffix(".json"))  # exported as CAS JSON this time

    def move(self, path: Path) -> None:
        self.edit(path, lambda cas, types, first: setattr(first, "begin", first.begin + 4))

    def delete(self, path: Path) -> None:
        def change(cas: Any, types: Any, first: Any) -> None:
            for link in list(cas.select("webanno.custom.ClaimRelation")):
                if link.Governor is first:
                    cas.remove(link)
                    if link.label == "continues":
                        cas.remove(link.Dependent)
            cas.remove(first)

        self.edit(path, change)

    def relate(self, path: Path) -> None:
        def change(cas: Any, types: Any, first: Any) -> None:
            spans = cas.select("webanno.custom.ClaimSpan")
            verdi = next(e for e in spans if e.get_covered_text() == "Verdi")
            link = types.get_type("webanno.custom.ClaimRelation")
            cas.add(link(begin=0, end=1, Governor=first, Dependent=verdi, label="source"))

        self.edit(path, change)

    def rename(self, path: Path) -> None:
        self.edit(path, lambda c, t, first: setattr(first, "speaker", "Ugo Bianchi | Bianchi"))


class Prodigy:
    """Tasks as ``db-out`` gives them, each with an answer."""

    @staticmethod
    def edit(path: Path, change: Callable[[Any], None]) -> None:
        def answer(tasks: list[Any]) -> None:
            for task in tasks:
                task |= {"answer": "accept", "_input_hash": 1, "_view_id": "blocks"}
            change(tasks[0])

        edit_lines(path, answer)

    def move(self, path: Path) -> None:
        def change(task: Any) -> None:
            old = task["spans"][0]["start"]
            ends = [r[end] for r in task["relations"] for end in ("head_span", "child_span")]
            for span in (*task["spans"], *ends):
                if span["start"] == old:
                    span["start"] += 4

        self.edit(path, change)

    def delete(self, path: Path) -> None:
        self.edit(path, lambda task: task.update(answer="reject"))

    def relate(self, path: Path) -> None:
        def change(task: Any) -> None:
            start, end = at("Verdi")
            span = {"start": start, "end": end, "token_start": 1, "token_end": 1, "label": "source"}
            task["spans"].append(span)
            ends = {"head_span": task["spans"][0], "child_span": span}
            task["relations"].append({"head": 0, "child": 1, "label": "source", **ends})

        self.edit(path, change)

    def rename(self, path: Path) -> None:
        self.edit(path, lambda task: task.update(speaker=" Ugo Bianchi | Bianchi "))


PEOPLE: dict[str, Any] = {
    "label-studio": LabelStudio(),
    "doccano": Doccano(),
    "brat": Brat(),
    "inception": Inception(),
    "prodigy": Prodigy(),
}


def but(**changes: Any) -> Claims:
    return [DIRECT.model_copy(update=changes), NESTED, INFERRED, NEGATED]


@pytest.mark.parametrize("tool", TOOLS)
class TestCorrections:
    def after(self, tool: str, what: str, folder: Path) -> Claims:
        path = exported(tool, folder)
        getattr(PEOPLE[tool], what)(path)
        (article,) = back(tool, path)
        return list(article.claims)

    def test_a_span_moved(self, tool: str, tmp_path: Path) -> None:
        content = (at("mi dimetto"), DIRECT.content[1])
        assert self.after(tool, "move", tmp_path) == but(content=content)

    def test_a_claim_deleted(self, tool: str, tmp_path: Path) -> None:
        assert self.after(tool, "delete", tmp_path) == [NESTED, INFERRED, NEGATED]

    def test_a_relation_added(self, tool: str, tmp_path: Path) -> None:
        source = (*DIRECT.source, at("Verdi"))
        assert self.after(tool, "relate", tmp_path) == but(source=source)

    def test_a_speaker_renamed(self, tool: str, tmp_path: Path) -> None:
        names = ("Ugo Bianchi",) if tool == "doccano" else ("Ugo Bianchi", "Bianchi")
        assert self.after(tool, "rename", tmp_path) == but(speaker=(names,))


# --- What a person breaks: the first of two articles, the other is still there ------------------

OTHER = LabelledArticle(doc_id="altro", text="Rossi: «È un inizio».")


def json_at(*keys: Any, to: Any = None) -> Change:
    """Sets what is under ``keys`` in the file of tasks; takes it away without ``to``."""

    def change(path: Path) -> None:
        def edit(data: Any) -> None:
            for key in keys[:-1]:
                data = data[key]
            if to is None:
                del data[keys[-1]]
            else:
                data[keys[-1]] = to

        (edit_json if path.suffix == ".json" else edit_lines)(path, edit)

    return change


def in_file(name: str, pattern: str, to: str) -> Change:
    def change(path: Path) -> None:
        text, changes = re.subn(pattern, to, (path / name).read_bytes().decode(), count=1)
        assert changes
        (path / name).write_bytes(text.encode())

    return change


def gone(name: str) -> Change:
    return lambda path: (path / name).unlink()


RESULT = (0, "predictions", 0, "result")
A, DOC, SIZE = "a-b- 🙂", "a/b: 🙂", len(TEXT)
BROKEN = [
    ("label-studio", json_at(0, "data", "text"), "tasks.json: task 1: data text: Field required"),
    (
        "label-studio",
        json_at(*RESULT, 0, "value", to={"start": 3, "end": 999, "labels": ["direct"]}),
        f"tasks.json: task 1 ({DOC}): direct c1: 3–999 is no span of the text, which has {SIZE} ",
    ),
    (
        "label-studio",
        json_at(*RESULT, 0, "value", "start", to=2),
        f"tasks.json: task 1 ({DOC}): span c1: the text has ",
    ),
    (
        "label-studio",
        json_at(*RESULT, -1, "to_id", to="zz"),
        "source from c4 to zz: there is no span zz",
    ),
    (
        "label-studio",
        json_at(*RESULT, 0, "value", "labels", 0, to="Person"),
        "span c1: no label 'Person': one of direct, indirect",
    ),
    ("doccano", json_at(0, "text"), "tasks.jsonl:1: text: Field required"),
    (
        "doccano",
        json_at(0, "entities", 0, "end_offset", to=999),
        f"tasks.jsonl:1: {DOC}: direct 1: 26–999 is no span of the text",
    ),
    (
        "doccano",
        json_at(0, "entities", 0, "start_offset", to=1),
        f"tasks.jsonl:1: {DOC}: direct 1: 1–40 is no span of the text: offsets are UTF-16 units",
    ),
    (
        "doccano",
        json_at(0, "relations", 0, "to_id", to=500),
        f"tasks.jsonl:1: {DOC}: relation is from 1 to 500: there is no span 500",
    ),
    ("doccano", json_at(0, "names", to="["), f"tasks.jsonl:1: {DOC}: names: Invalid JSON"),
    ("brat", gone(f"{A}.txt"), f"{A}.ann: there is no text"),
    (
        "brat",
        in_file(f"{A}.ann", r"T1\tdirect \d+ \d+", "T1\tdirect 3 999"),
        f"{A}.ann:1: direct T1: 3 999 is no span of the text, which has {SIZE} characters",
    ),
    (
        "brat",
        in_file(f"{A}.ann", r"T1\tdirect \d+ \d+", "T1\tdirect 3 9"),
        f"{A}.ann:1: direct T1: the text has ",
    ),
    ("brat", in_file(f"{A}.ann", r"T1\t", "T1 "), f"{A}.ann:1: no line of brat: 'T1 direct"),
    (
        "brat",
        in_file(f"{A}.ann", r"Arg2:T\d+", "Arg2:T77"),
        f"{A}.ann ({DOC}): relation continues from T1 to T77: there is no span T77",
    ),
    ("brat", gone(f"{A}.ann"), f"{A}.ann: there is no such file"),
    ("inception", in_file(f"{A}.xmi", 'sofaString="[^"]*"', 'sofaString=""'), "there is no text"),
    (
        "inception",
        in_file(f"{A}.xmi", r'end="40"', 'end="999"'),
        f"{A}.xmi: a span is no span of the text: Not mapping external offset [999]",
    ),
    (
        "inception",
        in_file(f"{A}.xmi", r'Dependent="\d+"', 'Dependent="777"'),
        f"{A}.xmi: refers to what is not there: xmi:id 777",
    ),
    ("inception", in_file(f"{A}.xmi", r"<xmi:XMI", "<xmi:XM"), f"{A}.xmi: no CAS: "),
    ("prodigy", json_at(0, "text"), "tasks.jsonl:1: text: Field required"),
    (
        "prodigy",
        json_at(0, "spans", 0, "end", to=999),
        f"tasks.jsonl:1: {DOC}, task 1: relation continues: there is no span direct ",
    ),
    ("prodigy", json_at(1, "answer", to="ignore"), f"{DOC}, task 2: was ignored: accept or"),
    ("prodigy", json_at(1), f"tasks.jsonl: {DOC}: 4 of its 5 tasks are there"),
    (
        "prodigy",
        json_at(1, "certainty", to="boh"),
        "indirect 2.1: no certainty 'boh': one of asserted, hedged",
    ),
    ("prodigy", json_at(1, "speaker", to="a | "), "a speaker has an empty name: 'a |"),
]


@pytest.mark.parametrize(("tool", "change", "says"), BROKEN)
def test_what_is_broken_is_named_and_the_rest_done(
    tool: str, change: Change, says: str, tmp_path: Path
) -> None:
    path = exported(tool, tmp_path, ARTICLE, OTHER)
    change(path)
    found = list(corrected(tool, [path]))
    (error,) = (each for each in found if isinstance(each, InputError))
    assert str(error).startswith(str(tmp_path))
    assert says in str(error)
    assert [each for each in found if not isinstance(each, InputError)] == [OTHER]


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("other", TOOLS)
def test_what_another_tool_wrote_is_named(tool: str, other: str, tmp_path: Path) -> None:
    if tool == other:
        return
    path = exported(other, tmp_path)
    (file,) = [path] if path.is_file() else path.glob("a-b*.[ax][nm][ni]")
    wrong = list(corrected(tool, [file]))
    assert wrong
    assert all(isinstance(each, InputError) for each in wrong)
    assert all(str(each).startswith(str(file)) for each in wrong)


def test_a_folder_without_tasks_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert problems("brat", tmp_path) == [
        f"{tmp_path}: no task of brat in it: looked for .ann, each with its .txt"
    ]
    assert problems("brat", tmp_path / "no") == [f"{tmp_path / 'no'}: no such file or folder"]


def test_an_article_that_is_there_twice(tmp_path: Path) -> None:
    path = exported("doccano", tmp_path)
    first, second = corrected("doccano", [path, path])
    assert first == ARTICLE
    assert "the article 'a/b: 🙂' is there twice" in str(second)


def test_a_character_that_xml_does_not_have(tmp_path: Path) -> None:
    odd = ARTICLE.model_copy(update={"doc_id": "odd", "text": TEXT + "\x0b"})
    (error,) = export("inception", [odd, OTHER], tmp_path)
    assert str(error).startswith("odd: cannot be written as XML")
    assert back("inception", tmp_path) == [OTHER]


class TestWhatAToolDoesOfItsOwn:
    def test_label_studio_of_before_counted_utf16(self, tmp_path: Path) -> None:
        path = exported("label-studio", tmp_path)

        def shift(tasks: Any) -> None:
            for result in tasks[0]["predictions"][0]["result"]:
                if "value" in result:
                    for end in ("start", "end"):
                        before = TEXT[: result["value"][end]]
                        result["value"][end] = len(before.encode("utf-16-le")) // 2

        edit_json(path, shift)
        assert back("label-studio", path) == [ARTICLE]

    def test_label_studio_keeps_what_was_cancelled(self, tmp_path: Path) -> None:
        path = exported("label-studio", tmp_path)
        cancelled = [{"result": [], "was_cancelled": True}]
        json_at(0, "annotations", to=cancelled)(path)
        (said,) = problems("label-studio", path)
        assert said.endswith("it has no annotation, or was skipped in Label Studio")

    def test_label_studio_leaves_out_what_nobody_has_done(self, tmp_path: Path) -> None:
        path = exported("label-studio", tmp_path)
        json_at(0, "predictions", to=[3])(path)  # predictions by their number alone
        (said,) = problems("label-studio", path)
        assert said.endswith(
            f"task 1 ({DOC}): it has no annotation, or was skipped in Label Studio"
        )

    def test_doccano_gives_other_ids(self, tmp_path: Path) -> None:
        path = exported("doccano", tmp_path)

        def renumber(lines: list[Any]) -> None:
            for entity in lines[0]["entities"]:
                entity["id"] += 1000
            for relation in lines[0]["relations"]:
                relation |= {end: relation[end] + 1000 for end in ("from_id", "to_id")}
            lines[0] |= {"id": 12, "Comments": []}
            lines[0]["entities"].reverse()

        edit_lines(path, renumber)
        assert back("doccano", path) == [ARTICLE]

    def test_doccano_attributes_without_a_relation(self, tmp_path: Path) -> None:
        only = ARTICLE.model_copy(update={"claims": (NESTED,)})
        path = exported("doccano", tmp_path, only)
        edit_lines(
            path,
            lambda lines: lines[0].update(
                relations=[each for each in lines[0]["relations"] if each["type"] != "is"]
            ),
        )
        assert back("doccano", path) == [only]

    def test_doccano_labels_are_short(self, tmp_path: Path) -> None:
        line = json.loads(exported("doccano", tmp_path).read_text("utf-8"))
        assert max(len(entity["label"]) for entity in line["entities"]) <= 100

    def test_brat_cuts_spans_where_they_are_interrupted(self, tmp_path: Path) -> None:
        path = exported("brat", tmp_path)
        (a, b), (c, d) = DIRECT.content
        line_end = TEXT.index("\n", c)
        spans = f"{a} {b};{c} {line_end};{line_end + 1} {d}"
        words = f"{TEXT[a:b]} {TEXT[c:d]}".replace("\n", " ")
        Brat.edit(path, r"^T1\t.*", f"T1\tdirect {spans}\t{words}")
        Brat.edit(path, r"^T2\t.*\n|^R\d+\tcontinues.*\n", "")
        assert back("brat", path) == [ARTICLE]

    def test_brat_leaves_out_the_only_value(self, tmp_path: Path) -> None:
        path = exported("brat", tmp_path)
        Brat.edit(path, r"^(A\d+\tpolarity T\d+) negated", r"\1")
        assert back("brat", path) == [ARTICLE]

    def test_offsets_are_those_of_the_tool(self, tmp_path: Path) -> None:
        start, end = at("Non mi dimetto")
        in_utf16 = len(TEXT[:start].encode("utf-16-le")) // 2
        assert in_utf16 == start + 5
        folders = {tool: exported(tool, tmp_path / tool) for tool in TOOLS}
        (ann,) = folders["brat"].glob("*.ann")
        assert ann.read_text("utf-8").startswith(f"T1\tdirect {start} {end}\t")
        (xmi,) = folders["inception"].glob("*.xmi")
        assert f'begin="{in_utf16}" end="{in_utf16 + 14}" label="direct"' in xmi.read_text("utf-8")
        line = json.loads(folders["doccano"].read_text("utf-8"))
        assert line["entities"][0]["start_offset"] == in_utf16
        (task,) = json.loads(folders["label-studio"].read_text("utf-8"))
        assert task["predictions"][0]["result"][0]["value"]["start"] == start
        first = json.loads(folders["prodigy"].read_text("utf-8").splitlines()[0])
        assert first["spans"][0]["start"] == start

    @pytest.mark.parametrize("suffix", [".xmi", ".json"])
    def test_inception_zips(self, suffix: str, tmp_path: Path) -> None:
        cassis = pytest.importorskip("cassis")
        path = exported("inception", tmp_path)
        with ZipFile(tmp_path / "export.zip", "w") as zipped:
            for file in path.glob("*.x*"):
                zipped.write(file, file.name)
            if suffix == ".json":
                types = cassis.load_typesystem(path / "TypeSystem.xml")
                cas = cassis.load_cas_from_xmi(next(path.glob("*.xmi")), types)
                zipped.writestr("other.json", cas.to_json().replace(DOC, "other"))
        found = back("inception", tmp_path / "export.zip")
        names = [DOC, "other"] if suffix == ".json" else [DOC]
        assert found == [ARTICLE.model_copy(update={"doc_id": name}) for name in names]

    def test_doccano_exports_a_zip_with_a_file_of_each_annotator(self, tmp_path: Path) -> None:
        lines = exported("doccano", tmp_path).read_bytes()
        with ZipFile(tmp_path / "export.zip", "w") as zipped:
            zipped.writestr("ugo.jsonl", lines)
            zipped.writestr("unknown.jsonl", b"\xff")
        (article, error) = corrected("doccano", [tmp_path / "export.zip"])
        assert article == ARTICLE
        assert str(error).endswith("export.zip/unknown.jsonl: not UTF-8: byte 0")

    @pytest.mark.parametrize("tool", ["doccano", "inception"])
    def test_a_broken_zip_is_named(self, tool: str, tmp_path: Path) -> None:
        (tmp_path / "export.zip").write_bytes(b"PK no")
        (error,) = problems(tool, tmp_path / "export.zip")
        assert "export.zip: not a zip file that can be read" in error

    def test_label_studio_shows_a_line_each_speaker(self, tmp_path: Path) -> None:
        (task,) = json.loads(exported("label-studio", tmp_path).read_text("utf-8"))
        lines = [
            result["value"]["text"]
            for result in task["predictions"][0]["result"]
            if result["type"] == "textarea"
        ]
        assert ["procura | pm", "procura | procura di Lodi"] in lines

    def test_prodigy_tokens_end_where_spans_do(self, tmp_path: Path) -> None:
        path = exported("prodigy", tmp_path)
        tasks = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        assert len(tasks) == 5
        for task in tasks:
            tokens = task["tokens"]
            assert all(TEXT[t["start"] : t["end"]] == t["text"] for t in tokens)
            rebuilt = "".join(t["text"] + " " * t["ws"] for t in tokens)
            assert rebuilt == TEXT
            for span in task["spans"]:
                assert tokens[span["token_start"]]["start"] == span["start"]
                assert tokens[span["token_end"]]["end"] == span["end"]

    def test_prodigy_has_room_for_a_claim_that_is_missing(self, tmp_path: Path) -> None:
        path = exported("prodigy", tmp_path, OTHER)
        words = {"start": 8, "end": 19, "label": "direct"}
        json_at(0, "spans", to=[words])(path)
        json_at(0, "speaker", to="Rossi")(path)
        claim = LabelledClaim(kind="direct", content=((8, 19),), speaker=(("Rossi",),))
        assert back("prodigy", path) == [OTHER.model_copy(update={"claims": (claim,)})]


@pytest.mark.parametrize("links", ["reversed", "twice"])
def test_relations_may_be_drawn_either_way_and_twice(links: str, tmp_path: Path) -> None:
    path = exported("label-studio", tmp_path)

    def redraw(tasks: Any) -> None:
        results = tasks[0]["predictions"][0]["result"]
        relations = [each for each in results if each["type"] == "relation"]
        if links == "twice":
            results += relations
        else:
            for each in relations:
                each |= {"from_id": each["to_id"], "to_id": each["from_id"]}

    edit_json(path, redraw)
    assert back("label-studio", path) == [ARTICLE]


def test_shared_parts_are_one_span() -> None:
    twice = ARTICLE.model_copy(update={"claims": (NESTED, NESTED)})
    labels = [mark.label for mark in marked(twice).marks]
    assert sorted(labels) == ["cue", "indirect", "indirect", "source"]


def passages(text: str, most: int) -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    """Ranges of ``text`` in order, that may overlap."""
    ends = st.sets(st.integers(0, len(text)), min_size=2, max_size=2).map(sorted).map(tuple)
    return st.sets(ends, max_size=most).map(sorted).map(tuple)


def apart(text: str) -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    """One range or two that do not meet."""
    cuts = st.sets(st.integers(0, len(text)), min_size=2, max_size=4).map(sorted)
    return cuts.map(lambda c: tuple(zip(c[::2], c[1::2], strict=False)))


ODD = "a \n\r\t🙂\u0301«;|\\\u2028\u00a0\ufeff:#T1"
NAMES = st.lists(
    st.text("ab|;\\\n🙂 ", min_size=1).map(str.strip).filter(bool), min_size=1, max_size=2
)


@st.composite
def odd_articles(draw: st.DrawFn) -> LabelledArticle:
    text = draw(st.text(ODD, min_size=4, max_size=30))
    claims = st.builds(
        LabelledClaim,
        kind=st.sampled_from(["direct", "indirect", "mixed"]),
        content=apart(text),
        cue=passages(text, 2),
        source=passages(text, 2),
        speaker=st.lists(NAMES.map(tuple), max_size=2).map(tuple),
        polarity=st.sampled_from(["affirmed", "negated"]),
        inside=st.booleans(),
        certainty=st.sampled_from([None, "asserted", "hedged"]),
        stated_at=st.none() | passages(text, 1),
    )
    of = draw(st.lists(claims, max_size=3, unique_by=lambda c: (c.content, c.cue, c.source)))
    return LabelledArticle(doc_id="odd", text=text, claims=tuple(of))


@pytest.mark.parametrize("tool", TOOLS)
@settings(max_examples=40, deadline=None)
@given(article=odd_articles())
def test_no_text_and_no_label_is_too_odd(tool: str, article: LabelledArticle) -> None:
    with TemporaryDirectory() as folder:
        assert back(tool, exported(tool, Path(folder), article)) == [in_text_order(article)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" ; ", ValueError),
        ("Rutte;", [["Rutte"]]),
        ("Rutte | ; Nato", ValueError),
        (r"a\|b | c\; ; d\\", [["a|b", "c;"], ["d\\"]]),
        (r"a\nb", [["a\nb"]]),
        ("a\\", [["a\\"]]),
    ],
)
def test_names_as_people_write_them(text: str, names: Any) -> None:
    if names is ValueError:
        with pytest.raises(ValueError, match="a speaker has an empty name"):
            names_of(text)
    else:
        assert names_of(text) == names


def files(folder: Path) -> Iterator[str]:
    return (str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file())


class TestCommands:
    def test_gold_goes_out_and_comes_back_and_is_scored(self, run: Any, tmp_path: Path) -> None:
        write_gold([ARTICLE], tmp_path / "gold")
        done = run("export", tmp_path / "gold", "--to", "doccano", "-o", tmp_path / "out")
        assert (done.exit_code, done.output) == (0, "")
        assert set(files(tmp_path / "out")) == {
            "relation-labels.json", "span-labels.json", "tasks.jsonl",
        }  # fmt: skip
        back_in = tmp_path / "back"
        done = run("import", tmp_path / "out" / "tasks.jsonl", "--from", "doccano", "-o", back_in)
        assert (done.exit_code, done.output) == (0, "")
        same = run("evaluate", back_in, "--predictions", tmp_path / "gold", "--format", "json")
        assert json.loads(same.stdout)["metrics"]["attributed"]["f1"] == 1

    @pytest.mark.usefixtures("nlp")
    def test_claims_are_found_first(self, run: Any, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("«Il ponte è chiuso», ha detto la sindaca Anna Neri.")
        options = ["--to", "brat", "-o", tmp_path / "out", "--date", "2024-10-28"]
        assert run("export", tmp_path / "a.txt", *options).exit_code == 0
        (article,) = back("brat", tmp_path / "out")
        (claim,) = article.claims
        assert (claim.kind, claim.speaker) == ("direct", (("Anna Neri",),))
        assert article.date == "2024-10-28"

    def test_what_is_wrong_is_told_and_the_rest_done(self, run: Any, tmp_path: Path) -> None:
        path = exported("label-studio", tmp_path, ARTICLE, OTHER)
        json_at(0, "data", "text")(path)
        done = run("import", path, "--from", "label-studio", "-o", tmp_path / "gold")
        assert done.exit_code == 1
        assert f"claimx: {path}: task 1: data text: Field required" in done.stderr
        assert list(files(tmp_path / "gold")) == ["altro.json"]

    def test_an_input_that_is_wrong(self, run: Any, tmp_path: Path) -> None:
        write_gold([OTHER], tmp_path / "gold")
        (tmp_path / "gold" / "bad.json").write_text("{")
        options = ["--to", "brat", "-o", tmp_path / "out"]
        done = run("export", tmp_path / "gold", tmp_path / "no.json", *options)
        assert done.exit_code == 1
        assert "bad.json: Invalid JSON" in done.stderr
        assert "no.json: No such file" in done.stderr
        assert back("brat", tmp_path / "out") == [OTHER]

    def test_a_folder_that_cannot_be_made(self, run: Any, tmp_path: Path) -> None:
        write_gold([OTHER], tmp_path)
        (tmp_path / "out").write_text("")
        done = run("export", tmp_path / "altro.json", "--to", "brat", "-o", tmp_path / "out")
        assert done.exit_code == 2
        assert f"claimx: {tmp_path / 'out'}: cannot be made" in done.stderr
