"""Cases of rare diseases in a notebook: Arrow tables, and one case as a notebook shows it.

Every look takes the way of pages and commands: the policy decides about the patient, and the audit
log has its entry before anything is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pyarrow as pa

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.listing import Filter, SmallRow
from samvar.focus.rare_disease.service.case import list_cases, list_small, see_case
from samvar.focus.rare_disease.service.diseases import rank_case
from samvar.govern.identity import Asker
from samvar.present.area import NodeLike

PAGE = 1_000
_ALL = Filter()


@dataclass(frozen=True, slots=True)
class CaseShown:
    """One case. `kept` has all of it; a notebook shows its family, features and marks."""

    kept: KeptCase

    def _repr_html_(self) -> str:
        case = self.kept
        family = [
            (
                each.name,
                "proband" if each.name == case.proband else "",
                each.sex.value,
                {True: "affected", False: "unaffected", None: "not known"}[each.affected],
            )
            for each in case.members
        ]
        terms = [(each.term, "seen" if each.present else "not there") for each in case.told.terms]
        marks = [
            (each.variant or "", each.verb.value, each.text or "")
            for each in case.events
            if not each.undone
        ]
        return (
            f"<h3>{escape(case.label)} · {escape(case.name)} · {case.assembly.value}</h3>"
            + _table(("member", "role", "sex", "phenotype"), family)
            + _table(("feature", "in the patient"), terms)
            + _table(("variant", "act", "text"), marks)
        )


@dataclass(frozen=True, slots=True)
class RareDisease:
    """The cases of one node, as one person sees them; `handle.rare`."""

    node: NodeLike
    asker: Asker

    def cases(self) -> pa.Table:
        """The cases that the person may see, the newest first.

        Raises:
            Refused: they may see none at all.
        """
        found: list[KeptCase] = []
        while True:
            page = list_cases(self.node, self.asker, len(found), PAGE)
            found += page.cases
            if not page.cases or len(found) >= page.total:
                break
        columns: Mapping[str, tuple[pa.DataType, Callable[[KeptCase], Any]]] = {
            "case": (pa.string(), lambda each: each.label),
            "name": (pa.string(), lambda each: each.name),
            "assembly": (pa.string(), lambda each: each.assembly.value),
            "region": (pa.string(), lambda each: each.referring_region),
            "members": (pa.int32(), lambda each: len(each.members)),
            "features": (pa.int32(), lambda each: sum(t.present for t in each.told.terms)),
            "variants": (
                pa.int32(),
                lambda each: sum(one.rows for one in each.lists) if each.lists else None,
            ),
            "loaded": (pa.timestamp("us", "UTC"), lambda each: each.at),
        }
        return _arrow(found, columns)

    def case(self, label: str) -> CaseShown:
        """One case, by its id, the laboratory's own, or its name.

        Raises:
            Refused: the person may not see it. NotFound: no such case here.
        """
        return CaseShown(see_case(self.node, label, self.asker))

    def variants(
        self, label: str, wanted: Filter = _ALL, *, first: int = 0, limit: int = PAGE
    ) -> pa.Table:
        """A case's small variants that a filter leaves, best first; at most `limit`.

        The table's metadata says how many there are (`total`) and how many pass (`passed`).

        Raises:
            Refused: the person may not see them. NotFound: no such case, or its list is gone.
            UsageError: the filter makes no sense.
        """
        page = list_small(self.node, label, wanted, self.asker, first, limit)
        columns: Mapping[str, tuple[pa.DataType, Callable[[SmallRow], Any]]] = {
            "variant": (pa.string(), lambda row: str(row.variant)),
            "score": (pa.int32(), lambda row: row.score),
            "genes": (pa.list_(pa.string()), lambda row: list(row.told.symbols)),
            "consequence": (
                pa.string(),
                lambda row: None if row.told.severe is None else row.told.severe.most_severe,
            ),
            "frequency": (
                pa.float64(),
                lambda row: max(row.told.frequencies.values(), default=None),
            ),
            "clinvar": (pa.string(), lambda row: row.clinvar.name.lower()),
            "copies": (pa.list_(pa.int32()), lambda row: [each.copies for each in row.carried]),
            "met": (pa.list_(pa.string()), lambda row: [each.value for each in row.met]),
            "open": (pa.list_(pa.string()), lambda row: [each.value for each in row.open]),
        }
        counts = {"total": str(page.selected.total), "passed": str(len(page.selected.rows))}
        return _arrow(page.rows, columns).replace_schema_metadata(counts)

    def rank(self, label: str, *, hpo: str | Path | None = None, limit: int = 100) -> pa.Table:
        """Diseases by what was seen in the patient, best first; empty where nothing was.

        hpo: a folder of a newer release of the ontology.

        Raises:
            Refused: the person may not see the case. NotFound: no such case here.
        """
        folder = None if hpo is None else Path(hpo)
        found = rank_case(self.node, label, self.asker, folder).ranking.diseases[:limit]
        return pa.table(
            {
                "disease": pa.array([each.id for each in found], pa.string()),
                "name": pa.array([each.name for each in found], pa.string()),
                "share": pa.array([each.score for each in found], pa.float64()),
                "genes": pa.array([list(each.genes) for each in found], pa.list_(pa.string())),
            }
        )


def _arrow(
    rows: Sequence[Any], columns: Mapping[str, tuple[pa.DataType, Callable[[Any], Any]]]
) -> pa.Table:
    return pa.table(
        {
            name: pa.array([value(row) for row in rows], kind)
            for name, (kind, value) in columns.items()
        }
    )


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
