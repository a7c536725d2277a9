"""Terms of the Sequence Ontology, their order, and what is said of one transcript."""

from __future__ import annotations

import random

import msgspec
import pytest

from samvar.model.consequence import (
    OTHER_NAMES,
    TERMS,
    UNRANKED,
    Consequence,
    Impact,
    Mane,
    most_severe,
    rank,
    term,
)
from samvar.model.shape import learned

ORDER = [
    # more severe                       less severe
    ("transcript_ablation", "splice_acceptor_variant"),
    ("splice_acceptor_variant", "splice_donor_variant"),
    ("splice_donor_variant", "stop_gained"),
    ("stop_gained", "frameshift_variant"),
    ("frameshift_variant", "stop_lost"),
    ("stop_lost", "start_lost"),
    ("start_lost", "inframe_insertion"),
    ("inframe_deletion", "missense_variant"),
    ("missense_variant", "protein_altering_variant"),
    ("protein_altering_variant", "splice_donor_5th_base_variant"),
    ("splice_donor_5th_base_variant", "splice_region_variant"),
    ("splice_region_variant", "splice_donor_region_variant"),
    ("splice_polypyrimidine_tract_variant", "synonymous_variant"),
    ("stop_retained_variant", "synonymous_variant"),
    ("synonymous_variant", "coding_sequence_variant"),
    ("3_prime_UTR_variant", "non_coding_transcript_exon_variant"),
    ("intron_variant", "upstream_gene_variant"),
    ("downstream_gene_variant", "intergenic_variant"),
    ("intergenic_variant", "a word of another caller"),
]


@pytest.mark.parametrize(("more", "less"), ORDER)
def test_terms_are_in_ensembls_order_of_severity(more: str, less: str) -> None:
    assert rank(more) < rank(less)


def test_impact_never_rises_with_rank() -> None:
    classes = list(Impact)
    places = [classes.index(each.impact) for each in TERMS.values()]
    assert places == sorted(places)


def test_accessions_are_unique_and_well_formed() -> None:
    accessions = {each.accession for each in TERMS.values()}
    assert len(accessions) == len(TERMS) == 41
    assert all(len(each) == 10 and each.startswith("SO:000") for each in accessions)


def test_other_names_lead_to_terms() -> None:
    assert set(OTHER_NAMES.values()) <= set(TERMS)
    assert not set(OTHER_NAMES) & set(TERMS)
    assert rank("missense") == rank("missense_variant")


def test_an_unknown_word_has_neither_rank_nor_impact() -> None:
    fusion = Consequence(("gene_fusion",))
    assert (fusion.rank, fusion.impact, term("gene_fusion")) == (UNRANKED, None, None)
    assert Consequence(("gene_fusion",), stated_impact=Impact.HIGH).impact is Impact.HIGH


def test_a_consequence_without_a_term_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one term"):
        Consequence(())


def test_of_equals_the_transcript_to_report_on_is_shown() -> None:
    some = [
        Consequence(("missense_variant",), "other"),
        Consequence(("missense_variant",), "canonical", canonical=True),
        Consequence(("missense_variant",), "clinical", mane=Mane.PLUS_CLINICAL, canonical=True),
        Consequence(("splice_region_variant", "missense_variant"), "select", mane=Mane.SELECT),
        Consequence(("intron_variant",), "mild", mane=Mane.SELECT),
    ]
    for _ in range(20):
        random.shuffle(some)
        found = most_severe(some)
        assert found is not None
        assert found.transcript == "select"
    assert most_severe([]) is None


def test_a_consequence_can_be_written_and_read() -> None:
    one = Consequence(("stop_gained",), "T1", mane=Mane.SELECT, extra={"DISTANCE": "3"})
    read = msgspec.json.decode(msgspec.json.encode(one), type=learned(Consequence))
    assert read == one
