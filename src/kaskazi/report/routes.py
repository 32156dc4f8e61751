"""What a map of two ways shows and says: between the two ends asked for, or the way a disruption touches first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kaskazi.network import Network, packaged
from kaskazi.network.chokepoints import GATES
from kaskazi.network.compare_routes import Compared, called, compare
from kaskazi.network.voyage import Route
from kaskazi.report.routemap import Line, Mark, Plan, inline, standing
from kaskazi.report.sea import crossing, track
from kaskazi.report.shapes import shapes
from kaskazi.scenario import Corridor, Gate, Port, Scenario
from kaskazi.text.numbers import number

NAMES = {g.id: g.name for g in GATES}
# Where a map in a brief leads: the home economy's ways to these ports are tried in turn, then ways between others.
FAR = ("NLRTM", "CNSHA", "USNYC", "INNSA", "ARE", "SAJED", "BRSSZ")
ELSEWHERE = (("CNSHA", "NLRTM"), ("CNSHA", "USNYC"), ("AEJEA", "SGSIN"))
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class RouteMap:
    """A map in a brief, wide and narrow, with the sentence that says the same."""

    wide: str
    narrow: str
    title: str
    sentence: str


def route_svg(found: Compared, network: Network) -> str:
    """The two ways as one SVG file."""
    return standing(plan(found, network))


def plan(found: Compared, network: Network) -> Plan:
    """What is drawn of a comparison."""
    ways = [(found.before, False, "All open")]
    if found.closing and found.after != found.before:
        ways.append((found.after, True, _label(found, network)))
    lines, absent, marks = [], [], {}
    for r, dashed, label in ways:
        if r.nautical_miles is None:
            absent.append(f"{label}: no way by sea")
            continue
        line = _line(network, r)
        if line:
            more = (
                ""
                if not dashed or r.days is None
                else f" ({number(r.days - (found.before.days or 0.0), 1, signed=True)})"
            )
            extra = r.land_days - found.before.land_days if dashed else 0.0
            land = f", {_more(extra)} by land" if extra else ""
            lines.append(Line(line, dashed, f"{label}: {_figures(r)}{more}{land}"))
        for g in r.gates:
            if g not in found.closing.gates:
                marks[g] = Mark(crossing(g), NAMES[g], "gate")
        for p in r.ports:
            marks[p] = Mark(network.places[p][:2], network.places[p][2], "port")
    if found.closing and found.after == found.before and found.before.nautical_miles is not None:
        absent.append(f"{_label(found, network)}: the same way")
    for g in found.closing.gates:
        marks[g] = Mark(crossing(g), f"{NAMES[g]} closed", "shut")
    for g, share in found.closing.open.items():
        marks[g] = Mark(crossing(g), f"{NAMES[g]} {100 * share:g}\u202f% open", "gate" if share else "shut")
    for p in found.closing.ports:
        marks[p] = Mark(network.places[p][:2], f"{network.places[p][2]} closed", "shut")
    for p in (found.origin, found.destination):
        marks.setdefault(p, Mark(network.places[p][:2], network.places[p][2], "port"))
    shown = _in_view(tuple(marks.values()), lines, found)
    return Plan(tuple(lines), shown, ends(found, network), sentence(found, network), tuple(absent))


def _in_view(marks: Sequence[Mark], lines: Sequence[Line], found: Compared) -> tuple[Mark, ...]:
    """Marks on a line or at its ends; a gate that neither way comes near is not on the map."""
    here = {NAMES[g] for r in (found.before, found.after) for g in r.gates}
    return tuple(
        m
        for m in marks
        if m.kind == "port"
        or not lines
        or any(m.label.startswith(n) for n in here)
        or m.label.endswith("closed")
    )


def _line(network: Network, r: Route) -> tuple[Point, ...]:
    """The way's line with longitudes that do not jump."""
    a, b = (network.places[p][:2] for p in r.ports)
    found = track(a, b, r.gates)
    if found is None:
        return ()
    out = [found.line[0]]
    for x, y in found.line[1:]:
        out.append((x + 360 * round((out[-1][0] - x) / 360), y))
    return tuple(out)


def _label(found: Compared, network: Network) -> str:
    text = called(found.closing, network)
    return text[:1].upper() + text[1:]


def _figures(r: Route) -> str:
    return f"{number(r.nautical_miles or 0.0, 0)} nautical miles, {number(r.days or 0.0, 1)}\u00a0days"


def sentence(found: Compared, network: Network) -> str:
    """The map in words."""
    a, b = found.before, found.after

    def way(r: Route) -> str:
        by = [_the(NAMES[g]) for g in r.gates]
        return f"{_figures(r)}{f' by {_list(by)}' if by else ''}"

    said = f"{ends(found, network)}, {found.main.name.lower()}: "
    if a.nautical_miles is None or a.days is None:
        return f"{said}there is no way by sea."
    said += f"with all open {way(a)}"
    if not found.closing:
        return f"{said}."
    what = _in_words(called(found.closing, network))
    if b.nautical_miles is None or b.days is None:
        return f"{said}; with {what} there is no way by sea."
    if a == b:
        lost = number(100 * found.main.lost, 0)
        rest = f" and {lost}\u202f% of the cargo finds none" if found.main.lost else ""
        return f"{said}; with {what} the way is the same{rest}."
    moved = [
        f" {word} {network.places[new][2]}"
        for word, old, new in zip(("from", "to"), a.ports, b.ports, strict=True)
        if old != new
    ]
    change = f"{_more(b.days - a.days)}{f' at sea and {_more(b.land_days - a.land_days)} by land' if b.land_days != a.land_days else ''}"
    return f"{said}; with {what}{''.join(moved)} {way(b)}, {change}."


