"""Genes that a stretch takes a part of, from GFF3."""

from __future__ import annotations

from pathlib import Path

import pytest

from samvar.focus.rare_disease.analyse.copy_number.hits import hits_in
from samvar.formats.gff3.read import read_gff3
from samvar.model.genome import Interval
from samvar.model.transcript import Transcripts
from tests.knowledge.transcript.genome import Genome, Model

MODELS = [
    Model("T1", "21", 1, ((1_000, 1_200), (2_000, 2_300)), (1_100, 2_100), tags=("MANE_Select",)),
    Model("T2", "21", -1, ((5_000, 5_300), (6_000, 6_100)), (5_200, 6_051)),
    Model("T3", "21", 1, ((8_000, 8_900),), None, biotype="lncRNA"),
]


@pytest.fixture
def transcripts(tmp_path: Path) -> Transcripts:
    return read_gff3(Genome({"21": "A" * 10_000}, MODELS).write_gff3(tmp_path / "genes.gff3"))


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [(0, 1_000, 0), (0, 1_001, 1), (1_500, 1_600, 1), (2_299, 5_001, 2), (8_000, 9_000, 0)],
)
def test_a_gene_is_hit_by_one_base_of_its_transcript(
    transcripts: Transcripts, start: int, end: int, count: int
) -> None:
    assert len(hits_in(transcripts, Interval("21", start, end))) == count
    assert hits_in(transcripts, Interval("20", start, end)) == ()


def test_a_hit_has_strand_exons_and_coding_part(transcripts: Transcripts) -> None:
    first, second = hits_in(transcripts, Interval("21", 0, 10_000))
    assert (first.forward, first.exons) == (True, ((1_000, 1_200), (2_000, 2_300)))
    assert (first.start, first.end, first.coding) == (1_000, 2_300, (1_100, 2_100))
    assert (second.forward, second.coding) == (False, (5_200, 6_051))
