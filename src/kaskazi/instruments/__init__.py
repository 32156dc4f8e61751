"""What the law says on a date, and what hangs on it."""

from kaskazi.instruments.evidence import Jobs, Published, Range, ave_range, elasticities, jobs, published
from kaskazi.instruments.exposure import (
    Exposure,
    ExposureRow,
    beneficiaries,
    exposure,
    group_of,
    has_exposure,
)
from kaskazi.instruments.registry import Dated, Instrument, State, instrument, registry

__all__ = [
    "Dated",
    "Exposure",
    "ExposureRow",
    "Instrument",
    "Jobs",
    "Published",
    "Range",
    "State",
    "ave_range",
    "beneficiaries",
    "elasticities",
    "exposure",
    "group_of",
    "has_exposure",
    "instrument",
    "jobs",
    "published",
    "registry",
]
