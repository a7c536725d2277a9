"""Outside calls stay with their sample when its file is loaded or called again.

CYP2D6 and HLA are in no small-variant file: were they lost with a reload, the next report would
say that nobody had looked. What cannot be taken along is named, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from samvar.focus.pharmacogenomics.analyse.outside import call_outside
from samvar.focus.pharmacogenomics.analyse.phenotype import Phenotyper
from samvar.focus.pharmacogenomics.intake import is_allele
from samvar.focus.pharmacogenomics.model import GeneCall, OutsideCall, SampleCall, Status
from samvar.focus.pharmacogenomics.records import StoredCall
from samvar.focus.pharmacogenomics.service.call import whole
from samvar.focus.pharmacogenomics.service.release import release_as_used
from samvar.knowledge.pharmacogenomics.model import Gene, Knowledge, Release
from samvar.model.errors import CorruptStore, NotFound
from samvar.present.area import NodeLike

ANOTHER_PERSON = "the sample is another person's now"
UNKNOWN_GENE = "the release in use does not know the gene"
UNKNOWN_ALLELE = "the release in use does not know the allele"


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """Calls with the outside calls of before. kept: how many. dropped: gene and why of each."""

    found: tuple[SampleCall, ...]
    kept: int = 0
    dropped: tuple[tuple[str, str], ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was dropped, for a load's report: genes and reasons, and nobody's name."""
        lines = dict.fromkeys(self.dropped)
        return tuple(
            f"outside calls of {gene} dropped: {self.dropped.count((gene, why))}, because {why}"
            for gene, why in lines
        )


def take_along(
    node: NodeLike,
    found: Sequence[SampleCall],
    before: Mapping[str, Sequence[StoredCall]],
    person: Mapping[str, str],
    release: Release,
) -> TakenAlong:
    """The calls, with what other methods have said of the same samples before.

    before: by the name of a sample its kept calls, newest first. person: whose it is now. A gene
    that comes with an outside call of its own keeps that one.
    """
    merged: list[SampleCall] = []
    kept: list[str] = []
    dropped: list[tuple[str, str]] = []
    known = {gene.name: gene for gene in whole(release).genes}
    for each in found:
        again: dict[str, OutsideCall] = {}
        warned: dict[str, str] = {}
        for name, (handed, source) in _newest(before.get(each.sample, ())).items():
            if name in each.outside:
                continue
            why = _obstacle(known.get(name), handed, source, person.get(each.sample, ""))
            if why:
                dropped.append((name, why))
                warned[name] = why
            else:
                again[name] = _as_read_now(node, handed, source, known[name], release)
        kept += again
        merged.append(_with(each, known, again, warned))
    return TakenAlong(tuple(merged), len(kept), tuple(dropped))


def _newest(calls: Iterable[StoredCall]) -> dict[str, tuple[OutsideCall, StoredCall]]:
    """By gene the newest outside call, and the call that it came with."""
    found: dict[str, tuple[OutsideCall, StoredCall]] = {}
    for call in calls:
        for name, handed in call.outside.items():
            found.setdefault(name, (handed, call))
    return found


def _obstacle(gene: Gene | None, handed: OutsideCall, source: StoredCall, person: str) -> str:
    if source.person != person:
        return ANOTHER_PERSON
    if gene is None:
        return UNKNOWN_GENE
    return "" if all(is_allele(gene, one) for one in handed.alleles) else UNKNOWN_ALLELE


def _as_read_now(
    node: NodeLike, handed: OutsideCall, source: StoredCall, gene: Gene, release: Release
) -> OutsideCall:
    """A phenotype that was handed over rests on what was known then: where this release reads the
    same alleles otherwise than the one of the call did, it goes, and this release's word counts.
    """
    key = (source.release, source.digest)
    if not handed.alleles or key == (release.name, release.digest):
        return handed
    try:
        knowledge = whole(release_as_used(node, *key))
    except (NotFound, CorruptStore):
        knowledge = Knowledge(())
    then = next((one for one in knowledge.genes if one.name == gene.name), None)
    if then is None or Phenotyper(then).phenotype(handed.alleles) == Phenotyper(gene).phenotype(
        handed.alleles
    ):
        return handed
    return replace(handed, phenotype=None, activity_score=None)


def _with(
    call: SampleCall,
    known: Mapping[str, Gene],
    again: Mapping[str, OutsideCall],
    dropped: Mapping[str, str],
) -> SampleCall:
    genes = {one.gene: one for one in call.genes}
    for name, handed in again.items():
        inside = genes.get(name) or GeneCall(name, Status.NOT_CALLED, (), None, None, (), ())
        genes[name] = call_outside(known[name], handed, inside)
    for name, why in dropped.items():
        if name in genes:
            note = f"an earlier outside call was dropped: {why}"
            genes[name] = replace(genes[name], warnings=(*genes[name].warnings, note))
    outside = {**again, **call.outside}
    return replace(call, genes=tuple(genes.values()), outside=outside)
