"""The facts of a brief as plain types, for forms that machines read."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kaskazi.dossier import Dossier
from kaskazi.files import SCHEMAS
from kaskazi.report.cited import Cited
from kaskazi.report.front.choose import lead
from kaskazi.report.front.decide import headline
from kaskazi.report.layout.scenarios import command
from kaskazi.report.page import Page
from kaskazi.report.stakes import Key

SCHEMA = SCHEMAS["brief"]  # of the file; 1 had no key "schema", and "ways" for "routes"


def plain(page: Page, dossier: Dossier) -> dict[str, Any]:
    """Every fact of the page, with the dossier, the agenda and the results they come from."""
    return {
        "schema": SCHEMA,
        "kaskazi": page.version,
        "made": page.made.isoformat(),
        "as_of": page.agenda.as_of.isoformat(),
        "home": page.home,
        "headline": headline(page, lead(page)),
        "summary": " ".join(x for pair in page.summary for x in pair if x),
        "key_figures": [_key(k) for k in page.keys],
        "figures": [
            {
                "item": s.item.id,
                "option": w.option.key,
                "id": c.figure.id,
                "label": row.label,
                "unit": c.figure.unit,
                "text": c.shown.text,
                "percent": c.percent.text if c.percent else None,
            }
            for s in page.stakes
            for row in s.rows
            for w, c in zip(s.worked, row.cells, strict=True)
            if c
        ],
        "routes": [{"item": s.item.id, "text": page.route(s)} for s in page.stakes if page.route(s)],
        "clocks": [{"item": s.item.id, "text": c.sentence} for s in page.stakes if (c := page.clock(s))],
        "sectors": [
            {"item": s.item.id, "sector": m.name, "jobs": m.jobs.text, "exports": m.exports.text}
            for s in page.stakes
            for m in page.moved(s)
        ],
        "dossier": dossier.to_dict(),
        "text": page.document.text,
        "agenda": dict(page.agenda.to_dict()),
        "results": [
            {"item": s.item.id, "option": w.option.key, **w.outcome.to_dict()} for s, w in page.worked
        ],
        "certificates": [asdict(c) for c in page.certificates],
        **({"tables": [asdict(a) for a in page.annexes]} if page.annexes else {}),
        "limits": list(page.limits),
        "methods": dict(page.methods),
        "sources": [_source(c) for c in page.sources],
        **({"manifest": page.manifest.to_dict()} if page.manifest else {}),
        "scenarios": [
            {
                "name": o.scenario.name,
                "title": o.title,
                "sha256": o.scenario.sha256,
                "toml": o.scenario.dumps(),
                "command": command(o.scenario.name),
            }
            for s in page.stakes
            for o in s.item.options
        ],
    }


def _key(k: Key) -> dict[str, Any]:
    return {
        "item": k.item.id,
        "option": k.option.key,
        "id": k.figure.id,
        "sentence": k.sentence,
        "text": k.shown.text,
        "unit": k.figure.unit,
    }


def _source(c: Cited) -> dict[str, Any]:
    entry = asdict(c.source) if c.source else {"id": c.id}
    return {**entry, "line": c.line, "status_text": c.status, "uses": list(c.uses)}
