"""Deleting files that no commit names: left by a writer that died, or gone for long enough."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from samvar.store.variants import disk
from samvar.store.variants.manifest import FOLDERS, NAME, Manifest


def sweep(
    folder: Path, manifest: Manifest, live: Container[str], grace_s: float, now: float
) -> int:
    """Delete what is neither live nor within its grace; only the writer may. How many files went.

    live: names of the files of `manifest`. A file that left the store stays `grace_s` seconds,
    for processes that still read an older commit.
    """
    waiting = {gone.name for gone in manifest.gone if gone.since + grace_s > now}
    swept = 0
    for name in FOLDERS:
        for path in (folder / name).iterdir():
            own = f"{name}/{path.name}"
            if own not in live and own not in waiting:
                disk.remove(path)
                swept += 1
    disk.remove(folder / (NAME + ".new"))
    return swept
