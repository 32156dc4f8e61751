"""What is taken where nothing is said, read from `defaults.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _defaults() -> dict[str, str]:
    return tomllib.loads(files("kaskazi.codes").joinpath("defaults.toml").read_text(encoding="utf-8"))


def default_home() -> str:
    """ISO3 of the economy whose stakes lead where none is named."""
    return _defaults()["home"]


def default_partner() -> str:
    """ISO3 of the other side where none is named."""
    return _defaults()["partner"]


def default_market() -> str:
    """ISO3 of the market whose duties are asked about where none is named."""
    return _defaults()["market"]
