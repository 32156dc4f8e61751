"""Files of publishers that allow direct download: on your word only, resumed where cut, checked, whole or not there.

`fetch.toml` lists them. A download grows in `.<name>.part`, with the validator of the server beside it in
`.<name>.part.json`; it takes its name only when it is whole. Nothing else in kaskazi touches the network.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from kaskazi.errors import DataError, Problem, nearest

CHUNK = 1 << 18
REDIRECTS = 5
TIMEOUT = 30.0  # seconds without a byte
CAP = 8 << 30  # no file of any publisher here is larger
AGENT = "kaskazi (https data fetch)"
RESUMES = 3  # times a transfer that breaks off is taken up again at once
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Publication:
    """One file: id, publisher, title, url, licence, file name, approximate size in MB, sha256 or "", how to read it."""

    id: str
    publisher: str
    title: str
    url: str
    licence: str
    file: str
    megabytes: float
    sha256: str
    read_as: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What lies where: path, bytes, sha256, whether the hash was one we know, bytes taken over from before."""

    path: Path
    size: int
    sha256: str
    checked: bool
    resumed: int


@cache
def publications() -> Mapping[str, Publication]:
    """All that can be fetched, by id."""
    raw = tomllib.loads(files("kaskazi.world").joinpath("data", "fetch.toml").read_text(encoding="utf-8"))
    found = {k: Publication(id=k, **{"sha256": "", "note": "", **v}) for k, v in raw.items()}
    return MappingProxyType(found)


def publication(name: str) -> Publication:
    """One by id. Raises DataError with the nearest."""
    table = publications()
    if name not in table:
        problem = Problem(
            "name", f'"{name}" is not on the list.', "kaskazi world fetch, for all", nearest(name, table)
        )
        raise DataError("fetch", [problem])
    return table[name]


def fetch(
    p: Publication, folder: Path, progress: Progress | None = None, cap: int = CAP, timeout: float = TIMEOUT
) -> Fetched:
    """Download one file into a folder, or take up a download that was cut.

    A file that is there already is left alone if its hash is the known one or none is known. Raises DataError
    offline, for answers other than a file, a file too large, one that changed while it was resumed, a wrong hash.
    """
    target = folder / p.file
    if target.is_file():
        digest = _digest(target)
        if p.sha256 and digest != p.sha256:
            what = f"is there with sha256 {digest[:12]}, not {p.sha256[:12]}."
            raise DataError(str(target), [Problem("", what, "another folder, or the file moved away")])
        return Fetched(target, target.stat().st_size, digest, bool(p.sha256), 0)
    _allowed(p.url, p.id)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(str(folder), [Problem("", f"cannot be made: {error.strerror}.")]) from error
    part = folder / f".{p.file}.part"
    resumed = part.stat().st_size if part.is_file() else 0
    for attempt in range(RESUMES + 1):
        if _transfer(p, part, progress, cap, timeout, last=attempt == RESUMES):
            break
    digest = _digest(part)
    if p.sha256 and digest != p.sha256:
        _drop(part)
        what = f"has sha256 {digest}, not {p.sha256}."
        raise DataError(
            p.id, [Problem(p.url, what + " It was deleted.", "the file the list names; ask the publisher")]
        )
    size = part.stat().st_size
    part.replace(target)
    _drop(part)
    return Fetched(target, size, digest, bool(p.sha256), resumed)


