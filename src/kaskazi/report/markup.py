"""HTML from functions: whatever is not already markup is escaped, and hidden characters are made visible."""

from __future__ import annotations

from html import escape

from kaskazi.text.safe import visible


class Markup(str):
    """Text that is HTML of ours (or SVG that `figures` checked) and is not escaped again."""

    __slots__ = ()


def el(tag: str, /, *inside: str, **attributes: str | None) -> Markup:
    """An element; class_ for class, data_label for data-label; an attribute that is None is left out."""
    return Markup(f"{start(tag, **attributes)}{join(*inside)}</{tag}>")


def start(tag: str, /, **attributes: str | None) -> Markup:
    """A start tag alone, for elements without content."""
    told = "".join(
        f' {k.rstrip("_").replace("_", "-")}="{_quoted(v)}"' for k, v in attributes.items() if v is not None
    )
    return Markup(f"<{tag}{told}>")


def join(*parts: str, between: str = "") -> Markup:
    """Parts after each other, each escaped unless it is markup."""
    return Markup(
        between.join(p if isinstance(p, Markup) else escape(visible(p), quote=False) for p in parts)
    )


def _quoted(value: str) -> str:
    return escape(visible(value), quote=False).replace('"', "&quot;")
