"""A strait or canal, or a packaged disruption by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, Self

from pydantic import Field, model_validator

from kaskazi.errors import Problem
from kaskazi.network import Disruption, packaged
from kaskazi.network.disruption import days_between
from kaskazi.network.vessels import VESSEL_CLASSES
from kaskazi.scenario import Share, refuse
from kaskazi.shocks.disturbed import Disturbed, network
from kaskazi.shocks.kind import Kind, Known, Span

OWN = ("open_share", "premium", "delay_days", "by_class", "premium_rate", "hull_rate", "teu_miles")


class Chokepoint(Disturbed):
    """A strait or canal that closes, narrows, slows or costs more; or a packaged disruption by name, with no more than
    dates of one's own."""

    kind: Literal["chokepoint"] = "chokepoint"
    chokepoint: str = ""
    packaged: str = ""
    by_class: dict[str, Share] = Field(default={}, description="open_share of vessel classes that differ")
    premium_rate: Share | None = Field(default=None, description="insurance, share of the cargo's value")
    hull_rate: Share | None = Field(
        default=None, description="war risk on the ship for a passage, share of its value"
    )
    teu_miles: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="growth of world container work; default: the model's own detours",
    )

    @model_validator(mode="after")
    def _named(self) -> Self:
        if bool(self.chokepoint) == bool(self.packaged):
            raise refuse("names both or neither.", expected="chokepoint or packaged")
        given = [k for k in OWN if getattr(self, k) not in (None, {})]
        if self.packaged and given:
            raise refuse(
                f"packaged says what happens; {' and '.join(given)} cannot be changed beside it (only start and end).",
                expected="the chokepoint named and all of it written instead",
            )
        if self.chokepoint and not given:
            raise refuse(
                "says nothing of what happens.",
                expected="open_share, by_class, premium, premium_rate, hull_rate or delay_days",
            )
        return self


def check(s: Chokepoint, at: str, known: Known) -> Iterator[Problem]:
    """The place, the packaged disruption and the classes of vessel are the network's."""
    if s.chokepoint:
        yield from known.one_of(
            f"{at}.chokepoint", "a chokepoint of the network", s.chokepoint, network().chokepoint_ids
        )
    else:
        yield from known.one_of(f"{at}.packaged", "a packaged disruption", s.packaged, packaged())
    for c in s.by_class:
        yield from known.one_of(f"{at}.by_class", "a class of vessel", c, VESSEL_CLASSES)


def disrupts(s: Chokepoint) -> tuple[Disruption, ...]:
    """What is disturbed, while it is."""
    if s.packaged:
        own = days_between(s.start, s.end)
        return tuple(
            replace(d, start=None, end=None, lasts=d.days_held if own is None else own)
            for d in packaged()[s.packaged]
        )
    return (
        s.disruption(
            chokepoint=s.chokepoint,
            by_class=s.by_class,
            premium_rate=s.premium_rate,
            hull_rate=s.hull_rate,
            teu_miles=s.teu_miles,
        ),
    )


def span(s: Chokepoint) -> Span | None:
    """Its own dates; without any, those of the packaged episode."""
    if s.start or s.end or not s.packaged:
        return s.start, s.end
    episode = packaged().get(s.packaged, ())
    starts = [d.start for d in episode if d.start]
    ends = [d.end for d in episode if d.end]
    return min(starts, default=None), max(ends) if len(ends) == len(episode) else None


KIND = Kind(
    "chokepoint", "A strait or canal disturbed", Chokepoint, True, check, disrupts=disrupts, span=span
)
