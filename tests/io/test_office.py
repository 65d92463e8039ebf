"""Word files and PDF, made here by the libraries that word processors are like."""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from claimx.errors import InputError
from claimx.io import read
from claimx.models import Article

docx = pytest.importorskip("docx")
pytest.importorskip("pdfminer")
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    FrameBreak,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
)

TITLE = "Ponte chiuso, il sindaco: «Riapre a maggio»"
FIRST = (
    "Il ponte di via Emilia resta chiuso al traffico fino alla prossima primavera, quando saranno "
    "finiti i lavori di consolidamento dei piloni, che sono cominciati due settimane fa e che "
    "costeranno più di un milione."
)
SECOND = (
    "«Riapriremo a maggio», ha detto il sindaco Carlo Bianchi durante la seduta del consiglio, "
    "«perché la città ne ha bisogno e perché i fondi ci sono»."
)


def outcome(path: Path) -> Article | InputError:
    (found,) = read([str(path)])
    return found


def text(path: Path) -> list[str]:
    """The lines of an article that is there."""
    found = outcome(path)
    assert isinstance(found, Article)
    return found.text.splitlines()


def pdf(path: Path, *paragraphs: str, **options: Any) -> Path:
    """A press release as a word processor sets it: title, justified paragraphs, header and footer."""
    styles = getSampleStyleSheet()
    body = ParagraphStyle("body", styles["BodyText"], spaceAfter=options.get("gap", 8))

    def edges(canvas: Canvas, page: Any) -> None:
        canvas.drawString(60, 815, "Comune di Prova – Ufficio stampa")
        canvas.drawString(280, 20, f"Pagina {page.page}")

    story = [Paragraph(TITLE, styles["Title"]), *(Paragraph(each, body) for each in paragraphs)]
    template = SimpleDocTemplate(str(path), pagesize=A4, encrypt=options.get("encrypt"))
    template.build(story, onFirstPage=edges, onLaterPages=edges)
    return path


def printed(path: Path, *lines: str, leading: float = 13) -> Path:
    """A PDF of these lines of print."""
    canvas = Canvas(str(path), pagesize=A4)
    for number, line in enumerate(lines):
        canvas.drawString(70, 700 - leading * number, line)
    canvas.save()
    return path


class TestPdf:
    @pytest.mark.parametrize("gap", [0, 8], ids=["close", "spaced"])
    def test_paragraphs_are_whole_again(self, tmp_path: Path, gap: int) -> None:
        path = pdf(tmp_path / "nota.pdf", FIRST, SECOND, FIRST, gap=gap)
        assert [line for line in text(path) if "Comune" not in line] == [
            TITLE,
            FIRST,
            SECOND,
            FIRST,
        ]

    @pytest.mark.parametrize("count", [3, 9, 14], ids=["one", "short right one", "full"])
    def test_columns_are_read_one_after_the_other(self, tmp_path: Path, count: int) -> None:
        styles = getSampleStyleSheet()
        paragraphs = [FIRST, SECOND, FIRST + " " + SECOND] * count
        story = [Paragraph(TITLE, styles["Title"]), FrameBreak()]
        story += [Paragraph(each, styles["BodyText"]) for each in paragraphs]
        template = BaseDocTemplate(str(tmp_path / "a.pdf"), pagesize=A4)
        frames = [
            Frame(50, 720, 490, 60),
            Frame(50, 100, 235, 610),
            Frame(305, 100, 235, 610),
        ]
        template.addPageTemplates(PageTemplate(frames=frames, autoNextPageTemplate="next"))
        template.addPageTemplates(PageTemplate("next", frames=frames[1:]))
        template.build(story)
        assert text(tmp_path / "a.pdf") == [TITLE, *paragraphs]

    def test_headers_footers_and_page_numbers_are_left_out(self, tmp_path: Path) -> None:
        paragraphs = [FIRST, SECOND] * 16
        assert text(pdf(tmp_path / "nota.pdf", *paragraphs)) == [TITLE, *paragraphs]

    @pytest.mark.parametrize(
        ("lines", "expected"),
        [
            pytest.param(
                ["Il sindaco ha detto che l'ammini-", "strazione non ha i fondi."],
                ["Il sindaco ha detto che l'amministrazione non ha i fondi."],
                id="a divided word",
            ),
            pytest.param(
                ["Il sindaco ha parlato dell'asse Roma-", "Berlino in consiglio."],
                ["Il sindaco ha parlato dell'asse Roma-Berlino in consiglio."],
                id="a hyphen before a capital stays",
            ),
            pytest.param(
                ["Il sindaco ha detto di no -", "così dice."],
                ["Il sindaco ha detto di no - così dice."],
                id="a dash is no hyphen",
            ),
            pytest.param(
                ["Le richieste del comitato sono due:", "• un ponte nuovo;", "• una strada."],
                ["Le richieste del comitato sono due:", "• un ponte nuovo;", "• una strada."],
                id="a list",
            ),
        ],
    )
    def test_line_ends(self, tmp_path: Path, lines: list[str], expected: list[str]) -> None:
        assert text(printed(tmp_path / "a.pdf", *lines)) == expected

    def test_letters_of_a_font_that_does_not_name_them(self) -> None:
        from claimx.io.pdf import readable

        assert readable("(cid:127) un ponte; (cid:3)(cid:14)") == "• un ponte; \ufffd\ufffd"

    def test_images_alone(self, tmp_path: Path) -> None:
        canvas = Canvas(str(tmp_path / "a.pdf"))
        canvas.rect(100, 100, 200, 200, fill=1)
        canvas.save()
        assert str(outcome(tmp_path / "a.pdf")).startswith(
            f"{tmp_path / 'a.pdf'}: no text in it that can be read, images perhaps: recognise its"
        )

    @pytest.mark.parametrize("strength", [40, 128])
    def test_encrypted(self, tmp_path: Path, strength: int) -> None:
        locked = StandardEncryption("segreto", strength=strength)
        found = outcome(pdf(tmp_path / "a.pdf", FIRST, encrypt=locked))
        advice = "save a copy without a password and give that"
        assert str(found) == f"{tmp_path / 'a.pdf'}: encrypted: {advice}"

    def test_a_file_that_may_be_read_but_not_changed(self, tmp_path: Path) -> None:
        locked = StandardEncryption("", ownerPassword="segreto", canModify=0)
        assert FIRST in text(pdf(tmp_path / "a.pdf", FIRST, encrypt=locked))

    @pytest.mark.parametrize(
        "cut",
        [
            pytest.param(lambda data: b"", id="empty"),
            pytest.param(lambda data: b"Il sindaco", id="a text"),
            pytest.param(lambda data: data[:40], id="cut short"),
        ],
    )
    def test_broken(self, tmp_path: Path, cut: Callable[[bytes], bytes]) -> None:
        data = pdf(tmp_path / "a.pdf", FIRST).read_bytes()
        (tmp_path / "a.pdf").write_bytes(cut(data))
        assert f"{tmp_path / 'a.pdf'}: not PDF, or broken: " in str(outcome(tmp_path / "a.pdf"))


