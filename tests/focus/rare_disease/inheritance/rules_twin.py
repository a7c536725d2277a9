"""Our rules again, one variant and one person at a time, on what is certain of their copies.

Only the status is given: 0 not met, 1 not assessed, 2 met, as three-valued logic combines them.
"""

from __future__ import annotations

from dataclasses import dataclass

from samvar.focus.rare_disease.analyse.inheritance.copies import AUTOSOME, FLOOR, MT, FamilyCalls, X
from samvar.focus.rare_disease.model.family import Family
from samvar.model.genome import Sex

NO, OPEN, YES = 0, 1, 2


@dataclass(frozen=True)
class Person:
    """One person at one variant."""

    least: int
    most: int
    copies: int
    reads: int
    depth: int
    assured: bool
    haplotype: int
    phase_set: int

    @property
    def whole(self) -> int:
        return 2 if self.copies < 0 else self.copies

    def carries(self) -> int:
        return YES if self.least >= 1 else NO if self.most == 0 else OPEN

    def full(self) -> int:
        if self.whole == 0:
            return NO
        return YES if self.least >= self.whole else NO if self.most < self.whole else OPEN

    def clean(self) -> bool:
        return self.carries() == NO and self.reads < FLOOR.parent_reads

    def mosaic(self) -> bool:
        if self.reads < FLOOR.parent_reads or self.depth <= 0:
            return False
        return FLOOR.mosaic[0] < self.reads / self.depth < FLOOR.mosaic[1]


def people(calls: FamilyCalls, row: int) -> list[Person]:
    columns = (
        calls.least, calls.most, calls.copies, calls.reads, calls.depth, calls.assured,
        calls.haplotype, calls.phase_set,
    )  # fmt: skip
    return [Person(*(each[row, s].item() for each in columns)) for s in range(calls.least.shape[1])]


def no(status: int) -> int:
    return 2 - status


def statuses(family: Family, calls: FamilyCalls, row: int, reduced: bool) -> dict[str, int]:
    """Every model but the compound ones, of one variant."""
    own = people(calls, row)
    place = int(calls.place[row])
    start = YES if family.affected else OPEN
    carry = min([start, *(own[k].carries() for k in family.affected)])
    full = min([start, *(own[k].full() for k in family.affected)])
    spared = min([YES, *(no(own[k].full()) for k in family.unaffected)])
    parents = {p for k in family.affected for p in family.parents_of(k)}
    lack = YES
    for k in family.unaffected:
        one = no(own[k].full()) if reduced else no(own[k].carries())
        if not reduced and one == NO and k in parents and own[k].mosaic():
            one = OPEN
        lack = min(lack, one)
    if place == AUTOSOME:
        dominant, recessive = min(carry, lack), min(full, spared)
        both = {k: _pair(family.parents_of(k)) for k in family.affected}
        every = {k: family.parents_of(k) for k in family.affected}
        return {
            "AD": min(dominant, _inherited(own, both, False)),
            "AD_dn": min(dominant, _new(own, both, False)),
            "AD_mosaic": min(carry, _mosaic(family, own, parents)),
            "AR_hom": min(recessive, _inherited(own, every, True)),
            "AR_hom_dn": min(recessive, _new(own, every, True)),
        }
    if place == X:
        dominant, recessive = min(carry, spared), min(full, spared)
        origin = {k: _x_from(family, k) for k in family.affected}
        either = {
            k: v if len(v) == 2 or family.members[k].x_copies == 1 else ()
            for k, v in origin.items()
        }
        return {
            "XR": min(recessive, _inherited(own, origin, True)),
            "XR_dn": min(recessive, _new(own, origin, True)),
            "XD": min(dominant, _inherited(own, either, False)),
            "XD_dn": min(dominant, _new(own, either, False)),
        }
    if place == MT:
        mothers = {k: _only(family.mother_of(k)) for k in family.affected}
        line = min(carry, _relatives(family, own))
        return {
            "MT": min(line, _inherited(own, mothers, False)),
            "MT_dn": min(line, _new(own, mothers, False)),
        }
    return {"YL": min(carry, lack)}


def _only(column: int | None) -> tuple[int, ...]:
    return () if column is None else (column,)


def _pair(parents: tuple[int, ...]) -> tuple[int, ...]:
    return parents if len(parents) == 2 else ()


def _x_from(family: Family, who: int) -> tuple[int, ...]:
    if family.members[who].sex is Sex.FEMALE:
        return family.parents_of(who)
    return _only(family.mother_of(who))


def _inherited(own: list[Person], origin: dict[int, tuple[int, ...]], every: bool) -> int:
    found = YES
    for parents in origin.values():
        if not parents:
            continue
        if every:
            each = [YES if own[p].carries() == YES else NO if own[p].clean() else OPEN
                    for p in parents]  # fmt: skip
            found = min(found, *each)
        elif any(own[p].carries() == YES for p in parents):
            continue
        elif all(own[p].carries() == NO for p in parents):
            reads = sum(max(own[p].reads, 0) for p in parents)
            found = min(found, NO if reads < FLOOR.parent_reads else OPEN)
        else:
            found = min(found, OPEN)
    return found


