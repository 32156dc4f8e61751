"""The way between two places where it goes by land: a leg of the corridor table, or a gateway's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kaskazi.errors import InputError, Problem
from kaskazi.network.corridors import Leg, between, corridors
from kaskazi.network.disruption import closed_place
from kaskazi.network.generalised_cost import usual_penalty
from kaskazi.network.network import Gateway, Network
from kaskazi.network.overland import overland
from kaskazi.network.place_names import Endpoint, closable_place, endpoint
from kaskazi.network.ports import economy_of
from kaskazi.network.vessels import VESSEL_CLASSES
from kaskazi.network.voyage import Route, cheapest_route
from kaskazi.text.numbers import number
from kaskazi.text.tables import Block, list_of


@dataclass(frozen=True, slots=True)
class LandRoute:
    """A way by land. leg: as published, or worked out; judged: its hours and dollars are judgements, not the table's;
    closed: its corridor is shut; after: the way that is then left, by sea and land (None: none is known)."""

    origin_name: str
    destination_name: str
    leg: Leg
    judged: bool
    closed: bool
    after: Route | None

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        hours = self.leg.hours
        return {
            "by": "land",
            **{k: v for k, v in asdict(self).items() if k != "leg"},
            "leg": asdict(self.leg),
            "days": None if hours is None else hours / 24.0,
            "usd_per_teu": self.leg.usd_per_teu,
        }


def land_route(
    network: Network,
    origin: str,
    destination: str,
    closed: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
) -> LandRoute | None:
    """The way by land where the two ends share a port or a corridor, else None (and the way is by sea).

    Raises InputError where they trade by land and no leg between them is known. Words that are not known are left to
    `compare`, which names them all.
    """
    a, b = (endpoint(network, w, names or {}, k) for k, w in (("from", origin), ("to", destination)))
    shuts = [closable_place(network, w, "close") for w in closed]
    if (
        isinstance(a, Problem)
        or isinstance(b, Problem)
        or a == b
        or any(isinstance(x, Problem) for x in shuts)
    ):
        return None
    found, judged = between(_key(a), _key(b)), False
    if found is None:
        way = _gateway(a, b) or _gateway(b, a)
        if way is None:
            _refuse(a, b)
            return None
        found, judged = _leg(*way)
    kinds = {x[1] for x in shuts if not isinstance(x, Problem)}
    gone = bool({found.corridor, found.port} & kinds)
    after = None
    if gone:
        held = [closed_place(*x) for x in shuts if not isinstance(x, Problem)]
        vessel = VESSEL_CLASSES["container"]
        after = cheapest_route(network, a, b, held, usual_penalty(vessel), {}, vessel)
        after = after if after.nautical_miles is not None else None
    return LandRoute(a.label, b.label, found, judged, gone, after)


def _key(x: Endpoint) -> str:
    return x.iso3 or x.name


def _gateway(coast: Endpoint, inland: Endpoint) -> tuple[Gateway, Endpoint] | None:
    """The busiest way of an inland place that ends at a port of the other's own coast, with the place."""
    if coast.iso3 and inland.iso3 and not overland((coast.iso3, inland.iso3))[0, 1]:
        return None
    ports = {g.port for g in coast.gateways if not g.corridor}
    return next(
        (
            (g, inland)
            for g in inland.gateways
            if g.corridor and (g.port in ports or coast.iso3 == economy_of(g.port))
        ),
        None,
    )


def _leg(way: Gateway, inland: Endpoint) -> tuple[Leg, bool]:
    """The leg of the table that a gateway stands for, else one made from the gateway's own judgements, and whether it
    is the second."""
    for x in corridors():
        if (x.port, x.corridor) == (way.port, way.corridor) and _key(inland) in (x.iso3, x.place):
            return x, False
    made = Leg(
        way.corridor, way.port, inland.name, way.iso3, "road", None, None, None, 24.0 * way.days, None, None, way.usd, None,
        None, "", "", "", "",
    )  # fmt: skip
    return made, True


def _refuse(a: Endpoint, b: Endpoint) -> None:
    """Raises InputError for two ends that trade by land, one of them inland."""
    inland = [all(g.corridor for g in x.gateways) for x in (a, b)]
    pair = tuple(_economy(x) for x in (a, b))
    ports = [not x.iso3 and not i for x, i in zip((a, b), inland, strict=True)]  # a port is asked for by name
    if any(inland) and not any(ports) and (pair[0] == pair[1] or overland(pair)[0, 1]):
        said = f"{a.name} and {b.name} trade by land, and no leg between them is in the table of corridors."
        raise InputError("route", [Problem("to", said, "a port (its code or name) for the way by sea")])


def _economy(x: Endpoint) -> str:
    """ISO3 of the economy an end lies in, "" where it is not known."""
    return x.iso3 or next((leg.iso3 for leg in corridors() if leg.place == x.name), "")


def shown(r: LandRoute, network: Network) -> list[Block]:
    """The way by land laid out."""
    x = r.leg
    start = network.ports[x.port].name if x.port in network.ports else x.port
    hours, usd = x.hours, x.usd_per_teu
    how = (
        "judgement"
        if r.judged
        else f"observed {x.observed_year or ''}".strip()
        if not x.estimated
        else "by driving hours and borders"
    )
    facts = [("leg", f"{start} to {x.place}")]
    if x.km is not None:
        facts.append(("kilometres", number(x.km)))
    if hours is not None:
        facts.append(
            ("days", f"{number(hours / 24, 1)} ({number(hours)} hours, {how}{_from(x.hours_source)})")
        )
    if usd is not None:
        facts.append(("USD per TEU", f"{number(usd)} ({_price(r)}{_from(x.usd_source)})"))
    if x.usd_others:
        facts.append(("also published", f"{x.usd_others} USD"))
    lines: list[Block] = [
        f"{r.origin_name} to {r.destination_name}: by land, {x.mode}, {x.corridor} corridor",
        "",
        list_of(facts),
        "",
    ]
    if x.via and x.port not in network.ports:
        lines.append(f"The way from the port to {x.place}, less that to {start}.")
    lines.append("No chokepoint at sea touches it.")
    if r.closed:
        lines.append("")
        if r.after is None or r.after.days is None:
            lines.append("With that closed no other way is in the table.")
        else:
            by = " to ".join(network.ports[p].name for p in r.after.ports)
            lines.append(
                f"With that closed: {by} by sea, {number(r.after.days, 1)} days, and "
                f"{number(r.after.land_days, 1)} days and {number(r.after.land_usd)} USD per TEU by land."
            )
    return lines


def _from(source: str) -> str:
    return f"; {source}" if source else ""


def _price(r: LandRoute) -> str:
    x = r.leg
    if r.judged:
        return "judgement"
    if x.usd_feu is not None:
        return f"half of {number(x.usd_feu)} for a 40 ft box, {x.usd_year}"
    if x.usd_teu is not None:
        over = "" if x.usd_km is None else f" over {number(x.usd_km)} km"
        return f"{number(x.usd_teu)} for 15 tonnes{over}, {x.usd_year}"
    return "by distance, as other legs are priced: no price is published"
