"""Which assembly a file is of: contigs and header decide, or the caller says so."""

import pytest

from samvar.formats.vcf.header import Header
from samvar.formats.vcf.read import open_vcf
from samvar.model.errors import UnknownAssembly
from samvar.model.genome import Assembly

COLUMNS = b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
A37, A38 = Assembly.GRCh37, Assembly.GRCh38

DECIDED = [
    # header line                                             stated  assembly  from
    (b"##contig=<ID=chr1,length=248956422>", None, A38, "contigs"),
    (b"##contig=<ID=1,length=249250621,assembly=b37>", None, A37, "contigs"),
    (b"##contig=<length=135086622,ID=11>", None, A38, "contigs"),
    (b"##contig=<ID=NC_000010.11>", None, A38, "contigs"),
    (b"##contig=<ID=NC_000010.10>", A37, A37, "contigs"),
    (b"##contig=<ID=10,assembly=GRCh38>", None, A38, "header"),
    (b"##reference=file:///data/Homo_sapiens_assembly38/hg38.fa", None, A38, "header"),
    (b"##reference=human_g1k_v37.fasta", None, A37, "header"),
    (b"##reference=GCA_000001405.15_no_alt", None, A38, "header"),
    (b"##reference=GCF_000001405.25", None, A37, "header"),
    (b"##reference=GCF_000001405.40", None, A38, "header"),
    (b"##reference=hg19ToHg38.fa", A37, A37, "stated"),
    (b"##contig=<ID=chrM,length=16571>", A37, A37, "stated"),
    (b"##contig=<ID=GL000191.1,length=106433>", A38, A38, "stated"),
    (b"##source=GRCh38", A37, A37, "stated"),
]


@pytest.mark.parametrize(("line", "stated", "assembly", "by"), DECIDED)
def test_the_assembly_is_what_the_file_says(line, stated, assembly, by):
    header = Header.parse([b"##fileformat=VCFv4.2", line, COLUMNS], "x.vcf")
    assert header.decide(stated, "x.vcf") == (assembly, by)


UNDECIDED = [
    ([b"##contig=<ID=1>"], None, "does not say"),
    ([b"##contig=<ID=1,length=249250621>"], A38, "contradictory"),
    ([b"##reference=hg38"], A37, "contradictory"),
    ([b"##reference=hg38", b"##contig=<ID=1,length=249250621>"], None, "contradictory"),
    ([b"##contig=<ID=1,length=249250621>", b"##contig=<ID=2,length=242193529>"], None, "of two"),
    ([b"##contig=<ID=20,length=62435964>"], A37, "62435964 bases"),
    ([b"##contig=<ID=NC_000010.11>"], A37, "contradictory"),
]


@pytest.mark.parametrize(("lines", "stated", "what"), UNDECIDED)
def test_nobody_guesses_the_assembly(lines, stated, what):
    with pytest.raises(UnknownAssembly, match=what):
        Header.parse([*lines, COLUMNS], "x.vcf").decide(stated, "x.vcf")


def test_a_real_file_of_ncbi36_is_refused_in_both_forms(shared_data):
    folder = shared_data / "exchange/htsget/variants"
    for name in ("spec-v4.3.bcf", "spec-v4.3.vcf.gz"):
        with pytest.raises(UnknownAssembly):
            open_vcf(folder / name, assembly=A37, assert_normalised=True)


def test_the_other_mitochondrion_of_hg19_is_left_out(tmp_path):
    path = tmp_path / "x.vcf"
    path.write_bytes(
        b"##contig=<ID=chr1,length=249250621>\n##contig=<ID=chrM,length=16571>\n"
        + COLUMNS
        + b"\nchrM\t150\t.\tT\tC\t.\t.\t.\nchr1\t150\t.\tT\tC\t.\t.\t.\n"
    )
    with open_vcf(path, assert_normalised=True) as file:
        (calls,) = file.batches()
    assert calls.contig.tolist() == [1]
    assert file.tally.skipped == {"not a primary contig": 1}
