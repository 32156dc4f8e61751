"""Clauses in French and Swahili: forms of the verbs that matter, the noun phrases before and after, and what stands in
the infinitive below. Useful, not complete."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kaskazi.documents.clauses.types import Clause, Phrase, Unit
from kaskazi.documents.lexicon import table
from kaskazi.dossier import Span

EDGE = re.compile(r"[,;:()«»“”\"]|\s[–—-]\s")
NAME = re.compile(r"[A-ZÀ-Þ][\w’'\-]+")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    verbs: tuple[tuple[re.Pattern[str], str, str], ...]
    infinitive: re.Pattern[str]
    below: Mapping[str, str]
    links: tuple[tuple[re.Pattern[str], str], ...]
    negation: re.Pattern[str]
    that: re.Pattern[str]
    breaks: re.Pattern[str]
    word: re.Pattern[str]


@cache
def _lexicon(language: str) -> _Lexicon:
    t: dict[str, Any] = table("verbs", language)
    verbs = tuple(
        (re.compile(rf"(?<![\w’'-])(?:{f})(?![\w])", re.IGNORECASE), v["lemma"], v["tense"])
        for v in t["verb"]
        for f in v["forms"]
    )
    below = {form: lemma for lemma, forms in t["infinitive_verbs"].items() for form in forms}
    links = tuple(
        (re.compile(rf"(?<![\w]){re.escape(w)}(?:\s+|(?<=['’]))", re.IGNORECASE), link)
        for w, link in sorted(t["prepositions"].items(), key=lambda x: -len(x[0]))
    )
    return _Lexicon(
        verbs, re.compile(rf"\b{t['infinitive']}(?P<verb>{t['infinitives']})\b", re.IGNORECASE), below, links,
        re.compile(t["negation"], re.IGNORECASE), re.compile(rf"\b{t['that']}\s*", re.IGNORECASE),
        re.compile(rf"\b(?:{'|'.join(t['breaks'])})\b", re.IGNORECASE), re.compile(r"[\w’'\-]+"),
    )  # fmt: skip


def clauses(units: Sequence[Unit], language: str) -> list[Clause]:
    """The clauses of all units, in order."""
    found: list[Clause] = []
    for k, u in enumerate(units):
        found += _of(u, k, len(found), _lexicon(language))
    return found


def _of(u: Unit, number: int, base: int, lex: _Lexicon) -> list[Clause]:
    hits: list[tuple[re.Match[str], str, str]] = []
    for pattern, lemma, tense in lex.verbs:
        hits += [(m, lemma, tense) for m in pattern.finditer(u.text)]
    hits.sort(key=lambda h: (h[0].start(), -h[0].end()))
    kept: list[tuple[re.Match[str], str, str]] = []
    for h in hits:
        if not kept or h[0].start() >= kept[-1][0].end():
            kept.append(h)
    made: list[Clause] = []
    for n, (m, lemma, tense) in enumerate(kept):
        stop = kept[n + 1][0].start() if n + 1 < len(kept) else len(u.text.rstrip(' .,;!?»”"'))
        stop = max(stop, m.end())
        start = kept[n - 1][0].end() if n else 0
        c = Clause(number, u.at(*m.span()), lemma, u.at(start, stop), u.at(min(m.end(), len(u.text) - 1), stop), u.at(m.start(), stop),
                   tense=tense, engine="light", quote=u.quote, kind=u.kind)  # fmt: skip
        if tense == "future":
            c.modal = "will"
        near = u.text[max(0, m.start() - 8) : m.end() + 8]
        c.negated = bool(lex.negation.search(near))
        pron = next((v for k, v in m.groupdict().items() if k.startswith("pron") and v), None)
        index = base + len(made)
        inf = lex.infinitive.search(u.text, m.end(), stop)
        limit = inf.start() if inf else stop
        if pron:
            at = m.start() + m[0].find(pron)
            c.subject = Phrase(
                u.at(at, at + len(pron)),
                u.at(at, at + len(pron)),
                "she" if pron.casefold() == "elle" else "he",
            )
        else:
            c.subject = _before(u, start, m.start(), lex)
        c.object, c.preps = _after(u, m.end(), limit, lex)
        if c.lemma == "say" and c.subject is None:
            c.subject, c.object = c.object, None
        if c.lemma == "ask" and c.object is None:
            target = next((p for link, p in c.preps if link in ("to", "with")), None)
            c.object = target
        if c.lemma == "visit" and not re.search(
            r"visite|rendu|tembelea|zuru", u.text[m.start() : stop], re.IGNORECASE
        ):
            c.lemma = "make"
        c.particles = tuple(link for link, _ in c.preps)
        made.append(c)
        that = lex.that.match(u.text, m.end() + 1) if m.end() + 1 < stop else None
        if inf:
            verb = inf["verb"].casefold()
            v = Clause(number, u.at(*inf.span("verb")), lex.below.get(verb, verb), u.at(inf.start(), stop), u.at(inf.end("verb"), stop) if stop > inf.end("verb") else u.at(*inf.span("verb")),
                       u.at(inf.start("verb"), stop), tense="infinitive", relation="xcomp", parent=index, engine="light", quote=u.quote, kind=u.kind)  # fmt: skip
            v.subject = c.object if c.lemma == "ask" else c.subject
            v.object, v.preps = _after(u, inf.end("verb"), stop, lex)
            c.children.append(base + len(made))
            made.append(v)
        elif that and n + 1 < len(kept):
            c.children.append(base + len(made))
    for n, c in enumerate(made):
        for j in c.children:
            if j - base < len(made) and made[j - base].parent is None:
                made[j - base].parent, made[j - base].relation = base + n, "ccomp"
    for c in made:
        c.children = [j for j in c.children if j - base < len(made)]
    return made


def _before(u: Unit, start: int, end: int, lex: _Lexicon) -> Phrase | None:
    """The subject: the words before the verb, an apposition between commas included."""
    body = u.text[start:end]
    broken = list(lex.breaks.finditer(body))
    if broken:
        start += broken[-1].end()
    lead = re.match(r"[\s,;:–—«»“”\"]*(?:Yes[,.]?)?[\s,;:–—«»“”\"]*", u.text[start:end])
    start += lead.end() if lead else 0
    dash = u.text.rfind(" - ", start, end)
    start = dash + 3 if dash >= 0 else start
    while end > start and u.text[end - 1] in ' ,;:–—«»“”"':
        end -= 1
    body = re.sub(r"(?<!\s)\s+(?:n['’]|ne|se|s['’])$", "", u.text[start:end])
    end = start + len(body)
    return _phrase(u, start, end)


def _phrase(u: Unit, a: int, b: int) -> Phrase | None:
    text = u.text[a:b]
    if not text.strip():
        return None
    names = list(NAME.finditer(text))
    if names:
        head = names[-1]
        for m in names:
            if text[m.end() : m.end() + 1] in ",":
                head = head
        return Phrase(u.at(a, b), u.at(a + head.start(), a + head.end()), head[0].casefold())
    words = list(re.finditer(r"[\w’'\-]+", text))
    return (
        Phrase(u.at(a, b), u.at(a + words[-1].start(), a + words[-1].end()), words[-1][0].casefold())
        if words
        else None
    )


def _after(u: Unit, a: int, b: int, lex: _Lexicon) -> tuple[Phrase | None, tuple[tuple[str, Phrase], ...]]:
    """The object, and what stands after prepositions."""
    cuts: list[tuple[int, int, str]] = []
    at = a
    while at < b:
        best: tuple[int, int, str] | None = None
        for pattern, link in lex.links:
            m = pattern.search(u.text, at, b)
            if m and link != "of" and (best is None or m.start() < best[0]):
                best = (m.start(), m.end(), link)
        if best is None:
            break
        cuts.append(best)
        at = best[1]
    first = cuts[0][0] if cuts else b
    obj = _phrase(u, a, first) if first > a and u.text[a:first].strip(" ,") else None
    preps = []
    for n, (_, end, link) in enumerate(cuts):
        stop = cuts[n + 1][0] if n + 1 < len(cuts) else b
        p = _phrase(u, end, stop)
        if p:
            preps.append((link, p))
    return obj, tuple(preps)


def spans(found: Sequence[Clause]) -> list[Span]:
    """Where the verbs stand."""
    return [c.verb for c in found]
