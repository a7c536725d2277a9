"""What was seen in patients, out of Phenopackets, and which disease they turned out to have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samvar.focus.rare_disease.model.presentation import Presentation, Solved
from samvar.formats.phenopacket.genomic import GeneDescriptor, GenomicInterpretation
from samvar.formats.phenopacket.packet import Phenopacket


def presentation_of(packet: Phenopacket) -> Presentation:
    """Terms seen and excluded, each once, and the publications that the packet names."""
    seen: list[str] = []
    excluded: list[str] = []
    for feature in packet.phenotypic_features or ():
        if feature.type and feature.type.id:
            (excluded if feature.excluded else seen).append(feature.type.id)
    references = (packet.meta_data.external_references if packet.meta_data else ()) or ()
    return Presentation(
        str(packet.id),
        tuple(dict.fromkeys(seen)),
        tuple(dict.fromkeys(excluded)),
        tuple(dict.fromkeys(each.id for each in references if each.id)),
    )


def solved_of(packet: Phenopacket) -> Solved | None:
    """The patient with the diagnosis of a solved interpretation, or None where there is none."""
    for interpretation in packet.interpretations or ():
        diagnosis = interpretation.diagnosis
        if interpretation.progress_status != "SOLVED" or not diagnosis or not diagnosis.disease:
            continue
        if diagnosis.disease.id:
            genes = _genes(diagnosis.genomic_interpretations or ())
            return Solved(presentation_of(packet), diagnosis.disease.id, next(genes, None))
    return None


def _genes(interpretations: Iterable[GenomicInterpretation]) -> Iterator[str]:
    for each in interpretations:
        told: GeneDescriptor | None = each.gene or None
        if each.variant_interpretation and each.variant_interpretation.variation_descriptor:
            told = each.variant_interpretation.variation_descriptor.gene_context or told
        if told and told.symbol:
            yield told.symbol
