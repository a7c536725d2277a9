"""Long lists that people page through and filter: mapped columns, and the text behind each row."""

from samvar.store.listing.columns import Columns, Ragged, write_columns
from samvar.store.listing.text import Texts, TextWriter

__all__ = ["Columns", "Ragged", "TextWriter", "Texts", "write_columns"]
