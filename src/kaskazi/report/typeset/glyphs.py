"""Which characters the fonts inside a PDF can show; the others stand as their code points."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def runs() -> tuple[tuple[int, int], ...]:
    """First and last code point of each run that is shown, `glyphs.txt` and Basic Latin."""
    text = files("kaskazi.report.typeset").joinpath("glyphs.txt").read_text(encoding="ascii")
    rows = [x.split() for x in text.splitlines() if not x.startswith("#")]
    return ((0x20, 0x7E), *((int(a, 16), int(b, 16)) for a, b in rows))


@cache
def _other() -> re.Pattern[str]:
    shown = "".join(f"{chr(a)}-{chr(b)}" if a < b else chr(a) for a, b in runs() if a > 0x7E)
    return re.compile(f"[^\\t\\n\x20-\x7e{shown}]")


def printable(text: str) -> str:
    """The text with every character that no font inside can show written out, as [U+4E2D]."""
    return _other().sub(lambda m: f"[U+{ord(m[0]):04X}]", text)
