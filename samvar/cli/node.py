"""`samvar node`: make a node, look at it, keep it safe."""

from __future__ import annotations

from pathlib import Path

import click

from samvar.present.command import (
    Command,
    Desk,
    acting,
    dry_run_option,
    examples,
    json_option,
    pass_desk,
)


@click.group(no_args_is_help=True)
def node() -> None:
    """Make a node, look at it, back it up and restore it."""


@examples("samvar node init uppsala-node --id uppsala", "samvar node init . --id skane --dry-run")
@node.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--id", "centre", required=True, help="The centre that the node belongs to.")
@dry_run_option
@json_option
@pass_desk
def init(desk: Desk, folder: Path, centre: str) -> None:
    """Make an empty node: a folder, a one-line configuration, a signing key."""
    from samvar.node.build import CONFIG_FILE, init_node
    from samvar.node.config import config_of

    config = config_of({"id": centre}, folder, {}) if desk.dry_run else init_node(folder, centre)
    made = {"id": config.id, "centre": config.centre.name, "config": CONFIG_FILE}
    desk.put({**made, "dry_run": desk.dry_run}, ("name", "value"), [*made.items()])


@examples("samvar node status --as operator", "samvar node status --at demo --json --as auditor")
@node.command(cls=Command)
@acting
@pass_desk
def status(desk: Desk) -> None:
    """Say how each node of the site is: version, epoch, people, last load."""
    from samvar.model.contribution import Scope
    from samvar.model.genome import Assembly
    from samvar.node.act import permit

    rows = []
    for one in desk.site.nodes.values():
        permit(one, desk.asker, "see:node", "see-status")
        health, snapshot = one.health(), one.variants.snapshot()
        people = {a.value: snapshot.individuals(a, Scope.CARE) for a in Assembly}
        rows.append(
            {
                "node": one.id,
                "version": health.version,
                "epoch": snapshot.epoch,
                **people,
                "last_load": health.last_load,
                "health": health.health,
            }
        )
    desk.put(rows, tuple(rows[0]), [tuple(row.values()) for row in rows])


@examples("samvar node doctor --as operator", "samvar node doctor --verify --json --as operator")
@node.command(cls=Command)
@click.option("--verify", is_flag=True, help="Recompute the digest of every stored file, too.")
@acting
@pass_desk
def doctor(desk: Desk, verify: bool) -> int:
    """Look at everything that a node stands on; exit code 1 if something is bad."""
    from samvar.node.act import permit
    from samvar.node.doctor import examine

    permit(desk.node, desk.asker, "change:node", "doctor")
    found = examine(desk.node, verify=verify)
    rows = [(check.state, check.name, check.found, check.remedy) for check in found]
    desk.put([check.as_row() for check in found], ("state", "check", "found", "remedy"), rows)
    return 1 if any(check.state == "bad" for check in found) else 0
