"""The duty on a line from an origin into a market on a day, as the stack that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from kaskazi.codes.hs import dotted
from kaskazi.errors import InputError, Problem, nearest
from kaskazi.law.asking import Entry
from kaskazi.law.eligibility import COLUMN_2, economy, eligible, with_apparel
from kaskazi.law.layers import Duty, Layer, Open, Status, percent, render
from kaskazi.law.line_numbers import digits_of, find
from kaskazi.law.preferences import (
    FREE,
    SCHEDULE,
    YEAR_HELD,
    Claim,
    Fabric,
    apparel_name,
    claims,
    dutiable_before,
    of_some_goods,
    provision_of,
    refund_of,
)
from kaskazi.law.quotas import quota_of
from kaskazi.law.rates import Rate, UnitValue, parse_rate
from kaskazi.law.registry import instruments
from kaskazi.law.schedules import Line
from kaskazi.law.surcharges import Stacked, free_parcel, in_place, parcel_by_post, stacked
from kaskazi.law.territories import HELD, market_of

if TYPE_CHECKING:
    from kaskazi.law.foreign_schedules import ForeignSchedule
    from kaskazi.line_trade import Utilisation

__all__ = ["Duty", "DutyQuery", "Layer", "duty", "render"]


@dataclass(frozen=True, slots=True)
class DutyQuery:
    """One question about a duty.

    code: HS digits, dots allowed; origin, market: ISO3; on: the day of entry; known: the law as it was known on
    this day (default: the same day). claimed: a preference is claimed and its rule of origin met; programme: only
    that one, by the symbol of the special column ("D", "9819", "A+", "P"). fabric: of apparel under AGOA.
    unit_value: USD a unit, for specific duties (a mapping where there are several units). mfn: the general rate as
    a ratio, for markets whose schedule is not held. without, assume: ids of surcharges taken out of force or into
    it, whatever the law says. us_content, metal_content: shares of the value, ratios (reciprocal duties spare US
    content of 20 % and more; some section 232 duties fall on the metal). is_so, is_not: ids of questions answered
    (`Duty.questions`). parcel: the value of a parcel, USD, where it is one.
    """

    code: str
    origin: str
    on: date
    market: str = HELD
    known: date | None = None
    claimed: bool = True
    programme: str = ""
    fabric: Fabric = ""
    unit_value: UnitValue = None
    mfn: float | None = None
    without: tuple[str, ...] = ()
    assume: tuple[str, ...] = ()
    us_content: float = 0.0
    metal_content: float | None = None
    is_so: tuple[str, ...] = ()
    is_not: tuple[str, ...] = ()
    parcel: float | None = None


def duty(
    q: DutyQuery, lines: Mapping[str, Line] | None = None, schedule: ForeignSchedule | None = None
) -> Duty:
    """The duty a query asks for, as the stack that makes it. lines: a US schedule to use
    instead of the one shipped; schedule: the schedule of another market.

    Raises InputError with all that is wrong: line, origin, market, ids.
    """
    start = economy(q.origin)
    area = market_of(q.market)
    if area == start and not q.code.startswith("9801"):  # goods of the market itself, returned
        raise InputError("duty", [Problem("origin", f"{start} is the market itself.", "another economy")])
    known = q.known or q.on
    toggles = frozenset(q.without), frozenset(q.assume)
    _check(toggles[0] | toggles[1], {"us_content": q.us_content, "metal_content": q.metal_content})
    if area != HELD:
        from kaskazi.law.markets import elsewhere

        return elsewhere(q.code, start, q.on, area, known, claimed=q.claimed, mfn=q.mfn, schedule=schedule)
    if digits_of(q.code)[:2] == "99":
        what = "is a provision of chapter 99, which changes the duty of other lines."
        raise InputError(
            "HTS number", [Problem(q.code, what, "the line of chapters 1 to 98 that the goods fall in")]
        )
    line = find(q.code, lines)
    digits = max((digits_of(q.code), line.code), key=len)
    entry = Entry(
        digits[:8] if digits[8:] in ("", "00") else digits,
        start,
        q.on,
        known,
        without=toggles[0],
        assume=toggles[1],
        us_content=q.us_content,
        metal_content=q.metal_content,
        said={**dict.fromkeys(q.is_so, True), **dict.fromkeys(q.is_not, False)},
    )
    return _us(line, entry, q)


def _check(ids: frozenset[str], shares: Mapping[str, float | None]) -> None:
    """Raises InputError with every unknown surcharge and every share outside 0 to 1."""
    known = {i.id for i in instruments().values() if i.kind == "surcharge"} if ids else set()
    problems = [
        Problem(w, "is not a surcharge on record.", nearest=nearest(w, known)) for w in sorted(ids - known)
    ]
    problems += [
        Problem(name, f"{x:g} is not a share of the value.", "a ratio from 0 to 1")
        for name, x in shares.items()
        if x is not None and not 0 <= x <= 1
    ]
    if problems:
        raise InputError("duty", problems)


def _us(line: Line, entry: Entry, q: DutyQuery) -> Duty:
    origin, on, known = entry.origin, entry.on, entry.known
    notes: list[str] = []
    if programme := provision_of(line.code):
        return _provision(line, origin, on, known, programme)
    if source := free_parcel(q.parcel, origin, on):
        why = f"parcel of {q.parcel:g} USD: free while small parcels are (19 U.S.C. 1321)"
        layer = Layer("general", "small parcel", 0.0, why, source)
        return Duty(dotted(line.code), origin, HELD, on, known, (layer,), 0.0, (), text=line.text)
    general, layer = _general(line, origin, on, q.unit_value, notes)
    layers = [layer]
    mfn = layer.rate
    claim: Claim | None = None
    some: tuple[Claim, ...] = ()
    free = general is not None and general == FREE
    if not eligible(COLUMN_2, origin, on):
        offered, why_not = claims(line, origin, on, known, q.fabric, q.programme, free)
        claim = _best(offered, q.unit_value, q.programme if not free else "", notes)
        notes += why_not if claim is None and not free else []
        if claim and not q.claimed:
            if not free:
                notes.append(f"No preference claimed, or its rule of origin not met ({claim.name} is open).")
            claim = None
        elif claim is None and not free and not q.programme:
            some = of_some_goods(line, origin, on, known)
            notes += [f"{c.name}: {c.why}; --programme {c.symbol} claims it." for c in some]
            if not why_not and not some:
                notes.append(f"No preference on record for {origin} on this line on that day.")
    floor = general.ad_valorem if general else 0.0
    entry = replace(entry, mfn=mfn, floor=floor)
    plain = stacked(replace(entry, paid=mfn))
    base, extra = mfn, plain
    if claim:
        base = claim.rate.equivalent(q.unit_value)
        extra = stacked(replace(entry, paid=base, claimed=claim.programme))
        if free and extra.layers == plain.layers:
            claim = None  # it lifts nothing
    if claim:
        rate = None if mfn is None or base is None else base - mfn
        why = f"{claim.why}; {claim.unsettled}" if claim.unsettled else claim.why
        status: Status = "unsettled" if claim.unsettled else "applies"
        layers.append(Layer("preference", claim.name, rate, why, claim.source, status, claim.programme))
        notes += _refund(claim, general, on, known)
        floor = claim.rate.ad_valorem
    notes += extra.notes
    if on.year < YEAR_HELD:
        notes.append(
            "Line numbers and general rates are those of the 2025 edition, not of the year asked about."
        )
    found = _summed(line, entry, layers, base, floor, claim, extra, notes, lowered=bool(some))
    if post := parcel_by_post(q.parcel, origin, on, extra.layers):
        low, high, text = post
        found = replace(
            found,
            least=min(found.least, low),
            most=max(found.most, high),
            notes=(*found.notes, f"A small parcel: {text}."),
        )
    return found


def _general(
    line: Line, origin: str, on: date, unit_value: UnitValue, notes: list[str]
) -> tuple[Rate | None, Layer]:
    """The general rate, column 2 for the origins denied it, or the rate that stands in their place."""
    if placed := in_place(line.code[:8], origin, on):
        why = "in place of column 2, on listed goods"
        rate_in_place, of = placed
        return Rate(rate_in_place, ()), Layer("general", "rate in place of column 2", rate_in_place, why, of)
    column2 = eligible(COLUMN_2, origin, on) is not None
    text = line.column2 if column2 else line.general
    rate = parse_rate(text)
    words = f'printed as "{text}"' if text else "none printed"
    source = "gn3b" if column2 else "us-hts-2025"
    name = "column 2 rate" if column2 else "general rate (MFN)"
    if rate is None:
        notes.append("The duty text states no plain rate: it is printed, never guessed.")
        return None, Layer("general", name, None, words, source)
    value = rate.equivalent(unit_value)
    if rate.specific:
        units = " and ".join(rate.units)
        if value is None:
            words += "; no ad valorem equivalent: unit value unknown"
            how = " ".join(f"--unit-value {u}=USD" for u in rate.units) if len(rate.units) > 1 else ""
            notes.append(
                f"No AVE: unit value unknown; give {how or '--unit-value USD_PER_UNIT'} (unit: {units})."
                + (f" The ad valorem part alone is {percent(rate.ad_valorem)}." if rate.ad_valorem else "")
            )
        else:
            at = (
                ", ".join(f"{unit_value[u]:g} USD/{u}" for u in rate.units)
                if isinstance(unit_value, Mapping)
                else f"{unit_value:g} USD/{units}"
            )
            words += f"; ad valorem equivalent at a unit value of {at}, as given"
    if rate == FREE and not column2 and (before := dutiable_before(line.code, on)):
        notes.append(f"{before[0].upper()}{before[1:]}.")
        return rate, Layer("general", name, value, words, source, "not held")
    return rate, Layer("general", name, value, words, source)


def _best(
    offered: tuple[Claim, ...], unit_value: UnitValue, programme: str, notes: list[str]
) -> Claim | None:
    """The claim with the lowest rate, or the one asked for."""
    if programme:
        chosen = [c for c in offered if programme.casefold() in (c.symbol.casefold(), c.programme)]
        if not chosen:
            open_to = ", ".join(c.symbol for c in offered) or "none"
            notes.append(f'"{programme}" cannot be claimed on this line on that day; open: {open_to}.')
        return chosen[0] if chosen else None

    def cost(c: Claim) -> tuple[float, bool]:
        value = c.rate.equivalent(unit_value)
        return (float("inf") if value is None else value, bool(c.unsettled))

    return min(offered, key=cost) if offered else None


def _refund(claim: Claim, general: Rate | None, on: date, known: date) -> list[str]:
    """A note where a law made good a lapse and duty paid in it comes back."""
    r = refund_of(claim.programme)
    if r is None or not r["from"] <= on <= r["to"] or known < r["known"]:
        return []
    part = f"; {r['specific']}" if general is not None and general.specific else ""
    return [f"{r['text']}{part} [{r['source']}]."]


def _provision(line: Line, origin: str, on: date, known: date, programme: str) -> Duty:
    """A number of a programme's apparel itself: free for apparel of an eligible economy, else not open."""
    name = apparel_name(programme)
    open_to = with_apparel(programme, origin, on, known) and instruments()[programme].in_force(on, known)
    rest = "for the general duty that this lifts and for additional duties."
    why = f"{dotted(line.code)}, free for apparel that meets its rule"
    if not open_to:
        rest, why = "its general duty applies.", f"{dotted(line.code)} is not open to {origin} on that day"
    note = f"Give the line of chapter 61 or 62{' ' if open_to else ': '}{rest}"
    layer = Layer("preference", name, 0.0 if open_to else None, why, SCHEDULE)
    total = 0.0 if open_to else None
    return Duty(dotted(line.code), origin, HELD, on, known, (layer,), total, (note,))


