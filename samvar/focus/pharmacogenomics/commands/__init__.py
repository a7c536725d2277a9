"""`samvar pgx`: on files without a node, and at a node."""

from samvar.focus.pharmacogenomics.commands import (
    call,
    cohort,
    identity,
    order,
    passport,
    recall,
    report,
)
from samvar.focus.pharmacogenomics.commands.group import pgx

__all__ = ["call", "cohort", "identity", "order", "passport", "pgx", "recall", "report"]
