"""A whole case looked through: what agrees, what does not, and where."""

from __future__ import annotations

import gzip
import json
from itertools import islice
from pathlib import Path

import pytest

from samvar.focus.rare_disease.intake.plan import Beside, plan_case
from samvar.focus.rare_disease.model.case import CasePlan
from samvar.focus.rare_disease.model.quality import Gate, Standing
from samvar.formats.scout.keys import Role
from samvar.model.genome import Assembly, Sex
from tests.focus.rare_disease.family_files import (
    CHECK,
    CONFIG,
    HEAD,
    LARGE,
    PED,
    SAMPLES,
    SEX,
    SMALL,
    family,
    vcf,
)


def fatal(plan: CasePlan) -> list[tuple[str, str]]:
    return [(str(fault.where), fault.what) for fault in plan.faults if fault.fatal]


def test_the_demo_case_as_it_is(shared_data: Path) -> None:
    """643594.config.yaml unchanged: counts as in SOURCES.md, what is missing named by line."""
    plan = plan_case(shared_data / "rare_disease/scout/643594.config.yaml")
    assert plan.loadable
    assert plan.assembly is Assembly.GRCh37
    assert plan.proband == "ADM1059A2"
    counts = {f.category: f.records for f in plan.files if f.role is Role.VARIANTS}
    assert counts == {"snv": 680, "sv": 19, "str": 80, "mei": 252}
    missing = {(file.key, file.where.line) for file in plan.missing}
    assert {
        ("vcf_snv_research", 125), ("vcf_sv_research", 126), ("vcf_mei_research", 127),
        ("delivery_report", 150), ("sv_rank_model_url", 167),
    } <= missing  # fmt: skip
    assert len(missing) == 20
    told = {fault.where.line for fault in plan.faults if fault.where.file == plan.source}
    assert {line for _, line in missing} <= told
    tables = plan.tables
    assert (len(tables.smn), len(tables.paraphase), len(tables.methylation)) == (1, 39, 474)
    assert (len(tables.expression), len(tables.splicing), len(tables.mitodel)) == (9, 4, 3)
    assert dict(tables.versions)["genmod"] == "3.7.3"
    assert any("'scout/demo' is taken as the name" in fault.what for fault in plan.faults)


def test_the_demo_mother_is_true_and_flagged(shared_data: Path) -> None:
    plan = plan_case(shared_data / "rare_disease/scout/643594.config.yaml")
    gates = {(gate.gate, gate.members): gate for gate in plan.quality}
    mother = gates[Gate.RELATEDNESS, ("ADM1059A2", "ADM1059A3")]
    assert mother.standing is Standing.FLAGGED
    assert mother.reasons == ("peddy sets parent_error", "the figures fit what is stated")
    assert ("relatedness", 0.5012) in {(f.name, f.value) for f in mother.figures}
    assert gates[Gate.RELATEDNESS, ("ADM1059A2", "ADM1059A1")].standing is Standing.PASS
    assert gates[Gate.RELATEDNESS, ("ADM1059A1", "ADM1059A3")].standing is Standing.PASS


def test_a_family_that_agrees_has_no_fault(tmp_path: Path) -> None:
    plan = plan_case(family(tmp_path))
    assert plan.faults == ()
    assert [(m.id, m.sex, m.affected) for m in plan.members] == [
        ("son", Sex.MALE, True), ("dad", Sex.MALE, False), ("mum", Sex.FEMALE, False),
    ]  # fmt: skip
    assert (plan.proband, plan.panels, plan.indication) == (
        "son", ("OMIM",), ("A boy with seizures",),
    )  # fmt: skip
    assert {gate.standing for gate in plan.quality} == {Standing.PASS, Standing.NOT_ASSESSED}
    assert [file.records for file in plan.variants("sv")] == [1]


