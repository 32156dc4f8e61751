"""What is at stake: the figures of every option side by side, as printed, and the few that lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaskazi.agenda.types import Agenda, AgendaItem, Option
from kaskazi.outcomes.indicators import leading
from kaskazi.outcomes.indicators import methods as method_table
from kaskazi.outcomes.types import Comparison, Figure, LineEffect, Outcome
from kaskazi.report.certify import Result
from kaskazi.text.catalogue import say
from kaskazi.text.intervals import Interval
from kaskazi.text.numbers import (
    MINUS,
    Shown,
    amount,
    fixed,
    interval,
    level,
    minus,
    number,
    per_cent,
    percent,
    rate,
    unit_text,
    with_unit,
)

MOST_KEYS = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure in one option, as printed. percent: in per cent of the base, empty where that says nothing new."""

    figure: Figure
    shown: Shown
    percent: Shown | None

    @property
    def range(self) -> str:
        return self.shown.range


@dataclass(frozen=True, slots=True)
class Row:
    """One figure across the options of an item; None where an option has no such figure."""

    id: str
    label: str
    unit: str
    base: str
    change: bool
    cells: tuple[Cell | None, ...]
    sources: tuple[str, ...]

    @property
    def basis(self) -> str:
        """What the intervals span, the options' own words, each once."""
        return " ".join(dict.fromkeys(minus(c.figure.basis) for c in self.cells if c and c.figure.basis))

    @property
    def method(self) -> str:
        return next((c.figure.method for c in self.cells if c), "")

    @property
    def horizon(self) -> str:
        """What the figure is the figure of, in words."""
        return "; ".join(dict.fromkeys(c.figure.horizon.text for c in self.cells if c))

    @property
    def base_year(self) -> int | None:
        return next((c.figure.base_year for c in self.cells if c and c.figure.base_year), None)

    @property
    def observed(self) -> str:
        """Part of the base that is observed, as a range over the options, in per cent."""
        shares = [c.figure.base_observed for c in self.cells if c and c.figure.base_observed is not None]
        texts = list(dict.fromkeys(number(100 * s, 0) for s in (min(shares), max(shares)))) if shares else []
        return per_cent(" to ".join(texts)) if texts else ""


@dataclass(frozen=True, slots=True)
class LineRow:
    """One product group, as printed."""

    effect: LineEffect
    value: str
    now: str
    then: str
    duty: str
    change: Shown


@dataclass(frozen=True, slots=True)
class Lines:
    """The product groups of one option (of several, where they are the same), with their sum.

    rows: groups whose duty changes; still: the others, as text.
    """

    options: tuple[Option, ...]
    rows: tuple[LineRow, ...]
    still: tuple[str, ...]
    value: str
    duty: str
    change: Shown
    sources: tuple[str, ...]

    @property
    def title(self) -> str:
        return "; ".join(o.title for o in self.options)


