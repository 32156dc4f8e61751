"""Trade routes disturbed: what happens where, whether it goes on, is threatened, is over, or never was."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache

from kaskazi.codes.naming import rows
from kaskazi.documents import finding, lexicon
from kaskazi.documents.clauses.types import Clause
from kaskazi.documents.extract.ground import Ground, clause_over
from kaskazi.documents.lexicon import table
from kaskazi.dossier import Denial, Disruption, DisruptionStatus, Polarity, Span

RANK = ("closed", "blocked", "attacked", "congested", "drought", "cut", "rerouted", "disrupted", "ended")
OLD = 2  # years before the document after which an event is history
YEAR = re.compile(r"\b(?:in|of|since|during|until)\s+(?:\w+\s+)?(?P<year>1[0-9]\d{2}|20\d{2})\b")
LOOKS_BACK = re.compile(
    r"\b(?:museum|film|festival|novel|exhibition|photographs?|painting|anniversary|memoir|documentary|history of|concert|match|tournament)\b",
    re.IGNORECASE,
)
BACK = finding.first_letters(
    [
        "museum",
        "film",
        "festival",
        "novel",
        "exhibition",
        "photograph",
        "painting",
        "anniversary",
        "memoir",
        "documentary",
        "history",
        "concert",
        "match",
        "tournament",
    ]
)
PORT_BEFORE = re.compile(r"\b[Pp]ort (?:of )?$")
PORT_AFTER = re.compile(r"['’]?s?\s+(?:sea)?(?:port|harbou?r|docks?|terminal)\b", re.IGNORECASE)


@cache
def _ports() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {n: key for key, row in rows("ports").items() for n in row.read}
    return re.compile(rf"(?<!\w)(?:{lexicon.alternatives(names)})(?!\w)"), names


@cache
def _words(*path: str) -> frozenset[str]:
    t: object = table("routes")
    for p in path:
        t = t[p]  # type: ignore[index]
    words: list[str] = t  # type: ignore[assignment]
    return frozenset(words)


@cache
def _verbs() -> dict[str, str]:
    return {v: kind for kind, names in table("routes")["verbs"].items() for v in names}


@cache
def _nouns() -> tuple[re.Pattern[str], dict[str, str]]:
    by = {n: kind for kind, names in table("routes")["nouns"].items() for n in names}
    return re.compile(rf"\b(?:{lexicon.alternatives(by)})\b", re.IGNORECASE), by


@cache
def _borders() -> tuple[re.Pattern[str], dict[str, str]]:
    by = {n: key for key, names in table("routes")["borders"].items() for n in names}
    return re.compile(rf"\b(?:{lexicon.alternatives(by)})\b"), by


Where = tuple[str, Span]


def places(g: Ground, start: int, end: int) -> list[Where]:
    """Chokepoints, ports, corridors named in a range, each once."""
    found, starts = _named(g.text)
    a, b = bisect_left(starts, start), bisect_left(starts, end)
    return [w for w in found[a:b] if w[1].end <= end]


@lru_cache(maxsize=2)
def _named(text: str) -> tuple[list[Where], list[int]]:
    """All of a text, in order, and where they begin."""
    out: list[Where] = []
    for key, pattern in lexicon.chokepoints().items():
        row = rows("chokepoints")[key]
        heads = finding.first_letters((*row.read, *row.signs))
        out += [(key, Span(*m.span())) for m in finding.matches(pattern, text, heads)]
    pattern, names = _ports()
    for m in finding.matches(pattern, text, finding.first_letters(names)):
        if PORT_BEFORE.search(text[max(0, m.start() - 9) : m.start()]) or PORT_AFTER.match(text, m.end()):
            out.append((names[m[0]], Span(*m.span())))
    pattern, posts = _borders()
    taken = sorted(s for s in ((w[1].start, w[1].end) for w in out))
    for m in finding.matches(pattern, text, finding.first_letters(posts)):
        k = bisect_left(taken, (m.end(),))
        if not any(m.start() < end for _, end in taken[max(0, k - 4) : k]):
            out.append((posts[m[0]], Span(*m.span())))
    out.sort(key=lambda x: x[1].start)
    return out, [w[1].start for w in out]


def _regions(g: Ground, start: int, end: int) -> list[Where]:
    out = []
    for key, patterns in table("disruptions")["regions"].items():
        m = re.compile("|".join(patterns), re.IGNORECASE).search(g.text, start, end)
        if m:
            out.append((key, Span(*m.span())))
    return out


def disruptions(g: Ground) -> tuple[list[Disruption], list[Denial]]:
    """Disturbances that go on or are threatened; those denied, ended or long past stand apart."""
    found: list[Disruption] = []
    denied: list[Denial] = []
    seen = finding.starts(g.text)
    for n, u in enumerate(g.units):
        if seen.any(BACK, u.span.start, u.span.end) and LOOKS_BACK.search(g.text, u.span.start, u.span.end):
            continue
        where = [w for w in places(g, u.span.start, u.span.end) if not g.elsewhere(n, w[1].start)]
        hits = list(_of_clauses(g, n, where))
        if not hits:
            hits = list(_of_nouns(g, n, where))
        for mechanism, here, span, polarity, status, k in _once(hits):
            words = " ".join(g.text[span.start : span.end].split())
            how = g.found("disturbance of a route", 0.85 if where else 0.6, k)
            if polarity:
                denied.append(Denial("", "disruption", "", polarity, words, span, how))
            else:
                times = g.times_in(span.start, u.span.end)
                found.append(
                    Disruption(
                        "",
                        here,
                        mechanism,
                        g.text[span.start : span.end],
                        span,
                        how,
                        status,
                        times[0] if times else None,
                    )
                )
    return found, denied


Hit = tuple[str, tuple[str, ...], Span, Polarity | None, DisruptionStatus, int | None]


def _once(hits: list[Hit]) -> list[Hit]:
    """One for a place: the gravest mechanism, the words of all."""
    out: list[Hit] = []
    for h in sorted(hits, key=lambda h: RANK.index(h[0]) if h[0] in RANK else len(RANK)):
        same = next((n for n, o in enumerate(out) if set(h[1]) & set(o[1])), None)
        if same is None:
            out.append(h)
            continue
        o = out[same]
        if o[3] == h[3]:
            span = Span(min(o[2].start, h[2].start), max(o[2].end, h[2].end))
            out[same] = (o[0], tuple(dict.fromkeys([*o[1], *h[1]])), span, o[3], o[4], o[5])
    return out


def _of_clauses(g: Ground, n: int, where: list[Where]) -> Iterator[Hit]:
    if not where:
        return
    for k in g.in_unit(n):
        c = g.clauses[k]
        kind = _verbs().get(c.lemma)
        adjective = _adjective(g, c)
        over = c.lemma in _words("ends", "verbs")
        if kind is None and adjective is None and not over:
            continue
        patient = c.object or (c.subject if adjective or not c.passive else None)
        head = patient.word if patient else ""
        words = g.words(c.span)
        near = [w for w in where if c.span.start <= w[1].start < c.span.end] or (
            [] if c.relation in ("root",) and len(list(g.in_unit(n))) > 1 else where
        )
        if not near:
            continue
        in_patient = [w for w in near if patient and patient.span.start <= w[1].start < patient.span.end]
        cargo = bool(
            re.search(rf"\b(?:{'|'.join(sorted(_words('cargo', 'words')))})\b", words, re.IGNORECASE)
        )
        way = (
            head in _words("ways", "words")
            or bool(
                in_patient
                and re.search(
                    rf"\b(?:{'|'.join(sorted(_words('ways', 'words')))})\b",
                    g.words(patient.span),
                    re.IGNORECASE,
                )
            )
            if patient
            else False
        )
        here = tuple(dict.fromkeys(w[0] for w in (in_patient or near)))
        if over and kind is None:
            if (way and in_patient) or (
                re.search(r"\battacks?|blockade|closure|congestion\b", words) and near
            ):
                yield "ended", here, _span(c, in_patient or near), "ended", "ongoing", k
            continue
        mechanism = adjective or kind or ""
        if mechanism == "closed":
            exact = bool(in_patient) and (
                way or in_patient[0][0] in lexicon.chokepoints() or in_patient[0][0] in rows("corridors")
            )
            if not exact or head in (
                "festival",
                "ceremony",
                "deal",
                "talks",
                "show",
                "market",
                "gap",
                "account",
                "embassy",
                "factory",
                "office",
            ):
                continue
            if c.lemma in _words("blocked", "words"):
                mechanism = "blocked"
        elif mechanism in ("attacked", "rerouted", "cut", "disrupted"):
            if not cargo and not (in_patient and way):
                continue
            if mechanism == "cut" and not re.search(
                r"\b(?:transits?|slots?|traffic|draught|drafts?|vessels?|crossings?)\b", words
            ):
                continue
        if c.lemma in ("stop", "turn") and not cargo:
            continue
        polarity, status = _polarity(g, k, c)
        if (
            c.lemma == "stop"
            and c.subject
            and re.search(r"\battacks?\b", g.words(c.subject.span), re.IGNORECASE)
        ):
            polarity = "ended"
        span = _span(c, near)
        if mechanism in ("disrupted",) and re.search(r"\bblocked\b", words):
            mechanism = "blocked"
        yield mechanism, here, span, polarity, status, k


def _adjective(g: Ground, c: Clause) -> str | None:
    """is congested, are stuck, is blocked, was closed: the adjective says it."""
    if c.lemma != "be":
        return None
    m = re.match(
        r"\s*(?:\w+ly |again |still |now )?(?P<w>congested|blocked|closed|shut|stuck|clogged|impassable|paraly[sz]ed)\b",
        g.text[c.verb.end : c.rest.end],
    )
    if not m:
        return None
    word = m["w"]
    return {
        "congested": "congested",
        "clogged": "congested",
        "blocked": "blocked",
        "impassable": "blocked",
        "stuck": "disrupted",
    }.get(word, "closed")


def _span(c: Clause, near: list[Where]) -> Span:
    start = min(c.verb.start, *(w[1].start for w in near))
    end = max(c.verb.end, *(w[1].end for w in near))
    if c.subject and not c.passive and c.verb.start - c.subject.span.end < 40:
        start = min(start, c.subject.span.start)
    return Span(start, end)


def _polarity(g: Ground, k: int, c: Clause) -> tuple[Polarity | None, DisruptionStatus]:
    ups = list(g.chain(k))[:3]
    if c.negated or any(u.negated and u.lemma in ("say", "want", "plan", "see") for u in ups):
        return "denied", "ongoing"
    if any(u.lemma == "deny" for u in ups):
        return "denied", "ongoing"
    m = YEAR.search(g.text, g.unit_of(c).span.start, g.unit_of(c).span.end)
    if m and int(m["year"]) < (g.dated.year - OLD + 1 if g.dated else 2015):
        return "past", "ongoing"
    if any(u.lemma in ("threaten", "warn", "fear", "vow") for u in ups) or c.lemma == "threaten":
        return None, "threatened"
    if (
        c.hypothetical
        or c.modal in ("could", "may", "might", "would", "can")
        or (
            c.tense == "infinitive"
            and any(u.lemma in ("hope", "try", "seek", "plan", "want", "ask", "urge") for u in ups)
        )
    ):
        return "hypothetical", "ongoing"
    if c.tense == "infinitive" and c.relation in ("xcomp", "advcl", "acl"):
        return "hypothetical", "ongoing"
    if c.modal in ("will", "shall"):
        return None, "threatened"
    return None, "partial" if _verbs().get(c.lemma) in ("cut", "rerouted") else "ongoing"


def _of_nouns(g: Ground, n: int, where: list[Where]) -> Iterator[Hit]:
    """Attacks on vessels in the Red Sea; congestion at a port; disruption of logistics in a region."""
    u = g.units[n]
    pattern, kinds = _nouns()
    nouns = [m for m in pattern.finditer(g.text, u.span.start, u.span.end) if not g.elsewhere(n, m.start())]
    for m in nouns:
        kind = kinds[lexicon.key(m[0])]
        k = clause_over(g.clauses, g.in_unit(n), m.start())
        c = g.clauses[k] if k is not None else None
        cargo = re.search(
            rf"\b(?:{'|'.join(sorted(_words('cargo', 'words')))})\b",
            g.text[u.span.start : u.span.end],
            re.IGNORECASE,
        )
        if kind in ("disrupted", "attacked", "drought") and not cargo:
            continue
        regions = [] if where else _nearest(_regions(g, u.span.start, u.span.end), m.end() + 20)
        here = _own(m, nouns, where) if where else regions
        if not here:
            continue
        if m[0].casefold() == "crisis" and not (cargo and regions):
            continue
        span = Span(min([m.start(), *(w[1].start for w in here)]), max([m.end(), *(w[1].end for w in here)]))
        polarity: Polarity | None = None
        status: DisruptionStatus = "ongoing"
        if c is not None and k is not None:
            polarity, status = _polarity(g, k, c)
            ended = c.lemma in _words("ends", "verbs") and not c.negated and c.tense == "past"
            if ended:
                polarity = "ended"
            elif polarity == "hypothetical":
                polarity = None if c.tense == "infinitive" else polarity
            elif polarity == "denied" and not (
                c.subject and c.subject.span.start <= m.start() < c.subject.span.end
            ):
                polarity = None if c.lemma not in ("be", "have", "see") else polarity
        yield kind, tuple(dict.fromkeys(w[0] for w in here)), span, polarity, status, k
        if not where:
            return


def _own(noun: re.Match[str], nouns: list[re.Match[str]], where: list[Where]) -> list[Where]:
    """The places that a noun is about: those after it and before the next noun; those before all nouns are the first's.

    "the closure of Hormuz and attacks on vessels in the Red Sea" closes one strait and not the other.
    """

    def of(w: Where) -> re.Match[str]:
        before = [m for m in nouns if m.start() < w[1].start]
        return before[-1] if before else nouns[0]

    return [w for w in where if of(w) is noun]


def _nearest(found: list[Where], position: int) -> list[Where]:
    return sorted(found, key=lambda w: abs(w[1].start - position))[:1]
