"""US section 301 on China by list and on members of the EU over aircraft (2019-21), and the safeguards of section 201."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from kaskazi.law.asking import Asking, Entry
from kaskazi.law.layers import Layer
from kaskazi.law.listed import Standing, on_any, standing


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("kaskazi.law").joinpath("section_301.toml").read_text(encoding="utf-8"))


def remedies(e: Entry, ask: Asking) -> tuple[Layer, ...]:
    """Layers of section 301 on China, of the aircraft dispute, and of section 201."""
    return (*_china(e, ask), *_aircraft(e, ask), *_safeguards(e, ask))


def _at(rates: list[Mapping[str, Any]], on: date) -> float:
    return next((r["rate"] for r in rates if r["from"] <= on <= r.get("to", date.max)), 0.0)


def _china(e: Entry, ask: Asking) -> tuple[Layer, ...]:
    t = _table()["china"]
    if e.origin != t["origin"] or not e.in_force(t["instrument"]):
        return ()
    rate, why, part = 0.0, "", False
    for entry in t["list"]:
        named = on_any(entry["lists"], e.code, e.on)
        here = _at(entry["rates"], e.on) if named != "none" else 0.0
        if here <= rate:
            continue
        if named == "part" and not ask(
            "listed-number", "of the statistical numbers that the list names", True, ranged=True
        ):
            continue
        only = entry.get("only")
        if only and not ask(only["id"], only["text"], only.get("taken", False), ranged=True):
            continue
        rate, part = here, named == "part"
        why = entry["lists"][0].removeprefix("china-").replace("_", " ")
    if not rate:
        return ()
    text = f"list {why}" + (", in part" if part else "")
    name = "additional duty, section 301 on China"
    held = on_any(t["excluded"], e.code, e.on) != "none"
    if held and ask("excluded", "an article of an exclusion (US note 20)", False, ranged=True):
        return (Layer("additional", name, 0.0, f"{text}: excluded", t["source"], "exempt", t["instrument"]),)
    return (Layer("additional", name, rate, text, t["source"], "applies", t["instrument"]),)


def _aircraft(e: Entry, ask: Asking) -> tuple[Layer, ...]:
    t = _table()["aircraft-dispute"]
    spell = next((s for s in t["spell"] if e.of(s["origins"]) and s["from"] <= e.on <= s["to"]), None)
    if spell is None or not e.in_force(t["instrument"]):
        return ()
    name = "additional duty, section 301 on aircraft subsidies"

    def layer(rate: float, why: str) -> tuple[Layer, ...]:
        return (Layer("additional", name, rate, why, t["source"], "applies", t["instrument"]),)

    for key in ("aircraft", "parts"):
        a = t[key]
        if e.code.startswith(tuple(a["lines"])) and e.origin in a["origins"].split():
            rate = _at(a["rates"], e.on) if "rates" in a else a["rate"] if a["from"] <= e.on else 0.0
            return (
                layer(rate * ask(f"dispute-{key}", a["text"], True, ranged=True), a["text"]) if rate else ()
            )
    if standing(t["list"], e.code, e.on) == "none":
        return ()
    named = [m for m in t["member"] if standing(m["list"], e.code, e.on) != "none"]
    borne = any(e.origin in m["origins"].split() and m.get("from", t["from"]) <= e.on for m in named)
    if article := t["article"].get(e.code[:8]):
        return layer(t["rate"] * (borne and ask("article", article, True, ranged=True)), article)
    if borne:
        return layer(t["rate"], f"goods of {e.origin} of this line are named")
    if e.on >= t["last_lists"]:
        return ()
    text = f"goods of {e.origin} of this line were named on that day, and left out later"
    return layer(t["rate"] * ask("aircraft-dispute", text, False, ranged=True), text)


def _named(t: Mapping[str, Any], code: str) -> Standing:
    if code.startswith(tuple(t["lines"])):
        return "whole"
    return "part" if any(x.startswith(code) for x in t["lines"]) else "none"


def _safeguards(e: Entry, ask: Asking) -> Iterator[Layer]:
    """Safeguards of section 201: inside the quota, above it, or not of the goods they reach."""
    of_all = _table()["safeguards"]
    for t in _table()["safeguard"]:
        named = _named(t, e.code)
        period = next((p for p in t["period"] if p["from"] <= e.on <= p["to"]), None)
        if named == "none" or period is None or not e.in_force(of_all["instrument"]):
            continue
        source = t.get("source", of_all["source"])
        left_out = any(
            e.origin in s["origins"] and s.get("from", date.min) <= e.on <= s.get("to", date.max)
            for s in t.get("spared", [])
        )
        if e.origin in t["none"].split() or left_out:
            continue
        if named == "part" and not ask(
            "listed-number", "of the statistical numbers that the safeguard names", True, ranged=True
        ):
            continue
        rate, why = period["rate"], "safeguard"
        if "within" in period and ask("in-quota", t["quota"], False, ranged=True):
            rate, why = period["within"], t["quota"]
        reach = t.get("reach")
        if reach and not ask(reach["id"], reach["text"], True, ranged=True):
            rate, why = 0.0, f"not {reach['text']}"
        yield Layer("additional", t["name"], rate, why, source, "applies", of_all["instrument"])
