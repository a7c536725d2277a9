"""What a node does before it serves: finish what a stop interrupted. The manifest decides."""

from __future__ import annotations

from dataclasses import dataclass

from samvar.model.contribution import Scope
from samvar.node.node import WRITER_WAIT_S, Node
from samvar.node.withdraw import finish_withdrawal
from samvar.store.records.samples import SampleState


@dataclass(frozen=True, slots=True)
class Recovered:
    """Loads made live, loads given up, samples taken out, samples opted out."""

    settled: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    opted_out: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the node had stopped cleanly."""
        return not (self.settled or self.failed or self.withdrawn or self.opted_out)


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
        out: list[str] = []
        for scope in Scope:
            late = [
                c.sample
                for c in snapshot.contributions.values()
                if scope in c.scopes and scope not in allowed[c.person]
            ]
            if late:
                writer.opt_out(late, scope)
                out.extend(late)
        if out:
            writer.commit()
    withdrawn = finish_withdrawal(node).samples if leaving else ()
    return Recovered(loads.settled, loads.failed, withdrawn, tuple(sorted(out)))
