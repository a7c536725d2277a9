"""`samvar policy`: which law the nodes go by, why a question is a yes or a no, and what would
change under another law."""

from __future__ import annotations

from typing import Any

import click

from samvar.cli.policy_change import adopt, seal, show, sign
from samvar.cli.policy_named import head_of, policy_named
from samvar.cli.policy_why import explain
from samvar.present.command import Command, Desk, examples, json_option, pass_desk

_SHOWN = 20


@click.group(no_args_is_help=True)
def policy() -> None:
    """See which law decides and why, compare laws, and change a node's together with others."""


for _command in (explain, seal, sign, adopt, show):
    policy.add_command(_command)


@examples("samvar policy list", "samvar policy list --json")
@policy.command("list", cls=Command)
@json_option
@pass_desk
def list_(desk: Desk) -> None:
    """List the profiles that samvar brings, with their laws."""
    from samvar.govern.policy.profile import SHIPPED, shipped

    found = [head_of(shipped(name)) for name in SHIPPED]
    rows = [
        (one["profile"], one["version"], one["status"], one["date"], one["rules"], one["title"])
        for one in found
    ]
    desk.put(found, ("profile", "version", "status", "date", "rules", "title"), rows)


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
    report = check(policy_named(profile), oracle, numbers)
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

    one, other = policy_named(first), policy_named(second)
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


def _few(roles: tuple[str, ...]) -> str:
    shown = ", ".join(roles[:4])
    return shown if len(roles) <= 4 else f"{shown} and {len(roles) - 4} more"
