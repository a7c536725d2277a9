"""`samvar rare annotate`: models of inheritance and rank scores into a family's VCF."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.model.errors import UsageError
from samvar.present.command import Command, Desk, examples, json_option, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.service.annotate import FamilyAnnotated

_FILE = click.Path(path_type=Path, dir_okay=False)
_ENDINGS = {".vcf": "vcf", ".vcf.gz": "vcf.gz", ".vcf.bgz": "vcf.gz"}


@examples(
    "samvar rare annotate family.vcf.gz --ped family.ped -o family.models.vcf.gz",
    "samvar rare annotate family.vcf.gz --ped family.ped --rank-model rank_model.ini -o ranked.vcf",
    "samvar rare annotate family.vcf --ped family.ped --rules genmod -o - | head",
)
@rare.command(cls=Command)
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--ped", required=True, type=_FILE, help="The pedigree: who is affected, and how.")
@click.option("--rank-model", type=_FILE, metavar="INI", help="A rank model as genmod reads it.")
@click.option(
    "--reduced-penetrance", type=_FILE, metavar="TSV",
    help="Genes whose carriers may be healthy, one in each line.",
)  # fmt: skip
@click.option(
    "--rules", type=click.Choice(["samvar", "genmod"]), default="samvar", show_default=True,
    help="By whose definitions; genmod's are for comparison.",
)  # fmt: skip
@click.option("--assembly", default="", help="The reference genome, where the file does not say.")
@click.option(
    "-o", "--out", required=True, metavar="OUT",
    help="Where to write: .vcf or .vcf.gz; '-' is standard output, as VCF.",
)  # fmt: skip
@json_option
@pass_desk
def annotate(desk: Desk, /, file: Path, out: str, **given: Any) -> None:
    """Write which models of inheritance each variant follows, its compounds and its rank score.

    A model is met, refuted, or could not be assessed; what could not be assessed is written with
    its reason, never as refuted. Genes come from the file's own annotations (CSQ, ANN, BCSQ, or
    genmod's); a file without any is refused. Fields of an earlier run are replaced.
    """
    from samvar.focus.rare_disease.service.annotate import AnnotateFamily, annotate_family
    from samvar.formats.replacing import replacing
    from samvar.model.genome import Assembly

    if out == "-" and desk.json:
        raise UsageError("standard output cannot be VCF and JSON", remedy="name a file with -o")
    asked = AnnotateFamily(
        file,
        given["ped"],
        given["rank_model"],
        given["reduced_penetrance"],
        given["rules"],
        Assembly.parse(given["assembly"]) if given["assembly"] else None,
    )
    with desk.progress() as progress:
        if out == "-":
            annotate_family(asked, sys.stdout.buffer, "vcf", progress)
            sys.stdout.buffer.flush()
            return
        form = _form(out)
        with replacing(Path(out)) as part:
            done = annotate_family(asked, part, form, progress)
    desk.put(done, ("name", "value"), _rows(done))


def _form(out: str) -> str:
    for ending, form in _ENDINGS.items():
        if out.lower().endswith(ending):
            return form
    raise UsageError(
        "the name of the output does not say a format", remedy="end it in .vcf or .vcf.gz"
    )


def _rows(done: FamilyAnnotated) -> list[tuple[str, str | int]]:
    rows: list[tuple[str, str | int]] = [
        ("records", done.records),
        ("genes by", done.genes_by),
        ("people without a sample", done.absent),
        ("with compounds", done.with_compounds),
        ("refuted by every model", done.excluded),
    ]
    for name, number in done.models.items():
        if number or done.open[name]:
            rows.append((name, number))
            rows.append((f"{name} not assessed", done.open[name]))
    return rows
