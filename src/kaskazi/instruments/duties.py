"""The duty on a line from an origin into the United States on a day, as the stack that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from kaskazi.errors import InputError, Problem
from kaskazi.instruments.exposure import beneficiaries, without_apparel
from kaskazi.instruments.registry import registry
from kaskazi.instruments.schedule import Line, dotted, find

APPAREL = ("61", "62")
# Additional duties under emergency powers by origin, ratio: April to August 2025 and after; 0.10 for all others.
RECIPROCAL = {"KEN": 0.10, "LSO": 0.15, "MDG": 0.15, "MUS": 0.15, "ZAF": 0.30}
SECTION_122 = 0.10
# Section 122 exempts some goods; only those that a chapter tells are left out here.
EXEMPT_122 = ("27",)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a duty: its rate as a ratio (None where it cannot be said), why, and its source."""

    name: str
    rate: float | None
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty and its layers. total: ratio, None where a layer cannot be said without a unit value."""

    line: str
    origin: str
    market: str
    on: date
    known: date
    layers: tuple[Layer, ...]
    total: float | None
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return {**asdict(self), "on": self.on.isoformat(), "known": self.known.isoformat()}


def duty(
    code: str,
    origin: str,
    on: date,
    *,
    market: str = "USA",
    known: date | None = None,
    claimed: bool = True,
    unit_value: float | None = None,
    lines: Mapping[str, Line] | None = None,
) -> Duty:
    """The duty on an HTS line from an origin on a day, as the law was known on `known` (default: the same day).

    claimed: the preference is claimed and its rule of origin met. unit_value: USD a unit, for specific
    duties. Raises InputError for a line or market that is not known.
    """
    if market != "USA":
        raise InputError("duty", [Problem("market", f'no schedule for "{market}".', "USA")])
    line = find(code, lines)
    asked = known or on
    general = line.rate
    mfn = None if general is None else general.equivalent(unit_value)
    text = "general rate, " + line.general
    if general is not None and general.specific:
        text += f", at {unit_value:g} USD a unit" if unit_value else "; a specific part needs the unit value"
    layers = [Layer("general rate (MFN)", mfn, text, "hts-2025-hs8")]
    notes: list[str] = []
    relief = _agoa(line, origin, on, asked, claimed=claimed)
    free = mfn == 0 or (general is not None and not general.specific and general.ad_valorem == 0)
    if relief and not free:
        layers.append(Layer(relief[0], None if mfn is None else -mfn, relief[1], relief[2]))
    elif not free:
        notes.append(_why_not(line, origin, on, asked, claimed=claimed))
    layers += _surcharges(line, origin, on, asked)
    if relief or free:
        fixed = 0.0
    elif mfn is None:
        fixed = None
    else:
        fixed = mfn
    extra = sum(x.rate or 0.0 for x in layers if x.name.startswith("additional"))
    total = None if fixed is None else fixed + extra
    if origin not in RECIPROCAL and registry()["us-ieepa-reciprocal"].in_force(on, asked):
        notes.append(f"The emergency duty on {origin} is not in the table and is not counted.")
    if on > date(2026, 3, 11):
        notes.append(
            "Duties proposed under section 301 in 2026 are not counted: whether they reach this origin is not verified."
        )
    return Duty(
        dotted(line.code), origin, market, on, asked, tuple(layers), total, tuple(n for n in notes if n)
    )


def _agoa(line: Line, origin: str, on: date, known: date, *, claimed: bool) -> tuple[str, str, str] | None:
    """The AGOA layer where it applies: name, reason, source."""
    if not claimed or origin not in beneficiaries("agoa", on):
        return None
    state = registry()["agoa"].state(on, known)
    if state is None or not state.in_force:
        return None
    back = (
        f", restored retroactively on {state.known.isoformat()}"
        if state.retroactive and on < state.known
        else ""
    )
    if line.code[:2] in APPAREL:
        if origin in without_apparel(on):
            return None
        return (
            "AGOA, apparel under heading 9819",
            f"no D in the special column: entered under 9819.11{back}",
            state.source,
        )
    if "D" in line.free_for:
        return "AGOA, claim D", f"free in the special column{back}", state.source
    return None


def _why_not(line: Line, origin: str, on: date, known: date, *, claimed: bool) -> str:
    if origin not in beneficiaries("agoa"):
        return f"{origin} is not on the list of AGOA beneficiaries."
    if origin not in beneficiaries("agoa", on):
        return f"{origin} was not eligible for AGOA on that day."
    if not claimed:
        return "No preference claimed, or its rule of origin not met."
    state = registry()["agoa"].state(on, known)
    if state is None or not state.in_force:
        return "AGOA was not in force on that day, as known then."
    if line.code[:2] in APPAREL:
        return f"{origin} has no apparel benefit."
    return "The line carries no D: AGOA does not cover it."


def _surcharges(line: Line, origin: str, on: date, known: date) -> list[Layer]:
    found = []
    ieepa, s122 = registry()["us-ieepa-reciprocal"], registry()["us-section-122"]
    if ieepa.in_force(on, known) and origin in RECIPROCAL:
        rate = RECIPROCAL[origin] if on >= date(2025, 8, 7) else 0.10
        void = "; void since 20 February 2026, refunds not counted" if known >= date(2026, 2, 20) else ""
        found.append(
            Layer("additional duty, emergency powers", rate, f"by origin{void}", "us-surcharges-2025")
        )
    if s122.in_force(on, known) and line.code[:2] not in EXEMPT_122:
        why = "150 days from 24 February 2026; stacks on preferences (our reading)"
        found.append(Layer("additional duty, section 122", SECTION_122, why, "us-section-122"))
    return found


def render(d: Duty) -> str:
    """The stack as aligned text."""

    def percent(x: float | None) -> str:
        return "not known" if x is None else f"{100 * x:+.1f} %"

    width = max(len(x.name) for x in d.layers)
    lines = [
        f"{d.line} from {d.origin} into {d.market} on {d.on.isoformat()}"
        + (f", as known on {d.known.isoformat()}" if d.known != d.on else "")
    ]
    lines += [f"  {x.name.ljust(width)} {percent(x.rate):>10}  {x.why}  [{x.source}]" for x in d.layers]
    total = "needs a unit value" if d.total is None else f"{100 * d.total:.1f} %"
    return "\n".join([*lines, f"  {'duty'.ljust(width)} {total:>10}", *(f"Note: {n}" for n in d.notes)])
