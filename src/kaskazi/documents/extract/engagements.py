"""Who met whom: meetings, calls, visits, rounds of talks, signings, with place, time and whether they took place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kaskazi.documents.clauses.types import Clause
from kaskazi.documents.extract.event_parts import THEY, Event
from kaskazi.documents.extract.events import events_of
from kaskazi.documents.extract.ground import Ground
from kaskazi.documents.names import lists
from kaskazi.documents.names.cast import Party
from kaskazi.dossier import Engagement, Participant, Role, Span, When

PLACE = re.compile(
    r"\b(?:in|at|to)\s+(?P<place>(?:the )?[A-ZÀ-Þ][\w’'.-]+(?:\s+(?:[A-ZÀ-Þ][\w’'.-]+|of|the|de|es)(?=\s|[,.;]|$))*)"
)
NEAR = 400  # characters between two sentences about one engagement
SITES = (
    "White House",
    "Pentagon",
    "State House",
    "Oval Office",
    "United Nations",
    "Élysée",
    "Downing Street",
)


class _Found(list[Engagement]):
    """Engagements so far, with where to look for one that a later sentence speaks of: by who took part, and nearby."""

    def __init__(self) -> None:
        super().__init__()
        self._by_name: dict[str, list[int]] = {}
        self._touched: list[tuple[int, int]] = []  # end of the last sentence about it, index

    def put(self, x: Engagement, k: int | None = None) -> None:
        """Add one, or put it in the place of the k-th."""
        k = len(self) if k is None else k
        known = {p.name for p in self[k].participants} if k < len(self) else None
        if known is None:
            self.append(x)
        else:
            self[k] = x
        for name in {p.name for p in x.participants} or {""}:
            if known is None or name not in known:
                self._by_name.setdefault(name, []).append(k)
        self._touched.append((x.spans[-1].end, k))

    def candidates(self, names: set[str], start: int) -> list[int]:
        """Indexes of those in which one of some people took part, and of those told of just before a place."""
        known = sorted((self._by_name.get(n, []) for n in names or {""}), key=len)
        out = set(known[0])
        for end, k in reversed(self._touched):
            if end <= start - NEAR:
                break
            out.add(k)
        return sorted(out)


def engagements(g: Ground) -> list[Engagement]:
    """Engagements in the order of the text; later sentences about the same one are added to it."""
    ids = g.cast.ids()
    found = _Found()
    order = sorted((k for k, u in enumerate(g.units) if u.quote is None), key=lambda k: g.units[k].span.start)
    for n in order:
        for e in events_of(g, n):
            _add(g, found, e, ids)
    return found


def _participants(g: Ground, e: Event, ids: dict[int, str]) -> list[Participant]:
    out: dict[str, Participant] = {}
    for n, p in enumerate(e.parties):
        if p.member is None or p.member.kind == "organisation":
            continue
        p.member.sure = True
        key = ids.get(id(p.member)) or g.cast.ids()[id(p.member)]
        role: Role = "host" if n < e.first else "counterpart"
        office = next(
            (o for o in p.member.offices if o in g.text[p.span.start : p.span.end]),
            p.member.offices[0] if p.member.offices else "",
        )
        out.setdefault(p.member.name, Participant(key, p.member.name, office, p.member.country, role))
    return list(out.values())


def _sides(e: Event, who: Sequence[Participant]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(x for x in [*(p.side for p in who), *(p.country for p in e.parties)] if x))


def _add(g: Ground, found: _Found, e: Event, ids: dict[int, str]) -> None:
    named = _single_names(g, e)
    who = _participants(g, replace(e, parties=named), ids)
    sides = _sides(replace(e, parties=named), who)
    if len(sides) < 2 and e.clause is not None and e.mode in ("meeting", "call", "signing"):
        sides = tuple(dict.fromkeys([*sides, *_named_sides(g, g.clauses[e.clause])]))
    open_ = [p for p in named if p.member and p.member.kind == "person" and not p.country]
    if (
        len(open_) == 1
        and len(sides) == 1
        and open_[0].member
        and open_[0].member.offices
        and e.mode in ("meeting", "call")
    ):
        other = _other_country(g, e, sides[0])
        if other:
            open_[0].member.country = other
            who = _participants(g, replace(e, parties=named), ids)
            sides = (*sides, other)
    they = THEY.search(g.text, e.span.start, e.at.end) or any(p.kind == "both" for p in e.parties)
    if not sides and found and (they or e.rule == "the next one"):
        sides = found[-1].sides
    u = g.units[e.unit].span
    if e.mode == "round":
        sides = sides or tuple(
            dict.fromkeys(
                x.country for x in g.cast.entities.within(u.start, u.end) if x.country and x.place != "seat"
            )
        )
        if len(sides) < 2 and not found:
            sides = tuple(
                dict.fromkeys(
                    x.country
                    for x in g.cast.entities.within(u.start, u.end)
                    if x.country and x.place != "seat"
                )
            )
        if len(who) + len(sides) < 2:
            return
    elif e.mode == "visit":
        if not who:
            return
    elif e.mode == "signing":
        if not (they or who or len(sides) >= 1):
            return
    elif not (
        len(who) > 1 or len(sides) > 1 or they or e.rule == "the next one" or (len(e.parties) > 1 and who)
    ):
        return
    place, at = _place(g, u, e)
    when = _when(g, u, e)
    near = found.candidates({p.name for p in who}, e.span.start)
    at_index = next(
        (k for k in (reversed(near) if they else near) if _same(g, found[k], e, who, sides, place, when)),
        None,
    )
    if at_index is not None:
        same = found[at_index]
        if same.mode == "round" and re.search(r"\b[Ll]ed by\b", g.text[u.start : u.end]):
            who = _delegations(g, u, e, ids)
        found.put(_joined(same, u, who, when, place, at), at_index)
        return
    if len(sides) == 2:
        g.pairs.append((u.start, sides))
    sure = 0.9 if len(who) > 1 else 0.7
    found.put(Engagement("", e.mode, tuple(who), sides, place, at, when, e.tense, g.named_in(u.start, u.end), (u,),
                            g.found(e.rule, sure, e.clause)))  # fmt: skip


def _named_sides(g: Ground, c: Clause) -> Iterator[str]:
    """Countries of a subject in the plural: "the ministers of Oman and Pakistan"."""
    for p in (c.subject, c.object) if c.passive else (c.subject,):
        if p is None or not (p.also or p.word.endswith("s")):
            continue
        end = max([p.span.end, *(a.span.end for a in p.also), min(c.verb.start, p.span.end + 80)])
        yield from (
            x.country for x in g.cast.entities.within(p.span.start, end) if x.country and x.place != "seat"
        )


def _other_country(g: Ground, e: Event, own: str) -> str:
    """The one other country that the sentence names, not as a place: "the United States and Belgium's cooperation"."""
    found = set()
    for x in g.cast.entities.within(e.span.start, e.span.end):
        where = re.search(
            r"(?:\b(?:in|at|to)\s+(?:the\s+)?|,\s+(?:the\s+)?)$",
            g.text[max(0, x.span.start - 10) : x.span.start],
        )
        if x.kind == "place" and x.place in ("name", "people") and x.country != own and not where:
            found.add(x.country)
    return found.pop() if len(found) == 1 else ""


def _single_names(g: Ground, e: Event) -> tuple[Party, ...]:
    """A name of one word that nobody introduced: "Wang was received by ..."."""
    out = []
    for p in e.parties:
        if (
            p.kind == "described"
            and p.member is None
            and len(p.name.split()) <= 2
            and p.name[:1].isupper()
            and not p.country
        ):
            phrase = g.phrase(p.span.start, p.span.end)
            out.append(g.cast.add(phrase) if phrase else p)
        else:
            out.append(p)
    return tuple(out)


def _same(
    g: Ground,
    x: Engagement,
    e: Event,
    who: Sequence[Participant],
    sides: Sequence[str],
    place: str,
    when: When | None,
) -> bool:
    if x.mode != e.mode and {x.mode, e.mode} != {"round", "meeting"}:
        return False
    if "round" in (x.mode, e.mode) and x.mode != e.mode and not THEY.search(g.text, e.span.start, e.at.end):
        return False
    if e.mode in ("visit", "signing"):
        return (
            x.mode == e.mode
            and {p.name for p in who} == {p.name for p in x.participants}
            and x.place == place
            and x.tense == e.tense
        )
    if (x.tense in ("planned", "proposed")) != (e.tense in ("planned", "proposed")) or (
        "denied" in (x.tense, e.tense) and x.tense != e.tense
    ):
        return False
    if e.rule == "the next one":
        return False
    if (
        when
        and x.when
        and when.start
        and x.when.start
        and (when.start > (x.when.end or x.when.start) or (when.end or when.start) < x.when.start)
    ):
        return False
    names = {p.name for p in who}
    mine = {p.name for p in x.participants}
    gap = e.span.start - x.spans[-1].end
    adjacent = gap < NEAR and g.text.count("\n", x.spans[-1].end, e.span.start) <= 2
    if names:
        return names <= mine or (
            adjacent and bool(THEY.search(g.text, e.span.start, e.at.end)) and e.tense != "planned"
        )
    return adjacent and set(sides) <= set(x.sides) and e.tense != "planned"


def _delegations(g: Ground, u: Span, e: Event, ids: dict[int, str]) -> list[Participant]:
    """Everybody named in "Led by X and Y, they convened with Z": those before "they" lead."""
    they = THEY.search(g.text, u.start, u.end)
    parties = tuple(
        Party(m.name, m.country, m, m.kind, s)
        for s, m in g.cast.mention(u.start, u.end)
        if m.kind != "organisation"
    )
    who = _participants(g, replace(e, parties=parties), ids)
    first = {p.name for p in parties if they and p.span.start < they.start()}
    return [replace(p, role="lead" if p.name in first else "attendee") for p in who]


def _joined(
    x: Engagement, s: Span, who: Sequence[Participant], when: When | None, place: str, at: Span | None
) -> Engagement:
    known = {p.name for p in x.participants}
    led = [p if p.role == "lead" else replace(p, role="attendee") for p in who if p.name not in known]
    sides = tuple(dict.fromkeys([*x.sides, *(p.side for p in led if p.side)]))
    spans = x.spans if s == x.spans[-1] else (*x.spans, s)
    return replace(x, participants=(*x.participants, *led), sides=sides, spans=spans, when=x.when or when,
                   place=x.place or place, place_span=x.place_span or at)  # fmt: skip


def _place(g: Ground, s: Span, e: Event) -> tuple[str, Span | None]:
    """Where: after in, at or to; nearest after the trigger first."""
    hits = list(PLACE.finditer(g.text, s.start, s.end))
    hits.sort(key=lambda p: (p.start() < e.at.start, abs(p.start() - e.at.end)))
    known = [
        p
        for p in hits
        if any(
            x.kind == "place"
            for x in g.cast.entities.over(
                p.start("place") + len(p["place"]) - len(p["place"].removeprefix("the "))
            )
        )
    ]
    for p in [*known, *(h for h in hits if h not in known)]:
        lead = len(p["place"]) - len(p["place"].removeprefix("the "))
        at = p.start("place") + lead
        words = p["place"][lead:]
        site = next((x for x in SITES if words.startswith(x)), "")
        if site:
            return site, Span(at, at + len(site))
        if g.cast.at(at) is not None:
            continue
        place = next((x for x in g.cast.entities.over(at) if x.kind == "place"), None)
        link = g.text[p.start() : p.start() + 2]
        if place:
            after = g.text[place.span.end : place.span.end + 2]
            if (
                re.match(r"[’'-]|\s?[-–]", after)
                or place.place == "people"
                or (link == "to" and e.mode != "visit")
            ):
                continue
            return g.text[place.span.start : place.span.end], place.span
        first = re.match(r"[A-ZÀ-Þ][\w’'-]+(?: (?:es|de|al|el) [A-ZÀ-Þ][\w’'-]+| [A-ZÀ-Þ][\w’-]+)?", words)
        if (
            first
            and link == "in"
            and first[0].split()[0] not in lists.words("never_names")
            and not re.match(
                r"(?:January|February|March|April|May|June|July|August|September|October|November|December)",
                words,
            )
        ):
            name = re.sub(r"['’]s$", "", first[0])
            return name, Span(at, at + len(name))
    return "", None


def _when(g: Ground, s: Span, e: Event) -> When | None:
    """The time nearest to the trigger in its sentence."""
    times = g.times_in(s.start, s.end)
    c = g.clauses[e.clause] if e.clause is not None else None
    inside = [w for w in times if c and c.span.start <= w.span.start < c.span.end] or times
    return min(inside, key=lambda w: abs(w.span.start - e.at.end), default=None)
