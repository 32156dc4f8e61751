"""Numbers for people: sensible digits, one precision an interval, thin spaces, a true minus sign."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kaskazi.text.intervals import Interval

THIN = "\u202f"  # narrow no-break space: groups thousands in no particular language
MINUS = "\u2212"
MOST_DECIMALS = 4
MONTHS = ("January", "February", "March", "April", "May", "June",
          "July", "August", "September", "October", "November", "December")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """An interval as it is printed: three texts of one precision."""

    low: str
    central: str
    high: str

    @property
    def certain(self) -> bool:
        """True where the ends round to the centre: one number says it all."""
        return self.low == self.central == self.high

    @property
    def range(self) -> str:
        """The ends, "low to high", or nothing where they equal the centre."""
        return "" if self.certain else f"{self.low} to {self.high}"

    @property
    def text(self) -> str:
        """Centre and ends in one phrase: "\u2212310 (\u2212470 to \u2212150)"."""
        return self.central if self.certain else f"{self.central} ({self.range})"


def places(values: Iterable[float], digits: int = 3) -> int:
    """Decimals that give the largest of the values `digits` significant digits; negative for tens, hundreds."""
    top = max((abs(v) for v in values), default=0.0)
    if top == 0 or not math.isfinite(top):
        return 0
    need = digits - 1 - math.floor(math.log10(top))
    if round(top, need) >= 10 ** (digits - need):  # 999.6 has become 1000
        need -= 1
    return min(need, MOST_DECIMALS)


def number(x: float, decimals: int = 0, signed: bool = False) -> str:
    """x rounded to `decimals`, thousands apart, U+2212 for minus; never "-0". Raises ValueError if not finite."""
    if not math.isfinite(x):
        raise ValueError(f"{x} cannot be printed as a number")
    r = round(x, decimals)
    body = f"{abs(r):,.{max(decimals, 0)}f}".replace(",", THIN)
    if r == 0:
        return body
    return (MINUS if r < 0 else "+" if signed else "") + body


def amount(x: float) -> str:
    """A level from data: whole from 1000 on, one decimal from 100, else three significant digits."""
    return number(x, 0 if abs(x) >= 1000 else max(places([x]), 1))


def interval(v: Interval, signed: bool = False) -> Shown:
    """The three values at the precision that gives the largest three significant digits."""
    ends = (v.low, v.central, v.high)
    return _shown(ends, _decimals(ends), signed)


def _decimals(ends: tuple[float, float, float]) -> int:
    """Decimals at which an interval is printed; none where all of it rounds to nothing (the rounding error of a solver)."""
    d = places(ends)
    if len({round(x, d) for x in ends}) == 1 and abs(ends[1]) >= 1000:
        return 0  # a figure without a range is data: printed whole
    return d if any(round(x, d) for x in ends) else 0


def fixed(v: Interval, decimals: int, signed: bool = False) -> Shown:
    """The three values with so many decimals, for a column of a table."""
    return Shown(*(number(x, decimals, signed) for x in (v.low, v.central, v.high)))


def _shown(ends: tuple[float, float, float], decimals: int, signed: bool) -> Shown:
    if not any(round(x, decimals) for x in ends):
        decimals = 0  # nothing, or the rounding error of a solver
    return Shown(*(number(x, decimals, signed) for x in ends))


def percent(v: Interval, signed: bool = True) -> Shown:
    """A percentage interval as printed, without the sign of per cent.

    Two significant digits of the largest value, one more decimal where the smallest would vanish.
    """
    ends = (v.low, v.central, v.high)
    d = places(ends, 2)
    least = min((abs(x) for x in ends if abs(x) > 1e-9), default=0.0)
    d = max(0, min(max(d, places([least], 1)), d + 1, MOST_DECIMALS))
    return _shown(ends, d, signed)


def rate(x: float) -> str:
    """A duty rate given as a ratio, printed in per cent with one decimal."""
    return per_cent(number(x * 100, 1))


def per_cent(text: str) -> str:
    """A number already in text, followed by the sign of per cent."""
    return f"{text}{THIN}%"


def unit_text(unit: str) -> str:
    """A unit in words a reader knows: "USD m" is "USD million"."""
    return {"USD m": "USD million", "KSh m": "KSh million", "USD/TEU": "USD per TEU"}.get(unit, unit)


def with_unit(text: str, unit: str) -> str:
    """The number text with its unit where it stands in a sentence: "USD 290 million", "12 %", "3 days"."""
    if unit == "%":
        return per_cent(text)
    head, _, tail = unit.partition(" ")
    if tail == "m":
        return f"{head} {text} million"
    if unit == "USD":
        return f"USD {text}"
    return f"USD {text} per TEU" if unit == "USD/TEU" else f"{text} {unit}"


def in_money(unit: str) -> bool:
    """Whether a unit is millions of a currency: "USD m"."""
    return unit.partition(" ")[2] == "m"


def sized(v: Interval, unit: str, signed: bool = False) -> str:
    """The centre of an interval with its unit, as `interval` rounds it, the sign first: "\u2212USD 187 million"."""
    decimals = _decimals((v.low, v.central, v.high))
    size = round(v.central, decimals)
    sign = MINUS if size < 0 else "+" if size > 0 and signed else ""
    return sign + with_unit(number(abs(v.central), decimals), unit)


def level(x: float, unit: str) -> str:
    """A level with its unit in a sentence; large money in billions."""
    head, _, tail = unit.partition(" ")
    if tail == "m" and abs(x) >= 10_000:
        return f"{head} {number(x / 1000, max(places([x / 1000]), 0))} billion"
    return with_unit(amount(x), unit) if unit else amount(x)


_UNITS = re.compile(r"(?<=\d) (?=(?:million|billion|per cent|jobs|days?|tonnes)\b)|\b(?<=[A-Z]{3}) (?=\d)")


def bound(text: str) -> str:
    """The text with numbers tied to the unit before or after them, so that no line breaks between."""
    return _UNITS.sub("\u00a0", text)


def day(d: date | None) -> str:
    """2 February 2024."""
    return f"{d.day} {MONTHS[d.month - 1]} {d.year}" if d else ""


def small(x: float) -> str:
    """A residual: "2 × 10⁻¹¹", or 0."""
    if x == 0:
        return "0"
    mantissa, _, exponent = f"{x:.0e}".partition("e")
    power = str(int(exponent)).translate(
        str.maketrans("-0123456789", "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
    )
    return f"{mantissa} × 10{power}"


def minus(text: str) -> str:
    """Hyphens that stand for a minus sign become one; other hyphens stay."""
    return re.sub(r"(?<![\w.])-(?=\d)", MINUS, text)
