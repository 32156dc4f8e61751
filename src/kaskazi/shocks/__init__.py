"""From a scenario's words to the model's arrays."""

from kaskazi.shocks.build import Built, about, build, cases, check, disruptions, response
from kaskazi.shocks.dates import Regime, Window, in_force, regimes, window
from kaskazi.shocks.disturbed import Logistics
from kaskazi.shocks.file import json_schema, load, loads, packaged_names, parse
from kaskazi.shocks.kind import Arrays, Case, Ground, Kind, Kinds, Known
from kaskazi.shocks.registry import KINDS, discover

__all__ = [
    "KINDS",
    "Arrays",
    "Built",
    "Case",
    "Ground",
    "Kind",
    "Kinds",
    "Known",
    "Logistics",
    "Regime",
    "Window",
    "about",
    "build",
    "cases",
    "check",
    "discover",
    "disruptions",
    "in_force",
    "json_schema",
    "load",
    "loads",
    "packaged_names",
    "parse",
    "regimes",
    "response",
    "window",
]
