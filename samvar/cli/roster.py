"""`samvar roster`: how nodes on different machines become one network."""

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
    json_option,
    pass_desk,
)

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(no_args_is_help=True)
def roster() -> None:
    """Join nodes into a network: cards, one roster, signatures of more than half."""


@examples(
    "samvar roster card https://gmc.example.org --at uppsala-node --as operator > uppsala.card"
)
@roster.command(cls=Command)
@click.argument("url")
@acting
@pass_desk
def card(desk: Desk, url: str) -> None:
    """Write this node's card: its id, address, public key and the questions it answers.

    URL is where the other nodes reach it. The card is no secret.
    """
    import msgspec

    from samvar.govern.act import permit
    from samvar.node.membership import card as make

    permit(desk.node, desk.asker, "change:node", "make-card")
    click.echo(msgspec.json.format(msgspec.json.encode(make(desk.node, url))).decode())


@examples(
    "samvar roster compose uppsala.card skane.card orebro.card --out roster.json",
    "samvar roster compose *.card --after roster.json --out roster-2.json",
)
@roster.command(cls=Command)
@click.argument("cards", nargs=-1, required=True, type=_FILE)
@click.option("--after", type=_FILE, help="The roster in force, whose next version this is.")
@click.option("--out", required=True, type=_FILE, help="Where to write the unsigned roster.")
@dry_run_option
@json_option
@pass_desk
def compose(desk: Desk, cards: tuple[Path, ...], after: Path | None, out: Path) -> None:
    """Write a roster of exactly these nodes, still unsigned."""
    from samvar.node.membership import compose as make
    from samvar.node.membership import read_card, read_roster

    made = make(map(read_card, cards), read_roster(after) if after else None)
    if not desk.dry_run:
        out.write_bytes(made.write())
    _show(desk, made)


@examples("samvar roster sign roster.json --at uppsala-node --as operator")
@roster.command(cls=Command)
@click.argument("file", type=_FILE)
@dry_run_option
@acting
@pass_desk
def sign(desk: Desk, file: Path) -> None:
    """Add this node's signature to a roster that its operator has read and agrees with."""
    from samvar.govern.act import changing, permit
    from samvar.node.membership import read_roster
    from samvar.node.membership import sign as add

    found = read_roster(file)
    if desk.dry_run:
        permit(desk.node, desk.asker, "change:node", "rehearse-sign-roster")
        _show(desk, found)
        return
    with changing(desk.node, desk.asker, "change:node", "sign-roster"):
        signed = add(desk.node, found)
        file.write_bytes(signed.write())
    _show(desk, signed)


@examples("samvar roster adopt roster.json --at uppsala-node --as operator")
@roster.command(cls=Command)
@click.argument("file", type=_FILE)
@dry_run_option
@acting
@pass_desk
def adopt(desk: Desk, file: Path) -> None:
    """Verify a roster against the one in force, and go by it from the next start on."""
    from samvar.govern.act import changing, permit
    from samvar.node.membership import adopt as take
    from samvar.node.membership import check, read_roster

    found = read_roster(file)
    if desk.dry_run:
        permit(desk.node, desk.asker, "change:node", "rehearse-adopt-roster")
        check(desk.node, found)
    else:
        with changing(desk.node, desk.asker, "change:node", "adopt-roster"):
            take(desk.node, found)
    _show(desk, found)


@examples("samvar roster show --at uppsala-node --as operator")
@roster.command(cls=Command)
@acting
@pass_desk
def show(desk: Desk) -> None:
    """Show the roster in force: who belongs, where, and who signed it."""
    from samvar.govern.act import permit

    permit(desk.node, desk.asker, "see:node", "see-roster")
    _show(desk, desk.site.roster)


def _show(desk: Desk, found: Any) -> None:
    from samvar.network.roster import quorum

    signed = set(found.signed_by())
    rows = [(one.id, one.url, one.public_keys[0].id, one.id in signed) for one in found.nodes]
    plain = {
        "version": found.version,
        "signatures": sorted(signed),
        "needed": quorum(len(found.nodes)),
        "nodes": [
            {"node": node, "url": url, "key": key, "signed": done} for node, url, key, done in rows
        ],
        "dry_run": desk.dry_run,
    }
    shown = [(node, url or "in this process", key, "yes" if done else "no")
             for node, url, key, done in rows]  # fmt: skip
    desk.put(plain, ("node", "url", "key", "signed"), shown)
    desk.say(f"version {found.version}: {len(signed)} signatures of {plain['needed']} needed")
