"""Keeping a node's keys: seeing them, exchanging the root, backup, escrow, letting one go.

What `recover` does stands in `node.recover_keys`: there, no node is.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import msgspec

from samvar.govern.act import changing, permit
from samvar.govern.identity import Asker
from samvar.govern.keys_backup import FILE, Keys, pack_keys
from samvar.govern.root_key import RootKey, RootPlace
from samvar.govern.root_rotation import rotate
from samvar.govern.shamir import split
from samvar.model.clock import iso, utc_now
from samvar.model.errors import BadConfig, BadFile, Conflict, NotFound, Where
from samvar.model.shape import learned
from samvar.node.node import Node
from samvar.store.records.keys import KINDS, PROJECT
from samvar.store.records.sources import SourceState

ESCROW = "escrow.json"
"""In the key folder: which root key was given to escrow, when, to how many. No share."""


class KeyLine(msgspec.Struct, frozen=True):
    """Keys of one kind: how many live, how many shredded, how many in no key backup yet."""

    kind: str
    live: int
    shredded: int
    not_backed_up: int


class SourceLine(msgspec.Struct, frozen=True, kw_only=True):
    """Source files: sealed ones that are kept, and those that wait to be parted or to go."""

    kept: int
    parting: int
    leaving: int


class EscrowNote(msgspec.Struct, frozen=True, kw_only=True):
    """`needed` of `shares` holders give the root key back."""

    root: str
    needed: int
    shares: int
    at: str


class KeysReport(msgspec.Struct, frozen=True, kw_only=True):
    """A node's keys. root: id of the root key, None where none was needed yet; place: where it is.

    escrow: of this very root key; None where it was given to nobody. sources: kept files.
    """

    signing: str
    root: str | None
    place: str
    kinds: tuple[KeyLine, ...]
    escrow: EscrowNote | None
    sources: SourceLine


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What an act on keys did: to how many, and which root key is in force after it."""

    act: str
    keys: int
    root: str
    file: str = ""
    dry_run: bool = False


def list_keys(node: Node, asker: Asker) -> KeysReport:
    """What keys there are; no key is shown, and none is opened.

    Raises:
        Refused: the person may not see them.
    """
    permit(node, asker, "change:node", "list-keys")
    with node.records.read() as tx:
        keys = tx.keys.all()
        sources = tx.sources.counts()
    roots = [key.wrapped.root for key in keys if key.wrapped is not None]
    root = roots[0] if roots else None
    if root is None and node.root_place.exists():
        root = node.root_place.read().id
    place = node.root_place
    return KeysReport(
        signing=node.key.public.id,
        root=root,
        place=f"{'environment' if place.variable else 'file'} {place.name}",
        kinds=tuple(
            KeyLine(
                kind,
                sum(k.kind == kind and k.shredded is None for k in keys),
                sum(k.kind == kind and k.shredded is not None for k in keys),
                sum(k.kind == kind and k.shredded is None and k.kept is None for k in keys),
            )
            for kind in KINDS
        ),
        escrow=escrow_of(node, root),
        sources=SourceLine(
            kept=sources.get(SourceState.KEPT, 0),
            parting=sources.get(SourceState.PARTING, 0),
            leaving=sources.get(SourceState.LEAVING, 0),
        ),
    )


def rotate_root(node: Node, asker: Asker, *, to: str | None = None, dry_run: bool = False) -> Done:
    """Put all data keys under a new root key. What they seal is not touched.

    to: `file:PATH` or `env:NAME` of the new one; None: it takes the old one's place. Key backups
    and escrow shares of the old root key open nothing of the new one: make new ones.

    Raises:
        Refused: the person may not. BadConfig: a root key cannot be read.
    """
    target = RootPlace.parse(to, node.folder) if to else None
    if dry_run:
        permit(node, asker, "change:node", "rehearse-rotate-keys")
        with node.records.read() as tx:
            live = sum(key.wrapped is not None for key in tx.keys.all())
            root = node.keys.provider(tx).current
        return Done(act="rotate", keys=live, root=root, dry_run=True)
    with changing(node, asker, "change:node", "rotate-keys"):
        with node.records.begin() as tx:
            node.keys.provider(tx)  # a node that has none yet gets its first one
        fresh = rotate(node.records, node.keys, node.root_place, target)
        with node.records.read() as tx:
            live = sum(key.wrapped is not None for key in tx.keys.all())
        node.records.scrub()  # the old wrappings go from free pages and from the log
        return Done(act="rotate", keys=live, root=fresh.id)


