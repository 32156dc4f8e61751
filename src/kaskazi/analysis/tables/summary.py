"""The summary on one page, and table 15: every source the tables name, and what they take for granted."""

from __future__ import annotations

from collections.abc import Sequence

from kaskazi._version import __version__
from kaskazi.analysis.tables.context import Context
from kaskazi.analysis.tables.types import KINDS, RATIOS, SOURCES, Cell, Column, Table, ids
from kaskazi.codes.naming import capital
from kaskazi.law import instruments
from kaskazi.sources import STATUS_WORDS, source

GRADES = "A observed or computed from official data; B published estimates; C assumptions carry weight."


def summary(c: Context, tables: Sequence[Table]) -> Table:
    """The leading figures, each with its table, interval and confidence."""
    found: list[tuple[Cell, ...]] = []
    by = {t.id: t for t in tables}

    def add(what: str, unit: str, low: Cell, mid: Cell, high: Cell, t: Table, used: str) -> None:
        found.append((what, unit, low, mid, high, t.confidence, t.number, used))

    if c.exposure:
        t = by["exposure"]
        total, duty = sum(r.value for r in c.rows), sum(r.duty for r in c.rows)
        add(f"Exports to {c.of_name}, {c.exposure.year}", "USD m", None, total, None, t, ids(c.sources))
        add("Duty at stake, on unchanged trade", "USD m", None, duty, None, t, ids(c.sources))
        t = by["export-change"]
        if t.rows:
            last = dict(zip([k.key for k in t.columns], t.rows[-1], strict=True))
            add(
                "Change of exports, third year on",
                "USD m",
                last["low"],
                last["central"],
                last["high"],
                t,
                str(last["sources"]),
            )
            add("Change of exports, first year", "USD m", last["first_low"], last["first_central"], last["first_high"], t,
                str(last["sources"]))  # fmt: skip
        t = by["jobs"]
        for r in t.rows:
            if r[3] is not None:
                add(capital(str(r[0])), "jobs", r[3], r[4], r[5], t, str(r[7]))
        t = by["origin"]
        rests = sum(float(r[5] or 0) for r in t.rows)
        if rests:
            add("Exports that rest on third-country fabric", "USD m", None, rests, None, t, ids(t.sources))
    t = by["scenarios"]
    for r in t.rows:
        if r[0] == "scenario" and "real income" in str(r[2]):
            add(f"{r[2]}: {r[1]}", str(r[3]), r[5], r[6], r[7], t, str(r[10]))
    t = by["offer"]
    for r in t.rows:
        if str(r[1]).endswith("all at once"):
            add(f"Change of {c.homes} revenue, offer of {r[1]}", "USD m", None, r[6], None, t, str(r[12]))
    columns = (
        Column("what", "What"),
        Column("unit", "Unit"),
        Column("low", "Low", "figure"),
        Column("central", "Centre", "figure"),
        Column("high", "High", "figure"),
        Column("confidence", "Confidence"),
        Column("table", "Table", "count"),
        SOURCES,
    )
    state = instruments()[c.programme].state(c.as_of) if c.programme else None
    law = (
        f"Law as of {c.as_of.isoformat()}: "
        + (state.law if state else "no preference with a line table")
        + "."
    )
    gaps = sum(len(t.missing) for t in tables)
    notes = (law, GRADES, f"{gaps} things a ministry would expect are missing; each table names its own.")
    return Table(
        0, "summary", f"{capital(c.home_name)} and {c.of_name}: summary", "C", columns, tuple(found), notes
    )


def references(c: Context, tables: Sequence[Table]) -> Table:
    """15: sources with publisher, vintage, licence and how sure; then notes and gaps of every table."""
    where: dict[str, list[int]] = {}
    for t in tables:
        for name in t.sources:
            where.setdefault(name, []).append(t.number)
    found: list[tuple[Cell, ...]] = []
    for key, numbers in sorted(where.items()):
        s = source(key)
        sure = STATUS_WORDS.get(s.status, s.status)
        text = "; ".join(x for x in (s.title, s.page, s.note) if x)
        found.append(("source", key, s.publisher, text, s.vintage, s.licence, sure, _list(numbers), s.url))
    for t in tables:
        for kind, texts in (("note", t.notes), ("missing", t.missing)):
            found += [(kind, t.id, "", text, "", "", "", str(t.number), "") for text in texts]
    found.append(("made", "kaskazi", "", f"version {__version__}, world {c.world.version} ({c.world.sha256[:12]})",
                  c.as_of.isoformat(), "", "", "", ""))  # fmt: skip
    columns = (
        Column("kind", "Kind"),
        Column("id", "Id"),
        Column("publisher", "Publisher"),
        Column("text", "Title, note or gap"),
        Column("vintage", "Vintage"),
        Column("licence", "Licence"),
        Column("status", "How sure"),
        Column("tables", "Tables"),
        Column("url", "Address"),
    )
    return Table(15, "sources", "Sources and assumptions", "A", columns, tuple(found))


def dictionary(tables: Sequence[Table]) -> Table:
    """Every column of every table: key, title, unit, note."""
    found: list[tuple[Cell, ...]] = [
        (t.id, k.key, k.title, "ratio" if k.kind in RATIOS else k.unit or KINDS[k.kind][0], k.kind, k.note)
        for t in tables
        for k in t.columns
    ]
    columns = (
        Column("table", "Table"),
        Column("column", "Column"),
        Column("title", "Title"),
        Column("unit", "Unit"),
        Column("kind", "Kind"),
        Column("note", "Note"),
    )
    return Table(17, "columns", "Columns", "A", columns, tuple(found))


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(str(n) for n in sorted(set(numbers)))
