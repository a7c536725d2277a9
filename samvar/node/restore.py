"""Bringing a node back from a backup, beside the old one, until everything has been checked.

A backup is older than the node that it replaces. What must not come back, or be lost, is carried
over from the old node's own records where they can still be read: withdrawals and opt-outs made
since, and the audit log, which is never shortened. Withdrawals are carried out when the restored
node opens, before it serves.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec
from sqlalchemy import Table, insert, select

from samvar.govern.audit import entry
from samvar.govern.identity import Asker
from samvar.govern.keys import NodeKey
from samvar.govern.keys_backup import FILE
from samvar.govern.policy import Facts, Policy
from samvar.model.clock import utc_now
from samvar.model.errors import BadSignature, Conflict, CorruptStore, SamvarError, Where
from samvar.model.place import CENTRES
from samvar.node.archive import MANIFEST, Manifest, scratch, unpack
from samvar.node.build import AREAS, CONFIG_FILE
from samvar.node.config import NodeConfig
from samvar.node.config_read import config_of, read_config
from samvar.node.restore_keys import bring_in, gather_keys, unsealed
from samvar.node.restore_sources import carry_sources
from samvar.node.tombstone import leave_again
from samvar.store.objects import Objects
from samvar.store.records.dump import undump
from samvar.store.records.engine import Records, Transaction
from samvar.store.records.samples import SampleState
from samvar.store.records.tables import accounts, audit, care_relations, choices
from samvar.store.variants import VariantStore
from samvar.store.variants.disk import sync
from samvar.store.variants.manifest import FOLDERS


class RestoreReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was restored, of which moment, and what was carried over from the node it replaced.

    carried: None where there was no older node, or its records could not be read; then nobody
    knows here who withdrew since the backup. keys: `backup`, `kept`, or `none`: a node without
    a key makes a new one, which the network's roster must learn. data_keys: how many keys came
    from the node that is there, or from a key backup; without them sealed values stay closed.
    """

    node: str
    at: str
    epoch: int
    audit: int
    keys: str
    data_keys: int
    carried: Carried | None
    replaced: str | None


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """Withdrawals, choices and audit entries that were newer than the backup."""

    withdrawals: int
    choices: int
    audit: int


def restore(
    archive: Path,
    folder: Path,
    asker: Asker,
    *,
    replace_node: bool = False,
    key_backup: Path | None = None,
) -> RestoreReport:
    """Make the node of a backup in `folder`. Stop the node that is there first.

    The settings are the backup's, overridden by the environment as everywhere: with
    `SAMVAR_RECORDS` naming an empty PostgreSQL, a node moves there.

    replace_node: put it in the place of a node that is there, which keeps lying beside it under
    a dated name until somebody takes it away. Nothing is replaced before all is checked. A folder
    with nothing but recovered keys is no node.
    key_backup: where the data keys are, if neither the node that is there nor a recovery has them.

    Raises:
        Refused: the person may not do this at the backup's node.
        Conflict: there is something in `folder`, or in the database that the settings name.
        NotFound: there is no backup. BadSignature: it was changed, or made with another key.
        BadConfig: it is sealed, and its key is not here.
        CorruptStore: a byte of it is not what was written.
    """
    inside = [path.name for path in folder.iterdir()] if folder.exists() else []
    there = bool(set(inside) - {"keys"})
    if there and not replace_node:
        raise Conflict("there is something in this folder already", where=Where(folder.name))
    old = _old_config(folder) if there else None
    with scratch(folder.with_name(f".{folder.name}.restoring")) as place:
        whole = place / "whole"
        whole.mkdir(mode=0o700)
        known = gather_keys(folder, old, key_backup)
        manifest, key = unpack(unsealed(archive, place / "packed", known), whole)
        if manifest.node not in CENTRES:
            raise CorruptStore("the backup is of a node that samvar does not know")
        centre = CENTRES[manifest.node].id
        Policy.load().decide(asker, "change:node", Facts(manifest.node, centre)).require()
        keys = _keep_keys(whole, folder / "keys", manifest)
        if keys != "none" and NodeKey.load(whole / "keys").public.raw != key.raw:
            raise BadSignature("the backup was made with another key than this node's")
        config = _config(whole, manifest)
        _check_variants(whole, manifest)
        _place_objects(whole, config)
        with Records.connect(config.records_url) as records:
            undump(records, whole / "records", manifest.revision)
            carried = _carry(old, records, manifest, config)
            with records.begin() as tx:
                bring_in(tx, known.keys)
                if known.recovered:
                    tx.audit.append(entry(manifest.node, asker, "recover-keys", "done"))
                tx.audit.append(entry(manifest.node, asker, "restore", "done", reason=manifest.at))
                size = tx.audit.count()
        for path in (whole / "records").iterdir():
            path.unlink()
        (whole / "records").rmdir()
        aside = _make_room(folder) if inside else None
        whole.rename(folder)  # onto nothing, or onto an empty folder
        sync(folder.parent)
        if aside is not None and not there:  # recovered keys, which the new folder has
            shutil.rmtree(folder.with_name(aside))
            aside = None
    return RestoreReport(
        node=manifest.node,
        at=manifest.at,
        epoch=manifest.epoch,
        audit=size,
        keys=keys,
        data_keys=len(known.keys),
        carried=carried,
        replaced=aside,
    )


