"""What other ports can take when cargo has to leave one: room beyond their usual trade, and time to turn to them.

A port takes what its room allows, from all economies in proportion; the rest waits or is lost. Cargo that was booked for
a place before it shut is late: none of it comes by another at once, all of it after a voyage's time.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.network.disruption import Disruption
from kaskazi.network.parameters import DIVERSION_DAYS

Array = NDArray[np.float64]
Ids = NDArray[np.intp]


@cache
def _table() -> Mapping[str, Any]:
    text = files("kaskazi.network").joinpath("capacity.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def spare(ports: Sequence[str], oil_and_gas: bool = False) -> Array:
    """Room (P,) of ports (UN/LOCODE) beyond their usual trade, or usual oil and gas, as a share of it."""
    rows, usual = _table()["oil_and_gas" if oil_and_gas else "port"], float(_table()["default"]["spare"])
    return np.array([_room(rows[p]) if p in rows else usual for p in ports])


def _room(row: Mapping[str, Any]) -> float:
    return float(row["spare"] if "spare" in row else row["most"] / row["usual"] - 1.0)


def sources() -> tuple[str, ...]:
    """Ids of the sources of all rows."""
    rows = [*_table()["port"].values(), *_table()["oil_and_gas"].values(), _table()["default"]]
    return tuple(dict.fromkeys(str(r["source"]) for r in rows))


def late_share(disruptions: Sequence[Disruption]) -> float:
    """Part of the cargo that could go by another port but has not come by it yet, mean over the time a disruption
    lasts, 0..1: none has on the first day, all has after `diversion_days`, evenly between. 0 for what lasts for good."""
    late = [0.0]
    for d in disruptions:
        if d.days_held is not None and d.closed_share > 0.0:
            t, whole = float(d.days_held), DIVERSION_DAYS
            late.append(1.0 - t / (2 * whole) if t <= whole else whole / (2 * t))
    return max(late)


def fitting(into: Array, room: Array) -> Array:
    """Part (P,) of what comes to each port that fits into its room."""
    return np.where(into > room, np.maximum(room, 0.0) / np.maximum(into, 1e-300), 1.0)


def taken_by_others(
    cell: Ids, ends: tuple[Ids, Ids], weight: Array, held: Array, trade: Array, room: Array, late: float
) -> Array:
    """Part (N,N) of a pair's cargo without a way that its other ports take.

    cell, ends, weight (M,): economy pair, the two ports and share of each port pair (see `PortPairs`); held (M,): part of
    its cargo that has no way; trade (N,N): weights both ways; room (P,): spare of each port as a share of its usual trade.
    """
    n, p = len(trade), len(room)
    left_out, free = np.bincount(cell, weight * held, n * n), weight * (held == 0.0)
    through = np.bincount(cell, free, n * n)
    part = np.where(through > 1e-9, left_out / np.maximum(through, 1e-9), 0.0)
    flow = trade.ravel()[cell] * weight
    more = flow * np.where(held > 0.0, -held, part[cell])
    # trade goes both ways, so that each port stands as often first as last
    into, usual = (np.asarray(2.0 * np.bincount(ends[0], x, p), dtype=np.float64) for x in (more, flow))
    fits = fitting(into, room * usual)
    found = np.bincount(cell, free * np.minimum(fits[ends[0]], fits[ends[1]]), n * n) / np.maximum(
        through, 1e-9
    )
    return np.asarray((1.0 - late) * found.reshape(n, n))
