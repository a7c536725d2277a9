"""What belongs to the project: the files that git knows or would add, never what make made."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project, relative to its root, sorted."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = [Path(name) for name in listed.stdout.decode().split("\0") if name]
    else:  # an unpacked source archive has no git: leave out what is made
        made = {".venv", "node_modules", "site", "dist", "build", "__pycache__", "vendor"}
        names = [
            path.relative_to(ROOT)
            for path in ROOT.rglob("*")
            if not made & set(path.relative_to(ROOT).parts)
        ]
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def python_files(*folders: str) -> tuple[Path, ...]:
    """The Python files below some folders."""
    return tuple(p for p in files() if p.suffix == ".py" and p.parts[0] in folders)
