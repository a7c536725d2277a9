"""What every engine of a store must do: suites that the tests run once per engine.

A suite is a class of tests over one opened store. To accept a new engine, subclass the suite
in `tests/store` and give it a fixture that opens the engine on an empty place.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class OnPurposeError(Exception):
    """Raised inside a transaction by a suite, to see it undone."""


def break_off() -> None:
    """Raise, without telling the type checker that what follows is out of reach."""
    raise OnPurposeError


@contextmanager
def refused(error: type[Exception]) -> Iterator[None]:
    """Passes only where the block raises exactly this error."""
    raised: type[BaseException] | None = None
    try:
        yield
    except error as fault:
        raised = type(fault)
    assert raised is error, f"{error.__name__} was not raised, but {raised}"
