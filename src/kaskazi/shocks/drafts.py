"""Draft scenarios of a preference: it lapses, is carried a year further, is renewed. The agenda, the ask list and the
tables draft here, so that the same policy is the same scenario whoever asks. A person can edit every one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kaskazi.evidence import elasticities
from kaskazi.evidence.estimates import horizon as response
from kaskazi.law import Instrument
from kaskazi.law.registry import Dated
from kaskazi.scenario import Cite, Elasticity, Estimate, Horizon, Scenario, Uncertainty
from kaskazi.shocks.kinds.preference import Preference

A_YEAR = "A year more is an assumption, after the length of the last restoration."
TWO_YEARS = "Two years are an assumption."
WAS_IN_FORCE = "Measured against the trade of the world's year, when it was in force."


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where a preference stands on a day. expiry: its last day, None where it is not in force; gone: the first day
    without it; until: the last day of a renewal, a bill's or two years on; gap: of a year more."""

    instrument: Instrument
    home: str
    as_of: date
    expiry: date | None
    gone: date
    until: date
    gap: date
    bill: Dated | None
    law: Cite | None

    @property
    def horizon(self) -> Horizon:
        """Long enough for every draft to end in it."""
        if self.expiry is None:
            return Horizon(start=self.gone, end=self.until)
        return Horizon(start=self.gone, end=max(self.until, date(self.gone.year + 1, 12, 31)))


def outlook(i: Instrument, home: str, as_of: date) -> Outlook | None:
    """How a preference may go; None where it has no end, or nothing is known of it on the day."""
    expiry = i.expiry(as_of)
    state = i.state(expiry or as_of, as_of)
    if state is None or (expiry is None and i.in_force(as_of)):
        return None
    law = Cite(source=state.source)
    if expiry is None:
        until = date(as_of.year + 2, as_of.month, min(as_of.day, 28))
        return Outlook(i, home, as_of, None, as_of, until, until, None, law)
    gone = expiry + timedelta(days=1)
    bill = next((p for p in i.proposals if p.until and p.until > expiry and p.on <= as_of), None)
    until = bill.until if bill and bill.until else date(expiry.year + 2, 12, 31)
    gap = date(gone.year, 12, 31) if gone.month == 1 else date(gone.year + 1, 12, 31)
    return Outlook(i, home, as_of, expiry, gone, until, gap, bill, law)


def lapse(o: Outlook, *, exporters: tuple[str, ...] = (), surcharge: float = 0.0) -> Scenario:
    """The preference goes on the day after its last and stays away; or, where it is not in force, stays lapsed."""
    name = o.instrument.names[-1]
    key, title = "lapse", f"{name} lapses: general duties from {day(o.gone)}"
    if o.expiry is None:
        key, title = "stays-lapsed", f"{name} stays lapsed"
    if surcharge:
        key, title = f"{key}-surcharge", f"{title}, while a {100 * surcharge:g} % surcharge is in force"
    note = "" if o.expiry else WAS_IN_FORCE
    shock = Preference(
        programme=o.instrument.id, change="lapse", start=o.gone, exporters=exporters, surcharge=surcharge,
        cite=o.law, note=note,
    )  # fmt: skip
    return _scenario(o, key, title, shock)


def stop_gap(o: Outlook) -> Scenario:
    """The preference is carried to the end of another year, then lapses."""
    title = f"{o.instrument.names[-1]} is carried to {day(o.gap)}, then lapses"
    return _scenario(o, "stop-gap", title, _extend(o, o.gap, None, A_YEAR))


def renewal(o: Outlook) -> Scenario:
    """The preference is renewed as far as a bill would carry it, or for two years; or restored where it is lapsed."""
    name = o.instrument.names[-1]
    if o.expiry is None:
        return _scenario(o, "restored", f"{name} is restored", _extend(o, o.horizon.end, None, WAS_IN_FORCE))
    cite = Cite(source=o.bill.source) if o.bill else None
    shock = _extend(o, o.until, cite, "" if o.bill else TWO_YEARS)
    return _scenario(o, "renewal", f"{name} is renewed to {day(o.until)}", shock)


def _extend(o: Outlook, until: date, cite: Cite | None, note: str) -> Preference:
    change: Literal["extend"] = "extend"
    return Preference(programme=o.instrument.id, change=change, until=until, cite=cite, note=note)


def _scenario(o: Outlook, key: str, title: str, shock: Preference) -> Scenario:
    return Scenario(
        name=f"{o.instrument.id}-{key}",
        title=title,
        home=o.home,
        partner=o.instrument.giver or None,
        horizon=o.horizon,
        uncertainty=Uncertainty(elasticity=elasticity()),
        shock=(shock,),
    )


def elasticity() -> Elasticity:
    """How customs values answer to a duty: in the long run and in the first full year, as published."""
    long, first = elasticities(), response("short")
    return Elasticity(
        low=long.low,
        central=long.central,
        high=long.high,
        sources=long.sources,
        first_year=Estimate(low=first.low, central=first.central, high=first.high, sources=first.sources),
    )


def day(d: date) -> str:
    """31 December 2026."""
    return f"{d.day} {d:%B %Y}"
