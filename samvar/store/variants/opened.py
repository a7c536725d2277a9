"""All files of one commit, mapped or parsed, and put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

from samvar.model.contribution import Scope
from samvar.model.genome import Assembly
from samvar.store.variants.alleles import Uses, add_uses, by_key, read_uses
from samvar.store.variants.beside import read_beside
from samvar.store.variants.carriers import Carriers
from samvar.store.variants.manifest import File, Manifest
from samvar.store.variants.people import Entry, all_files, read_people
from samvar.store.variants.segment import Part, read_rows, read_tracks, under_all_names
from samvar.store.variants.sums import Sums
from samvar.store.variants.tables import Rows, Track

_T = TypeVar("_T")


class Opened:
    """The parts that a snapshot reads; immutable.

    shards: assembly, mapped carriers, and the person at each index, None for one who left.
    beside: of each shard the tables that it has, by kind. entries: by sample id. sums: by assembly
    and scope. uses: of long alleles; alleles: REF and ALT by key.
    """

    def __init__(
        self, folder: Path, manifest: Manifest, before: Opened | None, *, verify: bool
    ) -> None:
        """before: an older commit of the same store; files never change, so what it has mapped
        is taken over. verify: compare the SHA-256 of files that are mapped for the first time.

        Raises:
            CorruptStore: a file is damaged. Missing: a newer commit has swept one.
        """
        self.folder = folder
        self.manifest = manifest
        self._parsed: dict[str, object] = {}
        known: Mapping[str, object] = {} if before is None else before._parsed

        def parsed(file: File, read: Callable[[File], _T]) -> _T:
            if file.name not in self._parsed:
                self._parsed[file.name] = known[file.name] if file.name in known else read(file)
            return cast(_T, self._parsed[file.name])

        def rows(file: File | None) -> dict[Part, Rows]:
            if file is None:
                return {}
            return parsed(file, lambda f: read_rows(folder, f, verify=verify))

        def tracks(file: File | None) -> dict[Part, Track]:
            if file is None:
                return {}
            return parsed(file, lambda f: read_tracks(folder, f, verify=verify))

        self.shards: list[tuple[Assembly, Carriers, tuple[Entry | None, ...]]] = []
        for shard in manifest.shards:
            people: list[Entry | None] = [*parsed(shard.people, lambda f: read_people(folder, f))]
            for index in shard.left:
                people.insert(index, None)
            number = shard.size
            carriers = parsed(
                shard.carriers,
                lambda f: Carriers(folder, f, number, verify=verify),  # noqa: B023 called at once
            )
            self.shards.append((Assembly(shard.assembly), carriers, tuple(people)))
        self.beside: list[dict[str, Any]] = []
        for shard in manifest.shards:
            tables = {
                each.kind: parsed(
                    each.file,
                    lambda f: read_beside(folder, f, each.kind, verify=verify),  # noqa: B023 called at once
                )
                for each in shard.beside
            }
            self.beside.append(tables)
        self.entries = {
            entry.contribution.sample: entry
            for _, _, people_here in self.shards
            for entry in people_here
            if entry is not None
        }

        runs: dict[tuple[Assembly, Scope], list[tuple[dict[Part, Rows], dict[Part, Track]]]] = {}
        for run in manifest.runs:
            parts = (
                under_all_names(rows(run.counts) | rows(run.strata), run.same),
                under_all_names(tracks(run.track), run.same_track),
            )
            runs.setdefault((Assembly(run.assembly), Scope(run.scope)), []).append(parts)
        self.sums = {name: Sums(own) for name, own in runs.items()}

        uses: dict[Assembly, list[Uses]] = {}
        for allele_run in manifest.alleles:
            part = parsed(allele_run.file, lambda f: read_uses(folder, f, verify=verify))
            uses.setdefault(Assembly(allele_run.assembly), []).append(part)
        self.uses = {assembly: add_uses(parts) for assembly, parts in uses.items()}
        self.alleles = {assembly: by_key(own) for assembly, own in self.uses.items()}

    def files(self) -> dict[str, File]:
        """Every live file by name."""
        return all_files(self.manifest, self.entries.values())
