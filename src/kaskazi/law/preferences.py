"""The US preference an entry may claim, by the programmes of `us_programmes.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from kaskazi.law.eligibility import LEAST, Spell, eligible, lesser_developed, spells, with_apparel
from kaskazi.law.quotas import apparel_cap
from kaskazi.law.rates import Rate, parse_rate
from kaskazi.law.registry import instruments
from kaskazi.law.schedules import Line

APPAREL = ("61", "62")
TEXTILES = tuple(str(c) for c in range(50, 64))
Fabric = Literal["third-country", "regional", "us", ""]
BEFORE = "general-before"
FARM_END = "25"
YEAR_HELD = 2025  # of the schedule: days before take its rates
SCHEDULE = "us-hts-2025"
FREE = Rate(0.0, ())


@dataclass(frozen=True, slots=True)
class Claim:
    """A preference that may be claimed: its programme, symbol of the special column or number, the rate it gives,
    and why. weighed: how much of such trade claims it is held."""

    programme: str
    symbol: str
    name: str
    rate: Rate
    why: str
    source: str
    origin_rule: str
    cap: str = ""
    unsettled: str = ""
    weighed: bool = False


@dataclass(frozen=True, slots=True)
class _Ask:
    """What a programme looks at, and the notes on why it does not apply."""

    line: Line
    origin: str
    on: date
    known: date
    fabric: Fabric
    notes: list[str] = field(default_factory=list)


@cache
def _written() -> Mapping[str, Any]:
    return tomllib.loads(files("kaskazi.law").joinpath("us_programmes.toml").read_text(encoding="utf-8"))


@cache
def _programmes() -> Mapping[str, Any]:
    return {k: p for k, p in _written().items() if k != BEFORE}


def dutiable_before(code: str, on: date) -> str:
    """That a line which is free in the schedule held may have borne a duty on a day; empty where none is known."""
    b = _written()[BEFORE]
    return str(b["text"]) if on < b["to"] and code.startswith(tuple(b["codes"])) else ""


def provision_of(code: str) -> str:
    """The programme whose apparel enters under a number itself; empty for any other."""
    for key, p in _programmes().items():
        if "apparel" in p and code.startswith(p["apparel"]["symbol"]):
            return key
    return ""


def apparel_name(programme: str) -> str:
    """What a programme's apparel benefit is called."""
    return str(_programmes()[programme]["apparel"]["name"])


def refund_of(programme: str) -> Mapping[str, Any] | None:
    """The refund of duty paid in a lapse that a later law made good; None where there is none."""
    found: Mapping[str, Any] | None = _programmes()[programme].get("refund")
    return found


def claims(
    line: Line,
    origin: str,
    on: date,
    known: date,
    fabric: Fabric = "",
    programme: str = "",
    free: bool = False,
) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """Preferences that the law gives an entry, and why others do not apply, as notes.

    programme: the symbol asked for; one that only some goods of an economy meet is open only so. free: the general rate
    is zero, so that only a claim that spares additional duties is of use.
    """
    ask = _Ask(line, origin, on, known, fabric)
    if free:
        return tuple(_sparing(ask)), ()
    found = [c for key, p in _programmes().items() for c in _of_programme(key, p, ask, programme)]
    return tuple(found), tuple(ask.notes)


def of_some_goods(line: Line, origin: str, on: date, known: date) -> tuple[Claim, ...]:
    """Claims that only some of the goods of a line meet, made in a zone, of a fabric or for a use that the line does not
    tell; counted only where asked for, and in the range of the duty where not."""
    shown = {s for _, of in line.specials for s in of}
    found = []
    for key, p in _programmes().items():
        if not p.get("if_asked"):
            continue
        spell = None if p.get("all_origins") else eligible(key, origin, on, known)
        if (spell or p.get("all_origins")) and _some(p, line.code, shown, on):
            source = spell.source if spell else SCHEDULE
            found.append(Claim(key, p["symbols"][0], p["name"], FREE, p["why"], source, p["origin"]))
    return tuple(found)


def _some(p: Mapping[str, Any], code: str, shown: set[str], on: date) -> bool:
    """Whether some goods of a line may meet a programme: any line, those of its chapters, or those with its symbol."""
    if p.get("from", date.min) > on:
        return False
    if "chapters" in p:
        return code[:2] in p["chapters"]
    return bool(shown & set(p["symbols"])) if p.get("all_origins") else True


def _sparing(ask: _Ask) -> Iterator[Claim]:
    """Claims on a line that is free for all, which spare additional duties."""
    for key, p in _programmes().items():
        if p.get("spares") and eligible(key, ask.origin, ask.on, ask.known):
            why = "the line is free anyway; the claim spares additional duties"
            yield Claim(key, p["symbols"][0], p["name"], FREE, why, SCHEDULE, p["origin"])


