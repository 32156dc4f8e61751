"""The brief: facts laid out once as blocks, spelt by a writer a form, and only certified results."""

from kaskazi.report.briefs import Brief, brief, check_path
from kaskazi.report.certify import Result

__all__ = ["Brief", "Result", "brief", "check_path"]
