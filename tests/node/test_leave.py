"""Out of every sum, and out of the record itself: what goes, what stays, who may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, cast, select
from sqlalchemy import Text as SqlText

from samvar.focus.pharmacogenomics.model import Occasion, Order, Step
from samvar.focus.pharmacogenomics.records import (
    Orders,
    Passports,
    Reports,
    StoredPassport,
    StoredReport,
)
from samvar.focus.pharmacogenomics.service import status_list
from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.receipt import read_receipt, write_receipt
from samvar.model.clock import utc_now
from samvar.model.consent import Choice, Use
from samvar.model.contribution import Scope
from samvar.model.errors import BadInput, NotFound, Refused
from samvar.model.load import LoadRequest
from samvar.model.person import Case, Referral
from samvar.node.backup import backup
from samvar.node.build import config_in, open_node
from samvar.node.care import open_care
from samvar.node.intake import load
from samvar.node.leave import destroy, erase
from samvar.node.node import Node
from samvar.node.restore import restore
from samvar.store.records.tables import DATA, persons
from tests.node.conftest import WriteVcf
from tests.node.test_intake import counts
from tests.node.test_withdraw import bytes_on_disk, person_called

PATIENT = Asker.of(PERSONAS["patient"])
GENETICIST = Asker.of(PERSONAS["geneticist"])
CONTROLLER = Asker.of(PERSONAS["controller"])
IVO = "3.8.1-12345/2026"
CANARY = "ACGTTGCAACGTGGCC"
"""An allele that nobody else has, long enough to be kept as text."""


@pytest.fixture
def cilla(
    node: Node, write_vcf: WriteVcf, cohort: LoadRequest, bioinformatician: Asker, sheet: Path
) -> str:
    """A patient with a genome, a tumour, an order, a report, a passport, a case, and a say."""
    load(node, cohort, bioinformatician)
    path = write_vcf([("2", 777, "A", "A" + CANARY, ("0/1",))], ("CILLA",), "second.vcf")
    load(
        node,
        LoadRequest(
            dataset="second", files=(str(path),), assembly="GRCh38", assert_normalised=True,
            sheet=str(sheet),
            assay="sites",
        ),
        bioinformatician,
    )  # fmt: skip
    person = person_called(node, "CILLA")
    now = utc_now()
    with node.records.begin() as tx:
        sample = tx.samples.of(person=person)[0].sample.id
        tx.accounts.link(PATIENT.user.account, person, now, "test")
        tx.referrals.add(Referral("ref_c", person, "01", "Solna", "varför?", now))
        tx.cases.add(Case("cas_c", "ref_c", person, (sample,)))
        Orders(tx.connection).add(
            Order(
                "ref_c", person, "CILLA", "01", "Solna", now, (Occasion("codeine"),), (), (),
                None, None, Step.ORDERED, (), sample,
            )
        )  # fmt: skip
        Reports(tx.connection).add(StoredReport("rep_c", "ref_c", person, now, "{}", "00"))
        Reports(tx.connection).add(
            StoredReport("rep_d", "ref_c", person, now, "{}", "00", supersedes="rep_c")
        )
        Passports(tx.connection).add(
            StoredPassport("pas_c", person, "rep_c", ("skane",), now, now, "{}", "t", (sample,))
        )
        tx.choices.add(Choice(person, Use.RECONTACT, True, now, "test"))
    open_care(node, person, GENETICIST)
    return person


def rows_that_name(node: Node, *names: str) -> dict[str, int]:
    """Every table with how many rows hold one of the names in any column."""
    found: dict[str, int] = {}
    with node.records.read() as tx:
        for table in DATA.sorted_tables:
            count = sum(
                any(name in (value or "") for name in names)
                for row in tx.connection.execute(_as_text(table))
                for value in row
            )
            if count:
                found[table.name] = count
    return found


def _as_text(table: Table):
    return select(*(cast(column, SqlText) for column in table.columns))


def samples_of(node: Node, person: str) -> tuple[str, ...]:
    with node.records.read() as tx:
        return tuple(each.sample.id for each in tx.samples.of(person=person, state=None))


def tidied(node: Node) -> bytes:
    """All bytes of the node's folder once the physical deadline has come."""
    node.variants.tidy(0)
    node.variants._grace_s = 0
    with node.variants.writer() as writer:
        writer.mark()
        writer.commit()
    return bytes_on_disk(node)


