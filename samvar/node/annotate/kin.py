"""Whose alleles are taken out: the people of a file, and their family as far as the node knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from samvar.formats.ped.read import read_ped
from samvar.govern.identity import Asker
from samvar.govern.kin import tellable
from samvar.model.clock import parse_iso
from samvar.model.contribution import Contribution, Scope
from samvar.model.errors import Conflict
from samvar.model.genome import Assembly
from samvar.network.release.manifest import Manifest
from samvar.node.node import Node
from samvar.store.records.engine import Transaction
from samvar.store.variants.snapshot import Snapshot

SAME, NONE = "same", "none"
"""What `family` may say beside the name of a pedigree file."""

_MAKING = timedelta(hours=1)
"""A release is made while people go on to decide: what they said so long before is not trusted."""


@dataclass(frozen=True, slots=True)
class Kin:
    """Samples of the family that count now, and of these those that are in the release.

    left_in: people whose record the asker may not see, and who therefore stay in the figures.
    """

    now: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    left_in: int = 0


def kin_of(
    node: Node,
    snapshot: Snapshot,
    asker: Asker,
    family: str,
    samples: Sequence[str],
    assembly: Assembly,
    manifest: Manifest,
) -> Kin:
    """The family of a file's samples.

    family: `same` for the people of the file whom the node knows by these names, and their
    families; `none`; or a pedigree's path, whose people it then is and nobody else.
    samples: the file's names.

    What is shown with and without somebody tells of them: each is looked at like a record, with
    its entry in the log, and stays in where the asker may not see it.

    Raises:
        BadFile: the pedigree cannot be read.
        Conflict: somebody has left, or decided otherwise, since the release was made.
    """
    if family == NONE:
        return Kin()
    names = samples if family == SAME else [row.name for row in read_ped(Path(family))]
    with node.records.read() as tx:
        known = _people(tx, names)
        people = set(tx.persons.families_of(known)) if family == SAME else known
    allowed = tellable(node, asker, people)
    scope = Scope.CARE
    mine = [
        each
        for each in snapshot.contributions.values()
        if each.person in allowed and each.assembly is assembly and each.counts
    ]
    now = tuple(sorted(each.sample for each in mine if scope in each.scopes))
    with node.records.read() as tx:
        released = _released(tx, node, snapshot, mine, allowed, manifest)
    counted = {c.person for c in snapshot.contributions.values() if c.counts and scope in c.scopes}
    return Kin(now, released, len((people - allowed) & counted))


def _people(tx: Transaction, names: Iterable[str]) -> set[str]:
    """Persons whom the node knows by a label or by the name of a live sample.

    Raises:
        Conflict: a name is of two people.
    """
    wanted = set(names)
    found = {label: person.id for label, person in tx.persons.by_labels(wanted).items()}
    for dataset in tx.datasets.all():
        for name, stored in tx.samples.by_names(dataset.id, wanted).items():
            if found.setdefault(name, stored.sample.person) != stored.sample.person:
                raise Conflict(
                    "a sample's name is of two people at this node",
                    remedy="name the family in a PED file by their persons' labels, or none",
                )
    return set(found.values())


def _released(
    tx: Transaction,
    node: Node,
    snapshot: Snapshot,
    mine: Sequence[Contribution],
    people: frozenset[str],
    manifest: Manifest,
) -> tuple[str, ...]:
    """Samples of these that were counted when the release was made.

    Raises:
        Conflict: what somebody added then cannot be told from what they add now.
    """
    part = next((each for each in manifest.answered if each.node == node.id), None)
    if part is None or part.epoch is None or not people:
        return ()
    then = part.epoch
    made = parse_iso(manifest.made_at) - _MAKING
    epoch_of = {load.id: load.epoch for load in tx.loads.of(limit=1_000_000)}

    def was_there(load: str) -> bool:
        epoch = epoch_of.get(load)
        return epoch is not None and epoch <= then

    changed = {each.person for each in tx.choices.since(made) if each.use.scope is Scope.CARE}
    gone = [
        each
        for person in people
        for each in tx.samples.of(person=person, state=None)
        if not each.live and each.left is not None and each.left >= made and was_there(each.load)
    ]
    if gone or changed & people:
        raise Conflict(
            "somebody of the family has left or decided otherwise since the release was made",
            why=f"what they added to {manifest.name} is not kept",
            remedy="make a new release, or annotate with --family none",
        )
    loads = {sample: snapshot.opened.entries[sample].load for sample in (c.sample for c in mine)}
    counted = (c.sample for c in mine if Scope.CARE in c.scopes and was_there(loads[c.sample]))
    return tuple(sorted(counted))
