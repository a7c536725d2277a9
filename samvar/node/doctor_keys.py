"""Are this node's keys where they must be, and gone where they must be gone?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from samvar.node.doctor_check import Check
from samvar.node.keys import escrow_of
from samvar.store.records.keys import PERSON, SOURCE
from samvar.store.records.sources import SourceState

if TYPE_CHECKING:
    from samvar.node.node import Node

_DAY_S = 86_400


def root_key(node: Node) -> Iterator[Check]:
    """Is the root key there, and is it the one that the data keys are under?"""
    with node.records.read() as tx:
        keys = tx.keys.all()
        if not keys and not node.root_place.exists():
            yield Check("root key", "ok", "not needed yet: nothing is sealed")
            return
        root = node.keys.provider(tx).current
        for_ever = sum(key.wrapped is None for key in keys)
        not_kept = tx.keys.not_kept()
    found = f"{root}, {len(keys) - for_ever} keys under it"
    if node.config.root_key:
        yield Check("root key", "ok", found)
    else:
        yield Check(
            "root key", "warn", f"{found}; it lies beside the data",
            "keep it elsewhere: set root_key",
        )  # fmt: skip
    if not_kept:
        yield Check("key backup", "warn", f"{not_kept} keys are in none", "samvar keys backup FILE")
    else:
        yield Check("key backup", "ok", "every key is in one")
    note = escrow_of(node, root)
    if note is None:
        yield Check("escrow", "warn", "nobody has a share of the root key", "samvar keys escrow")
    else:
        yield Check(
            "escrow", "ok", f"{note.needed} of {note.shares} holders give the root key back"
        )


def sealed_numbers(node: Node) -> Iterator[Check]:
    """Can every sealed number be opened by a key that is here?"""
    with node.records.read() as tx:
        sealed = tx.identities.all()
        keys = tx.keys.of_owners(PERSON, [each.person for each in sealed])
    lost = sum(each.person not in keys or keys[each.person].wrapped is None for each in sealed)
    if lost:
        yield Check(
            "sealed numbers", "bad", f"{lost} of {len(sealed)} have no key here",
            "restore with the newest key backup",
        )  # fmt: skip
    elif sealed:
        yield Check("sealed numbers", "ok", f"{len(sealed)}, each with its key")


def source_files(node: Node) -> Iterator[Check]:
    """Is every source file sealed, there, and with its key; has all gone that had to go?"""
    with node.records.read() as tx:
        files = tx.sources.of()
        keys = tx.keys.of_owners(SOURCE, [each.id for each in files])
    kept = [each for each in files if each.state is SourceState.KEPT]
    there = {key for key, _ in node.objects.list()}
    shut = sum(each.id not in keys or keys[each.id].wrapped is None for each in kept)
    missing = sum(each.object not in there for each in kept)
    waiting = sum(each.state in (SourceState.PARTING, SourceState.LEAVING) for each in files)
    of_areas = [key for area in node.areas for key in area.objects(node)]
    strange = len(there - {each.object for each in files}.union(of_areas))
    name, count = "source files", f"{len(kept)} sealed"
    if missing or shut:
        yield Check(
            name, "bad", f"{count}; {missing} are not among the objects, {shut} have no key here",
            "restore with the newest key backup, or load the laboratory's files again",
        )  # fmt: skip
    if waiting:
        yield Check(
            name, "bad", f"{waiting} still hold people whose records were destroyed",
            "restart the node: it finishes this; look at the object store",
        )  # fmt: skip
    if strange:
        yield Check(
            name, "warn", f"{count}; {strange} objects belong to nothing of this node",
            "see whose they are, and take them away",
        )  # fmt: skip
    if not (missing or shut or waiting or strange):
        yield Check(name, "ok", f"{count}, each with its key")


def objects_of_areas(node: Node) -> Iterator[Check]:
    """Is everything there that focus areas keep beside the records, such as lists of a case?"""
    wanted = {key for area in node.areas for key, must in area.objects(node).items() if must}
    if not wanted:
        return
    missing = len(wanted - {key for key, _ in node.objects.list()})
    if missing:
        yield Check(
            "objects of areas", "bad", f"{missing} of {len(wanted)} are not among the objects",
            "restore a backup, or load the cases again",
        )  # fmt: skip
    else:
        yield Check("objects of areas", "ok", f"{len(wanted)}, all there")


def backup_retention(node: Node) -> Iterator[Check]:
    """Is who was erased gone from backups in time?"""
    keep, deadline, folder = node.config.backup_days, node.config.erase_days, node.config.backups
    name = "backup retention"
    if keep >= deadline:
        yield Check(
            name, "bad", f"{keep} days, and an erasure is due after {deadline}",
            "set backup_days lower than erase_days",
        )  # fmt: skip
        return
    old = [
        path
        for path in (folder.iterdir() if folder is not None and folder.is_dir() else ())
        if time.time() - path.stat().st_mtime > keep * _DAY_S
    ]
    if old:
        yield Check(name, "bad", f"{len(old)} backups are older than {keep} days", "destroy them")
    elif folder is None:
        yield Check(name, "ok", f"{keep} days; where backups are is not said (setting backups)")
    else:
        yield Check(name, "ok", f"{keep} days; none is older")


CHECKS: tuple[Callable[[Node], Iterator[Check]], ...] = (
    root_key,
    sealed_numbers,
    source_files,
    objects_of_areas,
    backup_retention,
)
