"""Who does what to whom: one layer of clauses, made once, on which every extractor stands."""

from kaskazi.documents.clauses.types import Clause, Phrase, Unit

__all__ = ["Clause", "Phrase", "Unit"]
