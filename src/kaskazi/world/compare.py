"""Two worlds side by side: how alike their goods trade is, and where they differ most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.world.score import half_difference, measures
from kaskazi.world.types import ESTIMATED, GRADE_NAMES, IMPUTED, OBSERVED, World

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


def compare(a: World, b: World, home: str = "KEN", most: int = 10) -> Comparison:
    """Compare goods trade of two worlds over the economies they share. Raises InputError for an unknown home."""
    both = [c for c in a.economies if c in set(b.economies)]
    ia, ib = [a.index(c) for c in both], [b.index(c) for c in both]
    A, B = a.goods()[np.ix_(ia, ia)], b.goods()[np.ix_(ib, ib)]
    off = ~np.eye(len(both), dtype=bool)
    levels, logs, wrong = measures(A, B, off)
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


def render(c: Comparison) -> str:
    """The comparison as aligned text."""
    lines = [
        f"{c.economies} economies in both; million USD",
        "",
        f"{'':28}{c.a[:24]:>26}{c.b[:24]:>26}",
        f"{'goods trade':28}{c.total_a:>26,.0f}{c.total_b:>26,.0f}",
        *(
            f"{f'in {name} cells':28}{x:>26.1%}{y:>26.1%}"
            for name, x, y in zip(GRADE_NAMES[1:], c.grades_a, c.grades_b, strict=True)
        ),
        f"{'pairs two sides dispute':28}{c.mirror_a:>26,}{c.mirror_b:>26,}",
        "",
        f"correlation of levels {c.levels:.3f}, of logs {c.logs:.3f}; {c.wrong_pair:.1%} of trade in another pair",
        f"{c.home}: export mix differs by {c.export_mix:.1%}, import mix by {c.import_mix:.1%}",
    ]
    pairs = tuple((f"{x} to {m}", a, b) for x, m, a, b in c.largest)
    for title, rows in (
        ("Largest differences, pairs", pairs),
        ("Exporters' totals", c.exporters),
        ("Importers' totals", c.importers),
        ("Trade by sector, services too", c.sectors),
    ):
        if rows:
            wide = max(len(r[0]) for r in rows)
            lines += ["", title]
            lines += [f"  {n.ljust(wide)} {a:>14,.0f} {b:>14,.0f}  {_change(a, b)}" for n, a, b in rows]
    if not (pairs or c.sectors):
        lines += ["", "No difference in trade."]
    for name, only in ((c.a, c.only_a), (c.b, c.only_b)):
        if only:
            lines.append(f"Only in {name}: {', '.join(only)}")
    return "\n".join(lines)


def _change(a: float, b: float) -> str:
    return f"{100 * (b / a - 1):>+7.1f} %" if a > 0 else ""
