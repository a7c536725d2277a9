"""Genes of a patient that may explain it: by what was seen in the patient and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from samvar.focus.rare_disease.model.inheritance import Model
from samvar.focus.rare_disease.model.presentation import Presentation
from samvar.model.consequence import Consequence


class Way(Enum):
    """How a gene's variants would cause a disease: what its diseases' inheritance must allow."""

    DOMINANT = "dominant"
    RECESSIVE = "recessive"
    X_LINKED = "X-linked"
    MITOCHONDRIAL = "mitochondrial"


WAYS: dict[Model, Way] = {
    Model.AD: Way.DOMINANT,
    Model.AD_DN: Way.DOMINANT,
    Model.AD_MOSAIC: Way.DOMINANT,
    Model.AR_HOM: Way.RECESSIVE,
    Model.AR_HOM_DN: Way.RECESSIVE,
    Model.AR_COMP: Way.RECESSIVE,
    Model.AR_COMP_DN: Way.RECESSIVE,
    Model.XD: Way.X_LINKED,
    Model.XD_DN: Way.X_LINKED,
    Model.XR: Way.X_LINKED,
    Model.XR_DN: Way.X_LINKED,
    Model.MT: Way.MITOCHONDRIAL,
    Model.MT_DN: Way.MITOCHONDRIAL,
}
"""A gene on the Y chromosome has no disease of its own way here, and stands under none."""


@dataclass(frozen=True, slots=True)
class Found:
    """One alternative that the patient carries or may carry, in one gene.

    variant: `1-1000-A-G`. consequence: the gravest there, a term of the Sequence Ontology.
    frequency: the highest that the file states, 0-1, None for none. effect: 0-1, how much such a
    change tells by its kind. p_acmg: posterior without what the phenotype says, 0-1. alone: models
    under which it needs no partner; paired: those under which it does; of both, those that hold or
    could not be judged.
    """

    variant: str
    consequence: str
    frequency: float | None
    effect: float
    p_acmg: float
    alone: frozenset[Model] = frozenset()
    paired: frozenset[Model] = frozenset()
    hgvs: str = ""
    hgnc: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A gene in one way. score: its share of all candidates, 0-1, together 1.

    phenotype: of the gene's diseases that are inherited in this way, 0-1; variant: rarity times
    effect, 0-1, of a pair the mean; disease: the one that fits best, None where none is known.
    """

    symbol: str
    hgnc: str | None
    way: Way
    found: tuple[Found, ...]
    phenotype: float
    variant: float
    p_acmg: float
    disease: str | None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Cause:
    """A small variant that a solved patient's disease comes from, and the models that nothing
    refutes while nobody has looked at the parents."""

    variant: str
    consequence: Consequence
    models: frozenset[Model]


@dataclass(frozen=True, slots=True)
class Planted:
    """A solved patient with small causative variants of one gene, to be found among others."""

    presentation: Presentation
    gene: str
    causes: tuple[Cause, ...]
