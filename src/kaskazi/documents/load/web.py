"""A page fetched because the user typed its address: bounded in size, time and redirects, never from this machine or
its own network."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any
from urllib import error, request
from urllib.parse import urlsplit

from kaskazi._version import __version__
from kaskazi.errors import DocumentError, Problem

MOST = 20_000_000
SECONDS = 20
REDIRECTS = 5


class _Careful(request.HTTPRedirectHandler):
    max_redirections = REDIRECTS

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        check(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(address: str) -> bytes:
    """The bytes at a web address. Raises DocumentError."""
    check(address)
    opener = request.build_opener(_Careful)
    asked = request.Request(address, headers={"User-Agent": f"kaskazi/{__version__}"})
    try:
        with opener.open(asked, timeout=SECONDS) as answer:
            body: bytes = answer.read(MOST + 1)
    except (error.URLError, OSError, ValueError) as why:
        raise DocumentError(
            address, [Problem("", f"cannot be fetched: {getattr(why, 'reason', why)}.")]
        ) from why
    if len(body) > MOST:
        raise DocumentError(address, [Problem("", "is above the limit.", f"at most {MOST / 1e6:.0f} MB")])
    return body


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
