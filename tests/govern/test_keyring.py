"""Data keys: bound to their owner, re-wrapped and not re-made, shredded for ever."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from samvar.govern import root_rotation
from samvar.govern.envelope import Place, new_key, open_sealed, seal
from samvar.govern.keyring import PERSON, PROJECT, SEARCH, KeyRing, shred
from samvar.govern.root_key import RootKey, RootPlace
from samvar.govern.root_rotation import next_to, opened, rotate
from samvar.model.errors import BadConfig, Conflict, CorruptStore, NotFound
from samvar.store.records.engine import Records

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HERE = Place("identities", "sealed", "per_1", "key_1")


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records.open(f"sqlite:///{tmp_path / 'r.sqlite'}") as opened_records:
        yield opened_records


@pytest.fixture
def place(tmp_path: Path) -> RootPlace:
    return RootPlace.parse("file:root.key", tmp_path)


def ring_at(place: RootPlace) -> KeyRing:
    return KeyRing(lambda tx: opened(tx, place, make=True))


@given(st.binary(max_size=200), st.integers(0, 300), st.integers(0, 7))
def test_a_sealed_value_opens_only_as_it_was_and_where_it_was(
    plain: bytes, byte: int, bit: int
) -> None:
    key = new_key()
    sealed = seal(key, plain, HERE.context)
    assert open_sealed(key, sealed, HERE.context) == plain
    bent = bytearray(sealed)
    bent[byte % len(bent)] ^= 1 << bit
    elsewhere = [
        Place("other", "sealed", "per_1", "key_1"),
        Place("identities", "x", "per_1", "key_1"),
        Place("identities", "sealed", "per_2", "key_1"),
        Place("identities", "sealed", "per_1", "k"),
    ]
    for wrong_key, value, where in [
        (key, bytes(bent), HERE),
        (new_key(), sealed, HERE),
        (key, sealed[:-1], HERE),
        (key, b"", HERE),
        *((key, sealed, place) for place in elsewhere),
    ]:
        with pytest.raises(CorruptStore):
            open_sealed(wrong_key, value, where.context)


def test_two_seals_of_the_same_are_different() -> None:
    key = new_key()
    assert seal(key, b"19121212-1212", b"") != seal(key, b"19121212-1212", b"")


def test_places_that_join_to_the_same_text_are_different_places() -> None:
    assert Place("a", "b:c", "d", "e").context != Place("a", "b", "c:d", "e").context
    assert Place("a", 'b","c', "d", "e").context != Place("a", "b", 'c","d', "e").context


def test_a_key_is_made_once_and_found_again(records: Records, place: RootPlace) -> None:
    with records.begin() as tx:
        first = ring_at(place).keys(tx, PERSON, ["per_1", "per_2", "per_1"])
    with records.begin() as tx:
        ring = ring_at(place)
        assert ring.key(tx, PERSON, "per_1") == first["per_1"]
        assert ring.key(tx, SEARCH) == ring.key(tx, SEARCH)
        assert ring.find(tx, PROJECT, "permit-1") is None
    assert len({first["per_1"].bytes, first["per_2"].bytes}) == 2
    assert first["per_1"].bytes.hex() not in repr(first)


def test_no_key_stands_in_the_database_as_it_is(
    records: Records, place: RootPlace, tmp_path: Path
) -> None:
    with records.begin() as tx:
        key = ring_at(place).key(tx, PERSON, "per_1")
    everything = b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.name != "root.key")
    assert b"per_1" in everything  # or this test would look at nothing
    for form in (key.bytes, key.bytes.hex().encode()):
        assert form not in everything


def test_a_key_moved_to_another_owner_does_not_open(records: Records, place: RootPlace) -> None:
    with records.begin() as tx:
        ring_at(place).keys(tx, PERSON, ["per_1", "per_2"])
        tx.connection.execute(text("UPDATE data_keys SET owner = 'per_3' WHERE owner = 'per_1'"))
        with pytest.raises(CorruptStore):
            ring_at(place).key(tx, PERSON, "per_3")


def test_rotation_rewraps_keys_and_leaves_what_they_seal(
    records: Records, place: RootPlace
) -> None:
    ring = ring_at(place)
    with records.begin() as tx:
        keys = ring.keys(tx, PERSON, [f"per_{n}" for n in range(5)])
        before = {key.id: key.wrapped for key in tx.keys.all()}
    old = place.read()
    fresh = rotate(records, ring, place, None)
    assert fresh.id != old.id
    assert place.read() == fresh
    assert not next_to(place).exists()
    with records.begin() as tx:
        assert all(key.wrapped != before[key.id] for key in tx.keys.all())
        assert ring.keys(tx, PERSON, keys) == keys
        assert ring_at(place).keys(tx, PERSON, keys) == keys
        with pytest.raises(BadConfig, match="needed"):
            KeyRing.over(old).key(tx, PERSON, "per_1")


def test_a_ring_that_was_open_meanwhile_finds_the_new_root_key(
    records: Records, place: RootPlace
) -> None:
    mine, theirs = ring_at(place), ring_at(place)
    with records.begin() as tx:
        key = mine.key(tx, SEARCH)
    rotate(records, theirs, place, None)
    with records.begin() as tx:
        assert mine.key(tx, SEARCH) == key


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_stop_in_the_middle_of_a_rotation_loses_nothing(
    records: Records, place: RootPlace, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """The machine stops before the data keys are under the new key, or right after."""
    with records.begin() as tx:
        key = ring_at(place).key(tx, SEARCH)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if moment == "before":
            patch.setattr(KeyRing, "rewrap", stop)
        else:
            patch.setattr(root_rotation, "_take_its_place", stop)
        with pytest.raises(KeyboardInterrupt):
            rotate(records, ring_at(place), place, None)
    with records.begin() as tx:
        assert ring_at(place).key(tx, SEARCH) == key
    rotate(records, ring_at(place), place, None)
    with records.begin() as tx:
        assert ring_at(place).key(tx, SEARCH) == key


def test_a_root_key_in_the_environment(
    records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = RootPlace.parse("env:OLD_ROOT", tmp_path), RootPlace.parse("env:NEW_ROOT", tmp_path)
    monkeypatch.setenv("OLD_ROOT", "ab" * 32)
    monkeypatch.setenv("NEW_ROOT", "cd" * 32)
    with records.begin() as tx:
        key = ring_at(old).key(tx, SEARCH)
    with pytest.raises(BadConfig, match="environment"):
        rotate(records, ring_at(old), old, None)
    rotate(records, ring_at(old), old, new)
    with records.begin() as tx:
        assert ring_at(new).key(tx, SEARCH) == key
        with pytest.raises(BadConfig, match="the node's keys are under"):
            ring_at(old).key(tx, SEARCH)


def test_a_root_key_that_is_not_there_is_said_to_be_missing(
    records: Records, place: RootPlace, tmp_path: Path
) -> None:
    with records.begin() as tx:
        ring_at(place).key(tx, SEARCH)
    (tmp_path / "root.key").unlink()
    for asked in (place, RootPlace.parse("env:ABSENT_ROOT", tmp_path)):
        with (
            pytest.raises(BadConfig, match="root key is not there") as caught,
            records.read() as tx,
        ):
            ring_at(asked).key(tx, SEARCH)
        assert "samvar keys recover" in str(caught.value)
    assert not place.exists()  # nothing was made in its place


def test_a_root_key_file_is_for_its_owner_and_never_overwritten(
    place: RootPlace, tmp_path: Path
) -> None:
    place.write(RootKey.new())
    kept = (tmp_path / "root.key").read_text()
    assert (tmp_path / "root.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Conflict):
        place.write(RootKey.new())
    (tmp_path / "root.key").chmod(0o640)
    with pytest.raises(BadConfig, match="others can read"):
        place.read()
    (tmp_path / "root.key").chmod(0o600)
    for damaged in (kept[:-3], kept + "0", "x" * 64, ""):
        (tmp_path / "root.key").write_text(damaged)
        with pytest.raises(BadConfig, match="damaged") as caught:
            place.read()
        assert kept[:16] not in str(caught.value)
    with pytest.raises(BadConfig, match="not a reference") as caught:
        RootPlace.parse(kept.strip(), tmp_path)
    assert kept[:16] not in str(caught.value)


def test_a_shredded_key_opens_nothing_any_more_here_or_in_a_copy(
    records: Records, place: RootPlace, tmp_path: Path
) -> None:
    """The sealed value and the root key are kept; the key is in no file of the store."""
    ring = ring_at(place)
    with records.begin() as tx:
        keys = ring.keys(tx, PERSON, ["per_1", "per_2"])
        wrapped = tx.keys.get(keys["per_1"].id).wrapped
        assert wrapped is not None
    with records.begin() as tx:
        assert shred(tx, ["per_1", "per_9"], NOON) == 1
    records.scrub()
    with records.begin() as tx:
        for one in (ring, ring_at(place)):
            with pytest.raises(NotFound, match="shredded"):
                one.key(tx, PERSON, "per_1")
            assert one.find(tx, PERSON, "per_1") is None
            assert one.key(tx, PERSON, "per_2") == keys["per_2"]
        row = tx.keys.get(keys["per_1"].id)
        assert (row.wrapped, row.shredded) == (None, NOON)
    bytes_kept = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    assert base64.b64encode(wrapped.sealed) not in bytes_kept
