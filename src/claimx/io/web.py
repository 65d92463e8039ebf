"""Pages fetched from the web: one address, one request, within bounds."""

from __future__ import annotations

import re
from email.message import Message
from http import HTTPStatus
from importlib.metadata import version
from time import monotonic
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import requests
from requests import exceptions as failures
from urllib3.exceptions import HTTPError, ReadTimeoutError

from claimx.errors import InputError

SILENCE = 10.0
"""Seconds that a server may say nothing."""
LONGEST = 30.0
"""Seconds that a page may take in all, once the server has begun to answer."""
LARGEST = 20_000_000
"""Bytes of a page, after decompression."""
REDIRECTS = 5

HTML, PLAIN, PDF = "text/html", "text/plain", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TAKEN = {HTML: ".html", "application/xhtml+xml": ".html", PLAIN: ".txt", PDF: ".pdf", DOCX: ".docx"}
"""Content types that are read, and the suffix of such files."""

_CHUNK = 65_536
_BY_HAND = "save the page from a browser and give the file"
_LATER = f"try again later, or {_BY_HAND}"


class Page(NamedTuple):
    """What an address holds: its bytes, the suffix of such a file, the charset that the server names."""

    url: str
    data: bytes
    suffix: str
    charset: str | None


def fetch(url: str) -> Page:
    """What is at ``url`` (http or https), after redirects.

    One request, without cookies; proxies are those of the environment. Raises
    ``InputError``, naming the address and what to do, if there is nothing to be had, it
    takes too long or is too large, or is no page, text, PDF or Word file.
    """
    with requests.Session() as session:
        session.max_redirects = REDIRECTS
        session.headers.update(
            {
                "User-Agent": f"claimx/{version('claimx')} (reads one article for its user)",
                "Accept": ", ".join(TAKEN),
                "Accept-Language": "it, *;q=0.5",
            }
        )
        try:
            with session.get(url, stream=True, timeout=SILENCE) as response:
                _check(url, response)
                kind, charset = _kind(response.headers.get("Content-Type", HTML))
                if kind not in TAKEN:
                    raise InputError(
                        url, f"{kind} is not read", "claimx reads pages, text, .pdf, .docx"
                    )
                return Page(response.url, _body(url, response), TAKEN[kind], charset)
        except (failures.Timeout, ReadTimeoutError) as error:
            problem = f"no answer within {SILENCE:g} seconds"
            raise InputError(url, problem, _LATER) from error
        except failures.TooManyRedirects as error:
            problem = f"more than {REDIRECTS} redirects"
            raise InputError(url, problem, _BY_HAND) from error
        except failures.SSLError as error:
            raise InputError(url, "its certificate is not right", _BY_HAND) from error
        except (failures.InvalidURL, failures.InvalidSchema) as error:
            raise InputError(url, f"no web address: {error}", "check the address") from error
        except HTTPError as error:
            raise InputError(url, "the connection breaks off", _LATER) from error
        except failures.RequestException as error:
            advice = "check the address and the connection"
            raise InputError(url, "cannot be reached", advice) from error


def name_of(url: str) -> str:
    """What to call the article at ``url``: the last part of its path, or the host.

    >>> name_of("https://www.esempio.it/cronaca/2024/10/28/ponte-chiuso.html?ref=home")
    'ponte-chiuso'
    >>> name_of("https://www.esempio.it/")
    'esempio.it'
    """
    parts = urlsplit(url)
    steps = [step for step in unquote(parts.path).split("/") if step]
    last = re.sub(r"\.[a-z]{2,5}$", "", steps[-1], flags=re.IGNORECASE) if steps else "index"
    host = (parts.hostname or "page").removeprefix("www.")
    if last.lower() in {"index", "default", "home"}:
        return host
    return f"{host}-{last}" if last.isdigit() else last


def _check(url: str, response: requests.Response) -> None:
    status = response.status_code
    if status == HTTPStatus.OK:
        return
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else response.reason
    match status:
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            advice = "check the address"
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            advice = _LATER
        case _:
            advice = _BY_HAND
    raise InputError(url, f"the server answers {status} {phrase}".rstrip(), advice)


def _body(url: str, response: requests.Response) -> bytes:
    """The content; it is read as it arrives, for a server may drip or never end."""
    data, until = bytearray(), monotonic() + LONGEST
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        data += chunk
        if len(data) > LARGEST:
            problem = f"larger than {LARGEST / 1e6:g} MB"
            raise InputError(url, problem, "copy its text into a .txt file and give that")
        if monotonic() > until:
            raise InputError(url, f"not whole after {LONGEST:g} seconds", _LATER)
    return bytes(data)


def _kind(content_type: str) -> tuple[str, str | None]:
    """The media type, and the charset.

    >>> _kind('text/html; charset="utf-8"')
    ('text/html', 'utf-8')
    """
    message = Message()
    message["Content-Type"] = content_type
    return message.get_content_type(), message.get_content_charset()
