"""How close a reconstructed trade matrix is to an observed one."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.codes.defaults import default_home
from kaskazi.errors import DataError, Problem, nearest

if TYPE_CHECKING:
    from kaskazi.world.types import World

Array = NDArray[np.float64]
COLUMNS = ("exporter", "importer", "value_kusd")


@dataclass(frozen=True, slots=True)
class Score:
    """Measures over ordered pairs of different economies whose exporter is observed.

    levels, logs: correlations (logs over pairs positive in both); wrong_pair: half the sum of absolute
    differences between the two normalised matrices; *_mix: the same for one economy's partners.
    without_hand: the same measures with every hand-entered pair taken out of both matrices.
    """

    exporters: int
    pairs: int
    ours_musd: float
    observed_musd: float
    levels: float
    logs: float
    wrong_pair: float
    home: str
    export_mix: float
    import_mix: float
    hand_pairs: int
    hand_share: float
    without_hand: tuple[float, float, float, float, float] | None
    not_in_world: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return asdict(self)


def read_observed(path: Path) -> dict[tuple[str, str], float]:
    """(exporter, importer) -> million USD from a CSV with columns exporter, importer, value_kusd.

    Raises DataError naming missing columns, repeated pairs and unreadable values.
    """
    problems: list[Problem] = []
    out: dict[tuple[str, str], float] = {}
    with path.open(encoding="utf-8-sig", newline="") as f:
        reader = csv.DictReader(f)
        header = reader.fieldnames or []
        for name in COLUMNS:
            if name not in header:
                problems.append(Problem("header", f'no column "{name}".', nearest=nearest(name, header)))
        if problems:
            raise DataError(str(path), problems)
        for k, r in enumerate(reader, 2):
            key = (r["exporter"], r["importer"])
            try:
                value = float(r["value_kusd"]) * 1e-3
            except (TypeError, ValueError):
                problems.append(Problem(f"line {k}", f"{r['value_kusd']!r} is not a number."))
                continue
            if key in out:
                problems.append(Problem(f"line {k}", f"{key[0]} to {key[1]} is there twice."))
            if not value >= 0:
                problems.append(Problem(f"line {k}", f"{value} is negative."))
            out[key] = value
            if len(problems) > 20:
                break
    if not out:
        problems.append(Problem("", "has no rows."))
    if problems:
        raise DataError(str(path), problems)
    return out


def measures(ours: Array, observed: Array, use: NDArray[np.bool_]) -> tuple[float, float, float]:
    """(correlation of levels, of logs over pairs positive in both, share in the wrong pair)."""
    a, b = ours[use], observed[use]
    positive = (a > 0) & (b > 0)
    levels = float(np.corrcoef(a, b)[0, 1])
    logs = float(np.corrcoef(np.log(a[positive]), np.log(b[positive]))[0, 1])
    return levels, logs, half_difference(a, b)


def half_difference(a: Array, b: Array) -> float:
    """Half the sum of absolute differences between two vectors, each made to sum to one."""
    if a.sum() <= 0 or b.sum() <= 0:
        return float("nan")
    return float(0.5 * np.abs(a / a.sum() - b / b.sum()).sum())


def score(
    goods: Array,
    economies: Sequence[str],
    observed: dict[tuple[str, str], float],
    home: str | None = None,
    hand: NDArray[np.bool_] | None = None,
) -> Score:
    """Score goods trade (N,N) [importer, exporter], million USD, against observed flows.

    A pair absent from an observed exporter's rows is zero. Economies the world lacks are named, not scored.
    """
    index = {c: k for k, c in enumerate(economies)}
    seen = sorted({c for pair in observed for c in pair})
    missing = tuple(c for c in seen if c not in index)
    exporters = [index[c] for c in sorted({x for x, _ in observed}) if c in index]
    partners = [index[c] for c in seen if c in index]
    n = len(economies)
    truth = np.zeros((n, n))
    for (x, m), v in observed.items():
        if x in index and m in index:
            truth[index[m], index[x]] = v
    use = np.zeros((n, n), dtype=bool)
    use[np.ix_(partners, exporters)] = True
    np.fill_diagonal(use, False)
    by_hand = np.zeros((n, n), dtype=bool) if hand is None else hand & use
    home = home or default_home()
    h = index[home]

    def all_measures(mask: NDArray[np.bool_]) -> tuple[float, float, float, float, float]:
        out, into = mask[:, h], mask[h]
        return (
            *measures(goods, truth, mask),
            half_difference(goods[out, h], truth[out, h]),
            half_difference(goods[h, into], truth[h, into]),
        )

    levels, logs, wrong, x_mix, m_mix = all_measures(use)
    return Score(
        exporters=len(exporters),
        pairs=int(use.sum()),
        ours_musd=float(goods[use].sum()),
        observed_musd=float(truth[use].sum()),
        levels=levels,
        logs=logs,
        wrong_pair=wrong,
        home=home,
        export_mix=x_mix,
        import_mix=m_mix,
        hand_pairs=int(by_hand.sum()),
        hand_share=float(truth[by_hand].sum() / truth[use].sum()),
        without_hand=all_measures(use & ~by_hand) if by_hand.any() else None,
        not_in_world=missing,
    )


def score_world(world: World, path: Path, home: str | None = None) -> Score:
    """Score a world's goods trade against a file of observed flows."""
    return score(world.goods(), world.economies, read_observed(path), home, world.hand_entered())
