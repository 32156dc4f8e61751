"""The world: labelled accounts that balance, every cell graded."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kaskazi.errors import DataError, Problem
from kaskazi.world.economies import unknown

if TYPE_CHECKING:
    from kaskazi.model import Calibration

Array = NDArray[np.float64]
Grades = NDArray[np.uint8]
ABSENT, OBSERVED, ESTIMATED, IMPUTED = range(4)
GRADE_NAMES = ("absent", "observed", "estimated", "imputed")
DEFAULT = "2023.1"

# Error bands by evidence class, 10th and 90th percentile of the log of ours over observed, as measured on
# observed flows that were not used (see docs/data).
BANDS: Mapping[int, tuple[float, float]] = {
    OBSERVED: (-0.05, 0.05),
    ESTIMATED: (-0.70, 0.60),
    IMPUTED: (-1.63, 4.84),
}


@dataclass(frozen=True, slots=True)
class World:
    """Accounts of one year. J sectors, N economies; [j, n, i] is sector j bought by n from i.

    flows (J,N,N) million USD a year net of tariff, own sales on the diagonal; grade (J,N,N); tariff (J,N,N)
    ratios, tariff_grade; beta (N,J); gamma (N,J,J); theta, theta_se (J,); gdp (N,) million USD;
    population (N,) persons; labour_force (N,) persons; remittances (N,) million USD received; hand (J,N,N)
    cells entered by hand; ledger: what was changed to make the accounts add up; sources: ids.
    """

    version: str
    year: int
    economies: tuple[str, ...]
    names: tuple[str, ...]
    sectors: tuple[str, ...]
    sector_names: tuple[str, ...]
    flows: Array
    grade: Grades
    tariff: Array
    tariff_grade: Grades
    beta: Array
    gamma: Array
    theta: Array
    theta_se: Array
    gdp: Array
    population: Array
    labour_force: Array
    remittances: Array
    hand: NDArray[np.bool_]
    ledger: tuple[str, ...]
    sources: tuple[str, ...]
    sha256: str = ""

    @classmethod
    def load(cls, version: str | None = None) -> World:
        """A shipped world by version (default: the current one), or one of your own by the path of its file.

        Raises DataError for a version that is not there and a file that is not whole.
        """
        if version and version.endswith(".npz"):
            path = Path(version)
            if not path.is_file():
                raise DataError(version, [Problem("", "cannot be read: no such file.")])
            return from_bytes(path.read_bytes(), path.name)
        return _shipped(version or DEFAULT)

    def index(self, iso3: str) -> int:
        """Position of an economy. Raises InputError with the nearest code."""
        try:
            return self.economies.index(iso3)
        except ValueError:
            table = dict(zip(self.economies, self.names, strict=True))
            raise unknown(f"world {self.version}", "", iso3, table) from None

    def name(self, iso3: str) -> str:
        """English name of an economy."""
        return self.names[self.index(iso3)]

    def trade(self, exporter: str, importer: str) -> float:
        """Goods and other sectors' flow, million USD a year."""
        return float(self.flows[:, self.index(importer), self.index(exporter)].sum())

    def goods(self) -> Array:
        """Trade (N,N) [importer, exporter] of all goods sectors, zero diagonal."""
        total: Array = self.flows.sum(axis=0)
        total = total.copy()
        np.fill_diagonal(total, 0.0)
        return total

    def hand_entered(self) -> NDArray[np.bool_]:
        """Pairs (N,N) entered by hand."""
        return np.asarray(self.hand.any(axis=0))

    def sector_of_hs(self, code: str) -> str:
        """Sector that holds an HS chapter or line. This world has one."""
        return self.sectors[0]

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


TEXTS = ("economies", "names", "sectors", "sector_names", "ledger", "sources")


def to_bytes(w: World) -> bytes:
    """The world as one compressed file; the same world gives the same bytes."""
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
        for f in fields(World):
            if f.name == "sha256":
                continue
            value = getattr(w, f.name)
            array = np.array(value)
            if f.name == "flows":
                array = array.astype(np.float64)
            body = io.BytesIO()
            np.lib.format.write_array(body, array, allow_pickle=False)
            info = zipfile.ZipInfo(f"{f.name}.npy", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            z.writestr(info, body.getvalue(), compresslevel=9)
    return out.getvalue()


def from_bytes(raw: bytes, title: str = "world") -> World:
    """Read what `to_bytes` wrote. Raises DataError for a file that is cut short or lacks a part."""
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as z:
            parts = {k: z[k] for k in z.files}
    except Exception as error:
        raise DataError(title, [Problem("", f"cannot be read: {error}.", "a world file, whole")]) from error
    missing = [f.name for f in fields(World) if f.name not in parts and f.name != "sha256"]
    if missing:
        raise DataError(title, [Problem(m, "is missing.") for m in missing])
    kept: dict[str, Any] = {}
    for name, a in parts.items():
        if name in TEXTS:
            kept[name] = tuple(str(x) for x in a)
        elif name == "version":
            kept[name] = str(a)
        elif name == "year":
            kept[name] = int(a)
        else:
            kept[name] = a
    return World(**kept, sha256=sha256(raw).hexdigest())


def save(w: World, path: Path) -> World:
    """Write a world, whole or not at all, and give it back with its hash."""
    raw = to_bytes(w)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(raw)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DataError(str(path), [Problem("", f"cannot be written: {error.strerror}.")]) from error
    return from_bytes(raw, path.name)


def path_of(version: str) -> Path:
    """Where a shipped world lies."""
    return Path(str(files("kaskazi.world").joinpath("data", f"world-{version}.npz")))


@cache
def _shipped(version: str) -> World:
    path = path_of(version)
    if not path.is_file():
        have = sorted(p.stem.removeprefix("world-") for p in path.parent.glob("world-*.npz"))
        raise DataError("world", [Problem("version", f'"{version}" is not shipped.', " or ".join(have))])
    return from_bytes(path.read_bytes(), path.name)
