"""Trade in general equilibrium, on plain arrays: no labels, no files."""

from kaskazi.model.accounts import Repair
from kaskazi.model.calibration import Calibration
from kaskazi.model.cases import solve_cases
from kaskazi.model.equilibrium import Certificate, Equilibrium
from kaskazi.model.solver import solve
from kaskazi.model.wedges import Wedges

__all__ = ["Calibration", "Certificate", "Equilibrium", "Repair", "Wedges", "solve", "solve_cases"]
