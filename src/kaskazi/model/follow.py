"""An equilibrium that follows its wedges: a duty moved by hand is solved from where the last one stood."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kaskazi.errors import DataError, Problem
from kaskazi.model.anderson import Memory
from kaskazi.model.arrays import Array
from kaskazi.model.calibration import Calibration
from kaskazi.model.equilibrium import Equilibrium
from kaskazi.model.kernel import Kernel, prepare, start
from kaskazi.model.solver import LIMIT, check, search_near
from kaskazi.model.wedges import Wedges


@dataclass(frozen=True, slots=True)
class Followed:
    """An equilibrium with the arrays it was solved on; the next one forms anew only the sectors that change."""

    equilibrium: Equilibrium
    kernel: Kernel
    tol: float
    memory: Memory | None = None

    def to(self, wedges: Wedges) -> Followed:
        """The equilibrium under other wedges, from this state. Raises DataError, NoSolution as `solve` does."""
        k = self.kernel
        check(k.c, wedges, k.deficit, "auto", self.equilibrium.labour, self.tol)
        moved = prepare(k.c, wedges, k.deficit, k.fixed, k)
        return _from(moved, self.equilibrium.state, self.tol, self.memory)

    def duty(self, sector: int, importer: int, exporter: int, rate: float) -> Followed:
        """The equilibrium with one duty at another rate, a ratio: that sector's arrays alone are formed anew.

        Raises DataError for a rate of -100 % or less or a cell that is not there.
        """
        k = self.kernel
        J, N = k.c.shape
        problems = [
            Problem(name, f"{at} is no {name}.", f"0 to {most - 1}")
            for name, at, most in (
                ("sector", sector, J),
                ("importer", importer, N),
                ("exporter", exporter, N),
            )
            if not 0 <= at < most
        ]
        if not -1 < rate < float("inf"):
            problems.append(Problem("rate", f"is {rate:g}.", "a ratio above -1"))
        if problems:
            raise DataError("duty", problems)
        tariff = k.w.tariff.copy()
        tariff[sector, importer, exporter] = rate
        moved = prepare(k.c, replace(k.w, tariff=tariff), k.deficit, k.fixed, k, sector)
        return _from(moved, self.equilibrium.state, self.tol, self.memory)


def follow(
    calibration: Calibration,
    wedges: Wedges,
    *,
    deficit: str = "share-of-world-output",
    labour: str = "mobile",
    tol: float = 1e-10,
) -> Followed:
    """The first equilibrium to follow; settings as in `solve`."""
    tol = min(tol, LIMIT / 4)
    check(calibration, wedges, deficit, "auto", labour, tol)
    k = prepare(calibration, wedges, deficit, labour == "fixed")
    return _from(k, start(k), tol, None)


def _from(k: Kernel, z: Array, tol: float, memory: Memory | None) -> Followed:
    e, kept = search_near(k, z, tol, memory)
    return Followed(e, k, tol, kept)
