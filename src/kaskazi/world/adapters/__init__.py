"""Publishers' own files, read as they come, put in place of the reconstruction."""

from kaskazi.world.adapters.baci import read_baci
from kaskazi.world.adapters.comtrade import read_comtrade
from kaskazi.world.adapters.itpd import read_itpd
from kaskazi.world.adapters.long import read_long
from kaskazi.world.adapters.putting import put_in
from kaskazi.world.adapters.table import Trade

__all__ = ["Trade", "put_in", "read_baci", "read_comtrade", "read_itpd", "read_long"]
