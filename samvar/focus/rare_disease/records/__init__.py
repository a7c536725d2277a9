"""What a node keeps of cases, as nouns."""

from samvar.focus.rare_disease.records.cases import RareCases
from samvar.focus.rare_disease.records.lists import Lists
from samvar.focus.rare_disease.records.rows import Rows, write_rows
from samvar.focus.rare_disease.records.small import SmallRows

__all__ = ["Lists", "RareCases", "Rows", "SmallRows", "write_rows"]
