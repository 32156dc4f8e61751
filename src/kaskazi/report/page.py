"""Everything a brief says, as facts; `layout` sets them in blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kaskazi.agenda.types import Agenda, AgendaItem
from kaskazi.analysis.backtest import Report
from kaskazi.analysis.priorities import AskList
from kaskazi.analysis.tables.extract import Extract
from kaskazi.codes.naming import the
from kaskazi.dossier import Document, Dossier, Span, When
from kaskazi.outcomes.jobs import most_moved
from kaskazi.outcomes.types import EconomyEffect, Outcome, SectorEffect
from kaskazi.pipeline import StudyManifest
from kaskazi.report.certify import LIMIT, Result
from kaskazi.report.cited import Cited, cited
from kaskazi.report.clock import Clock, clock, days_left
from kaskazi.report.record import Place, Record, context, place, record
from kaskazi.report.routes import told
from kaskazi.report.shapes import economy_names
from kaskazi.report.stakes import Key, Stake, Worked, keys, methods, stakes
from kaskazi.report.words import calendar
from kaskazi.text.catalogue import say
from kaskazi.text.numbers import Shown, amount, day, interval, percent, small

MOST_ECONOMIES = 6
LIMITS = ("limits.compared", "limits.rest", "limits.intervals", "limits.published", "limits.claims")


@dataclass(frozen=True, slots=True)
class Certificate:
    """How well one option's cases are solved, as printed."""

    name: str
    title: str
    cases: int
    residual: str
    walras: str
    sweeps: str
    method: str


@dataclass(frozen=True, slots=True)
class Moved:
    """One sector in the table of those that move most."""

    name: str
    jobs: Shown
    exports: Shown
    base: str
    grade: str


@dataclass(frozen=True, slots=True)
class Affected:
    """One economy in the table under the map."""

    name: str
    home: bool
    real_income: Shown
    exports: Shown


@dataclass(frozen=True, slots=True)
class Page:
    """All that a brief says."""

    version: str
    made: date
    home: str
    home_name: str
    agenda: Agenda
    dossier: Dossier
    record: Record
    stakes: tuple[Stake, ...]
    keys: tuple[Key, ...]
    summary: tuple[tuple[str, str], ...]  # the opening paragraph: a head, "" or an option, and what follows
    certificates: tuple[Certificate, ...]
    sources: tuple[Cited, ...]
    methods: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]
    names: Mapping[str, str]
    annexes: tuple[Extract, ...] = ()
    asks: tuple[AskList, ...] = ()
    past: Report | None = None  # what our elasticities would have said of past losses
    manifest: StudyManifest | None = None

    @property
    def document(self) -> Document:
        return self.dossier.document

    @property
    def world(self) -> str:
        """The version of the accounts that the figures rest on."""
        return next((w.outcome.manifest.world for _, w in self.worked), "")

    def the(self, key: str) -> str:
        """An economy's name within a sentence ("the United States"); what is no code stays."""
        return the(self.names.get(key, key))

    def day_of(self, w: When | None) -> str:
        """A time as a date followed by a blank, or nothing."""
        return f"{calendar(w)}. " if w is not None and w.start is not None else ""

    @property
    def workable(self) -> tuple[Stake, ...]:
        return tuple(s for s in self.stakes if s.item.status == "workable")

    @property
    def not_yet(self) -> tuple[AgendaItem, ...]:
        return tuple(s.item for s in self.stakes if s.item.status != "workable")

    @property
    def worked(self) -> tuple[tuple[Stake, Worked], ...]:
        return tuple((s, w) for s in self.stakes for w in s.worked)

    def affected(self, stake: Stake) -> tuple[Affected, ...]:
        """The economies that move most in an item's first worked option."""
        outcome = next((w.outcome for w in stake.worked if w.outcome.economies), None)
        return affected(outcome) if outcome else ()

    def moved(self, stake: Stake) -> tuple[Moved, ...]:
        """The home economy's sectors that gain or lose most in an item's first worked option."""
        outcome = next((w.outcome for w in stake.worked if w.outcome.sectors), None)
        return tuple(_moved(s) for s in most_moved(outcome.sectors)) if outcome else ()

    def route(self, stake: Stake) -> str:
        """The route by sea that an item's first worked option changes, as a sentence; empty where it changes none."""
        return told(stake.worked[0].option.scenario, self.home) if stake.worked else ""

    def clock(self, stake: Stake) -> Clock | None:
        """The life of the law that an item is about, with the days of this brief; None where it has none."""
        return clock(stake.item, self.document.dated)

    @property
    def manifests(self) -> tuple[str, ...]:
        """What else is needed to get the same numbers again: each world and each set of settings once."""
        told: dict[str, None] = {}
        for _, w in self.worked:
            m = w.outcome.manifest
            told[say("scenarios.world", world=m.world, sha256=m.world_sha256)] = None
        for _, w in self.worked:
            m = w.outcome.manifest
            settings = "; ".join(f"{k} = {_setting(v)}" for k, v in m.settings.items())
            name = w.option.scenario.name
            told[say("scenarios.run", name=name, version=m.kaskazi, settings=settings)] = None
        return tuple(told)

    @property
    def dated(self) -> str:
        """What is known of the document's date, in words."""
        d = self.document
        if d.dated is None:
            return say("title.undated")
        basis = {"given": say("title.date_given"), "stated": say("title.date_stated")}
        return say("title.dated", day=day(d.dated), basis=basis.get(d.basis, d.basis))

    def named(self, text: str) -> str:
        """Words of ours in which ISO3 codes of known economies become names."""
        return re.sub(r"\b[A-Z]{3}\b", lambda m: self.names.get(m[0], m[0]), text)

    def context(self, start: int, end: int) -> tuple[str, str]:
        """A few words before and after a short span, empty for a long one."""
        return context(self.document, Span(start, end))

    def place(self, start: int, end: int) -> Place:
        """The place of a span of the document."""
        return place(self.document, start, end)