def _used(origin: str, chapter: str) -> Utilisation | None:
    from kaskazi.line_trade import utilisation

    return utilisation(HELD, origin, chapter)


def _summed(
    line: Line,
    entry: Entry,
    layers: list[Layer],
    base: float | None,
    floor: float,
    claim: Claim | None,
    extra: Stacked,
    notes: list[str],
    *,
    lowered: bool,
) -> Duty:
    origin, mfn = entry.origin, layers[0].rate
    on_top = sum(x.rate or 0.0 for x in extra.layers)
    unknown = claim is not None and bool(claim.unsettled) and mfn is None  # between free and a rate not known
    whole = base is not None and not unknown and all(x.status != "not held" for x in (*layers, *extra.layers))
    used = _used(origin, line.code[:2]) if claim and claim.weighed else None
    expected = None
    if used and base is not None and mfn is not None and whole:
        expected = used.share * base + (1 - used.share) * mfn + on_top
        notes.append(
            f"{percent(used.share)} of such trade from {origin} claims a preference ({used.year}, chapter "
            f"{line.code[:2]}) [{used.source}]."
        )
    start = floor if base is None else base
    doubt = max((mfn or 0.0) - start, 0.0) if claim and claim.unsettled else 0.0
    return Duty(
        dotted(line.code),
        origin,
        HELD,
        entry.on,
        entry.known,
        (*layers, *extra.layers),
        base + on_top if whole and base is not None else None,
        tuple(dict.fromkeys(notes)),
        least=extra.low + (0.0 if lowered else start),
        most=start + doubt + extra.high,
        expected=expected,
        origin_rule=claim.origin_rule if claim else "",
        quota=" ".join(x for x in (quota_of(line), claim.cap if claim else "") if x),
        text=line.text,
        questions=tuple(Open(x.id, x.text, x.taken, x.ranged) for x in extra.questions),
    )
