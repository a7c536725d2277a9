"""`samvar audit`: who asked what of a node."""

from __future__ import annotations

import click

from samvar.present.command import Command, Desk, acting, examples, pass_desk


@examples(
    "samvar audit --as auditor",
    "samvar audit --outcome refused --limit 20 --json --as auditor",
    "samvar audit --verify --as auditor",
)
@click.command(cls=Command)
@click.option("--limit", default=50, show_default=True, help="How many entries, newest first.")
@click.option(
    "--before", type=click.IntRange(0, 2**63 - 1), help="Only entries before this number."
)
@click.option("--verb", help="Only this act, for example ask:variant_frequency.")
@click.option("--outcome", help="Only entries that ended so, for example refused.")
@click.option("--by", "actor", help="Only what this person did, by user id.")
@click.option("--subject", help="Only what concerned this person or sample, by opaque id.")
@click.option("--verify", is_flag=True, help="Read the whole log and check every hash instead.")
@acting
@pass_desk
def audit(
    desk: Desk,
    limit: int,
    before: int | None,
    verb: str | None,
    outcome: str | None,
    actor: str | None,
    subject: str | None,
    verify: bool,
) -> None:
    """Show a node's audit trail; looking at it is an entry too."""
    from samvar.govern.act import permit

    node = desk.node
    permit(node, desk.asker, "see:audit", "verify-audit" if verify else "see-audit")
    with node.records.read() as tx:
        if verify:
            size = tx.audit.verify()
            desk.put({"entries": size, "whole": True}, ("entries", "whole"), [(size, "yes")])
            return
        found = tx.audit.page(
            before=before,
            limit=max(1, min(limit, 10_000)),
            verb=verb,
            outcome=outcome,
            person=actor,
            subject=subject,
        )
    columns = ("number", "at", "person", "role", "purpose", "verb", "outcome", "reason", "subject")
    rows = [
        (r.sequence, r.entry.at.strftime("%Y-%m-%d %H:%M:%S"), r.entry.person, r.entry.role,
         r.entry.purpose, r.entry.verb, r.entry.outcome, r.entry.reason, r.entry.subject)
        for r in found
    ]  # fmt: skip
    desk.put(found, columns, rows)
