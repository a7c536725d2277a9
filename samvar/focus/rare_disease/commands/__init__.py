"""`samvar rare`: on files, without a node."""

from samvar.focus.rare_disease.commands import (
    agreement,
    annotate,
    benchmark,
    classify,
    clinvar,
    copies,
    load,
    rank,
    suggest,
)
from samvar.focus.rare_disease.commands.group import rare

__all__ = [
    "agreement",
    "annotate",
    "benchmark",
    "classify",
    "clinvar",
    "copies",
    "load",
    "rank",
    "rare",
    "suggest",
]
