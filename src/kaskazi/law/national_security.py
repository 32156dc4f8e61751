"""US section 232: what an entry pays by product, and the share of its value that this covers."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from kaskazi.law.asking import Asking, Entry
from kaskazi.law.layers import Layer
from kaskazi.law.listed import Standing, on_any, since

NAME = "additional duty, section 232"
SOURCE = "section-232"
METALS = ("72", "73", "74", "76")  # chapters in which the article is the metal
# Lines that are aircraft or parts of them and nothing else.
PLAINLY_AIRCRAFT = ("8801", "8802", "8803", "8804", "8805", "8806", "8807", "840710", "841111", "841112", "841121",
                    "841122", "841191", "840910", "401130", "940110")  # fmt: skip
MOSTLY_METAL = (
    "82",
    "83",
    "84",
    "85",
    "86",
    "87",
    "94",
)  # and in which it is taken as such where nobody says


@dataclass(frozen=True, slots=True)
class Covered:
    """The layer, the product it is on, and the share of the value it shuts other duties out of: 1 where it is the whole
    article, 0 where they are borne besides."""

    layer: Layer
    product: str
    share: float


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("kaskazi.law").joinpath("section_232.toml").read_text(encoding="utf-8"))


def _key() -> str:
    """Id of the instrument in the registry."""
    return str(_table()["instrument"])


def _products() -> tuple[Mapping[str, Any], ...]:
    return tuple(_table()["product"])


def national_security(e: Entry, ask: Asking) -> Covered | None:
    """The section 232 duty on an entry; None where none names it."""
    if not e.in_force(_key()):
        return None
    for p in _in_order(e):
        period = _at(p["period"], e.on)
        if period is not None and _is_such(p, e, ask):
            return _pays(p, period, e, ask)
    return None


def _in_order(e: Entry) -> Iterable[Mapping[str, Any]]:
    """Products that may name the line; of the annexes only the one that named it last."""
    annex: list[tuple[date, int, Mapping[str, Any]]] = []
    for k, p in enumerate(_products()):
        if not p.get("annex"):
            continue
        named = max((d for x in p["lists"] if (d := since(x, e.code, e.on))), default=None)
        if named is not None:
            annex.append((named, -k, p))
    last = max(annex, key=lambda x: x[:2])[2] if annex else None
    return [p for p in _products() if not p.get("annex") or p is last]


def _at(spans: Iterable[Mapping[str, Any]], on: date) -> Mapping[str, Any] | None:
    return next((s for s in spans if s["from"] <= on <= s.get("to", date.max)), None)


def _named(p: Mapping[str, Any], e: Entry) -> Standing:
    if "lines" in p:
        if e.code.startswith(tuple(p["lines"])):
            return "whole"
        return "part" if e.code in p.get("parts_of", ()) else "none"
    return on_any(p["lists"], e.code, e.on)


def _is_such(p: Mapping[str, Any], e: Entry, ask: Asking) -> bool:
    """Whether the product names the goods, by its lists and by what is said of them."""
    if not e.of(p.get("only", [e.origin])):
        return False
    named = _named(p, e)
    if named == "none" and (early := p.get("early")) and early["from"] <= e.on < early["known_from"]:
        before = early["known_from"] - timedelta(days=1)
        joined = on_any(p["lists"], e.code, early["known_from"]) != "none"
        text = f"on the list of {p['name']} by that day: it was by {early['known_from'].isoformat()} at the latest"
        unknown = joined and on_any(p["lists"], e.code, before) == "none"
        return unknown and ask("listed-early", text, False, ranged=True)
    if named == "none":
        return False
    if named == "part":
        text = f"of the statistical numbers that section 232 names ({p['name']})"
        if not ask("listed-number", text, True, ranged=True):
            return False
    if p.get("metal") and _aircraft(e, ask):
        return False
    if part := p.get("part"):
        key = "-".join(part["text"].split()[:3]).replace(",", "")
        none = e.code.startswith(tuple(part["not"]))
        plain = e.code.startswith(tuple(part["plain"]))
        ranged = part.get("ranged", False) if none else not plain
        if not ask(key, part["text"], not none, ranged=ranged):
            return False
    if p.get("far") and e.code[:2] not in METALS:
        text = "the metal is 15 % or more of the weight"
        return ask("metal-weight", text, True, ranged=True)
    return True


def _aircraft(e: Entry, ask: Asking) -> bool:
    """True for civil aircraft and parts that an agreement spares from the duties on metals."""
    for a in _table()["aircraft"]:
        held = e.of(a["origins"]) and a["from"] <= e.on and a.get("known", a["from"]) <= e.known
        if held and on_any(a["lists"], e.code, e.on) != "none":
            plainly = e.code.startswith(PLAINLY_AIRCRAFT)
            return ask("civil-aircraft", "civil aircraft or parts of it", plainly, ranged=not plainly)
    return False


def _pays(p: Mapping[str, Any], period: Mapping[str, Any], e: Entry, ask: Asking) -> Covered:
    name, text, source = p["name"], p["name"], p.get("source", SOURCE)
    spells = (s for s in p.get("spell", []) if not e.code.startswith(tuple(s.get("but", ("no",)))))
    spell = next((s for s in spells if e.of(s["origins"]) and s["from"] <= e.on <= s["to"]), None)
    if spell and _spared(spell, ask):
        why = f"{text}: {e.origin} spared from {spell['from'].isoformat()}, {spell['text']}"
        return Covered(Layer("additional", NAME, 0.0, why, source, "exempt", _key()), name, 1.0)
    effect = p.get("claimed", {}).get(e.claimed)
    if effect == "free":
        why = f"{text}: free under {e.claimed.upper()}"
        return Covered(Layer("additional", NAME, 0.0, why, source, "exempt", _key()), name, 1.0)
    rate = float(period.get("rates", {}).get(e.origin, period["rate"]))
    fixed = e.origin in period.get("rates", {})
    if period.get("total") and not fixed:
        rate, text = fill(rate, e.mfn, e.floor), f"{text}, up to a total of {100 * rate:g} %"
    for q in p.get("quota", []):
        within = e.of(q["origins"]) and q["from"] <= e.on and on_any(q["lists"], e.code, e.on) == "whole"
        if within and ask("in-quota", q["text"], True, ranged=False):
            rate, text = q["rate"], f"{text}, {q['text']}"
    for c in p.get("cap", []):
        open_to = "lists" not in c or on_any(c["lists"], e.code, e.on) != "none"
        open_to = open_to and e.claimed in c.get("claimed", [e.claimed])
        if e.of(c["origins"]) and c["from"] <= e.on and c.get("known", c["from"]) <= e.known and open_to:
            if "open" in c and not ask("capped", c["open"], True, ranged=True):
                continue
            other = e.paid if c.get("paid") else e.mfn
            rate = fill(c["total"], other, 0.0 if c.get("paid") else e.floor)
            text = f"{text}, up to a total of {100 * c['total']:g} % with the {'rate paid' if c.get('paid') else 'general rate'}"
    if "either" in p and ask(p["either"]["id"], p["either"]["text"], False, ranged=True):
        rate, text = p["either"]["rate"], f"{text}, {p['either']['text']}"
    for x in p.get("lower", []):
        meant = e.of(x.get("origins", [e.origin])) and x["from"] <= e.on
        meant = meant and e.claimed in x.get("claimed", [e.claimed])
        if meant and ask(x["id"], x["text"], x.get("taken", True), ranged=True):
            lower = fill(x["total"], e.mfn, e.floor) if "total" in x else x["rate"]
            rate, text = min(rate, lower), f"{text}, {x['text']}"
    if effect == "content" and e.us_content:
        rate *= 1 - e.us_content
        text += f", on the {1 - e.us_content:.0%} that is not of US content".replace("%", " %")
    share = 1.0
    if p.get("content"):
        if e.metal_content is not None:
            share = e.metal_content
            text += f", {share:.0%} of the value".replace("%", " %")
        elif e.code[:2] not in METALS:
            mostly = e.code[:2] in MOSTLY_METAL
            share = float(ask("all-metal", "the metal in it is its whole value", mostly, ranged=True))
            text += (
                f"; falls on the metal in it, here taken as {'the whole value' if share else 'none of it'}"
            )
        rate *= share
    layer = Layer("additional", NAME, rate, text, source, "applies", _key())
    beside = p.get("stacks", False) or e.origin in p.get("besides", ())
    return Covered(layer, name, 0.0 if beside else share)


def _spared(spell: Mapping[str, Any], ask: Asking) -> bool:
    """Whether a spell spares the goods: within its quota, and made as it asks."""
    if "if" in spell and not ask("melted", spell["if"], True, ranged=True):
        return False
    return not spell.get("quota") or ask(
        "in-quota", "within the tariff quota of the origin", True, ranged=True
    )


def fill(total: float, other: float | None, floor: float) -> float:
    """What fills up to a total: nothing where the other rate is above it; over its ad valorem part where it is not known."""
    return max(total - (floor if other is None else other), 0.0)
