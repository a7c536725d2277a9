"""The country's star alleles and phenotypes, by region and ancestry, with intervals."""

from __future__ import annotations

from urllib.parse import quote

from samvar.focus.pharmacogenomics.figures import (
    groups_figure,
    groups_table,
    names_of,
    phenotype_bars,
    shares_table,
)
from samvar.focus.pharmacogenomics.service import (
    allele_cohort,
    askable_genes,
    current_release,
    phenotype_cohort,
    untested_here,
)
from samvar.focus.pharmacogenomics.service.cohort import OTHERS, Cohort, Group
from samvar.focus.pharmacogenomics.words import STATUSES
from samvar.present.coverage import centre_name, coverage_line
from samvar.present.frequency import places_for
from samvar.present.interval import wilson
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Page, Reader, Shown, shows
from samvar.present.words import word

PATH = "/pgx/cohort"


def show(reader: Reader) -> Answer:
    """One gene's alleles and phenotypes in the country; `?gene=` says which."""
    t = reader.language.text
    genes = askable_genes(reader.node)
    gene = reader.query.get("gene") or (genes[0] if genes else "")
    values = {
        "genes": [(name, cohort_path(name), name == gene) for name in genes],
        "gene": gene,
        "release": current_release(reader.node),
    }
    if not gene:
        return Shown("cohort.html", t("Cohort"), values)
    alleles = allele_cohort(reader.node, reader.ask, reader.asker, gene)
    phenotypes = phenotype_cohort(reader.node, reader.ask, reader.asker, gene)
    language = reader.language
    return Shown(
        "cohort.html",
        t("%(gene)s in the country", gene=gene),
        {
            **values,
            "coverage": coverage_line(alleles.coverage, alleles.missing, language),
            "whole": alleles.coverage.complete and phenotypes.coverage.complete,
            "phenotype_coverage": coverage_line(phenotypes.coverage, phenotypes.missing, language),
            "nation": alleles.nation,
            "unsure": unsure_line(alleles.nation, language) if alleles.nation else "",
            "why_none": why_none(reader, alleles),
            "alleles": shares_table(alleles, language),
            "rest": rest_lines(alleles, language),
            "allele_groups": groups_table(alleles, language),
            "allele_figure": groups_figure(alleles, language),
            "phenotypes": shares_table(phenotypes, language),
            "phenotype_rest": rest_lines(phenotypes, language),
            "phenotyped": phenotypes.nation,
            "phenotype_unsure": (
                unsure_line(phenotypes.nation, language) if phenotypes.nation else ""
            ),
            "phenotype_groups": groups_table(phenotypes, language),
            "phenotype_figure": phenotype_bars(phenotypes, language),
            "regional": bool(alleles.of_kind("centre")),
            "may_ask_regions": reader.may("ask:regional"),
        },
    )


def cohort_path(gene: str) -> str:
    """The address of one gene's page.

    >>> cohort_path("HLA-B")
    '/pgx/cohort?gene=HLA-B'
    """
    return f"{PATH}?gene={quote(gene)}"


def unsure_line(group: Group, language: Language) -> str:
    """Who was tested and is in no frequency, and why.

    >>> unsure = {"ambiguous": 3, "incomplete": None, "not_called": 0}
    >>> group = Group("nation", "", (), 40, 20, 25, unsure)
    >>> unsure_line(group, Language.of("en"))
    'In no frequency: Ambiguous 3, Incomplete below the floor, Not called 0.'
    """
    parts = [
        f"{word(STATUSES, state, language)} "
        + (language.text("below the floor") if number is None else language.number(number))
        for state, number in group.unsure.items()
    ]
    return language.text("In no frequency: %(parts)s.", parts=", ".join(parts))


def why_none(reader: Reader, cohort: Cohort) -> str:
    """Said where nobody's result is certain: how many were tested, and what was not looked at."""
    nation, language = cohort.nation, reader.language
    if nation is None or nation.certain:
        return ""
    if not nation.tested:
        return language.text("Nobody in the country has been tested for this gene.")
    tested = language.count("%(n)s person tested", "%(n)s people tested", nation.tested)
    missed = untested_here(reader.node, cohort.gene, reader.asker)
    if not missed:
        return language.text("%(tested)s, none complete.", tested=tested)
    return language.text(
        "%(tested)s, none complete; not tested at %(centre)s: %(positions)s.",
        tested=tested,
        centre=centre_name(reader.node.id),
        positions=", ".join(missed),
    )


def rest_lines(cohort: Cohort, language: Language) -> list[str]:
    """Names without a row: those below the floor, and those that were not seen among so many."""
    nation = cohort.nation
    if nation is None or not nation.of:
        return []
    lines = []
    if nation.hidden:
        lines.append(
            language.text(
                "Below the floor, or hidden so that these cannot be told: %(names)s. Zero reads "
                "the same.",
                names=names_of(nation.hidden, cohort, language),
            )
        )
    unseen = [row for row in nation.rows if row.count == 0 and row.name != OTHERS]
    limit = wilson(0, nation.of)
    if unseen and limit is not None:
        lines.append(
            language.text(
                "Not seen among %(of)s (95 %% interval 0–%(upper)s): %(names)s.",
                of=language.number(nation.of),
                upper=language.decimal(limit.upper, places_for(nation.of)),
                names=names_of(unseen, cohort, language),
            )
        )
    return lines


PAGES: tuple[Page, ...] = (
    shows(
        PATH, show, "ask:national", "see-pgx-cohort", N_("Cohort"), menu=("pharmacogenomics", 30)
    ).reads("gene"),
)
