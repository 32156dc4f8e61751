"""The tables of a negotiation brief, as a ministry expects them: typed columns, a source a row, gaps named."""

from kaskazi.analysis.tables.extract import Extract, extracts
from kaskazi.analysis.tables.make import TABLES, tables
from kaskazi.analysis.tables.types import Column, Table, plain
from kaskazi.analysis.tables.write import write

__all__ = ["TABLES", "Column", "Extract", "Table", "extracts", "plain", "tables", "write"]
