"""The tables of a negotiation brief, as a ministry expects them: typed columns, a source a row, gaps named."""

from kaskazi.tables.extract import Extract, extracts
from kaskazi.tables.make import TABLES, tables
from kaskazi.tables.types import Column, Table, plain
from kaskazi.tables.write import write

__all__ = ["TABLES", "Column", "Extract", "Table", "extracts", "plain", "tables", "write"]
