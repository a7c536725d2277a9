"""Words of one variant's page: models of inheritance, why they hold or not, what hides it."""

from __future__ import annotations

from collections.abc import Mapping

from samvar.focus.rare_disease.model.inheritance import Model, Reason, Status
from samvar.focus.rare_disease.model.listing import Step
from samvar.focus.rare_disease.model.row import RepeatStanding
from samvar.present.language import N_

MODELS: Mapping[Model, str] = {
    Model.AR_HOM: N_("Recessive, on both copies"),
    Model.AR_HOM_DN: N_("Recessive, on both copies, one new"),
    Model.AR_COMP: N_("Recessive, with a second variant"),
    Model.AR_COMP_DN: N_("Recessive, with a second variant, one new"),
    Model.AD: N_("Dominant"),
    Model.AD_DN: N_("Dominant, new"),
    Model.AD_MOSAIC: N_("Dominant, a parent has it in part"),
    Model.XD: N_("X-linked dominant"),
    Model.XD_DN: N_("X-linked dominant, new"),
    Model.XR: N_("X-linked recessive"),
    Model.XR_DN: N_("X-linked recessive, new"),
    Model.MT: N_("Mitochondrial"),
    Model.MT_DN: N_("Mitochondrial, new"),
    Model.YL: N_("Y-linked"),
}

STATUSES: Mapping[Status, tuple[str, str]] = {
    Status.MET: ("answered", N_("holds")),
    Status.NOT_ASSESSED: ("late", N_("could not be judged")),
    Status.NOT_MET: ("refused", N_("does not hold")),
}
"""The mark and the word of each."""

REASONS: Mapping[Reason, str] = {
    Reason.FITS: N_("everybody's genotype fits"),
    Reason.ELSEWHERE: N_("not on this chromosome"),
    Reason.NOBODY_AFFECTED: N_("nobody in the family is affected"),
    Reason.AFFECTED_LACKS: N_("%(who)s is affected and does not carry it"),
    Reason.AFFECTED_NOT_ALL: N_("%(who)s is affected and has a copy without it"),
    Reason.UNAFFECTED_CARRIES: N_("%(who)s is unaffected and carries it"),
    Reason.UNAFFECTED_ALL: N_("%(who)s is unaffected and has it on every copy"),
    Reason.NOT_CALLED: N_("%(who)s has no call"),
    Reason.HALF_CALLED: N_("%(who)s: one allele is not called"),
    Reason.POOR_CALL: N_("%(who)s: the call has too few reads or too low a quality"),
    Reason.TWO_ALLELES_ONE_COPY: N_("%(who)s has one copy, and two alleles are called"),
    Reason.SEX_UNKNOWN: N_("%(who)s: the sex chromosomes are not known"),
    Reason.NOT_TRANSMITTED: N_("%(who)s carries it and no parent does"),
    Reason.TRANSMITTED: N_("%(who)s has it from a parent"),
    Reason.PARENT_NOT_SEQUENCED: N_("the parents who would tell are not sequenced"),
    Reason.PARENT_NOT_ASSURED: N_("%(who)s: depth and quality do not assure that it is absent"),
    Reason.PARENT_HAS_READS: N_("%(who)s has reads of it"),
    Reason.MOSAIC_PARENT: N_("%(who)s has it in a part of the reads"),
    Reason.NO_MOSAIC_PARENT: N_("no parent has it in a small part of the reads"),
    Reason.RELATIVE_AS_MUCH: N_("%(who)s is unaffected and has as much of it"),
    Reason.NO_PARTNER: N_("no second variant in the gene"),
    Reason.PHASE_UNKNOWN: N_("a second variant in the gene, phase unknown"),
    Reason.SAME_COPY: N_("every second variant in the gene is on the same copy"),
    Reason.UNAFFECTED_BOTH: N_("%(who)s is unaffected and has both variants"),
    Reason.NO_GENE: N_("the variant is in no gene that the file names"),
    Reason.HOMOZYGOUS: N_("%(who)s has it on both copies"),
    Reason.OPPOSITE_COPIES: N_("a second variant in the gene, on the other copy"),
    Reason.OVER_DELETION: N_("%(who)s has it on the copy that is left beside a deletion"),
}

WHO: Mapping[str, str] = {
    "the affected person": N_("the affected person"),
    "an affected person": N_("an affected person"),
    "the father": N_("the father"),
    "the mother": N_("the mother"),
    "a relative": N_("a relative"),
    "a parent": N_("a parent"),
}
"""What somebody is to the affected, as `Family.role` says it, within a sentence."""

HIDES: Mapping[Step, str] = {
    Step.PLACE: N_("it lies outside of the places that are looked at"),
    Step.GENES: N_("its genes are not among those that are looked at"),
    Step.CARRIED: N_("the patient does not carry it"),
    Step.QUALITY: N_("the caller's filters did not let it pass"),
    Step.FREQUENCY: N_("the file states a higher frequency"),
    Step.SEVERITY: N_("its consequence is less grave"),
    Step.INHERITANCE: N_("it follows none of the models"),
    Step.SCORE: N_("its rank score is lower"),
    Step.KIND: N_("it is of another type"),
    Step.SIZE: N_("it is of another size"),
    Step.STANDING: N_("its length is normal"),
    Step.SHARE: N_("the share of reads is smaller"),
}
"""Why a step of a filter hides it."""

CLINVAR: Mapping[str, str] = {
    "NOTHING": N_("not stated"),
    "OTHER": N_("other"),
    "BENIGN": N_("benign"),
    "LIKELY_BENIGN": N_("likely benign"),
    "UNCERTAIN": N_("uncertain significance"),
    "CONFLICTING": N_("conflicting"),
    "LIKELY_PATHOGENIC": N_("likely pathogenic"),
    "PATHOGENIC": N_("pathogenic"),
}

EVENTS: Mapping[str, str] = {
    "DEL": N_("Deletion"),
    "DUP": N_("Duplication"),
    "INV": N_("Inversion"),
    "INS": N_("Insertion"),
    "ME": N_("Mobile element"),
    "BND": N_("Breakend"),
}

STANDINGS: Mapping[RepeatStanding, str] = {
    RepeatStanding.NORMAL: N_("normal"),
    RepeatStanding.BETWEEN: N_("between the limits"),
    RepeatStanding.PATHOLOGICAL: N_("causes disease"),
    RepeatStanding.UNCLEAR: N_("spans a limit"),
    RepeatStanding.NOT_ASSESSED: N_("not assessed"),
}
"""Where a repeat's length lies."""
