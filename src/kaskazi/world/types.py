"""The world: labelled accounts that balance, every cell graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.codes.economies import unknown
from kaskazi.errors import DataError, Problem, nearest

if TYPE_CHECKING:
    from kaskazi.model import Calibration
    from kaskazi.world.indicators import Indicator

Array = NDArray[np.float64]
Grades = NDArray[np.uint8]
Flags = NDArray[np.bool_]
ABSENT, OBSERVED, ESTIMATED, IMPUTED = range(4)
GRADE_NAMES = ("absent", "observed", "estimated", "imputed")


# Kinds of `World.bases` that are published, or split a published total of a pair.
PUBLISHED = ("published-cell", "published-raw-materials", "published-pair-by-products")


def untraced() -> dict[str, Any]:
    """The parts of a world that say what its cells are made of, empty: for one whose cells are put together or apart."""
    none = np.zeros((0, 0, 0), dtype=np.uint8)
    return {"basis": none, "bases": (), "tariff_basis": none.astype(np.uint16), "tariff_bases": ()}


def traced(w: World, cells: Flags, entry: str) -> dict[str, Any]:
    """The parts of a world that say what its cells are made of, with these cells (J,N,N) made of `entry` ("kind: source");
    empty where the world's own are."""
    if not w.bases:
        return {"basis": w.basis, "bases": w.bases}
    bases = w.bases if entry in w.bases else (*w.bases, entry)
    place = bases.index(entry)
    kind = np.uint16 if place > np.iinfo(w.basis.dtype).max else w.basis.dtype
    return {"basis": np.where(cells, place, w.basis).astype(kind), "bases": bases}


