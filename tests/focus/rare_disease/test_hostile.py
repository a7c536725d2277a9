"""Whatever stands in a case's files: an answer in our own words, never a fault of ours."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samvar.focus.rare_disease.intake.plan import Beside, plan_case
from samvar.model.errors import SamvarError
from tests.focus.rare_disease.family_files import family

FILES = ("case.yaml", "small.vcf", "large.vcf", "ped_check.csv", "sex_check.csv", "peddy.ped")
BITS = (
    "", "\t", "\n", ",", ":", "-", "[", "]", "{", "}", "'", "\x00", "é", "~", "|", "1e999", "null",
    "<DEL>", "[1:5[N", "&a ", "*a", "!!set ", "- ", "0", "-1", "9" * 30, "chr1", ";END=",
)  # fmt: skip


def spoilt(text: str, rng: random.Random) -> str:
    """A few pieces of a file put elsewhere, taken out, or put in."""
    for _ in range(rng.randrange(1, 4)):
        at, length = rng.randrange(len(text) + 1), rng.randrange(12)
        piece = rng.choice(BITS) if rng.random() < 0.7 else text[at : at + length]
        where = rng.randrange(len(text) + 1)
        text = text[:where] + piece + text[where + rng.choice((0, 0, length)) :]
    return text


def tried(folder: Path, seed: int) -> None:
    rng = random.Random(seed)
    path = family(folder)
    for name in rng.sample(FILES, rng.randrange(1, 3)):
        target = folder / name
        target.write_text(spoilt(target.read_text(), rng), "utf-8")
    try:
        plan = plan_case(path)
    except SamvarError as error:
        assert error.where is not None
        return
    assert all(fault.where.file for fault in plan.faults)
    if plan.loadable:
        assert len(plan.family) == len(plan.members)


@pytest.mark.parametrize("seed", range(150))
def test_a_spoilt_case_is_told_of(tmp_path: Path, seed: int) -> None:
    tried(tmp_path, seed)


@pytest.mark.nightly
def test_ten_thousand_spoilt_cases_are_told_of(tmp_path: Path) -> None:
    for seed in range(1000, 11_000):
        tried(tmp_path, seed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=200))
def test_bytes_are_no_case(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "case"
    path.write_bytes(data)
    try:
        plan = plan_case(path, Beside())
    except SamvarError:
        return
    assert plan.faults
