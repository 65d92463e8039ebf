from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from claimx.errors import InputError, ModelError
from claimx.models import Article, Document, Explanation, Segment

Run = Callable[..., Result]
CLAIMX = [sys.executable, "-m", "claimx"]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch, document: Document) -> list[tuple[Article, Any]]:
    """Puts the hand-made claims in the place of extraction; tells what it was asked for."""
    asked = []
    monkeypatch.delenv("CLAIMX_MODEL", raising=False)

    def records(articles: Iterable[Article], **options: Any) -> Iterator[Document]:
        for article in articles:
            asked.append((article, options))
            yield document.model_copy(update={"doc_id": article.doc_id})

    # The module; the package's attribute of that name is the function.
    monkeypatch.setattr(import_module("claimx.extract"), "records", records)
    return asked


@pytest.fixture
def article(tmp_path: Path, document: Document) -> Path:
    path = tmp_path / "esempio.txt"
    path.write_text(document.text, encoding="utf-8")
    return path


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("given")
class TestFormats:
    def test_piped_it_is_jsonl(self, run: Run, article: Path) -> None:
        assert [claim["id"] for claim in lines(run("extract", article))] == [
            f"esempio#c{n}" for n in (1, 2, 3, 4)
        ]

    def test_json(self, run: Run, article: Path, document: Document) -> None:
        (data,) = json.loads(run("extract", article, "--format", "json").stdout)
        assert Document.model_validate(data) == document

    def test_csv(self, run: Run, article: Path) -> None:
        rows = list(csv.DictReader(StringIO(run("extract", article, "--format", "csv").stdout)))
        assert [row["kind"] for row in rows] == ["mixed", "direct", "indirect", "indirect"]

    @pytest.mark.parametrize("width", [40, 120])
    def test_table(self, run: Run, article: Path, width: int) -> None:
        shown = run("extract", article, "--format", "table", width=width).stdout
        assert "Carlo Bianchi, sindaco" in shown
        assert max(map(len, shown.splitlines())) <= width

    @pytest.mark.parametrize(
        ("name", "start"),
        [
            ("o.json", "["),
            ("o.csv", "id,doc_id"),
            ("o.jsonl", '{"schema'),
            ("o.jsonld", '{"@context'),
            ("o.md", "## esempio"),
        ],
    )
    def test_the_suffix_of_the_output_tells(
        self, run: Run, article: Path, name: str, start: str
    ) -> None:
        result = run("extract", article, "-o", article.with_name(name))
        assert (result.exit_code, result.stdout) == (0, "")
        assert article.with_name(name).read_text(encoding="utf-8").startswith(start)


@pytest.mark.usefixtures("given")
class TestReport:
    @pytest.mark.parametrize(
        "words", [["report"], ["extract"], ["report", "--lang", "en"]], ids=" ".join
    )
    def test_a_page(self, run: Run, article: Path, words: list[str]) -> None:
        page = article.with_name("report.html")
        assert run(*words, article, "-o", page).exit_code == 0
        lang = "en" if "en" in words else "it"
        assert page.read_text("utf-8").startswith(f'<!doctype html>\n<html lang="{lang}"')

    def test_a_folder_of_pages(self, run: Run, article: Path) -> None:
        folder = article.with_name("pages")
        assert run("report", article, "-o", f"{folder}/").exit_code == 0
        assert [path.name for path in sorted(folder.glob("part-*"))] == ["part-00000.html"]

    def test_piped(self, run: Run, article: Path) -> None:
        assert run("report", article).stdout.startswith("<!doctype html>")


