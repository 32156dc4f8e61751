"""Files in publishers' layouts, generated: small, balanced, in real codes; and a small world to hold them against."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaskazi.codes.economies import economies as known
from kaskazi.codes.hs import hs_table
from kaskazi.codes.sectors import sectors
from kaskazi.world import IMPUTED, OBSERVED, Indicator, World

Array = NDArray[np.float64]
ECONOMIES = ("CHN", "DEU", "GBR", "KEN", "TZA", "UGA", "USA")
GDP = (18e6, 4.5e6, 3.3e6, 1.1e5, 8e4, 5e4, 27e6)
REAL = {"USA": 842}  # codes of trade statistics


def accounts(
    J: int,
    seed: int = 1,
    names: tuple[str, ...] = ECONOMIES,
    gdp: tuple[float, ...] = GDP,
    stocks: bool = False,
) -> tuple[Array, Array, Array, Array]:
    """Z (N,J,N,J), F (N,J,N,2), VA (N,J), output (N,J): a table whose rows and columns are equal, million USD.

    Sellers first. F holds consumption and (with stocks) changes of inventories, some negative.
    """
    rng = np.random.default_rng(seed)
    N = len(names)
    size = np.array(gdp)
    load = rng.uniform(0.2, 0.6, (N, J))
    A = rng.dirichlet(np.ones(J), (N, J)).transpose(0, 2, 1) * load[:, None, :]  # [buyer, input, user]
    pull = rng.lognormal(0, 0.5, (J, N, N)) * size[None, None, :] ** 0.8
    for j in range(J):
        pull[j][np.diag_indices(N)] = 0
        share = pull[j] / pull[j].sum(axis=1, keepdims=True)
        pull[j] = 0.15 * share
        pull[j][np.diag_indices(N)] = 0.85
    want = rng.dirichlet(np.ones(J) * 3, N) * size[:, None]
    Y = want.copy()
    for _ in range(400):
        X = want + np.einsum("nkj,nj->nk", A, Y)
        Y = np.einsum("jni,nj->ij", pull, X)
    Z = np.einsum("kni,nkj,nj->iknj", pull, A, Y)
    F = np.zeros((N, J, N, 2))
    F[..., 0] = np.einsum("kni,nk->ikn", pull, want)
    if stocks:
        drawn = 0.02 * F[..., 0] * (rng.random(F[..., 0].shape) < 0.2)
        F[..., 0] += drawn
        F[..., 1] = -drawn
    VA = Y * (1 - load)
    scale = 1.0
    return Z * scale, F * scale, VA * scale, Y * scale


def people(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Indicator:
    """Persons (N,) of one year and source."""
    N = len(values)
    return Indicator("population", "Population", "persons", True, values, np.full(N, 2023), ("wdi",) * N)


def world_with(w: World, found: dict[str, Indicator]) -> World:
    """The same with other indicators."""
    return replace(w, indicators=found)


def world(seed: int = 1, names: tuple[str, ...] = ECONOMIES, gdp: tuple[float, ...] = GDP) -> World:
    """A balanced world of the default's sectors."""
    table = sectors()
    J, N = len(table), len(names)
    Z, F, VA, Y = accounts(J, seed, names, gdp)
    flows = (Z.sum(axis=3) + F.sum(axis=3)).transpose(1, 2, 0)
    used = Z.sum(axis=0).transpose(1, 0, 2)
    return World(
        version="small",
        year=2023,
        economies=names,
        names=tuple(known()[c].name if c in known() else c for c in names),
        sectors=tuple(table),
        sector_names=tuple(s.name for s in table.values()),
        kinds=tuple(s.kind for s in table.values()),
        members=tuple(table),
        flows=np.ascontiguousarray(flows),
        grade=np.full((J, N, N), IMPUTED, dtype=np.uint8),
        tariff=np.zeros((J, N, N)),
        tariff_grade=np.full((J, N, N), IMPUTED, dtype=np.uint8),
        beta=VA / Y,
        gamma=used / used.sum(axis=1, keepdims=True),
        technology_grade=np.full((N, J), IMPUTED, dtype=np.uint8),
        theta=np.full(J, 4.0),
        theta_se=np.full(J, 0.5),
        gdp=VA.sum(axis=1),
        jobs=np.full((N, J), 1000.0),
        jobs_grade=np.full((N, J), OBSERVED, dtype=np.uint8),
        indicators={"population": people(np.full(N, 5e7))},
        hand=np.zeros((J, N, N), dtype=bool),
        mirror=np.zeros((N, N), dtype=bool),
        ledger=(),
        sources=("wdi",),
    )


