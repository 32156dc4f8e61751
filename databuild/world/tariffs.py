"""Tariffs paid, by importer, exporter and sector (J,N,N), each with its grade and basis.

Sources in the order they are believed: line rates (one schedule, with the additional duties of the day), duties collected
by commodity (one social accounting matrix), applied means of primary and manufactured goods, an index's mean, an average
that is remembered. Sectors follow the structure of published schedules (`tariff_pattern.csv`), preferences the law
(`agreements`). Last, revenue is scaled to what customs collects: the gap is utilisation.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from databuild import shared, tables
from databuild.world.agreements import preferences
from databuild.world.revenue import SOURCE as REVENUE_SOURCE
from databuild.world.revenue import Collection, collections, near, ratios, revenue, typical
from databuild.world.us_duties import charged, equivalent
from kaskazi.codes.groups import members
from kaskazi.codes.hs import sector_of_hs
from kaskazi.codes.sectors import sectors
from kaskazi.law.schedules import shipped
from kaskazi.law.territories import HELD
from kaskazi.sources import source
from kaskazi.world.published import FREE_ON
from kaskazi.world.types import ABSENT, ESTIMATED, IMPUTED

Array = NDArray[np.float64]
Grades = NDArray[np.uint8]
T = TypeVar("T")
ON = date(2023, 7, 1)  # the law of this day stands for the year
WDI, INDEX = "tariffs/wdi_applied_tariffs_latest.csv", "tariffs/heritage_2019_tariff_rates.csv"
WDI_SOURCE, INDEX_SOURCE = "wdi-applied-latest", "heritage-index-2019"
PRIMARY = ("A", "B", "C10T12", "C19")  # beginnings of the table's sectors that make primary products
LOW, HIGH = (
    0.03,
    0.09,
)  # means of manufactures between which the structure of low tariffs becomes that of high ones
ABOVE = (
    3.0,
    1.5,
)  # the general rate of primary and manufactured goods is at most so many times the general mean
UNKNOWN_ABOVE = (3.0, 0.05)  # without one: so many times the applied mean, and this more
UP, DOWN = 2.0, 0.05  # utilisation is at most and at least this
TOP = 3.0  # no rate is higher
TOP_BAND = 0.35  # the highest band of the matrix's common tariff; a few sensitive goods pay more


@dataclass(frozen=True, slots=True)
class Level:
    """Applied means of an importer, ratios: primary and manufactured goods, and all; its source."""

    primary: float
    manufactured: float
    whole: float
    source: str


@dataclass(frozen=True, slots=True)
class Tariffs:
    """rate, grade, basis (J,N,N): ratios, grades and positions in `bases` ("words: source id"); ledger: what was
    done to each importer; sources: ids. ratios: revenue over collection by unit before any scaling; with_typical: the
    same once the middle utilisation of all other units is applied."""

    rate: Array
    grade: Grades
    basis: NDArray[np.uint16]
    bases: tuple[str, ...]
    ledger: tuple[str, ...]
    sources: tuple[str, ...]
    ratios: Mapping[str, float] = field(default_factory=dict)
    with_typical: Mapping[str, float] = field(default_factory=dict)


@cache
def general() -> Mapping[str, tuple[float, str]]:
    """Published general (MFN) means of all goods by importer, ratios, that were seen; the union's for its members."""
    rows = [r for r in csv.DictReader(tables.text("tariffs.csv").splitlines()) if r["basis"] == "mfn"]
    found = {
        r["iso3"]: (float(r["all_simple"]) / 100, r["source"]) for r in rows if _seen(r) and r["all_simple"]
    }
    return _with_union(found)


@cache
def averages() -> Mapping[str, Level]:
    """The applied level of every importer by the first source that has one; a rate that was seen is never replaced by
    one that is remembered. The union's holds for its members."""
    out: dict[str, Level] = {}
    rows = list(csv.DictReader(tables.text("tariffs.csv").splitlines()))
    for r in rows:  # remembered
        if not _seen(r) and r["all_simple"]:
            mean = float(r["all_simple"]) / 100
            farm = float(r["agri"] or r["all_simple"]) / 100
            out[r["iso3"]] = Level(farm, float(r["nonagri"] or r["all_simple"]) / 100, mean, r["source"])
    for r in shared.rows(INDEX):
        if r["tariff_rate_pct"]:
            mean = float(r["tariff_rate_pct"]) / 100
            out[r["iso3"]] = Level(mean, mean, mean, INDEX_SOURCE)
    for basis in ("mfn", "applied"):
        for r in rows:
            if r["basis"] == basis and _seen(r) and (text := r["all_weighted"] or r["all_simple"]):
                mean = float(text) / 100
                out[r["iso3"]] = Level(mean, mean, mean, r["source"])
    for r in shared.rows(WDI):
        values = [float(r[k]) / 100 for k in ("primary_weighted", "manufactured_weighted", "all_weighted")]
        out[r["iso3"]] = Level(*values, WDI_SOURCE)
    return _with_union(out)


