"""Where nodes are on this machine, by the short names that people use."""

from __future__ import annotations

import os
from pathlib import Path

DEMO = "demo"


def data_folder() -> Path:
    """Where samvar keeps what has no other place: `SAMVAR_HOME`, or the user's data folder.

    Source: XDG Base Directory Specification 0.8.
    """
    if stated := os.environ.get("SAMVAR_HOME"):
        return Path(stated)
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "samvar"


def place_of(target: str | Path | None) -> Path:
    """The folder behind a name: `demo`, a path, or nothing for the current folder.

    >>> place_of("nodes/uppsala").as_posix()
    'nodes/uppsala'
    """
    if target == DEMO and not Path(DEMO).is_dir():
        return data_folder() / DEMO
    return Path(target or ".")
