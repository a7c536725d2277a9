"""`samvar rare suggest`: ACMG criteria for every variant of an annotated file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import Command, Desk, examples, json_option, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.service.suggest import Suggested

_PASSED_ON = ("dominant", "recessive", "x_linked", "mitochondrial")
_COLUMNS = ("variant", "gene", "consequence", "class", "points", "posterior", "criteria")


@examples(
    "samvar rare suggest exome.vep.vcf.gz --json",
    "samvar rare suggest exome.vep.vcf.gz --faf fafmax_faf95_max --alleles gnomad_AC "
    "--chromosomes gnomad_AN --inheritance dominant",
)
@rare.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--assembly", help="GRCh37 or GRCh38, where the file does not say it.")
@click.option(
    "--inheritance",
    type=click.Choice(_PASSED_ON),
    help="How the disease that is looked for is passed on; some panels' rules ask for it.",
)
@click.option("--faf", default="", metavar="KEY", help="INFO key of gnomAD's filtering frequency.")
@click.option("--alleles", default="", metavar="KEY", help="INFO key of gnomAD's allele count.")
@click.option("--chromosomes", default="", metavar="KEY", help="INFO key of gnomAD's AN.")
@click.option(
    "--rules",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder of the laboratory's own gene rules (TOML).",
)
@click.option(
    "--genes",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Transcripts that the file names (GFF3): what a stop or a skipped exon leads to.",
)
@json_option
@pass_desk
def suggest(
    desk: Desk,
    file: Path,
    assembly: str | None,
    inheritance: str | None,
    faf: str,
    alleles: str,
    chromosomes: str,
    rules: Path | None,
    genes: Path | None,
) -> None:
    """Suggest ACMG/AMP criteria for each allele of a VCF; with --json one JSON line each.

    The most severe consequence that VEP, SnpEff or bcftools csq wrote is judged. What the file does
    not say is not assessed: most criteria need more, and 'samvar rare classify --facts' takes it.
    """
    from samvar.focus.rare_disease.model.facts import Inheritance
    from samvar.focus.rare_disease.service.suggest import GnomadKeys, suggest_file
    from samvar.model.genome import Assembly
    from samvar.present.printed import as_json

    found = suggest_file(
        file,
        assembly=Assembly.parse(assembly) if assembly else None,
        inheritance=Inheritance(inheritance) if inheritance else None,
        gnomad=GnomadKeys(faf, alleles, chromosomes),
        rules=rules,
        genes=genes,
    )
    if desk.json:
        for each in found:
            click.echo(as_json(as_line(each)))
        return
    desk.put(None, _COLUMNS, [_row(each) for each in found])


def as_line(each: Suggested) -> dict[str, Any]:
    """One allele as the JSON line that is promised to readers."""
    result = each.result
    return {
        "variant": each.variant,
        "gene": each.facts.gene or None,
        "transcript": each.facts.transcript or None,
        "consequence": each.consequence.most_severe,
        "class": result.proposed.value,
        "by_table": result.by_table.value,
        "points": result.points,
        "posterior": round(result.posterior, 6),
        "p_acmg": round(each.p_acmg, 6),
        "criteria": list(result.labels),
        "not_assessed": [one.criterion for one in result.open],
    }


def _row(each: Suggested) -> tuple[str | float | int | None, ...]:
    result = each.result
    return (
        each.variant,
        each.facts.gene or None,
        each.consequence.most_severe,
        result.proposed.text,
        result.points,
        round(result.posterior, 3),
        ", ".join(result.labels) or None,
    )