SPOILT = [
    # what is spoilt, how, where it is told, in which words
    ("small_vcf", vcf(SMALL, ("son", "dad", "aunt")), "small.vcf, line 5, column 12",
     "a sample of vcf_snv is none of the case"),
    ("small_vcf", vcf(SMALL, ("son", "dad", "aunt")), "small.vcf, line 5",
     "member 3 of the case is no sample of vcf_snv"),
    ("small_vcf", vcf(SMALL + "1\t2000\t.\tA\tG\n"), "small.vcf, line 7",
     "a record has 5 fields, the header 12"),
    ("small_vcf", vcf(SMALL, head=HEAD.replace("249250621", "248956422")), "small.vcf",
     "the contigs of the header are of two assemblies"),
    ("small_vcf", vcf(SMALL, head=HEAD.replace("249250621", "248956422")
                      .replace("155270560", "156040895")), "small.vcf",
     "the assembly is contradictory"),
    ("small_vcf", "not a VCF\n", "small.vcf, line 1", "this is not a VCF file"),
    ("large_vcf", "", "large.vcf", "the file is empty"),
    ("peddy_ped", PED.replace("mum\t0\t0\t2", "mum\t0\t0\t0").replace("\t1\t2\t31", "\t2\t2\t31"),
     "peddy.ped, line 2, column 5", "the sex is not what case.yaml, line 8, column 5 says"),
    ("peddy_ped", PED.replace("1\t2\t31", "1\t1\t31"), "peddy.ped, line 2, column 6",
     "the affection is not what case.yaml, line 8, column 5 says"),
    ("peddy_ped", PED.replace("fam\tmum\t0\t0\t2\t1\t29\n", "").replace("dad\tmum", "dad\t0"),
     "peddy.ped", "the pedigree does not name member 3 of the case"),
    ("ped_check_csv", CHECK.replace("0.501", "half"), "ped_check.csv, line 2, column 5",
     "rel is not a number"),
    ("sex_check_csv", SEX.replace("predicted_sex", "guess"), "sex_check.csv, line 1",
     "the header has no column predicted_sex"),
    ("case_yaml", CONFIG.replace("father: dad", "father: uncle"), "case.yaml, line 8, column 30",
     "the father of sample 1 is no sample of the config"),
    ("case_yaml", CONFIG.replace("father: dad, mother: mum", "father: mum, mother: '0'"),
     "case.yaml, line 8", "a father is female"),
    ("case_yaml", CONFIG.replace("'37'", "hg20"), "case.yaml, line 6, column 21",
     "'hg20' is not an assembly that samvar knows"),
    ("case_yaml", CONFIG.replace("small.vcf", "gone.vcf"), "case.yaml, line 12, column 10",
     "the file of vcf_snv cannot be taken"),
    ("case_yaml", CONFIG.replace("small.vcf", "."), "case.yaml, line 12, column 10",
     "the file of vcf_snv cannot be taken"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "where", "what"), SPOILT)
def test_what_keeps_a_case_from_being_loaded(
    tmp_path: Path, name: str, text: str, where: str, what: str
) -> None:
    plan = plan_case(family(tmp_path, **{name: text}))
    assert not plan.loadable
    assert (where, what) in fatal(plan)


def test_no_fault_says_a_sample_s_name(tmp_path: Path) -> None:
    """Every way to spoil the family, under names that no sentence has by chance."""
    for number, (name, text, _, _) in enumerate(SPOILT):
        folder = tmp_path / str(number)
        family(folder, **{name: text})
        for file in folder.iterdir():
            words = file.read_text()
            for sample in (*SAMPLES, "aunt", "uncle"):
                words = words.replace(sample, f"Zq{sample}")
            file.write_text(words.replace("perZqson", "person"))
        plan = plan_case(folder / "case.yaml")
        assert plan.faults
        assert not [fault for fault in plan.faults if "Zq" in str(fault)]


