"""Sum up a member's D4 file or mosdepth summary: of the whole genome, or of an assay's target."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from samvar.focus.rare_disease.model.case import DepthSummary
from samvar.formats.d4.read import D4File, Depths
from samvar.formats.mosdepth.read import read_summary
from samvar.model.calls import Stretches
from samvar.model.errors import UnknownAssembly, Where
from samvar.model.genome import CODE, CONTIGS, Assembly, contig_name

FLOORS = (10, 20, 30)
"""Depths from which heterozygotes are found with growing safety; shares at each are told."""


def sum_up(path: Path, assembly: Assembly | None, target: Stretches | None = None) -> DepthSummary:
    """Depths of the autosomes together, and of X, Y and the mitochondrion.

    target: only these stretches count.

    Raises:
        BadFile: the file is damaged, or of several tracks.
        UnknownAssembly: its contigs have other lengths than those of the case's assembly.
    """
    file = D4File(path)
    named = {contig_name(title): title for title in file.contigs}
    named.pop(None, None)
    _check(path.name, {n: file.contigs[title] for n, title in named.items() if n}, assembly)

    def of(contigs: Iterable[str]) -> Depths:
        there = [contig for contig in contigs if contig in named]
        return Depths.joined(
            file.depths(named[contig], None if target is None else _on(target, contig))
            for contig in there
        )

    autosomes = of(CONTIGS[:22])
    return DepthSummary(
        target is not None,
        autosomes.total,
        autosomes.mean,
        {floor: autosomes.share(floor) for floor in FLOORS},
        of(("X",)).mean,
        of(("Y",)).mean,
        of(("MT",)).mean,
    )


def sum_up_summary(path: Path, assembly: Assembly | None) -> DepthSummary:
    """The same of a mosdepth summary, which has means only; of its target where it has one.

    Raises:
        BadFile: as `read_summary`. UnknownAssembly: as `sum_up`.
    """
    rows = read_summary(path)
    genome = {n: row for row in rows if not row.of_target and (n := contig_name(row.contig))}
    target = {n: row for row in rows if row.of_target and (n := contig_name(row.contig))}
    _check(path.name, {name: row.length for name, row in genome.items()}, assembly)
    here = target or genome

    def of(contigs: Iterable[str]) -> tuple[int, float | None]:
        some = [here[contig] for contig in contigs if contig in here]
        length = sum(row.length for row in some)
        return length, sum(row.reads for row in some) / length if length else None

    bases, mean = of(CONTIGS[:22])
    return DepthSummary(bool(target), bases, mean, {}, of(("X",))[1], of(("Y",))[1], of(("MT",))[1])


def _on(target: Stretches, contig: str) -> list[tuple[int, int]]:
    here = target.contig == CODE[contig]
    return list(zip(target.start[here].tolist(), target.end[here].tolist(), strict=True))


def _check(name: str, lengths: dict[str, int], assembly: Assembly | None) -> None:
    if assembly is None:
        return
    for contig, length in lengths.items():
        if contig != "MT" and length != assembly.length(contig):
            raise UnknownAssembly(
                f"contig {contig} has {length} bases in this file",
                where=Where(name),
                why=f"the case is of {assembly.value}",
                remedy="give the file of this assembly",
            )
