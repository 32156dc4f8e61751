"""Tables 6, 7, 8 and 10: what to ask for, what to guard, how much to offer, and what is not yet sold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kaskazi.analysis.tables.context import BENEFIT, Array, Context, code
from kaskazi.analysis.tables.exports import NAME, ROUTES
from kaskazi.analysis.tables.fiscal import freed, trade_of
from kaskazi.analysis.tables.types import SOURCES, Cell, Column, Table, ids
from kaskazi.codes.naming import capital, the
from kaskazi.evidence.negotiation import customs_union, facts, heading_name
from kaskazi.law import exposure, has_exposure, members
from kaskazi.law.schedules import shipped
from kaskazi.line_trade import group_of
from kaskazi.world import GRADE_NAMES

SMALL = 0.01  # USD m: lines below are left out of the lists
LEVELS = (0.80, 0.90, 1.00)
STAGES = (0, 5, 10)  # years; a staged offer frees its sectors in equal yearly steps over the last


def by_six(c: Context, year: int) -> dict[str, dict[str, float]]:
    """Exports to the partner of every beneficiary of the programme by HS6: {hs6: {iso3: USD m}}."""
    found: dict[str, dict[str, float]] = {}
    for iso3 in members(c.programme, c.as_of):
        if not has_exposure(c.programme, iso3, year):
            continue
        for r in exposure(c.programme, iso3, year).rows:
            cell = found.setdefault(r.hs[:6], {})
            cell[iso3] = cell.get(iso3, 0.0) + r.value
    return found


def advantage(table: dict[str, dict[str, float]], home: str) -> dict[str, float]:
    """Balassa's index among the economies of the table, in this one market: share of a line in home's exports over its
    share in everybody's."""
    mine = sum(v.get(home, 0.0) for v in table.values())
    total = sum(sum(v.values()) for v in table.values())
    return {
        k: (v.get(home, 0.0) / mine) / (sum(v.values()) / total)
        for k, v in table.items()
        if mine and sum(v.values())
    }


def offensive(c: Context) -> Table:
    """6: lines the partner buys from home, that bear or would bear a duty, where home has an advantage."""
    found: list[tuple[Cell, ...]] = []
    if c.exposure:
        rca = advantage(by_six(c, c.exposure.year), c.home)
        start = c.exposure.year - 2
        held = has_exposure(c.programme, c.home, start)
        old = {r.hs: r.value for r in exposure(c.programme, c.home, start).rows} if held else {}
        for r in c.rows:
            dutiable = r.rate_without > 0 or r.specific > 0
            if r.value < SMALL or not dutiable or rca.get(r.hs[:6], 0.0) <= 1:
                continue
            before = old.get(r.hs)
            growth = (r.value / before) ** 0.5 - 1 if before else None
            kind = "keep free" if r.route in BENEFIT and r.rate_with == 0 else "ask for"
            found.append((code(r.hs), heading_name(r.hs), group_of(r.hs)[1], kind, r.value, r.rate_with, r.rate_without, r.duty,
                          rca[r.hs[:6]], growth, ids(c.sources)))  # fmt: skip
    columns = (
        Column("hs", "HS line", "code"),
        NAME,
        Column("group", "Product group"),
        Column("kind", "Interest"),
        Column("value", "Exports", "usd"),
        Column("now", "Duty now", "ratio"),
        Column("without", "Duty without the preference", "ratio", note="ad valorem part"),
        Column("at_stake", "Duty at stake", "usd"),
        Column(
            "rca", "Advantage", "number", note="Balassa's index by HS6 among beneficiaries in this market"
        ),
        Column("growth", "Growth a year", "ratio", note="2022 to 2024"),
        SOURCES,
    )
    notes = (
        "Lines of USD 10,000 and more with a duty above 0 and an index above 1.",
        "The index compares the beneficiaries of the preference in this market only; it is not one of world trade.",
    )
    missing = (
        *c.no_lines,
        "The partner's imports of these lines from all origins, and home's exports of them to the world.",
    )
    return Table(6, "offensive", f"Offensive list: what to keep and what to ask of {the(c.of_name)}", "B", columns,
                 tuple(found), notes if found else (), missing)  # fmt: skip


