"""A document put together piece by piece, every block with its place."""

from __future__ import annotations

from dataclasses import dataclass, field

from kaskazi.dossier import Block, BlockKind, Span

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Pieces:
    """Blocks one under the other, an empty line between paragraphs."""

    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0

    def add(
        self, text: str, kind: BlockKind = "paragraph", paragraph: int | None = None, page: int | None = None,
        box: Box | None = None, origin: Span | None = None, gap: str = "\n\n", confidence: float | None = None,
    ) -> None:  # fmt: skip
        """One block; white space around it is left out, an empty one altogether."""
        body = text.strip()
        if not body:
            return
        if self.parts:
            self.parts.append(gap)
            self.length += len(gap)
        at = Span(self.length, self.length + len(body))
        self.parts.append(body)
        self.length = at.end
        number = paragraph if paragraph is not None else len(self.blocks) + 1
        self.blocks.append(Block(kind, at, number, page, box, origin, confidence))

    @property
    def text(self) -> str:
        """All blocks."""
        return "".join(self.parts)
