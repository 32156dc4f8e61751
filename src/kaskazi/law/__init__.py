"""What is in force on a day: agreements and programmes, eligibility, schedules, duties."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kaskazi.law.at_stake import Exposure, ExposureRow, exposure, has_exposure
    from kaskazi.law.eligibility import members
    from kaskazi.law.registry import Dated, Instrument, State, instrument, instruments

__all__ = [
    "Dated",
    "Exposure",
    "ExposureRow",
    "Instrument",
    "State",
    "exposure",
    "has_exposure",
    "instrument",
    "instruments",
    "members",
]

_HOME = {  # public name: its module, loaded at first use
    **dict.fromkeys(("Exposure", "ExposureRow", "exposure", "has_exposure"), "kaskazi.law.at_stake"),
    **dict.fromkeys(("Dated", "Instrument", "State", "instrument", "instruments"), "kaskazi.law.registry"),
    "members": "kaskazi.law.eligibility",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'kaskazi.law' has no attribute {name!r}")
