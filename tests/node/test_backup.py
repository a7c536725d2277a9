"""Backup while serving, restore beside the old node; nothing withdrawn comes back."""

from __future__ import annotations

import shutil
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.keys import NodeKey
from samvar.model.contribution import Scope
from samvar.model.errors import (
    BadFile,
    BadSignature,
    Conflict,
    CorruptStore,
    NotFound,
    Refused,
    SamvarError,
)
from samvar.model.load import LoadRequest
from samvar.node.archive import MANIFEST
from samvar.node.backup import backup
from samvar.node.build import config_in, init_node, open_node
from samvar.node.intake import load
from samvar.node.node import Node
from samvar.node.restore import restore
from samvar.node.withdraw import opt_out, withdraw
from samvar.store.records.samples import SampleState
from tests.store.conftest import bare_postgres_url, postgres_server

__all__ = ["bare_postgres_url", "postgres_server"]

OPERATOR = Asker.of(PERSONAS["operator"])
FORMS = ["copy", "copy.tar"]


@pytest.fixture
def loaded(node: Node, cohort: LoadRequest, bioinformatician: Asker) -> Node:
    """A node with three people, an object and a release."""
    load(node, cohort, bioinformatician)
    node.objects.put(b"a file as it came")
    (node.folder / "releases" / "1").mkdir(parents=True)
    (node.folder / "releases" / "1" / "public.parquet").write_bytes(b"frequencies")
    return node


def labels(node: Node) -> set[str]:
    with node.records.read() as tx:
        return set(tx.persons.labels(each.sample.person for each in tx.samples.of()).values())


def person_called(node: Node, label: str) -> str:
    with node.records.read() as tx:
        return tx.persons.by_labels([label])[label].id


@pytest.mark.parametrize("form", FORMS)
def test_a_restored_node_is_the_node(loaded: Node, tmp_path: Path, form: str) -> None:
    report = backup(loaded, tmp_path / form, OPERATOR, keys=True, plain=True)
    digest, epoch = loaded.variants.snapshot().digest(), loaded.variants.epoch
    assert (report.epoch, report.objects, report.keys) == (epoch, True, True)
    done = restore(tmp_path / form, tmp_path / "again", OPERATOR)
    assert (done.epoch, done.keys, done.carried, done.replaced) == (epoch, "backup", None, None)
    again = open_node(config_in(tmp_path / "again"))
    try:
        assert again.variants.snapshot().digest() == digest
        for name in loaded.variants.snapshot().files():  # and equal to the byte
            stored, restored = (n.variants.folder / name for n in (loaded, again))
            assert restored.read_bytes() == stored.read_bytes(), name
        assert again.variants.snapshot().files() == loaded.variants.snapshot().files()
        assert labels(again) == {"ANNA", "BO", "CILLA"}
        assert again.key.public == loaded.key.public
        before = {key: loaded.objects.get(key) for key, _ in loaded.objects.list()}
        assert {key: again.objects.get(key) for key, _ in again.objects.list()} == before
        assert len(before) == 2  # one came with a load, and is sealed
        assert (again.folder / "releases/1/public.parquet").read_bytes() == b"frequencies"
        with again.records.read() as tx:
            assert tx.audit.verify() == report.audit + 1
            assert tx.audit.page(limit=1)[0].entry.verb == "restore"
    finally:
        again.close()
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith(".")} == set()


@pytest.mark.parametrize("form", FORMS)
def test_a_backup_is_for_its_owner_and_without_keys(
    loaded: Node, tmp_path: Path, form: str
) -> None:
    backup(loaded, tmp_path / form, OPERATOR, plain=True)
    place = tmp_path / form
    assert place.stat().st_mode & 0o077 == 0
    seed = (loaded.key_folder / "node.key").read_bytes()
    files = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    assert not any(seed in path.read_bytes() for path in files)


