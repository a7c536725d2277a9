"""A case that is loaded, and the referral that waited for it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from samvar.focus.rare_disease.intake.referral import indication_of
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.referral import (
    Asked,
    Kind,
    Priority,
    RareReferral,
    ReferralEvent,
    Step,
)
from samvar.focus.rare_disease.records import RareReferrals
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.model.errors import BadInput, Conflict, NotFound
from samvar.model.genome import Sex
from samvar.present.area import NodeLike
from samvar.store.records.engine import Transaction

_BEFORE = (Step.SAMPLED, Step.SEQUENCED, Step.LOADED)
_SEXES = {Sex.MALE: "male", Sex.FEMALE: "female", Sex.UNKNOWN: "unknown"}
_AFFECTED: Mapping[bool | None, str] = {
    None: "unknown", True: "affected", False: "unaffected",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waited:
    """The referral of a new case, and the label under which its patient is kept here."""

    referral: RareReferral
    label: str


def with_region(node: NodeLike, new: NewCase, before: KeptCase | None) -> tuple[NewCase, str]:
    """The case with the region of its referral, and the label of its proband where that is not
    the sample's name; "" where it is.

    Raises:
        NotFound: no such referral waits here. BadInput: it is another's: of another region, of a
            relative of the case's proband, or of a sample of another name. Conflict: it has a
            case already, or the case answers another referral.
    """
    if not new.referral:
        return new, "" if before is None else _label(node, before.person)
    with node.records.read() as tx:
        waited = _waited(tx, new, before)
    region = waited.referral.referring_region
    if new.region and new.region != region:
        raise BadInput(
            "the referral came from another region", remedy=f"leave --region out; it is {region}"
        )
    return replace(new, region=region), waited.label


def bind(tx: Transaction, new: NewCase, before: KeptCase | None) -> RareReferral:
    """The referral that waits, looked at once more in the transaction that keeps the case.

    Raises:
        as `with_region`.
    """
    return _waited(tx, new, before).referral


def loaded(tx: Transaction, referral: str, at: datetime, by: str) -> None:
    """A referral's case has been loaded; what must have come before it has, too."""
    kept = RareReferrals(tx.connection)
    found = kept.find(referral)
    if found is None:
        return  # a case from before referrals were kept
    for step in _BEFORE:
        if found.at(step) is None:
            kept.note(referral, step, at, by)


def of_case(tx: Transaction, case: KeptCase) -> RareReferral:
    """What is kept of a referral that only its case tells of: nobody knows when it was received."""
    kept = RareReferrals(tx.connection)
    label = case.label if kept.find(case.label) is None else f"{case.label} {case.id}"
    made = RareReferral(
        id=case.referral,
        label=label,
        person=case.person,
        patient="",
        referring_region=case.referring_region,
        kind=Kind.DIAGNOSTIC,
        priority=Priority.ROUTINE,
        indication=indication_of(case.told.indication) or "other",
        second_reader=False,
        asked=Asked(
            question="; ".join(case.told.indication),
            terms=case.told.terms,
            panels=case.told.panels,
            sample=case.proband or "",
            source="load",
        ),
        received=case.at,
        by=case.by,
        step=Step.LOADED,
        events=(ReferralEvent(0, Step.LOADED, case.at, case.by),),
    )
    kept.add(made)
    return made


def write_sheet(path: Path, new: NewCase, label: str) -> None:
    """The family as a sample sheet in which the proband's person has a label of its own."""
    plan = new.plan
    known = {member.id for member in plan.members}

    def named(parent: str | None) -> str:
        if parent is None or parent not in known:
            return ""
        return label if parent == new.proband else parent

    with path.open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out, delimiter="\t")
        table.writerow(("sample", "person", "family", "father", "mother", "sex", "affected"))
        for each in plan.members:
            table.writerow(
                (
                    each.id, label if each.id == new.proband else each.id, plan.id,
                    named(each.father), named(each.mother), _SEXES[each.sex],
                    _AFFECTED[each.affected],
                )
            )  # fmt: skip


def _waited(tx: Transaction, new: NewCase, before: KeptCase | None) -> Waited:
    found = RareReferrals(tx.connection).find(new.referral)
    if found is None:
        raise NotFound(
            "no such referral is here", remedy="list what waits with 'samvar rare referral list'"
        )
    if found.of_case is not None and before is not None and found.of_case == before.id:
        raise BadInput(
            "the referral is of a relative, and the case is the proband's",
            remedy="load the relative's own file as a case of its own",
        )
    if before is not None and before.referral != found.id:
        raise Conflict("the case answers another referral already")
    if found.case is not None and (before is None or found.case != before.id):
        raise Conflict("the referral has its case already", remedy="load that one again")
    if found.asked.sample and found.asked.sample != new.proband and not new.sample_is_right:
        raise BadInput(
            "the referral waits for a sample of another name",
            why="the case's proband may be somebody else; nothing was kept",
            remedy="load the right one, or say with --sample-is-right how you know whose it is",
        )
    label = tx.persons.labels([found.person]).get(found.person, "")
    if not label:
        raise NotFound("the referral's patient is not at this node any more")
    return Waited(found, label)


def _label(node: NodeLike, person: str) -> str:
    with node.records.read() as tx:
        return str(tx.persons.labels([person]).get(person, ""))
