"""A brief as a tree of blocks, laid out once and spelt by each writer in its own form.

Text is data everywhere: no block holds markup, and a writer escapes whatever it prints. Drawings are the one
exception; they are SVG made by `report/figures`, which escapes the words in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from kaskazi.text.catalogue import pieces
from kaskazi.text.intervals import Interval

# --- runs: what stands within a line ---

Role = Literal["plain", "strong", "quiet", "code", "hash", "claim"]


@dataclass(frozen=True, slots=True)
class Words:
    """Text, and how much it weighs."""

    text: str
    role: Role = "plain"


@dataclass(frozen=True, slots=True)
class Link:
    """An address outside the brief; a writer links it only if it is plain http or https."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Jump:
    """A place in the brief itself, by its anchor."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Cite:
    """The mark of a source, by its id."""

    id: str


@dataclass(frozen=True, slots=True)
class Mark:
    """The numbers of sources as they are listed at the end of the two pages, in rising order."""

    numbers: tuple[int, ...]

    @property
    def text(self) -> str:
        """ "2–6, 8": a run of three or more in short."""
        runs: list[list[int]] = []
        for n in self.numbers:
            if runs and runs[-1][-1] == n - 1:
                runs[-1].append(n)
            else:
                runs.append([n])
        return ",".join(f"{r[0]}–{r[-1]}" if len(r) > 2 else ",".join(map(str, r)) for r in runs)


Run = Words | Link | Jump | Cite | Mark
Runs = tuple[Run, ...]


def runs(*parts: str | Run) -> Runs:
    """Plain strings and runs as runs; empty strings are dropped."""
    return tuple(Words(p) if isinstance(p, str) else p for p in parts if p != "")


def phrase(key: str, /, **values: str | int | Run) -> Runs:
    """A sentence of the catalogue as runs, its values runs where they are given as such."""
    given: dict[str, str | Run] = {k: str(v) if isinstance(v, int) else v for k, v in values.items()}
    return runs(*pieces(key, **given))


def joined(parts: Iterator[Runs] | tuple[Runs, ...] | list[Runs], between: str = "; ") -> Runs:
    """Runs after each other with the same words between."""
    out: list[Run] = []
    for k, part in enumerate(parts):
        out += [Words(between), *part] if k else part
    return tuple(out)


def cites(ids: tuple[str, ...] | list[str]) -> Runs:
    """Marks of several sources."""
    return joined([(Cite(x),) for x in ids], ", ")


# --- blocks ---

Tone = Literal["plain", "lead", "meta", "note", "warning", "small"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; tone says what it is for."""

    runs: Runs
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Tile:
    """One leading figure: its name, the number, its unit, its range, what it rests on (leading to its place in the annex),
    what it is the figure of (a year, a sum, while it lasts) and where it comes from."""

    what: str
    central: str
    unit: str
    range: str
    about: Jump
    horizon: str = ""
    sources: Runs = ()


@dataclass(frozen=True, slots=True)
class Tiles:
    """Leading figures beside each other."""

    label: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Words in a table; note: quieter words under them. Empty where there is nothing to say; a writer may set a dash in
    a column of numbers."""

    runs: Runs = ()
    note: Runs = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a table, as printed: centre, low to high, share of its base; value: the number itself."""

    central: str
    range: str = ""
    share: str = ""
    value: Interval | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head and what stands in it ("long": sentences; "tag": a word)."""

    head: str
    kind: Literal["text", "long", "number", "tag"] = "number"


@dataclass(frozen=True, slots=True)
class Row:
    """A row, first cell its head. role "total": under the line; "home": the economy whose brief it is."""

    cells: tuple[Cell | Amount, ...]
    role: Literal["plain", "total", "home"] = "plain"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has a cell for each column, or ValueError."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""

    def __post_init__(self) -> None:
        if any(len(r.cells) != len(self.columns) for r in self.rows):
            raise ValueError(f"table {self.title}: a row has not as many cells as there are columns")


@dataclass(frozen=True, slots=True)
class Swatch:
    """One entry of a legend; an empty colour stands for "no data" (hatched). dots: colour of dots on it, or none."""

    colour: str
    text: str
    dots: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing in two widths. alternative: the same in words, for those who do not see it.

    told: the alternative stands in the caption, or in a table beside it, and is not printed again. width: per cent of the
    column that it takes on paper.
    """

    title: str
    caption: Runs
    wide: str
    narrow: str
    alternative: str
    legend: tuple[Swatch, ...] = ()
    told: bool = False
    width: int = 100


@dataclass(frozen=True, slots=True)
class Quotation:
    """What somebody said: who, the exact words, what is known of them, where they stand, and the answers.

    exact: the words are a quotation, not a report of it. before, after: words around a short span.
    """

    kind: str
    who: str
    words: str
    where: Runs
    details: tuple[str, ...] = ()
    exact: bool = False
    before: str = ""
    after: str = ""
    answers: tuple[Quotation, ...] = ()
    notes: tuple[Runs, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A state with its date, set in a box: title, day, the state in words, whether it holds, and details."""

    title: str
    day: str
    state: str
    holds: bool | None
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """Boxes beside each other."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a register: its id, a status in a word and as a key, and what is known of it."""

    id: str
    status: str
    status_text: str
    lines: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """Entries that marks in the text lead to."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A file's text, printed as it is."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Folded:
    """Blocks that a reader opens if wanted."""

    title: str
    blocks: tuple[Block, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the document's text under the same marks; anchors: places that start here."""

    text: str
    kinds: tuple[str, ...]
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of the document, its number from 1."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(p.text for p in self.pieces)


@dataclass(frozen=True, slots=True)
class Transcript:
    """The document's own text with its marks. legend: a kind of mark and what it stands for."""

    legend: tuple[tuple[str, str], ...]
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Blocks in columns of one width, read from left to right; on a narrow screen one below the other."""

    columns: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; sections nest. short: its name in the contents."""

    title: str
    blocks: tuple[Block, ...]
    anchor: str = ""
    number: str = ""
    short: str = ""


Block = (
    Paragraph | Tiles | Table | Figure | Quotation | Items | Cards | Register | Code | Folded | Transcript | Beside
    | Section
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """One printed page: blocks that fit on it."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A brief, laid out: two pages to decide by, and the annex that proves them.

    headline: the answer in a sentence; occasion: what the brief is about, beside the kicker; sheets: the two pages;
    sections: chapters of the annex; foot: the line under each page. data: gives the same facts as plain types, for
    forms that machines read.
    """

    language: str
    title: str
    kicker: str
    name: str  # of the window or the file's properties
    meta: tuple[Runs, ...]
    sections: tuple[Section, ...]
    closing: str
    generator: str
    data: Callable[[], Mapping[str, Any]] = field(repr=False)
    headline: str = ""
    occasion: str = ""
    sheets: tuple[Sheet, ...] = ()
    foot: str = ""
    made: date | None = None


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block, a section or a fold before what stands in it."""
    for b in blocks:
        yield b
        if isinstance(b, Section | Folded):
            yield from walk(b.blocks)
        elif isinstance(b, Beside):
            for column in b.columns:
                yield from walk(column)
