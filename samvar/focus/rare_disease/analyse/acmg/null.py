"""PVS1 by the tree of 2018, and by what RNA showed."""

from __future__ import annotations

import msgspec

from samvar.focus.rare_disease.model.facts import Facts, Loss, NullKind, known
from samvar.focus.rare_disease.model.verdict import Verdict, met, not_assessed, not_met
from samvar.focus.rare_disease.rules.acmg.criteria import WALKER, source_of
from samvar.focus.rare_disease.rules.acmg.null import Unknown
from samvar.focus.rare_disease.rules.acmg.null import pvs1 as tree
from samvar.focus.rare_disease.rules.acmg.shelf import Rules

SPLICE = ("splice_acceptor_variant", "splice_donor_variant")
NULL = (
    "stop_gained",
    "frameshift_variant",
    *SPLICE,
    "start_lost",
    "transcript_ablation",
    "exon_loss_variant",
)
"""Terms of the Sequence Ontology that the tree is for."""


def pvs1(facts: Facts, _: Rules) -> Verdict:
    """How strongly the loss of the product speaks for it."""
    source, null = source_of("PVS1"), known(facts.null)
    if null is None and not facts.terms:
        return not_assessed("PVS1", "its consequence is not known", source, ("terms",))
    shown = known(facts.rna)
    if shown is False and (facts.has(*SPLICE) or (null and null.kind is NullKind.SPLICE)):
        return not_met("PVS1", "RNA shows normal splicing", WALKER, _rna(facts))
    if null is None and not shown and not facts.has(*NULL):
        return not_met("PVS1", "not a null variant", source)
    loss = known(facts.gene_facts.loss)
    if loss is Loss.NONE:
        return not_met("PVS1", "loss of function does not cause the disease", source)
    if null is None:
        why = "where in the gene the product is lost is not known"
        return not_assessed("PVS1", why, source, ("null",))
    if loss is None:
        why = "whether loss of function causes the disease is not known"
        return not_assessed("PVS1", why, source, ("gene_facts.loss",))
    try:
        path = tree(null, loss)
    except Unknown as asked:
        why = f"the tree asks for '{asked}'"
        return not_assessed("PVS1", why, source, (f"null.{asked}",))
    why = "; ".join(path.steps)
    if path.strength is None:
        return not_met("PVS1", why, source)
    found = met("PVS1", path.strength, why, source, tuple(filter(None, [_where(facts)])))
    if not shown:
        return found
    return msgspec.structs.replace(
        found, rna=True, source=f"{source}; {WALKER}", evidence=(*found.evidence, *_rna(facts))
    )


def _where(facts: Facts) -> str:
    name = facts.hgvs_c or facts.hgvs_p
    return facts.told("null", name) if name else ""


def _rna(facts: Facts) -> tuple[str, ...]:
    return (facts.told("rna", "assay of RNA"),)
