"""Tables 5, 12 and 14: revenue by year, foreign exchange, and the fit with the common external tariff."""

from __future__ import annotations

import numpy as np

from kaskazi.analysis.tables.context import Array, Context, code, lost, rates, response, values
from kaskazi.analysis.tables.exports import after_day, total_change
from kaskazi.analysis.tables.types import SOURCES, Cell, Column, Table, ids
from kaskazi.codes.groups import members
from kaskazi.codes.naming import capital, the
from kaskazi.evidence.estimates import after, demand, elasticities
from kaskazi.evidence.negotiation import customs_union, facts, heading_name, of_economy
from kaskazi.line_trade import group_of
from kaskazi.model.partial import line_changes, value_change
from kaskazi.scenario import Elasticity, Scenario, Uncertainty
from kaskazi.shocks.kinds.tariff import Tariff
from kaskazi.world import GRADE_NAMES, IMPUTED

YEARS = 10


def revenue(c: Context) -> Table:
    """5: duty the partner collects by line and year when the preference goes; what home forgoes by sector and year
    when it frees the partner's goods in ten equal steps, with the other taxes at the border."""
    first = after_day(c).year
    found: list[tuple[Cell, ...]] = []
    rows = c.at_stake
    who = f"{capital(c.of_name)} collects"
    if rows:
        v, (old, new) = values(rows), rates(rows)
        paths = np.stack(
            [new * (v + value_change(v, old, new, response("central", y))) for y in range(1, YEARS + 1)]
        )
        used = ids(c.sources, after(2).sources)
        for k, r in enumerate(rows):
            found.append((who, code(r.hs), heading_name(r.hs) or group_of(r.hs)[1], "at once", r.value * r.rate_with,
                          *(float(x) for x in paths[:, k]), used))  # fmt: skip
        found.append((who, "all lines", "", "at once", float((v * old).sum()),
                      *(float(x) for x in paths.sum(axis=1)), used))  # fmt: skip
    if c.duty_known:
        found += _forgone(c)
    columns = (
        Column("side", "Who"),
        Column("product", "HS line or sector", "code"),
        Column("group", "Product or tax"),
        Column("phase", "Phase-in"),
        Column("base", "Collected now", "usd"),
        *(Column(f"y{first + k}", str(first + k), "usd") for k in range(YEARS)),
        SOURCES,
    )
    tax = of_economy("taxes", c.home)
    notes = (
        f"{capital(c.of_name)}: duty collected on {c.homes} goods without the preference; elasticity of the short run in the "
        "first year, of the long from the third.",
        f"{capital(the(c.home_name))}: change of revenue if the duty on {c.theirs} goods goes in ten equal yearly steps, sector by "
        f"sector of world {c.world.version}; goods bought from others before lose the duty those paid.",
        *(
            f"Other taxes: {t['fee_name']} {t['fee']:.1%} and {t['levy_name']} {t['levy']:.1%} of value, VAT {t['vat']:.0%} on value, duty "
            "and both; on the goods bought more in all.".replace("%", " %")
            for t in tax
        ),
    )
    missing = (
        *c.no_lines,
        *c.no_duty,
        f"{capital(c.homes)} imports from {c.of_name} by line, exemptions and collected duty by line: no open table held; "
        "sectors stand in, so exemptions are not taken off.",
        "Excise on imports: no base by product held.",
        *(() if tax else (f"VAT and levies of {c.home_name} at the border.",)),
    )
    return Table(
        5, "revenue", "Revenue by line or sector and year", "C", columns, tuple(found), notes, missing
    )


def trade_of(c: Context) -> tuple[Array, Array, Array, Array, Array]:
    """By sector: home's imports from the partner and from all others (USD m), home's duty on the partner's goods and
    on the others', elasticity of customs values."""
    w, h, p = c.world, c.world.index(c.home), c.world.index(c.of)
    others = np.ones(len(w.economies), dtype=bool)
    others[[h, p]] = False
    m, rest = w.flows[:, h, p], w.flows[:, h, others]
    t_rest = (w.tariff[:, h, others] * rest).sum(axis=1) / np.maximum(rest.sum(axis=1), 1e-12)
    return m, rest.sum(axis=1), w.tariff[:, h, p], t_rest, w.theta + 1