def _of_programme(key: str, p: Mapping[str, Any], ask: _Ask, programme: str) -> Iterator[Claim]:
    """The claims one programme gives; a note where it might have given one."""
    short = p.get("short", "")
    if p.get("if_asked"):
        some = of_some_goods(ask.line, ask.origin, ask.on, ask.known)
        yield from (
            c for c in some if c.programme == key and programme.casefold() in (key, c.symbol.casefold())
        )
        return
    spell = eligible(key, ask.origin, ask.on, ask.known)
    if spell is None:
        if short and p.get("apparel") and spells(key, ask.origin):
            ask.notes.append(f"{ask.origin} was not eligible for {short} on that day, as known then.")
        return
    symbols = (*p["symbols"], *(p.get("least", ()) if spell.tier == LEAST else ()))
    shown = [(text, s) for text, of in ask.line.specials for s in of if s in symbols]
    apparel = p.get("apparel")
    on_apparel = apparel is not None and ask.line.code[:2] in APPAREL
    if not (shown or on_apparel or "no_claim" in p):
        return
    how, source = "", SCHEDULE
    if "instrument" in p:
        state = instruments()[p["instrument"]].state(ask.on, ask.known)
        if state is None or not state.in_force:
            which = f"{short} ({shown[0][1]})" if shown and not apparel else short
            ask.notes.append(f"{which} was not in force on that day, as known then.")
            return
        source = state.source
        if state.retroactive and ask.on < state.known:
            how = f", restored retroactively on {state.known.isoformat()}"
    if on_apparel and ask.on > spell.apparel_end:
        shown = []
    if shown:
        yield from _column(key, p, shown, how, source, ask)
    elif on_apparel:
        yield from _apparel(key, p, spell, how, source, ask)
    elif ask.line.code[:2] in TEXTILES and "textiles" in p:
        ask.notes.append(p["textiles"])
    elif "no_claim" in p:
        ask.notes.append(p["no_claim"])


def _column(
    key: str, p: Mapping[str, Any], shown: list[tuple[str, str]], how: str, source: str, ask: _Ask
) -> Iterator[Claim]:
    """Claims that the special column itself shows."""
    for text, symbol in shown:
        name = p["name"].format(symbol=symbol)
        rate = parse_rate(text)
        if rate is None:
            why = f'{symbol} in the special column, "{text}"'
            short = "a staged rate or quota that is not worked out here: between free and the general rate"
            yield Claim(key, symbol, name, FREE, why, source, p["origin"], unsettled=short)
            continue
        partly = (
            w["text"] for w in p.get("withdrawn", []) if ask.origin in w["origins"] and w["from"] <= ask.on
        )
        unsettled = next(partly, "") or p.get("partial", {}).get(symbol, "") or _staged(p, ask)
        if "instrument" not in p:
            why = f"{symbol} in the special column, {text}"
        else:
            also = f"; {p['also']}" if "also" in p else ""
            why = f"free in the special column{how}{also}"
        yield Claim(key, symbol, name, rate, why, source, p["origin"], "", unsettled, p.get("weighed", False))


def _staged(p: Mapping[str, Any], ask: _Ask) -> str:
    """That a duty was still cut in stages on a day, so that it lay between free and the general rate; empty where not."""
    at_once = ask.line.code[:2] in TEXTILES and p.get("textiles_at_once", False)
    done = ask.on >= p.get("staged_to", date.min) and (ask.line.code >= FARM_END or "staged_to" not in p)
    if done or ask.on.year >= YEAR_HELD or at_once:
        return ""
    return "cut in stages then, and the rate of that year is not held"


def _apparel(
    key: str, p: Mapping[str, Any], spell: Spell, how: str, source: str, ask: _Ask
) -> Iterator[Claim]:
    """Apparel under numbers of its own, which the special column does not show."""
    a, short = p["apparel"], p["short"]
    if not with_apparel(key, ask.origin, ask.on, ask.known):
        text = f"{ask.origin} has no {short} benefit for apparel on that day (no textile visa, or suspended)."
        ask.notes.append(text)
        return
    if "fabric" not in a:
        why = f"entered under {a['number']}{how}"
        yield Claim(key, a["symbol"], a["name"], FREE, why, source, a["rule"])
        return
    poorer = lesser_developed(key, ask.origin, ask.on)
    third = poorer and instruments()[a["third_country"]].in_force(ask.on, ask.known)
    kind: Fabric = ask.fabric or ("third-country" if third else "regional")
    if kind == "third-country" and not third:
        why = "had no such provision on that day" if poorer else "is not lesser developed"
        ask.notes.append(f"No {short} benefit with third-country fabric: {ask.origin} {why}.")
        return
    if not ask.fabric and not third:
        text = f"{ask.origin} may not use third-country fabric: free only with regional or US fabric."
        ask.notes.append(text)
    number, rule = a["fabric"][kind]["number"], a["fabric"][kind]["rule"]
    why = f"no {' or '.join(p['symbols'])} in the special column: entered under {number}{how}"
    cap = apparel_cap(ask.on, number)
    yield Claim(key, a["symbol"], a["name"], FREE, why, source, rule, cap, weighed=p.get("weighed", False))
