"""A column that leads to a row of another table."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String


def link(
    name: str,
    target: str,
    *,
    primary_key: bool = False,
    index: bool = False,
    nullable: bool = False,
) -> Column[str]:
    """A foreign key to `target`'s id, looked at when the transaction ends."""
    key = ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")
    return Column(name, String(40), key, nullable=nullable, primary_key=primary_key, index=index)
