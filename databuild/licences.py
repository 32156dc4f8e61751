"""Under what terms each input of the build stands: `data/inputs.toml`, the NOTICE made of it, and builds from inputs
whose open licence was verified alone.

    python -m databuild.licences

writes the NOTICE that goes with the world's file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from databuild import tables
from kaskazi import files as whole
from kaskazi.errors import DataError, Problem

STATUSES: Mapping[str, str] = {
    "verified": "the publisher's own terms were seen",
    "carrier": "as the package or repository that carries it says",
    "none": "no licence is stated with the copy: figures are taken with the publisher's name",
}


@dataclass(frozen=True, slots=True)
class Input:
    """One input: its file among the tables of statistics or what is taken from a package archive, publisher, licence,
    how sure that is, whether the licence is an open one, where it was seen, and what a build without it lacks."""

    file: str
    archive: str
    publisher: str
    licence: str
    status: str
    open: bool
    kept: bool
    seen: str
    source: str
    loses: str

    @property
    def name(self) -> str:
        """The file, or what is taken from a package."""
        return self.file or self.archive

    @property
    def free(self) -> bool:
        """Whether an open build uses it."""
        return self.kept or (self.open and self.status == "verified")


@cache
def inputs() -> Mapping[str, Input]:
    """Every input by name. Raises DataError for a row of unknown status."""
    out = {}
    problems = []
    for k, r in enumerate(tables.table("inputs")["input"]):
        text = {x: str(r.get(x, "")) for x in ("file", "archive", "seen", "source", "loses")}
        row = Input(
            publisher=r["publisher"],
            licence=r["licence"],
            status=r["status"],
            open=r["open"],
            kept=r.get("kept", False),
            **text,
        )
        if row.status not in STATUSES:
            problems.append(
                Problem(f"input[{k}].status", f'"{row.status}" is not one.', " or ".join(STATUSES))
            )
        out[row.name] = row
    if problems:
        raise DataError("inputs.toml", problems)
    return out


class _Switch:
    """Whether this run builds from inputs of verified open licence alone."""

    open_only = False


def open_only(on: bool = True) -> None:
    """From here on leave out every input whose open licence is not verified; call it before anything is read."""
    _Switch.open_only = on


def shut(name: str) -> bool:
    """Whether an input is left out of this run: in an open build every one that is not of verified open licence, and
    every one that the table does not know."""
    return _Switch.open_only and not (name in inputs() and inputs()[name].free)


def left_out() -> tuple[Input, ...]:
    """What an open build leaves out."""
    return tuple(x for x in inputs().values() if not x.free)


def notice() -> str:
    """The text that goes with a world's file: publishers, licences and how sure they are, by status."""
    lines = [
        "The world's file holds accounts derived from the works below. None of their files is part of it. Changes: brought to",
        "common codes, units and one year; balanced; what no publisher states is estimated, each cell with its grade.",
    ]
    for status, words in STATUSES.items():
        lines += ["", f"{status}: {words}", ""]
        found = {(x.publisher, x.licence, x.seen) for x in inputs().values() if x.status == status}
        lines += [f"- {p}. {lic}." + (f" {seen}" if seen else "") for p, lic, seen in sorted(found)]
    lines += [
        "",
        "Single figures entered by hand name their publisher where they stand and in sources.toml.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Command line of the builder."""
    place = Path(str(files("kaskazi.world").joinpath("data", "NOTICE")))
    whole.write(place, notice().encode("utf-8"))
    print(f"{place}: {len(inputs())} inputs")


if __name__ == "__main__":
    main()
