"""The route between two places, before and after a disruption, for every class of vessel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import InputError, Problem, nearest
from kaskazi.network import parameters
from kaskazi.network.disruption import Disruption, closed_place, closed_places
from kaskazi.network.generalised_cost import usual_penalty
from kaskazi.network.network import Network
from kaskazi.network.place_names import Endpoint, chokepoint_numbers, closable_place, endpoint
from kaskazi.network.port_choice import port_pairs
from kaskazi.network.vessels import VESSEL_CLASSES, VesselClass
from kaskazi.network.voyage import Route, cheapest_route, passage_premiums, share_passing

Array = NDArray[np.float64]
MOST_OF_IT = 0.5  # from here on the route by other ports is the one that is told
SHARED_PORT = 0.1  # of both ends' trade
NUMBERS = {"open": (0.0, 1.0), "premium": (0.0, 1e5), "delay": (0.0, 365.0)}


@dataclass(frozen=True, slots=True)
class VesselRoutes:
    """Both routes of one class of vessel. change: USD per TEU added (low, central, high cost of a ship's day; None:
    no way); through: share of this pair's ships that still pass each narrow or dear chokepoint; captive: part of its
    cargo that finds no way; moved: part that goes by other ports of the same economies instead (`after` is that route
    where it is most of it)."""

    id: str
    name: str
    before: Route
    after: Route
    change: tuple[float, float, float] | None
    through: Mapping[str, float] = field(default_factory=dict)
    captive: float = 0.0
    moved: float = 0.0


@dataclass(frozen=True, slots=True)
class RouteComparison:
    """Before and after, for the vessel asked for and for every other."""

    origin: str
    destination: str
    origin_name: str
    destination_name: str
    disruptions: tuple[Disruption, ...]
    vessels: tuple[VesselRoutes, ...]

    @property
    def main(self) -> VesselRoutes:
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

    @property
    def changed(self) -> bool:
        """True where the route is another or some of the cargo finds none."""
        return self.after != self.before or self.main.captive > 0

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        main = asdict(self.main)
        closed = closed_places(self.disruptions)
        asked = {"open": "open_share", "premium": "premium", "delay": "delay_days"}
        return {
            "origin": self.origin,
            "destination": self.destination,
            "closed": list(closed),
            **{
                key: {
                    d.chokepoint: getattr(d, what)
                    for d in self.disruptions
                    if d.chokepoint and d.chokepoint not in closed and getattr(d, what) is not None
                }
                for key, what in asked.items()
            },
            "vessel": main["id"],
            "before": main["before"],
            "after": main["after"],
            "usd_per_teu": self.usd_per_teu,
            "usd_per_teu_range": main["change"],
            "through": dict(self.main.through),
            "captive": self.main.captive,
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
) -> RouteComparison:
    """The cheapest route between two places with all open, and with some of it closed, narrow, dear or slow.

    origin, destination: UN/LOCODE, port's name, ISO3 or economy's name (names: by ISO3). closed: chokepoints, ports,
    corridors. open_, premium, delay: CHOKEPOINT=NUMBER (share, USD per TEU, days). traffic (P,P): what decides who leaves
    a narrow chokepoint (default: all pairs of ports alike). only: no other class of vessel than the one named. Raises
    InputError naming everything that is not known.
    """
    problems: list[Problem] = []
    found = (endpoint(network, w, names or {}, k) for k, w in (("from", origin), ("to", destination)))
    a, b = found
    problems += [x for x in (a, b) if isinstance(x, Problem)]
    disruptions = _disruptions(network, closed, {"open": open_, "premium": premium, "delay": delay}, problems)
    if vessel not in VESSEL_CLASSES:
        near = nearest(vessel, VESSEL_CLASSES)
        problems.append(Problem("vessel", f'"{vessel}" is not a class.', ", ".join(VESSEL_CLASSES), near))
    if not isinstance(a, Problem) and a == b:
        problems.append(Problem("to", f'"{destination}" is where the way begins.'))
    elif not isinstance(a, Problem) and not isinstance(b, Problem) and (shared := _shared_port(a, b)):
        said = f"{a.name} and {b.name} use the same port, {shared}: the way between them is by land."
        problems.append(Problem("to", said))
    if problems or isinstance(a, Problem) or isinstance(b, Problem):
        raise InputError("route", problems)
    return compare_endpoints(network, a, b, disruptions, vessel, traffic, only)


def compare_endpoints(
    network: Network,
    a: Endpoint,
    b: Endpoint,
    disruptions: Sequence[Disruption],
    vessel: str = "container",
    traffic: Array | None = None,
    only: bool = False,
) -> RouteComparison:
    """As `compare`, of endpoints and disruptions already known."""
    order = [vessel, *(c for c in VESSEL_CLASSES if c != vessel and not only)]
    vessels = tuple(_vessel_routes(network, a, b, disruptions, VESSEL_CLASSES[c], traffic) for c in order)
    first = vessels[0].before.ports or (a.gateways[0].port, b.gateways[0].port)
    return RouteComparison(first[0], first[1], a.label, b.label, tuple(disruptions), vessels)


def _disruptions(
    network: Network, closed: Sequence[str], numbers: Mapping[str, Sequence[str]], problems: list[Problem]
) -> tuple[Disruption, ...]:
    """The words of a person as disruptions; what is wrong with them is added to problems."""
    shut: dict[str, Disruption] = {}
    for word in dict.fromkeys(closed):
        place = closable_place(network, word, "close")
        if isinstance(place, Problem):
            problems.append(place)
        else:
            kind, key = place
            shut[key] = closed_place(kind, key)
    told: dict[str, dict[str, float]] = {}
    for option, words in numbers.items():
        found = chokepoint_numbers(words, option, *NUMBERS[option])
        if isinstance(found, list):
            problems += found
        else:
            told[option] = found
    twice = [g for g in told.get("open", {}) if g in shut]
    problems += [Problem("open", f"{g} is closed too.", "one of --close and --open") for g in twice]
    named = dict.fromkeys(g for found in told.values() for g in found)
    held = [
        Disruption(
            chokepoint=g,
            open_share=0.0 if g in shut else told.get("open", {}).get(g),
            premium=told.get("premium", {}).get(g),
            delay_days=told.get("delay", {}).get(g),
        )
        for g in named
    ]
    return (*(d for key, d in shut.items() if key not in named), *held)


def port_traffic(network: Network, economies: Sequence[str], trade: Array) -> Array:
    """Trade between ports (P,P), from trade (N,N) between economies and the ports each uses."""
    return port_pairs(network, economies).traffic(trade)


def _shared_port(a: Endpoint, b: Endpoint) -> str:
    """Name of a port that both ends use for a tenth of their trade or more."""
    mine = {g.port for g in a.gateways if g.weight >= SHARED_PORT}
    return next((g.name for g in b.gateways if g.weight >= SHARED_PORT and g.port in mine), "")


def _vessel_routes(
    network: Network,
    a: Endpoint,
    b: Endpoint,
    disruptions: Sequence[Disruption],
    v: VesselClass,
    traffic: Array | None,
) -> VesselRoutes:
    p = parameters.LEVELS["central"]
    usual = usual_penalty(v)
    before = cheapest_route(network, a, b, (), usual, {}, v)
    premiums = passage_premiums(network, usual, disruptions, v, traffic)
    after = cheapest_route(network, a, b, disruptions, usual, premiums, v) if disruptions else before
    passed, captive = share_passing(network, usual, premiums, before, disruptions, v)
    moved = 0.0
    if captive and (a.iso3 or b.iso3):
        closed = [
            replace(d, open_share=0.0, by_class={}) if d.open_share is not None else d for d in disruptions
        ]
        other = cheapest_route(network, a, b, closed, usual, premiums, v)
        if other.nautical_miles is not None and other.ports != before.ports:
            captive, moved = 0.0, captive
            after = other if moved >= MOST_OF_IT else after
    change = None
    if before.usd_per_teu is not None and after.usd_per_teu is not None:
        sailed = [(r.days or 0.0) - (1.0 - parameters.AT_ANCHOR) * r.waited for r in (before, after)]
        fixed = after.usd_per_teu - before.usd_per_teu - (sailed[1] - sailed[0]) * p.vessel_day * v.daily_cost
        low, mid, high = (
            round(fixed + (sailed[1] - sailed[0]) * level.vessel_day * v.daily_cost, 1)
            for level in parameters.LEVELS.values()
        )
        change = (min(low, high), mid, max(low, high))
    return VesselRoutes(v.id, v.name, before, after, change, passed, captive, moved)