def freed(c: Context, share: Array) -> dict[str, Array]:
    """Change of revenue by sector, USD m, when a share of the duty (by sector, 0..1) on the partner's goods goes:
    duty on its goods, duty on goods of others no longer bought, fees, VAT; with creation and diversion."""
    m, _, t, t_rest, s = trade_of(c)
    after_ = t * (1 - share)
    p = line_changes(m, t, after_, s, demand().central)
    tax = next(iter(of_economy("taxes", c.home)), {"fee": 0.0, "levy": 0.0, "vat": 0.0})
    side = tax["fee"] + tax["levy"]
    own, other = p.revenue, -p.diversion * t_rest
    fees = side * p.creation
    vat = tax["vat"] * (p.creation + own + other + fees)
    return {
        "duty": own,
        "displaced": other,
        "fees": fees,
        "vat": vat,
        "creation": p.creation,
        "diversion": p.diversion,
    }


def _forgone(c: Context) -> list[tuple[Cell, ...]]:
    w = c.world
    m, _, t, _, _ = trade_of(c)
    steps = [freed(c, np.full_like(m, k / YEARS)) for k in range(1, YEARS + 1)]
    used = ids(w.sources, [x["source"] for x in of_economy("taxes", c.home)])
    who = f"{capital(the(c.home_name))} forgoes"
    found: list[tuple[Cell, ...]] = []
    for j in np.argsort(-(m * t)):
        if m[j] * t[j] < 5e-4:
            continue
        path = [float(s["duty"][j] + s["displaced"][j]) for s in steps]
        found.append(
            (who, w.sectors[j], f"duty, {w.sector_names[j]}", "ten steps", float(m[j] * t[j]), *path, used)
        )
    labels = {"duty": "duty on the partner's goods", "displaced": "duty on goods of others", "fees": "fees and levies",
              "vat": "VAT"}  # fmt: skip
    for key, text in labels.items():
        path = [float(s[key].sum()) for s in steps]
        base = float((m * t).sum()) if key == "duty" else None
        found.append((who, "all sectors", text, "ten steps", base, *path, used))
    return found


def offer_scenario(c: Context) -> Scenario:
    """Home frees all goods of the partner, as a scenario for the model."""
    e = elasticities()
    return Scenario(
        name="offer",
        title=f"{capital(the(c.home_name))} frees {c.theirs} goods",
        home=c.home,
        partner=c.of,
        uncertainty=Uncertainty(
            elasticity=Elasticity(low=e.low, central=e.central, high=e.high, sources=e.sources)
        ),
        shock=(Tariff(importers=(c.home,), exporters=(c.of,), rate=0.0),),
    )


