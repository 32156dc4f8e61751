"""What changes against a base year: new levels of rates, ratios of costs, sums of transfers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kaskazi.errors import Problem
from kaskazi.model.arrays import TOLERANCE, Array, dense, wrong_cells
from kaskazi.model.calibration import Calibration


@dataclass(frozen=True, slots=True)
class Wedges:
    """What changes. `Wedges.neutral(calibration)` changes nothing.

    tariff (J,N,N) new level of tau; iceberg (J,N,N) change of the iceberg factor, ratio;
    productivity (N,J), labour (N,) changes, ratio; transfer (N,) received on top of D, sums to 0, in units of
    the flows; export_tax (J,N,N) ad valorem on the producer's price, new level (the base has none), negative
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
        return cls(c.tau, np.ones((J, N, N)), np.ones((N, J)), np.ones(N), np.zeros(N))


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
            wrong_cells(problems, name, ~np.isfinite(a), "is not a finite number.")
    if problems:
        return problems
    wrong_cells(problems, "tariff", w.tariff <= -1, "is -100 % or less.")
    for name in ("iceberg", "productivity", "labour"):
        wrong_cells(problems, name, getattr(w, name) <= 0, "is not above 0.")
    if w.export_tax is not None:
        wrong_cells(problems, "export_tax", w.export_tax <= -1, "is -100 % or less.")
    if abs(w.transfer.sum()) > TOLERANCE * c.VA.sum():
        problems.append(Problem("transfer", f"sums to {w.transfer.sum():.3g}.", "0"))
    return problems
