"""`samvar policy seal|sign|adopt|show`: a node's law is changed by several nodes together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from samvar.cli.policy_named import head_of, profile_named
from samvar.present.command import (
    Command,
    Desk,
    acting,
    dry_run_option,
    examples,
    json_option,
    pass_desk,
)

if TYPE_CHECKING:
    from samvar.govern.policy import Profile

_FOLDER = click.Path(path_type=Path, file_okay=False)


@examples("samvar policy seal new-law")
@click.command(cls=Command)
@click.argument("folder", type=_FOLDER)
@json_option
@pass_desk
def seal(desk: Desk, folder: Path) -> None:
    """Check a profile that one has written, and write the digest of its rules into its manifest."""
    from samvar.govern.policy.seal import seal as close

    _show(desk, close(folder), ())


@examples("samvar policy sign new-law --at uppsala-node --as controller")
@click.command(cls=Command)
@click.argument("folder", type=_FOLDER)
@dry_run_option
@acting
@pass_desk
def sign(desk: Desk, folder: Path) -> None:
    """Add this node's signature to a profile that its controller has read and agrees with."""
    from samvar.govern.act import changing, permit
    from samvar.govern.policy.seal import sign as add

    if desk.dry_run:
        permit(desk.node, desk.asker, "change:policy", "rehearse-sign-policy")
        _show(desk, profile_named(str(folder)), ())
        return
    with changing(desk.node, desk.asker, "change:policy", "sign-policy"):
        signed = add(folder, desk.node.id, desk.node.key)
    _show(desk, signed, tuple(signed.signatures))


@examples("samvar policy adopt new-law --at uppsala-node --as controller")
@click.command(cls=Command)
@click.argument("folder", type=_FOLDER)
@dry_run_option
@acting
@pass_desk
def adopt(desk: Desk, folder: Path) -> None:
    """Verify a profile's signatures, and go by it from the next start on."""
    from samvar.govern.act import changing, permit
    from samvar.govern.policy.seal import adopt as take
    from samvar.govern.policy.seal import check, signed_by
    from samvar.node.law import judges, law_folder, profile_in_force

    config = desk.node.config
    if desk.dry_run:
        permit(desk.node, desk.asker, "change:policy", "rehearse-adopt-policy")
        found = check(folder, judges(config), profile_in_force(config))
    else:
        with changing(desk.node, desk.asker, "change:policy", "adopt-policy"):
            known = profile_in_force(config)
            found = take(folder, law_folder(config), judges(config), known)
    _show(desk, found, signed_by(found, judges(config)))


@examples("samvar policy show --at uppsala-node --as auditor")
@click.command(cls=Command)
@acting
@pass_desk
def show(desk: Desk) -> None:
    """Show the profile that a node goes by, and who signed it."""
    from samvar.govern.act import permit
    from samvar.govern.policy.seal import signed_by
    from samvar.node.law import judges, law_folder

    permit(desk.node, desk.asker, "see:node", "see-policy")
    profile = desk.node.policy.document
    own = law_folder(desk.node.config).exists()
    _show(desk, profile, signed_by(profile, judges(desk.node.config)) if own else ())


def _show(desk: Desk, profile: Profile, signers: tuple[str, ...]) -> None:
    plain = {**head_of(profile), "signed_by": list(signers), "dry_run": desk.dry_run}
    rows = [(name, plain[name]) for name in ("profile", "version", "status", "rules", "digest")]
    rows.append(("signed by", ", ".join(signers) or "nobody; it comes with samvar or is unsigned"))
    desk.put(plain, ("name", "value"), rows)
