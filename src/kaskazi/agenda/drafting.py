"""From a dossier to an agenda. Only an instrument or a disruption named in the text opens an item that can
be worked out; a topic alone never does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from kaskazi.agenda.options import agreement_options, disruption_options, programme_options
from kaskazi.agenda.rules import closures, episodes, gap, reason, topic_title
from kaskazi.agenda.standing import Standing, standing, standing_text
from kaskazi.agenda.stated import measure_items
from kaskazi.agenda.types import Agenda, AgendaItem, Evidence, Law, Option
from kaskazi.codes.defaults import default_home
from kaskazi.documents import country_name
from kaskazi.dossier import Answer, Ask, Deadline, Disruption, Dossier, Mention, Span
from kaskazi.errors import DocumentError, Problem
from kaskazi.law import Instrument, State, instruments

LAST = date(9899, 12, 31)  # options look decades ahead


def draft_agenda(dossier: Dossier, as_of: date | str | None = None, home: str | None = None) -> Agenda:
    """The agenda of a document for one economy, with the law as of a day (default: today).

    as_of: a date or YYYY-MM-DD. Raises DocumentError for a date that is none.
    """
    day = _day(as_of)
    home = home or default_home()
    items = [
        *(_instrument_item(dossier, i, day, home) for i in _named(dossier)),
        *measure_items(dossier, day, home),
        *_disruption_items(dossier, day, home),
        *_topic_items(dossier, day),
    ]
    notes = []
    if dossier.document.dated is None:
        notes.append(
            "The document's date is not known: relative dates stay unresolved, and what the law was when it "
            "spoke cannot be said. Give the date with --dated."
        )
    notes += [
        f"The documents contradict each other on {c.about}: "
        + "; ".join(f"{v.document} says {v.says}" for v in c.versions)
        + "."
        for c in dossier.contradictions
    ]
    kinds = ("programme", "agreement", "measure", "disruption", "topic")
    items.sort(key=lambda i: (i.status != "workable", kinds.index(i.kind)))
    return Agenda(home, day, tuple(items), tuple(notes))


def _day(as_of: date | str | None) -> date:
    if as_of is None:
        return date.today()
    try:
        day = as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
    except ValueError:
        raise DocumentError("as_of", [Problem("", f'"{as_of}" is not a date.', "YYYY-MM-DD")]) from None
    if day > LAST:
        what = f"{day.isoformat()} leaves no years in the calendar for what comes after."
        raise DocumentError("as_of", [Problem("", what, f"a day up to {LAST.isoformat()}")])
    return day


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
    options, why, place = _worked(i, home, as_of)
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
        standing=place.kind if place else None,
    )


def _worked(i: Instrument, home: str, as_of: date) -> tuple[tuple[Option, ...], str, Standing | None]:
    """The options of an instrument for an economy, why they are those (or none), and where it stands."""
    if i.kind == "preference":
        place = standing(i, home, as_of)
        options = programme_options(i, home, as_of, place) if i.line_table else ()
        first = standing_text(place, country_name(home) or home, i.names[-1], as_of)
        why = "A preference with a dated legal life: what its end, a stop-gap and a renewal would change."
        return options, f"{first} {why if options else reason('programme-unknown')}".strip(), place
    if i.kind == "negotiation" and home in i.parties:
        counterpart = next((p for p in i.parties if p != home), "")
        options = agreement_options(i, home, counterpart)
        if options:
            text = "No tariff chapter: its worth is a cut in the cost of trading, given as a range of low confidence."
            return options, text, None
    return (), reason("agreement-unknown" if i.kind in ("agreement", "negotiation") else "default"), None


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
    """What could be known of the law when the document spoke; of the same day as it is known now, where a law made
    since says otherwise; and today's."""
    found = []
    if dated is not None:
        found.append(_law_on(i, dated, "when this was said"))
        if as_of > dated and i.state(dated, as_of) != i.state(dated):
            found.append(_law_on(i, dated, "that day, as known today", as_of))
    found.append(_law_on(i, as_of, "as of today"))
    return tuple(found)


def _law_on(i: Instrument, on: date, label: str, known: date | None = None) -> Law:
    state = i.state(on, known)
    if state is None:
        return Law(on, label, "nothing on record", None, None, "")
    text = state.law
    until = i.expiry(on, known)
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
    known = episodes()
    by_episode: dict[str, list[Disruption]] = {}
    for d in dossier.disruptions:
        if d.status == "threatened":
            continue
        named = [w for w in d.where if w in known]
        exact = [w for w in named if not gap(w)] or named  # a strait that is named says more than a region
        for episode in dict.fromkeys(_episode(w, d) for w in exact) or [""]:
            by_episode.setdefault(episode, []).append(d)
    return [_disruption_item(dossier, key, found, as_of, home) for key, found in by_episode.items()]


def _episode(where: str, d: Disruption) -> str:
    """The packaged scenario for a place and what happens there."""
    closed = closures().get(where) if d.mechanism in ("closed", "blocked") else None
    return (closed or episodes()[where]).packaged


def _disruption_item(
    dossier: Dossier, packaged: str, found: Sequence[Disruption], as_of: date, home: str
) -> AgendaItem:
    known = episodes()
    episode = next((e for e in (*known.values(), *closures().values()) if e.packaged == packaged), None)
    places = [w for d in found for w in d.where if w in known]
    regions = [] if any(not gap(w) for w in places) else places
    gaps = " ".join(dict.fromkeys(gap(w) for w in regions)) if episode else ""
    options = disruption_options(episode, home, as_of) if episode else ()
    why = "Longer voyages, scarcer ships and time lost, as the cost of trade between every pair of economies."
    title = "Disruption of logistics"
    if episode:
        title += f": {episode.label[0].lower()}{episode.label[1:]}"
    return AgendaItem(
        id=f"logistics-{packaged}" if packaged else "logistics",
        title=title,
        kind="disruption",
        status="workable" if options else "not yet",
        why=f"{why} {gaps}".strip() if options else reason("disruption-unknown"),
        evidence=tuple(_evidence(dossier, d, d.mechanism) for d in found),
        counter_evidence=(_evidence(dossier, found[0], gaps),) if gaps else (),
        law=(),
        as_of=as_of,
        options=options,
    )


def _topic_items(dossier: Dossier, as_of: date) -> list[AgendaItem]:
    by_topic: dict[str, list[Mention]] = {}
    inside = [m.span for m in dossier.instruments]
    for m in dossier.topics:
        if not any(s.start <= m.span.start < s.end for s in inside):
            by_topic.setdefault(m.ref, []).append(m)
    return [
        AgendaItem(
            id=topic,
            title=topic_title(topic),
            kind="topic",
            status="not yet",
            why=reason(topic),
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
