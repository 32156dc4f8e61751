"""Text in, dossier out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kaskazi.documents import cache
from kaskazi.documents.clauses import parser
from kaskazi.documents.load import files as load
from kaskazi.documents.load import plain
from kaskazi.dossier import Document, Dossier
from kaskazi.errors import DocumentError, Problem

if TYPE_CHECKING:
    from kaskazi.documents.model import Model

EngineName = Literal["parser", "light"]


def example_path() -> Path:
    """The packaged example readout."""
    return Path(str(files("kaskazi.documents").joinpath("example.txt")))


def read(
    source: str | Path | Sequence[str | Path],
    dated: date | str | None = None,
    engine: str | None = None,
    *,
    keep: bool = True,
    model: Model | None = None,
) -> Dossier:
    """Read a file, a web address, standard input ("-"), or a text given as such; or several, as one dossier. dated: the
    day the document speaks (a date or YYYY-MM-DD).

    A string is a text where it has a line break, or words and no such file nor an ending of one ("talks.txt").
    engine: "parser", "light", or the best there is. keep: take the dossier from the cache where the same document
    was read before, and put it there (a text given as such is never kept). model: whom to ask for more items. Raises DocumentError for a file that is
    missing, empty, binary, too large or of another kind.
    """
    if not isinstance(source, str | Path):
        from kaskazi.documents.joint import join

        return join([read(s, dated, engine, keep=keep, model=model) for s in source])
    if isinstance(source, str) and _is_text(source):
        return read_text(source, dated, engine=engine, model=model)
    return dossier(load.load(source), day_of(dated), engine, keep=keep, model=model)


def day_of(value: date | str | None) -> date | None:
    """A date from YYYY-MM-DD. Raises DocumentError."""
    if value is None or isinstance(value, date):
        return value
    try:
        if len(value) != 10:
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        problem = Problem("dated", f'"{value}" is not a date.', "YYYY-MM-DD, for example 2024-02-02")
        raise DocumentError("the document's date", [problem]) from None


def _is_text(source: str) -> bool:
    if source == "-" or source.startswith(("http://", "https://")):
        return False
    if "\n" in source or len(source) > 1000:
        return True
    return bool(re.search(r"\s", source.strip())) and not (
        re.search(r"\.\w{1,5}$", source) or re.match(r"[./~\\]", source) or Path(source).exists()
    )


def read_text(
    body: str,
    dated: date | str | None = None,
    name: str = "text",
    engine: str | None = None,
    *,
    model: Model | None = None,
) -> Dossier:
    """Read a string, as `read` reads a file."""
    day = day_of(dated)
    plain.check(body, name)
    digest = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
    return dossier(Document(name, digest, body, None, "none"), day, engine, model=model)


def dossier(
    start: Document,
    given: date | None,
    engine: str | None = None,
    *,
    keep: bool = False,
    model: Model | None = None,
) -> Dossier:
    """The dossier of a loaded document. given: the day it speaks, where the user says so. What a model had a part in is
    never kept."""
    used = "parser" if engine != "light" and (engine == "parser" or parser.available()) else "light"
    name = cache.key(start, given, used) if keep and model is None and cache.folder() else None
    if name and (kept := cache.found(name)):
        return cache.renamed(kept, start.name)
    from kaskazi.documents.assembly import assemble  # all extractors: loaded only where something is read

    made = assemble(start, given, used, model)
    if name:
        cache.keep(name, made)
    return made
