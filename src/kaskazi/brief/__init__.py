"""The brief: one self-contained page, Markdown, or JSON, with the same facts and only certified results."""

from kaskazi.brief.annex import Annex
from kaskazi.brief.brief import Brief, check_path
from kaskazi.brief.certify import Result

__all__ = ["Annex", "Brief", "Result", "check_path"]
