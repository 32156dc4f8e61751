"""The three forms of a page: HTML and Markdown from templates that escape by default, JSON from the types."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kaskazi.dossier import Dossier
from kaskazi.report.certify import LIMIT
from kaskazi.report.cited import Cited
from kaskazi.report.page import Page
from kaskazi.report.pictures import pictures
from kaskazi.report.stakes import Key, ours
from kaskazi.text.numbers import day, minus, rate, small, unit_text, with_unit
from kaskazi.text.safe import Markdown, fence, link, visible
from kaskazi.text.safe import markdown as escape_markdown


def html(page: Page) -> str:
    """One self-contained HTML page."""
    env = _html()
    drawn = {s.item.id: pictures(s, page.home) for s in page.stakes if s.worked}
    style = env.loader.get_source(env, "style.css")[0] if env.loader else ""
    return env.get_template("page.html.j2").render(
        p=page, drawn=drawn, style=Markup(style), svg=Markup, limit=small(LIMIT)
    )


def markdown(page: Page) -> str:
    """The same facts as Markdown."""
    text = _markdown().get_template("page.md.j2").render(p=page, raw=Markdown, limit=small(LIMIT))
    lines = [line.rstrip() for line in text.split("\n")]
    kept = [x for k, x in enumerate(lines) if x or (k and lines[k - 1])]
    return "\n".join(kept).strip("\n") + "\n"


def plain(page: Page, dossier: Dossier) -> dict[str, Any]:
    """The same facts as plain types."""
    return {
        "kaskazi": page.version,
        "made": page.made.isoformat(),
        "as_of": page.agenda.as_of.isoformat(),
        "home": page.home,
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
        "ways": [{"item": s.item.id, "text": page.way(s)} for s in page.stakes if page.way(s)],
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


def command(name: str) -> str:
    """The command that runs a scenario saved under its own name."""
    return f"kaskazi run {name}.toml"


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


def _shown_html(value: Any) -> Any:
    """Every value a template prints: hidden characters made visible; escaping follows."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


HELPERS = {
    "day": day,
    "rate": rate,
    "unit_text": unit_text,
    "with_unit": with_unit,
    "minus": minus,
    "ours": ours,
    "command": command,
    "fence": fence,
    "link": link,
    "visible": visible,
}


@cache
def _html() -> Environment:
    env = Environment(
        loader=PackageLoader("kaskazi.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown_html,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(HELPERS)
    return env


@cache
def _markdown() -> Environment:
    env = Environment(  # the finalizer escapes every value for Markdown and for HTML within it
        loader=PackageLoader("kaskazi.report"),
        autoescape=False,
        undefined=StrictUndefined,
        finalize=escape_markdown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(HELPERS)
    return env
