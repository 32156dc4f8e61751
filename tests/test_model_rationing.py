"""Flows with a limit: the price found is the wedge that leaves as much; limits that do not bind change nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kaskazi.errors import DataError
from kaskazi.model import Calibration, Wedges, rationing, solve
from kaskazi.model.rationing import Cap, volume
from test_laws import raised
from worlds import balanced


def two(c: Calibration) -> tuple[Cap, Cap]:
    """A flow by itself, and a port that several share."""
    one, port = np.zeros(c.pi.shape, dtype=bool), np.zeros(c.pi.shape, dtype=bool)
    one[0, 1, 2] = True
    port[:, 3, :3] = True
    return Cap(one, 1.0), Cap(port, 1.0)


@pytest.mark.parametrize("rent", rationing.RENTS)
def test_the_price_is_the_wedge_that_leaves_as_much(rent: str) -> None:
    c = balanced(3, 4, 2, materials=True)
    w = raised(c)
    caps = two(c)
    mu = np.array([0.3, 0.15])
    e = solve(c, rationing.priced(c, w, caps, np.log1p(mu), rent), tol=1e-12)
    left = [replace(cap, most=volume(c, e, cap.cells)) for cap in caps]
    assert max(cap.most for cap in left) < 0.9
    found = rationing.solve(c, w, left, rent=rent)
    assert found.price == pytest.approx(mu, rel=1e-6)
    assert found.equilibrium.real_income_hat == pytest.approx(e.real_income_hat, rel=1e-7)
    assert found.volume == pytest.approx([cap.most for cap in left], rel=1e-7)
    assert found.equilibrium.certificate.largest < 1e-9


def test_volumes_are_at_base_year_prices() -> None:
    c = balanced(5, 3, 1)
    one = np.zeros(c.pi.shape, dtype=bool)
    one[0, 0, 1] = True
    found = rationing.solve(c, raised(c), [Cap(one, 0.3)], rent="exporter").equilibrium
    assert found.export_revenue[1] > 0
    taxed = (
        found.flows[0, 0, 1]
        / found.w_hat[1]
        / (1 + found.export_revenue[1] / (found.flows[0, 0, 1] - found.export_revenue[1]))
    )
    assert taxed == pytest.approx(0.3 * (c.pi * c.X.T[:, :, None] / (1 + c.tau))[0, 0, 1], rel=1e-6)
    assert abs(found.w_hat[1] - 1) > 1e-3


def test_a_limit_that_does_not_bind_costs_nothing_and_one_that_does_leaves_it_free() -> None:
    c = balanced(4, 4, 2, materials=True)
    w = Wedges.neutral(c)
    one, port = two(c)
    loose = rationing.solve(c, w, [replace(one, most=1.2), replace(port, most=1.01)])
    assert loose.price == pytest.approx([0.0, 0.0])
    assert loose.equilibrium.real_income_hat == pytest.approx(np.ones(4), abs=1e-10)
    tight = rationing.solve(c, w, [replace(one, most=0.2), replace(port, most=1.5)])
    assert list(tight.binding) == [True, False]
    assert tight.volume[0] == pytest.approx(0.2, rel=1e-7)
    assert tight.volume[1] < 1.5
    nearly = rationing.solve(c, w, [replace(one, most=1e-4)], rent="lost")
    assert nearly.volume[0] == pytest.approx(1e-4, rel=1e-6)


def test_limits_that_cannot_be_are_refused_together() -> None:
    c = balanced(4, 4, 2)
    one, _ = two(c)
    own = np.zeros(c.pi.shape, dtype=bool)
    own[0, 1, 1] = True
    with pytest.raises(DataError) as why:
        rationing.solve(
            c, Wedges.neutral(c), [replace(one, most=0.0), Cap(own, 0.5), Cap(own[0], 0.5)], rent="importers"
        )
    for word in ("no price", "own sales", "shape", 'Nearest: "importer"'):
        assert word.lower() in str(why.value).lower()
