"""GLORIA: a folder with `*_T-Results_<year>_*_Markup001(full).csv`, `_Y-`, `_V-` and `GLORIA_ReadMe_*.xlsx`.

No header, comma, thousand USD; Markup001 is at basic prices. Each region has its industries, then its products:
products x industries is use, industries x products is supply. Labels come from the ReadMe (sheets Regions,
Sectors), or from regions.csv and sectors.csv beside the files (one label a line). Your concordance says where
each sector belongs (columns sector_name, sector); sectors that go to the same one are added up while reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaskazi.codes.sectors import sectors as default_sectors
from kaskazi.errors import DataError, Problem, nearest
from kaskazi.world.importers import grids
from kaskazi.world.importers.accounts import Table, check, to_world
from kaskazi.world.importers.labels import ALIASES
from kaskazi.world.types import ESTIMATED, World

Array = NDArray[np.float64]
SCALE = 1e-3  # thousand to million USD
FINAL_KINDS = 6  # final demand and value added have six categories a region
STOCKS = 4  # the fifth of them is changes of inventories
RELATIVE, ABSOLUTE, ALL = 0.5, 100.0, 0.05


def read_gloria(
    path: Path, reference: World | None = None, concordance: Mapping[str, dict[str, float]] | None = None
) -> World:
    """The world of one table in the default's sectors. Raises DataError with every fault."""
    if not path.is_dir():
        raise DataError(str(path), [Problem("", "is not a folder.", "the folder of the unpacked archives")])
    files = {k: _one(path, k) for k in "TYV"}
    year = re.search(r"Results_((?:19|20)\d\d)_(\d+)", files["T"].name)
    title = f"GLORIA {year[2]} {year[1]}" if year else "GLORIA"
    regions, names = _labels(path)
    if concordance is None:
        need = "--concordance FILE with columns sector_name, sector"
        raise DataError(title, [Problem("sectors", "no built-in concordance for them.", need)])
    missing = [Problem("concordance", f'no row for "{s}".', nearest=nearest(s, concordance)) for s in names if s not in concordance]  # fmt: skip
    if missing:
        raise DataError(title, missing[:20])
    order = tuple(s for s in default_sectors() if any(s in concordance[n] for n in names))
    P = np.array([[concordance[n].get(s, 0.0) for n in names] for s in order])
    t = _read(files, title, int(year[1]) if year else 0, regions, names, order, P)
    check(t, reference, RELATIVE, ABSOLUTE, ALL)
    return to_world(t, reference)


def _read(
    files: Mapping[str, Path],
    title: str,
    year: int,
    regions: tuple[str, ...],
    names: tuple[str, ...],
    order: tuple[str, ...],
    P: Array,
) -> Table:
    """The table, summed to sectors by P (J,S) while its rows are read."""
    R, S, J = len(regions), len(names), len(order)
    width = R * 2 * S
    industry = np.concatenate([np.arange(S) + r * 2 * S for r in range(R)])
    product = industry + S
    supply = np.zeros((R, S, S))
    use = np.zeros((R, S, S))  # [buyer, product, industry], all sellers
    flows = np.zeros((J, R, R))
    for k, values in _rows(files["T"], width, title):
        r, s = divmod(k, 2 * S)
        if s < S:
            supply[r, s] = values[product].reshape(R, S)[r]
        else:
            row = values[industry].reshape(R, S)
            use[:, s - S, :] += row
            flows[:, :, r] += P[:, s - S, None] * row.sum(axis=1)[None, :]
    final, stocks = np.zeros((J, R, R)), np.zeros((J, R, R))
    for k, values in _rows(files["Y"], R * FINAL_KINDS, title, width):
        r, s = divmod(k, 2 * S)
        if s >= S:
            block = values.reshape(R, FINAL_KINDS)
            plain = block.sum(axis=1) - block[:, STOCKS]
            final[:, :, r] += P[:, s - S, None] * plain[None, :]
            stocks[:, :, r] += P[:, s - S, None] * block[:, STOCKS][None, :]
    added = np.zeros((R, S))
    for k, values in _rows(files["V"], width, title, R * FINAL_KINDS):
        r = k // FINAL_KINDS
        added[r] += values[industry].reshape(R, S)[r]
    made = supply.sum(axis=2)
    D = np.divide(supply, made[:, :, None], out=np.zeros_like(supply), where=made[:, :, None] > 0)
    used = P @ use @ D @ P.T  # industries' inputs go with the products they make
    value = (added[:, None, :] @ D)[:, 0, :] @ P.T
    live = [n for n in range(R) if made[n].sum() * SCALE > 1.0]
    dead = [regions[n] for n in range(R) if n not in live]
    pick = np.ix_(range(J), live, live)
    return Table(
        title=title,
        year=year,
        economies=tuple(ALIASES.get(regions[n], regions[n]) for n in live),
        sectors=order,
        sector_names=tuple(default_sectors()[s].name for s in order),
        members=order,
        sales=flows[pick] * SCALE,
        used=used[live] * SCALE,
        final=final[pick] * SCALE,
        stocks=stocks[pick] * SCALE,
        value_added=value[live] * SCALE,
        taxes=np.zeros((len(live), J)),
        output=(flows + final + stocks).sum(axis=1).T[live] * SCALE,
        grade=ESTIMATED,
        source="gloria",
        notes=(
            "supply and use to products by the industries' technology; your concordance to sectors",
            *([f"regions without output left out: {', '.join(dead)}"] if dead else []),
        ),
    )


