"""GFF3 in: three sources' ways of saying the same, odd files, and what is refused."""

# The lines of GFF3 in here are as wide as they are.
# ruff: noqa: E501

from __future__ import annotations

import gzip
import random
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.formats.gff3.read import read_gff3
from samvar.model.errors import BadFile, UnknownAssembly
from samvar.model.genome import CODE, Assembly
from samvar.model.transcript import Mark, Transcripts
from tests.knowledge.transcript.genome import draw_genome, gff3_lines

ENSEMBL = """\
##gff-version 3
#!genome-build Genome Reference Consortium GRCh38.p14
17	GRCh38	chromosome	1	83257441	.	.	.	ID=chromosome:17;Alias=CM000679.2
###
17	havana	gene	101	400	.	-	.	ID=gene:ENSG00000012048;Name=BRCA1;\
biotype=protein_coding;description=BRCA1 [Source:HGNC Symbol%3BAcc:HGNC:1100];\
gene_id=ENSG00000012048;version=26
17	havana	mRNA	101	400	.	-	.	ID=transcript:ENST00000357654;\
Parent=gene:ENSG00000012048;Name=BRCA1-203;biotype=protein_coding;tag=basic,Ensembl_canonical,MANE_Select;\
transcript_id=ENST00000357654;version=9
17	havana	three_prime_UTR	101	120	.	-	.	Parent=transcript:ENST00000357654
17	havana	exon	101	200	.	-	.	Parent=transcript:ENST00000357654;Name=E2
17	havana	CDS	121	200	.	-	1	ID=CDS:ENSP00000350283;\
Parent=transcript:ENST00000357654;protein_id=ENSP00000350283;version=3
17	havana	exon	301	400	.	-	.	Parent=transcript:ENST00000357654;Name=E1
17	havana	CDS	301	391	.	-	0	ID=CDS:ENSP00000350283;\
Parent=transcript:ENST00000357654;protein_id=ENSP00000350283;version=3
"""
GENCODE = """\
##gff-version 3
#description: evidence-based annotation of the human genome (GRCh38), version 47 (Ensembl 113)
chr17	HAVANA	gene	101	400	.	-	.	ID=ENSG00000012048.26;gene_id=ENSG00000012048.26;\
gene_type=protein_coding;gene_name=BRCA1;level=2;hgnc_id=HGNC:1100
chr17	HAVANA	transcript	101	400	.	-	.	ID=ENST00000357654.9;\
Parent=ENSG00000012048.26;gene_id=ENSG00000012048.26;transcript_id=ENST00000357654.9;gene_type=protein_coding;gene_name=BRCA1;\
transcript_type=protein_coding;tag=basic,Ensembl_canonical,MANE_Select
chr17	HAVANA	exon	301	400	.	-	.	ID=exon:ENST00000357654.9:1;Parent=ENST00000357654.9
chr17	HAVANA	CDS	301	391	.	-	0	ID=CDS:ENST00000357654.9;Parent=ENST00000357654.9;\
protein_id=ENSP00000350283.3
chr17	HAVANA	exon	101	200	.	-	.	ID=exon:ENST00000357654.9:2;Parent=ENST00000357654.9
chr17	HAVANA	CDS	121	200	.	-	2	ID=CDS:ENST00000357654.9;Parent=ENST00000357654.9;\
protein_id=ENSP00000350283.3
"""
REFSEQ = """\
##gff-version 3
NC_000017.11	RefSeq	region	1	83257441	.	+	.	ID=NC_000017.11:1..83257441;Dbxref=taxon:9606
NC_000017.11	BestRefSeq	gene	101	400	.	-	.	ID=gene-BRCA1;\
Dbxref=GeneID:672,HGNC:HGNC:1100,MIM:113705;Name=BRCA1;gbkey=Gene;gene=BRCA1;gene_biotype=protein_coding
NC_000017.11	BestRefSeq	mRNA	101	400	.	-	.	ID=rna-NM_007294.4;Parent=gene-BRCA1;\
Dbxref=GeneID:672,Genbank:NM_007294.4;Name=NM_007294.4;gene=BRCA1;tag=MANE Select;\
transcript_id=NM_007294.4
NC_000017.11	BestRefSeq	exon	301	400	.	-	.	ID=exon-NM_007294.4-1;Parent=rna-NM_007294.4
NC_000017.11	BestRefSeq	exon	101	200	.	-	.	ID=exon-NM_007294.4-2;Parent=rna-NM_007294.4
NC_000017.11	BestRefSeq	CDS	301	391	.	-	0	ID=cds-NP_009225.1;Parent=rna-NM_007294.4;\
protein_id=NP_009225.1
NC_000017.11	BestRefSeq	CDS	121	200	.	-	2	ID=cds-NP_009225.1;Parent=rna-NM_007294.4;\
protein_id=NP_009225.1
NC_000017.11	RefSeq	cDNA_match	101	200	.	-	.	ID=x;Target=NM_007294.4 1 2 +
NW_003315950.2	BestRefSeq	exon	1	9	.	-	.	Parent=nowhere
NC_012920.1	RefSeq	gene	3307	4262	.	+	.	ID=gene-MT-ND1;\
Dbxref=GeneID:4535,HGNC:HGNC:7455;Name=MT-ND1;gene=MT-ND1
NC_012920.1	RefSeq	CDS	3307	4262	.	+	0	ID=cds-YP_003024026.1;Parent=gene-MT-ND1;\
protein_id=YP_003024026.1
"""


