"""US additional duties on a line from an origin on a day, and how they stack.

Each duty is in force or not by its registry entry, on a day as known on a day. Section 232 goods bear no
other additional duty, but China's under emergency powers; chapter 98 entries bear none of them but on the value added
abroad under heading 9802. Preferences lift none of them, but USMCA and CAFTA-DR where so said.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from kaskazi.codes.groups import member
from kaskazi.law.layers import Layer
from kaskazi.law.registry import instruments

TEXTILES = tuple(str(c) for c in range(50, 64))
# In the order in which they are printed; section 232 comes first, because it shuts others out.
STACK = (
    "us-ieepa-reciprocal",
    "us-ieepa-fentanyl",
    "us-ieepa-country",
    "us-section-122",
    "us-section-301-forced-labour",
    "us-section-301-brazil",
)
SHUT_OUT_BY_232 = frozenset(STACK) - {"us-ieepa-fentanyl"}
DERIVATIVES = ("73", "76", "84", "85", "87", "94")
ANNEXES = date(2026, 4, 6)
US_CONTENT = (
    0.20  # reciprocal duties spare US content from this share on (Executive Order 14257, section 3(f))
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a surcharge looks at.

    code: digits; mfn, paid: general rate, and the rate left after a preference, or None; claimed: symbol of the
    preference claimed, or empty; without, assume: ids taken out of force, or into it, whatever the law says;
    us_content, metal_content: shares of the value that are of US origin, or of the metal, ratios.
    """

    code: str
    origin: str
    on: date
    known: date
    mfn: float | None
    claimed: str
    without: frozenset[str] = frozenset()
    assume: frozenset[str] = frozenset()
    paid: float | None = None
    us_content: float = 0.0
    metal_content: float | None = None

    def in_force(self, key: str) -> bool:
        """Whether an instrument counts."""
        if key in self.without:
            return False
        return key in self.assume or instruments()[key].in_force(self.on, self.known)

    @property
    def area(self) -> str:
        """The origin, or EU for a member of it."""
        return "EU" if member("EU", self.origin, self.on) else self.origin


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("kaskazi.law").joinpath("surcharges.toml").read_text(encoding="utf-8"))


@cache
def _exempt() -> tuple[frozenset[str], Mapping[str, tuple[date, tuple[str, ...]]]]:
    raw = tomllib.loads(files("kaskazi.law").joinpath("us_exempt.toml").read_text(encoding="utf-8"))
    lists = {k: (v["ieepa_from"], tuple(v["lines"].split())) for k, v in raw.items() if isinstance(v, dict)}
    return frozenset(raw["held"].split()), lists


def listed(code: str, names: Iterable[str], on: date | None = None) -> str:
    """The list that exempts a line (on a day, for reciprocal duties), or empty."""
    lists = _exempt()[1]
    for name in names:
        start, lines = lists[name]
        if (on is None or start <= on) and code.startswith(lines):
            return name
    return ""


def held(code: str) -> bool:
    """True where the exempt lines of the chapter are all held."""
    return code[:2] in _exempt()[0]


