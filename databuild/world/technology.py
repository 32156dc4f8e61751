"""How each economy produces: value added and inputs by sector, and what it makes.

The inter-country table for its economies, the social accounting matrix for Kenya, and for all others a mean of
the economies nearest to them in income, structure and size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from databuild.world.products import PARTS, normal
from databuild.world.readers import Icio
from kaskazi.codes.sectors import sectors

Array = NDArray[np.float64]
LEAST_VALUE = (
    0.12  # value added is at least this share of output: the table leaves out inputs from its rest of world
)
MOST_VALUE = 0.92

# Who uses which part of agriculture and textiles as an input (judgements; graded imputed).
USES: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    "A01": {
        "crops": (1.0, 0.0, 0.0),
        "horticulture": (0.3, 0.7, 0.0),
        "livestock": (0.8, 0.0, 0.2),
        "food": (0.60, 0.08, 0.32),
        "textiles": (0.75, 0.0, 0.25),
        "leather": (0.0, 0.0, 1.0),
        "tourism": (0.4, 0.4, 0.2),
        "": (0.6, 0.2, 0.2),
    },
    "C13T15": {
        "textiles": (1.0, 0.0, 0.0),
        "apparel": (0.9, 0.1, 0.0),
        "leather": (0.2, 0.0, 0.8),
        "vehicles": (0.7, 0.0, 0.3),
        "other-manufactures": (0.8, 0.0, 0.2),
        "": (0.5, 0.4, 0.1),
    },
}
# How output of the table's sectors divides (judgements).
MADE = {"A01": (0.47, 0.20, 0.33), "C13T15": (0.42, 0.38, 0.20)}
# Kenya's accounts: what each activity divides into, where one account holds several sectors (judgements).
SAM_SPLIT: Mapping[str, Mapping[str, float]] = {
    "mine": {"minerals": 1.0, "fuels": 0.0},
    "text": {"textiles": 0.35, "apparel": 0.40, "leather": 0.25},
    "chem": {"chemicals": 0.85, "pharma": 0.15, "petroleum": 0.0},
    "mach": {"machinery": 0.50, "vehicles": 0.40, "electronics": 0.10},
}
BOUGHT_SPLIT: Mapping[str, Mapping[str, float]] = {
    "mine": {"minerals": 0.5, "fuels": 0.5},
    "text": {"textiles": 0.45, "apparel": 0.35, "leather": 0.20},
    "chem": {"chemicals": 0.37, "pharma": 0.13, "petroleum": 0.50},
    "mach": {"machinery": 0.45, "vehicles": 0.30, "electronics": 0.25},
}
MARGIN_SPLIT = {"trade": 0.7, "transport": 0.3}


@dataclass(frozen=True, slots=True)
class Technology:
    """One economy: output (J,) in any unit, value added share beta (J,), inputs A (J,J) [input, user] per output."""

    output: Array
    beta: Array
    A: Array


def of_table(table: Icio) -> dict[str, Technology]:
    """Technology of the table's economies in our sectors, inputs from all origins together."""
    C, S = len(table.countries), len(table.sectors)
    keys = tuple(sectors())
    A4 = table.A.reshape(S, C, S, C)
    omb = np.minimum(table.omb, 0.98).reshape(S, C)
    s = np.maximum(table.s, 0.0).reshape(S, C)
    out: dict[str, Technology] = {}
    for c, iso3 in enumerate(table.countries):
        per_output = A4[:, :, :, c].sum(axis=1) * omb[:, c][None, :]  # (S input, S user)
        out[iso3] = _grouped(per_output, s[:, c], table.sectors, keys)
    return out


def _grouped(per_output: Array, made: Array, codes: Sequence[str], keys: Sequence[str]) -> Technology:
    """Inputs and output of the table's sectors put into ours."""
    J = len(keys)
    users = np.zeros((len(codes), J))  # output of each code that is in our sector
    for j, s in enumerate(sectors().values()):
        for code in s.icio:
            k = codes.index(code)
            users[k, j] = made[k] * (MADE[code][PARTS[code].index(s.id)] if code in MADE else 1.0)
    output = users.sum(axis=0)
    rows = np.zeros((len(codes), J))
    with np.errstate(invalid="ignore"):
        rows = np.divide(per_output @ users, output[None, :], out=rows, where=output[None, :] > 0)
    A = np.zeros((J, J))
    for k, code in enumerate(codes):
        if code in PARTS:
            for j, user in enumerate(keys):
                split = USES[code].get(user, USES[code][""])
                for part, share in zip(PARTS[code], split, strict=True):
                    A[keys.index(part), j] += share * rows[k, j]
        else:
            owner = next(j for j, s in enumerate(sectors().values()) if code in s.icio)
            A[owner] += rows[k]
    return bounded(output, A)


