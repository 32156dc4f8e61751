"""Text for a terminal: tables and paragraphs fitted to its width, and a counter for long work.

What is printed is a sequence of blocks: a `Grid` is a table, a string a paragraph ("" an empty line). Columns of
words are wrapped; a number is never cut and never parted from its unit. Where not even that fits, each row is
printed as a list of its cells. `rich` is imported for the counter, and to measure letters that are not plain.
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kaskazi.text.numbers import Shown
from kaskazi.text.safe import visible

WIDTH = 80  # columns, where nobody can say
LEAST = 40
NARROW = 16  # a column of words is not made narrower than this
GAP = 2


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. heads: one a column; rows: a text a cell; words: numbers of the columns that hold words (left, wrapped),
    all others hold figures (right, whole; a line feed puts a range under its centre). Raises ValueError for a row of
    another length."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: tuple[int, ...] = (0,)

    def __post_init__(self) -> None:
        for r in self.rows:
            if len(r) != len(self.heads):
                raise ValueError(f"a row of {len(r)} cells in a table of {len(self.heads)} columns")


Block = str | Grid
Counter = Callable[[int, int], None]  # (done, in all)


def width() -> int:
    """Columns to fill: what COLUMNS says, else the terminal's, else 80 (a pipe, a file)."""
    said = os.environ.get("COLUMNS", "")
    if said.isdigit() and int(said) > 0:
        return max(int(said), LEAST)
    try:
        return max(os.get_terminal_size(sys.stdout.fileno()).columns or WIDTH, LEAST)
    except (OSError, ValueError, AttributeError):  # a pipe; a stream that is no file
        return WIDTH


# A space that a line must not break at: between a figure and its unit, a currency and its amount.
_UNIT = (
    r"%|USD|KSh|EUR|million|billion|thousand|m|jobs|days?|hours?|km|nm|TEU|per cent|points?|economies|cases"
)
_WHOLE = re.compile(
    rf"(?<=[\d)]) (?=(?:{_UNIT})\b|%)|(?<=\bUSD) (?=[\d+\u2212-]|m\b)|(?<=\bKSh) (?=[\d+\u2212-]|m\b)|(?<=\d) (?=to [\d+\u2212-])|(?<=\bto) (?=[\d+\u2212-])"
)
_GLUE = "\ue000"  # of no meaning: stands for such a space while lines are broken


def wrap(text: str, columns: int, hang: str = "  ") -> list[str]:
    """The text in lines of at most so many columns, broken at spaces; only a word longer than a line is cut.

    Its own indent is kept, further lines get `hang` more. A figure stays with its unit and with the other end of its
    interval, where a line can hold them.
    """
    body = text.lstrip(" ")
    first = " " * (len(text) - len(body))
    room = columns - len(first) - len(hang)
    words = _WHOLE.sub(_GLUE, body).split(" ")
    glued = " ".join(w if len(w) <= room else w.replace(_GLUE, " ") for w in words)
    lines = textwrap.wrap(
        glued, columns, initial_indent=first, subsequent_indent=first + hang, break_on_hyphens=False
    )
    return [line.replace(_GLUE, " ") for line in lines] or [""]


def render(blocks: Sequence[Block], columns: int = WIDTH, colour: bool = False) -> str:
    """The blocks as text of at most so many columns, heads bold where `colour`. Control characters are made visible."""
    out: list[str] = []
    for b in blocks:
        if isinstance(b, str):
            for line in visible(b).split("\n"):
                out += wrap(line, columns)
        elif b.rows:
            out += _grid(_shown(b), columns, colour)
    return "\n".join(out)


def show(*blocks: Block) -> None:
    """Print the blocks on standard output, fitted to it."""
    import click

    click.echo(render(blocks, width(), sys.stdout.isatty() and "NO_COLOR" not in os.environ))


