"""A case that shall be loaded: what is asked, and by what it is known again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from samvar.focus.rare_disease.analyse.depth import depth_of
from samvar.focus.rare_disease.model.case import CaseFile, CasePlan
from samvar.focus.rare_disease.model.kept import (
    CaseTold,
    ToldGate,
    ToldTerm,
)
from samvar.model.errors import BadInput, Where
from samvar.model.genome import Assembly
from samvar.model.personal_number import PersonalNumber
from samvar.model.place import REGIONS

SMALL = "snv"
"""The category of small variants."""


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is asked. region: county code of the referring region. dataset: that its samples join.

    reduced: a file of genes whose carriers may be healthy. asserted: somebody states that the
    variants are left-aligned and trimmed. referral: id, or the sender's id, of the one that waits
    for the case; "" for none. sample_is_right: how somebody knows that a sample is the patient's
    although the referral waits for another name.
    """

    plan: CasePlan
    region: str
    dataset: str
    asserted: bool = False
    reduced: Path | None = None
    referral: str = ""
    sample_is_right: str = ""

    def checked(self) -> NewCase:
        """Itself, once it has been looked at.

        Raises:
            BadInput: the plan has faults, names no proband or no small variants, an unknown
                region, or a person by a personal number.
        """
        plan = self.plan
        fault = next((each for each in plan.faults if each.fatal), None)
        if fault is not None:
            raise BadInput(
                "the case cannot be loaded", where=fault.where, why=fault.what, remedy=fault.remedy
            )
        if plan.proband is None or plan.assembly is None:
            raise BadInput("the case has no proband, or no assembly", where=Where(plan.source))
        if not self.small:
            raise BadInput(
                "the case has no VCF of small variants",
                where=Where(plan.source),
                remedy="name one in it (vcf_snv), or give it with --vcf",
            )
        if len(self.small) > 1:
            raise BadInput(
                "the case has several VCFs of small variants",
                where=self.small[1].place,
                why="models of inheritance are judged over all variants of a gene together",
                remedy="join them into one, for example with bcftools concat",
            )
        if self.region not in REGIONS:
            raise BadInput(
                f"'{self.region[:10]}' is not a region",
                remedy="use a county code, such as 01 for Stockholm",
            )
        names = (plan.id, plan.name, *(m.id for m in plan.members), *(m.name for m in plan.members))
        if any(PersonalNumber.recognise(name) for name in names):
            raise BadInput(
                "a case or sample is named by a personal number",
                where=Where(plan.source),
                why="names stand in lists and in the headers of their files",
                remedy="name it otherwise; the number belongs to the referral",
            )
        return self

    @property
    def small(self) -> tuple[CaseFile, ...]:
        """The VCFs of small variants; one of the mitochondrion alone has a list of its own."""
        return tuple(f for f in self.plan.variants(SMALL) if not f.key.endswith("_mt"))

    @property
    def proband(self) -> str:
        """The name of the proband's sample."""
        return self.plan.proband or ""

    @property
    def assembly(self) -> Assembly:
        """Of the whole case."""
        assert self.plan.assembly is not None
        return self.plan.assembly


def digest_of(new: NewCase, genes: str = "") -> str:
    """Of all that a case is loaded from: the bytes of its files, and what its plan says.

    genes: digest of the transcripts by which the depths of its genes are measured; "" of none.
    """
    found = hashlib.sha256()
    plan = new.plan
    for file in sorted(plan.files, key=lambda each: (each.key, each.path.name)):
        with file.path.open("rb") as source:
            found.update(hashlib.file_digest(source, "sha256").digest())
        found.update(f"{file.key} {file.member}".encode())
    said = msgspec.to_builtins(told_of(plan))
    if not said["depths"]:
        del said["depths"]  # as of the cases that were loaded before depths were kept
    told = msgspec.json.encode(
        [said, new.region, [[m.id, m.sex.value, m.affected] for m in plan.members]]
    )
    found.update(told)
    if genes:
        found.update(f"genes {genes}".encode())
    return found.hexdigest()


def told_of(plan: CasePlan) -> CaseTold:
    """What is kept of a plan beside its family and its files."""
    return CaseTold(
        terms=tuple(ToldTerm(each.term, each.present) for each in plan.observations),
        panels=plan.panels,
        default_panels=plan.default_panels,
        indication=plan.indication,
        owner=plan.owner,
        track=plan.track,
        rank_model=plan.rank_model,
        quality=tuple(
            ToldGate(each.gate.value, each.members, each.standing.value, each.reasons)
            for each in plan.quality
        ),
        analysed=plan.analysed,
        depths=tuple(
            depth for member in plan.members if (depth := depth_of(member, plan.tables)) is not None
        ),
    )
