"""The table of the agenda: episodes that stand for places, titles of topics, reasons why something is not worked out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Episode:
    """A packaged disruption that stands for places that are spoken of as disturbed."""

    packaged: str
    label: str
    source: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreferenceRule:
    """What the options of a preference run with. years_after: full years the window goes on after the last option
    ends; renewal_years: how long a renewal is taken to be where no bill says."""

    elasticity: str
    years_after: int
    renewal_years: int


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(files("kaskazi.agenda").joinpath("rules.toml").read_text(encoding="utf-8"))


@cache
def episodes() -> dict[str, Episode]:
    """Episodes by the place they stand for."""
    found = [Episode(k, e["label"], e["source"], tuple(e["places"])) for k, e in _raw()["episode"].items()]
    return {place: e for e in found for place in e.places}


@cache
def closures() -> dict[str, Episode]:
    """Episodes of a place that is closed, by the place."""
    found = [Episode(k, e["label"], e["source"], tuple(e["places"])) for k, e in _raw()["closed"].items()]
    return {place: e for e in found for place in e.places}


def gap(place: str) -> str:
    """What taking an episode for a region leaves open; empty for a chokepoint."""
    return str(_raw()["gap"].get(place, ""))


def preference_rule() -> PreferenceRule:
    """The rule of preferences."""
    return PreferenceRule(**_raw()["preference"])


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit for scale: its shocks with tokens in braces, see `templates`."""

    key: str
    title: str
    note: str
    shocks: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """How a topic is worked out. reason: what the text leaves open; anchored: what is said where the rest of the document
    anchors it; through: the ways tried, in order; conflict: a place named in its sentence is a place at war; leads: ids of
    the figures that answer it first."""

    id: str
    title: str
    reason: str
    needs: str
    sharpen: str
    anchored: str = ""
    through: tuple[str, ...] = ()
    conflict: bool = False
    leads: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class War:
    """A war on record. part: of the economy in its reach, ratio; neighbours: who borders on it."""

    id: str
    title: str
    economies: tuple[str, ...]
    neighbours: tuple[str, ...]
    part: float
    since: int
    source: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Topics on which a preference hangs in law."""

    programme: str
    topics: tuple[str, ...]
    source: str
    text: str


@cache
def topics() -> dict[str, Topic]:
    """Every topic by id."""
    out = {}
    for key, row in _raw()["topic"].items():
        units = tuple(
            Unit(u["key"], u["title"], u.get("note", ""), tuple(u["shock"])) for u in row.get("unit", ())
        )
        rest = {k: v for k, v in row.items() if k not in ("unit", "through", "leads")}
        ways, leads = tuple(row.get("through", ())), tuple(row.get("leads", ()))
        out[key] = Topic(key, **rest, through=ways, leads=leads, units=units)
    return out


def topic_rule(topic: str) -> Topic | None:
    """The rule of a topic; None for one that the table lacks."""
    return topics().get(topic)


@cache
def wars() -> dict[str, War]:
    """Wars on record by id, in the order of the table."""
    return {
        k: War(
            k, w["title"], tuple(w["economies"]), tuple(w["neighbours"]), w["part"], w["since"], w["source"]
        )
        for k, w in _raw()["war"].items()
    }


@cache
def region_wars() -> dict[str, tuple[str, ...]]:
    """Wars by the words for a region, the longest words first."""
    found = {w: tuple(r["wars"]) for r in _raw()["region"].values() for w in r["words"]}
    return dict(sorted(found.items(), key=lambda x: -len(x[0])))


@cache
def conditions() -> tuple[Condition, ...]:
    """Conditions of preferences, in the order of the table."""
    return tuple(
        Condition(k, tuple(c["topics"]), c["source"], c["text"]) for k, c in _raw()["condition"].items()
    )


@dataclass(frozen=True, slots=True)
class AmountRule:
    """How a stated amount becomes a scenario. units: those it may be in; scale: to the shock's unit; payer: the field of
    the side that pays; opens: what the text may leave open, unless it says so."""

    units: tuple[str, ...]
    scale: float
    payer: str
    unit: Unit
    opens: tuple[dict[str, str], ...]


@cache
def amount_rules() -> dict[str, AmountRule]:
    """Rules of stated amounts by kind of measure."""
    return {
        k: AmountRule(
            tuple(r["units"]),
            r["scale"],
            r["payer"],
            Unit(k, r["title"], r.get("note", ""), (r["shock"],)),
            tuple(r.get("open", ())),
        )
        for k, r in _raw()["amount"].items()
    }


def word(key: str, **values: str) -> str:
    """A sentence of the agenda's own, its values put in."""
    return str(_raw()["words"][key]).format(**values)


def sharpen(kind: str) -> str:
    """The smallest choice that would make the figures of a kind of item sharper."""
    return str(_raw()["sharpen"].get(kind, ""))


def topic_sharpen(topic: str) -> str:
    """The same for a topic."""
    rule = topic_rule(topic)
    return rule.sharpen if rule else ""


def topic_title(topic: str) -> str:
    """A topic as a heading."""
    entry = _raw()["topic"].get(topic)
    return str(entry["title"]) if entry else topic


def reason(key: str) -> str:
    """Why a topic, or a kind of item, is not worked out, and what it would take."""
    raw = _raw()
    r = raw["topic"].get(key) or raw["reason"].get(key) or raw["reason"]["default"]
    return f"{r['reason']} What it takes: {r['needs'][0].lower()}{r['needs'][1:]}"
