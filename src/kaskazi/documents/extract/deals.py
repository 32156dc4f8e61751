"""Measures that no verb imposes: purchases and investments of an amount by a noun, standards accepted, preferences ended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from kaskazi.documents.clauses.types import Clause
from kaskazi.documents.extract import money
from kaskazi.documents.extract.ground import Ground, clause_over
from kaskazi.documents.extract.measure_parts import asked, goods, status_of
from kaskazi.documents.lexicon import table
from kaskazi.dossier import Measure, MeasureKind, Polarity, Span, When

Found = tuple[Measure, Polarity | None]
PURCHASE = re.compile(
    r"\b(?:[Pp]urchases?|[Pp]rocurement) of (?P<what>(?:(?<!\w)U\.\s?S\.|[^.;:\n]|\.(?=\d)){3,200})"
)
INVESTMENT = re.compile(
    r"(?:\b(?:of|in)\s+|\s)(?:new |additional |foreign |direct |private |total )*investments?\s+(?:in|into)\s+(?:the\s+)?(?=[A-Z])"
)
STANDARD = re.compile(
    r"\b(?:accept|accepts|accepting|acceptance of|recogni[sz]e|recogni[sz]ing|recognition of)\s+(?P<what>(?:(?<!\w)U\.\s?S\.|[^;.\n]){0,120}?\b"
    r"(?:certificates?|standards|marketing authori[sz]ations?|approvals|conformity assessments?|regulatory oversight|inspections?))\b"
)
BARRIERS = re.compile(
    r"\baddress(?:ing)?\s+(?P<whose>(?:the\s+)?[A-Z][\w ]{2,30})['’]s?\s+(?:\w+[- ]){0,3}barriers\b"
)
WITHDRAWN = re.compile(
    r"\b(?:terminat\w+|revok\w+|suspend\w*|withdr[ae]w\w*|remov\w+)\s+(?:the\s+|its\s+|their\s+)?"
    r"(?:designations?|eligibility|beneficiary status|preferences|trade preferences|benefits)\b"
)
EFFECT = re.compile(
    r"\b(?:(?:will|shall|to)\s+)?(?:takes?|took|comes?|came|enters?|entered|goes?|went)\s+(?:effect|into (?:force|effect))\b"
)
NEAR = 600  # characters after a measure in which the text may say when it takes effect
SHORT = 90


@cache
def _owners() -> dict[str, str]:
    return dict(table("measures")["imposers"])


def deals(g: Ground, n: int) -> Iterator[Found]:
    """Of one sentence."""
    yield from _purchases(g, n)
    yield from _investments(g, n)
    yield from _standards(g, n)
    yield from _withdrawn(g, n)


def _at(g: Ground, n: int, position: int) -> tuple[int | None, Clause | None]:
    k = clause_over(g.clauses, g.in_unit(n), position)
    return k, g.clauses[k] if k is not None else None


def _made(
    g: Ground, kind: MeasureKind, k: int | None, c: Clause | None, span: Span, imposer: str, affected: str, product: str = "",
    amount: money.Amount | None = None,
) -> Found:  # fmt: skip
    status = status_of(g, k, c, "impose", asked(g, k)) if c is not None else "announced"
    value, unit = (amount.value, amount.unit) if amount else (None, "")
    return Measure("", kind, imposer, affected, product, None, value, unit, None, None, None, None, status or "announced", "", span,
                   g.found(f"{kind} by a noun", 0.7, k)), g.standing(k) if k is not None else None  # fmt: skip


def _purchases(g: Ground, n: int) -> Iterator[Found]:
    u = g.units[n]
    for m in PURCHASE.finditer(g.text, u.span.start, u.span.end):
        sums = money.money(g.text, m.end("what") - len(m["what"]), min(u.span.end, m.end() + SHORT))
        if not sums or g.elsewhere(n, m.start()):
            continue
        start = (
            max(m.start("what"), sums[0].span.end)
            if sums[0].span.start - m.start("what") < 20
            else m.start("what")
        )
        words = re.split(
            r",? (?:including|with an?|currently|worth|valued|over|through|by)\b|,",
            g.text[start : m.end("what")],
        )[0]
        affected, product = goods(g, start, start + len(words))
        k, c = _at(g, n, m.start())
        who = g.subject(k) if k is not None else None
        imposer = who.country if who and who.country != affected else ""
        span = Span(m.start(), max(m.end("what"), sums[0].span.end))
        yield _made(g, "purchase", k, c, span, imposer, affected, product, sums[0])


def _investments(g: Ground, n: int) -> Iterator[Found]:
    u = g.units[n]
    for a in money.money(g.text, u.span.start, u.span.end):
        m = INVESTMENT.match(g.text, a.span.end) or INVESTMENT.match(g.text, a.span.end + 1)
        if m is None or g.elsewhere(n, a.span.start):
            continue
        at = next((e.country for e in g.cast.entities.within(m.end(), m.end() + 1) if e.country), "")
        k, c = _at(g, n, a.span.start)
        who = g.subject(k) if k is not None else None
        for up in g.chain(k) if k is not None and not (who and who.country) else ():
            who = g.subject(g.index(up))
            if who and who.country:
                break
        owned = re.search(
            r"['’]s?\s+(?:\w+\s+){0,2}$", g.text[max(u.span.start, a.span.start - 40) : a.span.start]
        )
        imposer = (
            who.country if who and who.country != at and not owned else ""
        )  # "the company's new $175 million"
        yield _made(g, "investment", k, c, Span(a.span.start, m.end()), imposer, at, "", a)


def _standards(g: Ground, n: int) -> Iterator[Found]:
    u = g.units[n]
    whose = BARRIERS.search(g.text, u.span.start, u.span.end)
    for m in STANDARD.finditer(g.text, u.span.start, u.span.end):
        country, product = goods(g, m.start("what"), m.end("what"))
        k, c = _at(g, n, m.start())
        if whose:
            imposer = next(
                (
                    e.country
                    for e in g.cast.entities.within(whose.start("whose"), whose.end("whose"))
                    if e.country
                ),
                "",
            )
        else:
            who = g.subject(k) if k is not None else None
            imposer = who.country if who else ""
        if imposer and country and imposer != country and not g.elsewhere(n, m.start()):
            yield _made(g, "standard", k, c, Span(*m.span()), imposer, country, product)


def _withdrawn(g: Ground, n: int) -> Iterator[Found]:
    """ "terminate the designation of X and Y as beneficiaries of P, effective D": a preference that ends on D."""
    u = g.units[n]
    for m in WITHDRAWN.finditer(g.text, u.span.start, u.span.end):
        refs = [r for r in g.named_in(u.span.start, u.span.end) if r in _owners()]
        if not refs or g.elsewhere(n, m.start()):
            continue
        owner = _owners()[refs[0]]
        k, _ = _at(g, n, m.start())
        names = [
            e.country
            for e in g.cast.entities.within(m.end(), u.span.end)
            if e.country and e.place == "name" and e.country != owner
        ]
        if not names and re.search(r"\bthese countries\b", g.text[m.end() : m.end() + 40]):
            names = _named_before(g, n, owner)
        end = next(iter(g.times_in(m.end(), u.span.end)), None)
        for country in dict.fromkeys(names):
            over = bool(end and end.start and g.dated and end.start <= g.dated)
            yield Measure("", "preference", owner, country, "", None, None, "", None, None, end, None, "ended" if over else "in force",
                          refs[0], Span(*m.span()), g.found("a preference that ends", 0.75, k)), g.standing(k) if k is not None else None  # fmt: skip


def _named_before(g: Ground, n: int, owner: str) -> list[str]:
    """Countries of the last designation named before."""
    for j in range(n - 1, -1, -1):
        s = g.units[j].span
        if m := WITHDRAWN.search(g.text, s.start, s.end):
            return [
                e.country
                for e in g.cast.entities.within(m.end(), s.end)
                if e.country and e.place == "name" and e.country != owner
            ]
    return []


def once(found: Sequence[Measure]) -> list[Measure]:
    """Of a preference that ends, said twice, the one with the day."""
    dated = {(m.imposer, m.affected, m.instrument) for m in found if m.kind == "preference" and m.end}
    return [
        m for m in found
        if m.kind != "preference" or m.end or m.rate is not None or (m.imposer, m.affected, m.instrument) not in dated
    ]  # fmt: skip


def with_goods(g: Ground, found: Sequence[Measure]) -> list[Measure]:
    """ "The United Kingdom will remove the 20 percent tariff": on what, as the sentence before says."""
    out: list[Measure] = []
    for m in found:
        before = next((x for x in reversed(out[-3:]) if x.kind == m.kind and (x.affected or x.product)), None)
        the = g.text[max(0, m.span.start - 4) : m.span.start].casefold().endswith("the ")
        if (
            before and the and m.kind == "duty" and m.imposer == before.imposer and not (m.affected or m.product)
            and m.span.start - before.span.end < NEAR
        ):  # fmt: skip
            m = replace(m, affected=before.affected, product=before.product)
        out.append(m)
    return out


def with_start(g: Ground, m: Measure) -> Measure:
    """A duty with the day that a later sentence gives it: "The duty will take effect on ..."."""
    if m.start is not None or m.rate is None or m.kind not in ("duty", "surcharge", "levy"):
        return m
    for e in EFFECT.finditer(g.text, m.span.end, min(len(g.text), m.span.end + NEAR)):
        n = g.unit_at(e.start())
        if n is None:
            continue
        s = g.units[n].span
        same = re.search(
            r"\b(?:tariffs?|dut(?:y|ies)|surcharges?|lev(?:y|ies)|taxe?s?)\b", g.text[s.start : e.start()]
        )
        day: When | None = next(iter(g.times_in(e.start(), s.end)), None)
        if same and day:
            return replace(m, start=day)
    return m
