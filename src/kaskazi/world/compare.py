"""Two worlds side by side: how alike their goods trade is, and where they differ most."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from kaskazi.world.score import half_difference, measures
from kaskazi.world.types import OBSERVED, World


@dataclass(frozen=True, slots=True)
class Comparison:
    """a, b: versions; levels, logs: correlations of goods trade over the economies both hold; wrong_pair: half
    the sum of absolute differences of normalised trade; mixes of `home`; the largest differences, million USD."""

    a: str
    b: str
    economies: int
    total_a: float
    total_b: float
    observed_a: float
    observed_b: float
    levels: float
    logs: float
    wrong_pair: float
    home: str
    export_mix: float
    import_mix: float
    largest: tuple[tuple[str, str, float, float], ...]
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
        a=a.version,
        b=b.version,
        economies=len(both),
        total_a=float(A.sum()),
        total_b=float(B.sum()),
        observed_a=_observed(a),
        observed_b=_observed(b),
        levels=levels,
        logs=logs,
        wrong_pair=wrong,
        home=home,
        export_mix=half_difference(A[off[:, h], h], B[off[:, h], h]),
        import_mix=half_difference(A[h, off[h]], B[h, off[h]]),
        largest=tuple(
            (both[i], both[n], float(A[n, i]), float(B[n, i])) for n, i in cells if A[n, i] != B[n, i]
        ),
        only_a=tuple(sorted(set(a.economies) - set(both))),
        only_b=tuple(sorted(set(b.economies) - set(both))),
    )


def _observed(w: World) -> float:
    """Share of trade in observed cells."""
    off = ~np.eye(len(w.economies), dtype=bool)
    trade = w.flows.sum(axis=0)[off]
    return float(trade[(w.grade.max(axis=0) == OBSERVED)[off]].sum() / trade.sum())


def render(c: Comparison) -> str:
    """The comparison as aligned text."""
    lines = [
        f"{c.economies} economies in both; million USD",
        "",
        f"{'':28}{c.a[:24]:>26}{c.b[:24]:>26}",
        f"{'goods trade':28}{c.total_a:>26,.0f}{c.total_b:>26,.0f}",
        f"{'in observed cells':28}{c.observed_a:>25.1%} {c.observed_b:>25.1%} ",
        "",
        f"correlation of levels {c.levels:.3f}, of logs {c.logs:.3f}; {c.wrong_pair:.1%} of trade in another pair",
        f"{c.home}: export mix differs by {c.export_mix:.1%}, import mix by {c.import_mix:.1%}",
    ]
    if c.largest:
        lines += ["", "Largest differences:"]
        lines += [f"  {x} to {m} {a:>14,.0f} {b:>14,.0f}" for x, m, a, b in c.largest]
    for name, only in ((c.a, c.only_a), (c.b, c.only_b)):
        if only:
            lines.append(f"Only in {name}: {', '.join(only)}")
    return "\n".join(lines)
