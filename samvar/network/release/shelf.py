"""A folder of releases: put once, never changed, the newest one found by its number."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import threading
from pathlib import Path

import msgspec
import pyarrow as pa

from samvar.govern.keys import NodeKey
from samvar.model.errors import Conflict, NotFound
from samvar.model.genome import Assembly
from samvar.network.release import table as rows
from samvar.network.release.manifest import KeysOf, Manifest, name, sealed
from samvar.network.release.read import MANIFEST, SEAL, VARIANTS, Release

_NAME = re.compile(r"(public|nodes)-(GRCh37|GRCh38)-(\d{6,9})")


class Shelf:
    """The releases that a node holds. Safe for many threads and processes.

    folder: made where it is missing. keys_of: the roster's public keys, to check signatures by.
    """

    def __init__(self, folder: Path, keys_of: KeysOf) -> None:
        self._folder = folder
        self._keys_of = keys_of
        self._lock = threading.Lock()
        self._open: dict[str, Release] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def numbers(self, kind: str, assembly: Assembly) -> list[int]:
        """Numbers of the releases of one kind and assembly, oldest first."""
        return sorted(
            number
            for found, build, number in self._names()
            if (found, build) == (kind, assembly.value)
        )

    def next_number(self) -> int:
        """The number of the next epoch: above every release of any kind."""
        return max((number for *_, number in self._names()), default=0) + 1

    def newest(self, kind: str, assembly: Assembly) -> Release | None:
        """The release with the greatest number, or None where none was made.

        A newest release that cannot be trusted is an error, never an older one in silence.

        Raises:
            BadSignature, CorruptStore: it is not what was signed.
        """
        numbers = self.numbers(kind, assembly)
        return self.open(kind, assembly, numbers[-1]) if numbers else None

    def open(self, kind: str, assembly: Assembly, number: int) -> Release:
        """One release by its number; opened and verified once per process.

        Raises:
            NotFound: no such release.
        """
        wanted = name(kind, assembly.value, number)
        with self._lock:
            if wanted not in self._open:
                if _NAME.fullmatch(wanted) is None or not (self._folder / wanted).is_dir():
                    raise NotFound(f"there is no release {wanted}")
                self._open[wanted] = Release.open(self._folder / wanted, self._keys_of)
            return self._open[wanted]

    def put(self, manifest: Manifest, table: pa.Table, key: NodeKey) -> Release:
        """Write, sign and show a release in one step: a reader sees all of it or nothing.

        The manifest's digest, size, rows and longest reference are filled in here. A release
        of the nodes is readable by its owner alone.

        Raises:
            Conflict: the number is taken; a release never changes.
        """
        final = self._folder / manifest.name
        making = self._folder / f".making-{secrets.token_hex(8)}"
        making.mkdir(mode=0o700)
        try:
            ordered = rows.sort(table)
            rows.write(ordered, making / VARIANTS)
            manifest = msgspec.structs.replace(
                manifest,
                rows=ordered.num_rows,
                sha256=rows.sha256(making / VARIANTS),
                size=(making / VARIANTS).stat().st_size,
                longest_ref_bp=rows.longest_ref_bp(ordered),
            )
            body, seal = sealed(manifest, key)
            (making / MANIFEST).write_bytes(body)
            (making / SEAL).write_bytes(seal)
            mode = 0o444 if manifest.kind == "public" else 0o400
            for file in making.iterdir():
                file.chmod(mode)
                _sync(file)
            _sync(making)
            if final.exists():
                raise Conflict(f"{manifest.name} exists", remedy="a release never changes")
            try:
                making.rename(final)
            except OSError as taken:
                raise Conflict(
                    f"{manifest.name} exists", remedy="a release never changes"
                ) from taken
            _sync(self._folder)
        finally:
            shutil.rmtree(making, ignore_errors=True)
        return self.open(manifest.kind, Assembly.parse(manifest.assembly), manifest.number)

    def close(self) -> None:
        """Give all mappings back."""
        with self._lock:
            for release in self._open.values():
                release.close()
            self._open.clear()

    def _names(self) -> list[tuple[str, str, int]]:
        matches = (_NAME.fullmatch(entry.name) for entry in os.scandir(self._folder))
        return [(m.group(1), m.group(2), int(m.group(3))) for m in matches if m]


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
