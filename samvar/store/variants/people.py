"""Who is in the store: the contributions of a shard, as one immutable file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from samvar.model.contribution import Contribution
from samvar.model.shape import learned
from samvar.store.variants.disk import Output
from samvar.store.variants.examined import Examined
from samvar.store.variants.manifest import File, Manifest, corrupt
from samvar.store.variants.mapping import mapped
from samvar.store.variants.rules import Kin


class Entry(msgspec.Struct, frozen=True):
    """One live sample: what was decided at its load, and where its files are.

    load: the load that brought it. place: which of the people it is who share the genome's file,
    None for a file of its own. content: digest of its callable stretches. examined: what else
    it was looked at for, sorted.
    """

    contribution: Contribution
    kin: Kin
    load: str
    genome: File
    callable: File
    content: str
    examined: tuple[Examined, ...] = ()
    place: int | None = None


def write_people(folder: Path, name: str, entries: Sequence[Entry]) -> File:
    """Write the people of a shard, in the order of their indices there."""
    with Output(folder / name) as out:
        out.write(msgspec.json.encode(entries))
    return File(name, out.bytes, out.sha256)


def read_people(folder: Path, file: File) -> tuple[Entry, ...]:
    """Read what `write_people` wrote. Raises CorruptStore and Missing."""
    data = memoryview(mapped(folder, file))
    try:
        return msgspec.json.decode(data, type=learned(tuple[Entry, ...]))
    except msgspec.MsgspecError as error:
        raise corrupt(file.name, "it is not a list of contributions") from error


def all_files(manifest: Manifest, entries: Iterable[Entry]) -> dict[str, File]:
    """Every live file by name."""
    named = {file.name: file for file in manifest.files()}
    for entry in entries:
        named[entry.genome.name] = entry.genome
        named[entry.callable.name] = entry.callable
    return named
