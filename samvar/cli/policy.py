"""`samvar policy`: which law the nodes go by, why a question is a yes or a no, and what would
change under another law."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from samvar.govern.policy import Policy, Profile

_FOLDER = click.Path(path_type=Path, file_okay=False)
_SHOWN = 20


@click.group(no_args_is_help=True)
def policy() -> None:
    """See which law decides and why, compare laws, and change a node's together with others."""


def _profile(name: str) -> Profile:
    """A shipped profile by its id, or the one in a folder."""
    from samvar.govern.policy.profile import SHIPPED, read_profile, shipped

    return (
        read_profile(Path(name)) if name not in SHIPPED and Path(name).is_dir() else shipped(name)
    )


def _policy(name: str) -> Policy:
    from samvar.govern.policy import Policy

    return Policy.of(_profile(name))


@examples("samvar policy list", "samvar policy list --json")
@policy.command("list", cls=Command)
@json_option
@pass_desk
def list_(desk: Desk) -> None:
    """List the profiles that samvar brings, with their laws."""
    from samvar.govern.policy.profile import SHIPPED, shipped

    found = [_head(shipped(name)) for name in SHIPPED]
    rows = [
        (one["profile"], one["version"], one["status"], one["date"], one["rules"], one["title"])
        for one in found
    ]
    desk.put(found, ("profile", "version", "status", "date", "rules", "title"), rows)


def _head(profile: Profile) -> dict[str, Any]:
    known = profile.manifest
    return {
        "profile": known.id,
        "version": known.version,
        "status": known.status,
        "date": known.date.isoformat(),
        "rules": len(profile.rules),
        "title": known.title.en,
        "title_sv": known.title.sv,
        "laws": [f"{law.short}: {law.name} ({law.number})" for law in known.law],
        "digest": known.digest,
    }


@examples(
    "samvar policy test --json",
    "samvar policy test --sample 5000",
    "samvar policy test --full",
    "samvar policy test --profile new-law",
)
@policy.command(cls=Command)
@click.option("--full", is_flag=True, help="Every cell of the matrix; takes half a minute.")
@click.option(
    "--sample",
    "count",
    type=click.IntRange(0),
    default=0,
    help="So many cells drawn at random, beside those at the border of what is allowed.",
)
@click.option("--seed", type=int, help="Draw another sample.  [default: always the same]")
@click.option("--profile", default="se-current", show_default=True, help="Its id, or a folder.")
@json_option
@pass_desk
def test(desk: Desk, full: bool, count: int, seed: int | None, profile: str) -> int:
    """Hold the rules against the table of facts: who may do what, cell by cell.

    Exit code 1 where they differ.
    """
    from samvar.govern.policy.matrix.check import SEED, check, sample
    from samvar.govern.policy.matrix.oracle import Oracle

    oracle = Oracle.read()
    numbers = None if full else sample(oracle, count, SEED if seed is None else seed)
    report = check(_policy(profile), oracle, numbers)
    shown = [
        {
            "role": one.cell.role.value,
            "permission": one.cell.permission,
            **_plain(one.cell.ground),
            "table": one.table,
            "rules": list(one.reasons),
        }
        for one in report.mismatches[:_SHOWN]
    ]
    plain = {
        "cells": report.cells,
        "mismatches": len(report.mismatches),
        "uncovered": list(report.uncovered),
        "first": shown,
    }
    rows: list[tuple[str, int | str]] = [
        ("cells", report.cells),
        ("mismatches", len(report.mismatches)),
    ]
    rows += [("fact without a column", name) for name in report.uncovered]
    desk.put(plain, ("looked at", "found"), rows)
    for one in shown:
        desk.say(", ".join(f"{name} {value}" for name, value in one.items() if value))
    return 0 if report.agrees else 1


def _plain(ground: Any) -> dict[str, Any]:
    from samvar.govern.policy.matrix.cell import AXES

    stated = {"purpose": ground.purpose, **{name: getattr(ground, name) for name in AXES}}
    return {k: sorted(v) if isinstance(v, frozenset) else v for k, v in stated.items()}


@examples(
    "samvar policy diff se-current se-sou2023-76",
    "samvar policy diff se-current ehds-2029 --json",
)
@policy.command(cls=Command)
@click.argument("first")
@click.argument("second")
@json_option
@pass_desk
def diff(desk: Desk, first: str, second: str) -> None:
    """Say which cells of the matrix open or close between two profiles, and by which rules."""
    from samvar.govern.policy.compare import compare

    one, other = _policy(first), _policy(second)
    found = compare(one, other)
    laws = {name: rule.law for name, rule in {**one.rules, **other.rules}.items()}
    plain = [
        {
            "change": "opens" if each.opens else "closes",
            "permission": each.permission,
            "cells": each.cells,
            "roles": list(each.roles),
            "purposes": list(each.purposes),
            "rules": [{"id": name, "law": laws.get(name, "")} for name in each.rules],
        }
        for each in found
    ]
    rows = [
        (
            "opens" if each.opens else "closes",
            each.permission,
            each.cells,
            ", ".join(each.purposes),
            ", ".join(each.rules),
            _few(each.roles),
        )
        for each in found
    ]
    opened, closed = (sum(d.cells for d in found if d.opens is side) for side in (True, False))
    desk.put(
        {"first": first, "second": second, "opens": opened, "closes": closed, "changes": plain},
        ("change", "permission", "cells", "purposes", "rules", "roles"),
        rows,
    )
    desk.say(f"{second} against {first}: {opened} cells open, {closed} close")


