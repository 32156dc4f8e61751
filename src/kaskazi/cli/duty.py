"""`kaskazi duty`: the duty on a line on a day, and the stack that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kaskazi.cli.options import ECONOMY, ISO_DATE, JSON, Verb, print_json, printed
from kaskazi.codes.defaults import default_market

if TYPE_CHECKING:
    from kaskazi.law.rates import UnitValue
    from kaskazi.law.rivals import Pays
    from kaskazi.law.schedules import Line


class UnitValueType(click.ParamType[tuple[str, float]]):
    """USD a unit: 12.5, or kg=12.5 where a duty has several units."""

    name = "usd"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, float]:
        unit, _, number = str(value).rpartition("=")
        try:
            amount = float(number)
            if not 0 < amount < float("inf"):
                raise ValueError
        except ValueError:
            self.fail(f'"{value}" is not a unit value; write USD above 0, as 12.5 or kg=12.5.', param, ctx)
        return unit, amount


class Percent(click.ParamType[float]):
    """A rate in per cent: 25 or 25%."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            number = float(str(value).removesuffix("%"))
            if not 0 <= number <= 1000:
                raise ValueError
        except ValueError:
            self.fail(f'"{value}" is not a rate in per cent; write 25 or 25%.', param, ctx)
        return number / 100


@click.command(
    cls=Verb,
    examples=(
        "kaskazi duty 6203.42.07 --from KEN --on 2025-11-01",
        "kaskazi duty 6203.42 --from Lesotho --unclaimed",
        "kaskazi duty 2203.00.00 --from KEN --unit-value 1.2",
        "kaskazi duty --unparsed",
    ),
)
@click.argument("code", required=False)
@click.option("--from", "origin", type=ECONOMY, metavar="ECONOMY", help="Where the goods originate.")
@click.option(
    "--to", "market", default=default_market(), show_default=True, metavar="ECONOMY", help="The market."
)
@click.option("--on", type=ISO_DATE, help="The day of entry. Default: today.")
@click.option("--known", type=ISO_DATE, help="The law as known on this day. Default: the day of entry.")
@click.option("--unclaimed", is_flag=True, help="The preference is not claimed, or origin is not met.")
@click.option("--programme", default="", help="Claim only this: a symbol as D, A+, P, or 9819.")
@click.option(
    "--fabric", type=click.Choice(["third-country", "regional", "us"]), help="Of apparel under AGOA."
)
@click.option(
    "--unit-value",
    "unit_values",
    type=UnitValueType(),
    multiple=True,
    help="USD a unit, for specific duties: 12.5, or kg=12.5 (again for each unit).",
)
@click.option("--mfn", type=Percent(), help="The general rate in per cent, where no schedule is held.")
@click.option("--without", multiple=True, metavar="ID", help="Leave a surcharge out, whatever the law says.")
@click.option("--assume", multiple=True, metavar="ID", help="Count a surcharge, whatever the law says.")
@click.option("--us-content", type=Percent(), default=0.0, help="Per cent of the value that is of US origin.")
@click.option("--metal-content", type=Percent(), help="Per cent of the value that is the metal.")
@click.option("--is", "is_so", multiple=True, metavar="ID", help="Answer a question with yes.")
@click.option("--is-not", "is_not", multiple=True, metavar="ID", help="Answer a question with no.")
@click.option("--parcel", type=float, metavar="USD", help="The value of a small parcel.")
@click.option(
    "--rivals", metavar="ECONOMY,...", help="What these pay on the same goods, and the margin over them."
)
@click.option("--unparsed", is_flag=True, help="List the lines whose duty text states no plain rate.")
@click.option(
    "--schedule",
    type=click.Path(path_type=Path),
    help="A schedule: the official US export, or WITS/TRAINS, TARIC, UK, EAC for another market.",
)
@JSON
def duty(
    code: str | None,
    origin: str | None,
    market: str,
    on: date | None,
    known: date | None,
    unclaimed: bool,
    programme: str,
    fabric: str | None,
    unit_values: tuple[tuple[str, float], ...],
    mfn: float | None,
    without: tuple[str, ...],
    assume: tuple[str, ...],
    us_content: float,
    metal_content: float | None,
    is_so: tuple[str, ...],
    is_not: tuple[str, ...],
    parcel: float | None,
    rivals: str | None,
    unparsed: bool,
    schedule: Path | None,
    as_json: bool,
) -> None:
    """Print the duty on the HTS line CODE (as 6203.42.07) and every layer of it, with sources.

    A CODE of 4 or 6 digits lists the lines under it, each with its duty. Surcharges that --without and
    --assume take are listed by `kaskazi instruments`.
    """
    from kaskazi.law.duty import DutyQuery, render
    from kaskazi.law.duty import duty as answer
    from kaskazi.law.line_numbers import digits_of, under
    from kaskazi.law.territories import HELD, market_of

    home = market_of(market) == HELD
    lines = foreign = None
    if schedule and home:
        from kaskazi.law.schedules import read_schedule

        lines = {x.code: x for x in read_schedule(schedule)}
    elif schedule:
        from kaskazi.law.foreign_schedules import read_foreign

        foreign = read_foreign(schedule, on or date.today())
    if unparsed:
        _print_unparsed(lines, code, as_json)
        return
    if not code or not origin:
        raise click.UsageError("give a CODE and --from ECONOMY, or --unparsed.")

    if rivals:
        _print_rivals(code, origin, rivals, on or date.today(), known, market, as_json)
        return

    def one(number: str) -> Any:
        query = DutyQuery(
            number,
            origin or "",
            on or date.today(),
            market=market,
            known=known,
            claimed=not unclaimed,
            programme=programme,
            fabric=fabric or "",  # type: ignore[arg-type]
            unit_value=_unit_value(unit_values),
            mfn=mfn,
            without=without,
            assume=assume,
            us_content=us_content,
            metal_content=metal_content,
            is_so=is_so,
            is_not=is_not,
            parcel=parcel,
        )
        return answer(query, lines, foreign)

    digits = digits_of(code)
    found = [x for x in under(digits, lines) if x.general or x.special] if len(digits) < 8 else []
    if home and len(found) > 1:
        _print_lines(code, [(x, one(x.code)) for x in found], as_json)
    elif as_json:
        print_json(one(code).to_dict())
    else:
        printed(render(one(code)))