def test_faults_stand_in_the_order_of_the_config_then_by_file(tmp_path: Path) -> None:
    plan = plan_case(
        family(
            tmp_path,
            case_yaml=CONFIG + "deliver_report: a.html\n",
            small_vcf=vcf(SMALL, ("son", "dad", "aunt")),
            large_vcf=vcf(LARGE, ("son", "dad", "aunt")),
        )
    )
    places = [(fault.where.file, fault.where.line) for fault in plan.faults]
    assert places == [
        ("case.yaml", 18), ("large.vcf", 5), ("large.vcf", 5), ("small.vcf", 5), ("small.vcf", 5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("delivery_report: gone.html", "it is left out"),
        ("vcf_snv_research: gone.vcf", "the research list stays closed"),
        ("smn_tsv: gone.tsv", "its findings are not listed"),
        ("somalier_pairs: gone.tsv", "what it would assess is not assessed"),
        ("delivery_report: https://example.org/a.html", "it is left out"),
        ("delivery_report: '{root}/a.html'", "it is left out"),
    ],
)
def test_what_a_case_can_do_without_is_told(tmp_path: Path, key: str, told: str) -> None:
    plan = plan_case(family(tmp_path, case_yaml=f"{CONFIG}{key}\n"))
    (fault,) = plan.faults
    assert plan.loadable
    assert told in fault.what
    assert str(fault.where).startswith("case.yaml, line 18, column")


def test_rows_of_others_in_a_table_are_told_and_left_out(tmp_path: Path) -> None:
    more = SEX + "False,10,0.03,male,male,stranger\n"
    plan = plan_case(family(tmp_path, sex_check_csv=more))
    assert [fault.what for fault in plan.faults] == [
        "1 of 4 rows are of samples outside of the case; they are left out"
    ]
    assert len(plan.tables.sex_checks) == 3


def test_nothing_says_the_assembly(tmp_path: Path) -> None:
    without = {
        "case_yaml": CONFIG.replace("human_genome_build: '37'\n", ""),
        "small_vcf": vcf(SMALL, head="##fileformat=VCFv4.2\n"),
        "large_vcf": vcf(LARGE, head="##fileformat=VCFv4.2\n"),
    }
    path = family(tmp_path, **without)
    plan = plan_case(path)
    assert plan.assembly is None
    assert [what for _, what in fatal(plan)] == [
        "the file does not say of which assembly its positions are"
    ] * 2
    stated = plan_case(path, Beside(assembly=Assembly.GRCh37))
    assert stated.faults == ()
    assert stated.assembly is Assembly.GRCh37


def test_the_vcf_says_what_the_config_does_not(tmp_path: Path) -> None:
    path = family(tmp_path, case_yaml=CONFIG.replace("human_genome_build: '37'\n", ""))
    assert plan_case(path).assembly is Assembly.GRCh37
    other = plan_case(family(tmp_path / "b"), Beside(assembly=Assembly.GRCh38))
    assert ("case.yaml", "another assembly is stated beside the input") in fatal(other)


def test_two_who_could_be_the_proband(tmp_path: Path) -> None:
    both = CONFIG.replace(
        "vcf_snv:",
        "  - {sample_id: sis, father: dad, mother: mum, sex: female, phenotype: affected}\n"
        "vcf_snv:",
    )
    names = (*SAMPLES, "sis")
    files = {
        "case_yaml": both.replace("peddy_ped: peddy.ped\n", ""),
        "small_vcf": vcf(SMALL.replace("\n", "\t0/1\n"), names),
        "large_vcf": vcf(LARGE.replace("\n", "\t0/1\n"), names),
    }
    plan = plan_case(family(tmp_path, **files))
    assert plan.proband == "son"
    assert [(f.what, f.fatal) for f in plan.faults] == [
        ("several members could be the proband; the first is taken", False)
    ]
    named = plan_case(tmp_path / "case.yaml", Beside(proband="sis"))
    assert (named.proband, named.faults) == ("sis", ())
    nobody = plan_case(tmp_path / "case.yaml", Beside(proband="cousin"))
    assert [what for _, what in fatal(nobody)] == [
        "the proband that was named is no member of the case"
    ]


