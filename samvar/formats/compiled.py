"""Kernels: plain functions over arrays, compiled by numba at first use and kept on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numba

from samvar.formats.cache import cache_folder

P = ParamSpec("P")
R = TypeVar("R")

_SOURCES = (
    "formats/compiled.py", "formats/d4/*.py", "formats/gff3/*.py", "formats/vcf/*.py",
    "knowledge/transcript/*.py", "model/consequence.py", "store/variants/*.py",
)  # fmt: skip


def _kernel_folder() -> Path:
    """One folder for each state of the sources: numba itself looks only at a kernel's own file,
    and would run yesterday's code with a constant that another file has changed since."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for source in sorted(path for pattern in _SOURCES for path in root.glob(pattern)):
        digest.update(source.read_bytes())
    return cache_folder() / "kernels" / digest.hexdigest()[:16]


# numba's own default writes beside the source, which an installed package must not do, and
# fails outright where neither that nor HOME can be written. Read when a kernel is declared.
_config: Any = numba.config
if not _config.CACHE_DIR:
    _config.CACHE_DIR = str(_kernel_folder())


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile at the first call, for the types of that call; runs without the interpreter lock."""
    make: Any = numba.njit
    kernel: Callable[P, R] = make(
        cache=True, nogil=True, no_cfunc_wrapper=True, error_model="numpy"
    )(function)
    return kernel
