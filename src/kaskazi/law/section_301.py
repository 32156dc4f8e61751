"""US section 301 on China by list, on members of the EU over aircraft (2019-21), and section 201."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from kaskazi.law.asking import Asking, Entry
from kaskazi.law.layers import Layer
from kaskazi.law.listed import on_any, standing


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("kaskazi.law").joinpath("section_301.toml").read_text(encoding="utf-8"))


def remedies(e: Entry, ask: Asking) -> tuple[Layer, ...]:
    """Layers of section 301 on China, of the aircraft dispute, and of section 201."""
    return (*_china(e, ask), *_aircraft(e, ask), *_solar(e, ask), *_not_held(e))


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
        rate, part = here, named == "part"
        why = entry["lists"][0].removeprefix("china-").replace("_", " ")
    if not rate:
        return ()
    text = f"list {why}" + (", in part" if part else "")
    name = "additional duty, section 301 on China"
    return (Layer("additional", name, rate, text, t["source"], "applies", t["instrument"]),)


def _aircraft(e: Entry, ask: Asking) -> tuple[Layer, ...]:
    t = _table()["aircraft-dispute"]
    spell = next((s for s in t["spell"] if e.of(s["origins"]) and s["from"] <= e.on <= s["to"]), None)
    if spell is None or not e.in_force(t["instrument"]):
        return ()
    lower = e.code.startswith(tuple(t["lower"]["lines"]))
    if not lower and standing(t["list"], e.code, e.on) == "none":
        return ()
    rate = _at(t["lower"]["rates"], e.on) if lower else t["rate"]
    text = f"goods of {e.origin} of this line are named by the dispute over aircraft on that day"
    if not ask("aircraft-dispute", text, True, ranged=True):
        rate = 0.0
    name = "additional duty, section 301 on aircraft subsidies"
    why = "which member bears it on which line is not held"
    return (Layer("additional", name, rate, why, t["source"], "applies", t["instrument"]),)


def _solar(e: Entry, ask: Asking) -> tuple[Layer, ...]:
    t = _table()["solar"]
    rate = _at(t["rates"], e.on)
    named = standing(t["list"], e.code, e.on)
    if not rate or e.origin in t["none"] or named == "none" or not e.in_force(t["instrument"]):
        return ()
    text = "solar goods that the safeguard reaches: not bifacial, not within the quota of cells, not of a developing country left out"
    if not ask("solar-safeguard", text, True, ranged=True):
        rate = 0.0
    name = "additional duty, section 201, solar"
    return (Layer("additional", name, rate, "cells and modules", t["source"], "applies", t["instrument"]),)


def _not_held(e: Entry) -> tuple[Layer, ...]:
    """Safeguards whose rates are not held, on their lines and days."""
    return tuple(
        Layer("additional", t["name"], None, t["why"], t["source"], "not held", t["instrument"])
        for t in _table()["not-held"]
        if t["from"] <= e.on <= t["to"]
        and e.origin not in t["none"]
        and e.code.startswith(tuple(t["lines"]))
        and t["instrument"] not in e.without
    )