def test_only_who_may_change_a_node_backs_it_up_or_restores(
    loaded: Node, tmp_path: Path, researcher: Asker
) -> None:
    with pytest.raises(Refused):
        backup(loaded, tmp_path / "copy", researcher)
    assert not (tmp_path / "copy").exists()
    backup(loaded, tmp_path / "copy", OPERATOR, plain=True)
    with pytest.raises(Refused):
        restore(tmp_path / "copy", tmp_path / "again", researcher)
    assert not (tmp_path / "again").exists()
    with loaded.records.read() as tx:
        said = [(each.entry.verb, each.entry.outcome) for each in tx.audit.page(limit=3)]
    assert said == [
        ("backup-plain", "done"),
        ("backup-plain", "allowed"),
        ("backup", "refused"),
    ]


def test_a_backup_while_the_node_works_is_of_one_moment(
    loaded: Node, tmp_path: Path, bioinformatician: Asker
) -> None:
    """Withdrawals go on meanwhile; in every backup the two stores name the same samples."""
    stop, faults = threading.Event(), []

    def work() -> None:
        try:
            for name in ("ANNA", "BO", "CILLA"):
                withdraw(loaded, (person_called(loaded, name),), bioinformatician)
        except SamvarError as fault:  # shown by the assertion below
            faults.append(fault)
        stop.set()

    worker = threading.Thread(target=work)
    worker.start()
    number = 0
    while not stop.is_set() or number == 0:
        backup(loaded, tmp_path / f"copy{number}", OPERATOR, plain=True)
        number += 1
    worker.join()
    assert faults == []
    for n in range(number):
        restore(tmp_path / f"copy{n}", tmp_path / f"again{n}", OPERATOR)
        again = open_node(config_in(tmp_path / f"again{n}"))
        with again.records.read() as tx:
            live = {each.sample.id for each in tx.samples.of()}
            assert tx.samples.of(state=SampleState.LEAVING) == ()
        assert live == set(again.variants.snapshot().contributions)
        again.close()


def test_who_withdrew_since_the_backup_does_not_come_back(
    loaded: Node, tmp_path: Path, bioinformatician: Asker
) -> None:
    backup(loaded, tmp_path / "copy", OPERATOR, plain=True)
    withdraw(loaded, (person_called(loaded, "ANNA"),), bioinformatician)
    bo = person_called(loaded, "BO")
    opt_out(loaded, bo, Scope.RESEARCH, bioinformatician)
    with loaded.records.read() as tx:
        entries = tx.audit.count()
    digest = loaded.variants.snapshot().digest()
    loaded.close()
    done = restore(tmp_path / "copy", loaded.folder, OPERATOR, replace_node=True)
    assert done.carried is not None
    assert (done.carried.withdrawals, done.carried.choices) == (1, 1)
    assert (done.keys, done.audit) == ("kept", entries + 1)
    assert (tmp_path / str(done.replaced) / "node.toml").exists()
    again = open_node(config_in(loaded.folder))
    try:
        assert labels(again) == {"BO", "CILLA"}
        assert again.variants.snapshot().digest() == digest
        with again.records.read() as tx:
            assert tx.choices.scopes([bo]) == {bo: frozenset({Scope.CARE})}
            assert tx.audit.verify() >= entries + 1
    finally:
        again.close()


