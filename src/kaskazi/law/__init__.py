"""What is in force on a day: agreements and programmes, eligibility, schedules, duties."""

from kaskazi.law.registry import Dated, Instrument, State, instrument, registry

__all__ = ["Dated", "Instrument", "State", "instrument", "registry"]
