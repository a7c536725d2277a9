"""From the command to seven nodes that can answer: the first time, and every later one."""

from __future__ import annotations

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
start(Path(sys.argv[1])).close()
"""


def run(folder: Path) -> Iterator[Figure]:
    """A process of its own each time, imports included."""
    for name, must in (("first start, people drawn and loaded", 10.0), ("later start", 10.0)):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", _PROGRAM, str(folder / "demo")], check=True)
        took = time.perf_counter() - began
        yield Figure(name, took, "s", must=f"<= {must:g} s", met=took <= must)
