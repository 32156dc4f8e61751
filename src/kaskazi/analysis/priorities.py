"""The ask list: of all that could be asked for, what is worth most to the home economy.

One adjoint solve gives the worth of every tariff and trade cost at once; it ranks the asks. The first ones are then
worked out as the scenarios they are, by the routine that `run` and the brief use, with who else gains or loses and
what the law says.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from kaskazi.analysis.ask_candidates import Candidate, candidates
from kaskazi.errors import InputError, Problem
from kaskazi.files import SCHEMAS
from kaskazi.model import Wedges, solve
from kaskazi.model import adjoint as ad
from kaskazi.outcomes import Outcome, Solves, work_out
from kaskazi.shocks import build, cases
from kaskazi.text.intervals import Interval
from kaskazi.world import World

LEAST = 0.005  # USD m a year: asks worth less are left out
NOTED = 0.05  # USD m a year: others who move less are not named


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to ask for. scenario, sign: its worth is sign times the real income of that scenario. marginal: worth by
    the gradient, USD m a year of real income at home; exact: the same worked out (None where only ranked); exports:
    change of home's exports, USD m, central; gains, losses: other economies that move most, USD m; law: what the
    registry says of it; under: id of the ask about the whole, for one about some of its goods."""

    id: str
    title: str
    kind: str
    scenario: str
    sign: float
    marginal: float
    exact: Interval | None
    exports: float | None
    gains: tuple[tuple[str, float], ...]
    losses: tuple[tuple[str, float], ...]
    law: str
    sources: tuple[str, ...]
    under: str = ""


@dataclass(frozen=True, slots=True)
class AskList:
    """Asks of one economy by another, the most valuable first; how they were measured, in words."""

    home: str
    of: str
    as_of: date
    world: str
    horizon: str
    asks: tuple[Ask, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return {"schema": SCHEMAS["asks"], **asdict(self), "as_of": self.as_of.isoformat()}


def rank_asks(
    world: World,
    home: str,
    of: str,
    as_of: date | None = None,
    top: int = 8,
    solves: Solves | None = None,
) -> AskList:
    """What `home` could ask of `of`, ranked by one adjoint solve, the first `top` worked out exactly.

    Raises InputError for unknown economies or an economy asked of itself.
    """
    h, p = world.index(home), world.index(of)
    if h == p:
        raise InputError("asks", [Problem("of", f'"{of}" is the home economy.', "another economy")])
    day = as_of or date.today()
    c = world.calibration()
    base = solve(c, Wedges.neutral(c), tol=1e-12)
    g = ad.gradient(c, base, ad.real_income(c, base, h))
    income = float(base.income[h])
    found: list[tuple[Candidate, float]] = []
    for k in candidates(world, home, of, day):
        w = build(k.scenario, world, cases(k.scenario)[0]).wedges
        first = (g.tau * (w.tariff - c.tau)).sum() + (g.iceberg * (w.iceberg - 1)).sum()
        found.append((k, k.sign * float(first) * income))
    found = sorted((x for x in found if abs(x[1]) >= LEAST), key=lambda x: -x[1])
    keep = Solves() if solves is None else solves
    refined = [_refined(k, m, work_out(k.scenario, world, solves=keep)) for k, m in found[:top]]
    rest = [_ask(k, m) for k, m in found[top:]]
    ordered = sorted(refined, key=lambda a: -(a.exact.central if a.exact else a.marginal))
    return AskList(home, of, day, world.version, HORIZON, (*ordered, *rest), NOTES)


HORIZON = "a year, once trade, wages and prices have adjusted"
NOTES = (
    "Worth is real income a year (equivalent variation), not exports: what the same workers earn elsewhere is taken off.",
    "Each ask is a scenario worked out as `kaskazi run` does it; low and high are its smallest and largest case.",
    "Groups of one preference do not add up to it: the duty of each is taken as if the others stayed.",
)


def _ask(k: Candidate, marginal: float) -> Ask:
    return Ask(
        k.id,
        k.title,
        k.kind,
        k.scenario.name,
        k.sign,
        marginal,
        None,
        None,
        (),
        (),
        k.law,
        k.sources,
        k.under,
    )


def _refined(k: Candidate, marginal: float, o: Outcome) -> Ask:
    """An ask with its worth, from the outcome of its scenario."""
    sold = next(f for f in o.headline if f.id in ("trade", "exports"))
    others = sorted(
        ((e.iso3, k.sign * e.income.central) for e in o.economies if e.iso3 != o.home), key=lambda x: x[1]
    )
    return Ask(
        id=k.id,
        title=k.title,
        kind=k.kind,
        scenario=k.scenario.name,
        sign=k.sign,
        marginal=marginal,
        exact=o.figure("income").value.times(k.sign),
        exports=k.sign * sold.value.central,
        gains=tuple(x for x in others[::-1][:3] if x[1] > NOTED),
        losses=tuple(x for x in others[:3] if x[1] < -NOTED),
        law=k.law,
        sources=k.sources or o.figure("income").sources,
        under=k.under,
    )
