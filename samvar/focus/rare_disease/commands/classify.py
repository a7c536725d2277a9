"""`samvar rare classify`: a variant by the ACMG/AMP criteria, without a node."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import Command, Desk, examples, json_option, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.model.verdict import Verdict
    from samvar.focus.rare_disease.service.classify import Classified

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_COLUMNS = ("what", "says", "why")


@examples(
    "samvar rare classify PVS1 PM2_Supporting PM3",
    "samvar rare classify --facts facts.json --json",
    "samvar rare classify PS3 --facts facts.json --deny PP3 --because 'assay in our laboratory'",
    "samvar rare classify --facts facts.json --clinvar out.json --variant 12-102852902-C-G "
    "--assembly GRCh38 --condition MONDO:0009861",
)
@rare.command(cls=Command)
@click.argument("criteria", metavar="[CRITERION]...", nargs=-1)
@click.option("--facts", type=_FILE, help="What is known of the variant (JSON): criteria follow.")
@click.option("--rules", type=_FOLDER, help="A folder of the laboratory's own gene rules (TOML).")
@click.option(
    "--deny", multiple=True, metavar="CODE", help="A suggested criterion that is not met."
)
@click.option("--because", default="", help="Why CRITERION and --deny differ from the facts.")
@click.option(
    "--all", "everything", is_flag=True, help="Show what is not met or not assessed, too."
)
@click.option("--clinvar", type=_FILE, help="Write a submission to ClinVar, checked.")
@click.option("--variant", metavar="TEXT", help="With --clinvar: such as 12-102852902-C-G.")
@click.option("--assembly", help="With --clinvar: GRCh37 or GRCh38.")
@click.option("--condition", help="With --clinvar: OMIM:261600, MONDO:0009861, or a name.")
@click.option(
    "--evaluated",
    type=click.DateTime(["%Y-%m-%d"]),
    help="With --clinvar: the day on which it was classified. [default: today]",
)
@json_option
@pass_desk
def classify(
    desk: Desk,
    criteria: tuple[str, ...],
    facts: Path | None,
    rules: Path | None,
    deny: tuple[str, ...],
    because: str,
    everything: bool,
    clinvar: Path | None,
    variant: str | None,
    assembly: str | None,
    condition: str | None,
    evaluated: datetime | None,
) -> None:
    """Classify a variant: by the table of 2015, by points, and as a probability, side by side.

    CRITERION is a code with or without a strength, such as PVS1, PM2_Supporting or PM3_VeryStrong;
    commas may stand between.
    With --facts criteria are suggested, and those given here are a person's word over them.
    Nothing is ever read of how often a variant is seen in the country: that is enriched for
    patients.
    """
    from samvar.focus.rare_disease.service.classify import (
        classify_facts,
        classify_labels,
        read_facts,
        write_clinvar,
    )
    from samvar.model.errors import UsageError
    from samvar.model.genome import Assembly
    from samvar.model.variant import Variant

    criteria = tuple(each for word in criteria for each in word.split(",") if each)
    if facts is None and (deny or because or rules):
        raise UsageError("--deny, --because and --rules are for --facts")
    if facts is None and not criteria:
        raise UsageError("nothing to classify", remedy="give criteria, or --facts FILE")
    if clinvar and not (variant and assembly and condition):
        raise UsageError("--clinvar needs --variant, --assembly and --condition")
    found = (
        classify_labels(criteria)
        if facts is None
        else classify_facts(
            read_facts(facts),
            rules=rules,
            says=criteria,
            denies=deny,
            by="command line",
            why=because,
        )
    )
    if clinvar and variant and assembly and condition:
        named = Variant.parse(variant, Assembly.parse(assembly))
        day = (evaluated or datetime.now(UTC)).date()
        write_clinvar(clinvar, found, named, condition, day)
    if found.note:
        desk.say(found.note)
    desk.put(as_data(found), _COLUMNS, [*_rows(found, everything=everything)])


def as_data(found: Classified) -> dict[str, Any]:
    """The JSON value that is promised to readers."""
    result = found.result
    return {
        "class": result.proposed.value,
        "text": result.text,
        "points": result.points,
        "posterior": round(result.posterior, 6),
        "by_points": result.by_points.value,
        "by_table": result.by_table.value,
        "table_rule": result.rule or None,
        "disagreement": result.disagreement or None,
        "p_acmg": round(found.p_acmg, 6),
        "criteria": [_criterion(each) for each in result.verdicts],
        "not_counted": [
            {"was": each.before, "is": each.after or None, "why": each.why, "source": each.source}
            for each in result.adjustments
        ],
        "conflicts": list(result.conflicts),
        "changed_by_a_person": [
            {
                "criterion": each.verdict.criterion,
                "suggested": each.suggested.label
                if each.suggested and each.suggested.met
                else each.suggested and each.suggested.state.value,
            }
            for each in found.history.standing
            if each.by_person
        ],
        "rules": list(found.rules),
        "note": found.note or None,
    }


def _criterion(verdict: Verdict) -> dict[str, Any]:
    return {
        "criterion": verdict.criterion,
        "state": verdict.state.value,
        "label": verdict.label if verdict.met else None,
        "strength": verdict.strength.value if verdict.strength else None,
        "points": verdict.points,
        "why": verdict.why,
        "evidence": list(verdict.evidence),
        "missing": list(verdict.missing),
        "source": verdict.source or None,
    }


def _rows(found: Classified, *, everything: bool) -> Iterator[tuple[str, str, str]]:
    result = found.result
    points = f"{result.points:+d} points, posterior {result.posterior:.3f}"
    yield "class", result.proposed.text, points
    yield "table of 2015", result.by_table.text, result.rule or "no rule of it"
    if result.disagreement:
        yield "disagreement", "", result.disagreement
    for verdict in result.verdicts:
        if verdict.met:
            why = "; ".join([verdict.why, *verdict.evidence])
            yield verdict.label, f"{verdict.points:+d}", why
        elif everything:
            lacking = f" (missing: {', '.join(verdict.missing)})" if verdict.missing else ""
            yield verdict.criterion, verdict.state.value.replace("_", " "), verdict.why + lacking
    for each in result.adjustments:
        yield each.before, f"counts as {each.after or 'nothing'}", each.why
    for text in result.conflicts:
        yield "contradiction", "", text
    if result.open and not everything:
        codes = ", ".join(each.criterion for each in result.open)
        yield "not assessed", str(len(result.open)), codes
