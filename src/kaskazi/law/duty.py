"""The duty on a line from an origin into a market on a day, as the stack that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from kaskazi.errors import InputError, Problem, nearest
from kaskazi.law.eligibility import COLUMN_2, economy, eligible, with_apparel
from kaskazi.law.layers import Duty, Layer, percent, render
from kaskazi.law.line_numbers import digits_of, find
from kaskazi.law.markets import elsewhere, market_of
from kaskazi.law.preferences import Claim, Fabric, claims
from kaskazi.law.quotas import quota_of
from kaskazi.law.rates import Rate, UnitValue, parse_rate
from kaskazi.law.registry import instruments
from kaskazi.law.schedules import Line, dotted
from kaskazi.law.surcharges import Entry, surcharges
from kaskazi.line_trade import utilisation

__all__ = ["Duty", "DutyQuery", "Layer", "duty", "render"]

HELD = "USA"  # the market whose schedule is shipped

LAPSE = (date(2025, 10, 1), date(2026, 2, 3))  # days of the lapse that P.L. 119-75 made good


@dataclass(frozen=True, slots=True)
class DutyQuery:
    """One question about a duty.

    code: HS digits, dots allowed; origin, market: ISO3; on: the day of entry; known: the law as it was known on
    this day (default: the same day). claimed: a preference is claimed and its rule of origin met; programme: only
    that one, by the symbol of the special column ("D", "9819", "A+", "P"). fabric: of apparel under AGOA.
    unit_value: USD a unit, for specific duties (a mapping where there are several units). mfn: the general rate as
    a ratio, for markets whose schedule is not held. without, assume: ids of surcharges taken out of force or into
    it, whatever the law says. us_content, metal_content: shares of the value, ratios (reciprocal duties spare US
    content of 20 % and more; some section 232 duties fall on the metal).
    """

    code: str
    origin: str
    on: date
    market: str = "USA"
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


def duty(q: DutyQuery, lines: Mapping[str, Line] | None = None) -> Duty:
    """The duty a query asks for, as the stack that makes it. lines: a schedule to use instead of the one shipped.

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
        return elsewhere(q.code, start, q.on, area, known, claimed=q.claimed, mfn=q.mfn)
    if digits_of(q.code)[:2] == "99":
        what = "is a provision of chapter 99, which changes the duty of other lines."
        raise InputError(
            "HTS number", [Problem(q.code, what, "the line of chapters 1 to 98 that the goods fall in")]
        )
    line = find(q.code, lines)
    entry = Entry(
        line.code,
        start,
        q.on,
        known,
        None,
        "",
        *toggles,
        us_content=q.us_content,
        metal_content=q.metal_content,
    )
    return _us(line, entry, q)


def _check(ids: frozenset[str], shares: Mapping[str, float | None]) -> None:
    """Raises InputError with every unknown surcharge and every share outside 0 to 1."""
    known = {i.id for i in instruments().values() if i.kind == "surcharge"}
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
    unit_value = q.unit_value
    if line.code.startswith("9819"):
        return _provision(line, origin, on, known)
    general, layer = _general(line, origin, on, unit_value, notes)
    layers = [layer]
    mfn = layer.rate
    free = general is not None and general == Rate(0.0, ())
    claim: Claim | None = None
    if not free and not eligible(COLUMN_2, origin, on):
        offered, why_not = claims(line, origin, on, known, q.fabric, q.programme)
        claim = _best(offered, unit_value, q.programme, notes)
        notes += why_not if claim is None else []
        if claim and not q.claimed:
            notes.append(f"No preference claimed, or its rule of origin not met ({claim.name} is open).")
            claim = None
        elif claim is None and not why_not and not q.programme:
            notes.append(f"No preference on record for {origin} on this line on that day.")
    base = mfn
    if claim:
        base = claim.rate.equivalent(unit_value)
        rate = None if mfn is None or base is None else base - mfn
        why = f"{claim.why}; {claim.unsettled}" if claim.unsettled else claim.why
        layers.append(
            Layer(
                "preference",
                claim.name,
                rate,
                why,
                claim.source,
                "unsettled" if claim.unsettled else "applies",
                claim.programme,
            )
        )
        notes += _after_the_lapse(claim, general, on, known)
    extra, said = surcharges(replace(entry, mfn=mfn, paid=base, claimed=claim.symbol if claim else ""))
    layers += extra
    notes += said
    if on.year < 2025:
        notes.append(
            "Line numbers and general rates are those of the 2025 edition, not of the year asked about."
        )
    known_part = claim.rate if claim else general
    floor = known_part.ad_valorem if known_part else 0.0
    return _summed(line, origin, on, known, layers, base, floor, mfn, claim, notes)