IMAGES = """\
custom_images:
  str_variants_images:
    - {title: 'Reads of {REPID}', str_repid: '{REPID}', path: 'r_{REPID}.svg'}
    - {title: One, str_repid: HTT, width: 5, height: 6, path: one.png}
    - {title: No picture, path: a.exe}
  case_images:
    family: [{title: Tree, path: tree.png}]
  others: []
"""


def test_pictures_of_the_case_and_of_loci(tmp_path: Path) -> None:
    for name in ("r_AFF2.svg", "r_HTT.svg", "one.png", "tree.png", "a.exe", "chr_1.png"):
        (tmp_path / name).write_text("")
    drawn = "analysis_type: wgs, chromograph_images: {coverage: chr_},"
    text = CONFIG.replace("analysis_type: wgs,", drawn) + IMAGES
    plan = plan_case(family(tmp_path, case_yaml=text))
    assert [(p.locus, p.section, p.title, p.path.name) for p in plan.pictures] == [
        ("AFF2", None, "Reads of AFF2", "r_AFF2.svg"), ("HTT", None, "Reads of HTT", "r_HTT.svg"),
        ("HTT", None, "One", "one.png"), (None, "family", "Tree", "tree.png"),
    ]  # fmt: skip
    assert (plan.pictures[2].width, plan.pictures[2].height) == (5, 6)
    assert [(f.what, f.fatal) for f in plan.faults] == [
        ("a picture is of no kind that is shown", False),
        ("others is not a key that is known; it is left out", False),
    ]
    drawings = [file for file in plan.files if file.role is Role.PICTURE]
    assert [(f.path.name, f.category, f.member) for f in drawings] == [
        ("chr_1.png", "coverage", "son")
    ]


def test_a_case_of_cancer_is_no_family(shared_data: Path) -> None:
    plan = plan_case(shared_data / "cancer/scout/cancer.load_config.yaml")
    assert fatal(plan) == [
        ("cancer.load_config.yaml, line 50, column 8", "the case is of the track of cancer")
    ]
    assert plan.quality == ()
    counts = {file.category: file.records for file in plan.files}
    assert counts == {"cancer": 10, "cancer_sv": 15}


# -- other inputs ---------------------------------------------------------------------------


def test_a_pedigree_with_its_vcfs(tmp_path: Path) -> None:
    family(tmp_path)
    plan = plan_case(
        tmp_path / "peddy.ped", Beside((tmp_path / "small.vcf", tmp_path / "large.vcf"))
    )
    assert plan.faults == ()
    assert (plan.id, plan.proband, plan.assembly) == ("fam", "son", Assembly.GRCh37)
    assert [file.category for file in plan.files] == ["snv", "sv"]


def test_the_ashkenazi_trio(shared_data: Path) -> None:
    folder = shared_data / "rare_disease/slivar"
    plan = plan_case(folder / "ashk-trio.ped", Beside((folder / "ashk-trio.vcf.gz",)))
    assert [fault for fault in plan.faults if fault.fatal] == []
    assert [(f.category, f.records) for f in plan.files] == [("snv", 9940)]


SHEET = """\
sample,lane,fastq_1,fastq_2,sex,phenotype,paternal_id,maternal_id,case_id
son,1,a_R1.fastq.gz,a_R2.fastq.gz,1,2,dad,mum,fam
son,2,b_R1.fastq.gz,b_R2.fastq.gz,1,2,dad,mum,fam
dad,1,c_R1.fastq.gz,c_R2.fastq.gz,1,1,0,0,fam
mum,1,d_R1.fastq.gz,d_R2.fastq.gz,2,1,0,0,fam
"""


