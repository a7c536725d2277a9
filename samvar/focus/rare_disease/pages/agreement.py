"""How far two readers agree at this node, over all cases that were read blind by two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from samvar.focus.rare_disease.service.node_agreement import Agreement, agreement_here
from samvar.focus.rare_disease.words import CLASSES, OUTCOMES
from samvar.present.interval import wilson
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Page, Reader, Shown, shows
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word


def show(reader: Reader) -> Answer:
    """Two tables with their shares, kappas and denominators."""
    found = agreement_here(reader.node, reader.asker)
    t = reader.language.text
    return Shown(
        "agreement.html",
        t("Agreement of readers"),
        {
            "found": found,
            "parts": [
                _part(
                    t("Outcomes of cases"), found.outcomes, OUTCOMES, reader.language, "outcomes"
                ),
                _part(t("Classes of variants"), found.classes, CLASSES, reader.language, "classes"),
            ],
        },
    )


def _part(
    title: str, found: Agreement, words: Mapping[str, str], language: Language, key: str
) -> dict[str, object]:
    return {
        "title": title,
        "share": share_line(found, language),
        "kappa": kappa_line(found, language),
        "table": crossed(title, found, [*words], words, language, key),
    }


def share_line(found: Agreement, language: Language) -> str:
    """How many of how many were the same, with an interval."""
    same = sum(found.table[at][at] for at in range(len(found.table)))
    share = wilson(same, found.n)
    if share is None:
        return language.text("Nothing has been read twice yet.")
    return language.text(
        "%(same)s of %(all)s alike: %(share)s (95 %% interval %(low)s–%(high)s, Wilson).",
        same=language.number(same),
        all=language.number(found.n),
        share=language.decimal(share.value, 2),
        low=language.decimal(share.lower, 2),
        high=language.decimal(share.upper, 2),
    )


def kappa_line(found: Agreement, language: Language) -> str:
    """How far beyond chance; '' where nothing was read twice."""
    if not found.n:
        return ""
    if found.kappa is None or found.weighted is None:
        return language.text(
            "Both used one word only: chance explains it all, and there is no kappa."
        )
    return language.text(
        "Cohen's kappa %(kappa)s, with steps counted %(weighted)s.",
        kappa=language.decimal(found.kappa, 2),
        weighted=language.decimal(found.weighted, 2),
    )


def crossed(
    title: str,
    found: Agreement,
    names: Sequence[str],
    words: Mapping[str, str],
    language: Language,
    key: str,
) -> Table:
    """Rows are the first reader's words, columns the second's."""
    said = [word(words, name, language) for name in names]
    t = language.text
    rows = [
        Row([Cell(said[at]), *(Cell(language.number(n), data=True) for n in row)])
        for at, row in enumerate(found.table)
    ]
    return Table(
        title,
        [Column(t("First reader")), *(Column(each, unit=t("second reader"), align="number")
                                      for each in said)],
        rows if found.n else [],
        Empty(t("Nothing has been read twice yet."), t("Cases"), "cases"),
        key=key,
        caption_hidden=True,
    )  # fmt: skip


PAGES: tuple[Page, ...] = (
    shows(
        "/nodes/{node:str}/rare/agreement",
        show,
        "see:referrals",
        "see-agreement",
        N_("Agreement of readers"),
        menu=("rare_disease", 75),
    ),
)
