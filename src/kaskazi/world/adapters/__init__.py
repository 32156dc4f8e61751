"""Publishers' own trade files, read as they come, put in place of the reconstruction."""

from kaskazi.world.adapters.baci import read_baci
from kaskazi.world.adapters.long import read_long
from kaskazi.world.adapters.table import Trade, put_in

__all__ = ["Trade", "put_in", "read_baci", "read_long"]