def surcharges(e: Entry) -> tuple[tuple[Layer, ...], tuple[str, ...]]:
    """Layers of additional duties and notes."""
    if e.code[:2] == "98" and e.code[:4] != "9802":
        return (), ("Entries under chapter 98 bear no additional duty, but for part of heading 9802.",)
    if e.code[:2] == "98":
        return (), (
            "Under heading 9802 additional duties fall on the value added abroad only: not worked out here.",
        )
    found: list[Layer] = []
    notes: list[str] = []
    national, why = _national_security(e, notes)
    if national:
        found.append(national)
    for key in STACK:
        if not e.in_force(key):
            continue
        t = _table()[key]
        stated = _rate(key, t, e)
        if stated is None:
            continue
        rate, text, source = stated
        name = f"additional duty, {t['label']}"
        if national and (key in SHUT_OUT_BY_232 or e.origin in ("CAN", "MEX")):
            found.append(
                Layer("additional", name, 0.0, f"not on section 232 goods ({why})", source, "exempt")
            )
            continue
        free = _freed(key, t, e)
        if free:
            found.append(Layer("additional", name, 0.0, free, source, "exempt"))
            continue
        if "void" in t and e.known >= date(2026, 2, 20):
            text += f"; {t['void']}"
        if key == "us-ieepa-reciprocal" and e.us_content >= US_CONTENT:
            rate *= 1 - e.us_content
            text += f"; on the {1 - e.us_content:.0%} that is not of US content".replace("%", " %")
        unsettled = ""
        if "at most" in text:
            unsettled = "less the general rate, whose ad valorem equivalent is not known"
        elif t["exempt"] and not held(e.code):
            unsettled = "the exempt lines of this chapter are not held"
        elif "own_lists" in t and e.code[:2] not in TEXTILES:
            unsettled = t["own_lists"]
        elif "unverified" in t:
            unsettled = t["unverified"]
        if unsettled:
            text += f"; {unsettled}"
        found.append(Layer("additional", name, rate, text, source, "unsettled" if unsettled else "applies"))
    found += _china(e, notes)
    notes += _not_held(e)
    return tuple(found), tuple(notes)


def _rate(key: str, t: Mapping[str, Any], e: Entry) -> tuple[float, str, str] | None:
    """The rate of a surcharge by origin and day, its words and its source; None where it does not reach."""
    if e.origin in t["none"]:
        return None
    assumed = key in e.assume
    for own in t.get("own", []):
        if e.origin in own["origins"]:
            if own["from"] <= e.on <= own.get("to", date.max):
                return own["rate"], f"own rate of {e.origin}", t["source"]
            if assumed and own is next(o for o in reversed(t["own"]) if e.origin in o["origins"]):
                return own["rate"], f"own rate of {e.origin}, assumed to hold", t["source"]
    if any(e.origin in own["origins"] for own in t.get("own", [])):
        return None
    period = next((p for p in t.get("period", []) if p["from"] <= e.on <= p.get("to", date.max)), None)
    if period is None and assumed and t.get("period"):
        period = t["period"][-1]
    if period is None:
        return None
    total, source = period.get("total", {}).get(e.area), t["source"]
    for change in t.get("change", []):
        if change["from"] <= e.on and e.area in change["total"]:
            total, source = change["total"][e.area], change["source"]
    if total is not None:
        other = e.paid if e.origin == "KOR" else e.mfn  # Korea: the rate of its agreement counts
        if other is None:
            return total, f"at most: a total of {100 * total:g} % with the general rate", source
        return max(total - other, 0.0), f"up to a total of {100 * total:g} % with the general rate", source
    rates = period.get("rates", {})
    if e.origin in rates:
        return rates[e.origin], "rate by origin", source
    if "default" in period:
        text = "the rate of all origins not named" if rates else "on all origins alike"
        return (
            period["default"],
            text + (f"; {period['note']}" if period.get("note_on") == e.on else ""),
            source,
        )
    return None


def _freed(key: str, t: Mapping[str, Any], e: Entry) -> str:
    """Why a surcharge spares an entry, or empty."""
    on = e.on if key.startswith("us-ieepa") else None
    if name := listed(e.code, t["exempt"], on):
        words = {
            "farm": "farm good on the list of exempt lines",
            "minerals": "energy, mineral, medicine or print on the list of exempt lines",
        }
        return words[name]
    period: Mapping[str, Any] = next(iter(t.get("period", [])), {})
    own: Mapping[str, Any] = next((o for o in t.get("own", []) if e.origin in o["origins"]), {})
    if e.claimed.startswith("S") and (
        period.get("usmca_free") or own.get("usmca_free_from", date.max) <= e.on
    ):
        return "meets USMCA"
    if period.get("cafta_textiles_free") and member("CAFTA-DR", e.origin, e.on) and e.claimed.startswith("P"):
        return "textile that enters free under CAFTA-DR" if e.code[:2] in TEXTILES else ""
    if e.origin in period.get("textiles_free", []) and e.code[:2] in TEXTILES:
        return f"textiles of {e.origin} are exempt"
    return ""