class TestOptions:
    def test_standard_input(self, run: Run, given: list[tuple[Article, Any]]) -> None:
        for words in (["-"], []):
            run("extract", *words, stdin="Perché?\r\n".encode())
        assert [article for article, _ in given] == [
            Article(doc_id="stdin", text="Perché?\r\n")
        ] * 2

    @pytest.mark.parametrize(
        ("words", "option", "value"),
        [
            pytest.param(["--jobs", "2"], "n_process", 2, id="jobs"),
            pytest.param(["--model", "it_core_news_sm"], "model", "it_core_news_sm", id="model"),
            pytest.param([], "model", None, id="no model"),
        ],
    )
    def test_what_is_passed_on(
        self,
        run: Run,
        article: Path,
        given: list[tuple[Article, Any]],
        words: list[str],
        option: str,
        value: object,
    ) -> None:
        run("extract", article, *words)
        ((_, options),) = given
        assert options[option] == value

    def test_the_model_of_the_environment(
        self,
        run: Run,
        article: Path,
        given: list[tuple[Article, Any]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("CLAIMX_MODEL", "from_environment")
        run("extract", article)
        ((_, options),) = given
        assert options["model"] == "from_environment"

    def test_the_date_is_for_articles_that_have_none(
        self, run: Run, tmp_path: Path, given: list[tuple[Article, Any]]
    ) -> None:
        records = [
            {"id": "a", "text": "uno", "date": "2020-01-02"},
            {"id": "b", "text": "due", "date": ""},
        ]
        (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)))
        run("extract", tmp_path / "a.jsonl", "--date", "2024-10-28")
        assert [article.date for article, _ in given] == ["2020-01-02", "2024-10-28"]

    @pytest.mark.usefixtures("given")
    @pytest.mark.parametrize(
        ("words", "numbers"),
        [
            pytest.param(["--min-confidence", "0.75"], [1, 2], id="confidence"),
            pytest.param(["--speaker", "carlo bianchi"], [1, 2], id="name"),
            pytest.param(["--speaker", "BIANCHI"], [1, 2], id="alias"),
            pytest.param(["--speaker", "elio verdi"], [3], id="without accent"),
            pytest.param(["--speaker", "la procura"], [4], id="with article"),
            pytest.param(["--speaker", "Bianchi", "--min-confidence", "0.85"], [1], id="both"),
            pytest.param(["--speaker", "Neri"], [], id="nobody"),
        ],
    )
    def test_filters(self, run: Run, article: Path, words: list[str], numbers: list[int]) -> None:
        claims = lines(run("extract", article, *words))
        assert [claim["id"] for claim in claims] == [f"esempio#c{n}" for n in numbers]

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            pytest.param(["--encoding", "utf-9"], "unknown encoding: utf-9", id="encoding"),
            pytest.param(["--encoding", "hex"], "not a text encoding", id="no text encoding"),
            pytest.param(["--date", "28 ottobre"], "'28 ottobre' is not a date", id="date"),
            pytest.param(["--format", "docx"], "docx", id="format"),
            pytest.param(["--jobs", "0"], "greater than or equal to 1", id="jobs"),
            pytest.param(["--min-confidence", "2"], "less than or equal to 1", id="confidence"),
        ],
    )
    def test_usage(self, run: Run, article: Path, words: list[str], says: str) -> None:
        result = run("extract", article, *words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert says in " ".join(result.stderr.replace("│", " ").split())


@pytest.mark.usefixtures("given")
class TestBadInput:
    """Each is named on standard error, and the others are done."""

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            pytest.param("no.txt", None, "no.txt: no such file or folder", id="missing"),
            pytest.param("empty.txt", b"", "empty.txt: empty", id="empty"),
            pytest.param(
                "zip.txt", b"\xe9\x81\x01\x02", "byte 0xE9 at offset 0: name the", id="no text"
            ),
            pytest.param("nul.txt", b"a\0b", "NUL character at offset 1", id="NUL"),
            pytest.param("folder", None, "folder: no article in this folder", id="folder"),
            pytest.param("bad.jsonl", b"{", "bad.jsonl:1: not JSON", id="bad line"),
        ],
    )
    def test_bad_beside_good(
        self, run: Run, article: Path, name: str, content: bytes | None, says: str
    ) -> None:
        bad = article.with_name(name)
        if content is not None:
            bad.write_bytes(content)
        elif name == "folder":
            bad.mkdir()
        output = article.with_name("out.jsonl")
        result = run("extract", bad, article, "-o", output)
        assert result.exit_code == 1
        assert says in result.stderr
        assert result.stderr.startswith("claimx: ")
        assert len(result.stderr.splitlines()) == 1
        assert len(output.read_text(encoding="utf-8").splitlines()) == 4

    def test_an_encoding_that_was_found_is_told(self, run: Run, article: Path) -> None:
        article.write_bytes("Il sindaco dice che è così.".encode("cp1252"))
        result = run("extract", article)
        assert (result.exit_code, result.stderr) == (0, f"claimx: {article}: read as cp1252\n")

    def test_not_italian_is_a_warning(self, run: Run, tmp_path: Path) -> None:
        text = "The mayor said that the money was there and that it would be paid. " * 3
        (tmp_path / "a.txt").write_text(text)
        result = run("extract", tmp_path / "a.txt")
        assert result.exit_code == 0
        assert len(lines(result)) == 4
        assert result.stderr == (
            "claimx: a: not Italian? it reads like English; going on all the same\n"
        )

    @pytest.mark.parametrize(
        ("output", "says"),
        [
            pytest.param("nowhere/out.csv", "No such file or directory", id="no such folder"),
            pytest.param("/dev/full", "No space left on device", id="full disk"),
        ],
    )
    def test_an_output_that_cannot_be_written(
        self, run: Run, article: Path, output: str, says: str
    ) -> None:
        result = run("extract", article, "-o", article.parent / output)
        assert result.exit_code == 2
        assert f"{output}: cannot be written: {says}" in result.stderr


