"""From a dossier to an agenda. Only an instrument or a disruption named in the text opens an item that can
be worked out; a topic alone never does."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from kaskazi.agenda.options import agreement_options, disruption_options, programme_options
from kaskazi.agenda.types import Agenda, AgendaItem, Evidence, Law, Option
from kaskazi.documents import country_name
from kaskazi.dossier import Answer, Ask, Deadline, Disruption, Dossier, Mention, Span
from kaskazi.errors import DocumentError, Problem
from kaskazi.law import Instrument, State, instruments

# Which packaged episode stands for a gate or region that is spoken of.
EPISODES = {
    "bab-el-mandeb": ("red-sea-2024", "The Red Sea as in early 2024"),
    "suez": ("red-sea-2024", "The Red Sea as in early 2024"),
    "middle-east": ("red-sea-2024", "The Red Sea as in early 2024"),
    "hormuz": ("hormuz-2026", "The Strait of Hormuz as in March 2026"),
    "panama": ("panama-drought", "The Panama Canal as in the drought of 2023-24"),
}
GAPS = {
    "middle-east": "The text names the Middle East, not a strait. The Red Sea of early 2024 is taken, the "
    "disruption on record at that time and place; what the routes look like as of today is not known here.",
}
TITLES = {
    "peace-security": "Peace and security",
    "regional-conflict": "Regional conflict",
    "mediation": "Mediation",
    "terrorism": "The fight against terrorism",
    "climate": "Climate",
    "development-finance": "Development finance",
    "investment": "Foreign direct investment",
    "markets": "Markets for goods and services",
    "labour-mobility": "Jobs abroad, migration, remittances",
    "jobs": "Wealth and employment",
    "human-rights": "Rights and values",
}


def draft_agenda(dossier: Dossier, as_of: date | str | None = None, home: str = "KEN") -> Agenda:
    """The agenda of a document for one economy, with the law as of a day (default: today).

    as_of: a date or YYYY-MM-DD. Raises DocumentError for a date that is none.
    """
    day = _day(as_of)
    items = [
        *(_instrument_item(dossier, i, day, home) for i in _named(dossier)),
        *_disruption_items(dossier, day, home),
        *_topic_items(dossier, day),
    ]
    notes = []
    if dossier.document.dated is None:
        notes.append(
            "The document's date is not known: relative dates stay unresolved, and what the law was when it "
            "spoke cannot be said. Give the date with --dated."
        )
    kinds = ("programme", "agreement", "disruption", "topic")
    items.sort(key=lambda i: (i.status != "workable", kinds.index(i.kind)))
    return Agenda(home, day, tuple(items), tuple(notes))


def _day(as_of: date | str | None) -> date:
    if as_of is None:
        return date.today()
    if isinstance(as_of, date):
        return as_of
    try:
        return date.fromisoformat(as_of)
    except ValueError:
        raise DocumentError("as_of", [Problem("", f'"{as_of}" is not a date.', "YYYY-MM-DD")]) from None


@cache
def _reasons() -> dict[str, dict[str, str]]:
    text = files("kaskazi.agenda").joinpath("reasons.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _reason(key: str) -> str:
    r = _reasons().get(key, _reasons()["default"])
    return f"{r['reason']} What it takes: {r['needs'][0].lower()}{r['needs'][1:]}"


def _named(dossier: Dossier) -> list[Instrument]:
    known = instruments()
    return [known[ref] for ref in dict.fromkeys(m.ref for m in dossier.instruments) if ref in known]


def _evidence(dossier: Dossier, item: Any, note: str = "") -> Evidence:
    span: Span = item.span
    text = dossier.document.exact(span)
    return Evidence(item.id, span.start, span.end, text, item.found.asserted_by, item.found.status, note)


def _instrument_item(dossier: Dossier, i: Instrument, as_of: date, home: str) -> AgendaItem:
    mentions = [m for m in dossier.instruments if m.ref == i.id]
    asks = [a for a in dossier.asks if i.id in a.instruments]
    answers = [a for a in dossier.answers if a.ask in {x.id for x in asks}]
    due = [d for d in dossier.deadlines if d.instrument == i.id]
    evidence, counter = _sides(dossier, mentions, asks, answers, due)
    options: tuple[Option, ...] = ()
    why = ""
    if i.kind == "preference":
        options = programme_options(i, home, as_of) if i.id == "agoa" else ()
        why = "A preference with a dated legal life: what its end, a stop-gap and a renewal would change."
        if not options:
            why = _reason("programme-unknown")
    elif i.kind == "negotiation":
        counterpart = next((p for p in i.parties if p != home), "")
        options = agreement_options(i, home, counterpart) if home in i.parties else ()
        why = "No tariff chapter: its worth is a cut in the cost of trading, given as a range of low confidence."
        if not options:
            why = _reason("agreement-unknown")
    elif i.kind == "agreement":
        why = _reason("agreement-unknown")
    else:
        why = _reason("default")
    return AgendaItem(
        id=i.id,
        title=i.title,
        kind="programme" if i.kind in ("preference", "surcharge") else "agreement",
        status="workable" if options else "not yet",
        why=why,
        evidence=evidence,
        counter_evidence=counter,
        law=_law(i, dossier.document.dated, as_of),
        as_of=as_of,
        options=options,
    )


def _sides(
    dossier: Dossier,
    mentions: Sequence[Mention],
    asks: Sequence[Ask],
    answers: Sequence[Answer],
    due: Sequence[Deadline],
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    found = [_evidence(dossier, m, "named") for m in mentions]
    found += [_evidence(dossier, a, f"asked by {country_name(a.by) or 'a side not named'}") for a in asks]
    counter: list[Evidence] = []
    for a in answers:
        how = (
            "confirmed by the side that answers" if a.confirmed else f"claimed by {a.found.asserted_by} only"
        )
        e = _evidence(dossier, a, f"answer of {country_name(a.by) or 'the other side'}: {a.stance}, {how}")
        (found if a.stance == "positive" else counter).append(e)
        if a.stance == "positive" and not a.confirmed:
            counter.append(
                _evidence(
                    dossier, a, f"the answer is not confirmed by {country_name(a.by) or 'the other side'}"
                )
            )
    found += [_evidence(dossier, d, f"{d.kind}: {_when(d)}") for d in due]
    return tuple(found), tuple(counter)


def _when(d: Deadline) -> str:
    w = d.when
    if w.start is None:
        return f'"{w.text}", unresolved: {w.why}'
    if w.start == w.end:
        return w.start.isoformat()
    return f"{w.start.isoformat()} to {w.end.isoformat() if w.end else ''}"


def _law(i: Instrument, dated: date | None, as_of: date) -> tuple[Law, ...]:
    found = []
    if dated is not None:
        found.append(_law_on(i, dated, "when this was said"))
    found.append(_law_on(i, as_of, "as of today"))
    return tuple(found)


def _law_on(i: Instrument, on: date, label: str) -> Law:
    state = i.state(on)
    if state is None:
        return Law(on, label, "nothing on record", None, None, "")
    text = state.law
    until = i.expiry(on)
    if state.retroactive and state.in_force:
        text += f"; {_history(i, on, state)}"
    return Law(on, label, text, state.in_force, until, state.source)


def _history(i: Instrument, on: date, now: State) -> str:
    gap = next((s for s in i.life if s.start == now.start and not s.in_force and s.known < now.known), None)
    if gap is None:
        return f"made on {now.known.isoformat()}"
    day = gap.start.fromordinal(gap.start.toordinal() - 1)
    return f"it had lapsed on {day.day} {day:%B %Y} and was restored on {now.known.day} {now.known:%B %Y}"


def _disruption_items(dossier: Dossier, as_of: date, home: str) -> list[AgendaItem]:
    by_episode: dict[str, list[Disruption]] = {}
    for d in dossier.disruptions:
        known = [w for w in d.where if w in EPISODES]
        exact = [w for w in known if w not in GAPS] or known  # a strait that is named says more than a region
        for episode in dict.fromkeys(EPISODES[w][0] for w in exact) or [""]:
            by_episode.setdefault(episode, []).append(d)
    items = []
    for packaged, found in by_episode.items():
        named = any(w in EPISODES and w not in GAPS for d in found for w in d.where)
        where = [] if named else [w for d in found for w in d.where]
        label = next((label for p, label in EPISODES.values() if p == packaged), "")
        options = disruption_options(packaged, label, home, as_of) if packaged else ()
        gaps = " ".join(dict.fromkeys(GAPS[w] for w in where if w in GAPS and packaged))
        why = "Longer voyages, scarcer ships and time lost, as the cost of trade between every pair of economies."
        counter = tuple(_evidence(dossier, found[0], gaps) for _ in range(1 if gaps else 0))
        items.append(
            AgendaItem(
                id=f"logistics-{packaged}" if packaged else "logistics",
                title="Disruption of logistics" + (f": {label[0].lower()}{label[1:]}" if label else ""),
                kind="disruption",
                status="workable" if options else "not yet",
                why=f"{why} {gaps}".strip() if options else _reason("disruption-unknown"),
                evidence=tuple(_evidence(dossier, d, d.mechanism) for d in found),
                counter_evidence=counter,
                law=(),
                as_of=as_of,
                options=options,
            )
        )
    return items


def _topic_items(dossier: Dossier, as_of: date) -> list[AgendaItem]:
    by_topic: dict[str, list[Mention]] = {}
    inside = [m.span for m in dossier.instruments]
    for m in dossier.topics:
        if not any(s.start <= m.span.start < s.end for s in inside):
            by_topic.setdefault(m.ref, []).append(m)
    return [
        AgendaItem(
            id=topic,
            title=TITLES.get(topic, topic),
            kind="topic",
            status="not yet",
            why=_reason(topic),
            evidence=tuple(_evidence(dossier, m) for m in _few(found)),
            counter_evidence=(),
            law=(),
            as_of=as_of,
            options=(),
        )
        for topic, found in by_topic.items()
    ]


def _few(found: Iterable[Mention]) -> list[Mention]:
    """One mention of each wording."""
    seen: dict[str, Mention] = {}
    for m in found:
        seen.setdefault(m.text.casefold(), m)
    return list(seen.values())
