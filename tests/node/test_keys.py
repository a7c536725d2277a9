"""Keys of a node: seen, exchanged, backed up, put in escrow, and recovered on a bare folder."""

from __future__ import annotations

import dataclasses
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from samvar.formats.crypt4gh.read import decrypt
from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.keyring import BACKUP, PERSON, PROJECT, shred
from samvar.govern.personal import Numbers
from samvar.model.clock import utc_now
from samvar.model.errors import (
    BadConfig,
    BadFile,
    BadInput,
    Conflict,
    CorruptStore,
    NotFound,
    Refused,
    UsageError,
)
from samvar.model.load import LoadRequest
from samvar.model.personal_number import PersonalNumber
from samvar.node.backup import backup
from samvar.node.build import config_in, init_node, open_node
from samvar.node.doctor import examine
from samvar.node.intake import load
from samvar.node.keys import (
    backup_keys,
    escrow,
    list_keys,
    rotate_root,
    shred_project,
)
from samvar.node.node import Node
from samvar.node.recover_keys import recover_keys
from samvar.node.restore import restore

OPERATOR = Asker.of(PERSONAS["operator"])
ANNAS = PersonalNumber.parse("640823-3234")


@pytest.fixture
def loaded(node: Node, cohort: LoadRequest, bioinformatician: Asker) -> Node:
    """A node with three people, one of whom has a number."""
    load(node, cohort, bioinformatician)
    with node.records.begin() as tx:
        anna = tx.persons.by_labels(["ANNA"])["ANNA"].id
        tx.identities.add_many(Numbers(tx, node.keys).sealed({anna: ANNAS}))
    return node


def find(node: Node, number: PersonalNumber) -> str | None:
    """Who has a number, opened and compared."""
    with node.records.begin() as tx:
        numbers = Numbers(tx, node.keys)
        person = numbers.find([number]).get(number)
        assert person is None or numbers.of([person]) == {person: number}
        return person


def shares_in(folder: Path) -> list[str]:
    """What the holders of shares read out: the line that is no comment."""
    return [
        line
        for path in sorted(folder.glob("share-*.txt"))
        for line in path.read_text().splitlines()
        if not line.startswith("#")
    ]


def test_a_node_comes_back_on_a_bare_folder_from_backup_key_backup_and_shares(
    loaded: Node, tmp_path: Path
) -> None:
    """The drill of docs/operate/keys.md: the machine is gone, with everything on it."""
    anna = find(loaded, ANNAS)
    digest, signing = loaded.variants.snapshot().digest(), loaded.key.public
    backup(loaded, tmp_path / "data.backup", OPERATOR)
    backup_keys(loaded, tmp_path / "keys.samvar", OPERATOR)
    escrow(loaded, tmp_path / "shares", 3, 5, OPERATOR)
    loaded.close()
    shutil.rmtree(loaded.folder)

    lines = shares_in(tmp_path / "shares")
    bare = tmp_path / "bare"
    with pytest.raises(BadConfig, match="the key that opens it is not here"):
        restore(tmp_path / "data.backup", bare, OPERATOR)
    with pytest.raises(BadInput, match="2 shares are not enough; 3 are needed"):
        recover_keys(bare, tmp_path / "keys.samvar", OPERATOR, shares=[lines[0], lines[4]])
    assert not bare.exists() or not any(bare.iterdir())

    done = recover_keys(
        bare, tmp_path / "keys.samvar", OPERATOR, shares=[lines[n] for n in (4, 0, 2)]
    )
    assert (done.node, done.keys) == ("stockholm", 4)  # person, search, backup, source file
    report = restore(tmp_path / "data.backup", bare, OPERATOR)
    assert (report.keys, report.data_keys, report.replaced) == ("kept", 4, None)
    again = open_node(config_in(bare))
    try:
        assert find(again, ANNAS) == anna
        assert again.variants.snapshot().digest() == digest
        assert again.key.public == signing
        assert not (bare / "keys" / "keys.backup").exists()
        with again.records.read() as tx:
            verbs = [each.entry.verb for each in tx.audit.page(limit=2)]
        assert verbs == ["restore", "recover-keys"]
    finally:
        again.close()
    assert (
        sorted(p.name for p in tmp_path.iterdir() if "before" in p.name or p.name[0] == ".") == []
    )


