"""`samvar keys`: what seals a node's data, kept apart from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from samvar.present.command import (
    Command,
    Desk,
    acting,
    dry_run_option,
    examples,
    lines_of,
    pass_desk,
)

_NEW = click.Path(path_type=Path, dir_okay=False)


@click.group(no_args_is_help=True)
def keys() -> None:
    """See a node's keys, exchange the root key, back it up, part it, recover it."""


@examples(
    "samvar keys list --as operator", "samvar keys list --at uppsala-node --json --as operator"
)
@keys.command("list", cls=Command)
@acting
@pass_desk
def list_(desk: Desk) -> None:
    """Say which keys there are, and what has become of them. No key is shown."""
    from samvar.node.keys import list_keys

    found = list_keys(desk.node, desk.asker)
    rows: list[tuple[str, str | int, str | int, str | int]] = [
        (line.kind, line.live, line.shredded, line.not_backed_up) for line in found.kinds
    ]
    desk.put(found, ("kind", "live", "shredded", "not backed up"), rows)
    if desk.json:
        return
    note = found.escrow
    desk.say(f"root key: {found.root or 'not needed yet'} ({found.place})")
    desk.say(f"escrow: {note.needed} of {note.shares}, {note.at}" if note else "escrow: none")
    kept = found.sources
    desk.say(
        f"source files: {kept.kept} sealed; {kept.parting} wait to be written without somebody, "
        f"{kept.leaving} to be deleted"
    )


@examples(
    "samvar keys rotate --as operator",
    "samvar keys rotate --to file:/media/vault/root.key --dry-run --as operator",
)
@keys.command(cls=Command)
@click.option("--to", metavar="WHERE", help="file:PATH or env:NAME of the new root key.")
@dry_run_option
@acting
@pass_desk
def rotate(desk: Desk, to: str | None) -> None:
    """Put all data keys under a new root key; what they seal is not touched.

    Without --to it takes the old one's place. Make a new key backup and new shares afterwards:
    the old ones open nothing of the new root key, and are to be destroyed.
    """
    from samvar.node.keys import rotate_root

    _put(desk, rotate_root(desk.node, desk.asker, to=to, dry_run=desk.dry_run))


@examples("samvar keys backup uppsala.keys --at uppsala-node --as operator")
@keys.command(cls=Command)
@click.argument("target", type=_NEW)
@dry_run_option
@acting
@pass_desk
def backup(desk: Desk, target: Path) -> None:
    """Write all keys but the root key to TARGET, sealed under the root key.

    Keep it apart from the backups of the data, and the root key apart from both.
    """
    from samvar.node.keys import backup_keys

    _put(desk, backup_keys(desk.node, target, desk.asker, dry_run=desk.dry_run))


@examples("samvar keys escrow shares --needed 3 --shares 5 --at uppsala-node --as operator")
@keys.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--needed", required=True, type=int, help="How many shares give the key back.")
@click.option("--shares", required=True, type=int, help="How many are made.")
@dry_run_option
@acting
@pass_desk
def escrow(desk: Desk, folder: Path, needed: int, shares: int) -> None:
    """Part the root key among holders: one file for each of them in FOLDER.

    Carry the files to their holders, each on its own way, and empty FOLDER. Fewer than --needed
    say nothing about the key (Shamir 1979).
    """
    from samvar.node.keys import escrow as part

    note = part(desk.node, folder, needed, shares, desk.asker, dry_run=desk.dry_run)
    _put(desk, note)


@examples(
    "samvar keys recover new-node uppsala.keys --share a.txt --share b.txt --as operator@uppsala",
    "samvar keys recover new-node uppsala.keys --share - --as operator@uppsala",
    "samvar keys recover new-node uppsala.keys --root-key env:ROOT --as operator@uppsala",
)
@keys.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.argument("archive", type=click.Path(path_type=Path, dir_okay=False), metavar="BACKUP")
@click.option("--share", "files", multiple=True, help="A holder's file; '-': lines of input.")
@click.option("--root-key", metavar="WHERE", help="file:PATH or env:NAME, instead of shares.")
@dry_run_option
@acting
@pass_desk
def recover(
    desk: Desk, folder: Path, archive: Path, files: tuple[str, ...], root_key: str | None
) -> None:
    """Bring a node's keys back into FOLDER, from a key BACKUP and shares of the root key.

    Then restore the data there: 'samvar node restore'. A share is never an argument: the list of
    running programs and the shell's history are no place for it.
    """
    from samvar.model.errors import NotFound, UsageError, Where
    from samvar.node.recover_keys import recover_keys

    if bool(files) is bool(root_key):
        raise UsageError("say where the root key comes from", remedy="--share FILE, or --root-key")
    lines: list[str] = []
    for name in files:
        if name == "-":
            lines += lines_of(["-"])
            continue
        if not Path(name).is_file():
            raise NotFound("there is no such share", where=Where(Path(name).name))
        lines += Path(name).read_text("utf-8", "replace").splitlines()
    shares = [line for line in lines if line.strip() and not line.startswith("#")]
    asker = desk.asker_at(None)
    done = recover_keys(folder, archive, asker, shares=shares, root=root_key, dry_run=desk.dry_run)
    _put(desk, done)


@examples("samvar keys shred permit-pgx-regions --dry-run --as operator")
@keys.command(cls=Command)
@click.argument("project", metavar="PERMIT")
@dry_run_option
@acting
@pass_desk
def shred(desk: Desk, project: str) -> None:
    """Destroy the key of a project's pseudonyms: nobody can tell any more whom they mean.

    PERMIT is the id of the project's permit. A person's key goes when the record is destroyed.
    """
    from samvar.node.keys import shred_project

    _put(desk, shred_project(desk.node, project, desk.asker, dry_run=desk.dry_run))


def _put(desk: Desk, done: Any) -> None:
    values = {name: getattr(done, name) for name in done.__struct_fields__}
    plain = [(n, v) for n, v in values.items() if isinstance(v, str | int)]
    desk.put(done, ("name", "value"), plain)
