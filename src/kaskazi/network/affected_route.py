"""Which route a disruption touches first: one of the home economy's, else one between others."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from kaskazi.errors import Problem
from kaskazi.network.compare_routes import RouteComparison, compare_endpoints
from kaskazi.network.disruption import Disruption
from kaskazi.network.network import Network
from kaskazi.network.place_names import endpoint

VESSEL = "container"


def affected_route(
    network: Network, disruptions: Sequence[Disruption], home: str, names: Mapping[str, str] | None = None
) -> RouteComparison | None:
    """The first reference route that disruptions change for a container ship, before and after; None where they touch
    none, or are of borders only. home: ISO3; names: of economies by ISO3. Dates are left aside."""
    held = merged(disruptions, VESSEL)
    return _first(network, held, home, tuple((names or {}).items())) if held else None


def merged(disruptions: Sequence[Disruption], vessel: str) -> tuple[Disruption, ...]:
    """The same for one vessel class, with one disruption a place: the least share open, the sum of what is charged.
    Borders are left out, and ports and corridors that are not closed."""
    found: dict[str, list[Disruption]] = {}
    for d in disruptions:
        if d.chokepoint or ((d.port or d.corridor) and d.open_share == 0.0):
            found.setdefault(d.chokepoint or d.port or d.corridor, []).append(d)
    return tuple(
        Disruption(
            chokepoint=here[0].chokepoint,
            port=here[0].port,
            corridor=here[0].corridor,
            open_share=_partly(min(d.open_to(vessel) for d in here)),
            premium=sum(d.premium or 0.0 for d in here) or None,
            premium_rate=sum(d.premium_rate or 0.0 for d in here) or None,
            delay_days=sum(d.delay_days or 0.0 for d in here) or None,
        )
        for here in found.values()
    )


def _partly(share: float) -> float | None:
    return share if share < 1.0 else None


@lru_cache(maxsize=64)
def _first(
    network: Network, held: tuple[Disruption, ...], home: str, names: tuple[tuple[str, str], ...]
) -> RouteComparison | None:
    called = dict(names)
    from_home, others = _reference()
    own = {g.port for g in network.gateways if g.iso3 == home}
    pairs = [(home, p) for p in from_home if p != home and p not in own] if own else []
    for origin, destination in (*pairs, *others):
        a, b = endpoint(network, origin, called, "from"), endpoint(network, destination, called, "to")
        if isinstance(a, Problem) or isinstance(b, Problem):
            continue
        found = compare_endpoints(network, a, b, held, VESSEL, only=True)
        if found.before.nautical_miles is not None and found.changed:
            return found
    return None


@cache
def _reference() -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Destinations from home, and pairs of other places."""
    text = files("kaskazi.network").joinpath("reference_routes.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    return tuple(raw["from_home"]), tuple((a, b) for a, b in raw["others"])
