"""Who pays less than the general duty to whom in a year: agreements by pair, unions, one-way preferences.

What is asked is a share that stays, `keeps` (N,N) [importer, exporter]: 1 the general duty, 0 free. The agreements are
DESTA's dyads by date, withdrawals honoured; the law registry says who may claim a one-way preference; what neither holds
stands in `agreements.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from databuild import shared, tables
from kaskazi.codes.groups import groups, members
from kaskazi.law.eligibility import eligible
from kaskazi.law.eligibility import members as claimants
from kaskazi.law.registry import instruments

Array = NDArray[np.float64]
DESTA = "desta"
DYADS, WITHDRAWALS = "tariffs/desta_2.2_dyads.csv.gz", "tariffs/desta_2.2_withdrawals.csv.gz"


@dataclass(frozen=True, slots=True)
class Preference:
    """What one economy keeps of its general duty for another's goods: the share, what kind of law, its id, its source."""

    importer: str
    exporter: str
    keeps: float
    kind: str
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Preferences:
    """The lowest share of every pair: keeps (N,N) [importer, exporter], basis (N,N) positions in `bases`, -1 without one.

    bases: (kind, id, source) of each law. firm (N,N): pairs whose share is free by law and no judgement: unions.
    """

    keeps: Array
    basis: NDArray[np.int64]
    bases: tuple[tuple[str, str, str], ...]
    firm: NDArray[np.bool_]


def preferences(codes: Sequence[str], on: date) -> Preferences:
    """All preferences of a day among some economies; of several for a pair the one that leaves least, unions first."""
    at = {c: k for k, c in enumerate(codes)}
    n = len(codes)
    keeps, basis, firm = np.ones((n, n)), np.full((n, n), -1, dtype=np.int64), np.zeros((n, n), dtype=bool)
    bases: dict[tuple[str, str, str], int] = {}
    for p in (*unions(on), *agreements(on), *areas(on), *schemes(on)):
        k, i = at.get(p.importer), at.get(p.exporter)
        if k is None or i is None or k == i or p.keeps >= keeps[k, i]:
            continue
        keeps[k, i] = p.keeps
        basis[k, i] = bases.setdefault((p.kind, p.name, p.source), len(bases))
        firm[k, i] = p.kind == "union"
    return Preferences(keeps, basis, tuple(bases), firm)


@cache
def _table() -> Mapping[str, Any]:
    return tables.table("agreements")


@cache
def dyads(year: int) -> Mapping[int, frozenset[frozenset[str]]]:
    """Pairs by DESTA's base treaty that are in force in a year: entered, and not withdrawn from since."""
    entered: dict[int, dict[frozenset[str], int]] = {}
    for r in shared.rows(DYADS):
        if r["in_force"] and int(float(r["in_force"])) <= year:
            pairs = entered.setdefault(int(r["base_treaty"]), {})
            pair = frozenset((r["iso3_a"], r["iso3_b"]))
            pairs[pair] = max(pairs.get(pair, 0), int(float(r["in_force"])))
    for r in shared.rows(WITHDRAWALS):
        when = r["in_force"] or r["signed"]
        left = int(float(when)) if when else year
        pairs = entered.get(int(r["base_treaty"]), {})
        pair = frozenset((r["iso3_a"], r["iso3_b"]))
        if left <= year and pairs.get(pair, year + 1) <= left:
            del pairs[pair]
    for row in _table()["added"]:
        if row["year"] <= year:
            entered.setdefault(row["number"], {}).update(
                dict.fromkeys(map(frozenset, row["pairs"]), row["year"])
            )
    for row in _table()["left"]:
        for number in row["numbers"] if row["last"] < year else ():
            pairs = entered.get(number, {})
            for pair in [p for p in pairs if {row["iso3"], row.get("partner", row["iso3"])} <= p]:
                del pairs[pair]
    return {k: frozenset(v) for k, v in entered.items()}


