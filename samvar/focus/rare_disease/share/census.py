"""How many people could have been in this area's answers, by the labels of its operations."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from samvar.focus.rare_disease.tables import cases, orders
from samvar.network.view import Denominators, View
from samvar.store.records.tables import cases as house
from samvar.store.records.tables import referrals


def _probands(view: View) -> Mapping[str, int]:
    """People with a case (`rare:probands`); one may say no within an epoch."""
    wanted = select(house.c.proband).join(cases, cases.c.house == house.c.id).distinct()
    return {"rare:probands": view.count_of_people(wanted, house.c.proband)}


def _moving(view: View) -> Mapping[str, int]:
    """Those, and referrals (`rare:referrals`): one may come at any moment, and makes no epoch."""
    wanted = select(orders.c.referral).join_from(
        orders, referrals, orders.c.referral == referrals.c.id
    )
    return {**_probands(view), "rare:referrals": view.count_of_people(wanted, referrals.c.person)}


def _nobody(_view: View) -> Mapping[str, int]:
    return {}


DENOMINATORS = Denominators(settled=_nobody, moving=_moving)
