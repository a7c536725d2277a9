"""Files to calls, without a node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from samvar.focus.pharmacogenomics.analyse.call import GeneCaller
from samvar.focus.pharmacogenomics.analyse.outside import call_outside
from samvar.focus.pharmacogenomics.intake import (
    least_depths,
    observed_at,
    open_files,
    read_outside_calls,
)
from samvar.focus.pharmacogenomics.model import GeneCall, SampleCall, SampleKind
from samvar.focus.pharmacogenomics.rules.trust import FLOOR, Floor
from samvar.knowledge.pharmacogenomics.model import Gene, Knowledge, Release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.errors import BadInput, NotFound
from samvar.model.genome import Assembly

_NOT_GERMLINE = {
    SampleKind.TUMOUR: "a tumour's variants are not those that the patient was born with",
    SampleKind.AFTER_TRANSPLANT: "blood after a transplant is the donor's",
    SampleKind.AFTER_TRANSFUSION: "blood after a recent transfusion holds the donors' cells",
}


def call_files(
    paths: Sequence[Path],
    assembly: Assembly,
    release: Release,
    *,
    genes: Sequence[str] = (),
    outside: Path | None = None,
    kind: SampleKind = SampleKind.GERMLINE,
    floor: Floor = FLOOR,
) -> Iterator[SampleCall]:
    """Call every sample of one or more VCFs of the same people; nothing is guessed.

    genes: only these, in this order; by default all of the release. outside: a file of outside
    calls, of one sample; they take the place of what the VCF says of their genes. floor: the least
    that a genotype must rest on, where the file says what it rests on.

    Raises:
        BadInput: not germline, a floor out of range, or the release has no places in this
            assembly, or outside calls with several samples. NotFound: a gene that the release
            does not know.
        BadFile, UnknownAssembly, ReferenceMismatch: an input is wrong; with its line.
    """
    if kind in _NOT_GERMLINE:
        raise BadInput(
            "the sample is not the patient's germline",
            why=_NOT_GERMLINE[kind],
            remedy="take another sample, such as a cheek swab or skin",
        )
    floor = floor.checked()
    knowledge = whole(release)
    chosen = _chosen(knowledge, genes)
    placed = [gene for gene in chosen if not gene.outside_only]
    if placed and not any(p.site(assembly) for gene in placed for p in gene.positions):
        raise BadInput(
            f"release {release.name} has no positions in {assembly.value}",
            remedy="use a release of this assembly; samvar never converts positions",
        )
    handed = read_outside_calls(outside, knowledge) if outside is not None else {}
    files = open_files(paths, placed, assembly)
    samples = files[0].samples
    if handed and len(samples) != 1:
        raise BadInput(
            "outside calls are of one sample, and the file has several",
            remedy="call that sample's file alone",
        )
    callers = [GeneCaller(gene, assembly) for gene in chosen]
    columns = [observed_at(caller.positions, files, assembly, floor) for caller in callers]
    depths = [
        least_depths(caller.positions, column, files, assembly)
        for caller, column in zip(callers, columns, strict=True)
    ]
    by_sample = [
        zip(*column, strict=True) if column else iter([()] * len(samples)) for column in columns
    ]
    for at, (sample, rows) in enumerate(zip(samples, zip(*by_sample, strict=True), strict=True)):
        called = tuple(
            call_outside(caller.gene, handed[caller.gene.name], caller.call(row))
            if caller.gene.name in handed
            else _with_depth(caller.call(row), depth[at] if depth else None)
            for caller, row, depth in zip(callers, rows, depths, strict=True)
        )
        observed = {
            caller.gene.name: caller.observed(row)
            for caller, row in zip(callers, rows, strict=True)
            if any(row)
        }
        yield SampleCall(sample, release.name, called, observed, handed)


def _with_depth(call: GeneCall, depth: int | None) -> GeneCall:
    return call if depth is None else replace(call, least_depth=depth)


def _chosen(knowledge: Knowledge, names: Iterable[str]) -> list[Gene]:
    wanted = list(dict.fromkeys(names))
    found = {gene.name: gene for gene in knowledge.genes}
    strangers = [name for name in wanted if name not in found]
    if strangers:
        raise NotFound(
            f"the release does not know gene '{strangers[0][:40]}'",
            remedy=f"one of {', '.join(sorted(found))}",
        )
    return [found[name] for name in wanted] or list(knowledge.genes)


def whole(release: Release) -> Knowledge:
    """The release; genes of outside calls that it does not describe come from our own set.

    PharmCAT's files define CYP2D6 without its functions and leave HLA to the method that typed it.
    """
    genes = {gene.name: gene for gene in release.knowledge.genes}
    own = own_release()
    for gene in own.knowledge.genes:
        if not gene.outside_only:
            continue
        there = genes.get(gene.name)
        if there is None:
            genes[gene.name] = msgspec.structs.replace(gene, note=f"from {own.name}")
        elif not there.functions:
            filled = {"functions": gene.functions, "phenotypes": gene.phenotypes}
            genes[gene.name] = msgspec.structs.replace(there, note=f"from {own.name}", **filled)
    recommendations = release.knowledge.recommendations
    return Knowledge(tuple(genes[name] for name in sorted(genes)), recommendations)
