"""What was said: who asked whom for what and what is known of the answer, and the words of the people themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kaskazi.codes.naming import capital
from kaskazi.dossier import Answer, Ask, Commitment, Statement
from kaskazi.report.document import Beside, Block, Jump, Paragraph, Run, Runs, Section, Words, phrase, runs
from kaskazi.report.front.choose import Lead
from kaskazi.report.page import Page
from kaskazi.report.words import word
from kaskazi.text.catalogue import say

MOST_ASKS, MOST_QUOTES = 3, 3
LONGEST_ASK, LONGEST_QUOTE = 170, 180  # characters


def shortened(text: str, most: int) -> str:
    """Words in one line, cut at a blank where they are long."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[:most].rsplit(" ", 1)[0].rstrip(",;:.") + " …"


def account(page: Page, found: Lead) -> Runs:
    """In a sentence or two: what the document says was asked about the leading item, and whose account the answer is."""
    ask = next((a for a in page.dossier.asks if found.stake.item.id in a.instruments), None)
    if ask is None:
        return ()
    out: list[Run] = [
        *phrase("front.asked", by=_side(page, ask.by), what=_words(ask, LONGEST_ASK), where=_where(page, ask))
    ]
    for answer in _answers(page, ask)[:1]:
        out += [Words(" "), *_answered(page, answer)]
    return tuple(out)


def section(page: Page) -> Iterable[Block]:
    """Two columns: asks with their answers, and quotations of different people."""
    left: list[Block] = [_ask(page, a) for a in page.dossier.asks[:MOST_ASKS]]
    right: list[Block] = [_quote(page, s) for s in _quotes(page)]
    if not left:
        left = [_pledge(page, k) for k in range(min(MOST_ASKS, len(page.dossier.commitments)))]
    if left or right:
        columns = tuple(tuple(c) for c in (left, right) if c)
        yield Section(say("front.said"), (Beside(columns),))


def _ask(page: Page, a: Ask) -> Paragraph:
    to = f" {_side(page, a.to)}" if a.to else ""
    head = Words(capital(say("front.ask", by=_side(page, a.by), to=to)), "strong")
    out: list[Run] = [head, *runs(" ", _words(a, LONGEST_ASK), " ("), _where(page, a), *runs(").")]
    for r in _answers(page, a)[:1]:
        out += [Words(" "), *_answered(page, r)]
    return Paragraph(tuple(out), "small")


def _pledge(page: Page, k: int) -> Paragraph:
    c = page.dossier.commitments[k]
    head = Words(capital(say("front.pledge", by=_side(page, c.by))), "strong")
    return Paragraph(runs(head, f" “{shortened(c.content, LONGEST_ASK)}” (", _where(page, c), ")."), "small")


def _quote(page: Page, s: Statement) -> Paragraph:
    words = f"“{shortened(s.content.rstrip(',. '), LONGEST_QUOTE)}”"
    return Paragraph(runs(Words(f"{s.speaker}: ", "strong"), words, " (", _where(page, s), ")."), "small")


def _quotes(page: Page) -> Sequence[Statement]:
    """The first quotation of each speaker, speakers by order; more of the same ones while there is room."""
    direct = [s for s in page.dossier.statements if s.kind == "direct" and s.speaker]
    first = list({s.speaker: s for s in reversed(direct)}.values())[::-1]
    rest = [s for s in direct if s not in first]
    return (first + rest)[:MOST_QUOTES]


def _answers(page: Page, a: Ask) -> list[Answer]:
    return [r for r in page.dossier.answers if r.ask == a.id]


def _answered(page: Page, r: Answer) -> Runs:
    by = _side(page, r.by) if r.by else say("record.other_side")
    stance = word("stance", r.stance)
    if r.confirmed:
        return runs(say("front.confirmed", by=by, stance=stance))
    teller = r.found.asserted_by
    if teller in ("", "document"):
        return runs(say("front.document_says", by=by, stance=stance))
    return runs(say("front.claimed", by=by, stance=stance, teller=_side(page, teller)))


def _words(a: Ask, most: int) -> str:
    return f"“{shortened(a.content, most)}”"


def _side(page: Page, key: str) -> str:
    if not key:
        return say("record.nobody")
    actor = page.dossier.actor(key)
    return say("list.and").join(
        actor.name if actor and k not in page.names else page.the(k) for k in key.split(", ")
    )


def _where(page: Page, found: Ask | Statement | Commitment) -> Jump:
    place = page.place(found.span.start, found.span.end)
    return Jump(say("front.line", n=str(place.line)), place.anchor)
