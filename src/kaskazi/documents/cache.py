"""Dossiers kept from one reading to the next, by what they depend on: the document, the day given, the engine, and the
reader itself (its code, its lexicons, its parser).

One folder, `KASKAZI_CACHE` or `kaskazi` under the user's cache directory; `KASKAZI_CACHE=off` keeps none. It holds the
text of what was read, readable by its owner alone, and never grows beyond a bound: what was used longest ago goes.
Whatever is wrong with an entry or the folder, the document is read anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from kaskazi import files
from kaskazi._version import __version__
from kaskazi.documents.clauses import parser
from kaskazi.dossier import Document, Dossier
from kaskazi.errors import InputError

SUFFIX = ".dossier"
MOST_ENTRIES = 256
MOST_BYTES = 100_000_000
READER = ("documents", "codes", "dossier")  # rooms whose files decide what is read
PARTS = (".py", ".toml", ".csv", ".txt")


def folder() -> Path | None:
    """Where dossiers are kept, None where they are not."""
    named = os.environ.get("KASKAZI_CACHE", "")
    if named.casefold() == "off":
        return None
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if base and Path(base).is_absolute():
        return Path(base) / "kaskazi"
    try:
        return Path.home() / ".cache" / "kaskazi"
    except RuntimeError:  # a user without a home
        return None


def key(start: Document, given: date | None, engine: str) -> str | None:
    """The name of a document's entry; None for a text that JSON would not give back as it was.

    start: the document as loaded, with all that reading takes from it.
    """
    try:
        said = json.dumps(
            [
                _reader(),
                _parser() if engine == "parser" else "",
                engine,
                given.isoformat() if given else None,
                Dossier(replace(start, name=""), *[()] * 14).to_dict()["document"],
            ]
        )
        start.text.encode("utf-8")
    except UnicodeEncodeError:  # half a pair of surrogates
        return None
    return hashlib.sha256(said.encode("utf-8")).hexdigest()


@cache
def _reader() -> str:
    """A hash of the code and the lexicons that read."""
    total = hashlib.sha256(__version__.encode())
    home = Path(__file__).parents[1]
    for room in READER:
        for path in sorted(home.joinpath(room).rglob("*")):
            if path.suffix in PARTS:
                total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


@cache
def _parser() -> str:
    """A hash of what says which parser and which model are installed."""
    total = hashlib.sha256()
    for package, name in (("spacy", "about.py"), (parser.MODEL, "meta.json")):
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            path = Path(spec.origin).with_name(name)
            total.update(path.read_bytes() if path.exists() else b"")
    return total.hexdigest()


def found(name: str) -> Dossier | None:
    """The dossier kept under a name, None where there is none or it is not whole."""
    where = folder()
    if where is None:
        return None
    path = where / f"{name}{SUFFIX}"
    try:
        raw = path.read_bytes()
        said, _, packed = raw.partition(b"\n")
        if said.decode("ascii") != hashlib.sha256(packed).hexdigest():
            return None
        unpacking = zlib.decompressobj()
        body = unpacking.decompress(packed, MOST_BYTES * 4)
        kept = Dossier.from_dict(json.loads(body))
        with suppress(OSError):
            os.utime(path)
    except (OSError, ValueError, zlib.error, InputError, RecursionError):
        return None
    return kept


def keep(name: str, dossier: Dossier) -> None:
    """Keep a dossier under a name, whole or not at all; a folder that cannot be written is left alone."""
    where = folder()
    if where is None:
        return
    body = json.dumps(dossier.to_dict(), ensure_ascii=False, separators=(",", ":"))
    with suppress(OSError, InputError, UnicodeEncodeError):
        packed = zlib.compress(body.encode("utf-8"), 1)
        if len(packed) > MOST_BYTES // 4:
            return
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = where / f"{name}{SUFFIX}"
        files.write(path, hashlib.sha256(packed).hexdigest().encode("ascii") + b"\n" + packed)
        path.chmod(0o600)
        _bound(where)


def _bound(where: Path) -> None:
    """Take away what was used longest ago, until the folder is within its bounds."""
    entries = []
    for path in where.glob(f"*{SUFFIX}"):
        with suppress(OSError):
            state = path.stat()
            entries.append((state.st_mtime_ns, state.st_size, path))
    entries.sort(reverse=True)
    total = 0
    for n, (_, size, path) in enumerate(entries):
        total += size
        if n >= MOST_ENTRIES or total > MOST_BYTES:
            with suppress(OSError):
                path.unlink()


def renamed(kept: Dossier, name: str) -> Dossier:
    """The same dossier of a document by another name."""
    return replace(kept, document=replace(kept.document, name=name)) if kept.document.name != name else kept