@contextmanager
def opened_again(node: Node) -> Iterator[Node]:
    again = open_node(config_in(node.folder))
    try:
        yield again
    finally:
        again.close()


def test_erasing_takes_all_samples_out_and_leaves_the_record(node: Node, cilla: str) -> None:
    assert CANARY.encode() in bytes_on_disk(node)
    receipt = erase(node, cilla, PATIENT, stepped_up=True)
    assert counts(node, "1-1000-A-G") == (1, 4, 0, 0, 2)
    assert receipt.removed["genomes"] == 2
    assert receipt.epoch == node.variants.snapshot().epoch
    assert not {c.person for c in node.contributions().values()} & {cilla}
    wanted = select(persons.c.id)
    for scope in Scope:
        seen = node.view(scope).rows_of_people(wanted, persons.c.id)
        assert cilla not in {row.id for row in seen}
    with node.records.read() as tx:
        assert len(Reports(tx.connection).of_person(cilla)) == 2
        assert len(tx.referrals.of_person(cilla)) == 1
        assert Passports(tx.connection).revoked() == ("pas_c",)
    assert receipt.remains == ("record", "audit", "published_releases", "backups")
    assert read_receipt(write_receipt(receipt), [node.key.public]) == receipt


def test_after_its_deadline_no_byte_of_a_genome_is_left(node: Node, cilla: str) -> None:
    erase(node, cilla, PATIENT, stepped_up=True)
    assert CANARY.encode() not in tidied(node)


def test_the_erased_are_gone_for_those_who_have_only_a_record(node: Node, cilla: str) -> None:
    """Somebody who was ordered for and never sampled is in the sums of orders."""
    erase(node, cilla, PATIENT, stepped_up=True)
    before = node.variants.snapshot().epoch
    again = erase(node, cilla, GENETICIST)
    assert again.removed == {"genomes": 2}
    assert again.epoch > before


@pytest.mark.parametrize(
    ("asker", "stepped_up"),
    [
        (PATIENT, False),
        (Asker.of(PERSONAS["patient"].at("skane")), True),
        (Asker.of(PERSONAS["pharmacist"]), True),
        (Asker.of(PERSONAS["pathologist"]), True),
        (Asker.of(PERSONAS["operator"]), True),
        (CONTROLLER, False),
    ],
    ids=["stale", "another's issuer", "pharmacist", "no relation", "operator", "stale controller"],
)
def test_only_those_with_the_right_erase(
    node: Node, cilla: str, asker: Asker, stepped_up: bool
) -> None:
    for dry_run in (True, False):
        with pytest.raises(Refused):
            erase(node, cilla, asker, stepped_up=stepped_up, dry_run=dry_run)
    assert counts(node, "1-1000-A-G") == (3, 6, 1, 0, 3)


def test_a_destroyed_record_leaves_its_trace_in_the_log_only(node: Node, cilla: str) -> None:
    samples = samples_of(node, cilla)
    assert len(samples) == 2
    named = {"audit", "persons", "samples", "referrals", "pgx_reports", "choices", "accounts"}
    assert named <= set(rows_that_name(node, cilla, *samples))
    receipt = destroy(node, cilla, CONTROLLER, IVO, stepped_up=True)
    assert set(rows_that_name(node, cilla, *samples, "ref_c", "rep_c", "pas_c")) <= {
        "audit", "data_keys",
    }  # fmt: skip
    assert receipt.decision == IVO
    assert receipt.removed["pgx_reports"] == 2
    assert receipt.removed["case_samples"] == 1
    left = tidied(node)
    assert CANARY.encode() not in left
    assert b"CILLA" not in left
    with node.records.read() as tx:
        verbs = [each.entry.verb for each in tx.audit.page(subject=cilla)]
    assert verbs[:2] == ["destroy-record", "give-receipt"]


