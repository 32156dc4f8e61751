"""The registry: what the law says of an instrument on a day, as known on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaskazi.law import instrument, instruments
from kaskazi.law.markets import concerned
from kaskazi.sources import source

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("key", "on", "known", "in_force"),
    [
        # third-country fabric: to 2004, 2007, 2012, 2015, 2025, then restored
        ("agoa-third-country-fabric", "2004-10-01", None, True),
        ("agoa-third-country-fabric", "2004-10-01", "2003-01-01", False),
        ("agoa-third-country-fabric", "2012-09-30", None, True),
        ("agoa-third-country-fabric", "2014-01-01", "2012-01-01", False),
        ("agoa-third-country-fabric", "2014-01-01", "2012-09-01", True),
        ("agoa-third-country-fabric", "2025-10-01", None, False),
        ("agoa-third-country-fabric", "2025-10-01", "2026-02-03", True),
        ("agoa-third-country-fabric", "2027-01-01", "2026-11-24", False),
        ("agoa", "2010-01-01", "2003-01-01", False),
        ("agoa", "2010-01-01", None, True),
        # GSP: lapses made good, the last one not
        ("gsp", "1995-09-01", None, False),
        ("gsp", "1995-09-01", "1996-09-01", True),
        ("gsp", "2002-01-01", None, False),
        ("gsp", "2002-01-01", "2002-08-06", True),
        ("gsp", "2011-06-01", None, False),
        ("gsp", "2011-06-01", "2012-01-01", True),
        ("gsp", "2014-01-01", None, False),
        ("gsp", "2014-01-01", "2015-06-29", True),
        ("gsp", "2018-02-01", None, False),
        ("gsp", "2018-02-01", "2018-03-23", True),
        ("gsp", "2020-12-31", None, True),
        ("gsp", "2021-01-01", None, False),
        ("gsp", "2021-01-01", "2026-11-24", False),
        ("haiti-hope-help", "2025-11-01", None, False),
        ("haiti-hope-help", "2025-11-01", "2026-03-01", True),
        ("eba", "2025-01-01", None, True),
        ("eu-gsp-plus", "2026-01-01", None, True),
        ("eu-market-access", "2014-09-30", None, True),
        ("eu-market-access", "2014-10-15", None, False),
        ("eu-market-access", "2015-01-01", None, True),
        ("eu-market-access", "2024-07-01", None, False),
        ("eu-ken-epa", "2024-06-30", None, False),
        ("eu-ken-epa", "2024-07-01", None, True),
        ("uk-ken-epa", "2021-01-01", None, True),
        ("eac-cu", "2005-01-01", None, True),
        ("uae-ken-cepa", "2026-06-01", None, False),
        ("chn-ken-early-harvest", "2026-06-01", None, False),
        ("chn-africa-zero", "2026-05-01", None, True),
        ("chn-africa-zero", "2028-05-01", "2026-11-24", False),
        ("ken-usa-stip", "2024-02-02", None, False),
        ("ken-usa-reciprocal", "2026-06-01", None, False),
        ("us-ieepa-reciprocal", "2025-04-04", None, False),
        ("us-ieepa-reciprocal", "2025-04-05", None, True),
        ("us-ieepa-reciprocal", "2026-02-20", None, True),
        ("us-ieepa-reciprocal", "2026-02-21", None, False),
        ("us-section-122", "2026-02-23", None, False),
        ("us-section-122", "2026-02-24", None, True),
        ("us-section-122", "2026-07-23", None, True),
        ("us-section-122", "2026-07-24", None, False),
        ("us-section-232", "2018-03-22", None, False),
        ("us-section-232", "2018-03-23", None, True),
        ("us-section-301-forced-labour", "2026-07-24", None, True),
        ("us-section-301-forced-labour", "2026-08-01", "2026-06-30", False),
        ("us-section-301-capacity", "2026-08-01", None, False),
        ("us-gbr-epd", "2025-06-01", None, False),
        ("us-bgd-art", "2026-06-01", None, False),
    ],
)
def test_in_force_on_a_day_as_known_on_a_day(key: str, on: str, known: str | None, in_force: bool) -> None:
    i = instrument(key)
    assert i.in_force(date.fromisoformat(on), date.fromisoformat(known) if known else None) is in_force


def test_section_122_runs_for_150_days() -> None:
    state = instrument("us-section-122").state(date(2026, 3, 1))
    assert state is not None
    assert state.end is not None
    assert (state.end - state.start + timedelta(1)).days == 150


def test_what_rests_on_memory_is_marked_unverified() -> None:
    for i in instruments().values():
        for s in i.life:
            assert s.unverified or source(s.source).status != "memory", f"{i.id}: {s.law}"


def test_a_retroactive_law_is_told_from_one_made_in_time() -> None:
    agoa = instrument("agoa")
    late = agoa.state(date(2025, 11, 1), date(2026, 3, 1))
    early = agoa.state(date(2016, 1, 1))
    assert late is not None
    assert early is not None
    assert late.retroactive
    assert not early.retroactive
    assert sum(s.retroactive and s.in_force for s in instrument("gsp").life) >= 9


def test_when_programmes_end_as_known_on_a_day() -> None:
    assert instrument("agoa-third-country-fabric").expiry(date(2013, 1, 1)) == date(2015, 9, 30)
    assert instrument("agoa-third-country-fabric").expiry(TODAY) == date(2026, 12, 31)
    assert instrument("gsp").expiry(date(2019, 1, 1)) == date(2020, 12, 31)
    assert instrument("eba").expiry(TODAY) is None


def test_phase_outs_run_forward_and_say_how_far_they_are() -> None:
    for key in ("eu-ken-epa", "uk-ken-epa"):
        phases = instrument(key).phases
        assert [p.group for p in phases] == ["A", "B", "C", "D"]
        for p in phases:
            assert source(p.source)
            if p.cut_from and p.free_from:
                assert p.cut_from <= p.free_from
    b = instrument("eu-ken-epa").phases[1]
    assert "no cut before 2031-07-01" in b.says(TODAY)
    assert "being cut" in b.says(date(2032, 1, 1))
    assert b.says(date(2040, 1, 1)) == "free"
    assert "excluded" in instrument("eu-ken-epa").phases[3].says(TODAY)


def test_the_bands_of_the_common_tariff() -> None:
    bands = instrument("eac-cu").bands
    assert [b.rate for b in bands] == [0.0, 0.10, 0.25, 0.35, None]
    assert "460 USD" in bands[-1].goods


def test_the_stip_has_eleven_areas_no_tariffs_and_its_rounds() -> None:
    stip = instrument("ken-usa-stip")
    assert len(stip.areas) == 11
    assert "tariffs" not in stip.areas
    assert [r.on for r in stip.rounds] == sorted(r.on for r in stip.rounds)
    assert any(r.place == "Nairobi" and r.on == date(2024, 1, 29) for r in stip.rounds)


def test_a_provision_names_what_it_is_part_of() -> None:
    assert instrument("agoa-third-country-fabric").part_of == "agoa"
    assert all(i.part_of in {"", *instruments()} for i in instruments().values())


def test_what_concerns_an_economy() -> None:
    assert {"agoa", "gsp", "eu-ken-epa", "uk-ken-epa", "eac-cu", "comesa", "ken-usa-stip"} <= concerned("KEN")
    assert "us-idn-art" not in concerned("KEN")
    assert "eba" in concerned("ETH")
    assert "eba" in concerned("DEU")  # given by the EU
    assert "agoa-third-country-fabric" not in concerned("ZAF")


@given(st.sampled_from(sorted(instruments())), st.dates(date(1990, 1, 1), date(2030, 1, 1)))
def test_a_day_has_at_most_one_state(key: str, on: date) -> None:
    """The latest law that speaks of a day is one: no two laws of the same day disagree."""
    i = instrument(key)
    held = [s for s in i.life if s.known <= TODAY and s.covers(on)]
    if held:
        last = max(s.known for s in held)
        newest = [s for s in held if s.known == last]
        assert len({s.in_force for s in newest}) == 1 or len({s.start for s in newest}) == len(newest)
