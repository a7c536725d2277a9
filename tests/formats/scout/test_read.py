"""Scout's load configs: real ones whole, and odd ones with all that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from samvar.formats.scout.keys import CASE, IMAGE, OMICS, REVIEWER, SAMPLE, Role, by_name
from samvar.formats.scout.read import read_load_config
from samvar.model.errors import BadFile
from samvar.model.genome import Sex

LEAST = """\
owner: cust000
family: '1'
samples:
  - sample_id: son
    sex: male
    phenotype: affected
vcf_snv: a.vcf
"""


def config(folder: Path, text: str):
    path = folder / "case.yaml"
    path.write_text(text)
    return read_load_config(path)


def test_the_demo_case_is_read_whole(shared_data):
    found, faults = read_load_config(shared_data / "rare_disease/scout/643594.config.yaml")
    assert faults == ()
    assert (found.family, found.name, found.owner, found.build) == (
        "internal_id", "643594", "cust000", "37",
    )  # fmt: skip
    assert [(s.id, s.name, s.sex, s.affected) for s in found.samples] == [
        ("ADM1059A2", "NA12882", Sex.MALE, True),
        ("ADM1059A1", "NA12877", Sex.MALE, False),
        ("ADM1059A3", "NA12878", Sex.FEMALE, False),
    ]
    son = found.samples[0]
    assert (son.father, son.mother, son.omics_id) == ("ADM1059A1", "ADM1059A3", "RNA1059A2")
    assert son.capture_kits == ("Agilent_SureSelectCRE.V1",)
    assert [term.id for term in found.terms] == ["HP:0001298", "HP:0001250"]
    assert len(found.synopsis) == 2
    by_role = {role: sum(f.role is role for f in found.files) for role in Role}
    assert by_role == {
        Role.VARIANTS: 7, Role.QUALITY: 6, Role.TABLE: 14, Role.READS: 19, Role.RECORD: 4,
        Role.REPORT: 3, Role.PICTURE: 11,
    }  # fmt: skip
    assert sum(file.research for file in found.files) == 6
    assert [image.locus for image in found.images[:3]] == ["AFF2", "AFF2", "{REPID}"]
    assert {said.key for said in found.said} == set()
    assert [said.key for said in son.said] == [
        "samples[1].bionano_access.project", "samples[1].bionano_access.sample",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "track", "roles"),
    [("cancer", "cancer", {"cancer", "cancer_sv"}), ("rnafusion", "cancer", {"fusion"})],
)
def test_its_siblings_are_read_without_a_fault(shared_data, name, track, roles):
    path = shared_data / f"cancer/scout/{name}.load_config.yaml"
    found, faults = read_load_config(path)
    assert faults == ()
    assert found.track == track
    assert {f.category for f in found.files if f.role is Role.VARIANTS} == roles


def test_a_least_config(tmp_path):
    found, faults = config(tmp_path, LEAST)
    assert faults == ()
    assert found.build is None
    assert found.samples[0].name == "son"


def test_old_names_mean_the_same(tmp_path):
    old = (
        LEAST.replace("family:", "case_id:")
        .replace("samples:", "individuals:")
        .replace("sample_id:", "individual_id:")
        .replace("    sex:", "    capture_kits: [kit]\n    bam_path: a.bam\n    sex:")
    )
    found, faults = config(tmp_path, old + "peddy_ped_check: a.csv\ngenome_build: '38'\n")
    assert faults == ()
    assert (found.family, found.build, found.samples[0].id) == ("1", "38", "son")
    assert [file.key for file in found.files] == [
        "vcf_snv", "peddy_check", "samples[1].alignment_path",
    ]  # fmt: skip


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    text = """\
owner: cust000
family: '1'
vcf_snp: a.vcf
phenotype_terms: [HP:0001250, epilepsy]
rank_score_threshold: high
track: rares
samples:
  - sample_id: son
    sex: boy
    phenotype: affected
    analysis_type: genome
  - sample_id: son
    sex: male
  - name
  - sex: female
    phenotype: unaffected
    father: [a]
owner: cust001
"""
    found, faults = config(tmp_path, text)
    told = sorted((f.where.line, f.where.column, f.what, f.fatal) for f in faults)
    assert told == [
        (3, 1, "vcf_snp is not a key that is known; it is left out", False),
        (4, 31, "'epilepsy' is not a term of the Human Phenotype Ontology", True),
        (5, 23, "rank_score_threshold is not a number", True),
        (6, 8, "'rares' is no track", True),
        (9, 10, "'boy' is no samples[1].sex", True),
        (11, 20, "'genome' is not a type of analysis", True),
        (12, 5, "samples[2].phenotype is missing", True),
        (12, 16, "sample 2 has the sample_id of an earlier one", True),
        (14, 5, "a sample is a table of keys and values", True),
        (15, 5, "a sample has no sample_id", True),
        (17, 13, "samples[4].father is one value", True),
        (18, 1, "the key owner stands twice", True),
    ]
    near = next(fault for fault in faults if "vcf_snp" in fault.what)
    assert near.remedy == "did you mean vcf_snv?"
    assert len(found.samples) == 1


def test_two_names_of_one_key(tmp_path):
    found, faults = config(tmp_path, LEAST + "human_genome_build: '37'\ngenome_build: '38'\n")
    assert found.build == "37"
    assert [str(fault.where) for fault in faults] == ["case.yaml, line 9, column 1"]


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n"])
def test_what_is_no_table_is_no_config(tmp_path, text):
    with pytest.raises(BadFile, match="a table of keys"):
        config(tmp_path, text)


@pytest.mark.parametrize("keys", [CASE, SAMPLE, OMICS, REVIEWER, IMAGE])
def test_no_name_stands_for_two_keys(keys):
    assert len(by_name(keys)) == sum(len(key.names) for key in keys)
