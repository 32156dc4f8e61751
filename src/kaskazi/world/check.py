"""A world's parts checked before it is used: shapes, labels, numbers that are none, negative ones, grades out of range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import Problem
from kaskazi.world.types import GRADE_NAMES

KINDS = ("goods", "services")
SUM_OFF = 1e-6  # input shares of a sector sum to one, or to zero where it uses nothing, within this
GRADES = ("grade", "tariff_grade", "technology_grade", "jobs_grade")
# Least and most of each array's numbers.
BOUNDS: Mapping[str, tuple[float, float]] = {
    "flows": (0.0, np.inf),
    "tariff": (0.0, np.inf),
    "beta": (0.0, 1.0 + SUM_OFF),
    "gamma": (0.0, 1.0 + SUM_OFF),
    "theta": (0.0, np.inf),
    "theta_se": (0.0, np.inf),
    "gdp": (0.0, np.inf),
    "jobs": (0.0, np.inf),
}


def problems(parts: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the parts of a world, by name; shapes and labels first, numbers only where those are right."""
    return _shapes(parts) or [*_labels(parts), *_numbers(parts)]


def _shapes(parts: Mapping[str, Any]) -> list[Problem]:
    """Arrays whose shape does not fit the labels."""
    N, J = len(parts["economies"]), len(parts["sectors"])
    wanted = {
        **dict.fromkeys(("flows", "grade", "tariff", "tariff_grade", "hand"), (J, N, N)),
        **dict.fromkeys(("beta", "technology_grade", "jobs", "jobs_grade"), (N, J)),
        **dict.fromkeys(("theta", "theta_se"), (J,)),
        "gdp": (N,),
        "gamma": (N, J, J),
        "mirror": (N, N),
    }
    if len(parts.get("bases", ())):
        wanted["basis"] = (J, N, N)
    if len(parts.get("tariff_bases", ())):
        wanted["tariff_basis"] = (J, N, N)
    found = [
        Problem(k, f"has shape {parts[k].shape}.", str(shape))
        for k, shape in wanted.items()
        if parts[k].shape != shape
    ]
    found += [
        Problem(k, f"holds {parts[k].dtype}.", "numbers")
        for k in (*BOUNDS, *GRADES)
        if parts[k].dtype.kind not in ("f" if k in BOUNDS else "u")
    ]
    found += [
        Problem(f"indicators.{key}", f"has shape {x.values.shape}.", f"({N},)")
        for key, x in parts["indicators"].items()
        if {x.values.shape, x.years.shape, (len(x.sources),)} != {(N,)}
    ]
    return found + [
        Problem(k, f"holds {len(parts[k])} labels.", str(n))
        for k, n in (("names", N), ("sector_names", J), ("kinds", J), ("members", J))
        if len(parts[k]) != n
    ]


def _labels(parts: Mapping[str, Any]) -> list[Problem]:
    found = [
        Problem(k, f"holds {x} more than once.") for k in ("economies", "sectors") for x in _twice(parts[k])
    ]
    odd = [k for k in dict.fromkeys(parts["kinds"]) if k not in KINDS]
    return found + [Problem("kinds", f'"{k}" is not one.', " or ".join(KINDS)) for k in odd]


def _twice(labels: Sequence[str]) -> list[str]:
    return [x for x in dict.fromkeys(labels) if labels.count(x) > 1] if len(set(labels)) < len(labels) else []


def _numbers(parts: Mapping[str, Any]) -> list[Problem]:
    """Numbers that are none or out of their bounds, each array's first one with its place."""
    found = []
    for name, (least, most) in BOUNDS.items():
        a = parts[name]
        if not a.size or (a.min() >= least and a.max() <= most and a.max() < np.inf):
            continue  # a NaN fails both
        wrong = ~((a >= least) & (a <= most) & np.isfinite(a))
        expected = "a number from 0 up" if most == np.inf else "a share from 0 to 1"
        found.append(Problem(_place(name, parts, wrong), f"{a[wrong][0]:g} is not a value.", expected))
    for name in GRADES:
        if parts[name].size and parts[name].max() >= len(GRADE_NAMES):
            wrong = parts[name] >= len(GRADE_NAMES)
            what = f"{parts[name][wrong][0]} is not a grade."
            found.append(Problem(_place(name, parts, wrong), what, f"0 to {len(GRADE_NAMES) - 1}"))
    sums = parts["gamma"].sum(axis=1)
    wrong = ~((np.abs(sums - 1) <= SUM_OFF) | (np.abs(sums) <= SUM_OFF))
    if wrong.any() and not found:
        where = _place("gamma", parts, wrong)
        found.append(Problem(where, f"input shares sum to {sums[wrong][0]:g}.", "one"))
    for key, x in parts["indicators"].items():
        if np.isinf(x.values).any():
            what = "holds a value that is not a number."
            found.append(Problem(f"indicators.{key}", what, "NaN where there is none"))
    return found


# What the axes of an array are: economies (n) or sectors (j).
AXES: Mapping[str, str] = {
    **dict.fromkeys(("flows", "grade", "tariff", "tariff_grade"), "jnn"),
    **dict.fromkeys(("beta", "technology_grade", "jobs", "jobs_grade"), "nj"),
    **dict.fromkeys(("theta", "theta_se"), "j"),
    "gdp": "n",
    "gamma": "njj",
}


def _place(name: str, parts: Mapping[str, Any], wrong: NDArray[np.bool_]) -> str:
    """The name of an array and the labels of its first wrong cell."""
    labels = {"n": parts["economies"], "j": parts["sectors"]}
    cell = np.argwhere(wrong)[0]
    return f"{name}[{', '.join(labels[x][k] for x, k in zip(AXES[name], cell, strict=False))}]"