def backup_keys(node: Node, target: Path, asker: Asker, *, dry_run: bool = False) -> Done:
    """Write all keys but the root key to a file, mode 0600, sealed under the root key.

    Raises:
        Refused: the person may not. Conflict: there is something under that name.
        BadFile: it cannot be written.
    """
    if dry_run:
        permit(node, asker, "change:node", "rehearse-backup-keys")
        with node.records.begin() as tx:
            root = node.keys.provider(tx).current
            count = len(tx.keys.all())
        return Done(act="backup", keys=count, root=root, file=target.name, dry_run=True)
    with changing(node, asker, "change:node", "backup-keys"):
        with node.records.begin() as tx:
            provider = node.keys.provider(tx)
            now = utc_now()
            keys = tuple(replace(key, kept=key.kept or now) for key in tx.keys.all())
            content = Keys(files=_files(node), keys=keys)
            _write_new(target, pack_keys(node.id, iso(now), content, provider))
            tx.keys.note_kept([key.id for key in keys], now)
        return Done(act="backup", keys=len(keys), root=provider.current, file=target.name)


def escrow(
    node: Node, folder: Path, needed: int, shares: int, asker: Asker, *, dry_run: bool = False
) -> EscrowNote:
    """Part the root key among holders: one file for each in `folder`, to be carried apart.

    Raises:
        Refused: the person may not. Conflict: a share is there already.
        BadInput: not 2 <= needed <= shares <= 255.
    """
    verb = "rehearse-escrow-keys" if dry_run else "escrow-keys"
    with changing(node, asker, "change:node", verb):
        with node.records.begin() as tx:
            provider = node.keys.provider(tx)
        if not isinstance(provider, RootKey):
            raise BadConfig("a root key that a key service keeps is put in escrow there")
        parts = split(provider.secret, needed, shares)
        note = EscrowNote(root=provider.id, needed=needed, shares=shares, at=iso(utc_now()))
        if dry_run:
            return note
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in parts:
            text = (
                f"# Share {part.index} of {shares} of the root key {provider.id} of the samvar "
                f"node {node.id}.\n# {needed} shares give the key back. Keep it sealed, and "
                f"apart from the others.\n{part.text()}\n"
            )
            _write_new(folder / f"share-{part.index}.txt", text.encode())
        path = node.key_folder / ESCROW
        path.unlink(missing_ok=True)
        _write_new(path, msgspec.json.encode(note))
        return note


def shred_project(node: Node, project: str, asker: Asker, *, dry_run: bool = False) -> Done:
    """Destroy the key of a project's pseudonyms: nobody can say any more whom they meant.

    project: the permit's id. A person's key goes with the record, when that is destroyed.

    Raises:
        Refused: the person may not. NotFound: the project has no key, or no longer.
    """
    with node.records.read() as tx:
        key = tx.keys.find(PROJECT, project)
        if key is None or key.wrapped is None:
            permit(node, asker, "change:node", "rehearse-shred-key")
            raise NotFound("there is no key of such a project at this node")
    if dry_run:
        permit(node, asker, "change:node", "rehearse-shred-key")
        return Done(act="shred", keys=1, root=key.wrapped.root, dry_run=True)
    with changing(node, asker, "change:node", "shred-key"):
        with node.records.begin() as tx:
            gone = tx.keys.shred(PROJECT, [project], utc_now())
        node.records.scrub()
        return Done(act="shred", keys=gone, root=key.wrapped.root)


def escrow_of(node: Node, root: str | None) -> EscrowNote | None:
    """What is known of the escrow of a root key."""
    path = node.key_folder / ESCROW
    if not path.is_file():
        return None
    try:
        note = msgspec.json.decode(path.read_bytes(), type=learned(EscrowNote))
    except msgspec.MsgspecError:
        return None
    return note if note.root == root else None


def _files(node: Node) -> dict[str, bytes]:
    """The key folder but for root keys: those are never in a backup, nor a backup in a backup."""
    place = node.root_place.file
    left_out = {FILE, ESCROW, *((place.name, f"{place.name}.next") if place else ())}
    return {
        path.name: path.read_bytes()
        for path in sorted(node.key_folder.iterdir())
        if path.is_file() and path.name not in left_out
    }


def _write_new(path: Path, data: bytes) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Conflict("there is a file of that name", where=Where(path.name)) from None
    except OSError as fault:
        raise BadFile(
            "the file cannot be written", where=Where(path.name), why=fault.strerror
        ) from None
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
