"""The two pages to decide by: what must be decided, what it is worth, what to ask, how sure. A file a part."""

from kaskazi.report.front.sheets import Front, front

__all__ = ["Front", "front"]
