"""From the command to seven nodes that can answer: the first time, every later one, real people."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure

_PROGRAM = """
import sys
from pathlib import Path
from samvar.demo.network import start
start(Path(sys.argv[1]), data=Path(sys.argv[2]) if sys.argv[2:] else None).close()
"""
_DATA = Path("../shared/data")
"""Panels of the 1000 Genomes and the Ashkenazi trio, where they lie beside the project."""


def run(folder: Path) -> Iterator[Figure]:
    """A process of its own each time, imports included."""
    for name, must in (("first start, people drawn and loaded", 10.0), ("later start", 10.0)):
        yield from _start(name, must, str(folder / "demo"))
    if (_DATA / "pharmacogenomics/1kgp").is_dir():
        shutil.rmtree(folder / "demo")
        name = "first start, 3,202 real people loaded twice over (GRCh38, GRCh37) and a trio"
        yield from _start(name, None, str(folder / "real"), str(_DATA))


def _start(name: str, must: float | None, *arguments: str) -> Iterator[Figure]:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-c", _PROGRAM, *arguments], check=True)
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if must is None:
        yield Figure(name, took, "s")
    else:
        yield Figure(name, took, "s", must=f"<= {must:g} s", met=took <= must)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    yield Figure(f"{name}, CPU of all its processes", used, "s")
