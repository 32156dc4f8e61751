"""The layers of a duty: what a stack is made of."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from kaskazi.text.numbers import minus
from kaskazi.text.tables import Block, Grid

Status = Literal["applies", "exempt", "unsettled", "not held"]
Kind = Literal["general", "preference", "additional"]


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a duty: its rate as a ratio (None where it cannot be said), why, and its source.

    kind: "general" (or column 2), "preference" (what it lifts, negative) or "additional". instrument: the id of the
    registry it stands for, or empty. name: for a person only, nothing is decided by it.
    status: "applies"; "exempt" (rate 0); "unsettled" (counted, but a list that may exempt it is not held);
    "not held" (no rate is held: not counted, the total is then a lower bound).
    """

    kind: Kind
    name: str
    rate: float | None
    why: str
    source: str
    status: Status = "applies"
    instrument: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """A question whose answer changes the duty. taken: the answer counted; ranged: both are within the range."""

    id: str
    text: str
    taken: bool
    ranged: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty and its layers.

    total: ratio, None where a layer cannot be said. least, most: the range over what is open, ratios, equal where
    nothing is; lower bounds where `or_more`. expected: total weighted by how much of such trade claims the
    preference, None where no utilisation is held or it changes nothing. origin_rule: the rule of origin that the
    preference asks for. quota: what quota or cap governs the line, or empty. text: what the line says, where the
    schedule read has it. questions: what is open or taken as so.
    """

    line: str
    origin: str
    market: str
    on: date
    known: date
    layers: tuple[Layer, ...]
    total: float | None
    notes: tuple[str, ...]
    least: float = 0.0
    most: float = 0.0
    expected: float | None = None
    origin_rule: str = ""
    quota: str = ""
    text: str = ""
    questions: tuple[Open, ...] = ()

    @property
    def or_more(self) -> bool:
        """True where a part of it cannot be said: `least` and `most` are lower bounds."""
        return self.total is None

    @property
    def settled(self) -> bool:
        """True where nothing is open or not held."""
        return self.total is not None and self.most - self.least < 1e-12

    def to_dict(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return {**asdict(self), "on": self.on.isoformat(), "known": self.known.isoformat()}

    def sources(self) -> tuple[str, ...]:
        """Ids of the sources of its layers, each once."""
        return tuple(dict.fromkeys(x.source for x in self.layers if x.source))


def percent(x: float) -> str:
    """0.166 as 16.6 %; whole cents of a per cent are kept."""
    return f"{100 * x:.4f}".rstrip("0").rstrip(".") + " %"


def render(d: Duty) -> list[Block]:
    """The stack as a table, then what it rests on."""

    def signed(x: Layer) -> str:
        if x.rate is None:
            if x.status == "not held":
                return "not held"
            return "lifts it" if d.total is not None and x.kind == "preference" else "not known"
        return ("+" if x.rate >= 0 else "") + minus(percent(x.rate))

    lines: list[Block] = [
        f"{d.line} from {d.origin} into {d.market} on {d.on.isoformat()}"
        + (f", as known on {d.known.isoformat()}" if d.known != d.on else "")
    ]
    if d.text:
        lines.append(f"  {d.text}")
    rows = []
    for x in d.layers:
        mark = f"{x.status}: " if x.status in ("exempt", "unsettled") else ""
        rows.append((x.name, signed(x), f"{mark}{x.why}" + (f" [{x.source}]" if x.source else "")))
    rows.append(("duty", number(d), ""))
    if d.expected is not None and d.total is not None and abs(d.expected - d.total) >= 0.00005:
        rows.append(("on average, some do not claim", percent(round(d.expected, 4)), ""))
    lines += ["", Grid(("", "", ""), tuple(rows), (0, 2)), ""]
    if d.origin_rule:
        lines.append(f"Origin: {d.origin_rule}.")
    if d.quota:
        lines.append(f"Quota: {d.quota}")
    for q in d.questions:
        said = "open" if q.ranged else "taken as so" if q.taken else "taken as not"
        flag = f"--is {q.id} or --is-not {q.id}" if q.ranged else f"--is{'-not' * q.taken} {q.id} changes it"
        lines.append(f"{'Open' if q.ranged else 'Taken'}: {q.text}? {said}; {flag}.")
    return [*lines, *(f"Note: {n}" for n in d.notes)]


def number(d: Duty) -> str:
    """The duty as it is printed: a rate, a range where something is open, or a lower bound in words."""
    if d.total is None:
        if d.layers[0].status == "not held" and d.layers[0].rate is None:
            return "needs the general rate"
        return f"{percent(d.least)} or more"
    return span(d.least, d.total, d.most)


def span(low: float, taken: float, high: float, or_more: bool = False) -> str:
    """A rate with its range, ratios: "12 %", "12 % (10 % to 15 %)", "12 % or more"."""
    text = minus(percent(round(taken, 6)))
    if high - low > 1e-9:
        text += f" ({minus(percent(round(low, 6)))} to {minus(percent(round(high, 6)))})"
    return f"{text} or more" if or_more else text
