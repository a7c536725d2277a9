"""A passport in words: what a check found, its genes, and those that a node has issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from samvar.focus.pharmacogenomics.pages.recall import phenotype_cell
from samvar.focus.pharmacogenomics.passport import Passport, Verdict
from samvar.focus.pharmacogenomics.records import IssuedPassport, StoredPassport
from samvar.focus.pharmacogenomics.words import STATUS_MARKS, STATUSES
from samvar.model.clock import iso, parse_iso, utc_now
from samvar.present.coverage import centre_name
from samvar.present.language import Language
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word


def verdict_words(verdict: Verdict, language: Language) -> tuple[tuple[str, str], ...]:
    """What a check found, a mark and a sentence each: who signed, when it holds, taken back."""
    t = language.text
    document = verdict.passport
    if not verdict.genuine:
        return (
            (
                "down",
                t("Not genuine: no centre of the network has signed this. Use nothing of it."),
            ),
        )
    centre = centre_name(document.issuer)
    found = [
        ("answered", t("Genuine: signed by %(centre)s, and not changed since.", centre=centre))
    ]
    if verdict.expired:
        until = language.moment(parse_iso(document.expires))
        words = t("Not valid now: it holds until %(when)s UTC. Ask for a new one.", when=until)
        found.append(("late", words))
    else:
        found.append(("answered", t("Within its time.")))
    if verdict.revoked is None or verdict.checked_at is None:
        words = t(
            "Whether it was taken back was not checked: %(centre)s did not answer.", centre=centre
        )
        found.append(("late", words))
        return tuple(found)
    when = language.moment(verdict.checked_at)
    if verdict.revoked:
        words = t("Taken back: %(centre)s said so at %(when)s UTC.", centre=centre, when=when)
        found.append(("down", words))
    else:
        words = t("Not taken back: %(centre)s said so at %(when)s UTC.", centre=centre, when=when)
        found.append(("answered", words))
    return tuple(found)


def gene_table(document: Passport, language: Language) -> Table:
    """The genes as they were reported, and what was not tested of each."""
    t = language.text
    rows = [
        Row(
            [
                Cell(each.gene, data=True),
                Cell("; ".join(each.diplotypes) or "–", data=True),
                phenotype_cell(each.phenotype, language),
                Cell(each.activity_score or "–", data=True),
                Cell(
                    word(STATUSES, each.status, language), state=STATUS_MARKS.get(each.status, "")
                ),
                Cell(language.number(len(each.tested)), data=True),
                Cell(", ".join(each.untested) or "–", data=True),
            ],
            muted=each.status == "not_called",
        )
        for each in document.genes
    ]
    return Table(
        t("Genes"),
        [
            Column(t("Gene")),
            Column(t("Diplotype")),
            Column(t("Phenotype")),
            Column(t("Activity score"), align="number"),
            Column(t("Status")),
            Column(t("Tested"), unit=t("positions"), align="number"),
            Column(t("Not tested"), unit=t("positions")),
        ],
        rows,
        Empty(t("The passport names no gene.")),
        key="passport-genes",
        caption_hidden=True,
    )


def state_of(
    held: StoredPassport | IssuedPassport, now: datetime, language: Language
) -> tuple[str, str]:
    """A mark and a word: taken back, expired, valid."""
    if held.revoked is not None:
        return "down", language.text("Taken back")
    if held.expires <= now:
        return "late", language.text("Expired")
    return "answered", language.text("Valid")


def issued_table(
    node: str, found: Sequence[IssuedPassport], labels: Mapping[str, str], language: Language
) -> Table:
    """The passports of this node, newest first."""
    t, now = language.text, utc_now()
    rows = []
    for each in found:
        mark, words = state_of(each, now, language)
        rows.append(
            Row(
                [
                    Cell(labels.get(each.person, "–"), data=True),
                    Cell(
                        each.id, href=f"/nodes/{node}/pgx/passports/{each.id}", mono=True, data=True
                    ),
                    Cell(words, state=mark),
                    Cell(", ".join(map(centre_name, each.centres)) or "–", data=True),
                    Cell(language.moment(each.issued), moment=iso(each.issued)),
                    Cell(language.moment(each.expires), moment=iso(each.expires)),
                ],
                muted=mark != "answered",
            )
        )
    return Table(
        t("Issued here"),
        [
            Column(t("Patient")),
            Column(t("Id")),
            Column(t("State")),
            Column(t("May be fetched by")),
            Column(t("Issued"), unit="UTC"),
            Column(t("Valid to"), unit="UTC"),
        ],
        rows,
        Empty(t("This node has issued no passport."), t("It is issued from a signed report.")),
        key="issued",
        caption_hidden=True,
    )
