"""A figure that somebody uses, held against ours: how far apart, and what would have to be true for it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from kaskazi.errors import InputError, Problem
from kaskazi.evidence import jobs
from kaskazi.model.partial import value_change
from kaskazi.outcomes import Figure, Outcome, work_out
from kaskazi.outcomes.preference import Stake, counted, job_rows, stake
from kaskazi.scenario import Scenario
from kaskazi.text.intervals import Interval
from kaskazi.text.numbers import number, with_unit
from kaskazi.world import World

MAGNITUDES = {
    "": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
    "trillion": 1e12,
}  # fmt: skip
PEOPLE = ("jobs", "job", "workers", "livelihoods", "employees", "posts", "people")
MONEY = ("usd", "us$", "$", "dollars", "dollar")
SAME = 0.005  # a claim this near to a published count is that count
MOST, FARTHEST = 5, 20.0  # figures shown; times apart at which two figures are not about the same thing
HIGHEST = 60.0  # elasticity up to which one is looked for
_CLAIM = re.compile(
    r"(?P<before>us\$|usd|\$)?\s*[-\u2212+]?(?P<number>\d[\d,\u202f\u00a0 ]*(?:\.\d+)?)\s*(?P<size>[a-z]+\b)?\s*(?P<rest>.*)", re.I
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure as said. unit: "jobs", "USD m" or "%"; value: its size, without a sign."""

    text: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Held:
    """A claim beside one figure of ours. ratio: claim over our central value, None where ours is nothing; inside: it lies in
    our interval; needs: what would have to be true, a sentence each."""

    figure: str
    label: str
    horizon: str
    ours: Interval
    unit: str
    base: float | None
    base_year: int | None
    ratio: float | None
    inside: bool
    needs: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A claim beside every figure of ours in its unit, the nearest first. known: published counts that it equals."""

    claim: Claim
    scenario: str
    home: str
    found: tuple[Held, ...]
    known: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return asdict(self)


def read_claim(text: str) -> Claim:
    """A figure in words: "300,000 jobs", "USD 1.2 billion", "-16 %". Raises InputError for what holds none."""
    m = _CLAIM.fullmatch(text.strip())
    expected = 'a number and a unit: "300,000 jobs", "USD 350 million", "16 %"'
    if m is None:
        raise InputError("check", [Problem("claim", f'"{text}" holds no figure.', expected)])
    size = (m["size"] or "").lower()
    rest = m["rest"].lower()
    if size not in MAGNITUDES:
        size, rest = "", f"{size} {rest}"
    value = float(re.sub(r"[,\u202f\u00a0 ]", "", m["number"])) * MAGNITUDES[size]
    if not math.isfinite(value):
        raise InputError("check", [Problem("claim", "is too large a number.", expected)])
    words = re.findall(r"[a-z$%]+", rest)
    if "%" in rest or "per cent" in rest or "percent" in rest:
        return Claim(text, value, "%")
    if m["before"] or any(w in MONEY for w in words):
        return Claim(text, value / 1e6, "USD m")
    if any(w in PEOPLE for w in words):
        return Claim(text, value, "jobs")
    raise InputError("check", [Problem("claim", f'"{text}" has no unit that is known.', expected)])


def check(claim: Claim, scenario: Scenario, world: World) -> Check:
    """The claim beside every figure of the scenario's outcome in its unit. Raises NoSolution."""
    outcome = work_out(scenario, world)
    line = stake(scenario, world)
    found = [x for f in outcome.headline if (x := _held(claim, f, outcome, line)) is not None]
    found.sort(key=lambda x: abs(math.log(x.ratio)) if x.ratio else math.inf)
    near = [x for x in found if x.ratio and 1 / FARTHEST <= x.ratio <= FARTHEST] or found[:1]
    return Check(claim, scenario.name, outcome.home, tuple(near[:MOST]), tuple(_known(claim, outcome.home)))