def _within(code: str, ranges: Iterable[str]) -> bool:
    for r in ranges:
        low, high = r.split("-")
        if low <= code[: len(low)] and code[: len(high)] <= high:
            return True
    return False


def _national_security(e: Entry, notes: list[str]) -> tuple[Layer | None, str]:
    """The section 232 layer, and the product it is on."""
    if not e.in_force("us-section-232"):
        return None, ""
    for p in _table()["us-section-232"]["product"]:
        if not _within(e.code, p["lines"]):
            continue
        period = next((q for q in p["period"] if q["from"] <= e.on <= q.get("to", date.max)), None)
        if period is None:
            continue
        since = p.get("spared", {}).get(e.area, p.get("spared", {}).get(e.origin))
        if since is not None and since <= e.on < date(2025, 3, 12):
            text = f"{p['name']}: {e.origin} spared since {since.isoformat()}, for most within a quota"
            return Layer("additional", "additional duty, section 232", 0.0, text, "section-232", "exempt"), p[
                "name"
            ]
        rate = period.get("rates", {}).get(e.origin, period["default"])
        text = p["name"]
        if p.get("total", {}).get(e.area, date.max) <= e.on and e.mfn is not None:
            rate = max(p["total_rate"] - e.mfn, 0.0)
            text += f", up to a total of {100 * p['total_rate']:g} % with the general rate"
        unsettled = ""
        if p.get("content") and e.metal_content is not None:
            rate *= e.metal_content
            text += f", {e.metal_content:.0%} of the value".replace("%", " %")
        elif p.get("content"):
            unsettled = "falls on the metal content, here taken as the whole value"
        elif e.on >= ANNEXES and p["name"] in ("steel", "aluminium"):
            unsettled = (
                "the annexes in force since 6 April 2026 are not held: some goods left, others pay 25 %"
            )
        if unsettled:
            text += f"; {unsettled}"
        layer = Layer(
            "additional",
            "additional duty, section 232",
            rate,
            text,
            "section-232",
            "unsettled" if unsettled else "applies",
        )
        return layer, p["name"]
    if e.code[:2] in DERIVATIVES and e.on >= date(2025, 3, 12):
        notes.append(
            "Section 232 also reaches lists of articles made of steel, aluminium or copper, vehicle parts, wood "
            "furniture and semiconductors that are not held here: look the line up before relying on this."
        )
    return None, ""


def _china(e: Entry, notes: list[str]) -> list[Layer]:
    if e.origin != "CHN" or not e.in_force("us-section-301-china"):
        return []
    name = "additional duty, section 301 on China"
    if e.code[:2] in ("61", "62") and e.code[:4] not in ("6111", "6209"):
        if e.on < date(2019, 9, 1):
            return []
        rate = 0.15 if e.on < date(2020, 2, 14) else 0.075
        return [
            Layer(
                "additional",
                name,
                rate,
                "list 4A, as for most apparel; not checked by line",
                "section-301-china",
                "unsettled",
            )
        ]
    text = "lists 1 to 4A (7.5 or 25 %, some goods 50 or 100 %) are not held by line"
    return [Layer("additional", name, None, text, "section-301-china", "not held")]


def _not_held(e: Entry) -> list[str]:
    notes = []
    if e.origin == "CAN" and e.in_force("us-section-338-canada"):
        notes.append(
            "Section 338 adds 50 % to listed drinks, dairy and other goods of Canada: the lists are not held."
        )
    if e.on >= date(2026, 7, 24) and not any(
        e.origin in m or e.area in m
        for p in _table()["us-section-301-forced-labour"]["period"]
        for m in (p["rates"], p["total"])
    ):
        notes.append(
            f"{e.origin} is not among the 60 economies of the forced-labour duties of 24 July 2026 "
            "(secondary source; not verified at the publisher)."
        )
    return notes
