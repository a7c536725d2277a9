"""What a family's genomes have beside the cause: rare variants, false de novo calls, lost calls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samvar.demo.rare_disease.call import NOTHING, seen, with_reads
from samvar.demo.rare_disease.effect import (
    FRAME,
    INTRON,
    MISSENSE,
    SILENT,
    SPLICE,
    STOP,
    Effect,
    draw_effect,
)
from samvar.demo.rare_disease.gene import Gene, genes
from samvar.focus.rare_disease.model.family import Family
from samvar.model.genome import Sex

_TERMS = (MISSENSE, SILENT, INTRON, SPLICE, STOP, FRAME)
_SHARE = (0.4, 0.22, 0.35, 0.01, 0.01, 0.01)
_UNKNOWN = 0.25
"""Part of the variants of which no database gives a frequency."""
_LOW, _HIGH = -4.7, -0.6
"""Decades of the known frequencies, 0.00002 to 0.25, drawn evenly."""
_FALSE_NEW = 0.04
_FEWEST = 6
"""Genes, of every third variant another one."""
_FILTERED = 0.04


@dataclass(frozen=True, slots=True)
class Row:
    """A small variant as it is written. calls: of each member. frequency: gnomAD's, None where it
    has none. phase: the phase set (PS) of its calls. clinvar: 0 nothing, else a word's number."""

    effect: Effect
    calls: tuple[str, ...]
    frequency: float | None
    phase: int | None
    clinvar: int
    passed: bool = True


def background(
    rng: np.random.Generator,
    family: Family,
    count: int,
    taken: set[tuple[str, int]],
    causal: Gene,
) -> tuple[Row, ...]:
    """About `count` variants of other genes, by the laws of heredity, each at a place of its own.

    The causal gene has common ones only, as its compounds are planted.
    """
    found = []
    every = [each for each in genes() if each.mode in ("AD", "AR", "XL")]
    few = rng.permutation(len(every))[: max(_FEWEST, count // 3)].tolist()
    choice = [every[at] for at in few]
    for _ in range(count):
        gene = choice[int(rng.integers(len(choice)))]
        effect = draw_effect(rng, gene, str(rng.choice(_TERMS, p=_SHARE)), harmful=False)
        place = gene.contig, effect.position
        if place in taken or (gene.contig, effect.position + 1) in taken:
            continue
        taken.add(place)
        frequency = None if rng.random() < _UNKNOWN else 10 ** float(rng.uniform(_LOW, _HIGH))
        if gene is causal:
            frequency = float(rng.uniform(0.05, 0.4))
        common = frequency or 0.0
        new = frequency is None and rng.random() < _FALSE_NEW / _UNKNOWN
        calls = _false_new(rng, family) if new else _inherited(rng, family, gene, common)
        benign = 2 + int(rng.random() < 0.5) if common > 0.01 and rng.random() < 0.3 else 0
        passed = bool(rng.random() >= _FILTERED) and not new
        found.append(Row(effect, calls, frequency, None, benign, passed))
    return tuple(found)


def _inherited(
    rng: np.random.Generator, family: Family, gene: Gene, frequency: float
) -> tuple[str, ...]:
    """One parent's chromosome has it; others by its frequency."""
    sexed = gene.contig == "X"
    strands = rng.random(4) < frequency
    strands[int(rng.integers(4))] = True
    if sexed:
        strands[1] = False  # a father has one X
    passed_on = int(rng.integers(2)), 2 + int(rng.integers(2))
    members = []
    for who, member in enumerate(family.members):
        man = member.sex is Sex.MALE
        if who == 0:
            own = [strands[passed_on[0]], strands[passed_on[1]]]
            own = own[1:] if sexed and man else [strands[0], own[1]] if sexed else own
        else:
            own = list(strands[:2] if man else strands[2:])
            own = own[:1] if sexed and man else own
        members.append("/".join(sorted(str(int(each)) for each in own)))
    return tuple(seen(rng, genotype) for genotype in members)


def _false_new(rng: np.random.Generator, family: Family) -> tuple[str, ...]:
    """A caller's slip: few reads in the child, and now and then no call in a parent."""
    depth = int(rng.integers(8, 30))
    child = with_reads("0/1", int(rng.integers(2, 5)), depth, int(rng.integers(3, 25)))
    rest = [NOTHING if rng.random() < 0.1 else seen(rng, "0/0") for _ in family.members[1:]]
    return (child, *rest)
