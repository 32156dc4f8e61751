"""Money and workers that the document states with an amount: a scenario for each, its amount the text's."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from kaskazi.agenda.rules import AmountRule, amount_rules, word
from kaskazi.agenda.templates import Missing, Stated, fill
from kaskazi.agenda.types import Open, Option
from kaskazi.codes.defaults import default_market
from kaskazi.codes.groups import members
from kaskazi.codes.naming import capital, the
from kaskazi.documents import country_name
from kaskazi.dossier import Measure
from kaskazi.errors import InputError
from kaskazi.text.numbers import number
from kaskazi.world import World

BROAD = "broad"  # the table of words that stand for several sectors
YEARLY = re.compile(r"\b(?:a|per|each|every) year\b|\bannual(?:ly)?\b|\bp\.\s?a\.", re.IGNORECASE)


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(files("kaskazi.agenda").joinpath("products.toml").read_text(encoding="utf-8"))


@cache
def _products() -> dict[str, str]:
    return {w: sector for sector, words in _raw().items() if sector != BROAD for w in words}


def broad_sectors(product: str) -> tuple[str, ...]:
    """The sectors of a broad word ("industrial", "agricultural"), empty if there is none in it."""
    found = (v for w, v in _raw()[BROAD].items() if re.search(rf"\b{re.escape(w)}\b", product.casefold()))
    return tuple(dict.fromkeys(s for sectors in found for s in sectors))


def sector_of(product: str) -> str:
    """The sector of a product's words, "" if none is known."""
    known = _products()
    words = product.casefold()
    hits = [w for w in known if re.search(rf"\b{re.escape(w)}\b", words)]
    return known[max(hits, key=len)] if hits else ""


def amount_option(m: Measure, home: str, words: str, as_of: date) -> tuple[Option | None, str]:
    """The option of a stated amount, and why; None where the amount is no unit held here or a side no economy."""
    rule = amount_rules()[m.kind]
    if m.amount is None or m.unit not in rule.units:
        return None, word("no_amount", units=", ".join(rule.units))
    world = World.load(None)
    giver, stands_in = payer(m.imposer, world)
    if m.affected not in world.economies or not giver or giver == m.affected:
        return None, word("no_side")
    sector = sector_of(f"{m.product} {words}")
    name = country_name(m.imposer) or m.imposer
    stated = Stated(
        giver, m.affected, name, m.amount * rule.scale, m.rate, sector if sector in world.sectors else ""
    )
    try:
        made = fill(rule.unit, home, "", as_of, stated)
    except Missing:
        return None, word("no_side")
    opens = [
        Open(q["name"], q["value"], q["field"])
        for q in rule.opens
        if not _said(q["unless"], m, words, sector)
    ]
    if stands_in:
        opens.append(Open(word("whose_money"), country_name(giver) or giver, rule.payer))
    scenario = made.scenario.model_copy(update={"name": f"stated-{m.id.removeprefix('measure-')}"})
    size = number(m.amount / (1e6 if rule.scale < 1 else 1), 0)
    return Option("as stated", made.title, scenario, made.note, opens=tuple(opens)), word(
        "stated_amount",
        amount=f"{'USD ' if rule.scale < 1 else ''}{size}{' million' if rule.scale < 1 else ' workers'}",
    )


def amount_title(kind: str, giver: str, receiver: str) -> str:
    """What a stated amount is called: "Japan invests in Kenya, as stated"."""
    return capital(amount_rules()[kind].unit.title.format(giver=the(giver), receiver=the(receiver)))


def _said(what: str, m: Measure, words: str, sector: str) -> bool:
    """Whether the text says what a default would stand for."""
    return {
        "rate": m.rate is not None,
        "sector": bool(sector),
        "yearly": bool(YEARLY.search(words)),
        "": False,
    }[what]


def payer(code: str, world: World) -> tuple[str, bool]:
    """The economy whose money it is, and whether it stands in for another: the largest member of a group, the default
    market for an organisation."""
    if code in world.economies:
        return code, False
    try:
        found = [c for c in members(code) if c in world.economies]
    except (InputError, KeyError):
        found = []
    if found:
        return max(found, key=lambda c: float(world.gdp[world.index(c)])), True
    return (default_market(), True) if code else ("", False)


__all__ = [
    "AmountRule",
    "amount_option",
    "amount_rules",
    "amount_title",
    "broad_sectors",
    "payer",
    "sector_of",
]
