"""Remittances by corridor: what each economy's workers abroad send home, what sending costs, how many they are."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from kaskazi.errors import DataError, Problem

Basis = Literal["published share", "within a published region", "matrix scaled to receipts"]
BASES: Mapping[str, Basis] = MappingProxyType(
    {"p": "published share", "r": "within a published region", "m": "matrix scaled to receipts"}
)
COLUMNS = ("receiver", "sender", "year", "musd", "basis", "source", "cost", "cost_year", "migrants")


@dataclass(frozen=True, slots=True)
class Corridor:
    """Money from one economy to another.

    value: million USD of the world's year; basis: what it rests on, with its source (the year is that of the receipts; of
    the matrix behind them the source says it); cost: of sending 200 USD, ratio, with its year, None where not held;
    migrants: people of the receiver living in the sender, 2017, None where not held.
    """

    receiver: str
    sender: str
    year: int
    value: float
    basis: Basis
    source: str
    cost: float | None
    cost_year: int | None
    migrants: int | None


@cache
def corridors() -> Mapping[str, tuple[Corridor, ...]]:
    """Every corridor by receiver, the largest first. Raises DataError for a table that is not whole."""
    raw = files("kaskazi.world").joinpath("data", "remittance_corridors.csv.gz").read_bytes()
    reader = csv.DictReader(gzip.decompress(raw).decode("utf-8").splitlines())
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise DataError(
            "remittance_corridors.csv.gz", [Problem("header", "is not right.", ",".join(COLUMNS))]
        )
    found: dict[str, list[Corridor]] = {}
    for r in reader:
        row = Corridor(
            r["receiver"],
            r["sender"],
            int(r["year"]),
            float(r["musd"]),
            BASES[r["basis"]],
            r["source"],
            float(r["cost"]) if r["cost"] else None,
            int(r["cost_year"]) if r["cost_year"] else None,
            int(r["migrants"]) if r["migrants"] else None,
        )
        found.setdefault(row.receiver, []).append(row)
    return MappingProxyType({k: tuple(v) for k, v in found.items()})
