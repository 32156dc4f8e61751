"""From what is known of each economy to trade by sector between all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from databuild.world import by_sector, mix, products, readers
from databuild.world.factbook import Entry
from databuild.world.pairs import Pairs
from databuild.world.stated import held_cells, stated_products
from databuild.world.statistics import openness, value_shares
from databuild.world.trade import ras
from kaskazi.codes.sectors import sectors
from kaskazi.world.published import overrides, usd

Array = NDArray[np.float64]
# Services as a share of goods and services, where neither total is stated: a judgement.
SERVICES_SHARE = 0.25
# Services move so that openness comes within the first band, where they need not go beyond these parts of what the balance
# of payments has, else within the second. Goods as customs count them can alone be more than openness.
OPENNESS_BANDS, SERVICES_MOVED, SERVICE_ROUNDS = (0.14, 0.07), (0.1, 3.0), 10
TYPICAL = (0.1, 0.25, 0.65)  # agriculture, industry and services where no shares are known
# How far what an economy buys is drawn (in logs) from what its sellers sell to what accounts say of its needs, its own or
# those of economies like it: judgements.
NEEDS, NEEDS_OF_PEERS = 0.5, 0.3
NOT_ABROAD = {"trade": 0.1, "construction": 0.5, "public": 0.5}  # trade margins travel inside goods' prices


@dataclass(frozen=True, slots=True)
class Ground:
    """What the steps share: economies, raw tables, pair totals, the table in our sectors and who is in it."""

    codes: tuple[str, ...]
    wdi: Mapping[str, Mapping[tuple[str, int], float]]
    book: Mapping[str, Entry]
    geo: readers.Geography
    table: readers.Icio
    pairs: Pairs
    kenya: tuple[Array, Array]  # exports and imports by sector in its own accounts
    year: int

    def with_kenya(self, shares: dict[str, Array], side: int, kind: str) -> dict[str, Array]:
        """Shares by economy with Kenya's own accounts added."""
        mask = np.array([s.kind == kind for s in sectors().values()])
        return {**shares, "KEN": products.normal(self.kenya[side] * mask)}

    @property
    def members(self) -> list[int]:
        """Positions of the table's economies."""
        at = {c: k for k, c in enumerate(self.codes)}
        return [at[c] for c in self.table.countries if c in at]

    @property
    def inside(self) -> list[int]:
        """Positions in the table of the economies that are here."""
        return [k for k, c in enumerate(self.table.countries) if c in set(self.codes)]

    def income(self, code: str) -> float:
        """GDP a head, PPP dollars, newest year; from GDP at market rates (times two) where PPP is not stated."""
        for y in range(self.year, 2009, -1):
            ppp, people = self.wdi["gdp_ppp"].get((code, y)), self.wdi["population"].get((code, y))
            if ppp and people:
                return ppp * 1e6 / people
        people = next((v for (c, _), v in reversed(list(self.wdi["population"].items())) if c == code), 1e6)
        return 2e6 * float(self.pairs.gdp[self.codes.index(code)]) / people

    def features(self) -> dict[str, Array]:
        """Where each economy stands: income, farm and industry shares, size, exports of fuels and ores; distances of
        about one are far."""
        out = {}
        raw = self.pairs.raw.sum(axis=1)
        shares, _ = value_shares(self.codes, self.book, self.year)
        shares = np.where(np.isfinite(shares), shares, TYPICAL)
        for k, c in enumerate(self.codes):
            gdp = float(self.pairs.gdp[k])
            out[c] = np.array(
                [
                    np.log(self.income(c)) / 1.5,
                    2.5 * shares[k, 0],
                    2.5 * shares[k, 1],
                    np.log(gdp) / 8.0,
                    2.0 * min(float(raw[:, k].sum()) / gdp, 0.5),
                ]
            )
        return out


