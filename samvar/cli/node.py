"""`samvar node`: make a node, look at it, keep it safe."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

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
    from samvar.node.config_read import config_of

    config = config_of({"id": centre}, folder, {}) if desk.dry_run else init_node(folder, centre)
    made = {"id": config.id, "centre": config.centre.name, "config": CONFIG_FILE}
    desk.put({**made, "dry_run": desk.dry_run}, ("name", "value"), [*made.items()])


@examples("samvar node status --as operator", "samvar node status --at demo --json --as auditor")
@node.command(cls=Command)
@acting
@pass_desk
def status(desk: Desk) -> None:
    """Say how each node of the site is: version, epoch, people, last load."""
    from samvar.govern.act import permit
    from samvar.model.contribution import Scope
    from samvar.model.genome import Assembly

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
    from samvar.govern.act import permit
    from samvar.node.doctor import examine

    permit(desk.node, desk.asker, "change:node", "doctor")
    found = examine(desk.node, verify=verify, laws=_laws(desk))
    rows = [(check.state, check.name, check.found, check.remedy) for check in found]
    desk.put([check.as_row() for check in found], ("state", "check", "found", "remedy"), rows)
    return 1 if any(check.state == "bad" for check in found) else 0


def _laws(desk: Desk) -> dict[str, str]:
    """By which law each other node says it goes; empty where one is silent."""
    network = desk.site.network(desk.node.id)
    answer = network.ask_now("node_status", {}, desk.asker, desk.node.config.deadline_s)
    said = {row.node: row.law for row in (answer.value or {}).values()}
    return {one.node: "" for one in answer.missing} | said


@examples(
    "samvar node backup uppsala.backup --at uppsala-node --as operator",
    "samvar node backup uppsala.tar --plain --at uppsala-node --as operator",
)
@node.command(cls=Command)
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--plain", is_flag=True, help="Not sealed: a tar, or a folder.")
@click.option("--with-keys", is_flag=True, help="Put the node's keys into a plain backup.")
@acting
@pass_desk
def backup(desk: Desk, target: Path, plain: bool, with_keys: bool) -> None:
    """Back the node up while it serves, sealed in one file.

    It opens with the node's keys: back those up apart, with 'samvar keys backup'. A plain backup
    holds patients' data as they are: a tar where the name ends in .tar, else a folder.
    """
    from samvar.node.backup import backup as write

    report = write(desk.node, target, desk.asker, keys=with_keys, plain=plain)
    desk.put(report, ("name", "value"), _pairs(report))


@examples(
    "samvar node restore uppsala.backup new-node --as operator@uppsala",
    "samvar node restore uppsala.backup uppsala-node --replace --as operator@uppsala",
)
@node.command(cls=Command)
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--replace", is_flag=True, help="Take the place of the node in FOLDER; it is kept.")
@click.option(
    "--keys",
    "key_backup",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A key backup, where the keys are neither in FOLDER nor recovered into it.",
)
@dry_run_option
@acting
@pass_desk
def restore(
    desk: Desk, archive: Path, folder: Path, replace: bool, key_backup: Path | None
) -> None:
    """Make the node of a backup in FOLDER; nothing is replaced before all of it is checked.

    Stop the node that is there first. It keeps lying beside the new one under a dated name, and
    what must not be lost (withdrawals, choices, audit entries since the backup) is carried over.
    Say at which centre you work, as in --as operator@uppsala. On a bare folder, recover the keys
    first: 'samvar keys recover'.
    """
    from samvar.node.restore import look_into
    from samvar.node.restore import restore as bring_back

    if desk.dry_run:
        with tempfile.TemporaryDirectory(prefix="samvar-") as place:
            manifest = look_into(archive, folder, Path(place), key_backup)
        desk.put(manifest, ("name", "value"), _pairs(manifest))
        return
    report = bring_back(
        archive, folder, desk.asker_at(None), replace_node=replace, key_backup=key_backup
    )
    desk.put(report, ("name", "value"), _pairs(report))


@examples(
    "samvar node stratify cohort --area rare_disease --as bioinformatician",
    "samvar node stratify cohort --sheet status.ped --json --as bioinformatician",
)
@node.command(cls=Command)
@click.argument("dataset")
@click.option("--area", default="", help="The focus area that the dataset is collected for.")
@click.option("--sheet", default="", help="Who is affected: TSV, CSV or PED.")
@acting
@pass_desk
def stratify(desk: Desk, dataset: str, area: str, sheet: str) -> None:
    """Count a dataset's people by sex, area, affected status and assay, without loading again.

    For datasets of before, and for what is known later. Sums of everyone stay what they are.
    """
    from samvar.node.stratify import stratify as count

    report = count(desk.node, dataset, desk.asker, area, sheet)
    desk.put(report, ("name", "value"), _pairs(report))


def _pairs(report: Any) -> list[tuple[str, str | int | float]]:
    """The plain fields of a report, one a row."""
    values = {name: getattr(report, name) for name in report.__struct_fields__}
    return [(n, v) for n, v in values.items() if isinstance(v, str | int | float)]
