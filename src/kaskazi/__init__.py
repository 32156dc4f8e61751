"""kaskazi: from communiqué to consequences.

Everything a library user needs hangs on this module and is loaded at first use, so that
``import kaskazi`` stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kaskazi.agenda import agenda
    from kaskazi.brief import Brief
    from kaskazi.documents import read
    from kaskazi.run import run
    from kaskazi.scenario import Scenario
    from kaskazi.world import World

__version__ = "0.1.0"
__all__ = ["Brief", "Scenario", "World", "__version__", "agenda", "read", "run"]

_HOME = {
    "Brief": "kaskazi.brief",
    "Scenario": "kaskazi.scenario",
    "World": "kaskazi.world",
    "agenda": "kaskazi.agenda",
    "read": "kaskazi.documents",
    "run": "kaskazi.run",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'kaskazi' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
