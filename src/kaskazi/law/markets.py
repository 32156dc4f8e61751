"""Duties in markets whose schedules are not held: what the registry can say, and what it needs to say more."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from kaskazi.codes.groups import member
from kaskazi.codes.hs import dotted
from kaskazi.errors import InputError, Problem
from kaskazi.evidence.negotiation import customs_union
from kaskazi.law.eligibility import eligible, programmes, spells
from kaskazi.law.foreign_schedules import ForeignSchedule
from kaskazi.law.layers import Duty, Layer, Status
from kaskazi.law.line_numbers import closest, digits_of, find
from kaskazi.law.registry import State, instrument, instruments
from kaskazi.law.schedules import shipped
from kaskazi.law.territories import area_of, market_of, territories

NOT_HELD = "schedule not held: give the general rate with --mfn, or a file with --schedule"


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("kaskazi.law").joinpath("markets.toml").read_text(encoding="utf-8"))


@cache
def _subheadings() -> frozenset[str]:
    return frozenset(c[:6] for c in shipped() if c < "98")


def concerned(iso3: str) -> frozenset[str]:
    """Ids of the instruments an economy is a party to, gives, or may claim. Raises InputError."""
    code = market_of(iso3)
    found = {i.id for i in instruments().values() if code in {*i.parties, i.giver}}
    may = {p for p in programmes() if spells(p, code)} & set(instruments())
    found |= may
    found |= {
        i.id
        for i in instruments().values()
        if i.part_of in may and (not i.tier or any(s.tier == i.tier for s in spells(i.part_of, code)))
    }
    continent = territories()["union"]["continent"]
    if member(continent["group"], code):
        found.add(continent["instrument"])
    for b in territories()["between"]:
        if member(b["group"], code) if "group" in b else spells(b["programme"], code):
            found.add(b["instrument"])
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class General:
    """The general rate in a market: low and high differ where a short code means several lines; None where not held."""

    low: float | None
    high: float | None
    text: str
    source: str = ""


def elsewhere(
    code: str,
    origin: str,
    on: date,
    market: str,
    known: date,
    *,
    claimed: bool,
    mfn: float | None,
    schedule: ForeignSchedule | None = None,
) -> Duty:
    """The duty in a market whose schedule is not shipped, by preference; the general rate as given, ratio, or as a
    schedule that was read has it. Where neither holds it the layers say so before any total."""
    digits = _subheading(code)
    if mfn is not None and not 0 <= mfn <= 10:
        raise InputError(
            "duty", [Problem("mfn", f"{mfn:g} is not a rate.", "a ratio from 0 to 10, 0.25 = 25 %")]
        )
    if market in territories()["areas"] and member(market, origin, on):
        raise InputError(
            "duty", [Problem("origin", f"{origin} is inside the {market} market.", "another economy")]
        )
    notes: list[str] = []
    preference = _preference(digits, origin, on, market, known, notes)
    general = _general(digits, on, market, mfn, schedule, notes)
    status: Status = "not held" if general.high is None else "applies"
    if general.low != general.high:
        status = "unsettled"
    layers = [Layer("general", "general rate (MFN)", general.high, general.text, general.source, status)]
    least, most, total = general.low or 0.0, general.high or 0.0, general.high
    rule = ""
    if preference and not claimed:
        notes.append(f"No preference claimed, or its rule of origin not met ({preference[0].name} is open).")
    elif preference:
        layer, gives, rule = preference
        least = 0.0
        if gives == "free":
            layers.append(replace(layer, rate=-general.high if general.high is not None else None))
            most, total = 0.0, 0.0
        else:  # somewhere between free and the general rate
            layers.append(layer)
    elif _whole(market, on):
        notes.append(f"No preference on record here for {origin} in {market} on that day.")
    else:
        notes.append(
            f"No preference on record here for {origin} in {market} on that day; not every agreement of {market} "
            "is held, so the duty may be lower."
        )
        least = 0.0 if claimed else least
    shown = dotted(digits)
    return Duty(
        shown, origin, market, on, known, tuple(layers), total, tuple(notes), least, most, origin_rule=rule
    )


def _whole(market: str, on: date) -> bool:
    """Whether every preference of a market is held, at least by members and days."""
    since: date = _table().get(market, {}).get("whole_from", date.max)
    return member(territories()["union"]["group"], market, on) or since <= on


def _general(
    digits: str, on: date, market: str, mfn: float | None, schedule: ForeignSchedule | None, notes: list[str]
) -> General:
    """The general rate as given, from the schedule, or what can be said without."""
    if mfn is not None:
        return General(mfn, mfn, "as given")
    if schedule is not None:
        found = schedule.under(digits)
        rates = [r.equivalent(None) if r else None for _, _, r in found]
        plain = [r for r in rates if r is not None]
        if not found:
            notes.append(f"{schedule.name} has no line for this code.")
        elif len(plain) < len(rates) or not plain:
            texts = "; ".join(f"{dotted(c)} {t}" for c, t, r in found[:6] if r is None or r.specific)
            notes.append(f"A duty in {schedule.name} that is no plain rate: {texts}.")
        else:
            codes = len({c for c, _, _ in found})
            which = "" if len(found) == 1 else f", {codes} lines under this code"
            if codes == 1 < len(found):
                which = ", lowest and highest of the lines under this code"
            return General(min(plain), max(plain), f"{schedule.title}, {schedule.name}{which}")
        return General(None, None, f"not plain in {schedule.name}: give the general rate with --mfn")
    if "mfn_note" in _table().get(market, {}):
        notes.append(f"Of the general rate: {_table()[market]['mfn_note']}.")
    union = territories()["union"]
    if member(union["group"], market, on):
        return General(None, None, f"{NOT_HELD}; {_bands(digits, on, market)}", union["bands_source"])
    return General(None, None, NOT_HELD)


def _subheading(code: str) -> str:
    """Digits of a code whose six-digit subheading is one of HS 2022. Raises InputError with the nearest."""
    digits = digits_of(code)
    known = _subheadings()
    if any(c.startswith(digits[:6]) for c in known):
        return digits
    find(digits[:6])  # says what is wrong, with successor or nearest
    raise InputError(
        "HS code", [Problem(code, "is not a code of HS 2022.", nearest=dotted(closest(digits[:6], known)))]
    )


def _state(key: str, on: date, known: date) -> State | None:
    state = instruments()[key].state(on, known)
    return state if state is not None and state.in_force else None


def _preference(
    digits: str, origin: str, on: date, market: str, known: date, notes: list[str]
) -> tuple[Layer, str, str] | None:
    """The first preference open: layer, what it gives, rule of origin."""
    if member(territories()["union"]["group"], market, on):
        return _in_union(origin, on, market, known, notes)
    for p in _table().get(market, {}).get("preference", []):
        i = instrument(p["instrument"])
        spell = eligible(i.id, origin, on, known)
        if spell is None:
            continue
        gives = p.get("tiers", {}).get(spell.tier, p["gives"])
        state = _state(i.id, on, known)
        if state is None:
            now = i.state(on, known)
            notes.append(f"{i.title}: {now.law if now else 'nothing on record for that day'}.")
            continue
        if digits[:2] in p.get("except_chapters", []):
            notes.append(f"{i.title} leaves out chapter {digits[:2]}.")
            continue
        some = p.get("partly", {}).get(origin)
        if some and some["from"] <= on and digits.startswith(tuple(some["lines"])):
            notes.append(f"{i.title}: {some['text']}.")
            gives = "reduced"
        if "note" in p:
            notes.append(f"{i.title}: {p['note']}.")
        unsettled = gives != "free" or state.unverified
        why = i.gives if not state.unverified else f"{i.gives} Not verified at the publisher."
        layer = Layer(
            "preference", i.title, None, why, state.source, "unsettled" if unsettled else "applies", i.id
        )
        return layer, gives, i.origin
    return _between(origin, on, market, known, notes)


def _bands(digits: str, on: date, market: str) -> str:
    """What the common tariff may be: its rate above the bands for a sensitive line, else its bands."""
    union = territories()["union"]
    held = customs_union(market)
    for x in held[1]["sensitive"] if held else ():
        if digits.startswith(x["hs"]):
            specific = f" or {x['specific']}" if x["specific"] else ""
            return f"on the sensitive list: {x['name'].lower()}, {100 * x['rate']:g} %{specific}, or a stay of application [{x['source']}]"
    if on < union["bands_from"]:
        return str(union["before"])
    bands = instrument(union["instrument"]).bands
    rates = ", ".join(f"{100 * b.rate:g}" for b in bands if b.rate is not None)
    return f"one of {rates} %, the sensitive list above them, or a stay of application"


def _in_union(
    origin: str, on: date, market: str, known: date, notes: list[str]
) -> tuple[Layer, str, str] | None:
    """Into a member of the customs union: free from inside, by its free trade area, or by the steps of an agreement."""
    union = territories()["union"]
    i = instrument(union["instrument"])
    if member(union["group"], origin, on) and (state := _state(i.id, on, known)):
        partly = bool({market, origin} & set(union["in_part"]))
        if partly:
            notes.append(f"{', '.join(union['in_part'])} apply the customs union in part: look the line up.")
        why = "free trade among partner states"
        status: Status = "unsettled" if partly else "applies"
        layer = Layer("preference", i.title, None, why, state.source, status, i.id)
        return layer, "reduced" if partly else "free", i.origin
    key = union["phases"].get(market, {}).get(area_of(origin, on))
    if key:
        return _phased(key, on, known, notes)
    return _between(origin, on, market, known, notes)


def _between(
    origin: str, on: date, market: str, known: date, notes: list[str]
) -> tuple[Layer, str, str] | None:
    """Between members of a regional group or free trade area: the first that both belong to on the day."""
    for b in territories()["between"]:
        if "group" in b:
            both = member(b["group"], market, on) and member(b["group"], origin, on)
        else:
            both = all(eligible(b["programme"], x, on, known) for x in (market, origin))
        state = _state(b["instrument"], on, known) if both else None
        if state is None:
            continue
        i = instrument(b["instrument"])
        name = b.get("name", i.title)
        if "note" in b:
            notes.append(f"{name}: {b['note']}.")
        status: Status = "unsettled" if b["gives"] != "free" or state.unverified else "applies"
        layer = Layer("preference", name, None, b.get("why", i.gives), state.source, status, i.id)
        return layer, b["gives"], b.get("origin", i.origin)
    return None


def _phased(key: str, on: date, known: date, notes: list[str]) -> tuple[Layer, str, str] | None:
    """An agreement that cuts duties group by group."""
    i = instrument(key)
    state = _state(key, on, known)
    if state is None:
        now = i.state(on, known)
        notes.append(f"{i.title}: {now.law if now else 'nothing on record for that day'}.")
        return None
    says = [f"group {p.group} ({p.goods}): {p.says(on)}" for p in i.phases]
    notes += [f"{i.title}, {x}." for x in says]
    first = min((p.group for p in i.phases), default="")
    cut = [p for p in i.phases if p.cut_from and p.cut_from <= on and p.group != first]
    if not cut:
        notes.append(f"No duty is cut yet beyond group {first}: the general rate applies to the rest.")
        return None
    why = "which group the line is in is not held"
    return Layer("preference", i.title, None, why, state.source, "unsettled", i.id), "staged", i.origin