@dataclass(frozen=True, slots=True)
class World:
    """Accounts of one year. J sectors, N economies; [j, n, i] is sector j bought by n from i.

    kinds: "goods" or "services" by sector; members: the default's sectors each sector is made of, by spaces.
    flows (J,N,N) million USD a year at basic prices, net of tariff, own sales on the diagonal; grade (J,N,N);
    tariff (J,N,N) ratios, tariff_grade; beta (N,J) value added in output; gamma (N,J,J) [n, input, user];
    technology_grade (N,J): grade of output, beta and gamma; theta, theta_se (J,); gdp (N,) million USD;
    jobs (N,J) persons, jobs_grade; indicators: further figures of economies by id, see `indicator`;
    hand (J,N,N): cells entered by hand; mirror (N,N): pairs whose two sides report it differently;
    basis (J,N,N): what each cell of `flows` is made of, a place in `bases` ("kind: source ids"); both empty where they are
    not held (an older file, economies or sectors put together); tariff_basis (J,N,N) and tariff_bases: the same for `tariff`;
    ledger: what was changed to make the accounts add up; sources: ids.
    """

    version: str
    year: int
    economies: tuple[str, ...]
    names: tuple[str, ...]
    sectors: tuple[str, ...]
    sector_names: tuple[str, ...]
    kinds: tuple[str, ...]
    members: tuple[str, ...]
    flows: Array
    grade: Grades
    tariff: Array
    tariff_grade: Grades
    beta: Array
    gamma: Array
    technology_grade: Grades
    theta: Array
    theta_se: Array
    gdp: Array
    jobs: Array
    jobs_grade: Grades
    indicators: Mapping[str, Indicator]
    hand: Flags
    mirror: Flags
    ledger: tuple[str, ...]
    sources: tuple[str, ...]
    basis: Grades = field(default_factory=lambda: np.zeros((0, 0, 0), dtype=np.uint8))
    bases: tuple[str, ...] = ()
    tariff_basis: NDArray[np.uint16] = field(default_factory=lambda: np.zeros((0, 0, 0), dtype=np.uint16))
    tariff_bases: tuple[str, ...] = ()
    sha256: str = ""

    @classmethod
    def load(cls, version: str | None = None) -> World:
        """A shipped world by version (default: the current one), or one of your own by the path of its file.

        Raises DataError for a version that is not there and a file that is not whole.
        """
        from kaskazi.world.file import load

        return load(version)

    def index(self, iso3: str) -> int:
        """Position of an economy. Raises InputError with the nearest code."""
        try:
            return self.economies.index(iso3)
        except ValueError:
            table = dict(zip(self.economies, self.names, strict=True))
            raise unknown(f"world {self.version}", "", iso3, table) from None

    def sector(self, key: str) -> int:
        """Position of a sector. Raises DataError with the nearest id."""
        if key not in self.sectors:
            what = f'"{key}" is not a sector of world {self.version}.'
            near = nearest(key, self.sectors)
            raise DataError("sector", [Problem("", what, ", ".join(self.sectors), near)])
        return self.sectors.index(key)

    def indicator(self, key: str) -> Indicator:
        """A figure of every economy, by its id in `indicators.toml`. Raises DataError with the nearest id."""
        if key not in self.indicators:
            what = f'"{key}" is not an indicator of world {self.version}.'
            near = nearest(key, self.indicators)
            raise DataError("indicator", [Problem("", what, ", ".join(self.indicators), near)])
        return self.indicators[key]

    def name(self, iso3: str) -> str:
        """English name of an economy."""
        return self.names[self.index(iso3)]

    @property
    def is_goods(self) -> Flags:
        """Which sectors (J,) are goods."""
        return np.array([k == "goods" for k in self.kinds])

    def trade(self, exporter: str, importer: str) -> float:
        """Goods sold by one economy to another, million USD a year."""
        pair = self.flows[self.is_goods, self.index(importer), self.index(exporter)]
        return float(pair.sum())

    def goods(self) -> Array:
        """Trade (N,N) [importer, exporter] of all goods sectors, zero diagonal."""
        total: Array = self.flows[self.is_goods].sum(axis=0)
        np.fill_diagonal(total, 0.0)
        return total

    def hand_entered(self) -> Flags:
        """Pairs (N,N) with a cell entered by hand."""
        return np.asarray(self.hand.any(axis=0))

    def published(self) -> Flags:
        """Pairs (N,N) whose goods total is published: every cell of it is, or is a part of a published total. Where a
        world does not say what its cells are made of, those entered by hand."""
        if not self.bases:
            return self.hand_entered()
        kinds = np.array([b.split(":")[0] in PUBLISHED for b in self.bases])
        goods = self.flows[self.is_goods] > 0
        return np.asarray(goods.any(axis=0) & (kinds[self.basis[self.is_goods]] | ~goods).all(axis=0))

    def basis_of(self, sector: str, buyer: str, seller: str) -> tuple[str, str]:
        """What a cell is made of, and from what: ids of sources, or the words of who entered it; empty where the world does
        not say."""
        if not self.bases:
            return "", ""
        cell = self.basis[self.sector(sector), self.index(buyer), self.index(seller)]
        kind, _, cited = self.bases[cell].partition(":")
        return kind, cited.strip()

    def output(self) -> Array:
        """Gross output (N,J), million USD: sales to all, own sales included."""
        return np.ascontiguousarray(self.flows.sum(axis=1).T)

    def value_added(self) -> Array:
        """Value added (N,J), million USD."""
        return self.beta * self.output()

    def intermediate(self) -> Array:
        """Intermediate use (N,J) of each sector's product, million USD, tariffs included."""
        materials = (1 - self.beta) * self.output()
        used: Array = (self.gamma @ materials[:, :, None])[:, :, 0]
        return used

    def final(self) -> Array:
        """Final use (N,J) of each sector's product, million USD, tariffs included."""
        spent = (self.flows * (1 + self.tariff)).sum(axis=2).T
        return np.asarray(spent - self.intermediate())

    def sector_of_hs(self, code: str) -> str:
        """Sector that holds an HS chapter, heading or line. Raises DataError for a code that is none."""
        from kaskazi.codes.hs import sector_of_hs

        if len(self.sectors) == 1:
            return self.sectors[0]
        found = sector_of_hs(code)
        return next(s for s, m in zip(self.sectors, self.members, strict=True) if found in m.split())

    def sector_of_line(self, hs: str) -> str:
        """Sector of a tariff line; goods returned and low-value consignments (chapters 98, 99) are other
        manufactures. Raises DataError for a code that is none."""
        return self.sector_of_hs("96" if hs[:2] in ("98", "99") else hs)

    def calibration(self) -> Calibration:
        """The plain arrays of the model. Raises IdentityError if the accounts do not add up."""
        return _calibration(self)


_CALIBRATIONS: dict[str, Any] = {}


def _calibration(w: World) -> Calibration:
    from kaskazi.model import Calibration

    if w.sha256 and w.sha256 in _CALIBRATIONS:
        kept: Calibration = _CALIBRATIONS[w.sha256]
        return kept
    made = Calibration.from_flows(w.flows, w.theta, w.tariff, w.beta, w.gamma)
    if w.sha256:
        _CALIBRATIONS[w.sha256] = made
    return made
