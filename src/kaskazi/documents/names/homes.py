"""Whose office it is: the country of somebody whose country does not stand beside the name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from datetime import date

from kaskazi.documents.names import lists
from kaskazi.documents.names.people import Member, base, heads, of_state, surname, word
from kaskazi.documents.names.words import Entities, Entity

JOINED = re.compile(r",? and(?: the| his| her)? ")
TOGETHER = re.compile(
    r"\b(?:with|by|to|from|met|meets?|hosted|received|welcomed|between)\s+(?:the\s+|both\s+)?$", re.IGNORECASE
)
ABOUT = re.compile(
    r"\b(?:on|against|about|towards?|from|regarding|in)\s+(?:the\s+)?$", re.IGNORECASE
)  # not whose an office is
HEAD = 400  # characters in which a text says where it is from


def lead(m: Member, dated: date | None) -> None:
    """Full name and country of a leader who is named short."""
    rows = lists.leaders().get(surname(m.name).casefold(), ()) or lists.leaders().get(
        m.name.split()[0].casefold(), ()
    )
    single = len(m.name.split()) == 1
    for row in rows:
        held = {base(o) for o in row.offices}
        if m.country and m.country != row.iso3:
            continue
        if dated and not (row.start <= dated and (row.end is None or dated <= row.end)):
            continue
        office_fits = bool(m.bases & held)
        name_fits = set(map(word, m.name.split())) <= set(map(word, row.name.split()))
        initial = (
            office_fits
            and word(surname(m.name)) == word(surname(row.name))
            and word(m.name)[:1] == word(row.name)[:1]
        )
        if (single and not office_fits) or (not single and not name_fits and not initial):
            continue
        if single or set(map(word, m.name.split())) == set(map(word, row.name.split())):
            m.name = row.name
        m.country = m.country or row.iso3
        return


def shared_country(text: str, people: Sequence[Entity], of: Mapping[tuple[int, int], Member]) -> None:
    """Two joined by "and" of whom the last has "of COUNTRY": also the first one's, where the two serve one state.

    That is so where not both are heads of state or government, or where they are of one family; and where they
    stand together after "with", "by" or a verb of meeting, so that the first is not the host.
    """
    for a, b in itertools.pairwise(people):
        first, second = of.get((a.span.start, a.span.end)), of.get((b.span.start, b.span.end))
        if (
            first is None
            or second is None
            or first.country
            or not second.country
            or not a.office
            or not b.office
        ):
            continue
        gap = text[a.span.end : b.span.start]
        if not JOINED.fullmatch(gap) or not TOGETHER.search(text[max(0, a.span.start - 24) : a.span.start]):
            continue
        kin = word(surname(a.name)).removeprefix("al-") == word(surname(b.name)).removeprefix("al-")
        if kin or (a.office != b.office and not (heads(a.office) and heads(b.office))):
            first.country = second.country


def home(text: str, members: Sequence[Member], entities: Entities) -> None:
    """The country of the one officeholder whose country the text does not say: that of the capital where they
    speak, or the one named at the head of the text, where no other is left."""
    open_ = [
        m for m in members if m.kind == "person" and not m.country and any(of_state(o) for o in m.offices)
    ]
    if len(open_) != 1:
        return
    others = {m.country for m in members if m.country}
    places = [e for e in entities.all if e.kind == "place" and e.country not in others]
    seats = {e.country for e in places if e.place == "seat"}
    named = {
        e.country
        for e in places
        if e.place == "name"
        and e.span.start < HEAD
        and not ABOUT.search(text[max(0, e.span.start - 12) : e.span.start])
    }
    minister = any(
        base(o).endswith(("Minister", "Secretary")) and base(o) != "Prime Minister" for o in open_[0].offices
    )
    for found in (seats if minister else set(), named):
        if len(found) == 1:
            open_[0].country = next(iter(found))
            return
