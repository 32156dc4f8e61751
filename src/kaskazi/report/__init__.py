"""The brief: one self-contained page, Markdown, or JSON, with the same facts and only certified results."""

from kaskazi.report.annex import Annex
from kaskazi.report.brief import Brief, check_path
from kaskazi.report.certify import Result

__all__ = ["Annex", "Brief", "Result", "check_path"]
