"""What a check of a node found."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: `state` is `ok`, `warn` or `bad`; `remedy` is empty where all is well."""

    name: str
    state: str
    found: str
    remedy: str = ""

    def as_row(self) -> dict[str, str]:
        """The check as plain data."""
        return asdict(self)
