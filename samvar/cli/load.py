"""`samvar import`: files into a node."""

from __future__ import annotations

from typing import Any

import click

from samvar.cli.spool import spooled
from samvar.model.errors import UsageError
from samvar.present.command import Command, Desk, acting, dry_run_option, examples, pass_desk


@examples(
    "samvar import cohort.vcf.gz --dataset wgs-2026 --as bioinformatician",
    "samvar import *.g.vcf.gz --dataset exomes --sheet samples.tsv --as bioinformatician",
    "samvar import cohort.pgen --assembly GRCh38 --assert-normalised --dataset cohort "
    "--area complex_disease --as bioinformatician",
    "samvar import panel.vcf --dataset pgx --assembly GRCh38 --assert-normalised "
    "--as bioinformatician",
    "samvar import trio.vcf.gz trio.SV.vcf.gz trio.str.vcf.gz --dataset trio --assay genome "
    "--as bioinformatician",
    "samvar import trio.cnv.vcf.gz --dataset trio --as bioinformatician",
    "bcftools view -s NA12878 wgs.bcf | samvar import - --dataset one --callable target.bed "
    "--as bioinformatician",
)
@click.command("import", cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--dataset", required=True, help="The dataset that the samples join; made if new.")
@click.option("--title", default="", help="The title of a new dataset.")
@click.option("--assembly", default="", help="The reference genome, where the file does not say.")
@click.option(
    "--assert-normalised",
    is_flag=True,
    help="State that variants are left-aligned and trimmed; recorded with the load.",
)
@click.option("--assay", default="", help="genome, exome, panel or sites, where you know it.")
@click.option("--callable", "callable_bed", default="", help="BED of the assay's target.")
@click.option(
    "--sheet",
    default="",
    help="Sex, ancestry, family, affected status: TSV, CSV, PED or .sample.",
)
@click.option("--area", default="", help="The focus area that a new dataset is collected for.")
@click.option(
    "--ancestry",
    multiple=True,
    metavar="CODE=NAME",
    help="What a code in the sheet means, for example 1=AFR. May be given again.",
)
@click.option("--tumour", multiple=True, help="A sample that is a tumour. May be given again.")
@click.option("--no-research", is_flag=True, help="These people's data may not serve research.")
@click.option("--duo", multiple=True, help="A DUO term of a new dataset. May be given again.")
@dry_run_option
@acting
@pass_desk
def import_(desk: Desk, /, files: tuple[str, ...], **given: Any) -> None:
    """Load VCF, gVCF or BCF files of the same samples: all of them, or nothing.

    A .pgen stands for its fileset: the .pvar and .psam lie beside it, under the same name.
    Several files hold different stretches of the same samples, or structural variants and
    repeats of them: their content says which. A sample that the dataset has already is replaced;
    but files of structural variants and repeats alone join samples that are there. '-' reads
    from standard input.
    """
    from samvar.model.load import LoadRequest
    from samvar.node.intake import load, rehearse

    with spooled(files) as paths:
        request = LoadRequest(
            dataset=given["dataset"],
            files=paths,
            title=given["title"],
            assembly=given["assembly"],
            assert_normalised=given["assert_normalised"],
            assay=given["assay"],
            callable_bed=given["callable_bed"],
            sheet=given["sheet"],
            ancestry_names=_names(given["ancestry"]),
            tumour=given["tumour"],
            research=not given["no_research"],
            duo=given["duo"],
            area=given["area"],
        )
        with desk.progress() as progress:
            act = rehearse if desk.dry_run else load
            report = act(desk.node, request, desk.asker, progress)
    columns = ("file", "records", "accepted", "normalised", "split", "beside", "skipped", "refused")
    rows = [
        (f.name, f.records, f.accepted, f.normalised, f.split, f.beside,
         sum(f.skipped.values()), len(f.refused))
        for f in report.files
    ]  # fmt: skip
    desk.put(report, columns, rows)
    for file in report.files:
        for reason, count in sorted(file.skipped.items()):
            desk.say(f"{file.name}: {count} skipped: {reason}")
        for line, reason in file.refused[:10]:
            desk.say(f"{file.name}, line {line}: refused: {reason}")
    verb = "would be loaded" if desk.dry_run else f"loaded as {report.load}, epoch {report.epoch}"
    desk.say(
        f"{report.samples} samples {verb}; {report.assembly} (by {report.assembly_from}), "
        f"normalised by {report.normalised_by}, callable by {report.callable_from}"
    )


def _names(pairs: tuple[str, ...]) -> dict[str, str]:
    names = {}
    for pair in pairs:
        code, equals, name = pair.partition("=")
        if not (code and equals and name):
            raise UsageError(f"'{pair[:40]}' is not CODE=NAME", remedy="write --ancestry 1=AFR")
        names[code] = name
    return names
