"""Two worlds side by side: how alike their goods trade is, and where they differ most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.codes.defaults import default_home
from kaskazi.world.score import half_difference, measures
from kaskazi.world.types import ESTIMATED, IMPUTED, OBSERVED, World

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Comparison:
    """a, b: versions with the start of their hashes; grades: shares of goods trade in observed, estimated and imputed
    cells; levels, logs: correlations of goods trade over the economies both hold; wrong_pair: half the sum of
    absolute differences of normalised trade; mixes of `home`; the largest differences of pairs, of exporters' and
    importers' totals and of sectors' trade, million USD; mirror: pairs whose two sides report it differently."""

    a: str
    b: str
    economies: int
    total_a: float
    total_b: float
    grades_a: tuple[float, float, float]
    grades_b: tuple[float, float, float]
    mirror_a: int
    mirror_b: int
    levels: float
    logs: float
    wrong_pair: float
    home: str
    export_mix: float
    import_mix: float
    largest: tuple[tuple[str, str, float, float], ...]
    exporters: tuple[tuple[str, float, float], ...]
    importers: tuple[tuple[str, float, float], ...]
    sectors: tuple[tuple[str, float, float], ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return asdict(self)


def compare(a: World, b: World, home: str | None = None, most: int = 10) -> Comparison:
    """Compare goods trade of two worlds over the economies they share. Raises InputError for an unknown home."""
    both = [c for c in a.economies if c in set(b.economies)]
    ia, ib = [a.index(c) for c in both], [b.index(c) for c in both]
    A, B = a.goods()[np.ix_(ia, ia)], b.goods()[np.ix_(ib, ib)]
    off = ~np.eye(len(both), dtype=bool)
    levels, logs, wrong = measures(A, B, off)
    home = home or default_home()
    h = both.index(a.economies[a.index(home)])
    order = np.argsort(-np.abs(A - B), axis=None)[:most]
    cells = [np.unravel_index(k, A.shape) for k in order]
    return Comparison(
        a=_name(a),
        b=_name(b),
        economies=len(both),
        total_a=float(A.sum()),
        total_b=float(B.sum()),
        grades_a=_grades(a),
        grades_b=_grades(b),
        mirror_a=int(a.mirror.sum()),
        mirror_b=int(b.mirror.sum()),
        levels=levels,
        logs=logs,
        wrong_pair=wrong,
        home=home,
        export_mix=half_difference(A[off[:, h], h], B[off[:, h], h]),
        import_mix=half_difference(A[h, off[h]], B[h, off[h]]),
        largest=tuple(
            (both[i], both[n], float(A[n, i]), float(B[n, i])) for n, i in cells if A[n, i] != B[n, i]
        ),
        exporters=_apart(both, A.sum(axis=0), B.sum(axis=0), most),
        importers=_apart(both, A.sum(axis=1), B.sum(axis=1), most),
        sectors=_apart(*_by_sector(a, b), len(a.sectors)),
        only_a=tuple(sorted(set(a.economies) - set(both))),
        only_b=tuple(sorted(set(b.economies) - set(both))),
    )


def _name(w: World) -> str:
    return f"{w.version} {w.sha256[:8]}".strip()


def _grades(w: World) -> tuple[float, float, float]:
    """Shares of goods trade in observed, estimated and imputed cells."""
    abroad = ~np.eye(len(w.economies), dtype=bool)
    flows, grade = w.flows[w.is_goods] * abroad, w.grade[w.is_goods]
    total = max(float(flows.sum()), 1e-300)
    observed, estimated, imputed = (
        float(flows[grade == g].sum()) / total for g in (OBSERVED, ESTIMATED, IMPUTED)
    )
    return observed, estimated, imputed


def _by_sector(a: World, b: World) -> tuple[list[str], Array, Array]:
    """Trade of the sectors both hold, all economies of each."""
    keys = [s for s in a.sectors if s in b.sectors]

    def total(w: World) -> Array:
        abroad = w.flows * ~np.eye(len(w.economies), dtype=bool)
        return np.array([abroad[w.sector(s)].sum() for s in keys])

    return keys, total(a), total(b)


def _apart(names: Sequence[str], a: Array, b: Array, most: int) -> tuple[tuple[str, float, float], ...]:
    """The totals furthest apart, largest difference first; equal ones left out."""
    order = np.argsort(-np.abs(a - b))[:most]
    return tuple((names[k], float(a[k]), float(b[k])) for k in order if abs(a[k] - b[k]) > 0.5)
