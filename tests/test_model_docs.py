"""The model pages say what the code says, and every equation has its function."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import pytest

from kaskazi.model import caliendo_parro

DOCS = Path(__file__).resolve().parents[1] / "docs" / "models"
sys.path.insert(0, str(DOCS))
from build import PAGES, page  # noqa: E402


@pytest.mark.parametrize("key", list(PAGES))
def test_the_page_is_current(key: str) -> None:
    assert (DOCS / f"{key}.md").read_text(encoding="utf-8") == page(key), "run python docs/models/build.py"


def test_every_equation_has_one_function_or_more() -> None:
    told = [f.__doc__ or "" for _, f in inspect.getmembers(caliendo_parro, inspect.isfunction) if f.__doc__]
    numbers = {int(n) for doc in told for n in re.findall(r"^\((\d+)\)", doc)}
    assert numbers >= {10, 11, 12, 13, 14}


def test_the_lines_for_a_calibration_of_ones_own_work() -> None:
    import numpy as np

    from kaskazi.model import Calibration, Wedges, solve

    flows = np.array([[[9.0, 1.0], [2.0, 8.0]]])
    c = Calibration.from_flows(flows, np.array([4.0]), np.zeros((1, 2, 2)))
    again, ledger = Calibration.repair(
        pi=c.pi, tau=c.tau, alpha=c.alpha, beta=c.beta, gamma=c.gamma, theta=c.theta, X=c.X, VA=c.VA, D=c.D
    )
    assert not ledger
    e = solve(again, Wedges.neutral(again), deficit="share-of-world-output")
    assert e.certificate.largest < 1e-9