def test_a_node_moves_to_postgresql_and_back(
    loaded: Node, tmp_path: Path, bare_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By backup and restore; what was withdrawn in between stays away on the way back."""
    backup(loaded, tmp_path / "copy", OPERATOR, keys=True, plain=True)
    monkeypatch.setenv("SAMVAR_RECORDS", bare_postgres_url)
    restore(tmp_path / "copy", tmp_path / "moved", OPERATOR)
    with pytest.raises(Conflict, match="not empty"):
        restore(tmp_path / "copy", tmp_path / "moved again", OPERATOR)
    moved = open_node(config_in(tmp_path / "moved"))
    try:
        assert not (tmp_path / "moved/records.sqlite").exists()
        assert labels(moved) == {"ANNA", "BO", "CILLA"}
        withdraw(moved, (person_called(moved, "CILLA"),), Asker.of(PERSONAS["bioinformatician"]))
        backup(moved, tmp_path / "back.tar", OPERATOR, keys=True, plain=True)
    finally:
        moved.close()
    monkeypatch.delenv("SAMVAR_RECORDS")
    restore(tmp_path / "back.tar", tmp_path / "home", OPERATOR)
    home = open_node(config_in(tmp_path / "home"))
    assert labels(home) == {"ANNA", "BO"}
    home.close()


def test_a_log_that_does_not_go_on_is_not_joined(loaded: Node, tmp_path: Path) -> None:
    """The node at the place has another history: an older copy, written on since."""
    backup(loaded, tmp_path / "old", OPERATOR, keys=True, plain=True)
    restore(tmp_path / "old", tmp_path / "fork", OPERATOR)
    loaded.audit.append_many([])
    backup(loaded, tmp_path / "new", OPERATOR, plain=True)
    with pytest.raises(Conflict, match="does not continue"):
        restore(tmp_path / "new", tmp_path / "fork", OPERATOR, replace_node=True)
    open_node(config_in(tmp_path / "fork")).close()


def test_a_node_whose_records_are_lost_is_restored_and_says_what_it_cannot_know(
    loaded: Node, tmp_path: Path
) -> None:
    backup(loaded, tmp_path / "copy", OPERATOR, plain=True)
    loaded.close()
    (loaded.folder / "records.sqlite").write_bytes(b"lost to the disk")
    done = restore(tmp_path / "copy", loaded.folder, OPERATOR, replace_node=True)
    assert done.carried is None
    again = open_node(config_in(loaded.folder))
    assert labels(again) == {"ANNA", "BO", "CILLA"}
    again.close()


def test_nothing_is_overwritten_unasked(loaded: Node, tmp_path: Path) -> None:
    backup(loaded, tmp_path / "copy", OPERATOR, plain=True)
    with pytest.raises(Conflict):
        backup(loaded, tmp_path / "copy", OPERATOR, plain=True)
    with pytest.raises(Conflict):
        restore(tmp_path / "copy", loaded.folder, OPERATOR)
    with pytest.raises(NotFound):
        restore(tmp_path / "absent.tar", tmp_path / "again", OPERATOR)


def test_a_backup_of_a_damaged_store_fails_and_leaves_nothing(loaded: Node, tmp_path: Path) -> None:
    victim = next(path for path in (loaded.folder / "variants/carriers").iterdir())
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.chmod(0o600)
    victim.write_bytes(data)
    with pytest.raises(CorruptStore):
        backup(loaded, tmp_path / "copy", OPERATOR, plain=True)
    assert not list(tmp_path.glob("*copy*"))
    assert not (loaded.folder / ".backup-pin").exists()


def test_a_place_that_cannot_be_written_is_said_to_be_one(loaded: Node, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadFile):
        backup(loaded, tmp_path / "file" / "copy", OPERATOR, plain=True)


def test_another_nodes_key_does_not_open_the_place(loaded: Node, tmp_path: Path) -> None:
    backup(loaded, tmp_path / "copy", OPERATOR, plain=True)
    init_node(tmp_path / "other", "stockholm")
    with pytest.raises(BadSignature):
        restore(tmp_path / "copy", tmp_path / "other", OPERATOR, replace_node=True)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _swap(copy: Path) -> None:
    one, two = sorted((copy / "records").iterdir(), key=lambda path: path.stat().st_size)[-2:]
    kept = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(kept)


def _name_an_outsider(copy: Path) -> None:
    """A manifest that a hostile node signed itself, and that points out of the folder."""
    sealed = msgspec.json.decode((copy / MANIFEST).read_bytes())
    sealed["manifest"]["files"].insert(0, {"name": "../escaped", "bytes": 1, "sha256": "0" * 64})
    inner, key = msgspec.json.encode(sealed["manifest"]), NodeKey.new()
    sealed = {
        "manifest": msgspec.Raw(inner),
        "key": key.public.raw.hex(),
        "signature": key.sign(inner).hex(),
    }
    (copy / MANIFEST).write_bytes(msgspec.json.encode(sealed))
    (copy.parent / "escaped").write_bytes(b"x")


DAMAGE: list[tuple[str, Callable[[Path], object], type[SamvarError]]] = [
    ("a changed table", lambda copy: _flip(copy / "records/audit.jsonl.gz"), CorruptStore),
    ("a changed segment", lambda c: _flip(next((c / "variants/counts").iterdir())), CorruptStore),
    ("a missing table", lambda copy: (copy / "records/persons.jsonl.gz").unlink(), CorruptStore),
    ("two tables swapped", _swap, CorruptStore),
    ("a file too many", lambda copy: (copy / "records/more").touch(), CorruptStore),
    ("a link", lambda copy: (copy / "keys").symlink_to(copy.parent), CorruptStore),
    ("a changed manifest", lambda copy: _flip(copy / MANIFEST), SamvarError),
    ("a manifest of nonsense", lambda c: (c / MANIFEST).write_bytes(b"{}"), CorruptStore),
    ("no manifest", lambda copy: (copy / MANIFEST).unlink(), NotFound),
    ("a name that points outside", _name_an_outsider, CorruptStore),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("why", "damage", "error"), DAMAGE, ids=[row[0] for row in DAMAGE])
def test_a_damaged_backup_replaces_nothing(
    loaded: Node,
    tmp_path: Path,
    form: str,
    why: str,
    damage: Callable[[Path], object],
    error: type[SamvarError],
) -> None:
    backup(loaded, tmp_path / "copy", OPERATOR, plain=True)
    damage(tmp_path / "copy")
    if form == "copy.tar":
        with tarfile.open(tmp_path / form, "w") as tar:
            paths = [path for path in (tmp_path / "copy").rglob("*") if not path.is_dir()]
            paths += [path for path in (tmp_path / "copy").rglob("*") if path.is_symlink()]
            for path in sorted(set(paths), key=lambda path: (path.name != MANIFEST, str(path))):
                tar.add(path, path.relative_to(tmp_path / "copy"), recursive=False)
    with pytest.raises(error):
        restore(tmp_path / form, loaded.folder, OPERATOR, replace_node=True)
    assert labels(loaded) == {"ANNA", "BO", "CILLA"}, why
    assert not list(tmp_path.glob("node.before-*"))
    assert not list(tmp_path.glob(".node*"))


def test_a_tar_that_was_cut_short_is_refused(loaded: Node, tmp_path: Path) -> None:
    backup(loaded, tmp_path / "copy.tar", OPERATOR, plain=True)
    data = (tmp_path / "copy.tar").read_bytes()
    for share in (0.2, 0.5, 0.9):
        (tmp_path / "cut.tar").write_bytes(data[: int(len(data) * share)])
        with pytest.raises((CorruptStore, BadFile)):
            restore(tmp_path / "cut.tar", tmp_path / "again", OPERATOR)
    (tmp_path / "no.tar").write_bytes(b"not a tar" * 999)
    with pytest.raises(BadFile):
        restore(tmp_path / "no.tar", tmp_path / "again", OPERATOR)
    assert not (tmp_path / "again").exists()


def test_a_run_that_was_killed_leaves_nothing_in_the_way(loaded: Node, tmp_path: Path) -> None:
    (tmp_path / ".copy.part" / "whole").mkdir(parents=True)
    (loaded.folder / ".backup-pin").mkdir()
    backup(loaded, tmp_path / "copy", OPERATOR, plain=True)
    shutil.copytree(tmp_path / "copy", tmp_path / ".again.restoring")
    restore(tmp_path / "copy", tmp_path / "again", OPERATOR)
    assert not (tmp_path / ".again.restoring").exists()
