"""`samvar rare cases|case|variants|variant|pin|dismiss|comment|undo`: work with a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import Command, Desk, acting, examples, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.model.causative import Causatives
    from samvar.focus.rare_disease.model.kept import KeptCase
    from samvar.focus.rare_disease.model.listing import Filter, SmallRow
    from samvar.focus.rare_disease.service.case_panels import CasePanels


@examples("samvar rare cases --as geneticist")
@rare.command(cls=Command)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most.")
@click.option("--skip", type=click.IntRange(0), default=0, help="Pass over so many first.")
@acting
@pass_desk
def cases(desk: Desk, limit: int, skip: int) -> None:
    """List the cases that you may see, the newest first."""
    from samvar.focus.rare_disease.service.case import list_cases

    found = list_cases(desk.node, desk.asker, skip, limit)
    rows = [
        (c.label, c.name, len(c.members), _count(c), c.referring_region, c.at.date().isoformat())
        for c in found.cases
    ]
    desk.put(
        {"total": found.total, "cases": [case_data(case) for case in found.cases]},
        ("case", "name", "members", "variants", "region", "loaded"),
        rows,
    )
    if found.total > skip + len(found.cases):
        desk.say(f"{found.total - skip - len(found.cases)} more: --skip {skip + limit}")


@examples("samvar rare case 643594 --as geneticist")
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@acting
@pass_desk
def case(desk: Desk, case: str) -> None:
    """Show one case: its family, terms, panels, quality, what was done, and matching causatives."""
    from samvar.focus.rare_disease.commands.case_relatives import relatives_data, relatives_rows
    from samvar.focus.rare_disease.model.standing import assigned_to, features_of, synopsis_of
    from samvar.focus.rare_disease.service.case import see_case
    from samvar.focus.rare_disease.service.case_panels import panels_of
    from samvar.focus.rare_disease.service.causatives import causatives_of
    from samvar.focus.rare_disease.service.relatives import family_counts, relatives_answers

    found = see_case(desk.node, case, desk.asker)
    rows: list[tuple[str, str, str]] = [
        ("member", each.name, _role(found, each.name)) for each in found.members
    ]
    rows += [("term", each.term, "" if each.present else "absent") for each in features_of(found)]
    rows += [("assigned", each, "") for each in assigned_to(found)]
    rows += [("synopsis", "", synopsis_of(found))] if synopsis_of(found) else []
    rows += [
        (
            "quality",
            f"{each.gate}, {'–'.join(each.members)}",
            ": ".join((each.standing, "; ".join(each.reasons))).rstrip(": "),
        )
        for each in found.told.quality
    ]
    rows += [
        (event.verb.value + (" (undone)" if event.undone else ""), event.variant or "",
         event.text or "")
        for event in found.events
    ]  # fmt: skip
    panels = panels_of(desk.node, found)
    rows += [
        (
            "gene panel",
            f"{each.pinned.panel} {each.pinned.version}",
            f"{each.counting} of {each.genes} genes count"
            + (f"; {each.newer} is newer" if each.newer else ""),
        )
        for each in panels.fixed
    ]
    rows += [("gene panel", name, "not at this node") for name in panels.absent]
    matching = causatives_of(desk.node, found, desk.asker)
    rows += [
        (
            "causative",
            each.listed,
            f"{each.other.label}: {each.classed.value if each.classed else 'pinned'}"
            + (f", {each.condition}" if each.condition else ""),
        )
        for each in matching.found
    ]
    answers = relatives_answers(desk.node, found, desk.asker)
    counts = family_counts(desk.node, found, answers)
    rows += relatives_rows(answers, counts)
    value = {
        **case_data(found),
        "panels": panels_data(panels),
        **causatives_data(matching),
        **relatives_data(answers, counts),
    }
    desk.put(value, ("what", "of", "standing"), rows)
    desk.say(f"compared with {matching.compared} cases of other families")


def panels_data(panels: CasePanels) -> list[dict[str, Any]]:
    """The panels of a case as the JSON value that is promised to readers."""
    fixed = [
        {"panel": each.pinned.panel, "version": each.pinned.version, "name": each.name,
         "counting": each.counting, "genes": each.genes, "fixed": each.pinned.at,
         "by": each.pinned.by, "newer": each.newer or None}
        for each in panels.fixed
    ]  # fmt: skip
    return [*fixed, *({"panel": name, "version": None} for name in panels.absent)]


def causatives_data(found: Causatives) -> dict[str, Any]:
    """The matching causatives likewise, and how many cases were compared."""
    return {
        "compared": found.compared,
        "causatives": [
            {"variant": each.listed, "category": each.category, "case": each.other.label,
             "class": each.classed.value if each.classed else None,
             "condition": each.condition, "at": each.at}
            for each in found.found
        ],
    }  # fmt: skip


def filtering(command: Any) -> Any:
    """The options of a filter."""
    for option in reversed(
        (
            click.option("--frequency", type=click.FloatRange(0, 1), help="At most; 0-1."),
            click.option("--severity", help="A consequence; as grave or graver."),
            click.option("--model", "models", multiple=True, help="Such as AR_comp or AD_dn."),
            click.option("--gene", "genes", multiple=True, help="As the file names genes."),
            click.option("--place", "places", multiple=True, help="As 7:117480000-117670000."),
            click.option("--score", type=int, help="A rank score of at least this."),
            click.option("--passed", is_flag=True, help="Only what passed the caller's filters."),
            click.option("--all", "everybody", is_flag=True, help="Also what the proband lacks."),
        )
    ):
        command = option(command)
    return command


@examples(
    "samvar rare variants 643594 --frequency 0.01 --severity missense_variant --as geneticist",
    "samvar rare variants 643594 --model AR_comp --model AR_hom --json --as geneticist",
)
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@filtering
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most.")
@click.option("--skip", type=click.IntRange(0), default=0, help="Pass over so many first.")
@acting
@pass_desk
def variants(desk: Desk, /, case: str, limit: int, skip: int, **given: Any) -> None:
    """List a case's small variants, best rank score first; what is not known hides nothing."""
    from samvar.focus.rare_disease.service.case import list_small
    from samvar.focus.rare_disease.service.row_data import row_data

    found = list_small(desk.node, case, _filter(given), desk.asker, skip, limit)
    pinned = _standing(found.case)
    rows = [
        (
            str(row.variant), row.score, ", ".join(row.told.symbols), _gravest(row),
            _frequency(row), _copies(row), ",".join(each.value for each in row.met),
            ",".join(each.value for each in row.open), pinned.get(str(row.variant), ""),
        )
        for row in found.rows
    ]  # fmt: skip
    value = {
        "case": found.case.label,
        "file": found.file,
        "total": found.selected.total,
        "passed": len(found.selected.rows),
        "hidden": {step.name.lower(): n for step, n in found.selected.taken.items()},
        "rows": [row_data(row) for row in found.rows],
    }
    columns = ("variant", "score", "genes", "consequence", "frequency", "copies", "models", "open",
               "marked")  # fmt: skip
    desk.put(value, columns, rows)
    taken = found.selected.taken.items()
    hidden = ", ".join(f"{n} by {step.name.lower()}" for step, n in taken if n)
    desk.say(
        f"{len(found.selected.rows)} of {found.selected.total} variants"
        + (f"; hidden: {hidden}" if hidden else "")
    )


