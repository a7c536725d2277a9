"""What the pharmacogenomic operations must answer in the demo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from samvar.demo.pharmacogenomics.bring import next_centre
from samvar.demo.pharmacogenomics.draw import patients_of
from samvar.demo.pharmacogenomics.past import past_of
from samvar.demo.pharmacogenomics.release import next_release
from samvar.demo.pharmacogenomics.truth import (
    Counts,
    allele_counts,
    phenotype_counts,
    recall_counts,
    turnaround_counts,
)
from samvar.demo.planted import Expected, Planted, bounds_fault, sum_fault
from samvar.demo.population import POPULATIONS
from samvar.focus.pharmacogenomics.passport import read
from samvar.focus.pharmacogenomics.service.call import whole
from samvar.knowledge.pharmacogenomics.model import Gene
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.errors import BadFile
from samvar.model.place import REGIONS
from samvar.network.merge import NationalAnswer

HOME = "stockholm"
"""The centre of those who ask."""
_SEVERAL = 3
_QUALITY = frozenset({"care", "quality"})
Args = Mapping[str, Any]


def _genes(planted: Planted) -> list[Gene]:
    """Genes that somebody of every region has a result of: else there is nothing to bound."""
    known = [{name for each in some for name in each.genes} for some in planted.told.values()]
    return [g for g in whole(own_release()).genes if all(g.name in names for names in known)]


def _plain_and_by_ancestry(args: Args) -> Iterable[Args]:
    return args, {**args, "strata": "ancestry", "ancestries": POPULATIONS}


def _allele_questions(planted: Planted) -> Iterable[Args]:
    for gene in _genes(planted):
        alleles = tuple(each.name for each in gene.functions) or ("*57:01",)
        yield from _plain_and_by_ancestry({"gene": gene.name, "alleles": alleles})


def _allele_fault(
    planted: Planted, args: Args, answer: NationalAnswer, stopped: str | None
) -> str | None:
    asked = (args["gene"], args["alleles"], args.get("ancestries", ()))
    there = allele_counts(planted.people(stopped), *asked)
    everywhere = allele_counts(planted.people(None), *asked)
    behind = {"copies": there["carriers"], "carriers": there["carriers"]}
    behind["unsure"] = there["unsure"]
    if planted.floor:
        # Beside copies it tells who has two: outside care nobody sees it.
        if not answer.hidden["carriers"].all():
            return "carriers: research sees it"
        there, everywhere = ({k: v for k, v in c.items() if k != "carriers"}
                             for c in (there, everywhere))  # fmt: skip
    return _fault(planted, answer, stopped, there, everywhere, behind, len(asked[-1]))


def _phenotype_questions(planted: Planted) -> Iterable[Args]:
    for gene in _genes(planted):
        names = tuple(dict.fromkeys(e.phenotype for e in gene.phenotypes if e.phenotype))
        yield from _plain_and_by_ancestry({"gene": gene.name, "phenotypes": names})


def _phenotype_fault(
    planted: Planted, args: Args, answer: NationalAnswer, stopped: str | None
) -> str | None:
    asked = (args["gene"], args["phenotypes"], args.get("ancestries", ()))
    there = phenotype_counts(planted.people(stopped), *asked)
    everywhere = phenotype_counts(planted.people(None), *asked)
    behind = {column: there[column] for column in ("with_phenotype", "unsure")}
    return _fault(planted, answer, stopped, there, everywhere, behind, len(asked[-1]))


def _recall_questions(_planted: Planted) -> Iterable[Args]:
    genes = tuple(gene.name for gene in whole(own_release()).genes)
    return [
        {"release": next_release().name, "genes": genes},
        {"release": next_release().name, "genes": ("DPYD",)},
    ]


def _recall_fault(
    planted: Planted, args: Args, answer: NationalAnswer, stopped: str | None
) -> str | None:
    there = recall_counts(planted.people(stopped), args["genes"])
    everywhere = recall_counts(planted.people(None), args["genes"])
    behind = {column: there[column] for column in ("phenotype_changed", "advice_changed", "open")}
    return _fault(planted, answer, stopped, there, everywhere, behind)


def _turnaround_questions(_planted: Planted) -> Iterable[Args]:
    return [{}, {"regions": tuple(REGIONS)}, {"since": "1999-01-01", "until": "2000-01-01"}]


def _turnaround_fault(
    planted: Planted, args: Args, answer: NationalAnswer, stopped: str | None
) -> str | None:
    nodes = [] if "since" in args else [c.node for c in planted.country.cohorts]
    regions: Sequence[str] = args.get("regions", ())
    there, everywhere = (
        turnaround_counts(
            [d for n in nodes if n != gone for d in (*patients_of(n), *past_of(n))], regions
        )
        for gone in (stopped, None)
    )
    behind = {column: there[column] for column in ("days", "first_dose")}
    return _fault(planted, answer, stopped, there, everywhere, behind, len(regions))


def _fault(
    planted: Planted,
    answer: NationalAnswer,
    stopped: str | None,
    there: Counts,
    everywhere: Counts,
    behind: Mapping[str, Sequence[int]],
    strata: int = 0,
) -> str | None:
    """The first column that is not as planted. behind: people behind each guarded number."""
    nobody: Sequence[int] = ()
    for column, numbers in there.items():
        carriers = np.array(behind.get(column, nobody) or [0] * len(numbers), dtype=np.int64)
        wanted = np.array(numbers, dtype=np.int64)
        first_row = carriers[: len(carriers) // (1 + strata)]
        # Numbers that add up may all be hidden, unless several are far above the floor; a table
        # by strata may be, whatever stands in it.
        common = not strata and int((first_row >= 10 * planted.floor).sum()) >= _SEVERAL
        fault = sum_fault(answer, column, wanted, carriers, planted.floor, common=common)
        if fault is None and stopped is not None:
            fault = bounds_fault(answer, column, np.array(everywhere[column], dtype=np.int64))
        if fault is not None:
            return fault
    return None


def _passport_questions(planted: Planted) -> Iterable[Args]:
    """The status lists alone, then each passport that a patient brings."""
    return [{}, *({"id": carried} for carried in planted.carried.values())]


def _passport_fault(
    planted: Planted, args: Args, answer: NationalAnswer, stopped: str | None
) -> str | None:
    """Read out by its own node alone, and only where the patient named the centre that asks."""
    rows = {row.node: row for row in answer.value.values()}
    nodes = [c.node for c in planted.country.cohorts if c.node != stopped]
    if sorted(rows) != sorted(nodes):
        return f"status lists of {sorted(rows)}, planted {sorted(nodes)}"
    for node, row in rows.items():
        if row.revoked:
            return f"{node} says that it has taken back a passport"
        mine = args.get("id") is not None and planted.carried.get(node) == args["id"]
        if bool(row.document) != (mine and next_centre(node) == HOME):
            return f"{node} {'reads out' if row.document else 'keeps'} a passport"
        try:
            document = read(row.document.encode()).passport if row.document else None
        except BadFile as error:
            return f"the passport of {node}: {error.what}"
        if document is not None and (document.id, document.issuer) != (args["id"], node):
            return f"{node} reads out another passport"
    return None


PHARMACOGENOMICS: dict[str, Expected] = {
    "allele_frequency": Expected(
        "star alleles in all strata", _allele_questions, _allele_fault,
        lambda args: len(args["alleles"]),
    ),
    "phenotype_frequency": Expected(
        "phenotypes in all strata", _phenotype_questions, _phenotype_fault,
        lambda args: len(args["phenotypes"]),
    ),
    "recall": Expected(
        "genes", _recall_questions, _recall_fault, lambda args: len(args["genes"]), _QUALITY
    ),
    "turnaround": Expected(
        "regions", _turnaround_questions, _turnaround_fault,
        lambda args: len(args.get("regions", ())) + 1, _QUALITY,
    ),
    "passport": Expected(
        "passports", _passport_questions, _passport_fault, lambda _: 1,
        frozenset({"care"}),
    ),
}  # fmt: skip
"""By operation name."""
