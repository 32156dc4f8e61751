"""What one economy could ask of another: each ask a scenario, so that its worth is what `run` says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from kaskazi.codes.naming import names
from kaskazi.evidence import ave_range
from kaskazi.law import Exposure, Instrument, exposure, has_exposure, instruments
from kaskazi.line_trade import group_of
from kaskazi.model.tariff_aggregates import volume_equivalent
from kaskazi.network import Network
from kaskazi.network.ports import economy_of
from kaskazi.scenario import Scenario
from kaskazi.shocks.drafts import barrier_scenario, preference_scenario, scenario_of
from kaskazi.shocks.kinds.corridor import Corridor
from kaskazi.shocks.kinds.preference import Preference
from kaskazi.shocks.kinds.tariff import Tariff
from kaskazi.world import World

LEAST_DUTY = 0.05  # USD m a year: groups with less duty at stake are no ask of their own


@dataclass(frozen=True, slots=True)
class Candidate:
    """One ask. scenario: what it would change; sign: +1 the scenario is the ask, -1 the ask is that it does not come."""

    id: str
    title: str
    kind: str
    scenario: Scenario
    sign: float
    law: str
    sources: tuple[str, ...]
    under: str = ""  # id of the ask about the whole, for one about some of its goods


def candidates(world: World, home: str, of: str, day: date) -> Iterator[Candidate]:
    """Everything that `home` could ask of `of` as the law stands on a day, in no order."""
    for i in instruments().values():
        if i.kind == "preference" and i.giver == of and has_exposure(i.id, home):
            yield from _preference(world, home, of, day, i)
        if i.kind == "negotiation" and {home, of} <= set(i.parties):
            yield from _facilitation(home, of, day, i)
    yield from _corridors(home, of)
    yield from _duties(world, home, of)


def _facilitation(home: str, of: str, day: date, i: Instrument) -> Iterator[Candidate]:
    r = ave_range(i.id)
    if r is None:
        return
    state = i.state(day)
    title = f"Cheaper border procedures and regulation, {100 * -r.central:.1f} % of landed cost"
    law = f"{i.title}: {state.law if state else 'nothing on record'}"
    yield Candidate(
        f"{i.id}:facilitation", title, "facilitation", barrier_scenario(i, r, home, of), 1.0, law, r.sources
    )


def _corridors(home: str, of: str) -> Iterator[Candidate]:
    """A day less on each land corridor that one of the two uses: as much as a day more would cost."""
    net = Network.load()
    ways = {g.corridor for g in net.gateways if g.corridor and {g.iso3, economy_of(g.port)} & {home, of}}
    for corridor in sorted(ways):
        shock = Corridor(
            corridor=corridor, delay_days=1.0, note="A day more: a day less is taken to be worth as much."
        )
        name = f"corridor-{corridor}-a-day"
        way = f"{names().corridors[corridor].brief} corridor"
        title = f"A day more on the {way}"
        yield Candidate(
            f"corridor:{corridor}",
            f"A day less on the {way}",
            "corridor",
            scenario_of(name, title, home, None, (shock,)),
            -1.0,
            "no treaty needed: border hours, weighbridges, queues",
            (),
        )


def _duties(world: World, home: str, of: str) -> Iterator[Candidate]:
    h, p = world.index(home), world.index(of)
    weights = np.where(world.is_goods, np.maximum(world.flows[:, p, h], 1e-9), 0.0)
    mean = float(np.average(world.tariff[:, p, h], weights=weights))
    if mean <= 1e-6:
        return
    title = f"{of} drops the duty it charges, {100 * mean:.1f} % on average"
    shock = Tariff(importers=(of,), exporters=(home,), rate=0.0)
    yield Candidate(
        "tariff:all",
        title,
        "tariff",
        scenario_of(f"duty-free-{home}-{of}".lower(), title, home, of, (shock,)),
        1.0,
        "needs an agreement or an MFN cut",
        world.sources,
    )


def _preference(world: World, home: str, of: str, day: date, i: Instrument) -> Iterator[Candidate]:
    """The preference as a whole, and group by group: what its loss would cost is what keeping it is worth."""
    table = exposure(i.id, home, world.year)
    law, name = _law(i, day), i.names[-1]
    end = i.expiry(day)
    start = end + timedelta(1) if end else None

    def lapse(key: str, title: str, chapters: tuple[str, ...] = ()) -> Scenario:
        shock = Preference(programme=i.id, change="lapse", start=start, chapters=chapters)
        return preference_scenario(f"{i.id}-{key}", title, i, home, None, shock)

    yield Candidate(
        f"{i.id}:all",
        f"Keep {name}",
        "preference",
        lapse("lapse", f"{name} lapses"),
        -1.0,
        law,
        table.sources,
    )
    for group, label, chapters in _groups(table):
        text = f"{label[0].lower()}{label[1:]}"
        yield Candidate(
            f"{i.id}:{group}",
            f"Keep {name} for {text}",
            "preference",
            lapse(f"lapse-{group}", f"{name} lapses for {text}", chapters),
            -1.0,
            law,
            table.sources,
            under=f"{i.id}:all",
        )
    yield from _rest(world, home, of, i, table)


def _groups(table: Exposure) -> list[tuple[str, str, tuple[str, ...]]]:
    """Groups of lines with duty at stake: id, label and the chapters sold in each."""
    duty: dict[str, float] = {}
    chapters: dict[str, set[str]] = {}
    for r in table.rows:
        duty[r.group] = duty.get(r.group, 0.0) + r.duty
        chapters.setdefault(r.group, set()).add(r.hs[:2])
    labels = {r.group: group_of(r.hs)[1] for r in table.rows}
    return [(g, labels[g], tuple(sorted(chapters[g]))) for g, d in duty.items() if d > LEAST_DUTY]


def _rest(world: World, home: str, of: str, i: Instrument, table: Exposure) -> Iterator[Candidate]:
    """Lines that still pay under the preference, freed: one cut a sector, that moves trade as much as the lines do."""
    left = sum(r.value * r.rate_with for r in table.rows)
    if left <= LEAST_DUTY:
        return
    h, p = world.index(home), world.index(of)
    by_sector: dict[str, list[tuple[float, float]]] = {}
    for r in table.rows:
        by_sector.setdefault(world.sector_of_line(r.hs), []).append((r.value, 1 / (1 + r.rate_with) - 1))
    shocks = []
    for sector, pairs in sorted(by_sector.items()):
        values, rates = np.array(pairs).T
        s = world.sector(sector)
        now = 1 + float(world.tariff[s, p, h])
        cut = now * volume_equivalent(values, rates, float(world.theta[s]) + 1.0)
        if cut < -1e-9:
            shocks.append(Tariff(importers=(of,), exporters=(home,), sectors=(sector,), change=cut))
    title = "Free the lines that still pay"
    name = f"{i.id}-rest-{home}".lower()
    yield Candidate(
        f"{i.id}:rest",
        title,
        "tariff",
        scenario_of(name, title, home, of, tuple(shocks)),
        1.0,
        "not covered by the preference",
        table.sources,
        under=f"{i.id}:all",
    )


def _law(i: Instrument, day: date) -> str:
    end = i.expiry(day)
    if end:
        return f"in force to {end.day} {end:%B %Y}; an extension needs an act of the giver"
    return "in force" if i.in_force(day) else "not in force: restoring it needs an act of the giver"
