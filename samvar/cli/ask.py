"""`samvar ask OPERATION`: one sub-command for each operation, made from its declaration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from msgspec import NODEFAULT, inspect

from samvar.model.errors import PeerUnavailable, UsageError
from samvar.network.operation import Operation
from samvar.node.build import registry
from samvar.present.command import Command, Desk, acting, lines_of, pass_desk

EXAMPLES: dict[str, tuple[str, ...]] = {
    "variant_frequency": (
        "samvar ask variant_frequency --assembly GRCh38 --variant 10-94781859-G-A "
        "--at demo --as geneticist",
        "samvar ask variant_frequency --assembly GRCh38 --variant 10-94781859-G-A "
        "--strata ancestry --ancestry EUR --ancestry AFR --json --at demo --as geneticist",
        "samvar ask variant_frequency --assembly GRCh38 --variant 10-94781859-G-A "
        "--strata sex --at demo --as geneticist",
        "cut -f1 wanted.tsv | samvar ask variant_frequency --assembly GRCh38 --variant - "
        "--as researcher",
    ),
    "carriers_count": (
        "samvar ask carriers_count --assembly GRCh38 --variant 10-94781859-G-A "
        "--variant 10-94761900-C-T --at demo --as pharmacist",
        "samvar ask carriers_count --assembly GRCh38 --variant 10-94781859-G-A --masked "
        "--at demo --as pharmacist",
    ),
    "variant_keys": (
        "samvar ask variant_keys --assembly GRCh38 --region 10:94780000-94790000 "
        "--at demo --as geneticist",
    ),
    "structural_frequency": (
        "samvar ask structural_frequency --assembly GRCh38 --event DEL:16:29581001-30194000 "
        "--at demo --as geneticist",
        "samvar ask structural_frequency --assembly GRCh38 --event INS:7:144646126 "
        "--window-bp 50 --at demo --as geneticist",
    ),
    "repeat_lengths": (
        "samvar ask repeat_lengths --assembly GRCh38 --locus HTT --bins class "
        "--at demo --as geneticist",
        "samvar ask repeat_lengths --assembly GRCh38 --locus HTT --json --at demo --as geneticist",
    ),
    "mitochondrial_frequency": (
        "samvar ask mitochondrial_frequency --assembly GRCh38 --variant MT-3243-A-G "
        "--at demo --as geneticist",
    ),
    "dataset_list": ("samvar ask dataset_list --json --at demo --as researcher",),
    "node_status": ("samvar ask node_status --at demo --as coordinator",),
    "permit_applications": ("samvar ask permit_applications --json --at demo --as controller",),
    "permit_decisions": (
        "samvar ask permit_decisions --id permit-statin --at demo --as researcher",
    ),
    "similar_patients": (
        "samvar ask similar_patients --term HP:0001166 --term HP:0001083 --term HP:0002616 "
        "--gene FBN1 --at demo --as geneticist",
    ),
    "variant_phenotypes": (
        "samvar ask variant_phenotypes --assembly GRCh38 --variant 10-94781859-G-A "
        "--term HP:0001166 --term HP:0001083 --term HP:0002616 --at demo --as geneticist",
    ),
    "classified_elsewhere": (
        "samvar ask classified_elsewhere --assembly GRCh38 --variant 10-94781859-G-A "
        "--at demo --as geneticist",
    ),
    "classified_variants": (
        "samvar ask classified_variants --assembly GRCh38 --variant 10-94781859-G-A "
        "--variant 1-97450058-C-T --at demo --as geneticist",
    ),
    "contact_requests": ("samvar ask contact_requests --json --at demo --as geneticist",),
    "contact_answers": ("samvar ask contact_answers --json --at demo --as geneticist",),
    "emergency_access": ("samvar ask emergency_access --at demo --as coordinator",),
    "allele_frequency": (
        "samvar ask allele_frequency --gene CYP2C19 --allele '*2' --allele '*17' "
        "--at demo --as pharmacist",
    ),
    "phenotype_frequency": (
        "samvar ask phenotype_frequency --gene CYP2C19 --phenotype 'Poor Metabolizer' "
        "--strata ancestry --ancestry EUR --at demo --as pharmacist",
    ),
    "passport": (
        "samvar ask passport --id pas_0123456789abcdefghjkmnpq --at demo --as pharmacist",
    ),
    "recall": (
        "samvar ask recall --release pharmcat-2025-11-05 --gene DPYD --at demo --as coordinator",
    ),
    "diagnostic_yield": (
        "samvar ask diagnostic_yield --strata region --label 01 --label 12 "
        "--at demo --as coordinator",
        "samvar ask diagnostic_yield --strata indication --label epilepsy --json "
        "--at demo --as coordinator",
    ),
    "rare_turnaround": (
        "samvar ask rare_turnaround --since 2026-01-01 --region 01 --at demo --as coordinator",
    ),
    "turnaround": (
        "samvar ask turnaround --since 2026-01-01 --region 01 --at demo --as coordinator",
    ),
}


FIELDS: dict[str, tuple[str, str]] = {
    "assembly": ("The reference genome of the question; nothing is converted.", ""),
    "variants": ("A variant, as 10-94781859-G-A, 10:94781859G>A, SPDI or HGVS g.", "variant"),
    "keys": ("A file of sorted, distinct 64-bit variant keys, little-endian.", ""),
    "strata": ("Count the parts of the people beside the total, by this way.", ""),
    "ancestries": ("A label to count by, as the datasets name it.", "ancestry"),
    "variant": ("A variant, as 10-94781859-G-A; on the mitochondrion, as MT-3243-A-G.", ""),
    "terms": ("A feature that was seen in the patient, a term of the HPO.", "term"),
    "events": (
        "A structural variant, as DEL:16:29581001-30194000, INS:7:144646126 or "
        "BND:9:130713881-22:23290413.",
        "event",
    ),
    "overlap": ("How much of both a like deletion or duplication must share, 0.5 to 0.8.", ""),
    "window_bp": ("How far apart breakpoints may be. [default: what is usual for the kind]", ""),
    "locus": ("A repeat, by the name that its callers' catalogues give it.", ""),
    "bins": ("Count each length, or the classes of loci that have limits.", ""),
    "gene": ("A gene, by its symbol.", ""),
    "genes": ("A gene, by its symbol.", "gene"),
    "alleles": ("A star allele, by the release's name.", "allele"),
    "phenotypes": ("A phenotype, in the release's words.", "phenotype"),
    "release": ("The knowledge release; only calls under it are counted.", ""),
    "ids": ("An application for a permit, or a request, by its id.", "id"),
    "id": ("The id that the patient's passport shows.", ""),
    "since": ("The first day of the orders or referrals, YYYY-MM-DD.", ""),
    "until": ("The day before which orders or referrals count, YYYY-MM-DD.", ""),
    "labels": ("A part to count by: an indication, or a county code.", "label"),
    "panel": ("Only cases that are read by this gene panel, by its id.", ""),
    "regions": ("A referring region, by its county code.", "region"),
    "centres": ("A centre to count by, by its id.", "centre"),
    "region": ("A stretch, as 17:43044295-43125364, or a whole contig.", ""),
}
"""What each argument means, and the singular under which it may be given again."""


class Ask(click.Group):
    """The closed list of operations as commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Every operation in its newest version."""
        return [operation.name for operation in registry()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of one operation."""
        if cmd_name not in self.list_commands(ctx):
            return None
        return _command(registry().newest(cmd_name))


