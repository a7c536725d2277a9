"""Fit the weights of the combined score to solved patients planted into an exome, and write them.

    python tools/fit_candidates.py solved.jsonl.gz exome.vcf.gz exome.ped

The patients are the training half of `samvar rare benchmark --exome`: those whose publication is no
source of anything that the release says, at most five of each, of publications whose SHA-256 has
an even eighth hexadecimal digit. Each one's causative variants stand among those of the exome's
affected person, whose parents are not looked at. The fit makes the true gene's share as likely as
it can be, less half of `RIDGE` times the sum of the squared weights in units of their feature's
size, by Newton's method from a fixed start; there is no chance in it.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

import numpy as np

from samvar.focus.rare_disease.analyse.candidate.benchmark import (
    BOTH,
    Background,
    Placed,
    made_of,
    measure,
    parted,
)
from samvar.focus.rare_disease.analyse.candidate.rank import Genes, features
from samvar.focus.rare_disease.intake.causative import planted_of
from samvar.focus.rare_disease.model.candidate import Planted
from samvar.focus.rare_disease.rules.candidate import weights as rules
from samvar.focus.rare_disease.service.candidates import background_of, genes_of
from samvar.formats.phenopacket.read import read_phenopackets
from samvar.knowledge.phenotype.model import Floats

RIDGE = 0.01
START = np.array([1.0, 1.0])
TIED = rules.PUBLISHED[3] / rules.PUBLISHED[2]
"""The weight of P_acmg for each unit of the variant's: see `rules/candidate/weights.py`."""
Case = tuple[Floats, np.ndarray]
"""(candidates, 2) features, those of the variants as one, and which are of the true gene."""


def cases(genes: Genes, patients: list[Planted], background: Background) -> list[Case]:
    """Those whose true gene is a candidate at all."""
    found = []
    for patient in patients:
        made = made_of(genes, patient, background)
        true = np.array([each.symbol == patient.gene for each in made])
        if true.any():
            values = features(made)
            found.append((np.stack([values[:, 0], values[:, 1] + TIED * values[:, 2]], 1), true))
    return found


def fit(known: list[Case]) -> rules.Weights:
    """The weights under which the true genes are likeliest."""
    size = np.sqrt(np.mean([values.var(axis=0) for values, _ in known], axis=0))
    weights = START * size
    for _ in range(100):
        slope, curve = -RIDGE * weights, RIDGE * np.eye(2)
        for values, true in known:
            told = values / size
            logarithm = told @ weights
            every = np.exp(logarithm - logarithm.max())
            every /= every.sum()
            own = np.where(true, every, 0) / every[true].sum()
            mean, own_mean = every @ told, own @ told
            slope += (own_mean - mean) / len(known)
            curve += ((told * every[:, None]).T @ told - np.outer(mean, mean)) / len(known)
        step = np.linalg.solve(curve, slope)
        weights += step * min(1.0, 1.0 / float(np.abs(step).max()))
        if np.abs(step).max() < 1e-6:
            break
    phenotype, variant = (weights / size).tolist()
    return rules.Weights(phenotype, variant, TIED * variant)


def main() -> int:
    """Fit on the training half, measure both, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, help="solved patients as Phenopackets, one in a line")
    parser.add_argument("exome", type=Path, help="an annotated VCF")
    parser.add_argument("ped", type=Path, help="with one affected person, who is in the VCF")
    asked = parser.parse_args()
    genes = genes_of(None)
    train, held, _ = parted(genes, map(planted_of, read_phenopackets(asked.file)))
    background = background_of(asked.exome, asked.ped)
    fitted = fit(cases(genes, train, background))
    halves = {"training": train, "held_out": held}
    placed = {name: measure(genes, own, background, fitted) for name, own in halves.items()}
    lines = [
        "# Written by tools/fit_candidates.py, which says how the patients were parted.\n",
        f'release = "{genes.corpus.release.name}"\ndigest = "{genes.corpus.release.digest}"\n',
        f'exome = "{asked.exome.name}"\n',
        f'exome_sha256 = "{hashlib.sha256(asked.exome.read_bytes()).hexdigest()}"\n',
    ]
    for name, own in placed.items():
        lines.append(_half(name, own))
    lines.append("\n[weights]\n")
    for name in rules.Weights.__dataclass_fields__:
        lines.append(f"{name} = {getattr(fitted, name):.4f}\n")
    Path(rules.__file__).with_name("weights.toml").write_text("".join(lines))
    print("".join(lines))
    return 0


def _half(name: str, own: Placed) -> str:
    found = [own.among(BOTH, first) for first in (1, 3, 10)]
    shares = ", ".join(f"{hits / of:.4f}" for hits, of in found)
    return f"\n[{name}]\npatients = {found[0][1]}\nfirst_of_1_3_10 = [{shares}]\n"


if __name__ == "__main__":
    sys.exit(main())