def _known(given: str, names: list[str], kind: str) -> str:
    import difflib

    from samvar.model.errors import UsageError

    if given not in names:
        near = difflib.get_close_matches(given, names, n=1) or names
        raise UsageError(f"'{given[:40]}' is not {kind}", remedy=f"for example {near[0]}")
    return given


def _few(roles: tuple[str, ...]) -> str:
    shown = ", ".join(roles[:4])
    return shown if len(roles) <= 4 else f"{shown} and {len(roles) - 4} more"


_MARK_NAMES = (
    "own_centre", "care_relation", "blocked", "break_glass", "stepped_up", "subject_is_self",
)  # fmt: skip


@examples(
    "samvar policy explain ask:national --role pharmacist --purpose TREAT",
    "samvar policy explain see:referrals --role pharmacist --fact own_centre --fact blocked",
    "samvar policy explain ask:regional --role researcher --language sv",
    "samvar policy explain query:rows --role clinical_geneticist --profile se-sou2023-76"
    " --fact care_relation",
)
@policy.command(cls=Command)
@click.argument("permission")
@click.option("--role", required=True, help="Who asks, for example pharmacist.")
@click.option("--purpose", help="HL7 purpose of use.  [default: the role's usual one]")
@click.option(
    "--fact",
    "facts",
    multiple=True,
    type=click.Choice(_MARK_NAMES),
    help="A fact that holds; those not named do not.",
)
@click.option("--grant", "grants", multiple=True, help="A permission that a valid permit grants.")
@click.option(
    "--tier",
    type=click.Choice(("public", "registered", "permit", "care")),
    default="registered",
    show_default=True,
    help="The least tier that the question is open to.",
)
@click.option("--node", "node_id", default="", help="Where; a rule may be for one node only.")
@click.option("--profile", default="se-current", show_default=True, help="Its id, or a folder.")
@click.option("--language", type=click.Choice(("en", "sv")), default="en", show_default=True,
              help="Of the rules' sentences.")  # fmt: skip
@json_option
@pass_desk
def explain(
    desk: Desk,
    permission: str,
    role: str,
    purpose: str | None,
    facts: tuple[str, ...],
    grants: tuple[str, ...],
    tier: str,
    node_id: str,
    profile: str,
    language: str,
) -> None:
    """Say yes or no, by which rules and laws, and what would have to be different."""
    from samvar.govern.identity import Role
    from samvar.govern.policy import Ground
    from samvar.govern.policy.explain import explain as ask
    from samvar.govern.policy.matrix.cell import GRANTABLE
    from samvar.govern.purpose import Purpose
    from samvar.govern.route import PERMISSIONS
    from samvar.present.language import Language
    from samvar.present.why import limit_in_words, way_in_words

    who = Role(_known(role, [one.value for one in Role], "a role"))
    _known(permission, list(PERMISSIONS), "a permission")
    granted = frozenset(_known(one, list(GRANTABLE), "what a permit can grant") for one in grants)
    why = Purpose.parse(purpose) if purpose else who.usual_purpose
    ground = Ground(why.value, disclosure=tier, grants=granted, node=node_id)
    found = ask(_policy(profile), who, permission, ground.but(dict.fromkeys(facts, True)))
    words = Language.of(language)
    plain = {
        "allowed": found.decision.allowed,
        "says": found.decision.sv if language == "sv" else found.decision.en,
        "rules": [
            {"id": rule.id, "effect": rule.effect, "law": rule.law, "sv": rule.sv, "en": rule.en}
            for rule in found.rules
        ],
        "ways": [
            {
                "if": way_in_words(way, words),
                "different": {
                    name: sorted(value) if isinstance(value, frozenset) else value
                    for name, value in way.changes.items()
                },
                "rules": list(way.rules),
            }
            for way in found.ways
        ],
        "roles_that_may": [one.value for one in found.roles],
        "not_permitted_by_law": [
            {"id": limit.id, "law": limit.law, "says": limit_in_words(limit, words)}
            for limit in found.limits
        ],
    }
    rows: list[tuple[str, str]] = [("answer", "yes" if found.decision.allowed else "no")]
    rows += [("because", str(plain["says"]))]
    rows += [(f"rule {rule.id}", rule.law) for rule in found.rules]
    rows += [("it would be a yes if", way_in_words(way, words)) for way in found.ways]
    rows += [("the law today", limit_in_words(limit, words)) for limit in found.limits]
    desk.put(plain, ("what", "says"), rows)


@examples("samvar policy seal new-law")
@policy.command(cls=Command)
@click.argument("folder", type=_FOLDER)
@json_option
@pass_desk
def seal(desk: Desk, folder: Path) -> None:
    """Check a profile that one has written, and write the digest of its rules into its manifest."""
    from samvar.govern.policy.seal import seal as close

    _show(desk, close(folder), ())


@examples("samvar policy sign new-law --at uppsala-node --as controller")
@policy.command(cls=Command)
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
        _show(desk, _profile(str(folder)), ())
        return
    with changing(desk.node, desk.asker, "change:policy", "sign-policy"):
        signed = add(folder, desk.node.id, desk.node.key)
    _show(desk, signed, tuple(signed.signatures))


@examples("samvar policy adopt new-law --at uppsala-node --as controller")
@policy.command(cls=Command)
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
@policy.command(cls=Command)
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
    plain = {**_head(profile), "signed_by": list(signers), "dry_run": desk.dry_run}
    rows = [(name, plain[name]) for name in ("profile", "version", "status", "rules", "digest")]
    rows.append(("signed by", ", ".join(signers) or "nobody; it comes with samvar or is unsigned"))
    desk.put(plain, ("name", "value"), rows)
