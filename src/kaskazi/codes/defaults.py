"""What is taken where nothing is said, read from `defaults.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def default_home() -> str:
    """ISO3 of the economy whose stakes lead where none is named."""
    return str(
        tomllib.loads(files("kaskazi.codes").joinpath("defaults.toml").read_text(encoding="utf-8"))["home"]
    )
