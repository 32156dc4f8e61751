"""The builders' own tables, in `data/`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


def text(name: str) -> str:
    """A file of `data/` as text."""
    return files("databuild").joinpath("data", name).read_text(encoding="utf-8")


@cache
def table(name: str) -> Mapping[str, Any]:
    """A TOML table of `data/`, without its suffix."""
    return tomllib.loads(text(f"{name}.toml"))