ask = Ask(
    "ask",
    no_args_is_help=True,
    help="""Ask the nation; get one answer, and who is in it.

    The answer goes to standard output, its coverage to standard error. A number that may not be
    shown is '-' in a table and null in JSON; it is not zero.""",
)


def _command(operation: Operation) -> Command:
    struct = inspect.type_info(operation.args)
    if not isinstance(struct, inspect.StructType):
        raise TypeError(f"{operation.name} has no argument struct")

    @acting
    @click.option("--whole", is_flag=True, help="Fail with exit code 5 unless every node answers.")
    @click.option("--deadline", type=float, help="Seconds to wait. [default: the node's setting]")
    @click.option(
        "--masked",
        is_flag=True,
        help="Sums only: nobody, not even the asking node, learns a single centre's part.",
    )
    @pass_desk
    def run(desk: Desk, /, deadline: float | None, whole: bool, masked: bool, **given: Any) -> None:
        _ask(desk, operation, given, deadline, whole=whole, masked=masked)

    for field in reversed(struct.fields):
        run = _option(field)(run)
    made = click.command(operation.name, cls=Command, help=operation.title)(run)
    made.examples = EXAMPLES.get(operation.name, ())
    return made


def _ask(
    desk: Desk,
    operation: Operation,
    given: dict[str, Any],
    deadline: float | None,
    *,
    whole: bool,
    masked: bool,
) -> None:
    from samvar.network.limit import too_many
    from samvar.present.answer import plain, rows
    from samvar.present.bounded import not_told, unpaid
    from samvar.present.coverage import coverage_line
    from samvar.present.language import Language

    values = {
        name: lines_of(value) if isinstance(value, tuple) else value
        for name, value in given.items()
        if value not in (None, ())
    }
    args = operation.read_args(values)
    network = desk.site.network(desk.node.id)
    wait = desk.node.config.deadline_s if deadline is None else deadline
    answer = network.ask_now(operation.name, args, desk.asker, wait, masked=masked)
    desk.put(plain(answer, args, operation.kind), *rows(answer, args, operation.kind))
    english = Language.of("en")
    desk.say(coverage_line(answer.coverage, answer.missing, english))
    if answer.value is not None or unpaid(answer):
        for sentence in not_told(operation, args, desk.asker, english):
            desk.say(sentence)
    often = too_many(answer.value, answer.missing)
    if often is not None:
        raise often
    if answer.value is None and all(m.state == "refused" for m in answer.missing):
        from samvar.model.errors import Refused

        raise Refused("every node refused", why=answer.missing[0].reason if answer.missing else "")
    if answer.state == "too-few":
        raise PeerUnavailable(
            "too few centres stayed to lift the masks",
            why=next(m.reason for m in answer.missing if m.state == "too-few"),
            remedy="ask again when more are there, or without --masked",
        )
    if answer.value is None or (whole and not answer.coverage.complete):
        raise PeerUnavailable("not every node answered", remedy="ask again, or without --whole")


