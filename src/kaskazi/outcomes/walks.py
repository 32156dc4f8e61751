"""Where two methods answer one question: the steps from the one to the other, and one sentence that walks them."""

from __future__ import annotations

import numpy as np

from kaskazi.model.partial import value_change
from kaskazi.model.tariff_aggregates import volume_equivalent
from kaskazi.outcomes.preference import Stake, change, counted, job_rows
from kaskazi.outcomes.solution import Solution
from kaskazi.outcomes.types import Figure, SectorEffect, Walk
from kaskazi.text.numbers import number


def walks(
    g: Solution, s: Stake, headline: list[Figure], sectors: tuple[SectorEffect, ...]
) -> tuple[Walk, ...]:
    """From exports line by line to exports in the model, and from the jobs counted to the sector's; central case."""
    known = {f.id: f for f in headline}
    found = []
    if {"exports_lines", "exports_partner"} <= set(known):
        found.append(_exports(g, s, known["exports_lines"], known["exports_partner"]))
    if "jobs" in known:
        found += _jobs(g, s, known["jobs"], sectors)
    return tuple(found)


def rebased(g: Solution, s: Stake) -> float:
    """Line by line on the model's own accounts: each sector's sales to the market cut by the one duty that cuts
    the lines as much, USD m a year, central elasticity."""
    e = g.scenario.uncertainty.elasticity
    assert e is not None
    w, total = g.world, 0.0
    v = np.array([r.value for r in s.rows])
    at = np.array([w.sector(w.sector_of_line(r.hs)) for r in s.rows])
    added = s.duties.after - s.duties.before
    flows = g.base[0][:, w.index(s.table.importer), g.h]
    for j in np.unique(at):
        one = volume_equivalent(v[at == j], added[at == j], e.central)
        total += float(value_change(flows[j], 0.0, one, e.central))
    return total


def _exports(g: Solution, s: Stake, lines: Figure, model: Figure) -> Walk:
    a, c = lines.value.central, model.value.central
    b = rebased(g, s)
    steps = (
        ("the model's accounts by sector instead of customs lines", b - a),
        ("wages, prices and spending adjust, and the other beneficiaries pay too", c - b),
    )
    text = (
        f"Line by line exports change by USD {_n(a)} million; on the model's accounts by sector by {_n(b)}; once wages, "
        f"prices and spending adjust and every other beneficiary pays the duty too, by {_n(c)}."
    )
    return Walk(lines.id, model.id, "USD m", steps, text)


def _jobs(g: Solution, s: Stake, direct: Figure, sectors: tuple[SectorEffect, ...]) -> list[Walk]:
    j = counted(g.scenario.home, s.table.year)
    sector = next((x for x in sectors if j and x.id == j.sector), None)
    shift = change(s, g.scenario, keep=job_rows(s, j)) if j else None
    if j is None or sector is None or shift is None or direct.percent is None:
        return []
    a, c = direct.value.central, sector.jobs.central
    b = sector.base_jobs * direct.percent.central / 100
    steps = (
        (
            f"all {number(sector.base_jobs)} jobs of the sector, formal and informal, instead of {number(j.value)}",
            b - a,
        ),
        ("what is sold at home and elsewhere stays, and workers move to other sectors", c - b),
    )
    text = (
        f"Of {number(j.value)} {j.what}, {_n(a)} if all serve this market; the same fall on all "
        f"{number(sector.base_jobs)} jobs of the sector (imputed) would be {_n(b)}; in the model {_n(c)}, for what is sold at "
        "home and elsewhere stays and workers move to other sectors."
    )
    return [Walk(direct.id, f"sector:{sector.id}", "jobs", steps, text)]


def _n(x: float) -> str:
    return number(x, 0, signed=True)
