"""A border between neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import model_validator

from kaskazi.errors import Problem
from kaskazi.network import Disruption
from kaskazi.network.overland import overland
from kaskazi.scenario import Iso3, refuse
from kaskazi.shocks.disturbed import Place
from kaskazi.shocks.kind import Kind, Known


class Border(Place):
    """A border between neighbours that closes, narrows, slows or costs more to one exporter's trade by road."""

    kind: Literal["border"] = "border"
    exporter: Iso3
    importer: Iso3

    @model_validator(mode="after")
    def _two(self) -> Self:
        if self.exporter == self.importer:
            raise refuse(f"{self.importer} has no border with itself.", "importer", "a neighbour")
        return self


def check(s: Border, at: str, known: Known) -> Iterator[Problem]:
    """Both are the world's, and trade over land."""
    pair = (s.exporter, s.importer)
    yield from known.economies(f"{at}.exporter", [s.exporter])
    yield from known.economies(f"{at}.importer", [s.importer])
    if set(pair) <= set(known.world.economies) and not overland(pair)[0, 1]:
        said = f"{s.exporter} and {s.importer} do not trade over land."
        yield Problem(f"{at}.importer", said, "neighbours, or economies of a region joined by road")


def disrupts(s: Border) -> tuple[Disruption, ...]:
    """What is disturbed."""
    return (s.disruption(border=(s.exporter, s.importer)),)


KIND = Kind("border", "A border disturbed", Border, True, check, disrupts=disrupts)
