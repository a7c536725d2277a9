"""Kernels: plain functions over arrays, compiled by numba at first use and kept on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from threading import RLock
from typing import Any, ParamSpec, TypeVar, cast

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


class _Kernel:
    """A function that stands for its compiled form, which is made when somebody first calls it.

    To load numba takes a third of a second, which nobody should pay who calls no kernel.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        update_wrapper(self, function)
        self.py_func = function
        self.made: Any = None

    def __call__(self, *arguments: Any) -> Any:
        if self.made is None:
            _make()
        return self.made(*arguments)


_declared: list[_Kernel] = []
_making = RLock()


def _make() -> None:
    """Compiled forms of all kernels that were declared so far; and in their modules these instead,
    since a compiled function can call no other kind."""
    with _making:
        import numba  # noqa: PLC0415 (see `_Kernel`)

        config: Any = numba.config
        # numba's own default writes beside the source, which an installed package must not do, and
        # fails outright where neither that nor HOME can be written. Read when a kernel is made.
        if not config.CACHE_DIR:
            config.CACHE_DIR = str(_kernel_folder())
        make: Any = numba.njit
        new = [kernel for kernel in _declared if kernel.made is None]
        forms = {
            id(kernel): make(cache=True, nogil=True, no_cfunc_wrapper=True, error_model="numpy")(
                kernel.py_func
            )
            for kernel in new
        }
        for kernel in new:
            around = kernel.py_func.__globals__
            for name, value in list(around.items()):
                if isinstance(value, _Kernel):
                    around[name] = forms.get(id(value), value.made)
        for kernel in new:
            kernel.made = forms[id(kernel)]


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile at the first call, for the types of that call; runs without the interpreter lock."""
    kernel = _Kernel(function)
    _declared.append(kernel)
    return cast("Callable[P, R]", kernel)
