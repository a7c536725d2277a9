"""`samvar permit count|verify`: count a cohort under a permit, and check such an account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from samvar.cli.permit_found import follow_application
from samvar.model.errors import NotFound, Where
from samvar.present.command import Command, Desk, acting, examples, pass_desk


@examples(
    "samvar permit count permit-statin --variant 10-94781859-G-A --at demo --as researcher",
    "samvar permit count permit-pgx-regions --gene CYP2C19 --phenotype 'Poor Metabolizer' "
    "--out result.json --at demo --as researcher",
)
@click.command("count", cls=Command)
@click.argument("identifier", metavar="PERMIT")
@click.option(
    "--assembly",
    default="GRCh38",
    type=click.Choice(["GRCh37", "GRCh38"]),
    help="The reference genome of the variants.",
)
@click.option("--variant", "variants", multiple=True, help="People with any of these variants.")
@click.option("--gene", default="", help="A pharmacogene; with --phenotype.")
@click.option("--phenotype", "phenotypes", multiple=True, help="People of this phenotype.")
@click.option("--ancestry", "ancestries", multiple=True, help="Count by this label too.")
@click.option("--release", default="", help="Only calls under this release of knowledge.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the account.")
@acting
@pass_desk
def count(desk: Desk, /, identifier: str, out: Path | None, **given: Any) -> None:
    """Count a cohort under a permit: figures of the granting centres, and a signed account."""
    from samvar.model.clock import utc_now
    from samvar.node.research import Cohort, account_of, measure, write_result
    from samvar.present.answer import rows
    from samvar.present.coverage import coverage_line
    from samvar.present.language import Language

    node, asker = desk.node, desk.asker
    cohort = Cohort(**given)
    followed = follow_application(desk, identifier)
    measured = measure(node, desk.site.network(node.id), followed, cohort, asker)
    result = account_of(
        node, followed, cohort, measured, asker,
        epoch_release=desk.site.releases.next_number() - 1, now=utc_now(),
    )  # fmt: skip
    if out is not None:
        out.write_bytes(write_result(result))
    if desk.json:
        desk.put(result)
        return
    for one in measured:
        desk.put(None, *rows(one.answer, one.args, one.operation.kind))
        desk.say(coverage_line(one.answer.coverage, one.answer.missing, Language.of("en")))


@examples("samvar permit verify result.json --at demo --as researcher")
@click.command("verify", cls=Command)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@acting
@pass_desk
def verify(desk: Desk, file: Path) -> None:
    """Check that an account of a cohort is as a node of the network signed it."""
    from samvar.node.research import read_result

    if not file.is_file():
        raise NotFound("there is no such file", where=Where(file.name))
    keys = [key for member in desk.site.roster.nodes for key in member.public_keys]
    result = read_result(file.read_bytes(), keys)
    desk.put(result, ("node", "permit", "at"), [(result.node, result.permit, result.at)])
