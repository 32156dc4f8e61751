"""Parts of a measure: whose it is, whose goods it meets, how firm it is, from when."""

from __future__ import annotations

import re
from functools import cache

from kaskazi.documents.clauses.types import Clause
from kaskazi.documents.extract.ground import Ground
from kaskazi.documents.lexicon import table
from kaskazi.documents.names.cast import Party
from kaskazi.dossier import MeasureStatus, When

GOODS_OF = re.compile(
    r"^(?:all\s+|originating\s+|certain\s+|other\s+|industrial\s+|agricultural\s+|imported\s+|the\s+|\d[\d,.]*\s?(?:tonnes|tons)\s+of\s+)*(?:(?:goods?|products?|imports?|exports?|articles?|originating goods)\b)?\s*(?:of|from)?\s*",
    re.IGNORECASE,
)
START = re.compile(
    r"\b(?:from|as of|starting(?: on)?|with effect from|effective(?: from)?|beginning(?: on)?|retroactive to|retroactively to|on|since|in|à partir du|kuanzia)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
END = re.compile(r"\b(?:until|through|till|up to|jusqu['’]au|hadi)\s+(?:the\s+)?$", re.IGNORECASE)


@cache
def verb_kind() -> dict[str, str]:
    return {v: k for k, names in table("measures")["verbs"].items() for v in names}


@cache
def policy_verbs() -> frozenset[str]:
    """Verbs that change a measure or give something."""
    return frozenset(verb_kind())


def governing(g: Ground, k: int) -> Clause | None:
    """The clause whose verb acts on the measure: its own, or the nearest above with such a verb."""
    c = g.clauses[k]
    if c.lemma in verb_kind():
        return c
    below = c
    for u in list(g.chain(k))[:2]:
        if below.relation not in ("xcomp", "ccomp", "acl", "conj", "pcomp", "advcl", "relcl"):
            break
        if u.lemma in verb_kind():
            return u
        below = u
    return c


def asked(g: Ground, k: int | None) -> bool:
    """Whether it stands inside a request."""
    if k is None:
        return False
    ask = {e.split()[0] for group in ("object", "on", "thing") for e in table("verbs")["ask"][group]}
    c = g.clauses[k]
    return c.lemma in ask or any(u.lemma in ask for u in list(g.chain(k))[:2])


def status_of(g: Ground, k: int | None, verb: Clause | None, act: str, asked: bool) -> MeasureStatus | None:
    if k is None or verb is None:
        return "in force"
    ups = [verb, *g.chain(g.index(verb))]
    if any(u.lemma == "threaten" for u in ups[:3]):
        return "threatened"
    if asked:
        return "in force" if act in ("remove", "lower", "", "open") else "requested"
    if any(u.lemma in ("agree", "resolve") for u in ups[:3]):
        return "agreed"
    if any(
        u.lemma in ("propose", "consider", "mull", "suggest", "weigh", "plan") for u in ups[:3]
    ) or verb.modal in ("could", "may", "might"):
        return "proposed"
    if verb.modal == "would":
        reported = any(
            u.lemma in ("say", "announce", "tell", "promise", "assure", "pledge") for u in ups[1:3]
        )
        return "announced" if reported and not verb.conditional else "proposed"
    if verb.modal in ("will", "shall", "'ll") or any(u.modal in ("will", "shall") for u in ups[:2]):
        return "announced"
    if any(u.lemma in ("promise", "pledge", "commit", "undertake", "vow", "intend") for u in ups[:3]):
        return "announced"
    if verb.hypothetical:
        return None
    if act in ("remove",) and verb.tense == "past":
        return "ended"
    return "in force"


def imposer_of(
    g: Ground, k: int | None, c: Clause | None, verb: Clause | None, act: str, m: re.Match[str], affected: str
) -> str:
    lead = g.text[max(0, m.start() - 60) : m.start()]
    for e in reversed(g.cast.entities.within(max(0, m.start() - 60), m.start())):
        gap = g.text[e.span.end : m.start()]
        possessive = gap.startswith(("'", "’")) or g.text[e.span.end - 2 : e.span.end] in ("'s", "’s")
        if e.country and possessive and re.fullmatch(r"(?:['’]s?)?\s+(?:[\w.%-]+\s+){0,5}", gap):
            return e.country
    if k is None or c is None:
        return ""
    by_agent = re.search(r"\bby\s+(?P<who>(?:the\s+)?[A-Z][\w. ]{1,30})", g.text[m.end() : c.rest.end])
    if by_agent:
        e2 = next(
            (
                e
                for e in g.cast.entities.within(
                    m.end() + by_agent.start("who"), m.end() + by_agent.end("who")
                )
                if e.country
            ),
            None,
        )
        if e2:
            return e2.country
    who: Party | None = None
    if verb is not None and act:
        who = g.subject(g.index(verb))
        ups = [verb, *g.chain(g.index(verb))]
        for u in ups[1:4]:
            if who and who.country:
                break
            who = who if who and (who.country or who.kind == "both") else g.subject(g.index(u))
    if re.search(r"\b(?:its|their|his|her)\s+(?:[\w.%-]+\s+){0,5}$", lead) and (
        who is None or not who.country
    ):
        who = g.subject(k)
    if who is None and c.subject is not None:
        who = g.subject(k)
    if who and who.kind == "described" and not who.country:
        return ""
    key = who.key if who else ""
    return "" if key == affected and key else key


def goods(g: Ground, start: int, end: int) -> tuple[str, str]:
    """Whose goods and which, from "Kenyan steel", "goods of Thailand", "imports of jute from Bangladesh"."""
    words = g.text[start:end].rstrip(" ,.;")
    affected, cut = "", []
    for e in g.cast.entities.within(start, start + len(words)):
        if e.country:
            affected = affected or e.country
            cut.append((e.span.start - start, min(e.span.end - start, len(words))))
    product = words
    for a, b in sorted(cut, reverse=True):
        product = (product[:a] + product[b:]).strip()
    product = re.sub(r"\b(?:of|from|the|by|into|to)\s*$", "", product.strip()).strip()
    product = re.sub(r"^(?:['’]s\s+)", "", product)
    product = re.split(r"(?<!\s)\s+and\s*(?:$|,)|\band\s{2,}", product)[0].strip()
    bare = GOODS_OF.sub("", product).strip()
    bare = re.sub(r"(?<!\s)\s+(?:goods|products|imports|exports)$", "", bare) or bare
    return affected, "" if bare.casefold() in (
        "the",
        "goods",
        "products",
        "imports",
        "exports",
        "originating goods",
        "it",
        "them",
        "all",
        "us",
    ) else bare


def when_of(g: Ground, start: int, end: int, status: MeasureStatus) -> tuple[When | None, When | None]:
    first: When | None = None
    last: When | None = None
    for w in g.times_in(start, end):
        lead = g.text[max(0, w.span.start - 28) : w.span.start]
        own = g.text[w.span.start : w.span.end]
        if END.search(lead) or re.match(r"(?:until|through)\b", own, re.IGNORECASE):
            last = last or w
        elif START.search(lead) or re.match(r"(?:from|since|on)\b", own, re.IGNORECASE):
            first = first or w
    return first, last
