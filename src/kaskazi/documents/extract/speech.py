"""Who says what: quotations and reported speech."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from kaskazi.documents.extract.people import Cast
from kaskazi.dossier import Actor, Found, Span, Statement

VERBS = (
    "said|says|stated|added|noted|told|remarked|explained|declared|announced|observed|stressed|emphasised|"
    "emphasized|underscored|reiterated|affirmed|reaffirmed|argued|warned|pointed out|disclosed|revealed|"
    "posted|wrote|tweeted|commented|insisted|confirmed|acknowledged|maintained"
)
OPENERS = "“„«"
CLOSERS = "”»"
STRAIGHT = '"'
SPEECH = re.compile(rf"\b(?P<verb>{VERBS})\b")
PRONOUN = re.compile(r"\b(he|she|they)\b", re.IGNORECASE)
MEDIA = re.compile(
    r"\b(?:in|on|through|via)\s+(?:a|an|his|her|their|its|the)\s+(?:\w+\s+){0,3}(?P<medium>statement|post|tweet|"
    r"X account|Twitter account|interview|press conference|briefing|speech|letter|readout|communiqu[eé])",
    re.IGNORECASE,
)
ACCORDING = re.compile(r"According to (?:the |a |an )?(?P<who>[^,.]{2,80}), ")
MIN_WORDS = 3


@dataclass(frozen=True, slots=True)
class Quote:
    """Words between quotation marks: content without the marks; whether the closing mark was found."""

    outer: Span
    inner: Span
    closed: bool


def quotes(text: str, paragraphs: Sequence[Span]) -> list[Quote]:
    """Quotations, mark by mark. A mark opens after space or a bracket and closes before space or a stop,
    whatever its shape: curly may close straight. An apostrophe is never a mark. A quotation left open at
    the end of a paragraph goes on if the next one opens with a mark, else it ends there."""
    found: list[Quote] = []
    open_at: int | None = None
    for n, p in enumerate(paragraphs):
        i = p.start
        if open_at is not None and text[i] in OPENERS + STRAIGHT:
            i += 1
        while i < p.end:
            c = text[i]
            before = text[i - 1] if i > p.start else " "
            after = text[i + 1] if i + 1 < p.end else " "
            opens = before.isspace() or before in "([{—–-"
            closes = not after.isalnum()
            if open_at is None and (
                c in OPENERS or (c == STRAIGHT and opens) or (c in CLOSERS and opens and after.isalnum())
            ):
                open_at = i
            elif (
                open_at is not None
                and c in CLOSERS + STRAIGHT + "“"
                and closes
                and i > open_at + 1
                and not (c == "“" and opens)
            ):
                found.append(Quote(Span(open_at, i + 1), Span(open_at + 1, i), closed=True))
                open_at = None
            i += 1
        follows = n + 1 < len(paragraphs) and text[paragraphs[n + 1].start] in OPENERS + STRAIGHT
        if open_at is not None and not (follows and p.end - open_at > 1):
            if p.end > open_at + 1:
                found.append(Quote(Span(open_at, p.end), Span(open_at + 1, p.end), closed=False))
            open_at = None
        elif open_at is not None and follows and _closed_alone(text, paragraphs[n + 1]):
            found.append(Quote(Span(open_at, p.end), Span(open_at + 1, p.end), closed=False))
            open_at = None
    return found


def _closed_alone(text: str, p: Span) -> bool:
    """True where a paragraph holds a whole quotation of its own with its own attribution."""
    body = text[p.start : p.end]
    return sum(body.count(m) for m in OPENERS + CLOSERS + STRAIGHT) >= 2 and bool(SPEECH.search(body))


def direct(text: str, paragraphs: Sequence[Span], cast: Cast) -> list[Statement]:
    """Every quotation of three words or more, with its speaker and how that was decided."""
    found: list[Statement] = []
    last: Actor | None = None
    last_paragraph: Span | None = None
    for q in quotes(text, paragraphs):
        content = text[q.inner.start : q.inner.end]
        p = next(s for s in paragraphs if s.start <= q.outer.start < s.end)
        cue = _attribution(text, q, p, cast, last, same=last_paragraph == p)
        if len(content.split()) < MIN_WORDS or (cue is None and content[:1].islower()):
            continue
        speaker, name, verb, span, rule, sure = cue or (None, "", "", None, "unattributed", 0.2)
        medium = MEDIA.search(text, p.start, p.end)
        sure = sure if q.closed else sure * 0.7
        found.append(
            Statement(
                id=f"statement-{len(found) + 1}",
                kind="direct",
                speaker=name,
                speaker_id=speaker.id if speaker else "",
                cue=verb,
                content=content,
                span=q.inner,
                cue_span=span,
                medium=medium["medium"] if medium else "",
                found=Found(rule, round(sure, 2), name or "document", "stated"),
            )
        )
        if speaker:
            last, last_paragraph = speaker, p
    return found


Attribution = tuple[Actor | None, str, str, Span | None, str, float]


def _attribution(
    text: str, q: Quote, p: Span, cast: Cast, last: Actor | None, *, same: bool
) -> Attribution | None:
    tail = text[q.outer.end : p.end]
    stop = re.search(r"[.!?](?:\s|$)|[“\"]", tail)
    tail = tail[: stop.start()] if stop else tail
    hit = _named(text, q.outer.end, q.outer.end + len(tail), cast, last, "after the quotation", 0.95)
    if hit:
        return hit
    head_start = max(p.start, text.rfind(". ", p.start, q.outer.start) + 1)
    hit = _named(text, head_start, q.outer.start, cast, last, "before the quotation", 0.9)
    if hit:
        return hit
    if same and last:
        return last, last.name, "", None, "same paragraph, speaker before", 0.6
    return None


def _named(
    text: str, start: int, end: int, cast: Cast, last: Actor | None, rule: str, sure: float
) -> Attribution | None:
    according = re.search(r"\b[Aa]ccording to\b", text[start:end])
    verb = SPEECH.search(text, start, end)
    if not verb and not according:
        return None
    people = cast.between(start, end)
    word = verb["verb"] if verb else "according to"
    at = Span(*verb.span()) if verb else None
    if people:
        anchor = verb.start() if verb else start
        _, actor = min(people, key=lambda x: min(abs(anchor - x[0].end), abs(x[0].start - anchor)))
        return actor, actor.name, word, at, f"name {rule}", sure
    if verb and PRONOUN.search(text, start, end) and last:
        return last, last.name, word, at, f"pronoun {rule}, speaker before", sure * 0.85
    noun = re.search(r"\b(?:[Tt]he|[Aa])\s+((?:\w+\s){0,2}\w+)\s+(?:" + VERBS + r")\b", text[start:end])
    if noun:
        return None, noun[1], word, at, f"description {rule}", sure * 0.6
    return None


def indirect(
    text: str, sentences: Sequence[Span], cast: Cast, quoted: Sequence[Statement]
) -> list[Statement]:
    """Reported speech: SUBJECT (also) said (that) ... Weak by nature, and marked so."""
    found: list[Statement] = []
    last: Actor | None = None
    for s in sentences:
        inside = [q for q in quoted if s.start <= q.span.start < s.end]
        if inside:
            last = cast.by_id.get(inside[-1].speaker_id, last)
            continue
        told = ACCORDING.match(text, s.start, s.end)
        if told:
            at = Span(told.end(), s.end)
            people = cast.between(told.start("who"), told.end("who"))
            actor = people[0][1] if people else None
            found.append(
                Statement(
                    id="",
                    kind="indirect",
                    speaker=actor.name if actor else told["who"],
                    speaker_id=actor.id if actor else "",
                    cue="according to",
                    content=text[at.start : at.end],
                    span=at,
                    cue_span=Span(told.start(), told.end()),
                    medium="",
                    found=Found("according to", 0.7, actor.name if actor else told["who"], "reported"),
                )
            )
            continue
        for verb in islice(SPEECH.finditer(text, s.start, s.end), 3):
            who, rule, sure = _subject(text, s, verb, cast, last)
            content = Span(verb.end(), s.end)
            words = text[content.start : content.end]
            lead = re.match(r"[ ,]*(?:that\s+)?", words)
            at = Span(content.start + (lead.end() if lead else 0), content.end)
            if who is None or len(text[at.start : at.end].split()) < 4:
                continue
            medium = MEDIA.search(text, s.start, s.end)
            found.append(
                Statement(
                    id="",
                    kind="indirect",
                    speaker=who.name,
                    speaker_id=who.id,
                    cue=verb["verb"],
                    content=text[at.start : at.end],
                    span=at,
                    cue_span=Span(*verb.span()),
                    medium=medium["medium"] if medium else "",
                    found=Found(rule, sure, who.name, "reported"),
                )
            )
            last = who
            break
    return found


def _subject(
    text: str, s: Span, verb: re.Match[str], cast: Cast, last: Actor | None
) -> tuple[Actor | None, str, float]:
    before = cast.between(s.start, verb.start())
    near = [x for x in before if verb.start() - x[0].end < 160]
    if near:
        direct_subject = verb.start() - near[-1][0].end < 20
        chosen = near[-1][1] if direct_subject else near[0][1]
        return chosen, "subject of a reporting verb", 0.7 if direct_subject else 0.5
    if PRONOUN.search(text, s.start, verb.start()) and last:
        return last, "pronoun subject, speaker before", 0.5
    titled = re.match(r"\s*(?:The|the)\s+[A-Z]", text[s.start : verb.start()])
    if titled and last:
        return last, "title as subject, speaker before", 0.45
    return None, "", 0.0
