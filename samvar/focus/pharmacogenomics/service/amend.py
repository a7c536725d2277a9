"""Whether a signed report still says what would be signed now."""

from __future__ import annotations

from samvar.focus.pharmacogenomics.analyse.compare import compare
from samvar.focus.pharmacogenomics.model import Report


def is_newer(report: Report, draft: Report) -> bool:
    """Whether a phenotype, or what an advice comes down to, is another one in the draft."""
    return bool(compare(report.genes, draft.genes, report.advice, draft.advice))
