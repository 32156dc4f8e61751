"""Trade in raw materials between pairs of economies in tonnes, as published: crude, gas, coal, iron ore and others apart."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RawMaterial:
    """sector: where the world counts it; vessel: class that carries it, "" for none; homogeneous: one price the world
    over; hs: codes of HS 1992, or how they begin."""

    id: str
    name: str
    sector: str
    vessel: str
    homogeneous: bool
    hs: tuple[str, ...]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("kaskazi.network").joinpath("raw_materials.toml").read_text(encoding="utf-8"))


@cache
def raw_materials() -> Mapping[str, RawMaterial]:
    """All kinds by id."""
    return MappingProxyType(
        {k: RawMaterial(k, **{**row, "hs": tuple(row["hs"])}) for k, row in _table()["kinds"].items()}
    )


def price_factor() -> float:
    """How far from the world's a pair's price of a homogeneous kind may lie."""
    return float(_table()["price_factor"])


def rest_vessel(sector: str, usual: str) -> str:
    """Class that carries what is left of a sector beside its raw materials."""
    return str(_table()["rest"].get(sector, usual))


@dataclass(frozen=True, slots=True)
class RawTrade:
    """tonnes: million tonnes a year; value: million USD; (N,N) [importer, exporter] each."""

    kind: RawMaterial
    tonnes: Array
    value: Array


def raw_trade(economies: Sequence[str]) -> tuple[RawTrade, ...]:
    """Trade of 2023 in every kind between some economies; nothing where none is published."""
    with (
        files("kaskazi.network").joinpath("raw_trade.npz").open("rb") as f,
        np.load(f, allow_pickle=False) as z,
    ):
        kinds, codes = [str(x) for x in z["kinds"]], [str(x) for x in z["economies"]]
        at = {c: k for k, c in enumerate(economies)}
        to = np.array([at.get(c, -1) for c in codes])
        n, i = to[z["importer"]], to[z["exporter"]]
        both = (n >= 0) & (i >= 0)
        out = []
        for k, key in enumerate(kinds):
            mine = both & (z["kind"] == k)
            tonnes, value = np.zeros((len(at),) * 2), np.zeros((len(at),) * 2)
            tonnes[n[mine], i[mine]] = z["tonnes"][mine] / 1e6
            value[n[mine], i[mine]] = z["value"][mine]
            out.append(RawTrade(raw_materials()[key], tonnes, value))
        return tuple(out)