def _known(claim: Claim, home: str) -> Iterator[str]:
    if claim.unit != "jobs":
        return
    for j in jobs(home):
        if abs(j.value - claim.value) <= SAME * j.value:
            used = "the count used here" if j.used else "not used here"
            yield f"{number(j.value)} stands in source {j.source}: {j.what} ({j.year}); {used}."


def _held(claim: Claim, f: Figure, outcome: Outcome, line: Stake | None) -> Held | None:
    """None where the figure is in another unit or changes nothing."""
    ours = f.percent if claim.unit == "%" and f.unit != "%" else f.value
    if ours is None or (claim.unit != "%" and f.unit != claim.unit) or ours.low == ours.high == 0:
        return None
    size = Interval(*sorted(abs(x) for x in (ours.low, ours.central, ours.high)))
    crosses = ours.low < 0 < ours.high
    inside = (0.0 if crosses else size.low) <= claim.value <= size.high
    central = abs(ours.central)
    needs = tuple(_needs(claim, f, ours, outcome, line, inside))
    return Held(
        figure=f.id,
        label=f.label,
        horizon=f.horizon.text,
        ours=ours,
        unit=claim.unit,
        base=f.base,
        base_year=f.base_year,
        ratio=claim.value / central if central > 0 else None,
        inside=inside,
        needs=needs,
        sources=f.sources,
    )


def _needs(
    claim: Claim, f: Figure, ours: Interval, outcome: Outcome, line: Stake | None, inside: bool
) -> Iterator[str]:
    """What would have to be true for the claim to be this figure."""
    if inside:
        yield "Nothing more: it lies in our range."
        return
    whole = 100.0 if claim.unit == "%" else f.base
    if f.is_change and whole and claim.value > whole:
        told = with_unit(number(whole, 0 if whole > 10 else 2), claim.unit)
        yield (
            f"Another definition: all there is of it here is {told}"
            + (f" ({f.base_year})" if f.base_year else "")
            + ", so the claim counts something else (other firms, families, other markets) or more than one year."
        )
    if f.id in ("exports_lines", "jobs") and line is not None:
        yield _elasticity(claim, f, line, outcome)
    if claim.unit == "USD m" and f.horizon.kind != "sum" and claim.value > abs(ours.central) > 0:
        years = claim.value / abs(ours.central)
        if years <= 50:
            yield f"Another horizon: the sum of {number(years, 1)} years at our central value."
    if f.base and f.is_change and f.percent and abs(f.percent.central) > 0 and claim.unit != "%":
        base = claim.value / abs(f.percent.central) * 100
        if 1 / FARTHEST <= base / f.base <= FARTHEST:
            yield f"Another base: {with_unit(number(base), claim.unit)} where {with_unit(number(f.base), claim.unit)} is counted."


def _elasticity(claim: Claim, f: Figure, line: Stake, outcome: Outcome) -> str:
    """The elasticity at which our method would say the same, or that none does."""
    v = np.array([r.value for r in line.rows])
    keep = np.ones(len(v), dtype=bool)
    scale = 1.0
    if f.id == "jobs":
        count = counted(outcome.home, line.table.year)
        if count is None:
            return "No count of jobs is held."
        keep = np.array(job_rows(line, count))
        scale = count.value / float(v[keep].sum())
    if claim.unit == "%":
        scale = 100.0 / float(v[keep].sum())
    old, new = line.duties.before[keep], line.duties.after[keep]

    def size(s: float) -> float:
        return abs(scale * float(value_change(v[keep], old, new, s).sum()))

    e = outcome.scenario.uncertainty.elasticity
    used = f" where {e.low:g} to {e.high:g} is used" if e is not None else ""
    if size(HIGHEST) < claim.value:
        lost = abs(scale * float(v[keep][new > old].sum()))
        return f"Another method: no elasticity gives it{used}; lost to the last line it would be {with_unit(number(lost), claim.unit)}."
    low, high = 0.0, HIGHEST
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if size(middle) < claim.value else (low, middle)
    return f"Another elasticity: {number(high, 1)}{used}."


__all__: Sequence[str] = ["Check", "Claim", "Held", "check", "read_claim"]
