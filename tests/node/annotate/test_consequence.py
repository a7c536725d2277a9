"""A file annotated with what its alleles do, alone or beside frequencies."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pysam
import pytest

from samvar.formats.fasta import Reference
from samvar.formats.vcf.annotation_read import allele_names
from samvar.formats.vcf.passing import PassingFile
from samvar.knowledge.transcript.release import find_transcripts, import_gff3
from samvar.knowledge.transcript.text import FIELDS
from samvar.model.errors import BadFile, BadInput, NotFound, UnknownAssembly, UsageError
from samvar.model.genome import Assembly
from samvar.node.annotate import AnnotateRequest, annotate_file, annotate_transcripts
from samvar.node.annotate.consequence import Consequences
from samvar.node.annotate.fields import COUNTS, Group
from samvar.node.annotate.source import Asked
from tests.knowledge.transcript.asked import terms_of
from tests.knowledge.transcript.bcftools import write_vcf
from tests.knowledge.transcript.genome import Genome, draw_genome, draw_variants


@pytest.fixture(scope="module")
def genome() -> Genome:
    return draw_genome(40)


@pytest.fixture
def places(genome: Genome, tmp_path: Path) -> tuple[Path, Path]:
    """A GFF3 file and a reference, as long as the assembly's contig 21 says, all else missing."""
    return genome.write_gff3(tmp_path / "genes.gff3"), genome.write_fasta(tmp_path / "genome.fa")


@pytest.fixture(autouse=True)
def short_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    """The synthetic genome is a part of one contig."""
    from samvar.formats.fasta import Reference
    from samvar.node.annotate import service

    class Partial(Reference):
        @classmethod
        def open(cls, path, assembly, *, partial=True):
            return super().open(path, assembly, partial=True)

    monkeypatch.setattr(service, "Reference", Partial)


def csq(path: Path) -> list[tuple[str, ...]]:
    with pysam.VariantFile(str(path)) as file:
        return [record.info.get("CSQ", ()) for record in file]


def test_a_file_says_of_each_allele_what_the_caller_says(genome, places, tmp_path):
    genes, fasta = places
    variants = draw_variants(40, genome, 300)
    vcf = write_vcf(tmp_path / "in.vcf", genome, variants)
    request = AnnotateRequest(vcf, "GRCh38", reference=fasta, transcripts=str(genes))
    done = annotate_transcripts(request, tmp_path / "out.vcf", "vcf")
    assert (done.records, done.alleles, done.found) == (300, 300, {})
    said = done.sources["samvar_annotate_consequence"]
    assert 'Transcripts="genes.gff3"' in said
    for told, ours in zip(
        csq(tmp_path / "out.vcf"), terms_of(genome.caller(tmp_path), variants), strict=True
    ):
        entries = [dict(zip(FIELDS, entry.split("|"), strict=True)) for entry in told]
        assert {e["Feature"]: set(e["Consequence"].split("&")) for e in entries} == ours


def test_the_lines_are_else_as_they_were(genome, places, tmp_path):
    genes, fasta = places
    bases = genome.bases["21"]
    start = genome.models[0].start + 3
    record = f"21\t{start + 1}\tid\t{bases[start]}\t<DEL>,*\t.\tPASS\tEND={start + 9};X\tGT\t1|2\n"
    alts = [base for base in "ACGT" if base != bases[start]]
    record += f"21\t{start + 1}\t.\t{bases[start]}\t{alts[0]},{alts[1]}\t9\t.\t.\tGT\t1|2\n"
    head = (
        '##fileformat=VCFv4.3\n##contig=<ID=21>\n##INFO=<ID=X,Number=0,Type=Flag,Description="x">\n'
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ts\n"
    )
    vcf = tmp_path / "in.vcf"
    vcf.write_text(head + record)
    request = AnnotateRequest(vcf, "GRCh38", reference=fasta, transcripts=str(genes))
    annotate_transcripts(request, tmp_path / "out.vcf", "vcf")
    first, second = [
        line for line in (tmp_path / "out.vcf").read_text().splitlines() if line[0] != "#"
    ]
    assert first == record.split("\n")[0]  # nothing is said of what is no sequence
    fields, before = second.split("\t"), record.split("\n")[1].split("\t")
    assert [*fields[:7], *fields[8:]] == [*before[:7], *before[8:]]
    assert fields[7].startswith("CSQ=")
    entries = [entry.split("|") for entry in fields[7][4:].split(",")]
    number = FIELDS.index("ALLELE_NUM")
    names = allele_names(bases[start], alts[:2])
    assert [names[entry[0]] for entry in entries] == [int(entry[number]) for entry in entries]
    assert {entry[number] for entry in entries} == {"1", "2"}


