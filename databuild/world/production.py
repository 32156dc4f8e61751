"""How every economy produces: from the table, from Kenya's accounts, else from the economies most like it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from databuild import tables
from databuild.world import products, readers, technology
from databuild.world.sectoral import Ground
from databuild.world.statistics import value_shares
from kaskazi.codes.sectors import sectors
from kaskazi.world.balance import Aims
from kaskazi.world.types import ESTIMATED, IMPUTED

Array = NDArray[np.float64]
Grades = NDArray[np.uint8]
# Standard error of value added in output, ratio, by grade: absent, observed, estimated, imputed. Judgements.
VALUE_ERROR = (0.0, 0.1, 0.2, 0.5)
OWN_PART = 0.15  # of output is sold at home where nothing says how much: a judgement
USED_MOST, SUPPLY_ROUNDS = 0.85, 40  # inputs take at most so much of what there is of a product
LEAST_REST = 0.3  # what is not sold abroad keeps this part of what economies like it make
ONLY_SOLD = ("fuels",)


def production(
    folder: Path, g: Ground, trade: Array, at_home: Mapping[str, Array]
) -> tuple[Array, Array, Array, Grades, Aims]:
    """Output wanted (N,J), beta (N,J), gamma (N,J,J) [n, input, user], the grade of each (N,J), and what
    is known of value added besides.

    trade (J,N,N): what is sold abroad has to be made, so an imputed output is at least a tenth above exports
    where the economy is not one that sells on. at_home: the table's sales of inputs (J,) to their own economy.
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
    shares, error = value_shares(codes, g.book, g.year)
    own = np.zeros((N, J))
    hubs = tables.table("hubs")["hubs"]
    for k, c in enumerate(codes):
        t = known.get(c)
        exports = trade[:, :, k].sum(axis=1)
        if t is None:
            weights = products.like(features, tuple(known), c)
            t = technology.blend(weights, known, size)
            made = technology.to_structure(t, float(gdp[k]), shares[k])
            if c not in hubs:
                made = _with_exports(made, t.beta, exports, float(gdp[k]))
            own[k] = np.maximum(made - exports, OWN_PART * made)
        else:
            made = technology.to_structure(t, float(gdp[k]), shares[k])
            grade[k] = ESTIMATED
            inside = at_home.get(c, OWN_PART * t.output) * np.divide(
                made, t.output, out=np.zeros(J), where=t.output > 0
            )
            own[k] = np.maximum(made - exports, inside)
        output[k], beta[k] = made, t.beta
        supply = made - exports + trade[:, k, :].sum(axis=1)
        gamma[k] = within_supply(t.A / (1 - t.beta)[None, :], (1 - t.beta) * made, supply)
    parts = np.array([technology.BROAD.index(b) for b in technology.broad_of()])
    aims = Aims(parts, shares * gdp[:, None], error, np.array(VALUE_ERROR)[grade], own)
    return output, beta, gamma, grade, aims


def within_supply(gamma: Array, spent: Array, supply: Array) -> Array:
    """Input shares (J,J) [input, user] such that no product is used as an input more than a part of what there is of it:
    users take more of the others. spent (J,): what each sector spends on inputs; supply (J,): made and bought, less sold."""
    out = gamma.copy()
    for _ in range(SUPPLY_ROUNDS):
        used = out @ spent
        most = USED_MOST * np.maximum(supply, 0.0)
        out *= np.where(used > most, most / np.maximum(used, 1e-12), 1.0)[:, None]
        columns = out.sum(axis=0)
        out = np.divide(out, columns[None, :], out=gamma.copy(), where=columns[None, :] > 0)
    return np.asarray(out)


def _with_exports(made: Array, beta: Array, exports: Array, gdp: float) -> Array:
    """Output raised to what is sold abroad, the rest of each broad sector giving way down to a part of it, then back to GDP;
    fuels are made by those who sell them alone."""
    raised = np.where([s.goods for s in sectors().values()], np.maximum(made, 1.1 * exports), made)
    only = np.isin(tuple(sectors()), ONLY_SOLD)
    raised = np.where(
        only, np.where(exports > 1e-4 * gdp, 1.15 * exports, np.minimum(made, 1e-3 * gdp)), raised
    )
    bound = (raised > made) | only
    broad = np.array(technology.broad_of())
    for b in technology.BROAD:
        inside, rest = broad == b, (broad == b) & ~bound
        left = (beta * made)[inside].sum() - (beta * raised)[inside & bound].sum()
        if (beta * made)[rest].sum() > 0:
            raised[rest] *= np.clip(left / (beta * made)[rest].sum(), LEAST_REST, 1.0)
    return np.asarray(raised * gdp / (beta * raised).sum())
