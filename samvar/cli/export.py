"""`samvar export`: a node's counts as a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from samvar.formats.replacing import replacing
from samvar.present.command import Command, Desk, acting, examples, pass_desk

_FORM = {
    ".tsv": "tsv", ".parquet": "parquet", ".vcf": "vcf", ".gz": "vcf", ".pgen": "pgen",
}  # fmt: skip


@examples(
    "samvar export counts.vcf.gz --assembly GRCh38 --as bioinformatician",
    "samvar export counts.parquet --assembly GRCh37 --as bioinformatician --json",
    "samvar export - --format tsv --assembly GRCh38 --as bioinformatician | head",
    "samvar export people.pgen --dataset synthetic --assembly GRCh38 --as bioinformatician",
)
@click.command(cls=Command)
@click.argument("file", metavar="FILE")
@click.option("--assembly", required=True, help="The reference genome, GRCh37 or GRCh38.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["vcf", "parquet", "tsv", "pgen"]),
    help="The format; by default what the file's name ends with.",
)
@click.option("--dataset", default="", help="With pgen: the dataset whose genotypes are written.")
@acting
@pass_desk
def export(desk: Desk, file: str, assembly: str, form: str | None, dataset: str) -> None:
    """Write every allele of this node's people, with its counts, and where they are from.

    Only people whose consent covers the purpose are counted. '-' is standard output. A .pgen,
    with its .pvar and .psam, holds the genotypes of one dataset's people.
    """
    from samvar.model.errors import UsageError
    from samvar.model.genome import Assembly
    from samvar.node.export import export as write

    wanted = form or _FORM.get(Path(file).suffix)
    if wanted is None:
        raise UsageError("the file's name does not say a format", remedy="give --format")
    where = Assembly.parse(assembly)
    if (wanted == "pgen") != bool(dataset) or (wanted == "pgen" and file == "-"):
        raise UsageError("name a dataset and a file for a .pgen, and a dataset for nothing else")
    if wanted == "pgen":
        from samvar.node.genotypes import export_pgen

        told = export_pgen(desk.node, dataset, where, desk.asker, Path(file))
        desk.site.spread(desk.node.id)
        desk.put({"file": Path(file).name, **told}, ("name", "value"), [*told.items()])
        return
    if file == "-":
        write(desk.node, where, wanted, desk.asker, sys.stdout.buffer)
        desk.site.spread(desk.node.id)
        sys.stdout.buffer.flush()
        return
    with replacing(Path(file)) as part:
        with part.open("wb") as out:
            provenance = write(desk.node, where, wanted, desk.asker, out)
        desk.site.spread(desk.node.id)
        if file.endswith(".gz"):
            _bgzip(part)
    desk.put({"file": Path(file).name, **provenance}, ("name", "value"), [*provenance.items()])


def _bgzip(path: Path) -> None:
    import pysam

    packed = path.with_name(path.name + ".gz")
    pysam.tabix_compress(str(path), str(packed), force=True)
    packed.replace(path)
