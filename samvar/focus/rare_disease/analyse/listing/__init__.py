"""Which rows of a case's list are shown, and why another one is not."""

from samvar.focus.rare_disease.analyse.listing.row import select_rows
from samvar.focus.rare_disease.analyse.listing.select import hidden_by, select

__all__ = ["hidden_by", "select", "select_rows"]
