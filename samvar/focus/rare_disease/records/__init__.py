"""What a node keeps of a case, as nouns."""

from samvar.focus.rare_disease.records.small import SmallRows

__all__ = ["SmallRows"]