class TestDocx:
    @staticmethod
    def saved(path: Path, *paragraphs: tuple[str, str | None]) -> Path:
        document = docx.Document()
        document.core_properties.title = "Modello_comunicato"
        document.core_properties.author = "Utente"
        for words, style in paragraphs:
            document.add_paragraph(words, style)
        document.save(path)
        return path

    def test_the_paragraphs(self, tmp_path: Path) -> None:
        path = self.saved(
            tmp_path / "nota.docx", (TITLE, "Title"), ("", None), (FIRST, None), (SECOND, None)
        )
        expected = "\n".join([TITLE, FIRST, SECOND])
        assert outcome(path) == Article(doc_id="nota", text=expected, title=TITLE)

    def test_paragraphs_in_a_table_and_line_breaks(self, tmp_path: Path) -> None:
        document = docx.Document()
        document.add_paragraph("Prima.")
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "In testa."
        table.cell(1, 0).text, table.cell(1, 1).text = "Sinistra.", "Destra.\nSotto."
        document.add_paragraph("Dopo.")
        document.save(tmp_path / "a.docx")
        assert text(tmp_path / "a.docx") == [
            *("Prima.", "In testa.", "Sinistra.", "Destra.", "Sotto.", "Dopo.")
        ]

    def test_without_text(self, tmp_path: Path) -> None:
        assert str(outcome(self.saved(tmp_path / "a.docx"))).endswith("empty: there is no text")

    @pytest.mark.parametrize(
        "cut",
        [
            pytest.param(lambda data: b"", id="empty"),
            pytest.param(lambda data: b"Il sindaco", id="a text"),
            pytest.param(lambda data: data[: len(data) // 2], id="cut short"),
            pytest.param(lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, id="encrypted"),
        ],
    )
    def test_broken(self, tmp_path: Path, cut: Callable[[bytes], bytes]) -> None:
        out = BytesIO()
        docx.Document().save(out)
        (tmp_path / "a.docx").write_bytes(cut(out.getvalue()))
        assert f"{tmp_path / 'a.docx'}: not a Word file, or broken or encrypted: open it in" in str(
            outcome(tmp_path / "a.docx")
        )


@pytest.mark.parametrize(
    ("name", "module", "package"), [("a.pdf", "pdf", "pdfminer"), ("a.docx", "docx", "docx")]
)
def test_without_the_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str, package: str
) -> None:
    (tmp_path / name).touch()
    monkeypatch.delitem(sys.modules, f"claimx.io.{module}", raising=False)
    for loaded in [each for each in sys.modules if each.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, package, None)
    told = "packages that read it are missing: pip install 'claimx[office]'"
    assert str(outcome(tmp_path / name)) == f"{tmp_path / name}: {told}"


def test_a_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"no")
    pdf(tmp_path / "b.pdf", FIRST)
    bad, good = read([str(tmp_path)])
    assert isinstance(bad, InputError)
    assert isinstance(good, Article)
