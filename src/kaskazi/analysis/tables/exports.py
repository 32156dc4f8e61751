"""Tables 1 to 4: what is exposed by line, how exports change, who competes, and whose jobs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from kaskazi.analysis.tables.context import (
    BENEFIT,
    SETTLED,
    Context,
    code,
    rates,
    response,
    values,
)
from kaskazi.analysis.tables.types import SOURCES, Cell, Column, Table, ids
from kaskazi.codes.naming import capital
from kaskazi.evidence import jobs
from kaskazi.evidence.estimates import after, demand
from kaskazi.evidence.negotiation import competitors, facts, heading_name, of_economy
from kaskazi.law import ExposureRow, instruments
from kaskazi.law.rivals import Pays
from kaskazi.law.rivals import competitors as pays
from kaskazi.line_trade import group_of, utilisation
from kaskazi.model.partial import LineChanges, line_changes
from kaskazi.outcomes.preference import counted

NAME = Column("name", "Product", note="of the heading, in short words of our own")
APPAREL = ("apparel-knit", "apparel-woven")
ROUTES = {
    "9819": "apparel, heading 9819",
    "D": "free with claim D",
    "MFN-free": "free for all",
    "none": "no preference",
    "98-99": "not a tariff line",
    "unmatched": "not in the 2025 schedule",
}


def exposure_by_line(c: Context) -> Table:
    """1: every line with value, utilisation, rates, margin and duty at stake."""
    total = sum(r.value for r in c.rows)
    found = []
    for r in c.rows:
        used = utilisation(c.of, c.home, r.hs[:2]) if r.route in BENEFIT else None
        extra = (used.source,) if used else ()
        found.append(
            (
                code(r.hs),
                heading_name(r.hs),
                group_of(r.hs)[1],
                ROUTES[r.route],
                r.value,
                r.value / total,
                used.share if used else None,
                r.rate_without,
                r.rate_with,
                r.rate_without + facts()["surcharge"]["rate"],
                r.rate_without - r.rate_with,
                r.duty,
                r.specific,
                ids(c.sources, extra),
            )
        )
    columns = (
        Column("hs", "HS line", "code"),
        NAME,
        Column("group", "Product group"),
        Column("route", "How it enters"),
        Column("value", "Exports", "usd", note="imports for consumption, customs value, the world's year"),
        Column("share", "Share of all", "ratio"),
        Column("utilisation", "Preference claimed", "ratio", note="by chapter"),
        Column("mfn", "General (MFN) duty, due without the preference", "ratio", note="ad valorem part"),
        Column("preferential", "Duty due now", "ratio"),
        Column(
            "surcharge",
            f"General duty and {100 * facts()['surcharge']['rate']:g} points more",
            "ratio",
            note="before the exemptions of a surcharge",
        ),
        Column("margin", "Margin lost", "ratio"),
        Column("at_stake", "Duty at stake", "usd", note="on unchanged trade"),
        Column(
            "specific",
            "Exports that bear a specific duty",
            "usd",
            note="not turned into a rate: no quantities",
        ),
        SOURCES,
    )
    return Table(
        1,
        "exposure",
        f"{capital(c.homes)} exports to {c.of_name} by line",
        "A",
        columns,
        tuple(found),
        ("A duty an amount a unit needs the unit value; `kaskazi duty LINE --unit-value` takes one.",),
        (*c.no_lines, "Quantities, so unit values: specific duties are shown as the trade that bears them."),
    )


def change_of(
    c: Context, rows: Sequence[ExposureRow], level: str, year: int = SETTLED, added: float = 0.0
) -> LineChanges:
    """Partial equilibrium of lines at one level of the elasticity when the preference goes and `added` comes on top."""
    with_, without = rates(rows)
    s = response(level, year)
    return line_changes(values(rows), with_, without + added, s, min(demand().central, s))


def export_change(c: Context) -> Table:
    """2: change of exports by line, with creation, diversion and price, low to high, and the first year."""
    rows = c.at_stake
    found: list[tuple[Cell, ...]] = []
    if rows:
        s = np.full(len(rows), response("central"))
        long = {k: change_of(c, rows, k) for k in ("low", "central", "high")}
        first = {k: change_of(c, rows, k, 1) for k in ("low", "central", "high")}
        mid = long["central"]
        used = ids(c.sources, after(2).sources)
        v = values(rows)
        for k, r in enumerate(rows):
            found.append(
                (code(r.hs), heading_name(r.hs), group_of(r.hs)[1], r.value, float(s[k]), float(long["high"].change[k]),
                 float(mid.change[k]), float(long["low"].change[k]), float(mid.change[k]) / r.value,
                 float(mid.creation[k]), float(mid.diversion[k]), float(mid.paid[k]), float(first["high"].change[k]),
                 float(first["central"].change[k]), float(first["low"].change[k]), used)
            )  # fmt: skip
        t = [float(x.sum()) for x in (long["high"].change, mid.change, long["low"].change)]
        f = [float(first[k].change.sum()) for k in ("high", "central", "low")]
        mean_s = float((v * s).sum() / v.sum())
        mean_p = float((v * mid.paid).sum() / v.sum())
        found.append(("all lines", "", "", float(v.sum()), mean_s, *t, t[1] / float(v.sum()), float(mid.creation.sum()),
                      float(mid.diversion.sum()), mean_p, *f, used))  # fmt: skip
    columns = (
        Column("hs", "HS line", "code"),
        NAME,
        Column("group", "Product group"),
        Column("value", "Exports", "usd"),
        Column(
            "elasticity",
            "Elasticity, centre",
            "number",
            note="of customs value to 1 + duty, as in the scenario",
        ),
        Column("low", "Change, largest fall", "usd"),
        Column("central", "Change, centre", "usd"),
        Column("high", "Change, smallest fall", "usd"),
        Column("percent", "Centre, share", "ratio"),
        Column("creation", "of it: buyers buy less", "usd", note="trade creation lost"),
        Column("diversion", "of it: bought from others", "usd", note="trade diversion"),
        Column("price", "Price to the buyer", "ratio", note="full pass-through"),
        Column("first_low", "First year, largest fall", "usd"),
        Column("first_central", "First year, centre", "usd"),
        Column("first_high", "First year, smallest fall", "usd"),
        SOURCES,
    )
    lo, hi = response("low"), response("high")
    notes = (
        f"Third full year on; one elasticity for all lines, {lo:g} to {hi:g}, as in the scenario of the lapse; the table of "
        "drivers says what elasticities by heading would change.",
        "Lines that pay nothing more are left out. Rivals' prices and the supplier's own price stand: one small supplier.",
        "The record is wider than the interval: `kaskazi backtest` prints it.",
        "The last row is the sum.",
    )
    return Table(2, "export-change", "Change of exports when the preference goes, by line", "B", columns, tuple(found),
                 notes, c.no_lines)  # fmt: skip


def after_day(c: Context) -> date:
    """The first day without the programme, as the law stands; the day itself where it has no end or is gone."""
    end = instruments()[c.programme].expiry(c.as_of) if c.programme else None
    return end + timedelta(days=1) if end else c.as_of


def competitor_table(c: Context) -> Table:
    """3: what rivals pay on the same apparel, asked of the law line by line, and home's margin over them."""
    rows = [r for r in c.rows if r.group in APPAREL and r.rate_without > 0]
    blocks: list[tuple[str, list[ExposureRow]]] = [("All apparel sold", rows)] if rows else []
    six: dict[str, list[ExposureRow]] = {}
    for r in rows:
        six.setdefault(r.hs[:6], []).append(r)
    largest = sorted(six, key=lambda k: -sum(r.value for r in six[k]))[:6]
    blocks += [(f"HS {code(k)}", six[k]) for k in largest]
    rivals = {r.iso3: r for r in competitors() if r.iso3 not in (c.home, c.of)}
    asked = {c.home: "", **{k: r.claim for k, r in rivals.items()}}
    later = after_day(c)
    found = []
    for label, block in blocks:
        v = values(block)
        diverted = -float(change_of(c, block, "central").diversion.sum())
        basket = [(r.hs, r.value) for r in block]
        now = {p.origin: p for p in pays(basket, asked, c.as_of, market=c.of)}
        then = {p.origin: p for p in pays(basket, asked, later, known=c.as_of, market=c.of)}
        for iso3, rival in rivals.items():
            share = rival.share if label == "All apparel sold" else None
            theirs, gone = now[iso3], then[iso3]
            found.append(
                (label, iso3, rival.name, float(v.sum()), share, ", ".join(theirs.claims) or "general rate", rival.needs,
                 theirs.taken, theirs.additional, gone.taken, how_sure(theirs, gone), now[c.home].taken, then[c.home].taken,
                 (1 + theirs.taken) / (1 + now[c.home].taken) - 1, (1 + gone.taken) / (1 + then[c.home].taken) - 1,
                 diverted * share if share is not None else None, ids(rival.sources, c.sources, theirs.sources, gone.sources))
            )  # fmt: skip
    columns = (
        Column("product", "Product"),
        Column("iso3", "Competitor", "code"),
        Column("name", "Name"),
        Column("value", "Home's exports of it", "usd"),
        Column(
            "share",
            "Competitor's share of US apparel imports",
            "ratio",
            note="January to August 2022, as printed",
        ),
        Column("programme", "Enters under"),
        Column("needs", "Origin and conditions"),
        Column("duty_now", "Competitor pays, preference in force", "ratio"),
        Column("additional", "of it additional duties", "ratio"),
        Column("duty_after", "Competitor pays, preference gone", "ratio"),
        Column("certainty", "How sure"),
        Column("home_now", "Home pays, in force", "ratio"),
        Column("home_after", "Home pays, gone", "ratio"),
        Column("margin_now", "Home's margin, in force", "ratio", note="(1 + their duty)/(1 + ours) - 1"),
        Column("margin_after", "Home's margin, gone", "ratio"),
        Column("gain", "Gain if diversion follows shares", "usd"),
        SOURCES,
    )
    notes = (
        f"Duties as `kaskazi duty` gives them on {c.as_of.isoformat()}, and on {later.isoformat()} as the law is known "
        f"today, weighted by {c.homes} own basket; each rival's own preference claimed, its rule of origin met.",
        "Specific parts of duties are left out. Unsettled: a layer is counted whose exemptions are not certain; or more: "
        "a layer that may apply is not held.",
    )
    missing = (
        *c.no_lines,
        "Shares of the US market by HS line: only the all-apparel shares printed are held.",
    )
    return Table(
        3, "competitors", "What competitors pay on the same goods", "B", columns, tuple(found), notes, missing
    )


