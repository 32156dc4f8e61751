"""kaskazi: from communiqué to consequences.

Everything a library user needs hangs on this module and is loaded at first use, so that
``import kaskazi`` stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kaskazi._version import __version__

if TYPE_CHECKING:
    from kaskazi.agenda import draft_agenda
    from kaskazi.documents import read
    from kaskazi.outcomes.other_elasticities import with_elasticities
    from kaskazi.pipeline import Study, run, study
    from kaskazi.report import Brief, brief
    from kaskazi.scenario import Scenario
    from kaskazi.shocks import load as load_scenario
    from kaskazi.world import World

__all__ = [
    "Brief",
    "Scenario",
    "Study",
    "World",
    "__version__",
    "brief",
    "draft_agenda",
    "load_scenario",
    "read",
    "run",
    "study",
    "with_elasticities",
]

_HOME = {  # public name: its module, and its name there where it differs
    "Brief": "kaskazi.report",
    "Scenario": "kaskazi.scenario",
    "Study": "kaskazi.pipeline",
    "World": "kaskazi.world",
    "brief": "kaskazi.report",
    "draft_agenda": "kaskazi.agenda",
    "load_scenario": "kaskazi.shocks:load",
    "read": "kaskazi.documents",
    "run": "kaskazi.pipeline",
    "study": "kaskazi.pipeline",
    "with_elasticities": "kaskazi.outcomes.other_elasticities",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        module, _, there = _HOME[name].partition(":")
        value = getattr(import_module(module), there or name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'kaskazi' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
