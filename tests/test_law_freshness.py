"""How fresh the record is: a countdown on a stale entry is refused, and what ends or was not checked is listed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from kaskazi.law import instrument, instruments
from kaskazi.law.freshness import ENDS_WITHIN, STALE_AFTER, check, countdown, stale

AGOA = instrument("agoa")
END = date(2026, 12, 31)


def test_every_entry_says_when_it_was_checked() -> None:
    assert all(
        date(2026, 1, 1) < i.checked <= date.today() + timedelta(days=1) for i in instruments().values()
    )


@pytest.mark.parametrize(("on", "days"), [(date(2026, 12, 1), 30), (date(2026, 12, 30), 1), (END, 0)])
def test_days_are_counted_to_the_last_day(on: date, days: int) -> None:
    assert countdown(AGOA, on).days == days


def test_no_days_are_counted_on_a_stale_entry() -> None:
    old = replace(AGOA, checked=date(2026, 3, 1))
    refused = countdown(old, date(2026, 12, 1))
    assert refused.days is None
    assert "no countdown: last checked on 2026-03-01" in refused.text
    assert stale(old, date(2026, 3, 1) + STALE_AFTER + timedelta(days=1))
    assert not stale(old, date(2026, 3, 1) + STALE_AFTER)


def test_an_entry_that_ended_since_it_was_checked_is_stale() -> None:
    assert stale(AGOA, date(2027, 1, 2))
    assert not stale(AGOA, END)
    (found,) = check(date(2027, 1, 2), [AGOA])
    assert (found.finding, found.end) == ("ended since checked", END)


def test_what_ends_soon_and_what_is_old_is_listed() -> None:
    assert [f.finding for f in check(END - ENDS_WITHIN, [replace(AGOA, checked=date(2026, 8, 1))])] == [
        "ends soon"
    ]
    early = check(END - ENDS_WITHIN - timedelta(days=1), [replace(AGOA, checked=date(2026, 8, 1))])
    assert early == ()
    old = check(date(2026, 12, 1), [replace(AGOA, checked=date(2026, 3, 1))])
    assert [f.finding for f in old] == ["ends soon", "stale"]


def test_what_was_never_seen_at_the_publisher_is_listed() -> None:
    found = {f.id for f in check(date(2026, 11, 28)) if f.finding == "not verified"}
    assert "eu-agreements" in found
    assert "agoa" not in found


def test_a_countdown_of_what_is_not_in_force_or_has_no_end() -> None:
    assert countdown(instrument("gsp"), date(2026, 11, 28)).text == "not in force"
    assert countdown(instrument("eac-cu"), date(2026, 11, 28)).text == "no end on record"


def test_the_command(tmp_path: Path) -> None:
    from test_cli import kaskazi

    facts = json.loads(kaskazi("law", "check", "--on", "2026-12-01", "--json", cwd=tmp_path).stdout)
    assert facts[0]["finding"] == "ends soon"
    text = kaskazi("law", "check", "--on", "2027-06-01", cwd=tmp_path).stdout
    assert "ended since checked" in text
    assert "2026-12-31 (" not in text
    assert "30 days left" in kaskazi("instruments", "agoa", "--on", "2026-12-01", cwd=tmp_path).stdout