def goods(w: World) -> list[tuple[str, str, str, float]]:
    """(exporter, importer, sector, million USD) of all trade in goods of a world."""
    off = w.flows * ~np.eye(len(w.economies), dtype=bool)[None]
    return [
        (w.economies[i], w.economies[n], w.sectors[j], float(off[j, n, i]))
        for j, n, i in np.argwhere(off > 0)
        if w.kinds[j] == "goods"
    ]


def code_of(sector: str) -> str:
    """An HS 2022 code of six digits in a sector."""
    prefix = next(p for p, s in hs_table().items() if s == sector)
    tails = ("000000"[len(prefix) :], "109010"[: 6 - len(prefix)], "909090"[: 6 - len(prefix)])
    return next(prefix + t for t in tails if _sector(prefix + t) == sector)


def _sector(code: str) -> str:
    return next(hs_table()[code[:k]] for k in (6, 4, 2) if code[:k] in hs_table())


def un(iso3: str) -> int:
    return REAL.get(iso3, known()[iso3].un)


def write(path: Path, header: str, rows: list[str]) -> Path:
    path.write_text(header + "\n" + "".join(r + "\n" for r in rows), encoding="utf-8")
    return path


def baci(folder: Path, w: World, name: str = "BACI_HS22_Y2023_V202501.csv") -> Path:
    rows = [f"2023,{un(x)},{un(m)},{code_of(s)},{v * 1e3:.6f},NA" for x, m, s, v in goods(w)]
    return write(folder / name, "t,i,j,k,v,q", rows)


def long(folder: Path, w: World) -> Path:
    rows = [f"{x},{m},{s},{v * 1e6:.3f}" for x, m, s, v in goods(w)]
    return write(folder / "mine.csv", "exporter,importer,sector,value", rows)


COMTRADE = ("typeCode,freqCode,refYear,period,reporterCode,reporterISO,flowCode,partnerCode,partnerISO,partner2Code,"
            "classificationCode,cmdCode,customsCode,motCode,primaryValue")  # fmt: skip


def comtrade(folder: Path, w: World) -> Path:
    rows = []
    for x, m, s, v in goods(w):
        for flow, r, p, value in (("X", x, m, v), ("M", m, x, v * (1.5 if x == "KEN" else 1.06))):
            rows.append(
                f"C,A,2023,2023,{un(r)},{r},{flow},{un(p)},{p},0,H6,{code_of(s)},C00,0,{value * 1e6:.2f}"
            )
    return write(folder / "comtrade.csv", COMTRADE, rows)


ITPD = ("exporter_iso3,exporter_dynamic_code,exporter_name,importer_iso3,importer_dynamic_code,importer_name,year,"
        "industry_id,industry_descr,broad_sector,trade,flag_mirror,flag_zero")  # fmt: skip


def itpd(folder: Path, w: World, hidden: tuple[str, str] = ("UGA", "TZA")) -> Path:
    from kaskazi.world.importers.itpd import industries

    first: dict[str, tuple[int, str]] = {}
    for k, (text, (sector, _)) in enumerate(industries().items(), 1):
        first.setdefault(sector, (k, text))
    rows = []
    for j, s in enumerate(w.sectors):
        k, text = first[s]
        for i, x in enumerate(w.economies):
            for n, m in enumerate(w.economies):
                unknown = (x, m) == hidden
                v = 0.0 if unknown else w.flows[j, n, i]
                flags = f"{1 if x == 'KEN' else 0},{'u' if unknown else 'p'}"
                rows.append(f'{x},{x},"{x}",{m},{m},"{m}",2019,{k},"{text}",Broad,{v:.6f},{flags}')
    return write(folder / "ITPD_E_R02.csv", ITPD, rows)