def test_a_sealed_backup_says_nothing_without_its_key(loaded: Node, tmp_path: Path) -> None:
    report = backup(loaded, tmp_path / "data.backup", OPERATOR)
    assert report.sealed
    data = (tmp_path / "data.backup").read_bytes()
    assert (tmp_path / "data.backup").stat().st_mode & 0o077 == 0
    for plain in (b"ANNA", b"persons", b"manifest.json", b"node.toml", loaded.key.public.raw):
        assert plain not in data
    with loaded.records.begin() as tx:
        private = loaded.keys.key(tx, BACKUP).bytes
    inside = io.BytesIO()
    decrypt(io.BytesIO(data), inside, private)
    assert b"persons.jsonl.gz" in inside.getvalue()  # the key opens it, or the above were empty
    assert b"data_keys" not in inside.getvalue()
    seed = (loaded.key_folder / "node.key").read_bytes()
    assert seed not in inside.getvalue()


def test_nothing_unsealed_is_ever_written_where_backups_are_kept(
    loaded: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vault").mkdir()
    seen: list[str] = []

    def stop(*_: object) -> None:
        seen.extend(str(p.relative_to(tmp_path / "vault")) for p in (tmp_path / "vault").rglob("*"))
        raise OSError

    monkeypatch.setattr("samvar.node.backup.encrypt", stop)
    with pytest.raises(BadFile):
        backup(loaded, tmp_path / "vault" / "data.backup", OPERATOR)
    assert seen == [".data.backup.part", ".data.backup.part/packed"]
    assert list((tmp_path / "vault").iterdir()) == []
    assert not (loaded.folder / ".backup-work").exists()


SEGMENT = (1 << 16) + 28
DAMAGE: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("cut short", lambda data: data[:-1]),
    # The very last may hold nothing but the padding of a tar, and then nothing is missing.
    (
        "last two segments dropped",
        lambda data: data[: 124 + (len(data) - 125) // SEGMENT * SEGMENT - SEGMENT],
    ),
    ("first segment dropped", lambda data: data[:124] + data[124 + SEGMENT :]),
    ("first segment twice", lambda data: data[: 124 + SEGMENT] + data[124:]),
    ("a flipped bit", lambda data: data[:99_999] + bytes([data[99_999] ^ 1]) + data[100_000:]),
    ("header only", lambda data: data[:124]),
]


@pytest.mark.parametrize(("why", "change"), DAMAGE, ids=[row[0] for row in DAMAGE])
def test_a_sealed_backup_that_was_tampered_with_replaces_nothing(
    loaded: Node, tmp_path: Path, why: str, change: Callable[[bytes], bytes]
) -> None:
    loaded.objects.put(bytes(300_000))  # several segments
    backup(loaded, tmp_path / "data.backup", OPERATOR)
    data = (tmp_path / "data.backup").read_bytes()
    (tmp_path / "bad.backup").write_bytes(change(data))
    with pytest.raises((BadFile, CorruptStore, NotFound)):
        restore(tmp_path / "bad.backup", loaded.folder, OPERATOR, replace_node=True)
    assert find(loaded, ANNAS), why
    assert not list(tmp_path.glob("node.before-*"))


def test_a_node_that_is_there_opens_its_own_backups(loaded: Node, tmp_path: Path) -> None:
    anna = find(loaded, ANNAS)
    backup(loaded, tmp_path / "data.backup", OPERATOR)
    rotate_root(loaded, OPERATOR)  # a backup outlives the root key under which it was made
    loaded.close()
    report = restore(tmp_path / "data.backup", loaded.folder, OPERATOR, replace_node=True)
    assert report.data_keys == 4
    again = open_node(config_in(loaded.folder))
    assert find(again, ANNAS) == anna
    again.close()


def test_a_node_whose_records_are_lost_needs_its_key_backup(loaded: Node, tmp_path: Path) -> None:
    anna = find(loaded, ANNAS)
    backup(loaded, tmp_path / "data.backup", OPERATOR)
    backup_keys(loaded, tmp_path / "keys.samvar", OPERATOR)
    loaded.close()
    (loaded.folder / "records.sqlite").write_bytes(b"lost to the disk")
    with pytest.raises(BadConfig, match="sealed"):
        restore(tmp_path / "data.backup", loaded.folder, OPERATOR, replace_node=True)
    restore(
        tmp_path / "data.backup", loaded.folder, OPERATOR,
        replace_node=True, key_backup=tmp_path / "keys.samvar",
    )  # fmt: skip
    again = open_node(config_in(loaded.folder))
    assert find(again, ANNAS) == anna
    again.close()


def test_whose_key_was_shredded_does_not_come_back(loaded: Node, tmp_path: Path) -> None:
    """Data backup, then the record is destroyed, then the key backup: the newer one decides."""
    backup(loaded, tmp_path / "data.backup", OPERATOR)
    with loaded.records.begin() as tx:
        anna = tx.persons.by_labels(["ANNA"])["ANNA"].id
        shred(tx, [anna], utc_now())
    backup_keys(loaded, tmp_path / "keys.samvar", OPERATOR)
    escrow(loaded, tmp_path / "shares", 2, 2, OPERATOR)
    recover_keys(
        tmp_path / "bare", tmp_path / "keys.samvar", OPERATOR, shares=shares_in(tmp_path / "shares")
    )
    restore(tmp_path / "data.backup", tmp_path / "bare", OPERATOR)
    again = open_node(config_in(tmp_path / "bare"))
    try:
        assert find(again, ANNAS) is None
        with again.records.read() as tx:
            assert not [s for s in tx.samples.of() if s.sample.person == anna]
            assert set(again.variants.snapshot().contributions) == {
                s.sample.id for s in tx.samples.of()
            }
            assert tx.samples.count() == 2
    finally:
        again.close()


def test_shares_of_an_old_root_key_do_not_open_a_new_key_backup(
    loaded: Node, tmp_path: Path
) -> None:
    escrow(loaded, tmp_path / "old", 2, 3, OPERATOR)
    assert list_keys(loaded, OPERATOR).escrow is not None
    rotate_root(loaded, OPERATOR)
    assert list_keys(loaded, OPERATOR).escrow is None
    backup_keys(loaded, tmp_path / "keys.samvar", OPERATOR)
    with pytest.raises(BadInput, match="the key backup is under"):
        recover_keys(
            tmp_path / "bare", tmp_path / "keys.samvar", OPERATOR,
            shares=shares_in(tmp_path / "old"),
        )  # fmt: skip


def test_a_key_backup_is_sealed_and_checked(loaded: Node, tmp_path: Path) -> None:
    backup_keys(loaded, tmp_path / "keys.samvar", OPERATOR)
    data = (tmp_path / "keys.samvar").read_bytes()
    seed, root = (loaded.key_folder / "node.key").read_bytes(), loaded.root_place.read()
    assert (tmp_path / "keys.samvar").stat().st_mode & 0o077 == 0
    for secret in (seed, root.secret, root.secret.hex().encode()):
        assert secret not in data
    outer = msgspec.json.decode(data)
    (tmp_path / "root").write_text(root.secret.hex())
    (tmp_path / "root").chmod(0o600)
    for name, value in {"node": "skane", "at": "2027", "sealed": outer["key"]}.items():
        (tmp_path / "bent").write_bytes(msgspec.json.encode({**outer, name: value}))
        wrong = Asker.of(PERSONAS["operator"].at(value)) if name == "node" else OPERATOR
        with pytest.raises(CorruptStore):
            recover_keys(
                tmp_path / "bare", tmp_path / "bent", wrong, root=f"file:{tmp_path / 'root'}"
            )
    for junk in (b"", b"{}", b"\xff", data[:-9], data.replace(b"keys-1", b"keys-2")):
        (tmp_path / "bent").write_bytes(junk)
        with pytest.raises(BadFile):
            recover_keys(tmp_path / "bare", tmp_path / "bent", OPERATOR, shares=["x"])
    with pytest.raises(NotFound):
        recover_keys(tmp_path / "bare", tmp_path / "absent", OPERATOR, shares=["x"])


def test_keys_are_kept_by_those_who_may(loaded: Node, tmp_path: Path, researcher: Asker) -> None:
    backup_keys(loaded, tmp_path / "keys.samvar", OPERATOR)
    acts: list[Callable[[Asker], object]] = [
        lambda who: list_keys(loaded, who),
        lambda who: rotate_root(loaded, who),
        lambda who: backup_keys(loaded, tmp_path / "more", who),
        lambda who: escrow(loaded, tmp_path / "shares", 2, 3, who),
        lambda who: shred_project(loaded, "permit-1", who),
        lambda who: recover_keys(tmp_path / "bare", tmp_path / "keys.samvar", who, shares=["x"]),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act(researcher)
    assert sorted(p.name for p in tmp_path.iterdir() if p.name in ("more", "shares", "bare")) == []
    rotate_root(loaded, OPERATOR)
    with loaded.records.read() as tx:
        said = [(e.entry.verb, e.entry.outcome) for e in tx.audit.page(limit=7)]
    assert said[:2] == [("rotate-keys", "done"), ("rotate-keys", "allowed")]
    assert {outcome for _, outcome in said[2:]} == {"refused"}


def test_a_dry_run_changes_nothing(loaded: Node, tmp_path: Path) -> None:
    with loaded.records.begin() as tx:
        loaded.keys.key(tx, PROJECT, "permit-1")
    backup_keys(loaded, tmp_path / "keys.samvar", OPERATOR)
    before = list_keys(loaded, OPERATOR)
    rotate_root(loaded, OPERATOR, dry_run=True)
    backup_keys(loaded, tmp_path / "more", OPERATOR, dry_run=True)
    escrow(loaded, tmp_path / "shares", 2, 3, OPERATOR, dry_run=True)
    shred_project(loaded, "permit-1", OPERATOR, dry_run=True)
    assert list_keys(loaded, OPERATOR) == before
    assert not (tmp_path / "more").exists()
    assert not (tmp_path / "shares").exists()


def test_nothing_of_keys_is_overwritten(loaded: Node, tmp_path: Path) -> None:
    backup_keys(loaded, tmp_path / "keys.samvar", OPERATOR)
    escrow(loaded, tmp_path / "shares", 2, 3, OPERATOR)
    with pytest.raises(Conflict):
        backup_keys(loaded, tmp_path / "keys.samvar", OPERATOR)
    with pytest.raises(Conflict):
        escrow(loaded, tmp_path / "shares", 2, 3, OPERATOR)
    with pytest.raises(Conflict):
        recover_keys(
            loaded.folder, tmp_path / "keys.samvar", OPERATOR,
            shares=shares_in(tmp_path / "shares"),
        )  # fmt: skip
    with pytest.raises(UsageError):
        backup(loaded, tmp_path / "x", OPERATOR, keys=True)


def test_a_shredded_project_is_gone(loaded: Node) -> None:
    with loaded.records.begin() as tx:
        loaded.keys.key(tx, PROJECT, "permit-1")
    assert shred_project(loaded, "permit-1", OPERATOR).keys == 1
    with loaded.records.begin() as tx, pytest.raises(NotFound):
        loaded.keys.key(tx, PROJECT, "permit-1")
    with pytest.raises(NotFound):
        shred_project(loaded, "permit-1", OPERATOR)


def test_a_node_that_seals_nothing_needs_no_root_key(tmp_path: Path) -> None:
    init_node(tmp_path / "node", "stockholm")
    node = open_node(config_in(tmp_path / "node"))
    assert not (tmp_path / "node/keys/root.key").exists()
    assert list_keys(node, OPERATOR).root is None
    node.close()


def test_the_doctor_looks_at_keys_and_backups(loaded: Node, tmp_path: Path) -> None:
    def said() -> dict[str, tuple[str, str]]:
        return {check.name: (check.state, check.found) for check in examine(loaded)}

    assert said()["key backup"][0] == "warn"
    assert said()["escrow"][0] == "warn"
    backup_keys(loaded, tmp_path / "keys.samvar", OPERATOR)
    escrow(loaded, tmp_path / "shares", 2, 3, OPERATOR)
    assert said()["key backup"] == ("ok", "every key is in one")
    assert said()["escrow"] == ("ok", "2 of 3 holders give the root key back")
    assert said()["root key"][0] == "warn"  # it lies beside the data
    loaded.root_place.file.rename(tmp_path / "away")  # type: ignore[union-attr]
    loaded.keys.forget()
    assert said()["root key"][0] == "bad"
    (tmp_path / "away").rename(loaded.root_place.file)  # type: ignore[arg-type]
    loaded.keys.forget()
    assert said()["backup retention"][0] == "ok"
    with loaded.records.begin() as tx:
        anna = tx.persons.by_labels(["ANNA"])["ANNA"].id
        tx.connection.exec_driver_sql(f"DELETE FROM data_keys WHERE owner = '{anna}'")
        assert tx.keys.find(PERSON, anna) is None
    assert said()["sealed numbers"][0] == "bad"


def test_a_backup_that_outlives_an_erasure_is_found(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "old.backup").touch()
    month = 31 * 86_400
    os.utime(tmp_path / "vault" / "old.backup", (utc_now().timestamp() - month,) * 2)

    def state(**changes: object) -> str:
        node.config = dataclasses.replace(node.config, **changes)  # type: ignore[arg-type]
        return {check.name: check.state for check in examine(node)}["backup retention"]

    assert state(backup_days=30, erase_days=90) == "ok"
    assert state(backups=tmp_path / "vault") == "bad"
    assert state(backup_days=40) == "ok"
    assert state(backup_days=90) == "bad"
