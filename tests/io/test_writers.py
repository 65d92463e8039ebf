from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from claimx.errors import OutputError
from claimx.io import Format, writer, written
from claimx.io.table import TableWriter
from claimx.models import Claim, Document, Passage


def output(form: Format, *documents: Document) -> str:
    out = StringIO()
    to = writer(form, out)
    for document in documents:
        to.write(document)
    to.close()
    return out.getvalue()


def table(document: Document, width: int) -> str:
    out = StringIO()
    TableWriter(out, width=width).write(document)
    return out.getvalue()


def with_content(document: Document, text: str) -> Document:
    """A document of one claim, whose content is ``text``."""
    claim = document.claims[0].model_copy(update={"content": Passage.of(text, [(0, len(text))])})
    return document.model_copy(update={"text": text, "claims": (claim,)})


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_is_one_array_of_documents(document: Document, count: int) -> None:
    data = json.loads(output(Format.JSON, *[document] * count))
    assert [Document.model_validate(each) for each in data] == [document] * count


def test_jsonl_is_a_claim_a_line(document: Document) -> None:
    lines = output(Format.JSONL, document, document).splitlines()
    claims = tuple(Claim.model_validate_json(line) for line in lines)
    assert claims == document.claims * 2


def test_a_line_of_jsonl_is_one_line_to_every_reader(document: Document) -> None:
    odd = with_content(document, "uno\u2028due\x85tre\u2029quattro\n")
    (line,) = output(Format.JSONL, odd).splitlines()
    assert Claim.model_validate_json(line) == odd.claims[0]


def test_csv_is_a_claim_a_row(document: Document) -> None:
    rows = list(csv.DictReader(StringIO(output(Format.CSV, document))))
    assert [(row["id"], row["speaker"], row["content_spans"]) for row in rows] == [
        ("esempio#c1", "Carlo Bianchi", "27-48"),
        ("esempio#c2", "Carlo Bianchi", "51-65;97-134"),
        ("esempio#c3", "Élio Verdi", "122-134"),
        ("esempio#c4", "procura | ", "174-195"),
    ]
    assert rows[3]["source"] == "la procura | quella di Lodi"
    assert rows[3]["source_spans"] == "145-155 | 158-172"


