"""Plain arrays, and cells of them that are wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kaskazi.errors import Problem

Array = NDArray[np.float64]
TOLERANCE = 1e-9  # identities of a base year and sums of wedges, relative


def dense(x: ArrayLike) -> Array:
    """A contiguous array of doubles."""
    return np.ascontiguousarray(x, dtype=np.float64)


def fixed(x: ArrayLike) -> Array:
    """A contiguous array of doubles that cannot be written to; the same one where it is that already."""
    a = dense(x)
    if not a.flags.writeable:
        return a
    view = a.view()
    view.flags.writeable = False
    return view


def wrong_cells(problems: list[Problem], name: str, wrong: NDArray[np.bool_], what: str) -> None:
    """Add a problem for each of the first five wrong cells, and one that counts the rest."""
    if not wrong.any():
        return
    at = np.argwhere(wrong)
    for cell in at[:5]:
        problems.append(Problem(f"{name}[{','.join(map(str, cell))}]", what))
    if len(at) > 5:
        problems.append(Problem(name, f"the same in {len(at) - 5} more cells."))
