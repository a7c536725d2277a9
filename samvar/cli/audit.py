"""`samvar audit`: who asked what of a node, and proof that nobody changed the answer."""

from __future__ import annotations

from pathlib import Path

import click

from samvar.cli.audit_alarm import accept, alarms, restart, settle
from samvar.cli.audit_review import draw, expire, mark, reviews
from samvar.present.command import Command, Desk, acting, examples, json_option, pass_desk

_FILE = click.Path(path_type=Path, dir_okay=False)
_MOST_FILE = 1 << 20


@click.group(no_args_is_help=True)
def audit() -> None:
    """Read a node's audit trail, prove it, and review it; looking at it is an entry too."""


for _command in (alarms, settle, accept, restart, reviews, draw, mark, expire):
    audit.add_command(_command)


@examples(
    "samvar audit list --as auditor",
    "samvar audit list --outcome refused --limit 20 --json --as auditor",
)
@audit.command("list", cls=Command)
@click.option("--limit", default=50, show_default=True, help="How many entries, newest first.")
@click.option(
    "--before", type=click.IntRange(0, 2**63 - 1), help="Only entries before this number."
)
@click.option("--verb", help="Only this act, for example ask:variant_frequency.")
@click.option("--outcome", help="Only entries that ended so, for example refused.")
@click.option("--by", "actor", help="Only what this person did, by user id.")
@click.option("--subject", help="Only what concerned this person or sample, by opaque id.")
@acting
@pass_desk
def list_(
    desk: Desk,
    limit: int,
    before: int | None,
    verb: str | None,
    outcome: str | None,
    actor: str | None,
    subject: str | None,
) -> None:
    """Show a node's audit trail, newest first."""
    from samvar.govern.act import permit

    node = desk.node
    permit(node, desk.asker, "see:audit", "see-audit")
    with node.records.read() as tx:
        found = tx.audit.page(
            before=before,
            limit=max(1, min(limit, 10_000)),
            verb=verb,
            outcome=outcome,
            person=actor,
            subject=subject,
        )
    columns = (
        "number", "at", "person", "role", "unit", "purpose", "verb", "outcome", "reason", "subject",
    )  # fmt: skip
    rows = [
        (r.sequence, r.entry.at.strftime("%Y-%m-%d %H:%M:%S"), r.entry.person, r.entry.role,
         r.entry.unit, r.entry.purpose, r.entry.verb, r.entry.outcome, r.entry.reason,
         r.entry.subject)
        for r in found
    ]  # fmt: skip
    desk.put(found, columns, rows)


@examples(
    "samvar audit verify --as auditor",
    "samvar audit verify --checkpoint kept-in-january.checkpoint --as auditor",
)
@audit.command(cls=Command)
@click.option(
    "--checkpoint",
    type=_FILE,
    help="A checkpoint that you kept. [default: the newest cosigned one that the node has]",
)
@acting
@pass_desk
def verify(desk: Desk, checkpoint: Path | None) -> None:
    """Read the whole log again, rebuild its tree, and hold it against a cosigned checkpoint."""
    from samvar.govern.act import permit
    from samvar.node.prove import verify as hold

    node = desk.node
    permit(node, desk.asker, "see:audit", "verify-audit")
    note = _read(checkpoint) if checkpoint else None
    report = hold(node, desk.site.watch.log(node.id).circle, note)
    rows = [(report.entries, "yes", report.cosigned, report.root[:16])]
    desk.put(report, ("entries", "whole", "cosigned", "root"), rows)
    if not report.cosigned:
        desk.say("no cosigned checkpoint: who writes the database could have written all of it")


@examples(
    "samvar audit checkpoint --as auditor",
    "samvar audit checkpoint --out uppsala.checkpoint --as auditor",
)
@audit.command(cls=Command)
@click.option("--out", type=_FILE, help="Also write the signed checkpoint to this file, to keep.")
@acting
@pass_desk
def checkpoint(desk: Desk, out: Path | None) -> int:
    """Sign the log as it is and have every other node cosign it; exit code 1 if too few do."""
    from samvar.govern.act import permit

    node = desk.node
    permit(node, desk.asker, "see:audit", "make-checkpoint")
    report = desk.site.watch.log(node.id).checkpoint()
    if out is not None:
        with node.records.read() as tx:
            kept = tx.checkpoints.newest()
        assert kept is not None
        out.write_text(kept.note, "utf-8")
    rows = [(name, "cosigned", "") for name in report.witnesses]
    rows += [(name, "silent", why) for name, why in report.silent.items()]
    desk.put(report, ("witness", "state", "why"), rows)
    desk.say(
        f"{report.size} entries, {len(report.witnesses)} cosignatures of {report.needed} needed"
    )
    return 0 if report.cosigned or not report.needed else 1


@examples("samvar audit prove 17 --as auditor > entry-17.tlog-proof")
@audit.command(cls=Command)
@click.argument("entry", type=click.IntRange(1, 2**53))
@acting
@pass_desk
def prove(desk: Desk, entry: int) -> None:
    """Write a receipt for an entry: who has it and the roster needs no node to check it.

    The receipt holds the entry itself. Its form is C2SP tlog-proof.
    """
    from samvar.govern.act import permit
    from samvar.node.prove import prove as show

    node = desk.node
    permit(node, desk.asker, "see:audit", "prove-entry")
    receipt = show(node, desk.site.watch.log(node.id).circle, entry)
    if desk.json:
        desk.put({"entry": entry, "leaf": receipt.leaf.hex(), "receipt": receipt.write()})
    else:
        click.echo(receipt.write(), nl=False)


@examples("samvar audit check-receipt entry-17.tlog-proof --roster roster.json")
@audit.command("check-receipt", cls=Command)
@click.argument("file", type=_FILE)
@click.option("--roster", required=True, type=_FILE, help="The network's roster, as you trust it.")
@json_option
@pass_desk
def check_receipt(desk: Desk, file: Path, roster: Path) -> None:
    """Check a receipt without any node: signatures, witnesses, and the entry's place.

    Exit code 4 if it does not hold.
    """
    import msgspec

    from samvar.govern.log.receipt import Receipt
    from samvar.network.roster import Roster
    from samvar.network.witness import circle_of

    trusted = Roster.read(_read(roster).encode())
    receipt = Receipt.read(_read(file))
    found = receipt.check(circle_of(trusted))
    shown = {
        "node": found.node,
        "entry": receipt.index + 1,
        "leaf": receipt.leaf.hex(),
        "size": found.checkpoint.size,
        "witnesses": {name: at.isoformat() for name, at in sorted(found.witnesses.items())},
        "content": msgspec.json.decode(receipt.entry),
    }
    rows = [(k, v) for k, v in shown.items() if isinstance(v, str | int)]
    rows += [(f"witness {name}", at.strftime("%Y-%m-%d %H:%M:%S"))
             for name, at in sorted(found.witnesses.items())]  # fmt: skip
    rows += [(k, v) for k, v in shown["content"].items() if v is not None]
    desk.put(shown, ("name", "value"), rows)


def _read(path: Path) -> str:
    """A small text file.

    Raises:
        BadFile: not there, too large, or not text.
    """
    from samvar.model.errors import BadFile, Where

    try:
        raw = path.read_bytes()
        if len(raw) > _MOST_FILE:
            raise BadFile("the file is larger than any of its kind", where=Where(path.name))
        return raw.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadFile("the file cannot be read", where=Where(path.name)) from None
