"""Specifications to SVG, offline, through vl-convert; small, checked, and kept for the life of the process."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from markupsafe import escape

from kaskazi.text.safe import visible

VEGA_LITE = "5.20"
HATCHED = "#c4c8cc"  # a fill of this colour becomes a hatch: "no data" must not look like a value
ALLOWED = {
    "svg",
    "g",
    "path",
    "rect",
    "line",
    "text",
    "tspan",
    "circle",
    "ellipse",
    "defs",
    "clipPath",
    "title",
    "desc",
}
_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_ATTRIBUTE = re.compile(r' (?:d|transform|x|y|x1|x2|y1|y2)="[^"]*"')


def svg(spec: dict[str, Any], title: str) -> str:
    """One inline SVG with a title, no scripts, links, images or styles of its own.

    Words of `spec["usermeta"]["words"]` stand in the drawing as tokens and are put in here, escaped.
    Raises ValueError if the drawing holds an element that is not a plain shape or text.
    """
    words = spec.get("usermeta", {}).get("words", {})
    bare = {k: v for k, v in spec.items() if k != "usermeta"}
    return _svg(json.dumps(bare, sort_keys=True, separators=(",", ":")), title, tuple(words.items()))


def spec_hash(spec: dict[str, Any]) -> str:
    """Hash of a specification, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=64)
def _svg(spec: str, title: str, words: tuple[tuple[str, str], ...]) -> str:
    import vl_convert

    raw = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    key = hashlib.sha256((spec + title + repr(words)).encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return tidy(raw, title, key, dict(words))


def tidy(raw: str, title: str, key: str, words: Mapping[str, str]) -> str:
    """Coordinates to a tenth of a pixel, ids made unique, size left to the page, a title and words for readers."""
    check(raw)
    text = _ATTRIBUTE.sub(lambda m: _NUMBER.sub(lambda n: f"{float(n[0]):.1f}".removesuffix(".0"), m[0]), raw)
    text = re.sub(r'\bid="([^"]+)"', rf'id="{key}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{key}-\1)", text)
    text = re.sub(r' (?:aria-[a-z]+|role|pointer-events|class|xmlns:xlink|version)="[^"]*"', "", text)
    size = re.match(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"', text)
    width, height = size.groups() if size else ("700", "300")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(visible(title))}" '
        f'viewBox="0 0 {width} {height}" style="max-width:{float(width):.0f}px">'
    )
    body = text[text.index(">") + 1 :]
    if f'fill="{HATCHED}"' in body:
        body = _hatch(key) + body.replace(f'fill="{HATCHED}"', f'fill="url(#{key}-hatch)"')
    return head + re.sub(r"(?<=>)w\d+w(?=</)", lambda m: str(escape(visible(words[m[0]]))), body)


def _hatch(key: str) -> str:
    return (
        f'<defs><pattern id="{key}-hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="5" height="5" fill="#eceef0"/>'
        '<path d="M0 0V5" stroke="#9aa2aa" stroke-width="1.6"/></pattern></defs>'
    )


def check(raw: str) -> None:
    """Raises ValueError if an SVG holds anything but plain shapes and text, or refers outside itself."""
    for node in ElementTree.fromstring(raw).iter():
        tag = node.tag.rpartition("}")[2]
        if tag not in ALLOWED:
            raise ValueError(f"element {tag} in a drawing")
        for name, value in node.attrib.items():
            plain = name.rpartition("}")[2].lower()
            if plain == "href" or plain.startswith("on") or re.search(r"url\((?!#)", value):
                raise ValueError(f"attribute {plain} in a drawing")
