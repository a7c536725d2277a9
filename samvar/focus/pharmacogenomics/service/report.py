"""From kept calls to a signed report: what is known of one patient, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import samvar
from samvar.focus.pharmacogenomics.analyse.advise import advise
from samvar.focus.pharmacogenomics.model import (
    DrugAdvice,
    GeneCall,
    Occasion,
    Order,
    Report,
    SampleCall,
    Source,
)
from samvar.focus.pharmacogenomics.records import (
    Reports,
)
from samvar.focus.pharmacogenomics.report import from_bytes, verify
from samvar.focus.pharmacogenomics.rules import dpyd
from samvar.focus.pharmacogenomics.service.call import whole
from samvar.focus.pharmacogenomics.service.change import asked_for
from samvar.focus.pharmacogenomics.service.release import current_release, release_named
from samvar.focus.pharmacogenomics.service.result import results_by, results_of
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.model.clock import utc_now
from samvar.model.errors import CorruptStore, NotFound
from samvar.model.genome import Assembly
from samvar.model.ids import new_id
from samvar.present.area import NodeLike

FULL, FAST = "full", "dpyd"


def draft_report(
    node: NodeLike,
    order: Order,
    *,
    kind: str = FULL,
    by: str = "",
    by_name: str = "",
    release: str | None = None,
) -> Report:
    """The report that would be signed now for this order; nothing is kept.

    kind: `full`, or `dpyd` for the fast one before a fluoropyrimidine. by, by_name: who would sign.

    Raises:
        NotFound: the patient has not been called.
    """
    found = results_of(node, order.person)
    if not found:
        raise NotFound("the patient has not been called yet", remedy="load the sample first")
    chosen = release_named(node, release) if release else current_release(node)
    told = results_by(node, found, chosen)
    genes = asked_for(told.genes, order, kind)
    with node.records.read() as tx:
        mine = Reports(tx.connection).of_order(order.id)
    samples = told.spoken_from(genes)
    sample, assembly = found[0].sample, found[0].assembly
    if samples:
        sample, assembly = samples[0].sample, Assembly(samples[0].assembly)
    made = make_report(
        genes,
        chosen,
        occasions=order.occasions,
        medications=order.medications,
        identifier=new_id("report"),
        order=order.id,
        person=order.person,
        sample=sample,
        patient=order.label,
        kind=kind,
        by=by,
        centre=node.centre.name,
        laboratory=order.laboratory,
        region=order.referring_region,
        assembly=assembly,
        first_dose=order.first_dose,
        supersedes=mine[0].id if mine else None,
        sources=told.sources,
    )
    return replace(made, samples=samples, by_name=by_name.strip())


def report_of_file(
    called: SampleCall,
    release: Release,
    assembly: Assembly,
    *,
    occasions: Sequence[Occasion] = (),
    medications: Sequence[str] = (),
    kind: str = FULL,
) -> Report:
    """A report of a called file, without a node, an order or a signature."""
    genes = called.genes
    if kind == FAST:
        genes = tuple(each for each in genes if each.gene == dpyd.GENE)
    return make_report(
        genes,
        release,
        occasions=occasions,
        medications=medications,
        identifier=new_id("report"),
        order=None,
        person="",
        sample="",
        patient=called.sample,
        kind=kind,
        by="",
        centre="",
        laboratory="",
        region="",
        assembly=assembly,
        first_dose=None,
        supersedes=None,
    )


def make_report(
    genes: Sequence[GeneCall],
    release: Release,
    *,
    occasions: Sequence[Occasion],
    medications: Sequence[str],
    identifier: str,
    order: str | None,
    person: str,
    sample: str,
    patient: str,
    kind: str,
    by: str,
    centre: str,
    laboratory: str,
    region: str,
    assembly: Assembly,
    first_dose: date | None,
    supersedes: str | None,
    sources: tuple[Source, ...] = (),
) -> Report:
    """The record, with the advice that follows from the genes under one release.

    sources: all releases that the genes were told by, this one first; by default it alone.
    """
    knowledge = whole(release)
    advice = advise(genes, knowledge, occasions, medications, release.name)
    if kind == FAST:
        advice = tuple(each for each in advice if each.on_list or _is_about(each, dpyd.GENE))
    return Report(
        id=identifier,
        order=order,
        person=person,
        sample=sample,
        patient=patient,
        kind=kind,
        made=utc_now(),
        by=by,
        centre=centre,
        laboratory=laboratory,
        referring_region=region,
        assembly=assembly.value,
        first_dose=first_dose,
        medications=tuple(medications),
        genes=tuple(genes),
        advice=advice,
        sources=sources
        or (Source(release.name, release.date, release.digest, release.licence, release.source),),
        software=f"samvar {samvar.__version__}",
        supersedes=supersedes,
    )


def report_of(node: NodeLike, identifier: str) -> Report:
    """A signed report as it was kept, its signature checked.

    Raises:
        NotFound: no such report. CorruptStore: it is not what was signed.
    """
    with node.records.read() as tx:
        stored = Reports(tx.connection).get(identifier)
    report = replace(from_bytes(stored.document.encode()), signature=stored.signature)
    if not verify(report, [node.key.public]):
        raise CorruptStore("the report is not what was signed", remedy="restore a backup")
    return report


def _is_about(advice: DrugAdvice, gene: str) -> bool:
    return gene in advice.withheld or any(gene in line.genes for line in advice.lines)
