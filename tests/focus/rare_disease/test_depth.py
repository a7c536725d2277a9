"""Depths of a member's D4 file, and the gate that they open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from samvar.focus.rare_disease.analyse.quality import judge
from samvar.focus.rare_disease.intake.depth import sum_up, sum_up_summary
from samvar.focus.rare_disease.intake.plan import Beside, plan_case
from samvar.focus.rare_disease.model.case import CaseTables, DepthSummary
from samvar.focus.rare_disease.model.quality import Gate, Standing
from samvar.model.calls import Stretches
from samvar.model.errors import UnknownAssembly
from samvar.model.genome import Assembly
from tests.focus.rare_disease.family_files import CONFIG, family
from tests.focus.rare_disease.test_quality import SON
from tests.formats.d4.writing import write_d4

CONTIGS = {
    "chr1": [30] * 60 + [10] * 20,
    "chr2": [0] * 20,
    "chrX": [15] * 10,
    "chrM": [2000] * 5,
    "GL000191.1": [99] * 50,
}


@pytest.fixture
def d4(tmp_path: Path) -> Path:
    path = tmp_path / "a.d4"
    write_d4(path, CONTIGS, [0, 10, 15, 30])
    return path


def test_a_genome(d4: Path) -> None:
    found = sum_up(d4, None)
    assert (found.of_target, found.bases, found.mean) == (False, 100, 20.0)
    assert found.shares == {10: 0.8, 20: 0.6, 30: 0.6}
    assert (found.x, found.y, found.mitochondrion) == (15, None, 2000)


def test_a_target(d4: Path) -> None:
    target = Stretches.of([(1, 50, 70), (2, 0, 5)])
    found = sum_up(d4, None, target)
    assert (found.of_target, found.bases, found.mean) == (True, 25, 16.0)
    assert (found.x, found.mitochondrion) == (None, None)


SUMMARY = "chrom\tlength\tbases\tmean\tmin\tmax\n" + "".join(
    f"{name}\t{length}\t{reads}\t1\t0\t9\n"
    for name, length, reads in (
        ("chr1", 80, 2000), ("chr2", 20, 0), ("chrX", 10, 150), ("total", 110, 2150),
        ("GL000191.1", 50, 4950),
    )
)  # fmt: skip
REGIONS = "".join(
    f"{name}_region\t{length}\t{reads}\t1\t0\t9\n"
    for name, length, reads in (("chr1", 20, 400), ("chr2", 5, 0), ("total", 25, 400))
)


def test_a_summary_of_mosdepth_says_the_same(tmp_path: Path, d4: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SUMMARY)
    found, whole = sum_up_summary(path, None), sum_up(d4, None)
    assert (found.bases, found.mean, found.x) == (whole.bases, whole.mean, whole.x)
    assert found.shares == {}
    path.write_text(SUMMARY + REGIONS)
    target = sum_up_summary(path, None)
    assert (target.of_target, target.bases, target.mean, target.x) == (True, 25, 16.0, None)
    with pytest.raises(UnknownAssembly):
        sum_up_summary(path, Assembly.GRCh38)


def test_a_file_of_another_assembly(d4: Path) -> None:
    with pytest.raises(UnknownAssembly, match="contig 1 has 80 bases"):
        sum_up(d4, Assembly.GRCh37)


def test_it_is_a_fault_of_the_case(tmp_path: Path, d4: Path) -> None:
    text = CONFIG.replace("analysis_type: wgs,", "analysis_type: wgs, d4_file: a.d4,")
    plan = plan_case(family(tmp_path, case_yaml=text))
    assert [(str(f.where), f.what, f.fatal) for f in plan.faults] == [
        ("a.d4", "contig 1 has 80 bases in this file", True)
    ]


def test_the_demo_s_own_files_over_a_target(tmp_path: Path, shared_data: Path) -> None:
    bed = tmp_path / "target.bed"
    bed.write_text("22\t20000000\t20100000\nX\t100000\t200000\n")
    plan = plan_case(shared_data / "rare_disease/scout/643594.config.yaml", Beside(target=bed))
    assert {depth.bases for depth in plan.tables.depths.values()} == {100_000}
    gates = [gate for gate in plan.quality if gate.gate is Gate.COVERAGE]
    assert {gate.figures[0].name for gate in gates} == {"mean depth of the target"}


WGS = DepthSummary(False, 100, 27.0, {10: 0.9}, 14.0, 14.0, None)
GATES = [
    # analysis  depths  ordered  expected
    ("wgs", WGS, 30, Standing.FLAGGED),
    ("wgs", replace(WGS, mean=31.0), 30, Standing.PASS),
    ("wgs", replace(WGS, mean=12.0), 30, Standing.FAILED),
    ("wes", WGS, 30, Standing.NOT_ASSESSED),  # a genome's mean says nothing of an exome
    ("wes", replace(WGS, of_target=True), 30, Standing.FLAGGED),
    ("wgs", replace(WGS, mean=None), 30, Standing.NOT_ASSESSED),
]


@pytest.mark.parametrize(("analysis", "depths", "ordered", "expected"), GATES)
def test_the_gate(analysis, depths, ordered, expected) -> None:
    member = replace(SON, analysis=analysis, expected_coverage=ordered)
    tables = CaseTables(depths={"son": depths})
    (found,) = (g for g in judge((member,), tables) if g.gate is Gate.COVERAGE)
    assert found.standing is expected
