"""What a solve returns: an equilibrium, and how well it meets every equation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kaskazi.model.arrays import Array
from kaskazi.model.wedges import Wedges


@dataclass(frozen=True, slots=True)
class Certificate:
    """How well a result satisfies every equation of the model, relative residuals.

    residual: largest by equation; walras: gap of the market the others imply.
    """

    residual: Mapping[str, float]
    walras: float
    sweeps: int
    method: str

    @property
    def largest(self) -> float:
        """The largest residual over all equations, the Walras gap included."""
        return max([*self.residual.values(), self.walras])


@dataclass(frozen=True, slots=True)
class Result:
    """What a search found, before it is held against the equations; arrays as in `Equilibrium`."""

    sector_wage_hat: Array
    P_hat: Array
    pi: Array
    X: Array
    Y: Array
    flows: Array
    revenue: Array
    export_revenue: Array
    income: Array
    D: Array
    labour: str
    rent_hat: Array | None = None


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """A solved change. Hats are ratios new/old; money in the calibration's unit.

    w_hat (N,), P_hat (N,J), pi (J,N,N), X (N,J), Y (N,J), flows (J,N,N) net of tariff, revenue (of import
    tariffs), export_revenue, income, D, cpi_hat, real_wage_hat, real_income_hat (N,); sector_wage_hat (N,J),
    which differs between sectors only where labour is fixed; rent_hat (N,J) of specific factors, None without (with them
    w_hat and real_wage_hat are labour's alone). real_income_hat - 1 is the exact equivalent
    variation as a share of base income. World value added is the numeraire. `state` warm-starts a nearby
    solve; wedges, deficit and labour say what was solved.
    """

    w_hat: Array
    P_hat: Array
    pi: Array
    X: Array
    Y: Array
    flows: Array
    revenue: Array
    income: Array
    D: Array
    cpi_hat: Array
    real_wage_hat: Array
    real_income_hat: Array
    certificate: Certificate
    export_revenue: Array
    sector_wage_hat: Array
    state: Array = field(repr=False)
    wedges: Wedges = field(repr=False)
    deficit: str
    labour: str
    rent_hat: Array | None = None