@cache
def names() -> Mapping[int, str]:
    """What DESTA calls each base treaty, by number."""
    rows = sorted(shared.rows(DYADS), key=lambda r: r["entry_type"] == "base_treaty")
    return {int(r["base_treaty"]): r["name"] for r in rows}


@cache
def _by_hand() -> Mapping[frozenset[str], str]:
    """Source of each pair that was added by hand."""
    return {frozenset(pair): str(row["source"]) for row in _table()["added"] for pair in row["pairs"]}


def _both(pairs: Iterable[frozenset[str]], keeps: float, kind: str, name: str) -> Iterator[Preference]:
    for pair in sorted(map(sorted, pairs)):
        if len(pair) == 2:
            a, b = pair
            cited = _by_hand().get(frozenset(pair), DESTA)
            yield Preference(a, b, keeps, kind, name, cited)
            yield Preference(b, a, keeps, kind, name, cited)


def unions(on: date) -> Iterator[Preference]:
    """Customs unions and single markets: free between members."""
    held = dyads(on.year)
    among = set().union(*held.values()) if held else set()
    for u in _table()["union"]:
        if "number" in u:
            yield from _both(held.get(u["number"], ()), 0.0, "union", f"DESTA {u['number']}")
            continue
        inside = members(u["group"], on)
        cited = {m.iso3: m.source for m in groups()[u["group"]]}
        for a in inside:
            for b in inside:
                if a != b:
                    seen = frozenset((a, b)) in among
                    yield Preference(a, b, 0.0, "union", u["group"], DESTA if seen else cited[b])


def agreements(on: date) -> Iterator[Preference]:
    """Agreements of DESTA that are no union: free, but those that give nothing or a part by `agreements.toml`."""
    t = _table()
    apart = {n for row in (*t["none"], *t["part"]) for n in row["numbers"]}
    apart |= {u["number"] for u in t["union"] if "number" in u}
    held = dyads(on.year)
    for number, pairs in sorted(held.items()):
        if number not in apart:
            yield from _both(pairs, 0.0, "agreement", f"DESTA {number}")
    for row in t["part"]:
        for number in row["numbers"]:
            for p in _both(held.get(number, ()), row["keeps"], "agreement", f"DESTA {number}"):
                giver = row.get("giver", "")
                gives = p.importer == giver or (giver in groups() and p.importer in members(giver, on))
                yield Preference(p.importer, p.exporter, 0.0, p.kind, p.name, p.source) if gives else p


def areas(on: date) -> Iterator[Preference]:
    """Free trade areas whose members are named apart: by group, or by a programme of the law registry."""
    for a in _table()["area"]:
        if "programme" in a:
            spells = {c: eligible(a["programme"], c, on) for c in claimants(a["programme"], on)}
            cited = {c: s.source for c, s in spells.items() if s}
        else:
            cited = dict.fromkeys(sorted({*members(a["group"], on)} - {*a.get("not", ())}), a["source"])
        name = a.get("programme") or a["group"]
        for b in cited:
            for c in cited:
                if b != c:
                    yield Preference(b, c, a["keeps"], "agreement", name, cited[c])


def schemes(on: date) -> Iterator[Preference]:
    """One-way preferences, as the law registry has them by market, then those of givers it does not hold."""
    text = files("kaskazi.law").joinpath("markets.toml").read_text(encoding="utf-8")
    gives: Mapping[str, float] = _table()["gives"]
    for market, entry in tomllib.loads(text).items():
        givers = members(market, on) if market in groups() else (market,)
        for p in entry.get("preference", []):
            law = instruments()[p["instrument"]]
            if not law.in_force(on):
                continue
            for c in claimants(law.id, on):
                spell = eligible(law.id, c, on)
                share = gives[p.get("tiers", {}).get(spell.tier, p["gives"])] if spell else 1.0
                for g in givers:
                    yield Preference(g, c, share, "preference", law.id, spell.source if spell else law.id)
    for s in _table()["scheme"]:
        for g in s["givers"]:
            for c in claimants(s["receivers"], on):
                yield Preference(g, c, s["keeps"], "preference", "least developed", s["source"])
