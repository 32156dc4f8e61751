"""Published parameters of people, money, peace and climate, read from `parameters.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kaskazi.codes.groups import groups, members
from kaskazi.errors import DataError, Problem, nearest
from kaskazi.sources import sources


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row of the table: low, central and high in `unit`; sources: ids of the table of sources, the first leads.

    by: value of one economy, or of the members of a group, by ISO3 or id, where the source has its own.
    """

    id: str
    title: str
    unit: str
    low: float
    central: float
    high: float
    sources: tuple[str, ...]
    note: str
    by: Mapping[str, float] = field(default_factory=dict)

    def of(self, iso3: str) -> Parameter:
        """The same for one economy: its own value, or its group's, without a spread; the row as it is for others."""
        keys = (k for k in self.by if k == iso3 or (k in groups() and iso3 in members(k)))
        key = next(keys, None)
        if key is None:
            return self
        own = self.by[key]
        return replace(self, low=own, central=own, high=own)

    @property
    def remembered(self) -> bool:
        """True where one of its sources is from memory."""
        return any(sources()[s].status == "memory" for s in self.sources)


@cache
def parameters() -> Mapping[str, Parameter]:
    """Every parameter by id. Raises DataError with every row out of order or without a known source."""
    raw = tomllib.loads(files("kaskazi.evidence").joinpath("parameters.toml").read_text(encoding="utf-8"))
    problems: list[Problem] = []
    out: dict[str, Parameter] = {}
    for key, row in raw.items():
        p = Parameter(key, **{**row, "sources": tuple(row["sources"])})
        out[key] = p
        if not p.low <= p.central <= p.high:
            problems.append(Problem(key, "low, central and high fall."))
        for s in p.sources:
            if s not in sources():
                problems.append(
                    Problem(f"{key}.sources", f'"{s}" is not a source.', nearest=nearest(s, sources()))
                )
    if problems:
        raise DataError("parameters.toml", problems)
    return MappingProxyType(out)


def parameter(key: str) -> Parameter:
    """The parameter with this id. Raises DataError with the nearest."""
    table = parameters()
    if key not in table:
        raise DataError("parameters", [Problem(key, "is not there.", nearest=nearest(key, table))])
    return table[key]
