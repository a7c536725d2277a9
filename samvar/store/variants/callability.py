"""What was callable in a sample, and what that adds to the number of alleles at each place."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from samvar.model.calls import Bool, Int8, Int32, Int64, Stretches, UInt64
from samvar.model.errors import BadInput
from samvar.model.genome import CODE, CONTIGS, Assembly, Sex
from samvar.store.variants.disk import Output
from samvar.store.variants.manifest import File, corrupt
from samvar.store.variants.mapping import mapped
from samvar.store.variants.tables import Track, track_of

PLOIDY_CLASSES = 5
DIPLOID, X_OWN, Y_OWN, MITOCHONDRIAL, Y_SHARED = range(PLOIDY_CLASSES)

_SEXES = (Sex.FEMALE, Sex.MALE, Sex.UNKNOWN)
_PLOIDY = np.array(
    [
        (2, 2, 2),
        (2, 1, 0),  # sex unknown on X or Y adds neither copies nor alleles
        (0, 1, 0),
        (1, 1, 1),
        (0, 0, 0),  # counted on X
    ],
    dtype=np.int8,
)


def ploidy_of(ploidy_class: int, sex: Sex) -> int:
    """Copies that count: `model.genome.ploidy`, with 0 where sex is unknown and decides."""
    return int(_PLOIDY[ploidy_class, _SEXES.index(sex)])


def ploidy_classes(assembly: Assembly, contig: Int8, position: Int32) -> Int8:
    """The class of each place: which row of the ploidy table it belongs to."""
    found = np.full(len(contig), DIPLOID, dtype=np.int8)
    found[contig == CODE["MT"]] = MITOCHONDRIAL
    for name, own, shared in (("X", X_OWN, DIPLOID), ("Y", Y_OWN, Y_SHARED)):
        here = contig == CODE[name]
        if not here.any():
            continue
        found[here] = own
        for start, end in assembly.par(name):
            found[here & (position >= start) & (position < end)] = shared
    return found


def checked(assembly: Assembly, stretches: Stretches, close_gap_bp: int) -> Stretches:
    """Stretches sorted, joined and inside the assembly.

    Raises:
        BadInput: a stretch lies outside its contig.
    """
    lengths = np.array([0, *(assembly.length(name) for name in CONTIGS)])
    contig = stretches.contig.astype(np.int64)
    if len(contig) and (
        contig.min() < 1
        or contig.max() > len(CONTIGS)
        or stretches.start.min() < 0
        or (stretches.end > lengths[np.clip(contig, 0, 25)]).any()
    ):
        raise BadInput(
            f"a callable stretch lies outside {assembly.value}",
            remedy="give stretches of the assembly that the calls belong to",
        )
    return Stretches.join(stretches.contig, stretches.start, stretches.end, close_gap_bp)


def inside(stretches: Stretches, contig: Int8, position: Int32) -> Bool:
    """Whether each place lies in a stretch. The stretches are sorted and disjoint."""
    if not len(stretches):
        return np.zeros(len(contig), dtype=bool)
    starts, ends = (
        _places(stretches.contig, stretches.start),
        _places(stretches.contig, stretches.end),
    )
    here = _places(contig, position)
    before = np.searchsorted(starts, here, side="right") - 1
    return (before >= 0) & (here < ends[np.maximum(before, 0)])


def track(assembly: Assembly, people: Iterable[tuple[Stretches, Sex, int]]) -> Track:
    """Alleles and people callable at each place; each item stands for that many equal people.

    A negative number of people takes them away.
    """
    place: list[UInt64] = []
    an: list[Int64] = []
    persons: list[Int64] = []
    for stretches, sex, number in people:
        for ploidy_class, contig, start, end in _by_class(assembly, stretches):
            ploidy = ploidy_of(ploidy_class, sex)
            if not ploidy or not number or not len(start):
                continue
            place += [_places(contig, start), _places(contig, end)]
            rise = np.full(len(start), number, dtype=np.int64)
            an += [rise * ploidy, rise * -ploidy]
            persons += [rise, -rise]
    if not place:
        return track_of(np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, np.int64))
    return track_of(np.concatenate(place), np.concatenate(an), np.concatenate(persons))


def _by_class(assembly: Assembly, stretches: Stretches) -> Iterable[tuple[int, Int8, Int32, Int32]]:
    """The stretches cut at the borders of the pseudoautosomal stretches, class by class."""
    contig, start, end = stretches.contig, stretches.start, stretches.end
    plain = contig <= 22
    yield DIPLOID, contig[plain], start[plain], end[plain]
    mt = contig == CODE["MT"]
    yield MITOCHONDRIAL, contig[mt], start[mt], end[mt]
    for name, own, shared in (("X", X_OWN, DIPLOID), ("Y", Y_OWN, Y_SHARED)):
        here = contig == CODE[name]
        if not here.any():
            continue
        edge = 0
        for low, high in (*assembly.par(name), (assembly.length(name), assembly.length(name))):
            for ploidy_class, a, b in ((own, edge, low), (shared, low, high)):
                cut = np.maximum(start[here], a), np.minimum(end[here], b)
                some = cut[1] > cut[0]
                yield ploidy_class, contig[here][some], cut[0][some], cut[1][some]
            edge = high


def _places(contig: Int8, position: Int32) -> UInt64:
    return contig.astype(np.uint64) << np.uint64(28) | position.astype(np.uint64)


def content_digest(stretches: Stretches) -> str:
    """SHA-256 of the stretches themselves; samples with equal ones share a file."""
    rows = np.stack([stretches.contig, stretches.start, stretches.end]).astype("<i4")
    return sha256(rows.tobytes()).hexdigest()


def write_stretches(folder: Path, name: str, stretches: Stretches) -> File:
    """Write stretches as Parquet: contig code, start, end; delta-coded and compressed."""
    columns = {
        "contig": pa.array(stretches.contig.astype(np.int8)),
        "start": pa.array(stretches.start.astype(np.int32)),
        "end": pa.array(stretches.end.astype(np.int32)),
    }
    with Output(folder / name) as out:
        pq.write_table(
            pa.table(columns),
            out,
            compression="zstd",
            use_dictionary=["contig"],
            column_encoding={"start": "DELTA_BINARY_PACKED", "end": "DELTA_BINARY_PACKED"},
        )
    return File(name, out.bytes, out.sha256)


def read_stretches(folder: Path, file: File) -> Stretches:
    """Read what `write_stretches` wrote. Raises CorruptStore and Missing."""
    try:
        table = pq.read_table(pa.BufferReader(mapped(folder, file)))
    except pa.ArrowInvalid as error:
        raise corrupt(file.name, "it is not a Parquet file") from error
    return Stretches(*(table.column(name).to_numpy() for name in ("contig", "start", "end")))