def look_into(archive: Path, folder: Path, place: Path, key_backup: Path | None = None) -> Manifest:
    """What a backup holds, every byte of it checked in the empty folder `place`.

    Raises: as `restore`, of the backup itself.
    """
    known = gather_keys(folder, _old_config(folder), key_backup)
    (place / "whole").mkdir(mode=0o700)
    manifest, _ = unpack(unsealed(archive, place / "packed", known), place / "whole")
    return manifest


def _make_room(folder: Path) -> str:
    """Put the node that is there aside, under a name that says when."""
    moment = utc_now().strftime("%Y%m%dT%H%M%S%f")
    aside = folder.with_name(f"{folder.name}.before-{moment}")
    folder.rename(aside)
    return aside.name


def _config(whole: Path, manifest: Manifest) -> NodeConfig:
    path = whole / CONFIG_FILE
    if path.exists():
        config = read_config(path)
    else:
        path.write_text(f'id = "{manifest.node}"\n', "utf-8")
        config = config_of({"id": manifest.node}, whole)
    if config.id != manifest.node:
        raise CorruptStore("the backup's settings are those of another node")
    return replace(config, folder=whole)


def _old_config(folder: Path) -> NodeConfig | None:
    """Settings of the node that is there, by its own file: the environment is for the new one."""
    with suppress(SamvarError):
        return replace(read_config(folder / CONFIG_FILE, {}), folder=folder.resolve())
    return None


def _keep_keys(whole: Path, old: Path, manifest: Manifest) -> str:
    """Where the restored node's key comes from: the node that is there keeps its own."""
    if manifest.keys and not old.is_dir():
        return "backup"
    if not old.is_dir() or not any(old.iterdir()):
        return "none"
    target = whole / "keys"
    target.mkdir(mode=0o700, exist_ok=True)
    for path in old.iterdir():
        if path.name == FILE:
            continue  # its keys go into the record store
        copy = target / path.name
        copy.touch(0o600)
        copy.write_bytes(path.read_bytes())
    return "kept"


def _check_variants(whole: Path, manifest: Manifest) -> None:
    for name in FOLDERS:  # a folder without files is not in an archive
        (whole / "variants" / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    snapshot = VariantStore.open(whole / "variants").snapshot()
    damaged = snapshot.verify()
    if damaged or snapshot.epoch != manifest.epoch:
        name = damaged[0] if damaged else MANIFEST
        raise CorruptStore("the backup's variant store is not what it says", where=Where(name))


def _place_objects(whole: Path, config: NodeConfig) -> None:
    """Objects that the settings keep elsewhere go there; the same bytes are kept once."""
    if not config.objects:
        return
    objects = Objects.open(config.objects_url)
    for path in sorted((whole / "objects").rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            objects.put(path)
            path.unlink()


def _carry(
    old: NodeConfig | None, records: Records, manifest: Manifest, config: NodeConfig
) -> Carried | None:
    if old is None or old.records or not (old.folder / "records.sqlite").exists():
        return None  # nothing there, or the database is the one that was just filled
    try:
        before = Records.open(old.records_url)
    except SamvarError:
        return None
    with before, before.read() as source, records.begin() as tx:
        done = Carried(
            audit=_carry_audit(source, tx, manifest.audit),
            withdrawals=_carry_withdrawals(source, tx),
            choices=_carry_events(source, tx, choices),
        )
        for events in (care_relations, accounts):
            _carry_events(source, tx, events)
        carry_sources(source, tx, old, Objects.open(config.objects_url))
        leave_again(source, tx, AREAS)
        return done


def _carry_audit(source: Transaction, tx: Transaction, size: int) -> int:
    """The old log goes on where the backup's ends; two logs that differ are never joined."""
    if source.audit.count() < size or [*_leaf_at(source, size)] != [*_leaf_at(tx, size)]:
        raise Conflict(
            "the audit log that is here does not continue the backup's",
            remedy="keep both, and restore into an empty folder",
        )
    newer = select(audit).where(audit.c.sequence > size).order_by(audit.c.sequence)
    rows = [dict(row._mapping) for row in source.connection.execute(newer)]
    if rows:
        tx.connection.execute(insert(audit), rows)
    tx.audit.verify()
    return len(rows)


def _leaf_at(tx: Transaction, sequence: int) -> list[str]:
    wanted = select(audit.c.leaf).where(audit.c.sequence == sequence)
    return [row.leaf for row in tx.connection.execute(wanted)]


def _carry_withdrawals(source: Transaction, tx: Transaction) -> int:
    """Decide again here what was decided there; the node carries it out when it opens."""
    gone = {
        each.sample.id
        for state in (SampleState.LEAVING, SampleState.WITHDRAWN)
        for each in source.samples.of(state=state)
    }
    again = [each.sample.id for each in tx.samples.of() if each.sample.id in gone]
    tx.samples.leave(again, utc_now())
    return len(again)


def _carry_events(source: Transaction, tx: Transaction, table: Table) -> int:
    """Rows of a table that only grows, of people who are here."""
    known = {row.number for row in tx.connection.execute(select(table.c.number))}
    every = select(table).order_by(table.c.number)
    rows = [dict(row._mapping) for row in source.connection.execute(every)]
    fresh = [row for row in rows if row["number"] not in known]
    here = tx.persons.by_ids(row["person"] for row in fresh if row["person"])
    fresh = [row for row in fresh if row["person"] is None or row["person"] in here]
    if fresh:
        tx.connection.execute(insert(table), fresh)
    return len(fresh)
