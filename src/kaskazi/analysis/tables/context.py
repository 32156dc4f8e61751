"""What all tables of one pair share: the exposure, the law on a day, the runs, each worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kaskazi.codes.hs import dotted
from kaskazi.codes.naming import capital, possessive, the
from kaskazi.errors import InputError, Problem
from kaskazi.evidence.estimates import after
from kaskazi.evidence.protee import by_line
from kaskazi.law import Exposure, ExposureRow, exposure, has_exposure, instruments
from kaskazi.outcomes import Outcome, Solves, work_out
from kaskazi.scenario import Scenario
from kaskazi.shocks import load, packaged_names
from kaskazi.shocks.kinds.preference import Preference
from kaskazi.world import IMPUTED, World

Array = NDArray[np.float64]
SETTLED = 3  # full years after which the response is the long run's
BENEFIT = ("9819", "D")


@dataclass(frozen=True, slots=True)
class Context:
    """One pair of economies on a day. programme: the preference of `of` with a line table for `home`, or ""."""

    home: str
    of: str
    as_of: date
    world: World
    programme: str
    exposure: Exposure | None
    solves: Solves
    _runs: dict[str, Outcome] = field(default_factory=dict)

    @property
    def home_name(self) -> str:
        return self.world.name(self.home)

    @property
    def homes(self) -> str:
        """The home economy's, as a possessive."""
        return possessive(the(self.home_name))

    @property
    def of_name(self) -> str:
        """The other side as it stands in a sentence."""
        return the(self.world.name(self.of))

    @property
    def theirs(self) -> str:
        """The other side's, as a possessive."""
        return possessive(self.of_name)

    @property
    def duty_known(self) -> bool:
        """True where the world knows home's duty on the partner's goods in some sector, not only an imputed zero."""
        w = self.world
        return bool((w.tariff_grade[:, w.index(self.home), w.index(self.of)] != IMPUTED).any())

    @property
    def no_duty(self) -> tuple[str, ...]:
        """What to say where it does not."""
        if self.duty_known:
            return ()
        text = f"{capital(self.homes)} duty on {self.theirs} goods: world {self.world.version} imputes it, so nothing is computed from it."
        return (text,)

    @property
    def rows(self) -> tuple[ExposureRow, ...]:
        """Lines, the largest value first; none where no line table is held."""
        return tuple(sorted(self.exposure.rows, key=lambda r: -r.value)) if self.exposure else ()

    @property
    def at_stake(self) -> tuple[ExposureRow, ...]:
        """Lines that would pay more without the preference."""
        return tuple(r for r in self.rows if r.rate_without > r.rate_with)

    @property
    def sources(self) -> tuple[str, ...]:
        return self.exposure.sources if self.exposure else ()

    @property
    def no_lines(self) -> tuple[str, ...]:
        """What to say where no line table is held."""
        if self.exposure:
            return ()
        return (
            f"No table of {self.home_name}'s exports to {self.of_name} by line is held: US imports only.",
        )

    def scenarios(self) -> tuple[Scenario, ...]:
        """The packaged scenarios that speak of the programme or of this pair, for this home."""
        found = []
        for name in packaged_names():
            s = load(name)
            of_it = any(isinstance(x, Preference) and x.programme == self.programme for x in s.shock)
            if of_it or {self.home, self.of} == {s.home, s.partner}:
                found.append(s.model_copy(update={"home": self.home, "partner": self.of, "world": ""}))
        return tuple(found)

    def solve(self, scenario: Scenario) -> Outcome:
        """The outcome of a scenario, solved once."""
        if scenario.name not in self._runs:
            self._runs[scenario.name] = work_out(scenario, self.world, solves=self.solves)
        return self._runs[scenario.name]

    def outcome(self, name: str) -> Outcome:
        """The outcome of one of `scenarios` by name."""
        return self.solve(next(s for s in self.scenarios() if s.name == name))


def context(
    home: str,
    of: str,
    as_of: date | None = None,
    world: World | None = None,
    solves: Solves | None = None,
) -> Context:
    """The context of a pair. Raises InputError for unknown economies or the same one twice."""
    w = World.load() if world is None else world
    w.index(home)
    w.index(of)
    if home == of:
        raise InputError("tables", [Problem("of", f'"{of}" is the home economy.', "another economy")])
    held = [
        i.id
        for i in instruments().values()
        if i.kind == "preference" and i.giver == of and has_exposure(i.id, home)
    ]
    programme = held[0] if held else ""
    table = exposure(programme, home, w.year) if programme else None
    return Context(home, of, as_of or date.today(), w, programme, table, solves or Solves())


def code(hs: str) -> str:
    """HS digits with dots: 6203.42.07, 6203.42, 2614.00."""
    return dotted(hs[:8])


def values(rows: Sequence[ExposureRow]) -> Array:
    return np.array([r.value for r in rows])


def rates(rows: Sequence[ExposureRow]) -> tuple[Array, Array]:
    """Rates with and without the preference."""
    return np.array([r.rate_with for r in rows]), np.array([r.rate_without for r in rows])


def response(level: str, year: int = SETTLED) -> float:
    """The elasticity of customs values that every line has in the given full year after the change: the scenario's."""
    return float(getattr(after(year), level))


def by_heading(rows: Sequence[ExposureRow], home: str) -> Array:
    """One elasticity a line instead: ProTEE's by heading, held within the range, the range's centre where none is."""
    r = after(SETTLED)
    found = [by_line(x.hs, home) for x in rows]
    return np.array([r.central if s is None else min(max(s, r.low), r.high) for s in found])


def lost(s: Scenario, programme: str) -> bool:
    """True where all a scenario does is that a programme lapses, for all, with nothing on top."""
    return all(
        isinstance(x, Preference)
        and x.programme == programme
        and x.change == "lapse"
        and not (x.surcharge or x.exporters or x.chapters)
        for x in s.shock
    )
