"""Whether a recommendation is for this occasion: no, yes, or yes if something is true.

What the occasion does not say is never taken for "any": the line is kept, and says under which
condition it stands. A word that none of the drug's lines knows cannot contradict them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from samvar.focus.pharmacogenomics.model import Occasion
from samvar.knowledge.pharmacogenomics.model import Key
from samvar.knowledge.pharmacogenomics.population import (
    AGE_GROUPS,
    CHILD,
    CHILD_OVER_40_KG,
    EXPOSURES,
    NO_ALTERNATIVE,
    ROUTES,
    SYSTEMIC,
    TOPICAL,
)

ON_THE_SKIN = frozenset({TOPICAL, "cutaneous", "dermal"})


def conditions(key: Key, occasion: Occasion, indications: Iterable[str]) -> tuple[str, ...] | None:
    """What must yet be true for the line to hold; None where the occasion contradicts it.

    indications: all that the drug's lines tell apart.

    >>> conditions(Key(body="CPIC", age_groups=("adult",)), Occasion("voriconazole"), ())
    ('adult',)
    >>> conditions(Key(body="CPIC", age_groups=("adult",)), Occasion("x", age_group="child"), ())
    """
    asked = (
        _route(key, occasion.route),
        _indication(key, occasion.indication, indications),
        _age(key, occasion.age_group),
        _word("", key.exposures, occasion.exposure, EXPOSURES),
        (" or ".join(key.doses),) if key.doses else (),
    )
    if any(each is None for each in asked):
        return None
    return tuple(words for each in asked if each for words in each)


def compatible(one: Key, other: Key) -> bool:
    """Whether one patient and occasion could meet both keys."""
    pairs = (
        (one.indications, other.indications),
        (one.age_groups, other.age_groups),
        (one.exposures, other.exposures),
        (one.doses, other.doses),
    )
    routes = not (
        one.routes
        and other.routes
        and not any(_fits(a, b) or _fits(b, a) for a in one.routes for b in other.routes)
    )
    return routes and not any(a and b and not set(a) & set(b) for a, b in pairs)


def _indication(key: Key, said: str | None, known: Iterable[str]) -> tuple[str, ...] | None:
    if key.indications == (NO_ALTERNATIVE,):  # of the other drugs, whatever it is given for
        return () if said == NO_ALTERNATIVE else (NO_ALTERNATIVE,)
    return _word("indication ", key.indications, said, known)


def _word(
    prefix: str, needed: Sequence[str], said: str | None, known: Iterable[str]
) -> tuple[str, ...] | None:
    if not needed or said in needed:
        return ()
    return None if said is not None and said in known else (prefix + " or ".join(needed),)


def _age(key: Key, said: str | None) -> tuple[str, ...] | None:
    if said == CHILD and CHILD_OVER_40_KG in key.age_groups:
        return (CHILD_OVER_40_KG,)
    if said == CHILD_OVER_40_KG and CHILD in key.age_groups:
        return ()
    return _word("", key.age_groups, said, AGE_GROUPS)


def _route(key: Key, said: str | None) -> tuple[str, ...] | None:
    if not key.routes or (said and any(_fits(needed, said) for needed in key.routes)):
        return ()
    known = said in ROUTES or said in ON_THE_SKIN
    if said == SYSTEMIC and any(needed not in ON_THE_SKIN for needed in key.routes):
        known = False  # it may be the one that is needed
    return None if said and known else (f"route {' or '.join(key.routes)}",)


def _fits(needed: str, said: str) -> bool:
    if needed == SYSTEMIC:
        return said not in ON_THE_SKIN
    return said == needed or (needed == TOPICAL and said in ON_THE_SKIN)