@dataclass(frozen=True, slots=True)
class Basis:
    """Figures that rest on the same: what their intervals span, how much is observed, where from."""

    labels: tuple[str, ...]
    spans: str
    observed: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assumed:
    """What options take for granted; titles is empty where it holds for all of them."""

    titles: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """One option with its outcome."""

    option: Option
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Stake:
    """One item of the agenda with everything worked out for it."""

    item: AgendaItem
    worked: tuple[Worked, ...]
    open: tuple[Option, ...]  # options without a result
    rows: tuple[Row, ...]
    lines: tuple[Lines, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def walks(self) -> tuple[str, ...]:
        """Sentences that walk from one method's answer to another's, each once."""
        return tuple(dict.fromkeys(x.text for w in self.worked for x in w.outcome.walks))

    @property
    def bases(self) -> tuple[Basis, ...]:
        """What the figures rest on, figures that rest on the same together."""
        groups: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
        for r in self.rows:
            groups.setdefault((r.basis, r.observed, r.sources), []).append(r.label)
        return tuple(Basis(tuple(labels), *key) for key, labels in groups.items())

    @property
    def assumed(self) -> tuple[Assumed, ...]:
        """Assumptions and notes of the options, those of all options once."""
        each = [tuple(dict.fromkeys((*w.outcome.assumptions, *w.outcome.notes))) for w in self.worked]
        shared = tuple(t for t in dict.fromkeys(t for e in each for t in e) if all(t in e for e in each))
        found = [Assumed((), shared)] if shared else []
        own: dict[tuple[str, ...], list[str]] = {}
        for w, e in zip(self.worked, each, strict=True):
            rest = tuple(t for t in e if t not in shared)
            if rest:
                own.setdefault(rest, []).append(w.option.title)
        found += [Assumed(tuple(titles), texts) for texts, titles in own.items()]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Key:
    """A leading figure: where it comes from, as printed, and the sentence that says it."""

    item: AgendaItem
    option: Option
    figure: Figure
    shown: Shown
    sentence: str

    @property
    def percent(self) -> Shown | None:
        return _percent(self.figure)


def stakes(agenda: Agenda, results: Sequence[Result]) -> tuple[Stake, ...]:
    """Every item of the agenda, in its order, with the results that belong to it."""
    outcomes = {(i, o): outcome for i, o, outcome in results}
    return tuple(_stake(item, outcomes) for item in agenda.items)


def _stake(item: AgendaItem, outcomes: Mapping[tuple[str, str], Outcome]) -> Stake:
    worked = tuple(Worked(o, outcomes[item.id, o.key]) for o in item.options if (item.id, o.key) in outcomes)
    unworked = tuple(o for o in item.options if (item.id, o.key) not in outcomes)
    comparisons = tuple(dict.fromkeys(c for w in worked for c in w.outcome.comparisons))
    same: dict[tuple[LineEffect, ...], list[Option]] = {}
    for w in worked:
        if w.outcome.lines:
            same.setdefault(w.outcome.lines, []).append(w.option)
    lines = tuple(_lines(effects, tuple(options)) for effects, options in same.items())
    return Stake(item, worked, unworked, _rows(worked), lines, comparisons)


def _rows(worked: Sequence[Worked]) -> tuple[Row, ...]:
    by_id: dict[str, list[Figure | None]] = {}
    for k, w in enumerate(worked):
        for f in w.outcome.headline:
            by_id.setdefault(f.id, [None] * len(worked))[k] = f
    rows = []
    for key, figures in by_id.items():
        first = next(f for f in figures if f)
        base = amount(first.base) if first.base is not None and first.is_change else ""
        cells = tuple(cell(f) if f else None for f in figures)
        ids = tuple(dict.fromkeys(s for f in figures if f for s in f.sources))
        rows.append(Row(key, first.label, first.unit, base, first.is_change, cells, ids))
    return tuple(rows)


def shown(f: Figure) -> Shown:
    """A figure's interval as printed."""
    return interval(f.value, signed=f.is_change)


def cell(f: Figure) -> Cell:
    """A figure as a table cell."""
    s = shown(f)
    return Cell(f, s, _percent(f) if s.text != "0" else None)


def _lines(effects: tuple[LineEffect, ...], options: tuple[Option, ...]) -> Lines:
    moved = [x for x in effects if x.rate_now != x.rate_then or x.change.low or x.change.high]
    rows = tuple(
        LineRow(
            effect=x,
            value=number(x.value, 1),
            now=rate(x.rate_now),
            then=rate(x.rate_then),
            duty=number(x.duty, 1),
            change=fixed(x.change, 1, signed=True),
        )
        for x in moved
    )
    still = tuple(
        f"{x.label}, {x.route}, {number(x.value, 1)}" + (f" ({x.note.rstrip('.')})" if x.note else "")
        for x in effects
        if x not in moved
    )
    change = Interval(*(sum(getattr(x.change, k) for x in effects) for k in ("low", "central", "high")))
    return Lines(
        options=options,
        rows=rows,
        still=still,
        value=number(sum(x.value for x in effects), 1),
        duty=number(sum(x.duty for x in effects), 1),
        change=fixed(change, 1, signed=True),
        sources=tuple(dict.fromkeys(s for x in effects for s in x.sources)),
    )


def keys(found: Sequence[Stake]) -> tuple[Key, ...]:
    """Three to five figures that lead (fewer where there are no more): the first option of each item.

    A preference at stake comes first and has most of the room; every other item has one figure. What stands for scale
    does not lead: it does not follow from the text.
    """
    anchored = [s for s in found if s.worked and s.worked[0].option.number != "for scale"]
    firsts = sorted(anchored, key=lambda s: s.item.kind != "programme")
    out: list[Key] = []
    for k, s in enumerate(firsts):
        w = s.worked[0]
        order = leading(s.item.kind)
        figures = {f.id: f for f in w.outcome.headline}
        picks = [figures[x] for x in order if x in figures]
        picks += [f for f in figures.values() if f.id not in order]
        quota = max(3, MOST_KEYS - len(firsts) + 1) if k == 0 else 1
        out += [Key(s.item, w.option, f, shown(f), sentence(f)) for f in picks[:quota]]
    return tuple(out[:MOST_KEYS])


def sentence(f: Figure) -> str:
    """A figure in words: "Kenya's exports would fall by USD 290 million (148 to 417), 39 % of USD 738.5 million"."""
    label = (
        f.label
        if f.label.partition(" ")[0].endswith(("'s", "\u2019s")) or f.label[1:2].isupper()
        else _lower(f.label)
    )
    unit = "" if _lower(f.label).startswith(f.unit) else f.unit
    s = shown(f)
    if not f.is_change:
        size = _said(s.central, unit)
        if s.range:
            return say("figure.amount_range", label=label, size=size, range=s.range)
        return say("figure.amount", label=label, size=size)
    v = f.value
    if v.low == v.high == 0:
        return say("figure.still", label=label)
    if v.low < 0 < v.high:
        return say("figure.open", label=label, size=_said(s.central, unit), range=s.range)
    ends = sorted((abs(v.low), abs(v.high)))
    known = interval(Interval(ends[0], abs(v.central), ends[1]))
    size = _said(known.central, unit)
    falls = v.high <= 0
    text = (
        say("figure.falls", label=label, size=size) if falls else say("figure.rises", label=label, size=size)
    )
    if known.range:
        text = say("figure.range", sentence=text, range=known.range)
    share = _percent(f)
    if share and f.base:
        part = per_cent(share.central.lstrip(MINUS + "+"))
        text = say("figure.share", sentence=text, share=part, base=level(f.base, unit))
    return text


def _percent(f: Figure) -> Shown | None:
    """A change in per cent of its base, where the figure has one and is not in per cent itself."""
    return percent(f.percent) if f.percent and f.is_change and f.unit != "%" else None


def _said(text: str, unit: str) -> str:
    return with_unit(text, unit) if unit else text


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def methods(found: Sequence[Stake]) -> tuple[tuple[str, str], ...]:
    """The methods behind the figures shown, key and text, each once."""
    used = dict.fromkeys(r.method for s in found for r in s.rows if r.method)
    if any(s.item.law for s in found):
        used["law"] = None
    return tuple((k, minus(method_table()[k].text)) for k in used if k in method_table())


__all__ = [
    "Cell", "Key", "LineRow", "Lines", "Row", "Stake", "Worked", "keys", "methods", "minus", "sentence", "stakes",
    "unit_text",
]  # fmt: skip
