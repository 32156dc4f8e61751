"""Duties in markets whose schedules are not held: what the registry can say, and what it needs to say more."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from kaskazi.codes.groups import member
from kaskazi.errors import InputError, Problem
from kaskazi.law.eligibility import economy, eligible, programmes, spells
from kaskazi.law.layers import Duty, Layer
from kaskazi.law.line_numbers import closest, digits_of, find
from kaskazi.law.registry import State, instrument, instruments
from kaskazi.law.schedules import dotted, shipped

NOT_HELD = "schedule not held: give the general rate with --mfn"


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("kaskazi.law").joinpath("markets.toml").read_text(encoding="utf-8"))


@cache
def _subheadings() -> frozenset[str]:
    return frozenset(c[:6] for c in shipped() if c < "98")


def market_of(market: str) -> str:
    """The customs territory of a market: USA, EU for its members, or an ISO3. Raises InputError."""
    code = market.strip().upper()
    if code in ("EU", "EUN"):
        return "EU"
    code = economy(market)
    return "EU" if member("EU", code) else code


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
    if member("AU", code):
        found.add("afcfta")
    return frozenset(found)


def elsewhere(
    code: str, origin: str, on: date, market: str, known: date, *, claimed: bool, mfn: float | None
) -> Duty:
    """The duty in a market whose schedule is not held, by preference; the general rate as given, ratio."""
    digits = _subheading(code)
    if mfn is not None and not 0 <= mfn <= 10:
        raise InputError(
            "duty", [Problem("mfn", f"{mfn:g} is not a rate.", "a ratio from 0 to 10, 0.25 = 25 %")]
        )
    if market == "EU" and member("EU", origin, on):
        raise InputError("duty", [Problem("origin", f"{origin} is inside the EU market.", "another economy")])
    layers: list[Layer] = []
    notes: list[str] = []
    preference = _preference(digits, origin, on, market, known, notes)
    members = _table()["EAC"]["members"]
    text, source = ("as given" if mfn is not None else NOT_HELD), ""
    if mfn is None and market in members and members[market] <= on:
        text, source = f"{text}; {_bands(on)}", "eac-cet-2022"
    if mfn is None and "mfn_note" in _table().get(market, {}):
        notes.append(f"Of the general rate: {_table()[market]['mfn_note']}.")
    layers.append(
        Layer(
            "general", "general rate (MFN)", mfn, text, source, "applies" if mfn is not None else "not held"
        )
    )
    total = mfn
    if preference and not claimed:
        notes.append(f"No preference claimed, or its rule of origin not met ({preference[0].name} is open).")
    elif preference:
        layer, gives, rule = preference
        free = gives == "free"
        layers.append(replace(layer, rate=-mfn if free and mfn is not None else layer.rate))
        total = 0.0 if free else None
        return Duty(
            dotted(digits),
            origin,
            market,
            on,
            known,
            tuple(layers),
            total,
            tuple(notes),
            0.0,
            origin_rule=rule,
        )
    else:
        notes.append(f"No preference on record here for {origin} in {market} on that day.")
    return Duty(dotted(digits), origin, market, on, known, tuple(layers), total, tuple(notes), total or 0.0)


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
    if market in _table()["EAC"]["members"]:
        return _east_africa(origin, on, market, known, notes)
    for p in _table().get(market, {}).get("preference", []):
        i = instrument(p["instrument"])
        if not eligible(i.id, origin, on, known):
            continue
        state = _state(i.id, on, known)
        if state is None:
            now = i.state(on, known)
            notes.append(f"{i.title}: {now.law if now else 'nothing on record for that day'}.")
            continue
        if digits[:2] in p.get("except_chapters", []):
            notes.append(f"{i.title} leaves out chapter {digits[:2]}.")
            continue
        if origin in p.get("notes", {}):
            notes.append(f"{i.title}: {p['notes'][origin]}.")
        if "note" in p:
            notes.append(f"{i.title}: {p['note']}.")
        unsettled = p["gives"] != "free" or state.unverified
        why = i.gives if not state.unverified else f"{i.gives} Not verified at the publisher."
        layer = Layer(
            "preference", i.title, None, why, state.source, "unsettled" if unsettled else "applies", i.id
        )
        return layer, p["gives"], i.origin
    return None


def _bands(on: date) -> str:
    if on < date(2022, 7, 1):
        return "one of 0, 10, 25 % or the sensitive list"
    rates = ", ".join(f"{100 * b.rate:g}" for b in instrument("eac-cu").bands if b.rate is not None)
    return f"one of {rates} %, the sensitive list above them, or a stay of application"


def _east_africa(
    origin: str, on: date, market: str, known: date, notes: list[str]
) -> tuple[Layer, str, str] | None:
    """Into a member of the EAC: free from inside, by COMESA, or by the steps of an agreement."""
    eac = _table()["EAC"]
    inside = {m for m, since in eac["members"].items() if since <= on}
    if {market, origin} <= inside and (state := _state("eac-cu", on, known)):
        if {market, origin} & {"COD", "SOM", "SSD"}:
            notes.append("COD, SOM and SSD apply the customs union in part: look the line up.")
        i = instrument("eac-cu")
        return (
            Layer(
                "preference", i.title, None, "free trade among partner states", state.source, "applies", i.id
            ),
            "free",
            i.origin,
        )
    if market in eac["comesa"]["members"] and origin in eac["comesa"]["origins"]:
        state = _state("comesa", on, known)
        if state:
            why = "free trade among participating members; from memory"
            return (
                Layer("preference", "COMESA free trade area", None, why, state.source, "unsettled", "comesa"),
                "free",
                "35 % value added, or product rules",
            )
    area = "EU" if member("EU", origin, on) else origin
    key = eac["phases"].get(market, {}).get(area)
    if key:
        i = instrument(key)
        state = _state(key, on, known)
        if state is None:
            now = i.state(on, known)
            notes.append(f"{i.title}: {now.law if now else 'nothing on record for that day'}.")
            return None
        says = [f"group {p.group} ({p.goods}): {p.says(on)}" for p in i.phases]
        notes += [f"{i.title}, {x}." for x in says]
        cut = [p for p in i.phases if p.cut_from and p.cut_from <= on and p.group != "A"]
        if not cut:
            notes.append("No duty is cut yet beyond group A: the general rate applies to the rest.")
            return None
        why = "which group the line is in is not held"
        return Layer("preference", i.title, None, why, state.source, "unsettled", i.id), "staged", i.origin
    if member("AU", origin, on) and _state("afcfta", on, known):
        notes.append(
            "AfCFTA: staged cuts between states that have both ratified and gazetted their offers; not held by line."
        )
    return None
