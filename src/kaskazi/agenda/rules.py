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


def topic_title(topic: str) -> str:
    """A topic as a heading."""
    entry = _raw()["topic"].get(topic)
    return str(entry["title"]) if entry else topic


def reason(key: str) -> str:
    """Why a topic, or a kind of item, is not worked out, and what it would take."""
    raw = _raw()
    r = raw["topic"].get(key) or raw["reason"].get(key) or raw["reason"]["default"]
    return f"{r['reason']} What it takes: {r['needs'][0].lower()}{r['needs'][1:]}"
