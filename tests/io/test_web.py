"""Web pages, saved or fetched; what is fetched comes from this machine alone."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from claimx import __version__
from claimx.errors import InputError
from claimx.io import read
from claimx.models import Article

pytest.importorskip("trafilatura")
from claimx.io import web

TITLE = "Ponte chiuso, il sindaco: «Riapre a maggio»"
FIRST = (
    "MODENA. Il ponte di via Emilia resta chiuso al traffico fino alla prossima primavera, quando "
    "saranno finiti i lavori di consolidamento dei piloni."
)
SECOND = "«Riapriremo a maggio», ha detto il sindaco Carlo Bianchi durante la seduta del consiglio."
THIRD = "Secondo la procura, il cedimento sarebbe dovuto alla mancata manutenzione dei giunti."
META = '<meta name="author" content="Anna Neri"><meta property="article:published_time" content='
PAGE = f"""<!doctype html><html lang="it"><head><title>{TITLE} - Il Corriere della Prova</title>
<meta property="og:title" content="{TITLE}">{META}"2024-10-28T09:00:00+01:00">
</head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND.replace("Carlo", '<a href="/c">Carlo</a>')}</p>
<p>{THIRD}</p></article><footer>Tutti i diritti riservati, 2026</footer></body></html>"""
MENU = "<html><body><nav><a href='/'>Home</a></nav><p>Accedi</p></body></html>"


def outcome(*inputs: str | Path, encoding: str | None = None) -> list[Article | InputError]:
    return list(read([str(each) for each in inputs], encoding=encoding))


class TestSaved:
    @pytest.mark.parametrize("name", ["ponte.html", "ponte.htm"])
    def test_the_article_and_what_is_known_of_it(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_text(PAGE, encoding="utf-8")
        (article,) = outcome(tmp_path / name)
        assert article == Article(
            doc_id="ponte",
            text="\n".join([TITLE, FIRST, SECOND, THIRD]),
            title=TITLE,
            date="2024-10-28",
            author="Anna Neri",
        )

    @pytest.mark.parametrize(
        ("declared", "really", "given"),
        [
            pytest.param(None, "utf-8", None, id="UTF-8, not declared"),
            pytest.param("iso-8859-1", "cp1252", None, id="declared as browsers read it"),
            pytest.param("utf-8", "cp1252", None, id="declared, but wrongly"),
            pytest.param(None, "mac_roman", "mac_roman", id="as the caller says"),
        ],
    )
    def test_encodings(
        self, tmp_path: Path, declared: str | None, really: str, given: str | None
    ) -> None:
        meta = f'<head><meta charset="{declared}">' if declared else "<head>"
        (tmp_path / "a.html").write_bytes(PAGE.replace("<head>", meta).encode(really))
        (article,) = outcome(tmp_path / "a.html", encoding=given)
        assert isinstance(article, Article)
        assert SECOND in article.text.splitlines()

    @pytest.mark.parametrize(
        "content", [pytest.param("", id="empty"), MENU, pytest.param("\0\1", id="bytes")]
    )
    def test_a_page_without_an_article(self, tmp_path: Path, content: str) -> None:
        (tmp_path / "a.html").write_text(content)
        (error,) = outcome(tmp_path / "a.html")
        assert str(error) == (
            f"{tmp_path / 'a.html'}: no article found in the page: "
            "copy its text into a .txt file and give that"
        )

    def test_the_year_of_a_copyright_line_is_no_date(self, tmp_path: Path) -> None:
        start = PAGE.index("<meta name")
        page = PAGE[:start] + PAGE[PAGE.index("</head>") :]
        (tmp_path / "a.html").write_text(page, encoding="utf-8")
        (article,) = outcome(tmp_path / "a.html")
        assert isinstance(article, Article)
        assert article.date is None


class _Handler(BaseHTTPRequestHandler):
    """A site of a few addresses; keeps who asked."""

    agents: list[str] = []  # noqa: RUF012

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.agents.append(self.headers["User-Agent"])
        match self.path.strip("/").split("/"):
            case ["status", code]:
                self.send_error(int(code))
            case ["round", *_]:
                self._redirect("/round")
            case ["moved"]:
                self._redirect("/cronaca/ponte.html")
            case ["elsewhere"]:
                self._redirect("ftp://127.0.0.1/ponte.html")
            case ["slow"]:
                time.sleep(1)
            case ["drip"]:
                self._begin("text/html", 100)
                for _ in range(20):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.05)
            case ["cut"]:
                self._begin("text/html", 10_000)
            case ["large"]:
                self._send(b" " * 300_000, "text/html")
            case ["menu"]:
                self._send(MENU.encode(), "text/html; charset=utf-8")
            case ["picture"]:
                self._send(b"\x89PNG", "image/png")
            case ["nota.txt"]:
                self._send(SECOND.encode("cp1252"), "text/plain")
            case ["latin", _]:
                self._send(PAGE.encode("cp1252"), "text/html; charset=ISO-8859-1")
            case _:
                self._send(PAGE.encode(), "text/html; charset=utf-8")

    def _begin(self, kind: str, length: int) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _send(self, body: bytes, kind: str) -> None:
        self._begin(kind, len(body))
        self.wfile.write(body)

    def _redirect(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients leave early here
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """The site's address; a proxy of the environment stays out of it."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(web, "SILENCE", 0.3)
    monkeypatch.setattr(web, "LONGEST", 0.5)
    monkeypatch.setattr(web, "LARGEST", 100_000)
    _Handler.agents.clear()
    return f"http://127.0.0.1:{server.server_port}"


