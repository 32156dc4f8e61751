"""Draft scenarios: one for each way an item on the table may go. A person can edit every one of them."""

from __future__ import annotations

from datetime import date, timedelta

from kaskazi.agenda.types import Option
from kaskazi.evidence import Range, ave_range, elasticities
from kaskazi.law import Instrument
from kaskazi.scenario import Barrier, Cite, Elasticity, Gate, Horizon, Programme, Scenario, Uncertainty
from kaskazi.scenario import Range as Bounds

EPISODE_SOURCES = {
    "red-sea-2024": "unctad-rmt-2024",
    "hormuz-2026": "unctad-hormuz-2026",
    "panama-drought": "unctad-rmt-2024",
}


def _elasticity(r: Range) -> Elasticity:
    return Elasticity(low=r.low, central=r.central, high=r.high, sources=list(r.sources))


def programme_options(i: Instrument, home: str, as_of: date) -> tuple[Option, ...]:
    """A preference that ends: it lapses, is carried a year further, or is renewed."""
    expiry = i.expiry(as_of)
    if expiry is None and not i.in_force(as_of):
        return _restore(i, home, as_of)
    if expiry is None:
        return ()
    out = expiry + timedelta(1)
    bill = next((p for p in i.proposals if p.until and p.until > expiry and p.on <= as_of), None)
    until = bill.until if bill and bill.until else date(expiry.year + 2, 12, 31)
    horizon = Horizon(start=out, end=max(until, date(out.year + 1, 12, 31)))
    state = i.state(expiry, as_of)
    law = Cite(source=state.source) if state else None
    gap = date(out.year, 12, 31) if out.month == 1 else date(out.year + 1, 12, 31)

    def lapse(start: date, cite: Cite | None, note: str = "") -> Programme:
        return Programme(kind="programme", programme=i.id, change="lapse", start=start, cite=cite, note=note)

    def keep(until: date, cite: Cite | None, note: str = "") -> Programme:
        return Programme(kind="programme", programme=i.id, change="keep", until=until, cite=cite, note=note)

    def make(key: str, title: str, shocks: list[Programme]) -> Scenario:
        return Scenario(
            name=f"{i.id}-{key}",
            title=title,
            home=home,
            partner=i.giver or None,
            horizon=horizon,
            uncertainty=Uncertainty(elasticity=_elasticity(elasticities("apparel"))),
            shock=list(shocks),
        )

    name = i.names[-1]
    a_year = "A year more is an assumption, after the length of the last restoration."
    renewed = Cite(source=bill.source) if bill else None
    return (
        Option(
            "lapse",
            f"{name} ends on {_day(expiry)} and is not extended",
            make("lapse", f"{name} lapses: general duties from {_day(out)}", [lapse(out, law)]),
            "What happens if nothing is done.",
        ),
        Option(
            "stop-gap",
            f"{name} is carried to {_day(gap)}, then ends",
            make(
                "stop-gap",
                f"{name} is carried to {_day(gap)}, then lapses",
                [keep(gap, None, a_year), lapse(gap + timedelta(1), law)],
            ),
            a_year,
        ),
        Option(
            "renewal",
            f"{name} is renewed to {_day(until)}",
            make("renewal", f"{name} is renewed to {_day(until)}", [keep(until, renewed)]),
            bill.text if bill else "Two years are an assumption.",
        ),
    )


def _restore(i: Instrument, home: str, as_of: date) -> tuple[Option, ...]:
    """A preference that is not in force: it stays so, or it is restored from the day on which one asks.

    The world's trade is that of a year in which it was in force, so restoring it changes nothing there.
    """
    if i.state(as_of) is None:
        return ()
    horizon = Horizon(start=as_of, end=date(as_of.year + 2, as_of.month, min(as_of.day, 28)))
    state = i.state(as_of)
    cite = Cite(source=state.source) if state else None
    base = "Measured against the trade of the world's year, when it was in force."
    name = i.names[-1]
    gone = Programme(kind="programme", programme=i.id, change="lapse", start=as_of, cite=cite, note=base)
    back = Programme(kind="programme", programme=i.id, change="keep", until=horizon.end, note=base)

    def option(key: str, title: str, shock: Programme) -> Option:
        scenario = Scenario(
            name=f"{i.id}-{key}",
            title=title,
            home=home,
            partner=i.giver or None,
            horizon=horizon,
            uncertainty=Uncertainty(elasticity=_elasticity(elasticities("apparel"))),
            shock=[shock],
        )
        return Option(key, title, scenario, base)

    return (
        option("stays-lapsed", f"{name} stays lapsed", gone),
        option("restored", f"{name} is restored", back),
    )


def agreement_options(i: Instrument, home: str, counterpart: str) -> tuple[Option, ...]:
    """An agreement without a tariff chapter: a range for the cost of trading between the two."""
    r = ave_range(i.id)
    if r is None:
        return ()
    pair = [home, counterpart]
    shock = Barrier(
        kind="barrier",
        importers=pair,
        exporters=pair,
        ave_change=Bounds(low=r.low, central=r.central, high=r.high),
        cite=Cite(source=r.sources[0]),
        note=r.note,
    )
    title = f"The partnership cuts the cost of trade between the two by {-r.high:.1%} to {-r.low:.1%}"
    scenario = Scenario(
        name=i.id,
        title=title.replace("%", " %"),
        home=home,
        partner=counterpart,
        shock=[shock],
    )
    return (
        Option(
            "concluded",
            "The partnership is concluded: a cut in trade costs, low confidence",
            scenario,
            r.note,
        ),
    )


def disruption_options(packaged: str, label: str, home: str, as_of: date) -> tuple[Option, ...]:
    """A gate that is disturbed, as in a packaged episode: for a full year, and reopened after six months."""
    cite = Cite(source=EPISODE_SOURCES[packaged])
    half = as_of + timedelta(182)

    def make(key: str, title: str, shock: Gate) -> Scenario:
        return Scenario(
            name=f"{packaged}-{key}",
            title=title,
            home=home,
            shock=[shock],
        )

    year = make("a-year", f"{label}, for a full year", Gate(kind="gate", packaged=packaged, cite=cite))
    short = make(
        "six-months",
        f"{label}, reopened after six months",
        Gate(
            kind="gate",
            packaged=packaged,
            start=as_of,
            end=half,
            cite=cite,
            note="Six months are an assumption: what mediation that reopens the way would spare.",
        ),
    )
    return (
        Option("a year", f"{label}, for a full year", year, "The packaged episode names its sources."),
        Option(
            "six months",
            f"{label}, reopened after six months",
            short,
            "What mediation that reopens the way would spare; six months are an assumption.",
        ),
    )


def _day(d: date) -> str:
    return f"{d.day} {d:%B %Y}"
