"""Figures entered by hand, each with its source: read, checked, turned into million USD."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from kaskazi.codes.economies import of_the_world
from kaskazi.codes.groups import members
from kaskazi.codes.sectors import sectors
from kaskazi.errors import DataError, Problem, nearest
from kaskazi.sources import sources

NEAR = 3  # years between a figure and the world's
FREE_ON = date(2023, 12, 31)  # the day on which who belongs to an area of free trade is asked


@cache
def table(name: str) -> Mapping[str, Any]:
    """One TOML table beside the world."""
    return tomllib.loads(files("kaskazi.world").joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def overrides() -> Mapping[str, Any]:
    """Trade entered by hand. Raises DataError for unknown economies, sectors and sources."""
    raw = table("overrides")
    known, cited, kinds, problems = of_the_world(), sources(), sectors(), []
    for kind, rows in raw.items():
        for k, f in enumerate(rows):
            where = f"{kind}[{k}]"
            for field in ("exporter", "importer", "economy", "partner"):
                if field in f and f[field] not in known:
                    problems.append(Problem(f"{where}.{field}", f'"{f[field]}" is not an economy.'))
            if "sector" in f and f["sector"] not in (*kinds, "several"):
                problems.append(
                    Problem(
                        f"{where}.sector", f'"{f["sector"]}" is not one.', nearest=nearest(f["sector"], kinds)
                    )
                )
            if kind in ("flow", "other_flow") and f["side"] not in ("exporter", "importer"):
                problems.append(
                    Problem(f"{where}.side", f'"{f["side"]}" is not one.', "exporter or importer")
                )
            if f["source"] not in cited:
                problems.append(Problem(f"{where}.source", f'"{f["source"]}" is not a source.'))
    if problems:
        raise DataError("overrides.toml", problems)
    return raw


@cache
def _rates() -> Mapping[tuple[str, int], float]:
    return {(r["currency"], r["year"]): float(r["per_usd"]) for r in overrides()["rate"]}


def usd(entry: Mapping[str, Any]) -> float:
    """A hand-entered value in million USD. Raises KeyError where its year has no exchange rate."""
    value = float(entry["value"])
    return value if entry["currency"] == "USD" else value / _rates()[entry["currency"], entry["year"]]


def used_flows(year: int) -> tuple[Mapping[str, Any], ...]:
    """One row a pair: the figure to use. Flows are valued where they leave, so where the row entered is the
    importer's with freight in it and the exporter's own figure of that year stands beside it from a source that was
    seen, the exporter's is used. A pair that has only figures of other years gets the nearest, the later of two."""
    seen = [f for f in overrides().get("other_flow", []) if sources()[f["source"]].status != "memory"]
    fob = {_dated(f): f for f in seen if f["side"] == "exporter" and f["valuation"] == "fob"}
    entered = [
        fob.get(_dated(f), f) if f.get("side") == "importer" and f.get("valuation") == "cif" else f
        for f in overrides()["flow"]
    ]
    have = {_dated(f)[:2] for f in entered}
    near: dict[tuple[str, str], Mapping[str, Any]] = {}
    for f in sorted(seen, key=lambda f: (abs(f["year"] - year), -f["year"])):
        if abs(f["year"] - year) <= NEAR and _dated(f)[:2] not in have:
            near.setdefault(_dated(f)[:2], f)
    return (*entered, *near.values())


def _dated(f: Mapping[str, Any]) -> tuple[str, str, int]:
    return f["exporter"], f["importer"], f["year"]


def group_members(name: str) -> tuple[str, ...]:
    """ISO3 of a group that figures are entered for: a region of the economies' table or an area of free trade; nobody
    where its border is the publisher's own."""
    if name == "AFRICA":
        return tuple(c for c, e in of_the_world().items() if e.region == "Africa")
    area = next((a for a in table("free_trade")["area"] if a["id"] == name and a.get("counted")), None)
    return area_members(area) if area else ()


def area_members(area: Mapping[str, Any]) -> tuple[str, ...]:
    """ISO3 of an area of free trade: the members of its groups and the economies beside them."""
    inside = [m for g in area["groups"] for m in members(g, FREE_ON)]
    return (*inside, *area.get("others", ()))
