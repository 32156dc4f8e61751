"""Industry codes of inter-country tables (ISIC revision 4 and its groupings) to the default's sectors."""

from __future__ import annotations

import re
from functools import cache

from kaskazi.codes.sectors import sectors
from kaskazi.errors import DataError, Problem

# First and last division of each section.
SECTIONS = {
    "A": (1, 3), "B": (5, 9), "C": (10, 33), "D": (35, 35), "E": (36, 39), "F": (41, 43), "G": (45, 47),
    "H": (49, 53), "I": (55, 56), "J": (58, 63), "K": (64, 66), "L": (68, 68), "M": (69, 75), "N": (77, 82),
    "O": (84, 84), "P": (85, 85), "Q": (86, 88), "R": (90, 93), "S": (94, 96), "T": (97, 98), "U": (99, 99),
}  # fmt: skip


@cache
def divisions(code: str) -> frozenset[int]:
    """ISIC divisions of a code as tables write it: A01, A01_02, C10T12, C10-C12, C31_C32, C302T309, D, R_S.

    Raises DataError for a code that is none.
    """
    text = code.strip().upper()
    found: set[int] = set()
    parts = re.split(r"[_,]", text)
    for part in parts:
        span = re.fullmatch(r"([A-U])?(\d{2,3})[A-Z]?(?:[T-]([A-U])?(\d{2,3})[A-Z]?)?", part)
        if span:
            low, high = int(span[2][:2]), int((span[4] or span[2])[:2])
            found |= set(range(low, high + 1))
        elif re.fullmatch(r"[A-U]", part):
            first, last = SECTIONS[part]
            found |= set(range(first, last + 1))
        else:
            found.clear()
            break
    if not found or not all(1 <= d <= 99 for d in found):
        raise DataError(
            "industry code", [Problem(code, "is not a code of ISIC revision 4.", "as C10T12 or C10-C12")]
        )
    return frozenset(found)


def members(code: str) -> str:
    """The default's sectors an industry code holds a part of, by spaces, in the default's order."""
    here = divisions(code)
    exact = [s.id for s in sectors().values() if code in s.icio]
    if exact:
        return " ".join(exact)
    found = [s.id for s in sectors().values() if any(divisions(x) & here for x in s.icio)]
    return " ".join(found or ["public"])
