"""The caller beside its twin, which writes whole transcripts out and translates them."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from samvar.model.genome import Assembly
from tests.knowledge.transcript.asked import pairs_of, terms_of, trimmed
from tests.knowledge.transcript.genome import Genome, Model, draw_genome, draw_variants
from tests.knowledge.transcript.twin import consequences


def differences(genome: Genome, folder: Path, count: int, seed: int) -> tuple[int, list[object]]:
    """Pairs compared, and those of which caller and twin say different things."""
    caller = genome.caller(folder, reach_bp=0)
    by_name = {model.name: model for model in genome.models}
    variants = draw_variants(seed, genome, count)
    compared, found = 0, []
    for variant, terms in zip(variants, terms_of(caller, variants), strict=True):
        contig, *written = variant
        s, e, new = trimmed(*written)
        for name, ours in terms.items():
            if name:
                compared += 1
                twins = consequences(genome.bases[contig], by_name[name], s, e, new)
                if ours != twins:
                    found.append((variant, by_name[name], ours, twins))
    return compared, found


@pytest.mark.parametrize("seed", range(4))
def test_the_caller_says_what_its_twin_says(tmp_path: Path, seed: int) -> None:
    """Both strands, one to four exons, with and without UTRs; odd seeds have broken-off CDSs."""
    genome = draw_genome(seed, complete=seed % 2 == 0)
    compared, found = differences(genome, tmp_path, 700, seed)
    assert compared > 400
    assert not found[:3]


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 130))
def test_the_caller_says_what_its_twin_says_of_many_genomes(tmp_path: Path, seed: int) -> None:
    genome = draw_genome(seed, genes=60, complete=seed % 2 == 0)
    _, found = differences(genome, tmp_path, 4000, seed)
    assert not found[:3]


def test_mitochondrial_codons_are_read_by_their_own_code(tmp_path: Path) -> None:
    genome = draw_genome(5, genes=20, contig="MT")
    _, found = differences(genome, tmp_path, 500, 5)
    assert not found[:3]


def test_a_codon_for_selenocysteine_does_not_end_the_protein(tmp_path: Path) -> None:
    """Each gene has one UGA, told by its line, in the middle of its longest exon."""
    dice = random.Random(7)
    genome = draw_genome(7)
    bases = list(genome.bases["21"])
    models = []
    for model in genome.models:
        places = [
            p for p in model.places() if model.coding and model.coding[0] <= p < model.coding[1]
        ]
        codons = [places[k : k + 3] for k in range(3, len(places) - 6, 3)]
        whole = [c for c in codons if abs(c[0] - c[2]) == 2]
        if not whole:
            continue
        codon = dice.choice(whole)
        for p, letter in zip(codon, "TGA", strict=True):
            bases[p] = letter if model.strand > 0 else {"T": "A", "G": "C", "A": "T"}[letter]
        models.append(replace(model, recoded=(codon[0],)))
    recoded = Genome({"21": "".join(bases)}, models)
    compared, found = differences(recoded, tmp_path, 1500, 7)
    assert compared > 500
    assert not found[:3]


def test_letters_that_are_no_bases_leave_the_protein_untold(tmp_path: Path) -> None:
    genome = draw_genome(8, genes=10)
    bases = list(genome.bases["21"])
    for p in range(200, len(bases), 17):
        bases[p] = "N"
    _, found = differences(Genome({"21": "".join(bases)}, genome.models), tmp_path, 500, 8)
    assert not found[:3]


def test_pairs_do_not_depend_on_the_order_of_the_alleles(tmp_path: Path) -> None:
    genome = draw_genome(9)
    caller = genome.caller(tmp_path)
    variants = draw_variants(9, genome, 400)
    mixed = random.Random(9).sample(variants, len(variants))
    straight = dict(zip(variants, terms_of(caller, variants), strict=True))
    assert straight == dict(zip(mixed, terms_of(caller, mixed), strict=True))


def test_every_transcript_near_an_allele_is_found(tmp_path: Path) -> None:
    """By looking at all of them: within it, or not farther than 5,000 bases."""
    genome = draw_genome(10, genes=60)
    caller = genome.caller(tmp_path)
    assert caller.transcripts.assembly is Assembly.GRCh38
    for (_, position, ref, alt), terms in zip(
        variants := draw_variants(10, genome, 300), terms_of(caller, variants), strict=True
    ):
        s, e, _ = trimmed(position, ref, alt)
        near = {
            model.name for model in genome.models if s - model.end < 5000 and model.start - e < 5000
        }
        assert set(terms) == (near or {""})


def test_work_grows_with_what_is_near_and_not_with_the_genome(tmp_path: Path) -> None:
    """Transcripts that are looked at for an allele: those of the bins in reach."""
    few, many = (draw_genome(11, genes=genes) for genes in (40, 400))
    looked = []
    for number, genome in enumerate((few, many)):
        folder = tmp_path / str(number)
        folder.mkdir()
        track = genome.caller(folder, reach_bp=0).track
        first = track.first_bin[21]
        looked.append(int(track.bin_edges[first + 1] - track.bin_edges[first]))
        assert len(track.bin_members) < 2 * len(genome.models)
    assert looked[0] == looked[1] < 30


def test_one_allele_in_very_many_transcripts_grows_the_room(tmp_path: Path) -> None:
    model = draw_genome(12, genes=1).models[0]
    bases = draw_genome(12, genes=1).bases
    models = [
        Model(f"T{n:05d}", "21", model.strand, model.exons, model.coding) for n in range(5000)
    ]
    caller = Genome(bases, models).caller(tmp_path)
    place = model.start
    letter = bases["21"][place]
    new = "A" if letter != "A" else "C"
    pairs = pairs_of(caller, [("21", place, letter, new)] * 3)
    assert len(pairs) == 15_000
    assert pairs.edges.tolist() == [0, 5000, 10_000, 15_000]
