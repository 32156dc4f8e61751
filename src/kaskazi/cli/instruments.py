"""`kaskazi instruments`: agreements, programmes and surcharges, and what the law says of one on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kaskazi.cli.options import ECONOMY, ISO_DATE, JSON, Verb, print_json, printed

if TYPE_CHECKING:
    from kaskazi.law import Instrument, State


@click.command(
    cls=Verb,
    examples=(
        "kaskazi instruments --of Kenya",
        "kaskazi instruments agoa --on 2025-11-01 --of KEN",
        "kaskazi instruments agoa --on 2026-11-24 --known 2025-06-01",
    ),
)
@click.argument("name", required=False)
@click.option("--on", type=ISO_DATE, help="The day asked about. Default: today.")
@click.option("--known", type=ISO_DATE, help="The law as known on this day. Default: the day asked about.")
@click.option(
    "--of",
    "party",
    type=ECONOMY,
    metavar="ECONOMY",
    help="Only those of an economy; with a programme, its eligibility.",
)
@JSON
def instruments(
    name: str | None, on: date | None, known: date | None, party: str | None, as_json: bool
) -> None:
    """List agreements, programmes and surcharges with their state on a day, or show the whole life of one."""
    from kaskazi.law import instrument, instruments
    from kaskazi.law.eligibility import programmes
    from kaskazi.law.markets import concerned

    day = on or date.today()
    asked = known or day
    if name:
        i = instrument(name)
        if as_json:
            print_json(_facts(i, day, asked))
        else:
            spells = [_eligibility(i, party, day, asked)] if party and i.id in programmes() else []
            printed([_life(i, day, asked), *spells])
        return
    ids = concerned(party) if party else frozenset(instruments())
    found = [i for i in instruments().values() if i.id in ids]
    if as_json:
        print_json([_facts(i, day, asked) for i in found])
        return
    if not found:
        click.echo(f"None on record for {party}.")
        return
    from kaskazi.text.tables import Grid

    printed(
        [Grid(("", "", ""), tuple((i.id, _word(i.state(day, asked)), i.title) for i in found), (0, 1, 2))]
    )


def _word(state: State | None) -> str:
    if state is None:
        return "no record"
    return "in force" if state.in_force else "not in force"


def _life(i: Instrument, day: date, asked: date) -> str:
    """Everything on record of one instrument, oldest law first."""
    from kaskazi.law.freshness import countdown

    lines = [f"{i.title} ({i.id}), {i.kind}", f"Gives: {i.gives}"]
    lines += [f"Origin: {i.origin}"] if i.origin else []
    lines += [f"Parties: {', '.join(i.parties)}"] if i.parties else []
    lines += [f"Areas: {', '.join(i.areas)}"]
    lines += [f"Part of: {i.part_of}"] if i.part_of else []
    state = i.state(day, asked)
    left = countdown(i, day) if asked == day else None
    as_known = f", as known on {asked.isoformat()}" if asked != day else ""
    text = f"On {day.isoformat()}{as_known}: {_word(state)}"
    lines.append(
        text
        + (f"; {state.law} [{state.source}]" if state else "")
        + (f"; {left.text}" if left and left.end else "")
    )
    lines.append("Life, by the day each law was known:")
    for s in sorted(i.life, key=lambda s: (s.known, s.start)):
        end = s.end.isoformat() if s.end else "no end"
        marks = " retroactive" * s.retroactive + " unverified" * s.unverified
        lines.append(
            f"  {s.known.isoformat()}  {s.start.isoformat()} to {end}: {_word(s)}; {s.law} [{s.source}]{marks}"
        )
    for title, dated in (("Rounds", i.rounds), ("Proposals", i.proposals), ("Steps", i.steps)):
        lines += [f"{title}:"] if dated else []
        for d in dated:
            span = d.on.isoformat() + (f" to {d.until.isoformat()}" if d.until else "")
            words = " ".join(w for w in (d.place, d.text) if w)
            lines.append(f"  {span}  {words} [{d.source}]")
    lines += ["Phase-out:"] if i.phases else []
    lines += [f"  group {p.group}, {p.goods}: {p.says(day)} [{p.source}]" for p in i.phases]
    lines += ["Bands of the common tariff:"] if i.bands else []
    lines += [
        f"  {'above' if b.rate is None else f'{b.rate:.0%}'.replace('%', ' %')}  {b.goods} [{b.source}]"
        for b in i.bands
    ]
    return "\n".join(lines)


def _eligibility(i: Instrument, iso3: str, day: date, asked: date) -> str:
    """Every spell of an economy's eligibility for a programme, and of its apparel benefit."""
    from kaskazi.law.eligibility import economy, eligible, lesser_developed, spells, with_apparel

    code = economy(iso3)
    if not spells(i.id, code):
        return f"{code} never was eligible for {i.names[-1]}."
    now = "eligible" if eligible(i.id, code, day, asked) else "not eligible"
    if i.apparel_routes:
        now += ", with apparel" if with_apparel(i.id, code, day, asked) else ", without apparel"
        poorer = lesser_developed(i.id, code)
        now += ", lesser developed" if poorer else ", not lesser developed: no third-country fabric"
    lines = [f"{code} on {day.isoformat()}: {now}"]
    for s in spells(i.id, code):
        end = "" if s.end == date.max else s.end.isoformat()
        apparel = ""
        if i.apparel_routes:
            apparel = f", apparel from {s.apparel.isoformat()}" if s.apparel else ", no apparel"
        if s.apparel and s.apparel_end != date.max:
            apparel += f" to {s.apparel_end.isoformat()}"
        known = f", known {s.known.isoformat()}" if s.known > s.start else ""
        lines.append(f"  {s.start.isoformat()} to {end or 'no end'}{apparel}{known} [{s.source}]")
    return "\n".join(lines)


def _facts(i: Instrument, day: date, asked: date) -> dict[str, Any]:
    """Plain types for JSON."""
    state = i.state(day, asked)

    def plain(x: Any) -> Any:
        return {
            f: v.isoformat() if isinstance(v, date) else v for f in type(x).__slots__ for v in [getattr(x, f)]
        }

    return {
        "id": i.id,
        "title": i.title,
        "kind": i.kind,
        "parties": list(i.parties),
        "giver": i.giver,
        "part_of": i.part_of,
        "gives": i.gives,
        "origin": i.origin,
        "areas": list(i.areas),
        "on": day.isoformat(),
        "known": asked.isoformat(),
        "state": plain(state) if state else None,
        "life": [plain(s) for s in i.life],
        "rounds": [plain(d) for d in i.rounds],
        "proposals": [plain(d) for d in i.proposals],
        "steps": [plain(d) for d in i.steps],
        "phases": [plain(p) for p in i.phases],
        "bands": [plain(b) for b in i.bands],
    }