def _print_rivals(
    code: str, origin: str, rivals: str, on: date, known: date | None, market: str, as_json: bool
) -> None:
    """What rivals pay on a line, the margin over them, and the rule of origin each has to meet."""
    from dataclasses import asdict

    from kaskazi.law.eligibility import economy
    from kaskazi.law.layers import span
    from kaskazi.law.line_numbers import digits_of
    from kaskazi.law.rivals import margins
    from kaskazi.text.tables import Grid

    home = economy(origin)
    named = [x for r in rivals.split(",") if r.strip() and (x := economy(r)) != home]
    ours, found = margins([(digits_of(code), 1.0)], home, named, on, known=known, market=market)
    if as_json:
        print_json({"home": asdict(ours), "rivals": [asdict(m) for m in found]})
        return

    def row(p: Pays, margin: str) -> tuple[str, ...]:
        used = "" if p.used is None else f"; {p.used:.1%} claim it".replace("%", " %")
        claim = ", ".join(p.claims) + used if p.claims else "general rate"
        return (p.origin, span(p.low, p.taken, p.high, p.or_more), margin, claim, "; ".join(p.rules))

    rows = [row(ours, "")]
    rows += [row(m.rival, span(m.low, m.taken, m.high, m.rival.or_more or ours.or_more)) for m in found]
    printed(
        [Grid(("origin", "pays", "margin over it", "enters under", "origin rule"), tuple(rows), (0, 3, 4))]
    )


def _unit_value(given: tuple[tuple[str, float], ...]) -> UnitValue:
    if not given:
        return None
    if len(given) == 1 and not given[0][0]:
        return given[0][1]
    if any(not unit for unit, _ in given):
        raise click.UsageError("with several unit values name each unit, as --unit-value kg=12.5.")
    return dict(given)


def _print_lines(code: str, rows: list[tuple[Line, Any]], as_json: bool) -> None:
    """A table of the lines under a short code."""
    from kaskazi.codes.hs import dotted
    from kaskazi.law.layers import number
    from kaskazi.law.line_numbers import spread
    from kaskazi.text.tables import Grid

    if as_json:
        print_json([d.to_dict() for _, d in rows])
        return
    general = spread(tuple(x for x, _ in rows))
    cells = []
    for x, d in rows:
        cells.append((dotted(x.code), x.general or x.special, number(d), x.text))
    printed(
        [
            f"{code} has {len(rows)} lines; duties are set at 8 or 10 digits. General duty: {general}.",
            "",
            Grid(("line", "general", "duty", "what"), tuple(cells), (0, 1, 3)),
            "",
            "Give one of these numbers for its stack and sources.",
        ]
    )


def _print_unparsed(lines: Mapping[str, Line] | None, code: str | None, as_json: bool) -> None:
    """Duty texts that state no plain rate: listed, never guessed."""
    from kaskazi.codes.hs import dotted
    from kaskazi.law.line_numbers import digits_of
    from kaskazi.law.schedules import shipped, unread
    from kaskazi.text.tables import list_of

    prefix = digits_of(code) if code else ""
    found = [x for x in unread(lines or shipped()) if x.code.startswith(prefix)]
    goods = sum(x.code < "98" for x in found)
    if as_json:
        print_json([{"line": dotted(x.code), "general": x.general} for x in found])
        return
    printed([list_of([(dotted(x.code), x.general) for x in found])])
    click.echo(
        f"{len(found)} lines, {goods} of them in chapters 1 to 97, whose duty text states no plain rate.",
        err=True,
    )
