"""`samvar pgx report`: the report of a file without a node, or of an order at one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from samvar.focus.pharmacogenomics.commands.call import KINDS
from samvar.focus.pharmacogenomics.commands.floor import floor_of, floor_options
from samvar.focus.pharmacogenomics.commands.group import pgx
from samvar.model.errors import UsageError
from samvar.present.command import (
    Command,
    Desk,
    acting,
    dry_run_option,
    examples,
    language_option,
    pass_desk,
)

if TYPE_CHECKING:
    from samvar.focus.pharmacogenomics.model import Occasion, Report
    from samvar.focus.pharmacogenomics.rules.trust import Floor
    from samvar.knowledge.pharmacogenomics.model import Release

_FILE = click.Path(path_type=Path, dir_okay=False)
FORMS = ("json", "pdf", "fhir", "text")


@examples(
    "samvar pgx report patient.vcf.gz --assembly GRCh38 --drug capecitabine --out report.pdf",
    "samvar pgx report patient.vcf --assembly GRCh38 --drug clopidogrel --indication acs-pci "
    "--medication omeprazole --format fhir",
    "samvar pgx report --order ref_0123456789abcdefghjkmnpq --sign --at demo --as pharmacist",
)
@pgx.command(cls=Command)
@click.argument("files", metavar="[FILE...]", type=_FILE, nargs=-1)
@click.option("--assembly", help="The reference genome of the files, GRCh37 or GRCh38.")
@click.option("--knowledge", metavar="RELEASE|FOLDER", help="As for 'samvar pgx call'.")
@click.option(
    "--shelf",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="SAMVAR_KNOWLEDGE",
    help="The folder of releases. [default: the user's data folder]",
)
@click.option("--outside-calls", type=_FILE, help="Calls by other methods (PharmCAT's TSV).")
@click.option(
    "--sample-kind",
    type=click.Choice(KINDS),
    default="germline",
    show_default=True,
    help="What the files are of; only the patient's own germline is reported.",
)
@floor_options
@click.option("--order", "order_id", help="An order's id at a node, instead of files.")
@click.option("--sign", is_flag=True, help="Sign the order's report and keep it.")
@click.option("--drug", "drugs", multiple=True, help="A drug to be given, by its generic name.")
@click.option("--route", help="oral, intravenous or topical.")
@click.option("--indication", help="acs-pci, non-acs-non-pci, neurovascular, or a guideline's.")
@click.option("--age-group", type=click.Choice(["adult", "child"]), help="Who is to be given it.")
@click.option("--exposure", type=click.Choice(["naive", "exposed"]), help="Had the drug before?")
@click.option("--medication", "medications", multiple=True, help="Another drug the patient takes.")
@click.option("--dpyd-only", is_flag=True, help="The fast report before a fluoropyrimidine.")
@click.option(
    "--format", "form", type=click.Choice(FORMS), help="What to write. [default: by --out, or text]"
)
@click.option("--out", type=_FILE, help="A file to write to. [default: standard output]")
@language_option
@dry_run_option
@acting
@pass_desk
def report(
    desk: Desk,
    files: tuple[Path, ...],
    assembly: str | None,
    knowledge: str | None,
    shelf: Path | None,
    outside_calls: Path | None,
    sample_kind: str,
    min_depth: int | None,
    min_quality: int | None,
    order_id: str | None,
    sign: bool,
    drugs: tuple[str, ...],
    route: str | None,
    indication: str | None,
    age_group: str | None,
    exposure: str | None,
    medications: tuple[str, ...],
    dpyd_only: bool,
    form: str | None,
    out: Path | None,
    language: str,
) -> None:
    """What follows for one patient: from files, or from an order at a node.

    A position that was not tested is never taken for normal: without a minimum position there is
    no phenotype and no standard dose, and the report says which position it was.
    """
    from samvar.focus.pharmacogenomics.model import Occasion
    from samvar.focus.pharmacogenomics.service import report as made
    from samvar.knowledge.pharmacogenomics.shelf import find_release

    if bool(files) == bool(order_id):
        raise UsageError("give files, or an order, one of them")
    kind = made.FAST if dpyd_only else made.FULL
    told_of_files = sample_kind != "germline" or min_depth is not None or min_quality is not None
    if order_id and told_of_files:
        raise UsageError(
            "an order's sample was called when it was loaded",
            why="--sample-kind, --min-depth and --min-quality say how files are called",
        )
    form = form or _form_of(desk, out)
    if order_id:
        found = _of_order(desk, order_id, kind, sign=sign, file=form != "text" or out is not None)
    else:
        if assembly is None:
            raise UsageError("files need --assembly", remedy="say GRCh37 or GRCh38")
        occasions = tuple(
            Occasion(drug.lower(), route, indication, age_group, exposure) for drug in drugs
        )
        found = _of_files(
            files,
            assembly,
            find_release(knowledge, shelf),
            outside_calls,
            occasions,
            medications,
            kind,
            sample_kind,
            floor_of(min_depth, min_quality),
        )
    _put(desk, found, form, out, language)


def _of_order(desk: Desk, order_id: str, kind: str, *, sign: bool, file: bool) -> Report:
    from samvar.focus.pharmacogenomics.service import (
        draft_report,
        order_of,
        permit_of,
        report_of,
        sign_report,
    )

    node, asker = desk.node, desk.asker
    if file:
        permit_of(node, asker, "take:report", "take-report", order_id)
    if sign and not desk.dry_run:
        return sign_report(node, order_id, asker, kind=kind)
    if not file:
        permit_of(node, asker, "see:referrals", "see-report", order_id)
    order = order_of(node, order_id)
    if order.report and not sign:
        return report_of(node, order.report)
    return draft_report(node, order, kind=kind, by=asker.user.id, by_name=asker.user.name)


def _of_files(
    files: tuple[Path, ...],
    assembly: str,
    release: Release,
    outside_calls: Path | None,
    occasions: tuple[Occasion, ...],
    medications: tuple[str, ...],
    kind: str,
    sample_kind: str,
    floor: Floor,
) -> Report:
    from samvar.focus.pharmacogenomics.model import SampleKind
    from samvar.focus.pharmacogenomics.service import call_files
    from samvar.focus.pharmacogenomics.service.report import report_of_file
    from samvar.model.genome import Assembly

    chosen = Assembly.parse(assembly)
    called = list(
        call_files(
            files,
            chosen,
            release,
            outside=outside_calls,
            kind=SampleKind(sample_kind),
            floor=floor,
        )
    )
    if len(called) != 1:
        raise UsageError(
            f"a report is of one patient, and the files hold {len(called)}",
            remedy="give the file of one sample, or use 'samvar pgx call' for many",
        )
    return report_of_file(
        called[0], release, chosen, occasions=occasions, medications=medications, kind=kind
    )


def _form_of(desk: Desk, out: Path | None) -> str:
    if desk.json:
        return "json"
    suffix = out.suffix.lstrip(".") if out else ""
    return suffix if suffix in FORMS else "text"


def _put(desk: Desk, found: Report, form: str, out: Path | None, language: str) -> None:
    from samvar.focus.pharmacogenomics.report import bundle_bytes, canonical_bytes, pdf
    from samvar.focus.pharmacogenomics.report_text import as_text
    from samvar.present.language import Language

    words = Language.of(language)
    made: dict[str, Callable[[], bytes]] = {
        "json": lambda: canonical_bytes(found) + b"\n",
        "fhir": lambda: bundle_bytes(found) + b"\n",
        "pdf": lambda: pdf(found, words, bundle_bytes(found)),
        "text": lambda: as_text(found, words).encode(),
    }
    content = made[form]()
    if out is not None:
        out.write_bytes(content)
        desk.say(f"written: {out.name}, {len(content):,} bytes, by {found.sources[0].name}")
        return
    click.echo(content if form == "pdf" else content.decode(), nl=False)


def day_of(text: str | None) -> date | None:
    """A day from a command line.

    Raises:
        UsageError: not YYYY-MM-DD.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError("a day is written YYYY-MM-DD") from None
