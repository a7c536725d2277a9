"""What may be shown of a national sum: tiers by purpose, floors on the merged total. Pure.

Floors alone do not stop a patient attacker: see network.md and the ledger of a later issue.
"""

from __future__ import annotations

from enum import Enum

import numpy as np

from samvar.govern.identity import Asker, Role
from samvar.govern.purpose import Purpose
from samvar.model.calls import Bool, Int64

FLOOR_CARRIERS = 10
"""k: fewer carriers than this are not released; the largest floor of any node wins."""


ALWAYS_FLOORED = frozenset({"ask:quality"})
"""Permissions whose sums have a floor whatever the purpose: to follow up how care is doing is
nobody's care (Patientdatalagen 2:4 first paragraph 4 to 6, not 1), so that no patient stands
behind the exact figures of other centres."""


class Tier(Enum):
    """How much an asker sees; each node enforces it for itself."""

    PUBLIC = "public"
    REGISTERED = "registered"
    PERMIT = "permit"
    CARE = "care"
    MANDATE = "mandate"

    @property
    def has_floor(self) -> bool:
        """Whether totals below the floor are hidden."""
        return self in (Tier.PUBLIC, Tier.REGISTERED, Tier.PERMIT)


def tier(asker: Asker, *, permit_is_valid: bool = False) -> Tier:
    """The tier of an asker. A permit that is only claimed opens nothing.

    >>> from samvar.govern.identity import PERSONAS
    >>> tier(Asker.of(PERSONAS["pharmacist"])).value, tier(Asker.of(PERSONAS["researcher"])).value
    ('care', 'registered')
    """
    if asker.user.role is Role.ANONYMOUS:
        return Tier.PUBLIC
    if asker.user.role is Role.MANDATE:
        # The public release is made under HRESCH and has a floor like every public figure.
        return Tier.MANDATE if asker.purpose is Purpose.HOPERAT else Tier.REGISTERED
    if asker.purpose.is_care:
        return Tier.CARE
    return Tier.PERMIT if permit_is_valid else Tier.REGISTERED


def has_floor(shown: Tier, permission: str) -> bool:
    """Whether totals below the floor are hidden from an asker of this tier.

    >>> has_floor(Tier.CARE, "ask:national"), has_floor(Tier.CARE, "ask:quality")
    (False, True)
    """
    return shown.has_floor or permission in ALWAYS_FLOORED


def hidden_below(carriers: Int64, floor: int = FLOOR_CARRIERS) -> Bool:
    """Which totals are below the floor. Zero is below it too.

    Were zero shown, a hidden figure would say "somebody has it", and that is what a floor hides.

    >>> hidden_below(np.array([0, 9, 10])).tolist()
    [True, True, False]
    """
    return np.asarray(carriers < floor, dtype=np.bool_)


def hidden_cells(
    cells: Int64,
    people: Int64,
    floor: int = FLOOR_CARRIERS,
    already: Bool | None = None,
    *,
    both: bool = False,
) -> Bool:
    """Which cells of a table with a published total must be hidden, so that none can be derived.

    cells: (c, n) int64, carriers of c disjoint groups that together make n published totals.
    people: (c, n), everybody in each group; an empty group needs no protection.
    already: (c, n), cells that are hidden for another reason.
    both: whether people who are no carriers have the same floor.
    Returns (c, n). A cell below the floor is hidden. While one of a column can be bounded more
    closely than by the floor, the smallest shown cell is hidden as well: see `bounded`.

    >>> few, everybody = np.array([[3], [40], [60]]), np.full((3, 1), 100)
    >>> hidden_cells(few, everybody).ravel().tolist()
    [True, True, False]

    Source: complementary suppression, Hundepool et al., Statistical Disclosure Control, 2012,
    section 4.4.
    """
    exists = people > 0
    hidden: Bool = exists & (cells < floor)
    if both:
        hidden |= exists & (people - cells < floor)
    if already is not None:
        hidden |= already & exists
    columns = np.arange(cells.shape[1])
    for _ in range(cells.shape[0]):
        shown = exists & ~hidden
        open_ = bounded(cells, people, hidden, floor, both=both) & shown.any(axis=0)
        if not open_.any():
            break
        smallest = np.where(shown, cells, np.iinfo(np.int64).max).argmin(axis=0)
        hidden[smallest[open_], columns[open_]] = True
    return hidden


def bounded(
    cells: Int64, people: Int64, hidden: Bool, floor: int = FLOOR_CARRIERS, *, both: bool = False
) -> Bool:
    """In which of n columns total and shown cells bound a hidden one more closely than the floor.

    All that follows of the hidden cells is their sum, and that none is below zero or above its
    people. So one lies between `sum - people of the others` and `sum`: a small one is safe if that
    leaves zero possible, and everything up to the floor. The sum is of a group as well, and so
    has the floor itself.
    """
    close = _bounded(cells, people - cells, hidden, floor)
    return close | _bounded(people - cells, cells, hidden, floor) if both else close


def _bounded(cells: Int64, others: Int64, hidden: Bool, floor: int) -> Bool:
    small = hidden & (cells < floor)
    carriers = np.where(hidden, cells, 0).sum(axis=0)
    room = np.where(hidden, others, 0).sum(axis=0) - others
    count = hidden.sum(axis=0)
    few = (count > 0) & ((count < 2) | (carriers < floor))
    found: Bool = few | (small & (room < cells)).any(axis=0)
    return found
