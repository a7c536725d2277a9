"""Whether what has changed of a variant is worth a person's look.

Nothing that is unknown on one side is a change: a file without ClinVar says nothing of ClinVar, and
a figure below the floor is no figure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from samvar.focus.rare_disease.model.reanalysis import Cause
from samvar.focus.rare_disease.rules.reanalysis import Thresholds

Said = Mapping[str, Any]


def matters(cause: Cause, before: Said, after: Said, borders: Thresholds) -> bool:
    """Whether a part that was `before` and is `after` goes on the work list."""
    return _RULES[cause](before, after, borders)


def is_known(cause: Cause, said: Said) -> bool:
    """Whether there is anything to compare with.

    >>> is_known(Cause.NATION, {"known": False}), is_known(Cause.CLINVAR, {"verdict": "nothing"})
    (False, True)
    """
    match cause:
        case Cause.ACMG:
            return said.get("class") is not None
        case Cause.GENE:
            return bool(said["ranked"])
        case Cause.NATION:
            return bool(said["known"])
    return True


def _clinvar(before: Said, after: Said, _borders: Thresholds) -> bool:
    """Any other verdict; and a first one where the source has begun to speak of it."""
    return bool(before["verdict"] != after["verdict"])


def _acmg(before: Said, after: Said, borders: Thresholds) -> bool:
    if before.get("class") is None or after.get("class") is None:
        return False
    apart = abs(int(after["points"]) - int(before["points"]))
    return before["class"] != after["class"] or apart >= borders.points


def _gene(before: Said, after: Said, borders: Thresholds) -> bool:
    """A gene that has got its first disease, or lost its last; or that passes the border."""
    if not before["ranked"] or not after["ranked"]:
        return False
    if bool(before["diseases"]) != bool(after["diseases"]):
        return True
    then, now = before["rank"], after["rank"]
    return _among(then, borders.gene_rank) != _among(now, borders.gene_rank)


def _among(rank: int | None, first: int) -> bool:
    return rank is not None and rank <= first


def _nation(before: Said, after: Said, borders: Thresholds) -> bool:
    """A border that is passed; only between figures of the same centres, or of more."""
    if not before["known"] or not after["known"] or not set(before["nodes"]) <= set(after["nodes"]):
        return False
    return (
        _passed(before["carriers"], after["carriers"], borders.carriers)
        or _passed(before["hom"], after["hom"], borders.homozygotes)
        or _passed(_frequency(before), _frequency(after), borders.frequencies)
    )


def _passed(then: float | None, now: float | None, borders: Sequence[float]) -> bool:
    """Whether a border lies between; one is passed where it is reached.

    >>> _passed(0, 2, (1,)), _passed(1, 2, (1,)), _passed(None, 2, (1,))
    (True, False, False)
    """
    if then is None or now is None:
        return False
    return bisect_right(borders, then) != bisect_right(borders, now)


def _frequency(said: Said) -> float | None:
    return said["ac"] / said["an"] if said["an"] else None


def _classes(before: Said, after: Said, _borders: Thresholds) -> bool:
    """A centre that answered then and now has other classes; or there is a conflict with a class
    that nobody had before. A centre that is silent, or answers for the first time, has changed
    nothing."""
    for centre in after["answered"]:
        then, now = before["centres"].get(centre), after["centres"][centre]
        if then is not None and _names(then) != _names(now):
            return True
    return conflicts(after) and bool(bands(after) - bands(before))


def conflicts(said: Said) -> bool:
    """Whether classes at other centres and here would have the patient treated differently.

    Of a variant without a class here: somebody else acts on it, or others do not agree.

    >>> other = {"centres": {"skane": {"classes": [["pathogenic", "2026-11"]]}}, "here": ""}
    >>> conflicts(other), conflicts({**other, "here": "likely_pathogenic"})
    (True, False)
    """
    found = bands(said)
    return len(found) > 1 or (not said["here"] and "acted_on" in found)


def bands(said: Said) -> frozenset[str]:
    """The bands of all classes that are known: acted on, uncertain, benign."""
    names = [name for each in said["centres"].values() for name in _names(each)]
    return frozenset(_BANDS[name] for name in (*names, said["here"]) if name)


_BANDS = {
    "pathogenic": "acted_on", "likely_pathogenic": "acted_on", "uncertain": "uncertain",
    "likely_benign": "benign", "benign": "benign",
}  # fmt: skip


def _names(centre: Said) -> frozenset[str]:
    return frozenset(name for name, _ in centre["classes"])


_RULES = {
    Cause.CLINVAR: _clinvar,
    Cause.ACMG: _acmg,
    Cause.GENE: _gene,
    Cause.NATION: _nation,
    Cause.CLASSES: _classes,
    Cause.RELEASE: _clinvar,
}
