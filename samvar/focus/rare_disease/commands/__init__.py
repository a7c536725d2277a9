"""`samvar rare`: on files, without a node."""

from samvar.focus.rare_disease.commands import annotate, load
from samvar.focus.rare_disease.commands.group import rare

__all__ = ["annotate", "load", "rare"]
