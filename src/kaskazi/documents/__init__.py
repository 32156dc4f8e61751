"""Reading: what a document says, item by item, each tied to its span of text."""

from kaskazi.documents.lexicon import country_name
from kaskazi.documents.reading import example_path, read, read_text
from kaskazi.dossier import (
    Actor,
    Answer,
    Ask,
    Commitment,
    Deadline,
    Disruption,
    Document,
    Dossier,
    Engagement,
    Found,
    Mention,
    Participant,
    Span,
    Statement,
    When,
)

__all__ = [
    "Actor",
    "Answer",
    "Ask",
    "Commitment",
    "Deadline",
    "Disruption",
    "Document",
    "Dossier",
    "Engagement",
    "Found",
    "Mention",
    "Participant",
    "Span",
    "Statement",
    "When",
    "country_name",
    "example_path",
    "read",
    "read_text",
]
