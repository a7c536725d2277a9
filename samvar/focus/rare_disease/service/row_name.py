"""What a row of a list is called, for pages and commands; `model.row_name` says how."""

from samvar.focus.rare_disease.model.row_name import REPEAT, Named, row_name

__all__ = ["REPEAT", "Named", "row_name"]
