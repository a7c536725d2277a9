"""`samvar pgx call`: pharmacogenes from a file, without a node."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.pharmacogenomics.commands.floor import floor_of, floor_options
from samvar.focus.pharmacogenomics.commands.group import pgx
from samvar.present.command import Command, Desk, examples, json_option, pass_desk

if TYPE_CHECKING:
    from samvar.focus.pharmacogenomics.model import GeneCall, SampleCall

_FILE = click.Path(path_type=Path, dir_okay=False)
KINDS = ("germline", "tumour", "after-transplant", "after-transfusion")
_COLUMNS = (
    "sample",
    "gene",
    "status",
    "diplotype",
    "phenotype",
    "score",
    "untested",
    "depth",
    "warnings",
)


@examples(
    "samvar pgx call patient.vcf.gz --assembly GRCh38 --json",
    "samvar pgx call patient.vcf --assembly GRCh37 --genes DPYD,TPMT,NUDT15",
    "samvar pgx call patient.vcf --assembly GRCh38 --knowledge pharmcat --outside-calls calls.tsv",
)
@pgx.command(cls=Command)
@click.argument("files", metavar="FILE...", type=_FILE, nargs=-1, required=True)
@click.option("--assembly", required=True, help="The reference genome, GRCh37 or GRCh38.")
@click.option(
    "--knowledge",
    metavar="RELEASE|FOLDER",
    help="A release by name, its folder, or a folder of PharmCAT files. [default: samvar's own]",
)
@click.option(
    "--shelf",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="SAMVAR_KNOWLEDGE",
    help="The folder of releases. [default: the user's data folder]",
)
@click.option(
    "--outside-calls",
    type=_FILE,
    help="Calls by other methods (PharmCAT's TSV): CYP2D6, HLA, MT-RNR1.",
)
@click.option("--genes", help="Only these genes, with commas between. [default: all]")
@click.option(
    "--sample-kind",
    type=click.Choice(KINDS),
    default="germline",
    show_default=True,
    help="What was sequenced; only the patient's own germline is called.",
)
@floor_options
@json_option
@pass_desk
def call(
    desk: Desk,
    files: tuple[Path, ...],
    assembly: str,
    knowledge: str | None,
    shelf: Path | None,
    outside_calls: Path | None,
    genes: str | None,
    sample_kind: str,
    min_depth: int | None,
    min_quality: int | None,
) -> None:
    """Name the alleles and phenotypes of each sample; with --json one JSON line per sample.

    Several files of the same samples are called together. Nothing is assumed: a position
    without a record is untested, and a gene without one of its minimum positions is incomplete.
    Where the file states filters, depth, quality or reads of each allele, a genotype that falls
    short of them is not trusted, and its position counts as untested.
    """
    from samvar.focus.pharmacogenomics.model import SampleKind
    from samvar.focus.pharmacogenomics.service import call_files
    from samvar.knowledge.pharmacogenomics.shelf import find_release
    from samvar.model.genome import Assembly
    from samvar.present.printed import as_json

    release = find_release(knowledge, shelf)
    called = call_files(
        files,
        Assembly.parse(assembly),
        release,
        genes=[name.strip() for name in (genes or "").split(",") if name.strip()],
        outside=outside_calls,
        kind=SampleKind(sample_kind),
        floor=floor_of(min_depth, min_quality),
    )
    if desk.json:
        for sample in called:
            click.echo(as_json(as_line(sample)))
        return
    desk.say(f"by release {release.name} of {release.date}, {release.digest[:12]}")
    desk.put(None, _COLUMNS, [row for sample in called for row in _rows(sample)])


def as_line(sample: SampleCall) -> dict[str, Any]:
    """One sample as the JSON line that is promised to readers."""
    return {
        "sample": sample.sample,
        "release": sample.release,
        "genes": [_gene(one) for one in sample.genes],
    }


def _gene(one: GeneCall) -> dict[str, Any]:
    return {
        "gene": one.gene,
        "status": one.status.value,
        "diplotypes": [
            {"diplotype": each.name, "score": each.score, "phased": each.phased}
            for each in one.diplotypes
        ],
        "phenotype": one.phenotype,
        "activity_score": one.activity_score,
        "untested": list(one.untested),
        "least_depth": _depth(one),
        "warnings": list(one.warnings),
    }


def _depth(one: GeneCall) -> int | None:
    return one.least_depth if isinstance(one.least_depth, int) else None


def _rows(sample: SampleCall) -> Iterator[tuple[str | float | int | None, ...]]:
    for one in sample.genes:
        yield (
            sample.sample,
            one.gene,
            one.status.value,
            " or ".join(each.name for each in one.diplotypes) or None,
            one.phenotype,
            one.activity_score,
            len(one.untested),
            _depth(one) or ("not stated" if one.tested else None),
            "; ".join(one.warnings) or None,
        )
