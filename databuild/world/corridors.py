"""Makes `remittance_corridors.csv.gz`: `python -m databuild.world.corridors`.

What each economy receives is the indicator's figure. Of that a sender has the share its central bank publishes, where it
does; senders of a region the region's share; the rest is spread as the matrix of migrant stocks and incomes has it.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from databuild import shared
from kaskazi import files as whole
from kaskazi.codes.economies import of_the_world
from kaskazi.world import indicators
from kaskazi.world.corridors import COLUMNS
from kaskazi.world.published import table

YEAR = 2023
MATRIX, STOCKS = "remittances/bilateral_2017.csv.gz", "remittances/migrant_stocks_2017.csv.gz"
COSTS = "remittances/corridor_costs_2011_2020.csv.gz"
MATRIX_SOURCE = "knomad-bilateral-2017"
LEAST = 0.05  # million USD: smaller corridors are left out
REST = "ROW"  # a group of all others: its period is a whole


@cache
def matrix() -> Mapping[str, Mapping[str, float]]:
    """Million USD by receiver and sender, as estimated for 2017, economies of the world only."""
    inside, out = of_the_world(), {}
    for r in shared.rows(MATRIX):
        if r["sender"] in inside and r["receiver"] in inside and r["sender"] != r["receiver"]:
            out.setdefault(r["receiver"], {})[r["sender"]] = float(r["value_musd"])
    return out


def published_shares(
    receiver: str, year: int
) -> tuple[dict[str, tuple[float, str]], dict[str, tuple[float, str]]]:
    """Shares of a receiver's receipts in a year, by sender and by group: (share, source).

    A year's share as printed comes first, else a period's value over the sum of its groups, the longest period of the
    year first. Groups count where their period is a whole (it has a rest of the world).
    """
    rows = [
        r
        for r in table("remittances")["by_source"]
        if r["receiver"] == receiver and str(r["period"])[:4] == str(year)
    ]
    known = of_the_world()
    totals: dict[str, float] = {}
    for r in rows:
        if r["sender"] not in known and "value" in r:
            totals[r["period"]] = totals.get(r["period"], 0.0) + float(r["value"])
    whole_periods = {r["period"] for r in rows if r["sender"] == REST}
    one: dict[str, tuple[float, str]] = {}
    groups: dict[str, tuple[float, str]] = {}
    for r in sorted(rows, key=lambda r: (len(r["period"]) != 4, -len(r["period"]))):
        share = (
            r["share"] / 100
            if "share" in r
            else r["value"] / totals[r["period"]]
            if r["period"] in totals
            else None
        )
        if share is None:
            continue
        if r["sender"] in known:
            one.setdefault(r["sender"], (share, r["source"]))
        elif r["period"] in whole_periods:
            groups.setdefault(r["sender"], (share, r["source"]))
    return one, groups


def group_of(name: str, senders: Sequence[str]) -> set[str]:
    """Which senders belong to a group of `remittances.toml`; the rest of the world is who is in no other."""
    named: Mapping[str, Any] = table("remittances")["groups"]
    known = of_the_world()

    def inside(g: str) -> set[str]:
        return {
            c
            for c in senders
            if (known[c].region == named[g] if isinstance(named[g], str) else c in named[g])
        }

    return set(senders) - set().union(*map(inside, named)) if name == REST else inside(name)


def spread(receiver: str, received: float, year: int) -> dict[str, tuple[float, str, str]]:
    """Million USD, basis and source by sender; they sum to what is received."""
    prior = matrix().get(receiver, {})
    one, groups = published_shares(receiver, year)
    out = {s: (received * share, "p", src) for s, (share, src) in one.items()}
    rest = {s: v for s, v in prior.items() if s not in out}
    left = received - sum(v for v, _, _ in out.values())
    for g, (share, src) in groups.items():
        inside = group_of(g, [*rest, *one])
        room = max(received * share - sum(out[s][0] for s in inside if s in one), 0.0)
        mine = {s: rest[s] for s in inside if s in rest}
        total = sum(mine.values())
        for s, v in mine.items():
            out[s] = (room * v / total, "r", src)
    if not groups:
        total = sum(rest.values())
        return out | {s: (left * v / total, "m", MATRIX_SOURCE) for s, v in rest.items() if total > 0}
    loose = sum(
        v for v, b, _ in out.values() if b != "p"
    )  # published shares stay, regions give way to rounding
    return {s: (v if b == "p" else v * left / loose, b, src) for s, (v, b, src) in out.items()}


def costs() -> Mapping[tuple[str, str], tuple[float, int]]:
    """Cost of sending 200 USD by (sender, receiver): the newest quarter, ratio and year."""
    newest: dict[tuple[str, str], tuple[int, int, float]] = {}
    for r in shared.rows(COSTS):
        key, value = (
            (r["sender"], r["receiver"]),
            (int(r["year"]), int(r["quarter"]), float(r["value"]) / 100),
        )
        if key not in newest or value[:2] > newest[key][:2]:
            newest[key] = value
    return {k: (v, y) for k, (y, _, v) in newest.items()}


def built(year: int = YEAR) -> str:
    """The table as CSV, receivers in order, the largest senders first."""
    codes = tuple(sorted(of_the_world()))
    entry = indicators.registry()["remittances"]
    received = indicators.chosen(entry, indicators.rows(entry.id, indicators.text(entry.id)), codes, year)
    cost = costs()
    people = {(r["destination"], r["origin"]): int(float(r["migrants"])) for r in shared.rows(STOCKS)}
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(COLUMNS)
    for receiver, value in zip(codes, received.values, strict=True):
        if not value > 0:
            continue
        found = sorted(spread(receiver, float(value), year).items(), key=lambda x: (-x[1][0], x[0]))
        for sender, (musd, basis, cited) in found:
            if musd >= LEAST:
                c, when = cost.get((sender, receiver), ("", ""))
                price = f"{c:.4f}" if c != "" else ""
                lines.writerow(
                    (
                        receiver,
                        sender,
                        year,
                        f"{musd:.4g}",
                        basis,
                        cited,
                        price,
                        when,
                        people.get((sender, receiver), ""),
                    )
                )
    return out.getvalue()


def packed(text: str) -> bytes:
    """The table compressed, the same text to the same bytes."""
    return gzip.compress(text.encode("utf-8"), 9, mtime=0)


def main() -> None:
    """Command line of the builder."""
    place = Path(str(files("kaskazi.world").joinpath("data", "remittance_corridors.csv.gz")))
    text = built()
    whole.write(place, packed(text))
    print(f"{place}: {text.count(chr(10)) - 1} corridors")


if __name__ == "__main__":
    main()
