"""Draft scenarios: one for each way an item on the table may go. A person can edit every one of them."""

from __future__ import annotations

from datetime import date, timedelta

from kaskazi.agenda.types import Option
from kaskazi.evidence import ave_range
from kaskazi.law import Instrument
from kaskazi.scenario import Cite, Range, Scenario
from kaskazi.shocks import drafts
from kaskazi.shocks.kinds.barrier import Barrier
from kaskazi.shocks.kinds.chokepoint import Chokepoint

EPISODE_SOURCES = {
    "red-sea-2024": "unctad-rmt-2024",
    "hormuz-2026": "unctad-hormuz-2026",
    "panama-drought": "unctad-rmt-2024",
}


def programme_options(i: Instrument, home: str, as_of: date) -> tuple[Option, ...]:
    """A preference that ends: it lapses, is carried a year further, or is renewed. One that is not in force: it stays
    so, or is restored from the day on which one asks (the world's trade is that of a year in which it was in force, so
    restoring it changes nothing there)."""
    o = drafts.outlook(i, home, as_of)
    if o is None:
        return ()
    name = i.names[-1]
    gone, back = drafts.lapse(o), drafts.renewal(o)
    if o.expiry is None:
        return (
            Option("stays-lapsed", gone.title, gone, drafts.WAS_IN_FORCE),
            Option("restored", back.title, back, drafts.WAS_IN_FORCE),
        )
    ends = f"{name} ends on {drafts.day(o.expiry)} and is not extended"
    carried = f"{name} is carried to {drafts.day(o.gap)}, then ends"
    return (
        Option("lapse", ends, gone, "What happens if nothing is done."),
        Option("stop-gap", carried, drafts.stop_gap(o), drafts.A_YEAR),
        Option("renewal", back.title, back, o.bill.text if o.bill else drafts.TWO_YEARS),
    )


def agreement_options(i: Instrument, home: str, counterpart: str) -> tuple[Option, ...]:
    """An agreement without a tariff chapter: a range for the cost of trading between the two."""
    r = ave_range(i.id)
    if r is None:
        return ()
    pair = (home, counterpart)
    shock = Barrier(
        importers=pair,
        exporters=pair,
        ave_change=Range(low=r.low, central=r.central, high=r.high),
        cite=Cite(source=r.sources[0]),
        note=r.note,
    )
    title = f"The partnership cuts the cost of trade between the two by {-r.high:.1%} to {-r.low:.1%}"
    scenario = Scenario(
        name=i.id,
        title=title.replace("%", " %"),
        home=home,
        partner=counterpart,
        shock=(shock,),
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

    def make(key: str, title: str, shock: Chokepoint) -> Scenario:
        return Scenario(
            name=f"{packaged}-{key}",
            title=title,
            home=home,
            shock=(shock,),
        )

    year = make("a-year", f"{label}, for a full year", Chokepoint(packaged=packaged, cite=cite))
    short = make(
        "six-months",
        f"{label}, reopened after six months",
        Chokepoint(
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
