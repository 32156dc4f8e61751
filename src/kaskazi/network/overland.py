"""Pairs of economies that trade by road and rail for the most part: neighbours on land, and a few regions."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


@cache
def pairs() -> frozenset[frozenset[str]]:
    """Pairs of ISO3 codes: land borders and regions joined by road, less those whose trade goes by sea all the same."""
    text = files("kaskazi.network").joinpath("overland.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    found = {frozenset((a, b)) for a, others in raw["border"].items() for b in others.split()}
    for block in raw["region"]:
        found |= {frozenset(x) for x in combinations(block["economies"].split(), 2)}
    return frozenset(found - {frozenset(x.split()) for x in raw["by_sea"]["pairs"]})


def overland(economies: Sequence[str]) -> Flags:
    """(N,N) True where a pair's trade goes over land; no ship or chokepoint touches it."""
    return _flags(tuple(economies))


@lru_cache(maxsize=32)
def _flags(economies: tuple[str, ...]) -> Flags:
    at = {c: k for k, c in enumerate(economies)}
    out = np.zeros((len(at), len(at)), dtype=bool)
    for pair in pairs():
        a, b = sorted(pair)
        if a in at and b in at:
            out[at[a], at[b]] = out[at[b], at[a]] = True
    out.flags.writeable = False
    return out