def _new(own: list[Person], origin: dict[int, tuple[int, ...]], every: bool) -> int:
    found = []
    for child, parents in origin.items():
        if not parents:
            continue
        each = []
        for p in parents:
            if own[p].carries() == YES or (own[p].carries() == NO and not own[p].clean()):
                each.append(NO)
            elif own[p].carries() == NO and own[p].assured and own[p].reads >= 0:
                each.append(YES)
            else:
                each.append(OPEN)
        one = max(each) if every else min(each)
        none = all(own[p].carries() == NO for p in parents)
        if not every and none and sum(max(own[p].reads, 0) for p in parents) >= FLOOR.parent_reads:
            one = NO
        if own[child].carries() == NO:
            one = NO
        found.append(one)
    return max(found) if found else OPEN


def _mosaic(family: Family, own: list[Person], parents: set[int]) -> int:
    found, some, stated = YES, False, True
    for k in family.unaffected:
        if k in parents:
            some |= own[k].mosaic()
            stated &= own[k].reads >= 0
            if own[k].carries() == YES and not own[k].mosaic():
                found = NO
        else:
            found = min(found, no(own[k].carries()))
    return found if some else min(found, NO if stated else OPEN)


def _relatives(family: Family, own: list[Person]) -> int:
    for k in family.affected:
        for other in family.unaffected:
            if family.on_maternal_line(other, k):
                one = own[other]
                part = one.reads / one.depth if one.reads >= 0 and one.depth > 0 else -1.0
                if part >= FLOOR.full or (one.reads < 0 and one.carries() == YES):
                    return OPEN
    return YES


def pair(family: Family, calls: FamilyCalls, one: int, other: int) -> tuple[int, int]:
    """AR_comp and AR_comp_dn of two variants of a gene."""
    both = people(calls, one), people(calls, other)
    for k in family.affected:
        if any(own[k].carries() == NO or (own[k].full() == YES and own[k].copies != 1)
               for own in both):  # fmt: skip
            return NO, NO
        if int(calls.place[one]) == X and both[0][k].copies == 1:
            return NO, NO
    if any(own[k].full() == YES for own in both for k in family.unaffected):
        return NO, NO
    shared = YES if family.affected else OPEN
    for k in family.affected:
        shared = min(shared, *(own[k].carries() for own in both))
    parents = {p for k in family.affected for p in family.parents_of(k)}
    for k in family.unaffected:
        has = min(own[k].carries() for own in both)
        if has == YES and k in parents:
            return NO, NO
        if has == YES:
            phase = _phase(family, both, k)
            if phase == 1:
                return NO, NO
            shared = min(shared, YES if phase == -1 else OPEN)
        elif has == OPEN:
            shared = min(shared, OPEN)
    inherited = new = shared
    for k in family.affected:
        phase = _phase(family, both, k)
        if phase == -1:
            return NO, NO
        if phase == 0:
            inherited, new = min(inherited, OPEN), min(new, OPEN)
        known = family.parents_of(k)
        if len(known) < 2:
            new = min(new, OPEN)
            continue
        has = [max(own[p].carries() for p in known) == YES for own in both]
        gone = [all(own[p].clean() for p in known) for own in both]
        if any(gone):
            inherited = NO
        elif not all(has):
            inherited = min(inherited, OPEN)
        if all(has):
            new = NO
        sure = any(g and all(own[p].assured for p in known)
                   for g, own in zip(gone, both, strict=True))  # fmt: skip
        if not sure or not all(h or g for h, g in zip(has, gone, strict=True)):
            new = min(new, OPEN)
    return inherited, new


def _phase(family: Family, both: tuple[list[Person], list[Person]], who: int) -> int:
    """1 on opposite copies, -1 on the same, 0 not known."""
    known = family.parents_of(who)
    if len(known) == 2:
        origin = []
        for own in both:
            carry = [own[p].carries() == YES for p in known]
            clean = [own[p].clean() for p in known]
            origin.append(0 if carry[0] and clean[1] else 1 if carry[1] and clean[0] else None)
        if None not in origin:
            return -1 if origin[0] == origin[1] else 1
    elif len(known) == 1:
        one, other = (own[known[0]] for own in both)
        if (one.carries() == YES and other.clean()) or (other.carries() == YES and one.clean()):
            return 1
    one, other = both[0][who], both[1][who]
    if one.haplotype and other.haplotype and one.phase_set == other.phase_set:
        return -1 if one.haplotype == other.haplotype else 1
    return 0


def verdicts(
    family: Family, calls: FamilyCalls, genes: list[set[int]], reduced: list[bool]
) -> list[dict[str, int]]:
    """Every model of every variant."""
    found = [statuses(family, calls, row, reduced[row]) for row in range(len(calls))]
    for row, own in enumerate(found):
        own["AR_comp"] = own["AR_comp_dn"] = NO
        for other in range(len(calls)):
            if other != row and genes[row] & genes[other]:
                inherited, new = pair(family, calls, row, other)
                own["AR_comp"] = max(own["AR_comp"], inherited)
                own["AR_comp_dn"] = max(own["AR_comp_dn"], new)
    return found