@pytest.mark.parametrize("text", ["=1+1", "+39", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"])
def test_no_cell_of_csv_is_a_formula(document: Document, text: str) -> None:
    out = StringIO(output(Format.CSV, with_content(document, text)), newline="")
    (row,) = csv.DictReader(out)
    assert row["content"] == f"'{text}"


@pytest.mark.parametrize("before", ["a\n", "a\r\n", '"', 'a"', '"\n', "a,", '",'])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_begins_a_cell_of_its_own(document: Document, before: str, start: str) -> None:
    text = f"{before}{start}1"
    out = StringIO(output(Format.CSV, with_content(document, text)), newline="")
    header, row = csv.reader(out)
    assert len(row) == len(header)
    assert dict(zip(header, row, strict=True))["content"] == text


@pytest.mark.parametrize("width", [30, 50, 80, 120, 200])
def test_the_table_fits_the_terminal_and_keeps_every_word(document: Document, width: int) -> None:
    lines = table(document, width).splitlines()
    assert max(map(len, lines)) <= width
    shown = " ".join(lines)
    for claim in document.claims:
        assert all(word in shown for word in claim.content.text.split())


@pytest.mark.parametrize("width", [64, 120])
@pytest.mark.parametrize(
    "mark",
    [
        pytest.param("Carlo Bianchi, sindaco", id="speaker and role"),
        pytest.param("(inferred: null subject)", id="inferred speaker"),
        pytest.param("“quella di Lodi”", id="mention"),
        pytest.param("(not resolved)", id="mention of nobody known"),
        pytest.param("according to", id="cue type"),
        pytest.param("negated", id="polarity"),
        pytest.param("hedged: avrebbe", id="certainty"),
        pytest.param("when: poi = 2024-10-28", id="time"),
        pytest.param("line 2", id="line"),
        pytest.param("51–134", id="offsets"),
        pytest.param("4 claims, 3 speakers", id="summary"),
    ],
)
def test_the_table_tells(document: Document, width: int, mark: str) -> None:
    assert mark in table(document, width)


def test_a_nested_claim_is_indented(document: Document) -> None:
    (line,) = [line for line in table(document, 120).splitlines() if "io lo faccia" in line][-1:]
    assert "↳ io lo faccia" in line


def test_a_text_cannot_steer_the_terminal(document: Document) -> None:
    shown = table(with_content(document, "uno\x1b[31m due\r\n\x9btre\u202e [bold]"), 120)
    assert not set(shown) & set("\x1b\x9b\r\u202e")
    assert "[bold]" in shown


ABOUT = {
    "title": "Il *ponte* | riapre",
    "author": "Anna_Neri",
    "url": "https://esempio.it/ponte?a=1",
}


def test_markdown_is_a_table_a_document(document: Document) -> None:
    lines = output(Format.MARKDOWN, document.model_copy(update=ABOUT)).splitlines()
    assert lines[:10] == [
        r"## Il \*ponte\* \| riapre",
        "",
        r"esempio · 2024-10-28 · Anna\_Neri",
        "",
        "<https://esempio.it/ponte?a=1>",
        "",
        "4 claims, 3 speakers",
        "",
        "| Speaker | How | What | Where |",
        "|---|---|---|---|",
    ]
    assert lines[10:] == [
        "| Carlo Bianchi, sindaco<br>(inferred: null subject) | mixed<br>ha promesso<br>promise<br>"
        "negated | «i fondi arriveranno» | line 1<br>27–48 |",
        "| Carlo Bianchi, sindaco | direct<br>ha poi detto<br>say | Non mi dimetto \\[…\\] anche se "
        "Verdi spera che io lo faccia<br>when: poi = 2024-10-28 | line 2<br>51–134 |",
        "| Élio Verdi<br>“Verdi” | indirect<br>spera<br>believe | ↳ io lo faccia | line 2<br>122–134 |",
        "| procura<br>“la procura”<br>“quella di Lodi”<br>(not resolved) | indirect<br>Secondo<br>"
        "according to<br>hedged: avrebbe | =Rossi avrebbe pagato | line 3<br>174–195 |",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a | b", r"a \| b"),
        ("<script>x</script>", r"\<script\>x\</script\>"),
        ("[qui](http://x)", r"\[qui\](http://x)"),
        ("uno\ndue\r\ntre", "uno due tre"),
        ("`x` \\ &lt; # ~~y~~", r"\`x\` \\ \&lt; \# \~\~y\~\~"),
    ],
)
def test_a_text_is_no_markdown(document: Document, text: str, expected: str) -> None:
    (row,) = output(Format.MARKDOWN, with_content(document, text)).splitlines()[-2:-1]
    assert f" | {expected} | line 1" in row


def test_a_document_without_claims_has_no_table_in_markdown(document: Document) -> None:
    bare = document.model_copy(update={"claims": ()})
    assert output(Format.MARKDOWN, bare) == "## esempio\n\n2024-10-28\n\nno claims\n\n"


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with written(path) as out:
        out.write("perché\n")
        assert not path.exists()
    assert path.read_bytes() == "perché\n".encode()
    assert [each.name for each in tmp_path.iterdir()] == ["out.jsonl"]


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_file_is_left_as_it_was_if_writing_fails(tmp_path: Path, failure: BaseException) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("before")
    expected = OutputError if isinstance(failure, OSError) else KeyboardInterrupt

    def write() -> None:
        with written(path) as out:
            out.write("half")
            raise failure

    with pytest.raises(expected):
        write()
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["out.jsonl"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("nowhere/out.csv", "No such file or directory", id="no such folder"),
        pytest.param("folder", "is a folder", id="a folder"),
        pytest.param("file/out.csv", "Not a directory", id="a file as folder"),
    ],
)
def test_where_nothing_can_be_written_is_named(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=says) as error, written(tmp_path / name):
        pass
    assert str(tmp_path / name) in str(error.value)


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").touch()
    (tmp_path / "link").symlink_to("real")
    with written(tmp_path / "link") as out:
        out.write("uno")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "uno"
