"""A case's variant in its normalised form: the only one in which the nation knows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.formats.vcf.normalise import normalise
from samvar.model.errors import NotFound, NotNormalised, ReferenceMismatch
from samvar.model.variant import Variant
from samvar.present.area import NodeLike

_ASSERTED = "asserted"


class NormalBy(Enum):
    """How it is known. ITSELF: its alleles end in different bases, so that it can be moved no
    further to the left whatever the reference is; REFERENCE: the node's own; ASSERTED: whoever
    loaded the case stated it, as its genomes count; UNKNOWN: nobody can say."""

    ITSELF = "itself"
    REFERENCE = "reference"
    ASSERTED = "asserted"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Normal:
    """variant: None where it is not known, or where REF is not what the reference has."""

    variant: Variant | None
    by: NormalBy


def normal_of(node: NodeLike, case: KeptCase, variant: Variant) -> Normal:
    """The normalised form of a variant as a case's list writes it.

    Source: Tan et al. 2015, doi:10.1093/bioinformatics/btv112.

    Raises:
        BadFile: the mounted reference is damaged or of another assembly.
    """
    reference = node.reference(case.assembly)
    if reference is not None:
        try:
            return Normal(normalise(variant, reference), NormalBy.REFERENCE)
        except ReferenceMismatch:
            return Normal(None, NormalBy.MISMATCH)
        except NotNormalised:
            pass  # the mounted reference does not reach so far
    trimmed = variant.trimmed()
    if trimmed.ref[-1] != trimmed.alt[-1]:
        return Normal(trimmed, NormalBy.ITSELF)
    if _asserted(node, case):
        return Normal(trimmed, NormalBy.ASSERTED)
    return Normal(None, NormalBy.UNKNOWN)


def _asserted(node: NodeLike, case: KeptCase) -> bool:
    """Whether somebody stated at the load that the file is normalised."""
    with node.records.read() as tx:
        try:
            report = tx.loads.get(case.load).report
        except NotFound:
            return False
    return report is not None and report.get("normalised_by") == _ASSERTED