def one_tariff(codes: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The customs unions that are one unit, each the member whose level is the union's and the others."""
    out = []
    for u in tables.table("collections")["unit"]:
        inside = [c for c in members(u["group"], FREE_ON) if c in codes]
        out.append(tuple(sorted(inside, key=lambda c: (c != u.get("collector"), c))))
    return tuple(out)


def by_revenue(codes: Sequence[str], gdp: Array, imports: Array) -> Mapping[str, Level]:
    """Levels of importers without a published rate: what they collect over what they import."""
    at = {c: k for k, c in enumerate(codes)}
    means = {x.unit: x.value / imports[at[x.unit]] for x in collections(codes, gdp, imports) if x.unit in at}
    return {c: Level(m, m, m, REVENUE_SOURCE) for c, m in means.items()}


def _seen(row: Mapping[str, str]) -> bool:
    return row["status"] != "memory"


def _with_union(found: Mapping[str, T]) -> dict[str, T]:
    """One figure for all members of the union: a member's, else that entered for the union as a whole."""
    whole = {k: v for k, v in found.items() if k != "EU27"}
    one = next((found[c] for c in (*members("EU", FREE_ON), "EU27") if c in found), None)
    return whole if one is None else {**whole, **dict.fromkeys(members("EU", FREE_ON), one)}


def tariff_sources() -> list[str]:
    """Sources of the published averages."""
    return [r["source"] for r in csv.DictReader(tables.text("tariffs.csv").splitlines())]


@dataclass(frozen=True, slots=True)
class Statutory:
    """Rates as the law and published means have them, before utilisation: rate (J,N,N), `keeps` (N,N) as used, and the
    basis of each importer (N,) and of each pair (N,N, -1 without), in `bases`: (kind, law, source). unpublished:
    importers whose level is what they collect."""

    rate: Array
    level: NDArray[np.int64]
    pair: NDArray[np.int64]
    judged: NDArray[np.bool_]
    bases: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    unpublished: tuple[str, ...] = ()


def _kind(found: Level | None) -> tuple[str, str, str]:
    """The basis of an importer's level: kind, law (none), source."""
    if found is None:
        return "none", "", "not-held"
    kind = "collected" if found.source == REVENUE_SOURCE else "applied mean"
    return (kind if source(found.source).status != "memory" else "remembered mean"), "", found.source


def pattern(keys: Sequence[str], icio: Mapping[str, Sequence[str]]) -> tuple[Array, Array]:
    """How tariffs differ by sector (J,) where they are low and where they are high, over the mean of goods; services 0.

    icio: the table's sectors that make each sector. What falls in one sector of the table and in several of ours is told
    apart by the schedule that is held, line by line.
    """
    rows = {r["icio"]: r for r in csv.DictReader(tables.text("tariff_pattern.csv").splitlines())}
    out = np.zeros((2, len(keys)))
    for j, key in enumerate(keys):
        held = [rows[c] for c in icio[key] if c in rows]
        if held:
            out[:, j] = [np.mean([float(r[side]) for r in held]) for side in ("low", "high")]
    lines = schedule_means(keys)
    for group in {tuple(icio[k]) for k in keys}:
        alike = [j for j, k in enumerate(keys) if tuple(icio[k]) == group and lines[j] > 0]
        if len(alike) > 1:
            out[:, alike] *= lines[alike] / lines[alike].mean()
    return out[0], out[1]


def schedule_means(keys: Sequence[str]) -> Array:
    """Simple mean general rate of the lines of each sector (J,) in the schedule that is held."""
    total, count = np.zeros(len(keys)), np.zeros(len(keys))
    for code, line in shipped().items():
        if code < "98" and line.rate is not None and (key := sector_of_hs(code)) in keys:
            total[keys.index(key)] += equivalent(line.rate, code)[0]
            count[keys.index(key)] += 1
    return total / np.maximum(count, 1)


def statutory(codes: Sequence[str], trade: Array, gdp: Array, sam: tuple[Sequence[str], Array]) -> Statutory:
    """Rates of every importer by the first source that has them, under the preferences of the law.

    The members of a customs union that is one unit share one tariff, whose means are those of its trade with others.
    """
    keys = tuple(sectors())
    icio = {k: s.icio for k, s in sectors().items()}
    goods = np.array([s.goods for s in sectors().values()])
    primary = np.array([any(c.startswith(PRIMARY) for c in icio[k]) for k in keys]) & goods
    low, high = pattern(keys, icio)
    law = preferences(codes, ON)
    rate, keeps, notes = np.zeros(trade.shape), law.keeps.copy(), []
    bases: dict[tuple[str, str, str], int] = {b: k for k, b in enumerate(law.bases)}
    level = np.zeros(len(codes), dtype=np.int64)
    special = tables.table("collections")["by_commodity"]["economy"]
    lines = charged(codes, keys, ON)
    at = {c: k for k, c in enumerate(codes)}
    shared_by = {c: x for x in one_tariff(codes) for c in x}
    known = {**by_revenue(codes, gdp, _imports(trade * goods[:, None, None])), **averages()}
    done: dict[tuple[str, ...], tuple[Array, float, str]] = {}
    for k, c in enumerate(codes):
        union = shared_by.get(c, (c,))
        found = known.get(union[0])
        level[k] = bases.setdefault(_kind(found), len(bases))
        inside = [at[m] for m in union]
        bought = trade[:, inside].sum(axis=1)
        bought[:, inside] = 0.0
        if c == HELD:
            rate[:, k], keeps[k] = lines.rate, 1.0
            level[k] = bases.setdefault(("line rates", "", "us-hts-2025"), len(bases))
            law.basis[k] = -1
            continue
        if c == special:
            base = collected(sam, bought, keeps[k], high)
            level[k] = bases.setdefault(("collected by commodity", "", "ifpri-sam-kenya-2019"), len(bases))
        elif found is None:
            continue
        else:
            if union not in done:
                weight = np.clip((found.manufactured - LOW) / (HIGH - LOW), 0.0, 1.0)
                shape = np.where(goods, (1 - weight) * low + weight * high, 0.0)
                mean = general().get(union[0])
                done[union] = _levelled(found, mean, shape, primary, bought, keeps[k], law.firm[k])
            base, part, note = done[union]
            keeps[k] = np.where(law.firm[k], keeps[k], keeps[k] + part * (1 - keeps[k]))
            notes += [f"{c}: tariffs: {note}"] if note else []
        rate[:, k] = np.minimum(base[:, None] * keeps[k][None, :], TOP)
    n = np.arange(len(codes))
    rate[:, n, n] = 0.0
    rate[~goods] = 0.0
    unread = sum(lines.unread.values())
    notes.append(
        f"{HELD}: tariffs: {unread:.0f} million USD under specific duties without a unit value count as free"
    )
    judged = (law.keeps > 0) & (law.keeps < 1)
    unpublished = tuple(c for c, x in known.items() if x.source == REVENUE_SOURCE)
    return Statutory(rate, level, law.basis, judged, tuple(bases), tuple(notes), unpublished)


def _levelled(
    found: Level,
    mean: tuple[float, str] | None,
    shape: Array,
    primary: NDArray[np.bool_],
    bought: Array,
    keeps: Array,
    firm: NDArray[np.bool_],
) -> tuple[Array, float, str]:
    """General rates (J,) of an importer whose means over primary and over manufactured goods are the published ones;
    where that asks for more than its general mean allows, agreements are taken to leave a part of it, which is returned."""
    made = (shape > 0) & ~primary
    base, wanted = np.zeros(len(shape)), 0.0
    limit = mean[0] if mean else max(UNKNOWN_ABOVE[0] * found.whole, UNKNOWN_ABOVE[1])
    for mask, target, above in ((primary, found.primary, ABOVE[0]), (made, found.manufactured, ABOVE[1])):
        total = float(bought[mask].sum())
        paying = float((shape[mask, None] * bought[mask] * keeps[None, :]).sum())
        scale = target * total / paying if paying > 0 else target
        most = above * limit / max(float(shape[mask].mean()), 1e-9) if mask.any() else 0.0
        base[mask] = min(scale, most) * shape[mask]
        wanted += target * total
    least, full = (
        float((base[:, None] * bought * x[None, :]).sum()) for x in (keeps, np.where(firm, keeps, 1.0))
    )
    if wanted <= least * (1 + 1e-9) or full <= least:
        return base, 0.0, ""
    part = min((wanted - least) / (full - least), 1.0)
    note = f"agreements leave {part:.0%} of the general duty, so that the applied mean is met".replace(
        "%", " %"
    )
    return base, part, note


def collected(sam: tuple[Sequence[str], Array], bought: Array, keeps: Array, shape: Array) -> Array:
    """Duty (J,) of the economy of a social accounting matrix: import tax over imports of each commodity, charged on what
    comes from where the general duty is owed. Sectors that are one commodity there differ as `shape` (J,) has it.
    bought (J,N), keeps (N,)."""
    accounts, cells = sam
    at = {a: k for k, a in enumerate(accounts)}
    kinds = list(sectors().values())
    paying = (bought * keeps[None, :]).sum(axis=1)
    out = np.zeros(len(kinds))
    for commodity in dict.fromkeys(tuple(s.sam) for s in kinds if s.goods):
        alike = [j for j, s in enumerate(kinds) if s.goods and tuple(s.sam) == commodity]
        duty = sum(float(cells[at["mtax"], at["c" + c]]) for c in commodity)
        imports = sum(float(cells[at["row"], at["c" + c]]) for c in commodity)
        owed = float((shape[alike] * paying[alike]).sum())
        if imports > 0 and owed > 0:
            scale = duty / imports * float(bought[alike].sum()) / owed
            out[alike] = np.minimum(scale * shape[alike], TOP_BAND)
    return out


def applied(codes: Sequence[str], trade: Array, gdp: Array, sam: tuple[Sequence[str], Array]) -> Tariffs:
    """Ad valorem rates (J,N,N) paid. trade (J,N,N) [sector, importer, exporter] and gdp (N,): million USD; sam: accounts
    and cells of the matrix by commodity. Services are free."""
    law = statutory(codes, trade, gdp, sam)
    goods = np.array([s.goods for s in sectors().values()])
    paid, bought = revenue(law.rate, trade), _imports(trade * goods[:, None, None])
    units = collections(codes, gdp, bought)
    before = {**ratios(codes, paid, units), **dict.fromkeys(law.unpublished, float("nan"))}
    middle = {x.unit: before[x.unit] * typical(before, x.unit) for x in units}
    used, told = utilisation(codes, units, before)
    rate = np.round(law.rate * used[None, :, None], 4)
    grade, basis, names = _grades(law, goods)
    grade[(trade <= 0) & (rate == 0)] = ABSENT
    share = f"{near(before):.0%} of {len(before)} units within half of collection; {near(middle):.0%}"
    head = f"tariffs: revenue before scaling: {share} at the middle utilisation of the others".replace(
        "%", " %"
    )
    return Tariffs(
        rate,
        grade,
        basis,
        names,
        (head, *law.notes, *told),
        tuple(dict.fromkeys([*(s for _, _, s in law.bases), *(u.source for u in units)])),
        before,
        middle,
    )


def _imports(trade: Array) -> Array:
    total = trade.sum(axis=0)
    np.fill_diagonal(total, 0.0)
    return np.asarray(total.sum(axis=1))


def utilisation(
    codes: Sequence[str], units: Sequence[Collection], before: Mapping[str, float]
) -> tuple[Array, tuple[str, ...]]:
    """The share of statutory duties that is paid (N,): what brings revenue to collection, within bounds; without a
    collection the middle of those that have one. And what is left over, told."""
    at = {c: k for k, c in enumerate(codes)}
    out = np.full(len(codes), typical(before))
    told = []
    for x in units:
        exact = 1.0 / before[x.unit] if before[x.unit] > 0 else 1.0
        used = float(np.clip(exact, DOWN, UP))
        for c in x.members:
            out[at[c]] = used
        words = f"{x.unit}: tariffs: {used:.2f} of what published rates would bring is collected ({x.year})"
        if exact > UP:
            words += (
                f"; customs' own figure is {exact / UP:.1f} times that, other charges are taken to be in it"
            )
        elif exact < DOWN:
            words += f"; customs' own figure is {DOWN / exact:.1f} times less"
        told.append(words)
    return out, tuple(told)


def _grades(law: Statutory, goods: NDArray[np.bool_]) -> tuple[Grades, NDArray[np.uint16], tuple[str, ...]]:
    """Grade and basis of every cell (J,N,N), and the bases as text."""
    J, n = len(goods), len(law.level)
    pair = np.where(law.pair >= 0, law.pair, law.level[:, None])
    poor = np.array([kind == "none" or source(s).status == "memory" for kind, _, s in law.bases])
    imputed = poor[pair] | (law.judged & (law.pair >= 0))
    grade = np.where(imputed, IMPUTED, ESTIMATED).astype(np.uint8)
    names = [f"{kind} {name}".rstrip() + f": {cited}" for kind, name, cited in law.bases]
    out = np.repeat(grade[None], J, axis=0)
    out[~goods] = ESTIMATED
    basis = np.repeat(pair[None], J, axis=0).astype(np.uint16)
    basis[~goods] = len(names)
    basis[:, np.arange(n), np.arange(n)] = len(names)
    return out, basis, (*names, "services and own sales, free: not-held")
