"""US additional duties on a line from an origin on a day, and how they stack.

Each duty is in force or not by its registry entry, on a day as known on a day. Section 232 goods bear no
other additional duty, but those that say so; chapter 98 entries bear none of them but on the value added
abroad under heading 9802. Preferences lift none of them, but where the table names them.

What the schedule does not tell (the use of the goods, lists that are not held) is a question: the stack is worked out
with the answers given, else with those taken, and the range is that over the answers that are open.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from kaskazi.law.asking import Asking, Entry, Question
from kaskazi.law.layers import Layer
from kaskazi.law.listed import on_any
from kaskazi.law.national_security import PLAINLY_AIRCRAFT, fill, national_security
from kaskazi.law.section_301 import remedies

TEXTILES = tuple(str(c) for c in range(50, 64))
APPAREL = ("61", "62", "63")
MOST_QUESTIONS = 6  # open questions whose answers are all tried


@dataclass(frozen=True, slots=True)
class Stacked:
    """Additional duties: the layers as taken, the least and the most they may be together, and what is open.

    low, high: sums of the layers that can be said, ratios.
    """

    layers: tuple[Layer, ...]
    low: float
    high: float
    questions: tuple[Question, ...]
    notes: tuple[str, ...]


@cache
def table() -> Mapping[str, Any]:
    """The table of the surcharges."""
    return tomllib.loads(files("kaskazi.law").joinpath("surcharges.toml").read_text(encoding="utf-8"))


def stack() -> tuple[str, ...]:
    """Ids of the surcharges of the table, in the order in which they are printed; section 232 stands before them."""
    return tuple(k for k, v in table().items() if isinstance(v, dict) and "label" in v)


def in_place(code: str, origin: str, on: date) -> tuple[float, str] | None:
    """The rate that stands in place of the general rate or column 2, ratio, and its source; None where none does."""
    for r in table()["in-place"]:
        if origin == r["origin"] and r["from"] <= on and on_any([r["list"]], code, on) == "whole":
            return float(r["rate"]), str(r["source"])
    return None


def free_parcel(value: float | None, origin: str, on: date) -> str:
    """The source by which a parcel of this value, USD, is free of duty on a day; empty where it is not."""
    p = table()["parcels"]
    ended = any(_for_parcels(e, origin, on) for e in p["ended"])
    return str(p["source"]) if _small(value, on) and not ended else ""


def parcel_by_post(
    value: float | None, origin: str, on: date, layers: Iterable[Layer]
) -> tuple[float, float, str] | None:
    """The least and most that a small parcel bears by post, ratios of its value, and the law in words; None where it
    bears the same duties as any entry. layers: the additional duties of such an entry."""
    post = next((x for x in table()["parcels"]["post"] if _for_parcels(x, origin, on)), None)
    if post is None or value is None or not _small(value, on):
        return None
    if "rate" not in post:
        alone = [
            x.rate or 0.0 for x in layers if any(w in x.name for w in ("emergency powers", "section 122"))
        ]
        return sum(alone), sum(alone), str(post["text"])
    ways = [post["rate"], *([post["item"] / value] if "item" in post and value > 0 else [])]
    return min(ways), max(ways), str(post["text"])


def _small(value: float | None, on: date) -> bool:
    limits = table()["parcels"]["limits"]
    return value is not None and value <= max((x["limit"] for x in limits if x["from"] <= on), default=0.0)


def _for_parcels(x: Mapping[str, Any], origin: str, on: date) -> bool:
    return x["from"] <= on <= x.get("to", date.max) and origin in x.get("origins", [origin])


def stacked(e: Entry) -> Stacked:
    """The additional duties on an entry, with every open question tried both ways."""
    if e.code[:2] == "98":
        return _returned(e)
    taken = Asking(e.said)
    layers, notes = _stack(e, taken)
    runs = [layers]
    heeded = set(taken.heeded)
    asked = dict(taken.asked)
    for _ in range(2):  # an answer may open another question
        open_ = [q.id for q in asked.values() if q.ranged][:MOST_QUESTIONS]
        runs = [layers]
        for answers in product((False, True), repeat=len(open_)):
            ask = Asking(e.said, dict(zip(open_, answers, strict=True)))
            runs.append(_stack(e, ask)[0])
            heeded |= ask.heeded
            asked = {**ask.asked, **asked}
        if [q.id for q in asked.values() if q.ranged][:MOST_QUESTIONS] == open_:
            break
    sums = [sum(x.rate or 0.0 for x in run) for run in runs]
    marked = tuple(_marked(x, runs) for x in layers)
    unheard = tuple(
        f'"{k}" is no question about these goods: it changes nothing.' for k in sorted(set(e.said) - heeded)
    )
    return Stacked(marked, min(sums), max(sums), tuple(asked.values()), (*notes, *unheard))


def _returned(e: Entry) -> Stacked:
    """Entries under chapter 98: none but on the value added abroad under heading 9802, which is not worked out."""
    if e.code[:4] != "9802":
        text = "Entries under chapter 98 bear no additional duty, but for part of heading 9802."
        return Stacked((), 0.0, 0.0, (), (text,))
    text = "Under heading 9802 additional duties fall on the value added abroad only: not worked out here."
    reach = [k for k in stack() if e.in_force(k) and _rate(k, table()[k], e) is not None]
    if not reach:
        return Stacked((), 0.0, 0.0, (), (text,))
    name = "additional duties on the value added abroad"
    layer = Layer(
        "additional", name, None, "not worked out", table()[reach[0]]["source"], "not held", reach[0]
    )
    return Stacked((layer,), 0.0, 0.0, (), (text,))


def _marked(x: Layer, runs: list[tuple[Layer, ...]]) -> Layer:
    """A layer as unsettled where an open answer changes it."""
    rates = {next((y.rate for y in run if y.name == x.name), None) for run in runs}
    open_ = x.status != "not held" and any(r is None or abs(r - (x.rate or 0.0)) > 1e-12 for r in rates)
    return replace(x, status="unsettled") if open_ else x


def _stack(e: Entry, ask: Asking) -> tuple[tuple[Layer, ...], tuple[str, ...]]:
    """Layers of additional duties for one set of answers, and notes."""
    found: list[Layer] = []
    covered = national_security(e, ask)
    if covered:
        found.append(covered.layer)
    for key in stack():
        t = table()[key]
        if not e.in_force(key) and not _collected(key, t, e, ask):
            continue
        now = _rate(key, t, e)
        if now is None:
            continue
        name = f"additional duty, {t['label']}"
        stated = _afloat(key, t, e, now, ask)
        if stated is None:
            found.append(Layer("additional", name, 0.0, AFLOAT, now[2], "exempt", key))
            continue
        rate, text, source = stated

        def spared(why: str, source: str = source, name: str = name, key: str = key) -> Layer:
            return Layer("additional", name, 0.0, why, source, "exempt", key)

        free = _freed(t, e)
        beside = e.of(t.get("on_232", [])) or t.get("on_232_from", date.max) <= e.on
        if covered and covered.share >= 1.0 and not beside:
            found.append(spared(f"not on section 232 goods ({covered.product})"))
            continue
        if free:
            found.append(spared(free))
            continue
        if by_list := _listed(key, t, e, ask):
            found.append(spared(by_list))
            continue
        if "open" in t and _open(key, t, e, ask):
            named = "named" in t and on_any([*t["named"], *t["maybe"]], e.code, e.on) == "none"
            found.append(spared("not on its lists" if named else f"taken as spared; {t['open']}"))
            continue
        if covered and not beside and covered.share > 0:
            rate *= 1 - covered.share
            text += f"; on the {1 - covered.share:.0%} that section 232 does not cover".replace("%", " %")
        if e.us_content >= t.get("us_content", 2.0):
            rate *= 1 - e.us_content
            text += f"; on the {1 - e.us_content:.0%} that is not of US content".replace("%", " %")
        if "void" in t and e.known >= t["void_from"]:
            text += f"; {t['void']}"
        found.append(Layer("additional", name, rate, text, source, "applies", key))
    found += remedies(e, ask)
    return tuple(found), tuple(_not_named(e))


AFLOAT = "loaded before it began, and entered in time"


def _afloat(
    key: str, t: Mapping[str, Any], e: Entry, now: tuple[float, str, str], ask: Asking
) -> tuple[float, str, str] | None:
    """The rate on goods already at sea when a rate began, where they are said to be so; None where there was none."""
    for a in t.get("afloat", []):
        if a["from"] <= e.on <= a["to"] and e.of(a.get("origins", [e.origin])):
            before = replace(e, on=a["from"] - timedelta(days=1))
            then = _rate(key, t, before) if e.in_force(key) else None
            if then is not None and then[0] == now[0]:
                continue
            text = f"loaded on a vessel before {a['loaded'].isoformat()} and in transit on it"
            if ask("in-transit", text, False, ranged=False):
                return (then[0], f"{then[1]}; {AFLOAT}", then[2]) if then else None
    return now


def _collected(key: str, t: Mapping[str, Any], e: Entry, ask: Asking) -> bool:
    """Whether a duty was collected on the days between the ruling that voided it and the end of its collection."""
    if not t.get("void_from", date.max) <= e.on <= t.get("collected_to", date.min) or key in e.without:
        return False
    return _rate(key, t, e) is not None and ask(
        "collected-after-ruling", "collected until customs stopped on 24 February 2026", True, ranged=True
    )


def _rate(key: str, t: Mapping[str, Any], e: Entry) -> tuple[float, str, str] | None:
    """The rate of a surcharge by origin and day, its words and its source; None where it does not reach."""
    if e.origin in t.get("none", ()):
        return None
    assumed = key in e.assume
    own = [o for o in t.get("own", []) if e.origin in o["origins"]]
    if own:
        held = next((o for o in own if o["from"] <= e.on <= o.get("to", date.max)), None)
        if held is None and not assumed:
            return None
        rate, text = (held or own[-1])["rate"], f"own rate of {e.origin}"
        for x in t.get("lower", []):
            if e.origin in x["origins"] and x["from"] <= e.on and on_any(x["lists"], e.code, e.on) == "whole":
                rate, text = x["rate"], x["why"]
        return rate, text if held else f"{text}, assumed to hold", t["source"]
    period = next((p for p in t.get("period", []) if p["from"] <= e.on <= p.get("to", date.max)), None)
    if period is None and assumed and t.get("period"):
        period = t["period"][-1]
    if period is None:
        return None
    for c in t.get("cap", []):
        late = c["from"] <= e.on and c.get("known", c["from"]) <= e.known
        if e.of(c["origins"]) and late:
            other = e.paid if c.get("paid") else e.mfn
            rate = fill(c["total"], other, 0.0 if c.get("paid") else e.floor)
            text = f"up to a total of {100 * c['total']:g} % with the general rate"
            return rate, text, c["source"]
    rates = period.get("rates", {})
    for who in (e.origin, e.area):
        if who in rates:
            return rates[who], "rate by origin", t["source"]
    if "default" in period:
        return period["default"], ALL_ORIGINS[bool(rates)], t["source"]
    return None


ALL_ORIGINS = {True: "the rate of all origins not named", False: "on all origins alike"}


def _freed(t: Mapping[str, Any], e: Entry) -> str:
    """Why a surcharge spares an entry by what is claimed or by its kind, or empty."""
    if t.get("freed_by", {}).get(e.claimed, date.max) <= e.on:
        return f"meets {e.claimed.upper()}"
    if e.code[:2] in TEXTILES:
        if e.claimed in t.get("textiles_by", ()):
            return f"textile that enters free under {e.claimed.upper()}"
        if e.origin in t.get("textiles_free", ()):
            return f"textiles of {e.origin} are exempt"
    if t.get("information") and e.code[:2] in table()["information"]:
        return "informational material"
    return ""


def _listed(key: str, t: Mapping[str, Any], e: Entry, ask: Asking) -> str:
    """Why a list spares an entry, or empty; goods that only an article's description spares are asked about."""
    articles = t.get("articles_from", date.max) <= e.on and t.get("articles_known", date.min) <= e.known
    if articles and e.origin in t.get("articles_of", [e.origin]):
        for name, a in table()["articles"].items():
            if e.code.startswith(tuple(a["lines"])) and ask(name, a["text"], False, ranged=False):
                return f"spared as {a['text']}"
    for s in t.get("spare", []):
        if not e.of(s.get("origins", [e.origin])) or s.get("from", date.min) > e.on:
            continue
        if s.get("known", date.min) > e.known:
            continue
        named = on_any(s["lists"], e.code, e.on)
        if named == "none" or _published_later(s, e, ask):
            continue
        if named == "part" and not ask(
            f"{s['lists'][0]}-number", "of the statistical numbers that the list spares", True, ranged=True
        ):
            continue
        if _article(s.get("article", ""), e, ask):
            return str(s["why"])
    return ""


