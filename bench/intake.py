"""A case's files looked through: a genome's VCF beside bcftools, a D4's depths.

bcftools reads every record and writes none; we hold each line against the header and count it, so
that less is done: the figure says what looking through adds to a load, not who parses faster. The
D4 file is one contig of 250 million bases whose depths are codes of six bits.

SAMVAR_BENCH_RECORDS: another number of records.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from bench.genome import whole_genome
from bench.measure import Figure
from samvar.focus.rare_disease.intake.variants import look_through
from samvar.focus.rare_disease.model.case import CaseFile, CaseMember
from samvar.formats.d4.read import D4File
from samvar.formats.scout.keys import Role
from samvar.model.errors import Where
from samvar.model.genome import Assembly, Sex

RECORDS = int(os.environ.get("SAMVAR_BENCH_RECORDS", "4500000"))
KEPT = Path(".run") / "intake"
BASES = 250_000_000
WIDTH = 6
_HERE = Where("bench")
_PERSON = CaseMember("PERSON", "PERSON", Sex.UNKNOWN, True, None, None, _HERE)


def run(folder: Path) -> Iterator[Figure]:
    """Ours and theirs in turn, three times, medians."""
    genome = whole_genome(KEPT, RECORDS)
    works: dict[str, Callable[[], object]] = {"ours": lambda: looked(genome)}
    if shutil.which("bcftools"):
        works["bcftools view"] = lambda: _bcftools(genome)
    looked(genome)  # compiles
    medians = _medians(works)
    theirs = medians.get("bcftools view")
    yield Figure(
        f"look through a genome of {RECORDS:,} records",
        medians["ours"],
        "s",
        peer="bcftools view" if theirs else None,
        ratio=medians["ours"] / theirs if theirs else None,
    )
    d4 = folder / "a.d4"
    _write_d4(d4)
    file = D4File(d4)
    file.depths("1", [(0, 1000)])  # compiles
    taken = _medians({"ours": lambda: file.depths("1")})["ours"]
    yield Figure("depths of 250 million bases out of a D4", taken, "s")
    yield Figure("so, of a genome of 3.1 billion", taken * 3.1e9 / BASES, "s", must="<= 30 s",
                 met=taken * 3.1e9 / BASES <= 30)  # fmt: skip


def looked(path: Path) -> None:
    """One VCF, whole; it must be found sound."""
    file = CaseFile("vcf_snv", path, Role.VARIANTS, "snv", _HERE)
    found = look_through(file, (_PERSON,), Assembly.GRCh38)
    assert found.faults == ()
    assert found.file.records


def _bcftools(path: Path) -> None:
    words = ["bcftools", "view", "-Ou", "-o", os.devnull, str(path)]
    subprocess.run(words, check=True, capture_output=True)


def _medians(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(3):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def _write_d4(path: Path) -> None:
    """One contig whose depths all have codes; the secondary table is empty."""
    head = {
        "chrom_list": [{"name": "1", "size": BASES}],
        "dictionary": {"SimpleRange": {"low": 0, "high": 1 << WIDTH}},
    }
    runs = {"format": "SimpleKV", "record_format": "range", "partitions": []}
    table = np.random.default_rng(1).integers(0, 256, BASES * WIDTH // 8, dtype=np.uint8)
    table &= 0b11011110  # no code of ones only, which would stand for a run
    root, meta, blob = 8, 520, 2048
    folder = blob + len(table)
    data = bytearray(folder + 2048)
    data[:4] = b"d4\xdd\xdd"
    places = [(".metadata", 0, meta, 1024), (".ptab", 2, blob, len(table)),
              (".stab", 1, folder, 2048)]  # fmt: skip
    _put(data, root, _entries(root, places), 512)
    _put(data, meta, json.dumps(head).encode(), 1024)
    data[blob:folder] = table.tobytes()
    _put(data, folder, _entries(folder, [(".metadata", 0, folder + 512, 1024)]), 512)
    _put(data, folder + 512, json.dumps(runs).encode(), 1024)
    path.write_bytes(bytes(data))


def _put(data: bytearray, at: int, payload: bytes, size: int) -> None:
    frame = struct.pack("<qQ", 0, 0) + payload
    assert len(frame) <= size
    data[at : at + len(frame)] = frame


def _entries(base: int, places: list[tuple[str, int, int, int]]) -> bytes:
    return b"".join(
        bytes((1, kind)) + struct.pack("<QQ", at - base, size) + name.encode() + b"\0"
        for name, kind, at, size in places
    )