class TestFetched:
    @pytest.mark.parametrize(
        ("path", "doc_id", "ends_at"),
        [
            pytest.param("/cronaca/ponte.html?utm=x", "ponte", None, id="a page"),
            pytest.param("/moved", "moved", "/cronaca/ponte.html", id="after a redirect"),
            pytest.param("/latin/il-ponte/", "il-ponte", None, id="another encoding"),
        ],
    )
    def test_a_page(self, site: str, path: str, doc_id: str, ends_at: str | None) -> None:
        (article,) = outcome(site + path)
        assert article == Article(
            doc_id=doc_id,
            text="\n".join([TITLE, FIRST, SECOND, THIRD]),
            title=TITLE,
            date="2024-10-28",
            author="Anna Neri",
            url=site + (ends_at or path),
        )

    def test_plain_text(self, site: str) -> None:
        (article,) = outcome(f"{site}/nota.txt")
        assert article == Article(doc_id="nota", text=SECOND, url=f"{site}/nota.txt")

    def test_claimx_says_who_it_is(self, site: str) -> None:
        outcome(f"{site}/a")
        (agent,) = _Handler.agents
        assert agent.startswith(f"claimx/{__version__} ")

    def test_an_address_is_asked_once_and_ids_are_unique(self, site: str) -> None:
        found = outcome(f"{site}/x/ponte", f"{site}/y/ponte", f"{site}/x/ponte")
        assert [each.doc_id for each in found if isinstance(each, Article)] == ["ponte", "ponte-2"]

    @pytest.mark.parametrize(
        ("path", "says"),
        [
            ("/status/404", "the server answers 404 Not Found: check the address"),
            ("/status/403", "the server answers 403 Forbidden: save the page from a browser and"),
            ("/status/503", "the server answers 503 Service Unavailable: try again later"),
            ("/round", "more than 5 redirects: save the page"),
            ("/elsewhere", "no web address: "),
            ("/slow", "no answer within 0.3 seconds: try again later, or save the page"),
            ("/drip", "not whole after 0.5 seconds: try again later, or save the page"),
            ("/cut", "the connection breaks off: try again later, or save the page"),
            ("/large", "larger than 0.1 MB: copy its text into a .txt file"),
            ("/menu", "no article found in the page: copy its text"),
            ("/picture", "image/png is not read: claimx reads pages, text, .pdf, .docx"),
        ],
    )
    def test_what_cannot_be_had_is_named(self, site: str, path: str, says: str) -> None:
        (error,) = outcome(site + path)
        assert isinstance(error, InputError)
        assert str(error).startswith(f"{site}{path}: {says}")

    def test_nobody_listens(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        (error,) = outcome("http://127.0.0.1:9/a")
        assert str(error) == (
            "http://127.0.0.1:9/a: cannot be reached: check the address and the connection"
        )

    @pytest.mark.parametrize("url", ["ftp://esempio.it/a", "file:///etc/hostname"])
    def test_other_schemes(self, url: str) -> None:
        (error,) = outcome(url)
        assert str(error).startswith(f"{url}: {url.split(':')[0]} addresses are not read")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.esempio.it/cronaca/2024/10/28/ponte-chiuso/", "ponte-chiuso"),
        ("https://www.esempio.it/cronaca/ponte-chiuso.html#commenti", "ponte-chiuso"),
        ("https://esempio.it/news/12345", "esempio.it-12345"),
        ("https://www.esempio.it/index.php", "esempio.it"),
        ("http://esempio.it", "esempio.it"),
        ("https://esempio.it/citt%C3%A0", "città"),
    ],
)
def test_what_an_article_is_called(url: str, name: str) -> None:
    assert web.name_of(url) == name


@pytest.mark.parametrize("name", ["a.html", "http://127.0.0.1:9/a"])
def test_without_the_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.html").write_text(PAGE, encoding="utf-8")
    for package in ("html", "web"):
        monkeypatch.delitem(sys.modules, f"claimx.io.{package}", raising=False)
    for package in ("trafilatura", "requests"):
        monkeypatch.setitem(sys.modules, package, None)
    Path("b.txt").write_text("Sì.", encoding="utf-8")
    bad, good = read([name, "b.txt"])
    assert str(bad) == f"{name}: packages that read it are missing: pip install 'claimx[web]'"
    assert isinstance(good, Article)
