"""Countries of seven nodes for tests: each is drawn and loaded once in a run, and then copied."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from samvar.demo.network import Setting, start

USUAL = Setting(persons=60, sites=1500)
"""The country of most tests: so many people that some figures stand above a floor."""

Draw = Callable[[Setting, Path], Path]
"""Puts the folder of a country's demo, which nobody has open, where it is asked for."""


def drawer(factory: pytest.TempPathFactory) -> Draw:
    """Who draws for all workers of a run."""
    base = factory.getbasetemp()
    shelf = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return partial(_draw, shelf / "countries")


def _draw(shelf: Path, setting: Setting, folder: Path) -> Path:
    shelf.mkdir(exist_ok=True)
    made = shelf / f"{setting.seed}-{setting.persons}-{setting.sites}"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            begun = made.with_suffix(".begun")
            start(begun, setting=setting).close()
            begun.rename(made)
    shutil.copytree(made, folder)
    return folder
