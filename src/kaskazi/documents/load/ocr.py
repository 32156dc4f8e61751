"""Text from pictures, where a recogniser is there: the extra `ocr` (RapidOCR, its weights inside the package), else the
system's `tesseract`. Each line keeps its box and how sure the recogniser is of it."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from kaskazi.documents.load.pieces import Box, Pieces
from kaskazi.dossier import Block
from kaskazi.errors import DocumentError, Problem

HOW = 'pip install "kaskazi[ocr]", or tesseract on the system'
LONGEST = 2400  # pixels of the longer side of a page that is recognised
MOST_PIXELS = 60_000_000
MOST_PAGES = 60
LEAST = 0.5  # confidence below which a line is left out
SECONDS = 120


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a picture: words, box (left, top, right, bottom in pixels), confidence 0 to 1."""

    text: str
    box: tuple[float, float, float, float]
    sure: float


def recogniser() -> str:
    """The name of what can recognise text here, "" if nothing can."""
    if find_spec("rapidocr_onnxruntime") is not None:
        return "RapidOCR"
    return "tesseract" if shutil.which("tesseract") else ""


def lines(pixels: Any) -> list[Line]:
    """The lines of a picture (height x width x 3 bytes, blue first), from the top."""
    if recogniser() == "RapidOCR":
        found, _ = _rapid()(pixels)
        return [_line(points, str(text), float(sure)) for points, text, sure in found or ()]
    return _tesseract(pixels)


@cache
def _rapid() -> Any:
    return import_module("rapidocr_onnxruntime").RapidOCR()


def _line(points: Sequence[Sequence[float]], text: str, sure: float) -> Line:
    xs, ys = [float(p[0]) for p in points], [float(p[1]) for p in points]
    return Line(text, (min(xs), min(ys), max(xs), max(ys)), sure)


def _tesseract(pixels: Any) -> list[Line]:
    height, width = pixels.shape[:2]
    raw = b"P6 %d %d 255\n" % (width, height) + pixels[:, :, ::-1].tobytes()
    done = subprocess.run(
        ["tesseract", "-", "-", "tsv"], input=raw, capture_output=True, timeout=SECONDS, check=False
    )
    return table(done.stdout.decode("utf-8", "replace")) if done.returncode == 0 else []


def table(tsv: str) -> list[Line]:
    """The lines in tesseract's table of words."""
    by: dict[tuple[str, ...], list[tuple[str, tuple[float, ...], float]]] = {}
    for row in tsv.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height, sure = (float(c) for c in cells[6:11])
        by.setdefault(tuple(cells[1:5]), []).append(
            (cells[11], (left, top, left + width, top + height), sure / 100)
        )
    return [
        Line(
            " ".join(w for w, _, _ in words),
            (
                min(b[0] for _, b, _ in words),
                min(b[1] for _, b, _ in words),
                max(b[2] for _, b, _ in words),
                max(b[3] for _, b, _ in words),
            ),
            sum(s for _, _, s in words) / len(words),
        )
        for words in by.values()
    ]


def put(pieces: Pieces, found: Sequence[Line], height: float, scale: float, page: int | None) -> list[float]:
    """Lines as blocks, boxes in points from the page's foot; an empty line where the gap is wide. The confidences."""
    last: Line | None = None
    kept = [x for x in found if x.sure >= LEAST and x.text.strip()]
    for x in sorted(kept, key=lambda x: (round(x.box[1] / 12), x.box[0])):
        size = x.box[3] - x.box[1]
        gap = "\n\n" if last is None or x.box[1] - last.box[3] > 1.2 * size else "\n"
        box: Box = (
            x.box[0] / scale,
            (height - x.box[3]) / scale,
            x.box[2] / scale,
            (height - x.box[1]) / scale,
        )
        pieces.add(x.text, "paragraph", page=page, box=box, gap=gap, confidence=round(x.sure, 3))
        last = x
    return [x.sure for x in kept]


def note(where: str, sure: Sequence[float]) -> str:
    """What is said of a page that was recognised."""
    if not sure:
        return f"{where} is a picture: {recogniser()} found no text in it."
    mean = sum(sure) / len(sure)
    return f"{where} is a picture, read by {recogniser()}: confidence {mean:.2f} on average, {min(sure):.2f} at least."


def read(raw: bytes, title: str) -> tuple[str, tuple[Block, ...], tuple[str, ...]]:
    """Text, a block for each line, notes, of a picture file. Raises DocumentError."""
    if not recogniser():
        raise DocumentError(title, [Problem("", "is a picture, and nothing here recognises text.", HOW)])
    try:
        picture = import_module("PIL.Image").open(io.BytesIO(raw))
        if picture.width * picture.height > MOST_PIXELS:
            raise DocumentError(title, [Problem("", "has too many points.", f"at most {MOST_PIXELS:,}")])
        pixels = import_module("numpy").asarray(picture.convert("RGB"))[:, :, ::-1]
    except ImportError as why:
        raise DocumentError(title, [Problem("", "is a picture.", HOW)]) from why
    except (OSError, ValueError, SyntaxError) as why:
        raise DocumentError(title, [Problem("", "is a broken picture.", "one that a viewer opens")]) from why
    pieces = Pieces()
    sure = put(pieces, lines(pixels), float(pixels.shape[0]), 1.0, 1)
    if not pieces.blocks:
        raise DocumentError(title, [Problem("", "shows no text.", "a picture of a page")])
    return pieces.text, tuple(pieces.blocks), (note("The document", sure),)
