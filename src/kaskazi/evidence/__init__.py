"""Published parameters and estimates: elasticities, ranges, natural experiments, facts of a negotiation."""

from kaskazi.evidence.estimates import Jobs, Published, Range, ave_range, elasticities, jobs, published

__all__ = ["Jobs", "Published", "Range", "ave_range", "elasticities", "jobs", "published"]
