"""A comparison of routes as blocks of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kaskazi.network import parameters
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.compare_routes import RouteComparison
from kaskazi.network.disruption import Disruption, closed_places
from kaskazi.network.network import Network
from kaskazi.network.voyage import Route
from kaskazi.text.numbers import number
from kaskazi.text.tables import Block, Grid

NAMES = {g.id: g.name for g in CHOKEPOINTS.values()}


def disruption_text(disruptions: Sequence[Disruption], network: Network) -> str:
    """What is disturbed, in words: "Suez Canal closed; Bab el-Mandeb 40 % open"."""
    closed = closed_places(disruptions)
    partly = [d for d in disruptions if d.chokepoint and d.chokepoint not in closed]
    said = [f"{_place(c, network)} closed" for c in closed]
    said += [
        f"{NAMES[d.chokepoint]} {100 * d.open_share:g}\u202f% open"
        for d in partly
        if d.open_share is not None
    ]
    at_sea = [d for d in disruptions if d.chokepoint]
    said += [f"{number(d.premium)} USD per TEU at {NAMES[d.chokepoint]}" for d in at_sea if d.premium]
    said += [f"{d.delay_days:g} days at {NAMES[d.chokepoint]}" for d in at_sea if d.delay_days]
    return "; ".join(said)


def _place(key: str, network: Network) -> str:
    if key in NAMES:
        return NAMES[key]
    return f"{network.ports[key].name} ({key})" if key in network.ports else f"the {key} corridor"


def shown(c: RouteComparison, network: Network) -> list[Block]:
    """The comparison laid out: both ways side by side, what changes, then every class of vessel."""

    def port(r: Route, k: int) -> str:
        return (
            f"{network.ports[r.ports[k]].name} ({r.ports[k]})"
            if r.ports
            else "no way by sea"
            if k == 0
            else ""
        )

    blocks: list[Block] = [
        f"{c.origin_name} to {c.destination_name}, {c.main.name.lower()} at {number(parameters.KNOTS)} knots"
    ]
    both = [("open", c.before), *([("then", c.after)] if c.disruptions else [])]
    if c.disruptions:
        blocks.append(f"then: {disruption_text(c.disruptions, network)}")
    rows = [[what, *(port(r, k) for _, r in both)] for k, what in enumerate(("from", "to"))]
    rows.append(["boxes change ships at", *(network.ports[r.hub].name if r.hub else "" for _, r in both)])
    rows += [[what, *(of(r) for _, r in both)] for what, of in _ROWS]
    deep = max(len(r.chokepoints) for _, r in both)
    for k in range(max(deep, 1)):
        cells = [
            NAMES[r.chokepoints[k]] if k < len(r.chokepoints) else "none" if k == 0 and r.ports else ""
            for _, r in both
        ]
        rows.append(["" if k else "chokepoints", *cells])
    told = tuple(tuple(r) for r in rows if any(r[1:]))
    blocks += ["", Grid(("", *(label for label, _ in both)), told, tuple(range(len(both) + 1)))]
    if c.disruptions:
        blocks += ["", *_change(c, network)]
    return [*blocks, "", _by_vessel(c)]


_ROWS: tuple[tuple[str, Callable[[Route], str]], ...] = (
    ("nautical miles", lambda r: "" if r.nautical_miles is None else number(r.nautical_miles)),
    ("days by sea", lambda r: "" if r.days is None else number(r.days, 1)),
    ("USD per TEU, ship and tolls", lambda r: "" if r.usd_per_teu is None else number(r.usd_per_teu)),
    ("  of it premiums", lambda r: number(r.premium) if r.premium else ""),
    ("USD per TEU, cargo's time", lambda r: "" if r.time_usd is None else number(r.time_usd)),
    ("days by land", lambda r: number(r.land_days, 1) if r.land_days else ""),
    ("USD per TEU by land", lambda r: number(r.land_usd) if r.land_usd else ""),
)


def _change(c: RouteComparison, network: Network) -> list[str]:
    """What changes, in words."""
    a, b = c.before, c.after
    if a.nautical_miles is None or a.days is None:
        return ["There is no way by sea even with all open."]
    if b.nautical_miles is None or b.days is None or c.main.change is None:
        return [f"With {disruption_text(c.disruptions, network)} no way is left: unreachable."]
    if a == b and not (c.main.through or c.main.captive or c.main.moved):
        return ["Nothing changes: the way passes none of it."]
    days, (low, mid, high) = b.days - a.days, c.main.change
    ends = f" ({_signed(low)} to {_signed(high)})" if low != high else ""
    miles, time = b.nautical_miles - a.nautical_miles, (b.time_usd or 0.0) - (a.time_usd or 0.0)
    said = f"Change: {_signed(miles)} nm, {_signed(days, 1)} days, {_signed(mid)} USD per TEU{ends} of ship and tolls"
    said += f", {_signed(time)} of cargo's time"
    land = b.land_days - a.land_days, b.land_usd - a.land_usd
    if any(land):
        said += f"; by land {_signed(land[0], 1)} days, {_signed(land[1])} USD per TEU"
    lines = [f"{said}."]
    for g, share in c.main.through.items():
        lines.append(f"{number(100 * share)}\u202f% of the ships between the two still pass {NAMES[g]}.")
    if c.main.captive:
        lines.append(f"{number(100 * c.main.captive)}\u202f% of the cargo between the two finds no way.")
    if c.main.moved:
        lines.append(f"{number(100 * c.main.moved)}\u202f% of the cargo between the two goes by other ports.")
    return lines


def _signed(x: float, decimals: int = 0) -> str:
    return number(x, decimals, signed=True)


def _by_vessel(c: RouteComparison) -> Grid:
    heads = ["by vessel", "nm", "days", "USD/TEU", *(["then nm", "days", "USD/TEU"] if c.disruptions else [])]
    rows = []
    for v in c.vessels:
        row = [v.name]
        for r in (v.before, v.after) if c.disruptions else (v.before,):
            if r.nautical_miles is None or r.days is None or r.usd_per_teu is None:
                row += ["no way", "", ""]
            else:
                row += [number(r.nautical_miles), number(r.days, 1), number(r.usd_per_teu)]
        rows.append(tuple(row))
    return Grid(tuple(heads), tuple(rows))
