"""Units for scale: scenarios of `rules.toml` with their tokens filled in for one economy.

A value "{home}" is home's ISO3, "{counterpart}" the other side's, "{sender}" the largest sender of remittances; a table
with the one key `parameter` is that row of the published parameters; one with the one key `world` a figure of the world. What a document
states fills "{giver}", "{receiver}", "{sector}" and the figures `amount` and `rate`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kaskazi.agenda.rules import Unit
from kaskazi.codes.defaults import default_home, default_partner
from kaskazi.codes.groups import groups, members
from kaskazi.codes.naming import capital, possessive, the
from kaskazi.documents import country_name
from kaskazi.evidence.derived import Corridor, corridors
from kaskazi.evidence.parameters import parameter
from kaskazi.scenario import Scenario
from kaskazi.shocks import parse
from kaskazi.world import World

DEFAULT_RATE = 0.02  # interest of an official loan whose rate is not stated


class Missing(Exception):
    """A figure that a unit needs is not held for this economy."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A unit with everything filled in."""

    key: str
    title: str
    note: str
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class Stated:
    """What a document states: who gives (giver_name: by its own name), who receives, how much in the shock's unit, at which rate, in which sector."""

    giver: str
    receiver: str
    giver_name: str
    amount: float
    rate: float | None
    sector: str


def fill(u: Unit, home: str, counterpart: str, as_of: date, stated: Stated | None = None) -> Filled:
    """The scenario of a unit for one economy, or of what a document states. Raises Missing where a figure it needs is
    not held."""
    world = World.load(None)
    other = counterpart or (default_partner() if home != default_partner() else default_home())
    f = _Figures(world, stated.receiver if stated else home, other, as_of, stated)
    name = the(country_name(home) or home)
    words = {"home": name, "homes": possessive(name)}
    if stated:
        receiver = country_name(stated.receiver) or stated.receiver
        words |= {"giver": the(stated.giver_name), "receiver": the(receiver)}
    title = capital(u.title.format(**words))
    shocks = [{k: f.value(v) for k, v in s.items()} for s in u.shocks]
    raw = {"schema": 2, "name": f"scale-{u.key}", "title": title, "home": home, "shock": shocks}
    return Filled(u.key, title, u.note.format(**words), parse(raw, u.key))


@dataclass(frozen=True, slots=True)
class _Figures:
    """What tokens stand for."""

    world: World
    home: str
    counterpart: str
    as_of: date
    stated: Stated | None = None

    def value(self, v: Any) -> Any:
        if isinstance(v, Mapping):
            if set(v) == {"parameter"}:
                p = parameter(v["parameter"]).of(self.home)
                return {"low": p.low, "central": p.central, "high": p.high}
            if set(v) == {"world"}:
                return getattr(self, v["world"].replace("-", "_"))()
            return {k: self.value(x) for k, x in v.items()}
        if isinstance(v, list):
            out: list[Any] = []
            for x in v:
                found = self.value(x)
                out += found if isinstance(found, list) else [found]
            return out
        if self.stated and v in ("{giver}", "{receiver}", "{sector}"):
            return getattr(self.stated, v.strip("{}"))
        if v == "{home}":
            return self.home
        if v == "{counterpart}":
            return self.counterpart
        if v == "{sender}":
            return self._corridor().sender
        if isinstance(v, str) and v.startswith("{group:"):
            return self._group(v.removeprefix("{group:").removesuffix("}"))
        return v

    def _group(self, key: str) -> list[str]:
        if key not in groups():
            raise Missing(key)
        found = [c for c in members(key, self.as_of) if c in self.world.economies]
        if self.home in found:
            raise Missing(f"{self.home} is a member of {key}")
        return found

    def _corridor(self) -> Corridor:
        found = [c for c in corridors(self.home) if c.sender in self.world.economies]
        if not found:
            raise Missing("corridors")
        return found[0]

    def amount(self) -> float:
        """The amount that the document states."""
        if self.stated is None:
            raise Missing("amount")
        return self.stated.amount

    def rate(self) -> float:
        """The rate that the document states, else the default of its rule."""
        return self.stated.rate if self.stated and self.stated.rate is not None else DEFAULT_RATE

    def received(self) -> float:
        """USD million a year from the largest sender: all that is received, times its share."""
        if "remittances" not in self.world.indicators:
            raise Missing("remittances")
        whole = float(self.world.indicator("remittances").values[self.world.index(self.home)])
        if not math.isfinite(whole) or whole <= 0:
            raise Missing("remittances")
        return round(whole * self._corridor().share, 1)

    def sending_cost(self) -> float:
        """Cost of sending from the largest sender, ratio; above the target, or there is nothing to cut."""
        cost = self._corridor().cost
        if cost is None or cost <= parameter("remittance-cost-target").central:
            raise Missing("cost of sending")
        return float(cost)

    def wage(self) -> float:
        """Mean wage at home, USD a year: labour's share of GDP over the labour force."""
        n = self.world.index(self.home)
        hands = (
            float(self.world.indicator("labour-force").values[n])
            if "labour-force" in self.world.indicators
            else math.nan
        )
        if not math.isfinite(hands) or hands <= 0:
            raise Missing("labour force")
        return round(parameter("labour-share").central * float(self.world.gdp[n]) * 1e6 / hands, 0)
