"""The ways to part the people who count, and the names of the parts in the store's tables."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from samvar.model.genome import Sex
from samvar.model.person import AssayKind

EVERYONE = ""
"""The stratum of all people."""

AREAS = (
    "rare_disease",
    "cancer",
    "pharmacogenomics",
    "infectious_disease",
    "complex_disease",
)
"""The focus areas for which a dataset can be collected."""


class Way(Enum):
    """One way to part people: each person is in at most one of its parts, or in none.

    affected: whether the person has the disease that the dataset was collected for.
    """

    ANCESTRY = "ancestry"
    SEX = "sex"
    AREA = "area"
    AFFECTED = "affected"
    ASSAY = "assay"


PARTS: Mapping[Way, tuple[str, ...]] = {
    Way.SEX: (Sex.FEMALE.value, Sex.MALE.value),
    Way.AREA: AREAS,
    Way.AFFECTED: ("affected", "unaffected"),
    Way.ASSAY: tuple(kind.value for kind in AssayKind),
}
"""The parts of each way that has the same ones everywhere; ancestry labels are the datasets' own.

Whoever is in none of them (sex or status unknown, no area stated) counts among everyone alone.
"""


def stratum(way: Way, label: str) -> str:
    """The name of one part among the strata; no two parts have the same.

    >>> stratum(Way.ANCESTRY, "EUR"), stratum(Way.SEX, "female")
    ('EUR', 'sex:female')
    >>> stratum(Way.ANCESTRY, "sex:female")
    'ancestry:sex:female'
    """
    return label if way is Way.ANCESTRY and ":" not in label else f"{way.value}:{label}"


def strata_of(
    sex: Sex = Sex.UNKNOWN,
    area: str | None = None,
    affected: bool | None = None,
    assay: str | None = None,
) -> tuple[str, ...]:
    """The strata of one person beside ancestry, sorted; what is not known parts nobody.

    >>> strata_of(Sex.MALE, affected=True)
    ('affected:affected', 'sex:male')
    """
    status = None if affected is None else ("affected" if affected else "unaffected")
    said = {Way.SEX: sex.value, Way.AREA: area, Way.AFFECTED: status, Way.ASSAY: assay}
    return tuple(sorted(stratum(way, label) for way, label in said.items() if label in PARTS[way]))
