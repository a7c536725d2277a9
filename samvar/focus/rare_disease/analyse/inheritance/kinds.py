"""Variants of several kinds judged together: small ones, structural ones, and expanded repeats.

A pair needs only to know who carries what, so a compound of a base and a deletion, or of a base
and a repeat, is a pair like any other once their calls stand in one table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields

import numpy as np

from samvar.focus.rare_disease.analyse.inheritance.copies import (
    FamilyCalls,
    family_calls,
    places,
)
from samvar.focus.rare_disease.analyse.inheritance.pairs import GeneRows
from samvar.focus.rare_disease.model.family import Family
from samvar.model.genome import Assembly
from samvar.model.repeat import RepeatCalls


def stacked(*calls: FamilyCalls) -> FamilyCalls:
    """The variants of several tables one after another; the family's columns are the same.

    A deletion that one of them names is a row of its own table, and keeps being it.
    """
    columns = {
        each.name: np.concatenate([getattr(one, each.name) for one in calls])
        for each in fields(FamilyCalls)
    }
    shift = np.repeat(
        np.cumsum([0, *(len(one) for one in calls[:-1])]), [len(one) for one in calls]
    )[:, None]
    deletion = columns["deletion"]
    columns["deletion"] = np.where(deletion >= 0, deletion + shift, -1).astype(np.int32)
    return FamilyCalls(**columns)


def stacked_genes(parts: Sequence[tuple[GeneRows, int]]) -> GeneRows:
    """The genes of stacked tables. parts: of each table its genes and how many variants it has;
    a gene has the same number in all of them.

    >>> stacked_genes([(GeneRows.of([[7]]), 1), (GeneRows.of([[], [7]]), 2)]).rows.tolist()
    [0, 2]
    """
    rows, genes, start = [], [], 0
    for inside, count in parts:
        rows.append(inside.rows + np.int32(start))
        genes.append(inside.genes)
        start += count
    return GeneRows(np.concatenate(rows), np.concatenate(genes))


def expanded(
    repeats: RepeatCalls, family: Family, limits: Mapping[str, int], assembly: Assembly
) -> tuple[tuple[int, ...], FamilyCalls]:
    """Repeats as calls: an allele carries where it has as many units as the locus's limit.

    limits: units from which a locus causes disease, by its name. An allele whose confidence
    interval lies on both sides of the limit is not called. Returns the loci that have a limit, as
    numbers among `repeats.loci`, and a row for each.
    """
    wanted = tuple(k for k, locus in enumerate(repeats.loci) if locus.name in limits)
    row_of = {locus: row for row, locus in enumerate(wanted)}
    shape = len(wanted), len(family)
    dosage, called, written = (np.zeros(shape, dtype=np.int8) for _ in range(3))
    column_of = {member.name: column for column, member in enumerate(family.members)}
    for k in range(len(repeats)):
        row = row_of.get(int(repeats.locus[k]))
        column = column_of.get(repeats.samples[int(repeats.sample[k])])
        if row is None or column is None:
            continue
        limit = limits[repeats.loci[wanted[row]].name]
        written[row, column] = int(repeats.alleles[k])
        for units, low, high in zip(
            repeats.units[k].tolist(), repeats.low[k].tolist(), repeats.high[k].tolist(),
            strict=True,
        ):  # fmt: skip
            unsure = low >= 0 and high >= 0 and low < limit <= high
            if units >= 0 and not unsure:
                called[row, column] += 1
                dosage[row, column] += units >= limit
    loci = [repeats.loci[k] for k in wanted]
    place = places(
        np.array([locus.contig for locus in loci], dtype=np.int8),
        np.array([locus.start for locus in loci], dtype=np.int32),
        assembly,
    )
    return wanted, family_calls(place, family, dosage, called, written)
