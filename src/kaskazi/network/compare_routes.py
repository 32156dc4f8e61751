"""The way between two places, before and after a disruption, for every class of vessel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import InputError, Problem, nearest
from kaskazi.network import parameters as par
from kaskazi.network.chokepoints import GATES
from kaskazi.network.generalised_cost import usual_penalty
from kaskazi.network.land_leg import land_legs
from kaskazi.network.network import Network
from kaskazi.network.place_names import End, amounts, end, shut
from kaskazi.network.vessels import CLASSES, VesselClass
from kaskazi.network.voyage import Closing, Route, best, premiums, through

Array = NDArray[np.float64]
KINDS = ("gate", "port", "corridor")
MOST = 0.5  # from here on the way by other ports is the one that is told
NAMES = {g.id: g.name for g in GATES}


@dataclass(frozen=True, slots=True)
class Vessel:
    """Both ways of one class of vessel. change: USD per TEU added (low, central, high cost of a ship's day; None:
    no way); through: share of this pair's ships that still pass each narrow or dear gate; lost: part of its cargo
    that finds no way; moved: part that goes by other ports of the same economies instead (`after` is that way where it
    is most of it)."""

    id: str
    name: str
    before: Route
    after: Route
    change: tuple[float, float, float] | None
    through: Mapping[str, float] = field(default_factory=dict)
    lost: float = 0.0
    moved: float = 0.0


@dataclass(frozen=True, slots=True)
class Compared:
    """Before and after, for the vessel asked for and for every other."""

    origin: str
    destination: str
    origin_name: str
    destination_name: str
    closing: Closing
    vessels: tuple[Vessel, ...]

    @property
    def main(self) -> Vessel:
        return self.vessels[0]

    @property
    def before(self) -> Route:
        return self.main.before

    @property
    def after(self) -> Route:
        return self.main.after

    @property
    def usd_per_teu(self) -> float | None:
        """USD per TEU the disruption adds by sea, central."""
        return None if self.main.change is None else self.main.change[1]

    @property
    def unreachable(self) -> bool:
        return self.after.nautical_miles is None

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        main = asdict(self.main)
        return {
            "origin": self.origin,
            "destination": self.destination,
            "closed": list(self.closing.closed),
            **{k: dict(getattr(self.closing, k)) for k in ("open", "premium", "delay")},
            "vessel": main["id"],
            "before": main["before"],
            "after": main["after"],
            "usd_per_teu": self.usd_per_teu,
            "usd_per_teu_range": main["change"],
            "through": dict(self.main.through),
            "lost": self.main.lost,
            "moved": self.main.moved,
            "unreachable": self.unreachable,
            "by_vessel": [asdict(v) for v in self.vessels],
        }


def compare(
    network: Network,
    origin: str,
    destination: str,
    closed: Sequence[str] = (),
    *,
    open_: Sequence[str] = (),
    premium: Sequence[str] = (),
    delay: Sequence[str] = (),
    vessel: str = "container",
    names: Mapping[str, str] | None = None,
    traffic: Array | None = None,
    only: bool = False,
) -> Compared:
    """The cheapest way between two places with all open, and with some of it closed, narrow, dear or slow.

    origin, destination: UN/LOCODE, port's name, ISO3 or economy's name (names: by ISO3). closed: gates, ports,
    corridors. open_, premium, delay: GATE=NUMBER (share, USD per TEU, days). traffic (P,P): what decides who leaves
    a narrow gate (default: all pairs of ports alike). only: no other class of vessel than the one named. Raises InputError naming everything that is not known.
    """
    called = names or {}
    problems: list[Problem] = []
    a, b = (end(network, w, called, k) for k, w in (("from", origin), ("to", destination)))
    problems += [x for x in (a, b) if isinstance(x, Problem)]
    shuts = [shut(network, w, "close") for w in dict.fromkeys(closed)]
    problems += [x for x in shuts if isinstance(x, Problem)]
    told = {}
    for key, words, low, high in (
        ("open", open_, 0, 1),
        ("premium", premium, 0, 1e5),
        ("delay", delay, 0, 365),
    ):
        found = amounts(words, key, low, high)
        if isinstance(found, list):
            problems += found
        else:
            told[key] = found
    if vessel not in CLASSES:
        near = nearest(vessel, CLASSES)
        problems.append(Problem("vessel", f'"{vessel}" is not a class.', ", ".join(CLASSES), near))
    if not isinstance(a, Problem) and a == b:
        problems.append(Problem("to", f'"{destination}" is where the way begins.'))
    elif not isinstance(a, Problem) and not isinstance(b, Problem) and (shared := _shared(a, b)):
        said = f"{a.name} and {b.name} use the same port, {shared}: the way between them is by land."
        problems.append(Problem("to", said))
    at = {kind: [x[1] for x in shuts if not isinstance(x, Problem) and x[0] == kind] for kind in KINDS}
    problems += [
        Problem("open", f"{g} is closed too.", "one of --close and --open")
        for g in told.get("open", {})
        if g in at["gate"]
    ]
    if problems or isinstance(a, Problem) or isinstance(b, Problem):
        raise InputError("route", problems)
    closing = Closing(tuple(at["gate"]), tuple(at["port"]), tuple(at["corridor"]), **told)
    order = [vessel, *(c for c in CLASSES if c != vessel and not only)]
    vessels = tuple(_vessel(network, a, b, closing, CLASSES[c], traffic) for c in order)
    first = vessels[0].before.ports or (a.ways[0].port, b.ways[0].port)
    return Compared(first[0], first[1], a.told, b.told, closing, vessels)


def port_traffic(network: Network, economies: Sequence[str], trade: Array) -> Array:
    """Trade between ports (P,P), from trade (N,N) between economies and the ports each uses."""
    B = land_legs(network, economies, ()).by_port
    out: Array = B.T @ trade @ B
    return out


def _shared(a: End, b: End) -> str:
    """Name of a port that both ends use for a tenth of their trade or more."""
    mine = {g.port for g in a.ways if g.weight >= 0.1}
    return next((g.name for g in b.ways if g.weight >= 0.1 and g.port in mine), "")


def _vessel(
    network: Network, a: End, b: End, closing: Closing, v: VesselClass, traffic: Array | None
) -> Vessel:
    p = par.LEVELS["central"]
    usual = usual_penalty(v)
    before = best(network, a, b, Closing(), usual, {}, v)
    narrow = premiums(network, usual, closing, v, traffic)
    after = best(network, a, b, closing, usual, narrow, v) if closing else before
    passed, lost = through(network, usual, narrow, before, closing)
    moved = 0.0
    if lost and (a.iso3 or b.iso3):
        shut_ = replace(closing, gates=(*closing.gates, *closing.open), open={})
        other = best(network, a, b, shut_, usual, narrow, v)
        if other.nautical_miles is not None and other.ports != before.ports:
            lost, moved = 0.0, lost
            after = other if moved >= MOST else after
    change = None
    if before.usd_per_teu is not None and after.usd_per_teu is not None:
        sailed = [(r.days or 0.0) - (1.0 - par.AT_ANCHOR) * r.waited for r in (before, after)]
        fixed = after.usd_per_teu - before.usd_per_teu - (sailed[1] - sailed[0]) * p.daily * v.daily
        low, mid, high = (
            round(fixed + (sailed[1] - sailed[0]) * par.LEVELS[k].daily * v.daily, 1) for k in par.LEVELS
        )
        change = (min(low, high), mid, max(low, high))
    return Vessel(v.id, v.name, before, after, change, passed, lost, moved)


def called(closing: Closing, network: Network) -> str:
    """What is disturbed, in words: "Suez Canal closed; Bab el-Mandeb 40 % open"."""
    said = [f"{NAMES[g]} closed" for g in closing.gates]
    said += [f"{network.places[p][2]} ({p}) closed" for p in closing.ports]
    said += [f"the {c} corridor closed" for c in closing.corridors]
    said += [f"{NAMES[g]} {100 * x:g}\u202f% open" for g, x in closing.open.items()]
    said += [f"{x:,.0f} USD per TEU at {NAMES[g]}" for g, x in closing.premium.items()]
    said += [f"{x:g} days at {NAMES[g]}" for g, x in closing.delay.items()]
    return "; ".join(said)


def render(c: Compared, network: Network) -> str:
    """The comparison as text: both ways side by side, then every class of vessel."""

    def port(r: Route, k: int) -> str:
        return (
            f"{network.places[r.ports[k]][2]} ({r.ports[k]})"
            if r.ports
            else "no way by sea"
            if k == 0
            else ""
        )

    lines = [f"{c.origin_name} to {c.destination_name}, {c.main.name.lower()} at {par.KNOTS:.0f} knots"]
    both = [("open", c.before), *([("then", c.after)] if c.closing else [])]
    if c.closing:
        lines.append(f"then: {called(c.closing, network)}")
    rows = [["", *(label for label, _ in both)]]
    rows += [[what, *(port(r, k) for _, r in both)] for k, what in enumerate(("from", "to"))]
    rows += [[what, *(of(r) for _, r in both)] for what, of in _ROWS]
    deep = max(len(r.gates) for _, r in both)
    for k in range(max(deep, 1)):
        cells = [
            NAMES[r.gates[k]] if k < len(r.gates) else "none" if k == 0 and r.ports else "" for _, r in both
        ]
        rows.append(["" if k else "gates", *cells])
    lines += _aligned([r for r in rows if any(r[1:])])
    if c.closing:
        lines += ["", *_change(c, network)]
    lines += ["", *_aligned(_by_vessel(c))]
    return "\n".join(lines)


_ROWS: tuple[tuple[str, Callable[[Route], str]], ...] = (
    ("nautical miles", lambda r: "" if r.nautical_miles is None else f"{r.nautical_miles:,.0f}"),
    ("days by sea", lambda r: "" if r.days is None else f"{r.days:.1f}"),
    ("USD per TEU, ship and tolls", lambda r: "" if r.usd_per_teu is None else f"{r.usd_per_teu:,.0f}"),
    ("  of it premiums", lambda r: f"{r.premium:,.0f}" if r.premium else ""),
    ("USD per TEU, cargo's time", lambda r: "" if r.time_usd is None else f"{r.time_usd:,.0f}"),
    ("days by land", lambda r: f"{r.land_days:.1f}" if r.land_days else ""),
    ("USD per TEU by land", lambda r: f"{r.land_usd:,.0f}" if r.land_usd else ""),
)


def _change(c: Compared, network: Network) -> list[str]:
    """What changes, in words."""
    a, b = c.before, c.after
    if a.nautical_miles is None or a.days is None:
        return ["There is no way by sea even with all open."]
    if b.nautical_miles is None or b.days is None or c.main.change is None:
        return [f"With {called(c.closing, network)} no way is left: unreachable."]
    if a == b and not (c.main.through or c.main.lost or c.main.moved):
        return ["Nothing changes: the way passes none of it."]
    days, (low, mid, high) = b.days - a.days, c.main.change
    ends = f" ({low:+,.0f} to {high:+,.0f})" if low != high else ""
    miles, time = b.nautical_miles - a.nautical_miles, (b.time_usd or 0.0) - (a.time_usd or 0.0)
    said = f"Change: {miles:+,.0f} nm, {days:+.1f} days, {mid:+,.0f} USD per TEU{ends} of ship and tolls"
    said += f", {time:+,.0f} of cargo's time"
    land = b.land_days - a.land_days, b.land_usd - a.land_usd
    if any(land):
        said += f"; by land {land[0]:+.1f} days, {land[1]:+,.0f} USD per TEU"
    lines = [f"{said}."]
    for g, share in c.main.through.items():
        lines.append(f"{100 * share:.0f}\u202f% of the ships between the two still pass {NAMES[g]}.")
    if c.main.lost:
        lines.append(f"{100 * c.main.lost:.0f}\u202f% of the cargo between the two finds no way.")
    if c.main.moved:
        lines.append(f"{100 * c.main.moved:.0f}\u202f% of the cargo between the two goes by other ports.")
    return lines


def _by_vessel(c: Compared) -> list[list[str]]:
    rows = [["by vessel", "nm", "days", "USD/TEU", *(["then nm", "days", "USD/TEU"] if c.closing else [])]]
    for v in c.vessels:
        row = [v.name]
        for r in (v.before, v.after) if c.closing else (v.before,):
            if r.nautical_miles is None or r.days is None or r.usd_per_teu is None:
                row += ["no way", "", ""]
            else:
                row += [f"{r.nautical_miles:,.0f}", f"{r.days:.1f}", f"{r.usd_per_teu:,.0f}"]
        rows.append(row)
    return rows


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(r[k]) for r in rows) for k in range(len(rows[0]))]
    right = len(rows[0]) > 3  # figures; two columns of words stand left
    lines = []
    for r in rows:
        cells = [r[0].ljust(widths[0])]
        cells += [r[k].rjust(widths[k]) if right else r[k].ljust(widths[k]) for k in range(1, len(r))]
        lines.append("  ".join(cells).rstrip())
    return lines