def sensitive(c: Context) -> Table:
    """7: what home guards: goods above the common tariff's bands, and sectors by imports and duty."""
    w = c.world
    found: list[tuple[Cell, ...]] = []
    union = customs_union(c.home)
    if union:
        for x in union[1]["sensitive"]:
            found.append(("sensitive item", x["hs"], x["name"], x["rate"], x["specific"] or None, None, None, None, None,
                          x["source"]))  # fmt: skip
    m, rest, t, _, _ = trade_of(c)
    h, p = w.index(c.home), w.index(c.of)
    for j in np.argsort(-(t * m)):
        if m[j] < SMALL:
            continue
        found.append(
            ("sector", w.sectors[j], w.sector_names[j], float(t[j]), None, float(m[j]), float(t[j] * m[j]),
             float(m[j] / (m[j] + rest[j])), f"imports {GRADE_NAMES[w.grade[j, h, p]]}, "
             f"duty {GRADE_NAMES[w.tariff_grade[j, h, p]]}", ids(w.sources))
        )  # fmt: skip
    columns = (
        Column("kind", "Kind"),
        Column("code", "HS heading or sector", "code"),
        Column("name", "Name"),
        Column("rate", "Duty", "ratio"),
        Column("specific", "Alternative rate, stays of application"),
        Column("imports", "Imports from the partner", "usd"),
        Column("revenue", "Duty on them", "usd"),
        Column("share", "Partner's share of imports", "ratio"),
        Column("basis", "How sure"),
        SOURCES,
    )
    missing = (
        f"{capital(c.theirs)} exports to {c.home_name} by line: no open table held, so no sensitive list by line; "
        f"the sectors of world {w.version} stand in.",
        "Output and jobs by product that compete with imports.",
        *(() if union else (f"Sensitive items of {c.homes} tariff.",)),
    )
    return Table(
        7, "sensitive", f"Sensitive list: what {c.home_name} guards", "C", columns, tuple(found), (), missing
    )


def kept(values: Sequence[float], cover: float) -> Array:
    """Share of each item to include (0..1) so that `cover` of the total value is covered, the last items left out
    first. Items in order of least regret; exact: the sum of value x share is cover x total."""
    v = np.asarray(values, dtype=np.float64)
    share = np.ones_like(v)
    left = float(v.sum()) * (1 - cover)
    for k in range(len(v) - 1, -1, -1):
        cut = min(float(v[k]), left)
        if v[k] > 0:
            share[k] = 1 - cut / v[k]
        left -= cut
    return share


def offer(c: Context) -> Table:
    """8: coverage of both sides: the partner's lines open to home, and home's offer at 80, 90 and 100 % by value."""
    found: list[tuple[Cell, ...]] = []
    if c.exposure:
        found += _open_lines(c)
    w = c.world
    m, _, t, _, _ = trade_of(c)
    order = np.argsort(t, kind="stable")  # sectors of the lowest duty are freed first
    published = [o for o in facts()["offer"] if (o["home"], o["of"]) == (c.home, c.of)]
    for level in LEVELS if c.duty_known else ():
        share = np.ones_like(m)
        share[order] = kept(m[order].tolist(), level)
        out = [w.sector_names[j] for j in order if share[j] < 1 - 1e-9]
        named = (
            "nothing"
            if not out
            else ", ".join(x if share[w.sector_names.index(x)] < 1e-9 else f"part of {x}" for x in out)
        )
        other = next((o for o in published if o["coverage"] == level), None)
        for years in STAGES:
            f = freed(c, share * (1.0 if years == STAGES[0] else 1.0 / years))
            total = sum(float(f[k].sum()) for k in ("duty", "displaced", "fees", "vat"))
            phase = "all at once" if years == 0 else f"first of {years} yearly steps"
            beside = other if years == 0 and other else {}
            found.append(
                (f"{capital(c.homes)} offer", f"{level:.0%} by value, {phase}".replace("%", " %"), None,
                 float((m * share).sum() / m.sum()), float((m * share).sum()), float((f["duty"] + f["displaced"]).sum()),
                 total, float(f["creation"].sum()), float(f["diversion"].sum()), named, beside.get("revenue"),
                 beside.get("creation"), ids(w.sources, beside.get("source", "")))
            )  # fmt: skip
    columns = (
        Column("side", "Side"),
        Column("what", "What is open or offered"),
        Column("lines", "Share of lines", "ratio"),
        Column("by_value", "Share of trade", "ratio"),
        Column("value", "Trade", "usd"),
        Column("duty", "Change of duty", "usd"),
        Column("revenue", "Change of all revenue", "usd", note="with fees and VAT"),
        Column("creation", "Trade created", "usd"),
        Column("diversion", "Trade diverted", "usd"),
        Column("left_out", "Left out"),
        Column("published_revenue", "Published: revenue", "usd"),
        Column("published_creation", "Published: creation", "usd"),
        SOURCES,
    )
    notes = (
        "Home's offer frees the sectors of the lowest duty first and leaves out the highest: the cheapest way to a coverage by value.",
        "KIPPRA's figures use HS6 lines and the tariff of WITS; ours use sectors and the duty collected.",
    )
    missing = (
        *c.no_lines,
        *c.no_duty,
        f"{capital(c.homes)} tariff lines: coverage of its offer by lines cannot be counted from what is held.",
    )
    return Table(8, "offer", "Coverage of an offer", "C", columns, tuple(found), notes, missing)


