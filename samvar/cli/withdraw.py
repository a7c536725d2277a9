"""`samvar withdraw`: people and samples out of everything."""

from __future__ import annotations

import sys

import click

from samvar.present.command import (
    Command,
    Desk,
    acting,
    dry_run_option,
    examples,
    lines_of,
    pass_desk,
)  # fmt: skip


@examples(
    "samvar withdraw sam_0123456789abcdefghjkmnpq --dry-run --as geneticist",
    "samvar withdraw per_0123456789abcdefghjkmnpq --yes --as geneticist",
    "samvar withdraw per_0123456789abcdefghjkmnpq --use research --yes --as geneticist",
    "samvar withdraw per_0123456789abcdefghjkmnpq --act erase --yes --as geneticist",
    "samvar withdraw per_0123456789abcdefghjkmnpq --act destroy --decision 3.8.1-1/2026 --yes "
    "--as controller",
    "samvar withdraw - --yes --json --as operator < leaving.txt",
)
@click.command(cls=Command)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--use",
    type=click.Choice(["care", "research"]),
    help="Stop this one use only; the person's data stay for the other.",
)
@click.option(
    "--act",
    type=click.Choice(["erase", "destroy"]),
    help="As the patient, the ward or the controller: leave all figures, or destroy the record.",
)
@click.option("--decision", default="", help="Reference of the authority's decision to destroy.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@dry_run_option
@acting
@pass_desk
def withdraw(
    desk: Desk, ids: tuple[str, ...], use: str | None, act: str | None, decision: str, yes: bool
) -> None:
    """Take samples or whole people out of every count, list and genome, exactly.

    An ID is a sample's or a person's. What is already published in a release stays there; the
    next release does not have them. '-' reads ids from standard input, one a line.

    With --act the ID is a person's, or 'me', and a signed receipt is printed. Nothing of it can
    be undone.
    """
    from samvar.node.withdraw import opt_out
    from samvar.node.withdraw import withdraw as take_out

    targets = lines_of(ids)
    asked = not (yes or desk.dry_run) and sys.stdin.isatty()
    if asked and not click.confirm(f"Withdraw {len(targets)} for good?", err=True):
        raise click.Abort
    if act is not None:
        _leave(desk, targets, act, decision)
        return
    if use is None:
        receipt = take_out(desk.node, targets, desk.asker, dry_run=desk.dry_run)
        desk.put(
            receipt, ("withdrawn",), [(name,) for name in (*receipt.samples, *receipt.persons)]
        )
        verb = "would leave" if desk.dry_run else "left"
        desk.say(f"{len(receipt.samples)} samples {verb}, as of epoch {receipt.epoch}")
        return
    from samvar.model.contribution import Scope

    epochs = {
        person: opt_out(desk.node, person, Scope(use), desk.asker, dry_run=desk.dry_run)
        for person in targets
    }
    done = {"use": use, "persons": targets, "epochs": epochs, "dry_run": desk.dry_run}
    desk.put(done, ("person", "epoch"), [*epochs.items()])


def _leave(desk: Desk, targets: tuple[str, ...], act: str, decision: str) -> None:
    """The acts of the patient, the ward and the controller; whoever is here has just come."""
    from samvar.cli.choice import whom
    from samvar.node.leave import destroy, erase

    receipts = []
    for target in targets:
        person = whom(desk, target)
        if act == "erase":
            done = erase(desk.node, person, desk.asker, stepped_up=True, dry_run=desk.dry_run)
        else:
            done = destroy(
                desk.node, person, desk.asker, decision, stepped_up=True, dry_run=desk.dry_run
            )
        receipts.append(done)
    rows = [
        (receipt.person, name, number)
        for receipt in receipts
        for name, number in receipt.removed.items()
    ]
    desk.put(receipts, ("person", "from", "rows"), rows)
