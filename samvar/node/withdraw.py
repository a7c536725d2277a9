"""Taking people out: exact, at once, with a receipt. Also the opt-out of one use."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from samvar.govern.act import changing, permit
from samvar.govern.identity import Asker
from samvar.govern.keyring import shred
from samvar.model.clock import iso, utc_now
from samvar.model.consent import Choice, Use
from samvar.model.contribution import Scope
from samvar.model.errors import NotFound
from samvar.model.ids import kind_of
from samvar.node.choose import say
from samvar.node.node import WRITER_WAIT_S, Node
from samvar.present.area import Area
from samvar.store.records.destroy import destroy_rows
from samvar.store.records.engine import Transaction
from samvar.store.records.samples import SampleState

DESTROYED = "destroy-record"
"""The act's verb in the log, which is the mark that outlives the record."""


class WithdrawReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken out, by opaque ids; `epoch` is the first in which it is gone.

    persons: people of whom nothing is left at this node.
    """

    samples: tuple[str, ...]
    persons: tuple[str, ...]
    epoch: int
    at: str
    dry_run: bool = False


def withdraw(
    node: Node, targets: tuple[str, ...], asker: Asker, *, dry_run: bool = False
) -> WithdrawReceipt:
    """Erase the contribution of samples or whole people (sample or person ids).

    They leave every count, denominator, carrier list and genome at this commit; names and
    labels are forgotten; releases already published stay, the next does not have them.

    Raises:
        Refused: the person may not do this here.
        NotFound: an id names no live sample or person of this node.
    """
    subject = targets[0] if len(targets) == 1 else None
    if dry_run:
        permit(node, asker, "withdraw:sample", "rehearse-withdrawal", subject=subject)
        with node.records.read() as tx:
            samples = _samples(tx, targets)
        epoch = node.variants.snapshot().epoch
        return WithdrawReceipt(
            samples=samples, persons=(), epoch=epoch, at=iso(utc_now()), dry_run=True
        )
    with changing(node, asker, "withdraw:sample", "withdraw", subject=subject):
        with node.records.begin() as tx:
            samples = _samples(tx, targets)
            tx.samples.leave(samples, utc_now())
        return finish_withdrawal(node)


def finish_withdrawal(node: Node) -> WithdrawReceipt:
    """Carry out every withdrawal that is decided; safe to repeat after a stop at any moment."""
    with node.variants.writer(timeout_s=WRITER_WAIT_S) as writer:
        with node.records.read() as tx:
            leaving = tx.samples.of(state=SampleState.LEAVING)
        ids = tuple(sorted(stored.sample.id for stored in leaving))
        still = [i for i in ids if i in node.variants.snapshot().contributions]
        epoch = node.variants.snapshot().epoch
        if still:
            writer.withdraw(still)
            epoch = writer.commit()
        now = utc_now()
        with node.records.begin() as tx:
            tx.samples.withdraw(ids, now)
            for area in node.areas:
                area.leaving(tx)
            people = sorted({stored.sample.person for stored in leaving})
            gone = tuple(p for p in people if not _has_samples(tx, p))
            tx.persons.erase(gone, now)
            for person in gone:
                if was_destroyed(tx, person):  # brought back by a backup that was older
                    destroy_record(tx, person, node.areas)
        if ids:
            node.records.scrub()
    return WithdrawReceipt(samples=ids, persons=gone, epoch=epoch, at=iso(now))


def opt_out(node: Node, person: str, scope: Scope, asker: Asker, *, dry_run: bool = False) -> int:
    """A person says no to one use: their samples leave that family of sums, nothing else.

    For those who run the node; the patient and the ward say it by `node.choose`. Returns the
    epoch from which it holds. New samples of the person stay out too.

    Raises:
        Refused: the asker may not do this here. NotFound: the id names no person of this node.
    """
    if dry_run:
        permit(node, asker, "withdraw:sample", "rehearse-opt-out", subject=person)
        with node.records.read() as tx:
            tx.persons.get(person)
        return node.variants.snapshot().epoch
    with changing(node, asker, "withdraw:sample", f"opt-out-{scope.value}", subject=person):
        choice = Choice(person, Use(scope.value), False, utc_now(), asker.user.id)
        return say(node, choice)[0]


def _samples(tx: Transaction, targets: tuple[str, ...]) -> tuple[str, ...]:
    found: set[str] = set()
    for target in targets:
        if kind_of(target) == "person":
            mine = tx.samples.of(person=target)
            if not mine:
                raise NotFound("a person id names nobody with live samples at this node")
            found.update(stored.sample.id for stored in mine)
        else:
            stored = tx.samples.get(target)
            if not stored.live:
                raise NotFound("a sample has already been withdrawn")
            found.add(target)
    return tuple(sorted(found))


def destroy_record(tx: Transaction, person: str, areas: Iterable[Area]) -> None:
    """Delete all rows of a person whose genomes have gone; only the log's trace stays.

    Source files are only told to let the person go: `node.part` carries it out.
    """
    now = utc_now()
    shred(tx, [person], now)
    tx.sources.let_go(person, now)
    for area in areas:
        area.destroying(tx, person)
    destroy_rows(tx.connection, person)


def was_destroyed(tx: Transaction, person: str) -> bool:
    """Whether this node's log says that a person's record was destroyed."""
    return bool(tx.audit.page(limit=1, subject=person, verb=DESTROYED, outcome="done"))


def _has_samples(tx: Transaction, person: str) -> bool:
    return any(
        stored.state is not SampleState.WITHDRAWN
        for stored in tx.samples.of(person=person, state=None)
    )
