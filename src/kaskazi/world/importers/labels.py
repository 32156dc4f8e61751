"""Labels of other publishers: which economy a code means, and which codes are groups or remainders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from kaskazi.codes.economies import by_letters, by_un_code, economies
from kaskazi.codes.groups import members, reported

REST = "ROW"
# Codes of three signs, other than ISO3, as publishers write them.
ALIASES: Mapping[str, str] = MappingProxyType({**by_letters(), **dict.fromkeys((REST, "RoW", "WWW"), REST)})


def economy(code: object, known: Mapping[int, str] | None = None) -> str:
    """ISO3 of a code: ISO3 itself, an older one of an economy that still is, or a UN number; an empty string where
    nobody knows it: three capitals are no code yet."""
    text = str(code)
    if text in ALIASES:
        return ALIASES[text]
    if text in economies():
        return text
    if re.fullmatch(r"\d{1,3}(\.0)?", text):
        return (known or by_un_code()).get(int(float(text)), "")
    return ""


def reporters(code: object) -> tuple[str, ...]:
    """The economies a reporter stands for: one, the members of the European Union, or none."""
    text = str(code)
    if union := reported().get(text.lstrip("0")):
        return members(union)
    found = economy(text)
    return (found,) if found else ()


def slug(title: str) -> str:
    """A title as part of a version: lower case, words joined by hyphens."""
    return re.sub(r"-+", "-", "".join(c if c.isalnum() else "-" for c in title.lower())).strip("-")[:40]


def listed(pairs: Iterable[tuple[str, float]], most: int = 8) -> str:
    """Labels and values, largest first, in words; the rest counted."""
    ranked = sorted(pairs, key=lambda p: -p[1])
    text = ", ".join(f"{c} {v:,.0f}" for c, v in ranked[:most])
    return text + (f" and {len(ranked) - most} more" if len(ranked) > most else "")
