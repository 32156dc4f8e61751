"""Finding a line by its number, and saying what is wrong with one that is none: a slip, too short, retired."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from kaskazi.codes.hs import dotted
from kaskazi.errors import InputError, Problem
from kaskazi.law.layers import percent
from kaskazi.law.schedules import Line, shipped

LENGTHS = (4, 6, 8, 10)
SHOWN = 12  # lines listed at most


@cache
def _gone() -> tuple[frozenset[str], Mapping[str, tuple[str, ...]]]:
    raw = tomllib.loads(files("kaskazi.law").joinpath("hs_gone.toml").read_text(encoding="utf-8"))
    return frozenset(raw["hs2007"].split()), {k: tuple(v.split()) for k, v in raw["hs2017"].items()}


def digits_of(code: str) -> str:
    """The digits of an HS number, dots and blanks taken out. Raises InputError where something else is in it."""
    if code.strip() and not any(c.isdigit() for c in code):
        raise InputError("HTS number", [_word(code.strip())])
    digits = code.replace(".", "").replace(" ", "").replace("-", "")
    bad = next((c for c in digits if c not in "0123456789"), "")
    if bad:
        raise InputError("HTS number", [Problem(code, f'"{bad}" is not a digit.', "8 or 10 digits")])
    if len(digits) not in LENGTHS:
        what = f"has {len(digits)} digit{'s' if len(digits) != 1 else ''}."
        raise InputError("HTS number", [Problem(code, what, "4, 6, 8 or 10 digits")])
    return digits


def _word(word: str) -> Problem:
    """What to say of a word where a number is asked for: the headings that it may mean, with their duties."""
    from kaskazi.law.goods import called

    found = [(c, what, under(c)) for c, what in called(word)]
    choices = "; ".join(f"{dotted(c)} {what} (general duty {spread(x)})" for c, what, x in found if x)
    what = "is a word; duties go by number." + (f" It may be {choices}." if choices else "")
    return Problem(word, what, "4, 6, 8 or 10 digits", dotted(found[0][0]) if found else "")


def under(digits: str, lines: Mapping[str, Line] | None = None) -> tuple[Line, ...]:
    """Lines whose number begins with these digits, in order of number."""
    table = shipped() if lines is None else lines
    return tuple(table[c] for c in sorted(table) if c.startswith(digits))


def spread(lines: tuple[Line, ...]) -> str:
    """The range of the general duties of some lines: "Free to 16.6 %, 2 with a specific duty"."""
    rates = [x.rate for x in lines if x.general]
    plain = [r.ad_valorem for r in rates if r is not None and not r.specific]
    words = []
    if plain:
        low, high = min(plain), max(plain)

        def word(x: float) -> str:
            return "Free" if x == 0 else percent(x)

        words.append(word(low) if low == high else f"{word(low)} to {word(high)}")
    specific = sum(r is not None and bool(r.specific) for r in rates)
    unread = sum(r is None for r in rates)
    words += [f"{specific} with a specific duty"] if specific else []
    words += [f"{unread} with a text that is no plain rate"] if unread else []
    return ", ".join(words)


def find(code: str, lines: Mapping[str, Line] | None = None) -> Line:
    """The line of an HTS number (8 or 10 digits, dots allowed).

    A subheading of 4 or 6 digits with one line under it is that line. Raises InputError with the lines under
    it and their duties, the successor of a retired code, or the nearest number.
    """
    table = shipped() if lines is None else lines
    digits = digits_of(code)
    for key in (digits, digits[:8], digits[:8] + "00") if len(digits) >= 8 else ():
        if key in table:
            return table[key]
    if len(digits) < 8:
        found = under(digits, table)
        if len({x.code[:8] for x in found}) == 1:
            return found[0]
        if found:
            raise InputError("HTS number", [Problem(code, _choice(digits, found), "8 or 10 digits")])
    raise InputError("HTS number", [_missing(code, digits, table)])


def _choice(digits: str, found: tuple[Line, ...]) -> str:
    """The lines a short code may mean, each with its duty."""
    shown = [f"{dotted(x.code)} {x.general or x.special}" for x in found[:SHOWN]]
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    what = "heading" if len(digits) == 4 else "subheading"
    return (
        f"is a {what} with {len(digits)} digits; duties are set at 8 or 10. Its lines: {'; '.join(shown)}{more} "
        f"(general duty {spread(found)})."
    )


def _missing(code: str, digits: str, table: Mapping[str, Line]) -> Problem:
    """What to say of a number that is in no line."""
    six = digits[:6]
    hs2007, hs2017 = _gone()
    if six in hs2017:
        heirs = [x for h in hs2017[six] for x in under(h, table)]
        where = ", ".join(f"{dotted(h)}" for h in hs2017[six])
        what = f"{dotted(six)} is a code of HS 2017 or older; in HS 2022, which the schedule uses, it became {where}."
        return Problem(code, what, "", dotted(heirs[0].code) if heirs else "")
    if len(digits) >= 6 and six in hs2007:
        what = f"{dotted(six)} is a code of HS 2007 or older that HS 2022, which the schedule uses, no longer has."
        same = [c for c in table if c.startswith(six[:4])]
        return Problem(code, what, _some(same), dotted(closest(digits, same)) if same else "")
    for depth in (6, 4, 2):
        same = sorted(c for c in table if c.startswith(digits[:depth]))
        if same and len(digits) > depth:
            break
    else:
        same = sorted(table)
        chapters = sorted({c[:2] for c in same})
        what = f"chapter {digits[:2]} has no line in the 2025 schedule."
        return Problem(code, what, f"a chapter from {chapters[0]} to {chapters[-1]}")
    what = "is not a line of the 2025 schedule (retired, of another vintage, or a slip)."
    return Problem(code, what, _some(same, digits), dotted(closest(digits, same)))


def closest(digits: str, codes: Iterable[str]) -> str:
    """The code with the same digits in another order, else the one next in number; empty where there is none."""
    pool = sorted(codes)
    size = len(digits)
    swapped = [c for c in pool if sorted(c[:size]) == sorted(digits)]
    if swapped:
        return swapped[0]
    return min(pool, key=lambda c: abs(int(c.ljust(10, "0")) - int(digits.ljust(10, "0"))), default="")


def _some(codes: list[str], digits: str = "") -> str:
    codes = sorted(
        sorted(codes), key=lambda c: abs(int(c.ljust(10, "0")) - int((digits or c).ljust(10, "0")))
    )
    return "one of " + ", ".join(dotted(c) for c in sorted(codes[:5])) if codes else ""
