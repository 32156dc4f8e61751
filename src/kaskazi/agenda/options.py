"""Draft scenarios: one for each way an item on the table may go. A person can edit every one of them."""

from __future__ import annotations

from datetime import date, timedelta

from kaskazi.agenda.rules import Episode, preference_rule
from kaskazi.agenda.standing import Standing
from kaskazi.agenda.types import Open, Option
from kaskazi.codes.naming import capital, names, the
from kaskazi.evidence import ave_range
from kaskazi.law import Instrument
from kaskazi.scenario import Cite, Horizon
from kaskazi.shocks.drafts import barrier_scenario, chokepoint_scenario, preference_scenario
from kaskazi.shocks.kinds.preference import Preference


def programme_options(i: Instrument, home: str, as_of: date, standing: Standing) -> tuple[Option, ...]:
    """The ways a preference may go for an economy: by its standing, and by whether the preference is in force."""
    if standing.kind == "former beneficiary" and i.in_force(as_of):
        return (*_outside(i, home, as_of, standing), *_ends(i, home, as_of, rival=True))
    if i.in_force(as_of):
        return _ends(i, home, as_of, rival=standing.kind == "not a beneficiary")
    return _restore(i, home, as_of)


def _year_end(d: date, years: int = 0) -> date:
    return date(d.year + years, 12, 31)


def _ends(i: Instrument, home: str, as_of: date, *, rival: bool) -> tuple[Option, ...]:
    """A preference with a last day: it lapses, is carried a year further, or is renewed. One window for all three,
    long enough for each to end and its end to be felt."""
    expiry = i.expiry(as_of)
    if expiry is None:
        return ()
    rule = preference_rule()
    out = expiry + timedelta(1)
    bill = next((p for p in i.proposals if p.until and p.until > expiry and p.on <= as_of), None)
    until = bill.until if bill and bill.until else _year_end(expiry, rule.renewal_years)
    gap = _year_end(out, 0 if out.month == 1 else 1)
    horizon = Horizon(start=out, end=_year_end(max(until, gap), rule.years_after))
    state = i.state(expiry, as_of)
    law = Cite(source=state.source) if state else None
    renewed = Cite(source=bill.source) if bill else None
    name = i.names[-1]
    a_year = "A year more is an assumption, after the length of the last restoration."

    def option(key: str, title: str, shock: Preference, note: str, *opens: Open) -> Option:
        said = f"Seen by {the(names().economies[home].name)} as a rival: {title}" if rival else title
        scenario = preference_scenario(f"{i.id}-{key}", said, i, home, horizon, shock)
        return Option(key, title, scenario, note, opens=opens)

    def keep(last: date, cite: Cite | None, note: str = "") -> Preference:
        return Preference(programme=i.id, change="extend", until=last, cite=cite, note=note)

    lapse = Preference(programme=i.id, change="lapse", start=out, cite=law)
    return (
        option(
            "lapse",
            f"{name} ends on {_day(expiry)} and is not extended",
            lapse,
            "What happens if nothing is done.",
        ),
        option(
            "stop-gap",
            f"{name} is carried to {_day(gap)}, then ends",
            keep(gap, None, a_year),
            a_year,
            _until(gap),
        ),
        option(
            "renewal",
            f"{name} is renewed to {_day(until)}, then ends",
            keep(until, renewed),
            bill.text if bill else f"{rule.renewal_years} years are an assumption.",
            *(() if bill else (_until(until),)),
        ),
    )


def _until(day: date) -> Open:
    return Open("the last day of the extension", _day(day), "shock[0].until")


def _from(day: date, field: str) -> Open:
    return Open("the day from which it holds", _day(day), field)


