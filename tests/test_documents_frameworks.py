"""What frameworks on trade state, listed by hand from each text by the words at which it stands, against what is read."""

from __future__ import annotations

import re
from functools import cache

import pytest

from kaskazi.documents import read
from kaskazi.dossier import Dossier, Measure
from shared import shared

FOLDER = "documents/texts/"
# text, words at which it stands, and what it states: kind, imposer, on whom, and rate, share, amount, days, from, to, product.
STATED = """
2025-07-22 | 99 percent of tariff barriers | duty IDN USA rate=0 share=.99
2025-07-22 | reduce to 19 percent the reciprocal tariffs | duty USA IDN rate=.19
2025-07-22 | prohibition on the importation of goods | ban IDN -
2025-07-22 | accepting vehicles built to U.S. federal motor vehicle safety | standard IDN USA
2025-07-22 | accepting FDA certificates | standard IDN USA
2025-07-22 | Procurement of aircraft | purchase - - amount=3.2e9 product=aircraft
2025-07-22 | Purchase of agriculture products | purchase - - amount=4.5e9 product=agriculture
2025-07-22 | Purchases of energy products | purchase - - amount=15e9 product=energy
2026-02-09 | significant preferential market access | preference BGD USA product=industrial
2026-02-09 | 19 percent on originating goods of Bangladesh | duty USA BGD rate=.19
2026-02-09 | zero reciprocal tariff rate | duty USA BGD rate=0 product=apparel
2026-02-09 | accepting vehicles built to | standard BGD USA
2026-02-09 | accepting U.S. Food and Drug Administration certificates | standard BGD USA
2026-02-09 | prohibition on the importation of goods | ban BGD -
2026-02-09 | Purchases of approximately $3.5 billion | purchase - USA amount=3.5e9 product=agriculture
2026-02-09 | Purchases of energy products | purchase - - amount=15e9 product=energy
2025-11-14 | $200 billion of investment | investment CHE USA amount=200e9
2025-11-14 | $300 million of investment | investment LIE USA amount=300e6
2025-11-14 | zero duties on all U.S. industrial goods | duty CHE USA rate=0 product=industrial
2025-11-14 | tariff rate quotas for a number of other | quota CHE USA product=agricultural
2025-11-14 | tariff rate of 15 percent | duty USA CHE rate=.15
2025-11-14 | do not exceed 15 percent for originating pharmaceutical | duty USA CHE rate=.15 product=pharmaceutical
2025-05-08 | currently subject to a 20 percent tariff | duty GBR USA rate=.2 product=beef
2025-05-08 | within a quota of 1,000 metric tons | quota GBR USA amount=1000 product=beef
2025-05-08 | remove the 20 percent tariff | duty GBR USA rate=0 product=beef
2025-05-08 | duty-free quota of 13,000 mt for U.S. beef | quota GBR USA amount=13000 product=beef
2025-05-08 | 13,000 mt of its existing | quota USA GBR amount=13000 product=beef
2025-05-08 | TRQ of 1.4 billion liters for U.S. ethanol | quota GBR USA amount=1.4e9 product=ethanol
2025-05-08 | quota of 100,000 vehicles for UK automotive | quota USA GBR amount=1e5 rate=.1 product=automotive
2025-05-08 | construct a quota at most favored nation | quota USA GBR product=steel
2026-02-20 | 10% *ad valorem* import duty on articles | duty USA all rate=.1 days=150 from=2026-02-24
2023-10-30 | terminate the designation of these countries | preference USA CAF to=2024-01-01
2023-10-30 | terminate the designation of these countries | preference USA GAB to=2024-01-01
2023-10-30 | terminate the designation of these countries | preference USA NER to=2024-01-01
2023-10-30 | terminate the designation of these countries | preference USA UGA to=2024-01-01
2024-05-23 | $175 million investment in Kenya | investment - KEN amount=175e6
"""
ROWS = [tuple(x.strip() for x in line.split("|")) for line in STATED.strip().splitlines()]
MISSED = {
    "accepting FDA certificates",
    "13,000 mt of its existing",
}  # whose they are is in no word of the text; by a noun apart
EXTRA = {"2025-11-14": 1, "2024-05-23": 1}  # "removing tariff barriers"; assistance of more than $300 million


@cache
def dossier(day: str) -> Dossier:
    folder = shared(
        FOLDER
        + "2025-07-22-joint-statement-on-framework-for-united-states-indonesia-agreement-on-reciprocal-trad.md"
    ).parent
    (path,) = (p for p in folder.iterdir() if p.name.startswith(day) and "bidens" not in p.name)
    return read(path)


def fits(m: Measure, d: Dossier, at: str, stated: str) -> bool:
    kind, imposer, on, *more = stated.split()
    want = dict(x.split("=") for x in more)
    where = re.search(r"\s+".join(map(re.escape, at.split())), d.document.text)
    assert where, at
    have = {"rate": m.rate, "share": m.share_of_lines, "amount": m.amount, "days": m.days}
    days = {"from": m.start, "to": m.end}
    return (
        m.span.start < where.end()
        and where.start() < m.span.end
        and (m.kind, m.imposer, m.affected) == (kind, imposer.strip("-"), on.strip("-"))
        and all(
            have[k] is not None and abs(have[k] - float(v)) < 1e-9 * max(1, float(v))
            for k, v in want.items()
            if k in have
        )
        and all((w := days[k]) is not None and str(w.start) == v for k, v in want.items() if k in days)
        and want.get("product", "") in m.product
    )


def test_what_the_frameworks_state_is_read_with_rates_sides_products_and_days() -> None:
    missed = {
        at
        for day, at, stated in ROWS
        if not any(fits(m, dossier(day), at, stated) for m in dossier(day).measures)
    }
    assert missed == MISSED


@pytest.mark.parametrize("day", sorted({r[0] for r in ROWS}))
def test_nothing_is_read_that_they_do_not_state(day: str) -> None:
    d = dossier(day)
    rows = [(at, stated) for x, at, stated in ROWS if x == day]
    extra = [m for m in d.measures if not any(fits(m, d, at, stated) for at, stated in rows)]
    assert len(extra) == EXTRA.get(day, 0), [(m.kind, d.document.exact(m.span)) for m in extra]
