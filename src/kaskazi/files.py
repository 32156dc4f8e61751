"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import BinaryIO


def write(path: Path, data: bytes) -> None:
    """Put `data` in the place of `path`: a temporary neighbour of its own first, on the disk, then one rename.

    A process killed at any moment leaves the old file as it was; two that write at once leave one of the two. The
    temporary file is taken away again where writing fails. Raises OSError.
    """
    fd, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part: str | None = name
    try:
        with os.fdopen(fd, "wb") as file:
            _into(file, data)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, path)
        part = None
    finally:
        if part:
            Path(part).unlink(missing_ok=True)


def _into(file: BinaryIO, data: bytes) -> None:
    file.write(data)
