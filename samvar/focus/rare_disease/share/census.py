"""How many people could have been in this area's answers, by the labels of its operations."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from samvar.focus.rare_disease.tables import cases
from samvar.network.view import Denominators, View
from samvar.store.records.tables import cases as house


def _probands(view: View) -> Mapping[str, int]:
    """People with a case (`rare:probands`); one may say no within an epoch."""
    wanted = select(house.c.proband).join(cases, cases.c.house == house.c.id).distinct()
    return {"rare:probands": view.count_of_people(wanted, house.c.proband)}


def _nobody(_view: View) -> Mapping[str, int]:
    return {}


DENOMINATORS = Denominators(settled=_nobody, moving=_probands)
