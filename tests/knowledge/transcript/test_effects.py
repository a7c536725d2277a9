"""A small gene by hand: every term once, with what a geneticist would expect."""

from __future__ import annotations

import pytest

from samvar.knowledge.transcript.consequence import consequences_of
from samvar.knowledge.transcript.text import EntryWriter, vep_names
from samvar.model.consequence import Impact, most_severe
from samvar.model.errors import BadInput, NotNormalised, ReferenceMismatch, UnknownAssembly
from samvar.model.genome import Assembly
from samvar.model.variant import Variant
from tests.knowledge.transcript.genome import Genome, Model, reverse

#        0         1         2         3         4         5         6         7
#        0123456789012345678901234567890123456789012345678901234567890123456789012345678
GENE = "CCCCCCCCCCTTTTTATGAAAGGTCTTGTAAGTACCCCCCCCCCCCCCCCCCCCCCCTTTTCAGGCACGCTAAGGGGGCCCCC"
EXONS = ((10, 27), (64, 78))
CODING = (15, 73)

SMALL = [
    # position, REF, ALT, HGVS c., HGVS p., terms
    (12, "T", "A", "c.-3T>A", "", "5_prime_UTR_variant"),
    (15, "A", "C", "c.1A>C", "p.Met1?", "start_lost"),
    (18, "A", "G", "c.4A>G", "p.Lys2Glu", "missense_variant"),
    (18, "A", "T", "c.4A>T", "p.Lys2Ter", "stop_gained"),
    (20, "A", "G", "c.6A>G", "p.Lys2=", "synonymous_variant"),
    (17, "G", "GA", "c.6dup", "p.Gly3ArgfsTer?", "frameshift_variant"),
    (17, "GAAA", "G", "c.4_6del", "p.Lys2del", "inframe_deletion"),
    (17, "G", "GAAA", "c.4_6dup", "p.Lys2dup", "inframe_insertion"),
    (18, "A", "TCCT", "c.4delinsTCCT", "p.Lys2delinsSerTer", "stop_gained"),
    (18, "AA", "GCCCC", "c.4_5delinsGCCCC", "p.Lys2delinsAlaPro", "protein_altering_variant"),
    (26, "T", "A", "c.12T>A", "p.Leu4=", "splice_region_variant synonymous_variant"),
    (27, "G", "A", "c.12+1G>A", "", "splice_donor_variant"),
    (29, "A", "C", "c.12+3A>C", "", "splice_donor_region_variant intron_variant"),
    (31, "G", "C", "c.12+5G>C", "", "splice_donor_5th_base_variant intron_variant"),
    (34, "C", "A", "c.12+8C>A", "", "splice_region_variant intron_variant"),
    (40, "C", "A", "c.12+14C>A", "", "intron_variant"),
    (50, "C", "A", "c.13-14C>A", "", "splice_polypyrimidine_tract_variant intron_variant"),
    (59, "T", "A", "c.13-5T>A", "",
     "splice_region_variant splice_polypyrimidine_tract_variant intron_variant"),
    (63, "G", "A", "c.13-1G>A", "", "splice_acceptor_variant"),
    (70, "T", "C", "c.19T>C", "p.Ter7GlnextTer?", "stop_lost"),
    (72, "A", "G", "c.21A>G", "p.Ter7=", "stop_retained_variant"),
    (74, "G", "A", "c.*2G>A", "", "3_prime_UTR_variant"),
    (5, "C", "T", "", "", "upstream_gene_variant"),
    (80, "C", "T", "", "", "downstream_gene_variant"),
    (26, "T", "TA", "c.12_12+1insA", "", "splice_region_variant coding_sequence_variant"),
    (8, "C" + GENE[9:80], "C", "", "", "transcript_ablation"),
    (62, "AGG", "A", "c.13-1_13del", "", "splice_acceptor_variant coding_sequence_variant"),
    (15, "AT", "A", "c.2del", "p.Met1?", "frameshift_variant start_lost"),
]  # fmt: skip


@pytest.fixture(scope="module", params=[1, -1], ids=["forward", "reverse"])
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """The gene, or its mirror image: the same names have to come out."""
    strand, size = request.param, len(GENE)
    if strand > 0:
        model = Model("NM_1.1", "21", 1, EXONS, CODING, tags=("MANE_Select",))
        bases = GENE
    else:
        exons = tuple((size - b, size - a) for a, b in reversed(EXONS))
        coding = (size - CODING[1], size - CODING[0])
        model = Model("NM_1.1", "21", -1, exons, coding, tags=("MANE_Select",))
        bases = reverse(GENE)
    genome = Genome({"21": bases}, [model])
    return EntryWriter(genome.caller(tmp_path_factory.mktemp("small"))), strand


@pytest.mark.parametrize(("position", "ref", "alt", "coding", "protein", "terms"), SMALL)
def test_each_term_where_it_belongs(small, position, ref, alt, coding, protein, terms):
    writer, strand = small
    assert GENE[position : position + len(ref)] == ref
    if strand < 0:
        position = len(GENE) - position - len(ref)
        ref, alt = reverse(ref), reverse(alt)
    (found,) = consequences_of(writer, Variant(Assembly.GRCh38, "21", position, ref, alt))
    assert set(found.terms) == set(terms.split())
    assert found.most_severe == found.terms[0]
    assert found.hgvs_c == (coding and f"NM_1.1:{coding}")
    assert found.hgvs_p == (protein and f"PNM_1.1:{protein}")
    assert (found.gene, found.mane is not None, found.strand) == ("SNM_1.1", True, strand)


