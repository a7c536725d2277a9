"""`samvar annotate`: a VCF with the country's frequencies in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from samvar.cli.spool import spooled
from samvar.formats.replacing import replacing
from samvar.model.errors import UsageError
from samvar.present.command import Command, Desk, acting, examples, pass_desk

if TYPE_CHECKING:
    from samvar.node.annotate import Annotated, AnnotateRequest


@examples(
    "samvar annotate trio.vcf.gz -o trio.annotated.vcf.gz --as geneticist",
    "samvar annotate trio.vcf.gz -o trio.bcf --family trio.ped --as geneticist",
    "samvar annotate trio.vcf.gz -o trio.parquet --fields AC,AN,AF --as geneticist",
    "samvar annotate panel.vcf -o - --release public-GRCh38-000007 --assert-normalised | head",
    "samvar annotate trio.vcf.gz -o trio.csq.vcf.gz --release none --reference GRCh38.fa.gz "
    "--transcripts gencode.v47.gff3.gz",
)
@click.command(cls=Command)
@click.argument("file", metavar="FILE")
@click.option(
    "-o", "--out", required=True, metavar="OUT",
    help="Where to write: .vcf, .vcf.gz, .bcf or .parquet; '-' is standard output, as VCF.",
)  # fmt: skip
@click.option(
    "--release", "release_folder", default="", metavar="FOLDER",
    help="Annotate by this release alone, without a node; 'none' for no frequencies.",
)  # fmt: skip
@click.option(
    "--roster", default="", metavar="FILE",
    help="The network's roster, to check who signed the release of --release.",
)  # fmt: skip
@click.option("--assembly", default="", help="The reference genome, where the file does not say.")
@click.option("--reference", default="", metavar="FASTA", help="Normalise by this, not the node's.")
@click.option(
    "--transcripts", default="", metavar="NAME|FOLDER|GFF3",
    help="Also say what each allele does to these transcripts, in CSQ; needs a reference.",
)  # fmt: skip
@click.option(
    "--assert-normalised", is_flag=True, help="State that variants are left-aligned and trimmed."
)
@click.option(
    "--family", default="same", show_default=True, metavar="PED|same|none",
    help="Who is taken out of the figures: a pedigree's people, or the families of the file's "
    "samples as the node knows them.",
)  # fmt: skip
@click.option("--fields", default="", help="Which fields, commas between. [default: all but one]")
@acting
@pass_desk
def annotate(desk: Desk, /, file: str, out: str, **given: Any) -> None:
    """Write a VCF with how often each of its alleles is seen, in the country and here.

    Under care the figures are those of the newest release of the nodes and of this node's people
    now, both without the file's own family; for any other purpose those of the newest public
    release. An allele that a release does not have stays without a figure: unknown is not zero.

    With --transcripts each allele is also told to every transcript within 5,000 bases, in the terms
    of the Sequence Ontology and the layout of Ensembl VEP's CSQ. Without a reference it is refused.
    """
    from samvar.node.annotate import AnnotateRequest
    from samvar.node.annotate.output import form_of

    form = "vcf" if out == "-" else form_of(out)
    if out == "-" and desk.json:
        raise UsageError("standard output cannot be VCF and JSON", remedy="name a file with -o")
    with spooled((file,)) as (path,):
        reference = given["reference"]
        request = AnnotateRequest(
            Path(path),
            given["assembly"],
            given["assert_normalised"],
            given["fields"],
            given["family"],
            Path(reference) if reference else None,
            given["transcripts"],
        )
        if out == "-":
            done = _annotate(desk, request, sys.stdout.buffer, form, given)
            sys.stdout.buffer.flush()
        else:
            with replacing(Path(out)) as part:
                done = _annotate(desk, request, part, form, given)
    if out != "-":
        rows = [(name, number) for name, number in _counted(done)]
        desk.put(done, ("name", "value"), rows)
    for said in done.sources.values():
        desk.say(said)


def _annotate(
    desk: Desk, request: AnnotateRequest, out: Path | BinaryIO, form: str, given: dict[str, Any]
) -> Annotated:
    from samvar.node.annotate import annotate as by_node
    from samvar.node.annotate import annotate_alone, annotate_transcripts
    from samvar.node.annotate.alone import open_alone

    with desk.progress() as progress:
        if not given["release_folder"]:
            releases = desk.site.releases
            return by_node(desk.node, releases, request, desk.asker, out, form, progress)
        if given["release_folder"] == "none":
            return annotate_transcripts(request, out, form, progress)
        roster = Path(given["roster"]) if given["roster"] else None
        release = open_alone(Path(given["release_folder"]), roster)
        if roster is None:
            desk.say("the release's signature is not checked; give --roster to check it")
        return annotate_alone(release, request, out, form, progress, checked=roster is not None)


def _counted(done: Annotated) -> list[tuple[str, int]]:
    found = [(f"found in {name}", number) for name, number in done.found.items()]
    return [
        ("records", done.records),
        ("alleles", done.alleles),
        ("other alleles", done.other),
        *found,
        ("family taken out", done.family),
        ("family left in", done.left_in),
    ]