class _NoRedirect(HTTPRedirectHandler):
    """Redirects are followed by hand, so that each address is checked."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _transfer(
    p: Publication, part: Path, progress: Progress | None, cap: int, timeout: float, last: bool
) -> bool:
    """One connection; True when the file is whole, False when it broke off and may be taken up again."""
    state = _state(part)
    have = part.stat().st_size if part.is_file() and state.get("url") == p.url else 0
    if have and not state.get("validator"):
        have = 0  # nothing says that the rest would be of the same file
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": str(state["validator"])}
    with _open(p, headers, timeout) as answer:
        if answer.status == 206:
            start, total = _range(answer.headers.get("Content-Range", ""), p)
            if start != have:
                raise DataError(p.id, [Problem(p.url, f"the server resumed at byte {start}.", f"{have}")])
        else:  # the whole file: no Range here, or another file by now
            have = 0
            total = int(answer.headers.get("Content-Length") or 0)
        _room(p, part.parent, total, have, cap)
        tag = answer.headers.get("ETag") or ""
        validator = tag if tag and not tag.startswith("W/") else answer.headers.get("Last-Modified") or ""
        kept = {"url": p.url, "validator": validator, "total": total}
        _write_state(part, kept)
        try:
            with part.open("ab" if have else "wb") as out:
                if not have:
                    out.truncate(0)
                while block := answer.read(CHUNK):
                    out.write(block)
                    have += len(block)
                    if have > cap:
                        raise DataError(p.id, [Problem(p.url, f"is larger than {cap / 1e6:,.0f} MB.")])
                    if progress:
                        progress(have, max(total, have + 1) if have != total else total)
        except DataError:
            _drop(part)
            raise
        except OSError as error:
            return _broken(p, part, str(error) or type(error).__name__, last)
        except Exception as error:  # http.client raises IncompleteRead outside OSError
            return _broken(p, part, type(error).__name__, last)
    if progress and have != total:
        progress(have, have)
    if total and have < total:
        return _broken(p, part, f"{have:,} of {total:,} bytes came", last)
    if total and have > total:
        _drop(part)
        raise DataError(p.id, [Problem(p.url, f"sent {have:,} bytes where it said {total:,}.")])
    if have == 0:
        _drop(part)
        raise DataError(p.id, [Problem(p.url, "sent an empty file.")])
    return True


def _broken(p: Publication, part: Path, why: str, last: bool) -> bool:
    if last:
        size = part.stat().st_size if part.is_file() else 0
        what = f"the transfer broke off: {why}. {size:,} bytes are kept."
        raise DataError(p.id, [Problem(p.url, what, "the same command again, to take it up")])
    return False


def _open(p: Publication, headers: Mapping[str, str], timeout: float) -> Any:
    """The answer, redirects followed and checked. Raises DataError in words."""
    url = p.url
    opener = build_opener(_NoRedirect)
    for _ in range(REDIRECTS + 1):
        try:
            return opener.open(Request(url, headers=dict(headers)), timeout=timeout)
        except HTTPError as error:
            place = error.headers.get("Location") if error.code in (301, 302, 303, 307, 308) else None
            error.close()
            if place is None:
                if error.code == 416:
                    raise DataError(
                        p.id, [Problem(url, "has no more bytes than we hold.", "the .part file deleted")]
                    ) from None
                what = f"answered {error.code} {error.reason}."
                raise DataError(
                    p.id, [Problem(url, what, "the publisher's page: the address may have moved")]
                ) from None
            url = urljoin(url, place)
            _allowed(url, p.id)
        except (URLError, OSError) as error:
            why = getattr(error, "reason", error)
            what = f"cannot be reached: {why}."
            raise DataError(
                p.id, [Problem(url, what, "a connection; kaskazi works offline with its own data")]
            ) from None
        except Exception as error:
            raise DataError(
                p.id, [Problem(url, f"gave no answer to read: {type(error).__name__}.")]
            ) from None
    raise DataError(p.id, [Problem(p.url, f"redirects more than {REDIRECTS} times.")])


def _allowed(url: str, name: str) -> None:
    """https only; plain http to this machine alone. Raises DataError."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    local = host == "localhost"
    with suppress(ValueError):
        local = local or ip_address(host).is_loopback
    if not (parts.scheme == "https" and host) and not (parts.scheme == "http" and local):
        raise DataError(name, [Problem(url, "is not an address we fetch from.", "https")])


def _range(text: str, p: Publication) -> tuple[int, int]:
    """Start and total of a Content-Range. Raises DataError."""
    try:
        kind, rest = text.split()
        span, total = rest.split("/")
        start = int(span.split("-")[0])
        if kind != "bytes":
            raise ValueError
        return start, int(total)
    except ValueError:
        raise DataError(p.id, [Problem(p.url, f'answered a range we cannot read: "{text}".')]) from None


def _room(p: Publication, folder: Path, total: int, have: int, cap: int) -> None:
    if total > cap:
        raise DataError(p.id, [Problem(p.url, f"is {total / 1e6:,.0f} MB.", f"at most {cap / 1e6:,.0f}")])
    free = shutil.disk_usage(folder).free
    if total - have > free:
        what = f"needs {(total - have) / 1e6:,.0f} MB; {free / 1e6:,.0f} are free."
        raise DataError(p.id, [Problem(str(folder), what)])


def _state(part: Path) -> dict[str, Any]:
    try:
        found = json.loads(part.with_name(part.name + ".json").read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}


def _write_state(part: Path, state: Mapping[str, Any]) -> None:
    try:
        part.with_name(part.name + ".json").write_text(json.dumps(dict(state)), encoding="utf-8")
    except OSError as error:
        raise DataError(str(part.parent), [Problem("", f"cannot be written: {error.strerror}.")]) from error


def _drop(part: Path) -> None:
    for path in (part, part.with_name(part.name + ".json")):
        path.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as f:
        while block := f.read(1 << 22):
            found.update(block)
    return found.hexdigest()
