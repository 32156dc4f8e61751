"""What a day, a mile and a box cost: low, central and high, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameters:
    """One level of the cost parameters.

    value_of_time: share of value a day. phi: network days for one day of pure sailing. daily: resource cost
    of a day, USD per TEU. kappa: elasticity of freight to container work over capacity. passed: part of
    the spot rate that reaches shippers. sea: part of trade's value that goes by sea.
    """

    value_of_time: float
    phi: float
    daily: float
    kappa: float
    passed: float
    sea: float


KNOTS = 16.0
VALUE_PER_TEU = 54_500.0  # USD
BASE_RATE = 1_000.0  # USD per TEU, spot average before December 2023
LOGIT_SCALE = 300.0  # nautical miles: how alike two ways must be for traffic to split
SHIFT_DAYS = 3.0  # cargo that moves to another port of the same economy: a judgement
SHIFT_USD = 500.0

# value_of_time 0.3 % a day is what Feyrer's Suez elasticity implies at trade elasticities of 4 to 6; 0.6 is the
# low end of Hummels and Schaur. phi 2.6 is Mombasa-Europe in 2024 (+16 days where sailing takes +6). kappa 7 to
# 11 spans +122 % (Shanghai average) to +256 % (to Europe) at +12 % container work. passed and sea are
# judgements.
LEVELS: dict[str, Parameters] = {
    "low": Parameters(0.0015, 1.0, 10.7, 7.0, 0.2, 0.5),
    "central": Parameters(0.0030, 1.0, 14.5, 7.5, 0.4, 0.7),
    "high": Parameters(0.0060, 2.6, 18.4, 11.0, 0.6, 0.85),
}

# Value of time by kind of goods relative to the mean of all (from published values, per cent of value a day:
# agriculture 1.0, fishing 3.1, mining 0.5, food 3.1, textiles 1.0, wood 1.0, chemicals 1.0, metals 1.0,
# machinery 2.0, vehicles 4.3, other 2.0), over a trade-weighted mean of about 1.7.
TIME_WEIGHTS: dict[str, float] = {
    "goods": 1.0,
    "agriculture": 0.59,
    "fishing": 1.82,
    "mining": 0.29,
    "food": 1.82,
    "textiles": 0.59,
    "wood": 0.59,
    "chemicals": 0.59,
    "metals": 0.59,
    "machinery": 1.18,
    "vehicles": 2.53,
    "other": 1.18,
    "services": 0.0,
}
SOURCES = ("feyrer-suez", "hummels-schaur-2013", "unctad-rmt-2024", "oxmartrans", "searoute-network")
