"""What a run gives back: labelled figures with intervals, and what they rest on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from kaskazi.scenario import Scenario
from kaskazi.text.intervals import Interval


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the brief.

    unit: "USD m", "%", "jobs", "KSh m", "days", "USD/TEU". base: the level it changes, same unit.
    percent: change in per cent of base. method: key of `METHODS`. basis: plain words on what the
    interval spans. observed_share: part of the effect (0..1) that rests on observed cells, None
    where the question does not apply. sources: ids of sources.toml.
    """

    id: str
    label: str
    unit: str
    value: Interval
    method: str
    basis: str
    base: float | None = None
    percent: Interval | None = None
    observed_share: float | None = None
    sources: tuple[str, ...] = ()

    @property
    def is_change(self) -> bool:
        """True for a change (printed with its sign), false for an amount."""
        return self.method not in AMOUNTS


@dataclass(frozen=True, slots=True)
class LineEffect:
    """One product group of a preference: what is traded, the duty it faces, what would change.

    value, duty: USD m a year; rates: ratios; change: USD m a year.
    """

    id: str
    label: str
    route: str
    value: float
    rate_now: float
    rate_then: float
    duty: float
    change: Interval
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EconomyEffect:
    """One economy in one scenario. Percentages of the base; money in USD m a year."""

    iso3: str
    name: str
    real_income: Interval  # %
    income: Interval  # USD m
    exports: Interval  # %
    imports: Interval  # %
    revenue: Interval  # USD m, tariff revenue
    observed_share: float


@dataclass(frozen=True, slots=True)
class SectorEffect:
    """One sector of the home economy. base_output, base_exports, exports: USD m a year; output: %; base_jobs, jobs:
    persons; grade: of the sector's accounts."""

    id: str
    label: str
    base_output: float
    output: Interval
    base_exports: float
    exports: Interval
    base_jobs: float
    jobs: Interval
    grade: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A published estimate of the same question, beside ours."""

    study: str
    method: str
    what: str
    value: str
    ours: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Solved:
    """The certificate of one solved case, in words and numbers."""

    case: str
    largest_residual: float
    walras: float
    sweeps: int
    method: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is needed to get the same numbers again."""

    kaskazi: str
    scenario_sha256: str
    world: str
    world_sha256: str
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything one scenario changes, for one home economy first and for all others after."""

    scenario: Scenario
    home: str
    partner: str | None
    headline: tuple[Figure, ...]
    lines: tuple[LineEffect, ...]
    economies: tuple[EconomyEffect, ...]  # every economy of the world, largest loss first
    comparisons: tuple[Comparison, ...]
    assumptions: tuple[str, ...]
    notes: tuple[str, ...]
    solved: tuple[Solved, ...]
    manifest: Manifest
    sectors: tuple[
        SectorEffect, ...
    ] = ()  # of the home economy, the most moved first; none in a one-sector world

    def figure(self, key: str) -> Figure:
        """The headline figure with this id. Raises KeyError."""
        for f in self.headline:
            if f.id == key:
                return f
        raise KeyError(key)

    def to_dict(self) -> dict[str, Any]:
        """Plain types only, ready for JSON."""
        body = {
            name: [asdict(x) for x in getattr(self, name)]
            for name in ("headline", "lines", "economies", "comparisons", "solved", "sectors")
        }
        return {
            "scenario": self.scenario.to_dict(),
            "home": self.home,
            "partner": self.partner,
            **body,
            "assumptions": list(self.assumptions),
            "notes": list(self.notes),
            "manifest": asdict(self.manifest),
        }


AMOUNTS = frozenset({"duty", "network", "law"})  # methods whose figures are amounts
METHODS = {
    "duty": "Duty at stake: customs value times the MFN rate each product group would face, line by line.",
    "line": "Line by line: change = value x ((1 + new duty)/(1 + old duty))^-s - value, full pass-through, "
    "elastic supply, s the elasticity of customs values to the duty.",
    "model": "General equilibrium: exact-hat solution of a trade model of all economies, every equation "
    "certified.",
    "prorata": "Pro rata: jobs times the relative change of exports, all jobs taken to serve this market.",
    "network": "Route choice over open and closed gates, costs turned into ad valorem equivalents.",
    "law": "Read from the registry of instruments on the date given.",
}
