"""Downloads against a server on loopback: whole, resumed, changed, wrong, slow, absent."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kaskazi.errors import DataError
from kaskazi.world import fetch as module
from kaskazi.world.fetch import Publication, fetch, publication, publications

BODY = bytes(range(256)) * 4000  # 1,024,000 bytes
HASH = hashlib.sha256(BODY).hexdigest()


@dataclass
class Behaviour:
    """What the server does; `log` holds the Range headers it was sent."""

    body: bytes = BODY
    etag: str = '"one"'
    modified: str = ""
    ranges: bool = True
    cut_after: int | None = None  # bytes, then the connection closes
    cuts: int = 0  # so many times
    status: int = 200
    redirects: int = 0
    to: str = ""
    wait: float = 0.0
    length: bool = True
    log: list[str] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        b: Behaviour = self.server.behaviour  # type: ignore[attr-defined]
        b.log.append(self.headers.get("Range", ""))
        if b.to or b.redirects > 0:
            b.redirects -= 1
            self.send_response(302)
            self.send_header("Location", b.to or self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if b.status != 200:
            self.send_error(b.status)
            return
        start = 0
        asked = self.headers.get("Range", "")
        if (
            asked
            and b.ranges
            and self.headers.get("If-Range") in (b.etag, b.modified)
            and self.headers["If-Range"]
        ):
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(b.body) - 1}/{len(b.body)}")
        else:
            self.send_response(200)
        if b.length:
            self.send_header("Content-Length", str(len(b.body) - start))
        if b.etag:
            self.send_header("ETag", b.etag)
        if b.modified:
            self.send_header("Last-Modified", b.modified)
        self.end_headers()
        rest = b.body[start:]
        if b.cuts > 0 and b.cut_after is not None:
            b.cuts -= 1
            rest = rest[: b.cut_after]
        time.sleep(b.wait)
        with suppress(ConnectionError):  # the other side has had enough
            self.wfile.write(rest)

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def server() -> Iterator[tuple[Behaviour, Publication]]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        http.behaviour = Behaviour()  # type: ignore[attr-defined]
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{http.server_address[1]}/data.zip"
        yield (
            http.behaviour,  # type: ignore[attr-defined]
            Publication("made", "Nobody", "a file", url, "none", "data.zip", 1.0, HASH, "baci", "memory", ""),
        )
        http.shutdown()
        thread.join()


Server = tuple[Behaviour, Publication]


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_whole_file_with_progress(server: Server, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    got = fetch(server[1], tmp_path / "new", lambda done, of: seen.append((done, of)))
    assert got.path.read_bytes() == BODY
    assert (got.size, got.sha256, got.checked, got.resumed) == (len(BODY), HASH, True, 0)
    assert seen[-1] == (len(BODY), len(BODY))
    assert names(tmp_path / "new") == ["data.zip"]
    again = fetch(server[1], tmp_path / "new")
    assert again.sha256 == HASH
    assert len(server[0].log) == 1  # what is there is not fetched again


def test_a_cut_transfer_is_taken_up_at_once(server: Server, tmp_path: Path) -> None:
    server[0].cuts, server[0].cut_after = 2, 300_000
    got = fetch(server[1], tmp_path)
    assert got.path.read_bytes() == BODY
    assert server[0].log == ["", "bytes=300000-", "bytes=600000-"]


def test_a_cut_transfer_is_kept_and_taken_up_by_the_next_command(server: Server, tmp_path: Path) -> None:
    b, p = server
    b.cuts, b.cut_after = 99, 100_000
    with pytest.raises(DataError, match=r"broke off.*400,000 bytes are kept"):
        fetch(p, tmp_path)
    assert names(tmp_path) == [".data.zip.part", ".data.zip.part.json"]
    b.cuts = 0
    b.log.clear()
    got = fetch(p, tmp_path)
    assert got.path.read_bytes() == BODY
    assert got.resumed == 400_000
    assert b.log == ["bytes=400000-"]
    assert names(tmp_path) == ["data.zip"]


def test_a_file_that_changed_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    b, p = server
    b.cuts, b.cut_after = 4, 100_000
    with pytest.raises(DataError):
        fetch(p, tmp_path)
    b.body, b.etag = BODY[::-1], '"two"'
    got = fetch(replace(p, sha256=""), tmp_path)
    assert got.path.read_bytes() == BODY[::-1]
    assert not got.checked


def test_without_range_support_it_starts_over(server: Server, tmp_path: Path) -> None:
    b, p = server
    b.ranges = False
    b.cuts, b.cut_after = 1, 100_000
    assert fetch(p, tmp_path).path.read_bytes() == BODY


def test_without_a_validator_nothing_is_resumed(server: Server, tmp_path: Path) -> None:
    b, p = server
    b.etag, b.cuts, b.cut_after = "", 1, 100_000
    assert fetch(p, tmp_path).path.read_bytes() == BODY
    assert b.log == ["", ""]


def test_a_weak_tag_is_not_trusted_but_a_date_is(server: Server, tmp_path: Path) -> None:
    b, p = server
    b.etag, b.cuts, b.cut_after = 'W/"one"', 1, 100_000
    assert fetch(p, tmp_path / "a").path.read_bytes() == BODY
    assert b.log == ["", ""]
    b.log.clear()
    b.modified, b.cuts = "Wed, 21 Oct 2026 07:28:00 GMT", 1
    assert fetch(p, tmp_path / "b").path.read_bytes() == BODY
    assert b.log == ["", "bytes=100000-"]


def test_a_wrong_hash_is_deleted_and_told(server: Server, tmp_path: Path) -> None:
    server[0].body = BODY[:-1] + b"x"
    with pytest.raises(DataError, match="sha256"):
        fetch(server[1], tmp_path)
    assert names(tmp_path) == []
    (tmp_path / "data.zip").write_bytes(b"something else")
    with pytest.raises(DataError, match="is there with sha256"):
        fetch(server[1], tmp_path)
    assert (tmp_path / "data.zip").read_bytes() == b"something else"


@pytest.mark.parametrize(("status", "said"), [(404, "404"), (403, "403"), (500, "500")])
def test_an_answer_that_is_no_file(server: Server, tmp_path: Path, status: int, said: str) -> None:
    server[0].status = status
    with pytest.raises(DataError, match=said):
        fetch(server[1], tmp_path)
    assert names(tmp_path) == []


def test_too_large_is_refused_by_its_word_and_by_its_bytes(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="at most"):
        fetch(server[1], tmp_path, cap=1000)
    server[0].length = False
    with pytest.raises(DataError, match="larger than"):
        fetch(server[1], tmp_path, cap=1000)
    assert names(tmp_path) == []


def test_an_empty_answer_is_no_file(server: Server, tmp_path: Path) -> None:
    server[0].body = b""
    with pytest.raises(DataError, match="empty"):
        fetch(server[1], tmp_path)


def test_a_silent_server_is_given_up(server: Server, tmp_path: Path) -> None:
    server[0].wait = 1.0
    start = time.perf_counter()
    with pytest.raises(DataError, match="broke off"):
        fetch(server[1], tmp_path, timeout=0.1)
    assert time.perf_counter() - start < 3


def test_redirects_are_followed_and_bounded(server: Server, tmp_path: Path) -> None:
    server[0].redirects = 3
    assert fetch(server[1], tmp_path).size == len(BODY)
    server[0].redirects = 99
    with pytest.raises(DataError, match="redirects more than"):
        fetch(server[1], tmp_path / "b")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "https:///x",
        "http://127.0.0.1.example.org/",
    ],
)
def test_only_https_is_fetched_from_afar(server: Server, tmp_path: Path, url: str) -> None:
    with pytest.raises(DataError, match="not an address"):
        fetch(replace(server[1], url=url), tmp_path)
    server[0].to = url
    with pytest.raises(DataError, match="not an address"):
        fetch(server[1], tmp_path)
    assert names(tmp_path) == []


def test_offline_is_said(tmp_path: Path, server: Server) -> None:
    dead = replace(server[1], url="http://127.0.0.1:9/data.zip")  # discard: nobody listens
    with pytest.raises(DataError, match=r"cannot be reached.*works offline"):
        fetch(dead, tmp_path)
    assert names(tmp_path) == []


def test_the_list_is_complete_and_https() -> None:
    for p in publications().values():
        assert p.url.startswith("https://")
        assert p.licence
        assert p.status in ("verified", "secondary", "memory")
        assert "/" not in p.file
        assert len(p.sha256) in (0, 64)
    with pytest.raises(DataError, match='"us-hts"'):
        publication("us-hst")


def test_nothing_else_opens_a_connection() -> None:
    package = Path(module.__file__).parents[1]
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        # the reader of publishers' files, and the language model that a person names
        if (path.parent.name, path.name) not in {
            ("world", "fetch.py"),
            ("documents", "model.py"),
            ("load", "web.py"),
        }:
            assert "urllib.request" not in text, path
            assert "http.client" not in text, path


def test_the_command(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from kaskazi.cli import kaskazi as main

    listed = CliRunner().invoke(main, ["world", "fetch"])
    assert "baci-hs22" in listed.output
    assert "Etalab" in listed.output
    monkeypatch.setattr(module, "publications", lambda: {"made": server[1]})
    done = CliRunner().invoke(main, ["world", "fetch", "made", "--to", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "as the list says" in done.output
    assert (tmp_path / "data.zip").read_bytes() == BODY
