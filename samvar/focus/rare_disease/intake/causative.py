"""What is told of a solved patient's causative variants, as if a caller had found them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from samvar.focus.rare_disease.intake.presentation import presentation_of
from samvar.focus.rare_disease.model.candidate import Cause, Planted
from samvar.focus.rare_disease.model.inheritance import Model
from samvar.formats.phenopacket.genomic import VariationDescriptor
from samvar.formats.phenopacket.packet import Phenopacket
from samvar.model.consequence import Consequence

_HOMOZYGOUS, _HEMIZYGOUS = "GENO:0000136", "GENO:0000134"
_SITE = re.compile(r"[cn]\.[-*]?\d+([+-])(\d+)")
_SWAP = re.compile(r"p\.\(?([A-Z][a-z]{2})(\d+)([A-Z][a-z]{2}|\*|=)")
_INTRON_END = 8
"""Bases from an exon within which VEP speaks of a splice region."""


def planted_of(packet: Phenopacket) -> Planted | None:
    """A solved patient, to be planted; None where no small variant is told that names say enough
    of, or they lie in several genes."""
    told = list(_told(packet))
    if len({each[0].gene for each in told}) != 1:
        return None
    several = len(told) > 1
    return Planted(
        presentation_of(packet),
        told[0][0].gene,
        tuple(
            Cause(name, consequence, models(contig, state, several=several))
            for consequence, name, contig, state in told
        ),
    )


def models(contig: str, state: str, *, several: bool) -> frozenset[Model]:
    """What nothing refutes in a patient whose parents nobody has looked at."""
    if contig == "MT":
        return frozenset({Model.MT})
    if contig == "X":
        alone = state in (_HOMOZYGOUS, _HEMIZYGOUS)
        return frozenset({Model.XR, Model.XD} if alone else {Model.XD})
    if state == _HOMOZYGOUS:
        return frozenset({Model.AR_HOM})
    return frozenset({Model.AD, Model.AR_COMP} if several else {Model.AD})


def consequence_of(hgvs_c: str, hgvs_p: str, ref: str = "", alt: str = "") -> str | None:
    """The gravest term of the Sequence Ontology that names tell of; None where they do not.

    >>> consequence_of("NM_1.1:c.870+1G>A", "NP_1.1:p.?")
    'splice_donor_variant'
    >>> consequence_of("NM_1.1:c.174del", "NP_1.1:p.(Asn59IlefsTer51)")
    'frameshift_variant'
    >>> consequence_of("NM_1.1:c.175A>G", "NP_1.1:p.(Asn59Asp)")
    'missense_variant'
    """
    site = _SITE.search(hgvs_c)
    if site is not None:
        behind, far = site.group(1) == "+", int(site.group(2))
        if far <= 2:
            return "splice_donor_variant" if behind else "splice_acceptor_variant"
        return "splice_region_variant" if far <= _INTRON_END else "intron_variant"
    protein = hgvs_p.rpartition(":")[2]
    if "fs" in protein:
        return "frameshift_variant"
    if "Met1" in protein and "ext" not in protein:
        return "start_lost"
    if "ext" in protein:
        return "stop_lost"
    swap = _SWAP.search(protein)
    if protein.rstrip(")").endswith(("Ter", "*")):
        return "stop_gained"
    for word, term in (("delins", None), ("del", "inframe_deletion"), ("dup", "inframe_insertion"),
                       ("ins", "inframe_insertion")):  # fmt: skip
        if word in protein:
            return term or ("inframe_deletion" if len(ref) > len(alt) else "inframe_insertion")
    if swap is not None:
        return "synonymous_variant" if swap.group(3) in ("=", swap.group(1)) else "missense_variant"
    return None


def _told(packet: Phenopacket) -> Iterator[tuple[Consequence, str, str, str]]:
    for interpretation in packet.interpretations or ():
        diagnosis = interpretation.diagnosis
        if interpretation.progress_status != "SOLVED" or not diagnosis:
            continue
        for each in diagnosis.genomic_interpretations or ():
            told = each.variant_interpretation and each.variant_interpretation.variation_descriptor
            if told:
                yield from _one(told)


def _one(told: VariationDescriptor) -> Iterator[tuple[Consequence, str, str, str]]:
    record, gene = told.vcf_record, told.gene_context
    if not record or not gene or not gene.symbol or not record.chrom:
        return
    names = {each.syntax: each.value for each in told.expressions or () if each.syntax}
    c, p = str(names.get("hgvs.c") or ""), str(names.get("hgvs.p") or "")
    contig = record.chrom.removeprefix("chr")
    contig = "MT" if contig == "M" else contig
    term = consequence_of(c, p, str(record.ref or ""), str(record.alt or ""))
    if term is not None:
        state = told.allelic_state.id if told.allelic_state else ""
        consequence = Consequence((term,), c.partition(":")[0], gene.symbol, hgvs_c=c, hgvs_p=p)
        yield consequence, f"{contig}-{record.pos}-{record.ref}-{record.alt}", contig, str(state)
