"""A drawing of ours as PNG, by the renderer that sets the PDF."""

from __future__ import annotations

import json
import re

from kaskazi.report.typeset.glyphs import printable

DOTS = 200.0  # per inch

_LOOK = b"""#set page(width: auto, height: auto, margin: 0pt)
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))
#image(bytes(json(bytes(sys.inputs.drawing)).svg), format: "svg", width: json(bytes(sys.inputs.drawing)).width * 1pt)
"""


def png(svg: str) -> bytes:
    """The drawing at 200 dots an inch; the same drawing makes the same bytes."""
    import typst

    found = re.search(r'viewBox="0 0 ([\d.]+) ', svg)
    width = float(found[1]) * 0.75 if found else 500.0
    drawing = json.dumps({"svg": printable(svg), "width": width}, ensure_ascii=False)
    return bytes(
        typst.compile(
            _LOOK, format="png", ppi=DOTS, ignore_system_fonts=True, sys_inputs={"drawing": drawing}
        )
    )
