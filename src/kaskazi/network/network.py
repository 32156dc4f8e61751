"""Gateways of every economy over the skim, and what a disruption costs each pair."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from kaskazi.network import parameters as par
from kaskazi.network.disruption import Disruption
from kaskazi.network.gates import GATE_IDS, GATES
from kaskazi.network.places import FALLBACK, INLAND
from kaskazi.network.skim import Skim, distances, load

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Gateway:
    """One way an economy reaches the sea. days, usd: the land leg, per TEU; corridor "" at the coast."""

    iso3: str
    port: str
    name: str
    weight: float
    days: float
    usd: float
    corridor: str


@dataclass(frozen=True, slots=True)
class Network:
    """Gateways and the skim between their ports."""

    gateways: tuple[Gateway, ...]
    skim: Skim
    places: dict[str, tuple[float, float, str]]  # port -> longitude, latitude, name

    @classmethod
    def load(cls) -> Network:
        """The shipped network."""
        return _load()

    @property
    def gate_ids(self) -> tuple[str, ...]:
        """Ids of all gates."""
        return GATE_IDS

    @property
    def corridor_ids(self) -> tuple[str, ...]:
        """Ids of all land corridors."""
        return tuple(sorted({g.corridor for g in self.gateways if g.corridor}))

    @property
    def economies(self) -> tuple[str, ...]:
        """ISO3 of every economy with a gateway."""
        return tuple(sorted({g.iso3 for g in self.gateways}))


@cache
def _load() -> Network:
    s = load()
    text = files("kaskazi.network").joinpath("gateways.csv").read_text(encoding="utf-8")
    rows, places = [], {}
    for r in csv.DictReader(text.splitlines()):
        places[r["port"]] = (float(r["lon"]), float(r["lat"]), r["name"])
        if r["iso3"]:
            rows.append(Gateway(r["iso3"], r["port"], r["name"], float(r["weight"]), 0.0, 0.0, ""))
    for table in (INLAND, FALLBACK):
        for iso3, ways in table.items():
            for port, weight, days, usd, corridor in ways:
                rows.append(Gateway(iso3, port, places[port][2], weight, days, usd, corridor))
    return Network(tuple(rows), s, places)


@dataclass(frozen=True, slots=True)
class CostChange:
    """What a disruption adds, by pair [importer, exporter] of the economies asked for.

    days (N,N), usd_per_teu (N,N); ave, rent (S,N,N) ratios of value: resources and time, and carriers'
    scarcity mark-up; unreachable (N,N): no way left (ave is 0 there, the flag must be read); missing: economies
    without a gateway, left as they are.
    """

    days: Array
    usd_per_teu: Array
    ave: Array
    rent: Array
    unreachable: Flags
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]


def cost_change(
    network: Network,
    disruptions: Sequence[Disruption],
    economies: Sequence[str],
    sectors: Sequence[str] | None = None,
    level: str = "central",
    trade: Array | None = None,
) -> CostChange:
    """Days, USD per TEU and ad valorem equivalents that disruptions add between all pairs.

    sectors: keys of parameters.TIME_WEIGHTS (default: all goods as one); level: low, central, high.
    trade: (N,N) [importer, exporter] weights that decide which traffic leaves a gate that is partly open
    (default: all pairs alike). A gate partly open keeps its share of that traffic: a premium, found by
    bisection, makes the rest take the next way (logit).
    """
    p = par.LEVELS[level]
    port_at = {c: k for k, c in enumerate(network.skim.ports)}
    usual = {g.id: (g.toll + g.size_penalty) / _usd_per_nm(p) for g in GATES}
    gates = [d for d in disruptions if d.gate]
    base = distances(network.skim, usual)
    shut = {d.gate: np.inf for d in gates if d.closed_share > 0}
    far = distances(network.skim, {**usual, **shut}) if shut else base
    touched = _uses(network.skim, usual, base, gates)
    idx = [port_at[g.port] for g in network.gateways]
    M, shifted, land_days, land_usd, gone = _ways(network, economies, disruptions)

    detour = far - base  # nm; inf where no other way
    kept = min((1.0 - d.closed_share for d in gates), default=1.0)
    load_p = _port_weights(M, idx, len(base), trade) * touched
    premium_nm = shadow_premium(detour, load_p, kept)
    leaves = np.where(touched > 0, 1.0 - stay(detour, premium_nm), 0.0)
    blocked = ~np.isfinite(detour) & np.isfinite(base) & (kept <= 0.05)
    nm = np.where(np.isfinite(detour), detour, 0.0)
    lasting = max((d.year_share for d in gates), default=1.0)
    delay = sum((d.delay_days or 0.0) * d.year_share for d in gates)
    premium = sum((d.premium or 0.0) * d.year_share for d in gates)
    risk = premium_nm * _usd_per_nm(p) * lasting if np.isfinite(premium_nm) else 0.0
    growth = max((d.teu_miles for d in gates), default=0.0)
    mark_up = par.BASE_RATE * ((1 + growth) ** p.kappa - 1) * p.passed * lasting

    sailing = leaves * lasting * nm / (24 * par.KNOTS)
    days_p = sailing * p.phi + touched * delay
    resource_p = sailing * p.daily + touched * premium + (touched - leaves) * risk
    rent_p = touched * mark_up

    n = len(economies)
    open_p = (~blocked)[np.ix_(idx, idx)].astype(np.float64)
    reach = M @ open_p @ M.T
    ok = reach > 1e-9

    def mean(x: Array) -> Array:
        total = M @ (open_p * x[np.ix_(idx, idx)]) @ M.T
        return np.divide(total, reach, out=np.zeros((n, n)), where=ok)

    lost = np.where(ok, 1.0 - np.clip(reach, 0.0, 1.0), 0.0)
    moved = np.clip(lost + shifted[:, None] + shifted[None, :], 0.0, 1.0)
    days = mean(days_p) + moved * par.SHIFT_DAYS + land_days[:, None] + land_days[None, :]
    dear = mean(resource_p) + moved * par.SHIFT_USD + land_usd[:, None] + land_usd[None, :]
    rent = mean(rent_p)
    has = np.array([c in set(network.economies) for c in economies])
    both = has[:, None] & has[None, :]
    np.fill_diagonal(both, False)
    unreachable = both & (~ok | gone[:, None] | gone[None, :])
    live = both & ~unreachable
    days, dear, rent = (np.where(live, x, 0.0) for x in (days, dear, rent))
    kinds = ["goods"] if sectors is None else list(sectors)
    ave = np.stack(
        [p.sea * (dear / par.VALUE_PER_TEU + p.value_of_time * par.TIME_WEIGHTS[k] * days) for k in kinds]
    )
    goods = [float(k != "services") for k in kinds]
    ave = np.maximum(ave * np.array(goods)[:, None, None], 0.0)
    rents = np.stack([g * p.sea * rent / par.VALUE_PER_TEU for g in goods])
    missing = tuple(c for c in economies if c not in set(network.economies))
    return CostChange(
        days=days,
        usd_per_teu=dear + rent,
        ave=ave,
        rent=rents,
        unreachable=unreachable,
        missing=missing,
        notes=_notes(economies, unreachable, missing),
        sources=tuple(dict.fromkeys([*(s for d in disruptions for s in d.sources), *par.SOURCES])),
    )


def stay(detour: Array, premium: float) -> Array:
    """Share of traffic that stays with a gate that costs `premium` (nm) more when the next way is `detour`
    (nm) longer: logit; 1 where there is no other way and the premium is finite."""
    with np.errstate(over="ignore", invalid="ignore"):
        x = np.clip((premium - detour) / par.LOGIT_SCALE, -700.0, 700.0)
    out: Array = np.where(np.isfinite(detour), 1.0 / (1.0 + np.exp(x)), 1.0 if np.isfinite(premium) else 0.0)
    return out


def shadow_premium(detour: Array, weight: Array, kept: float) -> float:
    """The premium (nm) at which the weighted share of traffic that stays is `kept`; by bisection, for the share
    falls with the premium. 0 for a gate fully open, infinite for one that is closed."""
    total = float(weight.sum())
    if kept >= 1.0 or total <= 0:
        return 0.0
    if kept <= 0.0:
        return float("inf")
    used = weight > 0
    detour, weight = detour[used], weight[used]
    low, high = -5_000.0, 50_000.0
    for _ in range(50):
        middle = (low + high) / 2
        share = float(weight @ stay(detour, middle)) / total
        low, high = (middle, high) if share > kept else (low, middle)
    return max(low, 0.0)


def _port_weights(M: Array, idx: Sequence[int], ports: int, trade: Array | None) -> Array:
    """Traffic between ports (P,P), from trade between economies through their gateways."""
    T = np.ones((len(M), len(M))) if trade is None else trade
    where = np.zeros((len(idx), ports))
    where[np.arange(len(idx)), idx] = 1.0
    by_port = M @ where
    out: Array = by_port.T @ T @ by_port
    return out


def _usd_per_nm(p: par.Parameters) -> float:
    """Generalised cost of a mile: the ship's day and the cargo's, USD per TEU."""
    return (p.daily + p.value_of_time * par.VALUE_PER_TEU) / (24 * par.KNOTS)


def _uses(s: Skim, usual: dict[str, float], base: Array, gates: Sequence[Disruption]) -> Array:
    """1 where the usual way of a pair of ports passes a disturbed gate, else 0."""
    if not gates:
        return np.zeros_like(base)
    without = distances(s, {**usual, **{d.gate: np.inf for d in gates}})
    return np.asarray(without > base + 1.0, dtype=np.float64)


def _ways(
    network: Network, economies: Sequence[str], disruptions: Sequence[Disruption]
) -> tuple[Array, Array, Array, Array, Flags]:
    """Weights (N, gateways) after ports and corridors shut, what moved (N,), and the land leg's change."""
    n, k = len(economies), len(network.gateways)
    at = {c: x for x, c in enumerate(economies)}
    usual, now = np.zeros((n, k)), np.zeros((n, k))
    extra_days, extra_usd = np.zeros(k), np.zeros(k)
    days = np.array([g.days for g in network.gateways])
    usd = np.array([g.usd for g in network.gateways])
    spare = np.zeros((n, k))
    for x, g in enumerate(network.gateways):
        if g.iso3 not in at:
            continue
        part = 1.0
        for d in disruptions:
            if (d.port and d.port == g.port) or (d.corridor and d.corridor == g.corridor):
                part *= 1.0 - d.closed_share * d.year_share
                extra_days[x] += (d.delay_days or 0.0) * d.year_share
                extra_usd[x] += (d.premium or 0.0) * d.year_share
        usual[at[g.iso3], x] = g.weight
        now[at[g.iso3], x] = g.weight * part
        spare[at[g.iso3], x] = part
    moved = np.clip(usual.sum(axis=1) - now.sum(axis=1), 0.0, 1.0)
    for i in np.nonzero(moved > 1e-9)[0]:
        others = np.where(now[i] > 0, now[i], 0.0) if now[i].sum() > 0 else np.where(spare[i] > 0, 1.0, 0.0)
        if others.sum() > 0:
            now[i] += moved[i] * others / others.sum()
    gone = (usual.sum(axis=1) > 0) & (now.sum(axis=1) <= 1e-9)
    total = np.maximum(now.sum(axis=1, keepdims=True), 1e-300)
    now = now / total
    land_days = now @ (days + extra_days) - usual @ days
    land_usd = now @ (usd + extra_usd) - usual @ usd
    return now, moved, np.where(gone, 0.0, land_days), np.where(gone, 0.0, land_usd), gone


def _notes(economies: Sequence[str], unreachable: Flags, missing: Sequence[str]) -> tuple[str, ...]:
    notes = [
        "Freight rates also rose on lanes that do not pass the gate; only lanes that do are charged here.",
        "Air cargo and land trade between neighbours are left as they are.",
    ]
    if missing:
        notes.append(f"Without a gateway in the network, left as they are: {', '.join(missing)}.")
    cut = [c for k, c in enumerate(economies) if 2 * unreachable[k].sum() > len(economies) - 1]
    if cut:
        notes.append(f"No way by sea is left for: {', '.join(cut)}.")
    return tuple(notes)
