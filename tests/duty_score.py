"""Scores the duty against cases worked out by others: right, marked, not held or wrong.

    python -m tests.duty_score CASES.csv

CASES.csv has `line`, `origin`, `on`, `extra` (options of `kaskazi duty`, or a #question), `right` (per cent; empty:
no plain rate).
"""

from __future__ import annotations

import csv
import shlex
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, Literal

from kaskazi.law.duty import Duty, DutyQuery, duty

Mark = Literal["right", "marked", "not held", "wrong"]
TOLERANCE = 1e-4  # ratio: a hundredth of a per cent


def query(case: dict[str, str]) -> DutyQuery:
    """The question of a case."""
    more: dict[str, Any] = {}
    words = shlex.split(case["extra"].replace("#", "--"))
    while words:
        word = words.pop(0).removeprefix("--").replace("-", "_")
        if word == "unclaimed":
            more["claimed"] = False
        elif word == "deminimis":
            more["parcel"] = 100.0
        elif word == "known":
            more["known"] = date.fromisoformat(words.pop(0))
        elif word == "unit_value":
            more["unit_value"] = float(words.pop(0))
        elif word.endswith("content"):
            more[word] = float(words.pop(0)) / 100
        else:
            raise ValueError(word)
    return DutyQuery(case["line"], case["origin"], date.fromisoformat(case["on"]), **more)


def mark(case: dict[str, str], d: Duty) -> Mark:
    """How an answer stands to the right one."""
    if not case["right"]:
        return "right" if d.total is None else "wrong"
    right = float(case["right"]) / 100
    if d.total is not None and abs(d.total - right) < TOLERANCE and abs(d.least - d.total) < TOLERANCE:
        return "right"
    if d.total is None:
        return "not held" if right >= d.least - TOLERANCE else "wrong"
    if d.least < d.most and d.least - TOLERANCE <= right <= d.most + TOLERANCE:
        return "marked"
    return "wrong"


def scored(path: Path) -> list[tuple[dict[str, str], Duty, Mark]]:
    """Every case with the answer and its mark."""
    with path.open(encoding="utf-8", newline="") as f:
        cases = list(csv.DictReader(f))
    answers = [(c, duty(query(c))) for c in cases]
    return [(c, d, mark(c, d)) for c, d in answers]


def main() -> None:
    """Prints the marks and every case that is not right."""
    found = scored(Path(sys.argv[1]))
    for c, d, m in found:
        if m != "right":
            most = "-" if d.total is None else f"{100 * d.total:g}"
            print(
                f"{m:8} {c['cat'][:12]:12} {c['line']:12} {c['origin']} {c['on']} {c['extra']:28} right {c['right']:6} "
                f"least {100 * d.least:g} total {most}  | {c['layers']}"
            )
    print(dict(Counter(m for _, _, m in found)))


if __name__ == "__main__":
    main()
