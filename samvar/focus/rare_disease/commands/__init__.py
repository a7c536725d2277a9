"""`samvar rare`: on files, without a node."""

from samvar.focus.rare_disease.commands import (
    agreement,
    annotate,
    classify,
    clinvar,
    copies,
    load,
    suggest,
)
from samvar.focus.rare_disease.commands.group import rare

__all__ = ["agreement", "annotate", "classify", "clinvar", "copies", "load", "rare", "suggest"]
