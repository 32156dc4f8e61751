"""Panel gravity with exporter-time, importer-time and pair effects, and its bias taken out.

Weidner and Zylkin (2021), Bias and consistency in three-way gravity models, Journal of International Economics 132,
103513: with few years the PPML estimate is off by about 1/N, as much as its standard error, and the clustered variance
is too small. Corrected here by the analytical terms, as the authors' `ppml_fe_bias` does; its finite-sample factors too.

Inside, [p, t]: pair (exporter i, importer j) and year. lam: fitted flow; v = lam / its sum over the pair's years; S = y -
lam; x: a covariate less its projection on the three effects, weighted by lam. Equations are numbered here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kaskazi.errors import DataError, NoSolution, Problem
from kaskazi.model import ppml
from kaskazi.model.arrays import Array, dense

MOST = 3000  # exporter-time and importer-time effects whose joint inverse is taken; above, each side's own
Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """coefficients (K,) and covariance (K,K) corrected, clustered by pair; bias (K,): what was taken off; plain: the
    estimate as it was; leverage: "joint" or "by side", how the covariance was corrected."""

    coefficients: Array
    covariance: Array
    bias: Array
    plain: ppml.Fit
    leverage: str

    @property
    def errors(self) -> Array:
        """Standard errors, (K,)."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))


def effects(exporter: ArrayLike, importer: ArrayLike, time: ArrayLike) -> tuple[Index, Index, Index]:
    """Codes (M,) of exporter-time, importer-time and pair. Raises DataError for arrays of unlike shapes."""
    given = [np.asarray(a) for a in (exporter, importer, time)]
    if given[0].ndim != 1 or len({a.shape for a in given}) > 1:
        said = ", ".join(str(a.shape) for a in given)
        raise DataError("panel", [Problem("exporter, importer, time", f"have shapes {said}.", "(M,) each")])
    i, j, t = (np.unique(a, return_inverse=True)[1].astype(np.intp) for a in given)
    return i * (t.max() + 1) + t, j * (t.max() + 1) + t, i * (j.max() + 1) + j


def estimate(
    trade: ArrayLike,
    covariates: ArrayLike,
    exporter: ArrayLike,
    importer: ArrayLike,
    time: ArrayLike,
    *,
    offset: ArrayLike | None = None,
) -> ppml.Fit:
    """PPML of trade (M,) on covariates (K,M) with the three effects, clustered by pair; offset as in `ppml.fit`."""
    it, jt, ij = effects(exporter, importer, time)
    return ppml.fit(trade, covariates, (it, jt, ij), offset=offset, cluster=ij, refused="panel")


def corrected(
    trade: ArrayLike,
    covariates: ArrayLike,
    exporter: ArrayLike,
    importer: ArrayLike,
    time: ArrayLike,
    *,
    offset: ArrayLike | None = None,
) -> ThreeWay:
    """The three-way estimate less its bias, with the corrected covariance. Raises DataError where `estimate` does, and
    where an exporter, importer and year meet twice (a panel of sectors has exporters by sector)."""
    found = estimate(trade, covariates, exporter, importer, time, offset=offset)
    y, x = np.asarray(trade, dtype=np.float64), np.asarray(covariates, dtype=np.float64)
    return correct(found, y, x, exporter, importer, time)


