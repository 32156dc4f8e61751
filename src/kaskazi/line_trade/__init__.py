"""Trade by tariff line and origin."""

from kaskazi.line_trade.exposure import (
    Exposure,
    ExposureRow,
    beneficiaries,
    exposure,
    group_of,
    has_exposure,
)

__all__ = ["Exposure", "ExposureRow", "beneficiaries", "exposure", "group_of", "has_exposure"]
