"""Withdrawal: exact, repeatable after a stop, and nobody's name stays."""

from __future__ import annotations

import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.model.clock import utc_now
from samvar.model.consent import Choice, Use
from samvar.model.contribution import Scope
from samvar.model.errors import NotFound, Refused
from samvar.model.load import LoadRequest
from samvar.node.build import open_node
from samvar.node.intake import load
from samvar.node.node import Node
from samvar.node.recovery import recover
from samvar.node.withdraw import opt_out, withdraw
from samvar.store.records.samples import SampleState
from tests.node.test_intake import counts


def person_called(node: Node, label: str) -> str:
    with node.records.read() as tx:
        return tx.persons.by_labels([label])[label].id


def bytes_on_disk(node: Node) -> bytes:
    return b"".join(path.read_bytes() for path in node.folder.rglob("*") if path.is_file())


def test_a_person_leaves_every_sum_and_every_file(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    load(node, cohort, bioinformatician)
    anna = person_called(node, "ANNA")
    assert b"ANNA" in bytes_on_disk(node)
    receipt = withdraw(node, (anna,), bioinformatician)
    assert receipt.persons == (anna,)
    assert counts(node, "1-1000-A-G") == (2, 4, 1, 0, 2)
    assert counts(node, "X-50000000-T-C") == (1, 3, 0, 1, 2)
    assert b"ANNA" not in bytes_on_disk(node)


def test_what_is_left_equals_a_node_that_never_had_them(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    load(node, cohort, bioinformatician)
    withdraw(node, tuple(person_called(node, n) for n in ("ANNA", "BO", "CILLA")), bioinformatician)
    snapshot = node.variants.snapshot()
    assert snapshot.digest() == {}
    assert not snapshot.contributions


def test_a_rehearsal_takes_nobody_out(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    load(node, cohort, bioinformatician)
    receipt = withdraw(node, (person_called(node, "BO"),), bioinformatician, dry_run=True)
    assert receipt.dry_run
    assert len(receipt.samples) == 1
    assert counts(node, "1-1000-A-G") == (3, 6, 1, 0, 3)


def test_only_those_who_may_take_a_person_out(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    load(node, cohort, bioinformatician)
    bo = person_called(node, "BO")
    with pytest.raises(Refused):
        withdraw(node, (bo,), Asker.of(PERSONAS["researcher"]))
    with pytest.raises(NotFound):
        withdraw(node, ("per_" + "0" * 24,), bioinformatician)
    withdraw(node, (bo,), bioinformatician)
    with pytest.raises(NotFound):
        withdraw(node, (bo,), bioinformatician)


def test_a_withdrawal_that_was_decided_happens_after_a_stop(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    load(node, cohort, bioinformatician)
    with node.records.begin() as tx:
        bo = tx.persons.by_labels(["BO"])["BO"].id
        (stored,) = tx.samples.of(person=bo)
        tx.samples.leave([stored.sample.id], utc_now())
    node.close()
    again = open_node(node.config)
    try:
        assert counts(again, "1-1000-A-G") == (3, 4, 1, 0, 2)
        with again.records.read() as tx:
            assert tx.samples.get(stored.sample.id).state is SampleState.WITHDRAWN
        assert recover(again).nothing
    finally:
        again.close()


def test_an_opt_out_that_was_written_holds_after_a_stop(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    load(node, cohort, bioinformatician)
    with node.records.begin() as tx:
        bo = tx.persons.by_labels(["BO"])["BO"].id
        tx.choices.add(Choice(bo, Use.RESEARCH, False, utc_now(), "test"))
    assert len(recover(node).opted_out) == 1
    assert counts(node, "1-1000-A-G", Scope.RESEARCH) == (3, 4, 1, 0, 2)
    assert recover(node).nothing


def test_an_opt_out_of_one_use_leaves_the_other_alone_and_binds_later_samples(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    load(node, cohort, bioinformatician)
    cilla = person_called(node, "CILLA")
    opt_out(node, cilla, Scope.RESEARCH, bioinformatician)
    assert counts(node, "1-1000-A-G", Scope.CARE) == (3, 6, 1, 0, 3)
    assert counts(node, "1-1000-A-G", Scope.RESEARCH) == (1, 4, 0, 0, 2)
    load(node, cohort, bioinformatician)
    assert counts(node, "1-1000-A-G", Scope.RESEARCH) == (1, 4, 0, 0, 2)


def test_withdrawing_one_of_two_relatives_does_not_let_the_other_in(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    object.__setattr__(node.config, "relatives", "unrelated")
    report = load(node, cohort, bioinformatician)
    assert report.individuals_counted == 2
    anna_and_bo = {person_called(node, n): n for n in ("ANNA", "BO")}
    counted = {c.person for c in node.variants.snapshot().contributions.values() if c.counts}
    (first,) = counted & anna_and_bo.keys()
    withdraw(node, (first,), bioinformatician)
    assert counts(node, "10-94781859-G-A")[4] == 1


def test_a_rehearsal_is_for_those_who_may_withdraw_and_is_written_down(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    load(node, cohort, bioinformatician)
    bo = person_called(node, "BO")
    with pytest.raises(Refused):
        withdraw(node, (bo,), Asker.of(PERSONAS["industry"]), dry_run=True)
    with node.records.read() as tx:
        entry = tx.audit.page(limit=1)[0].entry
    assert (entry.verb, entry.outcome, entry.subject) == ("rehearse-withdrawal", "refused", bo)


@pytest.mark.parametrize("word", ["BO", "19121212-1212", "sam_ANNA", "per_19121212"])
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_name_that_somebody_types_is_not_kept_in_the_log(
    node: Node, cohort: LoadRequest, bioinformatician: Asker, word: str, dry_run: bool
) -> None:
    load(node, cohort, bioinformatician)
    with pytest.raises(NotFound) as fault:
        withdraw(node, (word,), bioinformatician, dry_run=dry_run)
    assert word not in str(fault.value)
    with pytest.raises(NotFound):
        opt_out(node, word, Scope.RESEARCH, bioinformatician)
    with node.records.read() as tx:
        entries = tx.audit.page(limit=50)
    assert len(entries) >= 4
    assert word not in repr(entries)


def test_a_rehearsed_no_changes_nothing_and_names_a_stranger(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    load(node, cohort, bioinformatician)
    before = node.variants.snapshot().digest()
    bo = person_called(node, "BO")
    opt_out(node, bo, Scope.RESEARCH, bioinformatician, dry_run=True)
    assert node.variants.snapshot().digest() == before
    with pytest.raises(NotFound):
        opt_out(node, "BO", Scope.RESEARCH, bioinformatician, dry_run=True)
    with pytest.raises(Refused):
        opt_out(node, bo, Scope.RESEARCH, Asker.of(PERSONAS["industry"]), dry_run=True)