def test_parquet_has_the_entries_as_its_last_column(genome, places, tmp_path):
    genes, fasta = places
    variants = draw_variants(41, genome, 120)
    vcf = write_vcf(tmp_path / "in.vcf", genome, variants)
    request = AnnotateRequest(vcf, "GRCh38", reference=fasta, transcripts=str(genes))
    annotate_transcripts(request, tmp_path / "out.parquet", "parquet")
    annotate_transcripts(request, tmp_path / "out.vcf", "vcf")
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.column_names[-1] == "csq"
    assert table["csq"].to_pylist() == [",".join(told) for told in csq(tmp_path / "out.vcf")]


def test_a_packed_file_is_read_by_bcftools(
    genome, places, tmp_path, needs_program: Callable[[str], str]
):
    genes, fasta = places
    vcf = write_vcf(tmp_path / "in.vcf", genome, draw_variants(42, genome, 50))
    request = AnnotateRequest(vcf, "GRCh38", reference=fasta, transcripts=str(genes))
    annotate_transcripts(request, tmp_path / "out.vcf.gz", "vcf.gz")
    words = [needs_program("bcftools"), "+split-vep", "-f", "%POS %Consequence\n", "-d"]
    done = subprocess.run(
        [*words, tmp_path / "out.vcf.gz"], capture_output=True, text=True, check=False
    )
    if done.returncode == 0:  # the plugin is not in every build
        assert len(done.stdout.splitlines()) == sum(map(len, csq(tmp_path / "out.vcf.gz")))


def test_what_cannot_be_told_is_refused(genome, places, tmp_path):
    genes, fasta = places
    vcf = write_vcf(tmp_path / "in.vcf", genome, draw_variants(43, genome, 5))
    out = tmp_path / "out.vcf"

    def ask(**change: object) -> object:
        given = {"reference": fasta, "transcripts": str(genes), **change}
        return annotate_transcripts(AnnotateRequest(vcf, "GRCh38", **given), out, "vcf")

    with pytest.raises(BadInput, match="need the reference"):
        ask(reference=None, assert_normalised=True)
    with pytest.raises(UsageError, match="nothing to annotate"):
        ask(transcripts="")
    with pytest.raises(UsageError, match="of frequencies"):
        ask(fields="AC")
    with pytest.raises(NotFound):
        ask(transcripts="nobody")
    import_gff3(genes, tmp_path / "shelf", name="g")
    other = tmp_path / "37.gff3"
    other.write_text(genes.read_text().replace("GRCh38.p14", "GRCh37"))
    import_gff3(other, tmp_path / "shelf", name="other")
    with pytest.raises(UnknownAssembly, match="transcripts are of GRCh37"):
        ask(transcripts=str(tmp_path / "shelf" / "other"))
    ask(transcripts=str(tmp_path / "shelf" / "g"))
    vcf = out.rename(tmp_path / "again.vcf")
    with pytest.raises(BadFile, match="consequences already"):
        ask()


class OneOfTwo:
    """A source by which everybody's first allele is seen once in two people."""

    group = Group("SAMVAR_", "two people", frozenset(COUNTS))
    said = ("samvar_annotate_release", "<ID=SAMVAR>")

    def counts(self, asked: Asked) -> np.ndarray:
        return np.tile(np.array([[1, 4, 2, 0, 0]], dtype=np.int32), (len(asked.keys), 1))


def test_consequences_stand_beside_frequencies(genome, places, tmp_path):
    genes, fasta = places
    reference = Reference.open(fasta, Assembly.GRCh38, partial=True)
    vcf = write_vcf(tmp_path / "in.vcf", genome, draw_variants(44, genome, 60))
    for form, name in (("vcf", "out.vcf"), ("parquet", "out.parquet")):
        file = PassingFile(vcf, assembly=Assembly.GRCh38, reference=lambda _: reference)
        told = Consequences(file, find_transcripts(str(genes)))
        sources = [OneOfTwo()]
        done = annotate_file(file, sources, ("AC", "AF"), tmp_path / name, form, consequences=told)
        assert done.found == {"SAMVAR": 60}
    with pysam.VariantFile(str(tmp_path / "out.vcf")) as read:
        records = list(read)
    assert all(record.info["SAMVAR_AC"] == (1,) for record in records)
    assert all(record.info["SAMVAR_AF"] == (0.25,) for record in records)
    assert all(record.info["CSQ"] for record in records)
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.column_names[-3:] == ["ac", "af", "csq"]
    assert table["csq"].null_count == 0


def test_a_node_without_a_reference_says_so(run, cohort, genome, places):
    genes, _ = places
    with pytest.raises(BadInput, match="need the reference"):
        run(Path(cohort.files[0]), transcripts=str(genes))