def tariff_fit(c: Context) -> Table:
    """14: what freeing the partner alone does to the customs union: tariff gaps, and who loses trade."""
    union = customs_union(c.home)
    columns = (
        Column("kind", "Kind"),
        Column("what", "What"),
        Column(
            "rate",
            "Duty on the partner's goods",
            "ratio",
            note="band, or applied on average in the world's year",
        ),
        Column("gap", "Gap opened by a free home market", "ratio"),
        Column("imports", "Imports from the partner", "usd"),
        Column(
            "change",
            "Change of its exports to home",
            "usd",
            note="home's goods bought from the partner instead",
        ),
        Column("basis", "Basis"),
        SOURCES,
    )
    if union is None:
        return Table(14, "tariff-fit", "Fit with a common external tariff", "C", columns, (), (),
                     (f"{c.home_name} is in no customs union whose tariff is held.",))  # fmt: skip
    name, t = union
    w, p, h = c.world, c.world.index(c.of), c.world.index(c.home)
    found: list[tuple[Cell, ...]] = [
        ("band", f"{name} common external tariff", b, b, None, None, "a good in this band", t["source"])
        for b in t["bands"]
    ]
    gone = float(-freed(c, np.ones(len(w.sectors)))["diversion"].sum()) if c.duty_known else None
    rest = w.flows[:, h, :].sum(axis=0)
    total = float(rest.sum() - rest[h] - rest[p])
    for iso3 in members(t["group"]):
        if iso3 == c.home or iso3 not in w.economies:
            continue
        n = w.index(iso3)
        m = w.flows[:, n, p]
        rate = float((w.tariff[:, n, p] * m).sum() / max(float(m.sum()), 1e-12))
        grades = sorted({GRADE_NAMES[g] for g in w.tariff_grade[:, n, p]})
        known = bool((w.tariff_grade[:, n, p] != IMPUTED).any())
        lost = gone * float(rest[n]) / total if gone is not None else None
        due = rate if known else None
        basis = f"duty {' and '.join(grades)}"
        found.append(("member", w.name(iso3), due, due, float(m.sum()), lost, basis, ids(w.sources)))
    notes = (
        "A member that frees a partner alone opens its market to goods that pay the common tariff next door: the gap is what "
        "there is to gain by entering through it, and what rules of origin must guard.",
        "Change of exports to home: diversion shared by what each sells there now.",
    )
    missing = (
        *c.no_duty,
        "The common external tariff by line and the national stays of application: only the bands are held.",
    )
    return Table(14, "tariff-fit", f"Fit with the common external tariff of the {name}", "C", columns, tuple(found),
                 notes, missing)  # fmt: skip


def foreign_exchange(c: Context) -> Table:
    """12: exports, remittances and what may change them, USD m a year."""
    found: list[tuple[Cell, ...]] = []
    if c.rows:
        ends = [total_change(c, k) for k in ("high", "central", "low")]
        found.append((f"Goods exports to {c.of_name}; change when the preference goes, by line", c.exposure.year if c.exposure else None,
                      sum(r.value for r in c.rows), *ends, ids(c.sources, "protee-hs4")))  # fmt: skip
    for lapse in [s for s in c.scenarios() if c.exposure and lost(s, c.programme)][:1]:
        f = {x.id: x for x in c.solve(lapse).headline}
        for key in (k for k in ("trade", "exports", "imports") if k in f):
            x = f[key]
            found.append((f"{x.label}; the same in the model", c.world.year, x.base, x.value.low, x.value.central,
                          x.value.high, ids(x.sources)))  # fmt: skip
    tax = facts()["excise"]
    held = of_economy("exchange", c.home)
    for e in held:
        found.append((e["what"], e["year"], e["value"], None, None, None, e["source"]))
    for e in held:
        if e.get("origin") == c.of:
            what = f"Excise of 1 % on remittances from {c.of_name}: the tax, and the change of the flow"
            found.append((what, e["year"], e["value"] * tax["rate"], e["value"] * tax["flow"], None, 0.0,
                          ids(e["source"], tax["source"])))  # fmt: skip
    h = c.world.index(c.home)
    money = c.world.indicators.get("remittances")
    if money and money.values[h] > 0 and not held:
        year, value, cited = int(money.years[h]) or c.world.year, float(money.values[h]), money.sources[h]
        found.append((money.title, year, value, None, None, None, cited))
    columns = (
        Column("what", "What"),
        Column("year", "Year", "year"),
        Column("level", "Level", "usd"),
        Column("low", "Change, low", "usd"),
        Column("central", "Change, centre", "usd"),
        Column("high", "Change, high", "usd"),
        SOURCES,
    )
    missing = (*c.no_lines, "Foreign direct investment between the two: no figure held with a source.")
    return Table(
        12,
        "foreign-exchange",
        f"Foreign exchange of {the(c.home_name)}",
        "C",
        columns,
        tuple(found),
        (),
        missing,
    )
