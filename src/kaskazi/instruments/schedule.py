"""The US tariff schedule: reading the official export, and the compact table of its lines that is shipped."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from kaskazi.errors import DataError, InputError, Problem, nearest

COLUMNS = ("HTS Number", "General Rate of Duty", "Special Rate of Duty")
FOOTNOTE = re.compile(r"\s*\d+/\s*$")
PER_CENT = re.compile(r"^(?P<n>\d+(?:\.\d+)?)\s*%$")
CENTS = re.compile(r"^(?P<n>\d+(?:\.\d+)?)\s*¢\s*(?:/\s*(?P<unit>[\w. ]+?)|(?P<each>each))$")
DOLLARS = re.compile(r"^\$(?P<n>[\d,]+(?:\.\d+)?)\s*(?:/\s*(?P<unit>[\w. ]+?)|(?P<each>each))$")
PROGRAMMES = ("D", "A", "A*", "A+")


@dataclass(frozen=True, slots=True)
class Rate:
    """A duty: ad_valorem as a ratio, and specific parts as (USD, unit)."""

    ad_valorem: float
    specific: tuple[tuple[float, str], ...]

    def equivalent(self, unit_value: float | None) -> float | None:
        """The whole as an ad valorem equivalent, given the value of a unit in USD; None without it where a
        specific part needs it."""
        if not self.specific:
            return self.ad_valorem
        if unit_value is None or unit_value <= 0:
            return None
        return self.ad_valorem + sum(amount for amount, _ in self.specific) / unit_value


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the schedule with a rate of its own: digits, the text printed, programmes that free it."""

    code: str
    general: str
    free_for: tuple[str, ...]

    @property
    def rate(self) -> Rate | None:
        """The general rate; None where its text says no number (never guessed)."""
        return parse_rate(self.general)


def parse_rate(text: str) -> Rate | None:
    """A duty from its printed text: "Free", "16.6%", "5¢/kg", "29.1¢/kg + 25.9%", "0.9¢ each". None if it is none."""
    bare = FOOTNOTE.sub("", text.strip())
    if bare == "Free":
        return Rate(0.0, ())
    ad, specific = 0.0, []
    for part in (FOOTNOTE.sub("", p.strip()) for p in bare.split("+")):
        if m := PER_CENT.match(part):
            ad += float(m["n"]) / 100
        elif m := CENTS.match(part):
            specific.append((float(m["n"]) / 100, m["unit"] or "each"))
        elif m := DOLLARS.match(part):
            specific.append((float(m["n"].replace(",", "")), m["unit"] or "each"))
        else:
            return None
    return Rate(ad, tuple(specific))


def read_schedule(path: Path) -> tuple[Line, ...]:
    """Lines that carry a rate in the official export (CSV). Raises DataError for a file that is not one."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as f:
            reader = csv.DictReader(f)
            header = reader.fieldnames or []
            missing = [c for c in COLUMNS if c not in header]
            if missing:
                raise DataError(
                    path.name,
                    [Problem("header", f'no column "{c}".', nearest=nearest(c, header)) for c in missing],
                )
            found = [
                Line(
                    r["HTS Number"].replace(".", "").strip(),
                    r["General Rate of Duty"].strip(),
                    _programmes(r["Special Rate of Duty"] or ""),
                )
                for r in reader
                if (r["General Rate of Duty"] or "").strip()
            ]
    except OSError as error:
        raise DataError(str(path), [Problem("", f"cannot be read: {error.strerror}.")]) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(path.name, [Problem("", f"is not the official export: {error}.")]) from error
    if not found:
        raise DataError(path.name, [Problem("", "holds no line with a rate.")])
    return tuple(found)


def _programmes(special: str) -> tuple[str, ...]:
    """Programmes named after "Free": only those the registry knows."""
    m = re.match(r"Free\s*\(([^)]*)\)", special.strip())
    named = [p.strip() for p in m[1].split(",")] if m else []
    return tuple(p for p in PROGRAMMES if p in named)


def compact(lines: tuple[Line, ...]) -> bytes:
    """The table that is shipped: code, general, programmes; gzip with a fixed date, so the same bytes again."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for x in sorted(lines, key=lambda x: x.code):
        writer.writerow([x.code, x.general, " ".join(x.free_for)])
    return gzip.compress(out.getvalue().encode(), 9, mtime=0)


@cache
def shipped() -> Mapping[str, Line]:
    """The lines of the 2025 basic edition by digits."""
    raw = gzip.decompress(files("kaskazi.instruments").joinpath("us_hts_2025.csv.gz").read_bytes())
    rows = csv.reader(io.StringIO(raw.decode()))
    return MappingProxyType({c: Line(c, g, tuple(p.split())) for c, g, p in rows})


def unread(lines: Mapping[str, Line]) -> tuple[Line, ...]:
    """Lines whose duty text holds no number that can be read: listed, never guessed."""
    return tuple(x for x in lines.values() if x.rate is None)


def find(code: str, lines: Mapping[str, Line] | None = None) -> Line:
    """The line of an HTS number (8 or 10 digits, dots allowed). Raises InputError with what is there instead."""
    table = shipped() if lines is None else lines
    digits = code.replace(".", "").replace(" ", "")
    bad = next((c for c in digits if c not in "0123456789"), "")
    if bad:
        raise InputError("HTS number", [Problem(code, f'"{bad}" is not a digit.', "8 or 10 digits")])
    if len(digits) not in (8, 10):
        under = sorted(c for c in table if c.startswith(digits[:6]))[:6] if len(digits) == 6 else []
        more = f"; lines under it: {', '.join(map(dotted, under))}" if under else ""
        what = f"has {len(digits)} digits; duties are set at 8 or 10{more}."
        raise InputError("HTS number", [Problem(code, what, "8 or 10 digits")])
    for key in (digits, digits[:8], digits[:8] + "00"):
        if key in table:
            return table[key]
    same = sorted(c for c in table if c.startswith(digits[:6])) or sorted(
        c for c in table if c.startswith(digits[:4])
    )
    near = ", ".join(dotted(c) for c in same[:5])
    what = "is not a line of the 2025 schedule (retired, of another vintage, or a slip)."
    raise InputError(
        "HTS number", [Problem(code, what, f"one of {near}" if near else "", nearest(digits, same))]
    )


def dotted(digits: str) -> str:
    """62034207 as 6203.42.07."""
    parts = [digits[:4], digits[4:6], digits[6:8], digits[8:]]
    return ".".join(p for p in parts if p and (p != "00" or len(digits) == 8))
