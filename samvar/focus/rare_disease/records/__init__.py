"""What a node keeps of cases, as nouns. Lists are opened by `small` and `rows`, which few need."""

from samvar.focus.rare_disease.records.cases import RareCases
from samvar.focus.rare_disease.records.lists import Lists

__all__ = ["Lists", "RareCases"]
