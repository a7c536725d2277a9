"""How far long work is: told by whoever does it, shown by whoever waits."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int | None, str], None]
"""stage, done, total (None: not known), unit. It may raise, to stop the work."""


def silent(_stage: str, _done: int, _total: int | None, _unit: str) -> None:
    """A progress that nobody watches."""
