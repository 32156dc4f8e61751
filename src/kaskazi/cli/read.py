"""`kaskazi read`: the dossier of a document."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaskazi.cli.options import DATED, JSON, Verb, print_json, printed

if TYPE_CHECKING:
    from kaskazi.dossier import Dossier, Span
    from kaskazi.text.tables import Block


@click.command(
    cls=Verb,
    examples=(
        "kaskazi read",
        "kaskazi read talks.txt --dated 2024-02-02 --json",
        "kaskazi read theirs.pdf ours.docx",
    ),
)
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@DATED
@click.option(
    "--engine",
    type=click.Choice(["parser", "light"]),
    help="What reads the clauses. Default: the best there is.",
)
@click.option("--no-cache", is_flag=True, help="Read anew, and keep nothing.")
@click.option(
    "--model", "address", metavar="URL", help="Ask a language model at this address for more items, too."
)
@click.option("--model-name", metavar="NAME", help="Which model of the server.")
@JSON
def read(
    documents: tuple[str, ...],
    dated: date | None,
    engine: str | None,
    no_cache: bool,
    address: str | None,
    model_name: str | None,
    as_json: bool,
) -> None:
    """Print what each DOCUMENT says, each item with its place in the text.

    DOCUMENT is a file (text, Markdown, HTML, PDF, DOCX, EML), a web address, or - for standard input; without it the
    packaged example is read. Several on one event make one dossier, with what they say against each other.

    A language model is asked only with --model: an OpenAI-compatible server that you run or pay for; its key, if it
    needs one, is taken from KASKAZI_MODEL_KEY. What it proposes is kept only where its exact words stand in the text and
    the clauses do not speak against it.
    """
    from kaskazi.documents import example_path
    from kaskazi.documents import read as read_document

    if model_name and not address:
        raise click.UsageError("--model-name needs --model.")
    sources: list[str | Path] = [
        s if s == "-" or s.startswith(("http://", "https://")) else Path(s) for s in documents
    ]
    model = None
    if address:
        from kaskazi.documents.model import Server

        model = Server(address, model_name or "")
    dossier = read_document(
        sources or [example_path()], dated=dated, engine=engine, keep=not no_cache, model=model
    )
    if as_json:
        print_json(dossier.to_dict())
    else:
        printed(shown(dossier))


def shown(d: Dossier) -> list[Block]:
    """The dossier as a table: place in the text, kind, what."""
    from kaskazi.text.tables import Grid

    text, apart = d.document.text, d.document.parts
    ends = [k for k, c in enumerate(text) if c == "\n"]

    def at(span: Span) -> str:
        n = bisect_right([p.span.start for p in apart], span.start) - 1
        first = apart[n].span.start if apart else 0
        line = bisect_left(ends, span.start) - bisect_left(ends, first) + 1
        place = f"{line}:{span.start - first}-{span.end - first}"
        return f"{apart[n].name} {place}" if apart else place

    when = d.document.dated.isoformat() if d.document.dated else "date not known"
    out: list[Block] = [f"{d.document.name}, {when} ({d.document.basis}), sha256 {d.document.sha256[:12]}"]
    for p in d.document.parts:
        day = p.dated.isoformat() if p.dated else "date not known"
        out.append(f"{p.name}, {day} ({p.basis}), sha256 {p.sha256[:12]}")
    out += [f"note: {n}" for n in d.document.notes]
    rows: list[tuple[str, str, str]] = []
    for e in d.engagements:
        who = "; ".join(f"{p.name} ({p.office}{', ' + p.side if p.side else ''})" for p in e.participants)
        day = (
            ""
            if e.when is None
            else e.when.start.isoformat()
            if e.when.start
            else f"{e.when.text}, unresolved"
        )
        parts = [e.mode, e.tense, e.place, day, who or " and ".join(e.sides)]
        rows.append((at(e.spans[0]), "engagement", ", ".join(p for p in parts if p)))
    for s in d.statements:
        speaker = s.speaker or "speaker not found"
        rows.append((at(s.span), s.kind, f"{speaker}: {s.content}"))
    for a in d.asks:
        rows.append((at(a.span), "ask", f"{a.by or '?'} asks {a.to or '?'}: {a.content}"))
    for r in d.answers:
        how = "confirmed" if r.confirmed else f"claimed by {r.found.asserted_by}, not confirmed"
        rows.append((at(r.span), "answer", f"{r.by}: {r.stance} ({how})"))
    for c in d.commitments:
        rows.append((at(c.span), c.strength, f"{c.by}: {c.content}"))
    for x in d.deadlines:
        day = x.when.start.isoformat() if x.when.start else "unresolved"
        rows.append((at(x.span), x.kind, f"{x.instrument or 'not said'}: {x.when.text} ({day})"))
    for m in (*d.instruments, *d.areas, *d.claims, *d.topics):
        rows.append((at(m.span), m.id.partition("-")[0], f"{m.ref}: {m.text}"))
    for z in d.measures:
        rate = (
            f"{z.rate * 100:g} % " if z.rate is not None else f"{z.unit} {z.amount:,.0f} " if z.amount else ""
        )
        what = f"{z.imposer or '?'} on {z.affected or '?'}, {rate}{z.product or 'goods'} ({z.status})"
        rows.append((at(z.span), z.kind, what))
    for y in d.disruptions:
        rows.append((at(y.span), "disruption", f"{', '.join(y.where)}: {y.text}"))
    for w in d.unresolved:
        rows.append((at(w.span), "unresolved", f"{w.text}: {w.why}"))
    for k in d.contradictions:
        for v in k.versions:
            rows.append((at(v.span), f"against, {k.kind}", f"{k.about}: {v.says}"))
    return [*out, "", Grid(("", "", ""), tuple((a, b, " ".join(c.split())) for a, b, c in rows), (1, 2))]
