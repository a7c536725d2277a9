"""How long a person waits for `samvar --help`: CPU time of the whole process."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure

_PROMISE_MS = 150.0
_RUNS = 15


def run(_folder: Path) -> Iterator[Figure]:
    """User and system time of the median run; the peer is an interpreter that does nothing."""
    samvar = _cpu_ms("from samvar.cli.main import run; run(['--help'])")
    python = _cpu_ms("pass")
    yield Figure(
        "samvar --help, CPU",
        samvar,
        "ms",
        peer="python -c pass",
        ratio=samvar / python,
        must=f"<= {_PROMISE_MS:.0f} ms",
        met=samvar <= _PROMISE_MS,
    )


def _cpu_ms(program: str) -> float:
    taken = []
    for _ in range(_RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", program], stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return sorted(taken)[_RUNS // 2] * 1000
