"""Writes validation.md (published figures beside the network's, weighted by the shipped world's trade) and the
tables of index.md.

    python docs/network/write_validation.py
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from kaskazi.analysis.network_measures import Trade
from kaskazi.analysis.network_validation import render, validate
from kaskazi.network import Network, packaged
from kaskazi.network.disruption import note, title
from kaskazi.network.parameters import LEVELS, REASONS
from kaskazi.world import World


def weights(world: World) -> Trade:
    """The world's goods trade, own sales left out."""
    flows = world.flows[world.is_goods] * ~np.eye(len(world.economies), dtype=bool)
    sectors = tuple(s for s, g in zip(world.sectors, world.is_goods, strict=True) if g)
    return Trade(world.economies, sectors, flows, world.tariff[world.is_goods])


def page() -> str:
    world = World.load()
    checks = validate(Network.load(), weights(world))
    return f"""# The network beside published figures

Weights: goods trade of world {world.version}; trade between neighbours on land and within the regions of
`overland.toml` is in no figure of the sea's, as in every scenario. *Published* is the figure, or the range within which ours counts as a
hit; *ours* is the central level, *low to high* the other two. *Calibrated* means the published figure set a
parameter of ours, so that a hit says only that the arithmetic holds. Sources are ids of `sources.toml`. This page
is written by `docs/network/write_validation.py`.

{render(checks)}

What the misses have in common

- **Tonnes of single economies** (Kenya, Tanzania, Sudan by Suez; containers through Hormuz): a sector has one worth of a kilogram for all who
  trade in it, so that Kenya's tea weighs like grain and its grain like tea, and chemicals in tankers count as boxes. The pairs of petroleum are
  the world's estimate: a fifth of Kenya's comes by Suez there and next to none in fact.
- **Oil of the Baltic and the Black Sea**: products of Russia and the transit of Kazakh crude are not in the pairs of the world's trade.
- **World trade when a canal or strait closes for good**: ours is the cost of the longer way at the model's elasticity; the study lets trade fall by
  its own estimate of distance, which at Panama and Malacca is several times the extra cost of sailing. Low to high holds Suez's.
- **Hormuz over a year**: goods that find no way are lost here and replaced from stocks and dearer wells there; the WTO's half point is the effect of the
  price of energy on trade in everything else.
- **Two land times** (Kigali, Elegu) lie 0.3 to 3 points outside the band of 10 %, one corridor being held out at a time.
"""


def reasons() -> str:
    return "\n".join(
        f"| {name} | " + " | ".join(why[level] for level in LEVELS) + " |" for name, why in REASONS.items()
    )


def packages() -> str:
    rows = [f"| `{key}` | {title(key)} | {note(key)} |" for key in packaged()]
    return "\n".join(["| Id | Title | What it is |", "|:--|:--|:--|", *rows])


def tables(text: str) -> str:
    """index.md with its two tables written anew."""
    text = re.sub(r"(\| Parameter .*\n\|:.*\n)(\|.*\n)*", lambda m: m[1] + reasons() + "\n", text)
    return re.sub(r"\| Id \|(.*\n)(\|.*\n)*", lambda m: packages() + "\n", text)


if __name__ == "__main__":
    here = Path(__file__).parent
    (here / "validation.md").write_text(page(), encoding="utf-8")
    index = here / "index.md"
    index.write_text(tables(index.read_text(encoding="utf-8")), encoding="utf-8")
