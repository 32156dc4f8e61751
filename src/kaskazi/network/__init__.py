"""From a closed strait or a blocked corridor to days, dollars and ad valorem equivalents."""

from kaskazi.network.disruption import Disruption, packaged
from kaskazi.network.disruption_cost import CostChange, cost_change
from kaskazi.network.network import Network

__all__ = ["CostChange", "Disruption", "Network", "cost_change", "packaged"]
