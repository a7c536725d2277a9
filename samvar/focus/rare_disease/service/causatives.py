"""Matching causatives: what a case shares with what mattered in other families' cases here.

A repeat's name says its locus and not its length, so that repeats match nothing; an event matches
one that is named alike to the base.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime

import numpy as np

from samvar.focus.rare_disease.analyse.acmg.agree import ACTED_ON
from samvar.focus.rare_disease.model.case_class import CaseClass
from samvar.focus.rare_disease.model.causative import Causative, Causatives
from samvar.focus.rare_disease.model.kept import KeptCase, Verb
from samvar.focus.rare_disease.model.row import RepeatRow
from samvar.focus.rare_disease.model.standing import acts_of
from samvar.focus.rare_disease.records import Classes, RareCases
from samvar.focus.rare_disease.records.conditions import mattering
from samvar.focus.rare_disease.service.about import permit_of
from samvar.focus.rare_disease.service.case import case_of, find_case, opened, small_of
from samvar.focus.rare_disease.service.named import rows_named
from samvar.focus.rare_disease.service.new_case import SMALL
from samvar.focus.rare_disease.service.reading import all_as_seen, hidden_from
from samvar.govern.identity import Asker
from samvar.govern.patient import seen_by
from samvar.model.errors import BadVariant, NotFound, Refused
from samvar.model.genome import CONTIGS
from samvar.model.variant import Variant
from samvar.present.area import NodeLike
from samvar.store.records.tables import cases as house

_ALL = 1_000_000


def matching_causatives(node: NodeLike, identifier: str, asker: Asker) -> Causatives:
    """The same for somebody who asks for them alone.

    Raises:
        Refused: the person may not see the case. NotFound: no such case here.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-causatives", case)
    return causatives_of(node, case_of(node, case), asker)


def causatives_of(node: NodeLike, case: KeptCase, asker: Asker) -> Causatives:
    """Variants of the proband that another family's case gave a class that is acted on, or pinned.

    Other cases are those that `asker` may see, without what a blind round hides from them; each
    that is told of is written to the audit trail as a look at that patient. Whether `case` may be
    seen is the caller's to have asked.
    """
    seen = seen_by(node, asker, "see:referrals", house.c.proband)
    with node.records.read() as tx:
        cases = RareCases(tx.connection)
        kin = cases.kin(case.id)
        others = [each for each in cases.listed(seen & mattering(), _ALL, 0)
                  if each.id not in kin and each.assembly is case.assembly]  # fmt: skip
        compared = cases.count(seen & cases.unrelated(kin))
        classes = Classes(tx.connection).of_cases(each.id for each in others)
    names = {each.variant for own in classes.values() for each in own if each.classed in ACTED_ON}
    there = _of_case(node, case, names.union(*map(_pinned, others)))
    sharing = [each for each in others if there.keys() & _names(each, classes.get(each.id, ()))]
    found = []
    for other in all_as_seen(node, sharing, asker):
        hidden = hidden_from(node, other, asker)
        given = {
            each.told.listed: each
            for each in classes.get(other.id, ())
            if each.classed in ACTED_ON and not hidden.hides(each.by, each.at)
        }
        shared = [
            Causative(*there[each.variant], other, each.classed, each.condition, each.at)
            for each in given.values()
            if each.variant in there
        ]
        shared += [
            Causative(*there[name], other, None, "", at)
            for name, at in _pinned(other).items()
            if name in there and name not in given
        ]
        found += shared if shared and _may_be_told(node, asker, other.id) else []
    found.sort(key=lambda each: (-(each.classed.tier if each.classed else 0), each.other.label))
    return Causatives(tuple(found), compared)


def _names(other: KeptCase, classes: Iterable[CaseClass]) -> set[str]:
    return {each.variant for each in classes if each.classed in ACTED_ON} | _pinned(other).keys()


def _pinned(case: KeptCase) -> Mapping[str, datetime]:
    standing = case.standing(Verb.PIN)
    return {
        name: event.at
        for event in acts_of(case, Verb.PIN, Verb.PIN_MANY)
        for name in event.variants
        if name in standing
    }


def _may_be_told(node: NodeLike, asker: Asker, other: str) -> bool:
    try:
        permit_of(node, asker, "see:referrals", "see-causative", other)
    except Refused:
        return False
    return True


def _of_case(node: NodeLike, case: KeptCase, names: set[str]) -> Mapping[str, tuple[str, str]]:
    """Of variants by name: how the case's list names them, and which list that is."""
    small: dict[Variant, str] = {}
    other: set[str] = set()
    for name in names:
        try:
            small[Variant.parse(name, case.assembly).trimmed()] = name
        except BadVariant:
            other.add(name)
    found = {name: (str(at), SMALL) for at, name in _small(node, case, small)}
    for name in other:
        for category, row in rows_named(node, case, name):
            if not isinstance(row, RepeatRow):
                found[name] = (name, category)
    return found


def _small(
    node: NodeLike, case: KeptCase, wanted: Mapping[Variant, str]
) -> Iterable[tuple[Variant, str]]:
    """As the list writes it, and as it was asked for; without what the proband does not carry."""
    with suppress(NotFound), opened(node, case, small_of(case)) as rows:
        contigs = {CONTIGS.index(each.contig) + 1 for each in wanted}
        near = np.isin(rows["position"], [each.position for each in wanted])
        near &= np.isin(rows["contig"], list(contigs))
        for row in rows.rows(np.flatnonzero(near).tolist()):
            name = wanted.get(row.variant.trimmed())
            if name is not None and row.carried[rows.proband].copies != 0:
                yield row.variant, name
