"""Forms of a brief, a file each: every module of this folder that has a `SUFFIX` is a writer, found by looking.

A writer has SUFFIX (".md") and write(document), which returns the whole file as text or as bytes.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import MappingProxyType

from kaskazi.report.document import Document


@dataclass(frozen=True, slots=True)
class Writer:
    """One form: its suffix and the function that spells a document in it."""

    suffix: str
    write: Callable[[Document], str | bytes]


@cache
def writers() -> Mapping[str, Writer]:
    """Every writer by suffix. Raises ValueError where two claim one."""
    found: dict[str, Writer] = {}
    for name in sorted(m.name for m in pkgutil.iter_modules(__path__)):
        module = import_module(f"{__name__}.{name}")
        suffix = getattr(module, "SUFFIX", None)
        if suffix is None:
            continue
        if suffix in found:
            raise ValueError(f"two writers for {suffix}")
        found[suffix] = Writer(suffix, module.write)
    return MappingProxyType(found)
