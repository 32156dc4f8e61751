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
AT_ANCHOR = 0.5  # of a ship's day at sea: it burns little fuel, the other half of its cost (judgement)
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

BORDER_DAYS = 4.0  # the way round a closed border between neighbours by road: a judgement
BORDER_USD = 1_500.0
REASONS: dict[str, dict[str, str]] = {
    "value_of_time": {
        "low": "0.15 % of value a day: half the central value.",
        "central": "0.3 % a day: what Feyrer's Suez elasticity of -0.5 implies at trade elasticities of 4 to 6.",
        "high": "0.6 % a day: the low end of Hummels and Schaur (0.6 to 2.1), which taken whole overstates 2 to 6 times.",
    },
    "phi": {
        "low": "1: pure sailing time.",
        "central": "1: pure sailing time.",
        "high": "2.6: Mombasa to Europe in 2024 took 16 days more where sailing takes 6.",
    },
    "daily": {
        "low": "10.7 USD per TEU a day: the low end for a detour from Mombasa (66 USD in 6.2 days).",
        "central": "14.5 USD per TEU a day.",
        "high": "18.4 USD per TEU a day: the high end (114 USD in 6.2 days).",
    },
    "kappa": {
        "low": "7.0: rates +122 % (Shanghai average) at container work +12 %.",
        "central": "7.5: between +122 % and +141 %.",
        "high": "11.0: rates +256 % (Shanghai to Europe) at container work +12 %.",
    },
    "passed": {
        "low": "0.2: most boxes move on contracts (judgement).",
        "central": "0.4: judgement; one episode.",
        "high": "0.6: judgement.",
    },
    "sea": {
        "low": "0.5 of value: the sea's share of world trade's value in 2015.",
        "central": "0.7: overland trade between neighbours is not charged, so the rest goes by sea more often.",
        "high": "0.85: judgement.",
    },
}
SOURCES = (
    "feyrer-suez",
    "hummels-schaur-2013",
    "unctad-rmt-2024",
    "oxmartrans",
    "container-value-2020",
    "searoute-network",
)
