"""The classes of a case's variants, as one person may know them: what lists show as badges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.records import Classes, Classifications
from samvar.focus.rare_disease.service.reading import hidden_from
from samvar.govern.identity import Asker
from samvar.present.area import NodeLike


@dataclass(frozen=True, slots=True)
class GivenClass:
    """A class that is shown. quick: it was chosen without criteria. mine: it is the asker's own,
    and the case has none yet that it would share."""

    classed: Class
    quick: bool
    mine: bool


def class_of(node: NodeLike, case: KeptCase, asker: Asker) -> Mapping[str, GivenClass]:
    """By variant, as its list names it: the case's class, or in a blind round the asker's own.

    Whether the case may be seen at all is the caller's to have asked.
    """
    hidden = hidden_from(node, case, asker)
    with node.records.read() as tx:
        shared = Classes(tx.connection).of_case(case.id)
        histories = Classifications(tx.connection).of_case(case.id) if hidden.blind else {}
    found = {
        each.told.listed: GivenClass(each.classed, each.told.quick, mine=False)
        for each in shared
        if not hidden.hides(each.by, each.at)
    }
    for (variant, reader), history in histories.items():
        step = history.own_class
        if reader == asker.user.account and step is not None and step.classed is not None:
            found[variant] = GivenClass(step.classed, step.quick, mine=True)
    return found