def correct(
    found: ppml.Fit,
    trade: Array,
    covariates: Array,
    exporter: ArrayLike,
    importer: ArrayLike,
    time: ArrayLike,
) -> ThreeWay:
    """(1) beta - W^-1 (B + D), with W the sum of x' H x, from an estimate and the data it was made of."""
    kept = found.fitted > 0
    i, j, t = (np.unique(np.asarray(a)[kept], return_inverse=True)[1] for a in (exporter, importer, time))
    pairs, p = np.unique(i * (j.max() + 1) + j, return_inverse=True)
    shape = len(pairs), int(t.max()) + 1
    if len(np.unique(p * shape[1] + t)) < len(p):
        raise DataError(
            "panel", [Problem("time", "an exporter, importer and year meet more than once.", "one flow each")]
        )
    side = np.asarray(pairs // (j.max() + 1)), np.asarray(pairs % (j.max() + 1))

    def table(a: Array) -> Array:
        out = np.zeros(shape)
        out[p, t] = a[kept]
        return out

    lam, S = table(found.fitted), table(trade - found.fitted)
    x = np.stack([table(a) for a in _within(covariates, found.fitted, kept, (i, j, t, p))])
    H = information(lam)
    K = len(x)
    W = np.einsum("kpt,pts,lps->kl", x, H, x)
    b = np.zeros(K)
    for at in side:
        n = int(at.max()) + 1
        own = dense(np.linalg.pinv(_sum(H, at, n), rcond=1e-12, hermitian=True))
        b += n / (n - 1) * np.array([_bias(x[k], H, S, lam, own, at, n) for k in range(K)])
    bias = np.linalg.solve(W, b)
    V, how = _covariance(x, H, S, side, np.linalg.inv(W))
    return ThreeWay(found.coefficients - bias, V, bias, found, how)


def information(lam: Array) -> Array:
    """(2) H of each pair, (P,T,T): what its years say once the pair's effect is out, sum(lam) (diag v - v v')."""
    total = lam.sum(axis=1, keepdims=True)
    v = lam / total
    return np.asarray(
        (np.eye(lam.shape[1]) * v[:, None, :] - v[:, :, None] * v[:, None, :]) * total[:, :, None]
    )


def curvature(x: Array, lam: Array) -> Array:
    """(3) G x of each pair, (P,T,T): third derivative of the pair's likelihood in its effects, along x (P,T)."""
    total = lam.sum(axis=1, keepdims=True)
    v = lam / total
    u = v * (x - (v * x).sum(axis=1, keepdims=True))
    both = u[:, :, None] * v[:, None, :]
    return np.asarray(
        -(np.eye(lam.shape[1]) * u[:, None, :] - both - both.transpose(0, 2, 1)) * total[:, :, None]
    )


def _bias(x: Array, H: Array, S: Array, lam: Array, own: Array, at: Index, n: int) -> float:
    """(4) B (at: exporters) or D (importers) of a covariate, summed: - tr(own x'H S) + tr(G x own S S' own) / 2."""
    first = np.einsum("pts,ps,ptr,pr->", H, x, own[at], S)
    G = _sum(curvature(x, lam), at, n)
    SS = _sum(S[:, :, None] * S[:, None, :], at, n)
    second = np.einsum("nts,nsr,nrq,nqt->", G, own, SS, own)
    return float(-first + second / 2)


def _covariance(x: Array, H: Array, S: Array, side: tuple[Index, Index], root: Array) -> tuple[Array, str]:
    """(5) W^-1 [sum of x' (1 - H (x W^-1 x' + d))^-1 S S' x] W^-1, d: variance of the effects; P / (P - 1)."""
    P, T = S.shape
    n, m = (int(a.max()) + 1 for a in side)
    d, how = _joint(H, side, n, m) if (n + m) * T <= MOST else (_by_side(H, side, n, m), "by side")
    d = d + np.einsum("kpt,kl,lps->pts", x, root, x)
    lift = np.eye(T) - H @ d
    try:
        raised = np.linalg.solve(lift, S[:, :, None])[:, :, 0]
    except np.linalg.LinAlgError:
        raised = (np.linalg.pinv(lift) @ S[:, :, None])[:, :, 0]
    a, b = np.einsum("kpt,pt->kp", x, raised), np.einsum("kpt,pt->kp", x, S)
    V = root @ (a @ b.T) @ root * (P / (P - 1))
    return np.asarray((V + V.T) / 2), how


def _joint(H: Array, side: tuple[Index, Index], n: int, m: int) -> tuple[Array, str]:
    """Variance of a pair's exporter and importer effects together, (P,T,T), from the inverse of all of them."""
    T = H.shape[1]
    full = np.zeros((n + m, T, n + m, T))
    i, j = side[0], side[1] + n
    for a, b in ((i, i), (j, j), (i, j), (j, i)):
        np.add.at(full, (a[:, None, None], np.arange(T)[None, :, None], b[:, None, None], np.arange(T)), H)
    V = np.linalg.pinv(full.reshape((n + m) * T, -1), rcond=1e-12, hermitian=True).reshape(full.shape)
    d = np.stack([V[a, :, b, :] for a, b in ((i, i), (j, j), (i, j), (j, i))]).sum(axis=0)
    return d, "joint"


def _by_side(H: Array, side: tuple[Index, Index], n: int, m: int) -> Array:
    own = [
        np.linalg.pinv(_sum(H, at, k), rcond=1e-12, hermitian=True)[at]
        for at, k in zip(side, (n, m), strict=True)
    ]
    return np.asarray(own[0] + own[1])


def _sum(a: Array, at: Index, n: int) -> Array:
    out = np.zeros((n, *a.shape[1:]))
    np.add.at(out, at, a)
    return out


def _within(x: Array, lam: Array, kept: NDArray[np.bool_], codes: tuple[Index, Index, Index, Index]) -> Array:
    """Covariates (K,M) less their projection on the three effects, weights lam; by sparse least squares."""
    from scipy.sparse import csr_matrix, hstack
    from scipy.sparse.linalg import lsmr

    i, j, t, p = codes
    root = np.sqrt(lam[kept])
    rows, T = np.arange(len(root)), int(t.max()) + 1
    dummies = hstack([csr_matrix((root, (rows, c))) for c in (i * T + t, j * T + t, p)]).tocsr()
    size = np.sqrt(np.asarray(dummies.multiply(dummies).sum(axis=0)).ravel())
    dummies = dummies @ csr_matrix((1 / np.where(size > 0, size, 1.0), (range(len(size)), range(len(size)))))
    out = np.zeros_like(x)
    for k in range(len(x)):
        a = lsmr(dummies, x[k, kept] * root, atol=1e-14, btol=1e-14, maxiter=20 * dummies.shape[1])[0]
        rest = x[k, kept] * root - dummies @ a
        left = np.abs(dummies.T @ rest).max() / max(np.abs(x[k, kept] * root).max(), 1e-300)
        if left > 1e-6:
            raise NoSolution(
                f"panel: the projection on the effects stalled at {left:.1e}.", {"within": float(left)}
            )
        out[k, kept] = rest / root
    return out
