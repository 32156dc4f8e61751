"""Back-cases: what our elasticities would have said of past losses of AGOA, beside what happened.

Predicted: (1 + t)^-s - 1 with the interval our tables use for that year: short in the first, long from the third, half
way between in the second. Happened: the change of exports to the US, raw and against the
controls (difference in differences, ratio of changes). Implied elasticity: -ln(1 + change) / ln(1 + t).
Score: a hit where the change against the controls lies within the interval, give or take half a point (its ends are
rounded elasticities); log error: ln of happened over predicted.
"""

from __future__ import annotations

import csv
import math
import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kaskazi.errors import InputError, Problem, nearest
from kaskazi.evidence.estimates import Range, after
from kaskazi.outcomes.beside import comparisons
from kaskazi.outcomes.preference import stake
from kaskazi.shocks import load
from kaskazi.text.intervals import Interval
from kaskazi.text.numbers import fixed, number
from kaskazi.world import World

ROUNDING = 0.005


@dataclass(frozen=True, slots=True)
class Case:
    """One case and year. Changes are ratios (-0.77 = -77 %); low is the largest fall predicted."""

    iso3: str
    name: str
    event: str
    base: int
    year: int
    before: float  # USD m
    then: float  # USD m
    raw: float
    against: float
    controls: tuple[str, ...]
    years: int  # full years without the preference
    low: float
    central: float
    high: float
    implied: float
    hit: bool
    log_error: float
    in_sample: str
    confounders: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All tests, the duty they take to have come back (ratio) and the spread of the controls in quiet years."""

    duty: float
    cases: tuple[Case, ...]
    noise: float  # standard deviation of yearly log changes of economies that kept AGOA

    @property
    def hits(self) -> int:
        return sum(t.hit for t in self.cases)

    @property
    def error(self) -> float:
        """Mean absolute log error."""
        return sum(abs(t.log_error) for t in self.cases) / len(self.cases)

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return {**asdict(self), "hits": self.hits, "mean_absolute_log_error": self.error}


@cache
def series() -> dict[tuple[str, str, int], float]:
    """Exports to the US by (series, ISO3, year), USD m."""
    text = files("kaskazi.evidence").joinpath("experiments.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(r["series"], r["iso3"], int(r["year"])): float(r["usd_m"]) for r in rows}


def backtest(name: str | None = None) -> Report:
    """Every case, or those of one economy (ISO3). Raises InputError for one without a case."""
    raw = _settings()
    known = sorted({c["iso3"] for c in raw["case"]})
    if name is not None and name not in known:
        problem = Problem("economy", f'"{name}" is not a case.', ", ".join(known), nearest(name, known))
        raise InputError("backtest", [problem])
    cases = [
        _case(c, year, raw["duty"]) for c in raw["case"] if name in (None, c["iso3"]) for year in c["after"]
    ]
    return Report(raw["duty"], tuple(cases), noise())


def _case(c: dict[str, Any], year: int, duty: float) -> Case:
    def value(who: str, y: int) -> float:
        return series()[c["series"], who, y]

    before, then = value(c["iso3"], c["base"]), value(c["iso3"], year)
    others = [sum(value(k, y) for k in c["controls"]) for y in (c["base"], year)]
    against = (then / before) / (others[1] / others[0]) - 1
    k = year - c["base"]
    low, central, high = predicted(after(k), duty)
    named = {"short": k < 3, "long": k > 1}  # the ends a year leans on
    return Case(
        iso3=c["iso3"],
        name=c["name"],
        event=c["event"],
        base=c["base"],
        year=year,
        before=before,
        then=then,
        raw=then / before - 1,
        against=against,
        controls=tuple(c["controls"]),
        years=k,
        low=low,
        central=central,
        high=high,
        implied=implied(against, duty),
        hit=low - ROUNDING <= against <= high + ROUNDING,
        log_error=math.log((1 + against) / (1 + central)),
        in_sample=", ".join(dict.fromkeys(x.split()[1] for x in c["in_sample"] if named[x.split()[0]])),
        confounders=tuple(c["confounders"]),
        sources=tuple(c["sources"]),
    )


def predicted(r: Range, duty: float) -> tuple[float, float, float]:
    """Change of exports at the high, central and low elasticity: the largest fall first."""
    return tuple((1 + duty) ** -s - 1 for s in (r.high, r.central, r.low))


def implied(change: float, duty: float) -> float:
    """The elasticity that makes a duty cause a change."""
    return -math.log(1 + change) / math.log(1 + duty)


@cache
def _settings() -> dict[str, Any]:
    text = files("kaskazi.evidence").joinpath("experiments.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def noise() -> float:
    """Standard deviation of the yearly log changes of economies that kept the preference, 2006 to 2023, as a ratio."""
    d = series()
    moves = [
        math.log(d["baci", who, y + 1] / d["baci", who, y])
        for who in _settings()["quiet"]
        for y in range(2006, 2023)
    ]
    mean = sum(moves) / len(moves)
    return math.sqrt(sum((m - mean) ** 2 for m in moves) / (len(moves) - 1))


HEAD = (
    "case",
    "years",
    "USD m",
    "raw",
    "against controls",
    "predicted (low to high)",
    "implied s",
    "score",
    "log error",
)


def rows(report: Report) -> list[tuple[str, ...]]:
    """The report as plain text cells, a header first."""
    out: list[tuple[str, ...]] = [HEAD]
    for t in report.cases:
        out.append(
            (
                t.name,
                f"{t.base} to {t.year}",
                f"{number(t.before, 1)} to {number(t.then, 1)}",
                percent(t.raw),
                percent(t.against),
                f"{percent(t.central)} ({percent(t.low)} to {percent(t.high)})",
                number(t.implied, 1),
                score(t),
                number(t.log_error, 2, signed=True),
            )
        )
    return out


def score(t: Case) -> str:
    """Hit or miss, and which end of the interval the case itself set."""
    mark = "hit" if t.hit else "miss"
    return f"{mark} ({t.in_sample} end set by it)" if t.in_sample else mark


def percent(x: float) -> str:
    """A ratio as per cent with a sign."""
    return f"{number(100 * x, 1, signed=True)} %"


def verdict(report: Report) -> str:
    """What the score says, in plain words."""
    own = [t for t in report.cases if not t.in_sample]
    out = sum(t.hit for t in own)
    return (
        f"{report.hits} of {len(report.cases)} within the interval; of the {len(own)} whose interval the case did not "
        f"set itself, {out}. Mean absolute log error of the central figure {report.error:.2f}: what happened was off by "
        f"a factor of {math.exp(report.error):.1f}. Exports of economies that kept AGOA moved by "
        f"{100 * report.noise:.0f} % a year (standard deviation of logs), so part of any change is noise. Years of one economy are not independent."
    )


def beside() -> list[tuple[str, ...]]:
    """Published estimates of the preference's loss beside ours, as plain text cells, a header first: the comparisons
    that an outcome of the same scenario carries."""
    scenario, world = load(str(_settings()["beside"])), World.load()
    s = stake(scenario, world)
    out: list[tuple[str, ...]] = [("study", "method", "what", "published", "ours", "source")]
    for c in comparisons(scenario, world, s) if s else ():
        out.append((c.study, c.method, c.what, _told(c.value, c.unit), _told(c.ours, c.unit), c.source))
    return out


def _told(v: Interval, unit: str) -> str:
    shown = fixed(v, 1, signed=unit == "%")
    return f"{shown.central} % ({shown.range})" if shown.range else f"{shown.central} %"
