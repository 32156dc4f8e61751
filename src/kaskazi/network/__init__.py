"""From a closed strait or a blocked corridor to days, dollars and ad valorem equivalents."""

from kaskazi.network.disruption import Disruption, packaged
from kaskazi.network.network import CostChange, Network, cost_change

__all__ = ["CostChange", "Disruption", "Network", "cost_change", "packaged"]
