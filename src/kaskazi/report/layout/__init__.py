"""Facts into blocks, once: a file a chapter, each a function from the facts to one section."""

from kaskazi.report.layout.whole import lay_out

__all__ = ["lay_out"]
