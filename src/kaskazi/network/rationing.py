"""Quantities that cannot move, for a model that holds prices only: the one place where a quantity becomes a cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LEAST_LEFT = 0.01  # of a flow, left to the model where nothing can move


def ration(left: Array, theta: float, least: float = LEAST_LEFT) -> Array:
    """Iceberg ratios that leave the share `left` of each flow at trade elasticity theta; at least `least` is left. More
    than 1 left is a gain, and a ratio below 1."""
    return np.asarray(np.maximum(left, least) ** (-1.0 / theta))
