"""Forms of a brief, a file each: every module of this folder that has a `SUFFIX` is a writer, found by looking.

A writer has SUFFIX (".md") and write(document), which returns the whole file as text or as bytes. One that sets pages has
PAPERS, and write(document, paper). One that needs a package beyond the main install has NEEDS: the module and the extra.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType

from kaskazi.report.document import Document


@dataclass(frozen=True, slots=True)
class Writer:
    """One form: its suffix and the function that spells a document in it. papers: sizes of paper, where it sets pages.
    needs: module and extra that it takes beyond the main install."""

    suffix: str
    write: Callable[..., str | bytes]
    papers: tuple[str, ...] = ()
    needs: tuple[str, str] = ("", "")

    @property
    def missing(self) -> str:
        """The extra to install before this form can be written; empty where all is there."""
        module, extra = self.needs
        return extra if module and find_spec(module) is None else ""

    def spelt(self, document: Document, paper: str = "") -> str | bytes:
        """The whole file, on a size of paper where the form sets pages."""
        return self.write(document, paper or self.papers[0]) if self.papers else self.write(document)


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
        papers, needs = tuple(getattr(module, "PAPERS", ())), getattr(module, "NEEDS", ("", ""))
        found[suffix] = Writer(suffix, module.write, papers, needs)
    return MappingProxyType(found)
