"""`samvar audit alarms` and what is done about them."""

from __future__ import annotations

import click

from samvar.present.command import Command, Desk, acting, examples, pass_desk

_REASON = click.option("--reason", required=True, help="Why, in one sentence; it is kept.")


@examples("samvar audit alarms --as auditor", "samvar audit alarms --open --json --as operator")
@click.command(cls=Command)
@click.option("--open", "open_only", is_flag=True, help="Only those that nobody has settled.")
@acting
@pass_desk
def alarms(desk: Desk, open_only: bool) -> int:
    """Show logs that contradicted themselves, this node's own among them; exit code 1 if open."""
    from samvar.govern.act import permit
    from samvar.model.clock import utc_now

    node = desk.node
    permit(node, desk.asker, "see:audit", "see-alarms")
    with node.records.read() as tx:
        found = tx.witnessed.alarms(open_only=open_only)
        emergencies = tx.emergencies.waiting()
    columns = ("number", "log", "kind", "generation", "at", "settled", "reason")
    rows = [
        (a.number, a.node, a.kind, a.generation, a.at.strftime("%Y-%m-%d %H:%M:%S"),
         a.settled.strftime("%Y-%m-%d %H:%M:%S") if a.settled else None, a.reason)
        for a in found
    ]  # fmt: skip
    desk.put(found, columns, rows)
    if emergencies:
        now = utc_now()
        desk.say(
            f"{len(emergencies)} emergency accesses wait for review, "
            f"{sum(one.stands(now) for one in emergencies)} stand open, "
            f"{sum(one.overdue(now) for one in emergencies)} are overdue: "
            "see 'samvar emergency list'"
        )
    return 1 if any(a.settled is None for a in found) else 0


@examples('samvar audit settle 3 --reason "Restored from backup, agreed by phone" --as operator')
@click.command(cls=Command)
@click.argument("number", type=click.IntRange(1, 2**53))
@_REASON
@acting
@pass_desk
def settle(desk: Desk, number: int, reason: str) -> None:
    """Note that somebody has seen to an alarm; it stays on record."""
    from samvar.node.alarm import settle as note_down

    note_down(desk.node, desk.asker, number, reason)
    desk.put({"alarm": number, "settled": True}, ("alarm", "settled"), [(number, "yes")])


@examples('samvar audit accept skane --reason "Disk lost, decided 12 May" --as operator')
@click.command(cls=Command)
@click.argument("log", metavar="NODE")
@_REASON
@acting
@pass_desk
def accept(desk: Desk, log: str, reason: str) -> None:
    """As a witness, go on with another node's log that began anew."""
    from samvar.node.alarm import accept as go_on

    made = go_on(desk.node, desk.asker, log, reason)
    desk.put({"log": log, "generation": made}, ("log", "generation"), [(log, made)])


@examples('samvar audit restart --reason "Disk lost; backup of 3 May restored" --as operator')
@click.command(cls=Command)
@_REASON
@acting
@pass_desk
def restart(desk: Desk, reason: str) -> None:
    """Begin this node's log anew, under a new name, after entries were lost for good.

    Only a log that contradicts what it signed may do so, and every witness's operator has to
    accept it. What was lost stays lost, and stays told.
    """
    from samvar.node.alarm import restart as begin

    node = desk.node
    made = begin(desk.site.watch.log(node.id), desk.asker, reason)
    desk.put(made, ("generation", "entries"), [(made.generation, made.began)])
