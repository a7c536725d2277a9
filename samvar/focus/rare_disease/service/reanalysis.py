"""Analyse cases again: what has changed of the variants that matter since they were read.

What is remembered of a variant has six parts, each with a mark of all that it was made from. A run
looks at the marks first and makes again only the parts whose marks have changed; a part that has
changed in a way that matters is a line of the work list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.listing import SmallRow
from samvar.focus.rare_disease.model.reanalysis import Cause, Part, Run, State, Watched
from samvar.focus.rare_disease.records import RareCases, Reanalyses
from samvar.focus.rare_disease.service import reanalysis_parts as parts
from samvar.focus.rare_disease.service.about import permit_of
from samvar.focus.rare_disease.service.case import find_case, opened, small_of
from samvar.focus.rare_disease.service.normal import normal_of
from samvar.focus.rare_disease.service.phenotype import corpus_of
from samvar.focus.rare_disease.service.reanalysis_case import UnderWay, mark_of, set_part
from samvar.focus.rare_disease.service.reanalysis_choice import choose, rows_that_matter
from samvar.focus.rare_disease.service.reanalysis_classes import compare_classes
from samvar.focus.rare_disease.service.reanalysis_counts import compare_counts
from samvar.focus.rare_disease.service.reanalysis_release import compare_releases
from samvar.govern.act import changing
from samvar.govern.identity import Asker
from samvar.govern.patient import seen_by
from samvar.model.clock import utc_now
from samvar.model.errors import Refused
from samvar.model.progress import Progress, silent
from samvar.present.area import NodeLike
from samvar.store.records.tables import cases as house

DEADLINE_S = 20.0
MOST_CASES = 100_000


def reanalyse(
    node: NodeLike,
    asker: Asker,
    *,
    case: str = "",
    everything: bool = False,
    dry_run: bool = False,
    hpo: Path | None = None,
    clinvar: Path | None = None,
    progress: Progress = silent,
    deadline_s: float = DEADLINE_S,
) -> Run:
    """Compare what is known today with what is remembered, and remember today's.

    case: one alone, whatever its reading came to. everything: all cases, not only those without an
    explanation. dry_run: nothing is written. hpo: a folder of a newer phenotype release.
    clinvar: a release of ClinVar beside those on the shelf. What was done before an error stays
    done: the next run goes on from there.

    Raises:
        Refused: the person may not. NotFound: no such case here.
    """
    with changing(
        node, asker, "answer:referral", "rehearse-reanalysis" if dry_run else "reanalyse"
    ):
        return _run(node, asker, case, everything, dry_run, hpo, clinvar, progress, deadline_s)


def _run(
    node: NodeLike,
    asker: Asker,
    case: str,
    everything: bool,
    dry_run: bool,
    hpo: Path | None,
    clinvar: Path | None,
    progress: Progress,
    deadline_s: float,
) -> Run:
    run = Run(dry_run)
    found = choose(node, _cases(node, asker, case), everything=everything or bool(case))
    with node.records.read() as tx:
        known = Reanalyses(tx.connection).watched(each.case.id for each in found)
    going: list[UnderWay] = []
    now = utc_now()
    for number, chosen in enumerate(found):
        progress("cases", number, len(found), "cases")
        try:
            permit_of(node, asker, "see:referrals", "reanalyse-case", chosen.case.id)
        except Refused:
            run.refused += 1
            continue
        one = UnderWay(chosen, known.get(chosen.case.id, {}))
        _own_parts(node, one, run, now, hpo)
        going.append(one)
    compare_releases(node, going, run, now, clinvar)
    progress("nation", 0, None, "variants")
    compare_counts(node, asker, going, run, now, deadline_s)
    progress("classes", 0, None, "variants")
    compare_classes(node, asker, going, run, now, deadline_s)
    for one in going:
        run.cases += 1
        run.variants += len(one.states)
        run.first += one.first
        _keep(node, one, run, now, dry_run=dry_run)
    progress("cases", len(found), len(found), "cases")
    return run


def _cases(node: NodeLike, asker: Asker, case: str) -> tuple[KeptCase, ...]:
    seen = seen_by(node, asker, "see:referrals", house.c.proband)
    with node.records.read() as tx:
        cases = RareCases(tx.connection)
        if case:
            return (cases.get(find_case(node, case)),)
        return cases.listed(seen, MOST_CASES, 0)


def _own_parts(node: NodeLike, one: UnderWay, run: Run, now: datetime, hpo: Path | None) -> None:
    """The parts for which nobody else has to be asked."""
    case, corpus = one.chosen.case, corpus_of(hpo)
    if one.chosen.reported:
        _reported(node, one, run)
        return
    bases = {
        Cause.CLINVAR: parts.clinvar_basis(case),
        Cause.ACMG: parts.acmg_basis(node, case),
        Cause.GENE: parts.gene_basis(corpus, case),
    }
    same_choice = bool(one.old) and all(
        each.state.chosen == one.chosen.mark for each in one.old.values()
    )
    stale = {
        cause
        for cause, basis in bases.items()
        if not same_choice
        or any(mark_of(each.state, cause) != basis.mark for each in one.old.values())
    }
    rows = _rows(node, one, run) if stale - {Cause.GENE} or not same_choice else None
    ranks: list[parts.GeneRanks] = []

    def genes(state: State) -> dict[str, object]:
        if not ranks:
            run.effort.ranked += 1
            ranks.append(parts.gene_ranks(corpus, case))
        return ranks[0].said(state.genes)

    for name in one.old if rows is None else rows:
        before = one.old.get(name)
        one.first += before is None
        state = State() if before is None else before.state
        if rows is not None:
            state = _named(node, case, rows[name], state, one.chosen.mark)
        one.states[name] = state
        for cause, basis in bases.items():
            if mark_of(state, cause) == basis.mark:
                continue
            if cause is Cause.GENE:
                said = genes(state)
            elif cause is Cause.ACMG:
                said = _suggested(node, case, _row(rows, name), run)
            else:
                said = parts.clinvar_said(_row(rows, name))
            part = Part(mark=basis.mark, basis=basis.words, since=now, said=said)
            set_part(one, name, cause, part, now)


def _reported(node: NodeLike, one: UnderWay, run: Run) -> None:
    """Of a case that is answered only what other centres call its reported variants is compared."""
    one.states = {name: each.state for name, each in one.old.items()}
    named, mark = one.chosen.named, one.chosen.mark
    if all(name in one.states and one.states[name].chosen == mark for name in named):
        return
    for name, row in _rows(node, one, run).items():
        one.first += name not in one.old
        before = one.states.get(name, State())
        one.states[name] = _named(node, one.chosen.case, row, before, mark)


def _rows(node: NodeLike, one: UnderWay, run: Run) -> Mapping[str, SmallRow]:
    run.effort.lists += 1
    case = one.chosen.case
    with opened(node, case, small_of(case)) as small:
        return rows_that_matter(small, one.chosen)


def _row(rows: Mapping[str, SmallRow] | None, name: str) -> SmallRow:
    assert rows is not None
    return rows[name]


def _suggested(node: NodeLike, case: KeptCase, row: SmallRow, run: Run) -> dict[str, object]:
    run.effort.suggested += 1
    return parts.acmg_said(node, case, row)


def _named(node: NodeLike, case: KeptCase, row: SmallRow, state: State, mark: str) -> State:
    normal = normal_of(node, case, row.variant).variant
    return msgspec.structs.replace(
        state, chosen=mark, genes=row.told.symbols, normal="" if normal is None else str(normal)
    )


def _keep(node: NodeLike, one: UnderWay, run: Run, now: datetime, *, dry_run: bool) -> None:
    case = one.chosen.case.id
    same = {name: each.state for name, each in one.old.items()} == one.states
    if dry_run or (same and not one.changes):
        run.changes += one.changes
        return
    with node.records.begin() as tx:
        records = Reanalyses(tx.connection)
        records.remember(
            case, (Watched(case, name, state, now) for name, state in one.states.items())
        )
        run.changes += [replace(each, number=records.add(each)) for each in one.changes]