def _published_later(s: Mapping[str, Any], e: Entry, ask: Asking) -> bool:
    """Whether a line joined a list by an order not yet published on the day known, with effect from before it."""
    for x in s.get("late", []):
        named = e.code.startswith(tuple(x["lines"])) if "lines" in x else True
        if not named or not x["from"] <= e.on or e.known >= x["known"]:
            continue
        if on_any(s["lists"], e.code, x["from"] - timedelta(days=1)) == "none":
            return not ask(
                "spared-later", f"spared as published on {x['known']}, after the day", False, ranged=True
            )
    return False


def _article(article: str, e: Entry, ask: Asking) -> bool:
    """Whether goods on a list of an article only are such."""
    if not article:
        return True
    if article == "civil-aircraft":
        plainly = e.code.startswith(PLAINLY_AIRCRAFT)
        return ask(article, "civil aircraft or parts of it", plainly, ranged=not plainly)
    return ask(article, "not patented in the United States, for medicines", False, ranged=True)


def _open(key: str, t: Mapping[str, Any], e: Entry, ask: Asking) -> bool:
    """Whether a surcharge whose lists are not held is taken to spare an entry."""
    if "named" in t:
        if on_any(t["named"], e.code, e.on) == "whole":
            return False
        if on_any([*t["named"], *t["maybe"]], e.code, e.on) == "none":
            return True
        return not ask(f"{key}-names", f"named by the lists of {t['label']}", True, ranged=True)
    if e.code[:2] in (APPAREL if t.get("textiles_open") else TEXTILES):
        return False
    like = on_any(t["like"], e.code, e.on) != "none"
    return ask(f"{key}-spares", f"spared by the lists of {t['label']}", like, ranged=True)


def _not_named(e: Entry) -> Iterable[str]:
    """Notes on duties by economy that do not name an origin, and on bans."""
    for b in table()["banned"]:
        if e.origin == b["origin"] and b["from"] <= e.on and e.code.startswith(tuple(b["lines"])):
            yield f"{b['text']} [{b['source']}]"
    for key in stack():
        t = table()[key]
        late = [p for p in t.get("period", []) if p["from"] <= e.on and "default" not in p]
        if late and e.in_force(key) and _rate(key, t, e) is None:
            yield f"{e.origin} is not among the economies of {t['label']} (secondary source; not verified at the publisher)."