def _open_lines(c: Context) -> list[tuple[Cell, ...]]:
    """The partner's schedule at eight digits by how its lines stand open to home, with home's trade on them."""
    counts = dict.fromkeys(("MFN-free", "9819", "D", "none"), 0)
    seen: set[str] = set()
    for line in shipped().values():
        digits = line.code[:8]
        if digits in seen or digits[:2] in ("98", "99"):
            continue
        seen.add(digits)
        if digits[:2] in ("61", "62"):
            counts["9819"] += 1
        elif line.general.strip().startswith("Free"):
            counts["MFN-free"] += 1
        else:
            counts["D" if "D" in line.free_for else "none"] += 1
    total = sum(counts.values())
    trade = {k: c.exposure.of_route(k) for k in counts} if c.exposure else counts
    money = sum(trade.values())
    return [
        (f"{capital(c.theirs)} schedule", ROUTES[k], n / total, trade[k] / money, trade[k], None, None, None, None, None, None,
         None, ids(c.sources))
        for k, n in counts.items()
    ]  # fmt: skip


def potential(c: Context) -> Table:
    """10: export potential, realised and not: by line among the beneficiaries, by sector in the world."""
    found: list[tuple[Cell, ...]] = []
    if c.exposure:
        year = c.exposure.year
        earlier = year - 1 if has_exposure(c.programme, c.home, year - 1) else year
        now, before = by_six(c, year), by_six(c, earlier)
        demand = {k: sum(v.values()) for k, v in now.items()}
        alpha = {k: v.get(c.home, 0.0) / sum(v.values()) for k, v in before.items() if sum(v.values()) > 0}
        raw = {k: alpha.get(k, 0.0) * v for k, v in demand.items() if k[:2] not in ("98", "99")}
        actual = {k: now[k].get(c.home, 0.0) for k in raw}
        scale = sum(actual.values()) / sum(raw.values())
        rows = [(k, raw[k] * scale, actual[k]) for k in raw if raw[k] * scale >= SMALL or actual[k] >= SMALL]
        for k, epi, sold in sorted(rows, key=lambda x: -(x[1] - x[2])):
            found.append(("line, among beneficiaries", code(k), heading_name(k) or group_of(k)[1], demand[k], alpha.get(k, 0.0), epi, sold,
                          max(epi - sold, 0.0), min(sold / epi, 1.0) if epi > 0 else None, ids(c.sources)))  # fmt: skip
    w, h, p = c.world, c.world.index(c.home), c.world.index(c.of)
    if len(w.sectors) > 1:
        abroad = w.flows.copy()
        n = np.arange(len(w.economies))
        abroad[:, n, n] = 0.0
        share = abroad[:, :, h].sum(axis=1) / np.maximum(abroad.sum(axis=(1, 2)), 1e-12)
        wanted = abroad[:, p, :].sum(axis=1)
        sold_ = abroad[:, p, h]
        weight = share * wanted
        epi_ = weight * float(sold_.sum()) / max(float(weight.sum()), 1e-12)
        for j in np.argsort(-(epi_ - sold_)):
            if epi_[j] >= SMALL or sold_[j] >= SMALL:
                found.append(("sector, world", w.sectors[j], w.sector_names[j], float(wanted[j]), float(share[j]),
                              float(epi_[j]), float(sold_[j]), max(float(epi_[j] - sold_[j]), 0.0),
                              min(float(sold_[j] / epi_[j]), 1.0) if epi_[j] > 0 else None, ids(w.sources)))  # fmt: skip
    columns = (
        Column("level", "Level"),
        Column("code", "HS6 or sector", "code"),
        Column("name", "Name"),
        Column("demand", "Partner's purchases", "usd", note="lines: from the beneficiaries only"),
        Column(
            "supply",
            "Home's share of supply",
            "ratio",
            note="lines: of the beneficiaries' exports a year earlier",
        ),
        Column("potential", "Potential", "usd"),
        Column("sold", "Sold", "usd"),
        Column("gap", "Not realised", "usd"),
        Column("realised", "Realised", "ratio"),
        SOURCES,
    )
    notes = (
        "Potential = supply share x demand, scaled so that all of it sums to what home sells there (the ITC's index without "
        "its projections of growth, tariffs and distance).",
        "Rankings of potential disagree between methods (rank correlation 0.4 to 0.7 between three in use): a list to start from.",
    )
    missing = (
        *c.no_lines,
        "The partner's imports and home's world exports by HS6: the line level knows the beneficiaries only.",
        *(() if len(w.sectors) > 1 else (f"World {w.version} has one sector: no potential by sector.",)),
    )
    return Table(
        10,
        "potential",
        f"Export potential of {c.home_name} in {c.of_name}",
        "C",
        columns,
        tuple(found),
        notes,
        missing,
    )
