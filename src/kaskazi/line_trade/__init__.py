"""Trade by tariff line and origin: imports, and how much of them claims a preference."""

from kaskazi.line_trade.lines import (
    LineRow,
    LineTrade,
    Utilisation,
    exporters,
    group_of,
    has_line_trade,
    line_trade,
    route_labels,
    utilisation,
    years,
)

__all__ = [
    "LineRow",
    "LineTrade",
    "Utilisation",
    "exporters",
    "group_of",
    "has_line_trade",
    "line_trade",
    "route_labels",
    "utilisation",
    "years",
]