def _outside(i: Instrument, home: str, as_of: date, standing: Standing) -> tuple[Option, ...]:
    """A former beneficiary: it stays out, or has the preference again from the day on which one asks."""
    assert standing.until is not None
    gone = standing.until + timedelta(1)
    horizon = Horizon(start=as_of, end=_year_end(as_of, preference_rule().years_after))
    state = i.state(as_of)
    cite = Cite(source=state.source) if state else None
    name, who = i.names[-1], capital(the(names().economies[home].name))
    base = f"Measured against the world's year. It was a beneficiary until {_day(standing.until)}."

    def option(key: str, title: str, end: date | None) -> Option:
        shock = Preference(
            programme=i.id, change="lapse", start=gone, end=end, exporters=(home,), cite=cite, note=base
        )
        opens = (_from(end + timedelta(1), "shock[0].end"),) if end else ()
        scenario = preference_scenario(f"{i.id}-{key}", title, i, home, horizon, shock)
        return Option(key, title, scenario, base, opens=opens)

    return (
        option("stays-out", f"{who} stays outside {name}", None),
        option(
            "regained",
            f"{who} has {name} again from {_day(_year_end(as_of) + timedelta(1))}",
            _year_end(as_of),
        ),
    )


def _restore(i: Instrument, home: str, as_of: date) -> tuple[Option, ...]:
    """A preference that is not in force: it stays so, or it is restored.

    The world's trade is that of a year in which it was in force, so restoring it changes nothing there.
    """
    state = i.state(as_of)
    spent = [s.end for s in i.life if s.in_force and s.end and s.end < as_of and s.known <= as_of]
    if state is None or not spent:
        return ()
    ended = max(spent)
    horizon = Horizon(start=as_of, end=_year_end(as_of, preference_rule().years_after))
    base = "Measured against the trade of the world's year, when it was in force."
    name = i.names[-1]
    back = _year_end(as_of)

    def option(key: str, title: str, end: date | None) -> Option:
        shock = Preference(
            programme=i.id,
            change="lapse",
            start=ended + timedelta(1),
            end=end,
            cite=Cite(source=state.source),
            note=base,
        )
        opens = (_from(end + timedelta(1), "shock[0].end"),) if end else ()
        scenario = preference_scenario(f"{i.id}-{key}", title, i, home, horizon, shock)
        return Option(key, title, scenario, base, opens=opens)

    return (
        option("stays-lapsed", f"{name} stays lapsed", None),
        option("restored", f"{name} is restored from {_day(back + timedelta(1))}", back),
    )


def agreement_options(i: Instrument, home: str, counterpart: str) -> tuple[Option, ...]:
    """An agreement without a tariff chapter: a range for the cost of trading between the two."""
    r = ave_range(i.id)
    if r is None:
        return ()
    text = "The partnership is concluded: a cut in trade costs, low confidence"
    cut = Open(
        "the cut of the cost of trading between the two",
        f"{-100 * r.high:.1f} to {-100 * r.low:.1f} %",
        "shock[0].ave_change",
    )
    scenario = barrier_scenario(i, r, home, counterpart)
    return (Option("concluded", text, scenario, r.note, opens=(cut,)),)


def disruption_options(
    episode: Episode, home: str, as_of: date, *, region: bool = False
) -> tuple[Option, ...]:
    """A chokepoint disturbed as in a packaged episode: for a full year, and reopened after six months.

    region: the text names a region, not the chokepoint.
    """
    horizon = Horizon(start=as_of, end=_before(as_of, 365))
    cite = Cite(source=episode.source)

    def option(key: str, name: str, title: str, end: date, note: str, assumed: str = "") -> Option:
        scenario = chokepoint_scenario(
            f"{episode.packaged}-{name}", title, home, episode.packaged, horizon, end, cite, assumed
        )
        lasts = Open("how long it lasts", f"to {_day(end)}", "shock[0].end")
        which = Open("which way is disturbed", episode.label, "shock[0].packaged")
        return Option(key, title, scenario, note, opens=(which, lasts) if region else (lasts,))

    half = "What mediation that reopens the way would spare; six months are an assumption."
    return (
        option(
            "a year",
            "a-year",
            f"{episode.label}, for a full year",
            horizon.end,
            "The packaged episode names its sources.",
        ),
        option(
            "six months",
            "six-months",
            f"{episode.label}, reopened after six months",
            _before(as_of, 183),
            half,
            "Six months are an assumption: what mediation that reopens the way would spare.",
        ),
    )


def _before(d: date, days: int) -> date:
    """The last of so many days from d on."""
    return d + timedelta(days - 1)


def _day(d: date) -> str:
    return f"{d.day} {d:%B %Y}"
