"""The US tariff schedule: reading the official export, and the compact table of its lines that is shipped."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from kaskazi.errors import DataError, Problem, nearest
from kaskazi.law.rates import Rate, parse_rate

COLUMNS = (
    "HTS Number",
    "Indent",
    "Description",
    "Unit of Quantity",
    "General Rate of Duty",
    "Special Rate of Duty",
    "Column 2 Rate of Duty",
)
SPECIAL = re.compile(r"([^()]*)\(([^()]*)\)?")
IN_QUOTA = re.compile(r"additional U\.S\. note (\d+)\b.*entered pursuant to its provisions", re.DOTALL)
GENERAL_15 = re.compile(r"general note 15\b.*entered pursuant to its provisions", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the schedule with a rate of its own.

    code: 8 or 10 digits; general, special, column2: duty texts as printed; unit: units of quantity;
    quota: "in N" or "over N" for a line inside or above the tariff quota of additional US note N of its
    chapter, "note 15" for goods of general note 15, else empty; text: what the line says, from the heading
    down (only where read from the official export: the shipped table has no texts).
    """

    code: str
    general: str
    special: str = ""
    column2: str = ""
    unit: str = ""
    quota: str = ""
    text: str = field(default="", compare=False)

    @property
    def rate(self) -> Rate | None:
        """The general rate; None where its text says no number (never guessed)."""
        return parse_rate(self.general)

    @property
    def specials(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Special rates as (duty text, programme symbols): ("Free", ("A+", "D")), ("See 9822.05.15", ("P+",))."""
        return _specials(self.special)

    @property
    def free_for(self) -> tuple[str, ...]:
        """Symbols of the programmes that free the line."""
        return tuple(p for text, symbols in self.specials if text == "Free" for p in symbols)


@cache
def _specials(special: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if special == "Free":
        return (("Free", ()),)
    found = []
    for text, symbols in SPECIAL.findall(special):
        named = tuple(s for s in re.split(r"[,\s.]+", symbols) if s)
        found.append((" ".join(text.split()).rstrip(",;"), named))
    return tuple(found)


def read_schedule(path: Path) -> tuple[Line, ...]:
    """Lines that carry a duty text in the official export (CSV), in the file's order, with their descriptions.

    Raises DataError for a file that cannot be read or is not that export.
    """
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
            found = tuple(_walk(reader))
    except OSError as error:
        raise DataError(str(path), [Problem("", f"cannot be read: {error.strerror}.")]) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(path.name, [Problem("", f"is not the official export: {error}.")]) from error
    if not found:
        raise DataError(path.name, [Problem("", "holds no line with a duty.")])
    return found


def _walk(rows: Iterable[Mapping[str, str | None]]) -> Iterable[Line]:
    """Lines in order; `path` is the descent of descriptions above a row, `quotas` what each says of a quota."""
    path: list[str] = []
    quotas: list[str] = []
    open_quota: list[str] = []  # the quota last opened among the siblings at each depth
    for r in rows:
        depth = int(r["Indent"] or 0) if (r["Indent"] or "0").isdigit() else 0
        text = " ".join((r["Description"] or "").split())
        del path[depth:], quotas[depth:], open_quota[depth + 1 :]
        while len(path) < depth:
            path.append("")
            quotas.append("")
        while len(open_quota) < depth + 1:
            open_quota.append("")
        own = _quota(text)
        if own.startswith("in"):
            open_quota[depth] = own.removeprefix("in ")
        elif text.startswith("Other") and open_quota[depth]:
            own = f"over {open_quota[depth]}"
        path.append(text)
        quotas.append(own)
        general, special = (
            (r["General Rate of Duty"] or "").strip(),
            (r["Special Rate of Duty"] or "").strip(),
        )
        if not (general or special):
            continue
        yield Line(
            (r["HTS Number"] or "").replace(".", "").strip(),
            general,
            " ".join(special.split()),
            (r["Column 2 Rate of Duty"] or "").strip(),
            "; ".join(u.strip() for u in re.findall(r'"([^"]*)"', r["Unit of Quantity"] or "") if u.strip()),
            next((q for q in reversed(quotas) if q), ""),
            " > ".join(p.rstrip(":") for p in path if p),
        )


def _quota(text: str) -> str:
    if m := IN_QUOTA.search(text):
        return f"in {m[1]}"
    return "note 15" if GENERAL_15.search(text) else ""


def compact(lines: Iterable[Line]) -> bytes:
    """The table that is shipped: all but the descriptions; gzip with a fixed date, so the same bytes again."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for x in sorted(lines, key=lambda x: x.code):
        writer.writerow([x.code, x.general, x.special, x.column2, x.unit, x.quota])
    return gzip.compress(out.getvalue().encode(), 9, mtime=0)


class _Shipped(Mapping[str, Line]):
    """The shipped lines by digits, each made from its row when it is first asked for."""

    def __init__(self, text: str) -> None:
        self._rows = {row.partition(",")[0]: row for row in text.splitlines()}
        self._made: dict[str, Line] = {}

    def __getitem__(self, code: str) -> Line:
        if code not in self._made:
            self._made[code] = Line(*next(csv.reader([self._rows[code]])))
        return self._made[code]

    def __contains__(self, code: object) -> bool:
        return code in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


@cache
def shipped() -> Mapping[str, Line]:
    """The lines of the 2025 basic edition by digits."""
    raw = gzip.decompress(files("kaskazi.law").joinpath("us_hts_2025.csv.gz").read_bytes())
    return _Shipped(raw.decode())


def unread(lines: Mapping[str, Line]) -> tuple[Line, ...]:
    """Lines whose general duty is a text that holds no plain rate: listed, never guessed."""
    return tuple(x for x in lines.values() if x.general and x.rate is None)


def counts(lines: Iterable[Line]) -> dict[str, int]:
    """What a schedule holds: lines, eight-digit lines of chapters 1-97, free ones, ones with D, 9819, unread."""
    pool = list(lines)
    goods = [x for x in pool if x.code[:2] < "98" and x.general]
    return {
        "lines": len(pool),
        "hs8": len({x.code[:8] for x in goods}),
        "mfn_free": len({x.code[:8] for x in goods if x.general == "Free"}),
        "agoa_d": len({x.code[:8] for x in goods if any("D" in s for _, s in x.specials)}),
        "agoa_9819": sum(x.code.startswith("9819") for x in pool),
        "unread": sum(bool(x.general) and x.rate is None for x in pool),
        "unread_1_97": sum(x.rate is None for x in goods),
    }
