"""Publishers' own files, read as they come, put in place of the reconstruction."""

from kaskazi.world.importers.apply_trade import put_in
from kaskazi.world.importers.baci import read_baci
from kaskazi.world.importers.comtrade import read_comtrade
from kaskazi.world.importers.itpd import read_itpd
from kaskazi.world.importers.long import read_long
from kaskazi.world.importers.table import Trade

__all__ = ["Trade", "put_in", "read_baci", "read_comtrade", "read_itpd", "read_long"]
