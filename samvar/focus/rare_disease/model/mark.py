"""What an event on several variants, or on a filter, says in its text."""

from __future__ import annotations

import msgspec

from samvar.model.shape import learned

MOST = 5_000
"""Variants that are marked by one act at most."""


class Many(msgspec.Struct, frozen=True):
    """Variants that were marked by one act, and can be freed by one. category: of their list."""

    category: str
    variants: tuple[str, ...]

    @classmethod
    def read(cls, text: str | None) -> Many:
        """Of the text of an event."""
        return msgspec.json.decode(text or "", type=learned(cls))


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody has gone through all that a filter left of a list.

    filter: id of the saved filter, "" for the one that the list opens with. words: what it asked
    for. passed: rows that it left, of total. made: of which state of the list.
    """

    filter: str
    name: str
    category: str
    words: dict[str, str]
    passed: int
    total: int
    made: str

    @classmethod
    def read(cls, text: str | None) -> Gone:
        """Of the text of an event."""
        return msgspec.json.decode(text or "", type=learned(cls))
