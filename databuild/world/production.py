"""How every economy produces: from the table, from Kenya's accounts, else from the economies most like it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from databuild.world import products, readers, technology
from databuild.world.sectoral import Ground
from kaskazi.codes.sectors import sectors
from kaskazi.world.types import ESTIMATED, IMPUTED

Array = NDArray[np.float64]
Grades = NDArray[np.uint8]


def production(folder: Path, g: Ground, trade: Array) -> tuple[Array, Array, Array, Grades]:
    """Output wanted (N,J), beta (N,J), gamma (N,J,J) [n, input, user] and the grade of each (N,J).

    trade (J,N,N): what is sold abroad has to be made, so an imputed output is at least a tenth above exports
    where the economy is not one that sells on.
    """
    codes, gdp = g.codes, g.pairs.gdp
    known = technology.of_table(g.table)
    size = {c: float((t.beta * t.output).sum()) for c, t in known.items()}
    kenya = technology.of_sam(*readers.sam(folder))
    known["KEN"], size["KEN"] = kenya, float((kenya.beta * kenya.output).sum())
    features = g.features()
    N, J = len(codes), len(sectors())
    output, beta, gamma = np.zeros((N, J)), np.zeros((N, J)), np.zeros((N, J, J))
    grade = np.full((N, J), IMPUTED, dtype=np.uint8)
    for k, c in enumerate(codes):
        t = known.get(c)
        if t is None:
            weights = products.like(features, tuple(known), c)
            t = technology.blend(weights, known, size)
            made = technology.to_structure(t, float(gdp[k]), g.book[c].sector_shares)
            made = _with_exports(made, t.beta, trade[:, :, k].sum(axis=1), float(gdp[k]))
        else:
            made = t.output * float(gdp[k]) / size[c]
            grade[k] = ESTIMATED
        output[k], beta[k] = made, t.beta
        gamma[k] = t.A / (1 - t.beta)[None, :]
    return output, beta, gamma, grade


def _with_exports(made: Array, beta: Array, exports: Array, gdp: float) -> Array:
    """Output raised to what is sold abroad in sectors where most of it must be made at home, then back to GDP."""
    keys = tuple(sectors())
    at_home = np.isin(
        keys, ("crops", "horticulture", "livestock", "forestry-fishing", "fuels", "minerals", "apparel")
    )
    raised = np.where(at_home, np.maximum(made, 1.1 * exports), made)
    only = np.isin(keys, ("fuels",))
    raised = np.where(
        only, np.where(exports > 1e-4 * gdp, 1.15 * exports, np.minimum(made, 1e-3 * gdp)), raised
    )
    return np.asarray(raised * gdp / (beta * raised).sum())
