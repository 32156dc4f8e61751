"""The rate that stands with a noun of a measure, and where the next measure begins."""

from __future__ import annotations

import re

from kaskazi.documents.extract import money
from kaskazi.documents.extract.ground import Ground
from kaskazi.dossier import Span

CEILING = re.compile(r"\b(?:not exceed(?:ing)?|capped at|no (?:higher|more) than|at most|limited to)\s+$")


def next_start(g: Ground, hits: list[re.Match[str]], i: int, end: int) -> int:
    """Where the next measure begins: a noun after "comprised of" or "and a" without a rate of its own is the same one."""
    for j in range(i + 1, len(hits)):
        between = g.text[hits[j - 1].end() : hits[j].start()]
        if not re.search(
            r"\b(?:comprised of|made up of|consisting of)\b[^.;]*$", g.text[hits[i].end() : hits[j].start()]
        ) or (money.percents(between, 0, len(between)) and j > i + 1):
            return hits[j].start()
    return end


def rate_of(g: Ground, m: re.Match[str], left: int, right: int) -> tuple[float | None, Span | None]:
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
        if CEILING.search(g.text, m.end(), p.span.start):
            return p.value, p.span
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
