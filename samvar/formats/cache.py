"""The folder for what can be made again: compiled kernels, expanded reference genomes."""

from __future__ import annotations

import os
import stat
import tempfile
from functools import cache
from pathlib import Path

from samvar.model.errors import BadConfig

VARIABLE = "SAMVAR_CACHE"


@cache
def cache_folder() -> Path:
    """A folder that this user alone can write: $SAMVAR_CACHE, the platform's, or a temporary one.

    Kernels are loaded from it as code, so a folder that someone else owns, or that others can
    write, is passed over. With a read-only HOME the last resort is new for each process.

    Raises:
        BadConfig: $SAMVAR_CACHE is set but cannot be written.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen:
        folder = Path(chosen)
        if not _ours(folder):
            raise BadConfig(
                f"{VARIABLE} names a folder that cannot be used",
                why="it is missing and cannot be made, not writable, or others can write it",
                remedy="name a folder that only this user can write",
            )
        return folder
    for place in (_platform_folder(), Path(tempfile.gettempdir()) / f"samvar-{_user()}"):
        if place is not None and _ours(place):
            return place
    return Path(tempfile.mkdtemp(prefix="samvar-"))


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")


def _platform_folder() -> Path | None:
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if base:
        return Path(base) / "samvar"
    try:
        return Path.home() / ".cache" / "samvar"
    except RuntimeError:  # no HOME and no entry in the password file
        return None


def _ours(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
        if hasattr(os, "getuid") and found.st_uid != os.getuid():
            return False
        if found.st_mode & (stat.S_IWOTH | stat.S_IWGRP):
            return False
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
