"""What a map of two ways shows and says: between the two ends asked for, or the way a disruption touches first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kaskazi.codes.naming import rows
from kaskazi.network import Network
from kaskazi.network.chokepoints import CHOKEPOINTS
from kaskazi.network.compare_routes import RouteComparison
from kaskazi.network.disruption import closed_places
from kaskazi.network.sea_tracks import sea_track
from kaskazi.network.voyage import Route
from kaskazi.outcomes.logistics import touched_route
from kaskazi.report.figures.route_map import Line, Mark, Plan, inline, standing
from kaskazi.report.shapes import economy_names
from kaskazi.scenario import Scenario
from kaskazi.text.catalogue import say
from kaskazi.text.numbers import number, per_cent

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
    ways = [(found.before, False, say("route.all_open"))]
    if found.disruptions and found.after != found.before:
        ways.append((found.after, True, _label(found, network)))
    lines, absent, marks = [], [], {}
    closed = closed_places(found.disruptions)
    for r, dashed, label in ways:
        if r.nautical_miles is None:
            absent.append(say("route.no_way", label=label))
            continue
        line = _track(r.ports, r.chokepoints)
        if line:
            more = (
                ""
                if not dashed or r.days is None
                else f" ({number(r.days - (found.before.days or 0.0), 1, signed=True)})"
            )
            extra = r.land_days - found.before.land_days if dashed else 0.0
            land = say("route.by_land", more=_more(extra)) if extra else ""
            lines.append(
                Line(line, dashed, say("picture.mark", label=label, text=f"{_figures(r)}{more}{land}"))
            )
        for g in r.chokepoints:
            if g not in closed:
                marks[g] = Mark(CHOKEPOINTS[g].mark, NAMES[g], "gate")
        for p in r.ports:
            marks[p] = Mark(network.ports[p].at, network.ports[p].name, "port")
    if found.disruptions and found.after == found.before and found.before.nautical_miles is not None:
        absent.append(say("route.same_way", label=_label(found, network)))
    for d in found.disruptions:
        g, p = d.chokepoint, d.port
        if g and g in closed:
            marks[g] = Mark(CHOKEPOINTS[g].mark, say("route.closed", what=NAMES[g]), "shut")
        elif g and d.open_share is not None:
            marks[g] = Mark(
                CHOKEPOINTS[g].mark,
                say("route.open", what=NAMES[g], share=per_cent(f"{100 * d.open_share:g}")),
                "gate",
            )
        elif p in closed:
            marks[p] = Mark(network.ports[p].at, say("route.closed", what=network.ports[p].name), "shut")
    for p in (found.origin, found.destination):
        marks.setdefault(p, Mark(network.ports[p].at, network.ports[p].name, "port"))
    shown = _in_view(tuple(marks.values()), lines, found)
    return Plan(tuple(lines), shown, ends(found, network), sentence(found, network), tuple(absent))


@lru_cache(maxsize=256)
def _track(ports: tuple[str, ...], chokepoints: tuple[str, ...]) -> tuple[Point, ...]:
    return sea_track(ports, chokepoints)


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
    text = "; ".join(_disturbed(found, network, NAMES.__getitem__))
    return text[:1].upper() + text[1:]


def _disturbed(found: RouteComparison, network: Network, name: Callable[[str], str]) -> list[str]:
    """What is disturbed, each in words. name: of a chokepoint."""
    closed = closed_places(found.disruptions)
    at_sea = [d for d in found.disruptions if d.chokepoint]
    said = [say("route.closed", what=_place(c, network, name)) for c in closed]
    said += [
        say("route.open", what=name(d.chokepoint), share=per_cent(f"{100 * d.open_share:g}"))
        for d in at_sea
        if d.chokepoint not in closed and d.open_share is not None
    ]
    said += [say("route.dearer", what=name(d.chokepoint), usd=number(d.premium)) for d in at_sea if d.premium]
    said += [
        say("route.slower", what=name(d.chokepoint), days=f"{d.delay_days:g}") for d in at_sea if d.delay_days
    ]
    return said


def _place(key: str, network: Network, name: Callable[[str], str]) -> str:
    if key in NAMES:
        return name(key)
    if key in network.ports:
        return say("route.port", name=network.ports[key].name, code=key)
    return say("route.corridor", corridor=key)


def _figures(r: Route) -> str:
    return say("route.figures", miles=number(r.nautical_miles or 0.0), days=number(r.days or 0.0, 1))


def sentence(found: RouteComparison, network: Network) -> str:
    """The map in words."""
    a, b = found.before, found.after
    vessel = found.main.name.lower()
    if a.hub:
        vessel = say("route.relayed", vessel=vessel, port=network.ports[a.hub].name)
    asked = {"ends": ends(found, network), "vessel": vessel}
    if a.nautical_miles is None or a.days is None:
        return say("route.none", **asked)
    if not found.disruptions:
        return say("route.only", before=_by(a), **asked)
    asked |= {"before": _by(a), "what": say("list.and").join(_disturbed(found, network, _the))}
    if b.nautical_miles is None or b.days is None:
        return say("route.cut", **asked)
    if a == b and found.main.captive:
        return say("route.same_lost", lost=per_cent(number(100 * found.main.captive)), **asked)
    if a == b:
        return say("route.same", **asked)
    change = _more(b.days - a.days)
    if b.land_days != a.land_days:
        change = say("route.sea_and_land", sea=change, land=_more(b.land_days - a.land_days))
    moved = "".join(
        say(key, port=network.ports[new].name)
        for key, old, new in zip(("route.from", "route.to"), a.ports, b.ports, strict=True)
        if old != new
    )
    return say("route.moved", after=_by(b), change=change, moved=moved, **asked)


def _by(r: Route) -> str:
    """Miles and days of a route, and the chokepoints it passes."""
    by = [_the(g) for g in r.chokepoints]
    return say("route.by", figures=_figures(r), by=_list(by)) if by else _figures(r)


def _more(days: float) -> str:
    size = number(abs(days), 1)
    return say("route.more", days=size) if days >= 0 else say("route.less", days=size)


def ends(found: RouteComparison, network: Network) -> str:
    """Both ends in words; of an economy the port it uses."""
    names = (found.origin_name, found.destination_name)
    ports = (found.origin, found.destination)
    a, b = (
        say("route.through", name=n.rpartition(" (")[0], port=network.ports[p].name) if n.endswith(")") else n
        for n, p in zip(names, ports, strict=True)
    )
    return say("route.ends", origin=a, destination=b)


def _the(chokepoint: str) -> str:
    """A chokepoint's name as it stands in a sentence."""
    row = rows("chokepoints")[chokepoint]
    return say("route.article", name=row.name) if row.name in row.article else row.name


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else say("list.and").join((", ".join(words[:-1]), words[-1]))


def route_map(scenario: Scenario, home: str, key: str) -> RouteMap | None:
    """The map of a scenario's disruption: of the home economy's ways the first that it changes, else of a few
    others; None where it touches none. key: makes ids unique in a page."""
    found = touched_route(scenario)
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
    found = touched_route(scenario)
    if found is None:
        return ""
    text = sentence(found, Network.load())
    if f"({home})" in found.origin_name:
        return text
    return say("route.not_from_home", sentence=text, home=economy_names().get(home, home))
