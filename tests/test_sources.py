"""The sources table: complete, and nothing cites what is not in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kaskazi.errors import DataError
from kaskazi.sources import STATUSES, source, sources

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "kaskazi"
CITES = re.compile(r'\bsources?\s*=\s*(?:"([^"]+)"|\[([^\]]*)\])')


def test_every_entry_is_complete() -> None:
    for s in sources().values():
        assert s.status in STATUSES
        assert s.publisher
        assert s.vintage
        assert s.licence
        assert s.line().startswith(s.publisher)


def test_an_unknown_id_names_the_nearest() -> None:
    some = next(iter(sources()))
    with pytest.raises(DataError, match=some):
        source(some + "x")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.toml")), ids=lambda p: p.name)
def test_every_cited_id_is_in_the_table(path: Path) -> None:
    if (
        path.name == "sources.toml" or path.parent.name == "catalogue"
    ):  # the table itself; words, not citations
        return
    for one, many in CITES.findall(path.read_text(encoding="utf-8")):
        for key in [one] if one else re.findall(r'"([^"]+)"', many):
            source(key)
