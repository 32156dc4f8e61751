"""The way between two ports, before and after a disruption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from kaskazi.errors import InputError, Problem, nearest
from kaskazi.network import parameters as par
from kaskazi.network.classes import CLASSES
from kaskazi.network.cost import usual_penalty
from kaskazi.network.gates import GATE_IDS
from kaskazi.network.network import Network
from kaskazi.network.skim import distances


@dataclass(frozen=True, slots=True)
class Route:
    """One way by sea: nautical miles and days at 16 knots (None: no way), and the gates it passes."""

    nautical_miles: float | None
    days: float | None
    gates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Before and after some gates close."""

    origin: str
    destination: str
    closed: tuple[str, ...]
    before: Route
    after: Route
    usd_per_teu: float | None
    unreachable: bool

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return asdict(self)


def compare(network: Network, origin: str, destination: str, closed: Sequence[str] = ()) -> Compared:
    """The shortest way between two ports (UN/LOCODE) with all gates open, and with some closed.

    usd_per_teu: resource cost of the detour at the central cost of a day. Raises InputError naming every
    port or gate that is not known, with the nearest.
    """
    known = network.places
    problems = []
    for port in (origin, destination):
        if port not in known:
            near = _by_name(port, known) or nearest(port, known)
            problems.append(Problem("port", f'"{port}" is not a gateway (UN/LOCODE).', nearest=near))
    for gate in closed:
        if gate not in GATE_IDS:
            problems.append(Problem("gate", f'"{gate}" is not a gate.', nearest=nearest(gate, GATE_IDS)))
    if problems:
        raise InputError("route", problems)
    before = _route(network, origin, destination, ())
    after = _route(network, origin, destination, tuple(closed))
    extra = None
    if before.days is not None and after.days is not None:
        extra = (after.days - before.days) * par.LEVELS["central"].daily
    return Compared(origin, destination, tuple(closed), before, after, extra, after.nautical_miles is None)


def _by_name(word: str, known: dict[str, tuple[float, float, str]]) -> str:
    names = {name: code for code, (_, _, name) in known.items()}
    hit = nearest(word, names)
    return names[hit] if hit and hit.casefold()[:3] == word.casefold()[:3] else ""


def _route(network: Network, origin: str, destination: str, closed: tuple[str, ...]) -> Route:
    usual = usual_penalty(par.LEVELS["central"], CLASSES["container"])
    shut = {**usual, **dict.fromkeys(closed, np.inf)}
    at = {c: k for k, c in enumerate(network.skim.ports)}
    i, j = at[origin], at[destination]
    cost = distances(network.skim, shut)[i, j]
    if not np.isfinite(cost):
        return Route(None, None, ())
    passed = tuple(
        g
        for g in GATE_IDS
        if g not in closed and distances(network.skim, {**shut, g: np.inf})[i, j] > cost + 0.5
    )
    nm = float(cost) - sum(usual[g] for g in passed)
    return Route(round(nm, 1), round(nm / (24 * par.KNOTS), 2), passed)


def render(c: Compared, network: Network) -> str:
    """The comparison as text."""

    def one(label: str, r: Route) -> str:
        if r.nautical_miles is None:
            return f"{label:8} no way by sea"
        gates = ", ".join(r.gates) or "no gate"
        return f"{label:8} {r.nautical_miles:>8,.0f} nm  {r.days:>5.1f} days at {par.KNOTS:.0f} knots  by {gates}"

    a, b = network.places[c.origin][2], network.places[c.destination][2]
    lines = [f"{a} ({c.origin}) to {b} ({c.destination})", one("open", c.before)]
    if c.closed:
        lines.append(one("closed", c.after) + f"  ({', '.join(c.closed)} closed)")
        if c.usd_per_teu is not None and c.after.days is not None and c.before.days is not None:
            days = c.after.days - c.before.days
            lines.append(f"{'change':8} {days:+.1f} days, {c.usd_per_teu:+,.0f} USD per TEU of resources")
    return "\n".join(lines)
