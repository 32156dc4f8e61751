"""Where each number comes from: every source id a brief uses, with its entry and what it is used for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kaskazi.analysis.tables.extract import Extract
from kaskazi.report.annex import uses as annex_uses
from kaskazi.report.clock import Clock
from kaskazi.report.stakes import Stake
from kaskazi.sources import STATUS_WORDS, Source, sources
from kaskazi.text.catalogue import say

OUTLINES = "natural-earth-110m"
NETWORK = "searoute-network"


@dataclass(frozen=True, slots=True)
class Cited:
    """One source: its entry (None where the table has none) and the figures that use it."""

    id: str
    source: Source | None
    uses: tuple[str, ...]

    @property
    def status(self) -> str:
        return STATUS_WORDS[self.source.status] if self.source else say("sources.unknown")

    @property
    def line(self) -> str:
        """Publisher, title, vintage, page."""
        s = self.source
        return ", ".join(p for p in (s.publisher, s.title, s.vintage, s.page) if p) if s else self.id


def cited(
    found: Sequence[Stake],
    annexes: Sequence[Extract] = (),
    clocks: Sequence[tuple[str, Clock]] = (),
    *,
    outlines: bool,
    routes: bool = False,
) -> tuple[Cited, ...]:
    """Every source of the stakes and of the tables beside them, in order of first use. outlines: a map is drawn too.
    routes: a map of routes by sea is among them."""
    uses: dict[str, dict[str, None]] = {}
    for key, use in (*_uses(found), *_clock_uses(clocks), *annex_uses(annexes)):
        if key:
            uses.setdefault(key, {})[use] = None
    if outlines:
        uses.setdefault(OUTLINES, {})[say("sources.outlines")] = None
    if routes:
        uses.setdefault(NETWORK, {})[say("sources.routes")] = None
    table = sources()
    return tuple(Cited(key, table.get(key), tuple(u)) for key, u in uses.items())


def _uses(found: Sequence[Stake]) -> Iterable[tuple[str, str]]:
    for s in found:
        for row in s.rows:
            yield from ((key, row.label) for key in row.sources)
        for lines in s.lines:
            yield from ((key, say("sources.lines")) for key in lines.sources)
        for c in s.comparisons:
            yield c.source, say("sources.study", study=c.study, what=c.what)
        for w in s.item.law:
            yield w.source, say("sources.law", title=s.item.title)
        for o in s.item.options:
            for shock in o.scenario.shock:
                if shock.cite and shock.cite.source:
                    yield shock.cite.source, say("sources.shock", name=o.scenario.name)
            e = o.scenario.uncertainty.elasticity
            if e:
                first = e.first_year.sources if e.first_year else ()
                yield from ((key, say("sources.elasticities")) for key in dict.fromkeys((*e.sources, *first)))


def _clock_uses(clocks: Sequence[tuple[str, Clock]]) -> Iterable[tuple[str, str]]:
    for title, c in clocks:
        yield from ((key, say("sources.clock", title=title)) for key in c.sources)
