"""Personal numbers: sealed to their person, found by a keyed digest, gone with the key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from samvar.govern.keyring import KeyRing, shred
from samvar.govern.personal import Numbers
from samvar.govern.root_key import RootKey
from samvar.model.errors import Conflict, CorruptStore, NotFound
from samvar.model.person import Person
from samvar.model.personal_number import PersonalNumber
from samvar.store.records.engine import Records
from samvar.store.records.persons import Registered

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
BEDA, CARL = PersonalNumber.parse("19121212-1212"), PersonalNumber.parse("640823-3234")
ROOT = RootKey.new()


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records.open(f"sqlite:///{tmp_path / 'r.sqlite'}") as opened:
        yield opened


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing.over(ROOT)


def _with_two(records: Records, ring: KeyRing) -> None:
    with records.begin() as tx:
        tx.persons.add_many([Registered(Person("per_b"), "b"), Registered(Person("per_c"), "c")])
        tx.identities.add_many(Numbers(tx, ring).sealed({"per_b": BEDA, "per_c": CARL}))


def test_a_number_is_found_and_opened(records: Records, ring: KeyRing) -> None:
    _with_two(records, ring)
    with records.begin() as tx:
        numbers = Numbers(tx, ring)
        other = PersonalNumber.parse("19640883-3231")
        assert numbers.find([BEDA, CARL, other]) == {BEDA: "per_b", CARL: "per_c"}
        assert numbers.of(["per_b", "per_x"]) == {"per_b": BEDA}
        assert {each.kind for each in tx.identities.of(["per_b"]).values()} == {"personnummer"}


def test_nobody_gets_a_second_number_nor_two_the_same(records: Records, ring: KeyRing) -> None:
    _with_two(records, ring)
    with pytest.raises(Conflict), records.begin() as tx:
        tx.identities.add_many(Numbers(tx, ring).sealed({"per_b": CARL}))
    with records.begin() as tx:
        tx.persons.add_many([Registered(Person("per_d"), "d")])
    with pytest.raises(Conflict), records.begin() as tx:
        tx.identities.add_many(Numbers(tx, ring).sealed({"per_d": CARL}))


def test_no_byte_of_the_store_says_a_number_nor_any_unkeyed_hash_of_it(
    records: Records, ring: KeyRing, tmp_path: Path
) -> None:
    _with_two(records, ring)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    forms = [CARL.digits, CARL.digits[2:], f"{CARL.digits[2:8]}-{CARL.digits[8:]}"]
    assert b"per_c" in stored  # or this test would look at nothing
    for form in forms:
        assert form.encode() not in stored
        for name in ("md5", "sha1", "sha256", "sha512", "blake2b"):
            digest = hashlib.new(name, form.encode())
            assert digest.digest() not in stored
            assert digest.hexdigest().encode() not in stored


def test_digests_of_two_nodes_have_nothing_in_common(tmp_path: Path) -> None:
    seen = set()
    for name in ("one", "two"):
        with Records.open(f"sqlite:///{tmp_path / name}") as records, records.begin() as tx:
            numbers = Numbers(tx, KeyRing.over(ROOT))
            seen |= {numbers.digest(CARL), numbers.label(CARL), numbers.digest(CARL)[:20]}
    assert len(seen) == 6


def test_a_label_that_is_a_number_is_shown_as_none(records: Records, ring: KeyRing) -> None:
    with records.begin() as tx:
        numbers = Numbers(tx, ring)
        assert numbers.shown("HG00096") == "HG00096"
        label = numbers.shown("640823-3234")
        assert label == numbers.shown("196408233234") == numbers.label(CARL)
        assert label.startswith("nr-")
        assert numbers.shown(label) == label


def test_a_number_moved_to_another_person_does_not_open(records: Records, ring: KeyRing) -> None:
    _with_two(records, ring)
    with records.begin() as tx:
        beda = "SELECT sealed FROM identities WHERE person = 'per_b'"
        tx.connection.execute(text(f"UPDATE identities SET sealed = ({beda})"))
        with pytest.raises(CorruptStore):
            Numbers(tx, ring).of(["per_c"])


def test_who_is_erased_is_not_found(records: Records, ring: KeyRing) -> None:
    _with_two(records, ring)
    with records.begin() as tx:
        tx.persons.erase(["per_c"], NOON)
        assert Numbers(tx, ring).find([CARL, BEDA]) == {BEDA: "per_b"}


def test_a_number_in_a_copy_does_not_open_once_its_key_is_shredded(
    records: Records, ring: KeyRing
) -> None:
    _with_two(records, ring)
    with records.begin() as tx:
        kept = tx.identities.of(["per_c"])["per_c"]
        assert shred(tx, ["per_c"], NOON) == 1
    with records.begin() as tx:
        numbers = Numbers(tx, ring)
        assert numbers.find([CARL, BEDA]) == {BEDA: "per_b"}
        tx.identities.add_many([kept])  # the row comes back from a backup: its key does not
        assert numbers.of(["per_c"]) == {}
        with pytest.raises(NotFound, match="shredded"):
            numbers.sealed({"per_c": CARL})
