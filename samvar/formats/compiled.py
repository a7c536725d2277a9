"""Kernels: plain functions over arrays, compiled by numba at first use and kept on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numba

from samvar.formats.cache import cache_folder

P = ParamSpec("P")
R = TypeVar("R")

# numba's own default writes beside the source, which an installed package must not do, and
# fails outright where neither that nor HOME can be written. Read when a kernel is declared.
_config: Any = numba.config
if not _config.CACHE_DIR:
    _config.CACHE_DIR = str(cache_folder() / "kernels")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile at the first call, for the types of that call; runs without the interpreter lock."""
    kernel: Callable[P, R] = numba.njit(cache=True, nogil=True)(function)
    return kernel
