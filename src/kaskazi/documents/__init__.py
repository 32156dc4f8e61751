"""Reading: what a document says, item by item, each tied to its span of text."""

from kaskazi.documents.lexicon import country_name
from kaskazi.documents.reading import example_path, read, read_text

__all__ = ["country_name", "example_path", "read", "read_text"]
