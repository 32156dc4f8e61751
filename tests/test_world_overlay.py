"""Single cells put in place of a world's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kaskazi.errors import DataError
from kaskazi.world import OBSERVED, World
from kaskazi.world.file import from_bytes, to_bytes
from kaskazi.world.overlay import Cell, overlaid, read_cells
from kaskazi.world.regroup import by_region

WHOLE = World.load()
HEADER = "exporter,importer,sector,value_musd,source\n"


@pytest.mark.slow
def test_a_cell_takes_its_place_with_its_source_and_the_accounts_add_up() -> None:
    w = by_region(WHOLE, ("KEN", "USA"))
    after = overlaid(w, (Cell("KEN", "USA", "apparel", 900.0, "A bureau, table 3"),))
    at = (w.sector("apparel"), w.index("USA"), w.index("KEN"))
    assert after.flows[at] == 900.0
    assert after.grade[at] == OBSERVED
    assert after.hand[at]
    assert any("replaced by 900.0: A bureau, table 3" in x for x in after.ledger)
    others = np.ones_like(w.flows, dtype=bool)
    n = np.arange(len(w.economies))
    others[:, n, n] = False
    others[at] = False
    assert (after.flows[others] == w.flows[others]).all()
    assert after.value_added().sum(axis=1) == pytest.approx(w.gdp, rel=1e-9)
    assert (after.final() > -1e-6 * w.gdp[:, None]).all()
    after.calibration()
    assert from_bytes(to_bytes(after)).flows[at] == 900.0


@pytest.mark.slow
def test_a_cell_of_the_shipped_world_says_where_it_is_from() -> None:
    after = overlaid(
        WHOLE, (Cell("KEN", "UGA", "food", 300.0, "A bureau"), Cell("KEN", "UGA", "metals", 0.0, "A bureau"))
    )
    assert after.basis_of("food", "UGA", "KEN") == ("overlay", "A bureau")
    assert WHOLE.basis_of("food", "UGA", "KEN")[0] != "overlay"
    assert after.flows[WHOLE.sector("metals"), WHOLE.index("UGA"), WHOLE.index("KEN")] == 0.0


def test_a_faulty_file_is_refused_with_every_fault(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    path.write_text(
        HEADER
        + "KEN,USA,apparel,5,A bureau\nKEN,USA,apparel,6,A bureau\nKNE,USA,aparel,5,A bureau\nKEN,KEN,food,x,\n",
        encoding="utf-8",
    )
    with pytest.raises(DataError) as caught:
        read_cells(path, WHOLE)
    text = str(caught.value)
    for words in ("twice", "KNE", "apparel", "amount", "source", "itself"):
        assert words in text
    path.write_text("exporter,importer\n", encoding="utf-8")
    with pytest.raises(DataError, match="value_musd"):
        read_cells(path, WHOLE)
