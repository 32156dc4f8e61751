"""Boxes that change ships at a hub: what a disturbed chokepoint costs them is what it costs the hub's ships."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from kaskazi.network.route_choice import (
    RouteAlternatives,
    route_alternatives,
    usual_distances,
    usually_passing,
)
from kaskazi.network.skim import Skim
from kaskazi.network.vessels import VesselClass


@dataclass(frozen=True, slots=True)
class Relay:
    """ports: UN/LOCODE, whose boxes change ships at the hub where the usual route passes the chokepoint `via`."""

    ports: tuple[str, ...]
    hub: str
    via: str
    source: str
    reason: str


@cache
def relays() -> tuple[Relay, ...]:
    """The table."""
    raw = tomllib.loads(files("kaskazi.network").joinpath("relays.toml").read_text(encoding="utf-8"))
    return tuple(Relay(**{**row, "ports": tuple(row["ports"])}) for row in raw["relay"])


def alternatives(
    s: Skim, usual: Mapping[str, float], chokepoints: Sequence[str], vessel: VesselClass
) -> RouteAlternatives:
    """The routes of one class of vessel round some chokepoints (see `route_alternatives`), boxes by their hubs."""
    w = route_alternatives(s, usual, chokepoints)
    return relayed(w, s, usual) if vessel.containerised else w


def hub_between(s: Skim, i: int, j: int, usual: Mapping[str, float]) -> tuple[int, int] | None:
    """The relayed one of two ports and its hub, where boxes between the two change ships; None where they do not."""
    at = {c: k for k, c in enumerate(s.ports)}
    for r in relays():
        for a, b in ((i, j), (j, i)):
            if s.ports[a] not in r.ports or r.hub not in at or s.ports[b] == r.hub:
                continue
            rows, cols = usually_passing(s, tuple(sorted(usual.items())), r.via)
            if ((rows == min(a, b)) & (cols == max(a, b))).any():
                return a, at[r.hub]
    return None


def relayed(w: RouteAlternatives, s: Skim, usual: Mapping[str, float]) -> RouteAlternatives:
    """The same routes, those of relayed boxes by their hub: its routes to the other port, and the leg between the two."""
    n, at = len(s.ports), {c: k for k, c in enumerate(s.ports)}
    key = np.minimum(*w.at) * n + np.maximum(*w.at)
    order = np.argsort(key)
    nm, uses, toll = w.nm, w.uses, w.toll
    for r in relays():
        here = [at[p] for p in r.ports if p in at]
        if r.hub not in at or not here:
            continue
        base = usual_distances(s, tuple(sorted(usual.items())))
        rows, cols = usually_passing(s, tuple(sorted(usual.items())), r.via)
        through = np.zeros((n, n), dtype=bool)
        through[rows, cols] = through[cols, rows] = True
        for p in here:
            for a, b in (w.at, w.at[::-1]):  # the relayed port may be either end
                mine = np.flatnonzero((a == p) & through[p, b] & (b != at[r.hub]))
                hub = np.minimum(at[r.hub], b[mine]) * n + np.maximum(at[r.hub], b[mine])
                place = np.minimum(np.searchsorted(key, hub, sorter=order), len(key) - 1)
                like = order[place]
                same = key[like] == hub
                mine, like = mine[same], like[same]
                if not len(mine):
                    continue
                if nm is w.nm:
                    nm, uses, toll = nm.copy(), uses.copy(), toll.copy()
                nm[:, mine] = w.nm[:, like] + base[p, at[r.hub]]
                uses[:, :, mine], toll[:, mine] = w.uses[:, :, like], w.toll[:, like]
    return RouteAlternatives(nm, uses, w.at, toll)
