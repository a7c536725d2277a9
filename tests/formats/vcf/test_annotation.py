"""CSQ, ANN and BCSQ as consequences, in the dialects that laboratories have."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest

from samvar.formats.vcf.annotation import Annotation, Annotator, annotations_of, consequences, genes
from samvar.formats.vcf.annotation_genmod import frequencies, genmod_fields
from samvar.formats.vcf.annotation_read import allele_names
from samvar.formats.vcf.records import RecordFile, info_of
from samvar.model.consequence import Impact, Mane, Prediction, most_severe
from samvar.model.errors import BadFile, Where
from samvar.model.genome import Assembly

HERE = Where("some.vcf", line=9)
VEP = Annotation(
    Annotator.VEP,
    ("Allele", "Consequence", "IMPACT", "SYMBOL", "Gene", "Feature_type", "Feature", "HGVSp",
     "STRAND", "HGNC_ID", "CANONICAL", "MANE_SELECT", "SIFT", "PolyPhen", "REVEL_score",
     "SpliceAI_pred_DS_AG", "SpliceAI_pred_DS_DL", "LoFtool"),
)  # fmt: skip

ALLELES = [
    # REF, alternatives, as VEP calls them
    ("C", ["T"], {"T": 1}),
    ("C", ["T", "G"], {"T": 1, "G": 2}),
    ("CA", ["C"], {"-": 1}),
    ("C", ["CAT"], {"AT": 1}),
    ("CA", ["C", "CAA"], {"-": 1, "AA": 2}),
    ("CA", ["CG", "C"], {"G": 1, "-": 2}),
    ("CA", ["GA", "C"], {"GA": 1, "C": 2}),
    ("N", ["<DEL>"], {"deletion": 1}),
    ("N", ["<DUP:TANDEM>"], {"duplication": 1}),
]


@pytest.mark.parametrize(("ref", "alts", "names"), ALLELES)
def test_alternatives_are_known_by_veps_names(ref: str, alts: list[str], names) -> None:
    assert allele_names(ref, alts) == names


def test_an_entry_of_vep() -> None:
    text = (
        "-|frameshift_variant&splice_region_variant|HIGH|BRCA1|ENSG1|Transcript|ENST1.2|"
        "ENSP1.1:p.Leu23%3D|-1|1100|YES|NM_1.2|deleterious(0.01)|probably_damaging(0.98)|"
        "0.2&0.7|0.1|0.8|0.3,AA|regulatory_region_variant|MODIFIER|||RegulatoryFeature|ENSR1"
        "|||||||||||"
    )
    told = consequences(VEP, text, "CA", ["C", "CAA"], HERE)
    (number, one), (second, other) = told.consequences
    assert (number, second) == (1, 2)
    assert one.terms == ("frameshift_variant", "splice_region_variant")
    assert (one.gene, one.hgnc_id, one.transcript, one.strand) == (
        "BRCA1",
        "HGNC:1100",
        "ENST1.2",
        -1,
    )
    assert (one.hgvs_p, one.canonical, one.mane) == ("ENSP1.1:p.Leu23=", True, Mane.SELECT)
    assert one.predictions == {
        "SIFT": Prediction("deleterious", 0.01),
        "PolyPhen": Prediction("probably_damaging", 0.98),
        "REVEL": Prediction(None, 0.7),
        "SpliceAI": Prediction(None, 0.8),
    }
    assert one.extra["LoFtool"] == "0.3"
    assert (other.transcript, other.extra["Feature"]) == ("", "ENSR1")
    assert other.canonical is False
    assert genes(told.of(1)) == ("HGNC:1100",)


def test_of_one_alternative_every_entry_is_whatever_it_is_called() -> None:
    text = "|".join(["odd", "missense_variant", *[""] * 16])
    assert consequences(VEP, text, "CA", ["CG"], HERE).consequences[0][0] == 1


def test_an_allele_that_no_alternative_has_is_told_of_none_in_particular() -> None:
    text = "|".join(["odd", "missense_variant", *[""] * 16])
    told = consequences(VEP, text, "C", ["A", "G"], HERE)
    assert told.consequences[0][0] is None
    assert len(told.of(1)) == len(told.of(2)) == 1


SNPEFF = b"##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | Transcript_BioType | Rank | HGVS.c | HGVS.p | cDNA.pos / cDNA.length | CDS.pos / CDS.length | AA.pos / AA.length | Distance | ERRORS / WARNINGS / INFO'\">"  # noqa: E501


def test_an_entry_of_snpeff() -> None:
    annotation = annotations_of([SNPEFF])[0]
    text = (
        "TC|intron_variant|MODIFIER|PER3|ENSG00000049246|transcript|ENST00000377532|"
        "protein_coding|3/20|c.390+471_390+472insC||||||W1"
    )
    ((number, one),) = consequences(annotation, text, "T", ["TC"], HERE).consequences
    assert number == 1
    assert (one.intron, one.exon, one.transcript) == ("3/20", "", "ENST00000377532")
    assert one.hgvs_c == "ENST00000377532:c.390+471_390+472insC"
    assert one.extra == {"ERRORS / WARNINGS / INFO": "W1"}


def test_entries_of_bcftools_and_what_they_point_to() -> None:
    annotation = Annotation(Annotator.BCFTOOLS, annotations_of([_bcsq()])[0].columns)
    text = "*missense|OR4F5|ENST1|protein_coding|+|141T>141A|69511A>G,intron|X||lincRNA,@69600"
    told = consequences(annotation, text, "A", ["C", "G"], HERE)
    (first, one), (second, other) = told.consequences
    assert (first, second, told.pointers) == (2, None, (69599,))
    assert one.most_severe == "missense"
    assert one.rank == consequences(VEP, "|".join(["G", "missense_variant", *[""] * 16]), "A",
                                    ["G"], HERE).consequences[0][1].rank  # fmt: skip
    assert one.extra["downstream_of_stop"] == "yes"
    assert other.transcript == ""


def _bcsq() -> bytes:
    return b'##INFO=<ID=BCSQ,Number=.,Type=String,Description="Local. Format: whatever">'


FAULTS = [
    (VEP, "A|missense_variant" + "|" * 17, "an entry of CSQ has 19 columns, not 18"),
    (
        Annotation(Annotator.SNPEFF, ("a",) * 16),
        "A|missense",
        "an entry of ANN has 2 columns, not 16",
    ),
    (VEP, "|".join([""] * 18), "an entry names no consequence"),
    (Annotation(Annotator.BCFTOOLS, ("a",) * 7), "@x", "a pointer of BCSQ is not a position"),
]


@pytest.mark.parametrize(("annotation", "text", "said"), FAULTS)
def test_an_odd_entry_is_refused_with_its_place(annotation, text: str, said: str) -> None:
    with pytest.raises(BadFile) as caught:
        consequences(annotation, text, "C", ["T"], HERE)
    assert said in str(caught.value)
    assert str(caught.value.where) == "some.vcf, line 9, column 8"


@pytest.mark.parametrize(
    ("name", "worst", "revel"),
    [
        ("vep97_annotated_clnsig_conservation_revel.vcf", "missense_variant", None),
        ("vep104_annotated.vcf", "missense_variant", 0.664),
        ("vep113_existing_variation.vcf", "3_prime_UTR_variant", None),
    ],
)
def test_three_dialects_of_vep(shared_data: Path, name: str, worst: str, revel) -> None:
    file = RecordFile(shared_data / "rare_disease/scout" / name)
    annotation = annotations_of(file.head)[0]
    for record in file:
        where = Where(file.name, line=record.line)
        told = consequences(annotation, record.info["CSQ"], record.ref, record.alts, where)
        assert len(told.consequences) == record.info["CSQ"].count(",") + 1
        best = most_severe(told.of(1))
        assert best is not None
        assert best.most_severe == worst
        said = best.predictions.get("REVEL")
        assert (said and said.score) == revel


def test_every_entry_of_the_demo_trio_is_read_by_both_annotators(shared_data: Path) -> None:
    file = RecordFile(shared_data / "rare_disease/scout/643594.clinical.vcf.gz")
    impacts: Counter[Impact | None] = Counter()
    for record in file:
        for annotation in annotations_of(file.head):
            text = record.info.get(annotation.annotator.value)
            if text is not None:
                where = Where(file.name, line=record.line)
                told = consequences(annotation, text, record.ref, record.alts, where)
                assert {number for number, _ in told.consequences} <= {1}
                impacts.update(each.impact for _, each in told.consequences)
    assert impacts[None] == 0
    assert sum(impacts.values()) > 5000


def test_every_entry_of_the_ashkenazi_trio_is_read(shared_data: Path) -> None:
    path = shared_data / "rare_disease/slivar/ashk-trio.vcf.gz"
    with gzip.open(path, "rb") as lines:
        head = [line for line in lines if line.startswith(b"##")]
    annotation = annotations_of(head)[0]
    entries = 0
    for record in RecordFile(path, Assembly.GRCh37):
        if text := record.info.get("BCSQ"):
            where = Where("x", line=record.line)
            told = consequences(annotation, text, record.ref, record.alts, where)
            entries += len(told.consequences) + len(told.pointers)
            assert len(told.consequences) + len(told.pointers) == text.count(",") + 1
    assert entries > 9_000


def test_genmods_fields_have_types() -> None:
    info = info_of(
        "GeneticModels=F:AD|AD_dn;Compounds=F:1_2_A_T>14.0|1_3_A_T>-2;ModelScore=F:55.0;"
        "RankScore=F:7;RankScoreNormalized=F:0.5;RankScoreMinMax=F:-30.0:44.0;"
        "RankResult=0|3|-12;Annotation=NOC2L,SAMD11;CADD=1.2,."
    )
    found = genmod_fields(info, HERE)
    assert found.models == {"F": ("AD", "AD_dn")}
    assert [(each.variant, each.score) for each in found.compounds["F"]] == [
        ("1_2_A_T", 14.0), ("1_3_A_T", -2.0),
    ]  # fmt: skip
    assert (found.rank_score, found.normalised) == ({"F": 7.0}, {"F": 0.5})
    assert (found.bounds, found.rank_result) == ({"F": (-30.0, 44.0)}, (0, 3, -12))
    assert (found.genes, found.cadd) == (("NOC2L", "SAMD11"), (1.2, None))


def test_frequencies_are_of_each_alternative() -> None:
    info = info_of("GNOMADAF=0.1,.;SWEGENAF=0.02,0.03;1000GAF=0.5")
    assert frequencies(info, 2, HERE) == ({"gnomAD": 0.1, "SweGen": 0.02}, {"SweGen": 0.03})


@pytest.mark.parametrize("info", ["RankScore=F:x", "ModelScore=F:", "CADD=a"])
def test_a_score_that_is_no_number_is_refused(info: str) -> None:
    with pytest.raises(BadFile):
        genmod_fields(info_of(info), HERE)


def test_a_frequency_above_one_is_refused() -> None:
    with pytest.raises(BadFile, match="between 0 and 1"):
        frequencies({"GNOMADAF": "1.5"}, 1, HERE)


def test_a_header_that_declares_too_few_of_snpeff_s_columns_declares_none() -> None:
    line = (
        b"##INFO=<ID=ANN,Number=.,Type=String,Description=\"Annotations: 'Allele | Annotation'\">"
    )
    assert annotations_of([line]) == ()
