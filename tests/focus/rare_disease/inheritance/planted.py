"""Families with one planted cause each, and what a laboratory would see of it.

The genotypes are drawn by the laws of heredity; reads, depth and quality vary as sequencing does,
and calls go missing. What a cause is decides where it lies, who carries it and how it is seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from samvar.focus.rare_disease.analyse.inheritance.copies import (
    AUTOSOME,
    MT,
    FamilyCalls,
    X,
    over_deletions,
)
from samvar.focus.rare_disease.analyse.inheritance.pairs import GeneRows
from samvar.focus.rare_disease.model.family import Family, Member
from samvar.model.genome import Sex
from tests.focus.rare_disease.inheritance.genotypes import calls


@dataclass(frozen=True)
class Planted:
    """A family with its calls. cause: rows of the causal variants, both halves of a compound."""

    kind: str
    family: Family
    calls: FamilyCalls
    inside: GeneRows
    cause: tuple[int, ...]
    reduced: bool = False


Draw = np.random.Generator
NOT_SEQUENCED = "./."


def _family(draw: Draw, sex: Sex, father: bool = False, mother: bool = False) -> Family:
    """A trio, now and then with a grandmother of unknown health or a healthy sibling's place."""
    members = [
        Member("child", sex, True, "father", "mother"),
        Member("father", Sex.MALE, father),
        Member("mother", Sex.FEMALE, mother, None, "grandmother"),
        Member("grandmother", Sex.FEMALE, None),
    ]
    if draw.random() < 0.7:
        members = [*members[:2], replace(members[2], mother=None)]
    return Family("F", tuple(members))


def _seen(draw: Draw, genotype: str) -> str:
    """A genotype as it is called: reads about what they should be, some calls poor."""
    if genotype == NOT_SEQUENCED:
        return genotype
    depth = int(draw.poisson(35)) + 1
    share = genotype.replace("|", "/").split("/").count("1") / len(genotype.split("/"))
    reads = int(draw.binomial(depth, min(max(share, 0.001), 0.999)))
    quality = int(draw.choice([99, 60, 25, 8], p=[0.7, 0.2, 0.06, 0.04]))
    return f"{genotype} {reads} {depth} {quality}"


def _rows(draw: Draw, family: Family, rows: list[list[str]]) -> list[list[str]]:
    """Child, father, mother are given; a grandmother has what the mother has, or nothing."""
    found = []
    for row in rows:
        more = [row[2]] if len(family) > 3 and draw.random() < 0.8 else [NOT_SEQUENCED]
        full = [*row, *more[: len(family) - 3]]
        found.append([_seen(draw, genotype) for genotype in full])
    return found


def _boy_or_girl(draw: Draw) -> Sex:
    return Sex.MALE if draw.random() < 0.5 else Sex.FEMALE


def _made(
    draw: Draw, kind: str, family: Family, place: int, rows: list[list[str]], reduced: bool = False
) -> Planted:
    made = calls(family, place, _rows(draw, family, rows))
    return Planted(
        kind, family, made, GeneRows.of([[1]] * len(rows)), tuple(range(len(rows))), reduced
    )


def dominant(draw: Draw) -> Planted:
    family = _family(draw, _boy_or_girl(draw), mother=True)
    return _made(draw, "dominant", family, AUTOSOME, [["0/1", "0/0", "0/1"]])


def reduced_penetrance(draw: Draw) -> Planted:
    family = _family(draw, _boy_or_girl(draw))
    return _made(draw, "reduced penetrance", family, AUTOSOME, [["0/1", "0/1", "0/0"]], True)


def new_dominant(draw: Draw) -> Planted:
    family = _family(draw, _boy_or_girl(draw))
    return _made(draw, "de novo", family, AUTOSOME, [["0/1", "0/0", "0/0"]])


def mosaic_parent(draw: Draw) -> Planted:
    """The caller writes the reference, or heterozygous, of reads that are few."""
    family = _family(draw, _boy_or_girl(draw))
    depth = int(draw.integers(25, 60))
    reads = int(draw.integers(2, max(3, int(depth * 0.18))))
    genotype = str(draw.choice(["0/0", "0/1"]))
    row = [_seen(draw, "0/1"), f"{genotype} {reads} {depth} 99", _seen(draw, "0/0")]
    row += [NOT_SEQUENCED] * (len(family) - 3)
    made = calls(family, AUTOSOME, [row])
    return Planted("mosaic parent", family, made, GeneRows.of([[1]]), (0,))


def recessive(draw: Draw) -> Planted:
    family = _family(draw, _boy_or_girl(draw))
    return _made(draw, "homozygous", family, AUTOSOME, [["1/1", "0/1", "0/1"]])


