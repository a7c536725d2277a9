"""The questions as Ibis expressions, the same for every engine. Nothing is computed here.

Copies are summed over the calls as they were decided at load; the number of alleles is what the
callable stretches give there less the alleles that a call misses. The stretches become rises and
falls, and a running sum along each contig, in which the asked places stand as steps of nothing,
reads the number off at each of them: that needs no join of intervals, which engines do badly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from samvar.model.genome import CODE, Interval
from samvar.store.cohort.question import Carriers, Frequency, Question
from samvar.store.cohort.tables import OWN, within

VARIANT = ("contig", "position", "ref", "alt")
COUNTS = ("ac", "an", "hom", "hemi", "individuals")


@dataclass(frozen=True, slots=True)
class Inputs:
    """Tables of one engine, as Ibis has them.

    genomes: `file`, `place` and the columns of a genome. stretches: `file`, contig, start, end.
    people, ploidy, wanted: as `tables` makes them; wanted has no rows where none are named.
    """

    genomes: Any
    stretches: Any
    people: Any
    ploidy: Any
    wanted: Any


def joined(own: Any | None, shared: Any | None) -> Any:
    """`Inputs.genomes`, of files of one person each and of files that several share."""
    parts = []
    if own is not None:
        parts.append(own.mutate(place=ibis.literal(OWN).cast("int32")))
    if shared is not None:
        parts.append(shared.rename(place="person"))
    columns = parts[0].columns
    return parts[0] if len(parts) == 1 else ibis.union(*(part.select(columns) for part in parts))


def expression(question: Question, inputs: Inputs) -> Any:
    """The answer's rows: stratum, then what `frequency` or `carriers` says."""
    if isinstance(question, Carriers):
        return carriers(question, inputs)
    return frequency(question, inputs)


def frequency(question: Frequency, inputs: Inputs) -> Any:
    """stratum, contig code, 0-based position, ref, alt, ac, an, hom, hemi, individuals."""
    calls = _of_people(inputs, question)
    if question.variants:
        calls = calls.semi_join(inputs.wanted, VARIANT)
    else:
        calls = calls.filter(_inside(calls, question.regions))
    counted = calls.group_by(["stratum", *VARIANT]).agg(
        ac=calls.counted.sum().cast("int64"),
        hom=(calls.counted == 2).sum().cast("int64"),
        hemi=calls.hemizygous.sum().cast("int64"),
        missed=calls.missed.sum().cast("int64"),
    )
    if question.variants:
        names = inputs.wanted
    else:
        names = counted.group_by(VARIANT).agg(seen=counted.ac.sum())
        names = names.filter(names.seen > 0).drop("seen")
    strata = inputs.people.select("stratum").distinct()
    found = names.cross_join(strata).left_join(counted, ["stratum", *VARIANT], rname="right_{name}")
    found = found.select("stratum", *VARIANT, "ac", "hom", "hemi", "missed")
    judged = _denominator(found.select("stratum", "contig", "position").distinct(), inputs)
    both = found.join(judged, ["stratum", "contig", "position"], rname="right_{name}")
    return both.select(
        "stratum",
        *VARIANT,
        ac=both.ac.fill_null(0),
        an=both.alleles - both.missed.fill_null(0),
        hom=both.hom.fill_null(0),
        hemi=both.hemi.fill_null(0),
        individuals=both.individuals,
    )


def carriers(question: Carriers, inputs: Inputs) -> Any:
    """stratum, carriers (people with at least one), individuals (people who are counted)."""
    calls = _of_people(inputs, question)
    calls = calls.filter(calls.counted > 0).semi_join(inputs.wanted, VARIANT)
    have = calls.group_by("stratum").agg(carriers=calls.who.nunique())
    everybody = inputs.people.group_by("stratum").agg(individuals=inputs.people.who.nunique())
    both = everybody.left_join(have, "stratum", rname="right_{name}")
    return both.select("stratum", carriers=both.carriers.fill_null(0), individuals=both.individuals)


def _of_people(inputs: Inputs, question: Question) -> Any:
    """The calls of those who are asked about, with the stratum of each.

    Far ones are left out first, by place: that is what the files themselves have statistics of.
    """
    own = inputs.people.select("who", "place", "stratum", file="genome")
    near = inputs.genomes.filter(_inside(inputs.genomes, within(question)))
    return near.join(own, ["file", "place"])


def _inside(calls: Any, stretches: Sequence[Interval]) -> Any:
    """Whether a call lies in one of the stretches."""
    place = calls.position
    return ibis.or_(
        *(
            (calls.contig == CODE[each.contig]) & (place >= each.start) & (place < each.end)
            for each in stretches
        )
    )


def _denominator(places: Any, inputs: Inputs) -> Any:
    """stratum, contig, position, alleles, individuals: what could be judged at each place."""
    people = inputs.people
    alike = people.group_by(["stretches", "sex", "stratum"]).agg(number=people.genome.count())
    pieces = inputs.stretches.join(alike, [("file", "stretches")]).join(
        inputs.ploidy, ["contig", "sex"], rname="right_{name}"
    )
    pieces = pieces.mutate(
        low=ibis.greatest(pieces.start, pieces["from"]), high=ibis.least(pieces.end, pieces.to)
    )
    pieces = pieces.filter(pieces.low < pieces.high)
    rises = [
        pieces.select(
            stratum=pieces.stratum,
            contig=pieces.contig,
            position=edge,
            alleles=sign * pieces.number * pieces.copies,
            individuals=sign * pieces.number,
        )
        for edge, sign in ((pieces.low, 1), (pieces.high, -1))
    ]
    steps = ibis.union(*rises)
    steps = steps.group_by(["stratum", "contig", "position"]).agg(
        alleles=steps.alleles.sum().cast("int64"), individuals=steps.individuals.sum().cast("int64")
    )
    nothing = ibis.literal(0).cast("int64")
    line = ibis.union(
        steps.mutate(asked=ibis.literal(0).cast("int8")),
        places.mutate(
            alleles=nothing, individuals=nothing, asked=ibis.literal(1).cast("int8")
        ).select("stratum", "contig", "position", "alleles", "individuals", "asked"),
    )
    # A step at the asked place itself comes first: stretches begin with their start.
    along = ibis.window(
        group_by=["stratum", "contig"], order_by=["position", "asked"], preceding=None, following=0
    )
    read = line.mutate(
        alleles=line.alleles.sum().over(along), individuals=line.individuals.sum().over(along)
    )
    return read.filter(read.asked == 1).drop("asked")