def read(folder: Path, text: str, **how: Assembly) -> Transcripts:
    path = folder / "x.gff3"
    path.write_text(text)
    return read_gff3(path, **how)


@pytest.mark.parametrize(
    ("text", "name", "protein", "gene_id"),
    [
        (ENSEMBL, "ENST00000357654.9", "ENSP00000350283.3", "ENSG00000012048"),
        (GENCODE, "ENST00000357654.9", "ENSP00000350283.3", "ENSG00000012048.26"),
        (REFSEQ, "NM_007294.4", "NP_009225.1", "672"),
    ],
    ids=["Ensembl", "GENCODE", "RefSeq"],
)
def test_each_source_tells_the_same_transcript(tmp_path, text, name, protein, gene_id):
    """Ensembl's second CDS line has a phase that does not follow: that transcript is uneven."""
    found = read(tmp_path, text)
    at = list(found.name).index(name)
    gene = int(found.gene[at])
    assert found.assembly is Assembly.GRCh38
    assert (found.symbol[gene], found.gene_id[gene], found.hgnc_id[gene]) == (
        "BRCA1", gene_id, "HGNC:1100",
    )  # fmt: skip
    assert found.protein[at] == protein
    assert found.exons(at) == [(100, 200), (300, 400)]
    assert (found.coding_start[at], found.coding_end[at], found.phase[at]) == (120, 391, 0)
    assert (found.contig[at], found.strand[at]) == (17, -1)
    assert found.biotypes[found.biotype[at]] == "protein_coding"
    marks = Mark(int(found.marks[at]))
    assert Mark.MANE_SELECT in marks
    assert (Mark.CANONICAL in marks) == (text is not REFSEQ)
    assert (Mark.UNEVEN in marks) == (text is ENSEMBL)


def test_a_gene_that_holds_its_cds_itself_is_its_own_transcript(tmp_path):
    found = read(tmp_path, REFSEQ)
    assert list(found.name) == ["NM_007294.4", "MT-ND1"]
    assert found.exons(1) == [(3306, 4262)]
    assert found.hgnc_id[int(found.gene[1])] == "HGNC:7455"


@pytest.mark.parametrize(
    ("attribute", "strand", "place"),
    [
        ("transl_except=(pos:120..122%2Caa:Sec)", "+", 119),
        ("transl_except=(pos:120..122,aa:Sec)", "+", 119),
        ("transl_except=(pos:complement(120..122),aa:Sec)", "-", 121),
        ("transl_except=(pos:120..122,aa:Met),(pos:126..128,aa:Sec)", "+", 125),
    ],
)
def test_refseqs_selenocysteine_is_found(tmp_path, attribute, strand, place):
    text = (
        f"##genome-build GRCh38\n1\tt\tmRNA\t101\t160\t.\t{strand}\t.\tID=t\n"
        f"1\tt\tCDS\t101\t160\t.\t{strand}\t0\tID=c;Parent=t;{attribute}\n"
    )
    assert read(tmp_path, text).recoded.tolist() == [place]


def test_packed_files_windows_ends_and_a_trailing_genome_are_read(tmp_path, needs_program):
    plain = read(tmp_path, GENCODE)
    other = GENCODE.replace("\n", "\r\n") + "##FASTA\n>chr17\nACGT\n"
    packed = tmp_path / "x.gff3.gz"
    packed.write_bytes(gzip.compress(other.encode()))
    assert list(read_gff3(packed).name) == list(plain.name)
    subprocess.run([needs_program("bgzip"), "-f", tmp_path / "x.gff3"], check=True)
    assert read_gff3(packed).exons(0) == plain.exons(0)


def test_an_exon_of_two_transcripts_is_in_both(tmp_path):
    text = (
        "##genome-build GRCh38\n1\tt\tmRNA\t1\t9\t.\t+\t.\tID=a\n1\tt\tmRNA\t1\t20\t.\t+\t.\tID=b\n"
        "1\tt\texon\t1\t9\t.\t+\t.\tParent=a,b\n1\tt\texon\t15\t20\t.\t+\t.\tParent=b\n"
    )
    found = read(tmp_path, text)
    assert [found.exons(0), found.exons(1)] == [[(0, 9)], [(0, 9), (14, 20)]]