def _general(
    line: Line, origin: str, on: date, unit_value: UnitValue, notes: list[str]
) -> tuple[Rate | None, Layer]:
    """The general rate, or column 2 for the origins denied it."""
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
    return rate, Layer("general", name, value, words, source)


def _best(
    offered: tuple[Claim, ...], unit_value: UnitValue, programme: str, notes: list[str]
) -> Claim | None:
    """The claim with the lowest rate, or the one asked for."""
    if programme:
        chosen = [c for c in offered if c.symbol == programme.upper()]
        if not chosen:
            open_to = ", ".join(c.symbol for c in offered) or "none"
            notes.append(f'"{programme}" cannot be claimed on this line on that day; open: {open_to}.')
        return chosen[0] if chosen else None

    def cost(c: Claim) -> tuple[float, bool]:
        value = c.rate.equivalent(unit_value)
        return (float("inf") if value is None else value, bool(c.unsettled))

    return min(offered, key=cost) if offered else None


def _after_the_lapse(claim: Claim, general: Rate | None, on: date, known: date) -> list[str]:
    if claim.programme != "agoa" or not LAPSE[0] <= on <= LAPSE[1] or known < LAPSE[1]:
        return []
    text = "Duty paid at entry in the lapse is refunded without interest if asked for by 2 August 2026"
    if general is not None and general.specific:
        text += "; customs names ad valorem duty only, so the specific part is not certain"
    return [text + " [cbp-csms-67647279]."]


def _provision(line: Line, origin: str, on: date, known: date) -> Duty:
    """A 9819 number itself: free for apparel of an eligible economy, else not open."""
    open_to = with_apparel("agoa", origin, on, known) and instruments()["agoa"].in_force(on, known)
    name = "AGOA, apparel under heading 9819"
    source = "us-hts-2025"
    if open_to:
        layer = Layer(
            "preference", name, 0.0, f"{dotted(line.code)}, free for apparel that meets its rule", source
        )
        note = "Give the line of chapter 61 or 62 for the general duty that this lifts and for additional duties."
        return Duty(dotted(line.code), origin, "USA", on, known, (layer,), 0.0, (note,))
    layer = Layer(
        "preference", name, None, f"{dotted(line.code)} is not open to {origin} on that day", source
    )
    note = "Give the line of chapter 61 or 62: its general duty applies."
    return Duty(dotted(line.code), origin, "USA", on, known, (layer,), None, (note,))


def _summed(
    line: Line,
    origin: str,
    on: date,
    known: date,
    layers: list[Layer],
    base: float | None,
    floor: float,
    mfn: float | None,
    claim: Claim | None,
    notes: list[str],
) -> Duty:
    extra = [x for x in layers if x.kind == "additional"]
    on_top = sum(x.rate or 0.0 for x in extra)
    settled = sum(x.rate or 0.0 for x in extra if x.status == "applies")
    whole = base is not None and all(x.status != "not held" for x in extra)
    used = utilisation("USA", origin, line.code[:2]) if claim and claim.programme == "agoa" else None
    expected = None
    if used and base is not None and mfn is not None and whole:
        expected = used.share * base + (1 - used.share) * mfn + on_top
        notes.append(
            f"{percent(used.share)} of such trade from {origin} claims a preference ({used.year}, chapter "
            f"{line.code[:2]}) [{used.source}]."
        )
    return Duty(
        dotted(line.code),
        origin,
        "USA",
        on,
        known,
        tuple(layers),
        base + on_top if whole and base is not None else None,
        tuple(dict.fromkeys(notes)),
        (floor if base is None else base) + settled,
        expected,
        claim.origin_rule if claim else "",
        " ".join(x for x in (quota_of(line), claim.cap if claim else "") if x),
        line.text,
    )
