"""`kaskazi route`: the way between two ports."""

from __future__ import annotations

from pathlib import Path

import click

from kaskazi.cli.options import JSON, Verb, print_json, printed


@click.command(
    cls=Verb,
    examples=(
        "kaskazi route KEMBA NLRTM --close bab-el-mandeb",
        "kaskazi route Mombasa Rotterdam --open suez=0.4 --map way.svg",
        "kaskazi route Kampala Rotterdam --close northern",
    ),
)
@click.argument("origin")
@click.argument("destination")
@click.option(
    "--close",
    "closed",
    multiple=True,
    metavar="WHAT",
    help="A chokepoint, port or corridor to close; again for more.",
)
@click.option(
    "--open",
    "open_",
    multiple=True,
    metavar="CHOKEPOINT=SHARE",
    help="What a chokepoint still takes, as suez=0.4.",
)
@click.option(
    "--premium", multiple=True, metavar="CHOKEPOINT=USD", help="Surcharge or insurance, USD per TEU."
)
@click.option("--delay", multiple=True, metavar="CHOKEPOINT=DAYS", help="Days of waiting at a chokepoint.")
@click.option(
    "--vessel", default="container", metavar="CLASS", help="The class shown first. Default: container."
)
@click.option(
    "--map", "drawing", type=click.Path(path_type=Path), metavar="FILE", help="Draw both ways, as FILE.svg."
)
@JSON
def route(
    origin: str,
    destination: str,
    closed: tuple[str, ...],
    open_: tuple[str, ...],
    premium: tuple[str, ...],
    delay: tuple[str, ...],
    vessel: str,
    drawing: Path | None,
    as_json: bool,
) -> None:
    """Days, miles and dollars from ORIGIN to DESTINATION, before and after.

    Either end: a UN/LOCODE (KEMBA), a port's name (Mombasa), a place on a corridor of East Africa (Kampala), an economy
    (KEN, Kenya). Chokepoints: bab-el-mandeb, suez, hormuz, panama, malacca, cape and others. Two ends that share a port or a
    corridor are answered with the way by land.
    """
    from kaskazi import files
    from kaskazi.errors import InputError
    from kaskazi.network import Network, road_routes, route_text
    from kaskazi.network.compare_routes import compare, port_traffic
    from kaskazi.network.place_names import chokepoint_numbers
    from kaskazi.report.shapes import economy_names

    if drawing is not None and drawing.suffix.lower() != ".svg":
        raise click.BadParameter(f'"{drawing}" does not end in .svg.', param_hint="--map")
    if drawing is not None:
        files.check(drawing)
    network = Network.load()
    by_land = road_routes.land_route(network, origin, destination, closed, economy_names())
    if by_land is not None:
        wrong = [
            x
            for option, words, high in (
                ("open", open_, 1.0),
                ("premium", premium, 1e5),
                ("delay", delay, 365.0),
            )
            if isinstance(found_ := chokepoint_numbers(words, option, 0.0, high), list)
            for x in found_
        ]
        if wrong:
            raise InputError("route", wrong)
        if drawing is not None:
            raise click.BadParameter("the way is by land; maps are drawn of ways by sea.", param_hint="--map")
        if as_json:
            print_json(by_land.to_dict())
        else:
            printed(road_routes.shown(by_land, network))
        return
    traffic = None
    if open_:  # who leaves a narrow chokepoint depends on the world's trade
        from kaskazi.world import World

        world = World.load()
        traffic = port_traffic(network, world.economies, world.goods())
    found = compare(
        network,
        origin,
        destination,
        closed,
        open_=open_,
        premium=premium,
        delay=delay,
        vessel=vessel,
        names=economy_names(),
        traffic=traffic,
    )
    if drawing is not None:
        from kaskazi.report.routes import route_svg

        files.write(drawing, route_svg(found, network).encode())
    if as_json:
        print_json(found.to_dict())
    else:
        printed(route_text.shown(found, network))
