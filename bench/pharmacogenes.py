"""Calling pharmacogenes: 3,202 people of the 1000 Genomes panels, eight genes; and one person.

Where `../shared/data` is not mounted there is nothing to measure, and no figure is printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure, seconds
from samvar.focus.pharmacogenomics.service import call_files
from samvar.knowledge.pharmacogenomics.folder import read_folder
from samvar.model.genome import Assembly

_DATA = Path(__file__).parents[2] / "shared" / "data" / "pharmacogenomics"
_GENES = ("CYP2C19", "CYP2C9", "SLCO1B1", "TPMT", "NUDT15", "UGT1A1", "CYP3A5", "VKORC1")
_PROMISE_S, _ONE_PROMISE_S = 10.0, 1.0


def run(_folder: Path) -> Iterator[Figure]:
    """Wall time from files to calls and phenotypes; reading the knowledge is measured apart."""
    if not _DATA.is_dir():
        return
    release = read_folder(_DATA)
    yield Figure(
        "PharmCAT and CPIC files to a release", seconds(lambda: read_folder(_DATA)) * 1000, "ms"
    )
    files = [_DATA / "1kgp" / "GRCh38" / f"{gene}.vcf.gz" for gene in _GENES]
    people = 0

    def cohort() -> None:
        nonlocal people
        called = call_files(files, Assembly.GRCh38, release, genes=_GENES)
        people = sum(1 for _ in called)

    taken = seconds(cohort)
    yield Figure(
        f"{len(_GENES)} genes of a cohort, called and phenotyped",
        taken,
        "s",
        must=f"<= {_PROMISE_S:.0f} s",
        met=taken <= _PROMISE_S,
        detail=f"{people} people, {taken / people / len(_GENES) * 1e6:.1f} us each gene and person",
    )
    one = _DATA / "pharmcat" / "examples" / "pharmcat.example.vcf"
    alone = seconds(lambda: list(call_files([one], Assembly.GRCh38, release)))
    yield Figure(
        "all genes of one person, called and phenotyped",
        alone * 1000,
        "ms",
        must=f"<= {_ONE_PROMISE_S * 1000:.0f} ms",
        met=alone <= _ONE_PROMISE_S,
    )
