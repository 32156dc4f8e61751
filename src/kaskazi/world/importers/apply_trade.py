"""Trade, tariffs, elasticities and technology put into a world; the accounts made to balance again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kaskazi.world.importers.labels import REST, listed, slug
from kaskazi.world.importers.table import Trade, check, held
from kaskazi.world.types import ABSENT, ESTIMATED, OBSERVED, World, traced

Array = NDArray[np.float64]
FREE_LEAST = 0.05  # how far even an observed output may move, against 1 for an imputed one
CLOSE = 0.02  # own sales that balancing moved by less are still as stated


def put_in(w: World, t: Trade, part: bool = False) -> World:
    """The world with trade of every exporter and goods sector that the file covers taken from it.

    A flow between two economies that the file names is zero where it is not stated; flows that it marks as not
    known, and those to economies it names nowhere, stay. A file by HS code leaves services as they are
    (electricity, coal gas). Cells become observed, or estimated where the file's sector is split over several by
    the mix on record. Output and own sales then balance again (`kaskazi.world.balance.settle`); the ledger tells what moved. Raises DataError
    where the file cannot be right (see `table.check`) or the accounts cannot be met.
    """
    far = check(t, w, part)
    at = {c: k for k, c in enumerate(w.economies)}
    home = at.get(REST)
    N, J = len(w.economies), len(w.sectors)
    pick_x = _pick(t.exporters, at, home)
    pick_m = _pick(t.importers, at, home)
    covered_x = np.asarray(pick_x.any(axis=1))
    new, hazy = np.zeros((J, N, N)), np.zeros((J, N, N), dtype=bool)
    covered, split = np.zeros(J, dtype=bool), np.zeros(J, dtype=bool)
    left: dict[str, float] = {}
    for k, sector in enumerate(t.sectors):
        where = held(w, t, sector)
        if not where:
            left[sector] = float(np.nansum(t.flows[k]))
            continue
        block = pick_m @ np.nan_to_num(t.flows[k]) @ pick_x.T
        unknown = (pick_m @ np.isnan(t.flows[k]).astype(float) @ pick_x.T) > 0
        share = _mix(w.flows[where])
        new[where] += share * block[None]
        hazy[where] |= unknown[None]
        covered[where] = True
        split[where] |= len(where) > 1
    off = ~np.eye(N, dtype=bool)
    named = covered_x | np.asarray(pick_m.any(axis=1))
    use = covered[:, None, None] & (named[:, None] & covered_x[None, :] & off)[None] & ~hazy
    flows = np.where(use, new, w.flows)
    grade = np.where(use, np.where(split[:, None, None], ESTIMATED, OBSERVED), w.grade)
    grade = np.where(use & (new <= 0), ABSENT, grade).astype(np.uint8)
    stated = np.zeros((N, J), dtype=bool)
    if t.own:
        d = np.arange(N)
        stated = (covered[:, None] & covered_x[None, :] & ~hazy[:, d, d] & (new[:, d, d] > 0)).T
        flows[:, d, d] = np.where(stated.T, new[:, d, d], flows[:, d, d])
    mirror = w.mirror.copy()
    mirror[np.ix_(named, covered_x)] = False
    for x, m in t.mirror:
        if x in at and m in at:
            mirror[at[m], at[x]] = True
    hand = w.hand & ~use
    xs = [c for c in w.economies if covered_x[at[c]]]
    entries = [
        f"{t.title}: {len(xs)} exporters taken from it, {t.total:,.0f} million USD"
        + (f" in {t.year}" if t.year else "")
    ]
    entries += [f"{t.title}: far from the record: {x}" for x in far]
    outside = {
        x: float(v)
        for axis, names in ((0, t.exporters), (1, t.importers))
        for x, v in zip(names, t.between.sum(axis=(0, 1 + axis)), strict=True)
        if x not in at and home is None and v > 0
    }
    if outside:
        entries.append(f"{t.title}: economies outside this world left out: {listed(outside.items())}")
    kept = {c: float(w.flows[:, at[c]][covered][:, covered_x].sum()) for c in w.economies if not named[at[c]]}
    if any(kept.values()):
        entries.append(
            f"{t.title}: exports to economies it names nowhere stay as they were: {listed(kept.items())}"
        )
    if any(left.values()):
        entries.append(f"{t.title}: sectors left as they were: {listed(left.items())}")
    if t.dropped:
        entries.append(f"{t.title}: codes not known left out: {listed(t.dropped.items())}")
    draft = replace(
        w,
        version=f"{w.version}+{slug(t.title)}",
        flows=flows,
        grade=grade,
        hand=hand,
        mirror=mirror,
        **traced(w, use & (new > 0), f"file: {t.title}"),
        ledger=(*w.ledger, *entries),
        sources=(*w.sources, *([t.source] if t.source and t.source not in w.sources else [])),
        sha256="",
    )
    return balanced(draft, w, stated)


def _pick(labels: tuple[str, ...], at: dict[str, int], rest: int | None) -> Array:
    """Which economy (N,) of the world each label (L,) of a file goes to, (N,L)."""
    out = np.zeros((len(at), len(labels)))
    for k, c in enumerate(labels):
        n = at.get(c, rest)
        if n is not None:
            out[n, k] = 1.0
    return out


def _mix(flows: Array) -> Array:
    """Shares (S,N,N) of sectors in each pair's trade on record; the exporter's mix where the pair has none."""
    if len(flows) == 1:
        return np.ones_like(flows)
    N = flows.shape[1]
    off = flows * ~np.eye(N, dtype=bool)[None]
    exports = off.sum(axis=1, keepdims=True)
    exports = np.where(exports.sum(axis=0) > 0, exports, off.sum(axis=(1, 2), keepdims=True) + 1e-12)
    pair = np.where(flows.sum(axis=0) > 0, flows, exports)
    out: Array = pair / pair.sum(axis=0, keepdims=True)
    return out


def balanced(draft: World, before: World, stated: NDArray[np.bool_] | None = None) -> World:
    """A world whose trade, tariffs or technology were changed, with output and own sales that fit again.

    Economies nothing of which changed keep their accounts to the bit. stated (N,J): own sales that a file
    states, which are held as far as they can be. The output wanted is own sales on record plus the new exports.
    """
    from kaskazi.world.balance import FREEDOM, settle

    N = len(draft.economies)
    d = np.arange(N)
    changed = (draft.flows != before.flows) | (draft.tariff != before.tariff)
    touched = changed.any(axis=(0, 1)) | changed.any(axis=(0, 2))
    touched |= (draft.beta != before.beta).any(axis=1) | (draft.gamma != before.gamma).any(axis=(1, 2))
    if not touched.any():
        return draft
    trade = draft.flows.copy()
    trade[:, d, d] = 0.0
    output = draft.output()
    freedom = np.maximum(np.array(FREEDOM)[draft.technology_grade], FREE_LEAST)
    if stated is not None:
        freedom = np.where(stated, FREE_LEAST, freedom)
    found = settle(
        trade,
        output,
        draft.beta,
        draft.gamma,
        draft.tariff,
        draft.gdp,
        freedom,
        draft.economies,
        draft.sectors,
    )
    flows = draft.flows.copy()
    flows[:, d[touched], d[touched]] = found.flows[:, d[touched], d[touched]]
    own, grade = flows[:, d, d], draft.grade.copy()
    moved = touched & (own != draft.flows[:, d, d])
    held = np.zeros_like(own, dtype=bool)
    if stated is not None:
        wanted = draft.flows[:, d, d]
        held = stated.T & (np.abs(own - wanted) <= CLOSE * np.maximum(wanted, 1e-9))
    diagonal = np.where(moved, np.maximum(grade[:, d, d], ESTIMATED), grade[:, d, d])
    diagonal = np.where(held, OBSERVED, diagonal)
    grade[:, d, d] = np.where(own > 0, diagonal, ABSENT)
    names = {draft.economies[n] for n in np.flatnonzero(touched)}
    return replace(
        draft,
        flows=flows,
        grade=grade,
        beta=np.where(touched[:, None], found.beta, draft.beta),
        gamma=np.where(touched[:, None, None], found.gamma, draft.gamma),
        ledger=(*draft.ledger, *found.told(names)),
    )
