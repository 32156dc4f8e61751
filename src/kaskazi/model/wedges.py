"""What changes against a base year: new levels of rates, ratios of costs, sums of transfers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kaskazi.errors import Problem
from kaskazi.model.arrays import TOLERANCE, Array, dense, wrong_cells
from kaskazi.model.calibration import Calibration

FLOORS = {
    "tariff": (-1.0, "is -100 % or less."),
    "iceberg": (0.0, "is not above 0."),
    "productivity": (0.0, "is not above 0."),
    "labour": (0.0, "is not above 0."),
    "transfer": (-np.inf, ""),
    "export_tax": (-1.0, "is -100 % or less."),
}
BASE = {"tariff": "tau", "export_tax": "export_tax"}


@dataclass(frozen=True, slots=True)
class Wedges:
    """What changes. `Wedges.neutral(calibration)` changes nothing.

    tariff (J,N,N) new level of tau; iceberg (J,N,N) change of the iceberg factor, ratio;
    productivity (N,J), labour (N,) changes, ratio; transfer (N,) received on top of D, sums to 0, in units of
    the flows; export_tax (J,N,N) ad valorem on the producer's price, new level (None: the base year's), negative
    for a subsidy: its revenue goes to the exporter and tariffs are levied on the taxed price.
    """

    tariff: Array
    iceberg: Array
    productivity: Array
    labour: Array
    transfer: Array
    export_tax: Array | None = None

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            object.__setattr__(self, name, None if value is None else dense(value))

    @classmethod
    def neutral(cls, c: Calibration) -> Wedges:
        """No change at all."""
        J, N = c.shape
        return cls(c.tau, np.ones((J, N, N)), np.ones((N, J)), np.ones(N), np.zeros(N), c.export_tax)


def export_tax(c: Calibration, w: Wedges) -> Array | None:
    """The export taxes in force (J,N,N); None where there are none."""
    return c.export_tax if w.export_tax is None else w.export_tax


def export_ratio(c: Calibration, w: Wedges) -> Array | None:
    """Change of 1 + export tax (J,N,N), new over base year; None where none changes."""
    if w.export_tax is None or w.export_tax is c.export_tax:
        return None
    return 1 + w.export_tax if c.export_tax is None else (1 + w.export_tax) / (1 + c.export_tax)


def along(c: Calibration, w: Wedges, s: float, deficit: str) -> tuple[Wedges, str]:
    """The wedges a share s of the way, every factor in proportion, and the closure to solve them with."""
    transfer = s * w.transfer
    ratio, old = export_ratio(c, w), 0.0 if c.export_tax is None else c.export_tax
    if deficit in ("zero", "given"):  # the base year has its deficits: they fade along the path
        deficit, transfer = "additive", transfer - s * c.D
    return (
        Wedges(
            tariff=(1 + c.tau) * ((1 + w.tariff) / (1 + c.tau)) ** s - 1,
            iceberg=w.iceberg**s,
            productivity=w.productivity**s,
            labour=w.labour**s,
            transfer=transfer,
            export_tax=None if ratio is None else (1 + old) * ratio**s - 1,
        ),
        deficit,
    )


def check_wedges(w: Wedges, c: Calibration) -> list[Problem]:
    """Shapes, signs and sums of a set of wedges against its calibration."""
    problems: list[Problem] = []
    J, N = c.shape
    wanted: dict[str, tuple[int, ...]] = {
        "tariff": (J, N, N),
        "iceberg": (J, N, N),
        "productivity": (N, J),
        "labour": (N,),
        "transfer": (N,),
    }
    if w.export_tax is not None:
        wanted["export_tax"] = (J, N, N)
    for name, shape in wanted.items():
        a = getattr(w, name)
        if a.shape != shape:
            problems.append(Problem(name, f"has shape {a.shape}.", str(shape)))
        else:
            floor, what = FLOORS[name]
            if a is getattr(c, BASE.get(name, ""), None):
                continue  # the base year's own, checked with it
            if a.size and not (a.min() > floor and a.max() < np.inf):  # NaN fails both
                wrong_cells(problems, name, ~np.isfinite(a), "is not a finite number.")
                wrong_cells(problems, name, a <= floor, what)
    if problems:
        return problems
    if abs(w.transfer.sum()) > TOLERANCE * c.VA.sum():
        problems.append(Problem("transfer", f"sums to {w.transfer.sum():.3g}.", "0"))
    return problems
