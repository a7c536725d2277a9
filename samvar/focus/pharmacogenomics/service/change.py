"""A report that no longer says all that is known: its order must be read again.

Whoever acknowledged a report goes by it. When the patient is called again and a phenotype, or what
an advice comes down to, is another one, the acknowledgement no longer holds, in the transaction
that keeps the new call. What another release of knowledge makes of old calls is a recall.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from samvar.focus.pharmacogenomics.analyse.advise import advise
from samvar.focus.pharmacogenomics.analyse.compare import Changed, compare
from samvar.focus.pharmacogenomics.model import (
    Cause,
    DrugAdvice,
    GeneCall,
    GeneChange,
    Order,
    Report,
    Step,
)
from samvar.focus.pharmacogenomics.records import Calls, Changes, Orders, Reports
from samvar.focus.pharmacogenomics.report import from_bytes
from samvar.focus.pharmacogenomics.rules import dpyd
from samvar.focus.pharmacogenomics.service.call import whole
from samvar.focus.pharmacogenomics.service.release import current_release
from samvar.focus.pharmacogenomics.service.result import results_by
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.model.clock import utc_now
from samvar.present.area import NodeLike
from samvar.store.records.engine import Transaction


def note_changes(node: NodeLike, tx: Transaction, people: Iterable[str], by: str) -> int:
    """Look at the reported orders of people who have just been called; how many changed.

    by: the user whose load or call it was.
    """
    reported = [each for each in Orders(tx.connection).of_people(people) if each.report]
    release = current_release(node) if reported else None
    changed = 0
    for order in reported:
        calls = Calls(tx.connection).of_person(order.person)
        if release is None or order.report is None:
            continue
        stored = Reports(tx.connection).get(order.report)
        report = from_bytes(stored.document.encode())
        known = results_by(node, calls, release).genes if calls else ()
        genes = asked_for(known, order, report.kind)
        found = _since(report, genes, order, release)
        last = order.changes[-1] if order.changes else None
        was = last.found if last is not None and last.report == order.report else ()
        if found == was or (not found and (last is None or last.settled is not None)):
            continue
        _note(tx, order, Cause.CALL, found, by)
        changed += 1
    return changed


def note_amended(tx: Transaction, order: Order, before: Report, signed: Report, by: str) -> None:
    """An amended report was signed of an order: what it says otherwise waits to be read, if the
    one before had been.
    """
    found = _changes(compare(before.genes, signed.genes, before.advice, signed.advice))
    if any(each.step is Step.ACKNOWLEDGED and not each.undone for each in order.events):
        _note(tx, order, Cause.REPORT, found, by)


def asked_for(genes: Sequence[GeneCall], order: Order, kind: str) -> tuple[GeneCall, ...]:
    """Those of a patient's genes that a report of this kind is about."""
    if kind == "dpyd":
        return tuple(each for each in genes if each.gene == dpyd.GENE)
    return tuple(each for each in genes if not order.genes or each.gene in order.genes)


def _note(
    tx: Transaction, order: Order, cause: Cause, found: tuple[GeneChange, ...], by: str
) -> None:
    now, taken_back = utc_now(), None
    for event in order.events:
        if event.step is Step.ACKNOWLEDGED and not event.undone:
            Orders(tx.connection).note(order.id, event.step, now, by, undoes=event.number)
            taken_back = event.number
    if taken_back is not None:
        tx.referrals.acknowledge(order.id, None)
    Changes(tx.connection).add(order.id, order.report or "", cause, found, now, by, taken_back)


def _since(
    report: Report, genes: Sequence[GeneCall], order: Order, release: Release
) -> tuple[GeneChange, ...]:
    if [_told(each) for each in report.genes] == [_told(each) for each in genes]:
        return ()
    knowledge = whole(release)
    now: Sequence[DrugAdvice] = advise(
        genes, knowledge, order.occasions, order.medications, release.name
    )
    return _changes(compare(report.genes, genes, report.advice, now))


def _changes(found: Iterable[Changed]) -> tuple[GeneChange, ...]:
    return tuple(
        GeneChange(
            each.gene,
            _word(each.old),
            _word(each.new),
            each.old.activity_score if each.old else None,
            each.new.activity_score if each.new else None,
            dict(each.advice),
        )
        for each in found
    )


def _word(call: GeneCall | None) -> str:
    return "" if call is None else call.phenotype or call.status.value


def _told(call: GeneCall) -> tuple[object, ...]:
    names = tuple(each.name for each in call.diplotypes)
    return (call.gene, call.status, names, call.phenotype, call.activity_score)
