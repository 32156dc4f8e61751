"""Measures that the document states with a rate, as items: a tariff scenario for each, its number the text's."""

from __future__ import annotations

import re
from datetime import date

from kaskazi.agenda.amounts import amount_option, amount_rules, amount_title, broad_sectors, sector_of
from kaskazi.agenda.types import AgendaItem, Evidence, Open, Option
from kaskazi.codes.groups import members
from kaskazi.codes.sectors import sectors
from kaskazi.documents import country_name
from kaskazi.dossier import Dossier, Measure
from kaskazi.errors import InputError
from kaskazi.law import instruments
from kaskazi.scenario import Scenario
from kaskazi.shocks.kinds.tariff import Tariff
from kaskazi.world import World

DUTIES = ("duty", "surcharge", "levy")
ALL = "all"  # who is affected, where it is everybody
AHEAD = ("announced", "agreed", "threatened", "proposed")
OUTSIDE = {
    "purchase": "A promise to buy moves no price and no cost of trade that the model knows.",
    "standard": "What a standard costs is not stated.",
}


def measure_items(dossier: Dossier, as_of: date, home: str) -> list[AgendaItem]:
    """Duties ahead with imposer, target and rate; money and workers with their amount; purchases and standards recorded as
    outside the model."""
    found = []
    seen: set[tuple[str, str, str, float | None]] = set()
    for m in dossier.measures:
        key = (m.imposer, m.affected, m.product, m.rate)
        if key in seen or not (m.imposer and m.affected):
            continue
        options: tuple[Option, ...] = ()
        if m.kind in DUTIES and m.rate is not None and _ahead(m, dossier):
            option = _option(m, home, _surcharge_of(m, dossier))
            options = (option,) if option else ()
            why = "A duty with its rate, as the text states it."
            if not options:
                why = f'No sector of the model is known for "{m.product}", or a side is no economy of the world.'
        elif m.kind in amount_rules() and m.status != "ended":
            option, why = amount_option(m, home, _to_the_end(dossier.document.text, m.span.start), as_of)
            options = (option,) if option else ()
        elif m.kind in OUTSIDE:
            why = OUTSIDE[m.kind]
        else:
            continue
        seen.add(key)
        evidence = Evidence(
            m.id,
            m.span.start,
            m.span.end,
            dossier.document.exact(m.span),
            m.found.asserted_by,
            m.found.status,
            m.status,
        )
        found.append(
            AgendaItem(
                m.id,
                _title(m),
                "measure",
                "workable" if options else "not yet",
                why,
                (evidence,),
                (),
                (),
                as_of,
                options,
            )
        )
    return found


def _to_the_end(text: str, start: int) -> str:
    """The words from a place to the end of its sentence."""
    end = re.search(r"[.!?](?=[”\"’'\s]|$)|\n", text[start:])
    return text[start : start + end.start()] if end else text[start:]


def _ahead(m: Measure, dossier: Dossier) -> bool:
    """True for a duty that the world's accounts do not hold yet: one to come, or one in force in a text of a later year."""
    if m.status in AHEAD:
        return True
    dated = dossier.document.dated
    return m.status == "in force" and dated is not None and dated.year > World.load(None).year


def _surcharge_of(m: Measure, dossier: Dossier) -> bool:
    """True for a duty on top of those there are: called a surcharge, or said of one, or of its giver where the text names
    one surcharge and no instrument with the duty."""
    known = instruments()
    if m.kind == "surcharge":
        return True
    if m.instrument:
        return m.instrument in known and known[m.instrument].kind == "surcharge"
    named = {x.ref for x in dossier.instruments if x.ref in known and known[x.ref].kind == "surcharge"}
    return len(named) == 1 and known[next(iter(named))].giver == m.imposer


def _title(m: Measure) -> str:
    if m.kind in amount_rules():
        sides = {
            "giver": country_name(m.imposer) or m.imposer,
            "receiver": country_name(m.affected) or m.affected,
        }
        return f"{amount_title(m.kind, **sides)}, {m.status}"
    rate = f"{m.rate:.0%} ".replace("%", " %") if m.rate is not None else ""
    whose = "all economies" if m.affected == ALL else country_name(m.affected)
    goods = f"{m.product} goods" if m.product and not sector_of(m.product) else m.product or "goods"
    what = f"{m.kind} of {country_name(m.imposer)} on {goods} of {whose}"
    return f"{rate}{what}, {m.status}"


def _sides(code: str, world: World) -> tuple[str, ...]:
    known = set(world.economies)
    if code in known:
        return (code,)
    if code == ALL:
        return world.economies
    try:
        return tuple(x for x in members(code, date.today()) if x in known)
    except (InputError, KeyError):
        return ()


def _option(m: Measure, home: str, added: bool) -> Option | None:
    world = World.load(None)
    importers = _sides(m.imposer, world)
    exporters = tuple(x for x in _sides(m.affected, world) if x not in importers)
    chosen = _sectors(m.product, world)
    if not importers or not exporters or not chosen or m.rate is None:
        return None
    left_open = (
        "The text names no product: all goods."
        if not m.product
        else f'"{m.product}" is taken as {", ".join(chosen)}.'
    )
    if m.days:
        left_open += f" At a yearly rate; the text says {m.days} days."
    opens = (
        (
            Open(
                "which lines are left out",
                f"none; the text says {m.share_of_lines:.0%} of them".replace("%", " %"),
                "shock[0].sectors",
            ),
        )
        if m.share_of_lines is not None and m.share_of_lines < 1
        else ()
    )
    how = (
        "It is added to the duties there are."
        if added
        else "It is taken as the level of the duty, whatever it was."
    )
    start = m.start.start if m.start else None
    shock = Tariff(
        importers=importers, exporters=exporters, sectors=chosen,
        rate=None if added else m.rate, change=m.rate if added else None, start=start, note=f"{left_open} {how}",
    )  # fmt: skip
    name = f"stated-{m.id.removeprefix('measure-')}"
    partner = m.imposer if m.imposer != home else m.affected
    scenario = Scenario(
        name=name,
        title=_title(m),
        home=home,
        partner=partner if partner in world.economies else None,
        shock=(shock,),
    )
    return Option("as stated", _title(m), scenario, shock.note, opens=opens)


def _sectors(product: str, world: World) -> tuple[str, ...]:
    """The sectors of a product's words: one, those of a broad word, all goods for none; empty for words nobody knows."""
    if not product:
        return tuple(s.id for s in sectors().values() if s.goods and s.id in world.sectors)
    one = sector_of(product)
    found = (one,) if one else broad_sectors(product)
    return tuple(s for s in found if s in world.sectors)
