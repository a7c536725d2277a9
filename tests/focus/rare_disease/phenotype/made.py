"""Small releases made from what a test says, and the same in plain words."""

from __future__ import annotations

import tempfile
from pathlib import Path

from samvar.focus.rare_disease.analyse.phenotype.corpus import Corpus
from samvar.knowledge.phenotype.release import read_files
from tests.focus.rare_disease.phenotype.plain import Said, World, pool
from tests.knowledge.phenotype.small import HEAD, line, written

PARENTS = {
    "HP:0000118": set(),
    "HP:9000010": {"HP:0000118"},
    "HP:9000011": {"HP:9000010"},
    "HP:9000012": {"HP:9000011"},
    "HP:9000013": {"HP:9000011"},
    "HP:9000020": {"HP:0000118"},
    "HP:9000021": {"HP:9000020"},
    "HP:9000022": {"HP:9000010", "HP:9000020"},
    "HP:9000030": {"HP:0000118"},
    "HP:9000031": {"HP:9000030"},
    "HP:9000032": {"HP:9000030"},
}
"""The features of `tests.knowledge.phenotype.small`, each with what it is a kind of."""
FEATURES = sorted(set(PARENTS) - {"HP:0000118"})


def made(said: Said) -> tuple[Corpus, World]:
    """A corpus of these statements, and the same as a plain world."""
    said = list(said)
    names = {disease: f"Disease of the number {disease[5:]}" for disease, *_ in said}
    rows = [
        line(f"{disease}|{names[disease]}|{'NOT' * no}|{term}|PMID:{at}|PCS|{frequency}|P")
        for at, (disease, term, frequency, no) in enumerate(said)
    ]
    with tempfile.TemporaryDirectory() as place:
        folder = written(Path(place), said=HEAD + "\n".join(rows) + "\n")
        files = {name: folder / name for name in FILES}
        corpus = Corpus(read_files(files))
    world = World(PARENTS, list(corpus.ids))
    pool(world, said)
    return corpus, world


FILES = ("hp.obo", "phenotype.hpoa", "genes_to_phenotype.txt")
