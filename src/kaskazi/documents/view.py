"""The text as it is read: lines broken by hand joined, hyphens at line ends taken out, capitals made small where a
whole line shouts; every place leads back to the original."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar

from kaskazi.documents.clauses.forms import forms
from kaskazi.documents.names import lists
from kaskazi.documents.names.tokens import WORD
from kaskazi.dossier import Span

WRAPPED = 45  # a line shorter than this is a line of its own
SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u202f\u2009\t", " "))
ITEM = re.compile(r"\s*(?:[-*•–▪◦·]|\(?\d{1,3}[.)]|\(?[a-z][.)]|\([ivx]+\))\s+")
MARK = re.compile(r"(?m)^(?P<m>[ \t]{0,3}(?:#{1,6}[ ]+|>[ ]?|[-*•▪◦·][ \t]+))")
SPEAKER = re.compile(r"[A-Z][A-Z.’'\- ]{3,40}(?=:\s)")
FRONT = re.compile(r"(?P<rule>---|\+\+\+)[ \t]*\n(?:[^\n]*\n){0,60}?(?P=rule)[ \t]*(?:\n|$)")
DAY = re.compile(r"(?m)^(?:date|published(?:_time)?)\s*[:=]\s*['\"]?(\d{4}-\d{2}-\d{2})")
QUOTED = re.compile(r"(?m)^[ \t]{0,3}>(?:[ \t]?>){0,9}[ \t]?")
EMPHASIS = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w)|`+")
LINK = re.compile(r"!?\[(?P<words>[^\]\n]{0,300})\]\([^)\n]{0,500}\)")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class View:
    """text: what is read; pieces: starts in it and in the original, of runs that are the same in both."""

    text: str
    starts: Sequence[int]
    origins: Sequence[int]
    length: int

    def at(self, position: int) -> int:
        """Place in the original."""
        k = bisect_right(self.starts, position) - 1
        return min(self.origins[k] + position - self.starts[k], self.length)

    def span(self, s: Span) -> Span:
        """Span on the original: from its first character to after its last."""
        a = self.at(s.start)
        return Span(a, max(self.at(s.end - 1) + 1, a + 1) if s.end > s.start else a)

    def back(self, x: T) -> T:
        """The same value with every span on the original."""
        out: T = _mapped(x, self)
        return out


def _mapped(x: Any, v: View) -> Any:
    if isinstance(x, Span):
        return v.span(x)
    if isinstance(x, tuple):
        return tuple(_mapped(y, v) for y in x)
    if isinstance(x, list):
        return [_mapped(y, v) for y in x]
    if is_dataclass(x) and not isinstance(x, type):
        changed = {}
        for f in fields(x):
            value = getattr(x, f.name)
            if isinstance(value, Span | tuple) or (is_dataclass(value) and not isinstance(value, type)):
                changed[f.name] = _mapped(value, v)
        return replace(x, **changed) if changed else x
    return x


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands between lines of three dashes at the head of a Markdown file: where it ends, the day it names."""

    end: int
    day: date | None


def front_matter(text: str) -> FrontMatter | None:
    """The head of a Markdown file, None if it has none."""
    m = FRONT.match(text)
    if m is None:
        return None
    day = DAY.search(m[0])
    try:
        return FrontMatter(m.end(), date.fromisoformat(day[1]) if day else None)
    except ValueError:
        return FrontMatter(m.end(), None)


def view(text: str, markdown: bool = False, skip: int = 0) -> View:
    """The text to be read, with the way back. markdown: marks of emphasis and links are blanks; skip: characters of
    the head that are not read."""
    if skip:
        text = re.sub(r"[^\n]", " ", text[:skip]) + text[skip:]
    if markdown:
        text = EMPHASIS.sub(lambda m: " " * len(m[0]), LINK.sub(_link, text))
    text = QUOTED.sub(lambda m: " " * len(m[0]), text)
    lines = text.splitlines(keepends=True)
    out: list[str] = []
    starts, origins = [0], [0]
    at = length = 0
    skip = 0
    for k, line in enumerate(lines):
        body = line.rstrip()
        lead = skip
        skip = 0
        ending = line[len(body) :]
        after = lines[k + 1] if k + 1 < len(lines) else ""
        piece = body[lead:]
        joined = _goes_on(body, after)
        if lead:
            starts.append(length)
            origins.append(at + lead)
        if (
            joined
            and body.endswith("-")
            and after.lstrip()[:1].islower()
            and len(body) > 2
            and body[-2].isalpha()
        ):
            out.append(piece[:-1])
            length += len(piece) - 1
            skip = len(after) - len(after.lstrip())
            starts.append(length)
            origins.append(at + len(line) + skip)
            if skip == 0:
                skip = 0
        elif joined:
            skip = len(after) - len(after.lstrip())
            out.append(piece + " ")
            length += len(piece) + 1
            starts.append(length)
            origins.append(at + len(line) + skip)
        else:
            out.append(piece + ending)
            length += len(piece) + len(ending)
        at += len(line)
    whole = "".join(out).translate(SPACES)
    whole = MARK.sub(lambda m: " " * len(m[0]), whole)
    return View(recased(whole), starts, origins, len(text))


def _link(m: re.Match[str]) -> str:
    lead = m[0].index("[") + 1
    return " " * lead + m["words"] + " " * (len(m[0]) - lead - len(m["words"]))


def _goes_on(body: str, after: str) -> bool:
    """A full line without a stop at its end goes on in the next one, unless that begins an item."""
    follow = after.strip()
    if not follow or not body.strip() or ITEM.match(after):
        return False
    if body.endswith("-") and follow[0].islower() and len(body) > 25:
        return True
    if body[-1] in '.!?:;”»"' or not (follow[0].isalnum() or follow[0] in "“\"'‘("):
        return False
    item = ITEM.match(body)
    indented = item is not None and after[:1] in " \t"
    if not indented and (len(body) < WRAPPED or len(after.rstrip()) > len(body) + 20):
        return follow[0].islower() and len(body) > 20 and len(after.rstrip()) <= 120
    return not (
        body.isupper() != follow.isupper() and (body.isupper() or follow.isupper()) and len(follow) > 3
    )


def recased(text: str) -> str:
    """Lines in capitals made small, but for names: the same length."""
    out = []
    for line in text.splitlines(keepends=True):
        letters = [c for c in line if c.isalpha()]
        shouts = (
            len(letters) > 12
            and sum(c.isupper() for c in letters) > 0.85 * len(letters)
            and len(line.split()) > 2
        )
        turn = None if shouts else SPEAKER.match(line)
        out.append(_quiet(line) if shouts else _quiet(turn[0]) + line[turn.end() :] if turn else line)
    return "".join(out)


def _quiet(line: str) -> str:
    small = lists.words("small")
    verbs = forms("en")
    out, at, first = [], 0, True
    for m in WORD.finditer(line):
        word = m[0]
        low = word.casefold()
        out.append(line[at : m.start()])
        at = m.end()
        if not word[0].isalpha():
            out.append(word.lower() if word[:1].isdigit() else word)
        elif word in lists.words("acronyms") or word in lists.words("capitals") or len(low) != len(word):
            out.append(word)
        elif not first and (low in small or low in verbs):
            out.append(low)
        else:
            made = "-".join(p[:1].upper() + p[1:].lower() for p in word.split("-"))
            out.append(made if len(made) == len(word) else word)
        first = word in ".!?" if not word[0].isalpha() else False
    out.append(line[at:])
    return "".join(out)
