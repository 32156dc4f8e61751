"""What was promised, by whom, to whom, how much, from when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kaskazi.documents.clauses.types import Clause
from kaskazi.documents.extract import money
from kaskazi.documents.extract.ground import Ground, clause_over, lemmas
from kaskazi.documents.extract.measure_parts import policy_verbs
from kaskazi.documents.finding import Ranges
from kaskazi.documents.names import lists
from kaskazi.documents.names.cast import Party
from kaskazi.dossier import Answer, Ask, Commitment, Denial, Span, Strength

VALUES = re.compile(r"\b(?:prosperity|values|human rights|principles|friendship|democratic)\b", re.IGNORECASE)
NOUN = re.compile(
    r"\b(?:commitments?|pledges?|promises?|dedication|determination)\s+(?:to|of)\s+(?P<what>[^.;“”\"\n]+)",
    re.IGNORECASE,
)
READY = re.compile(r"\W*(?:ready|prepared|committed|willing|determined)\s+to\s+(?P<what>.+)", re.DOTALL)
FROM = re.compile(
    r"\b(?:from|as of|starting(?: on)?|with effect from|effective|beginning)\s+(?:the\s+)?$", re.IGNORECASE
)
SHOULD = ("will", "shall")
REPORT_ONLY = frozenset(
    {
        "say",
        "tell",
        "add",
        "announce",
        "declare",
        "assure",
        "confirm",
        "state",
        "note",
        "reveal",
        "disclose",
        "promise",
        "pledge",
    }
)


def commitments(
    g: Ground, asks: Sequence[Ask], answers: Sequence[Answer]
) -> tuple[list[Commitment], list[Denial]]:
    """Promises in the order of the text; those said not to have been made stand apart."""
    found: list[Commitment] = []
    denied: list[Denial] = []
    taken: set[int] = set()
    asked = Ranges((a.span.start, a.span.end) for a in asks)
    for k, c in enumerate(g.clauses):
        if k in taken or c.hypothetical:
            continue
        hit = _promise(g, k, c)
        if hit is None:
            continue
        by, span, strength, rule, also = hit
        taken.update(also)
        if _refused(g, k):
            denied.append(
                Denial(
                    "",
                    "commitment",
                    by.key if by else "",
                    "denied",
                    g.words(span),
                    span,
                    g.found(rule, 0.8, k),
                )
            )
            continue
        if by is None or span.end - span.start < 3:
            continue
        if _unpromised(c) and any(
            c.verb.start >= asks[n].span.start + len(asks[n].verb)
            for n in asked.meeting(c.verb.start, c.verb.start + 1)
        ):
            continue
        found.append(_commitment(g, k, c, by, span, strength, rule))
    spans = Ranges((f.span.start, f.span.end) for f in found)
    for extra in _nominal(g):
        if not spans.meets(extra.span.start, extra.span.end):
            found.append(extra)
    return sorted(found, key=lambda c: c.span.start), denied


def _unpromised(c: Clause) -> bool:
    """A clause inside what is asked for is no promise."""
    return c.tense == "infinitive" or c.modal in ("should", "must")


def _refused(g: Ground, k: int) -> bool:
    c = g.clauses[k]
    if c.modal == "shall" and c.negated:
        return False
    return c.negated or any(
        u.lemma in ("deny", "refuse", "decline", "fail")
        for u in list(g.chain(k))[:1]
        if c.relation in ("xcomp", "ccomp")
    )


Hit = tuple[Party | None, Span, Strength, str, set[int]]


def _promise(g: Ground, k: int, c: Clause) -> Hit | None:
    by = g.subject(k)
    below = [
        j
        for j in c.children
        if g.clauses[j].relation in ("xcomp", "ccomp") and g.clauses[j].verb.start > c.verb.start
    ]
    strength: Strength | None = None
    kinds: tuple[Strength, ...] = ("pledge", "agreement", "intention")
    for name in kinds:
        if c.lemma in lemmas("commit", name):
            strength = name
    if strength and not (c.passive and c.subject is None and c.lemma != "commit") and c.tense != "infinitive":
        if c.passive:
            by = g.object(k)
        if below:
            d = g.clauses[below[0]]
            if d.lemma in lemmas("answer", "vague") or (
                strength == "intention"
                and (d.lemma in ("meet", "visit", "travel", "hold") or not _may_promise(g, c, by))
            ):
                return None
            if (
                c.lemma in ("propose", "plan")
                and strength == "intention"
                and by
                and by.kind == "described"
                and not by.country
                and not _many(g, c)
            ):
                return None
            start = d.verb.start
            end = max(c.rest.end, d.whole.end)
            return (
                by or g.subject(below[0]),
                Span(start, end),
                strength,
                f"{c.lemma} with what is promised",
                set(below) | _joined(g, below[0]),
            )
        link = next((x for p, x in c.preps if p in ("to", "on")), None)
        if (
            link
            and c.lemma in ("commit", "agree", "pledge")
            and not re.search(r"\b(?:requests?|proposal|demand|this|that|it|matter)\b", g.words(link.span))
        ):
            return by, Span(link.span.start, c.rest.end), strength, f"{c.lemma} to something", set()
        if (
            c.lemma in ("pledge", "promise", "offer")
            and c.object
            and money.money(g.text, c.verb.end, c.rest.end)
        ):
            return by, Span(c.object.span.start, c.rest.end), strength, f"{c.lemma} of an amount", set()
        return None
    if (
        c.lemma == "announce"
        and c.object
        and not below
        and by
        and by.country
        and money.money(g.text, c.object.span.start, c.rest.end)
    ):
        return by, Span(c.object.span.start, c.rest.end), "pledge", "an amount announced", set()
    if c.lemma == "be":
        m = READY.match(g.text, c.verb.end, c.rest.end)
        if m and by and by.kind != "described":
            return (
                by,
                Span(m.start("what"), m.end("what")),
                "pledge" if "committed" in m[0][:14] else "intention",
                "ready to",
                set(),
            )
    if (
        c.modal in SHOULD
        and not c.passive
        and c.lemma not in lemmas("commit", "idle")
        and by
        and _may_promise(g, c, by)
    ):
        if c.negated and c.modal != "shall":
            return None
        if (
            c.relation == "conj"
            and c.parent is not None
            and g.clauses[c.parent].modal in SHOULD
            and g.subject(c.parent) == by
        ):
            return None
        if _under_promise(g, k) or c.relation in ("relcl", "advcl"):
            return None
        start = c.verb.start
        if c.negated:
            n = re.compile(r"\bnot\s+(?:\w+\s+)?$").search(
                g.text, max(c.span.start, c.verb.start - 24), c.verb.start
            )
            start = n.start() if n else start
        return (
            by,
            Span(start, max(c.whole.end, c.verb.end)),
            "pledge",
            f"{c.modal} with an action",
            _joined(g, k),
        )
    if (
        c.modal == "would"
        and not c.negated
        and c.lemma in policy_verbs()
        and by
        and by.country
        and _may_promise(g, c, by)
        and not _under_promise(g, k)
    ):
        reported = any(u.lemma in REPORT_ONLY for u in g.chain(k))
        if c.conditional or reported:
            return (
                by,
                Span(c.verb.start, max(c.rest.end, c.verb.end)),
                "pledge",
                "would, as reported" if not c.conditional else "would, on a condition",
                set(),
            )
    return None


def _joined(g: Ground, k: int) -> set[int]:
    return {
        j for j in g.clauses[k].children if g.clauses[j].relation == "conj" and g.subject(j) == g.subject(k)
    }


def _under_promise(g: Ground, k: int) -> bool:
    up = next(iter(g.chain(k)), None)
    known = lemmas("commit", "pledge") | lemmas("commit", "agreement")
    return up is not None and up.lemma in known and g.clauses[k].relation in ("ccomp", "xcomp")


def _many(g: Ground, c: Clause) -> bool:
    return bool(money.money(g.text, c.verb.end, c.rest.end))


def _may_promise(g: Ground, c: Clause, by: Party | None) -> bool:
    """Governments, bodies and people may; a tariff or a ship may not."""
    if by is None:
        return False
    if by.kind in ("both", "government", "organisation", "office"):
        return True
    if by.kind == "person":
        return bool(by.member and (by.member.offices or by.member.country))
    words = {w.strip(".,'’").casefold() for w in by.name.split()}
    human = bool(words & lists.words("humans")) or bool(
        re.search(r"\b(?:parties|states|members|leaders|ministers|companies|sides)\b", by.name, re.IGNORECASE)
    )
    if c.subject is None:
        return False
    return (
        human
        or bool(re.search(r"\b(?:side|government|delegation|companies|firms)\b", by.name, re.IGNORECASE))
    ) and not re.match(
        r"(?:the |a )?(?:agreement|tariff|duty|pact|law|meeting|round)\b", by.name, re.IGNORECASE
    )


def _commitment(
    g: Ground, k: int, c: Clause, by: Party, span: Span, strength: Strength, rule: str
) -> Commitment:
    content = g.words(span).strip(" ,.;")
    sums = money.money(g.text, span.start, span.end)
    goods = money.quantities(g.text, span.start, span.end)
    amount = next(iter(sums or goods), None)
    to = _to(g, by, span)
    start = next(
        (
            w
            for w in g.times_in(span.start, span.end)
            if FROM.search(g.text[max(span.start, w.span.start - 24) : w.span.start])
        ),
        None,
    )
    value = "value" if VALUES.search(content) else strength
    return Commitment("", by.key, content, value, Span(span.start, span.end), g.found(rule, 0.8, k), to,
                      amount.value if amount else None, amount.unit if amount else "", start, c.conditional)  # fmt: skip


def _to(g: Ground, by: Party, span: Span) -> str:
    for e in g.cast.entities.within(span.start, span.end):
        before = g.text[max(span.start, e.span.start - 10) : e.span.start]
        if (
            e.country
            and e.country != by.country
            and (
                re.search(r"\b(?:to|for|in|with)\s+(?:the\s+)?$", before)
                or e.place == "people"
                or e.kind == "place"
            )
        ):
            return e.country
    return ""


def _nominal(g: Ground) -> Iterator[Commitment]:
    """Their commitment to ..., with whose it is."""
    for n, u in enumerate(g.units):
        for m in NOUN.finditer(g.text, u.span.start, u.span.end):
            if g.elsewhere(n, m.start()):
                continue
            k = clause_over(g.clauses, g.in_unit(n), m.start())
            if k is None or g.clauses[k].negated:
                continue
            by = g.subject(k)
            if by is None or not _may_promise(g, g.clauses[k], by):
                continue
            end = m.end()
            for j in g.in_unit(n):
                d = g.clauses[j]
                if d.relation == "conj" and m.start("what") < d.verb.start < end and d.tense == "past":
                    cut = g.text.rfind(" and ", m.start("what"), d.verb.start)
                    end = cut if cut > 0 else end
            span = Span(m.start("what"), end)
            content = g.words(span).strip(" ,.;")
            strength: Strength = "value" if VALUES.search(content) else "pledge"
            whole = Span(m.start(), max(end, m.start("what") + 1))
            yield Commitment(
                "", by.key, content, strength, whole, g.found("commitment to", 0.75, k), _to(g, by, span)
            )
