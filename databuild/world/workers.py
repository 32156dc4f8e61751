"""Who works where, as the International Labour Organization has it: persons employed, shares of agriculture, industry and
services, structure by activity; and a guess of the shares where it has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from databuild import shared
from databuild.world.factbook import Entry
from databuild.world.statistics import newest, value_shares
from databuild.world.technology import BROAD

Array = NDArray[np.float64]
SHARES, RATES = "labour/ilo_employment_shares.csv.gz", "labour/ilo_rates_and_labour_cost.csv.gz"
BY_ACTIVITY = "labour/ilo_employment_by_activity_2013.csv.gz"
EMPLOYMENT, UNEMPLOYMENT = "aged_15plus_employment_rate_percent", "aged_15plus_unemployment_rate_percent"
PER_WORKER = "gdpperemployee_us_inflation_adjusted"
SECTIONS: Mapping[str, str] = {
    "Agriculture, forestry and fishing": "agriculture",
    "Mining and quarrying": "mining",
    "Manufacturing": "manufacturing",
    "Electricity, gas, steam and air conditioning supply": "utilities",
    "Water supply; sewerage, waste management and remediation activities": "utilities",
    "Construction": "construction",
    "Wholesale and retail trade; repair of motor vehicles and motorcycles": "trade",
    "Transportation and storage": "transport",
    "Accommodation and food service activities": "tourism",
    "Information and communication": "communications",
    "Financial and insurance activities": "finance",
    "Real estate activities": "business",
    "Professional, scientific and technical activities": "business",
    "Administrative and support service activities": "business",
    "Public administration and defence; compulsory social security": "public",
    "Education": "public",
    "Human health and social work activities": "public",
    "Arts, entertainment and recreation": "public",
    "Other service activities": "public",
    "Activities of households as employers; undifferentiated goods- and services-producing activities of households for own use": "public",
}
LEAST, MOST = 0.002, 0.95  # shares are kept within these before logits are taken
RIDGE = 4.0  # weight that draws the guess's slopes to zero
# The share of a decade ago counts so much beside the guess, after falling as shares have fallen since.
OLD_WEIGHT, FALLEN = 0.8, 0.85


@dataclass(frozen=True, slots=True)
class Workers:
    """employed (N,): persons, NaN where not held; shares (N,3) of agriculture, industry and services; held (N,): whether they
    are the organization's; activities: persons of 2013 by activity, by ISO3."""

    employed: Array
    shares: Array
    held: NDArray[np.bool_]
    activities: Mapping[str, Mapping[str, float]]


@cache
def activities() -> Mapping[str, Mapping[str, float]]:
    """Persons (thousands) of 2013 by our activities, by ISO3, where every one of them is held."""
    out: dict[str, dict[str, float]] = {}
    for r in shared.rows(BY_ACTIVITY):
        if r["classification"] == "ISIC4" and r["activity"] in SECTIONS:
            parts = out.setdefault(r["iso3"], {})
            key = SECTIONS[r["activity"]]
            parts[key] = parts.get(key, 0.0) + float(r["thousand_persons"])
    return {c: p for c, p in out.items() if set(p) == set(SECTIONS.values())}


@cache
def farm_of_2013() -> Mapping[str, float]:
    """Agriculture's share of employment in 2013 by ISO3, from the tables by activity."""
    found: dict[str, dict[str, float]] = {}
    for r in shared.rows(BY_ACTIVITY):
        key = r["activity"].split(",")[0]
        if key in ("Agriculture", "Total") and r["classification"] != "ISIC3":
            found.setdefault(r["iso3"], {})[key] = float(r["thousand_persons"])
    return {c: p["Agriculture"] / p["Total"] for c, p in found.items() if len(p) == 2 and p["Total"] > 0}


