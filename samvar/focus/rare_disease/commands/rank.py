"""`samvar rare rank`: diseases and genes by what was seen in patients, without a node."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.model.errors import UsageError
from samvar.present.command import Command, Desk, examples, json_option, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.model.candidate import Candidate
    from samvar.focus.rare_disease.model.presentation import Presentation
    from samvar.focus.rare_disease.service.phenotype import Ranked
    from samvar.present.printed import Cell

_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
_THERE = click.Path(path_type=Path, dir_okay=False)
hpo_option = click.option(
    "--hpo",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="A folder of newer files of the Human Phenotype Ontology. [default: the installed ones]",
)
_TOLD = (
    click.option("--explain", metavar="DISEASE", help="Say what made up a disease's score."),
    click.option("--ask-next", is_flag=True, help="Say which further features would tell most."),
    click.option(
        "--limit", type=click.IntRange(1, 100), default=10, show_default=True,
        help="How many diseases a table shows; JSON has a hundred.",
    ),
    hpo_option,
)  # fmt: skip


def told_options(command: Any) -> Any:
    """What every command that ranks may be asked to tell, and by which ontology."""
    for option in reversed(_TOLD):
        command = option(command)
    return command


_COLUMNS = ("patient", "rank", "disease", "name", "score", "genes")
_WHY = ("term", "name", "adds", "through", "frequency")
_NEXT = ("term", "name", "gain", "chance", "supports", "opposes")


@examples(
    "samvar rare rank --term HP:0001166 --term HP:0001083 --not HP:0001250",
    "samvar rare rank --term HP:0001166 --term HP:0001083 --explain OMIM:154700 --ask-next",
    "samvar rare rank --phenopackets patients.jsonl.gz --json",
    "samvar rare rank --phenopackets published.jsonl --exclude-own-paper --json",
    "samvar rare rank --vcf family.vcf.gz --ped family.ped --phenopacket patient.json --json",
    "cat patients.jsonl | samvar rare rank --phenopackets - --json --hpo hpo-2026-02",
)
@rare.command(cls=Command)
@click.option("--phenopackets", type=_FILE, metavar="FILE", help="Phenopackets, one in each line.")
@click.option("--term", "seen", multiple=True, metavar="HPO", help="A feature that was seen.")
@click.option("--not", "excluded", multiple=True, metavar="HPO", help="One that is not there.")
@click.option("--vcf", type=_THERE, metavar="FILE", help="The family's VCF, annotated.")
@click.option("--ped", type=_THERE, metavar="FILE", help="The family's pedigree.")
@click.option("--phenopacket", type=_FILE, metavar="FILE", help="The patient of that family.")
@click.option("--assembly", help="Of the VCF, where it does not say.")
@click.option(
    "--exclude-own-paper", is_flag=True,
    help="Leave out what a published patient's own paper says of diseases.",
)  # fmt: skip
@told_options
@json_option
@pass_desk
def rank(
    desk: Desk,
    phenopackets: Path | None,
    vcf: Path | None,
    ped: Path | None,
    phenopacket: Path | None,
    assembly: str | None,
    seen: tuple[str, ...],
    excluded: tuple[str, ...],
    exclude_own_paper: bool,
    explain: str | None,
    ask_next: bool,
    limit: int,
    hpo: Path | None,
) -> None:
    """Rank diseases and genes by the features of patients; with --json one line for each patient.

    The score is a disease's share of all that is likely, 0 to 1; a gene's follows from those of
    its diseases. A disease that OMIM and Orphanet both have stands once, under OMIM's id. Links of
    genes count if they are Mendelian. A patient of whom nothing was seen has empty lists and a
    reason. With --vcf and --ped the genes in which something was found are ranked, too, by both.
    """
    from samvar.focus.rare_disease.service.phenotype import (
        presentation,
        presentations,
        rank_all,
        stated,
    )

    if sum((phenopackets is not None, phenopacket is not None, bool(seen))) != 1:
        raise UsageError(
            "give one of --phenopackets, --phenopacket and --term", remedy="--term HP:0001250"
        )
    if (vcf is None) != (ped is None) or (vcf is not None and phenopackets is not None):
        raise UsageError(
            "--vcf and --ped go together, with one patient",
            remedy="add --phenopacket FILE, or --term for each feature",
        )
    subject = ""
    if phenopackets is not None:
        patients = presentations(phenopackets)
    elif phenopacket is not None:
        patient, subject = presentation(phenopacket)
        patients = (patient,)
    else:
        patients = (stated(seen, excluded, hpo),)
    questions = limit if ask_next else 0
    for ranked in rank_all(
        patients, hpo, own_papers=not exclude_own_paper, explained=explain, questions=questions
    ):
        found = None
        if vcf is not None and ped is not None:
            found = _candidates(
                (vcf, ped), (patients[0], subject), hpo, assembly, own=not exclude_own_paper
            )
        tell(desk, ranked, limit, found)


def _candidates(
    family: tuple[Path, Path],
    patient: tuple[Presentation, str],
    hpo: Path | None,
    assembly: str | None,
    *,
    own: bool,
) -> tuple[Candidate, ...]:
    from samvar.focus.rare_disease.service.candidates import candidates_of_files
    from samvar.model.genome import Assembly

    named = Assembly.parse(assembly) if assembly else None
    shown, subject = patient
    return candidates_of_files(
        *family, shown, subject=subject, folder=hpo, own_papers=own, assembly=named
    )


def tell(
    desk: Desk, ranked: Ranked, limit: int, found: tuple[Candidate, ...] | None = None
) -> None:
    """One patient's ranking: a JSON line, or tables of so many diseases and candidates."""
    from samvar.focus.rare_disease.commands.candidates import COLUMNS, candidate_data, cells
    from samvar.present.printed import as_json

    if desk.json:
        line = as_line(ranked)
        if found is not None:
            line["candidates"] = [candidate_data(each) for each in found]
        click.echo(as_json(line))
        return
    if found is not None:
        desk.put(None, COLUMNS, [cells(at, each) for at, each in enumerate(found[:limit], 1)])
    desk.put(None, _COLUMNS, list(_rows(ranked, limit)))
    if ranked.ranking.reason:
        desk.say(f"{ranked.ranking.id}: {ranked.ranking.reason}")
    if ranked.ranking.unknown:
        desk.say(f"not in the ontology, and left out: {', '.join(ranked.ranking.unknown)}")
    if ranked.why:
        desk.put(None, _WHY, list(_why(ranked)))
    if ranked.questions:
        desk.put(None, _NEXT, list(_next(ranked)))


