"""PLINK 2 filesets: read as text and into counts, written; against plink2 where it is there."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.measure import Figure, seconds
from samvar.formats.pgen.read import PgenFile
from samvar.formats.pgen.text import vcf_text
from samvar.formats.pgen.write import write_pgen, write_psam, write_pvar
from samvar.model.genome import Assembly, Sex
from samvar.model.variant import Variant

PEOPLE, VARIANTS = 2_000, 10_000
_PLINK_MB = 700


def run(folder: Path) -> Iterator[Figure]:
    """Two thousand people of a neutral spectrum; each figure beside plink2's in the same run."""
    pgen = folder / "cohort.pgen"
    table = _table()
    write = seconds(lambda: _write(pgen, table), repeats=3)
    yield Figure(f"write {VARIANTS:,} variants x {PEOPLE:,} people as pgen", write, "s")
    with (folder / "cohort.pvar").open("wb") as out:
        write_pvar(
            out, (Variant(Assembly.GRCh38, "1", 1000 + n, "A", "C") for n in range(VARIANTS))
        )
    with (folder / "cohort.psam").open("wb") as out:
        write_psam(out, ((f"S{n}", Sex.FEMALE) for n in range(PEOPLE)))
    taken = seconds(lambda: sum(1 for _ in PgenFile(pgen)), repeats=3)
    yield Figure("read its genotypes", VARIANTS * PEOPLE / taken / 1e6, "M genotypes/s")
    program = shutil.which("plink2")
    if program is None:
        yield Figure("pgen to VCF text", seconds(lambda: _text(pgen), repeats=3), "s")
        return
    base = [program, "--threads", "1", "--memory", str(_PLINK_MB), "--pfile", str(pgen)[:-5]]
    ours, theirs = [], []
    for _ in range(3):
        ours.append(seconds(lambda: _text(pgen), repeats=1))
        theirs.append(
            seconds(lambda: _plink(base, "--export", "vcf", "--out", str(folder / "v")), repeats=1)
        )
    yield Figure(
        "pgen to VCF text", float(np.median(ours)), "s", peer="plink2 --export vcf",
        ratio=float(np.median(ours) / np.median(theirs)),
    )  # fmt: skip
    _plink(base, "--make-pgen", "--out", str(folder / "p"))
    size = pgen.stat().st_size
    yield Figure(
        "bytes of the pgen", size / 1e6, "MB", peer="plink2 --make-pgen",
        ratio=size / (folder / "p.pgen").stat().st_size,
    )  # fmt: skip


def _table() -> np.ndarray:
    """(v, s) categories; frequencies as 1/x from one copy up, 1 in 500 without a call."""
    rng = np.random.default_rng(7)
    frequency = np.exp(rng.uniform(np.log(0.5 / PEOPLE), np.log(0.5), VARIANTS))
    table = rng.binomial(2, frequency[:, None], (VARIANTS, PEOPLE)).astype(np.uint8)
    table[rng.random(table.shape) < 0.002] = 3
    return table


def _write(path: Path, table: np.ndarray) -> None:
    with path.open("wb") as out:
        write_pgen(out, iter(table), *table.shape)


def _text(path: Path) -> int:
    return sum(map(len, vcf_text(path)))


def _plink(base: list[str], *words: str) -> None:
    subprocess.run([*base, *words], check=True, capture_output=True)
