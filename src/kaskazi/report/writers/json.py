"""The facts of a brief as JSON; the first key, `schema`, is the version of the form."""

from __future__ import annotations

import json

from kaskazi.report.document import Document

SUFFIX = ".json"


def write(document: Document) -> str:
    """The facts, without the blocks that set them."""
    return json.dumps(dict(document.data()), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