@examples("samvar rare variant 643594 7-124491972-C-A --as geneticist")
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.argument("name", metavar="VARIANT")
@filtering
@acting
@pass_desk
def variant(desk: Desk, /, case: str, name: str, **given: Any) -> None:
    """Show one small variant of a case, and which steps of a filter would hide it."""
    from samvar.focus.rare_disease.service.case import see_variant
    from samvar.focus.rare_disease.service.row_data import row_data

    row, steps = see_variant(desk.node, case, name, desk.asker, _filter(given))
    value = row_data(row) | {"hidden_by": [step.name.lower() for step in steps]}
    rows = [(key, str(item)) for key, item in value.items() if item not in (None, [], {})]
    desk.put(value, ("what", "value"), rows)


def _filter(given: dict[str, Any]) -> Filter:
    from samvar.focus.rare_disease.model.inheritance import Model
    from samvar.focus.rare_disease.model.listing import Filter
    from samvar.model.errors import UsageError
    from samvar.model.genome import Interval

    known = {model.value: model for model in Model}
    strange = [name for name in given["models"] if name not in known]
    if strange:
        raise UsageError(
            f"'{strange[0][:40]}' is not a model of inheritance",
            remedy=f"one of {', '.join(known)}",
        )
    return Filter(
        genes=frozenset(given["genes"]) or None,
        frequency=given["frequency"],
        severity=given["severity"],
        models=frozenset(known[name] for name in given["models"]),
        within=tuple(Interval.parse(place) for place in given["places"]),
        carried=not given["everybody"],
        passed=given["passed"],
        score=given["score"],
    )


def _standing(case: KeptCase) -> dict[str, str]:
    from samvar.focus.rare_disease.model.kept import Verb

    found: dict[str, str] = {}
    for verb in (Verb.PIN, Verb.DISMISS):
        for name in case.standing(verb):
            found[name] = ", ".join(filter(None, (found.get(name, ""), verb.value)))
    return found


def _role(case: KeptCase, name: str) -> str:
    if name == case.proband:
        return "proband"
    return case.family.role([each.name for each in case.members].index(name))


def _count(case: KeptCase) -> int | None:
    return sum(each.rows for each in case.lists) if case.lists else None


def _gravest(row: SmallRow) -> str:
    return "" if row.told.severe is None else row.told.severe.most_severe


def _frequency(row: SmallRow) -> float | None:
    return max(row.told.frequencies.values(), default=None)


def _copies(row: SmallRow) -> str:
    return "/".join("?" if each.copies is None else str(each.copies) for each in row.carried)


def case_data(case: KeptCase) -> dict[str, Any]:
    """A case as the JSON value that is promised to readers."""
    from samvar.focus.rare_disease.model.standing import (
        assigned_to,
        features_of,
        is_archived,
        synopsis_of,
    )

    return {
        "id": case.id,
        "case": case.label,
        "name": case.name,
        "assembly": case.assembly.value,
        "region": case.referring_region,
        "loaded": case.at,
        "proband": case.proband,
        "members": [
            {"name": each.name, "sex": each.sex.value, "affected": each.affected,
             "father": each.father, "mother": each.mother}
            for each in case.members
        ],
        "told": case.told,
        "synopsis": synopsis_of(case),
        "features": [{"term": each.term, "present": each.present} for each in features_of(case)],
        "assigned": assigned_to(case),
        "archived": is_archived(case),
        "lists": [{"category": each.category, "file": each.file, "rows": each.rows}
                  for each in case.lists],
        "events": [
            {"number": each.number, "at": each.at, "by": each.by, "verb": each.verb.value,
             "variant": each.variant, "text": each.text, "undone": each.undone}
            for each in case.events
        ],
    }  # fmt: skip
