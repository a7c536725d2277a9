"""The real ontology: a patient from a textbook, and the published ones."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from samvar.focus.rare_disease.analyse.phenotype.asked import asked
from samvar.focus.rare_disease.analyse.phenotype.benchmark import FEW, METHODS, OURS
from samvar.focus.rare_disease.analyse.phenotype.part import HALLMARK
from samvar.focus.rare_disease.analyse.phenotype.rank import rank
from samvar.focus.rare_disease.analyse.phenotype.score import score
from samvar.focus.rare_disease.model.presentation import Presentation
from samvar.focus.rare_disease.rules.phenotype import ensemble as rules
from samvar.focus.rare_disease.service.phenotype import benchmark, corpus_of


def test_the_eyes_the_heart_and_the_fingers_of_marfan_are_found() -> None:
    seen = ("HP:0001166", "HP:0001083", "HP:0002616", "HP:0000098")
    found = rank(corpus_of(None), Presentation("a", seen))
    assert found.diseases[0].id == "OMIM:154700"
    assert found.genes[0].symbol == "FBN1"
    assert len(found.diseases) == len(found.genes) == 100


def test_an_absent_hallmark_makes_a_disease_less_likely_and_nothing_more_likely() -> None:
    corpus = corpus_of(None)
    number = corpus.ontology.number
    seen, absent = [number["HP:0001166"], number["HP:0001083"]], number["HP:0002616"]
    disease, frequency, _ = corpus.all.profiles.column(absent)
    hallmark = disease[frequency >= HALLMARK]
    assert 0 < len(hallmark) < len(disease)
    before, after = (
        score(corpus, asked(corpus.ontology, corpus.world, seen, excluded)).logarithm
        for excluded in ([], [absent])
    )
    assert (after[hallmark] < before[hallmark]).all()
    assert (after <= before + 1e-12).all()


def test_a_gene_lies_between_its_likeliest_disease_and_the_sum_of_all() -> None:
    genes = corpus_of(None).genes
    shares = np.random.default_rng(6).dirichlet(np.full(len(genes.of), 0.01))
    total, first = genes.scores(shares)
    own: dict[int, list[int]] = {}
    for disease in range(len(genes.of)):
        for gene in genes.of.of(disease).tolist():
            own.setdefault(gene, []).append(disease)
    for gene, diseases in own.items():
        each = shares[diseases]
        assert each.max() - 1e-12 <= total[gene] <= each.sum() + 1e-12
        assert shares[first[gene]] == each.max()


def test_the_weights_say_where_they_come_from() -> None:
    text = Path(rules.__file__).with_name("ensemble.toml").read_text("utf-8")
    told = tomllib.loads(text)
    assert told["release"] == corpus_of(None).release.name
    assert told["digest"] == corpus_of(None).release.digest
    assert told["training"]["patients"] > 200
    assert told["held_out"]["patients"] > 200
    assert rules.ensemble().excluded >= 0
    assert 0 <= rules.ensemble().allelic <= 1


@pytest.mark.nightly
def test_on_published_patients_no_peer_is_better(shared_data: Path) -> None:
    """Without what their own papers say; of each paper five at most."""
    file = shared_data / "rare_disease/phenopacket_store/phenopackets.jsonl.gz"
    measured = benchmark(file)
    for what in ("disease", "gene"):
        for first in (1, 3, 10):
            ours = measured.places[FEW, OURS].among(what, first)
            for method in METHODS:
                assert ours[0] > measured.places[FEW, method].among(what, first)[0], method
