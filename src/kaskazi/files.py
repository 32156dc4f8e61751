"""Writing files as a careful editor does, and the numbers of their forms.

A file is written whole or not at all, through a nameless copy that vanishes with the process. Symbolic links are
followed and kept, and so is the mode of a file that was there. Never written over: an input of the same command
(under whatever name), a folder, a device, a pipe, a socket, a file its owner made read-only.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from kaskazi.errors import InputError, Problem

# Kind of file -> number of the form that is written. A file without a number is of form 1. docs/files.md says what
# each holds and what happens to older ones.
SCHEMAS: Mapping[str, int] = {
    "scenario": 2,
    "dossier": 2,
    "world": 4,
    "brief": 2,
    "outcome": 2,
    "asks": 2,
    "exposure": 1,
    "check": 1,
    "tables": 2,
    "manifest": 1,
}
_KINDS = (
    (stat.S_ISDIR, "is a folder."),
    (stat.S_ISCHR, "is a device."),
    (stat.S_ISBLK, "is a device."),
    (stat.S_ISFIFO, "is a pipe."),
    (stat.S_ISSOCK, "is a socket."),
)


def stamped(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a JSON file with the number of its form first."""
    return {"schema": SCHEMAS[kind], **content}


def schema_of(kind: str, said: object, title: str, error: type[InputError] = InputError) -> int:
    """The number of a file's form, checked: `said` is what it carries, None where nothing (form 1).

    Raises `error` for what is no number, or a form this version does not know.
    """
    newest = SCHEMAS[kind]
    number = 1 if said is None else said
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise error(title, [Problem("schema", f"{said!r} is not a number of a form.", f"1 to {newest}")])
    if number > newest:
        what = f"{number} was written by a newer kaskazi; this one reads {kind} files up to {newest}."
        raise error(title, [Problem("schema", what, "a newer kaskazi")])
    return number


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file goes once links are followed; what is there now, if anything."""

    asked: Path
    path: Path
    old: os.stat_result | None


def check(path: str | Path, inputs: Iterable[str | Path] = ()) -> None:
    """Raises InputError where `write` would refuse `path`; to be asked before long work. Changes nothing."""
    _place(Path(path), inputs)


def check_folder(folder: str | Path) -> None:
    """Raises InputError where `write_set` would refuse the folder; to be asked before long work."""
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise InputError(str(target), [Problem("", "is a file.", "the name of a folder")])
    if not target.absolute().parent.is_dir():
        raise InputError(str(target), [Problem("", f"{target.parent} is not a folder that exists.")])


def write(path: str | Path, data: bytes, inputs: Iterable[str | Path] = ()) -> None:
    """Put `data` in the place of `path`, whole or not at all; see the module for what is refused.

    inputs: files the same command reads. A process killed at any moment leaves the old file as it was; two that write
    at once leave one of the two. Raises InputError, in words, for every fault, a full disk too.
    """
    place = _place(Path(path), inputs)
    try:
        with _Staged(place, data) as staged:
            staged.put()
    except OSError as error:
        raise _fault(Path(path), error) from error


def write_set(folder: str | Path, parts: Mapping[str, bytes], inputs: Iterable[str | Path] = ()) -> None:
    """Put a set of files into a folder, made if it is not there: all, or (on any fault) none.

    parts: bytes by file name, put in place in this order (a manifest goes last). All are on the disk before the first
    is put in place. Other files of the folder stay. Raises InputError.
    """
    target = Path(folder)
    given = tuple(inputs)
    check_folder(target)
    made = not target.exists()
    staged: list[_Staged] = []
    kept: list[tuple[_Place, bytes | None]] = []
    try:
        target.mkdir(exist_ok=True)
        places = [_place(target / name, given) for name in parts]
        for place, data in zip(places, parts.values(), strict=True):
            staged.append(_Staged(place, data))
        try:
            for s in staged:
                kept.append((s.place, s.place.path.read_bytes() if s.place.old else None))
                s.put()
        except BaseException:
            _put_back(kept)
            raise
        made = False
    except OSError as error:
        raise _fault(target, error) from error
    finally:
        for s in staged:
            s.close()
        if made:
            with suppress(OSError):
                target.rmdir()


def _put_back(kept: Iterable[tuple[_Place, bytes | None]]) -> None:
    for place, data in kept:
        with suppress(OSError):
            if data is None:
                place.path.unlink(missing_ok=True)
            else:
                with _Staged(place, data) as again:
                    again.put()


def _fault(path: Path, error: OSError) -> InputError:
    why = (error.strerror or str(error)).lower()
    return InputError(str(path), [Problem("", f"cannot be written: {why}.")])


def _place(path: Path, inputs: Iterable[str | Path]) -> _Place:
    """Where `path` leads. Raises InputError for what may not be written over."""

    def refuse(what: str, expected: str = "") -> InputError:
        return InputError(str(path), [Problem("", what, expected)])

    try:
        real = Path(os.path.realpath(path))
        old = os.stat(real) if os.path.lexists(real) else None
        for kind, what in _KINDS:
            if old and kind(old.st_mode):
                raise refuse(what, "the name of a file")
        if not real.parent.is_dir():
            raise refuse(f"{path.parent} is not a folder that exists.")
        if old and not os.access(real, os.W_OK):
            raise refuse("is read-only.", "another name, or a file that may be written")
        for given in inputs:
            try:
                same = os.stat(given)
            except OSError:
                continue  # a name that is no file: not ours to judge
            if old and os.path.samestat(old, same):
                raise refuse("is an input of this command.", "another name")
    except ValueError as error:  # a NUL in the name
        raise refuse("is not the name of a file.") from error
    except OSError as error:
        raise _fault(path, error) from error
    return _Place(path, real, old)


class _Staged:
    """Bytes on the disk of a place, not yet there. Nameless where the system can, else a hidden neighbour."""

    def __init__(self, place: _Place, data: bytes) -> None:
        self.place = place
        self.part: str | None = None
        self.folder = os.open(place.path.parent, os.O_RDONLY)
        try:
            self.fd = self._open()
            try:
                with os.fdopen(self.fd, "wb", closefd=False) as file:
                    _into(file, data)
                if place.old:
                    with suppress(OSError):
                        os.fchown(self.fd, place.old.st_uid, place.old.st_gid)
                    os.fchmod(self.fd, stat.S_IMODE(place.old.st_mode))
                os.fsync(self.fd)
            except BaseException:
                os.close(self.fd)
                self._clear()
                raise
        except BaseException:
            os.close(self.folder)
            raise

    def _open(self) -> int:
        if hasattr(os, "O_TMPFILE") and os.path.isdir("/proc/self/fd"):
            with suppress(OSError):
                return os.open(self.place.path.parent, os.O_TMPFILE | os.O_WRONLY, 0o666)
        self.part = self._name()
        return os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666, dir_fd=self.folder)

    def _name(self) -> str:
        return f".{self.place.path.name[:200]}.{secrets.token_hex(6)}.part"

    def put(self) -> None:
        """Give the file its name, in the place of what has it. Raises OSError."""
        name = self.place.path.name
        if self.part is None:
            if self.place.old is None:
                try:
                    self._link(name)
                    return
                except FileExistsError:
                    pass  # somebody was quicker: one of the two stays
            part = self._name()
            self._link(part)
            self.part = part
        os.replace(self.part, name, src_dir_fd=self.folder, dst_dir_fd=self.folder)
        self.part = None

    def _link(self, name: str) -> None:
        os.link(f"/proc/self/fd/{self.fd}", name, dst_dir_fd=self.folder, follow_symlinks=True)

    def _clear(self) -> None:
        if self.part is not None:
            with suppress(OSError):
                os.unlink(self.part, dir_fd=self.folder)
            self.part = None

    def close(self) -> None:
        """Let go; what was not put in place is gone."""
        self._clear()
        for fd in (self.fd, self.folder):
            with suppress(OSError):
                os.close(fd)

    def __enter__(self) -> _Staged:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _into(file: BinaryIO, data: bytes) -> None:
    file.write(data)
