"""What makes thousands of small stores cheap in a test process, without what no test looks at.

A power cut cannot be tried here, so nothing waits for the disk; what is to be waited for, and in
which order, `test_crash.py` and `test_opening.py` look at. Processes that a test starts are as in
use.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from samvar.network.ask import Network
from samvar.store.records import connect, migrations

_PRAGMAS = connect._PRAGMAS


@contextmanager
def quick_stores() -> Iterator[None]:
    """While this lasts, stores of this process are quick."""
    pragmas = tuple(each.replace("synchronous=FULL", "synchronous=OFF") for each in _PRAGMAS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        patch.setattr(connect, "_PRAGMAS", pragmas)
        yield


@contextmanager
def patient_nodes() -> Iterator[None]:
    """While this lasts, who names no deadline waits long: a paused machine is no late node."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAMVAR_DEADLINE_S", "20")
        for each in (Network.ask, Network.ask_now, Network.greet):
            patch.setattr(each, "__defaults__", (20.0,))
        yield


@contextmanager
def stores_as_in_use() -> Iterator[None]:
    """While this lasts, stores wait for the disk, and each is made by its migrations."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connect, "_PRAGMAS", _PRAGMAS)
        patch.setattr(migrations, "make_again", lambda _: False)
        yield
