"""Tables 9 and 11: which preference its rule of origin lets through, and areas without a tariff."""

from __future__ import annotations

from kaskazi.analysis.tables.context import BENEFIT, Context
from kaskazi.analysis.tables.exports import APPAREL, change_of
from kaskazi.analysis.tables.types import SOURCES, Cell, Column, Table, ids
from kaskazi.evidence import ave_range
from kaskazi.evidence.estimates import elasticities
from kaskazi.evidence.negotiation import facts
from kaskazi.law import ExposureRow, instruments
from kaskazi.line_trade import group_of, utilisation
from kaskazi.model.partial import value_change
from kaskazi.outcomes import Outcome
from kaskazi.shocks.drafts import barrier_scenario
from kaskazi.text.intervals import Interval

DAY = (0.006, 0.013, 0.021)  # ad valorem cost of a day, Hummels and Schaur


def origin(c: Context) -> Table:
    """9: what rests on each rule of origin, and what its loss would cost."""
    o = facts()["origin"]
    inputs = next((x for x in o["inputs"] if x["iso3"] == c.home), None)
    groups: dict[tuple[str, str], list[ExposureRow]] = {}
    for r in c.at_stake:
        if r.route in BENEFIT:
            groups.setdefault((r.group, r.route), []).append(r)
    found: list[tuple[Cell, ...]] = []
    for (group, _), rows in groups.items():
        value = sum(r.value for r in rows)
        if value < 0.01:
            continue
        used = [utilisation(c.of, c.home, r.hs[:2]) for r in rows]
        apparel = group in APPAREL
        default = o["claimed"] if apparel else None
        shares = [u.share if u else default for u in used]
        known = all(u is not None for u in shares)
        claimed = (
            sum(r.value * (u or 0.0) for r, u in zip(rows, shares, strict=True)) / value if known else None
        )
        fabric = o["third_country"] if apparel else 0.0
        rest = value * (claimed or 0.0) * fabric
        lost = [
            float(change_of(c, rows, k).change.sum()) * (claimed or 0.0) * fabric
            for k in ("high", "central", "low")
        ]
        rule = (
            "assembly from any fabric (third-country fabric)"
            if apparel
            else "35 % value added, direct shipment"
        )
        own = inputs["non_originating"] if inputs and apparel else None
        if apparel:
            word = "not without the fabric rule" if own else "hangs on the fabric rule"
        else:
            word = "not known" if claimed is None else "met where claimed"
        found.append(
            (group_of(rows[0].hs)[1], rule, value, claimed, fabric if apparel else None,
             *((rest, rest * sum(r.duty for r in rows) / value) if apparel else (None, None)), *(lost if apparel else (None, None, None)), own, word,
             ids(c.sources, next((u.source for u in used if u), ""),
                 o["claimed_source"] if apparel else "", inputs["source"] if own and inputs else "",
                 "protee-hs4" if apparel else ""))
        )  # fmt: skip
    found.sort(key=lambda r: -float(r[2] or 0))
    columns = (
        Column("group", "Product group"),
        Column("rule", "Rule of origin"),
        Column("value", "Exports", "usd"),
        Column("claimed", "Preference claimed", "ratio"),
        Column("fabric", "of it with third-country fabric", "ratio", note="all AGOA apparel, 2023"),
        Column("rests", "Exports that rest on the fabric rule", "usd"),
        Column("duty", "Duty if it goes", "usd"),
        Column("low", "Change, largest fall", "usd"),
        Column("central", "Change, centre", "usd"),
        Column("high", "Change, smallest fall", "usd"),
        Column("inputs", "Inputs that do not originate", "ratio"),
        Column("feasible", "Can the rule be met?"),
        SOURCES,
    )
    notes = (
        "Losing the fabric rule nearly equals losing the preference for apparel: it is a demand of its own in a negotiation.",
        "Apparel of an economy whose utilisation is not held: the share of all AGOA apparel stands in.",
    )
    missing = (
        *c.no_lines,
        "Third-country fabric and regional value by product for this economy: the share of all AGOA apparel stands in.",
    )
    return Table(
        9,
        "origin",
        "Rules of origin: what rests on which",
        "B",
        columns,
        tuple(found),
        notes if found else (),
        missing,
    )


def _both_ways(o: Outcome) -> Interval:
    """Change of goods trade between the two in the model, both ways, USD m."""
    out, back = o.figure("exports_partner").value, o.figure("imports_partner").value
    return Interval(out.low + back.low, out.central + back.central, out.high + back.high)


def areas(c: Context) -> Table:
    """11: areas without a tariff: the range of what they may be worth in trade cost, and what that does to trade."""
    found: list[tuple[Cell, ...]] = []
    w, h, p = c.world, c.world.index(c.home), c.world.index(c.of)
    out, back = float(w.flows[:, p, h].sum()), float(w.flows[:, h, p].sum())
    s = elasticities()

    def trade(ave: float, elasticity: float) -> float:
        return float(value_change(out + back, 0.0, ave, elasticity))

    for i in instruments().values():
        if not {c.home, c.of} <= set(i.parties) or i.kind not in ("negotiation", "agreement"):
            continue
        r = ave_range(i.id)
        state = i.state(c.as_of)
        law = state.law if state else "nothing on record"
        if r:
            v = _both_ways(c.solve(barrier_scenario(i, r, c.home, c.of)))
            found.append(
                (i.title, "all areas together", r.low, r.central, r.high, v.low, v.central, v.high, "C", law,
                 ids(r.sources, w.sources))
            )  # fmt: skip
        for area in i.areas:
            if area != "tariffs":
                found.append((i.title, area, None, None, None, None, None, None, "no figure", law,
                              ids(state.source if state else "")))  # fmt: skip
    low, mid, high = DAY
    found.append(
        ("Time at the border", "one day less, both ways", -high, -mid, -low, trade(-low, s.low), trade(-mid, s.central),
         trade(-high, s.high), "B", "no treaty needed", ids("hummels-schaur-2013", w.sources))
    )  # fmt: skip
    columns = (
        Column("instrument", "Instrument"),
        Column("area", "Area"),
        Column("ave_low", "Trade cost, largest cut", "ratio", note="ad valorem equivalent of landed cost"),
        Column("ave_central", "Trade cost, centre", "ratio"),
        Column("ave_high", "Trade cost, smallest cut", "ratio"),
        Column("low", "Two-way trade, smallest gain", "usd"),
        Column("central", "Two-way trade, centre", "usd"),
        Column("high", "Two-way trade, largest gain", "usd"),
        Column("confidence", "Confidence"),
        Column("law", "State"),
        SOURCES,
    )
    notes = (
        f"Trade: {out + back:,.0f} million USD both ways (world {w.version}); elasticity {s.low:g} to {s.high:g}, budgets and "
        "rivals' prices held fixed.",
        "Pooling all areas is an assumption: no figure is held for one area alone.",
    )
    missing = (
        "Ad valorem equivalents of single areas (services rules, digital trade, standards): no figure held with a source.",
    )
    return Table(11, "areas", "Areas without a tariff", "C", columns, tuple(found), notes, missing)
