"""What a node does before it serves: finish what a stop interrupted. The manifest decides."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from samvar.model.contribution import Contribution, Scope
from samvar.model.errors import BadConfig, Conflict, NotFound, StoreUnavailable
from samvar.node.choose import may_enter
from samvar.node.node import WRITER_WAIT_S, Node
from samvar.node.part import tend
from samvar.node.withdraw import finish_withdrawal
from samvar.store.records.engine import Transaction
from samvar.store.records.samples import SampleState


@dataclass(frozen=True, slots=True)
class Recovered:
    """Loads made live, loads given up, samples taken out, opted out, opted in again."""

    settled: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    opted_out: tuple[str, ...] = ()
    opted_in: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the node had stopped cleanly."""
        done = (self.settled, self.failed, self.withdrawn, self.opted_out, self.opted_in)
        return not any(done)


def recover(node: Node) -> Recovered:
    """Bring records and variants back into agreement; safe to repeat."""
    with node.variants.writer(timeout_s=WRITER_WAIT_S) as writer:
        snapshot = node.variants.snapshot()
        with node.records.begin() as tx:
            loads = tx.loads.recover(snapshot.loads, snapshot.epoch)
            for area in node.areas:
                area.leaving(tx)
            leaving = tx.samples.of(state=SampleState.LEAVING)
            people = {c.person for c in snapshot.contributions.values()}
            allowed = tx.choices.scopes(people)
            enter = _late_yes(tx, snapshot.contributions, allowed)
        out: list[str] = []
        into: list[str] = []
        for scope in Scope:
            late = [
                c.sample
                for c in snapshot.contributions.values()
                if scope in c.scopes and scope not in allowed[c.person]
            ]
            if late:
                writer.opt_out(late, scope)
                out.extend(late)
            writer.opt_in(sorted(enter[scope]), scope)
            into.extend(enter[scope])
        if out or into:
            writer.commit()
    withdrawn = finish_withdrawal(node).samples if leaving else ()
    # A file that waits is read by nobody: what is away now (a store, a key) does not stop a node.
    with suppress(Conflict, StoreUnavailable, BadConfig, NotFound):
        tend(node, timeout_s=0)
    return Recovered(
        loads.settled, loads.failed, withdrawn, tuple(sorted(out)), tuple(sorted(into))
    )


def _late_yes(
    tx: Transaction,
    contributions: Mapping[str, Contribution],
    allowed: Mapping[str, frozenset[Scope]],
) -> dict[Scope, frozenset[str]]:
    """Samples that a person's yes lets into sums, where a stop came between yes and sums."""
    enter: dict[Scope, frozenset[str]] = {}
    for scope in Scope:
        waiting = [
            c.sample
            for c in contributions.values()
            if scope not in c.scopes and scope in allowed[c.person]
        ]
        samples = [each for name in waiting if (each := tx.samples.get(name)).live]
        enter[scope] = may_enter(tx, samples, scope)
    return enter
