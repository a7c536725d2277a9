"""`samvar rare copies`: a lost or gained stretch by the metric of 2020, without a node."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import Command, Desk, examples, json_option, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.model.copy_number import CopyResult

_FILE = click.Path(path_type=Path, dir_okay=False)
_COLUMNS = ("what", "says", "why")


@examples(
    "samvar rare copies 17:43044295-43125364 --assembly GRCh38 --facts facts.json",
    "samvar rare copies 17:43044295-43125364 --assembly GRCh38 --facts facts.json "
    "--genes genes.gff3.gz --dosage ClinGen_gene_curation_list_GRCh38.tsv --json",
    "samvar rare copies 17:43044295-43125364 --assembly GRCh38 --facts facts.json "
    "--item 2C-1=0.45 --because 'a rescue transcript'",
)
@rare.command(cls=Command)
@click.argument("region", metavar="REGION")
@click.option("--assembly", required=True, help="GRCh37 or GRCh38.")
@click.option("--facts", type=_FILE, required=True, help="What is known of it (JSON).")
@click.option("--dosage", multiple=True, type=_FILE, help="ClinGen's dosage lists (TSV or BED).")
@click.option("--genes", type=_FILE, help="Transcripts (GFF3): which genes it takes a part of.")
@click.option("--item", "items", multiple=True, metavar="ITEM=SCORE", help="Points of your own.")
@click.option("--because", default="", help="Why --item differs from what is suggested.")
@click.option("--all", "everything", is_flag=True, help="Show what is not so or not assessed, too.")
@json_option
@pass_desk
def copies(
    desk: Desk,
    region: str,
    assembly: str,
    facts: Path,
    dosage: tuple[Path, ...],
    genes: Path | None,
    items: tuple[str, ...],
    because: str,
    everything: bool,
) -> None:
    """Score a deletion or duplication, item by item (ACMG and ClinGen 2020).

    REGION is 1-based with both ends, as 17:43044295-43125364. Without --dosage nothing is known of
    established genes, and section 2 is not assessed.
    """
    from samvar.focus.rare_disease.service.classify import classify_copies, read_copy_facts
    from samvar.model.genome import Assembly, Interval

    place = Interval.parse(region)
    result = classify_copies(
        read_copy_facts(facts),
        place,
        Assembly.parse(assembly),
        dosage=dosage,
        genes=genes,
        chosen=[_item(each) for each in items],
        why=because,
    )
    rows = [*_rows(result, everything=everything)]
    desk.put(as_data(result, str(place), assembly), _COLUMNS, rows)


def as_data(result: CopyResult, region: str, assembly: str) -> dict[str, Any]:
    """The JSON value that is promised to readers."""
    return {
        "region": region,
        "assembly": assembly,
        "change": result.change.value,
        "class": result.by_points.value,
        "score": result.score,
        "items": [
            {
                "item": each.item,
                "state": each.state.value,
                "score": each.points / 100,
                "before_limit": None if each.given is None else each.given / 100,
                "why": each.why,
                "evidence": list(each.evidence),
                "missing": list(each.missing),
            }
            for each in result.lines
        ],
    }


def _item(text: str) -> tuple[str, int]:
    from decimal import Decimal, InvalidOperation

    from samvar.model.errors import UsageError

    name, _, score = text.partition("=")
    try:
        hundredths = Decimal(score) * 100
    except InvalidOperation:
        hundredths = Decimal("NaN")
    if not hundredths.is_finite() or hundredths != int(hundredths):
        raise UsageError(f"'{text[:30]}' is not ITEM=SCORE", remedy="write 2C-1=0.45")
    return name, int(hundredths)


def _rows(result: CopyResult, *, everything: bool) -> Iterator[tuple[str, str, str]]:
    yield "class", result.by_points.text, f"score {result.score:.2f}"
    for each in result.lines:
        state = each.state.value.replace("_", " ")
        if each.state.value == "met":
            before = "" if each.given is None else f" (of {each.given / 100:+.2f})"
            yield (
                each.item,
                f"{each.points / 100:+.2f}{before}",
                "; ".join([each.why, *each.evidence]),
            )
        elif everything:
            lacking = f" (missing: {', '.join(each.missing)})" if each.missing else ""
            yield each.item, state, each.why + lacking
    if result.open and not everything:
        items = ", ".join(each.item for each in result.open)
        yield "not assessed", str(len(result.open)), items
