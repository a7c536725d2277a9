"""Jobs done by a few threads at once, their results in order: for work that lets go of the lock."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
_MOST = 4


def threads(name: str) -> ThreadPoolExecutor:
    """As many threads as this process has processors, four at most; they start when needed."""
    processors = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    )
    return ThreadPoolExecutor(min(processors or 1, _MOST), thread_name_prefix=name)


def abreast(
    pool: ThreadPoolExecutor, jobs: Iterable[Callable[[], T]], depth: int = _MOST
) -> Generator[T]:
    """The results of jobs in their order, `depth` of them begun before they are asked for.

    A failure, be it of a job or of who makes the jobs, comes after all results before it, and ends
    the rest.

    >>> pool = threads("example")
    >>> list(abreast(pool, [lambda: 1, lambda: 2]))
    [1, 2]
    """
    begun: deque[Future[T]] = deque()
    source = iter(jobs)
    ended = False
    try:
        while True:
            while not ended and len(begun) < depth:
                try:
                    begun.append(pool.submit(next(source)))
                except StopIteration:
                    ended = True
                except Exception as error:
                    failed: Future[T] = Future()
                    failed.set_exception(error)
                    begun.append(failed)
                    ended = True
            if not begun:
                return
            yield begun.popleft().result()
    finally:
        for future in begun:
            future.cancel()
        if isinstance(source, Generator):
            source.close()
