"""Standard input as a file, for what has to be told by its bytes before it is read."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from samvar.model.errors import UsageError


@contextmanager
def spooled(files: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Paths of the files; standard input becomes a file that is gone afterwards.

    Raises:
        UsageError: standard input is named twice.
    """
    if "-" not in files:
        yield files
        return
    if files.count("-") > 1:
        raise UsageError("standard input can be read once only")
    with tempfile.TemporaryDirectory(prefix="samvar-") as folder:
        spool = Path(folder) / "standard-input"
        with spool.open("wb") as out:
            shutil.copyfileobj(sys.stdin.buffer, out)
        yield tuple(str(spool) if name == "-" else name for name in files)
