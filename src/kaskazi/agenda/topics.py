"""Topics: worked out from what the rest of the document anchors, else as a unit for scale, from the tables alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kaskazi.agenda.options import programme_options
from kaskazi.agenda.rules import (
    Condition,
    Topic,
    War,
    conditions,
    preference_rule,
    reason,
    region_wars,
    topic_rule,
    wars,
    word,
)
from kaskazi.agenda.standing import standing
from kaskazi.agenda.templates import Missing, fill
from kaskazi.agenda.types import RANK, AgendaItem, Open, Option
from kaskazi.codes.naming import capital, the
from kaskazi.codes.naming import rows as names
from kaskazi.documents import country_name
from kaskazi.dossier import Dossier, Mention
from kaskazi.evidence.parameters import parameter
from kaskazi.law import instruments
from kaskazi.law.eligibility import members
from kaskazi.scenario import Cite, Horizon, Range, Scenario
from kaskazi.shocks.drafts import preference_scenario
from kaskazi.shocks.kinds.conflict import Conflict
from kaskazi.shocks.kinds.preference import Preference
from kaskazi.world import World


@dataclass(frozen=True, slots=True)
class Table:
    """What a topic is drafted against: the document, the day, home, the items with an instrument, a measure or a
    disruption, and the topics that the document names."""

    dossier: Dossier
    as_of: date
    home: str
    items: tuple[AgendaItem, ...]
    named: tuple[str, ...]


def topic_options(topic: str, t: Table) -> tuple[tuple[Option, ...], str]:
    """The options of a topic, and why they are those."""
    rule = topic_rule(topic)
    if rule is None:
        return (), reason(topic)
    for way in rule.through:
        options = WAYS[way](topic, t)
        if options:
            anchored = all(o.anchor for o in options)
            why = f"{rule.reason} {rule.anchored if anchored else word('for_scale')}".strip()
            return tuple(replace(o, leads=rule.leads) for o in options), why
    options = _units(topic, rule, t)
    if options:
        return tuple(replace(o, leads=rule.leads) for o in options), f"{rule.reason} {word('for_scale')}"
    return (), reason(topic)


def _units(topic: str, rule: Topic, t: Table) -> tuple[Option, ...]:
    found = []
    for u in rule.units:
        try:
            raw = fill(u, t.home, _counterpart(t), t.as_of)
        except Missing:
            continue
        found.append(Option(raw.key, raw.title, raw.scenario, raw.note))
    return tuple(found)


def _counterpart(t: Table) -> str:
    """The other side of the talks: the first economy beside home that meets in the document."""
    sides = (x for e in t.dossier.engagements for x in e.sides if x and x != t.home)
    return next((x for x in sides if x in World.load(None).economies), "")


# --- through a place at war ---


def _at_war(topic: str, t: Table) -> tuple[Option, ...]:
    """Every war on record in a place that the document names where it speaks of conflict; for scale, one near home."""
    found, anchor, place = _named_wars(t)
    if found:
        opens = (
            Open("which wars", ", ".join(w.title for w in found), "shock"),
            Open("how deep they are", word("war_depth"), "shock[0].productivity"),
        )
        title = word("war_title", place=place)
        scenario = _war_scenario(f"{topic}-{_slug(place)}", title, found, t.home)
        return (Option("a year of war", title, scenario, word("war_note"), anchor, opens),)
    return _war_unit(topic, t)


def _war_unit(topic: str, t: Table) -> tuple[Option, ...]:
    """For scale: the war nearest to home."""
    near = _nearest(t.home)
    if near is None:
        return ()
    title = word("war_unit", war=near.title)
    scenario = _war_scenario(f"{topic}-{near.id}", title, (near,), t.home)
    return (Option("a year of war", title, scenario, word("war_note")),)


def _named_wars(t: Table) -> tuple[tuple[War, ...], str, str]:
    """Wars in places named in the sentences that speak of conflict, the mention that anchors them, and the place."""
    text = t.dossier.document.text
    speaks = {k for k in t.named if (r := topic_rule(k)) and r.conflict}
    for m in sorted((m for m in t.dossier.topics if m.ref in speaks), key=lambda m: m.span.start):
        sentence = text[slice(*_sentence(text, m))]
        known = wars()
        own = tuple(w for w in known.values() if any(_says(sentence, c) for c in w.economies))
        if own:
            place = ", ".join(dict.fromkeys(country_name(c) or c for w in own for c in w.economies))
            return own, m.id, place
        for words, ids in region_wars().items():
            if re.search(rf"\b{re.escape(words)}\b", sentence, re.IGNORECASE):
                return tuple(known[k] for k in ids), m.id, words
    return (), "", ""


def _sentence(text: str, m: Mention) -> tuple[int, int]:
    """Start and end of the sentence that a mention stands in."""
    before = [x.end() for x in re.finditer(r"[.!?][”\"’']?\s+|\n", text[: m.span.start])]
    after = re.search(r"[.!?](?=[”\"’'\s]|$)|\n", text[m.span.end :])
    return (before[-1] if before else 0), m.span.end + (after.start() if after else len(text) - m.span.end)


def _says(sentence: str, iso3: str) -> bool:
    """True where a sentence names an economy; a name inside a longer one of another economy does not count."""
    table = names("economies")
    own = table[iso3].read if iso3 in table else ()
    others = [n for k, r in table.items() if k != iso3 for n in r.read if any(x in n for x in own)]
    for n in sorted(others, key=len, reverse=True):
        sentence = re.sub(rf"\b{re.escape(n)}\b", " ", sentence)
    return any(re.search(rf"\b{re.escape(n)}\b", sentence) for n in own)


def _nearest(home: str) -> War | None:
    """The first war on record that home is in or borders on, else the first of all; None without one."""
    known = wars().values()
    return next((w for w in known if home in (*w.economies, *w.neighbours)), next(iter(known), None))


def _war_scenario(name: str, title: str, found: Sequence[War], home: str) -> Scenario:
    """The wars as conflicts, one for each part of an economy in reach; a neighbour of several bears one cost."""
    known = set(World.load(None).economies)
    at_war = {c for w in found for c in w.economies}
    taken: set[str] = set()
    shocks = []
    for part in sorted({w.part for w in found}, reverse=True):
        mine = [w for w in found if w.part == part]
        economies = tuple(sorted({c for w in mine for c in w.economies} & known))
        near = tuple(sorted(({c for w in mine for c in w.neighbours} & known) - at_war - taken))
        taken |= set(near)
        shocks.append(war_shock(economies, near, part))
    return Scenario(name=name, title=title, home=home, shock=tuple(shocks))


def war_shock(economies: tuple[str, ...], neighbours: tuple[str, ...], part: float) -> Conflict:
    """A war at the published damage. part: of the economy in its reach, ratio."""
    output, cost, share = (parameter(k) for k in ("war-productivity", "war-trade-cost", "neighbour-share"))

    def scaled(x: float) -> float:
        return round(1.0 - part * (1.0 - x), 4)

    return Conflict(
        economies=economies,
        productivity=Range(low=scaled(output.low), central=scaled(output.central), high=scaled(output.high)),
        trade_ave=Range(
            low=round(part * cost.low, 4),
            central=round(part * cost.central, 4),
            high=round(part * cost.high, 4),
        ),
        neighbours=neighbours,
        neighbour_ave=Range(
            low=round(part * cost.central * share.low, 4),
            central=round(part * cost.central * share.central, 4),
            high=round(part * cost.central * share.high, 4),
        )
        if neighbours
        else None,
        cite=Cite(source=output.sources[0]),
        note=word("war_source"),
    )


# --- through a condition of a preference ---


def _condition(topic: str, t: Table) -> tuple[Option, ...]:
    """What hangs on a topic in law: home alone loses a preference whose conditions name it."""
    for c in conditions():
        named = next((i for i in t.items if i.id == c.programme), None)
        if topic in c.topics and t.home in members(c.programme, t.as_of, t.as_of):
            anchor = named.evidence[0].item if named and named.evidence else ""
            return (_suspended(topic, c, t, anchor),)
        if topic not in c.topics:
            continue
        if named and named.standing == "former beneficiary":
            return _under(topic, named, named.options[:1])  # it hung on the condition, and is gone
        i, place = instruments()[c.programme], standing(instruments()[c.programme], t.home, t.as_of)
        if place.kind == "former beneficiary" and i.in_force(t.as_of):
            out = programme_options(i, t.home, t.as_of, place)[0]
            title = word(
                "outside_unit", home=capital(the(country_name(t.home) or t.home)), programme=i.names[-1]
            )
            scenario = out.scenario.model_copy(update={"name": f"{topic}-{i.id}-outside", "title": title})
            return (replace(out, title=title, scenario=scenario, note=c.text),)
    return ()


def _suspended(topic: str, c: Condition, t: Table, anchor: str) -> Option:
    i = instruments()[c.programme]
    name, home = i.names[-1], country_name(t.home) or t.home
    start = date(t.as_of.year + 1, 1, 1)
    horizon = Horizon(start=start, end=date(start.year + preference_rule().years_after, 12, 31))
    last = i.last_day()
    if last and start > last + timedelta(1):
        start = last + timedelta(1)
    shock = Preference(
        programme=i.id,
        change="lapse",
        start=start,
        exporters=(t.home,),
        cite=Cite(source=c.source),
        note=c.text,
    )
    title = word("suspended" if anchor else "suspended_unit", home=capital(the(home)), programme=name)
    opens = (Open(word("suspended_from"), start.isoformat(), "shock[0].start"),) if anchor else ()
    return Option(
        "suspended",
        title,
        preference_scenario(f"{topic}-{i.id}-suspended", title, i, t.home, horizon, shock),
        c.text,
        anchor,
        opens,
    )


# --- through the measures of the document ---


def _measures(topic: str, t: Table) -> tuple[Option, ...]:
    """What the surest measure on the table means for the topic: its first option, under the topic's name."""
    held = [i for i in t.items if i.options]
    if not held:
        return ()
    item = min(held, key=lambda i: RANK.index(i.options[0].number))
    return _under(topic, item, item.options[:1])


def _under(topic: str, item: AgendaItem, options: Sequence[Option]) -> tuple[Option, ...]:
    """Options of another item under a topic's name."""
    found = []
    for o in options:
        key = _slug(f"{item.id}-{o.key}")
        scenario = o.scenario.model_copy(update={"name": f"{topic}-{key}"})
        found.append(replace(o, key=key, scenario=scenario, note=word("follows", item=item.title)))
    return tuple(found)


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:40]


WAYS: dict[str, Callable[[str, Table], tuple[Option, ...]]] = {
    "war": _at_war,
    "war-unit": _war_unit,
    "condition": _condition,
    "measures": _measures,
}


__all__ = ["Table", "topic_options", "war_shock"]