GOOD = "1\tt\tmRNA\t1\t9\t.\t+\t.\tID=a"
WRONG = [
    # line, column, what is said
    ("1\tt\texon\t1\t9", 5, "nine columns"),
    ("1\tt\texon\t1\t9\t.\t+\t.", 8, "phase"),
    ("1\tt\texon\t1\t9\t.\t+\t.\tParent=a\tmore", 9, "no tab in the last"),
    ("1\tt\texon\t0\t9\t.\t+\t.\tParent=a", 4, "from 1"),
    ("1\tt\texon\tx\t9\t.\t+\t.\tParent=a", 4, "from 1"),
    ("1\tt\texon\t" + "9" * 400 + "\t9\t.\t+\t.\tParent=a", 4, "from 1"),
    ("1\tt\texon\t5\t4\t.\t+\t.\tParent=a", 5, "not before the start"),
    ("1\tt\texon\t1\t9\t.\tx\t.\tParent=a", 7, "strand"),
    ("1\tt\texon\t1\t9\t.\t\t.\tParent=a", 7, "strand"),
    ("1\tt\tCDS\t1\t9\t.\t+\t.\tParent=a", 8, "phase"),
    ("1\tt\tCDS\t1\t9\t.\t+\t3\tParent=a", 8, "phase"),
    ("1\tt\texon\t1\t9\t.\t+\t.\tID=e", 9, "needs a Parent"),
    ("1\tt\texon\t1\t9\t.\t+\t.\tParent=b", 9, "nowhere"),
    ("1\tt\texon\t1\t9\t.\t-\t.\tParent=a", None, "strand than its transcript"),
    ("2\tt\texon\t1\t9\t.\t+\t.\tParent=a", None, "another sequence"),
    ("1\tt\texon\t1\t10\t.\t+\t.\tParent=a", None, "beyond its transcript"),
]


@pytest.mark.parametrize(("line", "column", "said"), WRONG)
def test_a_wrong_line_is_refused_with_its_place(tmp_path, line, column, said):
    with pytest.raises(BadFile, match=said) as caught:
        read(tmp_path, f"##genome-build GRCh38\n{GOOD}\n{line}\n")
    assert (caught.value.where.line, caught.value.where.column) == (3, column)


def test_pieces_over_each_other_and_doubled_ids_are_refused(tmp_path):
    exon = "1\tt\texon\t{}\t{}\t.\t+\t.\tParent=a"
    head = f"##genome-build GRCh38\n{GOOD}\n"
    with pytest.raises(BadFile, match="overlaps another"):
        read(tmp_path, head + exon.format(1, 5) + "\n" + exon.format(5, 9) + "\n")
    with pytest.raises(BadFile, match="another line too"):
        read(tmp_path, head + GOOD + "\n" + exon.format(1, 5) + "\n")
    with pytest.raises(BadFile, match="no transcript"):
        read(tmp_path, head)
    line = "1\tt\t{}\t1\t249000000\t.\t+\t.\t{}\n"
    far = "##genome-build GRCh38\n" + line.format("mRNA", "ID=a") + line.format("exon", "Parent=a")
    with pytest.raises(BadFile, match="beyond its contig"):
        read(tmp_path, far)


def test_the_assembly_is_told_given_or_asked_for(tmp_path):
    bare = ENSEMBL.replace("GRCh38.p14", "of man").replace("GRCh38", "x")
    with pytest.raises(UnknownAssembly, match="does not say"):
        read(tmp_path, bare)
    assert read(tmp_path, bare, assembly=Assembly.GRCh37).assembly is Assembly.GRCh37
    with pytest.raises(UnknownAssembly, match="not GRCh37"):
        read(tmp_path, GENCODE, assembly=Assembly.GRCh37)
    with pytest.raises(UnknownAssembly):
        read(tmp_path, REFSEQ, assembly=Assembly.GRCh37)


@settings(max_examples=40)
@given(seed=st.integers(0, 1 << 30), mix=st.booleans())
def test_what_is_written_is_read_whatever_the_order_of_lines(tmp_path_factory, seed, mix):
    genome = draw_genome(seed, genes=12, complete=False)
    lines = [line for model in genome.models for line in gff3_lines(model)]
    if mix:
        random.Random(seed).shuffle(lines)
    text = "##gff-version 3\n##genome-build GRCh38\n" + "\n".join(lines)
    found = read(tmp_path_factory.mktemp("gff3"), text)
    assert list(found.name) == [model.name for model in genome.models]
    for at, model in enumerate(genome.models):
        assert found.exons(at) == list(model.exons)
        coding = (-1, -1) if model.coding is None else model.coding
        assert (found.coding_start[at], found.coding_end[at]) == coding
        assert found.strand[at] == model.strand
        assert found.contig[at] == CODE[model.contig]
        assert not found.marks[at] & Mark.UNEVEN
        if model.coding:
            assert found.phase[at] == model.phase
            assert found.protein[at] == f"P{model.name}"


def test_a_gtf_is_told_apart(tmp_path, shared_data):
    """One of genes alone, and one with an exon."""
    path = shared_data / "rare_disease" / "genmod" / "examples" / "small_geneset.gtf"
    with pytest.raises(BadFile, match="GTF"):
        read_gff3(path, Assembly.GRCh37)
    line = '1\tx\texon\t1\t9\t.\t+\t.\tgene_id "G"; transcript_id "T";\n'
    with pytest.raises(BadFile, match="GTF") as caught:
        read(tmp_path, line, assembly=Assembly.GRCh37)
    assert caught.value.where.line == 1
