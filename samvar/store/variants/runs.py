"""Writing the next runs: staged changes, joined with the youngest runs where that is cheap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from samvar.model.calls import Stretches
from samvar.model.genome import Assembly
from samvar.model.strata import EVERYONE
from samvar.store.variants.alleles import Uses, add_uses, read_uses, write_uses
from samvar.store.variants.compact import runs_to_join
from samvar.store.variants.delta import Delta, Deltas
from samvar.store.variants.manifest import AlleleRun, File, Manifest, Run
from samvar.store.variants.segment import (
    Part,
    by_contig,
    largest,
    read_rows,
    read_tracks,
    under_all_names,
    write_rows,
    write_tracks,
)
from samvar.store.variants.staging import fresh_name
from samvar.store.variants.tables import Rows, Track, add_rows, add_tracks

INLINE_ROWS = 2_000_000
"""A commit joins runs up to this size itself, in some hundredths of a second; longer ones wait
for `merging`, which works beside the writers."""

Rowed = Mapping[Part, Rows]
Tracked = Mapping[Part, Track]
_NOTHING: tuple[Rowed, Tracked] = ({}, {})


def write_runs(
    folder: Path,
    manifest: Manifest,
    deltas: Deltas,
    stretches: Callable[[str], Stretches],
    now: float,
    *,
    everything: bool,
) -> tuple[Run, ...]:
    """The runs of the next manifest, their new files written. Raises CorruptStore and Missing."""
    kept: list[Run] = []
    joining = Joining(folder)
    staged = {(a.value, s.value): delta for (a, s), delta in deltas.by_sums.items()}
    for name in sorted({(run.assembly, run.scope) for run in manifest.runs} | set(staged)):
        old = [run for run in manifest.runs if (run.assembly, run.scope) == name]
        delta = staged.get(name)
        rows, tracks = joining.fresh(delta, Assembly(name[0]), stretches)
        changed = any(map(len, rows.values())) or any(map(len, tracks.values()))
        if not changed and not everything:
            kept += old
            continue
        size = _longest(rows)
        count = runs_to_join(
            [run.rows for run in old], size, everything=everything, at_most=INLINE_ROWS
        )
        if not changed and len(old) <= 1:
            kept += old
            continue
        joined = old[len(old) - count :]
        kept += old[: len(old) - count]
        subtracts = [run.subtracts for run in joined if run.subtracts is not None]
        if delta is not None and delta.subtracts:
            subtracts.append(now)
        settled = count == len(old)  # with the oldest run in, nothing is left to cancel
        run = joining.run(
            name,
            joined,
            None if settled or not subtracts else min(subtracts),
            (rows, tracks),
            0 if delta is None else delta.changes,
        )
        if run is not None:
            kept.append(run)
    return tuple(kept)


class Joining:
    """Writes joined runs, a contig at a time.

    Families that take the same rows (care and research do, until somebody opts out) share the
    files, and the work.
    """

    def __init__(self, folder: Path, room: str = "counts") -> None:
        """room: the folder of the store where new files go."""
        self._folder = folder
        self._room = room
        self._fresh: dict[Hashable, tuple[Rowed, Tracked]] = {}
        self._written: dict[Hashable, Run] = {}

    def fresh(
        self, delta: Delta | None, assembly: Assembly, stretches: Callable[[str], Stretches]
    ) -> tuple[Rowed, Tracked]:
        """What is staged, by stratum and contig; the same objects for equal deltas."""
        if delta is None:
            return _NOTHING
        name = assembly, delta.identity()
        if name not in self._fresh:
            totals = delta.total_rows()
            cut = {id(own): by_contig(own) for own in totals.values()}
            rows = {
                (stratum, contig): part
                for stratum, own in totals.items()
                for contig, part in cut[id(own)].items()
            }
            tracks = {(s, 0): track for s, track in delta.tracks(assembly, stretches).items()}
            self._fresh[name] = rows, tracks
        return self._fresh[name]

    def run(
        self,
        name: tuple[str, str],
        joined: Sequence[Run],
        subtracts: float | None,
        fresh: tuple[Rowed, Tracked] = _NOTHING,
        changes: int = 0,
    ) -> Run | None:
        """The sum of runs and of what is fresh, as one run; None where it comes to nothing."""
        same = (
            *(file and file.name for run in joined for file in (run.counts, run.strata, run.track)),
            *map(id, fresh),
        )
        if same not in self._written:
            self._written[same] = self._write(joined, *fresh)
        run = self._written[same]
        if run.counts is None and run.strata is None and run.track is None:
            return None
        return msgspec.structs.replace(
            run,
            assembly=name[0],
            scope=name[1],
            subtracts=subtracts,
            changes=changes + sum(run.changes for run in joined),
        )

    def _write(self, joined: Sequence[Run], rows: Rowed, tracks: Tracked) -> Run:
        folder = self._folder
        tables = [
            under_all_names(read_rows(folder, run.counts) | read_rows(folder, run.strata), run.same)
            for run in joined
        ]
        lines = [under_all_names(read_tracks(folder, run.track), run.same_track) for run in joined]
        tables.append(dict(rows))
        lines.append(dict(tracks))
        size: Counter[str] = Counter()
        same, same_track = _same(tables), _same(lines)

        def of(everyone: bool) -> File | None:
            own = [
                {p: v for p, v in t.items() if p[0] not in same and (p[0] == EVERYONE) is everyone}
                for t in tables
            ]
            most = sum(max(map(largest, each.values()), default=0) for each in own)
            return write_rows(folder, self._name(), _joined(own, size), most)

        counts, strata = of(True), of(False)
        summed = [
            (stratum, add_tracks([line[stratum, 0] for line in lines if (stratum, 0) in line]))
            for stratum in sorted({stratum for line in lines for stratum, _ in line})
            if stratum not in same_track
        ]
        track = write_tracks(folder, self._name(), summed)
        most_rows = max(size.values(), default=0)
        return Run("", "", counts, strata, track, most_rows, None, same, same_track)

    def _name(self) -> str:
        return fresh_name(self._room, "arrow")


def _joined(sources: Sequence[Rowed], size: Counter[str]) -> Iterator[tuple[Part, Rows]]:
    """The sum of each part, one at a time; `size` grows by its rows, by stratum."""
    for part in sorted({part for source in sources for part in source}):
        rows = add_rows([source[part] for source in sources if part in source])
        size[part[0]] += len(rows)
        yield part, rows


def _same(sources: Sequence[Rowed] | Sequence[Tracked]) -> dict[str, str]:
    """Strata that have the very same tables as an earlier one in every source, and which one."""
    made: dict[str, list[tuple[int, int, int]]] = {}
    for number, source in enumerate(sources):
        for (stratum, contig), table in source.items():
            made.setdefault(stratum, []).append((number, contig, id(table)))
    first: dict[frozenset[tuple[int, int, int]], str] = {}
    found = {}
    for stratum in sorted(made):
        if (own := first.setdefault(frozenset(made[stratum]), stratum)) != stratum:
            found[stratum] = own
    return found


def _longest(rows: Rowed) -> int:
    """Rows of the stratum that has the most."""
    size: Counter[str] = Counter()
    for (stratum, _), table in rows.items():
        size[stratum] += len(table)
    return max(size.values(), default=0)


def write_allele_runs(
    folder: Path,
    manifest: Manifest,
    staged: Mapping[str, Iterable[Uses]],
    now: float,
    *,
    everything: bool,
) -> tuple[AlleleRun, ...]:
    """The same for the side table of long alleles; `staged` by assembly."""
    kept: list[AlleleRun] = []
    for assembly in sorted({run.assembly for run in manifest.alleles} | set(staged)):
        old = [run for run in manifest.alleles if run.assembly == assembly]
        fresh = add_uses(staged.get(assembly, ()))
        if not fresh and (not everything or len(old) <= 1):
            kept += old
            continue
        count = runs_to_join([run.rows for run in old], len(fresh), everything=everything)
        joined = old[len(old) - count :]
        kept += old[: len(old) - count]
        uses = add_uses([*(read_uses(folder, run.file) for run in joined), fresh])
        since = [run.subtracts for run in joined if run.subtracts is not None]
        if any(number < 0 for number in fresh.values()):
            since.append(now)
        settled = count == len(old) or not since
        if uses:
            file = write_uses(folder, fresh_name("alleles", "arrow"), uses)
            kept.append(AlleleRun(assembly, file, len(uses), None if settled else min(since)))
    return tuple(kept)
