"""What a person does with the page, in a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

import claimx
from claimx.models import Document
from claimx.report.html import HtmlWriter

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("CLAIMX_CHROMIUM") or shutil.which("chromium")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium: install it, or name one in CLAIMX_CHROMIUM"
)
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def kursk(root: Path) -> Document:
    text = (root / "data" / "raw" / "askanews-nato-kursk.txt").read_text("utf-8")
    return claimx.extract(text, doc_id="kursk", date="2024-10-28")


@pytest.fixture(scope="module")
def addresses(kursk: Document, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A page of one article, and one of three."""
    folder = tmp_path_factory.mktemp("report")
    later = [kursk.model_copy(update={"doc_id": f"d{n}", "date": f"2024-11-0{n}"}) for n in (1, 2)]
    for name, documents in (("one", [kursk]), ("many", [kursk, *later])):
        out = StringIO(newline="")
        page = HtmlWriter(out)
        for document in documents:
            page.write(document)
        page.close()
        (folder / f"{name}.html").write_text(out.getvalue(), encoding="utf-8", newline="")
    return {name: (folder / f"{name}.html").as_uri() for name in ("one", "many")}


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page on a desktop; that nothing goes wrong in it is part of every test."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith("file:") else wrong.append(r.url))
    yield page
    context.close()
    assert wrong == []


def test_the_text_is_the_articles(page: Any, addresses: dict[str, str], kursk: Document) -> None:
    page.goto(addresses["one"])
    assert page.locator(".text").evaluate("each => each.textContent") == kursk.text


def test_filter_by_speaker(page: Any, addresses: dict[str, str], kursk: Document) -> None:
    wanted = sum(
        any(s.speaker and s.speaker.name == "Mark Rutte" for s in claim.sources)
        for claim in kursk.claims
    )
    page.goto(addresses["one"])
    page.select_option("[name=voice]", "mark rutte")
    sync_api.expect(page.locator("#found")).to_have_text(f"{wanted} dichiarazioni mostrate")
    assert page.locator(".ref:not(.off)").count() == wanted
    page.goto("about:blank")
    page.goto(f"{addresses['one']}#voice=mark+rutte")  # the address keeps it
    assert page.locator(".ref:not(.off)").count() == wanted
    page.click("button[type=reset]")
    sync_api.expect(page.locator(".ref.off")).to_have_count(0)


@pytest.mark.parametrize("words", ["UN’ESCALATION PERICOLOSA", "un’escàlation pericolosa"])
def test_search(page: Any, addresses: dict[str, str], words: str) -> None:
    page.goto(addresses["one"])
    page.fill("[name=q]", words)
    sync_api.expect(page.locator("#found")).to_have_text("1 dichiarazione mostrata")


def test_a_claim_by_keyboard(page: Any, addresses: dict[str, str]) -> None:
    page.goto(addresses["one"])
    card = page.locator("#card")
    assert card.is_hidden()
    page.locator("#filters button").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "t0-1"
    sync_api.expect(card).to_contain_text("Nato")
    sync_api.expect(card).to_contain_text("riconosce")
    page.keyboard.press("Escape")
    assert card.is_hidden()
    page.keyboard.press("Enter")  # to the claim in the list of its speaker, and back
    assert page.evaluate("document.activeElement.id") == "k0-1"
    page.locator("#k0-1 .num").press("Enter")
    assert page.evaluate("document.activeElement.id") == "t0-1"


def test_a_tap(page: Any, addresses: dict[str, str]) -> None:
    page.goto(addresses["one"])
    page.locator(".text .c.direct").first.click()
    sync_api.expect(page.locator("#card")).to_contain_text("Mark Rutte, segretario generale")


def test_language(page: Any, addresses: dict[str, str]) -> None:
    page.goto(addresses["one"])
    page.click("#lang")
    assert page.evaluate("document.documentElement.lang") == "en"
    sync_api.expect(page.locator("#found")).to_have_text("19 claims shown")
    page.reload()
    assert page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("name", ["one", "many"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_page(
    page: Any, addresses: dict[str, str], name: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(addresses[name])
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_articles_open_and_close(page: Any, addresses: dict[str, str]) -> None:
    page.goto(f"{addresses['many']}#k2-5")
    assert page.locator(".article").nth(2).get_attribute("open") == ""
    assert page.evaluate("document.activeElement.id") == "k2-5"


def test_without_scripts_it_is_a_page_to_read(browser: Any, addresses: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(addresses["one"])
    assert page.locator("#filters").is_hidden()
    assert page.locator(".text").is_visible()
    page.locator("#t0-1").press("Enter")
    assert page.locator("#k0-1").is_visible()
    context.close()
