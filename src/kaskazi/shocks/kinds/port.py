"""A sea port."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from kaskazi.errors import Problem
from kaskazi.network import Disruption
from kaskazi.network.place_names import nearest_port
from kaskazi.shocks.disturbed import Place, network
from kaskazi.shocks.kind import Kind, Known


class Port(Place):
    """A sea port that closes, narrows, slows or costs more; its cargo goes by the economy's other ways."""

    kind: Literal["port"] = "port"
    port: str = Field(min_length=1, description="UN/LOCODE")


def check(s: Port, at: str, known: Known) -> Iterator[Problem]:
    """The port is the network's."""
    if s.port not in network().ports:
        said = f'"{s.port}" is not a port of the network.'
        yield Problem(f"{at}.port", said, "a UN/LOCODE", nearest_port(network(), s.port))


def disrupts(s: Port) -> tuple[Disruption, ...]:
    """What is disturbed."""
    return (s.disruption(port=s.port),)


KIND = Kind("port", "A port disturbed", Port, True, check, disrupts=disrupts)
