"""What the figures were measured on; a figure without its machine says nothing."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("samvar", "numpy", "numba", "pyarrow", "pysam", "cryptography", "cedarpy", "httpx")


def describe() -> dict[str, object]:
    """Processor, memory, system and versions, as plain values."""
    return {
        "cpus": len(os.sched_getaffinity(0)),
        "model": _field("/proc/cpuinfo", "model name"),
        "memory_gb": round(int(_field("/proc/meminfo", "MemTotal").split()[0]) / 1e6, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
        "programs": {"bcftools": _program("bcftools")},
        "load_average": [round(x, 2) for x in os.getloadavg()],
    }


def resident_mb() -> float:
    """Memory of this process that is in use now, shared pages included."""
    fields = Path("/proc/self/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def private_mb() -> float:
    """Memory of this process that is in no file: mapped pages can be dropped, this cannot."""
    total = 0
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Private_Dirty:"):
            total += int(line.split()[1])
    return total / 1000


def peak_mb() -> float:
    """Highest resident memory of this process so far."""
    scale = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def _field(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return "0 unknown"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "0 ?")


def _version(package: str) -> str:
    if package == "samvar":
        from samvar import __version__

        return __version__
    return version(package)


def _program(name: str) -> str | None:
    try:
        done = subprocess.run([name, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.splitlines()[0]
