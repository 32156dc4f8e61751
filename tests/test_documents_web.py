"""A page fetched because its address was typed: bounded in size, time and redirects."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kaskazi.documents.load import files, web
from kaskazi.errors import DocumentError

PAGE = "<p>Kenya asked Uganda to reopen the café at Busia.</p>".encode("latin-1")


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/to"):
            self.send_response(302)
            self.send_header("Location", "/to" if self.path == "/to" else "http://127.0.0.2:1/secret")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=iso-8859-1")
        self.end_headers()
        try:
            for _k in range(40 if self.path == "/slow" else 1):
                self.wfile.write(PAGE if self.path != "/large" else b"x" * 300_000)
                self.wfile.flush()
                time.sleep(0.05 if self.path == "/slow" else 0)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    made.daemon_threads = True
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    public = web.check

    def check(address: str) -> None:  # this one server stands for a public one
        if f"127.0.0.1:{made.server_port}" not in address:
            public(address)

    monkeypatch.setattr(web, "check", check)
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


def test_a_page_is_fetched_in_the_encoding_the_server_names(site: str) -> None:
    d: Any = files.load(f"{site}/page.html")
    assert "café" in d.text
    assert d.format == "html"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/to", "cannot be fetched"),
        ("/to-inside", "this machine"),
        ("/large", "above the limit"),
        ("/slow", "not whole"),
    ],
)
def test_bounds_hold(site: str, path: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "MOST", 100_000)
    monkeypatch.setattr(web, "IN_ALL", 0.3)
    start = time.monotonic()
    with pytest.raises(DocumentError, match=said):
        files.load(site + path)
    assert time.monotonic() - start < 2