def as_line(ranked: Ranked) -> dict[str, Any]:
    """One patient as the JSON line that is promised to readers."""
    ranking = ranked.ranking
    line: dict[str, Any] = {
        "id": ranking.id,
        "diseases": [{"id": each.id, "score": _short(each.score)} for each in ranking.diseases],
        "genes": [
            {"symbol": each.symbol, "hgnc": each.hgnc, "score": _short(each.score)}
            for each in ranking.genes
        ],
    }
    if ranking.reason:
        line["reason"] = ranking.reason
    if ranking.unknown:
        line["unknown_terms"] = ranking.unknown
    if ranked.explained:
        line["explained"] = {"disease": ranked.explained, "contributions": ranked.why}
    if ranked.questions:
        line["ask_next"] = ranked.questions
    return line


def _short(score: float) -> float:
    return float(f"{score:.6g}")


def _rows(ranked: Ranked, limit: int) -> Iterator[tuple[Cell, ...]]:
    for number, each in enumerate(ranked.ranking.diseases[:limit], 1):
        genes = ", ".join(each.genes[:4]) + (" ..." if len(each.genes) > 4 else "")
        yield ranked.ranking.id, number, each.id, each.name, round(each.score, 4), genes or None


def _why(ranked: Ranked) -> Iterator[tuple[Cell, ...]]:
    for each in ranked.why:
        often = None if each.frequency is None else round(each.frequency, 3)
        yield each.term or None, each.name, round(each.amount, 3), each.through, often


def _next(ranked: Ranked) -> Iterator[tuple[Cell, ...]]:
    for each in ranked.questions:
        yield (
            each.term,
            each.name,
            round(each.gain, 4),
            round(each.chance, 3),
            ", ".join(each.supports) or None,
            ", ".join(each.opposes) or None,
        )
