"""`samvar release`: what the nation publishes, epoch by epoch."""

from __future__ import annotations

from typing import Any

import click

from samvar.present.command import (
    Command,
    Desk,
    acting,
    dry_run_option,
    examples,
    pass_desk,
)

_COLUMNS = ("release", "kind", "assembly", "rows", "left out", "individuals", "nodes", "made")


@click.group(no_args_is_help=True)
def release() -> None:
    """Make the releases of an epoch, and list what there is."""


@examples(
    "samvar release make --at demo --as coordinator",
    "samvar release make --dry-run --at demo --as coordinator",
)
@release.command(cls=Command)
@dry_run_option
@acting
@pass_desk
def make(desk: Desk) -> None:
    """Ask every node, then write and sign the next nodes' release and public release.

    A release is never changed. Who has withdrawn is absent from the next one. A public release
    holds as many figures as its budget allows; 'left out' says how many common variants that
    keeps out. It is made anew only `public_days` after the last one.
    """
    from samvar.govern.act import changing, permit

    shelf = desk.site.releases
    if desk.dry_run:
        permit(desk.node, desk.asker, "release:make", "rehearse-release")
        number = shelf.next_number()
        desk.put({"number": number, "dry_run": True}, ("number",), [(number,)])
        return
    with changing(desk.node, desk.asker, "release:make", "make-release"):
        made = desk.site.release(desk.node.id)
    _show(desk, [one.manifest for one in made])


@examples("samvar release list --at demo --as researcher")
@release.command("list", cls=Command)
@acting
@pass_desk
def list_(desk: Desk) -> None:
    """List the releases that are kept here, newest first."""
    from samvar.govern.act import permit
    from samvar.model.genome import Assembly
    from samvar.network.release.rules import NODES, PUBLIC

    permit(desk.node, desk.asker, "see:datasets", "list-releases")
    shelf = desk.site.releases
    found = [
        shelf.open(rules.kind, assembly, number).manifest
        for rules in (PUBLIC, NODES)
        for assembly in Assembly
        for number in shelf.numbers(rules.kind, assembly)
    ]
    _show(desk, sorted(found, key=lambda manifest: -manifest.number))


def _show(desk: Desk, manifests: list[Any]) -> None:
    rows = [
        (
            m.number,
            m.kind,
            m.assembly,
            m.rows,
            m.left_out,
            m.individuals,
            len(m.answered),
            m.made_at,
        )
        for m in manifests
    ]
    desk.put(manifests, _COLUMNS, rows)
