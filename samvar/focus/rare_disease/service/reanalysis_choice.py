"""Which cases are analysed again, and which of their variants matter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from samvar.focus.rare_disease.analyse.listing import select
from samvar.focus.rare_disease.model.kept import KeptCase, Verb
from samvar.focus.rare_disease.model.listing import SmallRow
from samvar.focus.rare_disease.model.reading import Conclusion, Outcome
from samvar.focus.rare_disease.model.row_name import row_name
from samvar.focus.rare_disease.records import Classes, Reanalyses
from samvar.focus.rare_disease.records.small import SmallRows
from samvar.focus.rare_disease.rules.default_filter import DEFAULT_SMALL
from samvar.focus.rare_disease.rules.reanalysis import thresholds
from samvar.focus.rare_disease.service.case import small_of
from samvar.focus.rare_disease.service.reading import rounds_in
from samvar.model.errors import BadVariant, NotFound
from samvar.model.variant import Variant
from samvar.present.area import NodeLike

OPEN = (Outcome.UNSOLVED, Outcome.POSSIBLE)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case with what its reading came to last (None: nothing yet), and what made variants matter.

    named: small variants that somebody pinned, classified or concluded; in a blind round none of
    those is told from. mark: of all of it and of the list. reported: it has an answer that is
    signed, of which only the variants that it names are compared, with other centres' classes.
    """

    case: KeptCase
    outcome: Outcome | None
    named: frozenset[str]
    mark: str
    reported: bool = False


def choose(node: NodeLike, cases: Iterable[KeptCase], *, everything: bool) -> tuple[Chosen, ...]:
    """The cases without an explanation, or with one that is only possible; `everything`: all that
    still have their list of small variants. Others that are answered come as `reported`."""
    given = [case for case in cases if any(each.category == "snv" for each in case.lists)]
    rounds = rounds_in(node, given)
    with node.records.read() as tx:
        signed = Reanalyses(tx.connection).signed(each.id for each in given)
    found = []
    for case in given:
        mine = rounds[case.id]
        last = next((each.settled for each in reversed(mine) if each.settled is not None), None)
        outcome = None if last is None else last.outcome
        if everything or outcome in OPEN:
            named = frozenset() if mine[-1].blind else _named(node, case, last)
            found.append(Chosen(case, outcome, named, _mark(case, named)))
        elif last is not None and case.id in signed:
            told = frozenset(each.variant for each in last.findings if each.category == "snv")
            if told:
                found.append(Chosen(case, outcome, told, _mark(case, told), reported=True))
    return tuple(found)


def _named(node: NodeLike, case: KeptCase, last: Conclusion | None) -> frozenset[str]:
    with node.records.read() as tx:
        classed = {
            each.told.listed
            for each in Classes(tx.connection).of_case(case.id)
            if each.told.category == "snv"
        }
    concluded = {each.variant for each in (last.findings if last else ()) if each.category == "snv"}
    return frozenset(case.standing(Verb.PIN) | classed | concluded)


def _mark(case: KeptCase, named: frozenset[str]) -> str:
    told = [small_of(case).columns, thresholds().watched, *sorted(named)]
    return hashlib.sha256("\t".join(map(str, told)).encode()).hexdigest()[:32]


def rows_that_matter(small: SmallRows, chosen: Chosen) -> Mapping[str, SmallRow]:
    """The rows to remember, by name: those that somebody named, and the best of the list."""
    first = 0 if chosen.reported else thresholds().watched
    best = select(small, DEFAULT_SMALL).rows[:first].tolist()
    found = {row_name(row): row for row in small.rows(best)}
    for name in sorted(chosen.named - set(found)):
        try:
            numbers = small.at(Variant.parse(name, chosen.case.assembly))
        except (BadVariant, NotFound):
            continue  # a mark on a row of another list
        for row in small.rows(numbers[:1]):
            found[row_name(row)] = row
    return found
