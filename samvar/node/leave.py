"""Leaving for good, in two of the three acts: out of every sum, and out of the record itself.

Each is a right of its own: the patient's or the ward's word takes a contribution out; a record is
destroyed only where the authority has decided so (Patientdatalagen 8:4), by the controller.
"""

from __future__ import annotations

from datetime import timedelta

from samvar.govern.audit import entry
from samvar.govern.identity import Asker
from samvar.govern.patient import changing_about, permit_about
from samvar.govern.receipt import Receipt, receipt_digest, sign_receipt
from samvar.model.clock import iso, utc_now
from samvar.model.errors import BadInput, NotFound
from samvar.model.ids import kind_of, new_id
from samvar.node.node import WRITER_WAIT_S, Node
from samvar.node.part import tend
from samvar.node.withdraw import DESTROYED, destroy_record, finish_withdrawal
from samvar.store.records.destroy import record_of
from samvar.store.variants.store import GRACE_S

ERASE, DESTROY = "erase:contribution", "destroy:record"
_LONGEST_REFERENCE = 80


def erase(
    node: Node, person: str, asker: Asker, *, stepped_up: bool = False, dry_run: bool = False
) -> Receipt:
    """Take all of a person's samples, and what areas count of them, out of this node for good.

    Out of every sum, list, genome, call, cache and job at this commit, and of the next release.
    The record stays, as the law wants: orders, signed reports, the log. Passports are revoked.
    Nothing can bring the contribution back but a new sample.

    Raises:
        Refused: the asker may not. NotFound: no such person, or one who has left already.
    """
    if dry_run:
        permit_about(node, asker, ERASE, "rehearse-erasure", person, stepped_up=stepped_up)
        return _receipt(node, "erase", person, node.variants.snapshot().epoch, _there(node, person))
    with changing_about(node, asker, ERASE, "erase-contribution", person, stepped_up=stepped_up):
        before = _there(node, person)
        epoch = _let_go(node, person)
        with node.records.read() as tx:
            after = record_of(tx.connection, person)
        removed = {
            name: count - after.get(name, 0)
            for name, count in before.items()
            if count > after.get(name, 0)
        }
        with node.records.read() as tx:
            genomes = sum(s.left is not None for s in tx.samples.of(person=person, state=None))
        receipt = _receipt(node, "erase", person, epoch, {**removed, "genomes": genomes})
        _give(node, receipt, asker)
        return receipt


def destroy(
    node: Node,
    person: str,
    asker: Asker,
    decision: str,
    *,
    stepped_up: bool = False,
    dry_run: bool = False,
) -> Receipt:
    """Destroy everything this node keeps of a person; afterwards only the log's trace remains.

    decision: the reference of the authority's decision; it stands on the receipt. Safe to repeat
    after a stop at any moment.

    Raises:
        Refused: the asker may not. NotFound: no such person. BadInput: no decision is named.
    """
    decision = decision.strip()
    if not 0 < len(decision) <= _LONGEST_REFERENCE or not decision.isprintable():
        raise BadInput(
            "a record is destroyed by a decision of the authority",
            remedy="give the reference of the decision (Patientdatalagen 8:4)",
        )
    if dry_run:
        permit_about(node, asker, DESTROY, "rehearse-destruction", person, stepped_up=stepped_up)
        epoch = node.variants.snapshot().epoch
        return _receipt(node, "destroy", person, epoch, _there(node, person), decision)
    with changing_about(node, asker, DESTROY, DESTROYED, person, stepped_up=stepped_up):
        removed = _there(node, person)
        epoch = _let_go(node, person)
        with node.records.begin() as tx:
            destroy_record(tx, person, node.areas)
        tend(node, timeout_s=WRITER_WAIT_S)
        node.variants.tidy(0)
        node.records.scrub()
        receipt = _receipt(node, "destroy", person, epoch, removed, decision)
        _give(node, receipt, asker)
        return receipt


def _there(node: Node, person: str) -> dict[str, int]:
    if kind_of(person) != "person":
        raise NotFound("that is not the id of a person")
    with node.records.read() as tx:
        tx.persons.get(person)
        return record_of(tx.connection, person)


def _let_go(node: Node, person: str) -> int:
    """The person's samples leave both stores; the epoch in which they are gone."""
    now = utc_now()
    with node.records.begin() as tx:
        tx.samples.leave([each.sample.id for each in tx.samples.of(person=person)], now)
    epoch = finish_withdrawal(node).epoch
    with node.records.begin() as tx:
        tx.persons.erase([person], now)
    node.records.scrub()
    # What areas count rests on the records alone, and a person may have no genome here.
    return max(epoch, node.new_epoch())


def _give(node: Node, receipt: Receipt, asker: Asker) -> None:
    node.audit.append(
        entry(
            node.id,
            asker,
            "give-receipt",
            "done",
            subject=receipt.person,
            question=receipt_digest(receipt),
        )
    )


def _receipt(
    node: Node,
    act: str,
    person: str,
    epoch: int,
    removed: dict[str, int],
    decision: str = "",
) -> Receipt:
    now = utc_now()
    stays: tuple[str, ...] = ("audit", "published_releases", "backups")
    wait = timedelta(seconds=2 * GRACE_S)
    if act == "erase":
        stays = ("record", *stays)
        wait += timedelta(hours=node.config.rewrite_hours)
    bare = Receipt(
        id=new_id("receipt"),
        node=node.id,
        act=act,
        person=person,
        at=iso(now),
        epoch=epoch,
        removed=removed,
        remains=stays,
        physical_by=iso(now + wait),
        decision=decision,
    )
    return sign_receipt(bare, node.key)


__all__ = ["DESTROY", "ERASE", "destroy", "erase"]
