"""Web pages: the text a reader sees, block by block, with the place of each in the source."""

from __future__ import annotations

import html
import re
from datetime import date
from html.parser import HTMLParser

from kaskazi.documents.load.pieces import Pieces
from kaskazi.dossier import Block, BlockKind, Span

HIDDEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "nav",
        "footer",
        "form",
        "button",
        "select",
        "option",
        "iframe",
        "head",
        "aside",
    ]
)
BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "td",
        "th",
        "blockquote",
        "pre",
        "dl",
        "dt",
        "dd",
        "figcaption",
        "figure",
        "title",
        "address",
        "hr",
        "br",
        "caption",
    ]
)
VOID = frozenset(
    ["br", "hr", "img", "meta", "link", "input", "area", "base", "col", "embed", "source", "track", "wbr"]
)
KINDS: dict[str, BlockKind] = {
    **{f"h{n}": "heading" for n in range(1, 7)}, "title": "heading", "li": "list item", "blockquote": "quotation",
    "td": "table", "th": "table", "figcaption": "caption", "caption": "caption",
}  # fmt: skip
DATES = (
    "article:published_time",
    "date",
    "dc.date",
    "dcterms.date",
    "datepublished",
    "publish-date",
    "pubdate",
)


def read(source: str) -> tuple[str, tuple[Block, ...], date | None]:
    """Text, blocks and the day of publication that the page names."""
    page = _Page(source)
    page.feed(source)
    page.close()
    page.flush()
    return page.pieces.text, tuple(page.pieces.blocks), page.day


class _Page(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.newlines = [0, *(m.end() for m in re.finditer("\n", source))]
        self.pieces = Pieces()
        self.open: list[str] = []
        self.hidden = 0
        self.text: list[str] = []
        self.start: int | None = None
        self.end = 0
        self.kind: BlockKind = "paragraph"
        self.day: date | None = None

    def _offset(self) -> int:
        line, column = self.getpos()
        return self.newlines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {k.casefold(): v or "" for k, v in attrs}
        if tag == "meta" and (values.get("property") or values.get("name", "")).casefold() in DATES:
            self._dated(values.get("content", ""))
        if tag == "time" and "datetime" in values and self.day is None:
            self._dated(values["datetime"])
        if tag in BLOCKS:
            self.flush()
            self.kind = KINDS.get(tag, self.kind if tag == "br" else "paragraph")
        if tag not in VOID:
            if len(self.open) < 10_000:
                self.open.append(tag)
            if tag in HIDDEN and tag != "head":
                self.hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.flush()
            self.kind = "paragraph"
        if tag in self.open[-50:]:
            while self.open:
                top = self.open.pop()
                if top in HIDDEN and top != "head":
                    self.hidden = max(0, self.hidden - 1)
                if top == tag:
                    break

    def handle_data(self, data: str) -> None:
        self._put(data, len(data))

    def handle_entityref(self, name: str) -> None:
        self._put(html.unescape(f"&{name};"), len(name) + 2)

    def handle_charref(self, name: str) -> None:
        self._put(html.unescape(f"&#{name};"), len(name) + 3)

    def _put(self, words: str, width: int) -> None:
        if self.hidden:
            return
        at = self._offset()
        if self.start is None:
            if not words.strip():
                return
            self.start = at + len(words) - len(words.lstrip())
        self.text.append(words)
        self.end = at + width

    def flush(self) -> None:
        """End the block that is open."""
        body = re.sub(r"[ \t\r\n\f]+", " ", "".join(self.text))
        if body.strip() and self.start is not None:
            self.pieces.add(body, self.kind, origin=Span(self.start, self.end))
        self.text, self.start = [], None

    def _dated(self, value: str) -> None:
        m = re.match(r"\d{4}-\d{2}-\d{2}", value.strip())
        if m and self.day is None:
            try:
                self.day = date.fromisoformat(m[0])
            except ValueError:
                return
