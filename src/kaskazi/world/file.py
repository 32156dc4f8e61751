"""A world in one file: written whole or not at all, the same world to the same bytes.

A shipped world has the indicators that are registered now; one of your own, those it was written with.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaskazi import files as whole
from kaskazi.errors import DataError, Problem
from kaskazi.world.check import problems
from kaskazi.world.indicators import Indicator, of_arrays, table
from kaskazi.world.types import World

DEFAULT = "2023.3"
LABELS = ("economies", "names", "sectors", "sector_names", "kinds", "members")
TEXTS = (*LABELS, "ledger", "sources", "bases", "tariff_bases")
LATER = ("basis", "bases", "tariff_basis", "tariff_bases")  # parts that files of an older form lack: empty
PLANES = ("flows", "gamma")  # kept as 32-bit floats, bytes of one rank together: smaller and quicker
TABLED = ("tariff",)  # few different values: kept as a list of values and a number for each cell
PACKED = ("hand", "mirror")  # kept as bits


def load(version: str | None = None) -> World:
    """A shipped world by version, or a file of the user's own (a path ending in .npz). Raises DataError."""
    if version and version.endswith(".npz"):
        path = Path(version)
        if not path.is_file():
            raise DataError(version, [Problem("", "cannot be read: no such file.")])
        return from_bytes(path.read_bytes(), path.name)
    return _shipped(version or DEFAULT)


def shorten(values: NDArray[np.float64], bits: int = 18) -> NDArray[np.float64]:
    """Values with so many bits of mantissa: what a file keeps of a reconstructed figure (18: 4 parts in 10^6)."""
    mantissa, exponent = np.frexp(values)
    out: NDArray[np.float64] = np.ldexp(np.round(mantissa * 2.0**bits) / 2.0**bits, exponent)
    return out


def _parts(name: str, value: Any) -> dict[str, NDArray[Any]]:
    a = np.array(value)
    if name in PLANES:
        short = a.astype("<f4")
        if (short.astype(np.float64) == a).all():
            flat = np.frombuffer(short.tobytes(), dtype=np.uint8).reshape(-1, 4)
            return {f"{name}.planes": np.ascontiguousarray(flat.T), f"{name}.shape": np.array(a.shape)}
    if name in TABLED:
        values, cells = np.unique(a, return_inverse=True)
        if len(values) < 65536:
            return {f"{name}.values": values, f"{name}.cells": cells.reshape(a.shape).astype("<u2")}
    if name in PACKED:
        return {f"{name}.bits": np.packbits(a), f"{name}.shape": np.array(a.shape)}
    return {name: a}


def _whole(name: str, parts: Mapping[str, NDArray[Any]]) -> NDArray[Any] | None:
    if f"{name}.planes" in parts:
        planes, shape = parts[f"{name}.planes"], tuple(parts[f"{name}.shape"])
        return np.ascontiguousarray(planes.T).view("<f4").reshape(shape).astype(np.float64)
    if f"{name}.cells" in parts:
        return np.asarray(parts[f"{name}.values"][parts[f"{name}.cells"]])
    if f"{name}.bits" in parts:
        shape = tuple(parts[f"{name}.shape"])
        bits = np.unpackbits(parts[f"{name}.bits"], count=int(np.prod(shape)))
        return bits.reshape(shape).astype(np.bool_)
    return parts.get(name)


def to_bytes(w: World) -> bytes:
    """The world as one compressed file with the number of its form; the same world gives the same bytes."""
    parts = {"schema": np.array(whole.SCHEMAS["world"])}
    for f in fields(World):
        if f.name == "indicators":
            parts |= _indicator_parts(w.indicators)
        elif f.name != "sha256":
            parts |= _parts(f.name, getattr(w, f.name))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
        for name, array in parts.items():
            body = io.BytesIO()
            np.lib.format.write_array(body, array, allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            z.writestr(info, body.getvalue(), compresslevel=9)
    return out.getvalue()


def from_bytes(raw: bytes, title: str = "world") -> World:
    """Read what `to_bytes` of this or an older version wrote.

    Raises DataError for a file that is cut short, changed, lacks a part, or was written by a newer version, and for
    parts that are not what they should be (`kaskazi.world.check`).
    """
    kept: dict[str, Any] = {}
    missing: list[str] = []
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as z:
            said = z["schema"].item() if "schema" in z.files else None
            whole.schema_of("world", said, title, DataError)
            parts = {k: z[k] for k in z.files}
        for f in fields(World):
            if f.name == "sha256":
                continue
            if f.name == "indicators":
                kept[f.name] = _indicators(parts)
                continue
            value = _whole(f.name, parts)
            if value is None and f.name in LATER:
                continue
            if value is None:
                missing.append(f.name)
            elif f.name in TEXTS:
                kept[f.name] = tuple(str(x) for x in value)
            elif f.name == "version":
                kept[f.name] = str(value)
            elif f.name == "year":
                kept[f.name] = int(value)
            else:
                kept[f.name] = value
    except DataError:
        raise
    except Exception as error:
        raise DataError(title, [Problem("", f"cannot be read: {error}.", "a world file, whole")]) from error
    if missing:
        raise DataError(title, [Problem(m, "is missing.") for m in missing])
    faults = problems(kept)
    if faults:
        raise DataError(title, faults)
    return World(**kept, sha256=sha256(raw).hexdigest())


def _indicator_parts(found: Mapping[str, Indicator]) -> dict[str, NDArray[Any]]:
    """Indicators as arrays: what each is (K,), their values and years (K,N), and sources by number."""
    kept = list(found.values())
    cited = sorted({s for x in kept for s in x.sources})
    return {
        "indicators": np.array(list(found), dtype=str),
        "indicators.title": np.array([x.title for x in kept], dtype=str),
        "indicators.unit": np.array([x.unit for x in kept], dtype=str),
        "indicators.sums": np.array([x.sums for x in kept], dtype=np.bool_),
        "indicators.values": np.array([x.values for x in kept], dtype=np.float64),
        "indicators.years": np.array([x.years for x in kept], dtype=np.int64),
        "indicators.cited": np.array(cited, dtype=str),
        "indicators.sources": np.array([[cited.index(s) for s in x.sources] for x in kept], dtype=np.int64),
    }


def _indicators(parts: Mapping[str, NDArray[Any]]) -> Mapping[str, Indicator]:
    """The indicators of a file: its table, or (forms 1 and 2) those it holds as arrays. Raises what a torn one raises."""
    if "indicators" not in parts:
        return of_arrays(parts)
    cited = [str(s) for s in parts["indicators.cited"]]
    columns = ("title", "unit", "sums", "values", "years", "sources")
    rows = zip(parts["indicators"], *(parts[f"indicators.{c}"] for c in columns), strict=True)
    return {
        str(key): Indicator(str(key), str(title), str(unit), bool(sums), v, y, tuple(cited[k] for k in s))
        for key, title, unit, sums, v, y, s in rows
    }


def save(w: World, path: Path, inputs: Iterable[str | Path] = ()) -> World:
    """Write a world, whole or not at all, and give it back with its hash.

    inputs: files it was made of, never written over. Raises InputError where it cannot be written.
    """
    raw = to_bytes(w)
    whole.write(path, raw, inputs)
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
    w = from_bytes(path.read_bytes(), path.name)
    return replace(w, indicators=table(w.economies, w.year))
