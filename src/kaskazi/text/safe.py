"""Text that others wrote, made safe to show: nothing hidden, nothing obeyed.

Escaping for HTML is the template engine's (always on). Here: characters that reorder or hide text become
visible, and Markdown's own marks become plain characters.
"""

from __future__ import annotations

import re

# Controls other than tab and line feed, and format characters that reorder, join or hide text: bidirectional
# marks, zero-width space, soft hyphen, byte order mark, tags, variation of line ends. Zero-width joiners
# (200C, 200D) stay: some scripts need them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """The text with every hidden or reordering character written out, as [U+202E]."""
    return _HIDDEN.sub(lambda m: f"[U+{ord(m[0]):04X}]", text.replace("\r\n", "\n"))


def flat(text: str) -> str:
    """Visible, on one line."""
    return re.sub(r"[ \t\n]+", " ", visible(text))


class Markdown(str):
    """Text that already is Markdown of ours and is not escaped again."""

    __slots__ = ()


def markdown(text: object) -> str:
    """Any value as Markdown text: marks escaped, on one line, no HTML, no link, no table cell broken."""
    if isinstance(text, Markdown):
        return text
    if text is None:
        return ""
    plain = flat(str(text))
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    plain = re.sub(r"([\\`*_\[\]|~$])", r"\\\1", plain)
    plain = re.sub(r"^([#+=-]+|\d+[.)])(?=\s|$)", lambda m: m[0][:-1] + "\\" + m[0][-1], plain)
    return _AUTOLINK.sub(lambda m: m[0][:-1] + ("&#58;" if m[0][-1] == ":" else "&#46;"), plain)


# Renderers turn bare addresses into links: the mark that makes them one is written as an entity.
_AUTOLINK = re.compile(r"(?i)\b(?:[a-z][a-z0-9+-]*:(?=\S)|www\.)")


def link(url: str) -> str:
    """An address of the sources table as a Markdown link; escaped text if it is not a plain one."""
    return f"<{url}>" if re.fullmatch(r"https?://[!-;=?-~]+", url) else markdown(url)


def fence(text: str) -> str:
    """A fence longer than any run of backticks in the text."""
    longest = max((len(m) for m in re.findall(r"`+", text)), default=0)
    return "`" * max(3, longest + 1)
