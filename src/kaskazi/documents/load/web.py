"""A page fetched because the user typed its address: bounded in size, time and redirects, never from this machine or
its own network."""

from __future__ import annotations

import ipaddress
import socket
import time
from http.client import HTTPException
from typing import Any
from urllib import error, request
from urllib.parse import urlsplit

from kaskazi._version import __version__
from kaskazi.errors import DocumentError, Problem

MOST = 20_000_000
SECONDS = 20  # without a byte
IN_ALL = 90.0  # for the whole
REDIRECTS = 5


class _Careful(request.HTTPRedirectHandler):
    max_redirections = REDIRECTS

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        check(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(address: str) -> tuple[bytes, str]:
    """The bytes at a web address, and the encoding that the server names. Raises DocumentError."""
    check(address)
    opener = request.build_opener(_Careful)
    asked = request.Request(address, headers={"User-Agent": f"kaskazi/{__version__}"})
    try:
        until = time.monotonic() + IN_ALL
        body = bytearray()
        with opener.open(asked, timeout=SECONDS) as answer:
            named = answer.headers.get_content_charset("")
            while len(body) <= MOST and (piece := answer.read1(65536)):
                body += piece
                if time.monotonic() > until:
                    raise TimeoutError(f"not whole after {IN_ALL:g} s")
    except (error.URLError, OSError, ValueError, HTTPException) as why:
        raise DocumentError(
            address, [Problem("", f"cannot be fetched: {getattr(why, 'reason', why)}.")]
        ) from why
    if len(body) > MOST:
        raise DocumentError(address, [Problem("", "is above the limit.", f"at most {MOST / 1e6:.0f} MB")])
    return bytes(body), named


def check(address: str) -> None:
    """Refuse what is no public web address."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DocumentError(address, [Problem("", "is no web address.", "http:// or https://")])
    try:
        found = {
            i[4][0] for i in socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
        }
    except (OSError, UnicodeError) as why:
        raise DocumentError(address, [Problem("", f"cannot be fetched: {why}.")]) from why
    for one in found:
        if not ipaddress.ip_address(str(one).split("%")[0]).is_global:
            raise DocumentError(
                address, [Problem("", "lies on this machine or its own network.", "a public address")]
            )