def page(
    dossier: Dossier,
    agenda: Agenda,
    results: tuple[Result, ...],
    made: date,
    *,
    version: str,
    annexes: tuple[Extract, ...] = (),
    asks: tuple[AskList, ...] = (),
    past: Report | None = None,
    manifest: StudyManifest | None = None,
) -> Page:
    """The facts of a brief from what was read, what is on the table, and what was worked out."""
    names = names_of(results)
    found = stakes(agenda, results)
    lead = keys(found)
    by_sea = any(told(w.option.scenario, agenda.home) for s in found for w in s.worked[:1])
    return Page(
        version=version,
        made=made,
        home=agenda.home,
        home_name=names.get(agenda.home, agenda.home),
        agenda=agenda,
        dossier=dossier,
        record=record(dossier, agenda, names),
        stakes=found,
        keys=lead,
        summary=summary(agenda, found, lead),
        certificates=tuple(_certificate(w) for s in found for w in s.worked),
        sources=cited(
            found,
            annexes,
            [(s.item.title, c) for s in found if s.worked and (c := clock(s.item, dossier.document.dated))],
            outlines=by_sea or any(w.outcome.economies for s in found for w in s.worked),
            routes=by_sea,
        ),
        methods=methods(found),
        limits=tuple(say(key) for key in LIMITS),
        names=names,
        annexes=annexes,
        asks=asks,
        past=past,
        manifest=manifest,
    )


def names_of(results: tuple[Result, ...]) -> Mapping[str, str]:
    """Names of the economies by ISO3: those of the shipped world, overridden by those of the outcomes."""
    return {**economy_names(), **{e.iso3: e.name for _, _, o in results for e in o.economies}}


def summary(agenda: Agenda, found: tuple[Stake, ...], lead: tuple[Key, ...]) -> tuple[tuple[str, str], ...]:
    """The opening paragraph, in pieces: how much is on the table, then each first option's leading figures."""
    n, done = len(found), sum(1 for s in found if s.worked)
    if not n:
        return (("", say("opening.nothing")),)
    if not done:
        return (("", say("opening.none_here") if n == 1 else say("opening.none_each", n=n)),)
    out = [("", say("opening.all", n=n) if done == n else say("opening.some", n=n, done=done))]
    scale = sum(1 for s in found if s.worked and s.item.number == "for scale")
    if scale:
        out.append(("", say("opening.kinds", n=done - scale, scale=scale)))
    out += [("", x) for s in found if s.worked and (x := _runs(s.item))]
    for key in dict.fromkeys(k.item.id for k in lead):
        mine = [k for k in lead if k.item.id == key]
        told = "; ".join(k.sentence for k in mine)
        out.append((say("opening.option", title=mine[0].option.title), f"{told[:1].upper()}{told[1:]}."))
    return tuple(out)


def _runs(item: AgendaItem) -> str:
    """How long the law still runs as of the brief, where it has an end."""
    law = next((w for w in item.law if w.on == item.as_of and w.in_force and w.until), None)
    if law is None or law.until is None:
        return ""
    left = days_left(item.id, law.on)
    if left is None:
        return say("opening.runs_until", title=item.title, until=day(law.until))
    return say("opening.runs", title=item.title, until=day(law.until), n=left, on=day(law.on))


def _setting(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _certificate(w: Worked) -> Certificate:
    solved = w.outcome.solved
    sweeps = sorted(s.sweeps for s in solved)
    return Certificate(
        name=w.option.scenario.name,
        title=w.option.title,
        cases=len(solved),
        residual=small(max(s.largest_residual for s in solved)),
        walras=small(max(abs(s.walras) for s in solved)),
        sweeps=str(sweeps[0]) if sweeps[0] == sweeps[-1] else f"{sweeps[0]}–{sweeps[-1]}",
        method=", ".join(dict.fromkeys(s.method for s in solved)),
    )


def affected(outcome: Outcome) -> tuple[Affected, ...]:
    """The economies that move most in real income (a hundredth of the first at least), losses first.

    The home economy is always among them.
    """
    ranked = sorted(outcome.economies, key=lambda e: (-abs(e.real_income.central), e.iso3))
    least = 0.01 * abs(ranked[0].real_income.central) if ranked else 0.0
    chosen = [e for e in ranked[:MOST_ECONOMIES] if abs(e.real_income.central) >= least]
    chosen += [e for e in ranked if e.iso3 == outcome.home and e not in chosen]
    return tuple(_affected(e, outcome.home) for e in sorted(chosen, key=lambda e: e.real_income.central))


def _affected(e: EconomyEffect, home: str) -> Affected:
    return Affected(e.name, e.iso3 == home, percent(e.real_income), percent(e.exports))


def _moved(s: SectorEffect) -> Moved:
    return Moved(
        s.label,
        interval(s.jobs, signed=True),
        interval(s.exports, signed=True),
        amount(s.base_exports),
        s.grade,
    )


__all__ = ["LIMIT", "Affected", "Certificate", "Moved", "Page", "affected", "names_of", "page", "summary"]