@pytest.fixture(scope="module")
def lone(tmp_path_factory: pytest.TempPathFactory) -> EntryWriter:
    genome = Genome({"21": GENE + "C" * 9000}, [Model("N", "21", 1, EXONS, CODING)])
    return EntryWriter(genome.caller(tmp_path_factory.mktemp("lone")))


@pytest.mark.parametrize(
    ("position", "term"),
    [(77 + 5000, "downstream_gene_variant"), (78 + 5000, "intergenic_variant")],
)
def test_five_thousand_bases_are_near(lone, position, term):
    (found,) = consequences_of(lone, Variant(Assembly.GRCh38, "21", position, "C", "T"))
    assert found.terms == (term,)
    assert found.impact is Impact.MODIFIER
    assert found.extra.get("DISTANCE") == ("5000" if term.startswith("down") else None)


def test_nothing_is_said_of_what_the_reference_does_not_hold(lone):
    def ask(position: int, ref: str) -> object:
        return consequences_of(lone, Variant(Assembly.GRCh38, "21", position, ref, "T"))

    with pytest.raises(ReferenceMismatch, match="21:16"):
        ask(15, "G")
    with pytest.raises(NotNormalised, match="does not reach"):
        ask(len(GENE) + 9000, "C")
    with pytest.raises(UnknownAssembly):
        consequences_of(lone, Variant(Assembly.GRCh37, "21", 15, "A", "T"))


def test_a_transcript_that_the_reference_does_not_hold_is_not_guessed_at(tmp_path):
    long = Model("L", "21", 1, ((10, 27), (64, 5000)), (15, 4000))
    writer = EntryWriter(Genome({"21": GENE}, [long]).caller(tmp_path))
    with pytest.raises(NotNormalised, match="transcript that this lies in"):
        consequences_of(writer, Variant(Assembly.GRCh38, "21", 15, "A", "T"))


def test_a_reach_that_is_none_is_refused(tmp_path):
    with pytest.raises(BadInput, match="reach"):
        Genome({"21": GENE}, [Model("N", "21", 1, EXONS, CODING)]).caller(tmp_path, reach_bp=-1)


def test_an_uneven_transcript_has_no_protein(tmp_path):
    """A CDS with a gap inside an exon, as RefSeq has them against the genome."""
    genome = Genome({"21": GENE}, [Model("N", "21", 1, ((10, 78),), (15, 73))])
    path = genome.write_gff3(tmp_path / "genes.gff3")
    lines = path.read_text().splitlines()
    cds = next(k for k, line in enumerate(lines) if "\tCDS\t" in line)
    head, _, about = lines[cds].partition("\t16\t73\t.\t+\t0\t")
    lines[cds : cds + 1] = [
        f"{head}\t16\t30\t.\t+\t0\t{about}",
        f"{head}\t32\t73\t.\t+\t0\t{about}",
    ]
    genome.write_gff3 = lambda path: (path.write_text("\n".join(lines)), path)[1]
    writer = EntryWriter(genome.caller(tmp_path))
    (found,) = consequences_of(writer, Variant(Assembly.GRCh38, "21", 18, "A", "T"))
    assert (found.terms, found.hgvs_p) == (("coding_sequence_variant",), "")


def test_two_alleles_in_one_codon_are_told_of_each_other(lone):
    import numpy as np

    from tests.knowledge.transcript.asked import pairs_of
    from tests.knowledge.transcript.test_hgvs import entries

    near = [("21", 18, "A", "G"), ("21", 19, "A", "C"), ("21", 21, "G", "C"), ("21", 21, "G", "T")]
    flags = [entry[0]["FLAGS"] for entry in entries(lone.caller, near)]
    assert flags == ["codon_shared", "codon_shared", "", ""]
    assert np.all(pairs_of(lone.caller, near).terms > 0)


def test_alleles_are_called_as_vep_calls_them():
    assert vep_names(["C", "C"], [["T"], ["CA", "G"]]) == ["T", "CA", "G"]


def test_the_worst_of_several_transcripts_is_the_one_to_show(tmp_path):
    other = Model("M", "21", 1, ((10, 27), (64, 78)), None)
    genome = Genome({"21": GENE}, [Model("N", "21", 1, EXONS, CODING), other])
    writer = EntryWriter(genome.caller(tmp_path))
    found = consequences_of(writer, Variant(Assembly.GRCh38, "21", 18, "A", "T"))
    assert {each.transcript for each in found} == {"N", "M"}
    assert most_severe(found).transcript == "N"


def test_sets_of_terms_are_numbered_however_many_there_are():
    import numpy as np

    from samvar.knowledge.transcript.text import _numbered

    terms = np.arange(1, 20_001, dtype=np.int64) << 7
    sets, which = _numbered(np.concatenate([terms, terms[::-1]]))
    assert sets.tolist() == terms.tolist()
    assert (sets[which] == np.concatenate([terms, terms[::-1]])).all()
