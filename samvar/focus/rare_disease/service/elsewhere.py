"""Seen elsewhere: the nation's figure of a variant, and this node's, without the own family.

The family is taken out as a withdrawal of all of them would: what they add is counted by the same
operation over their samples alone. Relatives whom another centre counts are in the figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

import numpy as np

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.records import RareCases
from samvar.govern.act import permit
from samvar.govern.identity import Asker
from samvar.govern.kin import tellable
from samvar.govern.policy import Facts
from samvar.model.calls import Int64
from samvar.model.contribution import Scope
from samvar.network.merge import NationalAnswer
from samvar.network.operation import Operation
from samvar.network.operations.mitochondrial_frequency import MITOCHONDRIAL_FREQUENCY
from samvar.network.operations.repeat_lengths import REPEAT_LENGTHS
from samvar.network.operations.structural_frequency import STRUCTURAL_FREQUENCY
from samvar.network.operations.variant_frequency import VARIANT_FREQUENCY
from samvar.network.view import SnapshotLike, View
from samvar.present.area import NodeLike
from samvar.store.variants.share import Share
from samvar.store.variants.snapshot import Snapshot

OPERATIONS: Mapping[str, Operation] = {
    each.name: each
    for each in (
        VARIANT_FREQUENCY,
        STRUCTURAL_FREQUENCY,
        REPEAT_LENGTHS,
        MITOCHONDRIAL_FREQUENCY,
    )
}


class FamilyIs(Enum):
    """What became of the own family in a figure.

    OUT: taken out. NOBODY: none of them is counted here. SILENT: this centre gave no number, so
    that they are not in it. MOVED: this centre's numbers changed meanwhile, so that they cannot be
    told apart and stay in. HIDDEN: the figure is below the floor.
    """

    OUT = "out"
    NOBODY = "nobody"
    SILENT = "silent"
    MOVED = "moved"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Kin:
    """The family as it counts at this node. samples: of those who may be taken out. left_in:
    people who count and whose record the asker may not see, so that they stay in every figure."""

    node: NodeLike
    scope: Scope
    snapshot: Snapshot
    samples: tuple[str, ...]
    left_in: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A figure without the family. value: columns as the operation has them; None: no number.

    people: of the family whose samples were taken out.
    """

    value: Mapping[str, Int64] | None
    family: FamilyIs
    people: int = 0
    left_in: int = 0


def kin_of(node: NodeLike, case: KeptCase, asker: Asker) -> Kin:
    """The people of a case and their families, as far as this node knows and counts them.

    Each is looked at like a record, with an entry in the log; see `govern.kin.tellable`.
    """
    snapshot = node.variants.snapshot()
    scope: Scope = asker.purpose.scope
    known = {case.person} if case.person else set()
    mine = (snapshot.contributions.get(member.sample) for member in case.members)
    known |= {each.person for each in mine if each is not None}
    with node.records.read() as tx:
        cases = RareCases(tx.connection)
        known |= cases.people(cases.kin(case.id))  # and relatives who were tested
        people = frozenset(tx.persons.families_of(known))
    counted = {
        each.sample: each.person
        for each in snapshot.contributions.values()
        if each.counts
        and scope in each.scopes
        and each.person in people
        and each.assembly is case.assembly
    }
    may = tellable(node, asker, counted.values())
    samples = tuple(sorted(sample for sample, person in counted.items() if person in may))
    return Kin(node, scope, snapshot, samples, len(set(counted.values()) - may))


def without_family(kin: Kin, answer: NationalAnswer, given: Mapping[str, Any]) -> Elsewhere:
    """The nation's answer less the family. given: the arguments that were asked."""
    if answer.value is None:
        return Elsewhere(None, FamilyIs.SILENT, left_in=kin.left_in)
    own = next((p for p in answer.parts if p.node == kin.node.id and p.state == "answered"), None)
    whole: Mapping[str, Int64] = answer.value
    if own is None:
        return Elsewhere(whole, FamilyIs.SILENT, left_in=kin.left_in)
    snapshot = kin.snapshot
    if own.epoch != snapshot.epoch:
        snapshot = kin.node.variants.snapshot()
    if own.epoch != snapshot.epoch or not set(kin.samples) <= set(snapshot.contributions):
        return Elsewhere(whole, FamilyIs.MOVED, left_in=kin.left_in)
    return _less(kin, snapshot, OPERATIONS[answer.operation], whole, given)


def here(kin: Kin, asker: Asker, operation: str, given: Mapping[str, Any]) -> Elsewhere | None:
    """This node's own figure less the family; None where the asker may not ask this node alone.

    Raises:
        UsageError: the arguments make no sense.
    """
    node = kin.node
    if not node.policy.decide(asker, "beacon:node", Facts(node.id, node.centre.id)).allowed:
        return None
    permit(node, asker, "beacon:node", "annotate-local")
    declared = OPERATIONS[operation]
    view = cast("View", _Apart(kin.scope, kin.snapshot))
    return _less(
        kin, kin.snapshot, declared, declared.answer(declared.read_args(given), view), given
    )


@dataclass(frozen=True, slots=True)
class _Apart:
    """What these operations look at of a view."""

    scope: Scope
    snapshot: SnapshotLike | Share


def _less(
    kin: Kin,
    snapshot: Snapshot,
    operation: Operation,
    whole: Mapping[str, Int64],
    given: Mapping[str, Any],
) -> Elsewhere:
    if not kin.samples:
        return Elsewhere(whole, FamilyIs.NOBODY, left_in=kin.left_in)
    view = cast("View", _Apart(kin.scope, Share(snapshot, kin.samples)))
    part: Mapping[str, Int64] = operation.answer(operation.read_args(given), view)
    if any(bool((vector < 0).any()) for vector in whole.values()):
        return Elsewhere(whole, FamilyIs.HIDDEN, left_in=kin.left_in)
    less = {column: np.asarray(vector - part[column]) for column, vector in whole.items()}
    if any(bool((vector < 0).any()) for vector in less.values()):
        return Elsewhere(whole, FamilyIs.MOVED, left_in=kin.left_in)
    people = len({snapshot.contributions[sample].person for sample in kin.samples})
    return Elsewhere(less, FamilyIs.OUT, people, kin.left_in)
