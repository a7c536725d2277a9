"""Written paths: what is found, and what a hostile config cannot reach."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from samvar.focus.rare_disease.intake.paths import NotFoundHere, Outside, Root, choose_root
from samvar.focus.rare_disease.intake.plan import Beside, plan_case
from samvar.model.errors import UsageError
from tests.focus.rare_disease.family_files import CONFIG, family


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A config's folder with a file, beside a folder of secrets."""
    own = tmp_path / "own"
    (own / "sub").mkdir(parents=True)
    (own / "a.vcf").write_text("a")
    (own / "sub" / "b.vcf").write_text("b")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "s.vcf").write_text("s")
    (own / "link.vcf").symlink_to(tmp_path / "secret" / "s.vcf")
    (own / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(own / "pipe.vcf")
    return own


def root(folder: Path, *written: str, **options: object) -> Root:
    return choose_root(folder / "case.yaml", written, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["a.vcf", "./a.vcf", "sub/../a.vcf", "sub/b.vcf"])
def test_a_path_below_the_config(folder: Path, written: str) -> None:
    assert root(folder, written).find(written).is_file()


@pytest.mark.parametrize(
    "written",
    ["../secret/s.vcf", "link.vcf", "link/s.vcf", "/etc/passwd", "~/x", "sub/../../secret/s.vcf",
     "~nobody-of-this-name/x"],
)  # fmt: skip
def test_nothing_outside_is_read(folder: Path, written: str) -> None:
    with pytest.raises(Outside):
        root(folder, written).find(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("gone.vcf", "no such file"),
        ("sub", "not a file"),
        ("pipe.vcf", "not a file"),
        ("https://example.org/a.vcf", "an address"),
        ("s3://bucket/a.vcf", "an address"),
        ("{root}/a.vcf", "nothing says what {root} stands for"),
        ("a\x00.vcf", "a character"),
        ("x" * 5000, "no such file|cannot be followed"),
    ],
)
def test_what_is_no_file(folder: Path, written: str, why: str) -> None:
    with pytest.raises(NotFoundHere, match=why):
        root(folder, written).find(written)


def test_what_is_allowed_is_read(folder: Path) -> None:
    allowed = root(folder, allow=[folder.parent / "secret"])
    for written in ("../secret/s.vcf", "link.vcf", str(folder.parent / "secret" / "s.vcf")):
        assert allowed.find(written).read_text() == "s"
    with pytest.raises(UsageError, match="is not a folder"):
        root(folder, allow=[folder / "nowhere"])


def test_a_folder_that_was_called_otherwise_where_the_config_was_written(folder: Path) -> None:
    found = root(folder, "scout/demo/a.vcf", "scout/demo/sub/b.vcf", "scout/demo/gone.vcf")
    assert found.dropped == 2
    assert found.find("scout/demo/sub/b.vcf").read_text() == "b"


def test_the_config_s_own_folder_comes_first(folder: Path) -> None:
    assert root(folder, "sub/b.vcf").dropped == 0
    (folder / "sub" / "a.vcf").write_text("c")
    assert root(folder, "sub/b.vcf", "sub/a.vcf").find("sub/a.vcf").read_text() == "c"


def test_no_folder_is_guessed_for_one_path_alone(folder: Path) -> None:
    """Paths that begin differently begin at the config: nothing is dropped for some of them."""
    found = root(folder, "x/a.vcf", "y/a.vcf")
    assert found.dropped == 0
    with pytest.raises(NotFoundHere):
        found.find("x/a.vcf")


def test_a_stated_root_is_not_second_guessed(folder: Path) -> None:
    found = root(folder, "b.vcf", root=folder / "sub")
    assert found.find("b.vcf").read_text() == "b"
    with pytest.raises(NotFoundHere):
        found.find("scout/demo/b.vcf")


def test_pictures_of_every_locus(folder: Path) -> None:
    for name in ("x_AFF2.svg", "x_HTT.svg", "x_.svg", "y_HTT.svg"):
        (folder / name).write_text("")
    (folder / "x_OUT.svg").symlink_to(folder.parent / "secret" / "s.vcf")
    found = root(folder).of_loci("x_{REPID}.svg")
    assert sorted(found) == ["AFF2", "HTT"]
    for written in ("{REPID}/x.svg", "{REPID}{REPID}.svg", "z_{REPID}.svg"):
        with pytest.raises(NotFoundHere):
            root(folder).of_loci(written)


def test_pictures_of_every_chromosome(folder: Path) -> None:
    for name in ("cov_1.png", "cov_X.png"):
        (folder / name).write_text("")
    assert [p.name for p in root(folder).begun("cov_")] == ["cov_1.png", "cov_X.png"]


def test_a_hostile_config_is_told_and_reads_nothing(tmp_path: Path) -> None:
    text = CONFIG + "delivery_report: /etc/passwd\nsmn_tsv: ../../secret.tsv\n"
    plan = plan_case(family(tmp_path / "case", case_yaml=text))
    assert not plan.loadable
    assert [(f.where.line, f.why) for f in plan.faults] == [
        (18, "it lies outside of the folder of the config"),
        (19, "it lies outside of the folder of the config"),
    ]


def test_files_of_a_cluster_are_allowed_by_folder(tmp_path: Path) -> None:
    path = family(tmp_path / "results")
    text = path.read_text()
    for name in ("small.vcf", "large.vcf", "ped_check.csv", "sex_check.csv", "peddy.ped"):
        text = text.replace(f" {name}", f" {tmp_path / 'results' / name}")
    (tmp_path / "configs").mkdir()
    config = tmp_path / "configs" / "case.yaml"
    config.write_text(text)
    assert not plan_case(config).loadable
    assert plan_case(config, Beside(allow=(tmp_path / "results",))).faults == ()