@pytest.mark.parametrize(
    ("failure", "status", "says"),
    [
        pytest.param(ModelError("no pipeline 'x'"), 2, "claimx: no pipeline 'x'\n", id="no model"),
        pytest.param(KeyboardInterrupt(), 130, "", id="interrupted"),
    ],
)
def test_what_ends_the_command(
    run: Run,
    article: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: BaseException,
    status: int,
    says: str,
) -> None:
    def records(articles: Iterable[Article], **_: object) -> Iterator[Document]:
        raise failure

    monkeypatch.setattr(import_module("claimx.extract"), "records", records)
    result = run("extract", article, "-o", article.with_name("o.jsonl"))
    assert (result.exit_code, result.stderr) == (status, says)
    assert not article.with_name("o.jsonl").exists()


class TestEvaluate:
    @pytest.fixture
    def gold(self, tmp_path: Path, document: Document) -> Path:
        """Gold that agrees with the hand-made claims on all but the third's speaker."""
        from claimx.labels import LabelledArticle, LabelledClaim

        claims = [LabelledClaim.of(claim) for claim in document.claims]
        claims[2] = claims[2].model_copy(update={"speaker": (("Neri",),)})
        path = tmp_path / "gold" / "esempio.json"
        path.parent.mkdir()
        article = LabelledArticle(doc_id="esempio", text=document.text, claims=tuple(claims))
        path.write_text(article.model_dump_json(), encoding="utf-8")
        return path

    @pytest.fixture
    def predictions(self, tmp_path: Path, document: Document) -> Path:
        path = tmp_path / "predictions.jsonl"
        claims = [claim.model_dump_json() for claim in document.claims]
        path.write_text("\n".join(claims), encoding="utf-8")
        return path

    def test_json(self, run: Run, gold: Path, predictions: Path) -> None:
        result = run("evaluate", gold, "--predictions", predictions, "--format", "json")
        report = json.loads(result.stdout)
        assert report["metrics"]["content"]["f1"] == 1
        assert report["metrics"]["attributed"]["f1"] == 0.75
        assert [(m["what"], m["wanted"]) for m in report["mistakes"]] == [
            ("misattributed", ["Neri"])
        ]

    def test_table(self, run: Run, gold: Path, predictions: Path) -> None:
        shown = run("evaluate", gold.parent, "--predictions", predictions).stdout
        assert "Misattributed: found, but not given to the right speaker (1)" in shown
        assert "Missed: labelled, not found (0)" in shown
        (attributed,) = [line for line in shown.splitlines() if line.startswith(" attributed")]
        assert attributed.split() == [
            *("attributed", "0.750", "0.750", "0.750", "–", "0.750", "3", "4", "4")
        ]

    @pytest.mark.usefixtures("given")
    def test_without_predictions_it_extracts(self, run: Run, gold: Path) -> None:
        report = json.loads(run("evaluate", gold, "--format", "json").stdout)
        assert report["metrics"]["attributed"]["right"] == 3

    @pytest.mark.parametrize(("floor", "status"), [("0.75", 0), ("0.76", 1)])
    def test_fail_under(
        self, run: Run, gold: Path, predictions: Path, floor: str, status: int
    ) -> None:
        result = run("evaluate", gold, "--predictions", predictions, "--fail-under", floor)
        assert result.exit_code == status

    def test_gold_that_does_not_fit(self, run: Run, gold: Path, predictions: Path) -> None:
        gold.write_text(gold.read_text().replace('"Il sindaco', '"Il', 1), encoding="utf-8")
        result = run("evaluate", gold, "--predictions", predictions)
        assert result.exit_code == 1
        assert "esempio, claim 4: [" in result.stderr
        assert "is beyond the text" in result.stderr

    def test_labels_whose_texts_are_not_at_hand(
        self, run: Run, gold: Path, predictions: Path
    ) -> None:
        standoff = gold.parent / "standoff" / "paper.jsonl"
        standoff.parent.mkdir()
        entry = {"doc_id": "x", "corpus": "paper", "line": 1, "sha256": "", "claims": []}
        standoff.write_text(json.dumps(entry))
        result = run("evaluate", gold.parent, "--predictions", predictions, "--format", "json")
        assert result.exit_code == 0
        assert "the corpus paper, which is not at hand" in result.stderr
        assert len(json.loads(result.stdout)["skipped"]) == 1