def test_relatives_and_their_records_stay(node: Node, cilla: str) -> None:
    """Anna is Bo's mother: her going empties the reference, and takes nothing of his."""
    anna, bo = (person_called(node, name) for name in ("ANNA", "BO"))
    destroy(node, anna, CONTROLLER, IVO, stepped_up=True)
    with node.records.read() as tx:
        assert tx.persons.get(bo).mother is None
        assert tx.samples.of(person=bo)[0].live
    assert counts(node, "10-94781859-G-A")[4] == 2


def test_a_passport_of_a_destroyed_record_is_still_known_to_be_taken_back(
    node: Node, cilla: str
) -> None:
    destroy(node, cilla, CONTROLLER, IVO, stepped_up=True)
    from samvar.focus.pharmacogenomics.passport import hashed

    assert hashed("pas_c") in status_list(node).revoked


@pytest.mark.parametrize(
    ("asker", "stepped_up"),
    [
        (PATIENT, True),
        (GENETICIST, True),
        (Asker.of(PERSONAS["operator"]), True),
        (CONTROLLER, False),
        (Asker.of(PERSONAS["controller"].at("skane")), True),
    ],
    ids=["patient", "geneticist", "operator", "stale", "another controller"],
)
def test_only_the_controller_destroys(
    node: Node, cilla: str, asker: Asker, stepped_up: bool
) -> None:
    for dry_run in (True, False):
        with pytest.raises(Refused):
            destroy(node, cilla, asker, IVO, stepped_up=stepped_up, dry_run=dry_run)
    assert "pgx_reports" in rows_that_name(node, cilla)


@pytest.mark.parametrize("decision", ["", "  ", "x" * 81, "a\x1b[2J"])
def test_without_a_decision_nothing_is_destroyed(node: Node, cilla: str, decision: str) -> None:
    with pytest.raises(BadInput):
        destroy(node, cilla, CONTROLLER, decision, stepped_up=True)


def test_a_rehearsal_counts_and_keeps(node: Node, cilla: str) -> None:
    counted = destroy(node, cilla, CONTROLLER, IVO, stepped_up=True, dry_run=True).removed
    assert counted["persons"] == 1
    assert destroy(node, cilla, CONTROLLER, IVO, stepped_up=True).removed == counted
    with pytest.raises(NotFound):
        destroy(node, cilla, CONTROLLER, IVO, stepped_up=True)


def test_what_a_backup_brings_back_goes_again_before_the_node_serves(
    node: Node, cilla: str, tmp_path: Path
) -> None:
    operator = Asker.of(PERSONAS["operator"])
    backup(node, tmp_path / "copy", operator)
    bo = person_called(node, "BO")
    samples = (*samples_of(node, cilla), *samples_of(node, bo))
    with node.records.begin() as tx:
        tx.choices.add(Choice(bo, Use.RECONTACT, True, utc_now(), "test"))
    destroy(node, cilla, CONTROLLER, IVO, stepped_up=True)
    erase(node, bo, CONTROLLER, stepped_up=True)
    digest = node.variants.snapshot().digest()
    node.close()
    restore(tmp_path / "copy", node.folder, operator, replace_node=True)
    with opened_again(node) as again:
        assert again.variants.snapshot().digest() == digest
        assert set(rows_that_name(again, cilla)) <= {"audit", "data_keys"}
        assert not set(rows_that_name(again, *samples)) - {"audit", "samples"}
        with again.records.read() as tx:
            assert tx.choices.allows(bo, Use.RECONTACT)
            assert tx.persons.still_here([bo]) == set()


def test_a_relation_that_ended_since_the_backup_has_ended(
    node: Node, cilla: str, tmp_path: Path
) -> None:
    operator = Asker.of(PERSONAS["operator"])
    backup(node, tmp_path / "copy", operator)
    with node.records.begin() as tx:
        (relation,) = tx.care.of_person(cilla)
        tx.care.close(relation.id, utc_now(), "test")
        tx.accounts.link(PATIENT.user.account, None, utc_now(), "test")
    node.close()
    restore(tmp_path / "copy", node.folder, operator, replace_node=True)
    with opened_again(node) as again, again.records.read() as tx:
        assert not tx.care.get(relation.id).stands(utc_now() + timedelta(seconds=1))
        assert tx.accounts.person_of(PATIENT.user.account) is None
