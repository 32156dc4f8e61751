"""Measures as stated: who imposes what on whom, on which product, at which rate, from when, and how firm it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kaskazi.documents import finding
from kaskazi.documents.clauses.types import Clause
from kaskazi.documents.extract import money
from kaskazi.documents.extract.ground import Ground, clause_over
from kaskazi.documents.extract.measure_parts import (
    asked,
    goods,
    governing,
    imposer_of,
    status_of,
    verb_kind,
    when_of,
)
from kaskazi.documents.lexicon import alternatives, table
from kaskazi.dossier import Denial, Measure, MeasureKind, Span

NO_MORE = re.compile(r"\b(?:zero|duty-free|duty free)\b", re.IGNORECASE)
PRODUCT = re.compile(
    r"\s*(?:rates?\s+)?(?:of\s+(?:no more than\s+|up to\s+)?[\d.,]+\s?(?:%|per ?cent|percent)\s+|de\s+[\d.,]+\s?%\s+|wa asilimia [\d.]+\s+)?(?:on|to|for|against|sur|contre|wa asilimia \d+ kwa|kwa)\s+(?P<what>(?:(?!\b(?:from|by|until|before|after|at|if|unless|when|which|that|"
    r"who|under|over|beyond|with|as|in|avant|par|kabla|effective|retroactive|starting|within|for|and (?:will|to|has|have|said|asked|urged))\b)[^,.;:()“”\"\n])+)",
    re.IGNORECASE,
)
ALL = re.compile(
    r"\b(?:all countries|every country|all trading partners|all imports|imported goods|all goods|articles imported|most imports)\b",
    re.IGNORECASE,
)
SHARE = re.compile(
    r"\b(?:on|of|for)\s+(?:up to\s+|over\s+|approximately\s+|about\s+)?(?P<n>\d{1,3}(?:\.\d+)?)\s?(?:%|per ?cent|percent)\s+of\s+(?P<what>(?:(?!\b(?:by|from|in|over|within)\b)[^,.;\n])+)",
    re.IGNORECASE,
)
FIRM = {"impose": "announced", "raise": "announced", "ban": "announced"}
LATER = re.compile(
    r"\b(?:on|for|to)\s+(?:the\s+)?(?:a (?:full|wide|broad) range of\s+)?(?P<what>(?:(?:originating|all|certain|substantially all)\s+)?(?:goods|products|imports|articles|exports)\s+(?:of|from)\s+[^,.;:()\n]{2,60}"
    r"|(?:U\.?S\.?|[A-Z][a-z]+)\s+(?:industrial|agricultural|goods|products|exports)[^,.;:()\n]{0,60})"
)
INTO = re.compile(r"\b(?:imported|imports?|goods|articles)\s+(?:in)?to\s+(?:the\s+)?(?=[A-Z])")
WINDOW = 90


@cache
def _nouns(language: str) -> tuple[re.Pattern[str], dict[str, MeasureKind]]:
    own = language if language in ("fr", "sw") else "en"
    by: dict[str, MeasureKind] = {n: k for k, names in table("measures", own)["nouns"].items() for n in names}
    pattern = re.compile(
        rf"\b(?P<adj>reciprocal |temporary |additional |retaliatory |import |customs |export ){{0,3}}(?P<noun>{alternatives(by)})\b",
        re.IGNORECASE,
    )
    return pattern, by


@cache
def _heads(language: str) -> frozenset[str]:
    return finding.first_letters(_nouns(language)[1])


def measures(g: Ground) -> tuple[list[Measure], list[Denial]]:
    """Measures in the order of the text; those denied apart. One for each noun of a measure that has a rate, an
    imposer, or a verb that changes it."""
    found: list[Measure] = []
    denied: list[Denial] = []
    for n in range(len(g.units)):
        hits = [*_by_noun(g, n), *_by_verb(g, n)]
        hits.sort(key=lambda m: m[0].span.start)
        last = -1
        for m, negated in hits:
            if m.span.start < last:
                continue
            last = m.span.end
            if negated:
                denied.append(Denial("", "measure", m.imposer, "denied", g.words(m.span), m.span, m.found))
            else:
                found.append(m)
    return sorted(found, key=lambda m: m.span.start), denied


def _by_noun(g: Ground, n: int) -> Iterator[tuple[Measure, bool]]:
    pattern, kinds = _nouns(g.language)
    u = g.units[n]
    if not finding.starts(g.text).any(_heads(g.language), u.span.start, u.span.end):
        return
    hits = list(pattern.finditer(g.text, u.span.start, u.span.end))
    for i, m in enumerate(hits):
        if g.elsewhere(n, m.start()):
            continue
        noun = m["noun"].casefold()
        kind = kinds.get(noun) or kinds.get(noun.rstrip("s"), "duty")
        left = max(u.span.start, m.start() - WINDOW, hits[i - 1].end() if i else 0)
        right = min(u.span.end, m.end() + 160, hits[i + 1].start() if i + 1 < len(hits) else u.span.end)
        k = clause_over(g.clauses, g.in_unit(n), m.start())
        if re.match(r"[- ](?:free|bound|paid)\b", g.text[m.end() : m.end() + 6]) and kind != "preference":
            continue
        made = _measure(g, n, k, kind, m, left, right)
        if made:
            yield made


def _rate(g: Ground, m: re.Match[str], left: int, right: int) -> tuple[float | None, Span | None]:
    before = money.percents(g.text, left, m.start())
    near = [
        p
        for p in before
        if m.start() - p.span.end < 34 and not re.search(r"[,;]", g.text[p.span.end : m.start()])
    ]
    if near and re.match(r"\s+of\b", g.text[near[-1].span.end : m.start()]):
        return None, None  # "99 percent of tariff barriers" is a share
    if re.search(r"\bzero[- ](?:\w+\s+)?$", g.text[max(left, m.start() - 14) : m.start()], re.IGNORECASE):
        return 0.0, None
    if near:
        return near[-1].value, near[-1].span
    for p in money.percents(g.text, m.end(), right):
        if re.search(r"\bto\s+$", g.text[m.end() : p.span.start]) and re.match(
            r"\s+on\b", g.text[p.span.end : p.span.end + 6]
        ):
            return p.value, p.span
        gap = g.text[m.end() : p.span.start]
        if re.fullmatch(
            r"\s*(?:rate\s+)?(?:(?:of|at|to|by|de|à|wa|from|is|was|will rise by|rise by|will be|remains? at|set at)\s+)+(?:no more than |up to |a rate of |just )?",
            gap,
        ) or re.fullmatch(r"\s+(?:\w+\s+){0,3}(?:by|to|at|of)\s+", gap):
            if re.match(
                r"\s+of\s+(?:all|its|the|goods|lines|[A-Z])", g.text[p.span.end : p.span.end + 24]
            ) and not re.search(r"\bof\s+$", gap):
                continue
            return p.value, p.span
    return None, None


def _measure(
    g: Ground, n: int, k: int | None, kind: MeasureKind, m: re.Match[str], left: int, right: int
) -> tuple[Measure, bool] | None:
    c = g.clauses[k] if k is not None else None
    verb = governing(g, k) if k is not None else None
    act = verb_kind().get(verb.lemma, "") if verb else ""
    rate, rate_at = _rate(g, m, left, right)
    part = _share_before(g, m, left)
    share = SHARE.search(g.text, m.end(), right)
    tail = PRODUCT.match(g.text, m.end(), right) or LATER.search(g.text, m.end(), right)
    into = INTO.search(g.text, m.end(), right)
    if (share and tail and "%" in (tail["what"] or "")) or (share and share.start() <= m.end() + 2):
        affected, product = goods(g, share.start("what"), share.end("what"))
        tail = None
    elif tail:
        affected, product = goods(g, tail.start("what"), tail.end("what"))
    else:
        affected, product = "", ""
    imposer = imposer_of(g, k, c, verb, act, m, affected)
    if (
        c is not None
        and c.lemma in ("receive", "face", "enjoy", "pay")
        and c.subject
        and not affected
        and not product
    ):
        affected, product = goods(g, c.subject.span.start, c.subject.span.end)
    if affected and affected == imposer:
        affected = ""
    if into:
        here = next((e.country for e in g.cast.entities.within(into.end(), into.end() + 6) if e.country), "")
        imposer, affected, product = imposer if len(imposer) == 3 else here, "all", ""
    if kind in ("loan", "grant"):
        return _finance(g, n, k, c, kind, m, left, right, imposer)
    if ALL.search(g.text, m.end(), right):
        affected, product = "all", product if not ALL.search(product) else ""
    if rate is None and act == "" and kind not in ("quota", "ban", "preference"):
        return None
    if (
        rate is None
        and kind in ("duty", "levy", "surcharge", "standard", "visa")
        and not (act in ("remove", "ban") and imposer)
    ):
        return None
    if rate is None and kind in ("quota", "ban", "preference") and not (imposer or product):
        return None
    if not imposer or len(imposer) > 3:
        refs_here = g.named_in(left, right)
        imposer = next(
            (table("measures")["imposers"][r] for r in refs_here if r in table("measures")["imposers"]),
            imposer,
        )
    if (
        not affected
        and not product
        and kind in ("duty", "surcharge")
        and rate is not None
        and (
            (act in ("impose", "raise") and rate > 0)
            or (rate > 0 and any(r in table("measures")["imposers"] for r in g.named_in(left, right)))
        )
    ):
        affected = "all"
    wanted = asked(g, k)
    if wanted and rate is None and kind in ("duty", "surcharge", "levy"):
        return None
    if (
        act == "remove"
        and rate is None
        and verb is not None
        and not verb.negated
        and kind in ("duty", "surcharge", "levy")
    ):
        if not (affected or product or part):
            return None
        rate = 0.0
    if kind == "preference":
        rate = 0.0 if NO_MORE.search(m[0]) else rate
    status = status_of(g, k, verb, act, wanted)
    if status is None:
        return None
    first = min(
        x
        for x in (
            m.start(),
            rate_at.start if rate_at else m.start(),
            share.start() if share and act else m.start(),
        )
    )
    last = max(
        x
        for x in (
            m.end(),
            rate_at.end if rate_at else 0,
            tail.end() if tail else 0,
            share.end() if share else 0,
        )
    )
    while last > m.end() and g.text[last - 1] in " ,.;\n":
        last -= 1
    start, end = when_of(g, m.start(), right, status)
    days = money.days(g.text, max(left, (c.span.start if c else left)), min(g.units[n].span.end, right + 200))
    negated = bool(verb and verb.negated and not wanted and act != "")
    refs = g.named_in(first, last)
    return Measure("", kind, imposer, affected, product, rate, None, "", part if part is not None else _share(share), start, end, days, status, refs[0] if refs else "",
                   Span(first, last), g.found(f"{kind} with {'a rate' if rate is not None else 'a verb'}", 0.8, k)), negated  # fmt: skip


def _share_before(g: Ground, m: re.Match[str], left: int) -> float | None:
    """ "99 percent of tariff barriers": the share, as a ratio."""
    for p in money.percents(g.text, max(left, m.start() - 40), m.start()):
        if re.fullmatch(r"\s+of\s+(?:\w+\s+){0,2}", g.text[p.span.end : m.start()]):
            return p.value
    return None


def _share(m: re.Match[str] | None) -> float | None:
    return round(float(m["n"]) / 100, 8) if m else None


def _finance(
    g: Ground,
    n: int,
    k: int | None,
    c: Clause | None,
    kind: MeasureKind,
    m: re.Match[str],
    left: int,
    right: int,
    imposer: str,
) -> tuple[Measure, bool] | None:
    sums = [
        *money.money(g.text, max(left, m.start() - 30), m.start()),
        *money.money(g.text, m.end(), min(right, m.end() + 60)),
    ]
    if not sums or c is None:
        return None
    to = next(
        (
            e.country
            for e in g.cast.entities.within(m.start(), g.units[n].span.end)
            if e.country and e.country != imposer
        ),
        "",
    )
    a = sums[0]
    span = Span(min(m.start(), a.span.start), max(m.end(), a.span.end))
    status = status_of(g, k, c, "impose", asked(g, k)) or "announced"
    return Measure("", kind, imposer, to, "", None, a.value, a.unit, None, None, None, None, status, "", span,
                   g.found(f"{kind} of an amount", 0.8, k)), c.negated  # fmt: skip


def _by_verb(g: Ground, n: int) -> Iterator[tuple[Measure, bool]]:
    """Bans, purchases, investments: the verb is the measure."""
    for k in g.in_unit(n):
        c = g.clauses[k]
        act = verb_kind().get(c.lemma, "")
        if (
            act not in ("ban", "buy", "invest", "give")
            or c.hypothetical
            or (c.passive and c.subject is None and act != "ban")
        ):
            continue
        who = g.subject(k)
        status = status_of(g, k, c, "impose", asked(g, k))
        if status is None or (c.object is None and act != "invest"):
            continue
        rest = Span(c.verb.start, max(c.whole.end, c.verb.end))
        if act == "ban":
            if c.object is None or not re.search(
                r"\b(?:imports?|exports?|shipments?|sales?|goods|products)\b", g.words(c.object.span)
            ):
                continue
            affected, product = goods(g, c.object.span.start, min(c.rest.end, c.object.span.end + 40))
            product = re.split(r"\b(?:through|with|by|from|in)\b", product)[0].strip()
            start, end = when_of(g, c.verb.start, g.units[n].span.end, status)
            yield Measure("", "ban", who.key if who else "", affected, product, None, None, "", None, start, end,
                          money.days(g.text, rest.start, rest.end), status, "", Span(c.verb.start, c.object.span.end),
                          g.found("imports banned", 0.8, k)), c.negated  # fmt: skip
            continue
        sums = money.money(g.text, rest.start, rest.end)
        amounts = money.quantities(g.text, rest.start, rest.end)
        if act == "give":
            noun = re.search(r"\b(?P<kind>loans?|credit|grants?)\b", g.text[rest.start : rest.end])
            straight = (
                bool(sums)
                and c.object is not None
                and c.object.span.start <= sums[0].span.start < c.object.span.end
            )
            if (
                not sums
                or who is None
                or not (who.country or who.kind == "both")
                or (noun and c.lemma != "grant")
                or (c.lemma == "announce" and not straight)
            ):
                continue
            amount, kind = sums[0], "grant"
        else:
            found = sums or amounts
            if not found or who is None:
                continue
            amount, kind = found[0], "purchase" if act == "buy" else "investment"
        affected = next(
            (
                e.country
                for e in g.cast.entities.within(amount.span.end, rest.end)
                if e.country and e.country != who.country
            ),
            "",
        )
        product = "" if c.object is None else re.sub(r"(?<!\s)\s+worth\b.*", "", g.words(c.object.span))
        yield Measure("", kind, who.key, affected, product if kind == "purchase" else "", None, amount.value, amount.unit, None, None, None,  # type: ignore[arg-type]
                      None, status, "", Span(c.verb.start, max(amount.span.end, c.verb.end)), g.found(f"{kind} of an amount", 0.75, k)), c.negated  # fmt: skip
