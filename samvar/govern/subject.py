"""What a node knows between an asker and one patient, from events, at the moment of deciding.

Four facts, and nothing is remembered of them between two questions: does the asker take part in
the patient's care, has the patient closed the record to them, is the asker the patient, has the
asker opened the record in an emergency.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from samvar.govern.identity import Asker, Role
from samvar.model.consent import Use
from samvar.store.records.engine import Transaction


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """The facts between one asker and one person, as the policy reads them.

    blocked: a unit's notes are closed to all other units and providers (Patientdatalagen 4:4;
    what is closed within a provider is closed to others too), or everything here is closed to
    other providers (2022:913, 2:3). break_glass: the asker works here, and has opened the record
    in an emergency that is not over (`model.emergency`).
    """

    care_relation: bool = False
    blocked: bool = False
    subject_is_self: bool = False
    break_glass: bool = False


NOBODY = SubjectFacts()
"""Where no patient is concerned."""


def facts_about(
    tx: Transaction, asker: Asker, persons: Iterable[str], centre: str, now: datetime
) -> dict[str, SubjectFacts]:
    """The facts between `asker` and each of these people at the node of `centre`.

    A record here does not say which unit wrote which line of it: a block of one unit closes all
    of it to everybody but that unit. Several blocks leave it to those units together.
    """
    wanted = list(dict.fromkeys(persons))
    own = works_here(asker, centre)
    said = tx.choices.standing(wanted)
    mine = tx.accounts.person_of(asker.user.account) if is_patient(asker) else None
    opened = tx.emergencies.standing(asker.user.account, now) if own else frozenset()
    treated = {
        relation.person
        for relation in tx.care.of(asker.user.account, unit_of(asker))
        if relation.stands(now) and (own or relation.user)
    }
    return {
        person: SubjectFacts(
            person in treated,
            _blocked({k: v for k, v in said[person].items() if not v}, unit_of(asker), own),
            person == mine,
            person in opened,
        )
        for person in wanted
    }


def _blocked(refused: dict[tuple[Use, str], bool], unit: str, own: bool) -> bool:
    closed = {place for use, place in refused if use is Use.UNIT}
    if own:
        return bool(closed) and unit not in closed
    return bool(closed) or (Use.COHERENT_CARE, "") in refused


def unit_of(asker: Asker) -> str:
    """The care unit that somebody works at, "" where their issuer names none."""
    return asker.user.unit or ""


def works_here(asker: Asker, centre: str) -> bool:
    """Whether somebody works at the deciding node's centre."""
    return asker.user.centre is not None and asker.user.centre == centre


def is_patient(asker: Asker) -> bool:
    """Whether somebody has come as a patient: a nurse who is ill signs in anew for that."""
    return asker.user.role is Role.PATIENT