def _shown(g: Grid) -> Grid:
    """Without columns that say nothing, control characters visible."""
    keep = [k for k in range(len(g.heads)) if any(r[k] for r in g.rows)]
    cells = tuple(
        tuple(visible(r[k]).replace("\n", " " if k in g.words else "\n") for k in keep) for r in g.rows
    )
    return Grid(
        tuple(visible(g.heads[k]) for k in keep), cells, tuple(n for n, k in enumerate(keep) if k in g.words)
    )


def _grid(g: Grid, columns: int, colour: bool) -> list[str]:
    sizes = _sizes(g, columns)
    return _listed(g, columns) if sizes is None else _drawn(g, sizes, colour)


def _sizes(g: Grid, columns: int) -> list[int] | None:
    """The width of each column, or None where even the narrowest do not fit."""
    natural, least = [], []
    for k, head in enumerate(g.heads):
        widest = max(_cells(x) for r in g.rows for x in r[k].split("\n"))
        word = max(_cells(w) for w in (head.split("\n") if "\n" in head else head.split(" ")))
        if k in g.words:
            natural.append(max(widest, *(_cells(x) for x in head.split("\n"))))
            least.append(min(max(widest, word), max(NARROW, word)))
        else:
            natural.append(max(widest, word))
            least.append(natural[k])
    room = columns - GAP * (len(g.heads) - 1)
    if sum(least) > room:
        return None
    while sum(natural) > room:  # take from the widest column of words
        k = max((k for k in g.words if natural[k] > least[k]), key=lambda k: natural[k])
        natural[k] -= 1
    return natural


def _cells(text: str) -> int:
    """Columns that a text fills: one a letter, but where a script has wide ones or marks without width."""
    if text.isascii() or all(x < "\u0300" or "\u2010" <= x <= "\u2300" for x in text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _drawn(g: Grid, sizes: list[int], colour: bool) -> list[str]:
    """The table, each cell at the top of its row and each head at the foot of theirs; heads bold where `colour`."""
    heads = [
        [x for part in head.split("\n") for x in wrap(part, sizes[k], "")] for k, head in enumerate(g.heads)
    ]
    deep = max(len(h) for h in heads)
    heads = [[""] * (deep - len(h)) + h for h in heads]
    out = _row(heads, g, sizes, BOLD if colour else "") if any(g.heads) else []
    for r in g.rows:
        out += _row([wrap(x, sizes[k]) if k in g.words else x.split("\n") for k, x in enumerate(r)], g, sizes)
    return out


BOLD = "\x1b[1m{}\x1b[0m"


def _row(cells: list[list[str]], g: Grid, sizes: list[int], style: str = "") -> list[str]:
    """One row of cells that are lines already, filled up to the size of their columns."""
    out = []
    for n in range(max(len(c) for c in cells)):
        parts = []
        for k, lines in enumerate(cells):
            text = lines[n] if n < len(lines) else ""
            gap = " " * (sizes[k] - _cells(text))
            full = text + gap if k in g.words else gap + text
            parts.append(style.format(full) if style and text else full)
        out.append((" " * GAP).join(parts).rstrip())
    return out


def _listed(g: Grid, columns: int) -> list[str]:
    """Each row as its first cell and a line a further one."""
    out: list[str] = []
    for n, r in enumerate(g.rows):
        out += [""] * bool(n) + wrap(r[0] or "\u2013", columns)
        for head, x in zip(g.heads[1:], r[1:], strict=True):
            if x:
                said = x.replace("\n", " ")
                out += wrap(f"  {head}: {said}" if head else f"  {said}", columns)
    return out


def under(v: Shown) -> str:
    """A figure with its range under it, for a column of figures."""
    return f"{v.central}\n{v.range}" if v.range else v.central


def list_of(pairs: Sequence[tuple[str, str]]) -> Grid:
    """Names and what they mean, as two columns of words without heads."""
    return Grid(("", ""), tuple(pairs), (0, 1))


@contextmanager
def progress(label: str) -> Iterator[Counter | None]:
    """A bar on the terminal's error stream while the work lasts, to be called with (done, in all); None where nobody
    watches. It is taken away at the end, and where the work fails."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def count(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        yield count
