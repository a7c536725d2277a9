"""`samvar rare`: on files without a node, and at a node."""

from samvar.focus.rare_disease.commands import (
    agreement,
    annotate,
    benchmark,
    case,
    classify,
    clinvar,
    copies,
    diseases,
    filters,
    lists,
    load,
    panel,
    rank,
    referral,
    report,
    suggest,
    work,
)
from samvar.focus.rare_disease.commands.group import rare

__all__ = [
    "agreement",
    "annotate",
    "benchmark",
    "case",
    "classify",
    "clinvar",
    "copies",
    "diseases",
    "filters",
    "lists",
    "load",
    "panel",
    "rank",
    "rare",
    "referral",
    "report",
    "suggest",
    "work",
]
