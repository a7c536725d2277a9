"""genmod's models, one variant and one person at a time, as its documentation has them."""

from __future__ import annotations

from itertools import combinations

from samvar.focus.rare_disease.model.family import Family
from samvar.model.genome import Sex

NO_CALL, REFERENCE, HETEROZYGOUS, HOMOZYGOUS = range(4)


def models_of(family: Family, state: list[int], on_x: bool, reduced: bool) -> set[str]:
    """The models that one variant follows by itself."""
    found: set[str] = set()
    if on_x:
        if _x_recessive(family, state):
            found |= _x_parents("XR", family, state, both=True)
        if _x_dominant(family, state):
            found |= _x_parents("XD", family, state, both=False)
        return found
    if _dominant(family, state, reduced):
        found |= _dominant_parents(family, state)
    if _recessive(family, state):
        found |= _recessive_parents(family, state)
    return found


def _dominant(family: Family, state: list[int], reduced: bool) -> bool:
    for member, own in zip(family.members, state, strict=True):
        if member.affected is False and own > REFERENCE and (not reduced or own == HOMOZYGOUS):
            return False
        if member.affected and own not in (NO_CALL, HETEROZYGOUS):
            return False
    return True


def _recessive(family: Family, state: list[int]) -> bool:
    for member, own in zip(family.members, state, strict=True):
        if member.affected is False and own == HOMOZYGOUS:
            return False
        if member.affected and own not in (NO_CALL, HOMOZYGOUS):
            return False
    return True


def _x_recessive(family: Family, state: list[int]) -> bool:
    for member, own in zip(family.members, state, strict=True):
        if member.affected is False:
            if own == HOMOZYGOUS or (own > REFERENCE and member.sex is Sex.MALE):
                return False
        elif member.affected and (
            own == REFERENCE or (own == HETEROZYGOUS and member.sex is Sex.FEMALE)
        ):
            return False
    return True


def _x_dominant(family: Family, state: list[int]) -> bool:
    for member, own in zip(family.members, state, strict=True):
        if member.affected is False:
            if member.sex is Sex.FEMALE and own == HOMOZYGOUS:
                return False
            if member.sex is Sex.MALE and own > REFERENCE:
                return False
        elif member.affected and own == REFERENCE:
            return False
    return True


def _parents(family: Family, state: list[int]) -> list[list[int]]:
    every = ([state[k] for k in family.parents_of(who)] for who in range(len(family)))
    return [known for known in every if known]


def _dominant_parents(family: Family, state: list[int]) -> set[str]:
    found = {"AD"}
    for known in _parents(family, state):
        if all(own <= REFERENCE for own in known):
            found.add("AD_dn")
            if len(known) == 1 or NO_CALL not in known:
                found.discard("AD")
    return found


def _recessive_parents(family: Family, state: list[int]) -> set[str]:
    found = {"AR_hom"}
    for known in _parents(family, state):
        if len(known) == 1:
            found.add("AR_hom_dn")
        elif any(own <= REFERENCE for own in known):
            found.add("AR_hom_dn")
            if NO_CALL not in known:
                found.discard("AR_hom")
    return found


def _x_parents(name: str, family: Family, state: list[int], *, both: bool) -> set[str]:
    found = {name}
    for who, member in enumerate(family.members):
        parents = family.parents_of(who)
        if not parents or member.sex is Sex.UNKNOWN:
            continue
        mother = family.mother_of(who)
        if member.sex is Sex.MALE:
            asked = [] if mother is None else [state[mother]]
        else:
            asked = [state[k] for k in parents] if len(parents) == 2 else []
        has = [own > REFERENCE for own in asked]
        if not asked:
            if both or member.sex is Sex.FEMALE:
                found.add(f"{name}_dn")
        elif not (all(has) if both else any(has)):
            found.add(f"{name}_dn")
            if NO_CALL not in asked:
                found.discard(name)
    return found


def candidate(family: Family, state: list[int]) -> bool:
    """Whether a variant may be half of a compound."""
    if HOMOZYGOUS in state:
        return False
    for who in family.affected:
        if state[who] != HETEROZYGOUS:
            return False
        parents = family.parents_of(who)
        healthy = all(family.members[k].affected is False for k in parents)
        if len(parents) == 2 and healthy and all(state[k] > REFERENCE for k in parents):
            return False
    return True


def pair(family: Family, one: list[int], other: list[int]) -> set[str]:
    """The compound models of two candidates of one gene."""
    if len(family) == 1:
        return {"AR_comp"}
    for who, member in enumerate(family.members):
        for parent in family.parents_of(who):
            healthy = family.members[parent].affected is False
            if healthy and one[parent] > REFERENCE and other[parent] > REFERENCE:
                return set()
        if member.affected is False and one[who] == other[who] == HETEROZYGOUS:
            return set()
    found: set[str] = set()
    some = False
    for who in range(len(family)):
        parents = family.parents_of(who)
        some |= bool(parents)
        if len(parents) == 1:
            found |= {"AR_comp", "AR_comp_dn"}
        elif parents and all(state[k] != NO_CALL for state in (one, other) for k in parents):
            each = all(max(one[k], other[k]) > REFERENCE for k in parents)
            found.add("AR_comp" if each else "AR_comp_dn")
    return found if some else {"AR_comp"}


def follow(
    family: Family, states: list[list[int]], on_x: list[bool], genes: list[set[int]]
) -> tuple[list[set[str]], list[set[int]]]:
    """The models of every variant, and the partners of each."""
    models = [models_of(family, state, x, False) for state, x in zip(states, on_x, strict=True)]
    partners: list[set[int]] = [set() for _ in states]
    fit = [k for k, state in enumerate(states) if candidate(family, state)]
    for one, other in combinations(fit, 2):
        if genes[one] & genes[other]:
            found = pair(family, states[one], states[other])
            for k, partner in ((one, other), (other, one)):
                models[k] |= found
                partners[k] |= {partner} if found else set()
    return models, partners
