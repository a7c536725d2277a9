"""`samvar job`: a node's long work."""

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
)  # fmt: skip


@click.group(no_args_is_help=True)
def job() -> None:
    """See a node's long work, and stop it."""


@examples("samvar job list --as operator", "samvar job list --limit 5 --json --as operator")
@job.command("list", cls=Command)
@click.option("--limit", default=20, show_default=True, help="How many jobs, newest first.")
@acting
@pass_desk
def list_(desk: Desk, limit: int) -> None:
    """List the newest jobs."""
    from samvar.govern.act import permit

    permit(desk.node, desk.asker, "see:jobs", "see-jobs")
    jobs = desk.node.jobs.list(limit=max(1, min(limit, 1000)))
    rows = [(j.id, j.kind, j.state.value, _moment(j.created), j.attempts) for j in jobs]
    desk.put([_plain(j) for j in jobs], ("job", "kind", "state", "created", "attempts"), rows)


@examples("samvar job show job_0123456789abcdefghjkmnpq --as operator")
@job.command(cls=Command)
@click.argument("id_", metavar="ID")
@acting
@pass_desk
def show(desk: Desk, id_: str) -> None:
    """Show one job: its state, its stages, its result or error."""
    from samvar.govern.act import permit

    permit(desk.node, desk.asker, "see:jobs", "see-job")
    found = desk.node.jobs.get(id_)
    events = desk.node.jobs.events(id_)
    rows = [(_moment(e.at), e.stage, e.done, e.total, e.unit) for e in events]
    desk.put({**_plain(found), "events": events}, ("at", "stage", "done", "total", "unit"), rows)
    desk.say(f"{found.kind}: {found.state.value}")


@examples("samvar job cancel job_0123456789abcdefghjkmnpq --as operator")
@job.command(cls=Command)
@click.argument("id_", metavar="ID")
@dry_run_option
@acting
@pass_desk
def cancel(desk: Desk, id_: str) -> None:
    """Ask a job to stop; it leaves no trace of what it had not committed."""
    from samvar.govern.act import permit

    permit(desk.node, desk.asker, "run:job", "cancel-job")
    found = desk.node.jobs.get(id_) if desk.dry_run else desk.node.jobs.cancel(id_)
    desk.put(_plain(found), ("job", "state"), [(found.id, found.state.value)])


def _moment(at: Any) -> str:
    return str(at.strftime("%Y-%m-%d %H:%M:%S"))


def _plain(found: Any) -> dict[str, Any]:
    """A job without its arguments: they may name files of a laboratory."""
    return {
        "id": found.id,
        "kind": found.kind,
        "state": found.state,
        "created": found.created,
        "attempts": found.attempts,
        "result": found.result,
        "error": found.error,
    }
