"""How a node grows with its people, and what 100,000 and 1,000,000 genomes would cost.

Measured: distinct variants of 100 to 800 people of the 1000 Genomes panels; stores of 100, 1,000
and 10,000 drawn people, each a thousandth of a genome; one VCF read. Reckoned from that: the law of
growth, and costs beyond 10,000 people, which are extrapolations and say so.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.fixture import genome_vcf
from bench.growth_draw import SIZES, Panel, Spectrum, exponent, panel
from bench.load import read_all
from bench.measure import Figure

_DATA = Path(__file__).parents[2] / "shared/data/pharmacogenomics/1kgp/GRCh38"
EACH = 4.5e6
"""Small variants of one genome: 4.1 to 5.0 million, 1000 Genomes 2015, doi:10.1038/nature15393."""
CATALOGUE = (76_156, 759_302_267)
"""Genomes and distinct short variants of gnomAD v3.1, Chen et al. 2024,
doi:10.1038/s41586-023-06045-0: the largest point that is known."""
PEOPLE, SCALE, FINE = (100, 1_000, 10_000), 1e-3, 1e-2
BEYOND = (100_000, 1_000_000)
_RECORDS = 100_000


def run(folder: Path) -> Iterator[Figure]:
    """The panel, the drawn stores, the law, the costs."""
    if not _DATA.is_dir():
        return
    real = panel(sorted(_DATA.glob("*.vcf.gz")))
    yield from _of_panel(real)
    spectra = _spectra(real)
    stores = []
    for people, scale in [(PEOPLE[0], FINE), *((n, SCALE) for n in PEOPLE)]:
        one = _load(folder / f"{people}-{scale}", people, scale, spectra["mid"])
        stores.append(one)
        yield from _of_store(one)
    fine, drawn = stores[0], stores[1:]
    b = exponent([s["people"] for s in drawn], [s["distinct"] for s in drawn])
    yield Figure("b of V = a N^b, 100 to 10,000 drawn people", b, "")
    read = _reading(folder)
    yield Figure("read a VCF, for each record", read * 1e6, "us of a core")
    law = Costs.of(fine, drawn[-1], read)
    for people in (PEOPLE[-1], *BEYOND):
        yield from law.figures(people, spectra)


def _spectra(real: Panel) -> Mapping[str, Spectrum]:
    """Through one genome, the panel's last point, and the largest catalogue: by the panel's mean,
    and by the ends of its interval, or as near to them as a spectrum can be that fits the rest."""
    found = {"mid": _spectrum(real.many)}
    for how, end in (("low", real.many_low), ("high", real.many_high)):
        near, far = real.many, end
        for _ in range(30):
            middle = (near + far) / 2
            near, far = (middle, far) if _fits(_spectrum(middle)) else (near, middle)
        found[how] = _spectrum(end if _fits(_spectrum(end)) else near)
    return found


def _spectrum(many: float) -> Spectrum:
    return Spectrum.through([(1, EACH), (SIZES[-1], many * EACH), CATALOGUE])


def _fits(spectrum: Spectrum) -> bool:
    """Whether it is one: no density is negative, and it goes through the last point."""
    people, seen = CATALOGUE
    return min(spectrum.c, spectrum.d) >= 0 and abs(spectrum.seen(people) / seen - 1) < 1e-3


def _of_panel(real: Panel) -> Iterator[Figure]:
    for people, seen in real.curve:
        yield Figure(f"distinct variants of {people} people of the panels", seen, "variants")
    yield Figure("variants that one of them carries", real.each, "variants")
    yield Figure(
        "b of V = a N^b in the panels",
        real.b,
        "",
        detail=f"95 %: {real.b_low:.3f} to {real.b_high:.3f}",
    )
    yield Figure(
        f"variants of {SIZES[-1]} people over those of one", real.many, "x",
        detail=f"95 %: {real.many_low:.2f} to {real.many_high:.2f}",
    )  # fmt: skip


def _load(folder: Path, people: int, scale: float, spectrum: Spectrum) -> Mapping[str, Any]:
    """One store, made in a process of its own."""
    given = [people, scale, folder, spectrum.b, spectrum.c, spectrum.d]
    done = subprocess.run(
        [sys.executable, "-m", "bench.growth_load", *map(str, given)],
        check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _of_store(one: Mapping[str, Any]) -> Iterator[Figure]:
    name = f"{one['people']:,} people, {one['scale']:g} of a genome"
    yield Figure(f"{name}: distinct variants", one["distinct"], "variants")
    yield Figure(f"{name}: rows of genomes", one["rows"], "rows")
    for part, used in one["bytes"].items():
        yield Figure(f"{name}: {part}", used / 1e6, "MB")
    yield Figure(f"{name}: load", one["load_s"], "s")
    yield Figure(f"{name}: load, of a core", one["load_core_s"], "s")
    yield Figure(f"{name}: compaction", one["compact_s"], "s")
    yield Figure(f"{name}: peak memory of the load", one["peak_mb"], "MB")


def _reading(folder: Path) -> float:
    """Seconds of a core for each record of one person's VCF."""
    path = genome_vcf(folder / "one.vcf.gz", _RECORDS)
    read_all(path)
    start = time.process_time()
    read_all(path)
    return (time.process_time() - start) / _RECORDS


