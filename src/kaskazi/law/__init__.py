"""What is in force on a day: agreements and programmes, eligibility, schedules, duties."""

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