class TestExplain:
    @pytest.fixture(autouse=True)
    def explain(self, monkeypatch: pytest.MonkeyPatch, document: Document) -> None:
        def explain(article: Article, claim_id: str, **_: object) -> Explanation:
            if not claim_id.endswith("c2"):
                raise InputError(
                    article.doc_id, f"no claim {claim_id!r}", "claims there: esempio#c2"
                )
            return Explanation(
                claim=document.claims[1],
                passage=(
                    Segment(text="«"),
                    Segment(text="Non mi dimetto", part="content"),
                    Segment(text="», "),
                    Segment(text="ha poi detto", part="cue"),
                    Segment(text=" "),
                    Segment(text="Carlo Bianchi", part="source"),
                ),
                rule="a quotation, then its cue",
                rule_it="una citazione, poi chi la dice",
                example="«Ciao», disse.",
                steps=("one",),
                candidates=("Verdi",),
            )

        monkeypatch.setattr(import_module("claimx.extract"), "explain", explain)

    def test_what_it_tells(self, run: Run, article: Path) -> None:
        shown = run("explain", article, "esempio#c2").stdout
        for words in ("esempio#c2", "quote.cue_after", "a quotation, then its cue", "1. Verdi"):
            assert words in shown

    def test_the_parts_are_told_apart_without_colours(self, run: Run, article: Path) -> None:
        shown = run("explain", article, "esempio#c2", width=200).stdout
        assert "«[content: Non mi dimetto]», [cue: ha poi detto] [source: Carlo Bianchi]" in shown

    def test_where_there_is_one_article_its_name_may_be_left_out(
        self, run: Run, article: Path
    ) -> None:
        assert "esempio#c2" in run("explain", article, "c2").stdout

    def test_json(self, run: Run, article: Path) -> None:
        explanation = json.loads(run("explain", article, "c2", "--format", "json").stdout)
        assert explanation["claim"]["id"] == "esempio#c2"
        assert explanation["candidates"] == ["Verdi"]

    def test_an_article_that_is_not_there(self, run: Run, article: Path) -> None:
        result = run("explain", article, "altro#c2")
        assert result.exit_code == 1
        assert "no article 'altro': articles there: esempio" in result.stderr

    def test_a_claim_that_is_not_there(self, run: Run, article: Path) -> None:
        result = run("explain", article, "esempio#c9")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == (
            "claimx: esempio: no claim 'esempio#c9': claims there: esempio#c2\n"
        )


def test_cues(run: Run) -> None:
    rows = list(csv.DictReader(StringIO(run("cues").stdout), delimiter="\t"))
    by_name = {row["cue"]: row for row in rows}
    assert by_name["annunciare"]["type"] == "announce"
    assert "che" in by_name["annunciare"]["governs"].split()
    assert by_name["secondo"]["part"] == "adposition"
    assert len(rows) > 200


def test_schema(run: Run, document: Document) -> None:
    schema = json.loads(run("schema").stdout)
    for name, record in (("Claim", document.claims[0]), ("Document", document)):
        assert set(schema["$defs"][name]["properties"]) == set(record.model_dump())


def test_version(run: Run) -> None:
    from claimx import __version__

    assert run("--version").stdout == f"claimx {__version__}\n"


class TestProcess:
    """What only a process of its own shows."""

    def test_a_reader_that_leaves_early_is_no_error(self) -> None:
        command = subprocess.Popen(
            [*CLAIMX, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        assert command.stderr.read() == b""
        command.wait(30)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
    def test_a_full_disk_is_told_once(self) -> None:
        write = (
            "from claimx.io import written\n"
            "from claimx.errors import OutputError\n"
            "try:\n"
            "    with written(None) as out: out.write('x')\n"
            "except OutputError as error: raise SystemExit(str(error))\n"
        )
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [sys.executable, "-c", write], stdout=full, stderr=subprocess.PIPE, check=False
            )
        says = "standard output: cannot be written: No space left on device\n"
        assert (done.returncode, done.stderr.decode()) == (1, says)