def goods_by_sector(g: Ground, inputs: Array, stated: tuple[Array, NDArray[np.bool_]] | None = None) -> Array:
    """Goods trade (J,N,N) within the pair totals.

    What each economy sells is its products moved to the year; what it buys is what its sellers sell, drawn towards what
    the table, Kenya's accounts or economies like it say of its needs. stated: cells (J,N,N) publishers state and where
    they are, those of `stated.held_cells` if None.
    """
    codes, p = g.codes, g.pairs
    totals_x = {c: float(p.trade[:, k].sum()) for k, c in enumerate(codes)}
    totals_m = {c: float(p.trade[k].sum()) for k, c in enumerate(codes)}
    features = g.features()
    raw_m = p.raw.sum(axis=2)
    if mix.held():
        sold = mix.by_sector(codes, p.exports, p.raw_headings)
        sold = mix.sent_on(codes, p.exports, sold, p.trade)
    else:
        sold = _sold_like(g, inputs, totals_x, features)
    _set_stated(sold, codes, "exports", totals_x)
    shares = sold / np.maximum(sold.sum(axis=1, keepdims=True), 1e-9)
    offered = p.trade @ shares  # (N buyer, J)
    world = products.normal(sold.sum(axis=0))
    bought_known = products.import_shares(g.table, inputs, g.book, totals_m, world, "goods")
    bought_known = g.with_kenya(bought_known, 1, "goods")
    bought = np.zeros_like(sold)
    for k, c in enumerate(codes):
        share = bought_known.get(c)
        weight = NEEDS if share is not None else NEEDS_OF_PEERS
        if share is None:
            peers = _peers(features, bought_known, c)
            lean = np.where(products.listed(g.book[c].imported, tuple(sectors())) > 0, products.LISTED, 1.0)
            share = products.normal(peers * lean)
        both = np.where(offered[k] > 0, offered[k] ** (1 - weight) * (share * totals_m[c]) ** weight, 0.0)
        bought[k] = np.maximum(products.normal(both) * totals_m[c], raw_m[:, k])
    _set_stated(bought, codes, "imports", totals_m)
    held, is_held = held_cells(codes, p.trade) if stated is None else stated
    block = inputs[np.ix_(range(len(inputs)), g.inside, g.inside)]
    goods_only = np.array([s.goods for s in sectors().values()])
    return by_sector.goods(
        p.trade,
        sold * goods_only,
        bought * goods_only,
        p.raw,
        held,
        is_held,
        block,
        g.members,
        g.geo.distance,
    )


def _sold_like(g: Ground, inputs: Array, totals: Mapping[str, float], features: Mapping[str, Array]) -> Array:
    """Exports (N,J) of goods where no products are held: the table's mixes, and for others raw materials, the goods the
    Factbook lists and economies like them."""
    known = _sold_shares(g, inputs, totals, "goods")
    raw = g.pairs.raw.sum(axis=1)
    out = np.zeros((len(g.codes), len(g.pairs.raw)))
    for k, c in enumerate(g.codes):
        share = known.get(c)
        if share is None:
            weights = products.like(features, tuple(known), c)
            gdp = float(g.pairs.gdp[k])
            share = products.mixed(weights, known, g.book[c].commodities, raw[:, k], totals[c], gdp)
        out[k] = share * totals[c]
    return out


def _sold_shares(g: Ground, inputs: Array, totals: Mapping[str, float], kind: str) -> dict[str, Array]:
    """Shares of exports by sector of the table's economies and Kenya."""
    raw = g.pairs.raw.sum(axis=1)
    by_code = {c: raw[:, k] for k, c in enumerate(g.codes)}
    gdp = {c: float(g.pairs.gdp[k]) for k, c in enumerate(g.codes)}
    found = products.export_shares(g.table, inputs, g.book, totals, gdp, by_code, kind)
    return g.with_kenya(found, 0, kind)


def _peers(features: Mapping[str, Array], known: Mapping[str, Array], code: str) -> Array:
    """The mean shares (J,) of the economies most like one, of those whose shares are known."""
    weights = products.like(features, tuple(known), code)
    return np.asarray(sum(w * known[q] for q, w in weights.items()))


def _set_stated(amounts: Array, codes: Sequence[str], flow: str, totals: Mapping[str, float]) -> None:
    """Sectors (N,J) of which a publisher states the whole, or a part that is their least."""
    for (k, j), (value, whole) in stated_products(codes, flow).items():
        _set(amounts[k], j, value if whole else max(value, amounts[k, j]), totals[codes[k]])


def _set(row: Array, j: int, value: float, total: float) -> None:
    """One sector of an economy's trade set to what is stated, the others moved so that the total stays."""
    value = min(value, 0.97 * total)
    others = row.sum() - row[j]
    if others > 0:
        row *= (total - value) / others
    row[j] = value