def icio(folder: Path, split: bool = False, seed: int = 3) -> tuple[Path, Array]:
    """`2022_SML.csv` of a small table (extended: China in two); returns it with output (N,J)."""
    names = (*ECONOMIES, "ROW")
    secs = ("A01", "B05", "C10T12", "C13T15", "C20", "G", "H49", "O")
    Z, F, VA, Y = accounts(len(secs), seed, names, (*GDP, 5e6), stocks=True)
    N, J = Y.shape
    z, f = Z.reshape(N * J, N * J), F.reshape(N * J, N, 2)
    labels = [f"{c}_{s}" for c in names for s in secs]
    va, out = VA.ravel(), Y.ravel()
    if split:  # CHN_x becomes CN1_x and CN2_x with a quarter and three quarters
        k = [n for n, c in enumerate(labels) if c.startswith("CHN")]
        rest = [n for n in range(N * J) if n not in k]
        order = rest + k + k
        w = np.concatenate([np.ones(len(rest)), np.full(J, 0.25), np.full(J, 0.75)])
        z = z[np.ix_(order, order)] * w[:, None] * w[None, :]
        f, va, out = f[order] * w[:, None, None], va[order] * w, out[order] * w
        labels = [labels[n] for n in rest] + [labels[n].replace("CHN", c) for c in ("CN1", "CN2") for n in k]
    kinds = ("HFCE", "INVNT")
    header = ["V1", *labels, *(f"{c}_{k}" for c in names for k in kinds), "OUT"]
    lines = [",".join(header)]
    for n, label in enumerate(labels):
        cells = [*z[n], *f[n].ravel(), out[n]]
        lines.append(",".join([label, *(f"{v:.6f}" for v in cells)]))
    pad = len(names) * 2 + 1
    for label, values in (("TLS", 0.1 * va), ("VA", 0.9 * va), ("OUT", out)):
        lines.append(",".join([label, *(f"{v:.6f}" for v in values), *["0"] * pad]))
    path = folder / "2022_SML.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path, Y


WIOD = ("A01", "B", "C10-C12", "C13-C15", "C31_C32", "G46", "H49", "R_S")


def wiod(folder: Path, seed: int = 4) -> tuple[Path, Array]:
    """`WIOT2014_Nov16_ROW.csv`: the sheet saved as CSV."""
    names = (*ECONOMIES, "ROW")
    Z, F, VA, Y = accounts(len(WIOD), seed, names, (*GDP, 5e6), stocks=True)
    N, J = Y.shape
    labels = [(c, s) for c in names for s in WIOD]
    kinds = ("CONS_h", "INVEN")
    cols = [*labels, *((c, k) for c in names for k in kinds), ("TOT", "GO")]
    lines = [["Intercountry Input-Output Table"], ["(industry-by-industry)"]]
    lines.append(["", "", "", "", *(s for _, s in cols)])
    lines.append(["", "", "", "", *(f"name of {s}" for _, s in cols)])
    lines.append(["", "", "", "", *(c for c, _ in cols)])
    lines.append(["", "", "", "", *(f"c{k}" for k in range(len(cols)))])
    z, f, out = Z.reshape(N * J, N * J), F.reshape(N * J, -1), Y.ravel()
    for n, (c, s) in enumerate(labels):
        lines.append([s, f"name of {s}", c, f"c{n}", *(f"{v:.6f}" for v in [*z[n], *f[n], out[n]])])
    pad = ["0"] * (N * 2 + 1)
    for code, values in (("II_fob", z.sum(axis=0)), ("TXSP", 0.05 * VA.ravel()), ("VA", 0.9 * VA.ravel()),
                         ("IntTTM", 0.05 * VA.ravel()), ("GO", out)):  # fmt: skip
        lines.append([code, code, "TOT", code, *(f"{v:.6f}" for v in values), *pad])
    path = folder / "WIOT2014_Nov16_ROW.csv"
    path.write_text("".join(",".join(r) + "\n" for r in lines), encoding="utf-8")
    return path, Y


