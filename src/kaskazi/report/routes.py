"""What a map of two ways shows and says: between the two ends asked for, or the way a disruption touches first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaskazi.network import Network
from kaskazi.network.affected_route import affected_route
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.compare_routes import RouteComparison
from kaskazi.network.disruption import closed_places
from kaskazi.network.route_text import disruption_text
from kaskazi.network.sea_tracks import sea_track
from kaskazi.network.voyage import Route
from kaskazi.report.figures.route_map import Line, Mark, Plan, inline, standing
from kaskazi.report.shapes import economy_names
from kaskazi.scenario import Scenario
from kaskazi.shocks import disruptions
from kaskazi.text.numbers import number

NAMES = {g.id: g.name for g in CHOKEPOINTS.values()}
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class RouteMap:
    """A map in a brief, wide and narrow, with the sentence that says the same."""

    wide: str
    narrow: str
    title: str
    sentence: str


def route_svg(found: RouteComparison, network: Network) -> str:
    """The two ways as one SVG file."""
    return standing(plan(found, network))


def plan(found: RouteComparison, network: Network) -> Plan:
    """What is drawn of a comparison."""
    ways = [(found.before, False, "All open")]
    if found.disruptions and found.after != found.before:
        ways.append((found.after, True, _label(found, network)))
    lines, absent, marks = [], [], {}
    closed = closed_places(found.disruptions)
    for r, dashed, label in ways:
        if r.nautical_miles is None:
            absent.append(f"{label}: no way by sea")
            continue
        line = sea_track(r.ports, r.chokepoints)
        if line:
            more = (
                ""
                if not dashed or r.days is None
                else f" ({number(r.days - (found.before.days or 0.0), 1, signed=True)})"
            )
            extra = r.land_days - found.before.land_days if dashed else 0.0
            land = f", {_more(extra)} by land" if extra else ""
            lines.append(Line(line, dashed, f"{label}: {_figures(r)}{more}{land}"))
        for g in r.chokepoints:
            if g not in closed:
                marks[g] = Mark(CHOKEPOINTS[g].mark, NAMES[g], "gate")
        for p in r.ports:
            marks[p] = Mark(network.ports[p].at, network.ports[p].name, "port")
    if found.disruptions and found.after == found.before and found.before.nautical_miles is not None:
        absent.append(f"{_label(found, network)}: the same way")
    for d in found.disruptions:
        g, p = d.chokepoint, d.port
        if g and g in closed:
            marks[g] = Mark(CHOKEPOINTS[g].mark, f"{NAMES[g]} closed", "shut")
        elif g and d.open_share is not None:
            marks[g] = Mark(CHOKEPOINTS[g].mark, f"{NAMES[g]} {100 * d.open_share:g}\u202f% open", "gate")
        elif p in closed:
            marks[p] = Mark(network.ports[p].at, f"{network.ports[p].name} closed", "shut")
    for p in (found.origin, found.destination):
        marks.setdefault(p, Mark(network.ports[p].at, network.ports[p].name, "port"))
    shown = _in_view(tuple(marks.values()), lines, found)
    return Plan(tuple(lines), shown, ends(found, network), sentence(found, network), tuple(absent))


def _in_view(marks: Sequence[Mark], lines: Sequence[Line], found: RouteComparison) -> tuple[Mark, ...]:
    """Marks on a line or at its ends; a gate that neither way comes near is not on the map."""
    here = {NAMES[g] for r in (found.before, found.after) for g in r.chokepoints}
    return tuple(
        m
        for m in marks
        if m.kind == "port"
        or not lines
        or any(m.label.startswith(n) for n in here)
        or m.label.endswith("closed")
    )


def _label(found: RouteComparison, network: Network) -> str:
    text = disruption_text(found.disruptions, network)
    return text[:1].upper() + text[1:]


def _figures(r: Route) -> str:
    return f"{number(r.nautical_miles or 0.0, 0)} nautical miles, {number(r.days or 0.0, 1)}\u00a0days"


def sentence(found: RouteComparison, network: Network) -> str:
    """The map in words."""
    a, b = found.before, found.after

    def way(r: Route) -> str:
        by = [_the(NAMES[g]) for g in r.chokepoints]
        return f"{_figures(r)}{f' by {_list(by)}' if by else ''}"

    said = f"{ends(found, network)}, {found.main.name.lower()}: "
    if a.nautical_miles is None or a.days is None:
        return f"{said}there is no way by sea."
    said += f"with all open {way(a)}"
    if not found.disruptions:
        return f"{said}."
    what = _in_words(disruption_text(found.disruptions, network))
    if b.nautical_miles is None or b.days is None:
        return f"{said}; with {what} there is no way by sea."
    if a == b:
        lost = number(100 * found.main.captive, 0)
        rest = f" and {lost}\u202f% of the cargo finds none" if found.main.captive else ""
        return f"{said}; with {what} the way is the same{rest}."
    moved = [
        f" {word} {network.ports[new].name}"
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


def ends(found: RouteComparison, network: Network) -> str:
    """Both ends in words; of an economy the port it uses."""
    names = (found.origin_name, found.destination_name)
    ports = (found.origin, found.destination)
    told_ = [
        f"{n.rpartition(' (')[0]} (by {network.ports[p].name})" if n.endswith(")") else n
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
        else f" None of the ways tried from {economy_names().get(home, home)} passes it."
    )
    return f"{sentence(found, Network.load())}{own}"


def touched(scenario: Scenario, home: str) -> RouteComparison | None:
    """The first route that a scenario's disruptions change; None for one without chokepoints and ports."""
    return affected_route(Network.load(), disruptions(scenario), home, economy_names())
