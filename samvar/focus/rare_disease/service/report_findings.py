"""Findings as a report tells them: names by transcript, and how often the country sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.reading import Conclusion, Finding
from samvar.focus.rare_disease.model.report import NationalCount, ReportedFinding
from samvar.focus.rare_disease.service.case import opened, small_of
from samvar.model.clock import iso, utc_now
from samvar.model.errors import BadInput, NotFound
from samvar.model.variant import Variant
from samvar.network.merge import NationalAnswer
from samvar.present.area import NodeLike

Ask = Callable[..., NationalAnswer]
"""`present.page.Reader.ask`: an operation by name, its arguments by theirs."""


def told_findings(conclusion: Conclusion, *, consented: bool) -> tuple[Finding, ...]:
    """The findings that may be told, those that answer the question first."""
    kept = [each for each in conclusion.findings if consented or not each.secondary]
    return tuple(sorted(kept, key=lambda each: (each.secondary, -each.classed.tier, each.variant)))


def reported(
    node: NodeLike, case: KeptCase, found: Finding, national: Mapping[str, NationalCount]
) -> ReportedFinding:
    """One finding as it is reported. national: counts by list and variant."""
    return ReportedFinding(
        category=found.category,
        variant=found.variant,
        gene=found.gene,
        hgvs=_hgvs(node, case, found),
        classed=found.classed.value,
        zygosity=found.zygosity,
        condition=found.condition,
        inheritance=found.inheritance,
        partial=found.partial,
        secondary=found.secondary,
        points=found.points,
        labels=found.labels,
        note=found.note,
        national=national.get(f"{found.category} {found.variant}"),
    )


def _hgvs(node: NodeLike, case: KeptCase, found: Finding) -> tuple[str, ...]:
    """Names by the transcripts of the gene: those of MANE, else the gravest one's."""
    if found.category != "snv":
        return ()
    with suppress(NotFound, BadInput), opened(node, case, small_of(case)) as small:
        numbers = small.at(Variant.parse(found.variant, case.assembly))
        rows = small.rows(numbers[:1])
        told = [
            each
            for row in rows
            for each in row.told.consequences
            if each.hgvs_c and found.gene in ("", each.gene, each.hgnc_id)
        ]
        chosen = [each for each in told if each.mane is not None]
        chosen = chosen or sorted(told, key=lambda each: (each.rank, each.transcript))[:1]
        names = [", ".join(filter(None, (each.hgvs_c, each.hgvs_p))) for each in chosen]
        return tuple(dict.fromkeys(names))
    return ()


def national_counts(
    case: KeptCase, findings: Sequence[Finding], ask: Ask
) -> dict[str, NationalCount]:
    """How often small variants are seen in the country, by list and variant."""
    small = [each.variant for each in findings if each.category == "snv"]
    if not small:
        return {}
    answer = ask("variant_frequency", assembly=case.assembly.value, variants=tuple(small))
    cover, at = answer.coverage, iso(utc_now())
    found = {}
    for place, name in enumerate(small):
        carriers = people = None
        if answer.value is not None:
            ac, hom, of = (int(answer.value[n][place]) for n in ("ac", "hom", "individuals"))
            carriers = ac - hom if ac >= 0 and hom >= 0 else None
            people = of if of >= 0 else None
        state = "suppressed" if answer.value is not None and carriers is None else answer.state
        found[f"snv {name}"] = NationalCount(
            carriers, people, cover.nodes_answered, cover.nodes_eligible, state, at
        )
    return found
