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
    return partial(_draw, factory)


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that `make` fills, made by the first worker of a run that wants it."""
    base = factory.getbasetemp()
    shelf = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "countries"
    shelf.mkdir(exist_ok=True)
    made = shelf / name
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            begun = made.with_suffix(".begun")
            make(begun)
            begun.rename(made)
    return made


def _draw(factory: pytest.TempPathFactory, setting: Setting, folder: Path) -> Path:
    name = f"{setting.seed}-{setting.persons}-{setting.sites}"
    made = once(factory, name, lambda begun: start(begun, setting=setting).close())
    shutil.copytree(made, folder)
    return folder
