"""Dates of shocks: the window of comparison, the spans in it, and that every date counts or is refused."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaskazi.errors import ScenarioError
from kaskazi.scenario import Horizon, Scenario
from kaskazi.shocks import Case, Regime, Window, build, check, in_force, load, loads, regimes, window
from kaskazi.shocks.kinds.tariff import Tariff
from kaskazi.world import World

WORLD = World.load()
CENTRAL = Case("central", "central", 4.8)
TWO_YEARS = Horizon(start=date(2027, 1, 1), end=date(2028, 12, 31))
DAY = timedelta(days=1)
FIXTURE = Path(__file__).parent / "fixtures" / "schema1" / "agoa-lapse.toml"


def duty(start: date | None = None, end: date | None = None, rate: float = 0.1) -> Tariff:
    return Tariff(importers=("USA",), exporters=("KEN",), rate=rate, start=start, end=end)


def of(*shocks: Tariff, horizon: Horizon | None = None) -> Scenario:
    return Scenario(name="x", title="X", shock=shocks, horizon=horizon)


def test_a_tariff_for_one_year_of_two_holds_in_that_year_and_in_no_other() -> None:
    s = of(duty(date(2027, 1, 1), date(2027, 12, 31)), horizon=TWO_YEARS)
    check(s, WORLD)
    first, second = regimes(s)
    assert first == Regime(date(2027, 1, 1), date(2027, 12, 31), (0,))
    assert second == Regime(date(2028, 1, 1), date(2028, 12, 31), ())
    assert (first.days, second.days) == (365, 366)
    k, u = WORLD.index("KEN"), WORLD.index("USA")
    now = build(s, WORLD, CENTRAL, first.active).wedges.tariff[0, u, k]
    then = build(s, WORLD, CENTRAL, second.active).wedges.tariff[0, u, k]
    assert now == 0.1
    assert then == WORLD.tariff[0, u, k]
    assert build(s, WORLD, CENTRAL).wedges.tariff[0, u, k] == 0.1  # its full annual level


def test_only_the_shocks_in_force_are_built() -> None:
    s = of(duty(end=date(2027, 6, 30), rate=0.1), duty(date(2027, 4, 1), rate=0.3), horizon=TWO_YEARS)
    assert [(r.start, r.active) for r in regimes(s)] == [
        (date(2027, 1, 1), (0,)),
        (date(2027, 4, 1), (0, 1)),
        (date(2027, 7, 1), (1,)),
    ]
    k, u = WORLD.index("KEN"), WORLD.index("USA")
    assert [build(s, WORLD, CENTRAL, r.active).wedges.tariff[0, u, k] for r in regimes(s)] == [0.1, 0.3, 0.3]


def test_the_elasticity_is_of_the_scenario_whatever_is_in_force() -> None:
    s = load("agoa-lapse")
    all_, none = build(s, WORLD, CENTRAL), build(s, WORLD, CENTRAL, ())
    assert (all_.calibration.theta == none.calibration.theta).all()
    assert (none.wedges.tariff == WORLD.tariff).all()


@pytest.mark.parametrize(
    ("start", "end", "last"),
    [
        (date(2024, 1, 1), date(2024, 3, 31), date(2024, 12, 31)),
        (date(2024, 3, 1), None, date(2025, 2, 28)),
        (date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28)),
        (date(2024, 7, 1), date(2025, 6, 30), date(2025, 6, 30)),
        (date(2024, 7, 1), date(2025, 7, 1), date(2026, 6, 30)),
    ],
)
def test_without_a_horizon_whole_years_are_compared(start: date, end: date | None, last: date) -> None:
    assert window(of(duty(start, end))) == Window(start, last)


def test_the_last_end_and_the_first_start_bound_the_years() -> None:
    s = of(duty(date(2025, 1, 1), date(2025, 2, 1)), duty(date(2024, 1, 1)), duty(date(2026, 3, 1)), duty())
    assert window(s) == Window(date(2024, 1, 1), date(2026, 12, 31))


def test_what_is_not_dated_has_no_window() -> None:
    s = of(duty())
    assert window(s) is None
    assert regimes(s) == ()
    assert in_force(s) == (0,)


def test_an_extension_is_a_lapse_from_the_day_after() -> None:
    s = load("agoa-renewal").model_copy(update={"horizon": TWO_YEARS})
    assert regimes(s) == (Regime(date(2027, 1, 1), date(2028, 12, 31), ()),)
    assert in_force(s) == ()
    kept = s.shock[0].model_copy(update={"until": date(2027, 12, 31)})
    assert [(r.start, r.active) for r in regimes(s.model_copy(update={"shock": (kept,)}))] == [
        (date(2027, 1, 1), ()),
        (date(2028, 1, 1), (0,)),
    ]


days = st.dates(date(2026, 6, 1), date(2029, 6, 30))
spans = st.tuples(st.none() | days, st.none() | days).filter(lambda x: not (x[0] and x[1]) or x[0] <= x[1])


@given(st.lists(spans, min_size=1, max_size=5), st.booleans())
def test_spans_fill_the_window_and_say_of_each_day_what_holds(
    found: list[tuple[date | None, date | None]], bounded: bool
) -> None:
    s = of(*(duty(a, b) for a, b in found), horizon=TWO_YEARS if bounded else None)
    cut, whole = regimes(s), window(s)
    if whole is None:
        assert not cut
        return
    assert (cut[0].start, cut[-1].end) == (whole.start, whole.end)
    assert all(b.start == a.end + DAY for a, b in pairwise(cut))
    for r in cut:
        for day in (r.start, r.end):
            held = [k for k, (a, b) in enumerate(found) if (a or day) <= day <= (b or day)]
            assert list(r.active) == held
    assert set(in_force(s)) == {k for r in cut for k in r.active}


@pytest.mark.parametrize(
    ("shock", "horizon", "where"),
    [
        (duty(date(2030, 1, 1)), TWO_YEARS, "shock[0].start"),
        (duty(date(2025, 1, 1), date(2026, 12, 31)), TWO_YEARS, "shock[0].start"),
        (duty(None, date(2026, 12, 31)), TWO_YEARS, "shock[0].end"),
        (duty(None, date(2026, 12, 31)), None, "shock[0].end"),
    ],
)
def test_dates_that_say_nothing_are_refused(shock: Tariff, horizon: Horizon | None, where: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        check(of(shock, horizon=horizon), WORLD)
    assert [p.where for p in caught.value.problems] == [where]
    assert all(p.expected for p in caught.value.problems)


@pytest.mark.parametrize(
    ("shock", "horizon"),
    [(duty(None, date(2027, 1, 1)), TWO_YEARS), (duty(date(2028, 12, 31)), TWO_YEARS), (duty(date(2030, 1, 1)), None)],
)  # fmt: skip
def test_dates_that_touch_the_horizon_are_not(shock: Tariff, horizon: Horizon | None) -> None:
    check(of(shock, horizon=horizon), WORLD)


def test_an_extension_needs_to_know_which_years_count() -> None:
    s = load("agoa-renewal").model_copy(update={"horizon": None})
    with pytest.raises(ScenarioError, match=r"until.*horizon"):
        check(s, WORLD)


def test_a_lapse_after_the_horizon_and_a_horizon_backwards_are_refused() -> None:
    text = FIXTURE.read_text(encoding="utf-8")
    late = loads(text.replace("\nstart = 2027-01-01", "\nstart = 2030-01-01"))
    with pytest.raises(ScenarioError, match=r"2030-01-01 to no end lies outside 2027-01-01 to 2028-12-31"):
        check(late, WORLD)
    backwards = text.replace("start = 2027-01-01, end = 2028-12-31", "start = 2028-12-31, end = 2027-01-01")
    assert backwards != text
    with pytest.raises(ScenarioError, match=r"horizon\.end: end is before start"):
        loads(backwards)


def test_an_end_before_its_start_is_refused_for_every_kind() -> None:
    head = 'schema=2\nname="x"\ntitle="x"\n[[shock]]\nstart=2027-02-01\nend=2027-01-01\n'
    for text in (
        'kind="tariff"\nimporters=["USA"]\nexporters=["KEN"]\nrate=0.1',
        'kind="preference"\nprogramme="agoa"\nchange="lapse"',
        'kind="chokepoint"\nchokepoint="suez"\nopen_share=0.5',
        'kind="labour"\neconomy="KEN"\nratio={low=1,central=1,high=1}',
    ):
        with pytest.raises(ScenarioError, match=r"shock\[0\]\.end: end is before start"):
            loads(head + text)