def _in_words(text: str) -> str:
    """What is disturbed as it stands within a sentence: gates with their article."""
    for name in NAMES.values():
        text = text.replace(name, _the(name))
    return text.replace("; ", " and ")


def _more(days: float) -> str:
    return f"{number(abs(days), 1)}\u00a0days {'more' if days >= 0 else 'less'}"


def ends(found: Compared, network: Network) -> str:
    """Both ends in words; of an economy the port it uses."""
    names = (found.origin_name, found.destination_name)
    ports = (found.origin, found.destination)
    told_ = [
        f"{n.rpartition(' (')[0]} (by {network.places[p][2]})" if n.endswith(")") else n
        for n, p in zip(names, ports, strict=True)
    ]
    return f"{told_[0]} to {told_[1]}"


def _the(name: str) -> str:
    return name if name.startswith(("Bab", "Lombok", "Magellan")) else f"the {name}"


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def route_map(scenario: Scenario, home: str, key: str) -> RouteMap | None:
    """The map of a scenario's disruption: of the home economy's ways the first that it changes, else of a few
    others; None where it touches none. key: makes ids unique in a page."""
    found = touched(scenario, home)
    if found is None:
        return None
    drawn = plan(found, Network.load())
    if not drawn.lines:
        return None
    return RouteMap(
        inline(drawn, key, "wide"), inline(drawn, key, "narrow"), drawn.name, told(scenario, home)
    )


def told(scenario: Scenario, home: str) -> str:
    """The map's sentence; empty where a scenario has no map."""
    found = touched(scenario, home)
    if found is None:
        return ""
    own = (
        ""
        if f"({home})" in found.origin_name
        else f" None of the ways tried from {shapes()['names'].get(home, home)} passes it."
    )
    return f"{sentence(found, Network.load())}{own}"


@lru_cache(maxsize=64)
def _touched(words: tuple[tuple[str, tuple[str, ...]], ...], home: str) -> Compared | None:
    network, names = Network.load(), shapes()["names"]
    asked = dict(words)
    pairs = [(home, p) for p in FAR] if home in network.economies else []
    for a, b in (*pairs, *ELSEWHERE):
        if a == b or (a in network.economies and any(g.port == b for g in network.gateways if g.iso3 == a)):
            continue
        found = compare(network, a, b, asked["close"], open_=asked["open"], premium=asked["premium"],
                        delay=asked["delay"], names=names, only=True)  # fmt: skip
        if found.before.nautical_miles is not None and (found.after != found.before or found.main.lost):
            return found
    return None


def touched(scenario: Scenario, home: str) -> Compared | None:
    """The first way that a scenario's disruptions change; None for one without gates and ports."""
    words = closing_words(scenario)
    return _touched(tuple((k, tuple(v)) for k, v in words.items()), home) if any(words.values()) else None


def closing_words(scenario: Scenario) -> Mapping[str, list[str]]:
    """A scenario's gates and ports as words of `compare`: what is closed, open in part, dear, slow. Containers."""
    closed: dict[str, None] = {}
    shares: dict[str, float] = {}
    premium: dict[str, float] = {}
    delay: dict[str, float] = {}

    def add(gate: str, share: float | None, usd: float | None, days: float | None) -> None:
        shares[gate] = min(shares.get(gate, 1.0), 1.0 if share is None else share)
        premium[gate] = premium.get(gate, 0.0) + (usd or 0.0)
        delay[gate] = delay.get(gate, 0.0) + (days or 0.0)

    for s in scenario.shock:
        if isinstance(s, Gate) and s.gate in NAMES:
            add(s.gate, s.by_class.get("container", s.open_share), s.premium, s.delay_days)
        elif isinstance(s, Gate):
            for d in packaged().get(s.packaged, ()):
                if d.gate:
                    add(d.gate, d.open_to("container"), d.premium, d.delay_days)
                elif (d.port or d.corridor) and d.open_share == 0:
                    closed[d.port or d.corridor] = None
        elif isinstance(s, Corridor) and s.open_share == 0 and s.corridor in Network.load().corridor_ids:
            closed[s.corridor] = None
        elif isinstance(s, Port) and s.open_share == 0 and s.port in Network.load().places:
            closed[s.port] = None
    return {
        "close": [*closed, *(g for g, x in shares.items() if x == 0)],
        "open": [f"{g}={x!r}" for g, x in shares.items() if 0 < x < 1],
        "premium": [f"{g}={min(x, 1e5)!r}" for g, x in premium.items() if x],
        "delay": [f"{g}={min(x, 365.0)!r}" for g, x in delay.items() if x],
    }