def how_sure(*paid: Pays) -> str:
    """Whether a duty is settled, may be less, or may be more."""
    if any(p.or_more for p in paid):
        return "or more"
    return "settled" if all(p.settled for p in paid) else "unsettled"


def job_table(c: Context) -> Table:
    """4: jobs by range, firms and pay, and the claims that disagree."""
    known = jobs(c.home)
    base = counted(c.home, c.world.year)
    rows = [r for r in c.rows if r.group in APPAREL]
    found: list[tuple[Cell, ...]] = []
    for j in known:
        if j == base and rows:
            v = values(rows).sum()
            for year, words in ((1, "first year"), (SETTLED, "third year on")):
                lost = [
                    float(change_of(c, rows, k, year).change.sum() / v * j.value)
                    for k in ("high", "central", "low")
                ]
                used = ids(j.source, c.sources, after(year).sources)
                found.append((f"{j.what}, {words}", j.year, float(j.value), *lost, "jobs", used))
                for x in of_economy("indirect", c.home):
                    what = f"indirect jobs, at suppliers and at equal pay, {words}; an capital figure"
                    also = [y * x["ratio"] for y in (float(j.value), *lost)]
                    found.append((what, j.year, *also, "jobs", ids(used, x["source"])))
        else:
            unit = "jobs, another year" if j.used else "jobs, not used"
            found.append((j.what, j.year, float(j.value), None, None, None, unit, ids(j.source)))
    for f in of_economy("firms", c.home):
        found.append(
            ("firms in apparel", f["year"], float(f["value"]), None, None, None, "firms", f["source"])
        )
    for w in of_economy("wages", c.home):
        found.append((w["what"], w["year"], float(w["value"]), None, None, None, "KSh a month", w["source"]))
    columns = (
        Column("what", "What"),
        Column("year", "Year", "year"),
        Column("value", "Level", "count"),
        Column("low", "Largest loss", "count"),
        Column("central", "Centre", "count"),
        Column("high", "Smallest loss", "count"),
        Column("unit", "Unit"),
        SOURCES,
    )
    notes = (
        "Pro rata of apparel exports by line: every job is taken to serve this market and none moves to another; an capital figure.",
        "Suppliers: labour income along the chain in the 2019 accounts of all textiles; firms in the zones that import nine "
        "tenths of their inputs have far less of it.",
        *(
            ("Claims of jobs that are not used count something else: print the definition with the number.",)
            if any(not j.used for j in known)
            else ()
        ),
    )
    missing = (
        *c.no_lines,
        *(() if known else (f"Jobs in apparel in {c.home_name}: no figure held with a source.",)),
        "Women's share, county and pay by skill: no figure held with a source.",
        *(
            ()
            if of_economy("indirect", c.home)
            else ("Indirect jobs: no input-output table held for this economy.",)
        ),
    )
    return Table(4, "jobs", f"Jobs in {c.home_name} that hang on the preference", "C", columns, tuple(found),
                 notes if found else (), missing)  # fmt: skip


def total_change(c: Context, level: str = "central", year: int = SETTLED, added: float = 0.0) -> float:
    """Change of all exports to the partner, USD m, when the preference goes."""
    if not c.rows:
        return 0.0
    rows = c.rows if added else c.at_stake
    return float(np.sum(change_of(c, rows, level, year, added).change))
