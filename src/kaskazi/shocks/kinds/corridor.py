"""A land corridor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from kaskazi.errors import Problem
from kaskazi.network import Disruption
from kaskazi.shocks.disturbed import Place, network
from kaskazi.shocks.kind import Kind, Known


class Corridor(Place):
    """A land corridor that closes, narrows, slows or costs more."""

    kind: Literal["corridor"] = "corridor"
    corridor: str


def check(s: Corridor, at: str, known: Known) -> Iterator[Problem]:
    """The corridor is the network's."""
    names = network().corridor_ids
    yield from known.one_of(f"{at}.corridor", "a corridor of the network", s.corridor, names)


def disrupts(s: Corridor) -> tuple[Disruption, ...]:
    """What is disturbed."""
    return (s.disruption(corridor=s.corridor),)


KIND = Kind("corridor", "A land corridor disturbed", Corridor, True, check, disrupts=disrupts)