def eora(folder: Path, seed: int = 5, scale: float = 1e3) -> tuple[Path, Array]:
    """A folder in Eora26's layout, thousand USD."""
    from kaskazi.world.importers.eora import SECTORS

    J = len(SECTORS)
    Z, F, VA, Y = accounts(J, seed, ECONOMIES, GDP, stocks=True)
    N = len(ECONOMIES)
    L = N * J + 1
    T, FD, V = np.zeros((L, L)), np.zeros((L, (N + 1) * 2)), np.zeros((2, L))
    T[:-1, :-1], FD[:-1, : N * 2], V[0, :-1] = Z.reshape(L - 1, L - 1), F.reshape(L - 1, -1), VA.ravel()
    T[-1, 0], T[0, -1] = 5.0, -3.0  # the discrepancy
    stem = folder / "Eora26_2015_bp"
    for name, M in (("T", T), ("FD", FD), ("VA", V)):
        text = "\n".join(
            "\t".join(f"{v * scale:.5g}" if name != "VA" else f"{v * scale:.6g}" for v in row) for row in M
        )
        Path(f"{stem}_{name}.txt").write_text(text + "\n", encoding="utf-8")
    t = [f"{known()[c].name}\t{c}\tIndustries\t{s}\t" for c in ECONOMIES for s, _ in SECTORS]
    t.append("Rest of World\tROW\tTOTAL\tTOTAL\t")
    fd = [f"{c}\t{c}\tFinal demand\t{k}\t" for c in (*ECONOMIES, "ROW")
          for k in ("Household final consumption P.3h", "Changes in inventories P.52")]  # fmt: skip
    va = ["Primary input\tCompensation of employees D.1\t", "Primary input\tNet operating surplus B.2n\t"]
    for name, rows in (("T", t), ("FD", fd), ("VA", va)):
        (folder / f"labels_{name}.txt").write_text("".join(r + "\n" for r in rows), encoding="utf-8")
    return folder, Y


GLORIA = {
    "Growing wheat": "crops",
    "Fishing": "forestry-fishing",
    "Clothing": "apparel",
    "Road transport": "transport",
}


def gloria(folder: Path, seed: int = 6) -> tuple[Path, Path, Array]:
    """A folder in GLORIA's layout, thousand USD, and a concordance; every industry makes its own product."""
    names = list(GLORIA)
    S, N = len(names), len(ECONOMIES)
    Z, F, VA, Y = accounts(S, seed, ECONOMIES, GDP, stocks=True)
    width = N * 2 * S
    T, FD, V = np.zeros((width, width)), np.zeros((width, N * 6)), np.zeros((N * 6, width))
    for i in range(N):
        rows_i, rows_p = slice(i * 2 * S, i * 2 * S + S), slice(i * 2 * S + S, (i + 1) * 2 * S)
        T[rows_i, rows_p] = np.diag(Y[i])
        V[i * 6, rows_i] = VA[i]
        for n in range(N):
            T[rows_p, slice(n * 2 * S, n * 2 * S + S)] = Z[i, :, n, :]
            FD[rows_p, n * 6], FD[rows_p, n * 6 + 4] = F[i, :, n, 0], F[i, :, n, 1]
    for name, M in (("T", T), ("Y", FD), ("V", V)):
        file = folder / f"20240110_120secMother_AllCountries_002_{name}-Results_2019_059_Markup001(full).csv"
        file.write_text("".join(",".join(f"{v * 1e3:.4f}" for v in r) + "\n" for r in M), encoding="utf-8")
    (folder / "regions.csv").write_text("".join(c + "\n" for c in ECONOMIES), encoding="utf-8")
    (folder / "sectors.csv").write_text("".join(c + "\n" for c in names), encoding="utf-8")
    own = folder / "mine_concordance.csv"
    own.write_text(
        "sector_name,sector\n" + "".join(f"{k},{v}\n" for k, v in GLORIA.items()), encoding="utf-8"
    )
    return folder, own, Y