@dataclass(frozen=True, slots=True)
class Costs:
    """What one row, one file, one distinct variant takes, measured.

    row_b, file_b: bytes of a genome's row, and of its file without rows. carried_b: bytes of the
    carriers' shards for each row. variant_b: bytes of counts for each distinct variant.
    person_b: of what is kept of each person. row_s, read_s: of a core, to store and to read a row.
    join_s: to rewrite one distinct variant's counts.
    """

    row_b: float
    file_b: float
    carried_b: float
    variant_b: float
    person_b: float
    row_s: float
    read_s: float
    join_s: float

    @classmethod
    def of(cls, fine: Mapping[str, Any], coarse: Mapping[str, Any], read_s: float) -> Costs:
        """From two stores whose genomes are of different length, and the reading."""
        each = [
            (s["rows"] / s["people"], s["bytes"]["genome"] / s["people"]) for s in (fine, coarse)
        ]
        (long, more), (short, less) = each
        row_b = (more - less) / (long - short)
        return cls(
            row_b,
            less - row_b * short,
            coarse["bytes"]["carriers"] / coarse["rows"],
            coarse["bytes"]["counts"] / coarse["distinct"],
            coarse["bytes"]["people"] / coarse["people"],
            coarse["load_core_s"] / coarse["rows"],
            read_s,
            coarse["compact_core_s"] / coarse["distinct"],
        )

    def figures(self, people: int, spectra: Mapping[str, Spectrum]) -> Iterator[Figure]:
        """So many whole genomes."""
        seen = {how: spectrum.seen(people) for how, spectrum in spectra.items()}
        bounds = sorted(seen.values())
        name, rows = f"{people:,} genomes", people * EACH
        yield Figure(
            f"{name}: distinct variants", seen["mid"] / 1e6, "M",
            detail=f"between the ends: {bounds[0] / 1e6:,.0f} to {bounds[-1] / 1e6:,.0f}",
        )  # fmt: skip
        counts, genomes = seen["mid"] * self.variant_b, rows * self.row_b + people * self.file_b
        yield Figure(f"{name}: counts, mapped by readers", counts / 1e9, "GB")
        yield Figure(f"{name}: carriers", rows * self.carried_b / 1e9, "GB")
        yield Figure(f"{name}: genomes", genomes / 1e9, "GB")
        yield Figure(f"{name}: people", people * self.person_b / 1e9, "GB")
        yield Figure(f"{name}: reading their VCFs", rows * self.read_s / 3600, "core-hours")
        yield Figure(f"{name}: storing them", rows * self.row_s / 3600, "core-hours")
        yield Figure(f"{name}: one whole compaction", seen["mid"] * self.join_s, "core-seconds")
