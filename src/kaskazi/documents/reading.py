"""Text in, dossier out."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

from kaskazi.documents.extract import dates, engagements, mentions, people, speech
from kaskazi.documents.extract import requests as deals
from kaskazi.documents.load import plain as text
from kaskazi.dossier import Basis, Document, Dossier, Mention, Statement, identified


def example_path() -> Path:
    """The packaged example readout."""
    return Path(str(files("kaskazi.documents").joinpath("example.txt")))


def read(source: str | Path, dated: date | str | None = None) -> Dossier:
    """Read a file, or a text given as such. dated: the day the document speaks (a date or YYYY-MM-DD).

    A string is a text where it has a line break, or words and no such file nor an ending of one ("talks.txt").
    Raises DocumentError for a file that is missing, empty, binary, too large or of another kind.
    """
    if isinstance(source, str) and _is_text(source):
        return read_text(source, dated)
    p = Path(source)
    day = dates.parse(dated)
    body, digest, notes = text.load(p)
    return _dossier(body, p.name, digest, notes, day)


def _is_text(source: str) -> bool:
    if "\n" in source or len(source) > 1000:
        return True
    return bool(re.search(r"\s", source.strip())) and not (
        re.search(r"\.\w{1,5}$", source) or re.match(r"[./~\\]", source) or Path(source).exists()
    )


def read_text(
    body: str, dated: date | str | None = None, name: str = "text", engine: str | None = None
) -> Dossier:
    """Read a string, as `read` reads a file."""
    day = dates.parse(dated)
    text.check(body, name)
    return _dossier(body, name, hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest(), (), day)


def _dossier(body: str, name: str, digest: str, notes: tuple[str, ...], given: date | None) -> Dossier:
    stated = dates.stated(body)
    day = given or stated
    basis: Basis = "given" if given else "stated in the text" if stated else "none"
    if given and stated and given != stated:
        notes = (
            *notes,
            f"The text is headed {stated.isoformat()}; the date given, {given.isoformat()}, is used.",
        )
    document = Document(name, digest, body, day, basis, notes)
    original, body = body, text.unwrapped(body)

    lines = text.paragraphs(body)
    spans = text.sentences(body)
    found = people.actors(body)
    cast = people.Cast(found)
    whens = dates.times(body, day)
    named = mentions.instruments(body)
    quoted = speech.direct(body, lines, cast)
    reported = speech.indirect(body, spans, cast, quoted)
    inner = [q.span for q in quoted]
    asked = deals.asks(body, spans, cast, named, reported)
    statements = sorted([*quoted, *reported], key=lambda s: s.span.start)
    if original != body:
        named = [replace(m, text=document.exact(m.span)) for m in named]
        statements = [replace(s, content=document.exact(s.span)) for s in statements]
        whens = tuple(replace(w, text=document.exact(w.span)) for w in whens)
    found_all = Dossier(
        document=document,
        actors=found,
        engagements=tuple(engagements.engagements(body, spans, cast, whens, named, inner)),
        statements=tuple(_numbered(statements)),
        asks=tuple(asked),
        answers=tuple(deals.answers(body, spans, cast, asked, reported)),
        commitments=tuple(deals.commitments(body, spans, cast, reported)),
        deadlines=tuple(deals.deadlines(body, spans, whens, named, reported)),
        instruments=tuple(named),
        areas=_exact(document, mentions.areas(body, spans, named)),
        disruptions=tuple(replace(d, text=document.exact(d.span)) for d in mentions.disruptions(body, spans)),
        claims=_exact(document, mentions.claims(body)),
        topics=_exact(document, mentions.topics(body)),
        times=whens,
    )
    return identified(found_all)


def _exact(document: Document, found: list[Mention]) -> tuple[Mention, ...]:
    """The same mentions with the words as they stand in the document."""
    return tuple(replace(m, text=document.exact(m.span)) for m in found)


def _numbered(statements: list[Statement]) -> list[Statement]:
    return [replace(s, id=f"statement-{k + 1}") for k, s in enumerate(statements)]
