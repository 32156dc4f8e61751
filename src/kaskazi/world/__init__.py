"""Real accounts for every economy, graded cell by cell."""

from kaskazi.world.indicators import Indicator
from kaskazi.world.types import ESTIMATED, GRADE_NAMES, IMPUTED, OBSERVED, World

__all__ = ["ESTIMATED", "GRADE_NAMES", "IMPUTED", "OBSERVED", "Indicator", "World"]