def _option(field: inspect.Field) -> Callable[[Any], Any]:
    """A click option for one field of an argument struct."""
    required = field.required
    attributes: dict[str, Any] = {"required": required}
    default = None if required or field.default is NODEFAULT else field.default
    match field.type:
        case inspect.LiteralType(values=values):
            attributes |= {"type": click.Choice([str(v) for v in values]), "default": default}
        case inspect.VarTupleType():
            attributes |= {"multiple": True, "metavar": "TEXT"}
        case inspect.BytesType():
            attributes |= {"type": click.File("rb"), "callback": _read_bytes, "metavar": "FILE"}
        case inspect.BoolType():
            attributes |= {"is_flag": True, "default": bool(default)}
        case inspect.IntType():
            attributes |= {"type": int, "default": default}
        case inspect.FloatType():
            attributes |= {"type": float, "default": default}
        case inspect.StrType():
            attributes |= {"type": str, "default": default}
        case other:
            raise UsageError(f"an argument of {type(other).__name__} has no option")
    names = [f"--{field.name.replace('_', '-')}"]
    words, singular = FIELDS[field.name]
    if isinstance(field.type, inspect.VarTupleType):
        words += " May be given again; '-' reads lines from standard input."
        names.insert(0, f"--{singular}")
    return click.option(*names, field.name, help=words, **attributes)


def _read_bytes(context: click.Context, parameter: click.Parameter, value: Any) -> bytes | None:  # noqa: ARG001
    return None if value is None else bytes(value.read())
