"""A world with another published set of trade elasticities; its accounts, which do not know them, stay."""

from __future__ import annotations

from dataclasses import replace

from kaskazi.codes.sectors import sectors
from kaskazi.evidence.elasticity_sets import elasticity_set, with_error
from kaskazi.world import World


def with_elasticities(world: World, key: str) -> World:
    """The world with the elasticities of a set: an id of `evidence/elasticity_sets.toml`. Sectors that were put together
    take the mean of all they hold. Raises DataError with the nearest id."""
    known = sectors()
    codes = [tuple(dict.fromkeys(c for m in ms.split() for c in known[m].icio)) for ms in world.members]
    theta, error = with_error(codes, key)
    told = f"elasticities: {elasticity_set(key).title}"
    return replace(world, theta=theta, theta_se=error, ledger=(*world.ledger, told), sha256="")
