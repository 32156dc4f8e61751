"""What a run gives back: labelled figures with intervals, and what they rest on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from kaskazi.files import SCHEMAS
from kaskazi.outcomes.indicators import FigureHorizon, methods
from kaskazi.scenario import Number, Scenario
from kaskazi.text.intervals import Interval


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the brief.

    id: a row of `indicators.toml`. unit: "USD m", "%", "jobs", "days", "USD/TEU". base: the level it changes, same
    unit, of base_year. percent: change in per cent of base. method: a method of `indicators.toml`. horizon: what it is
    the figure of. basis: plain words on what the interval spans. base_observed: part of the base (0..1) that a
    publisher states, None where the question does not apply; the change itself is `modelled` or not.
    sources: ids of sources.toml.
    """

    id: str
    label: str
    unit: str
    value: Interval
    method: str
    horizon: FigureHorizon
    basis: str
    base: float | None = None
    base_year: int | None = None
    percent: Interval | None = None
    base_observed: float | None = None
    sources: tuple[str, ...] = ()

    @property
    def is_change(self) -> bool:
        """True for a change (printed with its sign), false for an amount."""
        return not methods()[self.method].amount

    @property
    def modelled(self) -> bool:
        """True where a model made the figure, however well its base is observed."""
        return methods()[self.method].modelled


@dataclass(frozen=True, slots=True)
class LineEffect:
    """One product group of a preference: what is traded, the duty it faces, what would change.

    value, duty: USD m a year; rates: ratios; change: USD m a year, third full year on.
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
    """One economy in one scenario, adjusted. Percentages of the base; money in USD m a year."""

    iso3: str
    name: str
    real_income: Interval  # %
    income: Interval  # USD m
    exports: Interval  # %
    imports: Interval  # %
    revenue: Interval  # USD m, tariff revenue
    base_observed: float


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
class HouseholdEffect:
    """One group of the home economy's households. size: its part of all household income, ratio; real_income: %."""

    id: str
    label: str
    size: float
    real_income: Interval


@dataclass(frozen=True, slots=True)
class Comparison:
    """A published estimate of the same question, beside ours; both in `unit`: "%" (a change) or "duty %" (a level)."""

    study: str
    method: str
    what: str
    unit: str
    value: Interval
    ours: Interval
    source: str


@dataclass(frozen=True, slots=True)
class PathYear:
    """One calendar year of a dated path: the change in that year, USD m, and the part of the year (0..1) in which
    any shock is in force."""

    year: int
    value: Interval
    in_force: float


@dataclass(frozen=True, slots=True)
class Path:
    """A figure year by year over the window of a scenario, and its sum; USD m, not discounted."""

    id: str
    label: str
    unit: str
    years: tuple[PathYear, ...]
    total: Interval


@dataclass(frozen=True, slots=True)
class Walk:
    """Two answers to one question and the steps from one to the other, USD m or jobs, central case; the steps add up.
    text: the same in one sentence."""

    first: str
    second: str
    unit: str
    steps: tuple[tuple[str, float], ...]
    text: str


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
    sectors: tuple[SectorEffect, ...]  # of the home economy, most moved first; none in a one-sector world
    paths: tuple[Path, ...]  # none where nothing is dated
    walks: tuple[Walk, ...]  # where two methods answer one question
    routes: tuple[dict[str, Any], ...]  # the ways a disruption changes, before and after
    comparisons: tuple[Comparison, ...]
    assumptions: tuple[str, ...]
    notes: tuple[str, ...]
    solved: tuple[Solved, ...]
    manifest: Manifest
    households: tuple[
        HouseholdEffect, ...
    ] = ()  # of the home economy; none where its accounts have no groups

    @property
    def number(self) -> Number | None:
        """What its figures are where a document put the scenario on the table: measured, drafted, for scale."""
        return self.scenario.number

    def figure(self, key: str) -> Figure:
        """The headline figure with this id. Raises KeyError."""
        for f in self.headline:
            if f.id == key:
                return f
        raise KeyError(key)

    def path(self, key: str) -> Path:
        """The dated path of a figure. Raises KeyError."""
        for p in self.paths:
            if p.id == key:
                return p
        raise KeyError(key)

    def to_dict(self) -> dict[str, Any]:
        """Plain types only, ready for JSON."""
        names = ("lines", "economies", "sectors", "households", "paths", "walks", "comparisons", "solved")
        return {
            "schema": SCHEMAS["outcome"],
            "scenario": self.scenario.to_dict(),
            "home": self.home,
            "partner": self.partner,
            "number": self.number,
            "headline": [
                {**asdict(f), "horizon": f.horizon.text, "modelled": f.modelled} for f in self.headline
            ],
            **{name: [asdict(x) for x in getattr(self, name)] for name in names},
            "routes": [dict(r) for r in self.routes],
            "assumptions": list(self.assumptions),
            "notes": list(self.notes),
            "manifest": asdict(self.manifest),
        }

    def to_frame(self) -> Any:
        """All figures in tidy form; see `kaskazi.outcomes.frame`."""
        from kaskazi.outcomes.frame import frame

        return frame(self)
