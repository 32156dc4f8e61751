"""Trade in general equilibrium, on plain arrays: no labels, no files."""

from kaskazi.model.solver import solve
from kaskazi.model.types import Calibration, Certificate, Equilibrium, Repair, Wedges

__all__ = ["Calibration", "Certificate", "Equilibrium", "Repair", "Wedges", "solve"]