def service_totals(g: Ground) -> tuple[Array, Array]:
    """Services sold and bought abroad (N,), million USD, with equal sums.

    First, by side, goods and services less goods, both of the balance of payments. Then both sides times one factor, within
    bounds, so that with the goods of the pairs exports and imports come near to the openness that is published.
    """
    by_hand = {(t["economy"], t["kind"], t["year"]): usd(t) for t in overrides()["total"]}
    rates = openness(g.codes, g.year)
    out = []
    for side, (what, series) in enumerate(
        (("exports", "exports_goods_bop"), ("imports", "imports_goods_bop"))
    ):
        values = np.zeros(len(g.codes))
        for k, c in enumerate(g.codes):
            gdp = float(g.pairs.gdp[k])
            goods = float((g.pairs.exports, g.pairs.imports)[side][k])
            values[k] = _services(g, c, what, series, by_hand, float(rates[side][k]), gdp, goods)
        out.append(values)
    x, m = out
    goods = g.pairs.exports + g.pairs.imports
    whole, said = (rates[0] + rates[1]) * g.pairs.gdp, x + m
    for _ in range(SERVICE_ROUNDS):
        wanted = x + m
        for band in OPENNESS_BANDS:  # as near to the balance of payments as openness allows
            low, high = ((1 + sign * band) * whole - goods for sign in (-1, 1))
            may = np.isfinite(whole) & (high >= SERVICES_MOVED[0] * said) & (low <= SERVICES_MOVED[1] * said)
            least, most = (np.where(may, side, wanted) for side in (low, high))
            wanted = np.clip(wanted, np.minimum(least, most), np.maximum(least, most))
        factor = np.clip(wanted, SERVICES_MOVED[0] * said, SERVICES_MOVED[1] * said) / np.maximum(x + m, 1e-9)
        x, m = x * factor, m * factor
        total = (x.sum() + m.sum()) / 2
        x, m = x * total / x.sum(), m * total / m.sum()
    return x, m


def _services(
    g: Ground,
    code: str,
    what: str,
    series: str,
    by_hand: Mapping[tuple[str, str, int], float],
    rate: float,
    gdp: float,
    goods: float,
) -> float:
    """One side's services as the balance of payments has them, else a quarter of goods and services."""
    bop = {
        y: by_hand.get((code, what, y), g.wdi[series].get((code, y))) for y in range(g.year - 5, g.year + 1)
    }
    here = bop[g.year]
    if here and np.isfinite(rate) and rate * gdp > 1.01 * here:
        return rate * gdp - here
    stated = getattr(g.book[code], what)
    for y in sorted(stated, reverse=True):
        then = bop.get(y)
        if then and stated[y] > then * 1.01:
            return float((stated[y] - then) * gdp / max(g.wdi["gdp"].get((code, y), gdp), 1e-9))
    return min(SERVICES_SHARE / (1 - SERVICES_SHARE) * goods, 0.3 * gdp)


def services_by_sector(g: Ground, inputs: Array) -> Array:
    """Services trade (J,N,N)."""
    codes = g.codes
    x, m = service_totals(g)
    totals_x = {c: float(x[k]) for k, c in enumerate(codes)}
    totals_m = {c: float(m[k]) for k, c in enumerate(codes)}
    keys = tuple(sectors())
    less = np.array([NOT_ABROAD.get(s, 1.0) for s in keys])
    features = g.features()
    known = _sold_shares(g, inputs, totals_x, "services")
    sold = np.zeros((len(codes), len(keys)))
    for k, c in enumerate(codes):
        share = known.get(c)
        if share is None:
            share = _peers(features, known, c)
        sold[k] = products.normal(share * less) * totals_x[c]
    _set_stated(sold, codes, "service-exports", totals_x)
    final = products.normal(sold.sum(axis=0))
    bought_known = products.import_shares(g.table, inputs, g.book, totals_m, final, "services")
    bought_known = g.with_kenya(bought_known, 1, "services")
    bought = np.zeros_like(sold)
    for k, c in enumerate(codes):
        share = bought_known.get(c)
        if share is None:
            share = _peers(features, bought_known, c)
        bought[k] = products.normal(share * less) * totals_m[c]
    _set_stated(bought, codes, "service-imports", totals_m)
    bought = ras(bought, m, sold.sum(axis=0), 300)
    block = inputs[np.ix_(range(len(inputs)), g.inside, g.inside)]
    return by_sector.services(sold, bought, g.geo, block, g.members)