def published(codes: Sequence[str], year: int) -> Array:
    """Shares (N,3) of agriculture, industry and services in employment, NaN where none are held."""
    found = newest(SHARES, "sector", "pct_of_employment", year)
    out = np.array([[found.get((c, b), (0, np.nan))[1] for b in BROAD] for c in codes])
    return np.asarray(out / out.sum(axis=1, keepdims=True))


def features(codes: Sequence[str], book: Mapping[str, Entry], income: Array, year: int) -> Array:
    """What employment by sector goes with (N,K), each with mean zero and deviation one; zero where unknown."""
    value, _ = value_shares(codes, book, year)
    rates = newest(RATES, "series", "value", year)
    series = {
        s: np.array([rates.get((c, s), (0, np.nan))[1] for c in codes])
        for s in (EMPLOYMENT, UNEMPLOYMENT, PER_WORKER)
    }
    urban = np.array([u if (u := book[c].urban) is not None else np.nan for c in codes])
    columns = [
        np.log(income),
        logit(value[:, 0]),
        logit(value[:, 1]),
        series[EMPLOYMENT],
        np.log(1 + series[UNEMPLOYMENT]),
        np.log(series[PER_WORKER]),
        urban,
    ]
    z = np.array(columns).T
    mean, sd = np.nanmean(z, axis=0), np.nanstd(z, axis=0)
    return np.where(np.isfinite(z), (z - mean) / sd, 0.0)


def logit(share: Array) -> Array:
    """Log odds of a share kept within bounds."""
    p = np.clip(share, LEAST, MOST)
    return np.asarray(np.log(p / (1 - p)))


def guessed(codes: Sequence[str], x: Array, shares: Array, known: NDArray[np.bool_]) -> Array:
    """Shares (N,3) for every economy from those of the `known` ones (N,): logits of agriculture's share, and of industry's in
    the rest, by ridge regression; agriculture of 2013 counts beside it where an activity table holds it."""

    def fit(y: Array) -> Array:
        design = np.hstack([np.ones((len(x), 1)), x])
        use = design[known]
        weight = np.diag([0.0] + [RIDGE] * x.shape[1])
        slope = np.linalg.solve(use.T @ use + weight, use.T @ logit(y)[known])
        return np.asarray(1 / (1 + np.exp(-design @ slope)))

    farm = fit(shares[:, 0])
    old = np.array([farm_of_2013().get(c, np.nan) for c in codes])
    farm = np.where(np.isfinite(old), (1 - OLD_WEIGHT) * farm + OLD_WEIGHT * FALLEN * old, farm)
    industry = (1 - farm) * fit(shares[:, 1] / (1 - shares[:, 0]))
    return np.column_stack([farm, industry, 1 - farm - industry])


def workers(
    codes: Sequence[str], book: Mapping[str, Entry], income: Array, gdp_constant: Array, year: int
) -> Workers:
    """Employment of every economy. gdp_constant (N,): million constant USD of the year, NaN where not known: with output a
    worker it gives the organization's employment."""
    shares = published(codes, year)
    known = np.isfinite(shares).all(axis=1)
    filled = np.where(known[:, None], shares, 0.3)
    guess = guessed(codes, features(codes, book, income, year), filled, known)
    rates = newest(RATES, "series", "value", year)
    each = np.array(
        [found[1] if (found := rates.get((c, PER_WORKER), (0, np.nan)))[0] == year else np.nan for c in codes]
    )
    return Workers(gdp_constant * 1e6 / each, np.where(known[:, None], shares, guess), known, activities())


def held_out(codes: Sequence[str], x: Array, shares: Array, part: int, parts: int = 5) -> tuple[Array, Array]:
    """The guess and the published share of agriculture of every `parts`-th economy, the fit made without them."""
    held = np.flatnonzero(np.isfinite(shares).all(axis=1))
    out = held[part::parts]
    known = np.zeros(len(codes), dtype=bool)
    known[np.setdiff1d(held, out)] = True
    filled = np.where(known[:, None], shares, 0.3)
    return guessed(codes, x, filled, known)[out, 0], shares[out, 0]
