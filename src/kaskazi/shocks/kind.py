"""What a kind of shock is: its part of the file, its check, the arrays it forms or what it disturbs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import Problem, nearest
from kaskazi.model import Calibration, Wedges
from kaskazi.network import Disruption
from kaskazi.scenario import LEVELS, Level, Scenario, Shock
from kaskazi.world import World

Array = NDArray[np.float64]
Span = tuple[date | None, date | None]  # first and last day, both counted; None: without a bound


@dataclass(frozen=True, slots=True)
class Case:
    """One solve: sigma is the elasticity of customs values to 1 + duty in the sectors the scenario is about (None:
    the world's own everywhere, `off` standard errors from the centre)."""

    elasticity: Level
    level: Level
    sigma: float | None
    off: float = 0.0

    @property
    def name(self) -> str:
        return f"elasticity {self.elasticity}, shock {self.level}"

    @property
    def central(self) -> bool:
        return self.elasticity == self.level == LEVELS[1]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a shock falls on: the world, and its base year with the elasticities of the case."""

    world: World
    base: Calibration

    def cells(
        self, sectors: Iterable[str], importers: Iterable[str], exporters: Iterable[str]
    ) -> tuple[NDArray[np.intp], ...]:
        """Index of some sectors (none named: all goods) of some pairs in arrays (J, N, N) [sector, importer, exporter]."""
        w = self.world
        js = [w.sector(x) for x in dict.fromkeys(sectors)] or [int(j) for j in np.flatnonzero(w.is_goods)]
        ns, xs = ([w.index(x) for x in dict.fromkeys(side)] for side in (importers, exporters))
        return tuple(np.ix_(js, ns, xs))


@dataclass(frozen=True, slots=True)
class Arrays:
    """The model's wedges while they are formed; shocks change the arrays in place.

    tariff, iceberg (J, N, N) [sector, importer, exporter]: ad valorem rates, cost ratios; productivity (N, J),
    labour (N,): ratios; transfer (N,): USD m a year received.
    """

    tariff: Array
    iceberg: Array
    productivity: Array
    labour: Array
    transfer: Array

    @classmethod
    def of(cls, neutral: Wedges) -> Arrays:
        """Copies of wedges that change nothing."""
        return cls(
            neutral.tariff.copy(),
            neutral.iceberg.copy(),
            neutral.productivity.copy(),
            neutral.labour.copy(),
            neutral.transfer.copy(),
        )

    def nothing_at_home(self) -> None:
        """Sales of an economy to itself pay no duty and cross no border."""
        d = np.arange(self.tariff.shape[1])
        self.tariff[:, d, d] = 0.0
        self.iceberg[:, d, d] = 1.0


@dataclass(frozen=True, slots=True)
class Known:
    """What a shock's names are checked against: the world, and the scenario it stands in."""

    world: World
    scenario: Scenario

    def economies(self, where: str, codes: Iterable[str]) -> Iterator[Problem]:
        """Problems of codes that are no economies of the world."""
        w = self.world
        for code in dict.fromkeys(codes):
            if code not in w.economies:
                said = f'"{code}" is not an economy of world {w.version} (ISO3).'
                yield Problem(where, said, nearest=nearest(code, w.economies))

    def sectors(self, where: str, ids: Iterable[str]) -> Iterator[Problem]:
        """Problems of ids that are no sectors of the world."""
        for key in dict.fromkeys(ids):
            yield from self.one_of(where, f"a sector of world {self.world.version}", key, self.world.sectors)

    @staticmethod
    def one_of(where: str, what: str, name: str, names: Iterable[str]) -> Iterator[Problem]:
        """A problem where a name is not among those valid."""
        pool = list(names)
        if name not in pool:
            yield Problem(where, f'"{name}" is not {what}.', nearest=nearest(name, pool))


Check = Callable[[Any, str, Known], Iterable[Problem]]
Apply = Callable[[Arrays, Any, Ground, Case], None]
Disrupts = Callable[[Any], tuple[Disruption, ...]]
Sectors = Callable[[Any, Ground], set[int] | None]


def as_written(shock: Shock) -> Span | None:
    """A shock's own start and end."""
    return shock.start, shock.end


def about_nothing(shock: Shock, ground: Ground) -> None:
    """No sectors of its own."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of shock. Either it forms its arrays (`apply`), or it disturbs the network (`disrupts`) together with all
    others that do.

    name: the word in the file; part: its fields; ranged: whether a level (low, central, high) makes a difference;
    check: problems of its names; sectors: positions of the sectors the scenario's elasticity is about, None where it
    names none (it never looks at home); span: when its arrays are in force, None: never.
    """

    name: str
    title: str
    part: type[Shock]
    ranged: bool
    check: Check
    apply: Apply | None = None
    disrupts: Disrupts | None = None
    sectors: Sectors = field(default=about_nothing)
    span: Callable[[Any], Span | None] = field(default=as_written)


Kinds = Mapping[str, Kind]
