"""`samvar rare load`: look a case through as a whole, and then store all of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import Command, Desk, acting, dry_run_option, examples, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.model.case import CasePlan
    from samvar.focus.rare_disease.service.new_case import NewCase
    from samvar.present.printed import Cell

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@examples(
    "samvar rare load 643594.config.yaml --dry-run",
    "samvar rare load 643594.config.yaml --region 01 --assert-normalised --as bioinformatician",
    "samvar rare load 643594.config.yaml --referral RD-2026-17 --assert-normalised "
    "--as bioinformatician",
    "samvar rare load case.yaml --allow /cluster/results --dry-run --json",
    "samvar rare load trio.ped --vcf trio.vcf.gz --vcf trio.sv.vcf.gz --dry-run",
    "samvar rare load sheet.csv --vcf trio.vcf.gz --file ped_check.csv --file son=son.d4 --dry-run",
    "samvar rare load patient.json --ped family.ped --vcf exome.vcf.gz --dry-run",
)
@rare.command(cls=Command)
@click.argument("case", metavar="CONFIG", type=_FILE)
@click.option("--vcf", "vcfs", multiple=True, type=_FILE, help="A VCF that CONFIG does not name.")
@click.option(
    "--file",
    "files",
    multiple=True,
    metavar="[SAMPLE=]FILE",
    help="Another file of the case: quality, coverage, a table of findings.",
)
@click.option("--ped", type=_FILE, help="A pedigree to hold CONFIG against.")
@click.option("--root", type=_FOLDER, help="Where relative paths begin. [default: CONFIG's folder]")
@click.option("--allow", multiple=True, type=_FOLDER, help="A further folder that may be read.")
@click.option("--proband", metavar="SAMPLE", help="Whom the case is about, where several could be.")
@click.option("--assembly", help="GRCh37 or GRCh38, where neither CONFIG nor a VCF says it.")
@click.option("--target", type=_FILE, help="A BED of the assay's target, for depths.")
@click.option(
    "--hpo", type=_FOLDER, help="A folder with newer files of the Human Phenotype Ontology."
)
@click.option("--region", default="", help="County code of the referring region.")
@click.option("--referral", default="", help="The referral that waits for the case, by its id.")
@click.option(
    "--sample-is-right",
    default="",
    metavar="WHY",
    help="How you know whose a sample is that has another name than the referral waits for.",
)
@click.option("--dataset", default="rare-diseases", show_default=True, help="For its samples.")
@click.option(
    "--assert-normalised",
    "asserted",
    is_flag=True,
    help="State that variants are left-aligned and trimmed; recorded with the load.",
)
@click.option("--reduced-penetrance", "reduced", type=_FILE, help="Genes with healthy carriers.")
@dry_run_option
@acting
@pass_desk
def load(
    desk: Desk,
    case: Path,
    vcfs: tuple[Path, ...],
    files: tuple[str, ...],
    ped: Path | None,
    root: Path | None,
    allow: tuple[Path, ...],
    proband: str | None,
    assembly: str | None,
    target: Path | None,
    hpo: Path | None,
    region: str,
    referral: str,
    sample_is_right: str,
    dataset: str,
    asserted: bool,
    reduced: Path | None,
) -> None:
    """Load a case: its family, its small variants and what was told with them; all or nothing.

    CONFIG is a Scout load config, an nf-core sample sheet, a PED or a Phenopacket. Every file is
    opened; every fault is told with its place. The same case from the same sources is not loaded
    twice; from newer ones it keeps what was done in it. --dry-run looks it through without a node.
    """
    from samvar.focus.rare_disease.service.new_case import NewCase
    from samvar.focus.rare_disease.service.plan import Beside, plan_case
    from samvar.knowledge.phenotype.release import phenotype_release
    from samvar.model.errors import BadInput, UsageError
    from samvar.model.genome import Assembly

    if not desk.dry_run and not region and not referral:
        raise UsageError(
            "a case has a referring region",
            remedy="name its county code, as --region 01, or its referral",
        )
    stated = Assembly.parse(assembly) if assembly else None
    more = tuple(_given(text) for text in files)
    ontology = phenotype_release(hpo).ontology
    plan = plan_case(case, Beside(vcfs, ped, root, allow, proband, stated, target, more, ontology))
    if not desk.dry_run:
        for number, fault in enumerate(plan.faults, 1):
            desk.say(f"{number}. {'fault' if fault.fatal else 'note'}: {fault}")
        _store(desk, NewCase(plan, region, dataset, asserted, reduced, referral, sample_is_right))
        return
    if desk.json:
        desk.put(as_data(plan))
    else:
        _show(desk, plan)
    first = next((fault for fault in plan.faults if fault.fatal), None)
    if first is not None:
        count = sum(fault.fatal for fault in plan.faults)
        raise BadInput(
            "the case cannot be loaded",
            where=first.where,
            why=first.what if count == 1 else f"that is the first of {count} faults",
            remedy="mend what is told above, and look it through again",
        )


def _given(text: str) -> tuple[str | None, Path]:
    """`SAMPLE=FILE`, or a file alone; a file that is there is taken by its whole name."""
    sample, mark, path = text.partition("=")
    if not mark or Path(text).exists():
        return None, Path(text)
    return sample, Path(path)


def _store(desk: Desk, new: NewCase) -> None:
    from samvar.focus.rare_disease.service.load import load_case

    with desk.progress() as progress:
        done = load_case(desk.node, new, desk.asker, progress)
    rows: list[tuple[Cell, ...]] = [(done.label, name, n) for name, n in done.rows.items()]
    desk.put(done, ("case", "list", "rows"), rows)
    if done.report is None:
        desk.say(f"case {done.label} is here already, of the same sources; nothing was changed")
    else:
        word = "loaded again" if done.again else "loaded"
        desk.say(f"case {done.label} {word} as {done.case}, epoch {done.report.epoch}")


def _show(desk: Desk, plan: CasePlan) -> None:
    assembly = plan.assembly.value if plan.assembly else "assembly unknown"
    for number, fault in enumerate(plan.faults, 1):
        desk.say(f"{number}. {'fault' if fault.fatal else 'note'}: {fault}")
    fatal = sum(fault.fatal for fault in plan.faults)
    desk.say(
        f"case {plan.id}, {assembly}: {len(plan.members)} members, {len(plan.observations)} terms, "
        f"{len(plan.files)} files; faults: {fatal}, notes: {len(plan.faults) - fatal}"
    )
    rows: list[tuple[Cell, ...]] = [
        (
            "file",
            _category(file.category, research=file.research),
            file.path.name,
            file.records,
            None,
        )
        for file in plan.files
    ]
    rows += [("quality", gate, who, None, said) for gate, said, who in _gates(plan)]
    desk.put(None, ("what", "category", "of", "records", "standing"), rows)


def _gates(plan: CasePlan) -> list[tuple[str, str, str]]:
    """Gate, answer, and of whom it is the same."""
    of: dict[tuple[str, str], list[str]] = {}
    for gate in plan.quality:
        said = ": ".join(filter(None, (gate.standing.value, "; ".join(gate.reasons))))
        of.setdefault((gate.gate.value, said), []).append("–".join(gate.members))
    return [(gate, said, ", ".join(who)) for (gate, said), who in of.items()]


def _category(category: str, *, research: bool) -> str:
    return f"{category}, research" if research else category


def as_data(plan: CasePlan) -> dict[str, Any]:
    """The plan as the JSON value that is promised to readers."""
    return {
        "case": plan.id,
        "name": plan.name,
        "owner": plan.owner,
        "assembly": plan.assembly.value if plan.assembly else None,
        "track": plan.track,
        "loadable": plan.loadable,
        "proband": plan.proband,
        "members": [
            {
                "id": member.id,
                "name": member.name,
                "sex": member.sex.value,
                "affected": member.affected,
                "father": member.father,
                "mother": member.mother,
                "analysis": member.analysis,
                "tissue": member.tissue,
                "capture_kits": list(member.capture_kits),
            }
            for member in plan.members
        ],
        "observed": [each.term for each in plan.observations if each.present],
        "excluded": [each.term for each in plan.observations if not each.present],
        "indication": list(plan.indication),
        "panels": list(plan.panels),
        "default_panels": list(plan.default_panels),
        "files": [
            {
                "key": file.key,
                "role": file.role.value,
                "category": file.category,
                "research": file.research,
                "file": file.path.name,
                "member": file.member,
                "records": file.records,
            }
            for file in plan.files
        ],
        "missing": [{"key": file.key, "line": file.where.line} for file in plan.missing],
        "pictures": len(plan.pictures),
        "depths": {
            member: {
                "of_target": depth.of_target,
                "bases": depth.bases,
                "mean": depth.mean,
                "shares": {str(floor): share for floor, share in depth.shares.items()},
                "x": depth.x,
                "y": depth.y,
                "mitochondrion": depth.mitochondrion,
            }
            for member, depth in plan.tables.depths.items()
        },
        "quality": [
            {
                "gate": gate.gate.value,
                "members": list(gate.members),
                "standing": gate.standing.value,
                "reasons": list(gate.reasons),
                "figures": [
                    {"name": f.name, "value": f.value, "unit": f.unit, "source": f.source}
                    for f in gate.figures
                ],
            }
            for gate in plan.quality
        ],
        "faults": [
            {
                "fatal": fault.fatal,
                "what": fault.what,
                "file": fault.where.file,
                "line": fault.where.line,
                "column": fault.where.column,
                "why": fault.why,
                "remedy": fault.remedy,
            }
            for fault in plan.faults
        ],
    }
