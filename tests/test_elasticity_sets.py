"""Published sets of elasticities as a function of the sector table."""

from __future__ import annotations

import numpy as np
import pytest

import kaskazi as kz
from databuild.world.elasticities import elasticities, published
from kaskazi.codes.sectors import sectors
from kaskazi.errors import DataError
from kaskazi.evidence.elasticity_sets import default_set, elasticity_set, elasticity_sets, printed, thetas
from kaskazi.sources import source
from kaskazi.world.regroup import aggregate_sectors

REFINED, CLOTH = ("C19",), ("C13T15",)


def test_a_printed_value_is_read_by_its_own_definition() -> None:
    assert thetas([REFINED])[0] == pytest.approx(3.6382 - 1)  # sigma
    assert thetas([REFINED], "fgo-2025-as-theta")[0] == pytest.approx(3.6382)
    assert thetas([CLOTH], "caliendo-parro")[0] == pytest.approx(8.10)  # theta
    assert thetas([("K",)], "fgo-2025-markups")[0] == pytest.approx((5.299 + 4.128) / 2 - 1, abs=1e-3)
    assert thetas([("B05",)]) == thetas([("B06",)])  # coal takes its neighbour's


def test_sectors_of_any_table_get_the_mean_of_their_codes_by_trade() -> None:
    apart = thetas([("C24A",), ("C24B",), ("C25",)])
    together = thetas([("C24A", "C24B", "C25")])[0]
    assert apart.min() < together < apart.max()
    assert together == pytest.approx(np.average(apart, weights=[451, 437, 347]))
    with pytest.raises(DataError, match="no elasticity for C99"):
        thetas([("C99",)])


@pytest.mark.parametrize("key", list(elasticity_sets()))
def test_every_set_covers_every_sector_and_names_its_sources(key: str) -> None:
    found = thetas([s.icio for s in sectors().values()], key)
    assert (found > 0.3).all()
    assert all(source(s) for s in elasticity_set(key).source.values())


def test_the_build_uses_the_default_and_its_error_spans_the_sets() -> None:
    theta, error = elasticities()
    assert theta == pytest.approx(thetas([s.icio for s in sectors().values()], default_set()))
    assert ((error >= 0.1499 * theta) & (error <= 0.5001 * theta)).all()
    assert {r["source"] for r in published()} <= {r["source"] for r in printed()}


def test_a_world_takes_another_set_and_so_does_one_put_together() -> None:
    w = kz.World.load()
    other = kz.with_elasticities(w, "caliendo-parro")
    assert other.theta[w.sector("petroleum")] == pytest.approx(64.85)
    assert other.flows is w.flows
    assert other.calibration() is not w.calibration()
    small = aggregate_sectors(w, {"textiles": "cloth", "apparel": "cloth"})
    assert kz.with_elasticities(small, "fgo-2025").theta[small.sector("cloth")] == pytest.approx(4.6786 - 1)
    with pytest.raises(DataError, match="caliendo-parro"):
        kz.with_elasticities(w, "caliendo-paro")
