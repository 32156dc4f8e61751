"""What origins pay on the same goods on a day, asked of `law.duty` line by line, and the margin over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from kaskazi.law.duty import Duty, DutyQuery, duty
from kaskazi.law.layers import Kind
from kaskazi.law.line_numbers import under
from kaskazi.law.territories import HELD
from kaskazi.line_trade import utilisation


@dataclass(frozen=True, slots=True)
class Pays:
    """What goods of an origin pay on a basket, weighted by value; all rates are ratios.

    low, high: the range over what is open, equal where all is known; taken: with the answers that are taken. or_more:
    a part of it is not held, so that even `high` may be short. general, preference, additional: its parts, as
    taken. used: the share of such trade that claims the preference, None where not held. claims: the names of the preferences claimed; rules: their rules of origin.
    """

    origin: str
    low: float
    taken: float
    high: float
    or_more: bool
    general: float
    preference: float
    additional: float
    claims: tuple[str, ...]
    rules: tuple[str, ...]
    sources: tuple[str, ...]
    used: float | None = None

    @property
    def settled(self) -> bool:
        """True where nothing is unsettled or not held."""
        return not self.or_more and abs(self.high - self.low) < 1e-12


def competitors(
    basket: Sequence[tuple[str, float]],
    origins: Iterable[str] | Mapping[str, str],
    on: date,
    *,
    known: date | None = None,
    market: str = HELD,
    claimed: bool = True,
) -> tuple[Pays, ...]:
    """What each origin pays on a basket of lines on a day, as known on a day, its own preference claimed.

    basket: (HS digits of 6, 8 or 10, value) pairs; under a code of six digits the mean of its lines. origins: ISO3,
    or a mapping from ISO3 to the symbol of the one programme to claim ("" for the best open one). Raises
    InputError for unknown lines or origins.
    """
    asked = origins if isinstance(origins, Mapping) else dict.fromkeys(origins, "")
    total = sum(v for _, v in basket)
    weight = total or float(len(basket)) or 1.0
    found = []
    for origin, programme in asked.items():
        sums = dict.fromkeys(("low", "taken", "high", "general", "preference", "additional"), 0.0)
        claims: dict[str, None] = {}
        rules: dict[str, None] = {}
        sources: dict[str, None] = {}
        short = False
        for code, value in basket:
            share = (value if total else 1.0) / weight
            each = _lines(code)
            for line in each:
                d = _duty(line, origin, on, known or on, market, claimed, programme)
                w = share / len(each)
                sums["low"] += w * d.least
                paid = d.total if d.total is not None else d.least
                sums["taken"] += w * paid
                sums["high"] += w * d.most
                lifted, added = _part(d, "preference"), _part(d, "additional")
                sums["general"] += w * (paid - lifted - added)
                sums["preference"] += w * lifted
                sums["additional"] += w * added
                short |= d.or_more
                claims |= {x.name: None for x in d.layers if x.kind == "preference"}
                rules |= {d.origin_rule: None} if d.origin_rule else {}
                sources |= dict.fromkeys(d.sources())
        pays = Pays(
            origin,
            or_more=short,
            **sums,
            claims=tuple(claims),
            rules=tuple(rules),
            sources=tuple(sources),
            used=_used(basket, origin, market) if claims else None,
        )
        found.append(pays)
    return tuple(found)


@cache
def _lines(code: str) -> tuple[str, ...]:
    """The lines under a code that carry a duty, or the code itself."""
    if len(code) >= 8:
        return (code,)
    return tuple(x.code for x in under(code) if x.general) or (code,)


@cache
def _duty(line: str, origin: str, on: date, known: date, market: str, claimed: bool, programme: str) -> Duty:
    return duty(DutyQuery(line, origin, on, market, known, claimed=claimed, programme=programme))


def _part(d: Duty, kind: Kind) -> float:
    return sum(x.rate or 0.0 for x in d.layers if x.kind == kind)


def _used(basket: Sequence[tuple[str, float]], origin: str, market: str) -> float | None:
    """The share of a basket that claims its preference, weighted; None where a chapter of it is not held."""
    shares = [(utilisation(market, origin, code[:2]), value) for code, value in basket]
    if any(u is None for u, _ in shares):
        return None
    weight = sum(v for _, v in shares) or float(len(shares))
    return sum(u.share * (v if weight != len(shares) else 1.0) for u, v in shares if u) / weight


@dataclass(frozen=True, slots=True)
class Margin:
    """The margin of a home economy over a rival, (1 + theirs) / (1 + ours) - 1, over all that is open, ratios."""

    rival: Pays
    low: float
    taken: float
    high: float


def margins(
    basket: Sequence[tuple[str, float]],
    home: str,
    rivals: Iterable[str] | Mapping[str, str],
    on: date,
    *,
    known: date | None = None,
    market: str = HELD,
) -> tuple[Pays, tuple[Margin, ...]]:
    """What home pays on a basket of lines on a day, and its margin over each rival. Arguments as `competitors`."""
    asked = dict(rivals) if isinstance(rivals, Mapping) else dict.fromkeys(rivals, "")
    ours, *theirs = competitors(basket, {home: "", **asked}, on, known=known, market=market)

    def over(their: float, our: float) -> float:
        return (1 + their) / (1 + our) - 1

    found = (
        Margin(p, over(p.low, ours.high), over(p.taken, ours.taken), over(p.high, ours.low)) for p in theirs
    )
    return ours, tuple(found)