def _rows(path: Path, width: int, title: str, count: int | None = None) -> Iterator[tuple[int, Array]]:
    """Number and cells of each line. Raises DataError for another width or number of lines."""
    wanted = count or width
    k = -1
    for k, line in enumerate(grids.lines(path)):
        cells = line.split(",")
        if len(cells) != width or k >= wanted:
            what = (
                f"line {k + 1} holds {len(cells)} cells."
                if k < wanted
                else f"holds more than {wanted} lines."
            )
            raise DataError(path.name, [Problem("", what, f"{wanted} lines of {width}")])
        yield k, grids.numbers(cells, f"line {k + 1}", path.name)
    if k + 1 != wanted:
        raise DataError(path.name, [Problem("", f"holds {k + 1} lines.", f"{wanted} by its labels")])


def _one(folder: Path, kind: str) -> Path:
    found = sorted(p for p in folder.glob(f"*{kind}-Results*.csv") if "markup001" in p.name.casefold())
    if len(found) != 1:
        what = f"{len(found)} files {kind}-Results ... Markup001."
        raise DataError(str(folder), [Problem("", what, "one year at basic prices")])
    return found[0]


def _labels(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Acronyms of the regions and names of the sectors, in order."""
    books = sorted(folder.glob("GLORIA_ReadMe*.xlsx"))
    if books:
        book = grids.workbook(books[0])
        return _column(book, "Regions", "Region_acronyms", books[0].name), _column(book, "Sectors", "Sector_names", books[0].name)  # fmt: skip
    out = []
    for name in ("regions.csv", "sectors.csv"):
        if not (folder / name).is_file():
            raise DataError(str(folder), [Problem("", f"neither GLORIA_ReadMe_*.xlsx nor {name} is in it.")])
        out.append(_clean([r[0] for r in grids.table(folder / name) if r], name))
    return out[0], out[1]


def _column(book: object, sheet: str, header: str, title: str) -> tuple[str, ...]:
    rows = grids.sheet(book, sheet, title)
    for n, row in enumerate(rows[:10]):
        if header in row:
            k = row.index(header)
            return _clean([str(r[k]) for r in rows[n + 1 :] if r[k] not in (None, "")], f"{title} {sheet}")
    raise DataError(title, [Problem(f"sheet {sheet}", f'no column "{header}".')])


def _clean(labels: Sequence[str], where: str) -> tuple[str, ...]:
    found = tuple(x.strip() for x in labels)
    twice = sorted({x for x in found if found.count(x) > 1})
    if not found or twice:
        raise DataError(where, [Problem("labels", f"twice: {', '.join(twice[:8])}." if twice else "none.")])
    return found
