"""Writing the next runs: staged changes, joined with the youngest runs where that is due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from samvar.model.calls import Stretches
from samvar.model.genome import Assembly
from samvar.model.strata import EVERYONE
from samvar.store.variants.alleles import Uses, add_uses, read_uses, write_uses
from samvar.store.variants.compact import runs_to_join
from samvar.store.variants.delta import Deltas, added
from samvar.store.variants.manifest import AlleleRun, Manifest, Run
from samvar.store.variants.segment import (
    Part,
    read_rows,
    read_tracks,
    under_all_names,
    write_rows,
    write_tracks,
)
from samvar.store.variants.staging import fresh_name
from samvar.store.variants.tables import Rows, Track, add_rows, add_tracks

_T = TypeVar("_T", Rows, Track)


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
    staged = {(a.value, s.value): delta for (a, s), delta in deltas.by_sums.items()}
    for name in sorted({(run.assembly, run.scope) for run in manifest.runs} | set(staged)):
        old = [run for run in manifest.runs if (run.assembly, run.scope) == name]
        delta = staged.get(name)
        rows = {} if delta is None else delta.total_rows()
        tracks = {} if delta is None else delta.tracks(Assembly(name[0]), stretches)
        size = max(map(len, rows.values()), default=0)
        changed = any(map(len, rows.values())) or any(map(len, tracks.values()))
        if not changed and not everything:
            kept += old
            continue
        count = runs_to_join([run.rows for run in old], size, everything=everything)
        if not changed and len(old) <= 1:
            kept += old
            continue
        joined = old[len(old) - count :]
        kept += old[: len(old) - count]
        subtracts = [run.subtracts for run in joined if run.subtracts is not None]
        if delta is not None and delta.subtracts:
            subtracts.append(now)
        settled = count == len(old)  # with the oldest run in, nothing is left to cancel
        run = _write_run(
            folder,
            name,
            [rows, *(_strata(folder, run) for run in joined)],
            [tracks, *(_tracks(folder, run) for run in joined)],
            None if settled or not subtracts else min(subtracts),
        )
        if run is not None:
            kept.append(run)
    return tuple(kept)


def _write_run(
    folder: Path,
    name: tuple[str, str],
    rows: Sequence[Mapping[str, Sequence[Rows] | Rows]],
    tracks: Sequence[Mapping[str, Sequence[Track] | Track]],
    subtracts: float | None,
) -> Run | None:
    strata = sorted({stratum for part in (*rows, *tracks) for stratum in part})
    of_rows, same = _once(added({s: _pieces(rows, s) for s in strata}, add_rows))
    of_tracks, same_track = _once(added({s: _pieces(tracks, s) for s in strata}, add_tracks))
    everyone = [(s, table) for s, table in of_rows if s == EVERYONE]
    others = [(s, table) for s, table in of_rows if s != EVERYONE]
    counts = write_rows(folder, fresh_name("counts", "arrow"), everyone)
    beside = write_rows(folder, fresh_name("counts", "arrow"), others)
    track = write_tracks(folder, fresh_name("counts", "arrow"), of_tracks)
    if counts is None and beside is None and track is None:
        return None
    size = max((len(table) for _, table in of_rows), default=0)
    return Run(name[0], name[1], counts, beside, track, size, subtracts, same, same_track)


def _once(tables: Mapping[str, _T]) -> tuple[list[tuple[str, _T]], dict[str, str]]:
    """Each table under its first stratum, and of the other strata which one has the same."""
    first: dict[int, str] = {}
    same = {}
    for stratum, table in tables.items():
        if first.setdefault(id(table), stratum) != stratum:
            same[stratum] = first[id(table)]
    return [(stratum, table) for stratum, table in tables.items() if stratum not in same], same


def _pieces(parts: Sequence[Mapping[str, Sequence[_T] | _T]], stratum: str) -> list[_T]:
    found: list[_T] = []
    for part in parts:
        value = part.get(stratum)
        if isinstance(value, list):
            found += value
        elif value is not None:
            found.append(value)  # type: ignore[arg-type]
    return found


def _strata(folder: Path, run: Run) -> dict[str, list[Rows]]:
    parts = read_rows(folder, run.counts) | read_rows(folder, run.strata)
    return _by_stratum(under_all_names(parts, run.same))


def _tracks(folder: Path, run: Run) -> dict[str, list[Track]]:
    return _by_stratum(under_all_names(read_tracks(folder, run.track), run.same_track))


def _by_stratum(parts: Mapping[Part, _T]) -> dict[str, list[_T]]:
    found: dict[str, list[_T]] = {}
    for (stratum, _), values in parts.items():
        found.setdefault(stratum, []).append(values)
    return found


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