def bounded(output: Array, A: Array) -> Technology:
    """Inputs scaled where they leave less or more value added than is plausible."""
    used = A.sum(axis=0)
    beta = np.clip(1 - used, LEAST_VALUE, MOST_VALUE)
    general = normal(A.sum(axis=1))
    columns = np.where(used[None, :] > 1e-6, A / np.maximum(used, 1e-6)[None, :], general[:, None])
    return Technology(output, beta, columns * (1 - beta)[None, :])


def of_sam(codes: Sequence[str], cells: Array) -> Technology:
    """Technology of Kenya from its social accounting matrix, billion KSh; margins are charged to their makers."""
    at = {c: k for k, c in enumerate(codes)}
    keys = tuple(sectors())
    J = len(keys)
    owners: dict[str, dict[str, float]] = {}
    for s in sectors().values():
        for name in s.sam:
            owners.setdefault(name, {})[s.id] = SAM_SPLIT.get(name, {}).get(s.id, 1.0)
    totals = cells.sum(axis=0)
    activities = [c[1:] for c in codes if c.startswith("a") and "c" + c[1:] in at]
    trade_cost = {
        c: float(cells[at["trc"], at["c" + c]]) / max(float(totals[at["c" + c]]), 1e-9) for c in activities
    }
    inputs, output = np.zeros((J, J)), np.zeros(J)
    for a in activities:
        made = float(totals[at["a" + a]])
        for key, part in owners[a].items():
            column = np.zeros(J)
            for c in activities:
                value = float(cells[at["c" + c], at["a" + a]])
                for k, share in _input_parts(c, key, owners[c]).items():
                    column[keys.index(k)] += value * share * (1 - trade_cost[c])
                for k, share in MARGIN_SPLIT.items():
                    column[keys.index(k)] += value * trade_cost[c] * share
            output[keys.index(key)] += part * made
            inputs[:, keys.index(key)] += part * column
    A = np.divide(inputs, output[None, :], out=np.zeros_like(inputs), where=output[None, :] > 0)
    return bounded(output, A)


def sam_trade(codes: Sequence[str], cells: Array) -> tuple[Array, Array]:
    """Kenya's exports and imports (J,) each by sector, billion KSh of 2019."""
    at = {c: k for k, c in enumerate(codes)}
    sold, bought = np.zeros(len(sectors())), np.zeros(len(sectors()))
    for j, s in enumerate(sectors().values()):
        for name in s.sam:
            sold[j] += SAM_SPLIT.get(name, {}).get(s.id, 1.0) * float(cells[at["c" + name], at["row"]])
            bought[j] += BOUGHT_SPLIT.get(name, {}).get(s.id, 1.0) * float(cells[at["row"], at["c" + name]])
    return sold, bought


def _input_parts(commodity: str, user: str, owners: Mapping[str, float]) -> Mapping[str, float]:
    """How one of Kenya's commodities divides when a sector buys it."""
    if commodity == "text":
        return dict(zip(PARTS["C13T15"], USES["C13T15"].get(user, USES["C13T15"][""]), strict=True))
    return owners


def blend(
    weights: Mapping[str, float], known: Mapping[str, Technology], size: Mapping[str, float]
) -> Technology:
    """The mean technology of several economies; output as a share of their GDP."""
    A = sum((w * known[k].A for k, w in weights.items()), np.zeros_like(next(iter(known.values())).A))
    made = sum((w * known[k].output / size[k] for k, w in weights.items()), np.zeros(len(A)))
    return bounded(np.asarray(made), np.asarray(A))


OWN_MATRIX = "KEN"  # the economy of the social accounting matrix
BROAD = ("agriculture", "industry", "services")


def broad_of() -> tuple[str, ...]:
    """The broad sector of each of ours, as national accounts divide GDP."""
    keys = list(sectors())
    farm = {"crops", "horticulture", "livestock", "forestry-fishing"}
    works = {s.id for s in sectors().values() if s.goods} - farm | {"utilities", "construction"}
    return tuple("agriculture" if k in farm else "industry" if k in works else "services" for k in keys)


def to_structure(t: Technology, gdp: float, shares: Array) -> Array:
    """Output (J,) whose value added sums to GDP and, where known, to its shares (3,) of agriculture, industry and services."""
    value = t.beta * t.output
    value = value * gdp / value.sum()
    if np.isfinite(shares).all():
        parts = np.array(broad_of())
        for b, share in zip(BROAD, shares, strict=True):
            mask = parts == b
            if value[mask].sum() > 0:
                value[mask] *= gdp * max(float(share), 1e-4) / value[mask].sum()
    return np.asarray(value / t.beta)
