"""A case's list of small variants: in rank order, every value that of a plain reading."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from samvar.focus.rare_disease.intake.small import SmallList, write_small
from samvar.focus.rare_disease.intake.small_block import gravest
from samvar.focus.rare_disease.model.family import families_of
from samvar.focus.rare_disease.model.inheritance import Model
from samvar.focus.rare_disease.model.listing import NO_SCORE, ClinVar
from samvar.focus.rare_disease.records.small import SmallRows
from samvar.formats.ped.read import PedRow, read_ped
from samvar.formats.vcf.annotation import annotations_of, consequences
from samvar.formats.vcf.annotation_genmod import frequencies, genmod_fields
from samvar.formats.vcf.records import RecordFile, alleles_called
from samvar.model.consequence import rank
from samvar.model.errors import BadFile, Where
from samvar.model.genome import CODE, Assembly, Sex
from samvar.model.variant import Variant

HEAD = """\
##fileformat=VCFv4.2
##contig=<ID=1,length=249250621>
##contig=<ID=GL000192.1,length=547496>
##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP. Format: Allele|Consequence|SYMBOL|HGNC_ID">
##INFO=<ID=GNOMADAF,Number=A,Type=Float,Description="gnomAD">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tson\tdad\tmum
"""
LINES = (
    ("1", 100, "A", "G", "PASS", "CSQ=G|intron_variant|ONE|1;RankScore=fam:5.0",
     "0/1:30:99:15,15", "0/0:30:99:30,0", "0/0:30:99:30,0"),
    ("1", 200, "C", "T,G", "LowQual",
     "CSQ=T|missense_variant&splice_region_variant|ONE|1,G|stop_gained|TWO|2;GNOMADAF=0.5,.;"
     "RankScore=fam:17;CLNSIG=Pathogenic", "1/2:9:.:0,4,5", "0/1:30:99:20,10,0", "0/2:.:.:."),
    ("1", 300, "CTG", "C", ".", "GNOMADAF=1e-05", "./.:.:.:.", "0/1:30:99:15,15", "0/0:30:99:30,0"),
    ("GL000192.1", 5, "A", "C", "PASS", "RankScore=fam:90", "0/1:9:9:4,5", "0/0:9:9:9,0",
     "0/0:9:9:9,0"),
)  # fmt: skip
FAMILY = families_of((
    PedRow("fam", "son", "dad", "mum", Sex.MALE, True),
    PedRow("fam", "dad", None, None, Sex.MALE, False),
    PedRow("fam", "mum", None, None, Sex.FEMALE, False),
))[0]  # fmt: skip


def listed(vcf: Path, folder: Path, family=FAMILY, proband="son") -> tuple[SmallList, SmallRows]:
    made = write_small(vcf, family, proband, folder / "columns", folder / "texts")
    return made, SmallRows(folder / "columns", folder / "texts", vcf.name, family.id)


@pytest.fixture
def small(tmp_path) -> SmallRows:
    """Four lines, five alternatives on a primary contig."""
    vcf = tmp_path / "family.vcf"
    body = "".join(
        f"{contig}\t{position}\t.\t{ref}\t{alt}\t50\t{filter_}\t{info}\tGT:DP:GQ:AD\t"
        + "\t".join(columns) + "\n"
        for contig, position, ref, alt, filter_, info, *columns in LINES
    )  # fmt: skip
    vcf.write_text(HEAD + body)
    made, found = listed(vcf, tmp_path)
    assert (made.rows, made.lines, made.assembly) == (4, 4, Assembly.GRCh37)
    return found


def test_rows_are_in_order_of_score_then_of_gravity_and_rarity(small):
    rows = small.rows(range(len(small)))
    assert [(row.variant.position + 1, row.variant.alt, row.score) for row in rows] == [
        (200, "G", 17), (200, "T", 17), (100, "G", 5), (300, "C", None),
    ]  # fmt: skip


def test_a_row_says_what_its_line_says(small):
    stop, missense, new, unknown = small.rows(range(4))
    assert stop.told.severe.terms == ("stop_gained",)
    assert missense.told.severe.terms == ("missense_variant", "splice_region_variant")
    assert (stop.told.frequencies, missense.told.frequencies) == ({}, {"gnomAD": 0.5})
    assert (stop.clinvar, new.clinvar) == (ClinVar.PATHOGENIC, ClinVar.NOTHING)
    assert (stop.passed, new.passed, unknown.passed) == (False, True, True)
    assert [each.copies for each in stop.carried] == [1, 0, 1]
    assert [each.copies for each in unknown.carried] == [None, 1, 0]
    assert Model.AD_DN in new.met
    assert unknown.told.severe is None
    assert unknown.line == 10


def test_columns_tell_unknown_from_nothing(small):
    assert small["severity"].tolist() == [
        rank("stop_gained"), rank("missense_variant"), rank("intron_variant"), -1,
    ]  # fmt: skip
    assert small["score"].tolist() == [17, 17, 5, NO_SCORE]
    assert [math.isnan(each) for each in small["frequency"]] == [True, False, True, False]
    assert small["copies_0"].tolist() == [1, 1, 1, -1]
    assert small["reads_0"].tolist() == [5, 4, 15, -1]
    assert small["depth_2"].tolist() == [-1, -1, 30, 30]
    genes = small.ragged("genes")
    names = {number: name for name, number in small.genes.items()}
    assert small.genes_by == "HGNC_ID"
    assert [{names[n] for n in genes.row(row)} for row in range(4)] == [
        {"HGNC:1", "HGNC:2"}, {"HGNC:1", "HGNC:2"}, {"HGNC:1"}, set(),
    ]  # fmt: skip


def test_genes_are_known_by_their_symbols_too(small):
    assert small.symbols == {"ONE": ("HGNC:1",), "TWO": ("HGNC:2",)}


def test_the_line_behind_a_row_is_the_files_own(small):
    (line,) = small.lines([2])
    assert line.startswith(b"1\t100\t.\tA\tG\t50\tPASS\tCSQ=G|intron_variant|ONE|1")
    assert small.head[0] == b"##fileformat=VCFv4.2"


def test_a_variant_is_found_by_its_name(small):
    assert small.at(Variant(Assembly.GRCh37, "1", 199, "C", "G")) == (0,)
    assert small.at(Variant(Assembly.GRCh37, "1", 199, "C", "A")) == ()


def test_a_file_without_the_proband_is_refused(tmp_path):
    vcf = tmp_path / "family.vcf"
    vcf.write_text(HEAD.replace("son", "other"))
    with pytest.raises(BadFile, match="no sample for the proband"):
        listed(vcf, tmp_path)


def test_a_score_that_is_none_is_told_with_its_line(tmp_path):
    vcf = tmp_path / "family.vcf"
    record = "1\t100\t.\tA\tG\t50\tPASS\tRankScore=fam:high\tGT\t0/1\t0/0\t0/0\n"
    vcf.write_text(HEAD + record)
    with pytest.raises(BadFile, match="not a number") as caught:
        listed(vcf, tmp_path)
    assert caught.value.where.line == 8


SAID = [
    ("Pathogenic", ClinVar.PATHOGENIC),
    ("5|0", ClinVar.PATHOGENIC),
    ("Benign/Likely_benign", ClinVar.LIKELY_BENIGN),
    ("Likely_pathogenic&_risk_factor", ClinVar.LIKELY_PATHOGENIC),
    ("drug_response", ClinVar.OTHER),
    ("not_provided", ClinVar.NOTHING),
    ("", ClinVar.NOTHING),
]


@pytest.mark.parametrize(("text", "meant"), SAID)
def test_what_clinvar_says_at_its_gravest(text, meant):
    assert gravest(text) is meant


def test_the_list_of_the_trio_is_that_of_a_plain_reading(shared_data, tmp_path):
    """Every column against the line as it is read field by field, for all 680 records."""
    folder = shared_data / "rare_disease/scout"
    family = families_of(read_ped(folder / "643594.ped"))[0]
    vcf = folder / "643594.clinical.vcf.gz"
    made, small = listed(vcf, tmp_path, family, "ADM1059A2")
    assert (made.rows, len(small)) == (680, 680)
    at = {int(line): row for row, line in enumerate(small["line"].tolist())}
    file = RecordFile(vcf)
    annotation = annotations_of(file.head)[0]
    scores = []
    for number, record in enumerate(file):
        row, where = at[number], Where(file.name, record.line)
        (alt,) = record.alts
        told = consequences(annotation, record.info["CSQ"], record.ref, [alt], where)
        ranks = [rank(term) for _, each in told.consequences for term in each.terms]
        assert small["severity"][row] == min(ranks)
        known = frequencies(record.info, 1, where)[0]
        highest = max(known.values(), default=math.nan)
        np.testing.assert_equal(small["frequency"][row], np.float32(highest))
        (score,) = genmod_fields(record.info, where).rank_score.values()
        assert small["score"][row] == score
        assert small["contig"][row] == CODE[record.contig]
        assert small["position"][row] == record.position
        assert small["passed"][row] == record.passed
        for place, member in enumerate(small.members):
            column = file.samples.index(member)
            alleles = alleles_called(record.values("GT")[column])
            some = [allele for allele in alleles if allele is not None]
            assert small[f"copies_{place}"][row] == (some.count(1) if some else -1)
        scores.append(int(small["score"][row]))
    assert small["score"].tolist() == sorted(scores, reverse=True)
