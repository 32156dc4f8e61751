"""Eora26: a folder with `Eora26_<year>_bp_T.txt`, `_FD.txt`, `_VA.txt` and `labels_T.txt`, `labels_FD.txt`.

Tab-separated, no header. Each label line: economy, code, entity, item. The last row and column (ROW, TOTAL) are
the statistical discrepancy and are left out. The unit is not in the file: it is what makes value added fit GDP,
or what you say. Economies without output (dissolved ones) are left out.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

from kaskazi.errors import DataError, Problem
from kaskazi.world.importers import grids
from kaskazi.world.importers.accounts import Table, by_buyer, by_use, check, to_world
from kaskazi.world.importers.labels import ALIASES, REST
from kaskazi.world.importers.long import UNITS
from kaskazi.world.types import ESTIMATED, World

# The 26 sectors in their order, and the default's sectors each is made of.
SECTORS = (
    ("Agriculture", "crops horticulture livestock"),
    ("Fishing", "forestry-fishing"),
    ("Mining and Quarrying", "fuels minerals"),
    ("Food & Beverages", "food"),
    ("Textiles and Wearing Apparel", "textiles apparel leather"),
    ("Wood and Paper", "wood-paper"),
    ("Petroleum, Chemical and Non-Metallic Mineral Products", "petroleum chemicals pharma non-metallic"),
    ("Metal Products", "metals"),
    ("Electrical and Machinery", "electronics machinery"),
    ("Transport Equipment", "vehicles"),
    ("Other Manufacturing", "other-manufactures"),
    ("Recycling", "other-manufactures"),
    ("Electricity, Gas and Water", "utilities"),
    ("Construction", "construction"),
    ("Maintenance and Repair", "trade"),
    ("Wholesale Trade", "trade"),
    ("Retail Trade", "trade"),
    ("Hotels and Restaurants", "tourism"),
    ("Transport", "transport"),
    ("Post and Telecommunications", "communications"),
    ("Financial Intermediation and Business Activities", "finance business"),
    ("Public Administration", "public"),
    ("Education, Health and Other Services", "public"),
    ("Private Households", "public"),
    ("Others", "public"),
    ("Re-export & Re-import", "trade"),
)
ALIKE = 0.6  # how alike an item and the sector of its place must be
RELATIVE, ABSOLUTE, ALL = 0.5, 100.0, 0.05  # the table is balanced only roughly
SIGNED = ("inventor", "valuables")


def read_eora(path: Path, reference: World | None = None, unit: str | None = None) -> World:
    """The world of one table. unit: usd, kusd or musd; without it the one that fits GDP of the reference.

    Raises DataError with every fault.
    """
    root = path if path.is_dir() else path.parent
    found = sorted(root.glob("Eora26_*_bp_T.txt")) if path.is_dir() else [path]
    if len(found) != 1:
        raise DataError(
            str(path), [Problem("", f"{len(found)} files Eora26_<year>_bp_T.txt.", "one, unpacked")]
        )
    stem = found[0].name.removesuffix("_T.txt")
    year = re.search(r"(?:19|20)\d\d", stem)
    t_labels = _labels(root, "T", stem)
    f_labels = _labels(root, "FD", stem)
    L = len(t_labels)
    T = grids.grid(root / f"{stem}_T.txt", (L, L), "\t")
    F = grids.grid(root / f"{stem}_FD.txt", (L, len(f_labels)), "\t")
    va_rows = len(_labels(root, "VA", stem)) if _label_file(root, "VA") else 6
    VA = grids.grid(root / f"{stem}_VA.txt", (va_rows, L), "\t").sum(axis=0)
    rest = [k for k, (c, item) in enumerate(t_labels) if c == REST]
    main = [k for k in range(L) if k not in set(rest)]
    economies = tuple(dict.fromkeys(t_labels[k][0] for k in main))
    J = len(SECTORS)
    _items(t_labels, main, economies, stem)
    N = len(economies)
    sales, used = by_use(T[np.ix_(main, main)], N, J)
    parts = []
    for signed in (False, True):
        sums = np.zeros((len(main), N))
        for k, (c, item) in enumerate(f_labels):
            if c in economies and any(w in item.casefold() for w in SIGNED) == signed:
                sums[:, economies.index(c)] += F[main, k]
        parts.append(by_buyer(sums, N, J))
    added = VA[main].reshape(N, J)
    left = float(np.abs(T[rest]).sum() + np.abs(T[:, rest]).sum())
    output = (sales + parts[0] + parts[1]).sum(axis=1).T
    scale, says = _unit(unit, added.sum(axis=1), economies, reference, stem)
    live = [n for n in range(N) if output[n].sum() * scale > 1.0]
    dead = [economies[n] for n in range(N) if n not in live]
    pick = np.ix_(range(J), live, live)
    t = Table(
        title=stem,
        year=int(year[0]) if year else 0,
        economies=tuple(economies[n] for n in live),
        sectors=tuple(f"e{k:02d}" for k in range(1, J + 1)),
        sector_names=tuple(name for name, _ in SECTORS),
        members=tuple(m for _, m in SECTORS),
        sales=sales[pick] * scale,
        used=used[live] * scale,
        final=parts[0][pick] * scale,
        stocks=parts[1][pick] * scale,
        value_added=added[live] * scale,
        taxes=np.zeros((len(live), J)),
        output=output[live] * scale,
        grade=ESTIMATED,
        source="eora26",
        notes=(
            f"statistical discrepancy (ROW) of {left * scale:,.0f} million USD left out",
            says,
            *([f"economies without output left out: {', '.join(dead)}"] if dead else []),
        ),
    )
    check(t, reference, RELATIVE, ABSOLUTE, ALL)
    return to_world(t, reference)


def _label_file(root: Path, kind: str) -> Path | None:
    for place in (root, root / "indices", root.parent / "indices"):
        if (place / f"labels_{kind}.txt").is_file():
            return place / f"labels_{kind}.txt"
    return None


def _labels(root: Path, kind: str, title: str) -> list[tuple[str, str]]:
    """(economy, item) of each line of labels_<kind>.txt."""
    file = _label_file(root, kind)
    if file is None:
        raise DataError(
            title, [Problem("", f"labels_{kind}.txt is not beside it.", "the labels of the same release")]
        )
    out: list[tuple[str, str]] = []
    for n, cells in enumerate(grids.table(file, "\t"), 1):
        cells = [c.strip() for c in cells]
        if kind == "VA":
            out.append((cells[0] if cells else "", cells[1] if len(cells) > 1 else ""))
            continue
        if len(cells) < 4 or not re.fullmatch(r"[A-Z]{3}", cells[1]):
            raise DataError(file.name, [Problem(f"line {n}", "is not economy, code, entity, item.")])
        out.append((ALIASES.get(cells[1], cells[1]), cells[3]))
    if not out:
        raise DataError(file.name, [Problem("", "has no lines.")])
    return out


def _items(labels: list[tuple[str, str]], main: list[int], economies: tuple[str, ...], title: str) -> None:
    """Every economy holds the 26 sectors in their order. Raises DataError."""
    problems: list[Problem] = []
    J = len(SECTORS)
    if len(main) != J * len(economies):
        count = {c: sum(labels[k][0] == c for k in main) for c in economies}
        problems += [Problem(c, f"has {n} sectors.", "26") for c, n in count.items() if n != J]
    else:
        for place, k in enumerate(main):
            c, item = labels[k]
            name = SECTORS[place % J][0]
            if c != economies[place // J]:
                problems.append(
                    Problem(f"line {k + 1}", f"{c} stands among the sectors of {economies[place // J]}.")
                )
            elif SequenceMatcher(None, item.casefold(), name.casefold()).ratio() < ALIKE:
                problems.append(Problem(f"line {k + 1}", f'{c} "{item}" stands where "{name}" belongs.'))
    if problems:
        raise DataError(title, problems[:20])


def _unit(
    unit: str | None, added: np.ndarray, economies: tuple[str, ...], w: World | None, title: str
) -> tuple[float, str]:
    if unit is not None:
        if unit not in UNITS:
            raise DataError(title, [Problem("unit", f'"{unit}" is not one.', ", ".join(UNITS))])
        return UNITS[unit], f"unit {unit}, as you say"
    gdp = dict(zip(w.economies, w.gdp, strict=True)) if w is not None else {}
    both = [(float(v), float(gdp[c])) for c, v in zip(economies, added, strict=True) if c in gdp]
    if not both or sum(v for v, _ in both) <= 0:
        raise DataError(title, [Problem("unit", "cannot be told.", "--unit kusd or musd")])
    ratio = sum(v for v, _ in both) / sum(g for _, g in both)
    best = min(UNITS, key=lambda u: abs(np.log(ratio * UNITS[u])))
    return UNITS[best], f"unit {best}: value added is then {ratio * UNITS[best]:.2f} of GDP on record"
