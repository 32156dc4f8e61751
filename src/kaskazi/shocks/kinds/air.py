"""An economy's air freight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from kaskazi.errors import Problem
from kaskazi.network import Disruption
from kaskazi.scenario import Iso3
from kaskazi.shocks.disturbed import Place, network
from kaskazi.shocks.kind import Kind, Known


class Air(Place):
    """An economy's air freight, in and out, that stops, is short of room, slow or dearer."""

    kind: Literal["air"] = "air"
    economy: Iso3
    premium: None = None
    premium_kg: float | None = Field(default=None, ge=0, le=1e3, description="USD per kilogram")

    @property
    def disturbs(self) -> bool:
        """True where something is said of what flies or what it costs."""
        return super().disturbs or self.premium_kg is not None


def check(s: Air, at: str, known: Known) -> Iterator[Problem]:
    """The economy is the world's and the network's."""
    yield from known.economies(f"{at}.economy", [s.economy])
    if s.economy in known.world.economies and s.economy not in network().economies:
        yield Problem(f"{at}.economy", f"{s.economy} has no gateway in the network.")


def disrupts(s: Air) -> tuple[Disruption, ...]:
    """What is disturbed."""
    return (s.disruption(air=s.economy, premium_kg=s.premium_kg),)


KIND = Kind("air", "Air freight disturbed", Air, True, check, disrupts=disrupts)
