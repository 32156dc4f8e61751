"""What a text denies, takes back, asks, imagines or tells of long ago moves nothing; what only stands near such words does."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaskazi.documents import read_text
from kaskazi.dossier import Dossier

LINES = (Path(__file__).parent / "labelled" / "not_so.txt").read_text(encoding="utf-8").splitlines()
SENTENCES = [tuple(x.strip() for x in line.split("|", 1)) for line in LINES if "|" in line]
FIRM = ("in force", "agreed", "announced")
HELD = ("past", "planned", "background")


def wrong(d: Dossier, kinds: str) -> list[str]:
    """The words of `kinds` that the dossier does not hold to."""
    firm = [m for m in d.measures if m.status in FIRM]
    held = [e for e in d.engagements if e.tense in HELD]
    found = {"measure": d.measures, "commitment": d.commitments, "ask": d.asks, "disruption": d.disruptions,
             "engagement": held, "firm": firm, "announced": [m for m in firm if m.status == "announced"]}  # fmt: skip
    return [k for k in kinds.split() if bool(found[k.lstrip("+")]) is not k.startswith("+")]


@pytest.mark.parametrize("engine", ["parser", "light"])
def test_nothing_is_read_that_is_not_so(engine: str) -> None:
    faults = [
        (s, w) for kinds, s in SENTENCES if (w := wrong(read_text(s, "2026-11-27", engine=engine), kinds))
    ]
    assert not faults, "\n".join(f"{w}: {s}" for s, w in faults)
