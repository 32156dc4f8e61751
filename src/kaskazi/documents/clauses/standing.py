"""Whether what a clause says holds: denied, cancelled, ended, or only imagined, by itself or by what it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from kaskazi.documents.clauses.types import Clause
from kaskazi.documents.lexicon import lemmas, table
from kaskazi.dossier import Polarity

GOVERNED = ("ccomp", "xcomp", "pcomp", "csubj", "csubjpass", "dep")
DEEPEST = 12
SENTENCE = 250  # characters in which a predicate may follow its verb


@cache
def verbs(name: str) -> tuple[tuple[str, str], ...]:
    """A list of verbs, each with the particle that must follow ("" if none)."""
    pairs = (v.partition(" ") for v in table("standing")["verbs"][name])
    return tuple((verb, particle) for verb, _, particle in pairs)


@cache
def nouns(name: str) -> frozenset[str]:
    """A list of nouns."""
    return frozenset(table("standing")["nouns"][name].split())


@cache
def pattern(name: str) -> re.Pattern[str]:
    """One of the patterns, compiled."""
    return re.compile(table("standing")["words"][name], re.IGNORECASE if name != "none" else 0)


def one_of(text: str, c: Clause, name: str) -> bool:
    """Whether a clause's verb is in a list, its particle with it."""
    return any(
        c.lemma == verb and (not particle or re.match(rf"\s+(?:\w+\s+)?{particle}\b", text[c.verb.end : c.verb.end + 40]))
        for verb, particle in verbs(name)
    )  # fmt: skip


def governors(clauses: Sequence[Clause], k: int) -> Iterator[tuple[Clause, Clause]]:
    """Pairs of a clause and the one that governs it, from clause k up; a joined clause shares the first one's."""
    below = clauses[k]
    for _ in range(DEEPEST):
        if below.parent is None:
            return
        up = clauses[below.parent]
        if below.relation != "conj":
            yield below, up
        elif below.lemma in lemmas("speech", "reports") and up.parent is not None and up.relation in GOVERNED:
            up = clauses[up.parent]  # "denied that it had failed and said that ...": said beside denied
        below = up


def standing(text: str, clauses: Sequence[Clause], k: int) -> Polarity | None:
    """None where clause k is said to hold (now, or in future)."""
    own = _own(text, clauses[k])
    return own or under(text, clauses, k)


def _own(text: str, c: Clause) -> Polarity | None:
    if c.over:
        return "ended"
    if c.negated:
        return "denied"
    return "hypothetical" if c.hypothetical or c.unreal else None


def under(text: str, clauses: Sequence[Clause], k: int) -> Polarity | None:
    """What the clauses above make of clause k, whatever it says itself."""
    for below, up in governors(clauses, k):
        noun = below.noun if below.relation in ("acl", "relcl", "ccomp") else ""
        if noun:
            found = _by_noun(text, below, up, noun)
            if found:
                return found
            if noun not in nouns("plan") and noun not in nouns("report"):
                return None  # "trucks that carried maize": not governed
            if up.hypothetical or up.unreal:
                return "hypothetical"
            continue
        if below.relation not in GOVERNED:
            return None
        found = _by_verb(text, below, up)
        if found:
            return found
    return None


def _by_noun(text: str, below: Clause, up: Clause, noun: str) -> Polarity | None:
    """ "the report that ... is false", "its plan to ...", "no promise to ..."."""
    if noun not in nouns("report") and noun not in nouns("plan"):
        return None
    if below.noun_no:
        return "denied"
    held = up.negated
    rest = text[up.verb.end : up.verb.end + SENTENCE].split(". ")[0]
    if noun in nouns("report"):
        if one_of(text, up, "deny") or (one_of(text, up, "name") and pattern("false").search(rest)):
            return None if held else "denied"
        if up.lemma in ("be", "prove", "turn") and pattern("false").search(rest[:60]):
            return None if held else "denied"
        if up.lemma == "be" and held and pattern("true").search(rest[:60]):
            return "denied"
        if noun in nouns("rumour"):
            return None if up.lemma == "confirm" and not held else "hypothetical"
    if one_of(text, up, "cancel"):
        return None if held else "cancelled"
    if one_of(text, up, "break") or one_of(text, up, "avoid") or one_of(text, up, "deny"):
        return None if held else "denied"
    return "denied" if held and up.lemma in ("have", "make", "be", "keep", "honour", "honor") else None


def _by_verb(text: str, below: Clause, up: Clause) -> Polarity | None:
    rest = text[up.verb.end : below.verb.start] if up.verb.end < below.verb.start else ""
    if one_of(text, up, "deny") or one_of(text, up, "avoid"):
        return None if up.negated else "denied"
    if one_of(text, up, "cancel") and below.tense in ("participle", "infinitive"):
        return None if up.negated else "cancelled"
    if one_of(text, up, "stop") and below.tense == "participle":
        return None if up.negated else "ended"
    if up.lemma == "be" and below.relation != "xcomp" and rest:
        if pattern("false").search(rest):
            return None if up.negated else "denied"
        if up.negated and pattern("true").search(rest):
            return "denied"
    if one_of(text, up, "suppose") and (up.subject is None or below.tense == "participle"):
        return "hypothetical"
    if up.negated and (one_of(text, up, "open") or (up.lemma == "be" and below.tense == "infinitive")):
        return "denied"
    return "hypothetical" if up.hypothetical or up.unreal else None


def of_noun(text: str, clauses: Sequence[Clause], k: int | None, start: int, inside: int) -> Polarity | None:
    """What becomes of a request, a promise or a meeting said by a noun at `start`: withdrawn, broken, never made.

    k: the smallest clause over it; inside: from where on a clause lies in what the noun says.
    """
    if pattern("none").search(text[max(0, start - 40) : start]):
        return "denied"
    if k is None:
        return None
    c = clauses[k]
    if inside <= c.verb.start and c.parent is not None:
        k = c.parent
        c = clauses[k]
    if c.verb.start < start and not c.negated:
        if one_of(text, c, "cancel"):
            return "cancelled"
        if one_of(text, c, "break") or c.lemma == "deny":
            return "denied"
    made = c.lemma in ("make", "repeat", "renew", "issue", "send", "give")
    return standing(text, clauses, k) if made else None
