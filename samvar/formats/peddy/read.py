"""Read peddy's tables: ped_check.csv, sex_check.csv, peddy.ped.

Source: Pedersen and Quinlan 2017, doi:10.1016/j.ajhg.2017.01.017; columns as peddy 0.4 writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from samvar.formats.ped.read import SEX
from samvar.formats.tabular import Row, read_table
from samvar.model.errors import BadFile
from samvar.model.genome import Sex


@dataclass(frozen=True, slots=True)
class Relation:
    """Two samples. relatedness: 0 of strangers, .5 of parent and child; stated: by the pedigree.

    sites: compared. ibs0: sites at which they share no allele. parent_error: peddy's own flag, as
    it stands in the file; it can be wrong.
    """

    a: str
    b: str
    sites: int | None
    ibs0: int | None
    relatedness: float | None
    stated: float | None
    stated_parents: bool | None
    predicted_parents: bool | None
    parent_error: bool | None
    duplication_error: bool | None
    line: int


@dataclass(frozen=True, slots=True)
class SexCheck:
    """One sample's X chromosome. het_ratio: heterozygous to homozygous alternative calls."""

    sample: str
    stated: Sex
    predicted: Sex
    het_ratio: float | None
    error: bool | None
    line: int


@dataclass(frozen=True, slots=True)
class PeddySample:
    """One sample's line of peddy.ped. depth: mean of the sites that were looked at, in reads."""

    sample: str
    sex: Sex
    call_rate: float | None
    het_ratio: float | None
    depth: float | None
    ancestry: str | None
    line: int


def read_relations(path: Path) -> tuple[Relation, ...]:
    """Each pair of samples of a ped_check.csv.

    Raises:
        BadFile: with line and column.
    """
    rows = read_table(path, ("sample_a", "sample_b", "rel", "parent_error"), ",")
    return tuple(
        Relation(
            row.must("sample_a"),
            row.must("sample_b"),
            row.whole("n"),
            row.whole("ibs0"),
            row.number("rel"),
            row.number("pedigree_relatedness"),
            row.flag("pedigree_parents"),
            row.flag("predicted_parents"),
            row.flag("parent_error"),
            row.flag("sample_duplication_error"),
            row.line,
        )
        for row in rows
    )


def read_sex_checks(path: Path) -> tuple[SexCheck, ...]:
    """Each sample of a sex_check.csv.

    Raises:
        BadFile: with line and column; a sample twice.
    """
    rows = read_table(path, ("sample_id", "ped_sex", "predicted_sex", "error"), ",")
    once(rows, "sample_id")
    return tuple(
        SexCheck(
            row.must("sample_id"),
            sex_of(row, "ped_sex"),
            sex_of(row, "predicted_sex"),
            row.number("het_ratio"),
            row.flag("error"),
            row.line,
        )
        for row in rows
    )


def read_peddy_ped(path: Path) -> tuple[PeddySample, ...]:
    """Each sample of a peddy.ped.

    Raises:
        BadFile: with line and column; a sample twice.
    """
    rows = read_table(path, ("sample_id", "sex"))
    once(rows, "sample_id")
    return tuple(
        PeddySample(
            row.must("sample_id"),
            sex_of(row, "sex"),
            row.number("het_call_rate"),
            row.number("het_ratio"),
            row.number("het_mean_depth"),
            row.text("ancestry-prediction"),
            row.line,
        )
        for row in rows
    )


_SEX = {**SEX, "male": Sex.MALE, "female": Sex.FEMALE}
_NO_SEX = frozenset(("unknown", "0", "-9", "-1", "-2", "other"))


def sex_of(row: Row, title: str) -> Sex:
    """A sex in words or as PED writes it; unknown where it is not given.

    Raises:
        BadFile: another word.
    """
    cell = (row.text(title) or "unknown").lower()
    if cell not in _SEX and cell not in _NO_SEX:
        raise BadFile(f"{title} is not a sex", where=row.where(title))
    return _SEX.get(cell, Sex.UNKNOWN)


def once(rows: tuple[Row, ...], title: str) -> None:
    """Raises BadFile where two lines name the same sample."""
    seen: set[str] = set()
    for row in rows:
        name = row.must(title)
        if name in seen:
            raise BadFile("a sample stands twice", where=row.where(title))
        seen.add(name)
