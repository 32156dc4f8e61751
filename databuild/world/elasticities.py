"""Trade elasticities of the world's sectors: the default of the published sets (`kaskazi.evidence.elasticity_sets`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaskazi.codes.sectors import sectors
from kaskazi.evidence.elasticity_sets import elasticity_set, printed, with_error

__all__ = ["elasticities", "published"]

Array = NDArray[np.float64]


def published() -> list[dict[str, str]]:
    """The printed rows that the default set is made of."""
    cited = set(elasticity_set().source.values())
    return [dict(r) for r in printed() if r["source"] in cited]


def elasticities() -> tuple[Array, Array]:
    """theta (J,) and its standard error by the sector table."""
    return with_error([s.icio for s in sectors().values()])
