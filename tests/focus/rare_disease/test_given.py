"""Files given beside an input: told by what stands in them, and whose they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from samvar.focus.rare_disease.intake.given import tell
from samvar.focus.rare_disease.intake.plan import Beside, plan_case
from samvar.focus.rare_disease.model.case import CasePlan
from samvar.focus.rare_disease.model.quality import Gate, Standing
from tests.focus.rare_disease.family_files import HEAD, PED, SMALL, family, vcf

REAL = [
    ("643594.ped_check.csv", "peddy_check"),
    ("643594.sex_check.csv", "peddy_sex"),
    ("643594.peddy.ped", "peddy_ped"),
    ("643594.somalier.pairs.tsv", "somalier_pairs"),
    ("643594.somalier.samples.tsv", "somalier_samples"),
    ("643594.somalier.ancestry.tsv", "somalier_ancestry"),
    ("643594.solo.smn.tsv", "smn"),
    ("643594.paraphrase.json", "paraphase"),
    ("drop/fraser_top_hits_clinical.tsv", "fraser"),
    ("drop/outrider_top_hits_clinical.tsv", "outrider"),
    ("methbat/HM24385_methbat_sign.tsv", "methbat"),
    ("mitodel_test_files/hugelymodelbat_lanes_1_sorted_md_mitodel.txt", "mitodel"),
    ("ADM1059A1.d4", "coverage"),
    ("643594.clinical.SV.vcf.gz", ""),
]


@pytest.mark.parametrize(("name", "category"), REAL)
def test_real_files_are_told_apart(shared_data: Path, name: str, category: str) -> None:
    found = tell(shared_data / "rare_disease/scout" / name)
    assert found is not None
    assert found[1] == category


@pytest.mark.parametrize("name", ["madeline.xml", "panel_1.csv", "reduced_mt.bam", "643594.ped"])
def test_what_nothing_tells_is_not_guessed(shared_data: Path, name: str) -> None:
    assert tell(shared_data / "rare_disease/scout" / name) is None


SELF = "#SEQ_ID\tRG\tCHIP_ID\t#SNPS\t#READS\tAVG_DP\tFREEMIX\n"
DEPTH = "chrom\tlength\tbases\tmean\tmin\tmax\nchrM\t16569\t33138\t2.00\t0\t9\n"


def gates(plan: CasePlan, gate: Gate) -> dict[tuple[str, ...], Standing]:
    return {each.members: each.standing for each in plan.quality if each.gate is gate}


def test_a_pedigree_with_everything_beside_it(tmp_path: Path) -> None:
    family(tmp_path)
    (tmp_path / "son.selfSM").write_text(SELF + "son\tNA\tNA\t9\t9\t30\t0.001\n")
    (tmp_path / "dad.selfSM").write_text(SELF + "dad\tNA\tNA\t9\t9\t30\t0.03\n")
    (tmp_path / "mum.selfSM").write_text(SELF + "mum\tNA\tNA\t9\t9\t30\t0.2\n")
    (tmp_path / "depth.txt").write_text(DEPTH)
    (tmp_path / "del.txt").write_text(
        "intermediate discordant 10 normal 680523 ratio ppk 0.0146944\n"
    )
    (tmp_path / "upd.bed").write_text("15\t100\t900\tORIGIN=PATERNAL;TYPE=HETERODISOMY\n")
    (tmp_path / "roh.txt").write_text(
        "# RG\nRG\tson\t1\t1\t9\t9\t3\t50\nRG\tdad\t1\t1\t9\t9\t3\t50\n"
    )
    names = ["ped_check.csv", "sex_check.csv", "small.vcf", "large.vcf"]
    names += ["son.selfSM", "dad.selfSM", "mum.selfSM"]
    own = [("son", tmp_path / name) for name in ("depth.txt", "del.txt", "upd.bed", "roh.txt")]
    files = (*((None, tmp_path / name) for name in names), *own)
    plan = plan_case(tmp_path / "peddy.ped", Beside(files=files))
    assert plan.faults == ()
    assert gates(plan, Gate.CONTAMINATION) == {
        ("son",): Standing.PASS, ("dad",): Standing.FLAGGED, ("mum",): Standing.FAILED,
    }  # fmt: skip
    assert set(gates(plan, Gate.SEX).values()) == {Standing.PASS}
    assert plan.tables.depths["son"].mitochondrion == 2.0
    assert len(plan.tables.homozygosity["son"]) == len(plan.tables.disomy["son"]) == 1
    assert plan.tables.mitodel["son"].discordant == 10


def test_whose_a_file_is(tmp_path: Path) -> None:
    family(tmp_path)
    (tmp_path / "depth.txt").write_text(DEPTH)
    (tmp_path / "letter.txt").write_text("Dear colleague\n")
    ped = tmp_path / "peddy.ped"
    vcfs = (tmp_path / "small.vcf",)
    given = [
        ((None, tmp_path / "depth.txt"), "the file does not say whose it is"),
        (("aunt", tmp_path / "depth.txt"), "the file does not say whose it is"),
        (
            ("aunt", tmp_path / "ped_check.csv"),
            "the sample before the file is no member of the case",
        ),
        ((None, tmp_path / "letter.txt"), "nothing in the file tells what it is"),
        ((None, tmp_path / "gone.txt"), "there is no such file"),
    ]
    for file, what in given:
        plan = plan_case(ped, Beside(vcfs, files=(file,)))
        assert [fault.what for fault in plan.faults] == [what]
        assert not plan.loadable


def test_of_one_person_nobody_has_to_say(tmp_path: Path) -> None:
    (tmp_path / "depth.txt").write_text(DEPTH)
    (tmp_path / "one.ped").write_text(PED.splitlines()[2] + "\n")
    (tmp_path / "one.vcf").write_text(vcf(SMALL.replace("\t0/1\t0/0\n", "\n"), ("dad",), HEAD))
    plan = plan_case(
        tmp_path / "one.ped",
        Beside((tmp_path / "one.vcf",), files=((None, tmp_path / "depth.txt"),)),
    )
    assert [fault.what for fault in plan.faults] == ["nobody of the case is affected"]
    assert list(plan.tables.depths) == ["dad"]
