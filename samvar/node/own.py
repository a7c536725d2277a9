"""What a patient sees of themselves: who has looked, what they have said and its effect, export."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

import samvar
from samvar.formats.phenopacket.clinical import Biosample
from samvar.formats.phenopacket.packet import Individual, MetaData, Phenopacket
from samvar.formats.phenopacket.packet import Sex as PacketSex
from samvar.govern.purpose import Purpose
from samvar.model.clock import iso, utc_now
from samvar.model.consent import CareRelation, Choice, Use
from samvar.model.contribution import Scope
from samvar.model.genome import Sex
from samvar.node.node import Node
from samvar.present.area import Document, Sheet
from samvar.store.records.audit_entry import Recorded
from samvar.store.records.engine import Transaction
from samvar.store.records.tables import audit

_SEX: dict[Sex, PacketSex] = {Sex.FEMALE: "FEMALE", Sex.MALE: "MALE", Sex.UNKNOWN: "UNKNOWN_SEX"}


@dataclass(frozen=True, slots=True)
class Own:
    """A person as they see themselves. standing: by use and place, what they said last.

    counted: for each family of sums, whether anything of the person is in it now.
    asked: how many questions of each the node answered on the day before.
    """

    person: str
    standing: dict[tuple[Use, str], bool]
    history: tuple[Choice, ...]
    relations: tuple[CareRelation, ...]
    samples: int
    counted: dict[Scope, bool]
    asked: dict[Scope, int]
    epoch: int

    def allows(self, use: Use, place: str = "") -> bool:
        """Whether the person allows one use now."""
        return self.standing.get((use, place), use.unsaid)


def own_state(node: Node, person: str) -> Own:
    """All that the person's page shows. Whether it may be seen is the caller's to have asked.

    Raises:
        NotFound: no such person at this node.
    """
    snapshot = node.variants.snapshot()
    with node.records.read() as tx:
        tx.persons.get(person)
        history = tx.choices.history(person)
        standing = tx.choices.standing([person])[person]
        relations = tx.care.of_person(person)
        samples = [each.sample.id for each in tx.samples.of(person=person)]
        asked = _asked(tx, utc_now())
    mine = [snapshot.contributions[s] for s in samples if s in snapshot.contributions]
    return Own(
        person,
        standing,
        history,
        relations,
        len(samples),
        {scope: any(c.counts and scope in c.scopes for c in mine) for scope in Scope},
        asked,
        snapshot.epoch,
    )


def _asked(tx: Transaction, now: datetime) -> dict[Scope, int]:
    """Questions of the nation that were answered on the day before, by the sums that they read."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = (
        select(audit.c.purpose, func.count())
        .where(audit.c.at >= midnight - timedelta(days=1), audit.c.at < midnight)
        .where(audit.c.verb.startswith("ask-"), audit.c.outcome.in_(("answered", "suppressed")))
        .group_by(audit.c.purpose)
    )
    found: Counter[Scope] = Counter()
    for purpose, count in tx.connection.execute(wanted):
        found[Purpose(purpose).scope] += count
    return {scope: found[scope] for scope in Scope}


def looks_at(
    node: Node, person: str, *, before: int | None = None, limit: int = 50
) -> tuple[Recorded, ...]:
    """Entries of the log about a person or one of their samples, newest first.

    Source: Patientdatalagen (2008:355) 8:5; HSLF-FS 2016:40 4:10.
    """
    with node.records.read() as tx:
        samples = [each.sample.id for each in tx.samples.of(person=person, state=None)]
        found = [
            one
            for subject in (person, *samples)
            for one in tx.audit.page(before=before, limit=limit, subject=subject)
        ]
    return tuple(sorted(found, key=lambda one: -one.sequence)[:limit])


def documents_of(node: Node, person: str) -> tuple[Document, ...]:
    """All that the areas have signed about a person, newest first."""
    found = [one for area in node.areas for one in area.documents(node, person)]
    return tuple(sorted(found, key=lambda one: one.made, reverse=True))


def sheets_of(node: Node, person: str) -> tuple[Sheet, ...]:
    """The areas' pages about a person, newest first; who may see each the policy says there."""
    found = [one for area in node.areas for one in area.sheets(node, person)]
    return tuple(sorted(found, key=lambda one: one.made, reverse=True))


def phenopacket_of(node: Node, person: str) -> Phenopacket:
    """The person and their samples as a Phenopacket; genotypes and reports are not in it.

    Raises:
        NotFound: no such person at this node.
    """
    with node.records.read() as tx:
        found = tx.persons.get(person)
        samples = tx.samples.of(person=person)
    return Phenopacket(
        id=f"{node.id}:{person}",
        subject=Individual(
            id=person,
            sex=_SEX[found.sex],
        ),
        biosamples=tuple(
            Biosample(
                id=each.sample.id,
                individual_id=person,
                description=each.sample.kind.value,
            )
            for each in samples
        ),
        meta_data=MetaData(
            created=iso(utc_now()),
            created_by=f"samvar {samvar.__version__}",
            phenopacket_schema_version="2.0",
        ),
    )
