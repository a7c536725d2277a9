"""Read somalier's tables: pairs.tsv, samples.tsv, and ancestry.

Source: Pedersen et al. 2020, doi:10.1186/s13073-020-00761-2; columns as `somalier relate` and
`somalier ancestry` 0.2 write them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from samvar.formats.peddy.read import once, sex_of
from samvar.formats.tabular import read_table
from samvar.model.genome import Sex


@dataclass(frozen=True, slots=True)
class Pair:
    """Two samples. relatedness: 0 of strangers, .5 of parent and child; expected: by the pedigree,
    None where the pedigree does not say (somalier writes -1)."""

    a: str
    b: str
    relatedness: float | None
    expected: float | None
    ibs0: int | None
    sites: int | None
    line: int


@dataclass(frozen=True, slots=True)
class SomalierSample:
    """One sample. stated: sex of the pedigree. depth: mean of the sites, in reads; x_depth,
    y_depth: of those on X and Y; x_sites, y_sites: how many. middling: share of sites whose allele
    balance fits no genotype."""

    sample: str
    stated: Sex
    depth: float | None
    x_depth: float | None
    y_depth: float | None
    x_sites: int | None
    y_sites: int | None
    middling: float | None
    line: int


@dataclass(frozen=True, slots=True)
class Ancestry:
    """The population whose sketches a sample is most like, and the one that was stated."""

    sample: str
    predicted: str | None
    stated: str | None
    line: int


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """Each pair of samples.

    Raises:
        BadFile: with line and column.
    """
    found = []
    for row in read_table(path, ("sample_a", "sample_b", "relatedness")):
        expected = row.number("expected_relatedness")
        found.append(
            Pair(
                row.must("sample_a"),
                row.must("sample_b"),
                row.number("relatedness"),
                None if expected is None or expected < 0 else expected,
                row.whole("ibs0"),
                row.whole("n"),
                row.line,
            )
        )
    return tuple(found)


def read_samples(path: Path) -> tuple[SomalierSample, ...]:
    """Each sample.

    Raises:
        BadFile: with line and column; a sample twice.
    """
    rows = read_table(path, ("sample_id",))
    once(rows, "sample_id")
    return tuple(
        SomalierSample(
            row.must("sample_id"),
            sex_of(row, "original_pedigree_sex" if "original_pedigree_sex" in row.cells else "sex"),
            row.number("depth_mean"),
            row.number("X_depth_mean"),
            row.number("Y_depth_mean"),
            row.whole("X_n"),
            row.whole("Y_n"),
            row.number("p_middling_ab"),
            row.line,
        )
        for row in rows
    )


def read_ancestry(path: Path) -> tuple[Ancestry, ...]:
    """Each sample.

    Raises:
        BadFile: with line and column; a sample twice.
    """
    rows = read_table(path, ("sample_id", "predicted_ancestry"))
    once(rows, "sample_id")
    return tuple(
        Ancestry(
            row.must("sample_id"),
            row.text("predicted_ancestry"),
            row.text("given_ancestry"),
            row.line,
        )
        for row in rows
    )
