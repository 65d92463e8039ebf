from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from claimx.errors import InputError
from claimx.io import read
from claimx.models import Article


def found(*inputs: str | Path, encoding: str = "utf-8") -> list[Article | InputError]:
    return list(read([str(each) for each in inputs], encoding=encoding))


def texts(*inputs: str | Path, encoding: str = "utf-8") -> dict[str, str]:
    """The texts by document id, of inputs that are all right."""
    articles = found(*inputs, encoding=encoding)
    assert [each for each in articles if isinstance(each, InputError)] == []
    return {each.doc_id: each.text for each in articles if isinstance(each, Article)}


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        pytest.param("Perché?\n".encode(), "utf-8", "Perché?\n", id="utf-8"),
        pytest.param("Perché?".encode("cp1252"), "cp1252", "Perché?", id="another encoding"),
        pytest.param(b"uno\r\ndue\rtre\n", "utf-8", "uno\r\ndue\rtre\n", id="line ends kept"),
        pytest.param(b"  uno \n\n", "utf-8", "  uno \n\n", id="blanks kept"),
        pytest.param(b"\xef\xbb\xbfuno", "utf-8", "uno", id="byte order mark is no text"),
        pytest.param("uno".encode("utf-16"), "utf-16", "uno", id="utf-16"),
        pytest.param("a\u2028b\x85c".encode(), "utf-8", "a\u2028b\x85c", id="rare line ends kept"),
    ],
)
def test_a_text_is_kept_as_given(tmp_path: Path, content: bytes, encoding: str, text: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert texts(tmp_path / "a.txt", encoding=encoding) == {"a": text}


@pytest.mark.parametrize(
    "text",
    [
        "«Riapriremo a maggio», ha detto il sindaco Carlo Bianchi.",
        "Il sindaco ha detto che la città è più sicura.",
        "L’assessore: “Non c’è altro – per ora…”.",
        "Perché no?",
    ],
)
@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "utf-16-le", "utf-16"])
def test_an_encoding_that_is_not_told_is_found(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    notes: list[str] = []
    (article,) = read([str(tmp_path / "a.txt")], note=notes.append)
    assert article == Article(doc_id="a", text=text)
    assert notes == [f"{tmp_path / 'a.txt'}: read as {encoding}"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("Привет, как дела?".encode("cp1251"), id="Russian"),
        pytest.param(bytes(range(128, 256)) * 4, id="bytes"),
        pytest.param(b"%PDF-1.4\n%\x93\x8c\x8b\x9e Rep", id="PDF"),
    ],
)
def test_what_is_no_text_in_any_encoding(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    (error,) = read([str(tmp_path / "a.txt")])
    assert f"{tmp_path / 'a.txt'}: not utf-8: byte 0x" in str(error)


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl"])
def test_the_encoding_of_records_is_found(tmp_path: Path, name: str, encoding: str) -> None:
    content = {
        "a.csv": "id;text\n1;Perché?\n2;«Così è.»\n",
        "a.tsv": "id\ttext\n1\tPerché?\n2\t«Così è.»\n",
        "a.jsonl": '{"id": "1", "text": "Perché?"}\n{"id": "2", "text": "«Così è.»"}\n',
    }[name]
    (tmp_path / name).write_bytes(content.encode(encoding))
    notes: list[str] = []
    articles = list(read([str(tmp_path / name)], note=notes.append))
    assert articles == [Article(doc_id="1", text="Perché?"), Article(doc_id="2", text="«Così è.»")]
    assert notes == [f"{tmp_path / name}: read as {encoding}"]


def test_one_broken_row_does_not_change_the_encoding_of_the_others(tmp_path: Path) -> None:
    rows = ["id,text", "1,Perché?", "2,Così è."]
    (tmp_path / "a.csv").write_bytes("\n".join(rows).encode() + b"\n3,perch\xe9\n")
    notes: list[str] = []
    one, two, error = read([str(tmp_path / "a.csv")], note=notes.append)
    assert (one, two) == (Article(doc_id="1", text="Perché?"), Article(doc_id="2", text="Così è."))
    assert "a.csv:4: not utf-8: byte 0xE9" in str(error)
    assert notes == []


@pytest.mark.parametrize("content", [b"uno", "perché".encode(), b"\xef\xbb\xbfuno"])
def test_of_utf_8_nothing_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    notes: list[str] = []
    assert all(
        isinstance(each, Article) for each in read([str(tmp_path / "a.txt")], note=notes.append)
    )
    assert notes == []


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        pytest.param("a.txt", b"", "a.txt: empty", id="empty"),
        pytest.param("a.txt", b" \n\t\n", "a.txt: empty", id="blank"),
        pytest.param(
            "a.txt",
            b"perch\xe8 no",
            "a.txt: not utf-8: byte 0xE8 at offset 5: name the file's encoding with --encoding",
            id="not UTF-8",
        ),
        pytest.param("a.txt", b"uno\0due", "a.txt: NUL character at offset 3", id="NUL"),
        pytest.param("a.doc", b"uno", "a.doc: .doc files are not read: save it as .docx", id="DOC"),
        pytest.param("a.json", b"{}", "a.json: .json files are not read", id="JSON"),
        pytest.param("a.jsonl", b"", "a.jsonl: empty", id="JSONL without lines"),
        pytest.param("a.jsonl", b'{"id": 1,', "a.jsonl:1: not JSON", id="bad JSON"),
        pytest.param("a.jsonl", b"[1]", "a.jsonl:1: not a JSON object", id="JSON list"),
        pytest.param("a.jsonl", b"[" * 100_000, "a.jsonl:1: not JSON", id="JSON too deep"),
        pytest.param(
            "a.jsonl",
            b'{"id": "x", "body": "y"}',
            "a.jsonl:1: there is no 'text': what is there: id, body",
            id="no text field",
        ),
        pytest.param(
            "a.jsonl", b'{"id": "x", "text": 3}', "a.jsonl:1: 'text' is int", id="text is a number"
        ),
        pytest.param(
            "a.jsonl", b'{"id": "", "text": "y"}', "a.jsonl:1: the id is empty", id="empty id"
        ),
        pytest.param(
            "a.jsonl", b'{"id": "x", "text": null}', "a.jsonl:1: empty", id="text is null"
        ),
        pytest.param(
            "a.jsonl",
            b'{"id": "x", "text": "a\\ud800b"}',
            "a.jsonl:1: half a surrogate pair, U+D800, at offset 1",
            id="lone surrogate",
        ),
        pytest.param(
            "a.jsonl",
            b'{"id": "x", "text": "y", "date": "28/10/2024"}',
            "a.jsonl:1: '28/10/2024' is not a date: write it as YYYY-MM-DD",
            id="bad date",
        ),
        pytest.param("a.csv", b"", "a.csv: empty", id="CSV without rows"),
        pytest.param("a.csv", b"id,text\n", "a.csv: empty", id="CSV of column names alone"),
        pytest.param(
            "a.csv",
            b"name,text\n1,uno\n",
            "a.csv: there is no 'id': what is there: name, text",
            id="CSV without id column",
        ),
        pytest.param("a.csv", b"id,text\n1,a,b\n", "a.csv:2: 3 fields, but 2", id="long row"),
        pytest.param("a.csv", b"id,text\n1\n", "a.csv:2: there is no 'text'", id="short row"),
        pytest.param("a.csv", b'id,text\n1,"uno\n', "a.csv:2: not CSV", id="mark left open"),
        pytest.param(
            "a.csv",
            b"id,text\n1,perch\xe8\n",
            "a.csv:2: not utf-8: byte 0xE8 at offset 15",
            id="CSV not UTF-8",
        ),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    (error,) = found(tmp_path / name)
    assert isinstance(error, InputError)
    assert str(error).startswith(str(tmp_path / says))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param(
            "a.jsonl",
            b'{"id": "1", "text": "uno"}\nno\n\n{"id": "2", "text": "perch\xe8"}\n'
            b'{"doc_id": 3, "text": "tre", "other": []}\n',
            id="JSONL",
        ),
        pytest.param("a.csv", b'text,id\nuno,1\nperch\xe8,2\nno\n"tre",3\n', id="CSV with commas"),
        pytest.param("a.csv", b'id;text\n1;uno\n;"no\nno"\n2;\n3;tre\n', id="CSV with semicolons"),
        pytest.param("a.tsv", b"id\ttext\n1\tuno\n2\ta\tb\n4\n3\ttre\n", id="TSV"),
    ],
)
def test_a_bad_record_does_not_stop_the_others(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    one, bad, worse, three = found(tmp_path / name)
    assert (one, three) == (Article(doc_id="1", text="uno"), Article(doc_id="3", text="tre"))
    assert isinstance(bad, InputError)
    assert isinstance(worse, InputError)


def test_a_record_brings_its_date_and_title(tmp_path: Path) -> None:
    record = {"id": "x", "text": "uno", "date": "2024-10-28T09:00:00+01:00", "title": "Titolo"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
    assert found(tmp_path / "a.jsonl") == [
        Article(doc_id="x", text="uno", date="2024-10-28", title="Titolo")
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "text", ["=1", "+39", "-1", "@rossi", "\tx", "\rx", "'=1", 'a "b"', "a,b;c\td", "a\r\n=1"]
)
def test_a_text_is_read_as_it_was_written(tmp_path: Path, text: str, delimiter: str) -> None:
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([["id", "text"], ["x", text]])
    assert texts(tmp_path / "a.csv") == {"x": text}


def test_a_field_keeps_its_line_ends_and_may_be_long(tmp_path: Path) -> None:
    text = "uno\r\ndue «tre»\n" * 20_000
    (tmp_path / "a.csv").write_bytes(f'id,text\r\nx,"{text}"\r\n'.encode())
    assert texts(tmp_path / "a.csv") == {"x": text}


@pytest.mark.parametrize(
    ("inputs", "ids"),
    [
        pytest.param(["."], ["a", "b", "r1", "r2"], id="folder, in order, at any depth"),
        pytest.param(["sub", "a.txt"], ["b", "r1", "r2", "a"], id="in the order given"),
        pytest.param(["*.txt"], ["a"], id="glob"),
        pytest.param(["**/*.txt"], ["a", "b"], id="glob at any depth"),
        pytest.param(["a.txt", "./a.txt", "."], ["a", "b", "r1", "r2"], id="each file once"),
        pytest.param(["notes"], ["notes"], id="a file that is named is read, whatever its suffix"),
    ],
)
def test_folders_and_globs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inputs: list[str], ids: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "a.txt": "uno",
        "notes": "note",
        ".hidden.txt": "no",
        ".git/x.txt": "no",
        "picture.png": "no",
        "sub/b.txt": "due",
        "sub/c.jsonl": '{"id": "r1", "text": "tre"}\n{"id": "r2", "text": "quattro"}\n',
    }.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    assert list(texts(*inputs)) == ids


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("no.txt", "no.txt: no such file", id="missing"),
        pytest.param("*.txt", "*.txt: no file matches", id="glob without match"),
        pytest.param("empty", "empty: no article in this folder: looked for .csv", id="folder"),
        pytest.param("Il sindaco ha detto " * 300, "Il sindaco", id="a text where a file belongs"),
    ],
)
def test_what_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "picture.png").touch()
    (error,) = found(name)
    assert isinstance(error, InputError)
    assert str(error).startswith(says)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("uno")
    (tmp_path / "a.txt").chmod(0)
    (error,) = found(tmp_path / "a.txt")
    assert str(error) == f"{tmp_path / 'a.txt'}: Permission denied"


def test_files_of_one_name_get_ids_of_their_own(tmp_path: Path) -> None:
    for folder in ("x", "y", "z"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(folder)
    assert texts(tmp_path) == {"a": "x", "a-2": "y", "a-3": "z"}


def test_a_record_whose_id_was_there_before_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": "uno"}\n{"id": "x", "text": "due"}\n')
    first, second = found(tmp_path / "a.jsonl")
    assert first == Article(doc_id="x", text="uno")
    assert str(second) == f"{tmp_path / 'a.jsonl'}: the id 'x' is there twice"


def test_a_file_name_that_is_no_text_gives_an_id_that_is(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/perch\xe9.txt"
    try:
        Path(os.fsdecode(name)).write_text("uno")
    except OSError:
        pytest.skip("this file system takes no such name")
    assert texts(tmp_path) == {"perch\N{REPLACEMENT CHARACTER}": "uno"}
