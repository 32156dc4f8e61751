"""The kinds of shock, found by looking in the folder `kinds`: a new kind is a file there, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType, ModuleType

from kaskazi.errors import DataError, Problem
from kaskazi.scenario import Shock
from kaskazi.shocks import kinds as _folder
from kaskazi.shocks.kind import Kind, Kinds


def discover(*folders: Path) -> Kinds:
    """The kinds of this package and of more folders, by name, sorted.

    Each module defines KIND. Raises DataError for a module without one, a name used twice, and a kind whose part of
    the file goes by another name.
    """
    modules = [import_module(f"{_folder.__name__}.{m.name}") for m in iter_modules(_folder.__path__)]
    modules += [_read(path) for folder in folders for path in sorted(folder.glob("*.py"))]
    found: dict[str, Kind] = {}
    problems = []
    for m in modules:
        kind = getattr(m, "KIND", None)
        if not isinstance(kind, Kind):
            problems.append(Problem(m.__name__, "defines no KIND."))
        elif kind.name in found:
            problems.append(Problem(m.__name__, f'"{kind.name}" is a kind already.'))
        elif kind.part.model_fields["kind"].default != kind.name:
            problems.append(Problem(m.__name__, f'the kind of its part is not "{kind.name}".'))
        elif (kind.apply is None) == (kind.disrupts is None):
            problems.append(Problem(m.__name__, "has apply and disrupts, or neither.", "one of them"))
        else:
            found[kind.name] = kind
    if problems:
        raise DataError("kinds of shock", problems)
    return MappingProxyType(dict(sorted(found.items())))


def parts(kinds: Kinds) -> Mapping[str, type[Shock]]:
    """The part of the file of every kind."""
    return {name: k.part for name, k in kinds.items()}


def _read(path: Path) -> ModuleType:
    """A module by the path of its file; it is known to Python by its own name, so that its types can be resolved."""
    name = f"_kind_{path.stem}"
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


KINDS = discover()
