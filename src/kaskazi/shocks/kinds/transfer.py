"""Money from abroad."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from kaskazi.errors import Problem
from kaskazi.scenario import Iso3, Range, Shock
from kaskazi.shocks.kind import Arrays, Case, Ground, Kind, Known


class Transfer(Shock):
    """Money from abroad: remittances, aid. USD million a year, paid by `payer`, received by `receiver`."""

    kind: Literal["transfer"] = "transfer"
    payer: Iso3
    receiver: Iso3
    amount: Range


def check(s: Transfer, at: str, known: Known) -> Iterator[Problem]:
    """Both are the world's."""
    yield from known.economies(f"{at}.payer", [s.payer])
    yield from known.economies(f"{at}.receiver", [s.receiver])
    if s.payer == s.receiver:
        yield Problem(f"{at}.receiver", f'"{s.receiver}" pays itself.', "another economy")


def apply(arrays: Arrays, s: Transfer, ground: Ground, case: Case) -> None:
    """Adds what is received, takes off what is paid."""
    amount = s.amount.at(case.level)
    arrays.transfer[ground.world.index(s.receiver)] += amount
    arrays.transfer[ground.world.index(s.payer)] -= amount


KIND = Kind("transfer", "Money from abroad", Transfer, True, check, apply)