def one_parent_twice(draw: Draw) -> Planted:
    """Both copies from one parent, or the other parent's one has gone without being seen."""
    family = _family(draw, _boy_or_girl(draw))
    return _made(draw, "uniparental", family, AUTOSOME, [["1/1", "0/0", "0/1"]])


def compound(draw: Draw) -> Planted:
    family = _family(draw, _boy_or_girl(draw))
    rows = [["0/1", "0/1", "0/0"], ["0/1", "0/0", "0/1"]]
    return _made(draw, "compound", family, AUTOSOME, rows)


def compound_with_new(draw: Draw) -> Planted:
    family = _family(draw, _boy_or_girl(draw))
    rows = [["0/1", "0/1", "0/0"], ["0/1", "0/0", "0/0"]]
    return _made(draw, "compound, one new", family, AUTOSOME, rows)


def compound_uncovered(draw: Draw) -> Planted:
    family = _family(draw, _boy_or_girl(draw))
    rows = [["0/1", NOT_SEQUENCED, "0/0"], ["0/1", NOT_SEQUENCED, "0/1"]]
    return _made(draw, "compound, a parent without coverage", family, AUTOSOME, rows)


def with_deletion(draw: Draw) -> Planted:
    """A variant beside a deletion: the child's caller sees one allele and writes it twice."""
    family = _family(draw, _boy_or_girl(draw))
    plain = _made(
        draw, "variant and deletion", family, AUTOSOME,
        [["1/1", "0/0", "0/1"], ["0/1", "0/1", "0/0"]],
    )  # fmt: skip
    over = over_deletions(
        plain.calls,
        np.array([1], dtype=np.int32),
        np.array([1000], dtype=np.int32),
        np.array([9000], dtype=np.int32),
        np.array([5000, 1000], dtype=np.int32),
        np.array([3, 3], dtype=np.int8),
    )
    return replace(plain, calls=over, inside=GeneRows.of([[], []]))


def hemizygous_boy(draw: Draw) -> Planted:
    family = _family(draw, Sex.MALE)
    child = str(draw.choice(["1", "1/1", "0/1"], p=[0.45, 0.45, 0.1]))
    father = str(draw.choice(["0", "0/0"]))
    return _made(draw, "hemizygous boy", family, X, [[child, father, "0/1"]])


def new_on_x(draw: Draw) -> Planted:
    sex = _boy_or_girl(draw)
    child = "1" if sex is Sex.MALE else "0/1"
    return _made(draw, "de novo on X", _family(draw, sex), X, [[child, "0", "0/0"]])


def mitochondrial(draw: Draw) -> Planted:
    family = _family(draw, _boy_or_girl(draw))
    level = float(draw.uniform(0.3, 1.0))
    mothers = float(draw.uniform(0.0, level))
    row = []
    for part in (level, 0.0, mothers):
        depth = int(draw.integers(300, 3000))
        reads = int(depth * part)
        genotype = "0/0" if part < 0.05 else "1/1" if part > 0.95 else "0/1"
        row.append(f"{genotype} {reads} {depth} 99")
    row += [NOT_SEQUENCED] * (len(family) - 3)
    made = calls(family, MT, [row])
    return Planted("mitochondrial", family, made, GeneRows.of([[1]]), (0,))


def repeat(draw: Draw) -> Planted:
    """An expanded allele from an affected father, or one that grew from a healthy parent's."""
    grew = bool(draw.random() < 0.5)
    family = _family(draw, _boy_or_girl(draw), father=not grew)
    row = ["0/1 - - -", "0/0 - - -" if grew else "0/1 - - -", "0/0 - - -"]
    row += [NOT_SEQUENCED] * (len(family) - 3)
    made = calls(family, AUTOSOME, [row])
    return Planted("repeat", family, made, GeneRows.of([[1]]), (0,))


def uncovered_parent(draw: Draw) -> Planted:
    family = _family(draw, _boy_or_girl(draw))
    rows = [["1/1", NOT_SEQUENCED, "0/1"]]
    return _made(draw, "homozygous, a parent without coverage", family, AUTOSOME, rows)


KINDS: tuple[Callable[[Draw], Planted], ...] = (
    dominant, reduced_penetrance, new_dominant, mosaic_parent, recessive, one_parent_twice,
    compound, compound_with_new, compound_uncovered, with_deletion, hemizygous_boy, new_on_x,
    mitochondrial, repeat, uncovered_parent,
)  # fmt: skip


def planted(seed: int) -> Planted:
    """Family number `seed`; the kinds take turns."""
    return KINDS[seed % len(KINDS)](np.random.default_rng(seed))
