"""Where a case's lists lie on their way: a private folder beside the objects."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from samvar.model.errors import Conflict
from samvar.present.area import NodeLike
from samvar.store.variants.disk import exclusive

_SCRATCH = ".samvar-case-"


@contextmanager
def scratch(node: NodeLike) -> Iterator[Path]:
    """A private folder beside the objects, so that a list only gets another name."""
    folder = _beside(node) / f"{_SCRATCH}{secrets.token_hex(8)}"
    lock = folder.with_suffix(".lock")
    with exclusive(lock, timeout_s=0):
        try:
            folder.mkdir(mode=0o700)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            lock.unlink(missing_ok=True)


def sweep_scratch(node: NodeLike) -> None:
    """Take away what loads that were killed have left on its way."""
    for lock in _beside(node).glob(f"{_SCRATCH}*.lock"):
        with suppress(Conflict), exclusive(lock, timeout_s=0):
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            lock.unlink(missing_ok=True)


def _beside(node: NodeLike) -> Path:
    objects = node.objects.folder
    return Path(tempfile.gettempdir()) if objects is None else objects.parent