def test_a_sheet_of_raredisease(tmp_path: Path) -> None:
    family(tmp_path)
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(SHEET)
    plan = plan_case(sheet, Beside((tmp_path / "small.vcf",), ped=tmp_path / "peddy.ped"))
    assert plan.faults == ()
    assert (plan.id, plan.proband, len(plan.members)) == ("fam", "son", 3)


def test_a_sheet_of_sarek_with_a_tumour(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        "patient,sex,status,sample,lane,fastq_1,fastq_2\np,XX,0,blood,1,a,b\np,XX,1,tumour,1,a,b\n"
    )
    plan = plan_case(sheet)
    assert ("sheet.csv, line 3", "the sheet names a tumour sample") in fatal(plan)
    assert [member.sex for member in plan.members] == [Sex.FEMALE, Sex.FEMALE]


def packet(folder: Path, value: dict[str, object]) -> Path:
    path = folder / "case.json"
    path.write_text(json.dumps(value))
    return path


META = {"phenopacketSchemaVersion": "2.0"}
FILES = [
    {
        "uri": "small.vcf",
        "individualToFileIdentifiers": {"P1": "son"},
        "fileAttributes": {"fileFormat": "VCF", "genomeAssembly": "GRCh37"},
    }
]
FEATURES = [
    {"type": {"id": "HP:0001250", "label": "Seizure"}},
    {"type": {"id": "HP:0001263"}, "excluded": True},
]
SUBJECT = {"id": "P1", "sex": "MALE", "karyotypicSex": "XXY"}


def test_a_phenopacket_with_its_vcf(tmp_path: Path) -> None:
    (tmp_path / "small.vcf").write_text(vcf(SMALL.replace("\t0/1\t0/0\n", "\n"), ("son",)))
    plan = plan_case(
        packet(
            tmp_path,
            {"id": "case-1", "subject": SUBJECT, "phenotypicFeatures": FEATURES, "files": FILES,
             "metaData": META},
        )
    )  # fmt: skip
    assert plan.faults == ()
    assert (plan.id, plan.proband, plan.assembly) == ("case-1", "son", Assembly.GRCh37)
    assert [(o.term, o.present) for o in plan.observations] == [
        ("HP:0001250", True), ("HP:0001263", False),
    ]  # fmt: skip


def test_a_family_of_phenopackets(tmp_path: Path) -> None:
    family(tmp_path)
    persons = [
        {"familyId": "f", "individualId": name, "paternalId": father, "maternalId": mother,
         "sex": sex, "affectedStatus": status}
        for name, father, mother, sex, status in (
            ("P1", "dad", "mum", "MALE", "AFFECTED"), ("dad", "0", "0", "MALE", "UNAFFECTED"),
            ("mum", "0", "0", "FEMALE", "UNAFFECTED"),
        )
    ]  # fmt: skip
    value = {
        "id": "family-1",
        "proband": {
            "id": "case-1", "subject": SUBJECT, "phenotypicFeatures": FEATURES, "metaData": META,
        },
        "pedigree": {"persons": persons},
        "files": FILES,
        "metaData": META,
    }  # fmt: skip
    plan = plan_case(packet(tmp_path, value))
    assert plan.faults == ()
    assert [(m.name, m.father, m.mother) for m in plan.family.members] == [
        ("son", "dad", "mum"), ("dad", None, None), ("mum", None, None),
    ]  # fmt: skip
    assert [member.x_copies for member in plan.family.members] == [2, 1, 2]


def test_published_phenopackets_are_cases_without_files(tmp_path: Path, shared_data: Path) -> None:
    store = shared_data / "rare_disease/phenopacket_store/phenopackets.jsonl.gz"
    with gzip.open(store, "rt") as lines:
        for line in islice(lines, 25):
            path = tmp_path / "one.json"
            path.write_text(line)
            plan = plan_case(path)
            assert [fault.what for fault in plan.faults] == ["no VCF belongs to the case"]
            assert plan.proband == json.loads(line)["subject"]["id"]
            assert len(plan.observations) == len(json.loads(line)["phenotypicFeatures"])