def sam(folder: Path, w: World, iso3: str = "KEN") -> Path:
    """A social accounting matrix of one economy of a world, in its own currency, and kinds.csv."""
    n = w.index(iso3)
    secs = list(w.sectors)
    J, rate = len(secs), 0.13
    out = w.output()[n]
    off = [k for k in range(len(w.economies)) if k != n]
    exports, imports = w.flows[:, off, n].sum(axis=1), w.flows[:, n, off].sum(axis=1)
    used = w.gamma[n] * ((1 - w.beta[n]) * out)[None, :]
    final = w.final()[n]
    names = [*(f"a{k}" for k in range(J)), *(f"c{k}" for k in range(J)), "lab", "hh", "row"]
    M = np.zeros((len(names), len(names)))
    a, c, lab, hh, row = slice(0, J), slice(J, 2 * J), 2 * J, 2 * J + 1, 2 * J + 2
    M[a, c] = np.diag(out)
    M[c, a] = used
    M[lab, a] = w.beta[n] * out
    M[c, hh], M[c, row], M[row, c] = final, exports, imports
    M[hh, lab] = M[lab].sum()
    gap = M[c, hh].sum() - M[hh, lab]
    M[hh, row] += max(gap, 0.0)
    M[row, hh] += max(-gap, 0.0)
    M *= rate
    rows = [
        ",".join(["name", k, *(f"{v:.6f}" if v else "" for v in r), f"{r.sum():.6f}"])
        for k, r in zip(names, M, strict=True)
    ]
    path = write(folder / "sam.csv", ",".join(["2019 SAM", "Code", *names, "total"]), rows)
    kinds = [
        *(f"a{k},activity" for k in range(J)),
        *(f"c{k},commodity" for k in range(J)),
        "lab,factor",
        "hh,household",
        "row,row",
    ]
    write(folder / "kinds.csv", "account,kind", kinds)
    write(folder / "own.csv", "account,sector", [f"c{k},{s}" for k, s in enumerate(secs)])
    return path


def trains(folder: Path, w: World, rate: float = 12.5) -> Path:
    head = "NomenCode,Reporter_ISO_N,Year,ProductCode,Sum_Of_Rates,Min_Rate,Max_Rate,SimpleAverage,TotalNoOfLines,EstCode"
    codes = sorted({code_of(s) for s, k in zip(w.sectors, w.kinds, strict=True) if k == "goods"})
    rows = [
        f"H6,{known()[m].un},2023,{k},0,0,0,{rate if m == 'KEN' else 4.0},1,E"
        for m in w.economies
        for k in codes
    ]
    return write(folder / "AVEMFN_H6_2023.csv", head, rows)


def wto(folder: Path, w: World) -> Path:
    head = ('"Indicator Category","Indicator Code","Indicator","Reporting Economy Code","Reporting Economy ISO3A Code",'
            '"Reporting Economy","Partner Economy Code","Product/Sector Code","Year","Value"')  # fmt: skip
    codes = sorted({code_of(s) for s, k in zip(w.sectors, w.kinds, strict=True) if k == "goods"})
    rows = []
    for m in w.economies:
        for k in codes:
            rows.append(
                f'"T","HS_A_0010","HS MFN - Simple average ad valorem duty","{known()[m].un}","{m}","{m}","","{k}","2023","8"'
            )
    rows += [f'"T","HS_P_0070","HS Pref - Best preferential simple average ad valorem duty","404","KEN","Kenya","800","{k}","2023","0"' for k in codes]  # fmt: skip
    return write(folder / "WtoData.csv", head, rows)


def macmap(folder: Path, w: World) -> Path:
    codes = sorted({code_of(s) for s, k in zip(w.sectors, w.kinds, strict=True) if k == "goods"})
    rows = [
        f"{m},{x},{k},x,{0.0 if {m, x} == {'KEN', 'UGA'} else 0.1}"
        for m in w.economies
        for x in w.economies
        if x != m
        for k in codes
    ]
    return write(folder / "mmhs6_2019.csv", "iso_d,iso_o,hs6_rev,scenario,adv_rate", rows)


def protee(folder: Path) -> Path:
    rows = [f"{code_of(s)},0,0,-5.5" for s in sectors() if s in set(hs_table().values())]
    rows += ["620299,1,0,-3.0", "620399,0,0,", "850410,0,0,-0.4"]
    return write(folder / "ProTEE_0_1.csv", "HS6,zero,positive,sigma", rows)
