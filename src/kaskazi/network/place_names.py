"""Words a person writes for the ends of a way and for what is shut on it: codes, names, economies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaskazi.codes.naming import find, folded, rows, spoken
from kaskazi.errors import Problem, nearest
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.corridors import corridors
from kaskazi.network.network import Gateway, Network

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One end of a way: a port, or an economy with the ports it uses, the busiest first."""

    name: str
    iso3: str  # "" where a port was named
    gateways: tuple[Gateway, ...]

    @property
    def label(self) -> str:
        """As it is printed."""
        return self.name if not self.iso3 else f"{self.name} ({self.iso3})"


def endpoint(network: Network, word: str, names: Mapping[str, str], where: str) -> Endpoint | Problem:
    """The port, place inland or economy a word means: UN/LOCODE, port's name, a place of the corridor table, ISO3 or
    economy's name (names: by ISO3)."""
    key = folded(word)
    codes = {c.casefold(): c for c in network.ports}
    if key in codes:
        return _port(network, codes[key])
    iso3 = {c.casefold(): c for c in network.economies}
    if key in iso3:
        return _economy(network, iso3[key], names)
    ports = [c for c in network.ports if key in {folded(n) for n in rows("ports")[c].accepted}]
    if len(ports) == 1:
        return _port(network, ports[0])
    if ports:
        return Problem(where, f'"{word}" is the name of {len(ports)} ports.', f"one of {', '.join(ports)}")
    if inland := _place(network, key):
        return inland
    called = next((c for c, n in names.items() if folded(n) == key and c in iso3.values()), "")
    called = called or (c if (c := find("economies", word)) in iso3.values() else "")
    if called:
        return _economy(network, called, names)
    if any(folded(n) == key or c.casefold() == key for c, n in names.items()):
        return Problem(where, f'"{word}" has no gateway in the network.')
    return Problem(
        where,
        f'"{word}" is neither a port, a place on a corridor nor an economy.',
        "a UN/LOCODE, the name of a port or of a place on a corridor, an ISO3 code or an economy's name",
        _near(network, word, names),
    )


def _port(network: Network, code: str) -> Endpoint:
    name = network.ports[code].name
    return Endpoint(name, "", (Gateway("", code, name, 1.0, 0.0, 0.0, ""),))


def _place(network: Network, key: str) -> Endpoint | None:
    """A place of the corridor table, with its ports in the table's order."""
    legs = [x for x in corridors() if folded(x.place) == key and x.hours is not None]
    ways = []
    for x in legs:
        same = (
            g.usd for g in network.gateways if (g.port, g.corridor, g.iso3) == (x.port, x.corridor, x.iso3)
        )
        usd = next(same, 0.0) if x.usd_per_teu is None else x.usd_per_teu
        days = (x.hours or 0.0) / 24.0
        ways.append(Gateway("", x.port, network.ports[x.port].name, 1.0, days, usd, x.corridor))
    if legs:  # and what its economy keeps for need
        seen = {(g.port, g.corridor) for g in ways}
        spare = (g for g in network.gateways if g.iso3 == legs[0].iso3 and not g.weight)
        ways += [g for g in spare if (g.port, g.corridor) not in seen]
    return Endpoint(legs[0].place, "", tuple(ways)) if legs else None


def _economy(network: Network, iso3: str, names: Mapping[str, str]) -> Endpoint:
    ways = sorted((g for g in network.gateways if g.iso3 == iso3), key=lambda g: (-g.weight, g.port))
    return Endpoint(names.get(iso3, iso3), iso3, tuple(ways))


def _near(network: Network, word: str, names: Mapping[str, str]) -> str:
    """The nearest name as one would type it; of a name's port, the code."""
    called = {folded(p.name): c for c, p in network.ports.items()}
    called |= {folded(x.place): x.place for x in corridors()}
    known = set(network.economies)
    called |= {folded(n): n for c, n in names.items() if c in known}
    short = {c.casefold(): c for c in (*network.ports, *known)}
    key = folded(word)
    hit = nearest(key, called if len(key) > 5 else short) or nearest(key, {**called, **short})
    return {**called, **short}.get(hit, "")


def nearest_port(network: Network, word: str) -> str:
    """UN/LOCODE of the port whose code or name is nearest to a word, "" for none."""
    named = {folded(p.name): c for c, p in network.ports.items()} | {folded(c): c for c in network.ports}
    return named.get(nearest(folded(word), named), "")


def closable_place(network: Network, word: str, where: str) -> tuple[str, str] | Problem:
    """("chokepoint" | "port" | "corridor", id) of a thing that can be closed, by id or name."""
    pool = closable(network)
    hit = pool.get(folded(word))
    if hit:
        return hit
    near = nearest(folded(word), pool)
    return Problem(
        where,
        f'"{word}" is not a chokepoint, a port or a land corridor.',
        f"a chokepoint ({', '.join(list(CHOKEPOINTS)[:MOST_NAMED])}, ...), a port or a corridor",
        pool[near][1] if near else "",
    )


def chokepoint(word: str, where: str) -> str | Problem:
    """Id of a chokepoint by id or name."""
    pool = _chokepoints()
    hit = pool.get(folded(word))
    if hit:
        return hit
    near = nearest(folded(word), pool)
    return Problem(where, f'"{word}" is not a chokepoint.', nearest=pool[near] if near else "")


def _chokepoints() -> dict[str, str]:
    """Folded names and ids -> id."""
    return {**spoken("chokepoints"), **{folded(key): key for key in CHOKEPOINTS}}


def closable(network: Network) -> dict[str, tuple[str, str]]:
    """Folded words -> what they mean; chokepoints before ports before corridors where two share a word."""
    found = {
        folded(n): ("corridor", c) for c in network.corridor_ids for n in (*rows("corridors")[c].accepted, c)
    }
    for c in network.ports:
        for n in rows("ports")[c].accepted:
            found.setdefault(folded(n), ("port", c))
        found[c.casefold()] = ("port", c)
    return {**found, **{k: ("chokepoint", g) for k, g in _chokepoints().items()}}


def chokepoint_numbers(
    words: Sequence[str], option: str, low: float, high: float
) -> dict[str, float] | list[Problem]:
    """CHOKEPOINT=NUMBER words as numbers by chokepoint id, or every problem found."""
    found: dict[str, float] = {}
    problems: list[Problem] = []
    for word in words:
        name, mark, text = word.partition("=")
        g = chokepoint(name, option)
        if isinstance(g, Problem):
            problems.append(g)
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not mark or not low <= value <= high:
            what = f'"{text}" for {name}.' if mark else f'"{word}" has no number.'
            problems.append(Problem(option, what, f"CHOKEPOINT=NUMBER, {low:g} to {high:g}"))
        elif isinstance(g, str):
            if g in found:
                problems.append(Problem(option, f"{g} is given twice."))
            found[g] = value
    return problems or found
