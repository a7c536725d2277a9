"""Terms as bits: bit k of a set is the term of rank k, the lowest the most severe."""

from __future__ import annotations

from samvar.model.consequence import TERMS

NAMES: tuple[str, ...] = tuple(TERMS)


def _bit(name: str) -> int:
    return 1 << TERMS[name].rank


ABLATION = _bit("transcript_ablation")
ACCEPTOR = _bit("splice_acceptor_variant")
DONOR = _bit("splice_donor_variant")
STOP_GAINED = _bit("stop_gained")
FRAMESHIFT = _bit("frameshift_variant")
STOP_LOST = _bit("stop_lost")
START_LOST = _bit("start_lost")
INSERTION = _bit("inframe_insertion")
DELETION = _bit("inframe_deletion")
MISSENSE = _bit("missense_variant")
ALTERING = _bit("protein_altering_variant")
DONOR_5TH = _bit("splice_donor_5th_base_variant")
REGION = _bit("splice_region_variant")
DONOR_REGION = _bit("splice_donor_region_variant")
POLYPYRIMIDINE = _bit("splice_polypyrimidine_tract_variant")
INCOMPLETE = _bit("incomplete_terminal_codon_variant")
START_RETAINED = _bit("start_retained_variant")
STOP_RETAINED = _bit("stop_retained_variant")
SYNONYMOUS = _bit("synonymous_variant")
CODING = _bit("coding_sequence_variant")
UTR5 = _bit("5_prime_UTR_variant")
UTR3 = _bit("3_prime_UTR_variant")
NONCODING_EXON = _bit("non_coding_transcript_exon_variant")
INTRON = _bit("intron_variant")
DECAYED = _bit("NMD_transcript_variant")
NONCODING = _bit("non_coding_transcript_variant")
UPSTREAM = _bit("upstream_gene_variant")
DOWNSTREAM = _bit("downstream_gene_variant")
INTERGENIC = _bit("intergenic_variant")


def names_of(bits: int) -> tuple[str, ...]:
    """The terms of a set, the most severe first.

    >>> names_of(REGION | MISSENSE)
    ('missense_variant', 'splice_region_variant')
    """
    return tuple(name for rank, name in enumerate(NAMES) if bits >> rank & 1)
