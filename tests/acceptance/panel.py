"""Real panels read with nothing but gzip and split: the truth that samvar is judged by."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

PANELS_38 = ("CYP2C19", "CYP2C9", "CYP3A5", "NUDT15", "SLCO1B1", "TPMT", "UGT1A1", "VKORC1")
SUPERPOPULATIONS = {"1": "AFR", "2": "AMR", "3": "EAS", "4": "EUR", "5": "SAS"}
Matrix = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Panel:
    """v alleles and s people. dosage, called: (v, s) copies of the allele, alleles called."""

    samples: tuple[str, ...]
    variants: tuple[str, ...]
    dosage: Matrix
    called: Matrix

    def counts(self, people: Sequence[str] | None = None) -> dict[str, npt.NDArray[np.int64]]:
        """ac, an, hom and carriers of some people, or of all."""
        if people is None:
            columns = list(range(len(self.samples)))
        else:
            at = {name: i for i, name in enumerate(self.samples)}
            columns = [at[name] for name in people if name in at]
        dosage, called = self.dosage[:, columns], self.called[:, columns]
        return {
            "ac": dosage.sum(axis=1, dtype=np.int64),
            "an": called.sum(axis=1, dtype=np.int64),
            "hom": ((dosage == 2) & (called == 2)).sum(axis=1, dtype=np.int64),
            "carriers": (dosage > 0).sum(axis=1, dtype=np.int64),
        }


@dataclass(frozen=True)
class Truth:
    """What the files say, read without samvar. people: sample name -> superpopulation."""

    grch38: Panel
    grch37: Panel
    trio: Panel
    people: dict[str, str]


def read_panel(*paths: Path, keep: Callable[[list[str]], bool] = lambda _: True) -> Panel:
    """Diploid genotypes of several files of the same people; each ALT a variant of its own.

    keep: which lines, by their fields.
    """
    samples: tuple[str, ...] | None = None
    names: list[str] = []
    dosage: list[Matrix] = []
    called: list[Matrix] = []
    for path in paths:
        with gzip.open(path, "rt") as lines:
            for line in lines:
                if line.startswith("##"):
                    continue
                fields = line.rstrip("\n").split("\t")
                if line.startswith("#"):
                    assert samples is None or samples == tuple(fields[9:])
                    samples = tuple(fields[9:])
                    continue
                if not keep(fields):
                    continue
                genotypes = [field.split(":", 1)[0] for field in fields[9:]]
                full = {g: g.replace("|", "/").replace(".", "").split("/") for g in set(genotypes)}
                full = {g: [allele for allele in alleles if allele] for g, alleles in full.items()}
                seen = {g: len(alleles) for g, alleles in full.items()}
                for number, alt in enumerate(fields[4].split(","), start=1):
                    copies = {g: alleles.count(str(number)) for g, alleles in full.items()}
                    names.append(trimmed(fields[0], int(fields[1]), fields[3], alt))
                    dosage.append(np.array([copies[g] for g in genotypes], dtype=np.int8))
                    called.append(np.array([seen[g] for g in genotypes], dtype=np.int8))
    assert samples is not None
    assert len(set(names)) == len(names)
    return Panel(samples, tuple(names), np.stack(dosage), np.stack(called))


def trimmed(contig: str, position: int, ref: str, alt: str) -> str:
    """A variant as people write it, without shared bases at the end, then at the start."""
    while len(ref) > 1 and len(alt) > 1 and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        ref, alt, position = ref[1:], alt[1:], position + 1
    return f"{contig.removeprefix('chr')}-{position}-{ref}-{alt}"


def read_superpopulations(path: Path) -> dict[str, str]:
    """Superpopulation of each sample, from an Oxford .sample file."""
    rows = [line.split() for line in path.read_text().splitlines()[2:]]
    return {row[1]: SUPERPOPULATIONS[row[4]] for row in rows}


def of_population(people: dict[str, str], label: str) -> list[str]:
    """The names of one superpopulation."""
    return [name for name, own in people.items() if own == label]
